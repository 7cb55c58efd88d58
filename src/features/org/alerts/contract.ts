import * as z from 'zod'
import { Download, endpoint, Id, line, pageOf, Version } from '../../../platform/http/contract.ts'
import { nameProblems } from '../../../platform/problem.ts'

export const ALERT_KINDS = ['chain', 'reading'] as const
export type AlertKind = (typeof ALERT_KINDS)[number]

/** 告警: something the program found by itself that an administrator must look at, and what he concluded. */
export const Alert = z.object({
  id: z.number(),
  kind: z.enum(ALERT_KINDS),
  /** One sentence: what was found. */
  title: z.string(),
  raisedAt: z.string(),
  seenAt: z.string(),
  /** What was found, label by label. */
  facts: z.array(z.object({ label: z.string(), value: z.string() })),
  closedAt: z.string().nullable(),
  closedBy: z.string().nullable(),
  conclusion: z.string().nullable(),
  /** Whether it is about the person who reads this: another administrator closes it. */
  isOwn: z.boolean(),
  version: z.number(),
})
export type Alert = z.output<typeof Alert>

const amount = (label: string) =>
  z
    .number({ error: `${label}填 1 到 1000 的整数。` })
    .int({ error: `${label}填 1 到 1000 的整数。` })
    .min(1, { error: `${label}最少 1。` })
    .max(1000, { error: `${label}最多 1000。` })

/** 告警线: how often one person may look at closed values or take files out before it is told. */
export const AlertRules = z.object({
  revealsHour: amount('一小时看封存内容'),
  revealsDay: amount('24 小时看封存内容'),
  exportsHour: amount('一小时导出'),
  exportsDay: amount('24 小时导出'),
  /** Whether an administrator of this city has set them; the values of the program are nobody's decision. */
  isSet: z.boolean(),
  version: z.number(),
})
export type AlertRules = z.output<typeof AlertRules>

export const alertProblems = nameProblems({
  'alert-closed': [409, '已处置', '这条告警已处置，重新打开告警列表再看。'],
  'own-alert': [403, '不能处置关系自己的', '这条告警说的是自己，由另一位管理员处置。'],
})

export const alerts = {
  list: endpoint('alerts:keep')
    .route({ method: 'GET', path: '/alerts', summary: '告警' })
    .input(
      z.object({
        state: z.enum(['open', 'closed']).optional(),
        after: z.string().max(20).optional(),
        size: z.coerce.number().int().min(1).max(100).default(50),
      }),
    )
    .output(pageOf(Alert)),
  count: endpoint('alerts:keep')
    .route({ method: 'GET', path: '/alerts/count', summary: '待处置告警数' })
    .input(z.object({}))
    .output(z.object({ open: z.number() })),
  close: endpoint('alerts:keep')
    .route({ method: 'POST', path: '/alerts/{id}/conclusion', summary: '处置告警' })
    .input(z.object({ id: Id, version: Version, conclusion: line('处置结论', 500) }))
    .output(Alert),
  pack: endpoint('alerts:keep', { sensitive: true })
    .route({ method: 'GET', path: '/alerts/{id}/pack', summary: '下载告知材料' })
    .input(z.object({ id: Id }))
    .output(Download),
  rules: endpoint('alerts:keep')
    .route({ method: 'GET', path: '/alert-rules', summary: '告警线' })
    .input(z.object({}))
    .output(AlertRules),
  saveRules: endpoint('security:write')
    .route({ method: 'PUT', path: '/alert-rules', summary: '改告警线' })
    .input(AlertRules.omit({ isSet: true }).extend({ version: Version }))
    .output(AlertRules),
}
