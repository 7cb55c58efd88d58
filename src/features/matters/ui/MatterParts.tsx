import { useSearch } from '@tanstack/react-router'
import { formatDay, Go, Light, Tag } from '../../../platform/ui/index.ts'
import type { MatterDetail } from '../contract.ts'
import type { RequestKind } from '../sides.ts'
import { useToday } from './data.ts'
import { leadOf, REQUEST_LABELS, STATE_LABELS, titleOf } from './labels.ts'
import { matterHref, readSearch } from './search.ts'

/** Opens another matter in the drawer beside the same list. */
const useHrefOf = (): ((id: number) => string) => {
  const raw: Record<string, unknown> = useSearch({ strict: false })
  return (id) => matterHref(id, readSearch(raw))
}

/** The way up from a part: RW-2026-031 › RW-2026-031-02. What the acting post may not see stands as its code alone. */
export const MattersAbove = ({ matter }: { matter: MatterDetail }) => {
  const hrefOf = useHrefOf()
  if (matter.above.length === 0) return null
  return (
    <nav className="parts-above" aria-label="上级事项">
      {matter.above.map(({ id, code, title }) => (
        <span key={code}>
          {id === null ? code : <Go href={hrefOf(id)}>{code}</Go>}
          {title === null ? null : <span className="quiet"> {title}</span>}
          <span aria-hidden="true"> › </span>
        </span>
      ))}
      <span aria-current="page">{matter.code}</span>
    </nav>
  )
}

/** 分解情况: how many parts are closed, and every part with its lead, day, light and state; one press opens it. */
export const MatterParts = ({ matter }: { matter: MatterDetail }) => {
  const today = useToday()
  const hrefOf = useHrefOf()
  if (matter.partList.length === 0) return null
  return (
    <>
      <h3>
        分解情况{' '}
        <small>
          已办结 {matter.parts?.done ?? 0} / {matter.parts?.all ?? 0}
        </small>
      </h3>
      <ul className="parts-list" aria-label="分解件">
        {matter.partList.map((part) => (
          <li key={part.id} className={part.state === 'withdrawn' ? 'gone' : undefined}>
            <Go href={hrefOf(part.id)} aria-label={`打开 ${part.code} ${leadOf(part)} ${titleOf(part)}`}>
              <b>{leadOf(part)}</b>
              <span className="quiet nowrap">{part.code.slice(part.code.lastIndexOf('-') + 1)}</span>
            </Go>
            <span className="quiet nowrap">{part.dueOn ? formatDay(part.dueOn, today) : '未定期'}</span>
            {STATE_LABELS[part.state] === part.light.words ? null : (
              <span className="nowrap">{STATE_LABELS[part.state]}</span>
            )}
            <Light kind={part.light.kind} days={part.light.days ?? undefined} words={part.light.words} />
            {part.parts || part.requests.length > 0 || part.explanation ? (
              <span className="why">
                {part.parts ? `再分解 ${part.parts.done} / ${part.parts.all}` : ''}
                {part.requests.map((kind) => (
                  <Tag key={kind} line>
                    {REQUEST_LABELS[kind as RequestKind]}
                  </Tag>
                ))}
                {part.explanation && part.light.kind !== 'done' ? `未办结原因：${part.explanation}` : ''}
              </span>
            ) : null}
          </li>
        ))}
      </ul>
    </>
  )
}
