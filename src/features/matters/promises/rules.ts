import type { StoredFact } from '../../facts/index.ts'
import type { MatterRow } from '../contract.ts'

/** What the rules need to know of a fact. */
export type PromisedFact = Pick<
  StoredFact,
  'id' | 'code' | 'title' | 'kind' | 'direction' | 'state' | 'promise' | 'promiseOn' | 'promiseUnitId'
>

/** A matter that a fact raised before. */
export type EarlierMatter = { matterId: number; isDone: boolean }

/** Whether a fact stands, so that what it promises is owed; one sent back for correction keeps its promise. */
const stands = ({ state }: PromisedFact): boolean => ['recorded', 'returned', 'checked'].includes(state)

/** What becomes of the matter of a promise. */
export type Duty = 'raise' | 'reword' | 'withdraw' | null

/**
 * What a step in the life of a fact asks of the matters of its promise. A promise raises one matter; what the office ended
 * stays ended, unless the fact was restored or promises something for the first time.
 */
export const dutyOf = (
  fact: PromisedFact,
  before: PromisedFact | undefined,
  step: string,
  earlier: readonly EarlierMatter[],
): Duty => {
  const isOpen = earlier.some(({ isDone }) => !isDone)
  if (!stands(fact) || fact.promise === null) return isOpen ? 'withdraw' : null
  if (isOpen) return 'reword'
  const isFirst = earlier.length === 0 || step === 'restore' || (before !== undefined && before.promise === null)
  return isFirst ? 'raise' : null
}

const MOST_TITLE = 60

/** Words of the matter: the promise, and the fact that holds it. */
export const wordsOf = ({ code, title, promise }: PromisedFact): { title: string; body: string } => {
  const words = promise ?? ''
  const isLong = words.length > MOST_TITLE
  return {
    title: isLong ? `${words.slice(0, MOST_TITLE - 1)}…` : words,
    body: `${isLong ? `${words}\n` : ''}“${title}”时作出的承诺，见实绩 ${code ?? ''}。`,
  }
}

/** 分类: by whom the fact went to see. */
export const categoryOf = ({ kind, direction }: PromisedFact): MatterRow['category'] => {
  if (kind !== 'visit') return 'other'
  if (direction === 'to-families' || direction === 'to-border') return 'rights'
  return direction === 'to-troops' ? 'support-army' : 'support-locality'
}
