import { SIGN, SIGNS, signOf, tableOf } from './alphabet.ts'
import { chineseNumber, isHanCode } from './fold.ts'
import type { ClauseKind } from './types.ts'

/** `unsure`: the mark stands before a digit (2.5月底前…), so only the count of the items around tells it from a decimal. */
export type Marker = { kind: ClauseKind; number: number; canonical: string; length: number; unsure?: boolean }

/** 2.5月底前…, 14.2025年…, 3.10名…: an item whose text begins with a day or a count of what has no tenths. */
const BEFORE_DIGIT =
  /(\d{1,2}) ?\.(?=\d{1,4} ?(?:[年月日]|[-—~至] ?\d{1,2} ?月|余?(?:名|人|户|场|次|件|项|家|所|处|支|批|期|篇|条|位|个(?!百分点))))/y

/** Order of nesting: a marker may only open below one of a smaller rank. */
export const RANK: Record<ClauseKind, number> = {
  attachment: 0,
  chapter: 1,
  section: 2,
  article: 3,
  part: 4,
  heading: 4,
  point: 5,
  item: 6,
  row: 6,
  subitem: 7,
  circled: 8,
  ordinal: 9,
}

const NUMERALS = '一二三四五六七八九十'
const DIGITS = '0123456789'
const CIRCLED = '①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳'

/** What a marker begins with. */
const WITH_STOP = '⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛'
const IN_BRACKETS = '㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩'
export const MARKER_FIRST = `第(${NUMERALS}${DIGITS}${CIRCLED}${WITH_STOP}${IN_BRACKETS}`

/** Numbers printed as one sign. */
const ONE_SIGN = new Map<string, Marker>()
const define = (kind: ClauseKind, chars: string, canonical: (char: string, number: number) => string): void => {
  for (const [index, char] of [...chars].entries())
    ONE_SIGN.set(char, { kind, number: index + 1, canonical: canonical(char, index + 1), length: 1 })
}
define('item', WITH_STOP, (_, number) => String(number))
define('point', IN_BRACKETS, (_, number) => `(${NUMERALS[number - 1]})`)
define('circled', CIRCLED, (char) => char)

const [NUMERAL, DIGIT, BRACKET, CHAPTER, ALONE] = [1, 2, 3, 4, 5]
/** What may begin a marker, by its first character. */
const SHAPE = new Uint8Array(SIGNS)
for (const [shape, chars] of [
  [NUMERAL, NUMERALS],
  [DIGIT, DIGITS],
  [BRACKET, '('],
  [CHAPTER, '第'],
  [ALONE, CIRCLED + WITH_STOP + IN_BRACKETS],
] as const)
  for (const char of chars) SHAPE[signOf(char.charCodeAt(0))] = shape

const shapeAt = (folded: string, at: number): number => (at < folded.length ? SHAPE[SIGN[folded.charCodeAt(at)]!]! : 0)

/** Where the numerals or digits end that stand at a place: not more than a marker has. */
const runEnd = (folded: string, at: number, shape: number, most: number): number => {
  let end = at
  while (end < at + most && shapeAt(folded, end) === shape) end++
  return end
}
const [MOST_NUMERALS, MOST_DIGITS] = [3, 2]

const [BLANK, CLOSE, LIST_MARK, STOP] = [0x20, 0x29, 0x3001, 0x2e]
const afterBlank = (folded: string, at: number): number => (folded.charCodeAt(at) === BLANK ? at + 1 : at)
/** Behind the mark that may follow a number: 、 or a stop. */
const afterStop = (folded: string, at: number): number => {
  const code = folded.charCodeAt(at)
  return code === LIST_MARK || code === STOP ? at + 1 : at
}

const BEHIND_ORDINAL = tableOf('是要')
const CHAPTERS = new Map<string, ClauseKind>([
  ['章', 'chapter'],
  ['节', 'section'],
  ['条', 'article'],
])
const BEHIND_CHAPTER = tableOf(' \n:')

/** 第一章, 第二节, 第三条, each before a blank, a character or the end of the line. */
const chapterAt = (folded: string, at: number): Marker | null => {
  const end = runEnd(folded, at + 1, NUMERAL, MOST_NUMERALS)
  const kind = end === at + 1 ? undefined : CHAPTERS.get(folded.charAt(end))
  if (kind === undefined) return null
  const behind = folded.charCodeAt(end + 1)
  if (end + 1 < folded.length && !isHanCode(behind) && BEHIND_CHAPTER[SIGN[behind]!] !== 1) return null
  const word = folded.slice(at + 1, end)
  const number = chineseNumber(word)
  return number ? { kind, number, canonical: `第${word}${folded.charAt(end)}`, length: end + 1 - at } : null
}

/** (一), (1), a mark behind it included. */
const bracketedAt = (folded: string, at: number): Marker | null => {
  const start = afterBlank(folded, at + 1)
  const shape = shapeAt(folded, start)
  if (shape !== NUMERAL && shape !== DIGIT) return null
  const end = runEnd(folded, start, shape, shape === NUMERAL ? MOST_NUMERALS : MOST_DIGITS)
  const close = afterBlank(folded, end)
  if (folded.charCodeAt(close) !== CLOSE) return null
  const length = afterStop(folded, afterBlank(folded, close + 1)) - at
  const word = folded.slice(start, end)
  const number = shape === NUMERAL ? chineseNumber(word) : Number(word)
  if (!number) return null
  return shape === NUMERAL
    ? { kind: 'point', number, canonical: `(${word})`, length }
    : { kind: 'subitem', number, canonical: `(${number})`, length }
}

/** 一、 and 一是. */
const numeralAt = (folded: string, at: number): Marker | null => {
  const end = runEnd(folded, at, NUMERAL, MOST_NUMERALS)
  if (end === folded.length) return null
  const isOrdinal = BEHIND_ORDINAL[SIGN[folded.charCodeAt(end)]!] === 1
  const mark = afterBlank(folded, end)
  const length = isOrdinal ? end + 1 - at : afterStop(folded, mark) - at
  if (!isOrdinal && length === mark - at) return null
  const word = folded.slice(at, end)
  const number = chineseNumber(word)
  if (!number) return null
  return isOrdinal
    ? { kind: 'ordinal', number, canonical: folded.slice(at, end + 1), length }
    : { kind: 'part', number, canonical: word, length }
}

/** 1. and 1、; at the beginning of a line 1)办好专栏 and 2.5月底前 as well. */
const digitsAt = (folded: string, at: number): Marker | null => {
  const end = runEnd(folded, at, DIGIT, MOST_DIGITS)
  const mark = afterBlank(folded, end)
  const code = folded.charCodeAt(mark)
  if (code !== LIST_MARK && code !== STOP && code !== CLOSE) return null
  const number = Number(folded.slice(at, end))
  if (number === 0) return null
  if (code === LIST_MARK || (code === STOP && shapeAt(folded, mark + 1) !== DIGIT))
    return { kind: 'item', number, canonical: String(number), length: mark + 1 - at }
  if (at > 0 && folded.charCodeAt(at - 1) !== LINE_FEED) return null
  return code === CLOSE ? halfBracketAt(folded, at, mark, number) : beforeDigitAt(folded, at)
}
const LINE_FEED = 0x0a

const OPENS_NAME = tableOf('“《')
const halfBracketAt = (folded: string, at: number, close: number, number: number): Marker | null => {
  const behind = afterBlank(folded, close + 1)
  const code = folded.charCodeAt(behind)
  return behind < folded.length && (isHanCode(code) || OPENS_NAME[SIGN[code]!] === 1)
    ? { kind: 'item', number, canonical: String(number), length: behind - at, unsure: true }
    : null
}

const beforeDigitAt = (folded: string, at: number): Marker | null => {
  BEFORE_DIGIT.lastIndex = at
  const match = BEFORE_DIGIT.exec(folded)
  const number = Number(match?.[1])
  return match && number > 0
    ? { kind: 'item', number, canonical: String(number), length: match[0].length, unsure: true }
    : null
}

/** The numbering that stands at this place, or null. Printed as GB/T 9704 has it: 一、 （一） 1. （1）, and as others write it. */
export const markerAt = (folded: string, at: number): Marker | null => {
  const shape = shapeAt(folded, at)
  if (shape === DIGIT) return digitsAt(folded, at)
  if (shape === NUMERAL) return numeralAt(folded, at)
  if (shape === BRACKET) return bracketedAt(folded, at)
  if (shape === CHAPTER) return chapterAt(folded, at)
  return shape === ALONE ? ONE_SIGN.get(folded.charAt(at))! : null
}

export const lineMarker = (folded: string): Marker | null => markerAt(folded, 0)
