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

type Move = {
  to: HelpState
  /** Where an opinion against it leads; village and township say theirs and the county decides. */
  against?: HelpState
  /** Level of the lowest place whose post may take it; a village without a post has the township's. */
  by: (hand: Hand) => boolean
  wordsNeeded?: true
}

const anyone = () => true
const township = ({ role, level }: Hand) => role === 'office' || level <= 4
const office = ({ role }: Hand) => role === 'office'

const WITHDRAW: Partial<Record<HelpStep, Move>> = { withdraw: { to: 'withdrawn', by: anyone, wordsNeeded: true } }

/** Every step: from which state, whose it is, where it leads. */
export const HELP_MOVES: Record<HelpState, Partial<Record<HelpStep, Move>>> = {
  village: { village: { to: 'township', by: anyone, wordsNeeded: true }, ...WITHDRAW },
  township: { township: { to: 'county', by: township, wordsNeeded: true }, ...WITHDRAW },
  county: { county: { to: 'giving', against: 'refused', by: office, wordsNeeded: true }, ...WITHDRAW },
  giving: { give: { to: 'given', by: anyone, wordsNeeded: true }, ...WITHDRAW },
  given: {
    serve: { to: 'done', by: anyone, wordsNeeded: true },
    again: { to: 'giving', by: anyone, wordsNeeded: true },
  },
  done: {},
  refused: {},
  withdrawn: {},
}

/** Steps that are an opinion: for it or against it. */
export const isOpinion = (step: HelpStep): boolean => ['village', 'township', 'county'].includes(step)

export type HelpRefusal =
  | 'step-not-open'
  | 'not-your-step'
  | 'words-needed'
  | 'opinion-needed'
  | 'day-in-future'
  | 'before-last-step'

export const openHelpSteps = (state: HelpState, hand: Hand | null): HelpStep[] =>
  hand === null ? [] : HELP_STEPS.filter((step) => HELP_MOVES[state][step]?.by(hand))

/** Where a step leads, or why it may not be taken. */
export const takeHelpStep = (
  input: { step: HelpStep; on: string; words: string; agrees: boolean | null },
  { state, hand, today, sinceOn }: { state: HelpState; hand: Hand; today: string; sinceOn: string },
): { to: HelpState } | { refused: HelpRefusal } => {
  const move = HELP_MOVES[state][input.step]
  if (!move) return { refused: 'step-not-open' }
  if (!move.by(hand)) return { refused: 'not-your-step' }
  if (input.on > today) return { refused: 'day-in-future' }
  if (input.on < sinceOn) return { refused: 'before-last-step' }
  if (isOpinion(input.step) && input.agrees === null) return { refused: 'opinion-needed' }
  if (move.wordsNeeded && input.words.trim() === '') return { refused: 'words-needed' }
  return { to: input.agrees === false && move.against ? move.against : move.to }
}
