import * as z from 'zod'
import { Download, endpoint, Id, prose } from '../../../platform/http/contract.ts'
import { nameProblems } from '../../../platform/problem.ts'
import { PLAN_AUDIENCES } from './rules.ts'

const Named = z.object({ id: z.number(), name: z.string() })

/** A quarter of an audience: what is planned, and what took place by the facts that count and that the acting post sees. */
export const PlanQuarter = z.object({
  sessions: z.number(),
  hours: z.number(),
  /** 场: of each fact what it says, one where it says nothing. */
  doneSessions: z.number(),
  doneHours: z.number(),
  /** So many facts, which open. */
  facts: z.number(),
  unchecked: z.number(),
})
export type PlanQuarter = z.output<typeof PlanQuarter>

export const PlanRow = z.object({
  audience: z.enum(PLAN_AUDIENCES),
  isPlanned: z.boolean(),
  content: z.string(),
  quarters: z.array(PlanQuarter).length(4),
  version: z.number(),
})
export type PlanRow = z.output<typeof PlanRow>

export const EducationPlan = z.object({
  year: z.number(),
  place: Named,
  above: Named.nullable(),
  rows: z.array(PlanRow),
  /** The places directly below, with their own plans of the year and what took place there. */
  places: z.array(Named.extend({ sessions: z.number(), doneSessions: z.number(), audiences: z.number() })),
  mayPlan: z.boolean(),
})
export type EducationPlan = z.output<typeof EducationPlan>

const Year = z.coerce.number().int().min(2000).max(2100)
export const PlanQuery = z.object({ regionId: Id.optional(), year: Year.optional() })
export type PlanQuery = z.output<typeof PlanQuery>

const four = (one: z.ZodNumber) => z.array(one).length(4, { error: '四个季度都要填，没有的填 0。' })

export const SavePlan = z.object({
  regionId: z.number().int().positive(),
  year: z.number().int().min(2000).max(2100),
  audience: z.enum(PLAN_AUDIENCES, { error: '对象还没有选。' }),
  sessions: four(z.number({ error: '场次填整数。' }).int({ error: '场次填整数。' }).min(0).max(9999)),
  hours: four(z.number({ error: '课时填数字。' }).min(0).max(9999).multipleOf(0.5, { error: '课时最小到半个。' })),
  content: prose('内容', 500).default(''),
  version: z.number().int().min(0),
})
export type SavePlan = z.output<typeof SavePlan>

export const educationProblems = nameProblems({
  'plan-not-yours': [403, '不由本岗位定', '年度计划由当地的双拥办或服务站定。'],
})

export const educationPlans = {
  read: endpoint('facts:read')
    .route({ method: 'GET', path: '/education-plan', summary: '国防教育年度计划' })
    .input(PlanQuery)
    .output(EducationPlan),
  save: endpoint('facts:plan')
    .route({ method: 'PUT', path: '/education-plan', summary: '定国防教育年度计划' })
    .input(SavePlan)
    .output(EducationPlan),
  sheet: endpoint('facts:read')
    .route({ method: 'GET', path: '/education-plan/sheet', summary: '导出国防教育年度计划' })
    .input(PlanQuery)
    .output(Download),
}
