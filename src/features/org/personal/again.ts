import type { Tx } from '../../../platform/db/transaction.ts'
import { hashPassword } from '../../../platform/sessions/passwords.ts'
import { saveLiaison } from '../directory/store.ts'
import { oneTimePassword } from '../posts/passwords.ts'
import { ERASED_NAME, emptyLiaison } from './rules.ts'
import * as store from './store.ts'

/** The account of somebody who was erased and came back with an older backup (docs/adr/0067). Run above the row policies. */
export const clearAccountAgain = async (tx: Tx, id: number, today: string, now: string): Promise<boolean> => {
  const account = await tx.selectFrom('people').select('id').where('id', '=', id).executeTakeFirst()
  if (!account) return false
  const { hasServed } = await store.readService(tx, id, today)
  // Nobody knows what it is of.
  await store.clearAccount(tx, id, { hasServed, passwordHash: await hashPassword(oneTimePassword()), now })
  return true
}

/** A liaison, likewise. */
export const clearLiaisonAgain = async (tx: Tx, id: number): Promise<boolean> => {
  const liaison = await tx
    .selectFrom('liaisons')
    .select(['name', 'version', 'office_phone', 'mobile_sealed'])
    .where('id', '=', id)
    .executeTakeFirst()
  const isCleared =
    liaison?.office_phone === null && liaison.mobile_sealed === null && (liaison.name ?? ERASED_NAME) === ERASED_NAME
  if (!liaison || isCleared) return false
  await saveLiaison(tx, id, liaison.version, emptyLiaison(liaison.name))
  return true
}
