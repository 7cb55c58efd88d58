/** Reading of numbers as official Chinese prints them: 1,200 · 1 200余 · 1.06亿 · 12百 · 一千二百 · 两百多 · 廿五 · 七八十. */

export type NumberRead = {
  value: number
  /** Several: 三五, 七八十, 两三百 name a stretch. */
  high: number | null
  /** Offset behind the number, its 余 or 多 included. */
  end: number
  /** Printed inside or right behind the number. */
  more: '余' | '多' | null
  /** Without any digit of its own: 百余, 上万. */
  bare: boolean
  /** The number before its last 万 or 亿, and that multiplier: 10至15万元 is 10万 to 15万. */
  head: number
  scale: number
  digits: 'arabic' | 'chinese'
  /** How many characters the numeral itself takes. */
  length: number
}

const DIGIT = new Map<string, number>()
for (const [index, forms] of [
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
].entries())
  for (const form of forms) DIGIT.set(form, index)

const SMALL = new Map<string, number>([
  ['十', 10],
  ['拾', 10],
  ['百', 100],
  ['佰', 100],
  ['千', 1000],
  ['仟', 1000],
])
const LARGE = new Map<string, number>([
  ['万', 10_000],
  ['亿', 100_000_000],
])
const TENS = new Map<string, number>([
  ['廿', 20],
  ['卅', 30],
])

const isArabic = (char: string | undefined): boolean => char !== undefined && char >= '0' && char <= '9'

const BEGINS = new Uint8Array(0x10000)
for (const char of ['0123456789', ...DIGIT.keys(), ...SMALL.keys(), ...LARGE.keys(), ...TENS.keys()].join(''))
  BEGINS[char.charCodeAt(0)] = 1

/** Whether a number can begin with this UTF-16 unit. */
export const mayBeginNumber = (code: number): boolean => BEGINS[code] === 1

/** `mantissa` times a power of ten, without the errors of binary fractions: 1.06 × 亿 is 106000000. */
const scaled = (mantissa: string, scale: number): number =>
  scale === 1 ? Number(mantissa) : Number(`${mantissa}e${Math.round(Math.log10(scale))}`)

const moreAt = (folded: string, at: number): '余' | '多' | null => {
  const char = folded[at]
  return char === '余' || char === '多' ? char : null
}

/** 千万, 百万, 万亿 … behind Arabic digits: the product and how many characters it takes. */
const scaleAt = (folded: string, at: number): { scale: number; end: number } => {
  let scale = 1
  let end = at
  while (end - at < 3) {
    const factor = SMALL.get(folded[end]!) ?? LARGE.get(folded[end]!)
    if (factor === undefined) break
    scale *= factor
    end++
  }
  return { scale, end }
}

const MOST_DIGITS = 24

/** Arabic digits with thousands parted by commas or blanks, a decimal part; null for numbers longer than any count. */
const arabicAt = (folded: string, at: number): { mantissa: string; end: number } | null => {
  let end = at
  while (isArabic(folded[end])) end++
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
      if (next > end && !isArabic(folded[next])) {
        mantissa = joined
        end = next
      }
    }
  }
  if (folded[end] === '.' && isArabic(folded[end + 1])) {
    const from = end
    end++
    while (isArabic(folded[end])) end++
    // 1.2.3 numbers a clause.
    if (folded[end] === '.' && isArabic(folded[end + 1])) return null
    mantissa += folded.slice(from, Math.min(end, from + MOST_DIGITS))
  }
  return { mantissa, end }
}

const isThree = (folded: string, at: number): boolean =>
  isArabic(folded[at]) && isArabic(folded[at + 1]) && isArabic(folded[at + 2])

/** What 万 counts: parts below it are told together. */
const SECTION = 10_000

const arabicNumber = (folded: string, at: number): NumberRead | null => {
  const first = arabicAt(folded, at)
  if (!first) return null
  let more = moreAt(folded, first.end)
  const behind = first.end + (more ? 1 : 0)
  let { scale, end } = scaleAt(folded, behind)
  if (end === behind && more === '多' && isArabic(folded[behind])) return null
  let value = scaled(first.mantissa, scale)
  // 3亿2000万, 1万2千, 2亿3千4百万: smaller parts follow, each with a multiplier of its own; a 万 behind the last of
  // several holds for all of them that stand below the 亿.
  let last = scale
  let whole = scale >= SECTION ? value : 0
  let section = scale >= SECTION ? 0 : value
  while (!more && last > 10 && isArabic(folded[end])) {
    const next = arabicAt(folded, end)
    if (!next) break
    const inner = moreAt(folded, next.end)
    const part = scaleAt(folded, next.end + (inner ? 1 : 0))
    const holdsAll = part.scale % SECTION === 0 && section > 0
    const own = holdsAll ? part.scale / SECTION : part.scale
    if ((own === 1 && !holdsAll) || own >= last) break
    section += scaled(next.mantissa, holdsAll ? own : part.scale)
    last = own
    end = part.end
    more = inner
    if (holdsAll || part.scale >= SECTION) {
      whole += holdsAll ? section * SECTION : section
      section = 0
      last = holdsAll ? SECTION : part.scale
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

/** 一千二百万 as sections under 万 and 亿; 一万二 and 三千五 leave the last unit out. */
const chineseNumber = (folded: string, at: number): NumberRead | null => {
  let high = 0n
  let low = 0n
  let section = 0n
  let digit: number | null = null
  let lastUnit = 1
  let afterZero = false
  let end = at
  let written = 0
  let spanHigh: number | null = null
  let spanLow = 0
  let scale = 1
  let head = 0
  let decimals = ''
  const limit = Math.min(folded.length, at + LONGEST)
  const closeDigit = (unit: number) => {
    section += BigInt(digit ?? (written === 0 || section === 0n ? 1 : 0)) * BigInt(unit)
    digit = null
    lastUnit = unit
    afterZero = false
  }
  for (; end < limit; end++) {
    const char = folded[end]!
    const value = DIGIT.get(char)
    if (value !== undefined) {
      if (digit !== null && digit !== 0) {
        // 七八十, 两三百, 三五: two digits beside each other name a stretch; more of them are a year or a number read out.
        const next = folded[end + 1] ?? ''
        if (DIGIT.has(next) || spanHigh !== null || value === 0 || value <= digit || value - digit > 2) return null
        spanLow = digit
        spanHigh = value
      }
      if (value === 0) {
        if (digit === 0) return null
        afterZero = true
      }
      digit = value
      written++
      continue
    }
    const ten = TENS.get(char)
    const small = SMALL.get(char)
    const large = LARGE.get(char)
    if (ten !== undefined) {
      if (digit !== null || section !== 0n) break
      section = BigInt(ten)
      lastUnit = 10
      written++
      continue
    }
    if (small !== undefined) {
      if (lastUnit !== 1 && small >= lastUnit && lastUnit < 10_000 && digit === null) break
      closeDigit(small)
      written++
      continue
    }
    if (large !== undefined) {
      section += BigInt(digit ?? (section === 0n && low === 0n && high === 0n ? 1 : 0))
      head = Number(low + section)
      digit = null
      if (large === 10_000) {
        if (low !== 0n) return null
        low = section * 10_000n
      } else {
        high = (high + low + section) * 100_000_000n
        low = 0n
      }
      section = 0n
      lastUnit = large
      scale = large
      afterZero = false
      written++
      continue
    }
    break
  }
  if (written === 0) return null
  if (folded[end] === '点' && DIGIT.has(folded[end + 1] ?? '') && (digit !== null || section !== 0n || low !== 0n)) {
    let next = end + 1
    while (next < limit && DIGIT.has(folded[next]!)) decimals += String(DIGIT.get(folded[next++]!))
    end = next
  }
  // 一万二 is 12000, 三千五 is 3500, 一百零二 is 102.
  const tail = digit ?? 0
  const cut = lastUnit >= 100 && !afterZero && digit !== null && decimals === ''
  const whole = high + low + section + BigInt(cut ? (tail * lastUnit) / 10 : tail)
  let value = decimals === '' ? Number(whole) : Number(`${whole}.${decimals}`)
  let top: number | null = null
  if (spanHigh !== null) {
    // The stretch counts in the unit that follows its two digits, or the one left out.
    const unit = cut ? lastUnit / 10 : digit === null ? lastUnit * (lastUnit === scale ? 1 : scale) : 1
    top = value
    value = top - (spanHigh - spanLow) * unit
  }
  const bare = !hasDigit(folded, at, end)
  let more = moreAt(folded, end)
  if (more || decimals !== '') {
    const behind = end + (more ? 1 : 0)
    const large = scaleAt(folded, behind)
    if (large.end > behind && large.scale >= 10_000) {
      head = value
      scale = large.scale
      value = scaled(String(value), large.scale)
      end = large.end
      more ??= moreAt(folded, end)
      if (more && folded[end] === more) end++
    } else if (more) end++
  }
  if (scale === 1) head = value
  return { value, high: top, end, more, bare, head, scale, digits: 'chinese', length: end - at }
}

const hasDigit = (folded: string, start: number, end: number): boolean => {
  for (let at = start; at < end; at++) {
    const char = folded[at]!
    if (DIGIT.has(char) || TENS.has(char) || char === '十' || char === '拾') return true
  }
  return false
}

/** The number that begins here, or null. Reads a bounded stretch only, so that a text is read in linear time. */
export const numberAt = (folded: string, at: number): NumberRead | null =>
  isArabic(folded[at]) ? arabicNumber(folded, at) : chineseNumber(folded, at)

/** The value of a whole text that is one number and nothing else; null otherwise. */
export const numberIn = (folded: string): number | null => {
  const read = folded === '' ? null : numberAt(folded, 0)
  return read && read.end === folded.length ? read.value : null
}
