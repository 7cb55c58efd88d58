import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addDays, daysBetween, FEASTS, type FeastCode, feastDay, makeCalendar } from '../platform/calendar/index.ts'
import { dayOf } from '../platform/calendar/instant.ts'
import { isResidentId } from '../platform/secrecy/resident-id.ts'
import { dayOfSerial, readDay } from '../platform/sheets/days.ts'
import { readSheet, type SheetTemplate, writeSheet } from '../platform/sheets/index.ts'
import { dayAndTime, formatMoment } from '../platform/ui/format.ts'

/** The machine's own zone is nobody's business: the office's days are those of Beijing, wherever the program runs. */

const ZONES = ['Asia/Shanghai', 'UTC', 'America/Los_Angeles', 'Pacific/Kiritimati']
const HOUR = 3_600_000
let own: string | undefined
beforeAll(() => {
  own = process.env.TZ
})
afterAll(() => {
  if (own === undefined) delete process.env.TZ
  else process.env.TZ = own
})

const template: SheetTemplate<'due'> = {
  title: '样表',
  sheet: '样表',
  columns: [{ key: 'due', header: '完成时限', width: 14, kind: 'day' }],
}

/** Days over four hundred years' worth of leap rules, and instants around the changes of day and of summer time. */
const days = fc.sample(fc.date({ min: new Date('1950-01-01'), max: new Date('2060-12-31'), noInvalidDate: true }), {
  numRuns: 120,
  seed: 15,
})
const instants = [
  ...days,
  ...['2026-03-08', '2026-11-01', '2026-12-31', '1988-04-10', '1991-09-15'].flatMap((day) =>
    [-2, -1, 0, 1, 2].map((hours) => new Date(Date.parse(`${day}T16:00:00Z`) + hours * HOUR)),
  ),
]

/** All that depends on days and times, as one text. */
const everything = async (): Promise<string> => {
  const calendar = makeCalendar()
  const told = instants.map((instant) => {
    const day = dayOf(instant)
    return [
      day,
      dayAndTime(instant),
      formatMoment(instant, '2026-07-14'),
      addDays(day, 45),
      addDays(day, -366),
      daysBetween(day, '2026-07-14'),
      calendar.describe(day),
      calendar.between(day, addDays(day, 60)),
      calendar.add(day, 20),
      readDay(day, 2026),
      readDay(`${day.slice(0, 4)}.${Number(day.slice(5, 7))}.${Number(day.slice(8))}`, 2026),
      dayOfSerial(daysBetween('1900-01-01', day) + 2),
      isResidentId(`110101${day.replaceAll('-', '')}0019`),
    ]
  })
  const feasts = (Object.keys(FEASTS) as FeastCode[]).map((code) =>
    Array.from({ length: 12 }, (_, year) => feastDay(code, 2020 + year)),
  )
  const bytes = await writeSheet(
    template,
    instants.slice(0, 12).map((instant) => ({ due: dayOf(instant) })),
    {},
  )
  const { rows, errors } = await readSheet(new Uint8Array(bytes), template, { today: '2026-07-14' })
  return JSON.stringify([told, feasts, rows.map(({ values }) => values), errors])
}

test('D15 days, working days, feasts, lunar days, times of day and days in Excel are the same in every time zone of the machine', async () => {
  const seen = []
  const offsets = []
  for (const zone of ZONES) {
    process.env.TZ = zone
    offsets.push(new Date('2026-07-14T00:00:00Z').getTimezoneOffset())
    seen.push(await everything())
  }
  // The zones were in force, or equality would say nothing.
  expect(offsets).toEqual([-480, 0, 420, -840])
  expect(seen[0]).toContain('"2026-12-31"')
  for (const [index, one] of seen.entries()) expect(one, ZONES[index]).toBe(seen[0])
})

test('D15 a clock that jumps an hour changes the day only where midnight in Beijing lies between', () => {
  for (const zone of ZONES) {
    process.env.TZ = zone
    fc.assert(
      fc.property(fc.date({ min: new Date('1992-01-01'), max: new Date('2080-12-31'), noInvalidDate: true }), (at) => {
        const later = new Date(at.getTime() + HOUR)
        const crossed = Math.floor((at.getTime() + 8 * HOUR) / (24 * HOUR))
        const moved = Math.floor((later.getTime() + 8 * HOUR) / (24 * HOUR)) - crossed
        expect(daysBetween(dayOf(at), dayOf(later))).toBe(moved)
      }),
      { numRuns: 100 },
    )
  }
})

test('D15 the check digit of a resident identity number finds every single wrong figure and every swap of neighbours', () => {
  const valid = fc
    .tuple(
      fc.integer({ min: 110_000, max: 659_999 }),
      fc.date({ min: new Date('1920-01-01'), max: new Date('2025-12-31'), noInvalidDate: true }),
      fc.integer({ min: 0, max: 999 }),
    )
    .map(([place, born, order]) => {
      const head = `${place}${born.toISOString().slice(0, 10).replaceAll('-', '')}${String(order).padStart(3, '0')}`
      const last = [...'0123456789X'].filter((digit) => isResidentId(head + digit))
      // Exactly one figure fits.
      expect(last).toHaveLength(1)
      return head + last[0]
    })
  fc.assert(
    fc.property(valid, fc.integer({ min: 0, max: 16 }), fc.integer({ min: 1, max: 9 }), (number, place, by) => {
      const wrong = String((Number(number[place]) + by) % 10)
      expect(isResidentId(number.slice(0, place) + wrong + number.slice(place + 1))).toBe(false)
      const [one, next] = [number[place], number[place + 1]]
      if (one !== next) expect(isResidentId(number.slice(0, place) + next + one + number.slice(place + 2))).toBe(false)
    }),
    { numRuns: 300 },
  )
})
