import * as z from 'zod'
import { endpoint, pageOf } from '../../../platform/http/contract.ts'

/** One audit row as the auditor sees it: who, through which post, did what to which record, and the names of the fields. */
export const AuditLine = z.object({
  id: z.number(),
  at: z.string(),
  personName: z.string().nullable(),
  postName: z.string().nullable(),
  address: z.string().nullable(),
  action: z.string(),
  record: z.string(),
  recordId: z.string(),
  /** The number of a matter as people know it; null where the row has none. */
  recordName: z.string().nullable(),
  /** Names of the fields whose value the change made another; never the values. */
  fields: z.array(z.string()),
  digest: z.string(),
})

export const audit = {
  list: endpoint('audit:read')
    .route({ method: 'GET', path: '/audit', summary: '操作留痕' })
    .input(
      z.object({
        action: z.string().max(60).optional(),
        after: z.string().max(40).optional(),
        size: z.coerce.number().int().min(1).max(100).default(50),
      }),
    )
    .output(pageOf(AuditLine)),
}
