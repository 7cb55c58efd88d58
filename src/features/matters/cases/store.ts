import type { Tx } from '../../../platform/db/transaction.ts'

export const insertCase = async (tx: Tx, matterId: number, helpId: number): Promise<void> => {
  await tx.insertInto('matter_cases').values({ matter_id: matterId, help_id: helpId }).execute()
}

export const matterOfHelp = async (tx: Tx, helpId: number): Promise<number | undefined> =>
  (await tx.selectFrom('matter_cases').select('matter_id').where('help_id', '=', helpId).executeTakeFirst())?.matter_id

/** The case of help behind a matter; its number for whoever sees it in the register alone. */
export const helpOf = (tx: Tx, matterId: number) =>
  tx
    .selectFrom('matter_cases as m')
    .leftJoin('help_cases as c', 'c.id', 'm.help_id')
    .select(['c.id', 'c.code'])
    .where('m.matter_id', '=', matterId)
    .executeTakeFirst()
