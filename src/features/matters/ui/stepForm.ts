import { addDays } from '../../../platform/calendar/days.ts'
import type { FieldProblem, ShownFile, UnitOption } from '../../../platform/ui/index.ts'
import type { MatterDetail } from '../contract.ts'
import { type InputField, needsOf, REFUSALS, type Refusal } from '../rules.ts'
import type { MatterFacts, MatterState, Step } from '../sides.ts'
import { fieldLabel } from './labels.ts'
import type { ChosenPart } from './PartsField.tsx'
import type { StepWords } from './StepConflict.tsx'

/** What a person has written into the form of a step so far. */
export type StepAnswer = {
  title: string
  body: string
  reason: string
  text: string
  clause: string
  explanation: string
  cause: string
  dueOn: string | null
  reviewOn: string | null
  lead: UnitOption | null
  helpers: readonly UnitOption[]
  responsiblePostId: string
  parts: readonly ChosenPart[]
  /** The matter to merge into. */
  targetId: UnitOption | null
  isVacancyKnown: boolean
}
export type AnswerField = Exclude<keyof StepAnswer, 'isVacancyKnown'>

const optionOf = (named: { id: number; name: string } | null): UnitOption | null =>
  named ? { id: String(named.id), name: named.name } : null

/** The form as it opens: for 交办 the asker's hints or the former lead's helpers, for 提出 the words as they stand. */
export const emptyAnswer = (step: Step, matter: MatterDetail, today: string): StepAnswer => {
  const wished = matter.dueOn ?? matter.wishedOn
  return {
    title: matter.title ?? '',
    body: matter.body ?? '',
    reason: '',
    text: '',
    clause: '',
    explanation: '',
    cause: '',
    dueOn: step === 'assign' && wished !== null && wished >= today ? wished : null,
    reviewOn: null,
    lead: step === 'assign' && !matter.requests.includes('not-ours') ? optionOf(matter.suggestedLead) : null,
    helpers: step === 'assign' ? matter.helpers.flatMap((unit) => optionOf(unit) ?? []) : [],
    responsiblePostId: step === 'assign' && matter.leader ? String(matter.leader.id) : '',
    parts: [],
    targetId: null,
    isVacancyKnown: false,
  }
}

/** The first day a step's picker offers: a new promised day lies after the present one. */
export const firstDay = (step: Step, matter: Pick<MatterDetail, 'dueOn'>, today: string): string => {
  const isLater = step === 'ask-time' || step === 'grant-time'
  const after = isLater && matter.dueOn ? addDays(matter.dueOn, 1) : today
  return after > today ? after : today
}

/** Names of the fields, for problems that the server found. */
export const labelsOf = (step: Step): Record<string, string> => {
  const fields: InputField[] = [
    'lead',
    'helpers',
    'responsiblePostId',
    'dueOn',
    'clause',
    'explanation',
    'cause',
    'reviewOn',
    'reason',
    'text',
    'parts',
    'targetId',
  ]
  return {
    title: '事项名称',
    body: '具体情况',
    fileIds: '附件',
    namedPostIds: '点名',
    ...Object.fromEntries(fields.map((field) => [field, fieldLabel(step, field)])),
  }
}

const MISSING: Partial<Record<InputField, Refusal>> = {
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

const isMissing = (value: StepAnswer[AnswerField]): boolean =>
  typeof value === 'string' ? value.trim() === '' : value === null || (Array.isArray(value) && value.length === 0)

/** Fields the step needs and that are empty, each with the sentence of the rules. The server judges the rest. */
export const missingIn = (
  step: Step,
  matter: Pick<MatterDetail, 'state' | 'dueOn'>,
  answer: StepAnswer,
  today: string,
): FieldProblem[] => {
  const found: FieldProblem[] = []
  if (step === 'raise' && isMissing(answer.title))
    found.push({ name: 'title', label: '事项名称', detail: '事项名称还没有填。' })
  for (const [field, need] of Object.entries(needsOf(matter.state, step)) as [InputField, string][]) {
    const slug = MISSING[field]
    if (need !== 'needed' || !slug || !isMissing(answer[field])) continue
    // These sentences name the step and the day only; nothing of the matter is asked for.
    const facts = { state: matter.state, dueOn: matter.dueOn } as MatterFacts
    found.push({
      name: field,
      label: fieldLabel(step, field),
      detail: REFUSALS[slug].detail({ matter: facts, step, today }),
    })
  }
  return found
}

/** What is sent: only what the step asks for, and nothing empty. */
export const wordsOf = (step: Step, state: MatterState, answer: StepAnswer, files: readonly ShownFile[]): StepWords => {
  const asked = Object.keys(needsOf(state, step)) as InputField[]
  const words: StepWords = { fileIds: files.map(({ id }) => Number(id)) }
  const text = (field: 'reason' | 'text' | 'clause' | 'explanation' | 'cause') => {
    if (asked.includes(field) && answer[field].trim() !== '') words[field] = answer[field].trim()
  }
  for (const field of ['reason', 'text', 'clause', 'explanation', 'cause'] as const) text(field)
  if (asked.includes('dueOn') && answer.dueOn) words.dueOn = answer.dueOn
  if (asked.includes('reviewOn') && answer.reviewOn) words.reviewOn = answer.reviewOn
  if (asked.includes('lead') && answer.lead) words.lead = { unitId: Number(answer.lead.id) }
  if (asked.includes('helpers')) words.helpers = answer.helpers.map(({ id }) => Number(id))
  if (asked.includes('responsiblePostId') && answer.responsiblePostId)
    words.responsiblePostId = Number(answer.responsiblePostId)
  if (asked.includes('parts')) words.parts = answer.parts.map(({ unitId, dueOn }) => ({ unitId, dueOn }))
  if (asked.includes('targetId') && answer.targetId) words.targetId = Number(answer.targetId.id)
  if (answer.isVacancyKnown) words.isVacancyKnown = true
  if (step === 'raise') {
    words.title = answer.title.trim()
    words.body = answer.body.trim()
  }
  return words
}
