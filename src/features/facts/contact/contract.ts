import * as z from 'zod'
import { FEASTS, type FeastCode } from '../../../platform/calendar/feast-names.ts'
import { Day, endpoint, Id, line, PastDay, pageOf, prose, Version } from '../../../platform/http/contract.ts'
import { nameProblems } from '../../../platform/problem.ts'
import { CONTACT_STATES, REASON_KINDS } from './words.ts'

const FEAST_CODES = Object.keys(FEASTS) as [FeastCode, ...FeastCode[]]

const Named = z.object({ id: z.number(), name: z.string() })

/** How many families are due, and how they stand: 应联系 ＝ 已联系 ＋ 已补 ＋ 待联系 ＋ 逾期. */
export const ContactFigures = z.object({
  due: z.number(),
  done: z.number(),
  late: z.number(),
  open: z.number(),
  overdue: z.number(),
})
export type ContactFigures = z.output<typeof ContactFigures>

export const Month = z
  .string()
  .regex(/^(19|20)\d\d-(0[1-9]|1[0-2])$/, { error: '月份写成 2026-07。' })
  .refine((month) => month >= '1949-10', { error: '月份写在 1949 年 10 月以后，核对年份。' })

export const ContactPlan = z.object({
  month: z.string(),
  place: Named,
  above: Named.nullable(),
  figures: ContactFigures,
  /** Families by reason; a family with two reasons stands in both. */
  reasons: z.array(z.object({ key: z.string(), label: z.string(), basis: z.string(), count: z.number() })),
  /** The places directly below; `isOwn`: families that stand in the place itself. */
  places: z.array(Named.extend({ isOwn: z.boolean(), figures: ContactFigures })),
})
export type ContactPlan = z.output<typeof ContactPlan>

export const ContactRow = z.object({
  householdId: z.number(),
  headName: z.string(),
  regionId: z.number(),
  regionName: z.string(),
  townName: z.string(),
  state: z.enum(CONTACT_STATES),
  dues: z.array(z.object({ key: z.string(), label: z.string(), by: z.string(), state: z.enum(CONTACT_STATES) })),
  /** The latest visit that counts for one of them, with its fact where the acting post may read it. */
  visitedOn: z.string().nullable(),
  factId: z.number().nullable(),
})
export type ContactRow = z.output<typeof ContactRow>

export const PlanQuery = z.object({ regionId: Id.optional(), month: Month.optional() })
export const ContactQuery = PlanQuery.extend({
  state: z.enum(CONTACT_STATES).optional(),
  reason: z.string().max(40).optional(),
  after: z.coerce.number().int().positive().optional(),
  size: z.coerce.number().int().min(1).max(200).default(50),
})
export type ContactQuery = z.output<typeof ContactQuery>

export const Reason = z
  .object({
    key: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, { error: '理由的代号写得不对，刷新后再试。' }),
    kind: z.enum(REASON_KINDS),
    label: line('联系理由', 20),
    categories: z.array(z.string().max(40)).max(20).default([]),
    feast: z.enum(FEAST_CODES).nullable().default(null),
    month: z
      .number()
      .int()
      .min(1, { error: '填 1 到 12。' })
      .max(12, { error: '填 1 到 12。' })
      .nullable()
      .default(null),
    leadDays: z.number().int().min(0).max(90, { error: '提前天数填 0 到 90。' }),
    isOn: z.boolean(),
    basis: prose('依据', 200).default(''),
  })
  .refine(({ kind, feast }) => kind !== 'feast' || feast !== null, { error: '节日没有选。', path: ['feast'] })
  .refine(({ kind, month }) => kind !== 'monthly' || month !== null, { error: '月份没有选。', path: ['month'] })

export const ReasonsShown = z.object({ reasons: z.array(Reason), version: z.number(), mayEdit: z.boolean() })
export type ReasonsShown = z.output<typeof ReasonsShown>

export const MarkShown = z.object({
  id: z.number(),
  kind: z.enum(['sacrifice', 'hardship']),
  on: z.string(),
  endedOn: z.string().nullable(),
  version: z.number(),
})
export type MarkShown = z.output<typeof MarkShown>

export const contactProblems = nameProblems({
  'contact-reasons-city': [403, '由市双拥办设置', '联系理由全市一致，由市双拥办设置。'],
  'contact-reason-twice': [422, '理由重复', '两条理由用了同一个代号，刷新后再改。'],
  'contact-household': [422, '没有这户', '选的家庭不在底册里或不在本级范围内，重新选。'],
  'contact-mark-twice': [409, '已经登记过', '这一户的这一天已经登记过，不用再登记。'],
  'contact-day-in-future': [422, '日期还没有到', '日期晚于今天，改为今天或以前。'],
})

export const contact = {
  plan: endpoint('registers:read')
    .route({ method: 'GET', path: '/contact-plan', summary: '联系计划' })
    .input(PlanQuery)
    .output(ContactPlan),
  list: endpoint('registers:read')
    .route({ method: 'GET', path: '/contact-plan/households', summary: '应联系的家庭' })
    .input(ContactQuery)
    .output(pageOf(ContactRow)),
  reasons: endpoint('registers:read')
    .route({ method: 'GET', path: '/contact-reasons', summary: '联系理由' })
    .output(ReasonsShown),
  saveReasons: endpoint('registers:import')
    .route({ method: 'PUT', path: '/contact-reasons', summary: '改联系理由' })
    .input(z.object({ reasons: z.array(Reason).max(30), version: z.number().int().min(0) }))
    .output(ReasonsShown),
  marks: endpoint('registers:read')
    .route({ method: 'GET', path: '/households/{id}/contact-marks', summary: '一户的联系事由' })
    .input(z.object({ id: Id }))
    .output(z.array(MarkShown)),
  mark: endpoint('registers:write')
    .route({ method: 'POST', path: '/households/{id}/contact-marks', summary: '登记联系事由' })
    .input(
      z.discriminatedUnion('kind', [
        // Most who fell for an old revolutionary area did so before the republic.
        z.object({ id: Id, kind: z.literal('sacrifice'), on: Day }),
        z.object({ id: Id, kind: z.literal('hardship'), on: PastDay }),
      ]),
    )
    .output(z.array(MarkShown)),
  endMark: endpoint('registers:write')
    .route({ method: 'POST', path: '/contact-marks/{id}/end', summary: '结束联系事由' })
    .input(z.object({ id: Id, version: Version }))
    .output(z.array(MarkShown)),
}
