import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays } from '../../../platform/calendar/days.ts'
import type { MatterState } from '../sides.ts'
import { cutOff, figuresOf, isBalanced, type Life, type LifeStep, movementsOf, settle, shownTerms } from './rules.ts'

const at = (day: string) => `${day}T02:00:00.000Z`
const whole = { unitId: null }
const aLife = (
  steps: [day: string, step: string, to: MatterState, lead?: number | null][],
  part: Partial<Life> = {},
) => {
  const last = steps.at(-1)
  return {
    matterId: 1,
    year: 2026,
    direction: 'military-asks',
    steps: steps.map(([day, step, to, leadUnitId]): LifeStep => ({ at: at(day), step, to, leadUnitId })),
    now: {
      state: last?.[2] ?? 'draft',
      leadUnitId: steps.reduce<number | null>((lead, [, , , next]) => (next === undefined ? lead : next), null),
      isCarried: steps.some(([, step]) => step === 'carry'),
    },
    ...part,
  } satisfies Life
}
const termsOf = (life: Life, account = whole as { unitId: number | null }, until = at('2027-12-31')) =>
  movementsOf(life, account, until).map(({ term, on }) => `${on} ${term}`)

describe('what moves an account', () => {
  it('is coming in, going out, and coming back', () => {
    const life = aLife([
      ['2026-01-05', 'raise', 'draft'],
      ['2026-01-06', 'raise', 'raised'],
      ['2026-01-07', 'return', 'returned'],
      ['2026-01-08', 'raise', 'raised'],
      ['2026-02-01', 'confirm', 'closed'],
      ['2026-02-03', 'reopen', 'running'],
      ['2026-02-05', 'merge', 'withdrawn'],
      ['2026-02-06', 'unmerge', 'running'],
      ['2026-02-07', 'withdraw', 'withdrawn'],
    ])
    expect(termsOf(life)).toEqual([
      '2026-01-06 new',
      '2026-02-01 closed',
      '2026-02-03 reopened',
      '2026-02-05 merged',
      '2026-02-06 reopened',
      '2026-02-07 withdrawn',
    ])
    expect(termsOf(aLife([['2026-01-06', 'agree-decline', 'declined']]))).toEqual([])
  })

  it('what is asked of a unit is in its account while it leads', () => {
    const life = aLife(
      [
        ['2026-03-01', 'raise', 'raised'],
        ['2026-03-02', 'assign', 'assigned', 7],
        ['2026-03-05', 'recall', 'accepted', null],
        ['2026-03-06', 'assign', 'assigned', 8],
        ['2026-03-09', 'assign', 'assigned', 7],
      ],
      { direction: 'locality-asks' },
    )
    expect(termsOf(life, { unitId: 7 })).toEqual(['2026-03-02 new', '2026-03-05 handed-out', '2026-03-09 handed-in'])
    expect(termsOf(life, { unitId: 8 })).toEqual(['2026-03-06 new', '2026-03-09 handed-out'])
    expect(termsOf(life)).toEqual(['2026-03-01 new'])
  })

  it('结转 leaves its own year and comes in with the next; done in the new year it moves nothing', () => {
    const carried = aLife([
      ['2026-11-02', 'raise', 'raised'],
      ['2026-12-28', 'carry', 'raised'],
      ['2027-02-01', 'confirm', 'closed'],
    ])
    expect(termsOf(carried)).toEqual([
      '2026-11-02 new',
      '2026-12-28 carried',
      '2027-01-01 carried-in',
      '2027-02-01 closed',
    ])
    expect(termsOf(carried, whole, at('2026-12-31'))).toEqual(['2026-11-02 new', '2026-12-28 carried'])
    const early = aLife([
      ['2026-11-02', 'raise', 'raised'],
      ['2026-12-28', 'carry', 'raised'],
      ['2026-12-30', 'confirm', 'closed'],
    ])
    expect(termsOf(early).slice(2)).toEqual(['2026-12-30 carried-in', '2026-12-30 closed'])
    const late = aLife([
      ['2026-11-02', 'raise', 'raised'],
      ['2027-01-05', 'carry', 'raised'],
    ])
    expect(termsOf(late)).toEqual(['2026-11-02 new'])
  })
})

describe('what does not balance', () => {
  const settled = { sinceOn: '2026-01-01', closing: null, counted: new Map<number, number>() }
  const life = aLife([['2026-03-01', 'raise', 'raised']])
  const span = { until: at('2026-06-30'), now: at('2026-06-30') }

  it('is told need by need: against the last closing, against the ledger, or gone', () => {
    expect(settle('military-asks', [life], whole, settled, span).breaks).toEqual([])
    const wrong = { ...life, now: { ...life.now, state: 'closed' as const } }
    expect(settle('military-asks', [wrong], whole, settled, span).breaks).toEqual([{ matterId: 1, why: 'ledger' }])
    const before = { ...settled, closing: new Set([1, 2]) }
    expect(settle('military-asks', [life], whole, before, span).breaks).toEqual([
      { matterId: 1, why: 'opening' },
      { matterId: 2, why: 'missing' },
    ])
  })

  it('the first statement opens with what stood before its first day', () => {
    const { sheet } = settle('military-asks', [life], whole, { ...settled, sinceOn: '2026-04-01' }, span)
    expect(sheet).toMatchObject({ opening: [1], movements: [], closing: [1] })
  })
})

it('counts to the end of a day that is past, and to now on the day itself', () => {
  expect(cutOff('2026-07-14', '2026-07-14', '2026-07-14T01:00:00.000Z')).toBe('2026-07-14T01:00:00.000Z')
  expect(cutOff('2026-07-13', '2026-07-14', '2026-07-14T01:00:00.000Z')).toBe('2026-07-13T15:59:59.999Z')
})

/** Random lives: any step from any state, so that no order that a rule forbids today can break the equation. */
const STATES: MatterState[] = [
  'raised',
  'returned',
  'accepted',
  'assigned',
  'running',
  'reported',
  'closed',
  'declined',
]
const turn = fc.record({
  wait: fc.integer({ min: 0, max: 60 }),
  to: fc.constantFrom<MatterState>(...STATES, 'withdrawn'),
  lead: fc.constantFrom<number | null | undefined>(undefined, undefined, null, 7, 8),
  step: fc.constantFrom('confirm', 'assign', 'reopen', 'merge', 'carry', 'carry', 'progress', 'close-unanswered'),
})
type Turn = { wait: number; to: MatterState; lead?: number | null; step: string }
const lifeOf = (matterId: number, isAsked: boolean, turns: readonly Turn[]) => {
  let day = '2025-10-01'
  let state: MatterState = 'raised'
  const steps: LifeStep[] = []
  for (const { wait, to, lead: next, step } of turns) {
    day = addDays(day, wait)
    // 结转 leaves the state and the lead as they are.
    const isCarry = step === 'carry' && steps.length > 0
    if (!isCarry) {
      state = to
    }
    steps.push({
      at: at(day),
      step: isCarry ? 'carry' : step === 'carry' ? 'raise' : step,
      to: state,
      leadUnitId: isCarry ? undefined : next,
    })
  }
  const first = steps[0]?.at.slice(0, 4) ?? '2025'
  return {
    matterId,
    year: Number(first),
    direction: isAsked ? ('locality-asks' as const) : ('military-asks' as const),
    steps,
  }
}
/** The life as it was known at an instant, with the ledger of that instant. */
const knownAt = (life: ReturnType<typeof lifeOf>, now: string): Life => {
  const steps = life.steps.filter((step) => step.at <= now)
  const isCarried = steps.some(({ step, at: when }) => step === 'carry' && when.slice(0, 10) < `${life.year + 1}-01-01`)
  return {
    ...life,
    steps,
    now: {
      state: steps.at(-1)?.to ?? 'draft',
      leadUnitId: steps.reduce<number | null>(
        (lead, { leadUnitId }) => (leadUnitId === undefined ? lead : leadUnitId),
        null,
      ),
      isCarried,
    },
  }
}

it('whatever happens to needs, every statement balances and opens with the closing before it', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.boolean(), fc.array(turn, { minLength: 1, maxLength: 12 })), { minLength: 1, maxLength: 8 }),
      fc.array(fc.integer({ min: 1, max: 120 }), { minLength: 2, maxLength: 8 }),
      fc.constantFrom(null, 7),
      (stories, gaps, unitId) => {
        const lives = stories.map(([isAsked, turns], index) => lifeOf(index + 1, isAsked, turns))
        for (const direction of ['military-asks', 'locality-asks'] as const) {
          const counted = new Map<number, number>()
          let closing: ReadonlySet<number> | null = null
          let day = '2025-11-01'
          for (const gap of gaps) {
            day = addDays(day, gap)
            const span = { until: at(day), now: at(day) }
            const settled = { sinceOn: '2025-11-01', closing, counted }
            const known = lives.map((life) => knownAt(life, at(day)))
            const { sheet, breaks } = settle(direction, known, { unitId }, settled, span)
            expect(breaks).toEqual([])
            const figures = figuresOf(sheet)
            expect(isBalanced(figures)).toBe(true)
            expect(shownTerms(figures)).toEqual(expect.arrayContaining(['new', 'closed', 'declined', 'carried']))
            if (closing) expect(new Set(sheet.opening)).toEqual(closing)
            for (const { matterId } of sheet.movements) counted.set(matterId, (counted.get(matterId) ?? 0) + 1)
            closing = new Set(sheet.closing)
          }
        }
      },
    ),
    { numRuns: 300 },
  )
})
