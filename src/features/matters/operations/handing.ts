import type { AuditEntry } from '../../../platform/audit/audit.ts'
import type { Context } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import { type FieldProblem, Problem, problems } from '../../../platform/problem.ts'
import { refuseSecrets } from '../../../platform/secrecy/guard.ts'
import type { MatterDetail, MatterRow, RaiseTask } from '../contract.ts'
import { takeStep } from '../rules.ts'
import { type MatterFacts, mayRaise, NO_PARTS } from '../sides.ts'
import { leadersOf } from '../store/lookups.ts'
import { insertSources } from '../store/sources.ts'
import { attachFiles, insertEntries, insertMatters, type NewEntry, type NewMatter, takeCodes } from '../store/writes.ts'
import type { EntryDetails } from '../words.ts'
import { checkVacancy } from './parts.ts'
import { knownFiles, knownPosts, knownUnits, refusalProblem } from './refuse.ts'
import { actorOf, findOrRefuse, toDetail } from './shared.ts'

/** A task that an office hands out at once, from a clause of a document or on its own. Offsets as in the clean text. */
export type HandedTask = {
  title: string
  body: string
  category: MatterRow['category']
  leadUnitId: number
  helperUnitIds: number[]
  /** Post of the responsible leader 责任领导. */
  leaderPostId?: number | null
  dueOn: string | null
  part: string | null
  partTitle: string | null
  documentId: number | null
  clauseId: number | null
  proposalId: number | null
  startAt: number
  endAt: number
  quote: string
  /** Taken in from a sheet 导入: an item of before keeps its day, also one gone by, and may be in work already. */
  imported?: ImportedWords
}

/** What a sheet says of a task beside its columns of its own; `from` is the name of the file. */
export type ImportedWords = {
  from: string
  isRunning: boolean
  progress: string
  dueWords: string
  evidenceNamed: string
  remark: string
}

export type HandedMatter = { id: number; code: string; title: string; proposalId: number | null }

/**
 * Makes a matter of every task and hands it out, inside the caller's own change, all or none: matters, words, helpers,
 * sources and timeline. Codes follow in the order of the tasks. `more` are the audit rows that the caller's change returns.
 * @param isVacancyKnown the sender was told that nobody is in a post of a lead
 * @throws Problem not-yours, unknown-unit, unknown-post, nobody-in-post, secrecy, and the refusals of handing out
 * (day-in-past …), each naming the task: pointer '/tasks/3/dueOn'
 */
export const createHandedTasks = async (
  ctx: Context,
  tx: Tx,
  tasks: HandedTask[],
  isVacancyKnown?: boolean,
): Promise<{ matters: HandedMatter[]; more: AuditEntry[] }> => {
  if (tasks.length === 0) return { matters: [], more: [] }
  const { acting, today } = ctx
  if (!mayRaise('task', null, acting.role)) throw new Problem(problems['not-yours'])
  refuseSecrets(
    Object.fromEntries(
      tasks.flatMap(({ title, body }, index) => [
        [`/tasks/${index}/title`, title],
        [`/tasks/${index}/body`, body],
      ]),
    ),
  )
  const checked: { matter: NewMatter; details: EntryDetails }[] = []
  const units = await knownUnits(
    tx,
    ctx,
    Object.fromEntries(
      tasks.flatMap(({ leadUnitId, helperUnitIds }, index) => [
        [`/tasks/${index}/leadUnitId`, [leadUnitId]],
        [`/tasks/${index}/helperUnitIds`, helperUnitIds],
      ]),
    ),
  )
  const leadIds = tasks.map(({ leadUnitId }) => leadUnitId)
  const vacant = await checkVacancy(tx, ctx, leadIds, isVacancyKnown, (found) => vacantLeads(tasks, found))
  const leaderNames = new Map<number, string | undefined>()
  for (const postId of new Set(tasks.map((task) => task.leaderPostId)))
    if (postId) leaderNames.set(postId, (await knownPosts(tx, ctx, { responsiblePostId: postId })).leader)

  for (const [index, task] of tasks.entries()) {
    const { helpers } = checkHandOut(ctx, task, `/tasks/${index}`, tasks.length > 1)
    checked.push({
      matter: newTask(ctx, task, helpers),
      details: {
        leadUnitId: task.leadUnitId,
        lead: units.get(task.leadUnitId)?.name ?? '',
        helpers: helpers.map((id) => units.get(id)?.name ?? ''),
        leader: leaderNames.get(task.leaderPostId ?? 0),
        dueOn: task.dueOn,
        vacant: vacant.filter(({ id }) => id === task.leadUnitId).map(({ name }) => name),
        ...(task.imported ? { importedFrom: task.imported.from } : {}),
      },
    })
  }

  const codes = await takeCodes(tx, acting.cityId, 'task', Number(today.slice(0, 4)), tasks.length)
  const leaders = await leadersOf(tx, acting.regionId, today)
  const ids = await insertMatters(
    tx,
    ctx,
    checked.map(({ matter }, index) => ({ ...matter, code: codes[index] as string })),
    leaders.map(({ id }) => id),
  )
  const entries = checked.flatMap(({ details }, index) => [
    { matterId: ids[index] as number, step: 'assign', from: null, to: 'assigned', text: '', details } as const,
    ...importedEntries(ids[index] as number, tasks[index] as HandedTask),
  ])
  await insertEntries(tx, ctx, entries)
  await insertSources(
    tx,
    tasks.map((task, index) => ({ ...task, matterId: ids[index] as number })),
  )
  const matters = tasks.map(({ title, proposalId }, index) => ({
    id: ids[index] as number,
    code: codes[index] as string,
    title,
    proposalId,
  }))
  const more = matters.map(({ id, code }, index) => ({
    action: 'matter.hand-out',
    record: 'matters',
    recordId: id,
    after: { code, ...tasks[index], state: checked[index]?.matter.state },
  }))
  return { matters, more }
}

/** One problem for each task whose lead has nobody in a post; of many, named by their titles. */
const vacantLeads = (tasks: readonly HandedTask[], vacant: readonly { id: number; name: string }[]): FieldProblem[] => {
  const names = new Map(vacant.map(({ id, name }) => [id, name]))
  return tasks.flatMap(({ leadUnitId, title }, index) => {
    const name = names.get(leadUnitId)
    if (name === undefined) return []
    const words = `${name}还没有人在任，交办后没有人签收；确要交办，先勾选“知道无人在任”。`
    return [{ pointer: `/tasks/${index}/leadUnitId`, detail: tasks.length > 1 ? `“${title}”：${words}` : words }]
  })
}

/** What an import adds to the timeline: that the work runs already, and how far it is. */
const importedEntries = (matterId: number, { imported }: HandedTask): NewEntry[] => {
  if (!imported) return []
  const { isRunning, progress } = imported
  const to = isRunning ? 'running' : 'assigned'
  return [
    ...(isRunning
      ? [{ matterId, step: 'sign', from: 'assigned', to, text: '导入时已在办理，不再签收。', details: {} } as const]
      : []),
    ...(progress ? [{ matterId, step: 'progress', from: to, to, text: progress, details: {} } as const] : []),
  ]
}

/** Handing out asks the same rules as the step 交办 of an accepted matter. */
const checkHandOut = (ctx: Context, task: HandedTask, at: string, isOneOfMany: boolean): { helpers: number[] } => {
  const { acting, today } = ctx
  const facts: MatterFacts = {
    state: 'accepted',
    kind: 'task',
    askerUnitId: acting.unitId,
    askerPostId: acting.postId,
    officeUnitId: acting.unitId,
    regionPath: acting.regionPath,
    leadUnitId: null,
    leadPostId: null,
    helperUnitIds: [],
    dueOn: null,
    hung: null,
    supervised: false,
    carried: false,
    openRequests: [],
    openNodes: 0,
    isPart: false,
    mayHandDown: false,
    parts: NO_PARTS,
    superiorPostIds: [],
    isClosable: false,
    mergedFrom: null,
    reportedByPersonId: null,
    reportedByUnitId: null,
    reportedOn: null,
  }
  const input = {
    lead: { unitId: task.leadUnitId },
    helpers: task.helperUnitIds,
    responsiblePostId: task.leaderPostId,
    dueOn: task.dueOn,
  }
  // A day that went by before the sheet was taken in is late, not wrong.
  const asOf = task.imported && task.dueOn !== null && task.dueOn < today ? task.dueOn : today
  const taken = takeStep(facts, 'assign', actorOf(ctx), input, asOf)
  if ('refused' in taken) {
    const { type, detail, errors } = refusalProblem(taken.refused, { matter: facts, step: 'assign', today, input })
    const named = isOneOfMany ? `“${task.title}”：${detail}` : detail
    throw new Problem(type, {
      detail: named,
      errors: errors.map(({ pointer }) => ({ pointer: `${at}${pointer}`, detail: named })),
    })
  }
  const handed = taken.effects.find((effect) => 'lead' in effect)
  return { helpers: handed && 'helpers' in handed ? handed.helpers : [] }
}

const newTask = ({ acting }: Context, task: HandedTask, helperUnitIds: number[]): NewMatter => ({
  cityId: acting.cityId,
  code: null,
  kind: 'task',
  direction: null,
  category: task.category,
  state: task.imported?.isRunning ? 'running' : 'assigned',
  title: task.title,
  body: task.body,
  region: { id: acting.regionId, path: acting.regionPath },
  officeUnitId: acting.unitId,
  askerUnitId: acting.unitId,
  askerPostId: acting.postId,
  leadUnitId: task.leadUnitId,
  leaderPostId: task.leaderPostId ?? null,
  helperUnitIds,
  suggestedLeadUnitId: null,
  wishedOn: null,
  dueOn: task.dueOn,
  part: task.part,
  partTitle: task.partTitle,
  documentId: task.documentId,
  marks: task.imported ? ['imported'] : [],
  dueWords: task.imported?.dueWords,
  evidenceNamed: task.imported?.evidenceNamed,
  remark: task.imported?.remark,
})

/** 立一件任务: a task without a document, handed out in one go. @throws Problem as createHandedTasks, unknown-file */
export const raiseTask = (ctx: Context, input: RaiseTask): Promise<MatterDetail> =>
  ctx.change('matter.raise-task', async (tx) => {
    const { fileIds, isVacancyKnown, ...task } = input
    const files = await knownFiles(tx, fileIds)
    const ofDocument = { documentId: null, clauseId: null, proposalId: null, part: null, partTitle: null }
    const noSource = { ...ofDocument, startAt: 0, endAt: 0, quote: '' }
    const { matters, more } = await pointersOfOne(() =>
      createHandedTasks(ctx, tx, [{ ...task, ...noSource }], isVacancyKnown),
    )
    const id = (matters[0] as HandedMatter).id
    const answer = await toDetail(tx, ctx, await findOrRefuse(tx, id))
    await attachFiles(tx, id, (answer.entries[0] as MatterDetail['entries'][number]).id, files)
    return {
      record: 'matters',
      recordId: id,
      after: { ...(more[0]?.after as object), files, ...(isVacancyKnown ? { isVacancyKnown } : {}) },
      answer: files.length > 0 ? await toDetail(tx, ctx, await findOrRefuse(tx, id)) : answer,
    }
  })

/** A form with one task names its own fields. */
export const pointersOfOne = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    const { type, detail, extra } = error
    const errors = error.errors.map((one) => ({ ...one, pointer: one.pointer.replace(/^\/tasks\/0(?=\/)/, '') }))
    throw new Problem(type, { detail, errors, extra })
  }
}
