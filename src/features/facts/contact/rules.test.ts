import { expect, test } from 'vitest'
import { addDays } from '../../../platform/calendar/days.ts'
import { feastDay } from '../../../platform/calendar/feasts.ts'
import {
  type ContactFamily,
  type ContactMark,
  type ContactReason,
  DEFAULT_REASONS,
  duesAsked,
  duesIn,
  LATE_WITHIN_DAYS,
  monthSpan,
  stateOf,
  worstOf,
} from './rules.ts'

const family = (more: Partial<ContactFamily> = {}): ContactFamily => ({
  since: '1990-01-01',
  categories: [],
  persons: [],
  marks: [],
  ...more,
})
const mark = (kind: ContactMark['kind'], on: string, endedOn: string | null = null, since = '1990-01-01') => ({
  ...{ kind, on, endedOn, since },
})
const keysIn = (one: ContactFamily, month: string, reasons: readonly ContactReason[] = DEFAULT_REASONS) =>
  duesIn(reasons, one, month).map(({ key, by }) => `${key} ${by}`)

test('a feast asks its families in the month of its day, from so many days before', () => {
  const martyr = family({ categories: ['martyr-family'] })
  expect(keysIn(martyr, '2026-08')).toEqual(['army-day 2026-08-01'])
  expect(keysIn(martyr, '2026-07')).toEqual([])
  expect(keysIn(martyr, '2026-09')).toEqual(['martyrs-day 2026-09-30'])
  const spring = feastDay('spring-festival', 2026)
  expect(keysIn(martyr, spring.slice(0, 7))).toEqual([`spring ${spring}`])
  expect(keysIn(family({ categories: ['discharged-soldier'] }), '2026-08')).toEqual([])
  expect(duesIn(DEFAULT_REASONS, martyr, '2026-08')[0]?.from).toBe(addDays('2026-08-01', -30))
})

test('this month asks for what falls due in it and for what one may already go for; another month stands alone', () => {
  const martyr = family({ categories: ['martyr-family'] })
  const asked = (month: string, today: string) => duesAsked(DEFAULT_REASONS, martyr, month, today).map(({ key }) => key)
  const first = addDays('2026-08-01', -30)
  expect(asked('2026-07', addDays(first, -1))).toEqual([])
  expect(asked('2026-07', first)).toEqual(['army-day'])
  expect(asked('2026-07', '2026-07-31')).toEqual(['army-day'])
  expect(asked('2026-08', '2026-07-14')).toEqual(['army-day'])
  expect(asked('2026-07', '2026-06-30')).toEqual([])
  // A feast early in the year is asked for in the year before.
  const spring = feastDay('spring-festival', 2028)
  expect(asked('2027-12', addDays(spring, -30))).toEqual(['spring'])
})

test('one turns sixty in the month of birth; where the month is not known, by the end of the year; never as another category', () => {
  const born = (birthYear: number | null, birthMonth: number | null, category = 'discharged-soldier') =>
    family({ persons: [{ categories: [category], birthYear, birthMonth }] })
  expect(keysIn(born(1966, 7), '2026-07')).toEqual(['sixty 2026-07-31'])
  expect(keysIn(born(1966, 7), '2026-06')).toEqual([])
  expect(keysIn(born(1966, 7), '2027-07')).toEqual([])
  expect(keysIn(born(1966, null), '2026-01')).toEqual([])
  expect(keysIn(born(1966, null), '2026-12')).toEqual(['sixty 2026-12-31'])
  expect(keysIn(born(null, null), '2026-12')).toEqual([])
  expect(keysIn(born(1966, 7, 'serving-family'), '2026-07')).toEqual([])
})

test('the anniversary of a sacrifice comes every year after it, on the 28th where there is no 29th', () => {
  const fallen = (on: string, endedOn: string | null = null) => family({ marks: [mark('sacrifice', on, endedOn)] })
  expect(keysIn(fallen('1979-03-05'), '2026-03')).toEqual(['sacrifice 2026-03-05'])
  expect(keysIn(fallen('1937-03-05'), '2026-03')).toEqual(['sacrifice 2026-03-05'])
  expect(keysIn(fallen('1979-03-05'), '2026-04')).toEqual([])
  expect(keysIn(fallen('2026-03-05'), '2026-03')).toEqual([])
  expect(keysIn(fallen('1996-02-29'), '2026-02')).toEqual(['sacrifice 2026-02-28'])
  expect(keysIn(fallen('1996-02-29'), '2028-02')).toEqual(['sacrifice 2028-02-29'])
  expect(keysIn(fallen('1979-03-05', '2026-02-01'), '2026-03')).toEqual([])
})

test('hardship is asked for from its month on, every third one, until it ends', () => {
  const hard = (endedOn: string | null = null) => family({ marks: [mark('hardship', '2026-04-20', endedOn)] })
  const months = ['2026-03', '2026-04', '2026-05', '2026-06', '2026-07', '2027-01']
  expect(months.filter((month) => keysIn(hard(), month).length > 0)).toEqual(['2026-04', '2026-07', '2027-01'])
  expect(months.filter((month) => keysIn(hard('2026-07-01'), month).length > 0)).toEqual(['2026-04'])
})

test('nothing falls due before the register knew of it: of the family, or of the mark', () => {
  const spring = feastDay('spring-festival', 2026)
  const own: ContactReason = {
    ...(DEFAULT_REASONS[0] as ContactReason),
    kind: 'monthly',
    feast: null,
    categories: [],
    month: 10,
  }
  const anniversary = (since: string, marked = since) => ({
    since,
    marks: [mark('sacrifice', '1937-03-05', null, marked)],
  })
  const hard = (since: string) => ({ since: '1990-01-01', marks: [mark('hardship', '2025-01-20', null, since)] })
  const sixty = { birthYear: 1966, birthMonth: 7, categories: ['discharged-soldier'] }
  const cases: [more: Partial<ContactFamily>, month: string, isDue: boolean][] = [
    [{ since: spring, categories: ['martyr-family'] }, spring.slice(0, 7), true],
    [{ since: addDays(spring, 1), categories: ['martyr-family'] }, spring.slice(0, 7), false],
    [{ since: '2026-10-31' }, '2026-10', true],
    [{ since: '2026-11-01' }, '2026-10', false],
    [{ since: '2026-07-31', persons: [sixty] }, '2026-07', true],
    [{ since: '2026-08-01', persons: [sixty] }, '2026-07', false],
    [{ since: '2026-08-01', persons: [{ ...sixty, birthMonth: null }] }, '2026-12', true],
    [anniversary('2026-03-05'), '2026-03', true],
    [anniversary('2026-03-06'), '2026-03', false],
    [anniversary('1990-01-01', '2026-03-06'), '2026-03', false],
    [anniversary('1990-01-01', '2026-03-06'), '2027-03', true],
    [hard('2026-04-30'), '2026-04', true],
    [hard('2026-05-01'), '2026-04', false],
  ]
  for (const [more, month, isDue] of cases)
    expect([more, month, keysIn(family(more), month, [...DEFAULT_REASONS, own]).length]).toEqual([
      more,
      month,
      isDue ? 1 : 0,
    ])
})

test('a city adds reasons of a month, and turns others off', () => {
  const own: ContactReason = {
    ...(DEFAULT_REASONS[0] as ContactReason),
    ...{ key: 'own-1', kind: 'monthly', label: '重阳走访', feast: null, month: 10, categories: [] },
  }
  expect(keysIn(family(), '2026-10', [own])).toEqual(['own-1 2026-10-31'])
  expect(keysIn(family(), '2026-11', [own])).toEqual([])
  expect(keysIn(family(), '2026-10', [{ ...own, isOn: false }])).toEqual([])
})

test('done inside its days, late for a while after, overdue when the day is gone; a family stands as its worst', () => {
  const due = { key: 'army-day', label: '建军节', from: '2026-07-02', by: '2026-08-01' }
  const lastLate = addDays(due.by, LATE_WITHIN_DAYS)
  const cases: [visits: string[], today: string, state: string][] = [
    [[], '2026-08-01', 'open'],
    [[], '2026-08-02', 'overdue'],
    [['2026-07-01'], '2026-07-10', 'open'],
    [['2026-07-02'], '2026-07-10', 'done'],
    [['2026-08-01'], '2026-09-10', 'done'],
    [['2026-08-02'], '2026-09-10', 'late'],
    [[lastLate], '2026-12-01', 'late'],
    [[addDays(lastLate, 1)], '2026-12-01', 'overdue'],
  ]
  for (const [visits, today, state] of cases) expect([visits, stateOf(due, visits, today)]).toEqual([visits, state])
  expect(worstOf(['done', 'overdue', 'open'])).toBe('overdue')
  expect(worstOf(['late', 'done'])).toBe('late')
  expect(monthSpan('2028-02').last).toBe('2028-02-29')
})
