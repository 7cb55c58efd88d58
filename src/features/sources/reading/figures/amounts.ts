import { SIGN, tableOf } from '../alphabet.ts'
import { measureAt } from './measures.ts'
import { mayBeginNumber, type NumberRead, numberAt } from './numbers.ts'

/** A number with its unit, or two of them. */
export type Amount = { value: number; high: number | null; unit: string; end: number; read: NumberRead; plain: boolean }

const WITH_TIMES = new Set(['人', '场', '台', '户', '车', '架', '件', '班', '艘', '批'])

export const blankAt = (folded: string, at: number): number => (folded[at] === ' ' ? at + 1 : at)

const CONNECTS = tableOf('-—–~至到')
const CONNECTED = /^(?:-{1,2}|—{1,2}|–|~|至|到)$/

/** 三分之一, 百分之九十二点五: the part named behind 分之. */
const fractionAt = (folded: string, read: NumberRead): Amount | null => {
  if (folded[read.end] !== '分' || folded[read.end + 1] !== '之') return null
  const part = numberAt(folded, read.end + 2)
  if (!part || read.value === 0) return null
  const perMille = read.value === 1000
  const value = read.value === 100 || perMille ? part.value : Math.round((part.value / read.value) * 1000) / 10
  return {
    value,
    high: null,
    unit: perMille ? '‰' : '%',
    end: part.end,
    read: { ...read, more: part.more },
    plain: true,
  }
}

/** 1/3的乡镇, 投资的2/3: a share of something named; 1/3 alone may be a day. */
const SLASHED = /\/([2-9]|10)(?![\d/.年月日])/y
const OF_SOMETHING = /(?:的|占|达|达到|近|约|超过|有|不足|过)$/

const slashedAt = (folded: string, at: number, read: NumberRead): Amount | null => {
  if (folded[read.end] !== '/' || read.length > 1 || read.digits !== 'arabic') return null
  SLASHED.lastIndex = read.end
  const match = SLASHED.exec(folded)
  const whole = Number(match?.[1])
  if (!match || read.value >= whole || read.value === 0) return null
  const end = read.end + match[0].length
  if (folded[end] !== '的' && !OF_SOMETHING.test(folded.slice(Math.max(0, at - 3), at))) return null
  return { value: Math.round((read.value / whole) * 1000) / 10, high: null, unit: '%', end, read, plain: true }
}

const HALF = '半'
const HALF_TENTH = 5

/** 七成, 八成五, 八成半, 七八成: tenths. */
const tenthsAt = (folded: string, at: number, read: NumberRead): Amount | null => {
  if (folded[at] !== '成' || read.value > 10 || read.value < 1) return null
  if (/^成(?:立|为|功|员|果|效|熟|长|都|本|绩|就|套|家|片|人|年|份|品|因|型|渝|交|建)/.test(folded.slice(at, at + 2)))
    return null
  const high = read.high === null ? null : read.high * 10
  const half = read.digits === 'chinese' ? numberAt(folded, at + 1) : null
  const digit = half && half.digits === 'chinese' && half.value < 10 && half.length === 1 ? half.value : 0
  const more = digit === 0 && folded[at + 1] === HALF ? HALF_TENTH : digit
  return { value: read.value * 10 + more, high, unit: '%', end: at + (more ? 2 : 1), read, plain: true }
}

/** 120篇(条), 3件(套): the same count by another word, which belongs to it. */
const otherWordEnd = (folded: string, end: number): number => {
  if (folded[end] !== '(') return end
  const other = measureAt(folded, end + 1)
  const close = other ? end + 1 + other.word.length : end
  return other && folded[close] === ')' ? close + 1 : end
}

/** A number with its unit, at an offset where a number begins. */
export const amountAt = (folded: string, at: number, currency: boolean, read: NumberRead): Amount | null => {
  const fraction = fractionAt(folded, read) ?? slashedAt(folded, at, read)
  if (fraction) return fraction
  if (folded[read.end] === '连' && (folded[read.end + 1] === '冠' || folded[read.end + 1] === '贯'))
    return { value: read.value, high: null, unit: '届', end: read.end + 2, read, plain: true }
  const spaced = blankAt(folded, read.end)
  const tenths = tenthsAt(folded, spaced, read)
  if (tenths) return tenths
  // 近1.5个亿: a hundred million yuan.
  if (folded[spaced] === '个' && folded[spaced + 1] === '亿')
    return { value: read.value * 100_000_000, high: null, unit: '元', end: spaced + 2, read, plain: true }
  const found = measureAt(folded, spaced)
  if (found) {
    // 10万人(次), 120场(次)
    const end = spaced + found.word.length
    const times = WITH_TIMES.has(found.word) && folded.startsWith('(次)', end)
    return {
      value: read.value,
      high: read.high,
      unit: found.measure.unit + (times ? '次' : ''),
      end: times ? end + 3 : otherWordEnd(folded, end),
      read,
      plain: found.measure.plain,
    }
  }
  return currency ? { value: read.value, high: read.high, unit: '元', end: read.end, read, plain: true } : null
}

/** 3至5个, 10—15万元, 10万元至15万元: the second number carries the unit of both. */
export const rangeAt = (folded: string, at: number, first: NumberRead, unit: Amount | null): Amount | null => {
  let end = unit ? unit.end : first.end
  if (folded[end] === '(' && folded.startsWith('(含)', end)) end += 3
  end = blankAt(folded, end)
  if (CONNECTS[SIGN[folded.charCodeAt(end)]!] !== 1) return null
  let mark = end
  while (mark < end + 2 && CONNECTED.test(folded.slice(end, mark + 1))) mark++
  if (mark === end) return null
  const from = blankAt(folded, mark)
  if (from >= folded.length || !mayBeginNumber(folded.charCodeAt(from))) return null
  const other = numberAt(folded, from)
  const second = other && amountAt(folded, from, false, other)
  if (!second || (unit && unit.unit !== second.unit)) return null
  // 10至15万元: both are counted in 万.
  const low =
    !unit && first.scale === 1 && first.head <= second.read.head ? first.value * second.read.scale : first.value
  if (low >= second.value || at === from) return null
  return { ...second, value: low, high: second.value }
}
