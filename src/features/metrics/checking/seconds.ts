import { type Days, monthsOf } from '../../../platform/calendar/spans.ts'
import type { FoundFigure } from '../../sources/stated/contract.ts'
import { agreesWith } from '../../sources/stated/index.ts'
import type { CheckedFigure, Fault } from './contract.ts'

/** A figure of a text beside kept figures of the same metric and place: when two of them cannot both be true. */

const year = (from: number, to = from): Days => ({ from: monthsOf(from, 1).from, to: monthsOf(to, 12).to })
const QUARTERS = '一二三四'

/**
 * The days of which a period speaks; a period without a year is of `ownYear`. Null for words that name no certain days
 * (近三年, “十四五”期间).
 */
export const daysOfPeriod = (period: string, ownYear: number): Days | null => {
  const words = period
    .normalize('NFKC')
    .replace(/\s/g, '')
    .replace(/[—–~～]|至/g, '-')
    .replace(/^(?:在|于|自|从|截至|截止)/, '')
  const days = /^(\d{4}-\d\d-\d\d)-(\d{4}-\d\d-\d\d)$/.exec(words)
  if (days) return { from: days[1] as string, to: days[2] as string }
  const years = /^(\d{4})年?-(\d{4})年?$/.exec(words)
  if (years) return year(Number(years[1]), Number(years[2]))
  const [, stated, rest = ''] = /^(\d{4}年|去年|上年|今年|本年)?(.*)$/.exec(words) ?? []
  const of =
    stated === undefined || /^[今本]年$/.test(stated)
      ? ownYear
      : /^\d/.test(stated)
        ? Number(stated.slice(0, 4))
        : ownYear - 1
  if (/^(?:以来|至今|起)$/.test(rest)) return stated === undefined ? null : year(of, Math.max(of, ownYear))
  if (/^(?:度|全年|年内|年度|目前|底|末|年底)?$/.test(rest)) return year(of)
  if (rest === '上半年') return monthsOf(of, 1, 6)
  if (rest === '下半年') return monthsOf(of, 7, 12)
  const quarter = /^第?([一二三四1-4])季度$/.exec(rest)?.[1]
  if (quarter) {
    const last = 3 * (QUARTERS.includes(quarter) ? QUARTERS.indexOf(quarter) + 1 : Number(quarter))
    return monthsOf(of, last - 2, last)
  }
  const some = /^(\d{1,2})月?(?:份)?(?:-(\d{1,2})月(?:份)?)?$/.exec(rest)
  if (!some || !rest.includes('月')) return null
  const [first, last] = [Number(some[1]), Number(some[2] ?? some[1])]
  return first >= 1 && first <= last && last <= 12 ? monthsOf(of, first, last) : null
}

/** A kept figure as the check needs it. */
type Kept = Pick<FoundFigure, 'value' | 'high' | 'qualifier' | 'period' | 'words'> & {
  bound: string | null
  documentTitle: string
}

const TIMES = [10_000, 1000]
/** 以上, 以下 and 上(万) leave so much room that digits say nothing. */
const LOOSE = new Set(['以上', '以下', '上'])

type Amount = Pick<FoundFigure, 'value' | 'high' | 'qualifier'>

const scaled = ({ value, high, qualifier }: Amount, times: number): Amount => ({
  value: value * times,
  high: high === null ? null : high * times,
  qualifier,
})

const digitsOf = ({ value }: Amount): number => String(value).replace(/^0\.0*|\.|0+$/g, '').length

/** How many times apart two amounts are: 10,000, 1,000 or null. */
export const timesApart = (one: Amount, other: Amount): number | null => {
  if (LOOSE.has(one.qualifier ?? '') || LOOSE.has(other.qualifier ?? '')) return null
  if (one.value <= 0 || other.value <= 0) return null
  const [low, high] = one.value < other.value ? [one, other] : [other, one]
  return TIMES.find((times) => agreesWith(scaled(low, times), high)) ?? null
}

/** Whether two amounts of these times cannot both be true: one time, or a part of it that is larger than the whole. */
const cannotBoth = (figure: Amount, own: Days, other: Amount, kept: Days): boolean => {
  const holds = (a: Days, b: Days) => a.from <= b.from && b.to <= a.to
  if (holds(own, kept) && holds(kept, own)) return true
  if (holds(own, kept)) return other.value > figure.value
  return holds(kept, own) && figure.value > other.value
}

/** What contradicts a figure among the kept ones of its metric and place. */
export type Contradiction = { kept: Kept; times: number | null }

/**
 * A figure that names no time is of `ownYear`, the text's own. Amounts 1,000 or 10,000 times apart are told unless both name times that do not meet; any other difference only where both are of one time.
 */
export const contradictionOf = (
  figure: Pick<FoundFigure, 'value' | 'high' | 'qualifier' | 'bound' | 'period'>,
  kept: Kept,
  ownYear: number,
): Contradiction | null => {
  if (figure.bound !== null || kept.bound !== null || agreesWith(figure, kept)) return null
  const daysOf = (period: string | null) => (period === null ? year(ownYear) : daysOfPeriod(period, ownYear))
  const [own, other] = [daysOf(figure.period), daysOf(kept.period)]
  if (!own || !other) return null
  const mayMeet = figure.period === null || kept.period === null || (own.from <= other.to && other.from <= own.to)
  // round ones are alike by chance too; where a time is not said that is no proof
  const isTelling = (figure.period !== null && kept.period !== null) || (digitsOf(figure) > 1 && digitsOf(kept) > 1)
  const times = mayMeet && isTelling ? timesApart(figure, kept) : null
  if (times !== null) return { kept, times }
  if (kept.period === null) return null
  return cannotBoth(figure, own, kept, other) ? { kept, times: null } : null
}

const sentenceOf = (words: string, { kept, times }: Contradiction, others: number): string => {
  const more = others > 0 ? `等 ${others + 1} 处` : ''
  const what = `文中写${words}，《${kept.documentTitle}》的引用数字是${kept.words}（${kept.period ?? '期间未写'}）${more}`
  if (times === null) return `${what}，请核对。`
  const check = times === 10_000 ? '是否漏写或多写了“万”' : '数字和单位'
  return `${what}，相差 ${times.toLocaleString('zh-CN')} 倍，请核对${check}。`
}

/** One fault for a figure that kept figures contradict, its magnitude first. */
export const secondFault = (
  { number, words }: Pick<CheckedFigure, 'number' | 'words'>,
  contradictions: readonly Contradiction[],
): Fault[] => {
  const first = contradictions.find(({ times }) => times !== null) ?? contradictions[0]
  if (!first) return []
  return [
    {
      kind: first.times === null ? 'stated' : 'magnitude',
      figures: [number],
      sentence: sentenceOf(words, first, contradictions.length - 1),
    },
  ]
}
