import { expect, test } from 'vitest'
import type { GuessedUnit, ProposalRow } from '../../sources/index.ts'
import { categoryOf, clauseAt, correct, isTaskSpan, mark, merge, partOf, shortTitle, split } from './rules.ts'

const named = (unitId: number): GuessedUnit => ({ unitId, why: 'named', word: `单位${unitId}` })
const row = (change: Partial<ProposalRow> = {}): ProposalRow => ({
  id: 1,
  documentId: 1,
  clauseId: 1,
  title: '题目',
  startAt: 0,
  endAt: 10,
  dueOn: null,
  dueText: null,
  quota: null,
  confidence: 'high',
  reasons: [],
  state: 'open',
  lead: named(1),
  helpers: [],
  version: 1,
  standsAs: null,
  ...change,
})

test('adopting needs a lead, dropping and restoring do not, and nothing is marked after it was handed out', () => {
  expect(mark(row(), 'adopted')).toEqual({ state: 'adopted' })
  expect(mark(row({ lead: null }), 'adopted')).toEqual({ refused: 'lead-needed' })
  expect(mark(row({ lead: null }), 'dropped')).toEqual({ state: 'dropped' })
  for (const as of ['adopted', 'dropped', 'open'] as const) {
    expect(mark(row({ state: 'handed' }), as)).toEqual({ refused: 'already-handed' })
  }
})

const TODAY = '2026-07-14'
const asIs = { title: '题目', leadUnitId: 1, helperUnitIds: [], dueOn: null }

test('a newly set day may be today but not yesterday; a past day that was read stays until handing out', () => {
  expect(correct(row(), { ...asIs, dueOn: '2026-07-14' }, TODAY)).toMatchObject({ dueOn: '2026-07-14' })
  expect(correct(row(), { ...asIs, dueOn: '2026-07-13' }, TODAY)).toEqual({ refused: 'past-day' })
  expect(correct(row({ dueOn: '2026-05-01' }), { ...asIs, dueOn: '2026-05-01' }, TODAY)).toMatchObject({
    dueOn: '2026-05-01',
  })
})

test('a former helper that becomes lead keeps its reason and helps no longer', () => {
  expect(correct(row({ helpers: [named(2)] }), { ...asIs, leadUnitId: 2, helperUnitIds: [2, 1] }, TODAY)).toMatchObject(
    {
      lead: { unitId: 2, why: 'named' },
      helpers: [{ unitId: 1, why: 'named' }],
    },
  )
})

test('both halves of a split are checked again and together are the whole', () => {
  const text = '市教育局设窗口，月底前设齐。'
  const divided = split(row({ endAt: text.length, state: 'adopted' }), text, 8)
  expect(divided).toMatchObject({
    first: { title: '市教育局设窗口', startAt: 0, endAt: 8, state: 'open' },
    second: { title: '月底前设齐', startAt: 8, endAt: text.length, lead: { unitId: 1 } },
  })
  expect(split(row({ endAt: text.length }), text, text.length - 1)).toEqual({ refused: 'bad-span' })
})

test('merging keeps the words from first to last, the units of both and the earlier day', () => {
  const above = row({ startAt: 0, endAt: 8, dueOn: '2026-09-30', dueText: '9月底前' })
  const below = row({
    id: 2,
    startAt: 9,
    endAt: 20,
    lead: named(2),
    helpers: [named(1), named(3)],
    dueOn: '2026-08-31',
    dueText: '8月底前',
  })
  expect(merge(above, below)).toMatchObject({
    startAt: 0,
    endAt: 20,
    lead: { unitId: 1 },
    helpers: [{ unitId: 2 }, { unitId: 3 }],
    dueOn: '2026-08-31',
    dueText: '8月底前',
    state: 'open',
  })
  expect(merge(above, row({ id: 2, dueText: null }))).toMatchObject({ dueOn: '2026-09-30' })
  expect(merge(undefined, below)).toEqual({ refused: 'nothing-above' })
  expect(merge(row({ state: 'handed' }), below)).toEqual({ refused: 'nothing-above' })
})

test('a selection carries a task when it lies in the text, holds words and is no chapter', () => {
  const text = `走访部队。——${'长'.repeat(3000)}`
  expect(isTaskSpan(text, 0, 5)).toBe(true)
  expect(isTaskSpan(text, 4, 7)).toBe(false)
  expect(isTaskSpan(text, 3, 3)).toBe(false)
  expect(isTaskSpan(text, 0, text.length)).toBe(false)
  expect(isTaskSpan(text, 0, text.length + 1)).toBe(false)
})

const clauses = [
  { id: 1, parentId: null, path: '二', title: '办好实事', level: 1, startAt: 0, endAt: 100 },
  { id: 2, parentId: 1, path: '二/(一)', title: '入学', level: 2, startAt: 10, endAt: 50 },
]

test('a place belongs to its innermost clause, a matter is counted under the outermost', () => {
  expect(clauseAt(clauses, 20)?.id).toBe(2)
  expect(clauseAt(clauses, 60)?.id).toBe(1)
  expect(clauseAt(clauses, 100)).toBeNull()
  expect(partOf(clauses, 2)).toEqual({ part: '二', partTitle: '办好实事' })
  expect(partOf(clauses, null)).toEqual({ part: null, partTitle: null })
})

test('a short title ends at a pause and never runs on', () => {
  expect(shortTitle('，市教育局在政务大厅设窗口。一次告知')).toBe('市教育局在政务大厅设窗口')
  expect(shortTitle('甲'.repeat(50))).toHaveLength(30)
  expect(shortTitle(`${'甲'.repeat(12)}，${'乙'.repeat(30)}`)).toBe('甲'.repeat(12))
})

test('the category follows the words of the task before those of its part', () => {
  expect(categoryOf('设军人子女入学窗口', null)).toBe('family')
  expect(categoryOf('按期办结', '做实结对共建')).toBe('pairing')
  expect(categoryOf('按期办结', null)).toBe('other')
})
