/** A period of figures: a year, a quarter or a month, written 2026, 2026Q3, 2026-07. */
export const PERIOD = /^20\d\d(?:Q[1-4]|-(?:0[1-9]|1[0-2]))?$/

export type Days = { from: string; to: string }

const lastOf = (year: number, month: number): string =>
  `${year}-${String(month).padStart(2, '0')}-${String(new Date(Date.UTC(year, month, 0)).getUTCDate()).padStart(2, '0')}`

/** First and last day of a period. */
export const spanOf = (period: string): Days => {
  const year = Number(period.slice(0, 4))
  const quarter = period[4] === 'Q' ? Number(period[5]) : null
  const month = period[4] === '-' ? Number(period.slice(5)) : null
  const first = month ?? (quarter === null ? 1 : quarter * 3 - 2)
  const last = month ?? (quarter === null ? 12 : quarter * 3)
  return { from: `${year}-${String(first).padStart(2, '0')}-01`, to: lastOf(year, last) }
}

/** 2026年, 2026年第三季度, 2026年7月. */
export const periodInWords = (period: string): string => {
  const year = period.slice(0, 4)
  if (period[4] === 'Q') return `${year}年第${'一二三四'[Number(period[5]) - 1]}季度`
  return period[4] === '-' ? `${year}年${Number(period.slice(5))}月` : `${year}年`
}
