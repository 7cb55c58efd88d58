import { isDay } from '../../platform/calendar/days.ts'
import { isStandInStep, slipProblem } from './behalf.ts'
import type { Refusal } from './refusals.ts'
import {
  type Actor,
  isTheirs,
  leaderStandsIn,
  type MatterFacts,
  type MatterState,
  type OpenRequest,
  officeLeads,
  type RequestKind,
  type Side,
  type Step,
  type StepInput,
  sidesOf,
  standInSidesOf,
  type Whose,
} from './sides.ts'

export { CONTEST_DAYS, contestUntil, mayContest, mayStandIn } from './behalf.ts'
export type { Refusal } from './refusals.ts'
export { REFUSAL_SLUGS, REFUSALS } from './refusals.ts'
export * from './sides.ts'

/** The life of a matter (事项的一生), one for all kinds. Source: DESIGN.md, "One ledger, one way to close". */

export type InputField = Exclude<keyof StepInput, 'slip'>
export type Needs = Partial<Record<InputField, 'needed' | 'optional'>>

const REASON: Needs = { reason: 'needed' }

/** What each step asks for, in the order of the form; a move may ask for more (`needsOf`). */
export const STEP_NEEDS: Record<Step, Needs> = {
  raise: {},
  drop: {},
  accept: { text: 'optional' },
  return: REASON,
  withdraw: { reason: 'optional' },
  assign: { lead: 'needed', helpers: 'optional', responsiblePostId: 'optional', dueOn: 'optional', text: 'optional' },
  'propose-decline': { clause: 'needed', explanation: 'needed' },
  'agree-decline': { text: 'optional' },
  'refuse-decline': REASON,
  sign: { text: 'optional' },
  'not-ours': REASON,
  uphold: REASON,
  progress: { text: 'needed' },
  'ask-time': { dueOn: 'needed', reason: 'needed' },
  'grant-time': { dueOn: 'optional' },
  'refuse-time': REASON,
  report: { text: 'needed' },
  confirm: { text: 'optional' },
  'send-back': REASON,
  reopen: { reason: 'needed', dueOn: 'optional' },
  'ask-hang': { cause: 'needed', reviewOn: 'needed' },
  'grant-hang': { reviewOn: 'optional' },
  'refuse-hang': REASON,
  'lift-hang': { text: 'optional' },
  contest: REASON,
  supervise: REASON,
  'lift-supervise': { text: 'optional' },
  'change-leader': { responsiblePostId: 'needed', text: 'optional' },
  carry: REASON,
  recall: REASON,
  comment: { text: 'needed' },
  'hand-down': { parts: 'needed', text: 'optional' },
  explain: { text: 'needed' },
  'agree-day': { text: 'optional' },
  'keep-day': REASON,
  merge: { targetId: 'needed', reason: 'needed' },
  unmerge: REASON,
  'close-unanswered': REASON,
  'ask-day': {},
  'take-in': {},
  'give-back': {},
  remind: {},
  'ask-superior': {},
  'may-close': {},
  revise: {},
  'revise-keep': {},
}

/**
 * One move: whose step it is and where it leads (no `to`: the state stays).
 * `opens` and `answers` name a request that waits; `only` is a condition beside the state.
 */
export type Move = {
  by: readonly Whose[]
  /** `former`: the state it was merged from. */
  to?: MatterState | 'former'
  reasonNeeded?: true
  opens?: RequestKind
  answers?: RequestKind
  only?: keyof typeof CONDITIONS
}
type Moves = Partial<Record<Step, Move>>

const CONDITIONS = {
  hung: (matter: MatterFacts) => matter.hung !== null,
  'not hung': (matter: MatterFacts) => matter.hung === null,
  supervised: (matter: MatterFacts) => matter.supervised,
  'not supervised': (matter: MatterFacts) => !matter.supervised,
  'not carried': (matter: MatterFacts) => !matter.carried,
  contestable: (matter: MatterFacts) => matter.behalf?.mayContest === true,
  part: (matter: MatterFacts) => matter.isPart,
  'not part': (matter: MatterFacts) => !matter.isPart,
  'units below': (matter: MatterFacts) => matter.mayHandDown,
  merged: (matter: MatterFacts) => matter.mergedFrom !== null,
  // Whoever hands out and asks for it himself confirms it; 逾期未确认 is for an asker who does not answer.
  closable: (matter: MatterFacts) => matter.isClosable && matter.askerUnitId !== matter.officeUnitId,
}

// Steps that leave the state as it is and are open in several states.
const TALK: Moves = { comment: { by: ['asker', 'office', 'lead', 'helper', 'leader'] } }
// 异议: the unit itself against what was recorded for it; where that ended the matter, it goes on.
const CONTEST: Moves = { contest: { by: ['asker'], reasonNeeded: true, only: 'contestable' } }
const CARRY: Moves = { carry: { by: ['office'], only: 'not carried' } }
const SUPERVISION: Moves = {
  supervise: { by: ['office', 'leader'], only: 'not supervised' },
  'lift-supervise': { by: ['office', 'leader'], only: 'supervised' },
}
/** 改责任领导: who is in charge changes (人事变动), the work goes on. */
const LEADER: Moves = { 'change-leader': { by: ['office'] } }
const LIFT: Moves = { 'lift-hang': { by: ['answerer', 'office'], only: 'hung' } }
/** Raised twice: it ends in the other one. A part is withdrawn by who handed it down. */
const MERGE: Moves = { merge: { by: ['office'], to: 'withdrawn', reasonNeeded: true, only: 'not part' } }
/** Why a part is still open, for the report of the matter above. */
const EXPLAIN: Moves = { explain: { by: ['asking-office'], only: 'part' } }
/** 改期征询: the day above moved, the lead of the part says whether its own moves with it. */
const DAY: Moves = {
  'agree-day': { by: ['lead'], answers: 'day' },
  'keep-day': { by: ['lead'], reasonNeeded: true, answers: 'day' },
}
const TAKE_BACK: Moves = {
  recall: { by: ['office'], to: 'accepted', reasonNeeded: true },
  withdraw: { by: ['asking-office'], to: 'withdrawn', reasonNeeded: true },
}

/** Every step the ledger allows: state, step, whose step it is, and where it leads; in the order the buttons stand. */
export const MOVES: Record<MatterState, Moves> = {
  draft: {
    raise: { by: ['asker'], to: 'raised' },
    drop: { by: ['asker'] },
  },
  raised: {
    accept: { by: ['office'], to: 'accepted' },
    return: { by: ['office'], to: 'returned', reasonNeeded: true },
    withdraw: { by: ['asker'], to: 'withdrawn' },
    ...CONTEST,
    ...MERGE,
    ...CARRY,
    ...TALK,
  },
  returned: {
    raise: { by: ['asker'], to: 'raised' },
    withdraw: { by: ['asker'], to: 'withdrawn' },
    ...CONTEST,
    ...TALK,
  },
  withdrawn: {
    unmerge: { by: ['office'], to: 'former', reasonNeeded: true, only: 'merged' },
    contest: { by: ['asker'], to: 'raised', reasonNeeded: true, only: 'contestable' },
    ...TALK,
  },
  accepted: {
    assign: { by: ['office'], to: 'assigned' },
    uphold: { by: ['office'], to: 'assigned', reasonNeeded: true, answers: 'not-ours' },
    'propose-decline': { by: ['office'], opens: 'decline', only: 'not part' },
    'agree-decline': { by: ['leader'], to: 'declined', answers: 'decline' },
    'refuse-decline': { by: ['leader'], reasonNeeded: true, answers: 'decline' },
    withdraw: { by: ['asking-office'], to: 'withdrawn', reasonNeeded: true },
    ...CONTEST,
    ...EXPLAIN,
    ...MERGE,
    ...LIFT,
    ...SUPERVISION,
    ...CARRY,
    ...TALK,
  },
  declined: { ...CONTEST, ...TALK },
  assigned: {
    sign: { by: ['lead'], to: 'running' },
    'not-ours': { by: ['lead'], to: 'accepted', reasonNeeded: true, opens: 'not-ours' },
    ...CONTEST,
    ...DAY,
    ...EXPLAIN,
    ...TAKE_BACK,
    ...MERGE,
    ...LIFT,
    ...SUPERVISION,
    ...LEADER,
    ...CARRY,
    ...TALK,
  },
  running: {
    report: { by: ['lead'], to: 'reported' },
    progress: { by: ['lead', 'helper'] },
    'ask-time': { by: ['lead'], reasonNeeded: true, opens: 'time' },
    'grant-time': { by: ['hander'], answers: 'time' },
    'refuse-time': { by: ['hander'], reasonNeeded: true, answers: 'time' },
    'hand-down': { by: ['lead'], only: 'units below' },
    ...DAY,
    'ask-hang': { by: ['lead'], opens: 'hang', only: 'not hung' },
    'grant-hang': { by: ['answerer'], answers: 'hang' },
    'refuse-hang': { by: ['answerer'], reasonNeeded: true, answers: 'hang' },
    ...CONTEST,
    ...LIFT,
    ...SUPERVISION,
    ...LEADER,
    ...EXPLAIN,
    ...TAKE_BACK,
    ...MERGE,
    ...CARRY,
    ...TALK,
  },
  reported: {
    confirm: { by: ['answerer', 'superior'], to: 'closed' },
    'send-back': { by: ['answerer', 'superior'], to: 'running', reasonNeeded: true },
    'close-unanswered': { by: ['hander'], to: 'closed', reasonNeeded: true, only: 'closable' },
    ...CONTEST,
    ...EXPLAIN,
    ...SUPERVISION,
    ...LEADER,
    ...CARRY,
    ...TALK,
  },
  closed: {
    reopen: { by: ['answerer', 'asker', 'office'], to: 'running', reasonNeeded: true },
    contest: { by: ['asker'], to: 'running', reasonNeeded: true, only: 'contestable' },
    ...TALK,
  },
}

/** What this step asks for in this state: the step's own needs, with the reason where the move demands one. */
export const needsOf = (state: MatterState, step: Step): Needs =>
  MOVES[state][step]?.reasonNeeded ? { ...STEP_NEEDS[step], reason: 'needed' } : STEP_NEEDS[step]

type Who = { personId: number; postId: number; unitId: number }

/** What a step changes beside the state; the store applies them in this order. */
export type Effect =
  | { remove: 'draft' }
  | { lead: { unitId: number; postId: number | null }; helpers: number[]; responsiblePostId: number | null }
  /** `lead` clears lead, helpers and responsible leader; `report` and `confirmation` who and when. */
  | { clear: 'lead' | 'hung' | 'supervised' | 'report' | 'confirmation' }
  | { dueOn: string | null }
  /** 改责任领导: the post in charge from here on. */
  | { responsible: number }
  | { open: 'time'; newDueOn: string; reason: string }
  | { open: 'hang'; cause: string; reviewOn: string }
  | { open: 'decline'; clause: string; explanation: string }
  | { open: 'not-ours'; reason: string }
  /** 分解下达: one part for each unit, in this order. */
  | { handDown: { unitId: number; dueOn: string | null }[] }
  /** Why a part is still open. */
  | { explained: string }
  | { mergedInto: number }
  | { clear: 'merged' }
  /** A request answered; `dueOn` is the newly promised day of a granted time. */
  | { settle: RequestKind; granted: boolean; dueOn?: string }
  /** A request that fell away because the matter moved on. */
  | { fallen: RequestKind }
  | { set: 'hung'; cause: string; reviewOn: string }
  | { set: 'declined'; clause: string; explanation: string }
  | { mark: 'supervised' | 'carried' | 'confirmed-for' | 'contested' | 'unanswered' }
  | { unmark: 'confirmed-for' | 'contested' }
  | { reportedBy: Who; on: string }
  | { confirmedBy: Who; on: string }

export type Taken = { to: MatterState; effects: Effect[] }

/**
 * Why this actor cannot take this step now, whatever is written with it; null when the button stands.
 * Nobody confirms work of his own unit, and no person answers through one post what he asked or reported through another.
 */
const barrier = (matter: MatterFacts, step: Step, actor: Actor, isForAsker = false): Refusal | null => {
  const move = MOVES[matter.state][step]
  const sides = isForAsker ? standInSidesOf(matter, actor) : sidesOf(matter, actor)
  if (sides.size === 0) return isForAsker ? notStandIn(matter, actor) : 'not-your-step'
  if (isForAsker && !isStandInStep(step)) return 'step-not-open'
  if (!move || (move.only && !CONDITIONS[move.only](matter))) return 'step-not-open'
  if (!move.by.some((whose) => isTheirs(matter, whose, sides))) return notTheirs(matter, move, sides, step)

  if (step === 'confirm' || step === 'close-unanswered') {
    const ownUnit = sides.has('lead') || actor.unitId === matter.reportedByUnitId
    if (ownUnit && !leaderStandsIn(matter)) return 'own-unit'
    if (actor.personId === matter.reportedByPersonId) return 'own-report'
  }
  if (isForAsker && !matter.behalf?.mayStandIn) return 'asker-has-access'
  if (move.opens && requestOf(matter, move.opens)) return 'request-open'
  if (move.answers) {
    const request = requestOf(matter, move.answers)
    if (!request) return 'no-open-request'
    if (request.byPersonId === actor.personId && move.answers !== 'not-ours') return 'own-request'
  }
  return null
}

/** Where the office leads, its leader records the answer: nobody confirms work of his own unit. */
const notStandIn = (matter: MatterFacts, actor: Actor): Refusal =>
  officeLeads(matter) && sidesOf(matter, actor).has('office') ? 'leader-must-confirm' : 'not-your-step'

const notTheirs = (matter: MatterFacts, move: Move, sides: Set<Side>, step: Step): Refusal => {
  const leadersPlace =
    (move.by.includes('answerer') && leaderStandsIn(matter)) || (move.by.includes('hander') && officeLeads(matter))
  if (leadersPlace && sides.has('office')) return 'leader-must-confirm'
  return step === 'confirm' && sides.has('lead') ? 'own-unit' : 'not-your-step'
}

const requestOf = <K extends RequestKind>(matter: MatterFacts, kind: K) =>
  matter.openRequests.find((request): request is Extract<OpenRequest, { kind: K }> => request.kind === kind)

/** The steps open to this actor: the buttons to show, in the order to show them. */
export const openSteps = (matter: MatterFacts, actor: Actor): Step[] =>
  (Object.keys(MOVES[matter.state]) as Step[]).filter((step) => barrier(matter, step, actor) === null)

/** The steps that this actor may record for the asking unit, with its signed slip. */
export const standInSteps = (matter: MatterFacts, actor: Actor): Step[] =>
  (Object.keys(MOVES[matter.state]) as Step[]).filter((step) => barrier(matter, step, actor, true) === null)

const FIELD_REFUSALS: Partial<Record<InputField, Refusal>> = {
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
  responsiblePostId: 'leader-needed',
}

/**
 * Takes one step on the given day: where the matter goes and what changes with it, or why not.
 * What was written (reason, text, files) stays with the step in the timeline and is no effect.
 */
export const takeStep = (
  matter: MatterFacts,
  step: Step,
  actor: Actor,
  input: StepInput,
  today: string,
): Taken | { refused: Refusal } => {
  const refused = barrier(matter, step, actor, Boolean(input.slip)) ?? inputProblem(matter, step, input, today)
  if (refused) return { refused }
  const move = MOVES[matter.state][step]!
  const to = move.to === 'former' ? matter.mergedFrom! : (move.to ?? matter.state)
  return { to, effects: EFFECTS[step]?.({ matter, actor, input, today }) ?? [] }
}

const inputProblem = (matter: MatterFacts, step: Step, input: StepInput, today: string): Refusal | null => {
  const slip = input.slip ? slipProblem(input.slip, answeredOn(matter, step), today) : null
  if (slip) return slip
  if (step === 'report' && matter.openNodes > 0) return 'open-nodes'
  if (step === 'report' && matter.parts.silent > 0) return 'open-parts'
  const needs = Object.entries(needsOf(matter.state, step)) as [InputField, 'needed' | 'optional'][]
  for (const [field, need] of needs) {
    const missing = FIELD_REFUSALS[field]
    if (missing && isEmpty(input[field]) && need === 'needed') return missing
    if ((field !== 'dueOn' && field !== 'reviewOn') || isEmpty(input[field])) continue
    if (!isDay(input[field])) return missing!
    if (input[field] < today) return 'day-in-past'
  }
  if (step === 'assign' && input.lead?.unitId === matter.askerUnitId && matter.askerUnitId !== matter.officeUnitId)
    return 'lead-is-asker'
  if (step === 'hand-down') return partsProblem(input.parts ?? [], matter.dueOn, today)
  if (step === 'agree-day' && requestOf(matter, 'day')!.newDueOn < today) return 'day-in-past'
  if (isLater(promisedBy(matter, step, input), matter.aboveDueOn)) return 'later-than-above'
  if (step === 'ask-time' || step === 'grant-time') return newDayProblem(matter, step, input, today)
  // A review day that went by while the request waited.
  if (step === 'grant-hang' && isEmpty(input.reviewOn) && requestOf(matter, 'hang')!.reviewOn < today)
    return 'day-in-past'
  return null
}

/** The day of what an answer answers: the report, or the request to hang. */
const answeredOn = (matter: MatterFacts, step: Step): string | null => {
  if (step === 'confirm' || step === 'send-back') return matter.reportedOn
  return step.endsWith('hang') ? (requestOf(matter, 'hang')?.askedOn ?? null) : null
}

/** The day that a step promises anew; null where it promises none. */
const promisedBy = (matter: MatterFacts, step: Step, input: StepInput): string | null => {
  if (step === 'agree-day') return requestOf(matter, 'day')!.newDueOn
  const given = isEmpty(input.dueOn) ? null : input.dueOn
  if (step === 'grant-time') return given ?? requestOf(matter, 'time')!.newDueOn
  return step === 'assign' || step === 'reopen' ? given : null
}

/** A part is promised for the day of the matter above at the latest: whoever needs longer asks for more time above first. */
const isLater = (day: string | null, above: string | null | undefined): boolean =>
  day !== null && typeof above === 'string' && day > above

const partsProblem = (
  parts: NonNullable<StepInput['parts']>,
  aboveDueOn: string | null,
  today: string,
): Refusal | null => {
  if (new Set(parts.map(({ unitId }) => unitId)).size < parts.length) return 'part-twice'
  const days = parts.flatMap(({ dueOn }) => (isEmpty(dueOn) ? [] : [dueOn]))
  if (days.some((day) => !isDay(day))) return 'day-needed'
  if (days.some((day) => day < today)) return 'day-in-past'
  return days.some((day) => isLater(day, aboveDueOn)) ? 'later-than-above' : null
}

/**
 * 按新版改动 (来文新版): why this actor cannot change words, lead or day of a matter by a newer version of its document; null
 * where it may. Only the office that asked for it, while it is neither reported nor ended; what is a part follows its own matter.
 */
export const mayRevise = (matter: MatterFacts, actor: Actor): 'not-your-step' | 'step-not-open' | null => {
  if (matter.isPart || !isTheirs(matter, 'asking-office', sidesOf(matter, actor))) return 'not-your-step'
  return REVISABLE.includes(matter.state) ? null : 'step-not-open'
}
const REVISABLE: readonly MatterState[] = ['accepted', 'assigned', 'running']

/**
 * 改期征询: whether the lead of an open part is asked when the day above it moves. Asked are parts without a day, parts
 * promised for the old day or later, and parts that would now end after the matter they belong to; nothing moves by itself.
 */
export const asksDay = (
  part: { state: MatterState; dueOn: string | null },
  above: { formerDueOn: string | null; dueOn: string | null },
): boolean => {
  if (above.dueOn === null || above.dueOn === above.formerDueOn || part.dueOn === above.dueOn) return false
  if (part.state !== 'assigned' && part.state !== 'running') return false
  if (part.dueOn === null || part.dueOn > above.dueOn) return true
  return above.formerDueOn !== null && part.dueOn >= above.formerDueOn
}

const newDayProblem = (matter: MatterFacts, step: Step, input: StepInput, today: string): Refusal | null => {
  const asked = step === 'grant-time' ? requestOf(matter, 'time')!.newDueOn : ''
  const newDueOn = isEmpty(input.dueOn) ? asked : input.dueOn
  if (newDueOn < today) return 'day-in-past'
  return matter.dueOn !== null && newDueOn <= matter.dueOn ? 'day-not-later' : null
}

type StepTaken = { matter: MatterFacts; actor: Actor; input: StepInput; today: string }

/** What each step changes; a step that is missing here changes the state at most. */
const EFFECTS: Partial<Record<Step, (taken: StepTaken) => Effect[]>> = {
  drop: () => [{ remove: 'draft' }],
  withdraw: ({ matter }) => [...fallen(matter), ...unhung(matter)],
  assign: ({ matter, input }) => [
    ...fallen(matter),
    {
      lead: { unitId: input.lead!.unitId, postId: input.lead!.postId ?? null },
      helpers: [...new Set(input.helpers)].filter((unitId) => unitId !== input.lead!.unitId),
      responsiblePostId: input.responsiblePostId ?? null,
    },
    { dueOn: isEmpty(input.dueOn) ? null : input.dueOn },
  ],
  uphold: ({ matter }) => [{ settle: 'not-ours', granted: false }, ...fallen(matter, 'not-ours')],
  recall: ({ matter }) => [...fallen(matter), { clear: 'lead' }],
  'propose-decline': ({ input }) => [
    { open: 'decline', clause: tidy(input.clause), explanation: tidy(input.explanation) },
  ],
  'agree-decline': ({ matter }) => {
    const { clause, explanation } = requestOf(matter, 'decline')!
    return [
      { settle: 'decline', granted: true },
      { set: 'declined', clause, explanation },
      ...fallen(matter, 'decline'),
      ...unhung(matter),
    ]
  },
  'refuse-decline': () => [{ settle: 'decline', granted: false }],
  'not-ours': ({ matter, input }) => [...fallen(matter), { open: 'not-ours', reason: tidy(input.reason) }],
  'ask-time': ({ input }) => [{ open: 'time', newDueOn: input.dueOn!, reason: tidy(input.reason) }],
  'grant-time': ({ matter, input }) => {
    const { newDueOn } = requestOf(matter, 'time')!
    return [{ settle: 'time', granted: true, dueOn: isEmpty(input.dueOn) ? newDueOn : input.dueOn }]
  },
  'refuse-time': () => [{ settle: 'time', granted: false }],
  'ask-hang': ({ input }) => [{ open: 'hang', cause: tidy(input.cause), reviewOn: input.reviewOn! }],
  'grant-hang': ({ matter, input }) => {
    const { cause, reviewOn } = requestOf(matter, 'hang')!
    return [
      { settle: 'hang', granted: true },
      { set: 'hung', cause, reviewOn: isEmpty(input.reviewOn) ? reviewOn : input.reviewOn },
    ]
  },
  'refuse-hang': () => [{ settle: 'hang', granted: false }],
  'lift-hang': () => [{ clear: 'hung' }],
  report: ({ matter, actor, today }) => [...fallen(matter), ...unhung(matter), { reportedBy: whoOf(actor), on: today }],
  'send-back': () => [{ clear: 'report' }],
  confirm: ({ matter, actor, input, today }) => [
    { confirmedBy: whoOf(actor), on: today },
    ...(input.slip ? [{ mark: 'confirmed-for' } as const] : []),
    ...unmarked(matter, 'contested'),
  ],
  contest: ({ matter }) => [
    { mark: 'contested' },
    ...(matter.state === 'closed'
      ? ([{ clear: 'confirmation' }, { clear: 'report' }, ...unmarked(matter, 'confirmed-for')] as const)
      : []),
  ],
  'close-unanswered': ({ actor, today }) => [{ mark: 'unanswered' }, { confirmedBy: whoOf(actor), on: today }],
  'hand-down': ({ input }) => [
    { handDown: input.parts!.map(({ unitId, dueOn }) => ({ unitId, dueOn: isEmpty(dueOn) ? null : dueOn })) },
  ],
  explain: ({ input }) => [{ explained: tidy(input.text) }],
  'agree-day': ({ matter }) => [{ settle: 'day', granted: true, dueOn: requestOf(matter, 'day')!.newDueOn }],
  'keep-day': () => [{ settle: 'day', granted: false }],
  merge: ({ matter, input }) => [...fallen(matter), ...unhung(matter), { mergedInto: input.targetId! }],
  unmerge: () => [{ clear: 'merged' }],
  reopen: ({ matter, input }) => [
    { clear: 'confirmation' },
    { clear: 'report' },
    ...unmarked(matter, 'confirmed-for'),
    ...(isEmpty(input.dueOn) ? [] : [{ dueOn: input.dueOn }]),
  ],
  supervise: () => [{ mark: 'supervised' }],
  'lift-supervise': () => [{ clear: 'supervised' }],
  'change-leader': ({ input }) => [{ responsible: input.responsiblePostId! }],
  carry: () => [{ mark: 'carried' }],
}

const whoOf = ({ personId, postId, unitId }: Actor): Who => ({ personId, postId, unitId })

/** A mark that no longer holds goes: what is open again was not confirmed for anybody. */
const unmarked = (matter: MatterFacts, mark: 'confirmed-for' | 'contested'): Effect[] =>
  matter.behalf?.marks.includes(mark) ? [{ unmark: mark }] : []

/** Requests that still wait fall away when the matter moves on. */
const fallen = (matter: MatterFacts, except?: RequestKind): Effect[] =>
  matter.openRequests.filter(({ kind }) => kind !== except).map(({ kind }) => ({ fallen: kind }))

const unhung = (matter: MatterFacts): Effect[] => (matter.hung ? [{ clear: 'hung' }] : [])

// A text of spaces only, ideographic and zero-width ones included, says nothing.
const isEmpty = (value: StepInput[InputField]): value is null | undefined | '' =>
  value === null ||
  value === undefined ||
  (typeof value === 'string' && tidy(value) === '') ||
  (Array.isArray(value) && value.length === 0)

const tidy = (text: string | null | undefined): string => (text ?? '').replace(/^[\s\u200b]+|[\s\u200b]+$/g, '')
