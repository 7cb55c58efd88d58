import { monthOf } from '../rules.ts'

/** 闭账: which stretches of time are closed, and when one may be. */

export const PERIOD_KINDS = ['month', 'quarter', 'year'] as const
export type PeriodKind = (typeof PERIOD_KINDS)[number]

/** 待闭账 已闭账 已重开 已取消. */
export const PERIOD_STATES = ['planned', 'closed', 'reopened', 'dropped'] as const
export type PeriodState = (typeof PERIOD_STATES)[number]

/** First and last day of the month, quarter or year that holds a day. */
export const spanOf = (kind: PeriodKind, day: string): { startsOn: string; endsOn: string } => {
  const year = day.slice(0, 4)
  if (kind === 'year') return { startsOn: `${year}-01-01`, endsOn: `${year}-12-31` }
  if (kind === 'month') {
    const { first, last } = monthOf(day)
    return { startsOn: first, endsOn: last }
  }
  const from = Math.floor((Number(day.slice(5, 7)) - 1) / 3) * 3 + 1
  const two = (month: number) => String(month).padStart(2, '0')
  return { startsOn: `${year}-${two(from)}-01`, endsOn: monthOf(`${year}-${two(from + 2)}-01`).last }
}

/** 2026年二季度, 2026年6月, 2026年. */
export const periodName = (kind: PeriodKind, startsOn: string): string => {
  const [year, month] = [startsOn.slice(0, 4), Number(startsOn.slice(5, 7))]
  if (kind === 'year') return `${year}年`
  return kind === 'month' ? `${year}年${month}月` : `${year}年${'一二三四'[(month - 1) / 3]}季度`
}

/** Why a period is not closed on a day; null where it may be. A closing day before the period is over would cut facts off. */
export const closeBarrier = (endsOn: string, closesOn: string, today: string): 'not-over' | 'day-past' | null => {
  if (closesOn <= endsOn) return 'not-over'
  return closesOn < today ? 'day-past' : null
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
