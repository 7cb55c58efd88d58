import { describe, expect, it } from 'vitest'
import {
  ACTORS,
  CASE_NAMES,
  type Case,
  EXPECTED,
  FULL,
  LETTERS,
  type Letter,
  matterIn,
  READY,
  refusal,
  TODAY,
  take,
} from './rules.fixture.ts'
import {
  MATTER_STATES,
  type MatterFacts,
  type MatterState,
  needsOf,
  openSteps,
  REFUSAL_SLUGS,
  REFUSALS,
  type Refusal,
  ROLES,
  STEP_NEEDS,
  STEPS,
  type Step,
} from './rules.ts'

describe('every state × step × side', () => {
  for (const [column, name] of CASE_NAMES.entries())
    it(`where ${name}, each step goes where the ledger says and to nobody else`, () => {
      let looked = 0
      for (const state of MATTER_STATES)
        for (const step of STEPS)
          for (const letter of LETTERS) {
            looked += 1
            const matter = matterIn(state, name, READY[step])
            const answer = take(matter, step, letter)
            const expected = EXPECTED.get(`${state} ${step}`)
            const may = expected?.who[column]?.includes(letter) ?? false
            const label = `${state} ${step} ${letter}`
            expect([label, 'refused' in answer ? 'refused' : answer.to]).toEqual([
              label,
              may ? expected!.to : 'refused',
            ])
            expect([label, openSteps(matter, ACTORS[letter]).includes(step)]).toEqual([label, may])
          }
      expect(looked).toBe(MATTER_STATES.length * STEPS.length * LETTERS.length)
    })

  it('a step that the state does not know is not open, whoever of the sides asks', () => {
    for (const state of MATTER_STATES)
      for (const step of STEPS.filter((one) => !EXPECTED.has(`${state} ${one}`)))
        for (const letter of ['T', 'O', 'L'] as const)
          expect([state, step, refusal(matterIn(state), step, letter)]).toEqual([state, step, 'step-not-open'])
  })

  it('one outside the matter hears only that it is not his step', () => {
    for (const state of MATTER_STATES)
      for (const step of STEPS)
        for (const letter of ['S', 'U', 'V', 'X', 'Y', 'Z'] as const)
          expect(refusal(matterIn(state), step, letter)).toBe('not-your-step')
  })

  it('the unit counts and not the name of the role: liaison, station, troop and office act for their unit alike', () => {
    const acting = ['office', 'liaison', 'station', 'troop']
    for (const state of MATTER_STATES)
      for (const step of STEPS)
        for (const role of ROLES)
          for (const letter of ['T', 'B', 'H'] as const) {
            const matter = matterIn(state, 'a troop asks, a bureau leads', READY[step])
            const who = { ...ACTORS[letter], role, regionPath: '36.07.21' }
            const expected = EXPECTED.get(`${state} ${step}`)
            const may = acting.includes(role) && (expected?.who[0]?.includes(letter) ?? false)
            expect([state, step, role, !('refused' in take(matter, step, who))]).toEqual([state, step, role, may])
          }
  })

  it('shows the verbs in the order of the life, the main one first', () => {
    const signed = matterIn('running')
    expect(openSteps(signed, ACTORS.B)).toEqual(['report', 'progress', 'ask-time', 'ask-hang', 'comment'])
    expect(openSteps(matterIn('assigned'), ACTORS.B)).toEqual(['sign', 'not-ours', 'comment'])
    expect(openSteps(matterIn('reported'), ACTORS.T)).toEqual(['confirm', 'send-back', 'comment'])
    expect(openSteps(matterIn('running', undefined, READY['grant-time']), ACTORS.O)[0]).toBe('grant-time')
  })
})

describe('what a step needs', () => {
  it('asks a reason for every no, and for taking back what was handed out', () => {
    const steps = STEPS.filter((step) => STEP_NEEDS[step].reason === 'needed')
    expect(steps.sort()).toEqual(
      ['return', 'refuse-decline', 'not-ours', 'uphold', 'ask-time', 'refuse-time', 'send-back', 'reopen']
        .concat([
          'refuse-hang',
          'supervise',
          'carry',
          'recall',
          'keep-day',
          'merge',
          'unmerge',
          'close-unanswered',
          'contest',
        ])
        .sort(),
    )
    expect(needsOf('raised', 'withdraw').reason).toBe('optional')
    for (const state of ['accepted', 'assigned', 'running'] as const)
      expect(needsOf(state, 'withdraw').reason).toBe('needed')
  })

  it('refuses each step without each thing it needs, blank counting as nothing', () => {
    const named: Record<string, Refusal> = {
      reason: 'reason-needed',
      text: 'text-needed',
      dueOn: 'day-needed',
      lead: 'lead-needed',
      clause: 'clause-needed',
      explanation: 'explanation-needed',
      cause: 'cause-needed',
      reviewOn: 'review-day-needed',
      parts: 'parts-needed',
      targetId: 'target-needed',
    }
    let looked = 0
    for (const [key, { who }] of EXPECTED) {
      const [state, step] = key.split(' ') as [MatterState, Step]
      const column = who.findIndex((one) => one !== '-')
      const matter = matterIn(state, CASE_NAMES[column] as Case, READY[step])
      for (const [field, need] of Object.entries(needsOf(state, step)))
        for (const nothing of [undefined, null, '', ' \u3000\u200b']) {
          if (field === 'lead' && typeof nothing === 'string') continue
          if (!(field in named)) continue
          looked += 1
          const answer = refusal(matter, step, who[column]![0] as Letter, { ...FULL, [field]: nothing })
          expect([key, field, answer]).toEqual([key, field, need === 'needed' ? named[field] : null])
        }
    }
    expect(looked).toBeGreaterThan(100)
  })

  it('takes days as days only', () => {
    for (const dueOn of ['明天', '2026-02-30', '2026-7-31', '20260731'])
      expect(refusal(matterIn('accepted'), 'assign', 'O', { ...FULL, dueOn })).toBe('day-needed')
    const asked = { ...FULL, reviewOn: '2026-13-01' }
    expect(refusal(matterIn('running'), 'ask-hang', 'B', asked)).toBe('review-day-needed')
  })

  it('keeps a promised day out of the past: yesterday is refused, today is not', () => {
    const assign = (dueOn: string) => refusal(matterIn('accepted'), 'assign', 'O', { ...FULL, dueOn })
    expect([assign('2026-07-13'), assign('2026-07-14'), assign('2026-07-15')]).toEqual(['day-in-past', null, null])
    const review = (reviewOn: string) => refusal(matterIn('running'), 'ask-hang', 'B', { ...FULL, reviewOn })
    expect([review('2026-07-13'), review('2026-07-14')]).toEqual(['day-in-past', null])
    expect(refusal(matterIn('closed'), 'reopen', 'T', { reason: '又坏了', dueOn: '2026-07-13' })).toBe('day-in-past')
  })
})

describe('refusals', () => {
  const contexts = CASE_NAMES.flatMap((name) =>
    STEPS.map((step) => ({ matter: matterIn('running', name, { openNodes: 2 }), step, today: TODAY })),
  )

  it('each has a Chinese title and a Chinese sentence for every step, without apology, code or mark of exclamation', () => {
    expect(Object.keys(REFUSALS).sort()).toEqual([...REFUSAL_SLUGS].sort())
    for (const slug of REFUSAL_SLUGS) {
      expect(REFUSALS[slug].title).toMatch(/^\p{Script=Han}+$/u)
      for (const context of contexts) {
        const detail = REFUSALS[slug].detail(context)
        expect(detail).toMatch(/^\p{Script=Han}.*。$/u)
        expect(detail).not.toMatch(/[A-Za-z!！]|(?<!申)请|抱歉/)
      }
    }
  })

  it('says who closes it, what is late and which day is meant', () => {
    const troop = matterIn('reported')
    const task = matterIn('reported', 'the office asks, a bureau leads')
    const said = (slug: Refusal, matter: MatterFacts, step: Step, names = {}) =>
      REFUSALS[slug].detail({ matter, step, today: TODAY, names })
    expect(said('own-unit', task, 'confirm')).toBe('办理单位不能自己销号，由交办的双拥办确认销号。')
    expect(said('own-unit', troop, 'confirm', { asker: '驻澜某部' })).toBe(
      '办理单位不能自己销号，由提出的驻澜某部确认销号。',
    )
    expect(said('day-in-past', troop, 'assign')).toBe('承诺日早于今天（7月14日），改为今天或以后。')
    expect(said('not-your-step', troop, 'sign')).toBe('这一步由牵头单位办，本岗可以留言。')
    expect(said('open-nodes', { ...troop, openNodes: 2 }, 'report')).toMatch(/^还有 2 个节点未完成/)
  })

  it('tells "not yours" from "not valid" and "moved on" by status', () => {
    const by = (status: number) => REFUSAL_SLUGS.filter((slug) => REFUSALS[slug].status === status)
    expect(by(403)).toEqual([
      'not-your-step',
      'leader-must-confirm',
      'own-unit',
      'own-report',
      'own-request',
      'asker-has-access',
    ])
    expect(by(409)).toEqual([
      'step-not-open',
      'step-of-help',
      'no-open-request',
      'request-open',
      'open-nodes',
      'open-parts',
    ])
    expect(by(422)).toHaveLength(REFUSAL_SLUGS.length - 12)
  })
})
