import type { MatchKind } from '../../../sources/contract.ts'
import { type Actor, isTheirs, type MatterFacts, mayRevise, openSteps, sidesOf } from '../../rules.ts'
import type { Choice, MatterChange } from './contract.ts'

/** What may be decided on a matter whose clause changed in a newer version (新旧对照); nothing is carried out here. */

/** Clauses whose matters are to be decided; of the others they go on as they are. */
export const isToDecide = (kind: MatchKind): boolean => kind === 'changed' || kind === 'removed'

/** Withdrawn and declined matters ask for nothing any more. */
export const hasEnded = ({ state }: Pick<MatterFacts, 'state'>): boolean =>
  state === 'withdrawn' || state === 'declined'

/** Whether the matter is the acting office's own: it handed it out itself, and it is no part of another. */
export const isOwn = (matter: MatterFacts, actor: Actor): boolean =>
  actor.role === 'office' && !matter.isPart && isTheirs(matter, 'asking-office', sidesOf(matter, actor))

/** The choices that stand open to this actor, by the ledger's own rules. */
export const openChoices = (matter: MatterFacts, actor: Actor): Choice[] => {
  if (!isOwn(matter, actor) || hasEnded(matter) || matter.state === 'draft') return []
  const choices: Choice[] = ['keep']
  if (mayRevise(matter, actor) === null) choices.push('change')
  if (openSteps(matter, actor).includes('withdraw')) choices.push('withdraw')
  return choices
}

/** Why not everything may be chosen, in words; null where it may. */
export const choiceNote = (matter: MatterFacts, choices: readonly Choice[]): string | null => {
  if (hasEnded(matter)) return '已不再办理，不用决定。'
  if (matter.isPart) return '分解件随上一级事项，由下达单位处理。'
  if (choices.length === 0) return '由交办它的双拥办决定。'
  if (matter.state === 'closed') return '已销号，只能保留；要续办，打开事项重新办理。'
  if (matter.state === 'reported') return '已报办结，先确认或退回重办，再改动或撤回。'
  return null
}

type Stands = { title: string | null; body: string | null; leadUnitId: number | null; dueOn: string | null }

/** Whether 改动 would change anything. */
export const changesAnything = (matter: Stands, change: MatterChange): boolean =>
  change.title !== (matter.title ?? '') ||
  change.body !== (matter.body ?? '') ||
  change.leadUnitId !== matter.leadUnitId ||
  change.dueOn !== matter.dueOn

/** Why a decision cannot be noted, or null. */
export const decisionRefusal = (
  decided: { choice: Choice; reason: string; change: MatterChange | null },
  around: {
    kind: MatchKind
    isOwn: boolean
    choices: readonly Choice[]
    matter: Stands
    isCarried: boolean
    today: string
  },
):
  | 'clause-unchanged'
  | 'not-your-matter'
  | 'already-carried'
  | 'choice-not-open'
  | 'withdraw-reason'
  | 'nothing-changed'
  | 'day-in-past'
  | null => {
  const { choice, reason, change } = decided
  if (around.isCarried) return 'already-carried'
  if (!isToDecide(around.kind)) return 'clause-unchanged'
  if (!around.isOwn) return 'not-your-matter'
  if (!around.choices.includes(choice)) return 'choice-not-open'
  if (choice === 'withdraw' && reason === '') return 'withdraw-reason'
  if (choice !== 'change') return null
  if (!change || !changesAnything(around.matter, change)) return 'nothing-changed'
  const { dueOn, leadUnitId } = change
  const isNew = dueOn !== around.matter.dueOn || leadUnitId !== around.matter.leadUnitId
  return dueOn !== null && isNew && dueOn < around.today ? 'day-in-past' : null
}
