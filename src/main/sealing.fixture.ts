import type pg from 'pg'
import { type Seals, sealAll } from '../platform/audit/seals.ts'

/**
 * Seals until every row of the audit stands in a seal. Transactions of other test files on the same server hold the newest rows
 * back for as long as they last, so that sealing once may seal nothing.
 */
export const sealEveryRow = async (seals: Seals, pool: pg.Pool, now: Date): Promise<void> => {
  for (;;) {
    await sealAll(seals, pool, now)
    const { rowCount } = await pool.query(
      'select 1 from audit_rows a where not exists (select from audit_seals s where a.id = any (s.row_ids)) limit 1',
    )
    if (rowCount === 0) return
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
}
