import type { MatterFacts, MatterState, RequestKind, Step, StepInput, Whose } from './sides.ts'

/**
 * The steps of a matter: what each asks for, whose it is in each state, where it leads.
 * Source: design, "One ledger, one way to close".
 */

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

/** Conditions beside the state, by the name that a move asks for them. */
export const CONDITIONS = {
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

/**
 * 个案: these steps take a matter up, end it or send it back. A case does all that with its help 帮扶, and never beside it: it waits
 * (待受理) for the opinions, is handed out once the county agreed, and ends as the help ends.
 */
export const STEPS_OF_HELP: ReadonlySet<Step> = new Set<Step>([
  ...(['accept', 'return', 'withdraw', 'merge', 'unmerge', 'propose-decline', 'agree-decline'] as const),
  ...(['confirm', 'close-unanswered', 'reopen', 'contest'] as const),
])

/** What this step asks for in this state: the step's own needs, with the reason where the move demands one. */
export const needsOf = (state: MatterState, step: Step): Needs =>
  MOVES[state][step]?.reasonNeeded ? { ...STEP_NEEDS[step], reason: 'needed' } : STEP_NEEDS[step]
