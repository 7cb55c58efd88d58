import type { AuditEntry } from '../../platform/audit/audit.ts'
import type { Context } from '../../platform/context.ts'
import type { Tx } from '../../platform/db/transaction.ts'
import { Problem, problems } from '../../platform/problem.ts'
import { sourceProblems } from './contract.ts'
import { reviseRefusal } from './rules.ts'
import * as store from './store.ts'

/**
 * Hears that a document took the place of an older version (来文新版), or gave it up, in the same transaction; it may refuse by
 * throwing a Problem. @returns audit rows of what it changed
 */
export type RevisionFollower = {
  revised(ctx: Context, tx: Tx, versions: { newId: number; formerId: number }): Promise<AuditEntry[]>
  givenUp(ctx: Context, tx: Tx, versions: { newId: number; formerId: number }): Promise<AuditEntry[]>
}

/**
 * Makes a document the newer version of another, whose row stays locked until the end.
 * @throws Problem unknown-former, not-yours, revises-itself, revises-in-circle, already-revised, other-office
 */
export const takePlaceOf = async (
  ctx: Context,
  tx: Tx,
  newId: number,
  formerId: number,
  followers: readonly RevisionFollower[],
): Promise<AuditEntry[]> => {
  const refuse = (slug: keyof typeof sourceProblems): never => {
    const { detail } = sourceProblems[slug]
    throw new Problem(sourceProblems[slug], { errors: [{ pointer: '/revisesId', detail }] })
  }
  const own = await store.lockDocument(tx, newId)
  if (!own) throw new Problem(problems['not-yours'])
  if (!(await store.findDocument(tx, formerId))) return refuse('unknown-former')
  const former = await store.lockDocument(tx, formerId)
  const refused = reviseRefusal(
    { id: newId, regionId: own.regionId, revisesId: own.revisesId },
    {
      id: formerId,
      regionId: former?.regionId ?? null,
      hasNewer: await store.hasNewerVersion(tx, formerId),
      isNewerThanOwn: await store.isOlderVersion(tx, newId, formerId),
    },
  )
  if (refused) return refuse(refused)
  await store.setRevises(tx, newId, formerId)
  const more: AuditEntry[] = []
  for (const follower of followers) more.push(...(await follower.revised(ctx, tx, { newId, formerId })))
  return more
}

/** Takes the mark of a newer version back. @throws Problem not-revising, and what a follower refuses */
export const giveUpPlace = async (
  ctx: Context,
  tx: Tx,
  { id, revisesId }: { id: number; revisesId: number | null },
  followers: readonly RevisionFollower[],
): Promise<AuditEntry[]> => {
  if (revisesId === null) throw new Problem(sourceProblems['not-revising'])
  const more: AuditEntry[] = []
  for (const follower of followers) more.push(...(await follower.givenUp(ctx, tx, { newId: id, formerId: revisesId })))
  await store.setRevises(tx, id, null)
  return more
}
