import { dayOfSerial } from '../../../platform/sheets/days.ts'
import type { LargeCell } from '../../../platform/sheets/index.ts'
import { fold } from './footers.ts'

/**
 * What a cell says of a year: one, or for two figures both centuries that the day leaves; and perhaps the month. `mayBeOctober`: it
 * reads 1975.1, which is January, or October whose nought was lost.
 */
export type SaidYear = { years: readonly number[]; month: number | null; mayBeOctober?: true }

const YEARS = { least: 1880, most: 2100 }

/**
 * A year and perhaps a month as sheets of offices bear it: 1975-03, 1975.03, 1975.3, 75年3月, 197503, 1975/3/12, 19750312, 1975年, and
 * the serial number of a day. 1975.1 may be January or October: of the number 1975.10 a sheet keeps 1975.1, and writes it so into a csv. Of two figures the centuries that have not come yet on
 * the office's day `today` are left out: 75年3月 is 1975, 05年3月 may be either. Null for anything else.
 */
export const readYearMonth = (cell: LargeCell, today: string): SaidYear | null => {
  const text = fold(cell.words)
  const made = (year: number, month: number | null): SaidYear | null =>
    year >= YEARS.least && year <= YEARS.most && (month === null || (month >= 1 && month <= 12))
      ? { years: [year], month }
      : null
  const whole = /^(\d{4})[-./年](\d{1,2})(?:[-./月](?:(\d{1,2})日?)?)?(?:T?0{1,2}:00(?::00)?)?$/u.exec(text)
  if (whole) {
    const read = made(Number(whole[1]), Number(whole[2]))
    return read && /^\d{4}\.1$/u.test(text) ? { ...read, mayBeOctober: true } : read
  }
  const short = /^(\d{2})年(?:(\d{1,2})月(?:\d{1,2}日)?)?$/u.exec(text)
  if (short) {
    const month = short[2] === undefined ? null : Number(short[2])
    if (month !== null && (month < 1 || month > 12)) return null
    const [year, monthNow] = today.split('-').map(Number) as [number, number]
    const hasCome = (one: number) => one < year || (one === year && (month ?? 1) <= monthNow)
    return { years: [1900, 2000].map((century) => century + Number(short[1])).filter(hasCome), month }
  }
  const year = /^(\d{4})年?$/u.exec(text)
  if (year) return made(Number(year[1]), null)
  const compact = /^(\d{4})(\d{2})(\d{2})?$/u.exec(text)
  if (compact && Number(compact[1]) >= YEARS.least && Number(compact[1]) <= YEARS.most)
    return made(Number(compact[1]), Number(compact[2]))
  if (cell.kind === 'number' && /^\d{4,5}(?:\.\d+)?$/u.test(text)) {
    const day = dayOfSerial(Number(text))
    return day ? made(Number(day.slice(0, 4)), Number(day.slice(5, 7))) : null
  }
  return null
}

/** The months that a cell leaves open: of two the one that the resident number says, else both. */
export const monthsOpen = (said: SaidYear | null, residentMonth: number | null): readonly number[] => {
  if (said?.month == null) return []
  const open = said.mayBeOctober ? [said.month, 10] : [said.month]
  const proved = open.filter((month) => month === residentMonth)
  return proved.length > 0 ? proved : residentMonth === null ? open : open.slice(0, 1)
}

export const YEAR_COLUMNS = ['birth', 'joined', 'left'] as const
type YearColumn = (typeof YEAR_COLUMNS)[number]

/** Nobody joined or left the people's army before it was founded. */
const ARMY_FOUNDED = 1927
/** Nobody entered the service as a child: the same bound as for what is typed in (judgePerson). */
const LEAST_AGE = 10

/**
 * The years of a line, each settled by what the line itself proves: the birth year of the resident number, the order of birth,
 * entry and discharge, and that no army was there before 1927. Null where both centuries fit it all: nobody guesses a century.
 */
export const settleYears = (
  said: Readonly<Record<YearColumn, SaidYear | null>>,
  residentYear: number | null,
): Record<YearColumn, number | null> => {
  const birth = residentYear === null ? said.birth : { years: [residentYear] }
  const open = (one: { years: readonly number[] } | null): readonly (number | null)[] => one?.years ?? [null]
  const served = (one: SaidYear | null): readonly (number | null)[] =>
    one === null ? [null] : one.years.length < 2 ? one.years : one.years.filter((year) => year >= ARMY_FOUNDED)
  const fits = (born: number | null, joined: number | null, left: number | null): boolean =>
    (born === null || joined === null || joined - born >= LEAST_AGE) &&
    (born === null || left === null || left - born >= LEAST_AGE) &&
    (joined === null || left === null || left >= joined)
  const fitting = open(birth).flatMap((born) =>
    served(said.joined).flatMap((joined) =>
      served(said.left)
        .filter((left) => fits(born, joined, left))
        .map((left) => ({ birth: born, joined, left })),
    ),
  )
  const settled = (column: YearColumn): number | null => {
    const years = said[column]?.years ?? []
    // What the number says of the birth is compared with the cell afterwards: the century that agrees, if one does.
    if (column === 'birth' && residentYear !== null)
      return years.find((year) => year === residentYear) ?? years[0] ?? null
    if (years.length < 2) return years[0] ?? null
    const found = new Set(fitting.map((line) => line[column]))
    return found.size === 1 ? ([...found][0] ?? null) : null
  }
  return { birth: settled('birth'), joined: settled('joined'), left: settled('left') }
}
