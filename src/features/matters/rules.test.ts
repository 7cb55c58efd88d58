import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Actor,
  type Effect,
  MATTER_STATES,
  type MatterFacts,
  type MatterState,
  MOVES,
  needsOf,
  type OpenRequest,
  openSteps,
  REFUSAL_SLUGS,
  REFUSALS,
  type Refusal,
  ROLES,
  STEP_NEEDS,
  STEPS,
  type Step,
  type StepInput,
  takeStep,
} from './rules.ts'

const TODAY = '2026-07-14'
const REGION = '36.07'

const actor = (personId: number, role: Actor['role'], unitId: number, regionPath = REGION): Actor => ({
  personId,
  postId: personId + 100,
  role,
  unitId,
  regionPath,
})

/** T troop, O office, B bureau, H helper, L leader in charge; the rest stand outside. */
const ACTORS = {
  T: actor(1, 'troop', 10),
  O: actor(2, 'office', 1),
  B: actor(3, 'liaison', 20),
  H: actor(4, 'liaison', 21),
  L: actor(5, 'leader', 2),
  S: actor(6, 'liaison', 30),
  U: actor(7, 'office', 9, '36'),
  V: actor(8, 'leader', 2, '36'),
  X: actor(9, 'sysadmin', 1),
  Y: actor(10, 'secadmin', 10),
  Z: actor(11, 'auditor', 20),
}
type Letter = keyof typeof ACTORS
const LETTERS = Object.keys(ACTORS) as Letter[]
const SIDE_LETTERS = ['T', 'O', 'B', 'H', 'L'] as const

const BEFORE_HAND_OUT: MatterState[] = ['draft', 'raised', 'returned', 'withdrawn', 'declined']

/** Who asks and who leads. */
const CASES = {
  'a troop asks, a bureau leads': { askerUnitId: 10, leadUnitId: 20 },
  'the office asks, a bureau leads': { askerUnitId: 1, leadUnitId: 20 },
  'the office asks and leads': { askerUnitId: 1, leadUnitId: 1 },
  'a troop asks, the office leads': { askerUnitId: 10, leadUnitId: 1 },
}
type Case = keyof typeof CASES
const CASE_NAMES = Object.keys(CASES) as Case[]

const matterIn = (state: MatterState, name: Case = 'a troop asks, a bureau leads', more: Partial<MatterFacts> = {}) => {
  const reported = state === 'reported' || state === 'closed'
  const handedOut = !BEFORE_HAND_OUT.includes(state)
  const { askerUnitId, leadUnitId } = CASES[name]
  const facts: MatterFacts = {
    state,
    kind: askerUnitId === 1 ? 'task' : 'need',
    askerUnitId,
    askerPostId: null,
    officeUnitId: 1,
    regionPath: REGION,
    leadUnitId: handedOut ? leadUnitId : null,
    leadPostId: null,
    helperUnitIds: handedOut ? [21] : [],
    dueOn: '2026-07-31',
    hung: null,
    supervised: false,
    carried: false,
    openRequests: [],
    openNodes: 0,
    reportedByPersonId: reported ? 77 : null,
    reportedByUnitId: reported ? leadUnitId : null,
    reportedOn: reported ? '2026-07-10' : null,
    ...more,
  }
  return facts
}

const from = { byUnitId: 20, byPersonId: 77 }
const REQUESTS: Record<OpenRequest['kind'], OpenRequest> = {
  time: { kind: 'time', newDueOn: '2026-08-31', reason: '等设备到货', ...from },
  hang: { kind: 'hang', cause: '等上级政策', reviewOn: '2026-12-31', ...from },
  decline: { kind: 'decline', clause: '示例办法第九条', explanation: '超出本级权限', ...from },
  'not-ours': { kind: 'not-ours', reason: '职责在交通部门', ...from },
}
const HUNG = { cause: '等上级政策', reviewOn: '2026-12-31' }

/** What must stand beside the state for a step to make sense at all. */
const READY: Partial<Record<Step, Partial<MatterFacts>>> = {
  uphold: { openRequests: [REQUESTS['not-ours']] },
  'agree-decline': { openRequests: [REQUESTS.decline] },
  'refuse-decline': { openRequests: [REQUESTS.decline] },
  'grant-time': { openRequests: [REQUESTS.time] },
  'refuse-time': { openRequests: [REQUESTS.time] },
  'grant-hang': { openRequests: [REQUESTS.hang] },
  'refuse-hang': { openRequests: [REQUESTS.hang] },
  'lift-hang': { hung: HUNG },
  'lift-supervise': { supervised: true },
}

const FULL: StepInput = {
  reason: '写明原因',
  text: '写明情况',
  dueOn: '2026-09-30',
  lead: { unitId: 22 },
  helpers: [21],
  clause: '示例办法第九条',
  explanation: '超出本级权限',
  cause: '等上级政策',
  reviewOn: '2026-12-31',
}

/**
 * The whole life, written by hand from DESIGN.md and not from MOVES. Columns: state, step, next state, and who may in the
 * four cases (asker/lead): troop/bureau, office/bureau, office/office, troop/office.
 */
const LIFE = `
draft    raise           raised    T O O T
draft    drop            draft     T O O T
raised   accept          accepted  O O O O
raised   return          returned  O O O O
raised   withdraw        withdrawn T O O T
raised   carry           raised    O O O O
raised   comment         raised    TOL OL OL TOL
returned raise           raised    T O O T
returned withdraw        withdrawn T O O T
returned comment         returned  TOL OL OL TOL
withdrawn comment        withdrawn TOL OL OL TOL
accepted assign          assigned  O O O O
accepted uphold          assigned  O O O O
accepted propose-decline accepted  O O O O
accepted agree-decline   declined  L L L L
accepted refuse-decline  accepted  L L L L
accepted withdraw        withdrawn - O O -
accepted lift-hang       accepted  TO O OL TO
accepted supervise       accepted  OL OL OL OL
accepted lift-supervise  accepted  OL OL OL OL
accepted carry           accepted  O O O O
accepted comment         accepted  TOBHL OBHL OHL TOHL
declined comment         declined  TOL OL OL TOL
assigned sign            running   B B O O
assigned not-ours        accepted  B B O O
assigned recall          accepted  O O O O
assigned withdraw        withdrawn - O O -
assigned lift-hang       assigned  TO O OL TO
assigned supervise       assigned  OL OL OL OL
assigned lift-supervise  assigned  OL OL OL OL
assigned carry           assigned  O O O O
assigned comment         assigned  TOBHL OBHL OHL TOHL
running  report          reported  B B O O
running  progress        running   BH BH OH OH
running  ask-time        running   B B O O
running  grant-time      running   O O L L
running  refuse-time     running   O O L L
running  ask-hang        running   B B O O
running  grant-hang      running   T O L T
running  refuse-hang     running   T O L T
running  lift-hang       running   TO O OL TO
running  supervise       running   OL OL OL OL
running  lift-supervise  running   OL OL OL OL
running  recall          accepted  O O O O
running  withdraw        withdrawn - O O -
running  carry           running   O O O O
running  comment         running   TOBHL OBHL OHL TOHL
reported confirm         closed    T O L T
reported send-back       running   T O L T
reported supervise       reported  OL OL OL OL
reported lift-supervise  reported  OL OL OL OL
reported carry           reported  O O O O
reported comment         reported  TOBHL OBHL OHL TOHL
closed   reopen          running   TO O OL TO
closed   comment         closed    TOBHL OBHL OHL TOHL
`
const EXPECTED = new Map(
  LIFE.trim()
    .split('\n')
    .map((line) => {
      const [state, step, to, ...who] = line.trim().split(/\s+/)
      return [`${state} ${step}`, { to: to as MatterState, who }] as const
    }),
)

const take = (matter: MatterFacts, step: Step, who: Letter | Actor, input: StepInput = FULL, today = TODAY) =>
  takeStep(matter, step, typeof who === 'string' ? ACTORS[who] : who, input, today)
const refusal = (...args: Parameters<typeof take>): Refusal | null => {
  const answer = take(...args)
  return 'refused' in answer ? answer.refused : null
}
const effects = (...args: Parameters<typeof take>): Effect[] => {
  const answer = take(...args)
  if ('refused' in answer) throw new Error(answer.refused)
  return answer.effects
}

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
      expect(looked).toBe(10 * STEPS.length * 11)
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
        .concat(['contest', 'refuse-hang', 'supervise', 'carry', 'recall'].sort())
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
    }
    let looked = 0
    for (const [key, { who }] of EXPECTED) {
      const [state, step] = key.split(' ') as [MatterState, Step]
      const column = who[0] === '-' ? 1 : 0
      const matter = matterIn(state, CASE_NAMES[column], READY[step])
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

describe('handing out', () => {
  it('sets lead, helpers and day; a lead is not its own helper, and no day is 未定期', () => {
    const input = { lead: { unitId: 22 }, helpers: [21, 22, 21, 23] }
    expect(effects(matterIn('accepted'), 'assign', 'O', input)).toEqual([
      { lead: { unitId: 22, postId: null }, helpers: [21, 23], responsiblePostId: null },
      { dueOn: null },
    ])
  })

  it('does not hand a need to the unit that asked, for then nobody could confirm it', () => {
    expect(refusal(matterIn('accepted'), 'assign', 'O', { lead: { unitId: 10 } })).toBe('lead-is-asker')
    const own = matterIn('accepted', 'the office asks, a bureau leads')
    expect(refusal(own, 'assign', 'O', { lead: { unitId: 1 } })).toBeNull()
  })

  it('非本单位 goes back to the office, which upholds or hands out anew', () => {
    expect(effects(matterIn('assigned'), 'not-ours', 'B', { reason: ' 职责在交通部门 ' })).toEqual([
      { open: 'not-ours', reason: '职责在交通部门' },
    ])
    const back = matterIn('accepted', undefined, READY.uphold)
    expect(take(back, 'uphold', 'O', { reason: '三定方案已列' })).toEqual({
      to: 'assigned',
      effects: [{ settle: 'not-ours', granted: false }],
    })
    expect(effects(back, 'assign', 'O', FULL)[0]).toEqual({ fallen: 'not-ours' })
    expect(refusal(matterIn('accepted'), 'uphold', 'O')).toBe('no-open-request')
  })

  it('收回交办 clears the lead and what it had asked', () => {
    expect(effects(matterIn('running', undefined, READY['grant-time']), 'recall', 'O')).toEqual([
      { fallen: 'time' },
      { clear: 'lead' },
    ])
  })
})

describe('不予办理 in two hands', () => {
  it('is proposed by the office with clause and explanation and stays 已受理', () => {
    expect(take(matterIn('accepted'), 'propose-decline', 'O')).toEqual({
      to: 'accepted',
      effects: [{ open: 'decline', clause: '示例办法第九条', explanation: '超出本级权限' }],
    })
  })

  it('is agreed by the leader and keeps its clause as precedent, or refused', () => {
    const proposed = matterIn('accepted', undefined, READY['agree-decline'])
    expect(take(proposed, 'agree-decline', 'L')).toEqual({
      to: 'declined',
      effects: [
        { settle: 'decline', granted: true },
        { set: 'declined', clause: '示例办法第九条', explanation: '超出本级权限' },
      ],
    })
    expect(take(proposed, 'refuse-decline', 'L')).toEqual({
      to: 'accepted',
      effects: [{ settle: 'decline', granted: false }],
    })
    expect(refusal(proposed, 'agree-decline', 'O')).toBe('not-your-step')
    expect(refusal(matterIn('accepted'), 'agree-decline', 'L')).toBe('no-open-request')
    expect(refusal(proposed, 'propose-decline', 'O')).toBe('request-open')
  })

  it('is not agreed by the person who proposed it through another post', () => {
    const proposed = matterIn('accepted', undefined, READY['agree-decline'])
    expect(refusal(proposed, 'agree-decline', { ...ACTORS.L, personId: 77 })).toBe('own-request')
  })
})

describe('延期', () => {
  it('asks for a day later than the promised one, once at a time', () => {
    const ask = (dueOn: string, more: Partial<MatterFacts> = {}) =>
      refusal(matterIn('running', undefined, more), 'ask-time', 'B', { reason: '等设备', dueOn })
    expect([ask('2026-07-30'), ask('2026-07-31'), ask('2026-08-01')]).toEqual(['day-not-later', 'day-not-later', null])
    expect(ask('2026-07-13', { dueOn: '2026-07-10' })).toBe('day-in-past')
    expect(ask('2026-07-14', { dueOn: null })).toBeNull()
    expect(ask('2026-08-01', READY['grant-time'])).toBe('request-open')
  })

  it('is granted in one tap, with another day if the office so decides, or refused with reason', () => {
    const asked = matterIn('running', undefined, READY['grant-time'])
    expect(effects(asked, 'grant-time', 'O', {})).toEqual([{ settle: 'time', granted: true, dueOn: '2026-08-31' }])
    expect(effects(asked, 'grant-time', 'O', { dueOn: '2026-08-10' })).toEqual([
      { settle: 'time', granted: true, dueOn: '2026-08-10' },
    ])
    expect(refusal(asked, 'grant-time', 'O', { dueOn: '2026-07-31' })).toBe('day-not-later')
    expect(effects(asked, 'refuse-time', 'O')).toEqual([{ settle: 'time', granted: false }])
    expect(refusal(matterIn('running'), 'grant-time', 'O')).toBe('no-open-request')
  })

  it('does not grant a day that went by while the request waited', () => {
    const asked = matterIn('running', undefined, READY['grant-time'])
    expect(refusal(asked, 'grant-time', 'O', {}, '2026-08-31')).toBeNull()
    expect(refusal(asked, 'grant-time', 'O', {}, '2026-09-01')).toBe('day-in-past')
  })

  it('is not granted by the person who asked, nor by the office for itself', () => {
    const asked = matterIn('running', undefined, READY['grant-time'])
    expect(refusal(asked, 'grant-time', { ...ACTORS.O, personId: 77 })).toBe('own-request')
    const own = matterIn('running', 'a troop asks, the office leads', READY['grant-time'])
    expect(refusal(own, 'grant-time', 'O')).toBe('leader-must-confirm')
  })
})

describe('挂账', () => {
  it('is asked by the lead, granted by the asker, and then stands beside the state', () => {
    expect(effects(matterIn('running'), 'ask-hang', 'B')).toEqual([
      { open: 'hang', cause: '等上级政策', reviewOn: '2026-12-31' },
    ])
    const asked = matterIn('running', undefined, READY['grant-hang'])
    expect(take(asked, 'grant-hang', 'T', {})).toEqual({
      to: 'running',
      effects: [
        { settle: 'hang', granted: true },
        { set: 'hung', cause: '等上级政策', reviewOn: '2026-12-31' },
      ],
    })
    expect(effects(asked, 'refuse-hang', 'T')).toEqual([{ settle: 'hang', granted: false }])
    expect(refusal(asked, 'grant-hang', 'O')).toBe('not-your-step')
    expect(refusal(asked, 'grant-hang', 'T', {}, '2027-01-01')).toBe('day-in-past')
    expect(refusal(asked, 'grant-hang', 'T', { reviewOn: '2027-03-31' }, '2027-01-01')).toBeNull()
  })

  it('goes on working while hung, cannot be hung twice, and is lifted by asker, office or the report', () => {
    const hung = matterIn('running', undefined, { hung: HUNG })
    expect(openSteps(hung, ACTORS.B)).toEqual(['report', 'progress', 'ask-time', 'comment'])
    expect(refusal(hung, 'ask-hang', 'B')).toBe('step-not-open')
    expect(effects(hung, 'lift-hang', 'T', {})).toEqual([{ clear: 'hung' }])
    expect(effects(hung, 'lift-hang', 'O', {})).toEqual([{ clear: 'hung' }])
    expect(effects(hung, 'report', 'B')).toContainEqual({ clear: 'hung' })
    expect(refusal(matterIn('running'), 'lift-hang', 'O')).toBe('step-not-open')
  })

  it('stays on the account when the office takes the work back, and leaves it when the matter ends', () => {
    expect(effects(matterIn('running', undefined, { hung: HUNG }), 'recall', 'O')).toEqual([{ clear: 'lead' }])
    const own = matterIn('running', 'the office asks, a bureau leads', { hung: HUNG })
    expect(effects(own, 'withdraw', 'O')).toEqual([{ clear: 'hung' }])
  })
})

describe('报办结 and 确认销号', () => {
  it('is refused while a node is open without explanation', () => {
    expect(refusal(matterIn('running', undefined, { openNodes: 1 }), 'report', 'B')).toBe('open-nodes')
  })

  it('notes who reported and when, and lets waiting requests fall', () => {
    const both = matterIn('running', undefined, { openRequests: [REQUESTS.time, REQUESTS.hang] })
    expect(take(both, 'report', 'B')).toEqual({
      to: 'reported',
      effects: [
        { fallen: 'time' },
        { fallen: 'hang' },
        { reportedBy: { personId: 3, postId: 103, unitId: 20 }, on: TODAY },
      ],
    })
  })

  it('is confirmed by the asker and never by the unit that did the work', () => {
    expect(take(matterIn('reported'), 'confirm', 'T', {})).toEqual({
      to: 'closed',
      effects: [{ confirmedBy: { personId: 1, postId: 101, unitId: 10 }, on: TODAY }],
    })
    expect(refusal(matterIn('reported'), 'confirm', 'B')).toBe('own-unit')
    expect(refusal(matterIn('reported'), 'confirm', 'O')).toBe('not-your-step')
    expect(refusal(matterIn('reported'), 'confirm', 'H')).toBe('not-your-step')
    // The asking post sits in the unit that leads, or in the one whose post reported.
    const sameUnit = matterIn('reported', undefined, { askerUnitId: 20 })
    expect(refusal(sameUnit, 'confirm', 'B')).toBe('own-unit')
    expect(refusal(matterIn('reported', undefined, { reportedByUnitId: 10 }), 'confirm', 'T')).toBe('own-unit')
    expect(refusal(matterIn('reported', undefined, { leadPostId: 101 }), 'confirm', 'T')).toBe('own-unit')
  })

  it('is not confirmed through one post by the person who reported through another', () => {
    const matter = matterIn('reported', undefined, { reportedByPersonId: ACTORS.T.personId })
    expect(refusal(matter, 'confirm', 'T')).toBe('own-report')
    expect(openSteps(matter, ACTORS.T)).toEqual(['send-back', 'comment'])
    expect(refusal(matter, 'confirm', { ...ACTORS.T, personId: 12 })).toBeNull()
  })

  it('is confirmed by the leader where the office asked and led, unless he reported it himself', () => {
    const own = matterIn('reported', 'the office asks and leads')
    expect(refusal(own, 'confirm', 'O')).toBe('leader-must-confirm')
    expect(refusal(own, 'send-back', 'O')).toBe('leader-must-confirm')
    expect(refusal(own, 'confirm', 'L')).toBeNull()
    expect(refusal({ ...own, reportedByPersonId: 5 }, 'confirm', 'L')).toBe('own-report')
    expect(refusal(own, 'confirm', { ...ACTORS.L, unitId: 1 })).toBeNull()
  })

  it('退回重办 and 重新办理 take the report off, so that the days run again', () => {
    expect(take(matterIn('reported'), 'send-back', 'T')).toEqual({ to: 'running', effects: [{ clear: 'report' }] })
    const again = effects(matterIn('closed'), 'reopen', 'O', { reason: '又坏了' })
    expect(again).toEqual([{ clear: 'confirmation' }, { clear: 'report' }])
    const withDay = effects(matterIn('closed'), 'reopen', 'T', { reason: '又坏了', dueOn: '2026-08-31' })
    expect(withDay.at(-1)).toEqual({ dueOn: '2026-08-31' })
  })
})

describe('marks', () => {
  it('挂牌督办 and 结转 are set once, and supervision is lifted again', () => {
    expect(effects(matterIn('running'), 'supervise', 'L')).toEqual([{ mark: 'supervised' }])
    expect(refusal(matterIn('running', undefined, { supervised: true }), 'supervise', 'L')).toBe('step-not-open')
    expect(refusal(matterIn('running'), 'lift-supervise', 'L')).toBe('step-not-open')
    expect(effects(matterIn('running', undefined, { supervised: true }), 'lift-supervise', 'O')).toEqual([
      { clear: 'supervised' },
    ])
    expect(effects(matterIn('running'), 'carry', 'O')).toEqual([{ mark: 'carried' }])
    expect(refusal(matterIn('running', undefined, { carried: true }), 'carry', 'O')).toBe('step-not-open')
  })

  it('a draft is dropped without leaving a matter, and a comment changes nothing', () => {
    expect(take(matterIn('draft'), 'drop', 'T')).toEqual({ to: 'draft', effects: [{ remove: 'draft' }] })
    expect(take(matterIn('closed'), 'comment', 'H')).toEqual({ to: 'closed', effects: [] })
  })
})

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
    } else if ('reportedBy' in effect) {
      next.reportedByPersonId = effect.reportedBy.personId
      next.reportedByUnitId = effect.reportedBy.unitId
      next.reportedOn = effect.on
    } else if ('clear' in effect) {
      if (effect.clear === 'hung') next.hung = null
      if (effect.clear === 'supervised') next.supervised = false
      if (effect.clear === 'lead') next.leadUnitId = null
      if (effect.clear === 'report') next.reportedByPersonId = next.reportedByUnitId = next.reportedOn = null
    }
  }
  return next
}

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
          !['comment', 'withdraw', 'drop', 'agree-decline', 'carry', 'supervise', 'lift-supervise'].includes(step),
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
          expect(who).toBe(leaderStands ? 'L' : before.askerUnitId === 1 ? 'O' : 'T')
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
        const silent: Letter[] = CASES[name].askerUnitId === 1 ? ['O', 'L'] : ['T']
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
    expect(by(409)).toEqual(['step-not-open', 'no-open-request', 'request-open', 'open-nodes'])
    expect(by(422)).toHaveLength(REFUSAL_SLUGS.length - 10)
  })
})
