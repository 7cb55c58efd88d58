import { expect, test } from 'vitest'
import { contradictionOf, daysOfPeriod, secondFault, timesApart } from './seconds.ts'

const amount = (value: number, change: object = {}) => ({
  ...{ value, high: null, qualifier: null, bound: null, period: null as string | null },
  ...{ words: `${value}元`, documentTitle: '澜川市2025年双拥工作总结' },
  ...change,
})

test.each([
  ['2025年度', { from: '2025-01-01', to: '2025-12-31' }],
  ['今年以来', { from: '2026-01-01', to: '2026-12-31' }],
  ['去年', { from: '2025-01-01', to: '2025-12-31' }],
  ['2024—2025年', { from: '2024-01-01', to: '2025-12-31' }],
  ['2024年以来', { from: '2024-01-01', to: '2026-12-31' }],
  ['2025年上半年', { from: '2025-01-01', to: '2025-06-30' }],
  ['第三季度', { from: '2026-07-01', to: '2026-09-30' }],
  ['2024年1—2月', { from: '2024-01-01', to: '2024-02-29' }],
  ['2025-03-01—2025-05-31', { from: '2025-03-01', to: '2025-05-31' }],
  ['近三年', null],
  ['“十四五”期间', null],
])('the days of which %s speaks', (words, days) => {
  expect(daysOfPeriod(words, 2026)).toEqual(days)
})

test('amounts 1,000 or 10,000 times apart are told, those with much room are not', () => {
  expect(timesApart(amount(540), amount(5_400_000, { qualifier: '约' }))).toBe(10_000)
  expect(timesApart(amount(2_600_000), amount(2600))).toBe(1000)
  expect(timesApart(amount(540), amount(5_400))).toBeNull()
  expect(timesApart(amount(540), amount(5_400_000, { qualifier: '以上' }))).toBeNull()
})

test.each([
  ['one time, another value', amount(420, { period: '2025年' }), amount(300, { period: '2025年度' }), true],
  ['what is undated is of the year of its text', amount(420), amount(300, { period: '2026年' }), true],
  ['another year', amount(420), amount(300, { period: '2025年' }), false],
  ['a part below its whole', amount(420, { period: '2025年' }), amount(300, { period: '2025年上半年' }), false],
  ['a part above its whole', amount(420, { period: '2025年' }), amount(500, { period: '2025年上半年' }), true],
  ['a target', amount(420, { bound: 'min' }), amount(300, { period: '2026年' }), false],
  ['no certain time', amount(420, { period: '近三年' }), amount(300, { period: '2026年' }), false],
  ['times that only touch', amount(420, { period: '2025—2026年' }), amount(300, { period: '2024—2025年' }), false],
  ['a kept one without its time', amount(420), amount(300), false],
  ['a lost 万 in an undated text', amount(540), amount(5_400_000, { period: '2025年' }), true],
  ['a round one in an undated text', amount(500), amount(5_000_000, { period: '2025年' }), false],
  ['a lost 万 of another year', amount(540, { period: '2024年' }), amount(5_400_000, { period: '2025年' }), false],
])('a kept figure contradicts: %s', (_, figure, kept, isTold) => {
  expect(contradictionOf(figure, kept, 2026) !== null).toBe(isTold)
})

test('one fault for a figure, its magnitude first, with the source named', () => {
  const kept = amount(5_400_000, { words: '约540万元', period: '2025年' })
  const other = amount(300, { words: '300元', period: '2026年' })
  const found = [
    { kept: other, times: null },
    { kept, times: 10_000 },
  ]
  expect(secondFault({ number: 3, words: '540元' }, found)).toEqual([
    {
      ...{ kind: 'magnitude', figures: [3] },
      sentence:
        '文中写540元，《澜川市2025年双拥工作总结》的引用数字是约540万元（2025年）等 2 处，相差 10,000 倍，请核对是否漏写或多写了“万”。',
    },
  ])
  expect(secondFault({ number: 3, words: '540元' }, found.slice(0, 1))[0]?.kind).toBe('stated')
  expect(secondFault({ number: 3, words: '540元' }, [])).toEqual([])
})
