import { isSpace } from './alphabet.ts'
import { units } from './scratch.ts'
import { SIMPLIFIED, TRADITIONAL } from './simplified.ts'

const FULL_FIRST = 0xff01
const FULL_LAST = 0xff5e
const FULL_SHIFT = 0xfee0

/** Radicals of the supplement (U+2E80–2EFF) that stand for a whole character, and these characters in the same order. */
const RADICALS =
  '⺁⺄⺇⺊⺎⺒⺓⺜⺝⺟⺠⺦⺧⺩⺪⺬⺮⺯⺶⺻⺼⺽⻁⻄⻅⻆⻉⻊⻋⻏⻑⻒⻓⻔⻕⻗⻘⻙⻚⻛⻜⻝⻞⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳'
const CHARACTERS =
  '厂乙几卜兀巳幺日月母民丬牛王疋示竹糸羊聿月臼虎西见角贝足车邑长长长门阜雨青韦页风飞食食首马骨鬼鱼鸟卤麦黄黾齐齐齿齿龙龙龟龟龟'

/** Each UTF-16 unit and what it is matched as. */
const FOLDED = new Uint16Array(0x10000)
for (let code = 0; code < FOLDED.length; code++) FOLDED[code] = code
for (let code = FULL_FIRST; code <= FULL_LAST; code++) FOLDED[code] = code - FULL_SHIFT
for (const code of [0x3000, 0xa0]) FOLDED[code] = 0x20
for (let code = 0x2000; code <= 0x200a; code++) FOLDED[code] = 0x20
for (const code of [0x300e, 0x300c]) FOLDED[code] = 0x201c
for (const code of [0x300f, 0x300d]) FOLDED[code] = 0x201d
FOLDED[0xffe5] = 0xa5
const setCompatible = (first: number, last: number): void => {
  for (let code = first; code <= last; code++) {
    const plain = String.fromCharCode(code).normalize('NFKC')
    if (plain.length === 1) FOLDED[code] = plain.charCodeAt(0)
  }
}
// PDFs print radicals and compatibility characters in place of the ordinary ones: ⼀、重点⼯作.
setCompatible(0x2f00, 0x2fd5)
setCompatible(0xf900, 0xfaff)
for (let i = 0; i < RADICALS.length; i++) FOLDED[RADICALS.charCodeAt(i)] = CHARACTERS.charCodeAt(i)
for (let i = 0; i < TRADITIONAL.length; i++) FOLDED[TRADITIONAL.charCodeAt(i)] = SIMPLIFIED.charCodeAt(i)
// What is folded stays as it is when folded again.
for (let code = 0; code < FOLDED.length; code++) FOLDED[code] = FOLDED[FOLDED[code]!]!

/**
 * One bit for each unit that is folded, half of a pair, or outside the plain characters, where `kinds` may tell something: most
 * of a text is told by a table small enough to stay at hand.
 */
const LOOKED_AT = new Uint8Array(0x10000 >> 3)
const [PLAIN_FIRST, PLAIN_LAST] = [0x3000, 0xd7ff]
for (let code = 0; code < FOLDED.length; code++)
  if (FOLDED[code] !== code || code < PLAIN_FIRST || code > PLAIN_LAST) LOOKED_AT[code >> 3]! |= 1 << (code & 7)

const CHUNK = 8192
/** Keeps the mark at a text's front; broken pairs would not pass it, so texts with any go piece by piece. */
const decoder = new TextDecoder('utf-16le', { ignoreBOM: true })

/** Shorter ones are put together sooner than decoded. */
const SHORT = 1000

const inPieces = (codes: Uint16Array): string => {
  if (codes.length < SHORT) return String.fromCharCode.apply(null, codes as unknown as number[])
  const pieces: string[] = []
  for (let from = 0; from < codes.length; from += CHUNK)
    pieces.push(String.fromCharCode.apply(null, codes.subarray(from, from + CHUNK) as unknown as number[]))
  return pieces.join('')
}

const stringOf = (codes: Uint16Array, hasPairs: boolean): string =>
  hasPairs || codes.length < SHORT ? inPieces(codes) : decoder.decode(codes)

/** The same text for matching: half width, every blank a space, Traditional as simplified. Keeps each offset. */
export const fold = (text: string): string => foldAnd(text, NOTHING).folded

const CODES = units()
const NOTHING = new Uint8Array(0x10000)

/** Folds a text and tells in the same pass what its units are by a table of bits; those between U+3000 and U+D7FF have none. */
export const foldAnd = (text: string, kinds: Uint8Array): { folded: string; seen: number } => {
  const codes = CODES.take(text.length)
  let hasPairs = false
  let changed = 0
  let seen = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if ((LOOKED_AT[code >> 3]! & (1 << (code & 7))) === 0) {
      codes[i] = code
      continue
    }
    const folded = FOLDED[code]!
    codes[i] = folded
    changed |= folded ^ code
    seen |= kinds[code]!
    if (code >= 0xd800 && code <= 0xdfff) hasPairs = true
  }
  return { folded: changed === 0 ? text : stringOf(codes, hasPairs), seen }
}

/** The text without white space; itself where it has none. */
export const withoutSpaces = (text: string): string => {
  for (let i = 0; i < text.length; i++) if (isSpace(text.charCodeAt(i))) return text.replace(/\s/g, '')
  return text
}

/** Folded and without any white space: what two texts are compared by. */
export const keyOf = (text: string): string => withoutSpaces(fold(text))

const DIGITS = '零一二三四五六七八九'

/** 一 … 九十九, strictly as numbers are written; null for 五一, 八一 and everything else. */
export const chineseNumber = (word: string): number | null => {
  if (word.length === 0 || word.length > 3) return null
  const ten = word.indexOf('十')
  if (ten === -1) {
    const value = word.length === 1 ? DIGITS.indexOf(word) : -1
    return value > 0 ? value : null
  }
  const tens = ten === 0 ? 1 : ten === 1 ? DIGITS.indexOf(word.charAt(0)) : -1
  const rest = word.slice(ten + 1)
  const ones = rest === '' ? 0 : rest.length === 1 ? DIGITS.indexOf(rest) : -1
  if (tens < 1 || ones < 0 || (rest !== '' && ones === 0)) return null
  return tens * 10 + ones
}

export const isHanCode = (code: number): boolean => code >= 0x3400 && code <= 0x9fff

export type Line = { start: number; end: number }

/** Where the line ends that holds a place, without its break. */
export const lineEnd = (text: string, at: number): number => {
  const end = text.indexOf('\n', at)
  return end === -1 ? text.length : end
}
