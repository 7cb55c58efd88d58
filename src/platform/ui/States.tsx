import type { ReactNode } from 'react'
import { Button } from './Button.tsx'
import { useAfter } from './hooks.ts'
import { Icon, type IconName } from './icons.tsx'

/** What the server answers when it refuses (RFC 9457), as far as screens need it. */
export type ShownProblem = {
  type?: string
  title: string
  detail?: string
  requestId?: string
  errors?: readonly { pointer: string; detail: string }[]
}

/** Nothing here: what was looked for and how to widen it. 没有符合条件的事项 · 当前筛选：诉求、未定期 · 清除筛选. */
export const Empty = ({
  title,
  filters,
  onClear,
  icon = 'inbox',
  children,
}: {
  title: string
  /** The filters that are set, in words. */
  filters?: readonly string[]
  onClear?: () => void
  icon?: IconName
  children?: ReactNode
}) => (
  <div className="state">
    <Icon name={icon} />
    <b>{title}</b>
    {filters && filters.length > 0 ? <div>当前筛选：{filters.join('、')}</div> : null}
    {children}
    {onClear ? (
      <div>
        <Button onClick={onClear}>清除筛选</Button>
      </div>
    ) : null}
  </div>
)

const WIDTHS = [72, 44, 86, 58, 66, 38, 78, 50]

/** Bars in place of what is coming; shown only after 0.3 s, so that a quick answer does not flicker. */
export const Bones = ({ rows = 6, label = '正在读取', at = true }: { rows?: number; label?: string; at?: boolean }) => {
  const isShown = useAfter(at, 300)
  return (
    <div className="bones" role="status" aria-busy="true" aria-label={label}>
      {isShown
        ? Array.from({ length: rows }, (_, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: bars have no identity but their place
            <div key={index} className="bone" style={{ width: `${WIDTHS[index % WIDTHS.length]}%` }} />
          ))
        : null}
    </div>
  )
}

/** Something could not be read: what the server said, the number to quote, and 再试一次. */
export const ErrorState = ({ problem, onAgain }: { problem: ShownProblem; onAgain?: () => void }) => (
  <div className="state" role="alert">
    <Icon name="alert" />
    <b>{problem.title}</b>
    {problem.detail ? <div>{problem.detail}</div> : null}
    {onAgain ? (
      <div>
        <Button icon="again" onClick={onAgain}>
          再试一次
        </Button>
      </div>
    ) : null}
    {problem.requestId ? <span className="request">查问编号 {problem.requestId}</span> : null}
  </div>
)

/** The same inside a form or drawer: one note with title, detail and the number to quote. */
export const ProblemNote = ({ problem, children }: { problem: ShownProblem; children?: ReactNode }) => (
  <div className="note over" role="alert">
    <Icon name="alert" />
    <div className="grow">
      <b>{problem.title}</b>
      {problem.detail ? `：${problem.detail}` : null}
      {problem.requestId ? <span className="quiet">（查问编号 {problem.requestId}）</span> : null}
      {children}
    </div>
  </div>
)
