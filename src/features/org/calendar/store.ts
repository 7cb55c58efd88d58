import { sql } from 'kysely'
import type { YearNotice } from '../../../platform/calendar/index.ts'
import type { Tx } from '../../../platform/db/transaction.ts'

const selectNotices = (tx: Tx) =>
  tx.selectFrom('calendar_notices').select(['year', 'days_off as daysOff', 'workdays', 'source', 'version'])

type Notice = YearNotice & { source: string; version: number }

export const listNotices = async (tx: Tx): Promise<Notice[]> =>
  (await selectNotices(tx).orderBy('year').execute()) as unknown as Notice[]

export const findNotice = async (tx: Tx, year: number): Promise<Notice | undefined> =>
  (await selectNotices(tx).where('year', '=', year).executeTakeFirst()) as unknown as Notice | undefined

/** Inserts the first notice of a year (`version` null) or changes the one seen; false when somebody was faster. */
export const saveNotice = async (
  tx: Tx,
  notice: YearNotice & { source: string },
  version: number | null,
): Promise<boolean> => {
  const { year, daysOff, workdays, source } = notice
  const { numAffectedRows } =
    version === null
      ? await sql`insert into calendar_notices (year, days_off, workdays, source)
          values (${year}, ${daysOff}::date[], ${workdays}::date[], ${source}) on conflict do nothing`.execute(tx)
      : await sql`update calendar_notices set days_off = ${daysOff}::date[], workdays = ${workdays}::date[],
          source = ${source}, version = version + 1 where year = ${year} and version = ${version}`.execute(tx)
  return (numAffectedRows ?? 0n) > 0n
}
