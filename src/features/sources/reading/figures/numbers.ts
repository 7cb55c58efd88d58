import { SIGN, SIGNS, signOf, tableOf } from '../alphabet.ts'
import { MEASURE_FIRST } from './measures.ts'

/** Reading of numbers as official Chinese prints them: 1,200 · 1 200余 · 1.06亿 · 12百 · 一千二百 · 两百多 · 廿五 · 七八十. */

/** What a number says of its own exactness. */
type More = '余' | '多' | '左右'

export type NumberRead = {
  value: number
  /** Several: 三五, 七八十, 两三百 name a stretch. */
  high: number | null
  /** Offset behind the number, its 余 or 多 included. */
  end: number
  /** Printed inside or right behind the number: 十几 and 1000+ are a little more, 三百来 is about three hundred. */
  more: More | null
  /** Without any digit of its own: 百余, 上万. */
  bare: boolean
  /** The number before its last 万 or 亿, and that multiplier: 10至15万元 is 10万 to 15万. */
  head: number
  scale: number
  digits: 'arabic' | 'chinese'
  /** How many characters the numeral itself takes. */
  length: number
}

/** What each UTF-16 unit is in a numeral. */
const KIND = new Uint8Array(SIGNS)
const [ARABIC, DIGIT, SMALL, LARGE, TENS] = [1, 2, 3, 4, 5]
/** The digit's value, or what the unit multiplies by. */
const WORTH = new Int32Array(SIGNS)

/** What a number can begin with. */
export let NUMBER_FIRST = ''

const define = (kind: number, chars: string, worth: number): void => {
  for (const char of chars) {
    const sign = signOf(char.charCodeAt(0))
    KIND[sign] = kind
    WORTH[sign] = worth
    NUMBER_FIRST += char
  }
}
for (const [index, chars] of [
  '零〇',
  '一壹',
  '二两贰俩',
  '三叁',
  '四肆',
  '五伍',
  '六陆',
  '七柒',
  '八捌',
  '九玖',
].entries()) {
  define(DIGIT, chars, index)
  define(ARABIC, String(index), index)
}
define(SMALL, '十拾', 10)
define(SMALL, '百佰', 100)
define(SMALL, '千仟', 1000)
define(LARGE, '万', 10_000)
define(LARGE, '亿', 100_000_000)
define(TENS, '廿', 20)
define(TENS, '卅', 30)

const kindAt = (folded: string, at: number): number => (at < folded.length ? KIND[SIGN[folded.charCodeAt(at)]!]! : 0)
const isArabicAt = (folded: string, at: number): boolean => kindAt(folded, at) === ARABIC

/** Whether a number can begin with this UTF-16 unit. */
export const mayBeginNumber = (code: number): boolean => KIND[SIGN[code]!] !== 0

/** `mantissa` times a power of ten, without the errors of binary fractions: 1.06 × 亿 is 106000000. */
const scaled = (mantissa: string, scale: number): number => {
  const plain = Number(mantissa)
  if (scale === 1) return plain
  const product = plain * scale
  return Number.isInteger(plain) && product <= Number.MAX_SAFE_INTEGER
    ? product
    : Number(`${mantissa}e${Math.round(Math.log10(scale))}`)
}

const MORE = new Map<number, More>(
  [
    ['余', '余'],
    ['多', '多'],
    ['几', '余'],
    ['来', '左右'],
    ['+', '余'],
  ].map(([char, more]) => [char!.charCodeAt(0), more as More]),
)
/** What these words end a number with; tried only there. */
export const MORE_FIRST = String.fromCharCode(...MORE.keys())
const SAYS_MORE = tableOf(MORE_FIRST)
/** 十几, 二十来: behind a round number only. */
const ROUND = tableOf('十百千万0')
const COUNTED = tableOf(`${MEASURE_FIRST}万亿`)
const [SEVERAL, ABOUT, PLUS] = ['几', '来', '+'].map((char) => char.charCodeAt(0))

const moreAt = (folded: string, at: number): More | null => {
  if (at >= folded.length || SAYS_MORE[SIGN[folded.charCodeAt(at)]!] !== 1) return null
  const code = folded.charCodeAt(at)
  if (code === SEVERAL || code === ABOUT || code === PLUS) {
    // 企业五百来自外地, 1+3+N: no number goes on there.
    if (COUNTED[SIGN[folded.charCodeAt(at + 1)] ?? 0] !== 1) return null
    if (code !== PLUS && ROUND[SIGN[folded.charCodeAt(at - 1)]!] !== 1) return null
    if (code === SEVERAL && folded[at - 1] !== '十') return null
  }
  return MORE.get(code)!
}

const THOUSAND = '千'.charCodeAt(0)
const OF_THOUSAND = tableOf('米克瓦伏')

/** 千万, 百万, 万亿 … behind Arabic digits: how many characters it takes. */
const scaleEnd = (folded: string, at: number): number => {
  let end = at
  while (end - at < 3) {
    const kind = kindAt(folded, end)
    if (kind !== SMALL && kind !== LARGE) break
    // 1.8千米, 50千克: part of the measure.
    if (folded.charCodeAt(end) === THOUSAND && OF_THOUSAND[SIGN[folded.charCodeAt(end + 1)] ?? 0] === 1) break
    end++
  }
  return end
}

/** The product of the units from one place to another. */
const scaleOf = (folded: string, start: number, end: number): number => {
  let scale = 1
  for (let at = start; at < end; at++) scale *= WORTH[SIGN[folded.charCodeAt(at)]!]!
  return scale
}

const MOST_DIGITS = 24

/** Arabic digits with thousands parted by commas or blanks, a decimal part; null for numbers longer than any count. */
const arabicAt = (folded: string, at: number): { mantissa: string; end: number } | null => {
  let end = at
  while (isArabicAt(folded, end)) end++
  if (end - at > MOST_DIGITS) return null
  let mantissa = folded.slice(at, end)
  if (mantissa.length <= 3) {
    const mark = folded[end]
    if (mark === ',' || mark === ' ') {
      let next = end
      let joined = mantissa
      while (folded[next] === mark && isThree(folded, next + 1) && joined.length <= MOST_DIGITS) {
        joined += folded.slice(next + 1, next + 4)
        next += 4
      }
      if (next > end && !isArabicAt(folded, next)) {
        mantissa = joined
        end = next
      }
    }
  }
  if (folded[end] === '.' && isArabicAt(folded, end + 1)) {
    const from = end
    end++
    while (isArabicAt(folded, end)) end++
    // 1.2.3 numbers a clause.
    if (folded[end] === '.' && isArabicAt(folded, end + 1)) return null
    mantissa += folded.slice(from, Math.min(end, from + MOST_DIGITS))
  }
  return { mantissa, end }
}

const isThree = (folded: string, at: number): boolean =>
  isArabicAt(folded, at) && isArabicAt(folded, at + 1) && isArabicAt(folded, at + 2)

/** What 万 counts: parts below it are told together. */
const SECTION = 10_000

const arabicNumber = (folded: string, at: number): NumberRead | null => {
  const first = arabicAt(folded, at)
  if (!first) return null
  let more = moreAt(folded, first.end)
  const behind = first.end + (more ? 1 : 0)
  let end = scaleEnd(folded, behind)
  const scale = scaleOf(folded, behind, end)
  if (end === behind && more === '多' && isArabicAt(folded, behind)) return null
  let value = scaled(first.mantissa, scale)
  // 3亿2000万, 1万2千, 2亿3千4百万: smaller parts follow, each with a multiplier of its own; a 万 behind the last of
  // several holds for all of them that stand below the 亿.
  let last = scale
  let whole = scale >= SECTION ? value : 0
  let section = scale >= SECTION ? 0 : value
  while (!more && last > 10 && isArabicAt(folded, end)) {
    const next = arabicAt(folded, end)
    if (!next) break
    const inner = moreAt(folded, next.end)
    const partStart = next.end + (inner ? 1 : 0)
    const partEnd = scaleEnd(folded, partStart)
    const partScale = scaleOf(folded, partStart, partEnd)
    const holdsAll = partScale % SECTION === 0 && section > 0
    const own = holdsAll ? partScale / SECTION : partScale
    if ((own === 1 && !holdsAll) || own >= last) break
    section += scaled(next.mantissa, holdsAll ? own : partScale)
    last = own
    end = partEnd
    more = inner
    if (holdsAll || partScale >= SECTION) {
      whole += holdsAll ? section * SECTION : section
      section = 0
      last = holdsAll ? SECTION : partScale
    }
  }
  value = whole + section
  if (!more) {
    more = moreAt(folded, end)
    if (more) end++
  }
  return {
    value,
    high: null,
    end,
    more,
    bare: false,
    head: Number(first.mantissa),
    scale,
    digits: 'arabic',
    length: end - at,
  }
}

/** Longest numeral looked at; none that is meant to be read is longer. */
const LONGEST = 64

/**
 * 一千二百万 as sections under 万 and 亿; 一万二 and 三千五 leave the last unit out. Sums are of whole numbers, and of those
 * above 亿 each part is a multiple of it, so that nothing is lost before the one sum at the end.
 */
const chineseNumber = (folded: string, at: number): NumberRead | null => {
  let high = 0
  let low = 0
  let section = 0
  let digit = -1
  let lastUnit = 1
  let afterZero = false
  let end = at
  let written = 0
  let spanHigh = -1
  let spanLow = 0
  let scale = 1
  let head = 0
  let decimals = ''
  const limit = Math.min(folded.length, at + LONGEST)
  for (; end < limit; end++) {
    const code = folded.charCodeAt(end)
    const kind = KIND[SIGN[code]!]!
    if (kind < DIGIT) break
    const worth = WORTH[SIGN[code]!]!
    if (kind === DIGIT) {
      if (digit > 0) {
        // 七八十, 两三百, 三五: two digits beside each other name a stretch; more of them are a year or a number read out.
        if (kindAt(folded, end + 1) === DIGIT || spanHigh !== -1 || worth === 0 || worth <= digit || worth - digit > 2)
          return null
        spanLow = digit
        spanHigh = worth
      }
      if (worth === 0) {
        if (digit === 0) return null
        afterZero = true
      }
      digit = worth
    } else if (kind === TENS) {
      if (digit !== -1 || section !== 0) break
      section = worth
      lastUnit = 10
    } else if (kind === SMALL) {
      if (lastUnit !== 1 && worth >= lastUnit && lastUnit < 10_000 && digit === -1) break
      section += (digit !== -1 ? digit : written === 0 || section === 0 ? 1 : 0) * worth
      digit = -1
      lastUnit = worth
      afterZero = false
    } else {
      section += digit !== -1 ? digit : section === 0 && low === 0 && high === 0 ? 1 : 0
      head = low + section
      digit = -1
      if (worth === 10_000) {
        if (low !== 0) return null
        low = section * 10_000
      } else {
        high = (high + low + section) * 100_000_000
        low = 0
      }
      section = 0
      lastUnit = worth
      scale = worth
      afterZero = false
    }
    written++
  }
  if (written === 0) return null
  if (
    folded.charCodeAt(end) === POINT &&
    kindAt(folded, end + 1) === DIGIT &&
    (digit !== -1 || section !== 0 || low !== 0)
  ) {
    let next = end + 1
    while (next < limit && kindAt(folded, next) === DIGIT) decimals += String(WORTH[SIGN[folded.charCodeAt(next++)]!])
    end = next
  }
  // 一万二 is 12000, 三千五 is 3500, 一百零二 is 102.
  const tail = digit === -1 ? 0 : digit
  const cut = lastUnit >= 100 && !afterZero && digit !== -1 && decimals === ''
  const whole = high + (low + section + (cut ? (tail * lastUnit) / 10 : tail))
  let value = decimals === '' || whole > Number.MAX_SAFE_INTEGER ? whole : Number(`${whole}.${decimals}`)
  let top: number | null = null
  if (spanHigh !== -1) {
    // The stretch counts in the unit that follows its two digits, or the one left out.
    const unit = cut ? lastUnit / 10 : digit === -1 ? lastUnit * (lastUnit === scale ? 1 : scale) : 1
    top = value
    value = top - (spanHigh - spanLow) * unit
  }
  const bare = !hasDigit(folded, at, end)
  let more = moreAt(folded, end)
  if (more || decimals !== '') {
    const behind = end + (more ? 1 : 0)
    const largeEnd = scaleEnd(folded, behind)
    const large = scaleOf(folded, behind, largeEnd)
    if (largeEnd > behind && large >= 10_000) {
      head = value
      scale = large
      value = scaled(String(value), large)
      end = largeEnd
      const behindLarge = more ? null : moreAt(folded, end)
      if (behindLarge) {
        more = behindLarge
        end++
      }
    } else if (more) end++
  }
  if (scale === 1) head = value
  return { value, high: top, end, more, bare, head, scale, digits: 'chinese', length: end - at }
}

const POINT = 0x70b9
const TEN = 10

const hasDigit = (folded: string, start: number, end: number): boolean => {
  for (let at = start; at < end; at++) {
    const code = folded.charCodeAt(at)
    const kind = KIND[SIGN[code]!]!
    if (kind === DIGIT || kind === TENS || (kind === SMALL && WORTH[SIGN[code]!] === TEN)) return true
  }
  return false
}

/** The number that begins here, or null. Reads a bounded stretch only, so that a text is read in linear time. */
export const numberAt = (folded: string, at: number): NumberRead | null =>
  isArabicAt(folded, at) ? arabicNumber(folded, at) : chineseNumber(folded, at)

/** The value of a whole text that is one number and nothing else; null otherwise. */
export const numberIn = (folded: string): number | null => {
  const read = folded === '' ? null : numberAt(folded, 0)
  return read && read.end === folded.length ? read.value : null
}
