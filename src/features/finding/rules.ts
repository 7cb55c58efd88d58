import { isSpeltOut, placesOf } from './readings.ts'
import { type Spelling, spellings } from './spelling.ts'

/** A number of a matter, typed in whole or begun: RW-2026-12, rw202612, 2026-12, 1234. */
export type AskedCode = { prefix: string | null; year: number | null; number: string }

/** What was typed, ready to be searched: its characters, what it may be a spelling of, and the number it may be. */
export type Asked = { text: string; spellings: Spelling[]; code: AskedCode | null }

/** One letter or character says too little about a ledger of years; organisation is searched from one on. */
export const LEAST_FOR_RECORDS = 2

/** Full-width letters and runs of spaces are as good as plain ones. */
export const readAsked = (typed: string): Asked => {
  const text = typed.normalize('NFKC').trim().toLowerCase().replace(/\s+/g, ' ')
  return { text, spellings: spellings(text).filter(({ letters }) => [...letters].length > 1), code: readCode(text) }
}

/** Letters, year and number, each but one left out; a year stands with its letters or before a stroke. */
const CODE = /^(?:([a-z]{2})(?:-?((?:19|20)\d\d))?|((?:19|20)\d\d)(?=-))?-?(\d{0,8})$/

const readCode = (text: string): AskedCode | null => {
  const found = CODE.exec(text.replaceAll(' ', ''))
  if (!found) return null
  const [, letters, withLetters, before, number = ''] = found
  const year = withLetters ?? before
  if (year === undefined && number.length < LEAST_FOR_RECORDS) return null
  return { prefix: letters?.toUpperCase() ?? null, year: year ? Number(year) : null, number }
}

/** How well a number answers, smaller is better: it is the one typed, a part of that, or begins so. Null where it does not. */
export const codeCloseness = (code: string, { code: asked }: Asked): number | null => {
  if (!asked) return null
  const [prefix, year, number = '', part] = code.split('-')
  if ((asked.prefix && asked.prefix !== prefix) || (asked.year && asked.year !== Number(year))) return null
  if (asked.number === '') return 2
  if (Number(number) === Number(asked.number)) return part === undefined ? 0 : 1
  return String(Number(number)).startsWith(asked.number) ? 2 : null
}

export type Marks = [from: number, until: number][]

const asSpelt = (text: string): string => text.replace(/[' ]/g, '')

/** Where a title answers what was typed: by its characters, or by its spelling (also mixed: 教yu); null where it does not. */
export const marksIn = (title: string, { text }: Asked): Marks | null => {
  if (text === '') return null
  const at = title.toLowerCase().indexOf(text)
  if (at >= 0) return [[at, at + text.length]]
  const places = /[a-z]/.test(text) ? placesOf(title, asSpelt(text)) : null
  if (!places || places.length === 0) return null
  const marks: Marks = []
  for (const place of places) {
    const last = marks.at(-1)
    if (last && last[1] === place) last[1] = place + 1
    else marks.push([place, place + 1])
  }
  return marks
}

/**
 * How well a title answers, smaller is better: characters before a spelling, a spelling of whole syllables before one begun, and
 * among those the whole title, its beginning, its inside.
 */
export const closeness = (title: string, asked: Asked, marks: Marks): number => {
  const isSpelt = !title.toLowerCase().includes(asked.text)
  const [from, until] = marks[0] as [number, number]
  const whole = from === 0 && until === title.length
  const place = whole ? 0 : from === 0 ? 1 : 2
  if (!isSpelt) return place
  return (isSpeltOut(title, asSpelt(asked.text)) ? 3 : 6) + place
}

/** A name of which only the family name is told: 王**. */
export const maskedName = (name: string): string => (name === '' ? '' : `${name.slice(0, 1)}**`)

/** What to say where nothing was found. */
export const hintFor = ({ text }: Asked): string =>
  text.length < LEAST_FOR_RECORDS
    ? `没有名称含“${text}”的单位和岗位；事项、来文和人员从两个字找起，再写一个字。`
    : `没有找到“${text}”。换个说法、少写几个字，或用拼音首字母再找；只找得到本岗位看得到的内容。`
