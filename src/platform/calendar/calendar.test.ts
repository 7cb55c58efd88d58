import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, checkNotice, daysBetween, feastDay, isDay, makeCalendar, statutoryHolidays } from './index.ts'

const calendar = makeCalendar()

describe('an announced year', () => {
  it('knows make-up days, weekends and holidays of the 2026 notice', () => {
    expect(calendar.announced(2026)).toBe(true)
    expect(calendar.isWorkday('2026-02-14')).toBe(true)
    expect(calendar.isWorkday('2026-02-16')).toBe(false)
    expect(calendar.isWorkday('2026-10-10')).toBe(true)
    expect(calendar.isWorkday('2026-10-11')).toBe(false)
    expect(calendar.isWorkday('2026-10-08')).toBe(true)
    expect(calendar.isWorkday('2022-12-31')).toBe(false)
  })

  it('counts working days after the first day up to and including the last', () => {
    expect(calendar.between('2026-09-30', '2026-10-07')).toBe(0)
    expect(calendar.between('2026-09-30', '2026-10-08')).toBe(1)
    expect(calendar.between('2026-09-30', '2026-10-10')).toBe(3)
    expect(calendar.between('2026-10-08', '2026-09-30')).toBe(-1)
    expect(calendar.between('2026-03-02', '2026-03-02')).toBe(0)
    expect(calendar.between('2025-12-31', '2026-12-31')).toBe(365 - 104 - 13)
  })

  it('steps over holidays in both directions', () => {
    expect(calendar.add('2026-09-30', 1)).toBe('2026-10-08')
    expect(calendar.add('2026-10-08', -1)).toBe('2026-09-30')
    expect(calendar.add('2026-02-13', 1)).toBe('2026-02-14')
    expect(calendar.add('2026-10-03', 0)).toBe('2026-10-03')
    expect(calendar.add('2025-12-31', 1)).toBe('2026-01-04')
  })
})

describe('a year without notice', () => {
  it('keeps the statutory holidays and says that nothing is announced', () => {
    expect(calendar.announced(2027)).toBe(false)
    expect(calendar.isWorkday('2027-10-01')).toBe(false)
    expect(calendar.isWorkday('2027-02-05')).toBe(false)
    expect(calendar.isWorkday('2027-02-04')).toBe(true)
    expect(calendar.isWorkday('2027-04-05')).toBe(false)
    expect(calendar.describe('2027-10-01')).toMatchObject({ isWorkday: false, announced: false, feasts: ['国庆节'] })
    expect(calendar.knownYears()).not.toContain(2027)
  })

  it('names thirteen holidays by law, and gives those on a weekend back on the next workday', () => {
    expect(statutoryHolidays(2027)).toEqual([
      '2027-01-01',
      '2027-02-05',
      '2027-02-06',
      '2027-02-07',
      '2027-02-08',
      '2027-04-05',
      '2027-05-01',
      '2027-05-02',
      '2027-06-09',
      '2027-09-15',
      '2027-10-01',
      '2027-10-02',
      '2027-10-03',
    ])
    expect(calendar.isWorkday('2027-10-05')).toBe(false)
    expect(calendar.isWorkday('2027-10-06')).toBe(true)
    expect(calendar.between('2026-12-31', '2027-12-31')).toBe(365 - 104 - 13)
  })

  it('gives a second day when 中秋 meets 国庆', () => {
    expect(feastDay('mid-autumn', 2031)).toBe('2031-10-01')
    expect(statutoryHolidays(2031)).toHaveLength(13)
    expect(calendar.isWorkday('2031-10-06')).toBe(false)
  })

  it('follows the entered notice, also for the last days of the year before', () => {
    const notice = { year: 2027, daysOff: ['2026-12-31', '2027-01-01', '2027-10-01'], workdays: ['2027-10-09'] }
    const entered = makeCalendar([notice])
    expect(entered.announced(2027)).toBe(true)
    expect(entered.knownYears()).toContain(2027)
    expect(entered.isWorkday('2026-12-31')).toBe(false)
    expect(entered.isWorkday('2027-10-09')).toBe(true)
    expect(entered.isWorkday('2027-10-05')).toBe(true)
  })

  it('finds the faults of an entered notice', () => {
    expect(checkNotice({ year: 2027, daysOff: ['2027-10-01'], workdays: ['2027-10-09'] })).toEqual([])
    const faults = checkNotice({ year: 2027, daysOff: ['2027-02-30', '2028-01-01'], workdays: ['2027-10-08'] })
    expect(faults).toHaveLength(4)
  })
})

describe('feasts and lunar days', () => {
  it('names the lunar day, leap months too', () => {
    expect(calendar.lunar('2025-07-25')).toBe('农历闰六月初一')
    expect(calendar.lunar('2025-06-25')).toBe('农历六月初一')
    expect(calendar.lunar('2026-02-17')).toBe('农历正月初一')
  })

  it('places the days the office works towards', () => {
    expect(feastDay('army-day', 2026)).toBe('2026-08-01')
    expect(feastDay('spring-festival', 2026)).toBe('2026-02-17')
    expect(feastDay('new-years-eve', 2026)).toBe('2026-02-16')
    expect(feastDay('qingming', 2026)).toBe('2026-04-05')
    expect(feastDay('qingming', 2028)).toBe('2028-04-04')
    expect(feastDay('defence-education-day', 2026)).toBe('2026-09-19')
    expect(feastDay('mid-autumn', 2026)).toBe('2026-09-25')
  })
})

describe('every day', () => {
  const someDay = fc.integer({ min: 0, max: 40 * 365 }).map((n) => addDays('2000-01-01', n))

  it('agrees with a count day by day', () => {
    fc.assert(
      fc.property(someDay, fc.integer({ min: 0, max: 900 }), (from, length) => {
        let count = 0
        for (let n = 1; n <= length; n++) if (calendar.isWorkday(addDays(from, n))) count++
        const to = addDays(from, length)
        return calendar.between(from, to) === count && calendar.between(to, from) === -count
      }),
      { numRuns: 40 },
    )
  })

  it('is found again after stepping away from it', () => {
    fc.assert(
      fc.property(someDay, fc.integer({ min: -800, max: 800 }), (day, n) => {
        const there = calendar.add(day, n)
        return calendar.between(day, there) === n && (n === 0 || calendar.isWorkday(there))
      }),
    )
  })

  it('is refused when it is none', () => {
    for (const text of ['2026-02-29', '2026-13-01', '2026-1-1', '20260101', '', '2026-01-01T00:00', '0000-01-01']) {
      expect(isDay(text)).toBe(false)
      expect(() => calendar.isWorkday(text)).toThrow(RangeError)
    }
    expect(isDay('2028-02-29')).toBe(true)
    expect(daysBetween('2028-02-28', '2028-03-01')).toBe(2)
  })

  it('outside the years that are known is taken as the nearest known one, and is counted to all the same', () => {
    for (const [far, near] of [
      ['0001-01-01', '1900-01-01'],
      ['1899-12-31', '1900-01-01'],
      ['2200-01-01', '2199-12-31'],
      ['9999-12-31', '2199-12-31'],
    ] as const) {
      expect(isDay(far)).toBe(false)
      const { isWorkday, lunar, announced } = calendar.describe(near)
      expect(calendar.describe(far)).toMatchObject({ isWorkday, lunar, announced, day: far })
      expect(calendar.between('2026-07-14', far)).toBe(calendar.between('2026-07-14', near))
      expect([calendar.add(far, 9_999_999), calendar.add(far, -9_999_999)]).toEqual(['2199-12-31', '1900-01-01'])
    }
    expect(daysBetween('1926-07-14', '2026-07-14')).toBe(36_525)
    expect(daysBetween('0026-07-14', '2026-07-14')).toBe(730_485)
    expect([addDays('9999-12-30', 5), addDays('0001-01-02', -5)]).toEqual(['9999-12-31', '0001-01-01'])
  })
})

it('gives the same answers in every time zone', () => {
  const script = `
    const { makeCalendar } = await import(${JSON.stringify(new URL('./index.ts', import.meta.url).href)})
    const c = makeCalendar()
    const days = ['2022-12-31', '2026-01-04', '2026-10-01', '2026-10-08', '2026-10-10', '2027-02-05', '2027-10-01']
    process.stdout.write(JSON.stringify([days.map((d) => c.describe(d)), c.between('2015-03-01', '2027-12-31'), c.knownYears()]))`
  const run = (zone: string): string =>
    execFileSync(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', script], {
      cwd: fileURLToPath(new URL('.', import.meta.url)),
      env: { ...process.env, TZ: zone },
      encoding: 'utf8',
    })
  const home = run('Asia/Shanghai')
  expect(JSON.parse(home)[0][2]).toMatchObject({ day: '2026-10-01', isWorkday: false })
  expect(run('America/Los_Angeles')).toBe(home)
  expect(run('Pacific/Kiritimati')).toBe(home)
}, 60_000)
