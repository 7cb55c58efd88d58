import { type FactSeen, type FactState, isChecker, isWriter, type Looker } from './sides.ts'

/** The life of a fact: draft → recorded → (returned with a reason) → checked; withdrawn or replaced, never deleted. */

/** `correct` and `replace` come with a form of their own; the others are one press, some with a reason. */
export const FACT_STEPS = [
  'record',
  'correct',
  'check',
  'return',
  'ask',
  'keep',
  'replace',
  'withdraw',
  'restore',
  'drop',
] as const
export type FactStep = (typeof FACT_STEPS)[number]

/** Whose step it is: the unit that wrote it down, or the station or office above that looks at it once. */
export type FactSide = 'writer' | 'checker'

/** One move: whose step, where it leads (no `to`: the state stays), and what must hold beside the state. */
export type FactMove = {
  by: FactSide
  to?: FactState
  reasonNeeded?: true
  only?: keyof typeof CONDITIONS
}

/** Conditions beside the state, by the name that a move asks for them. */
export const CONDITIONS = {
  asked: (fact: FactSeen) => fact.isAsked,
  'not asked': (fact: FactSeen) => !fact.isAsked,
  // A draft that was dropped never counted anywhere and does not come back.
  'was recorded': (fact: FactSeen) => fact.isRecorded,
  'replacement gone': (fact: FactSeen) => fact.isReplacementGone,
}

/** Every step a fact allows: state, step, whose it is, where it leads; in the order the buttons stand. */
export const MOVES: Record<FactState, Partial<Record<FactStep, FactMove>>> = {
  draft: {
    record: { by: 'writer', to: 'recorded' },
    correct: { by: 'writer' },
    drop: { by: 'writer', to: 'withdrawn' },
  },
  recorded: {
    check: { by: 'checker', to: 'checked' },
    return: { by: 'checker', to: 'returned', reasonNeeded: true },
    correct: { by: 'writer' },
    replace: { by: 'writer', to: 'replaced' },
    withdraw: { by: 'writer', to: 'withdrawn', reasonNeeded: true },
  },
  returned: {
    record: { by: 'writer', to: 'recorded' },
    correct: { by: 'writer' },
    replace: { by: 'writer', to: 'replaced' },
    withdraw: { by: 'writer', to: 'withdrawn', reasonNeeded: true },
  },
  checked: {
    keep: { by: 'checker', reasonNeeded: true, only: 'asked' },
    return: { by: 'checker', to: 'returned', reasonNeeded: true },
    ask: { by: 'writer', reasonNeeded: true, only: 'not asked' },
  },
  withdrawn: {
    restore: { by: 'writer', to: 'recorded', reasonNeeded: true, only: 'was recorded' },
  },
  // It comes back by itself when what took its place is withdrawn; of older ones somebody says so.
  replaced: {
    restore: { by: 'writer', to: 'recorded', reasonNeeded: true, only: 'replacement gone' },
  },
}

export type FactRefusal = 'step-not-open' | 'not-writer' | 'not-checker' | 'own-entry' | 'reason-needed'

/** Where a step leads, or why it is not taken. */
export const takeFactStep = (
  fact: FactSeen,
  step: FactStep,
  looker: Looker,
  reason = '',
): { to: FactState } | { refused: FactRefusal } => {
  const move = MOVES[fact.state][step]
  if (!move || (move.only && !CONDITIONS[move.only](fact))) return { refused: 'step-not-open' }
  if (move.by === 'writer' && !isWriter(fact, looker)) return { refused: 'not-writer' }
  if (move.by === 'checker') {
    const answer = isChecker(fact, looker)
    if (answer !== true) return { refused: answer }
  }
  if (move.reasonNeeded && reason.trim() === '') return { refused: 'reason-needed' }
  return { to: move.to ?? fact.state }
}

/** Steps that may be taken now, in the order of the table. */
export const openFactSteps = (fact: FactSeen, looker: Looker): FactStep[] =>
  (Object.keys(MOVES[fact.state]) as FactStep[]).filter(
    (step) => !('refused' in takeFactStep(fact, step, looker, 'any')),
  )
