import { names } from './Button.tsx'
import { type LightKind, lightWords } from './format.ts'
import { Group } from './Group.tsx'
import { Icon } from './icons.tsx'
import { Go } from './navigate.tsx'

export type LightProps = {
  kind: LightKind
  /** Working days left (`due`, `ok`) or late (`over`); 0 is today, 1 is tomorrow. */
  days?: number
  /** The next day of review of something on the open account, already formatted: 9月30日. */
  review?: string
  /** `long` for drawers and lists, `short` for tables. */
  form?: 'short' | 'long'
  /** Own words instead of the standing ones, where a list says a day: 7月24日. */
  words?: string
}

/** The state of a promise as shape, colour and words at once. Days are working days. */
export const Light = ({ kind, days, review, form = 'short', words }: LightProps) => (
  <span className={`light ${kind}`}>
    <Icon name={kind} />
    {words ?? lightWords(kind, { days, review, form })}
  </span>
)

/** The same on a tinted ground, for the head of a drawer. */
export const LightPill = ({ kind, days, review, form = 'long', words }: LightProps) => (
  <span className={`light pill ${kind}`}>
    <Icon name={kind} />
    {words ?? lightWords(kind, { days, review, form })}
  </span>
)

export type LightCount = { kind: LightKind; count: number; href?: string; onOpen?: () => void }

/** How many stand under each light. A count that opens its rows is underlined with dots. */
export const LightCounts = ({
  label,
  lead,
  counts,
  compact,
}: {
  /** What is counted, for the ear: 我经手的 41 件事项，按灯. */
  label: string
  lead?: string
  counts: readonly LightCount[]
  /** Only shape and figure, where a head has little room; the word is still read aloud. */
  compact?: boolean
}) => (
  <Group className="lights" aria-label={label}>
    {lead ? <span className="small quiet hide-s">{lead}</span> : null}
    {counts.map(({ kind, count, href, onOpen }) => {
      if (compact) {
        return (
          <span key={kind} className={`light ${kind}`}>
            <Icon name={kind} />
            <span className="sr">{lightWords(kind, {})}</span>
            {count}
          </span>
        )
      }
      const inner = (opens: boolean) => (
        <>
          <span className={`light ${kind}`}>
            <Icon name={kind} />
            {kind === 'due' ? '临近' : kind === 'over' ? '逾期' : lightWords(kind, {})}
          </span>
          <span className={opens ? 'n' : 'figure-plain'}>{count}</span>
        </>
      )
      if (href)
        return (
          <Go key={kind} href={href}>
            {inner(true)}
          </Go>
        )
      if (onOpen)
        return (
          <button key={kind} type="button" onClick={onOpen}>
            {inner(true)}
          </button>
        )
      return (
        <span key={kind} className="row">
          {inner(false)}
        </span>
      )
    })}
  </Group>
)

export type Step = { label: string; at?: 'past' | 'now' | 'to-come' | 'returned' }

/**
 * The states a thing passes, in their order. Give `now` (index of the current step), or mark each step by `at`;
 * `returned` stands for a step one was sent back to.
 */
export const StateSteps = ({
  steps,
  now,
  returned,
}: {
  steps: readonly (string | Step)[]
  now?: number
  returned?: boolean
}) => (
  <ol className="steps">
    {steps.map((step, index) => {
      const { label, at } = typeof step === 'string' ? { label: step, at: undefined } : step
      const place = at ?? (now === undefined ? 'to-come' : index < now ? 'past' : index === now ? 'now' : 'to-come')
      const isNow = place === 'now' || place === 'returned'
      const wasReturned = place === 'returned' || (isNow && returned)
      return (
        <li
          key={label}
          className={names(place === 'past' && 'past', isNow && (wasReturned ? 'back' : 'now'))}
          aria-current={isNow ? 'step' : undefined}
        >
          {label}
          {place === 'past' ? <span className="sr">，已过</span> : null}
          {wasReturned ? <span className="sr">，退回</span> : null}
        </li>
      )
    })}
  </ol>
)

/** The life of a need as six small segments: 第 4 步，共 6 步：办理中. `now` counts from 1. */
export const ProgressDots = ({ now, of = 6, label }: { now: number; of?: number; label: string }) => (
  <span className="progress" role="img" aria-label={`第 ${now} 步，共 ${of} 步：${label}`}>
    {Array.from({ length: of }, (_, index) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: segments have no identity but their place
      <i key={index} className={index + 1 < now ? 'past' : index + 1 === now ? 'now' : undefined} />
    ))}
  </span>
)

/** Nodes done of all nodes: 节点 2/4. Without nodes it says so. */
export const NodeDots = ({ done, of }: { done: number; of: number }) =>
  of === 0 ? (
    <span className="quiet small">无节点</span>
  ) : (
    <span className="progress nodes" role="img" aria-label={`节点 ${done}/${of}`}>
      {Array.from({ length: of }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: segments have no identity but their place
        <i key={index} className={index < done ? 'past' : undefined} />
      ))}
    </span>
  )
