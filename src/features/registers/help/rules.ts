/**
 * 帮扶: asked for or found, an opinion of village, township and county each, given, followed up. Pure. No source fixes the steps;
 * they are those of the issue, and who takes them is the program's own choice.
 */

/** 本人申请, 走访发现. */
export const SOURCES = ['asked', 'found'] as const
export type Source = (typeof SOURCES)[number]

/** 医疗 住房 生活 法律. */
export const HELP_KINDS = ['medical', 'housing', 'living', 'legal'] as const
export type HelpKind = (typeof HELP_KINDS)[number]

/** 待村级意见 待乡镇意见 待县级意见 待落实 待回访 已办结 不予帮扶 已撤回, in this order. */
export const HELP_STATES = ['village', 'township', 'county', 'giving', 'given', 'done', 'refused', 'withdrawn'] as const
export type HelpState = (typeof HELP_STATES)[number]

export const isOpen = (state: HelpState): boolean => !['done', 'refused', 'withdrawn'].includes(state)

/** 村级意见 乡镇意见 县级意见 记落实 回访已解决 回访没解决 撤回. */
export const HELP_STEPS = ['village', 'township', 'county', 'give', 'serve', 'again', 'withdraw'] as const
export type HelpStep = (typeof HELP_STEPS)[number]

/** Who acts: the role and the level of its place (3 county, 4 township, 5 village). */
export type Hand = { role: 'office' | 'station'; level: number }

/** The family's own place: its level, and the levels on the way up at which a post stands that is held. */
export type Desks = { lowest: number; staffed: readonly number[] }

type Move = {
  to: HelpState
  /** Where an opinion against it leads; village and township say theirs and the county decides. */
  against?: HelpState
  wordsNeeded?: true
}

const WITHDRAW: Partial<Record<HelpStep, Move>> = { withdraw: { to: 'withdrawn', wordsNeeded: true } }

/** Every step: from which state, where it leads. Opinions are their level's (`opinionBy`), the rest is anyone's who keeps the family. */
export const HELP_MOVES: Record<HelpState, Partial<Record<HelpStep, Move>>> = {
  village: { village: { to: 'township', wordsNeeded: true }, ...WITHDRAW },
  township: { township: { to: 'county', wordsNeeded: true }, ...WITHDRAW },
  county: { county: { to: 'giving', against: 'refused', wordsNeeded: true }, ...WITHDRAW },
  giving: { give: { to: 'given', wordsNeeded: true }, ...WITHDRAW },
  given: { serve: { to: 'done', wordsNeeded: true }, again: { to: 'giving', wordsNeeded: true } },
  done: {},
  refused: {},
  withdrawn: {},
}

/** Steps that are an opinion, for it or against it, and the level whose it is. */
const LEVEL_OF: Partial<Record<HelpStep, number>> = { village: 5, township: 4, county: 3 }
export const isOpinion = (step: HelpStep): boolean => step in LEVEL_OF

/**
 * How a hand takes a step. Opinions: each level its own; of a level without a post the nearest one above writes it 代录, marked so and counted
 * apart; nobody else. Of a family that is registered at a township the township says the village's. The county's is an office's.
 */
export const opinionBy = (step: HelpStep, hand: Hand, { lowest, staffed }: Desks): 'own' | 'on-behalf' | null => {
  if (!isOpinion(step)) return 'own'
  const level = Math.min(LEVEL_OF[step] ?? 0, lowest)
  if (step === 'county' && hand.role !== 'office') return null
  if (hand.level === level) return 'own'
  const nearest = Math.max(0, ...staffed.filter((one) => one < level))
  return !staffed.includes(level) && hand.level === nearest ? 'on-behalf' : null
}

const mayTake = (step: HelpStep, hand: Hand, desks: Desks): boolean => opinionBy(step, hand, desks) !== null

export type HelpRefusal =
  | 'step-not-open'
  | 'not-your-step'
  | 'words-needed'
  | 'opinion-needed'
  | 'day-in-future'
  | 'before-last-step'

export const openHelpSteps = (state: HelpState, hand: Hand | null, desks: Desks): HelpStep[] =>
  hand === null ? [] : HELP_STEPS.filter((step) => HELP_MOVES[state][step] && mayTake(step, hand, desks))

/** Where a step leads, or why it may not be taken. */
export const takeHelpStep = (
  input: { step: HelpStep; on: string; words: string; agrees: boolean | null },
  {
    state,
    hand,
    desks,
    today,
    sinceOn,
  }: { state: HelpState; hand: Hand; desks: Desks; today: string; sinceOn: string },
): { to: HelpState; isOnBehalf: boolean } | { refused: HelpRefusal } => {
  const move = HELP_MOVES[state][input.step]
  if (!move) return { refused: 'step-not-open' }
  if (!mayTake(input.step, hand, desks)) return { refused: 'not-your-step' }
  if (input.on > today) return { refused: 'day-in-future' }
  if (input.on < sinceOn) return { refused: 'before-last-step' }
  if (isOpinion(input.step) && input.agrees === null) return { refused: 'opinion-needed' }
  if (move.wordsNeeded && input.words.trim() === '') return { refused: 'words-needed' }
  return {
    to: input.agrees === false && move.against ? move.against : move.to,
    isOnBehalf: opinionBy(input.step, hand, desks) === 'on-behalf',
  }
}
