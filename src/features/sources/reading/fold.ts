import { SIMPLIFIED, TRADITIONAL } from './simplified.ts'

const FULL_FIRST = 0xff01
const FULL_LAST = 0xff5e
const FULL_SHIFT = 0xfee0

/** Each UTF-16 unit and what it is matched as. */
const FOLDED = new Uint16Array(0x10000)
for (let code = 0; code < FOLDED.length; code++) FOLDED[code] = code
for (let code = FULL_FIRST; code <= FULL_LAST; code++) FOLDED[code] = code - FULL_SHIFT
for (const code of [0x3000, 0xa0]) FOLDED[code] = 0x20
for (let code = 0x2000; code <= 0x200a; code++) FOLDED[code] = 0x20
for (const code of [0x300e, 0x300c]) FOLDED[code] = 0x201c
for (const code of [0x300f, 0x300d]) FOLDED[code] = 0x201d
FOLDED[0xffe5] = 0xa5
for (let i = 0; i < TRADITIONAL.length; i++) FOLDED[TRADITIONAL.charCodeAt(i)] = SIMPLIFIED.charCodeAt(i)

const CHUNK = 8192

/** The same text for matching: half width, every blank a space, Traditional as simplified. Keeps each offset. */
export const fold = (text: string): string => {
  const pieces: string[] = []
  const codes = new Uint16Array(Math.min(CHUNK, text.length))
  for (let from = 0; from < text.length; from += CHUNK) {
    const size = Math.min(CHUNK, text.length - from)
    for (let i = 0; i < size; i++) codes[i] = FOLDED[text.charCodeAt(from + i)]!
    pieces.push(String.fromCharCode(...codes.subarray(0, size)))
  }
  return pieces.join('')
}

/** Folded and without any white space: what two texts are compared by. */
export const keyOf = (text: string): string => fold(text).replace(/\s/g, '')

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

export const isHan = (char: string | undefined): boolean => char !== undefined && char >= '\u3400' && char <= '\u9fff'

export type Line = { start: number; end: number }

/** Lines without their breaks. */
export const linesOf = (text: string): Line[] => {
  const lines: Line[] = []
  let start = 0
  for (;;) {
    const end = text.indexOf('\n', start)
    if (end === -1) break
    lines.push({ start, end })
    start = end + 1
  }
  lines.push({ start, end: text.length })
  return lines
}
