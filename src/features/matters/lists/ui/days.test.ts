import { describe, expect, it } from 'vitest'
import { shortLunar, turn, weekOf, weeksOfMonth } from './days.ts'

describe('the sheet of the calendar', () => {
  it('begins its weeks on Monday', () => {
    expect(weekOf('2026-07-14')).toEqual([
      '2026-07-13',
      '2026-07-14',
      '2026-07-15',
      '2026-07-16',
      '2026-07-17',
      '2026-07-18',
      '2026-07-19',
    ])
    expect(weekOf('2026-07-19')[0]).toBe('2026-07-13')
    expect(weekOf('2026-07-20')[0]).toBe('2026-07-20')
  })

  it('holds every day of a month once, in whole weeks', () => {
    for (const month of ['2026-02', '2026-07', '2026-12', '2027-01', '2027-02', '2028-02']) {
      const days = weeksOfMonth(`${month}-15`).flat()
      expect(days.length % 7, month).toBe(0)
      expect(new Set(days).size, month).toBe(days.length)
      const length = new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)), 0)).getUTCDate()
      expect(
        days.filter((day) => day.startsWith(month)),
        month,
      ).toHaveLength(length)
      expect(days.length, month).toBeLessThanOrEqual(42)
    }
  })

  it('turns over the ends of months and years', () => {
    expect(turn('2026-01-31', 'month', 1)).toBe('2026-02-01')
    expect(turn('2026-01-31', 'month', -1)).toBe('2025-12-01')
    expect(turn('2026-12-30', 'week', 1)).toBe('2027-01-06')
  })

  it('names a lunar month on its first day and the day on the others', () => {
    expect(shortLunar('农历六月初一')).toBe('六月')
    expect(shortLunar('农历闰六月初一')).toBe('闰六月')
    expect(shortLunar('农历六月十五')).toBe('十五')
  })
})
