import type { AuditEntry } from '../../../platform/audit/audit.ts'
import { noteErased } from '../../../platform/audit/erased.ts'
import type { Subject } from '../../../platform/audit/personal.ts'
import { destroyWords } from '../../../platform/audit/words.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import { findNaming, type NameFollower } from './naming.ts'

/**
 * Puts 某某 in the place of a name in the records that were chosen of those that hold it, and destroys what the audit kept of their
 * words; answers the audit rows of it. Runs above the row policies.
 */
export const unnameIn = async (
  tx: Tx,
  followers: readonly NameFollower[],
  where: { name: string; regionPath: string },
  { unname, at, after, by }: { unname: readonly string[]; at: string; after: Record<string, unknown>; by: Subject },
): Promise<AuditEntry[]> => {
  if (unname.length === 0) return []
  const chosen = (await findNaming(tx, followers, where)).filter(({ key }) => unname.includes(key))
  for (const one of chosen) await followers.find(({ record }) => record === one.record)?.replace(tx, one.id, where.name)
  await destroyWords(tx, chosen, at)
  await noteErased(tx, chosen, at, by)
  return chosen.map(({ record, id }) => ({ action: 'words.unname', record, recordId: id, after }))
}
