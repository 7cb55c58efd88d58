import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { makeCalendar } from '../../../platform/calendar/index.ts'
import type { Category } from '../households/words.ts'
import {
  bonusOn,
  DELIVERERS,
  DELIVERY_LEVELS,
  dueOn,
  GRADES,
  isHighEnough,
  judgeStep,
  MOVES,
  misfitsOf,
  NO_LIMITS,
  openSteps,
  STATES,
  STEPS,
  type Step,
} from './rules.ts'

const DAY = '2026-07-14'
const input = {
  on: DAY,
  reason: '说明',
  files: 1,
  householdId: 5,
  level: 'province' as const,
  civilWords: '局长',
  militaryWords: '部长',
}
const at = {
  grade: 'third-merit' as const,
  hand: 'office' as const,
  seat: { isBelow: true, isAbove: false },
  today: DAY,
  lastOn: '2026-07-01',
}

/** A county’s own report, one of a county or of a village that the city or the county looks at, and one that the city received itself. */
const SEATS = [
  { isBelow: true, isAbove: false },
  { isBelow: false, isAbove: true },
  { isBelow: false, isAbove: false },
  { isBelow: true, isAbove: true },
]

test('what speaks against a family is told, reason by reason', () => {
  const of = (honoured: 'soldier' | 'civilian-staff', ...persons: [string, ...Category[]][]) =>
    misfitsOf(
      { soldierName: '李某', honoured },
      persons.map(([name, ...categories]) => ({ name, categories })),
    )
  expect(of('soldier', ['李父', 'serving-family'])).toEqual([])
  expect(of('soldier', ['王母', 'serving-family'])).toEqual(['other-name'])
  expect(of('soldier', ['王母', 'serving-family'], ['李弟'])).toEqual([])
  expect(of('soldier', ['李父', 'discharged-soldier'])).toEqual(['not-serving'])
  expect(of('soldier', ['李父', 'martyr-family'])).toEqual(['not-serving', 'bereaved'])
  expect(of('soldier', ['李父', 'martyr-family'], ['李母', 'serving-family'])).toEqual([])
  expect(of('civilian-staff', ['李父', 'discharged-soldier'])).toEqual([])
  expect(of('soldier')).toEqual(['not-serving', 'other-name'])
})

describe('the life of a report', () => {
  test('every state × step × hand answers as the table says', () => {
    for (const state of STATES)
      for (const step of STEPS)
        for (const hand of ['office', 'station'] as const)
          for (const seat of SEATS) {
            const move = MOVES[state][step]
            const answer = judgeStep({ ...input, step }, { ...at, state, hand, seat })
            if (!move) expect(answer).toEqual({ refused: 'step-not-open' })
            else if (!move.by.includes(hand)) expect(answer).toEqual({ refused: 'office-only' })
            else if (move.only === 'above' && !seat.isAbove) expect(answer).toEqual({ refused: 'above-only' })
            else if (move.only === 'below' && !seat.isBelow) expect(answer).toEqual({ refused: 'nobody-above' })
            else expect(answer).toEqual({ to: move.to })
            expect(openSteps(state, hand, seat).includes(step)).toBe('to' in answer)
          }
  })

  test('received → registered → verified → delivered → fed back; after that the delivery alone is taken back', () => {
    const way: Step[] = ['register', 'verify', 'deliver', 'feed-back']
    let state: (typeof STATES)[number] = 'received'
    for (const step of way) {
      const answer = judgeStep({ ...input, step }, { ...at, state })
      state = 'to' in answer ? answer.to : state
    }
    expect(state).toBe('fed-back')
    expect(openSteps(state, 'office', at.seat)).toEqual(['undeliver'])
    expect(openSteps(state, 'station', at.seat)).toEqual([])
  })

  test('a new address brings a verified report back to be verified again; one returned may be taken again', () => {
    expect(judgeStep({ ...input, step: 'readdress' }, { ...at, state: 'verified' })).toEqual({ to: 'registered' })
    expect(judgeStep({ ...input, step: 'return' }, { ...at, state: 'verified' })).toEqual({ to: 'returned' })
    expect(judgeStep({ ...input, step: 'take-again' }, { ...at, state: 'returned' })).toEqual({ to: 'received' })
  })

  test('one that is nobody’s here goes up, and from there alone on or out; who finds the family takes it again', () => {
    const above = { isBelow: false, isAbove: true }
    for (const state of ['received', 'registered', 'verified'] as const) {
      expect(openSteps(state, 'office', at.seat)).toContain('hand-back')
      expect(openSteps(state, 'office', above)).not.toContain('hand-back')
      expect(openSteps(state, 'station', at.seat)).not.toContain('hand-back')
    }
    expect(openSteps('handed-back', 'office', above)).toEqual(['send-on', 'return', 'take-again'])
    expect(openSteps('handed-back', 'office', at.seat)).toEqual(['take-again'])
    expect(judgeStep({ ...input, step: 'hand-back', reason: '' }, { ...at, state: 'received' })).toEqual({
      refused: 'reason-needed',
    })
  })

  test('both sides deliver; where one came alone the reason says why, and somebody came', () => {
    const verified = { ...at, state: 'verified' as const }
    const told = (civilWords: string, militaryWords: string, reason: string) =>
      judgeStep({ ...input, step: 'deliver', civilWords, militaryWords, reason }, verified)
    for (const reason of ['', ' ', '人武部另有任务'])
      for (const [civil, military] of [
        ['局长', '部长'],
        ['局长', ''],
        [' ', '部长'],
        ['', ' '],
      ] as const) {
        const [isCivil, isMilitary, isSaid] = [civil, military, reason].map((words) => words.trim() !== '')
        const refused =
          isCivil && isMilitary
            ? null
            : (isCivil || isMilitary) && isSaid
              ? null
              : !isCivil
                ? 'civil-needed'
                : 'military-needed'
        expect(told(civil, military, reason)).toEqual(refused === null ? { to: 'delivered' } : { refused })
      }
  })

  test('what is missing is named', () => {
    const verified = { ...at, state: 'verified' as const }
    expect(judgeStep({ ...input, step: 'deliver', files: 0 }, verified)).toEqual({ refused: 'picture-needed' })
    expect(judgeStep({ ...input, step: 'return', reason: ' ' }, verified)).toEqual({ refused: 'reason-needed' })
    expect(judgeStep({ ...input, step: 'verify', householdId: null }, { ...at, state: 'registered' })).toEqual({
      refused: 'household-needed',
    })
    expect(judgeStep({ ...input, step: 'deliver', on: '2026-07-15' }, verified)).toEqual({ refused: 'day-in-future' })
    expect(judgeStep({ ...input, step: 'deliver', on: '2026-06-30' }, verified)).toEqual({
      refused: 'before-last-step',
    })
  })
})

describe('who delivers', () => {
  test.each([
    ['august-first-medal', 'province'],
    ['honorary-title', 'province'],
    ['first-merit', 'city'],
    ['second-merit', 'county'],
  ] as const)('%s is delivered at the level of the %s', (grade, level) => {
    expect(DELIVERERS[grade]).toMatchObject({ level, isVerified: true })
  })

  test('grades the reports say nothing of are marked unverified', () => {
    expect(DELIVERERS['third-merit'].isVerified).toBe(false)
    expect(DELIVERERS['four-haves'].isVerified).toBe(false)
  })

  test('a higher level always does; a lower one only with the reason said', () => {
    for (const grade of GRADES)
      for (const [index, level] of DELIVERY_LEVELS.entries()) {
        const isEnough = index <= DELIVERY_LEVELS.indexOf(DELIVERERS[grade].level)
        expect(isHighEnough(grade, level)).toBe(isEnough)
        const asked = { ...input, step: 'deliver' as const, level, reason: '' }
        expect(judgeStep(asked, { ...at, grade, state: 'verified' })).toEqual(
          isEnough ? { to: 'delivered' } : { refused: 'level-too-low' },
        )
        expect(judgeStep({ ...asked, reason: '家属在外地' }, { ...at, grade, state: 'verified' })).toEqual({
          to: 'delivered',
        })
      }
  })
})

describe('days allowed', () => {
  const calendar = makeCalendar()
  test('no national limit is known, so none stands until the office sets one', () => {
    for (const state of STATES) expect(dueOn(state, DAY, NO_LIMITS, calendar)).toBeNull()
  })
  test('two working days from a Thursday end on the Monday after', () => {
    expect(dueOn('received', '2026-07-16', { ...NO_LIMITS, register: 2 }, calendar)).toBe('2026-07-20')
  })
})

describe('bonuses by a dated local table', () => {
  const city = {
    id: 1,
    regionPath: '1.2.',
    fromOn: '2024-01-01',
    amounts: { 'second-merit': 5000, 'third-merit': 2000 },
    source: '市级文件',
  }
  const later = { ...city, id: 2, fromOn: '2026-01-01', amounts: { 'second-merit': 6000 } }
  const county = { ...city, id: 3, regionPath: '1.2.3.', fromOn: '2025-01-01', amounts: { 'third-merit': 3000 } }
  const tables = [city, later, county]
  const of = (grade: 'second-merit' | 'third-merit' | 'first-merit', day: string, regionPath = '1.2.3.4.') =>
    bonusOn(tables, { grade, day, regionPath })

  test('the day decides which table is in force', () => {
    expect(of('second-merit', '2025-12-31')).toEqual({ yuan: 5000, tableId: 1 })
    expect(of('second-merit', '2026-01-01')).toEqual({ yuan: 6000, tableId: 2 })
    expect(of('second-merit', '2023-12-31')).toBeNull()
  })
  test('the nearest place that names the grade stands before the one above it', () => {
    expect(of('third-merit', '2026-07-14')).toEqual({ yuan: 3000, tableId: 3 })
    expect(of('second-merit', '2026-07-14')).toEqual({ yuan: 6000, tableId: 2 })
  })
  test('a table that was replaced pays nothing, also for what the later one leaves out', () => {
    expect(of('third-merit', '2025-12-31', '1.2.9.')).toEqual({ yuan: 2000, tableId: 1 })
    expect(of('third-merit', '2026-01-01', '1.2.9.')).toEqual({ yuan: null, tableId: 2 })
  })
  test('a grade that no table names has no amount, and the nearest in force says so', () => {
    expect(of('first-merit', '2026-07-14')).toEqual({ yuan: null, tableId: 3 })
    expect(of('first-merit', '2026-07-14', '1.2.9.')).toEqual({ yuan: null, tableId: 2 })
  })
  test('whatever the tables, an answer names a table in force there and its own amount', () => {
    const someTable = fc.record({
      id: fc.integer({ min: 1, max: 99 }),
      regionPath: fc.constantFrom('1.', '1.2.', '1.2.3.', '1.5.'),
      fromOn: fc.constantFrom('2020-01-01', '2024-06-01', '2026-01-01'),
      amounts: fc.dictionary(fc.constantFrom(...GRADES), fc.integer({ min: 0, max: 90_000 })),
      source: fc.constant('文件'),
    })
    fc.assert(
      fc.property(
        // A place has one table from a day at most.
        fc.uniqueArray(someTable, { maxLength: 8, selector: ({ regionPath, fromOn }) => `${regionPath} ${fromOn}` }),
        fc.constantFrom(...GRADES),
        fc.constantFrom('2019-12-31', '2024-06-01', '2026-07-14'),
        (some, grade, day) => {
          const answer = bonusOn(some, { grade, day, regionPath: '1.2.3.4.' })
          const begun = some.filter(({ regionPath, fromOn }) => '1.2.3.4.'.startsWith(regionPath) && fromOn <= day)
          const inForce = begun.filter(
            (one) => !begun.some(({ regionPath, fromOn }) => regionPath === one.regionPath && fromOn > one.fromOn),
          )
          const naming = inForce.filter(({ amounts }) => amounts[grade] !== undefined)
          if (answer === null) expect(begun).toEqual([])
          else
            expect(
              (naming.length === 0 ? inForce : naming).some(
                ({ id, amounts }) => id === answer.tableId && (amounts[grade] ?? null) === answer.yuan,
              ),
            ).toBe(true)
        },
      ),
    )
  })
})
