import { SIGN, SIGNS, signOf, tableOf } from './alphabet.ts'
import { chineseNumber } from './fold.ts'
import type { ClauseKind } from './types.ts'

/** `unsure`: the mark stands before a digit (2.5月底前…), so only the count of the items around tells it from a decimal. */
export type Marker = { kind: ClauseKind; number: number; canonical: string; length: number; unsure?: boolean }

const NUMERAL = '[一二三四五六七八九十]{1,3}'

type Form = { kind: ClauseKind; pattern: RegExp; canonical: (word: string) => string }

/** The printed forms of numbering, on folded text. Outer forms first (GB/T 9704: 一、 （一） 1. （1）). */
const FORMS: Form[] = [
  {
    kind: 'chapter',
    pattern: new RegExp(`第(${NUMERAL})章(?=[ \\n\\u3400-\\u9fff:]|$)`, 'y'),
    canonical: (n) => `第${n}章`,
  },
  {
    kind: 'section',
    pattern: new RegExp(`第(${NUMERAL})节(?=[ \\n\\u3400-\\u9fff:]|$)`, 'y'),
    canonical: (n) => `第${n}节`,
  },
  {
    kind: 'article',
    pattern: new RegExp(`第(${NUMERAL})条(?=[ \\n\\u3400-\\u9fff:]|$)`, 'y'),
    canonical: (n) => `第${n}条`,
  },
  { kind: 'part', pattern: new RegExp(`(${NUMERAL}) ?[、.]`, 'y'), canonical: (n) => n },
  { kind: 'point', pattern: new RegExp(`\\( ?(${NUMERAL}) ?\\) ?[、.]?`, 'y'), canonical: (n) => `(${n})` },
  { kind: 'item', pattern: /(\d{1,2}) ?(?:、|\.(?!\d))/y, canonical: (n) => String(Number(n)) },
  { kind: 'subitem', pattern: /\( ?(\d{1,2}) ?\) ?[、.]?/y, canonical: (n) => `(${Number(n)})` },
  { kind: 'circled', pattern: /([①-⑳])/y, canonical: (n) => n },
  { kind: 'ordinal', pattern: new RegExp(`(${NUMERAL})(?=[是要])`, 'y'), canonical: (n) => n },
]

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
const FIRST = tableOf(MARKER_FIRST)

/** Numbers printed as one sign. */
const ONE_SIGN = new Map<string, Marker>([
  ...[...WITH_STOP].map((char, index): [string, Marker] => [
    char,
    { kind: 'item', number: index + 1, canonical: String(index + 1), length: 1 },
  ]),
  ...[...IN_BRACKETS].map((char, index): [string, Marker] => [
    char,
    { kind: 'point', number: index + 1, canonical: `(${NUMERALS[index]})`, length: 1 },
  ]),
])
/** 1)办好专栏, at the beginning of a line. */
const HALF_BRACKET = /(\d{1,2}) ?\) ?(?=[\u3400-\u9fff“《])/y

/** The forms that begin with a character. */
const BY_FIRST = new Map<string, Form[]>()
const formsOf = (kinds: ClauseKind[]): Form[] => FORMS.filter(({ kind }) => kinds.includes(kind))
BY_FIRST.set('第', formsOf(['chapter', 'section', 'article']))
BY_FIRST.set('(', formsOf(['point', 'subitem']))
for (const char of NUMERALS) BY_FIRST.set(char, formsOf(['part', 'ordinal']))
for (const char of DIGITS) BY_FIRST.set(char, formsOf(['item']))
for (const char of CIRCLED) BY_FIRST.set(char, formsOf(['circled']))

const [NUMERAL_SHAPE, DIGIT_SHAPE, BRACKET_SHAPE, ORDINAL_SHAPE] = [1, 2, 3, 4]
const SHAPE = new Uint8Array(SIGNS)
for (const char of NUMERALS) SHAPE[signOf(char.charCodeAt(0))] = NUMERAL_SHAPE
for (const char of DIGITS) SHAPE[signOf(char.charCodeAt(0))] = DIGIT_SHAPE
SHAPE[signOf('('.charCodeAt(0))] = BRACKET_SHAPE
SHAPE[signOf('第'.charCodeAt(0))] = ORDINAL_SHAPE
const BEHIND_NUMBER = tableOf('、.)')
const BEHIND_ORDINAL = tableOf('是要')

const shapeAt = (folded: string, at: number): number => SHAPE[SIGN[folded.charCodeAt(at)]!]!

/** Whether what follows the first character of a marker may be one; every numeral and digit of a text is asked this. */
const mayBeMarker = (folded: string, at: number, shape: number): boolean => {
  if (shape === NUMERAL_SHAPE || shape === DIGIT_SHAPE) {
    const limit = Math.min(folded.length, at + (shape === NUMERAL_SHAPE ? 3 : 2))
    let end = at + 1
    while (end < limit && shapeAt(folded, end) === shape) end++
    if (end >= folded.length) return false
    if (shape === NUMERAL_SHAPE && BEHIND_ORDINAL[SIGN[folded.charCodeAt(end)]!] === 1) return true
    if (folded.charCodeAt(end) === BLANK) end++
    return end < folded.length && BEHIND_NUMBER[SIGN[folded.charCodeAt(end)]!] === 1
  }
  if (shape === 0) return true
  const next = shape === BRACKET_SHAPE && folded.charCodeAt(at + 1) === BLANK ? at + 2 : at + 1
  if (next >= folded.length) return false
  const inner = shapeAt(folded, next)
  return inner === NUMERAL_SHAPE || (shape === BRACKET_SHAPE && inner === DIGIT_SHAPE)
}
const BLANK = 0x20

/** The numbering that stands at this place, or null. */
export const markerAt = (folded: string, at: number): Marker | null => {
  const sign = SIGN[folded.charCodeAt(at)]!
  if (FIRST[sign] !== 1 || !mayBeMarker(folded, at, SHAPE[sign]!)) return null
  const forms = BY_FIRST.get(folded[at]!)
  if (forms === undefined) return ONE_SIGN.get(folded[at]!) ?? null
  for (const form of forms) {
    form.pattern.lastIndex = at
    const match = form.pattern.exec(folded)
    if (!match) continue
    const word = match[1]!
    const number =
      form.kind === 'circled' ? word.charCodeAt(0) - 0x2460 + 1 : /^\d/.test(word) ? Number(word) : chineseNumber(word)
    if (number === null || number === 0) continue
    if (form.kind === 'ordinal') {
      const verb = folded[at + word.length]!
      return { kind: 'ordinal', number, canonical: word + verb, length: word.length + 1 }
    }
    return { kind: form.kind, number, canonical: form.canonical(word), length: match[0].length }
  }
  if (at > 0 && folded[at - 1] !== '\n') return null
  HALF_BRACKET.lastIndex = at
  const half = HALF_BRACKET.exec(folded)
  if (half && Number(half[1]) > 0) {
    const number = Number(half[1])
    return { kind: 'item', number, canonical: String(number), length: half[0].length, unsure: true }
  }
  BEFORE_DIGIT.lastIndex = at
  const match = BEFORE_DIGIT.exec(folded)
  const number = Number(match?.[1])
  return match && number > 0
    ? { kind: 'item', number, canonical: String(number), length: match[0].length, unsure: true }
    : null
}

export const lineMarker = (folded: string): Marker | null => markerAt(folded, 0)
