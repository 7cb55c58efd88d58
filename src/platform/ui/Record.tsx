import { Fragment, type ReactNode } from 'react'
import { UNKNOWN } from './format.ts'
import { Go } from './navigate.tsx'

export type TimelineEntry = {
  key: string
  /** 今日 08:52, already formatted. */
  at: string
  /** Unit or post: 市教育局联络员. */
  who?: string
  /** What happened, verb first. */
  what: ReactNode
  /** Words they wrote. */
  said?: string
  /** The entry that waits for an answer. */
  waits?: boolean
  children?: ReactNode
}

/** What happened, newest first. The entry that waits is dotted red. */
export const Timeline = ({ label = '经过', entries }: { label?: string; entries: readonly TimelineEntry[] }) => (
  <ol className="line" aria-label={label}>
    {entries.map(({ key, at, who, what, said, waits, children }) => (
      <li key={key} className={waits ? 'now' : undefined}>
        <span className="at">
          {at}
          {who ? `　${who}` : null}
        </span>
        {waits ? <b>{what}</b> : what}
        {said ? <blockquote>{said}</blockquote> : null}
        {children}
      </li>
    ))}
  </ol>
)

export type Fact = { label: string; value: ReactNode; note?: ReactNode }

/** Label and value, one column. A value that is not known says 未知. */
export const Facts = ({ facts }: { facts: readonly Fact[] }) => (
  <dl className="facts">
    {facts.map(({ label, value, note }) => {
      const isUnknown = value === null || value === undefined || value === ''
      return (
        <Fragment key={label}>
          <dt>{label}</dt>
          <dd className={isUnknown ? 'unknown' : undefined}>
            {isUnknown ? UNKNOWN : value}
            {note ? <span className="quiet"> {note}</span> : null}
          </dd>
        </Fragment>
      )
    })}
  </dl>
)

/** The sentence of a document that something stands on; its number opens the reading desk. */
export const SourceQuote = ({
  quote,
  from,
  href,
  note,
}: {
  quote: string
  /** 《2026年澜川市双拥工作要点》第 12 条. */
  from: string
  href?: string
  note?: string
}) => (
  <blockquote className="source">
    {quote}
    <span className="from">
      {href ? (
        <Go className="text-link" href={href}>
          {from}
        </Go>
      ) : (
        from
      )}
      {note ? ` · ${note}` : null}
    </span>
  </blockquote>
)
