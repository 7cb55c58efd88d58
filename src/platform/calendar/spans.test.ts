import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { kindOfPeriod, PERIOD, PERIOD_KINDS, periodAt, periodInWords, spanOf } from './spans.ts'

const days = fc
  .date({ min: new Date('2000-01-01T00:00:00Z'), max: new Date('2099-12-31T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10))
const dayAfter = (day: string): string => new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10)

test('the period at a day holds the day, is written as periods are, and meets the next one without a gap', () => {
  fc.assert(
    fc.property(days, fc.constantFrom(...PERIOD_KINDS), (day, kind) => {
      const period = periodAt(kind, day)
      expect(period).toMatch(PERIOD)
      expect(kindOfPeriod(period)).toBe(kind)
      const { from, to } = spanOf(period)
      expect(from <= day && day <= to).toBe(true)
      expect(periodAt(kind, from)).toBe(period)
      const next = periodAt(kind, dayAfter(to))
      expect(next).not.toBe(period)
      expect(spanOf(next).from).toBe(dayAfter(to))
    }),
  )
})

test.each([
  ['2026', '2026-01-01', '2026-12-31', '2026年'],
  ['2026Q2', '2026-04-01', '2026-06-30', '2026年二季度'],
  ['2028-02', '2028-02-01', '2028-02-29', '2028年2月'],
])('%s runs from %s to %s and is called %s', (period, from, to, words) => {
  expect([spanOf(period), periodInWords(period)]).toEqual([{ from, to }, words])
})
