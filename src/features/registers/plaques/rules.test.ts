import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CLAUSES } from './clauses.ts'
import {
  DEFAULT_PLAQUE_SETTINGS,
  emptyFrom,
  GROUND_OF,
  GROUNDS,
  groundsOf,
  isBalanced,
  isDouble,
  judgeStep,
  MOVES,
  NO_FIGURES,
  NOTHING_DONE,
  openSteps,
  type PlaquePerson,
  placeOf,
  plaqueOn,
  STEPS,
  type StepTaken,
  standingOn,
  TERMS,
} from './rules.ts'

const DAY = '2026-07-14'
const person = (more: Partial<PlaquePerson> = {}): PlaquePerson => ({
  id: 1,
  ground: 'veteran',
  hasPapers: true,
  diedOn: null,
  leftOn: null,
  servedUntil: null,
  ...more,
})
const household = (...persons: PlaquePerson[]) => ({ persons, endedOn: null })
const on = (persons: PlaquePerson[], steps: StepTaken[] = [], day = DAY, settings = DEFAULT_PLAQUE_SETTINGS) =>
  plaqueOn(household(...persons), steps, day, settings)

describe('who is owed a plaque, and by which clause', () => {
  test.each([
    ['veteran', 'veteran'],
    ['serving', 'serving'],
    ['martyr', 'martyr'],
    ['survivor', 'survivor'],
  ] as const)('a %s family with papers is owed one by right', (ground, clause) => {
    expect(on([person({ ground })])).toMatchObject({ claim: 'owed', clause, mayReplace: true })
    expect(CLAUSES[clause].strength).toBe('law')
  })

  test('a household without such a person is not, and the clause says so', () => {
    expect(on([])).toMatchObject({ claim: 'none', clause: 'no-ground', personId: null })
  })

  test.each([
    ['veteran', 'papers-lost'],
    ['martyr', 'without-certificate'],
    ['survivor', 'without-certificate'],
  ] as const)('%s whose papers were found missing get one on application alone', (ground, clause) => {
    const lacking: StepTaken[] = [{ step: 'lack', on: '2026-03-01' }]
    expect(on([person({ ground, hasPapers: false })], lacking)).toMatchObject({ claim: 'on-application', clause })
    const asked = [...lacking, { step: 'apply' as const, on: '2026-03-02' }]
    expect(on([person({ ground, hasPapers: false })], asked).claim).toBe('on-application')
    const granted = [...asked, { step: 'grant' as const, on: '2026-03-09' }]
    expect(on([person({ ground, hasPapers: false })], granted)).toMatchObject({ claim: 'owed', clause: 'granted' })
    const denied = [...asked, { step: 'deny' as const, on: '2026-03-09' }]
    expect(on([person({ ground, hasPapers: false })], denied)).toMatchObject({ claim: 'none', clause: 'denied' })
  })

  test('papers not registered are taken as the setting says; registered ones stand', () => {
    const missing = { ...DEFAULT_PLAQUE_SETTINGS, unknownPapers: 'missing' as const }
    expect(on([person({ hasPapers: false })]).claim).toBe('owed')
    expect(on([person({ hasPapers: false })], [], DAY, missing).claim).toBe('on-application')
    expect(on([person()], [], DAY, missing).claim).toBe('owed')
  })

  test('two who would each be enough give one plaque, and the answer says how many they are', () => {
    const both = [person({ id: 1 }), person({ id: 2, ground: 'serving' })]
    expect(on(both)).toMatchObject({ claim: 'owed', grounds: 2 })
    expect(placeOf(on(both).claim, standingOn([{ step: 'hang', on: '2026-01-20' }], DAY))).toBe('hung')
  })

  test('the home of parents who live apart follows the setting', () => {
    const apart: StepTaken[] = [{ step: 'apart', on: '2026-02-01' }]
    const parents = [person({ ground: 'serving' })]
    expect(on(parents, apart)).toMatchObject({ claim: 'owed', clause: 'parents-home' })
    expect(on(parents, apart, DAY, { ...DEFAULT_PLAQUE_SETTINGS, parentsHome: false })).toMatchObject({
      claim: 'none',
      clause: 'parents-home',
    })
    expect(CLAUSES['parents-home'].strength).toBe('setting')
  })

  test('the family of a soldier who left the service keeps its plaque', () => {
    const family = [person({ ground: 'serving', servedUntil: '2025-12-31' })]
    const hung: StepTaken[] = [{ step: 'hang', on: '2019-01-20' }]
    expect(on(family, hung, '2025-12-30').clause).toBe('serving')
    expect(on(family, hung, '2025-12-31')).toMatchObject({ claim: 'owed', clause: 'after-service' })
    // Where none ever hung there is nothing to keep: the setting decides, as after a death.
    expect(on(family, [], '2025-12-31')).toMatchObject({ claim: 'none', clause: 'never-hung' })
    const settings = { ...DEFAULT_PLAQUE_SETTINGS, afterDeath: true }
    expect(on(family, [], '2025-12-31', settings)).toMatchObject({ claim: 'owed', clause: 'never-hung' })
  })

  test.each(['veteran', 'martyr', 'survivor'] as const)(
    'after the death of a %s the plaque keeps hanging and is not renewed',
    (ground) => {
      const dead = [person({ ground, diedOn: '2026-05-01' })]
      const hung: StepTaken[] = [{ step: 'hang', on: '2019-01-20' }]
      expect(on(dead, hung, '2026-04-30')).toMatchObject({ clause: ground, mayReplace: true })
      const after = on(dead, hung, '2026-05-01')
      expect(after).toMatchObject({ claim: 'owed', clause: 'kept-after-death', mayReplace: false })
      expect(openSteps(after, standingOn(hung, DAY), 'office')).not.toContain('replace')
    },
  )

  test('where none hung before the death the setting decides, and nothing is owed by itself', () => {
    const dead = [person({ diedOn: '2026-05-01' })]
    expect(on(dead)).toMatchObject({ claim: 'none', clause: 'never-hung' })
    expect(on(dead, [], DAY, { ...DEFAULT_PLAQUE_SETTINGS, afterDeath: true }).claim).toBe('owed')
  })

  test('a person who moved to another household gives this one nothing from that day', () => {
    const moved = [person({ leftOn: '2026-06-01' })]
    expect(on(moved, [], '2026-05-31').claim).toBe('owed')
    expect(on(moved, [], '2026-06-01').clause).toBe('no-ground')
  })

  test.each(['civilian', 'militia'] as const)('%s: nothing national is known, so the setting decides', (ground) => {
    expect(on([person({ ground })])).toMatchObject({ claim: 'none', clause: 'not-named' })
    expect(on([person({ ground })], [], DAY, { ...DEFAULT_PLAQUE_SETTINGS, [ground]: true }).claim).toBe('owed')
  })

  test('a withdrawal stands before every ground until it is restored', () => {
    const steps: StepTaken[] = [
      { step: 'hang', on: '2019-01-20' },
      { step: 'withdraw', on: '2026-02-01' },
    ]
    expect(on([person()], steps, '2026-01-31').claim).toBe('owed')
    const answer = on([person()], steps)
    expect(answer).toMatchObject({ claim: 'none', clause: 'withdrawn' })
    expect(placeOf(answer.claim, standingOn(steps, DAY))).toBe('hung-not-owed')
    expect(openSteps(answer, standingOn(steps, DAY), 'station')).toContain('collect')
    const back: StepTaken[] = [...steps, { step: 'restore', on: '2026-07-01' }]
    expect(on([person()], back, '2026-06-30').clause).toBe('withdrawn')
    expect(on([person()], back)).toMatchObject({ claim: 'owed', clause: 'restored' })
    // A restored household is owed by its ground alone: without one there is nothing to restore.
    expect(on([person({ leftOn: '2026-06-01' })], back).clause).toBe('no-ground')
    const anew: StepTaken[] = [...back, { step: 'collect', on: '2026-07-02' }, { step: 'hang', on: '2026-07-03' }]
    expect(on([person()], anew)).toMatchObject({ claim: 'owed', clause: 'veteran' })
  })

  test('a plaque keeps hanging for a family: of whom nobody is left in the register none is owed from that day', () => {
    const hung: StepTaken[] = [{ step: 'hang', on: '2019-01-20' }]
    const gone = [
      { state: 'deceased', endedOn: '2026-05-01' },
      { state: 'moved', endedOn: '2026-06-01' },
    ]
    const emptyOn = emptyFrom(gone)
    expect(emptyOn).toBe('2026-06-01')
    expect(emptyFrom([...gone, { state: 'present', endedOn: null }])).toBeNull()
    expect(emptyFrom([])).toBeNull()
    const empty = { persons: [person({ diedOn: '2026-05-01' })], endedOn: null, emptyOn }
    expect(plaqueOn(empty, hung, '2026-05-31', DEFAULT_PLAQUE_SETTINGS).clause).toBe('kept-after-death')
    const answer = plaqueOn(empty, hung, '2026-06-01', DEFAULT_PLAQUE_SETTINGS)
    expect(answer).toMatchObject({ claim: 'none', clause: 'no-one-registered' })
    expect(placeOf(answer.claim, standingOn(hung, DAY))).toBe('hung-not-owed')
  })

  test('a household no longer in the register is owed nothing from that day', () => {
    const ended = { persons: [person()], endedOn: '2026-06-30' }
    expect(plaqueOn(ended, [], '2026-06-29', DEFAULT_PLAQUE_SETTINGS).claim).toBe('owed')
    expect(plaqueOn(ended, [], '2026-06-30', DEFAULT_PLAQUE_SETTINGS).clause).toBe('no-one-left')
  })
})

describe('what the register says, as the rules read it', () => {
  test('every category gives a ground, and a person with several gives each once', () => {
    const row = { id: 7, leftYear: 2015, state: 'present', endedOn: null }
    for (const [category, ground] of Object.entries(GROUND_OF))
      expect(groundsOf({ ...row, categories: [category] }, [])).toMatchObject([{ id: 7, ground }])
    expect(groundsOf({ ...row, categories: ['discharged-soldier', 'disabled-soldier'] }, ['discharge'])).toEqual([
      { id: 7, ground: 'veteran', hasPapers: true, diedOn: null, leftOn: null, servedUntil: null },
    ])
  })

  test('the year in which a father left the service himself is not that of the soldier in his family', () => {
    const father = { id: 7, leftYear: 1980, state: 'present', endedOn: null }
    const grounds = groundsOf({ ...father, categories: ['discharged-soldier', 'serving-family'] }, [])
    expect(grounds.find(({ ground }) => ground === 'serving')?.servedUntil).toBeNull()
    expect(groundsOf({ ...father, categories: ['serving-family'] }, [])[0]?.servedUntil).toBe('1980-12-31')
  })

  test('a death and a move are told apart', () => {
    const row = { id: 7, categories: ['martyr-family'], leftYear: null, endedOn: '2026-05-01' }
    expect(groundsOf({ ...row, state: 'deceased' }, ['martyr'])[0]).toMatchObject({
      diedOn: '2026-05-01',
      leftOn: null,
    })
    expect(groundsOf({ ...row, state: 'moved' }, [])[0]).toMatchObject({ diedOn: null, leftOn: '2026-05-01' })
  })
})

describe('the steps', () => {
  const plain = { on: DAY, reason: '', files: 1, signer: null, count: null }
  const waiting = on([person()])
  const at = { answer: waiting, standing: NOTHING_DONE, hand: 'station' as const, today: DAY }

  test('hanging needs a picture or slip, on a day that has come and not before the last step', () => {
    expect(judgeStep({ ...plain, step: 'hang' }, at)).toEqual({ ok: true })
    expect(judgeStep({ ...plain, step: 'hang', files: 0 }, at)).toEqual({ refused: 'proof-needed' })
    expect(judgeStep({ ...plain, step: 'hang', on: '2026-07-15' }, at)).toEqual({ refused: 'day-in-future' })
    const tried = standingOn([{ step: 'not-found', on: '2026-07-10' }], DAY)
    expect(judgeStep({ ...plain, step: 'hang', on: '2026-07-09' }, { ...at, standing: tried })).toEqual({
      refused: 'before-last-step',
    })
  })

  test('the right itself is given and taken by the office alone', () => {
    for (const step of ['grant', 'deny', 'withdraw', 'restore'] as const) {
      expect(MOVES[step].by).toEqual(['office'])
      expect(judgeStep({ ...plain, step, reason: '缘由' }, at)).toEqual({ refused: 'office-only' })
    }
  })

  test('not found is shown by a picture or by who signed, a withdrawal by its paper, both with a reason', () => {
    const missed = { ...plain, step: 'not-found' as const, files: 0 }
    expect(judgeStep(missed, at)).toEqual({ refused: 'reason-needed' })
    expect(judgeStep({ ...missed, reason: '两次上门无人' }, at)).toEqual({ refused: 'proof-or-signer-needed' })
    expect(judgeStep({ ...missed, reason: '两次上门无人', signer: 'village' }, at)).toEqual({ ok: true })
    expect(judgeStep({ ...missed, reason: '两次上门无人', files: 1 }, at)).toEqual({ ok: true })
    const taken = { ...plain, step: 'withdraw' as const, reason: '县级核定', signer: 'village' }
    expect(judgeStep({ ...taken, files: 0 }, { ...at, hand: 'office' })).toEqual({ refused: 'proof-needed' })
    expect(judgeStep({ ...taken, files: 1 }, { ...at, hand: 'office' })).toEqual({ ok: true })
  })

  test('a second plaque is not put up; two that were found are brought down to one', () => {
    const hung = standingOn([{ step: 'hang', on: '2026-07-01' }], DAY)
    expect(judgeStep({ ...plain, step: 'hang' }, { ...at, standing: hung })).toEqual({ refused: 'step-not-open' })
    const two = standingOn([{ step: 'count', on: '2026-07-01', count: 2 }], DAY)
    expect(isDouble(two)).toBe(true)
    expect(openSteps(waiting, two, 'station')).toContain('collect')
    expect(isDouble({ ...two, hanging: 1 })).toBe(false)
  })

  test('a family that declined is asked again and then waits', () => {
    const steps: StepTaken[] = [{ step: 'decline', on: '2026-07-01' }]
    expect(placeOf('owed', standingOn(steps, DAY))).toBe('declined')
    steps.push({ step: 'reopen', on: '2026-07-05' })
    expect(placeOf('owed', standingOn(steps, DAY))).toBe('waiting')
    steps.push({ step: 'hang', on: '2026-07-06' })
    expect(placeOf('owed', standingOn(steps, DAY))).toBe('hung')
  })

  test('a leader is offered no step', () => {
    expect(openSteps(waiting, NOTHING_DONE, null)).toEqual([])
  })
})

const DAYS = ['2018-12-01', '2019-01-20', '2021-06-30', '2023-03-03', '2025-12-31', '2026-05-01', DAY]
const someDay = fc.constantFrom(...DAYS)
const maybeDay = fc.option(someDay, { nil: null })
const somePerson = fc.record({
  id: fc.integer({ min: 1, max: 9 }),
  ground: fc.constantFrom(...GROUNDS),
  hasPapers: fc.boolean(),
  diedOn: maybeDay,
  leftOn: maybeDay,
  servedUntil: maybeDay,
})
const someSteps = fc
  .array(fc.record({ step: fc.constantFrom(...STEPS), on: someDay, count: fc.integer({ min: 0, max: 3 }) }), {
    maxLength: 8,
  })
  .map((steps) => steps.sort((one, other) => (one.on < other.on ? -1 : 1)))
const someSettings = fc.record({
  parentsHome: fc.boolean(),
  civilian: fc.boolean(),
  militia: fc.boolean(),
  afterDeath: fc.boolean(),
  unknownPapers: fc.constantFrom('held' as const, 'missing' as const),
})
// Persons of a register are told apart by their number.
const somePersons = fc.uniqueArray(somePerson, { maxLength: 5, selector: ({ id }) => id })

describe('whatever the household, its steps, the day and the settings', () => {
  test('应挂 ＝ 已挂 ＋ 待挂 ＋ 家属谢绝 ＋ 查找不到 for any set of households', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(somePersons, someSteps), { maxLength: 30 }),
        someDay,
        someSettings,
        (households, day, settings) => {
          const figures = { ...NO_FIGURES }
          for (const [persons, steps] of households) {
            const { claim } = plaqueOn({ persons, endedOn: null }, steps, day, settings)
            const place = placeOf(claim, standingOn(steps, day))
            if (claim === 'owed') figures.owed += 1
            for (const term of TERMS) if (place === term) figures[term] += 1
            expect(place === 'hung-not-owed' || place === 'none').toBe(claim !== 'owed')
          }
          expect(isBalanced(figures)).toBe(true)
        },
      ),
    )
  })

  test('one answer with one clause, and the order of the persons changes nothing', () => {
    fc.assert(
      fc.property(somePersons, someSteps, someDay, someSettings, (persons, steps, day, settings) => {
        const answer = plaqueOn({ persons, endedOn: null }, steps, day, settings)
        expect(CLAUSES[answer.clause].source).not.toBe('')
        const turned = plaqueOn({ persons: [...persons].reverse(), endedOn: null }, steps, day, settings)
        expect([turned.claim, turned.clause, turned.mayReplace]).toEqual([
          answer.claim,
          answer.clause,
          answer.mayReplace,
        ])
      }),
    )
  })

  test('what happens after a day changes nothing about it', () => {
    fc.assert(
      fc.property(somePersons, someSteps, someDay, someSettings, (persons, steps, day, settings) => {
        const known = steps.filter((step) => step.on <= day)
        expect(plaqueOn({ persons, endedOn: null }, steps, day, settings)).toEqual(
          plaqueOn({ persons, endedOn: null }, known, day, settings),
        )
      }),
    )
  })

  test('one more living veteran with papers never takes a plaque away', () => {
    fc.assert(
      fc.property(somePersons, someSteps, someDay, someSettings, (persons, steps, day, settings) => {
        const before = plaqueOn({ persons, endedOn: null }, steps, day, settings)
        const more = [...persons, person({ id: 99 })]
        const after = plaqueOn({ persons: more, endedOn: null }, steps, day, settings)
        expect(after.claim).toBe(standingOn(steps, day).isWithdrawn ? 'none' : 'owed')
        if (before.claim === 'owed') expect(after.claim).toBe('owed')
      }),
    )
  })

  test('no number that hangs is below nothing, and a renewal is open only where the clause allows it', () => {
    fc.assert(
      fc.property(somePersons, someSteps, someDay, someSettings, (persons, steps, day, settings) => {
        const standing = standingOn(steps, day)
        expect(standing.hanging).toBeGreaterThanOrEqual(0)
        const answer = plaqueOn({ persons, endedOn: null }, steps, day, settings)
        const open = openSteps(answer, standing, 'office')
        if (open.includes('replace')) expect(answer.clause).not.toBe('kept-after-death')
        if (open.includes('hang')) expect(standing.hanging).toBe(0)
      }),
    )
  })
})
