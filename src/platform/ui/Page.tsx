import { type ReactNode, useEffect, useRef } from 'react'
import { IconButton, names } from './Button.tsx'
import { Group } from './Group.tsx'
import { Icon, type IconName } from './icons.tsx'
import { Go, useNavigateTo } from './navigate.tsx'

/** Name of the page, a grey line beside it, and what one can do at the right. */
export const PageHead = ({
  title,
  sub,
  back,
  children,
}: {
  title: ReactNode
  sub?: ReactNode
  /** Where 返回 leads, on pages that came from another. */
  back?: string
  /** View switch and buttons; at most one primary. */
  children?: ReactNode
}) => {
  const navigate = useNavigateTo()
  return (
    <div className="head">
      {back ? <IconButton icon="left" label="返回" className="head-back" onClick={() => navigate(back)} /> : null}
      <div className="head-words">
        <h1>{title}</h1>
        {sub ? <span className="sub">{sub}</span> : null}
      </div>
      <span className="grow" />
      {children}
    </div>
  )
}

export type PanelProps = {
  title?: ReactNode
  /** Grey figure or words after the title. */
  count?: ReactNode
  /** At the right of the head: a link of class `more`, a switch. */
  tools?: ReactNode
  footer?: ReactNode
  /** Pads the body; leave out for lists and tables that reach the border. */
  pad?: boolean
  /** Names the region where there is no title. */
  label?: string
  className?: string
  children?: ReactNode
}

/** A box with a border, no shadow; boxes do not nest. */
export const Panel = ({ title, count, tools, footer, pad, label, className, children }: PanelProps) => (
  <section className={names('panel', className)} aria-label={label ?? (typeof title === 'string' ? title : undefined)}>
    {title || tools ? (
      <header>
        {title ? <h2>{title}</h2> : null}
        {count !== undefined ? <span className="count">{count}</span> : null}
        {tools ? (
          <>
            <span className="grow" />
            {tools}
          </>
        ) : null}
      </header>
    ) : null}
    {pad ? <div className="pad stack">{children}</div> : children}
    {footer ? <footer className="row">{footer}</footer> : null}
  </section>
)

export type TabItem = { key: string; label: string; count?: number; href?: string; quiet?: boolean }

/**
 * Saved views or parts of a page. With `href` the entries are links (`aria-current`); without, they call `onChange`.
 * A `quiet` last entry is a verb: 存为视图. A row too long for its place scrolls, fades where more entries are hidden and
 * starts with the current entry in sight.
 */
export const Tabs = ({
  label,
  items,
  current,
  onChange,
}: {
  label: string
  items: readonly TabItem[]
  current: string
  onChange?: (key: string) => void
}) => (
  <nav ref={useCurrentInSight(current)} className="tabs" aria-label={label}>
    {items.map(({ key, label: words, count, href, quiet }) => {
      const inner = (
        <>
          {words}
          {count === undefined ? null : <small>{count}</small>}
        </>
      )
      const common = {
        'aria-current': key === current ? ('true' as const) : undefined,
        className: quiet ? 'quiet' : undefined,
      }
      return href ? (
        <Go key={key} href={href} {...common}>
          {inner}
        </Go>
      ) : (
        <button key={key} type="button" onClick={() => onChange?.(key)} {...common}>
          {inner}
        </button>
      )
    })}
  </nav>
)

/** Keeps the current entry of a scrolling row in sight, and tells the row's style at which ends entries are hidden. */
const useCurrentInSight = (current: string) => {
  const row = useRef<HTMLElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another current entry is looked up in the row itself
  useEffect(() => {
    const box = row.current
    if (!box) return
    const mark = () => {
      box.classList.toggle('more-before', box.scrollLeft > 4)
      box.classList.toggle('more-after', box.scrollWidth - box.clientWidth - box.scrollLeft > 4)
    }
    const show = () => {
      const entry = box.querySelector<HTMLElement>(':scope > [aria-current]')
      const left = entry ? entry.offsetLeft - box.offsetLeft : 0
      const right = left + (entry?.offsetWidth ?? 0)
      if (left - EDGE < box.scrollLeft) box.scrollLeft = left - EDGE
      else if (right + EDGE > box.scrollLeft + box.clientWidth) box.scrollLeft = right + EDGE - box.clientWidth
      mark()
    }
    show()
    box.addEventListener('scroll', mark, { passive: true })
    const watch = typeof ResizeObserver === 'undefined' ? undefined : new ResizeObserver(show)
    watch?.observe(box)
    // Counts that come later make the entries wider.
    for (const entry of box.children) watch?.observe(entry)
    return () => {
      box.removeEventListener('scroll', mark)
      watch?.disconnect()
    }
  }, [current])
  return row
}

/** Room kept beside the current entry, so that its neighbour shows. */
const EDGE = 48

/** A switch between a few ways of looking: 列表 看板 日历. */
export const Segmented = ({
  label,
  items,
  value,
  onChange,
}: {
  label: string
  items: readonly { key: string; label: string; count?: number }[]
  value: string
  onChange: (key: string) => void
}) => (
  <Group className="seg" aria-label={label}>
    {items.map(({ key, label: words, count }) => (
      <button key={key} type="button" aria-pressed={key === value} onClick={() => onChange(key)}>
        {words}
        {count === undefined ? null : ` ${count}`}
      </button>
    ))}
  </Group>
)

/** A figure; underlined with dots when it opens its rows, plain when it does not. */
export const Figure = ({
  value,
  unit,
  href,
  onOpen,
  late,
  large,
  label,
}: {
  value: ReactNode
  unit?: string
  href?: string
  onOpen?: () => void
  late?: boolean
  large?: boolean
  /** What it opens, for the ear: 逾期未办 9 件. */
  label?: string
}) => (
  <span className={names('figure nowrap', late && 'over')}>
    {href ? (
      <Go className={names('n', large && 'figure-key')} href={href} aria-label={label}>
        {value}
      </Go>
    ) : onOpen ? (
      <button type="button" className={names('n', large && 'figure-key')} onClick={onOpen} aria-label={label}>
        {value}
      </button>
    ) : (
      <span className={names('figure-plain', large && 'figure-key')}>{value}</span>
    )}
    {unit ? <span className="figure-unit">{unit}</span> : null}
  </span>
)

/** One line of a list: title in ink, a second line that begins with the light, and the one verb of the row. */
export const ListRow = ({
  title,
  href,
  onOpen,
  meta,
  above,
  note,
  act,
  acts,
  lead,
}: {
  title: ReactNode
  href?: string
  onOpen?: () => void
  /** Second line, 12px grey. */
  meta?: ReactNode
  /** A line over the title: who and when. */
  above?: ReactNode
  note?: ReactNode
  /** The verb at the right. */
  act?: ReactNode
  /** Verbs under the words, where there are two. */
  acts?: ReactNode
  lead?: ReactNode
}) => (
  <li>
    {lead}
    <div className="grow">
      {above ? <div className="meta">{above}</div> : null}
      {href ? (
        <Go className="title" href={href}>
          {title}
        </Go>
      ) : onOpen ? (
        <button type="button" className="title text-link plain" onClick={onOpen}>
          {title}
        </button>
      ) : (
        <span className="title">{title}</span>
      )}
      {meta ? <div className="meta">{meta}</div> : null}
      {note ? <p className="small quiet">{note}</p> : null}
      {acts ? <div className="row wrap acts">{acts}</div> : null}
    </div>
    {act}
  </li>
)

const noteIcons: Record<'plain' | 'ok' | 'due' | 'over', IconName> = {
  plain: 'info',
  ok: 'done',
  due: 'info',
  over: 'alert',
}

/** A sentence worth knowing beside the thing. `over` is read out at once. */
export const Note = ({ kind = 'plain', children }: { kind?: 'plain' | 'ok' | 'due' | 'over'; children: ReactNode }) => (
  <div
    className={names('note', kind !== 'plain' && kind)}
    role={kind === 'over' ? 'alert' : kind === 'ok' ? 'status' : undefined}
  >
    <Icon name={noteIcons[kind]} />
    <div className="grow">{children}</div>
  </div>
)
