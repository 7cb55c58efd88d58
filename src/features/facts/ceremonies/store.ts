import type { Tx } from '../../../platform/db/transaction.ts'

export const linkCeremony = async (tx: Tx, factId: number, reportId: number): Promise<void> => {
  await tx.insertInto('fact_merit_reports').values({ fact_id: factId, report_id: reportId }).execute()
}

/** The facts that deliveries of a report became, the latest first, as far as the acting post sees them. */
export const ceremoniesOf = async (tx: Tx, reportId: number): Promise<number[]> => {
  const rows = await tx
    .selectFrom('fact_merit_reports as l')
    .innerJoin('facts as f', 'f.id', 'l.fact_id')
    .select('l.fact_id as id')
    .where('l.report_id', '=', reportId)
    .orderBy('l.fact_id', 'desc')
    .execute()
  return rows.map(({ id }) => id)
}

/** The report whose delivery a fact tells of, where the acting post sees it in the register. */
export const reportOf = (tx: Tx, factId: number): Promise<{ id: number; name: string } | undefined> =>
  tx
    .selectFrom('fact_merit_reports as l')
    .innerJoin('merit_reports as m', 'm.id', 'l.report_id')
    .select(['m.id', 'm.code as name'])
    .where('l.fact_id', '=', factId)
    .executeTakeFirst()

/** Whether the acting post sees the report. */
export const seesReport = async (tx: Tx, reportId: number): Promise<boolean> =>
  (await tx.selectFrom('merit_reports').select('id').where('id', '=', reportId).executeTakeFirst()) !== undefined
