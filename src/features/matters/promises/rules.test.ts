import { expect, test } from 'vitest'
import { FACT_STATES } from '../../facts/rules.ts'
import { dutyOf, type EarlierMatter, type PromisedFact, wordsOf } from './rules.ts'

const fact = (more: Partial<PromisedFact> = {}): PromisedFact => ({
  id: 1,
  code: 'SJ-2026-0001',
  title: '走访某户',
  kind: 'visit',
  direction: 'to-families',
  state: 'recorded',
  promise: '月底前装好扶手',
  promiseOn: '2026-07-31',
  promiseUnitId: null,
  ...more,
})
const open: EarlierMatter = { matterId: 1, isDone: false }
const done: EarlierMatter = { matterId: 1, isDone: true }

test('a promise is owed while its fact stands, one sent back for correction too', () => {
  const owed = FACT_STATES.filter((state) => dutyOf(fact({ state }), undefined, 'record', []) === 'raise')
  expect(owed).toEqual(['recorded', 'returned', 'checked'])
  const kept = FACT_STATES.filter((state) => dutyOf(fact({ state }), fact(), 'correct', [open]) === 'reword')
  expect(kept).toEqual(owed)
  expect(dutyOf(fact({ promise: null }), fact(), 'correct', [open])).toBe('withdraw')
  expect(dutyOf(fact({ promise: null }), undefined, 'record', [])).toBeNull()
})

test('what ended stays ended, unless the fact was restored or promises for the first time', () => {
  expect(dutyOf(fact(), fact(), 'correct', [done])).toBeNull()
  expect(dutyOf(fact({ state: 'withdrawn' }), fact(), 'withdraw', [done])).toBeNull()
  expect(dutyOf(fact(), fact({ state: 'withdrawn' }), 'restore', [done])).toBe('raise')
  expect(dutyOf(fact(), fact({ promise: null }), 'correct', [done])).toBe('raise')
  expect(dutyOf(fact(), fact(), 'check', [])).toBe('raise')
})

test('a long promise is whole in the text and cut in the title', () => {
  const promise = '承'.repeat(61)
  const words = wordsOf(fact({ promise }))
  expect(words.title).toHaveLength(60)
  expect(words.body).toContain(promise)
  expect(wordsOf(fact()).body).not.toContain('月底前装好扶手')
})
