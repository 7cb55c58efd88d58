import { dayAt, daysInYear, FIRST_YEAR, knownDay, LAST_YEAR, partsOf, placeInYear, weekdayAt } from './days.ts'
import { feastsOf, lunarName } from './feasts.ts'
import { arrangementOf, packagedYears, type YearNotice } from './holidays.ts'

export { addDays, daysBetween, isDay } from './days.ts'
export type { Feast, FeastCode } from './feasts.ts'
export { FEASTS, feastDay, feastsOf, lunarName } from './feasts.ts'
export type { YearNotice } from './holidays.ts'
export { statutoryHolidays } from './holidays.ts'

/** What the screen says beside a day of a year whose notice is not out. */
export const NOT_ANNOUNCED = '该年放假安排未公布'

/** One day as the calendar sees it. */
export interface DayView {
  day: string
  isWorkday: boolean
  /** false: the year's notice is not known and the answer rests on the law alone; the screen says {@link NOT_ANNOUNCED}. */
  announced: boolean
  lunar: string
  /** Names of the feasts on this day, mostly none. */
  feasts: string[]
}

/**
 * Working days (工作日) of the Chinese calendar, make-up days included. All days are 'YYYY-MM-DD'; a stored day outside the years
 * that are known is taken as the nearest known one, so that one strange day never takes a whole list down.
 */
export interface Workdays {
  isWorkday(day: string): boolean
  /** Working days after `from` up to and including `to`; the negative of the way back when `to` is earlier. */
  between(from: string, to: string): number
  /** The working day that is n working days after (n < 0: before) a day; the day itself for n = 0. `between(day, add(day, n)) === n`. */
  add(day: string, n: number): string
  /** Whether the year's arrangement was announced (packaged or entered); otherwise the law alone is applied. */
  announced(year: number): boolean
  /** Announced years, rising. */
  knownYears(): number[]
  /** '农历六月初一' */
  lunar(day: string): string
  describe(day: string): DayView
}

interface YearCount {
  /** worked[p]: working days from the first of January up to and including place p. */
  worked: Uint16Array
  /** Places of the working days, rising. */
  places: Uint16Array
  total: number
  announced: boolean
}

/** Checks a notice before it is stored. Returns what is wrong with it, in Chinese, or an empty list. */
export const checkNotice = (notice: YearNotice): string[] => {
  const faults: string[] = []
  if (!Number.isInteger(notice.year) || notice.year < FIRST_YEAR || notice.year > LAST_YEAR) {
    return [`年份 ${notice.year} 不在可用范围内，请填四位年份。`]
  }
  const weekdayOf = (day: string): number | null => {
    try {
      const { year, month, date } = partsOf(day)
      const isNear = year === notice.year || day === `${notice.year - 1}-12-31` || day === `${notice.year - 1}-12-30`
      return isNear ? weekdayAt(year, placeInYear(year, month, date)) : null
    } catch {
      return null
    }
  }
  const off = new Set(notice.daysOff)
  for (const day of notice.daysOff)
    if (weekdayOf(day) === null) faults.push(`放假日“${day}”不是 ${notice.year} 年的日期。`)
  for (const day of notice.workdays) {
    const weekday = weekdayOf(day)
    if (weekday === null) faults.push(`调休上班日“${day}”不是 ${notice.year} 年的日期。`)
    else if (weekday !== 0 && weekday !== 6) faults.push(`调休上班日 ${day} 不是周六或周日，请核对通知。`)
    if (off.has(day)) faults.push(`${day} 既列为放假又列为上班，请核对通知。`)
  }
  if (!off.has(`${notice.year}-10-01`)) faults.push(`放假日中没有 ${notice.year}-10-01，请按全年通知填全。`)
  return faults
}

/**
 * Makes the calendar. Entered notices override the packaged year as a whole; of two notices for a year the later counts.
 * Cheap to ask: each year is counted once, `between` and `add` then cost a look-up per year crossed.
 */
export const makeCalendar = (notices: YearNotice[] = []): Workdays => {
  const entered = new Map(notices.map((notice) => [notice.year, notice]))
  const years = new Map<number, YearCount>()

  const countYear = (year: number): YearCount => {
    const arrangement = arrangementOf(year, entered.get(year))
    // A notice may give the last days of the year before to its 元旦 (2022-12-31).
    const next = entered.get(year + 1)
    const own = `${year}-`
    const daysOff = new Set([...arrangement.daysOff, ...(next?.daysOff.filter((day) => day.startsWith(own)) ?? [])])
    const workdays = new Set([...arrangement.workdays, ...(next?.workdays.filter((day) => day.startsWith(own)) ?? [])])
    const length = daysInYear(year)
    const worked = new Uint16Array(length)
    const places = new Uint16Array(length)
    let total = 0
    for (let place = 0; place < length; place++) {
      const weekday = weekdayAt(year, place)
      const day = dayAt(year, place)
      if (workdays.has(day) || (weekday !== 0 && weekday !== 6 && !daysOff.has(day))) places[total++] = place
      worked[place] = total
    }
    return { worked, places: places.slice(0, total), total, announced: arrangement.announced }
  }

  const yearCount = (year: number): YearCount => {
    let count = years.get(year)
    if (!count) {
      count = countYear(year)
      years.set(year, count)
    }
    return count
  }

  const workedUpTo = (day: string): { year: number; place: number; count: number } => {
    const { year, month, date } = partsOf(knownDay(day))
    const place = placeInYear(year, month, date)
    return { year, place, count: yearCount(year).worked[place] ?? 0 }
  }

  const between = (from: string, to: string): number => {
    const a = workedUpTo(from)
    const b = workedUpTo(to)
    let count = b.count - a.count
    for (let year = a.year; year < b.year; year++) count += yearCount(year).total
    for (let year = b.year; year < a.year; year++) count -= yearCount(year).total
    return count
  }

  const add = (day: string, n: number): string => {
    if (!Number.isInteger(n)) throw new RangeError(`not a whole number of working days: ${n}`)
    const start = workedUpTo(day)
    if (n === 0) return day
    let { year } = start
    // Wanted is the working day whose running number in its year is `rank` (1-based).
    let rank = start.count + n
    while (rank < 1) {
      if (year === FIRST_YEAR) return dayAt(FIRST_YEAR, 0)
      rank += yearCount(--year).total
    }
    for (let total = yearCount(year).total; rank > total; total = yearCount(year).total) {
      if (year === LAST_YEAR) return dayAt(LAST_YEAR, daysInYear(LAST_YEAR) - 1)
      rank -= total
      year++
    }
    return dayAt(year, yearCount(year).places[rank - 1] ?? 0)
  }

  const isWorkday = (day: string): boolean => {
    const { year, place, count } = workedUpTo(day)
    return count !== (place === 0 ? 0 : yearCount(year).worked[place - 1])
  }

  return {
    isWorkday,
    between,
    add,
    announced: (year) => yearCount(Math.min(Math.max(year, FIRST_YEAR), LAST_YEAR)).announced,
    knownYears: () => [...new Set([...packagedYears(), ...entered.keys()])].sort((a, b) => a - b),
    lunar: lunarName,
    describe: (day) => {
      const { year } = partsOf(knownDay(day))
      const feasts = feastsOf(year)
        .filter((feast) => feast.on === day)
        .map((feast) => feast.name)
      return { day, isWorkday: isWorkday(day), announced: yearCount(year).announced, lunar: lunarName(day), feasts }
    },
  }
}
