import type { Context } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import { Problem, problems } from '../../../platform/problem.ts'
import { refuseSecrets } from '../../../platform/secrecy/guard.ts'
import { found, refuseFuture } from '../scope.ts'
import { type ImpactAssessment, impactProblems, type RecordImpact, type SensitiveGate } from './contract.ts'
import {
  keptUntil,
  openFunctions,
  refuseRemoval,
  SENSITIVE_FUNCTIONS,
  SENSITIVE_WORDS,
  type SensitiveFunction,
} from './rules.ts'

type Acting = Pick<Context, 'acting'>
const isCityOffice = ({ acting }: Acting): boolean => acting.role === 'office' && acting.regionId === acting.cityId

const stored = (tx: Tx, cityId: number) =>
  tx
    .selectFrom('impact_assessments as a')
    .innerJoin('posts as o', 'o.id', 'a.post_id')
    .leftJoin('files as f', (join) => join.onRef('f.id', '=', 'a.file_id').on('f.removed_at', 'is', null))
    .selectAll('a')
    .select(['o.name as post_name', 'f.id as seen_file_id', 'f.name as file_name'])
    .where('a.city_id', '=', cityId)
    .orderBy('a.assessed_on', 'desc')
    .orderBy('a.id', 'desc')
    .execute()
type Stored = Awaited<ReturnType<typeof stored>>[number]

const held = ({ id, functions, assessed_on }: Pick<Stored, 'id' | 'functions' | 'assessed_on'>) => ({
  id,
  functions: functions as SensitiveFunction[],
  assessedOn: assessed_on,
})

const toAssessment = (ctx: Acting & Pick<Context, 'today'>, row: Stored, all: readonly Stored[]): ImpactAssessment => ({
  id: row.id,
  functions: SENSITIVE_FUNCTIONS.filter((one) => row.functions.includes(one)),
  what: row.what,
  necessity: row.necessity,
  risks: row.risks,
  measures: row.measures,
  assessedBy: row.assessed_by,
  assessedOn: row.assessed_on,
  keptUntil: keptUntil(row.assessed_on),
  file: row.seen_file_id === null ? null : { id: row.seen_file_id, name: row.file_name ?? '' },
  postName: row.post_name,
  mayRemove: isCityOffice(ctx) && refuseRemoval(held(row), all.map(held), ctx.today) === null,
})

const opened = async (ctx: Acting & Pick<Context, 'today'>, tx: Tx): Promise<SensitiveFunction[]> => {
  const rows = await tx
    .selectFrom('impact_assessments')
    .select(['id', 'functions', 'assessed_on'])
    .where('city_id', '=', ctx.acting.cityId)
    .execute()
  return openFunctions(rows.map(held), ctx.today)
}

/** Whether the assessment of a function is recorded. */
export const hasImpact = async (
  ctx: Acting & Pick<Context, 'today'>,
  tx: Tx,
  one: SensitiveFunction,
): Promise<boolean> => (await opened(ctx, tx)).includes(one)

/** P07: stops what handles sensitive data until its assessment is recorded. @throws Problem impact-missing */
export const requireImpact = async (
  ctx: Acting & Pick<Context, 'today'>,
  tx: Tx,
  ...needed: SensitiveFunction[]
): Promise<void> => {
  if (needed.length === 0) return
  const open = await opened(ctx, tx)
  const missing = needed.filter((one) => !open.includes(one))
  if (missing.length === 0) return
  const type = impactProblems['impact-missing']
  const detail = `缺少评估：${missing.map((one) => SENSITIVE_WORDS[one]).join('、')}。${type.detail}`
  throw new Problem(type, { detail, extra: { functions: missing } })
}

/** What the acting post may handle, for the screens. */
export const listGates = (ctx: Context): Promise<SensitiveGate[]> =>
  ctx.read(async (tx) => {
    const open = await opened(ctx, tx)
    return SENSITIVE_FUNCTIONS.map((one) => ({ function: one, isOpen: open.includes(one) }))
  })

export const listImpact = (ctx: Context) =>
  ctx.read(async (tx) => {
    const rows = await stored(tx, ctx.acting.cityId)
    return { rows: rows.map((row) => toAssessment(ctx, row, rows)), mayRecord: isCityOffice(ctx) }
  })

/** 记录影响评估. @throws Problem impact-not-city, day-in-future, not-valid for a file that is not there, secrecy */
export const recordImpact = (ctx: Context, input: RecordImpact): Promise<ImpactAssessment> => {
  const { what, necessity, risks, measures, assessedBy, assessedOn, fileId } = input
  refuseSecrets({
    '/what': what,
    '/necessity': necessity,
    '/risks': risks,
    '/measures': measures,
    '/assessedBy': assessedBy,
  })
  refuseFuture(assessedOn, ctx.today, '/assessedOn')
  const functions = SENSITIVE_FUNCTIONS.filter((one) => input.functions.includes(one))
  return ctx.change('impact.record', async (tx) => {
    if (!isCityOffice(ctx)) throw new Problem(impactProblems['impact-not-city'])
    if (fileId !== null) {
      const file = await tx
        .selectFrom('files')
        .select('id')
        .where('id', '=', fileId)
        .where('removed_at', 'is', null)
        .executeTakeFirst()
      const detail = '附件已移除或不是本岗位上传的，重新上传。'
      if (!file) throw new Problem(problems['not-valid'], { errors: [{ pointer: '/fileId', detail }] })
    }
    const { id } = await tx
      .insertInto('impact_assessments')
      .values({
        ...{ functions, what, necessity, risks, measures },
        city_id: ctx.acting.cityId,
        assessed_by: assessedBy,
        assessed_on: assessedOn,
        file_id: fileId,
        post_id: ctx.acting.postId,
        person_id: ctx.acting.personId,
        made_at: ctx.now,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    const rows = await stored(tx, ctx.acting.cityId)
    const answer = toAssessment(ctx, found(rows.find((row) => row.id === id)), rows)
    return { record: 'impact_assessments', recordId: id, after: { functions, assessedOn, fileId }, answer }
  })
}

/** Removes one after its three years. @throws Problem not-found, impact-not-city, impact-kept, impact-needed */
export const removeImpact = (ctx: Context, { id }: { id: number }) =>
  ctx.change('impact.remove', async (tx) => {
    const rows = await stored(tx, ctx.acting.cityId)
    const row = found(rows.find((one) => one.id === id))
    if (!isCityOffice(ctx)) throw new Problem(impactProblems['impact-not-city'])
    const refusal = refuseRemoval(held(row), rows.map(held), ctx.today)
    if (refusal) throw new Problem(impactProblems[refusal])
    await tx.deleteFrom('impact_assessments').where('id', '=', id).execute()
    const before = { functions: row.functions, assessedOn: row.assessed_on }
    return { record: 'impact_assessments', recordId: id, before, after: {}, answer: {} }
  })
