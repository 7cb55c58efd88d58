import { addDays } from '../../../../platform/calendar/days.ts'

/** Monday is the first day of the week. */
const weekdayOf = (day: string): number => (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7

export const WEEKDAYS = ['一', '二', '三', '四', '五', '六', '日'] as const

/** The seven days, Monday first, that hold this one. */
export const weekOf = (day: string): string[] => {
  const monday = addDays(day, -weekdayOf(day))
  return Array.from({ length: 7 }, (_, index) => addDays(monday, index))
}

const monthStart = (day: string): string => `${day.slice(0, 7)}-01`

/** The weeks that hold the days of a month, each of seven days; the first and the last reach into its neighbours. */
export const weeksOfMonth = (day: string): string[][] => {
  const weeks: string[][] = []
  let [from] = weekOf(monthStart(day)) as [string]
  while (from.slice(0, 7) <= day.slice(0, 7)) {
    weeks.push(weekOf(from))
    from = addDays(from, 7)
  }
  return weeks
}

/** The same place one month or week earlier or later. */
export const turn = (day: string, span: 'month' | 'week', by: -1 | 1): string => {
  if (span === 'week') return addDays(day, 7 * by)
  const start = monthStart(day)
  return by === 1 ? monthStart(addDays(start, 32)) : monthStart(addDays(start, -1))
}

/** What a cell says of the lunar day: 初二, or 六月 on the first of a lunar month. */
export const shortLunar = (lunar: string): string => {
  const words = lunar.replace(/^农历/, '')
  const at = words.indexOf('月')
  const day = words.slice(at + 1)
  return day === '初一' ? words.slice(0, at + 1) : day
}
