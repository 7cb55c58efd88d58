import type { Context } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import { Problem } from '../../../platform/problem.ts'
import { matterProblems } from '../contract.ts'
import { findMatter, lockMatter, type StoredMatter } from '../store/rows.ts'
import { insertEntries, touchMatter } from '../store/writes.ts'

/**
 * The matter into which another one goes: an open one of the same kind that the same office handles, and no part.
 * @throws Problem merge-target
 */
export const mergeTarget = async (tx: Tx, matter: StoredMatter, targetId: number): Promise<StoredMatter> => {
  const target = (await lockMatter(tx, targetId)) ? await findMatter(tx, targetId) : undefined
  const fits =
    target?.hasWords &&
    target.id !== matter.id &&
    target.kind === matter.kind &&
    target.direction === matter.direction &&
    target.officeUnitId === matter.officeUnitId &&
    target.parentId === null &&
    target.state !== 'draft' &&
    !target.isDone
  if (!target || !fits) {
    const { detail } = matterProblems['merge-target']
    throw new Problem(matterProblems['merge-target'], { errors: [{ pointer: '/targetId', detail }] })
  }
  return target
}

/** Tells the matter that took another one in, or that gave it back, in its own timeline. */
export const tellTarget = async (
  ctx: Context,
  tx: Tx,
  targetId: number,
  step: 'take-in' | 'give-back',
  { code, text }: { code: string; text: string },
): Promise<void> => {
  const target = await findMatter(tx, targetId)
  if (!target?.hasWords) return
  await insertEntries(tx, ctx, [
    { matterId: target.id, step, from: target.state, to: target.state, text, details: { tookIn: code } },
  ])
  await touchMatter(tx, ctx, target.id)
}
