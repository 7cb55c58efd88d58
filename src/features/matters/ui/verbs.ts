import type { MatterRow } from '../contract.ts'
import { type InputField, needsOf } from '../rules.ts'
import type { MatterState, Step } from '../sides.ts'
import { STEP_LABELS } from './labels.ts'

/** Which of the open steps stand as buttons, and which go under 更多. The open steps themselves come from the rules. */

type Verbs = Pick<MatterRow, 'openSteps' | 'requests' | 'light' | 'state'>

/** The step that moves the matter on, and its other answer; the first pair that is open stands in the foot. */
const PAIRS: readonly (readonly [Step, Step])[] = [
  ['grant-time', 'refuse-time'],
  ['grant-hang', 'refuse-hang'],
  ['agree-decline', 'refuse-decline'],
  ['agree-day', 'keep-day'],
  ['confirm', 'send-back'],
  ['close-unanswered', 'comment'],
  ['accept', 'return'],
  ['assign', 'uphold'],
  ['sign', 'not-ours'],
  ['report', 'progress'],
  ['raise', 'drop'],
  ['progress', 'comment'],
]

export type FootVerbs = { primary: Step | null; second: Step | null; more: Step[] }

/** The foot of the drawer: one primary verb, its other answer, the rest under 更多. */
export const footVerbs = ({ openSteps }: Verbs): FootVerbs => {
  const pair = PAIRS.find(([first]) => openSteps.includes(first))
  if (!pair) {
    const [second = null, ...more] = openSteps.includes('comment')
      ? (['comment', ...openSteps.filter((step) => step !== 'comment')] as Step[])
      : openSteps
    return { primary: null, second, more }
  }
  const [primary, other] = pair
  const second = openSteps.includes(other) ? other : null
  return { primary, second, more: openSteps.filter((step) => step !== primary && step !== second) }
}

/** The two answers of a row that waits for one: 确认销号 and 退回重办, 同意延期 and 不同意延期 … */
export const answerVerbs = (row: Verbs): Step[] => {
  const { primary, second } = footVerbs(row)
  return [primary, second].filter((step): step is Step => step !== null && step !== 'comment')
}

/** The one verb of a row that I owe: near or past its day a matter asks for the report, before for progress. */
export const nextVerb = (row: Verbs): Step | null => {
  const { primary } = footVerbs(row)
  if (primary !== 'report' || !row.openSteps.includes('progress')) return primary
  return row.light.kind === 'due' || row.light.kind === 'over' ? 'report' : 'progress'
}

/** 改派 where a unit said that it is not theirs; else the label of the step. */
export const verbLabel = (step: Step, { requests }: Pick<Verbs, 'requests'>): string =>
  step === 'assign' && requests.includes('not-ours') ? '改派' : STEP_LABELS[step]

/** Steps that are taken with one press; what they may carry beside (a word, another day) is offered under 更多. */
const ONE_PRESS: ReadonlySet<Step> = new Set([
  'accept',
  'sign',
  'confirm',
  'grant-time',
  'grant-hang',
  'lift-hang',
  'lift-supervise',
  'agree-day',
])

export const isOnePress = (state: MatterState, step: Step): boolean =>
  ONE_PRESS.has(step) && !Object.values(needsOf(state, step)).includes('needed')

/** How the same step is called where it carries something: 确认销号并附言, 同意延期，另定日期. */
export const longVerbLabel = (state: MatterState, step: Step): string | null => {
  if (!isOnePress(state, step)) return null
  const fields = Object.keys(needsOf(state, step)) as InputField[]
  if (fields.includes('dueOn')) return `${STEP_LABELS[step]}，另定日期`
  if (fields.includes('reviewOn')) return `${STEP_LABELS[step]}，另定复核日`
  return fields.includes('text') ? `${STEP_LABELS[step]}并附言` : null
}

/** Steps that go out with files beside their words; what is over (已销号, 不予办理, 已撤回) takes files only to be reopened. */
export const takesFiles = (step: Step, { light }: Pick<Verbs, 'light'>): boolean =>
  (light.kind !== 'done' || step === 'reopen') &&
  [
    'raise',
    'progress',
    'report',
    'comment',
    'not-ours',
    'ask-time',
    'ask-hang',
    'send-back',
    'reopen',
    'hand-down',
  ].includes(step)
