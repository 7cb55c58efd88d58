import { addDays } from '../../../platform/calendar/days.ts'
import { PERIOD_KINDS, type PeriodKind, periodAt, periodInWords, spanOf } from '../../../platform/calendar/spans.ts'

export { PERIOD_KINDS, type PeriodKind }

/** 闭账: which stretches of time are closed, and when one may be. */

/** 待闭账 已闭账 已重开 已取消. */
export const PERIOD_STATES = ['planned', 'closed', 'reopened', 'dropped'] as const
export type PeriodState = (typeof PERIOD_STATES)[number]

/** First and last day of the month, quarter or year that holds a day. */
export const daysAt = (kind: PeriodKind, day: string): { startsOn: string; endsOn: string } => {
  const { from, to } = spanOf(periodAt(kind, day))
  return { startsOn: from, endsOn: to }
}

/** 2026年二季度, 2026年6月, 2026年. */
export const periodName = (kind: PeriodKind, startsOn: string): string => periodInWords(periodAt(kind, startsOn))

/**
 * A closing day is stated for at most so many days after the period, or after today where that is over. No source sets a limit: the
 * program's own choice, since a slip of the keys would hold the period open for good.
 */
const LATEST_DAYS = 366

/** Why a period is not closed on a day; null where it may be. A closing day before the period is over would cut facts off. */
export const closeBarrier = (
  endsOn: string,
  closesOn: string,
  today: string,
): 'not-over' | 'day-past' | 'too-late' | null => {
  if (closesOn <= endsOn) return 'not-over'
  if (closesOn < today) return 'day-past'
  return closesOn > addDays(endsOn > today ? endsOn : today, LATEST_DAYS) ? 'too-late' : null
}

/** One figure as it stood, and as it stands now. */
export type PeriodFigure = {
  kind: string
  key: string
  unit: string
  closed: number
  closedUnchecked: number
  now: number
}

/** Frozen figures beside those of today, for every figure that stands in either; a missing one is 0. */
export const besideNow = (
  frozen: readonly { kind: string; key: string; unit: string; value: number; unchecked: number }[],
  now: readonly { kind: string; key: string; unit: string; value: number }[],
): PeriodFigure[] => {
  const keyOf = ({ kind, key }: { kind: string; key: string }) => `${kind}/${key}`
  const standing = new Map(now.map((one) => [keyOf(one), one]))
  const closed = new Map(frozen.map((one) => [keyOf(one), one]))
  const every = new Map([...now, ...frozen].map(({ kind, key, unit }) => [keyOf({ kind, key }), { kind, key, unit }]))
  return [...every].map(([name, one]) => ({
    ...one,
    closed: closed.get(name)?.value ?? 0,
    closedUnchecked: closed.get(name)?.unchecked ?? 0,
    now: standing.get(name)?.value ?? 0,
  }))
}
