const FULL_FIRST = 0xff01
const FULL_LAST = 0xff5e
const FULL_SHIFT = 0xfee0

const foldCode = (code: number): number => {
  if (code >= FULL_FIRST && code <= FULL_LAST) return code - FULL_SHIFT
  if (code === 0x3000 || code === 0xa0 || (code >= 0x2000 && code <= 0x200a)) return 0x20
  if (code === 0x300e || code === 0x300c) return 0x201c
  if (code === 0x300f || code === 0x300d) return 0x201d
  return code
}

/** The same text for matching: full width to half width, every blank a space. Keeps each offset. */
export const fold = (text: string): string => {
  const pieces: string[] = []
  const codes: number[] = []
  for (let i = 0; i < text.length; i++) {
    codes.push(foldCode(text.charCodeAt(i)))
    if (codes.length === 4096) pieces.push(String.fromCharCode(...codes.splice(0)))
  }
  pieces.push(String.fromCharCode(...codes))
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
