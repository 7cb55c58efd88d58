import type { AuditEntry } from '../../../platform/audit/audit.ts'
import type { Context } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import { Problem, problems } from '../../../platform/problem.ts'
import { tellLeft } from '../notices/store.ts'
import { type MatterImage, restoreImage } from '../store/images.ts'
import { findMatter } from '../store/rows.ts'
import { doersOf, insertEntries } from '../store/writes.ts'
import { followAbove } from './parts.ts'
import { auditOf } from './shared.ts'

/**
 * Puts matters back as they stood before one step was taken in all of them, inside the caller's own change, all or none. The
 * timeline keeps the step and says that it was taken back.
 * @throws Problem not-found where one of them is out of sight by now
 */
export const restoreMany = async (
  ctx: Context,
  tx: Tx,
  items: { matterId: number; before: object | null }[],
  reason: string,
): Promise<AuditEntry[]> => {
  const audit: AuditEntry[] = []
  for (const { matterId, before: image } of items) {
    const before = await findMatter(tx, matterId)
    if (!before?.hasWords || image === null) throw new Problem(problems['not-found'])
    const kept = image as MatterImage
    const to = kept.matter.state as typeof before.state
    await insertEntries(tx, ctx, [{ matterId, step: 'comment', from: before.state, to, text: reason, details: {} }])
    await restoreImage(tx, ctx, matterId, kept)
    const { lead_unit_id: leadUnitId, lead_post_id: leadPostId, leader_post_id: leaderPostId } = kept.matter
    tellLeft(tx, ctx, {
      ...{ matterId, code: before.code, title: before.title, officeUnitId: before.officeUnitId },
      ...{ kind: 'restore', reason, before: doersOf(before) },
      after: doersOf({ leadUnitId, leadPostId, leaderPostId, helperUnitIds: kept.helpers }),
    })
    const after = await findMatter(tx, matterId)
    if (after && after.leaderPostId !== before.leaderPostId) await followAbove(ctx, tx, after)
    audit.push({
      action: 'matter.restore',
      record: 'matters',
      recordId: matterId,
      before: auditOf(before),
      after: { ...(after ? auditOf(after) : {}), text: reason },
    })
  }
  return audit
}
