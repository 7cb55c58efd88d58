import {
  type Actor,
  type Effect,
  type MatterFacts,
  type MatterState,
  NO_PARTS,
  type OpenRequest,
  type Refusal,
  type Step,
  type StepInput,
  takeStep,
} from './rules.ts'

/** Who tries the steps of a matter, and the whole life written by hand, for the tests of the rules. */

export const TODAY = '2026-07-14'
export const REGION = '36.07'

const actor = (personId: number, role: Actor['role'], unitId: number, regionPath = REGION): Actor => ({
  personId,
  postId: personId + 100,
  role,
  unitId,
  regionPath,
})

/** T troop, O office, B bureau, H helper, L leader in charge, S the bureau that hands a part down; the rest stand outside. */
export const ACTORS = {
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
export type Letter = keyof typeof ACTORS
export const LETTERS = Object.keys(ACTORS) as Letter[]
export const SIDE_LETTERS = ['T', 'O', 'B', 'H', 'L', 'S'] as const

const BEFORE_HAND_OUT: MatterState[] = ['draft', 'raised', 'returned', 'withdrawn', 'declined']

/** Who asks and who leads. */
export const CASES = {
  'a troop asks, a bureau leads': { askerUnitId: 10, leadUnitId: 20 },
  'the office asks, a bureau leads': { askerUnitId: 1, leadUnitId: 20 },
  'the office asks and leads': { askerUnitId: 1, leadUnitId: 1 },
  'a troop asks, the office leads': { askerUnitId: 10, leadUnitId: 1 },
  'a bureau hands a part down': { askerUnitId: 30, leadUnitId: 20 },
}
export type Case = keyof typeof CASES
export const CASE_NAMES = Object.keys(CASES) as Case[]

export const matterIn = (
  state: MatterState,
  name: Case = 'a troop asks, a bureau leads',
  more: Partial<MatterFacts> = {},
) => {
  const reported = state === 'reported' || state === 'closed'
  const handedOut = !BEFORE_HAND_OUT.includes(state)
  const { askerUnitId, leadUnitId } = CASES[name]
  const isPart = name === 'a bureau hands a part down'
  const facts: MatterFacts = {
    state,
    kind: askerUnitId === 1 ? 'task' : 'need',
    askerUnitId,
    askerPostId: null,
    officeUnitId: isPart ? askerUnitId : 1,
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
    isPart,
    mayHandDown: false,
    parts: NO_PARTS,
    superiorPostIds: [],
    isClosable: false,
    mergedFrom: null,
    reportedByPersonId: reported ? 77 : null,
    reportedByUnitId: reported ? leadUnitId : null,
    reportedOn: reported ? '2026-07-10' : null,
    ...more,
  }
  return facts
}

const from = { byUnitId: 20, byPersonId: 77 }
export const REQUESTS: Record<OpenRequest['kind'], OpenRequest> = {
  time: { kind: 'time', newDueOn: '2026-08-31', reason: '等设备到货', ...from },
  hang: { kind: 'hang', cause: '等上级政策', reviewOn: '2026-12-31', ...from },
  decline: { kind: 'decline', clause: '示例办法第九条', explanation: '超出本级权限', ...from },
  'not-ours': { kind: 'not-ours', reason: '职责在交通部门', ...from },
  day: { kind: 'day', newDueOn: '2026-08-31', reason: '上一级事项改期。', ...from },
}
export const HUNG = { cause: '等上级政策', reviewOn: '2026-12-31' }

/** What must stand beside the state for a step to make sense at all. */
export const READY: Partial<Record<Step, Partial<MatterFacts>>> = {
  uphold: { openRequests: [REQUESTS['not-ours']] },
  'agree-decline': { openRequests: [REQUESTS.decline] },
  'refuse-decline': { openRequests: [REQUESTS.decline] },
  'grant-time': { openRequests: [REQUESTS.time] },
  'refuse-time': { openRequests: [REQUESTS.time] },
  'grant-hang': { openRequests: [REQUESTS.hang] },
  'refuse-hang': { openRequests: [REQUESTS.hang] },
  'lift-hang': { hung: HUNG },
  'lift-supervise': { supervised: true },
  'hand-down': { mayHandDown: true },
  'agree-day': { openRequests: [REQUESTS.day] },
  'keep-day': { openRequests: [REQUESTS.day] },
  unmerge: { mergedFrom: 'accepted' },
  'close-unanswered': { isClosable: true },
}

export const FULL: StepInput = {
  reason: '写明原因',
  text: '写明情况',
  dueOn: '2026-09-30',
  lead: { unitId: 22 },
  helpers: [21],
  clause: '示例办法第九条',
  explanation: '超出本级权限',
  cause: '等上级政策',
  reviewOn: '2026-12-31',
  parts: [{ unitId: 40, dueOn: null }],
  targetId: 99,
  responsiblePostId: 105,
}

/**
 * The whole life, written by hand from DESIGN.md and not from MOVES. Columns: state, step, next state, and who may in the
 * five cases (asker/lead): troop/bureau, office/bureau, office/office, troop/office, and a part that S handed to B.
 */
const LIFE = `
draft    raise           raised    T O O T S
draft    drop            draft     T O O T S
raised   accept          accepted  O O O O S
raised   return          returned  O O O O S
raised   withdraw        withdrawn T O O T S
raised   merge           withdrawn O O O O -
raised   carry           raised    O O O O S
raised   comment         raised    TOL OL OL TOL SL
returned raise           raised    T O O T S
returned withdraw        withdrawn T O O T S
returned comment         returned  TOL OL OL TOL SL
withdrawn unmerge        accepted  O O O O S
withdrawn comment        withdrawn TOL OL OL TOL SL
accepted assign          assigned  O O O O S
accepted uphold          assigned  O O O O S
accepted propose-decline accepted  O O O O -
accepted agree-decline   declined  L L L L L
accepted refuse-decline  accepted  L L L L L
accepted withdraw        withdrawn - O O - S
accepted explain         accepted  - - - - S
accepted merge           withdrawn O O O O -
accepted lift-hang       accepted  TO O OL TO S
accepted supervise       accepted  OL OL OL OL SL
accepted lift-supervise  accepted  OL OL OL OL SL
accepted carry           accepted  O O O O S
accepted comment         accepted  TOBHL OBHL OHL TOHL SBHL
declined comment         declined  TOL OL OL TOL SL
assigned sign            running   B B O O B
assigned not-ours        accepted  B B O O B
assigned agree-day       assigned  B B O O B
assigned keep-day        assigned  B B O O B
assigned explain         assigned  - - - - S
assigned recall          accepted  O O O O S
assigned withdraw        withdrawn - O O - S
assigned merge           withdrawn O O O O -
assigned lift-hang       assigned  TO O OL TO S
assigned supervise       assigned  OL OL OL OL SL
assigned lift-supervise  assigned  OL OL OL OL SL
assigned change-leader assigned  O O O O S
assigned carry           assigned  O O O O S
assigned comment         assigned  TOBHL OBHL OHL TOHL SBHL
running  report          reported  B B O O B
running  progress        running   BH BH OH OH BH
running  ask-time        running   B B O O B
running  grant-time      running   O O L L S
running  refuse-time     running   O O L L S
running  hand-down       running   B B O O B
running  agree-day       running   B B O O B
running  keep-day        running   B B O O B
running  ask-hang        running   B B O O B
running  grant-hang      running   T O L T S
running  refuse-hang     running   T O L T S
running  lift-hang       running   TO O OL TO S
running  supervise       running   OL OL OL OL SL
running  lift-supervise  running   OL OL OL OL SL
running change-leader running  O O O O S
running  explain         running   - - - - S
running  recall          accepted  O O O O S
running  withdraw        withdrawn - O O - S
running  merge           withdrawn O O O O -
running  carry           running   O O O O S
running  comment         running   TOBHL OBHL OHL TOHL SBHL
reported confirm         closed    T O L T S
reported send-back       running   T O L T S
reported close-unanswered closed   O - - L -
reported explain         reported  - - - - S
reported supervise       reported  OL OL OL OL SL
reported lift-supervise  reported  OL OL OL OL SL
reported change-leader reported  O O O O S
reported carry           reported  O O O O S
reported comment         reported  TOBHL OBHL OHL TOHL SBHL
closed   reopen          running   TO O OL TO S
closed   comment         closed    TOBHL OBHL OHL TOHL SBHL
`
export const EXPECTED = new Map(
  LIFE.trim()
    .split('\n')
    .map((line) => {
      const [state, step, to, ...who] = line.trim().split(/\s+/)
      return [`${state} ${step}`, { to: to as MatterState, who }] as const
    }),
)

export const take = (matter: MatterFacts, step: Step, who: Letter | Actor, input: StepInput = FULL, today = TODAY) =>
  takeStep(matter, step, typeof who === 'string' ? ACTORS[who] : who, input, today)
export const refusal = (...args: Parameters<typeof take>): Refusal | null => {
  const answer = take(...args)
  return 'refused' in answer ? answer.refused : null
}
export const effects = (...args: Parameters<typeof take>): Effect[] => {
  const answer = take(...args)
  if ('refused' in answer) throw new Error(answer.refused)
  return answer.effects
}
