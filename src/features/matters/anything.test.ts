import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  ACTORS,
  CASE_NAMES,
  CASES,
  type Case,
  FULL,
  LETTERS,
  type Letter,
  matterIn,
  SIDE_LETTERS,
  take,
} from './rules.fixture.ts'
import {
  type Actor,
  type Effect,
  type MatterFacts,
  type MatterState,
  MOVES,
  type OpenRequest,
  openSteps,
  STEPS,
} from './rules.ts'

/** A store of one matter: applies effects as the real one does. */
const apply = (matter: MatterFacts, to: MatterState, list: Effect[], by: Actor): MatterFacts => {
  const next: MatterFacts = { ...matter, state: to }
  const without = (kind: string) => next.openRequests.filter((request) => request.kind !== kind)
  for (const effect of list) {
    if ('lead' in effect) {
      next.leadUnitId = effect.lead.unitId
      next.helperUnitIds = effect.helpers
    } else if ('open' in effect) {
      const { open, ...rest } = effect
      const request = { kind: open, byUnitId: by.unitId, byPersonId: by.personId, ...rest } as OpenRequest
      next.openRequests = [...next.openRequests, request]
    } else if ('settle' in effect) {
      next.openRequests = without(effect.settle)
      if (effect.dueOn) next.dueOn = effect.dueOn
    } else if ('fallen' in effect) next.openRequests = without(effect.fallen)
    else if ('dueOn' in effect) next.dueOn = effect.dueOn
    else if ('set' in effect && effect.set === 'hung') next.hung = effect
    else if ('mark' in effect) {
      if (effect.mark === 'supervised' || effect.mark === 'carried') next[effect.mark] = true
    } else if ('mergedInto' in effect) next.mergedFrom = matter.state
    else if ('reportedBy' in effect) {
      next.reportedByPersonId = effect.reportedBy.personId
      next.reportedByUnitId = effect.reportedBy.unitId
      next.reportedOn = effect.on
    } else if ('clear' in effect) {
      if (effect.clear === 'hung') next.hung = null
      if (effect.clear === 'merged') next.mergedFrom = null
      if (effect.clear === 'supervised') next.supervised = false
      if (effect.clear === 'lead') next.leadUnitId = null
      if (effect.clear === 'report') next.reportedByPersonId = next.reportedByUnitId = next.reportedOn = null
    }
  }
  return next
}

const ASKERS: Record<number, Letter> = { 1: 'O', 10: 'T', 30: 'S' }

describe('whatever people do', () => {
  const leads = fc.constantFrom(1, 10, 20, 22)
  const turn = fc.record({
    isWild: fc.boolean(),
    seed: fc.integer({ min: 0, max: 5039 }),
    letter: fc.constantFrom(...LETTERS),
    lead: leads,
    day: fc.nat(28),
  })
  const starts = fc.constantFrom(...CASE_NAMES)
  type Turn = { seed: number; isWild: boolean; letter: Letter; lead: number; day: number }
  const ENDED: MatterState[] = ['withdrawn', 'declined']

  const walk = (name: Case, turns: Turn[], seen: (before: MatterFacts, after: MatterFacts, who: Letter) => void) => {
    let matter = matterIn('draft', name)
    for (const { seed, isWild, letter, lead, day } of turns) {
      // Half the time a button that stands for somebody, half the time anybody tries anything.
      const open = SIDE_LETTERS.flatMap((who) => openSteps(matter, ACTORS[who]).map((step) => ({ who, step }))).filter(
        ({ step }) =>
          ![
            ...['comment', 'withdraw', 'drop', 'agree-decline', 'carry', 'supervise', 'lift-supervise'],
            ...['explain', 'merge', 'unmerge'],
          ].includes(step),
      )
      const anything = { who: letter, step: STEPS[seed % STEPS.length]! }
      const { who, step } = isWild ? anything : (open[seed % Math.max(open.length, 1)] ?? anything)
      const dueOn = `2026-${String(8 + (seed % 5)).padStart(2, '0')}-${String(1 + day).padStart(2, '0')}`
      const answer = take(matter, step, who, { ...FULL, lead: { unitId: lead }, dueOn })
      if ('refused' in answer) continue
      const after = apply(matter, answer.to, answer.effects, ACTORS[who])
      seen(matter, after, who)
      matter = after
    }
    return matter
  }

  it('only the asker closes a matter, or the leader where the office asked and led', () => {
    let closed = 0
    fc.assert(
      fc.property(starts, fc.array(turn, { maxLength: 80, size: 'max' }), (name, turns) => {
        walk(name, turns, (before, after, who) => {
          if (before.state === 'closed' || after.state !== 'closed') return
          closed += 1
          const leaderStands = before.askerUnitId === 1 && before.leadUnitId === 1
          expect(who).toBe(leaderStands ? 'L' : ASKERS[before.askerUnitId])
          expect(ACTORS[who].unitId).not.toBe(before.leadUnitId)
          expect(before.state).toBe('reported')
        })
      }),
      { numRuns: 400 },
    )
    expect(closed).toBeGreaterThan(20)
  })

  it('with everybody but the answering side at work, nothing is ever closed', () => {
    fc.assert(
      fc.property(starts, fc.array(turn, { maxLength: 80, size: 'max' }), (name, turns) => {
        const asker = ASKERS[CASES[name].askerUnitId] as Letter
        const silent: Letter[] = asker === 'O' ? ['O', 'L'] : [asker]
        let matter = matterIn('reported', name)
        for (const { seed, letter } of turns.filter((one) => !silent.includes(one.letter))) {
          const answer = take(matter, STEPS[seed % STEPS.length]!, letter)
          if (!('refused' in answer)) matter = apply(matter, answer.to, answer.effects, ACTORS[letter])
          expect(matter.state).not.toBe('closed')
        }
      }),
    )
  })

  it('a matter that has not ended always has a step that moves it on for somebody, and none for an administrator', () => {
    fc.assert(
      fc.property(starts, fc.array(turn, { maxLength: 60, size: 'max' }), (name, turns) => {
        walk(name, turns, (_, after) => {
          const moving = SIDE_LETTERS.flatMap((letter) => openSteps(after, ACTORS[letter])).filter(
            (step) => MOVES[after.state][step]?.to,
          )
          if (!ENDED.includes(after.state)) expect(moving.length).toBeGreaterThan(0)
          for (const letter of ['X', 'Y', 'Z'] as const) expect(openSteps(after, ACTORS[letter])).toEqual([])
        })
      }),
    )
  })

  it('of each kind at most one request waits, and none outlives its states', () => {
    fc.assert(
      fc.property(starts, fc.array(turn, { maxLength: 60, size: 'max' }), (name, turns) => {
        walk(name, turns, (_, after) => {
          const kinds = after.openRequests.map((request) => request.kind)
          expect(new Set(kinds).size).toBe(kinds.length)
          const allowed = { accepted: ['decline', 'not-ours'], running: ['time', 'hang'] }[after.state as string] ?? []
          expect(allowed).toEqual(expect.arrayContaining(kinds))
          expect(after.reportedOn !== null).toBe(after.state === 'reported' || after.state === 'closed')
        })
      }),
    )
  })
})
