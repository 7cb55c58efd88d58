import type { Context } from '../../platform/context.ts'
import type { Tx } from '../../platform/db/transaction.ts'
import { settleHouseholds } from './households/writes.ts'
import { settleLetters } from './letters/store.ts'
import { reckonPlaques } from './plaques/reckon.ts'

/**
 * What follows from persons of households is set anew after they were written: what the household tells of them, its plaque, and its letters that wait.
 * Called in the same transaction by whoever writes households, persons or certificates.
 */
export const settle = async (
  { acting, today }: Pick<Context, 'acting' | 'today'>,
  tx: Tx,
  ids: readonly number[],
): Promise<void> => {
  await settleHouseholds(tx, ids)
  await reckonPlaques(tx, acting.cityId, today, ids)
  await settleLetters(tx, today, ids)
}
