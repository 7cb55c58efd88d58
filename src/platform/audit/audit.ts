import type { Tx } from '../db/transaction.ts'
import { Problem, problems } from '../problem.ts'
import { rowDigest, valueDigest } from './chain.mjs'

export { canonicalJson } from './chain.mjs'

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

/**
 * Writes the audit rows of a change inside its own transaction; if it fails, so does the change.
 * @throws Problem audit-unwritable
 */
export const writeAudit = async (tx: Tx, actor: AuditActor, at: string, entries: AuditEntry[]): Promise<void> => {
  try {
    // One statement carries at most 65,535 parameters.
    for (let start = 0; start < entries.length; start += 5_000)
      await insertRows(tx, actor, at, entries.slice(start, start + 5_000))
  } catch (cause) {
    // A value that no table takes (a NUL in a text) is what was sent, not a failure of the audit.
    if (String((cause as { code?: unknown }).code).startsWith('22')) throw cause
    throw new Problem(problems['audit-unwritable'], { cause })
  }
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
        const digest = rowDigest({ ...content, before: valueDigest(before), after: valueDigest(after) })
        return { ...content, digest }
      }),
    )
    .execute()
}
