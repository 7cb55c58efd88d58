import { describe, expect, test } from 'vitest'
import { ACTORS, matterIn, TODAY } from '../../rules.fixture.ts'
import { MATTER_STATES, type MatterState } from '../../sides.ts'
import type { Choice, MatterChange } from './contract.ts'
import { choiceNote, decisionRefusal, isOwn, openChoices } from './rules.ts'

const OWN = 'the office asks, a bureau leads' as const

describe('what may be decided', () => {
  const open: Record<MatterState, Choice[]> = {
    draft: [],
    raised: ['keep'],
    returned: ['keep'],
    withdrawn: [],
    accepted: ['keep', 'change', 'withdraw'],
    declined: [],
    assigned: ['keep', 'change', 'withdraw'],
    running: ['keep', 'change', 'withdraw'],
    reported: ['keep'],
    closed: ['keep'],
  }
  // 待受理 and 退回补充 are states of needs; a task from a document is never in them.
  test.each(MATTER_STATES.filter((state) => state !== 'raised' && state !== 'returned'))('%s', (state) => {
    expect(openChoices(matterIn(state, OWN), ACTORS.O)).toEqual(open[state])
  })

  test('by nobody but the office that asked for it', () => {
    for (const letter of ['T', 'B', 'H', 'L', 'S', 'U', 'V', 'X', 'Y', 'Z'] as const)
      expect(openChoices(matterIn('running', OWN), ACTORS[letter]), letter).toEqual([])
    expect(isOwn(matterIn('running', 'a troop asks, a bureau leads'), ACTORS.O)).toBe(false)
    expect(openChoices(matterIn('running', 'a bureau hands a part down'), ACTORS.S)).toEqual([])
  })

  test('and why not, in words', () => {
    const note = (state: MatterState) => {
      const facts = matterIn(state, OWN)
      return choiceNote(facts, openChoices(facts, ACTORS.O))
    }
    expect(note('running')).toBeNull()
    expect(note('closed')).toContain('重新办理')
    expect(note('reported')).toContain('退回重办')
    expect(note('withdrawn')).toContain('不用决定')
    expect(choiceNote(matterIn('running', OWN), [])).toContain('双拥办')
    expect(choiceNote(matterIn('running', 'a bureau hands a part down'), [])).toContain('分解件')
  })
})

describe('a decision', () => {
  const stands = { title: '设窗口', body: '设入学窗口。', leadUnitId: 20, dueOn: '2026-07-31' }
  const around = {
    kind: 'changed' as const,
    isOwn: true,
    choices: ['keep', 'change', 'withdraw'] as Choice[],
    matter: stands,
    isCarried: false,
    today: TODAY,
  }
  const refusal = (
    choice: Choice,
    more: { reason?: string; change?: Partial<MatterChange> } = {},
    other: Partial<Parameters<typeof decisionRefusal>[1]> = {},
  ) =>
    decisionRefusal(
      { choice, reason: more.reason ?? '', change: more.change ? { ...stands, ...more.change } : null },
      { ...around, ...other },
    )

  test('is taken', () => {
    expect(refusal('keep')).toBeNull()
    expect(refusal('withdraw', { reason: '新版已删去' })).toBeNull()
    for (const change of [
      { title: '设好窗口' },
      { body: '改。' },
      { leadUnitId: 21 },
      { dueOn: null },
      { dueOn: TODAY },
    ])
      expect(refusal('change', { change })).toBeNull()
    expect(refusal('keep', {}, { kind: 'removed' })).toBeNull()
  })

  test('is refused', () => {
    for (const kind of ['same', 'moved', 'added'] as const)
      expect(refusal('keep', {}, { kind })).toBe('clause-unchanged')
    expect(refusal('keep', {}, { isOwn: false })).toBe('not-your-matter')
    expect(refusal('keep', {}, { isCarried: true })).toBe('already-carried')
    expect(refusal('change', { change: { title: '别的' } }, { choices: ['keep'] })).toBe('choice-not-open')
    expect(refusal('withdraw')).toBe('withdraw-reason')
    expect(refusal('change')).toBe('nothing-changed')
    expect(refusal('change', { change: {} })).toBe('nothing-changed')
  })

  test('sets no past day, but leaves one that went by', () => {
    expect(refusal('change', { change: { dueOn: '2026-07-13' } })).toBe('day-in-past')
    const late = { ...stands, dueOn: '2026-07-01' }
    expect(refusal('change', { change: { dueOn: '2026-07-01', title: '改名' } }, { matter: late })).toBeNull()
    expect(refusal('change', { change: { dueOn: '2026-07-01', leadUnitId: 21 } }, { matter: late })).toBe('day-in-past')
  })
})
