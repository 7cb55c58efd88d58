import { describe, expect, test } from 'vitest'
import { FACT_KINDS, kindOf } from './kinds/all.ts'
import {
  FACT_STATES,
  FACT_STEPS,
  type FactSeen,
  type FactStep,
  isLate,
  type Looker,
  ledgersOf,
  MOVES,
  openFactSteps,
  takeFactStep,
  withNamedFamilies,
  wrongIn,
} from './rules.ts'

const fact = (more: Partial<FactSeen> = {}): FactSeen => ({
  state: 'recorded',
  enteredUnitId: 7,
  enteredPersonId: 70,
  enteredPath: '1.2.3.4.5.',
  isByOffice: false,
  isAsked: false,
  isRecorded: true,
  isReplacementGone: false,
  ...more,
})
const looker = (role: Looker['role'], regionPath: string, unitId = 1, personId = 1): Looker => ({
  role,
  regionPath,
  unitId,
  personId,
})
const village = looker('station', '1.2.3.4.5.', 7, 71)
const township = looker('station', '1.2.3.4.')
const county = looker('office', '1.2.3.')

/** What each side may do in each state, written out; the table of moves is held against it. */
const OPEN: Record<string, [writer: FactStep[], checker: FactStep[]]> = {
  draft: [['record', 'correct', 'drop'], []],
  recorded: [
    ['correct', 'replace', 'withdraw'],
    ['check', 'return'],
  ],
  returned: [['record', 'correct', 'replace', 'withdraw'], []],
  checked: [['ask'], ['return']],
  withdrawn: [['restore'], []],
  replaced: [[], []],
}

describe('the life of a fact', () => {
  for (const state of FACT_STATES)
    test(`${state}: every step is the writer’s, the checker’s, or refused`, () => {
      const [writer, checker] = OPEN[state] as [FactStep[], FactStep[]]
      expect(openFactSteps(fact({ state }), village)).toEqual(writer)
      expect(openFactSteps(fact({ state }), township)).toEqual(checker)
      for (const step of FACT_STEPS.filter((one) => !(one in MOVES[state])))
        expect(takeFactStep(fact({ state }), step, village, 'x')).toEqual({ refused: 'step-not-open' })
    })

  test('asked for, it is kept or returned; a dropped draft does not come back', () => {
    expect(openFactSteps(fact({ state: 'checked', isAsked: true }), township)).toEqual(['keep', 'return'])
    expect(openFactSteps(fact({ state: 'checked', isAsked: true }), village)).toEqual([])
    expect(openFactSteps(fact({ state: 'withdrawn', isRecorded: false }), village)).toEqual([])
    expect(openFactSteps(fact({ state: 'replaced', isReplacementGone: true }), village)).toEqual(['restore'])
    expect(openFactSteps(fact({ state: 'replaced', isReplacementGone: true }), township)).toEqual([])
  })

  test('the station or office above checks; nobody his own unit’s, nor through another post what he wrote himself', () => {
    const check = (one: FactSeen, by: Looker) => takeFactStep(one, 'check', by)
    expect(check(fact(), township)).toEqual({ to: 'checked' })
    expect(check(fact(), county)).toEqual({ to: 'checked' })
    expect(check(fact(), looker('station', '1.2.3.9.'))).toEqual({ refused: 'not-checker' })
    expect(check(fact(), looker('liaison', '1.2.3.'))).toEqual({ refused: 'not-checker' })
    expect(check(fact(), looker('station', '1.2.3.4.', 1, 70))).toEqual({ refused: 'own-entry' })
    expect(check(fact({ enteredPath: '1.2.3.' }), looker('office', '1.2.3.', 7))).toEqual({ refused: 'own-entry' })
    expect(check(fact({ enteredPath: '1.2.3.' }), county)).toEqual({ to: 'checked' })
    const ofOffice = fact({ enteredPath: '1.2.3.', isByOffice: true })
    expect(check(ofOffice, looker('leader', '1.2.3.'))).toEqual({ to: 'checked' })
    expect(check(fact({ enteredPath: '1.2.3.' }), looker('leader', '1.2.3.'))).toEqual({ refused: 'not-checker' })
    expect(check(ofOffice, looker('leader', '1.2.'))).toEqual({ refused: 'not-checker' })
  })

  test('what leads back asks for a reason', () => {
    expect(takeFactStep(fact(), 'return', township, ' ')).toEqual({ refused: 'reason-needed' })
    expect(takeFactStep(fact(), 'withdraw', village)).toEqual({ refused: 'reason-needed' })
  })
})

test('written late from the 31st day on', () => {
  expect(isLate('2026-06-14', '2026-07-14')).toBe(false)
  expect(isLate('2026-06-13', '2026-07-14')).toBe(true)
})

test('every kind takes the words it asks for, and has labels, keys and a place of its own', () => {
  expect(new Set(FACT_KINDS.map(({ code }) => code)).size).toBe(FACT_KINDS.length)
  for (const kind of FACT_KINDS) {
    const direction = kind.directions?.[0]?.[0] ?? null
    const words = {
      ...{ direction, title: '', startsOn: '2026-06-01', endsOn: null, place: '' },
      fields: Object.fromEntries(
        kind.fields
          .filter(({ required }) => required)
          .map(({ key, choices }) => [key, choices?.[0]?.[0] ?? '某处公布']),
      ),
      quantities: kind.quantities
        .filter(({ required }) => required)
        .map(({ key }) => ({ key, value: 1, qualifier: null })),
      ...{ units: [], householdIds: [], promise: null, promiseOn: null, promiseUnitId: null, campaignId: null },
    }
    expect(wrongIn(kind, words, '2026-07-14'), kind.code).toEqual([])
    for (const { key, label } of [...kind.fields, ...kind.quantities]) {
      expect(key, kind.code).toMatch(/^[a-z][a-z-]*$/)
      expect(label, kind.code).toMatch(/\p{Script=Han}/u)
    }
    for (const only of [...kind.fields, ...kind.quantities].flatMap(({ directions = [] }) => directions))
      expect(
        kind.directions?.map(([key]) => key),
        kind.code,
      ).toContain(only)
  }
})

test('families that are named were visited: the number is filled in, a smaller one lifted, a larger one kept as it was said', () => {
  const visit = kindOf('visit')
  if (!visit) throw new Error('no visits')
  const amounts = (direction: string, householdIds: number[], value?: number) => {
    const quantities = value === undefined ? [] : [{ key: 'households', value, qualifier: '近' as const }]
    return withNamedFamilies(visit, { direction, quantities, householdIds })
  }
  const families = (value: number) => [{ key: 'households', value, qualifier: null }]
  expect(amounts('to-families', [7, 8, 7])).toEqual(families(2))
  expect(amounts('to-families', [7, 8], 1)).toEqual(families(2))
  expect(amounts('to-families', [7], 30)).toEqual([{ key: 'households', value: 30, qualifier: '近' }])
  expect(amounts('to-families', [])).toEqual([])
  expect(amounts('to-troops', [7])).toEqual([])
})

test('a visit stands in 走访台账, and in 帮扶台账 once it says what was done for the family', () => {
  const visit = kindOf('visit')
  if (!visit) throw new Error('no visits')
  const given = { direction: 'to-families', fields: {}, quantities: [] }
  expect(ledgersOf(visit, given)).toEqual(['visits'])
  expect(ledgersOf(visit, { ...given, fields: { helped: '修屋顶' } })).toEqual(['visits', 'help'])
  expect(ledgersOf(visit, { ...given, direction: 'to-troops', fields: { helped: '修屋顶' } })).toEqual(['visits'])
})

test('a part is not more than the whole of it', () => {
  const kind = kindOf('inspection') as (typeof FACT_KINDS)[number]
  const words = (mended: number, issues?: number) => ({
    ...{ direction: null, title: '', startsOn: '2026-07-01', endsOn: null, fields: {}, units: [], householdIds: [] },
    ...{ place: '', promise: null, promiseOn: null, promiseUnitId: null, campaignId: null },
    quantities: [
      { key: 'mended', value: mended, qualifier: null },
      ...(issues === undefined ? [] : [{ key: 'issues', value: issues, qualifier: null }]),
    ],
  })
  const wrong = (mended: number, issues?: number) => wrongIn(kind, words(mended, issues), '2026-07-14')
  expect(wrong(9, 3)).toEqual([
    { pointer: '/quantities/mended', detail: expect.stringMatching(/^已整改比.*多，核对这两个数。$/) },
  ])
  expect([wrong(3, 3), wrong(9)]).toEqual([[], []])
})
