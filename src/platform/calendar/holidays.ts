// The package's functions build their tables in the zone of the process (west of Greenwich every make-up day is a day
// off), its data file holds plain days.
import packaged from 'chinese-days/dist/chinese-days.json' with { type: 'json' }
import { addDays, dayOf, partsOf, placeInYear, weekdayAt } from './days.ts'
import { feastDay } from './feasts.ts'

/** A year's notice on holidays (国务院办公厅关于部分节假日安排的通知) as an administrator enters it. */
export interface YearNotice {
  year: number
  /** Every day off that the notice names, weekends inside a holiday included or not; days of the neighbour year too. */
  daysOff: string[]
  /** Weekend days that are worked instead (调休上班). */
  workdays: string[]
}

/** What is known of one year: days off and worked weekends beside the ordinary week, and whether that was announced. */
export interface YearArrangement extends YearNotice {
  announced: boolean
}

const PACKAGED: ReadonlyMap<number, YearArrangement> = (() => {
  const years = new Map<number, YearArrangement>()
  // Every notice since 2004 names the first of October; a year of which only some days are listed is not known.
  for (const day of Object.keys(packaged.holidays)) {
    const year = Number(day.slice(0, 4))
    if (day.endsWith('-10-01')) years.set(year, { year, daysOff: [], workdays: [], announced: true })
  }
  for (const day of Object.keys(packaged.holidays)) years.get(Number(day.slice(0, 4)))?.daysOff.push(day)
  for (const day of Object.keys(packaged.workdays)) years.get(Number(day.slice(0, 4)))?.workdays.push(day)
  return years
})()

/** Years whose notice the package holds, rising. */
export const packagedYears = (): number[] => [...PACKAGED.keys()].sort((a, b) => a - b)

/**
 * Statutory holidays of a year: 元旦 1, 春节 4 (除夕 to 初三), 清明 1, 劳动节 2, 端午 1, 中秋 1, 国庆 3, thirteen in all
 * (《全国年节及纪念日放假办法》 第二条, as revised 2024-11-10). A day stands twice when two holidays meet on it.
 */
export const statutoryHolidays = (year: number): string[] => {
  const eve = feastDay('new-years-eve', year)
  return [
    dayOf(year, 1, 1),
    ...[0, 1, 2, 3].map((n) => addDays(eve, n)),
    feastDay('qingming', year),
    dayOf(year, 5, 1),
    dayOf(year, 5, 2),
    feastDay('dragon-boat', year),
    feastDay('mid-autumn', year),
    dayOf(year, 10, 1),
    dayOf(year, 10, 2),
    dayOf(year, 10, 3),
  ].sort()
}

/**
 * A year without notice: the statutory holidays, and for each that falls on a weekend or on another holiday the next
 * ordinary workday instead (same regulation, 第六条: 适逢周六、周日，应当在工作日补假). Which workday it will be is
 * decided by the notice; the next one is the cautious assumption, and the year stays marked as not announced.
 */
const yearByLaw = (year: number): YearArrangement => {
  const taken = new Set<string>()
  const owed: string[] = []
  for (const day of statutoryHolidays(year)) {
    const { month, date } = partsOf(day)
    const weekday = weekdayAt(year, placeInYear(year, month, date))
    if (weekday === 0 || weekday === 6 || taken.has(day)) owed.push(day)
    taken.add(day)
  }
  for (const day of owed) {
    let next = addDays(day, 1)
    while (taken.has(next) || isWeekend(next)) next = addDays(next, 1)
    taken.add(next)
  }
  return { year, daysOff: [...taken].sort(), workdays: [], announced: false }
}

const isWeekend = (day: string): boolean => {
  const { year, month, date } = partsOf(day)
  const weekday = weekdayAt(year, placeInYear(year, month, date))
  return weekday === 0 || weekday === 6
}

/** The arrangement of a year: the entered notice first, then the packaged one, then the law alone. */
export const arrangementOf = (year: number, notice?: YearNotice): YearArrangement => {
  if (notice) return { ...notice, announced: true }
  return PACKAGED.get(year) ?? yearByLaw(year)
}
