import type { Tx } from '../db/transaction.ts'
import { type Claim, isTaken, KeyTaken } from '../idempotency/claims.ts'
import { Problem, problems } from '../problem.ts'
import { rowDigest, valueDigest } from './chain.mjs'
import type { NewKey } from './words.ts'

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

/** Keys of words that go with the statement of the rows; more go before it. */
const MOST_KEYS = 500

/**
 * Writes the audit rows of a change inside its own transaction, and in the same statement the row that claims the key it was
 * sent with and the keys of its words; if it fails, so does the change.
 * @throws Problem audit-unwritable; KeyTaken where the change was made before under that key
 */
export const writeAudit = async (
  tx: Tx,
  actor: AuditActor,
  at: string,
  entries: AuditEntry[],
  claim: Claim | null = null,
  keys: readonly NewKey[] = [],
): Promise<void> => {
  try {
    const isMany = keys.length > MOST_KEYS
    for (let start = 0; isMany && start < keys.length; start += 5_000)
      await tx
        .insertInto('personal_keys')
        .values(keys.slice(start, start + 5_000))
        .execute()
    // One statement carries at most 65,535 parameters.
    for (let start = 0; start < entries.length; start += 5_000)
      await insertRows(tx, actor, at, entries.slice(start, start + 5_000), {
        claim: start === 0 ? claim : null,
        keys: start === 0 && !isMany ? keys : [],
      })
  } catch (cause) {
    if (claim && isTaken(cause)) throw new KeyTaken()
    // A value that no table takes (a NUL in a text) is what was sent, not a failure of the audit.
    if (String((cause as { code?: unknown }).code).startsWith('22')) throw cause
    throw new Problem(problems['audit-unwritable'], { cause })
  }
}

const insertRows = async (
  tx: Tx,
  actor: AuditActor,
  at: string,
  entries: AuditEntry[],
  { claim, keys }: { claim: Claim | null; keys: readonly NewKey[] },
): Promise<void> => {
  const claimed = claim
    ? (tx.with('claimed', (first) => first.insertInto('request_keys').values(claim)) as unknown as Tx)
    : tx
  const on: Pick<Tx, 'insertInto'> =
    keys.length > 0
      ? (claimed.with('worded', (first) => first.insertInto('personal_keys').values(keys)) as unknown as Tx)
      : claimed
  await on
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
