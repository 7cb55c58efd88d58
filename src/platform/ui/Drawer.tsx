import { type ReactNode, useEffect, useRef } from 'react'
import { IconButton, names } from './Button.tsx'
import { isCalendarOpen, useFocusIn, usePhone } from './hooks.ts'

export type DrawerProps = {
  open: boolean
  onClose: () => void
  /** What it shows, for the ear: 事项详情. */
  label: string
  title: ReactNode
  /** Over the title: number, kind, light. */
  above?: ReactNode
  /** Buttons beside ×: 在新页打开. */
  tools?: ReactNode
  /** The verbs; the primary of the view is here while the drawer is open. */
  footer?: ReactNode
  /** Changes when another thing is shown: the body scrolls back to its head. */
  of?: string
  children: ReactNode
}

/**
 * One thing beside its list. From 768px it stands next to the list and does not block it; below it covers the page as a
 * dialog. Opening moves the focus to its title, Escape closes it, closing returns the focus to where it came from.
 */
export const Drawer = ({ open, onClose, label, title, above, tools, footer, of, children }: DrawerProps) => {
  const isPhone = usePhone()
  const box = useRef<HTMLElement>(null)
  const heading = useRef<HTMLHeadingElement>(null)
  const body = useRef<HTMLElement>(null)
  useFocusIn(box, open, { first: heading, keep: isPhone })
  // biome-ignore lint/correctness/useExhaustiveDependencies: `of` names the thing shown; a new one starts at its head
  useEffect(() => {
    if (body.current) body.current.scrollTop = 0
  }, [of])
  if (!open) return null
  // a dialog must not be an aside, whose role is its own
  const Box = isPhone ? 'section' : 'aside'
  return (
    <Box
      ref={box}
      className="drawer"
      aria-label={label}
      {...(isPhone ? { role: 'dialog', 'aria-modal': true } : {})}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.defaultPrevented) return
        event.stopPropagation()
        if (!isCalendarOpen()) onClose()
      }}
    >
      <header>
        <div className="row">
          {above}
          <span className="grow" />
          {tools}
          <IconButton icon="close" label="关闭详情" onClick={onClose} />
        </div>
        <h2 ref={heading} tabIndex={-1}>
          {title}
        </h2>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section className="body" ref={body} tabIndex={0} aria-label={`${label}正文`}>
        {children}
      </section>
      {footer ? <footer>{footer}</footer> : null}
    </Box>
  )
}

/**
 * A list and the drawer beside it. `fill` takes the height of the window, so that each scrolls by itself; it must then
 * be the only thing on the page.
 */
export const SplitView = ({
  children,
  drawer,
  fill = true,
  hasBulk,
}: {
  children: ReactNode
  drawer?: ReactNode
  fill?: boolean
  hasBulk?: boolean
}) => (
  <div className={names('split', fill && 'fill', drawer != null && drawer !== false && 'beside')}>
    <div className={names('split-list', hasBulk && 'has-bulk')}>{children}</div>
    {drawer}
  </div>
)
