import type { Tx } from '../../../platform/db/transaction.ts'

/** The matters that facts raised by their promises, of each fact the latest first; under the policies of a post, those it sees. */
export const mattersOf = async (
  tx: Tx,
  factIds: readonly number[],
): Promise<Map<number, { matterId: number; isDone: boolean }[]>> => {
  const found = new Map<number, { matterId: number; isDone: boolean }[]>()
  if (factIds.length === 0) return found
  const rows = await tx
    .selectFrom('matter_promises as p')
    .innerJoin('matters as m', 'm.id', 'p.matter_id')
    .select(['p.fact_id as factId', 'm.id as matterId', 'm.is_done as isDone'])
    .where('p.fact_id', 'in', [...factIds])
    .orderBy('m.id', 'desc')
    .execute()
  for (const { factId, matterId, isDone } of rows)
    found.set(factId, [...(found.get(factId) ?? []), { matterId, isDone: isDone === true }])
  return found
}

/** Whether the acting post sees the fact. */
export const seesFact = async (tx: Tx, factId: number): Promise<boolean> =>
  (await tx.selectFrom('facts').select('id').where('id', '=', factId).executeTakeFirst()) !== undefined

export const insertPromise = async (tx: Tx, matterId: number, factId: number): Promise<void> => {
  await tx.insertInto('matter_promises').values({ matter_id: matterId, fact_id: factId }).execute()
}

/** What a replaced fact promised is promised by the fact that took its place. */
export const movePromises = async (tx: Tx, fromFactId: number, toFactId: number): Promise<void> => {
  await tx.updateTable('matter_promises').set({ fact_id: toFactId }).where('fact_id', '=', fromFactId).execute()
}

/** The fact in which a matter was promised; its words only for who may read it. */
export const promiseOf = (tx: Tx, matterId: number) =>
  tx
    .selectFrom('matter_promises as p')
    .leftJoin('facts as f', 'f.id', 'p.fact_id')
    .select(['p.fact_id as factId', 'f.code', 'f.title'])
    .where('p.matter_id', '=', matterId)
    .executeTakeFirst()
