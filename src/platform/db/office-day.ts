import { type RawBuilder, sql } from 'kysely'

/**
 * The day on which a column's moment falls for the office, in SQL: a plain `::date` would take the day of the server's own time
 * zone. The same as `dayOf` in TypeScript.
 * @param column of type timestamptz, with its table's short name where one is needed
 */
export const officeDay = (column: string): RawBuilder<string> =>
  sql<string>`(${sql.ref(column)} at time zone 'Asia/Shanghai')::date`
