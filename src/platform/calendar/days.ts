/**
 * A day (日) is a string 'YYYY-MM-DD' without hour or zone; it means the office's own day. Inside this folder days are
 * counted as whole numbers since 1970-01-01, so that no time zone of the process can move one.
 */

const MILLISECONDS_A_DAY = 86_400_000

/** First and last year this calendar answers for; outside it every function throws a RangeError. */
export const FIRST_YEAR = 1900
export const LAST_YEAR = 2199

/** Number of the first of January of a year, counted from 1970-01-01 = 0. */
export const firstOfYear = (year: number): number => Date.UTC(year, 0, 1) / MILLISECONDS_A_DAY

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
  const wellFormed = day.length === 10 && day[4] === '-' && day[7] === '-' && year >= 0 && month > 0 && date > 0
  if (!wellFormed || month > 12 || date > daysInMonth(year, month)) throw new RangeError(`not a day: ${day}`)
  if (year < FIRST_YEAR || year > LAST_YEAR) throw new RangeError(`year outside the calendar: ${day}`)
  return { year, month, date }
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
    partsOf(text)
    return true
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

/** The day a number of calendar days later (or earlier, when negative). */
export const addDays = (day: string, count: number): string => {
  const { year, month, date } = partsOf(day)
  const moved = new Date((firstOfYear(year) + placeInYear(year, month, date) + count) * MILLISECONDS_A_DAY)
  const result = moved.toISOString().slice(0, 10)
  partsOf(result)
  return result
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
