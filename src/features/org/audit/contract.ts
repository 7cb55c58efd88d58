import * as z from 'zod'
import { Day, Download, endpoint, Id, pageOf } from '../../../platform/http/contract.ts'
import { nameProblems } from '../../../platform/problem.ts'

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
  /** The number of a matter, the name of a person, post, unit or region; null where the auditor may not know it. */
  recordName: z.string().nullable(),
  /** Names of the fields whose value the change made another; never the values. */
  fields: z.array(z.string()),
  /** What a row tells that is no change: how many rows were taken out, what was refused how often. */
  said: z.string().nullable(),
  isRefused: z.boolean(),
  digest: z.string(),
})

/** One row whole: every field it holds by name, and the seal it stands in. */
export const AuditDetail = AuditLine.extend({
  requestId: z.string().nullable(),
  allFields: z.array(z.string()),
  facts: z.array(z.object({ label: z.string(), value: z.string() })),
  /** Null for a row of the last moment, which is not sealed yet. */
  seal: z.object({ no: z.number(), at: z.string(), seq: z.number() }).nullable(),
  /** Where the auditor may open the record; null where it is business. */
  href: z.string().nullable(),
})

/** What the list is narrowed by; `who` is a part of a person's or a post's name. */
export const ListAudit = z.object({
  from: Day.optional(),
  to: Day.optional(),
  who: z.string().trim().max(40).optional(),
  action: z.string().max(60).optional(),
  record: z.string().max(60).optional(),
  recordId: z.string().trim().max(40).optional(),
  refused: z.literal('yes').optional(),
  after: z.string().max(40).optional(),
  size: z.coerce.number().int().min(1).max(100).default(50),
})

/** Where the chain of the audit stands: sealed in the database, anchored outside it. */
export const Integrity = z.object({
  seal: z.object({ no: z.number(), at: z.string(), lastSeq: z.number(), head: z.string() }).nullable(),
  /** Rows that are not sealed yet; more than a moment's worth tells that the sealer stands still. */
  waiting: z.number(),
  anchor: z
    .object({
      at: z.string(),
      seal: z.number(),
      seq: z.number(),
      head: z.string(),
      /** Whether the chain in the database still holds what was anchored. */
      isHeld: z.boolean(),
    })
    .nullable(),
  /** Name of the key that signs; the public half is compared with it. */
  keyId: z.string(),
  /** SHA-256 of the public key, whole, and the key itself (PEM): what the auditor keeps. */
  fingerprint: z.string(),
  publicKey: z.string(),
  /** The last anchors, the newest first. */
  anchors: z.array(
    z.object({ kind: z.enum(['anchor', 'restored']), at: z.string(), seal: z.number(), seq: z.number() }),
  ),
  /** What the program itself verified last, and when it last went through everything. */
  watch: z.object({ checkedAt: z.string().nullable(), wholeAt: z.string().nullable(), isDoubted: z.boolean() }),
  /** A sentence where anchors or keys lie beside the database of a real city. */
  beside: z.string().nullable(),
})

/** What a verification of the whole chain found. */
export const Verification = z.object({
  isSound: z.boolean(),
  at: z.string(),
  rows: z.number(),
  seals: z.number(),
  lastSeq: z.number(),
  waiting: z.number(),
  /** Anchors that lie on the chain, and how far the last of them reaches. */
  anchors: z.number(),
  anchoredSeq: z.number(),
  /** First running number that cannot be trusted. */
  first: z.number().nullable(),
  /** How many findings there are; the first ones stand in `problems`. */
  count: z.number(),
  problems: z.array(z.object({ seq: z.number(), until: z.number(), kind: z.string(), sentence: z.string() })),
  notes: z.array(z.string()),
})

export const auditProblems = nameProblems({
  'nothing-sealed': [422, '这段时间没有封存的留痕', '这段时间没有封存的留痕，换一段时间再导出。'],
  'too-many-rows': [422, '一次导出太多', '这段时间的留痕太多，缩短期间分几次导出。'],
  'period-turned': [422, '期间前后颠倒', '截止日早于起始日，改好后再查。'],
})

export const audit = {
  export: endpoint('audit:read', { sensitive: true })
    .route({ method: 'GET', path: '/audit/export', summary: '导出留痕' })
    .input(z.object({ from: Day, to: Day }))
    .output(Download),
  integrity: endpoint('audit:read')
    .route({ method: 'GET', path: '/audit/integrity', summary: '留痕完整性' })
    .input(z.object({}))
    .output(Integrity),
  verify: endpoint('audit:read')
    .route({ method: 'POST', path: '/audit/verifications', summary: '查验留痕' })
    .input(z.object({}))
    .output(Verification),
  list: endpoint('audit:read')
    .route({ method: 'GET', path: '/audit', summary: '操作留痕' })
    .input(ListAudit)
    .output(pageOf(AuditLine)),
  get: endpoint('audit:read')
    .route({ method: 'GET', path: '/audit/rows/{id}', summary: '一条留痕' })
    .input(z.object({ id: Id }))
    .output(AuditDetail),
}
