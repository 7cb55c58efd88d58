/**
 * How days, numbers and masked values are written. Everything takes the day of today as an argument; days are
 * `YYYY-MM-DD`, instants are ISO 8601 or `Date` and are read in the office's own zone.
 */

export type LightKind = 'ok' | 'due' | 'over' | 'hung' | 'none' | 'done'

const ZONE = 'Asia/Shanghai'
const WEEKDAYS = ['日', '一', '二', '三', '四', '五', '六'] as const
/** What stands where a value is not known: never 0, never blank. */
export const UNKNOWN = '未知'
export const UNSET = '未定'

type Parts = { year: number; month: number; day: number }

const partsOf = (day: string): Parts => {
  const match = /^(\d{4})-(\d{2})-(\d{2})/.exec(day)
  if (!match) throw new RangeError(`not a day: ${day}`)
  return { year: Number(match[1]), month: Number(match[2]), day: Number(match[3]) }
}

const dayNumber = (day: string): number => {
  const { year, month, day: date } = partsOf(day)
  return Date.UTC(year, month - 1, date) / 86_400_000
}

/** 7月14日 in the year of `today`, else 2025-12-30; 未定 without a day. */
export const formatDay = (day: string | null | undefined, today: string): string => {
  if (!day) return UNSET
  const { year, month, day: date } = partsOf(day)
  return year === partsOf(today).year ? `${month}月${date}日` : day.slice(0, 10)
}

/** 周一. */
export const formatWeekday = (day: string): string => `周${WEEKDAYS[(((dayNumber(day) + 4) % 7) + 7) % 7]}`

/** 7月13日 周一. */
export const formatDayWithWeekday = (day: string, today: string): string =>
  `${formatDay(day, today)} ${formatWeekday(day)}`

/** 7月14日　星期二, the heading of 今日. */
export const formatHeadDay = (day: string): string => {
  const { month, day: date } = partsOf(day)
  return `${month}月${date}日　星期${formatWeekday(day).slice(1)}`
}

/** 6月11日 — 7月10日. */
export const formatDayRange = (from: string, to: string, today: string): string =>
  `${formatDay(from, today)} — ${formatDay(to, today)}`

const inZone = new Intl.DateTimeFormat('en-CA', {
  timeZone: ZONE,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
})

/** The day and the time of an instant in the office's zone: ['2026-07-14', '08:52']. */
export const dayAndTime = (instant: string | Date): [day: string, time: string] => {
  const part = Object.fromEntries(inZone.formatToParts(new Date(instant)).map(({ type, value }) => [type, value]))
  return [`${part.year}-${part.month}-${part.day}`, `${part.hour}:${part.minute}`]
}

/** 今日 08:52, 昨日 16:20, 7月10日 09:40, 2025-12-30 09:40. */
export const formatMoment = (instant: string | Date, today: string): string => {
  const [day, time] = dayAndTime(instant)
  const ago = dayNumber(today) - dayNumber(day)
  if (ago === 0) return `今日 ${time}`
  if (ago === 1) return `昨日 ${time}`
  return `${formatDay(day, today)} ${time}`
}

/** 今日 08:52:07: as `formatMoment`, with the second. */
export const formatSecond = (instant: string | Date, today: string): string => {
  const second = String(new Date(instant).getUTCSeconds()).padStart(2, '0')
  return `${formatMoment(instant, today)}:${second}`
}

/** 今日, 昨日, 7月10日: an instant where its time does not matter. */
export const formatMomentDay = (instant: string | Date, today: string): string =>
  formatMoment(instant, today).split(' ')[0]!

const withMinus = (text: string) => text.replace('-', '−')

/** 2,316.5 with thousands and a true minus; 未知 without a number. At most `digits` decimals, none added. */
export const formatNumber = (value: number | null | undefined, digits = 2): string =>
  value === null || value === undefined || Number.isNaN(value)
    ? UNKNOWN
    : withMinus(value.toLocaleString('en-US', { maximumFractionDigits: digits }))

/** +23, −4, 0: how much something changed. */
export const formatChange = (value: number, digits = 2): string =>
  value > 0 ? `+${formatNumber(value, digits)}` : formatNumber(value, digits)

/** 32 家: a number and its measure word. */
export const formatCount = (value: number | null | undefined, word: string): string =>
  value === null || value === undefined ? UNKNOWN : `${formatNumber(value)} ${word}`

/** 50,000 元, in full as registers show it. */
export const formatMoney = (yuan: number | null | undefined): string => formatCount(yuan, '元')

/** 2,316.5 万元, as overviews show it. */
export const formatMoneyShort = (yuan: number | null | undefined): string =>
  yuan === null || yuan === undefined ? UNKNOWN : `${formatNumber(yuan / 10_000, 1)} 万元`

/** 94.3%; 未知 where the whole is nothing. */
export const formatShare = (part: number, whole: number): string =>
  whole === 0 ? UNKNOWN : `${withMinus(((part / whole) * 100).toFixed(1))}%`

/** 1.2 MB, 340 KB. */
export const formatSize = (bytes: number): string => {
  if (bytes < 1024) return `${bytes} B`
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} KB`
  const mega = bytes / 1024 / 1024
  return mega < 1024 ? `${mega.toFixed(1)} MB` : `${(mega / 1024).toFixed(1)} GB`
}

export { maskName, maskNumber } from '../masks.ts'

/** 剩 13 个工作日. */
export const formatRest = (workingDays: number): string => `剩 ${workingDays} 个工作日`

/** 逾期 2 个工作日. */
export const formatLate = (workingDays: number): string => `逾期 ${workingDays} 个工作日`

const nearWords = (days: number) => {
  if (days === 0) return '今日'
  if (days === 1) return '明日'
  return formatRest(days)
}

/**
 * The words beside a light. Short, for tables: 正常 剩 4 个工作日 明日 逾期 2 个工作日 挂账 未定期 已销号. Long, for drawers:
 * 正常 · 剩 13 个工作日, 临近 · 明日, 逾期 3 个工作日, 挂账 · 9月30日复核. Days of a light are working days, and say so.
 */
export const lightWords = (
  kind: LightKind,
  { days, review, form = 'short' }: { days?: number; review?: string; form?: 'short' | 'long' },
): string => {
  switch (kind) {
    case 'ok':
      return form === 'long' && days !== undefined ? `正常 · ${formatRest(days)}` : '正常'
    case 'due':
      if (days === undefined) return '临近'
      return form === 'long' ? `临近 · ${nearWords(days)}` : nearWords(days)
    case 'over':
      if (days === undefined) return '逾期'
      return formatLate(days)
    case 'hung':
      return form === 'long' && review ? `挂账 · ${review}复核` : '挂账'
    case 'none':
      return '未定期'
    case 'done':
      return '已销号'
  }
}
