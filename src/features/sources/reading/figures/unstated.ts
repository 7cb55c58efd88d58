import { SIGN, tableOf } from '../alphabet.ts'
import { type Amount, amountAt, blankAt } from './amounts.ts'
import { mayBeginNumber, type NumberRead, numberAt } from './numbers.ts'

/** What may stand behind a number that leaves its unit out: 3260万。 860万、1240万元, 200余万以上. */
const BEHIND_IT = tableOf(',。;:!?、)\n|和及与以左上')
/** What 万 and 亿 count where only the words before say it; the nearest word tells. */
const SAYS_UNIT =
  /(?:经费|资金|款|金额|投入|投资|捐[赠献]?|补助|补贴|预算|收入|产值|支出|拨付|贷|造价|让利|节约|价值|优待金|抚恤金|慰问金|奖金|专项金)|(人口|人数|军民|游客|观众|听众|群众|居民)/g
const FURTHEST = 24
const STOPS = '。;!?\n|'
const LARGEST = 10_000

const unitBefore = (folded: string, at: number): string | null => {
  let from = at
  while (from > 0 && at - from < FURTHEST && !STOPS.includes(folded[from - 1]!)) from--
  let unit: string | null = null
  for (const match of folded.slice(from, at).matchAll(SAYS_UNIT)) unit = match[1] ? '人' : '元'
  return unit
}

/** 860万、1240万元: the first of a list takes the unit of the next. */
const unitBehind = (folded: string, end: number): string | null => {
  if (!'、和与'.includes(folded[end]!) || !mayBeginNumber(folded.charCodeAt(end + 1))) return null
  const next = numberAt(folded, end + 1)
  return (next && amountAt(folded, end + 1, false, next)?.unit) ?? null
}

/** A number in 万 or 亿 without a unit of its own, where money or people are spoken of. */
export const unstatedAt = (folded: string, at: number, read: NumberRead): Amount | null => {
  if (read.bare || read.value < LARGEST || !/[万亿]/.test(folded.slice(read.end - 2, read.end))) return null
  const end = blankAt(folded, read.end)
  if (end < folded.length && BEHIND_IT[SIGN[folded.charCodeAt(end)]!] !== 1) return null
  const unit = (end < folded.length ? unitBehind(folded, end) : null) ?? unitBefore(folded, at)
  return unit === null ? null : { value: read.value, high: read.high, unit, end: read.end, read, plain: true }
}
