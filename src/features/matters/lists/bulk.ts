import type { AuditEntry } from '../../../platform/audit/audit.ts'
import { addDays } from '../../../platform/calendar/days.ts'
import type { Context } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import { Problem } from '../../../platform/problem.ts'
import { refuseSecrets } from '../../../platform/secrecy/guard.ts'
import { TAKE_BACK_DAYS } from '../../org/index.ts'
import { insertBatch } from '../batches/index.ts'
import type { TakeStep } from '../contract.ts'
import { checkVacancy } from '../operations/parts.ts'
import { refusalProblem } from '../operations/refuse.ts'
import { actorOf, stepsOf } from '../operations/shared.ts'
import { takeStepIn } from '../operations/steps.ts'
import { type Step, takeStep } from '../rules.ts'
import { readImage } from '../store/images.ts'
import { pageOfMatters } from '../store/lists.ts'
import { factsOf, readMoreFacts, type StoredMatter } from '../store/rows.ts'
import { STEP_WORDS } from '../words.ts'
import {
  type BulkAnswer,
  type BulkCheck,
  type CheckBulk,
  listProblems,
  MOST_AT_ONCE,
  type TakeBulk,
} from './contract.ts'
import { mattersById } from './store.ts'

/** 催办 is a remark to many. */
const bulkWord = (step: Step): string => (step === 'comment' ? '催办' : STEP_WORDS[step])

const HIDDEN = '部队需求（内容不显示）'

/** Why a step is not open in this matter for the acting post, in the words of the rules; null where it is. */
const whyNot = (
  ctx: Context,
  matter: StoredMatter | undefined,
  facts: ReturnType<typeof factsOf> | undefined,
  step: Step,
) => {
  if (!matter || !facts) return '不存在，或不归本岗位看。'
  if (stepsOf(ctx, matter, facts).includes(step)) return null
  const taken = matter.hasWords
    ? takeStep(facts, step, actorOf(ctx), {}, ctx.today)
    : { refused: 'not-your-step' as const }
  const refused = 'refused' in taken ? taken.refused : 'step-not-open'
  return refusalProblem(refused, { matter: facts, step, today: ctx.today, names: { office: matter.officeName } }).detail
}

const idsOf = async (tx: Tx, ctx: Context, { ids, filter }: Pick<CheckBulk, 'ids' | 'filter'>): Promise<number[]> => {
  if (!filter) return [...new Set(ids)]
  const { rows } = await pageOfMatters(tx, ctx, filter, { sort: 'due', size: MOST_AT_ONCE + 1 })
  return rows.map(({ id }) => id)
}

/**
 * What one step in many matters would do, and nothing else: in which it is open, and why it is not in the others.
 * @throws Problem too-many-at-once
 */
export const checkBulk = (ctx: Context, input: CheckBulk): Promise<BulkCheck> =>
  ctx.read(async (tx) => {
    const ids = await idsOf(tx, ctx, input)
    if (ids.length > MOST_AT_ONCE) throw new Problem(listProblems['too-many-at-once'])
    const matters = await mattersById(tx, ids)
    const more = await readMoreFacts(tx, [...matters.keys()], ctx.today)
    const check: BulkCheck = { open: [], skipped: [] }
    for (const id of ids) {
      const matter = matters.get(id)
      const named = { id, code: matter?.code ?? '', title: matter ? (matter.title ?? HIDDEN) : '' }
      const why = whyNot(ctx, matter, matter && factsOf(matter, more), input.step)
      if (why === null && matter) check.open.push({ ...named, version: matter.version })
      else check.skipped.push({ ...named, why: why ?? '' })
    }
    return check
  })

/**
 * Takes one step in many matters, each by the rules of the single step, all or none, as one batch that can be taken back.
 * @throws Problem the refusal of the first that cannot be taken, naming its matter; nobody-in-post, secrecy
 */
export const takeBulk = (ctx: Context, { rows, step, ...words }: TakeBulk): Promise<BulkAnswer> => {
  refuseSecrets({ '/text': words.text, '/reason': words.reason })
  return ctx.change('matter.bulk', async (tx) => {
    // About the lead of them all, and no one matter's.
    if (words.lead) await checkVacancy(tx, ctx, [words.lead.unitId], words.isVacancyKnown, '/lead')
    const more: AuditEntry[] = []
    const items: { matterId: number; version: number; before: object | null }[] = []
    // Always in the same order, so that two who do this at once never wait for each other.
    for (const { id, version } of [...rows].sort((a, b) => a.id - b.id)) {
      const before = (await readImage(tx, id)) ?? null
      const input: TakeStep = { ...words, id, version, step, fileIds: [] }
      const change = await takeStepIn(ctx, tx, input).catch((thrown: unknown) => {
        throw thrown instanceof Problem ? naming(thrown, before?.code ?? '', before?.title ?? HIDDEN) : thrown
      })
      const { answer, more: further = [], ...entry } = change
      more.push({ action: `matter.${step}`, ...entry }, ...further)
      items.push({ matterId: id, version: answer.version, before })
    }
    const title = `批量${bulkWord(step)} ${items.length} 件`
    const batchId = await insertBatch(tx, ctx, { kind: 'steps', title }, items)
    const answer = { batchId, title, taken: items.length, until: addDays(ctx.today, TAKE_BACK_DAYS) }
    return { record: 'batches', recordId: batchId, after: { title, itemCount: items.length }, answer, more }
  })
}

/** The refusal of one of many names its matter; nothing of the others is done. */
const naming = (problem: Problem, code: string, title: string): Problem =>
  new Problem(problem.type, {
    detail: `${code}“${title}”：${problem.detail}整批都没有办，去掉这一件再办。`,
    errors: problem.errors,
  })
