import type { Stated } from './told.ts'

const LONGEST_LINK = 24
const FROM = /(?:由|从|自)[^,。;]{0,12}$/
const CHANGED_TO = /^[^,。;\d]{0,4}?(?:提高|提升|上升|增加|增长|增|升|扩大|下降|降低|减少|降|减)(?:到|至|为)$/
const CHANGED_BY = /^,(?:共|累计|总共)?(?:提高|提升|上升|增加|增长|扩大|下降|降低|减少|净增)了?[^,。;\d]{0,4}$/

const LAST_YEAR = /^\((?:去年|上年)(?:同期|同时期)?(?:为|是)?$/
const GREW_BY =
  /^\),?(?:同比|比(?:去年|上年)(?:同期)?|较(?:去年|上年)(?:同期)?)?(增长|增加|上升|提高|下降|减少|降低)了?$/
/** So many times apart, two years of one thing are no growth but a 万 lost. */
const NO_GROWTH = 500

/** A value with last year's in brackets behind it, and what does not fit: a 万 lost, or a growth that the two do not give. */
export type WrongYear = { now: Stated; last: Stated } & (
  | { kind: 'magnitude' }
  | { kind: 'growth'; by: Stated; percent: number }
)

const decimalsOf = (value: number): number => String(value).split('.')[1]?.length ?? 0

/** 落实资金9400元(去年9200万元); 9400万元(去年9200万元),同比增长5.2%. */
export const wrongYears = (stated: readonly Stated[], folded: string): WrongYear[] => {
  const found: WrongYear[] = []
  for (let at = 0; at + 1 < stated.length; at++) {
    const [now, last, by] = [stated[at]!, stated[at + 1]!, stated[at + 2]]
    if (last.start - now.end > LONGEST_LINK || folded[now.end] !== '(' || folded[last.end] !== ')') continue
    const { value: was, unit } = last.figure
    if (now.figure.unit !== unit || unit === '%' || was <= 0 || now.figure.value <= 0) continue
    if (!LAST_YEAR.test(folded.slice(now.end, last.start))) continue
    const times = now.figure.value / was
    if (times >= NO_GROWTH || times <= 1 / NO_GROWTH) {
      found.push({ kind: 'magnitude', now, last })
      continue
    }
    const grew = by && by.start - last.end <= LONGEST_LINK && GREW_BY.exec(folded.slice(last.end, by.start))
    if (!by || !grew || by.figure.unit !== '%' || ![now, last, by].every(isExact)) continue
    const isLess = /下降|减少|降低/.test(grew[1]!)
    const percent = (times - 1) * (isLess ? -100 : 100)
    const decimals = decimalsOf(by.figure.value)
    // One more or less in the last place is rounding.
    if (Math.abs(percent - by.figure.value) > 10 ** -decimals + 1e-9)
      found.push({ kind: 'growth', now, last, by, percent: Number(percent.toFixed(Math.max(1, decimals))) })
  }
  return found
}

/** Two values of one thing, and a change between them that is not their difference. */
export type WrongChange = { from: Stated; to: Stated; by: Stated; change: number }

const isExact = ({ figure }: Stated): boolean => figure.qualifier === null && figure.range === null

/** Changes stated with both values, whose difference is another: 由92%提高到97%,提高了6个百分点. */
export const wrongChanges = (stated: readonly Stated[], folded: string): WrongChange[] => {
  const found: WrongChange[] = []
  for (let at = 0; at + 2 < stated.length; at++) {
    const [from, to, by] = [stated[at]!, stated[at + 1]!, stated[at + 2]!]
    const { unit } = from.figure
    if (to.figure.unit !== unit || by.figure.unit !== (unit === '%' ? '个百分点' : unit)) continue
    if (to.start - from.end > LONGEST_LINK || by.start - to.end > LONGEST_LINK || !FROM.test(from.before)) continue
    if (!CHANGED_TO.test(folded.slice(from.end, to.start)) || !CHANGED_BY.test(folded.slice(to.end, by.start))) continue
    if (!isExact(from) || !isExact(to) || !isExact(by)) continue
    const change = Math.round(Math.abs(to.figure.value - from.figure.value) * 1e6) / 1e6
    if (change !== by.figure.value) found.push({ from, to, by, change })
  }
  return found
}
