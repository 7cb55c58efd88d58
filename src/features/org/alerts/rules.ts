import { createHash } from 'node:crypto'
import type { ChainFault } from '../../../platform/audit/watch.ts'
import type { AlertRules } from './contract.ts'

/** One look at closed values, or one file taken out, as the audit tells it. */
export type Reading = {
  personId: number
  postId: number | null
  address: string | null
  action: string
  record: string
  recordId: string
  at: string
  rows: number | null
}

type Window = 'hour' | 'day'
type What = 'reveals' | 'exports'
export type Over = { what: What; window: Window; count: number; limit: number }

/** What is told of one person's readings of the last 24 hours. */
export type ReadingFacts = {
  over: Over[]
  from: string
  until: string
  postIds: number[]
  addresses: string[]
  kinds: { action: string; record: string; count: number; rows: number }[]
  /** Records whose closed values were looked at, as `liaisons:7`; the first of them. */
  records: string[]
}

const HOUR_MS = 3_600_000
const SPAN: Record<Window, number> = { hour: HOUR_MS, day: 24 * HOUR_MS }
const MOST_RECORDS = 100

/** Files taken out are exports; everything else that is counted is a look at closed values. */
const whatOf = ({ action }: Pick<Reading, 'action'>): What => (action.includes('.export') ? 'exports' : 'reveals')

const LIMIT_OF: Record<What, Record<Window, keyof AlertRules>> = {
  reveals: { hour: 'revealsHour', day: 'revealsDay' },
  exports: { hour: 'exportsHour', day: 'exportsDay' },
}

const overOf = (readings: readonly Reading[], rules: AlertRules, now: number): Over[] =>
  (['reveals', 'exports'] as const).flatMap((what) =>
    (['hour', 'day'] as const).flatMap((window) => {
      const count = readings.filter(
        (reading) => whatOf(reading) === what && Date.parse(reading.at) > now - SPAN[window],
      ).length
      const limit = Number(rules[LIMIT_OF[what][window]])
      return count > limit ? [{ what, window, count, limit }] : []
    }),
  )

/**
 * Persons who looked at closed values or took files out more often than the limits say, within the last hour or the last 24
 * hours. The limits are the city's own (告警线); no regulation names a number.
 */
export const judgeReadings = (
  readings: readonly Reading[],
  rules: AlertRules,
  now: string,
): { personId: number; facts: ReadingFacts }[] => {
  const time = Date.parse(now)
  const recent = readings.filter(({ at }) => Date.parse(at) > time - SPAN.day)
  const people = [...new Set(recent.map(({ personId }) => personId))]
  return people.flatMap((personId) => {
    const mine = recent.filter((reading) => reading.personId === personId).sort((a, b) => (a.at < b.at ? -1 : 1))
    const over = overOf(mine, rules, time)
    if (over.length === 0) return []
    const kinds = new Map<string, ReadingFacts['kinds'][number]>()
    for (const { action, record, rows } of mine) {
      const kind = kinds.get(`${action} ${record}`) ?? { action, record, count: 0, rows: 0 }
      kinds.set(`${action} ${record}`, { ...kind, count: kind.count + 1, rows: kind.rows + (rows ?? 0) })
    }
    const revealed = mine.filter((reading) => whatOf(reading) === 'reveals')
    return [
      {
        personId,
        facts: {
          over,
          from: mine[0]?.at ?? now,
          until: mine.at(-1)?.at ?? now,
          postIds: [...new Set(mine.flatMap(({ postId }) => postId ?? []))],
          addresses: [...new Set(mine.flatMap(({ address }) => address ?? []))],
          kinds: [...kinds.values()],
          records: [...new Set(revealed.map(({ record, recordId }) => `${record}:${recordId}`))].slice(0, MOST_RECORDS),
        },
      },
    ]
  })
}

/** A place where the chain does not verify; `fingerprint` is the same as long as the same is found. */
export type ToldFault = { fingerprint: string; first: number | null; count: number; sentences: string[]; at: string }
export type ChainFacts = { faults: ToldFault[] }

const MOST_SENTENCES = 10
export const MOST_FAULTS = 20

export const toldFault = ({ first, count, problems }: ChainFault, at: string): ToldFault => ({
  fingerprint: createHash('sha256')
    .update(JSON.stringify([count, problems.map(({ seq, until, kind }) => [seq, until, kind])]))
    .digest('hex')
    .slice(0, 16),
  first,
  count,
  sentences: problems.slice(0, MOST_SENTENCES).map(({ sentence }) => sentence),
  at,
})

const WINDOW_WORDS: Record<Window, string> = { hour: '一小时内', day: '24 小时内' }
const WHAT_WORDS: Record<What, (count: number) => string> = {
  reveals: (count) => `看封存内容 ${count} 次`,
  exports: (count) => `导出 ${count} 份`,
}
/** 一小时内看封存内容 11 次（告警线 10） */
export const overWords = ({ what, window, count, limit }: Over): string =>
  `${WINDOW_WORDS[window]}${WHAT_WORDS[what](count)}（告警线 ${limit}）`
