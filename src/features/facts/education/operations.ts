import type { Context } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import { auditExport, download, exportMark } from '../../../platform/http/download.ts'
import { Problem } from '../../../platform/problem.ts'
import { refuseSecrets } from '../../../platform/secrecy/guard.ts'
import { type SheetTemplate, writeSheet } from '../../../platform/sheets/index.ts'
import { outOfDate } from '../../org/index.ts'
import { askedPlace, placesBelow } from '../../registers/index.ts'
import { type EducationPlan, educationProblems, type PlanQuery, type PlanRow, type SavePlan } from './contract.ts'
import { PLAN_AUDIENCE_WORDS, PLAN_AUDIENCES, QUARTER_WORDS, QUARTERS } from './rules.ts'
import * as store from './store.ts'

const mayPlan = ({ acting }: Pick<Context, 'acting'>): boolean => acting.role === 'office' || acting.role === 'station'

const sum = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0)

const planIn = async (ctx: Context, tx: Tx, { regionId, year: asked }: PlanQuery): Promise<EducationPlan> => {
  const year = asked ?? Number(ctx.today.slice(0, 4))
  const place = await askedPlace(ctx, tx, regionId)
  const below = await placesBelow(tx, place.id)
  const plans = await store.listPlans(tx, [place.id, ...below.map(({ id }) => id)], year)
  const done = await store.listDone(tx, ctx, place.id, year)
  const above =
    place.id === ctx.acting.regionId || place.parentId === null ? null : await askedPlace(ctx, tx, place.parentId)
  const rows = PLAN_AUDIENCES.map((audience): PlanRow => {
    const plan = plans.find((one) => one.regionId === place.id && one.audience === audience)
    const own = done.filter((one) => one.audience === audience)
    return {
      audience,
      isPlanned: plan !== undefined,
      content: plan?.content ?? '',
      version: plan?.version ?? 0,
      quarters: QUARTERS.map((quarter, at) => {
        const held = own.filter((one) => one.quarter === quarter)
        return {
          sessions: plan?.sessions[at] ?? 0,
          hours: plan?.hours[at] ?? 0,
          doneSessions: sum(held.map(({ sessions }) => sessions)),
          doneHours: sum(held.map(({ hours }) => hours)),
          facts: sum(held.map(({ facts }) => facts)),
          unchecked: sum(held.map(({ unchecked }) => unchecked)),
        }
      }),
    }
  })
  return {
    year,
    place: { id: place.id, name: place.name },
    above: above && { id: above.id, name: above.name },
    rows,
    places: below.map(({ id, name, path }) => {
      const own = plans.filter((one) => one.regionId === id)
      const held = done.filter(
        (one) => one.path.startsWith(path) && (PLAN_AUDIENCES as readonly string[]).includes(one.audience),
      )
      return {
        ...{ id, name, audiences: own.length },
        sessions: sum(own.flatMap(({ sessions }) => sessions)),
        doneSessions: sum(held.map(({ sessions }) => sessions)),
      }
    }),
    mayPlan: mayPlan(ctx),
  }
}

/** 国防教育年度计划 of a place, beside what took place there and below. @throws Problem not-found */
export const readEducationPlan = (ctx: Context, query: PlanQuery): Promise<EducationPlan> =>
  ctx.read((tx) => planIn(ctx, tx, query))

/** Sets what a place plans for an audience. @throws Problem not-found, plan-not-yours, out-of-date, secrecy */
export const saveEducationPlan = (ctx: Context, input: SavePlan): Promise<EducationPlan> => {
  refuseSecrets({ '/content': input.content })
  return ctx.change('education.plan', async (tx) => {
    if (!mayPlan(ctx)) throw new Problem(educationProblems['plan-not-yours'])
    const place = await askedPlace(ctx, tx, input.regionId)
    const { regionId, year, audience, sessions, hours } = input
    const before = (await store.listPlans(tx, [regionId], year)).find((one) => one.audience === audience)
    if (!(await store.writePlan(tx, ctx, place.path, input))) {
      const id = `${regionId}-${year}-${audience}`
      throw await outOfDate(tx, { record: 'education_plans', id }, await planIn(ctx, tx, { regionId, year }))
    }
    return {
      record: 'education_plans',
      recordId: `${regionId}-${year}-${audience}`,
      ...(before ? { before: { sessions: before.sessions, hours: before.hours, content: before.content } } : {}),
      after: { sessions, hours, content: input.content },
      answer: await planIn(ctx, tx, { regionId, year }),
    }
  })
}

type Column =
  | 'audience'
  | 'quarter'
  | 'sessions'
  | 'doneSessions'
  | 'hours'
  | 'doneHours'
  | 'facts'
  | 'unchecked'
  | 'content'

const TEMPLATE: SheetTemplate<Column> = {
  title: '国防教育年度计划',
  sheet: '计划和完成',
  columns: [
    { key: 'audience', header: '对象', width: 14, kind: 'text' },
    { key: 'quarter', header: '季度', width: 10, kind: 'text' },
    { key: 'sessions', header: '计划场次', width: 10, kind: 'number' },
    { key: 'doneSessions', header: '已办场次', width: 10, kind: 'number' },
    { key: 'hours', header: '计划课时', width: 10, kind: 'number' },
    { key: 'doneHours', header: '已办课时', width: 10, kind: 'number' },
    { key: 'facts', header: '实绩条数', width: 10, kind: 'number' },
    { key: 'unchecked', header: '其中未核', width: 10, kind: 'number' },
    { key: 'content', header: '计划内容', width: 40, kind: 'text' },
  ],
}

/** 导出: a line for each audience and quarter. @throws Problem not-found, export-quota */
export const exportEducationPlan = async (ctx: Context, query: PlanQuery): Promise<File> => {
  const plan = await readEducationPlan(ctx, query)
  const rows = plan.rows.flatMap(({ audience, quarters, content }) =>
    quarters.map((quarter, at) => ({
      ...quarter,
      audience: PLAN_AUDIENCE_WORDS[audience],
      quarter: QUARTER_WORDS[at] as string,
      content: at === 0 ? content : '',
    })),
  )
  const notes = [`${plan.place.name}　${plan.year} 年　${ctx.acting.unitName}　${ctx.today}`]
  const bytes = await writeSheet(TEMPLATE, rows, { notes, mark: exportMark(ctx) })
  await auditExport(ctx, 'education.export', {
    record: 'education_plans',
    recordId: plan.place.id,
    kind: 'xlsx',
    rows: rows.length,
  })
  return download(`国防教育年度计划 ${plan.place.name} ${plan.year}`, 'xlsx', bytes)
}
