import { FIRST_DAY, LAST_DAY } from '../calendar/days.ts'

const DAY_MS = 86_400_000

const dayOf = (year: number, month: number, day: number): string | null => {
  const made = new Date(Date.UTC(year, month - 1, day))
  const isThere = made.getUTCFullYear() === year && made.getUTCMonth() === month - 1 && made.getUTCDate() === day
  const text = isThere ? made.toISOString().slice(0, 10) : ''
  return text >= FIRST_DAY && text <= LAST_DAY ? text : null
}

/** Day of an Excel serial number. Serial 60 is the 29 February 1900 that never was. */
export const dayOfSerial = (serial: number, is1904 = false): string | null => {
  const whole = Math.floor(serial)
  if (whole < 1 || whole > 110_000) return null
  const start = is1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, whole < 60 ? 31 : 30)
  return new Date(start + whole * DAY_MS).toISOString().slice(0, 10)
}

const FULL =
  /^(\d{4}) ?[-./年] ?(\d{1,2}) ?[-./月] ?(\d{1,2}) ?[日号]?(?:[T ]00?:00(?::00)?| ?(?:凌晨|早上|上午|中午|下午|傍晚|晚上))?$/
const SHORT = /^(\d{1,2}) ?月 ?(\d{1,2}) ?[日号](?: ?(?:凌晨|早上|上午|中午|下午|傍晚|晚上))?$/
const COMPACT = /^(\d{4})(\d{2})(\d{2})$/

/** Written like a day, whether or not the calendar has it: 2月30日 is a slip of the pen and no other words. */
export const isLikeDay = (text: string): boolean => {
  const plain = text.normalize('NFKC').trim()
  return [FULL, COMPACT, SHORT].some((form) => form.test(plain))
}

/**
 * A day as offices write it: 2026.6.30, 2026年6月30日, 2026/6/30, 20260630, 6月30日 (of `year`), full-width digits too.
 * Null for anything else.
 */
export const readDay = (text: string, year: number): string | null => {
  const plain = text.normalize('NFKC').trim()
  const full = FULL.exec(plain) ?? COMPACT.exec(plain)
  if (full) return dayOf(Number(full[1]), Number(full[2]), Number(full[3]))
  const short = SHORT.exec(plain)
  return short ? dayOf(year, Number(short[1]), Number(short[2])) : null
}
