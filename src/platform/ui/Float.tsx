import {
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import { createPortal } from 'react-dom'
import { names } from './Button.tsx'
import { focusableIn, useFocusIn } from './hooks.ts'
import { Icon, type IconName } from './icons.tsx'
import { Go } from './navigate.tsx'

export type FloatProps = {
  /** What it hangs on; the focus returns there. */
  anchor: RefObject<HTMLElement | null>
  open: boolean
  onClose: () => void
  label: string
  id?: string
  role?: 'dialog' | 'menu' | 'listbox'
  align?: 'start' | 'end'
  /** Where the focus goes first; the first element that takes it, if not given. */
  first?: RefObject<HTMLElement | null>
  className?: string
  children: ReactNode
}

/** Where floats hang: in the dialog they belong to, else in the frame's own layer, inside the main landmark. */
export const layerOf = (anchor: HTMLElement | null): HTMLElement =>
  anchor?.closest('dialog') ?? document.getElementById('layer') ?? document.body

/** The place of a float: under its anchor, over it where there is no room. `changes` asks to measure again. */
export const usePlace = (
  anchor: RefObject<HTMLElement | null>,
  box: RefObject<HTMLElement | null>,
  open: boolean,
  align: 'start' | 'end',
  changes: unknown = null,
) => {
  const [place, setPlace] = useState<{ left: number; top: number }>({ left: -9999, top: 0 })
  // biome-ignore lint/correctness/useExhaustiveDependencies: new content has a new size
  useLayoutEffect(() => {
    if (!open) return
    const put = () => {
      const from = anchor.current?.getBoundingClientRect()
      const own = box.current?.getBoundingClientRect()
      if (!from || !own) return
      const left = align === 'end' ? from.right - own.width : from.left
      const below = from.bottom + 4
      const fits = below + own.height <= window.innerHeight - 8
      setPlace({
        left: Math.max(8, Math.min(left, window.innerWidth - own.width - 8)),
        top: fits ? below : Math.max(8, from.top - own.height - 4),
      })
    }
    put()
    window.addEventListener('resize', put)
    window.addEventListener('scroll', put, true)
    return () => {
      window.removeEventListener('resize', put)
      window.removeEventListener('scroll', put, true)
    }
  }, [open, anchor, box, align, changes])
  return place
}

/** A floating box under its anchor; on a phone a sheet at the foot. Escape and a press outside close it. */
export const Float = ({
  anchor,
  open,
  onClose,
  label,
  id,
  role = 'dialog',
  align = 'start',
  first,
  className,
  children,
}: FloatProps) => {
  const box = useRef<HTMLDivElement>(null)
  const place = usePlace(anchor, box, open, align)
  useFocusIn(box, open, { first, keep: role === 'dialog' })

  useEffect(() => {
    if (!open) return
    const away = (event: PointerEvent) => {
      const target = event.target as Node
      if (box.current?.contains(target) || anchor.current?.contains(target)) return
      // an antd popup opened from inside hangs on the body, not in this box
      if (target instanceof Element && target.closest('.ant-select-dropdown,.ant-picker-dropdown')) return
      onClose()
    }
    document.addEventListener('pointerdown', away)
    return () => document.removeEventListener('pointerdown', away)
  }, [open, onClose, anchor])

  if (!open) return null
  return createPortal(
    // biome-ignore lint/a11y/noStaticElementInteractions lint/a11y/useAriaPropsSupportedByRole: the role is one of three, all of them take a name
    <div
      ref={box}
      id={id}
      role={role}
      aria-label={label}
      className={names('float', className)}
      style={place}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.stopPropagation()
        event.preventDefault()
        onClose()
        anchor.current?.focus()
      }}
    >
      {children}
    </div>,
    layerOf(anchor.current),
  )
}

export type MenuItem = {
  key: string
  label: ReactNode
  note?: string
  icon?: IconName
  danger?: boolean
  current?: boolean
  /** Shown grey, still reachable, with the reason read out. */
  refused?: string
  href?: string
  onChoose?: () => void
}

/** Moves among the entries of a menu or list with the arrow keys, Home and End. */
export const moveWithArrows = (event: KeyboardEvent<HTMLElement>, box: HTMLElement | null) => {
  const steps: Record<string, number> = {
    ArrowDown: 1,
    ArrowUp: -1,
    Home: Number.NEGATIVE_INFINITY,
    End: Number.POSITIVE_INFINITY,
  }
  const step = steps[event.key]
  if (step === undefined || !box) return
  const stops = focusableIn(box)
  if (stops.length === 0) return
  event.preventDefault()
  const at = stops.indexOf(document.activeElement as HTMLElement)
  const next = Number.isFinite(step) ? (at + step + stops.length) % stops.length : step < 0 ? 0 : stops.length - 1
  stops[next]?.focus()
}

/** A button's menu of verbs or places. `trigger` gets what makes it the menu's button. */
export const Menu = ({
  label,
  items,
  align = 'end',
  head,
  trigger,
}: {
  label: string
  items: readonly MenuItem[]
  align?: 'start' | 'end'
  head?: string
  trigger: (props: {
    ref: RefObject<HTMLButtonElement | null>
    onClick: () => void
    'aria-haspopup': 'menu'
    'aria-expanded': boolean
    'aria-controls': string | undefined
  }) => ReactNode
}) => {
  const anchor = useRef<HTMLButtonElement>(null)
  const list = useRef<HTMLDivElement>(null)
  const id = useId()
  const [isOpen, setOpen] = useState(false)
  const close = () => setOpen(false)
  const back = () => anchor.current?.focus()
  return (
    <>
      {trigger({
        ref: anchor,
        onClick: () => setOpen((open) => !open),
        'aria-haspopup': 'menu',
        'aria-expanded': isOpen,
        'aria-controls': isOpen ? id : undefined,
      })}
      <Float anchor={anchor} open={isOpen} onClose={close} label={label} id={id} role="menu" align={align}>
        {/* biome-ignore lint/a11y/noStaticElementInteractions: only carries the arrow keys of the menu around it */}
        <div
          ref={list}
          role="presentation"
          onKeyDown={(event) => {
            if (event.key === 'Tab') close()
            else moveWithArrows(event, list.current)
          }}
        >
          {head ? (
            <div className="float-head" role="presentation">
              {head}
            </div>
          ) : null}
          {items.map((item) => {
            const inner = (
              <>
                {item.icon ? <Icon name={item.icon} /> : null}
                <span className="grow">{item.label}</span>
                {item.current ? <Icon name="check" size="s" /> : null}
                {item.note ? <small>{item.note}</small> : null}
              </>
            )
            const className = names('float-item', item.danger && 'danger')
            const current = item.current ? ({ 'aria-current': 'true' } as const) : {}
            return item.href && !item.refused ? (
              <Go key={item.key} role="menuitem" className={className} href={item.href} onClick={close} {...current}>
                {inner}
              </Go>
            ) : (
              <button
                key={item.key}
                type="button"
                role="menuitem"
                className={className}
                aria-disabled={item.refused ? true : undefined}
                title={item.refused}
                {...current}
                onClick={() => {
                  if (item.refused) return
                  close()
                  back()
                  item.onChoose?.()
                }}
              >
                {inner}
                {item.refused ? <span className="sr">，{item.refused}</span> : null}
              </button>
            )
          })}
        </div>
      </Float>
    </>
  )
}
