/**
 * A day (日) is a string 'YYYY-MM-DD' without hour or zone; it means the office's own day. Inside this folder days are
 * counted as whole numbers since 1970-01-01, so that no time zone of the process can move one.
 */

const MILLISECONDS_A_DAY = 86_400_000

/** First and last year whose working days and lunar days are known; a day outside is taken as the nearest one inside. */
export const FIRST_YEAR = 1900
export const LAST_YEAR = 2199

/** First and last day that is taken in: a year outside the twentieth and the twenty-first century is a slip of the keys. */
export const FIRST_DAY = '1901-01-01'
export const LAST_DAY = '2100-12-31'

/** Number of the first of January of a year, counted from 1970-01-01 = 0. `Date.UTC` would take 26 for 1926. */
export const firstOfYear = (year: number): number => new Date(0).setUTCFullYear(year, 0, 1) / MILLISECONDS_A_DAY

const digitsAt = (text: string, from: number, to: number): number => {
  let value = 0
  for (let i = from; i < to; i++) {
    const digit = text.charCodeAt(i) - 48
    if (digit < 0 || digit > 9) return -1
    value = value * 10 + digit
  }
  return value
}

/** Year, month and day of a 'YYYY-MM-DD' string. Throws a RangeError for anything that is not a real day. */
export const partsOf = (day: string): { year: number; month: number; date: number } => {
  const year = digitsAt(day, 0, 4)
  const month = digitsAt(day, 5, 7)
  const date = digitsAt(day, 8, 10)
  const wellFormed = day.length === 10 && day[4] === '-' && day[7] === '-' && year > 0 && month > 0 && date > 0
  if (!wellFormed || month > 12 || date > daysInMonth(year, month)) throw new RangeError(`not a day: ${day}`)
  return { year, month, date }
}

/** The day itself, or the nearest one that the calendar knows. Throws a RangeError for anything that is not a real day. */
export const knownDay = (day: string): string => {
  const { year } = partsOf(day)
  if (year < FIRST_YEAR) return `${FIRST_YEAR}-01-01`
  return year > LAST_YEAR ? `${LAST_YEAR}-12-31` : day
}

const MONTH_LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0

/** Days of a month, month 1–12. */
export const daysInMonth = (year: number, month: number): number =>
  month === 2 && isLeap(year) ? 29 : (MONTH_LENGTHS[month - 1] ?? 0)

/** Days of a year: 365 or 366. */
export const daysInYear = (year: number): number => (isLeap(year) ? 366 : 365)

/** Whether a text is a real day in 'YYYY-MM-DD' that this calendar answers for. */
export const isDay = (text: string): boolean => {
  try {
    return knownDay(text) === text
  } catch {
    return false
  }
}

const two = (value: number): string => (value < 10 ? `0${value}` : `${value}`)

/** 'YYYY-MM-DD' of a year, month (1–12) and date. */
export const dayOf = (year: number, month: number, date: number): string => `${year}-${two(month)}-${two(date)}`

/** Place of a day in its year: the first of January is 0. */
export const placeInYear = (year: number, month: number, date: number): number => {
  let place = date - 1
  for (let m = 1; m < month; m++) place += daysInMonth(year, m)
  return place
}

/** The day at a place (0-based) in a year. */
export const dayAt = (year: number, place: number): string => {
  let rest = place
  let month = 1
  while (rest >= daysInMonth(year, month)) {
    rest -= daysInMonth(year, month)
    month++
  }
  return dayOf(year, month, rest + 1)
}

/** Day of the week, Sunday = 0, of a place in a year. */
export const weekdayAt = (year: number, place: number): number => (((firstOfYear(year) + place + 4) % 7) + 7) % 7

/** The day a number of calendar days later (or earlier, when negative); the first or last that can be written at the ends. */
export const addDays = (day: string, count: number): string => {
  const { year, month, date } = partsOf(day)
  const moved = firstOfYear(year) + placeInYear(year, month, date) + count
  if (moved < firstOfYear(1)) return '0001-01-01'
  if (moved >= firstOfYear(10_000)) return '9999-12-31'
  return new Date(moved * MILLISECONDS_A_DAY).toISOString().slice(0, 10)
}

/** Calendar days from one day to another; negative when `to` is earlier. */
export const daysBetween = (from: string, to: string): number => {
  const a = partsOf(from)
  const b = partsOf(to)
  return (
    firstOfYear(b.year) +
    placeInYear(b.year, b.month, b.date) -
    firstOfYear(a.year) -
    placeInYear(a.year, a.month, a.date)
  )
}

/**
 * Something to be done is given a day at most so many years ahead. No source sets a limit, it is the program's own choice against a
 * slip of the keys: two cycles of the assessment are over by then, and 2999 is nobody's promise.
 */
export const YEARS_AHEAD = 10

/** Last day that something to be done may be given. */
export const lastDueDay = (today: string): string => {
  const day = `${Number(today.slice(0, 4)) + YEARS_AHEAD}${today.slice(4)}`
  return day.endsWith('-02-29') ? `${day.slice(0, 8)}28` : day
}

/** Why a day is none that something can be due on; null where it may be. */
export const tooFar = (day: string, today: string): string | null =>
  day > lastDueDay(today) ? `日期最远写到 ${YEARS_AHEAD} 年以内（${lastDueDay(today)}），核对年份。` : null
