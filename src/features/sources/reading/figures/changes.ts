import type { Stated } from './faults.ts'

const LONGEST_LINK = 24
const FROM = /(?:由|从|自)[^,。;]{0,12}$/
const CHANGED_TO = /^[^,。;\d]{0,4}?(?:提高|提升|上升|增加|增长|增|升|扩大|下降|降低|减少|降|减)(?:到|至|为)$/
const CHANGED_BY = /^,(?:共|累计|总共)?(?:提高|提升|上升|增加|增长|扩大|下降|降低|减少|净增)了?[^,。;\d]{0,4}$/

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
