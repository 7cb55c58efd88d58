import { isSpeltOut, placesOf } from './readings.ts'
import { type Spelling, spellings } from './spelling.ts'

/** A number of a matter, typed in whole or begun: RW-2026-12, rw202612, 2026-12, 1234. */
export type AskedCode = { prefix: string | null; year: number | null; number: string }

/** What was typed, ready to be searched: its characters, what it may be a spelling of, and the number it may be. */
export type Asked = {
  text: string
  /** What was typed apart by blanks: each is looked for, wherever it stands. */
  words: string[]
  spellings: Spelling[]
  code: AskedCode | null
}

/** One letter or character says too little about a ledger of years; organisation is searched from one on. */
export const LEAST_FOR_RECORDS = 2

/** Full-width letters and runs of spaces are as good as plain ones. */
export const readAsked = (typed: string): Asked => {
  const text = typed.normalize('NFKC').trim().toLowerCase().replace(/\s+/g, ' ')
  return {
    text,
    words: wordsIn(text),
    spellings: spellings(text).filter(({ letters }) => [...letters].length > 1),
    code: readCode(text),
  }
}

/** Single characters apart by blanks were typed one by one and are one word: 教 育. */
const wordsIn = (text: string): string[] => {
  const words = text.split(' ').filter((word) => word !== '')
  return words.every((word) => [...word].length === 1) ? [words.join('')] : words
}

/**
 * Letters, year and number, each but one left out; a year stands with its letters, before a stroke, or before three digits and
 * more (2026001).
 */
const CODE = /^(?:([a-z]{2})(?:-?((?:19|20)\d\d))?|((?:19|20)\d\d)(?=-|\d{3}))?-?(\d{0,8})$/

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

/** The numbers of facts (SJ) or 喜报 (XB) that what was typed may be: SJ-2026-12, 2026-12, sj12 of the last years. */
export const codesOf = (prefix: 'SJ' | 'XB', { code }: Asked, year: number): string[] => {
  if (!code || code.number === '' || (code.prefix !== null && code.prefix !== prefix)) return []
  const years = code.year ? [code.year] : [year, year - 1, year - 2]
  return years.map((one) => `${prefix}-${one}-${code.number.replace(/^0+(?=\d)/, '').padStart(4, '0')}`)
}

/** The sentence of a long text that answers, with a few characters around it; null where none does. */
export const excerptOf = (text: string, asked: Asked): string | null => {
  const [first] = marksIn(text, asked) ?? []
  if (!first) return null
  const [from, until] = [Math.max(0, first[0] - 10), Math.min(text.length, first[1] + 16)]
  return `${from > 0 ? '…' : ''}${text.slice(from, until).replace(/\s+/g, ' ')}${until < text.length ? '…' : ''}`
}

export type Marks = [from: number, until: number][]

const asSpelt = (text: string): string => text.replace(/[' ]/g, '')

/** Where a title answers what was typed: by its characters, or by its spelling (also mixed: 教yu); null where it does not. */
export const marksIn = (title: string, { text, words }: Asked): Marks | null => {
  if (text === '') return null
  const places = words.map((word) => [title.toLowerCase().indexOf(word), word.length] as const)
  if (places.every(([at]) => at >= 0)) return joined(places.map(([at, length]) => [at, at + length]))
  const spelt = /[a-z]/.test(text) ? placesOf(title, asSpelt(text)) : null
  return spelt && spelt.length > 0 ? joined(spelt.map((place) => [place, place + 1])) : null
}

/** Marks in the order of the title, those that touch as one. */
const joined = (places: Marks): Marks => {
  const marks: Marks = []
  for (const [from, until] of places.toSorted(([a], [b]) => a - b)) {
    const last = marks.at(-1)
    if (last && last[1] >= from) last[1] = Math.max(last[1], until)
    else marks.push([from, until])
  }
  return marks
}

/**
 * How well a title answers, smaller is better: characters before a spelling, a spelling of whole syllables before one begun, and
 * among those the whole title, its beginning, its inside.
 */
export const closeness = (title: string, asked: Asked, marks: Marks): number => {
  const isSpelt = !asked.words.every((word) => title.toLowerCase().includes(word))
  const [from, until] = marks[0] as [number, number]
  const whole = from === 0 && until === title.length
  const place = whole ? 0 : from === 0 ? 1 : 2
  if (!isSpelt) return place
  return (isSpeltOut(title, asSpelt(asked.text)) ? 3 : 6) + place
}

/** A name of which only the family name is told: 王**. */
export const maskedName = (name: string): string => (name === '' ? '' : `${name.slice(0, 1)}**`)

/** What to say where nothing was found. */
export const hintFor = ({ text }: Asked): string => {
  // A whole syllable is first of all one character: too little to look for by its spelling.
  const isOneCharacter = text.length < LEAST_FOR_RECORDS || spellings(text)[0]?.letters.length === 1
  return isOneCharacter
    ? `没有名称含“${text}”的单位和岗位；事项、实绩、来文和人员从两个字找起，再写一个字。`
    : `没有找到“${text}”。换个说法、少写几个字，或用拼音首字母再找；只找得到本岗位看得到的内容。`
}
