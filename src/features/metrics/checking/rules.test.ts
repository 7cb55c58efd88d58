import { expect, test } from 'vitest'
import { checkText } from '../../sources/stated/index.ts'
import type { CheckedFigure } from './contract.ts'
import { askedFor, footnoteOf, isOfPlace, isSameMetric, yearOf } from './rules.ts'
import { standingOf, tallyOf } from './standing.ts'

const TODAY = '2026-07-14'
const asked = (text: string, window: { from: string; to: string } | null = null) => {
  const { text: clean, figures } = checkText(text, TODAY, window)
  return figures.map((one) => askedFor(clean, one, { place: '澜川市', window, today: TODAY }))
}

test.each([
  ['全市已销号事项32件。', { key: 'closed', year: 2026 }],
  ['2025年，累计销号事项32件。', { key: 'closed', year: 2025 }],
  ['目前在办事项12件，', { key: 'running', year: 2026 }],
  ['其余为逾期事项3件。', { key: 'over', year: 2026 }],
  ['挂账事项2项。', { key: 'hung', year: 2026 }],
  ['全市设有乡镇（街道）退役军人服务站95个。', { station: 4 }],
])('a measure fits where words and period leave no choice: %s', (text, wanted) => {
  expect(asked(text)).toEqual([wanted])
})

test.each([
  '清河县销号事项32件。',
  '2023年以来销号事项32件。',
  '上半年销号事项32件。',
  '力争销号事项32件。',
  '确保销号事项不少于32件。',
  '比去年多销号事项32件。',
  '走访慰问军属32户。',
  '建成退役军人服务站203个。',
  '销号事项的材料32份。',
])('no counted value is put beside %s', (text) => {
  expect(asked(text)).toEqual([null])
})

test('what names no year is of the window, else of this year', () => {
  expect(yearOf(null, null, TODAY)).toBe(2026)
  expect(yearOf('全年', { from: '2025-01-01', to: '2025-12-31' }, TODAY)).toBe(2025)
  expect(yearOf(null, { from: '2024-01-01', to: '2025-12-31' }, TODAY)).toBeNull()
  expect(yearOf('2024年', { from: '2025-01-01', to: '2025-12-31' }, TODAY)).toBe(2024)
  expect(yearOf('近三年', null, TODAY)).toBeNull()
})

test('a kept figure is of the same metric by its name and unit, or by the same words; a shorter name is not enough', () => {
  const kept = {
    ...{ metric: '军属', metricKey: '军属|户', unit: '户', words: '300户', sentence: '全市走访慰问军属300户。' },
  }
  expect(isSameMetric({ phrase: '军属', unit: '户' }, '军属', kept)).toBe(true)
  expect(isSameMetric({ phrase: '走访慰问军属', unit: '户' }, '走访慰问军属', kept)).toBe(true)
  expect(isSameMetric({ phrase: '伤残军属', unit: '户' }, '伤残军属', kept)).toBe(false)
  expect(isSameMetric({ phrase: '军属', unit: '人' }, '军属', kept)).toBe(false)
  expect(isSameMetric({ phrase: '', unit: '户' }, '', kept)).toBe(false)
})

test('a kept figure is held against figures of its own place only', () => {
  const home = { id: 7, name: '澜川市' }
  const own = { place: '澜川市', regionId: 7 }
  const county = { place: '青禾县', regionId: 9 }
  expect([null, '全市', '澜川市'].map((place) => isOfPlace({ place }, own, home))).toEqual([true, true, true])
  expect(isOfPlace({ place: '青禾县' }, own, home)).toBe(false)
  expect(isOfPlace({ place: '青禾县' }, county, home)).toBe(true)
  expect(isOfPlace({ place: null }, county, home)).toBe(false)
})

const figureWith = (number: number, stated: { words: string; agrees: boolean; differs: boolean }[]): CheckedFigure => ({
  ...{ number, words: '2600户', phrase: '军属', value: 2600, high: null, unit: '户', approx: false, qualifier: null },
  ...{ bound: null, period: null, place: null, startAt: 0, endAt: 5, again: [], reasons: [], confidence: 'high' },
  ...{ sentence: { startAt: 0, endAt: 6 }, counted: null },
  stated: stated.map((one, index) => ({
    ...{ id: index + 1, period: '2025年', documentId: 4, documentTitle: '总结', startAt: 0, endAt: 5 },
    ...one,
  })),
})

test('a kept figure that says otherwise is no source, on paper and in the counts', () => {
  const differing = figureWith(1, [{ words: '3600户', agrees: false, differs: true }])
  expect(footnoteOf(differing, [])).toBe('无来源。与引用数字不同：《总结》引用数字 3600户（2025年）。')
  const both = figureWith(2, [
    { words: '2600户', agrees: true, differs: false },
    { words: '3600户', agrees: false, differs: true },
  ])
  expect(footnoteOf(both, [])).toBe(
    '来源：《总结》引用数字 2600户（2025年）。与引用数字不同：《总结》引用数字 3600户（2025年）。',
  )
  const otherTime = figureWith(5, [{ words: '3600户', agrees: false, differs: false }])
  expect(footnoteOf(otherTime, [])).toBe('无来源。')
  const fault = { kind: 'stated' as const, sentence: '请核对。', figures: [3, 1] }
  expect([differing, both, otherTime].map((one) => standingOf(one, [fault]))).toEqual(['differs', 'sourced', 'bare'])
  expect(standingOf(differing, [fault, { kind: 'sum', sentence: '请核对。', figures: [1] }])).toBe('doubt')
  // one fault about two figures is two figures in doubt
  expect(tallyOf({ figures: [differing, both, figureWith(3, [])], faults: [fault] })).toEqual({
    ...{ all: 3, bare: 2, doubt: 2 },
  })
})
