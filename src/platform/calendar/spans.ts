/** Stretches of time that figures and closings are asked by: a year, a quarter or a month, written 2026, 2026Q3, 2026-07. */
export const PERIOD = /^20\d\d(?:Q[1-4]|-(?:0[1-9]|1[0-2]))?$/

export const PERIOD_KINDS = ['month', 'quarter', 'year'] as const
export type PeriodKind = (typeof PERIOD_KINDS)[number]

/** Both days included. */
export type Days = { from: string; to: string }

const two = (number: number): string => String(number).padStart(2, '0')

/** From the first day of a month to the last day of another one of the same year. */
export const monthsOf = (year: number, first: number, last = first): Days => ({
  from: `${year}-${two(first)}-01`,
  to: `${year}-${two(last)}-${new Date(Date.UTC(year, last, 0)).getUTCDate()}`,
})

export const kindOfPeriod = (period: string): PeriodKind =>
  period[4] === 'Q' ? 'quarter' : period[4] === '-' ? 'month' : 'year'

/** The period of a kind that holds a day. */
export const periodAt = (kind: PeriodKind, day: string): string => {
  if (kind === 'quarter') return `${day.slice(0, 4)}Q${Math.ceil(Number(day.slice(5, 7)) / 3)}`
  return day.slice(0, kind === 'year' ? 4 : 7)
}

/** First and last day of a period. */
export const spanOf = (period: string): Days => {
  const year = Number(period.slice(0, 4))
  const kind = kindOfPeriod(period)
  if (kind === 'year') return monthsOf(year, 1, 12)
  if (kind === 'month') return monthsOf(year, Number(period.slice(5)))
  const last = Number(period[5]) * 3
  return monthsOf(year, last - 2, last)
}

/** 2026年, 2026年三季度, 2026年7月. */
export const periodInWords = (period: string): string => {
  const year = period.slice(0, 4)
  const kind = kindOfPeriod(period)
  if (kind === 'quarter') return `${year}年${'一二三四'[Number(period[5]) - 1]}季度`
  return kind === 'month' ? `${year}年${Number(period.slice(5))}月` : `${year}年`
}
