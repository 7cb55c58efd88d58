import * as z from 'zod'
import { DueDay, endpoint, Id, line, pageOf, Version } from '../../../platform/http/contract.ts'
import { nameProblems } from '../../../platform/problem.ts'
import { Naming, Unname } from '../personal/naming.ts'
import { RETENTION_KINDS, RETENTION_STATES } from './rules.ts'

/** One line of 到期清单. */
export const RetentionItem = z.object({
  id: z.number(),
  kind: z.enum(RETENTION_KINDS),
  /** Of whom it is; what it is, for a case of help or a report of merit. */
  what: z.string(),
  placeNames: z.array(z.string()),
  /** Why it is due: 2021-03-02 去世，满 5 年. */
  why: z.string(),
  dueOn: z.string(),
  listedOn: z.string(),
  state: z.enum(RETENTION_STATES),
  holdReason: z.string().nullable(),
  holdUntil: z.string().nullable(),
  decidedBy: z.string().nullable(),
  decidedAt: z.string().nullable(),
  householdPersonId: z.number().nullable(),
  helpId: z.number().nullable(),
  meritReportId: z.number().nullable(),
  version: z.number(),
})
export type RetentionItem = z.output<typeof RetentionItem>

export const RetentionQuery = z.object({
  state: z.enum(RETENTION_STATES).default('due'),
  after: z.coerce.number().int().positive().optional(),
  size: z.coerce.number().int().min(1).max(200).default(50),
})
export type RetentionQuery = z.output<typeof RetentionQuery>

const years = z
  .number({ error: '年数填整数。' })
  .int({ error: '年数填整数。' })
  .min(1, { error: '至少一年。' })
  .max(100, { error: '最多一百年。' })
  .nullable()
const days = z
  .number({ error: '天数填整数。' })
  .int({ error: '天数填整数。' })
  .min(1, { error: '至少一天。' })
  .max(3650, { error: '最多十年。' })

export const RetentionSettingsForm = z.object({
  personYears: years,
  helpYears: years,
  meritYears: years,
  importDays: days,
  keptFileDays: days.nullable(),
  source: z.string().trim().max(200, { error: '依据最多 200 个字。' }),
  version: z.number().int().min(0),
})
export type RetentionSettingsForm = z.output<typeof RetentionSettingsForm>
export const RetentionSettingsShown = RetentionSettingsForm.extend({ mayChange: z.boolean() })
export type RetentionSettingsShown = z.output<typeof RetentionSettingsShown>

const reason = line('原因', 200)
export const ClearRetention = z.object({
  items: z
    .array(z.object({ id: z.number().int().positive(), version: Version, unname: Unname }))
    .min(1, { error: '清除哪些还没有选。' })
    .max(200, { error: '一次最多 200 条。' }),
  reason,
})
/** Numbers of items of one page, as `3,8,9`. */
export const NamingQuery = z.object({
  ids: z.string().regex(/^\d{1,9}(,\d{1,9}){0,49}$/, { error: '一次最多看 50 条。' }),
})
export type NamingQuery = z.output<typeof NamingQuery>
/** A matter or fact whose words hold the name of whom an item is about. */
export const RetentionNaming = Naming.extend({ itemId: z.number(), name: z.string() })
export type RetentionNaming = z.output<typeof RetentionNaming>
export type ClearRetention = z.output<typeof ClearRetention>
export const HoldRetention = z.object({ id: Id, version: Version, reason, until: DueDay.nullable().default(null) })
export type HoldRetention = z.output<typeof HoldRetention>
export const ReleaseRetention = z.object({ id: Id, version: Version })
export type ReleaseRetention = z.output<typeof ReleaseRetention>

export const retentionProblems = nameProblems({
  'retention-not-due': [409, '还没有到期', '有的还没有到期，或者人已经恢复在册；刷新后按现在的清单确认。'],
  'retention-held': [409, '已经保留', '有的已经写明原因保留，先取消保留，再清除。'],
  'retention-not-held': [409, '没有保留', '这一条没有保留，刷新后看现在的清单。'],
  'retention-cleared': [409, '已经清除', '这一条已经清除。'],
  'retention-past': [422, '日期已经过了', '保留到的日期写今天以后。'],
})

export const retention = {
  list: endpoint('registers:erase')
    .route({ method: 'GET', path: '/retention', summary: '到期清单' })
    .input(RetentionQuery)
    .output(pageOf(RetentionItem)),
  naming: endpoint('registers:erase')
    .route({ method: 'GET', path: '/retention/naming', summary: '到期的人写在哪些事项、实绩里' })
    .input(NamingQuery)
    .output(z.object({ rows: z.array(RetentionNaming) })),
  clear: endpoint('registers:erase', { sensitive: true })
    .route({ method: 'POST', path: '/retention/clear', summary: '清除到期的个人信息' })
    .input(ClearRetention)
    .output(z.object({ cleared: z.number() })),
  hold: endpoint('registers:erase')
    .route({ method: 'POST', path: '/retention/{id}/hold', summary: '到期后保留' })
    .input(HoldRetention)
    .output(RetentionItem),
  release: endpoint('registers:erase')
    .route({ method: 'POST', path: '/retention/{id}/release', summary: '取消保留' })
    .input(ReleaseRetention)
    .output(RetentionItem),
  settings: endpoint('registers:erase')
    .route({ method: 'GET', path: '/retention-settings', summary: '保存期限' })
    .input(z.object({}))
    .output(RetentionSettingsShown),
  saveSettings: endpoint('registers:erase')
    .route({ method: 'PUT', path: '/retention-settings', summary: '定保存期限' })
    .input(RetentionSettingsForm)
    .output(RetentionSettingsShown),
}
