import { isDay } from '../../platform/calendar/days.ts'
import { isStandInStep, slipProblem } from './behalf.ts'
import { EFFECTS, isEmpty, requestOf, type Taken } from './effects.ts'
import { CONDITIONS, type InputField, MOVES, type Move, needsOf, STEPS_OF_HELP } from './moves.ts'
import type { Refusal } from './refusals.ts'
import {
  type Actor,
  isTheirs,
  leaderStandsIn,
  type MatterFacts,
  type MatterState,
  officeLeads,
  type Side,
  type Step,
  type StepInput,
  sidesOf,
  standInSidesOf,
} from './sides.ts'

export { CONTEST_DAYS, contestUntil, mayContest, mayStandIn } from './behalf.ts'
export type { Effect, Taken } from './effects.ts'
export * from './moves.ts'
export type { Refusal } from './refusals.ts'
export { REFUSAL_SLUGS, REFUSALS } from './refusals.ts'
export * from './sides.ts'

/**
 * The life of a matter (事项的一生), one for all kinds: who may take which step, and what refuses it.
 * Source: design, "One ledger, one way to close".
 */

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
  if (matter.kind === 'case' && !matter.isPart && STEPS_OF_HELP.has(step)) return 'step-of-help'

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
