import { createHash } from 'node:crypto'
import type { Tx } from '../db/transaction.ts'

/** What one change did: the record, and its content before and after. Personal values never stand here in clear. */
export type AuditEntry = {
  action: string
  record: string
  recordId: string | number
  before?: unknown
  after?: unknown
}

/** Who did it and from where. */
export type AuditActor = {
  personId: number | null
  postId: number | null
  address: string | null
  requestId: string | null
}

/** JSON with sorted keys, so that equal content has one digest. */
export const canonicalJson = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  ) ?? 'null'

/** SHA-256 (hex) over the content of an audit row. */
export const auditDigest = (content: Record<string, unknown>): string =>
  createHash('sha256').update(canonicalJson(content)).digest('hex')

/** Writes the audit rows of a change inside its own transaction; if it fails, so does the change. */
export const writeAudit = async (tx: Tx, actor: AuditActor, at: string, entries: AuditEntry[]): Promise<void> => {
  // One statement carries at most 65,535 parameters.
  for (let start = 0; start < entries.length; start += 5_000)
    await insertRows(tx, actor, at, entries.slice(start, start + 5_000))
}

const insertRows = async (tx: Tx, actor: AuditActor, at: string, entries: AuditEntry[]): Promise<void> => {
  await tx
    .insertInto('audit_rows')
    .values(
      entries.map(({ action, record, recordId, before, after }) => {
        const content = {
          at,
          person_id: actor.personId,
          post_id: actor.postId,
          address: actor.address,
          request_id: actor.requestId,
          action,
          record,
          record_id: String(recordId),
          before: before === undefined ? null : JSON.stringify(before),
          after: after === undefined ? null : JSON.stringify(after),
        }
        const digest = auditDigest({ ...content, before: before ?? null, after: after ?? null })
        return { ...content, digest }
      }),
    )
    .execute()
}
