import { sql } from 'kysely'
import { asProgram, type Tx } from '../../platform/db/transaction.ts'
import type { RegionFollower } from '../org/index.ts'

/** Tables of the register that are filed under a place by themselves, and not with a household. */
const FILED = [
  ...(['merit_reports', 'merit_bonus_tables', 'conscript_tables', 'letter_rounds', 'letter_marks'] as const),
  'allowance_batches',
] as const

const countUnder = async (tx: Tx, paths: readonly string[]): Promise<number> => {
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from merit_reports m
    where exists (select 1 from unnest(${[...paths]}::text[]) as p where starts_with(m.region_path, p))`.execute(tx)
  return rows[0]?.count ?? 0
}

/** 喜报、奖励金标准、慰问信批次、光荣牌对账单 hear of 区划变更: what is filed under a place that ends goes to its heir. */
export const honoursFollow: RegionFollower = {
  count: async (tx, paths) => [{ what: '喜报', measure: '份', count: await countUnder(tx, paths) }],
  follow: (tx, from, into) =>
    asProgram(tx, async () => {
      const ended = sql<number>`any(${[...from]}::int[])`
      let moved = 0
      // Where the heir has a table of the same day, its own stands and the other is withdrawn.
      for (const table of ['merit_bonus_tables', 'conscript_tables'])
        await sql`update ${sql.table(table)} b set withdrawn_at = now() where b.region_id = ${ended} and b.withdrawn_at is null
          and exists (select 1 from ${sql.table(table)} o where o.region_id = ${into.id} and o.from_on = b.from_on
            and o.withdrawn_at is null)`.execute(tx)
      // Where both told of one batch, both stand: the one of the ended place under its own name.
      await sql`update allowance_batches b set batch = left(b.batch, 40) || '（' || r.name || '）' from regions r
        where r.id = b.region_id and b.region_id = ${ended} and b.withdrawn_at is null`.execute(tx)
      for (const table of FILED) {
        const { numUpdatedRows } = await tx
          .updateTable(table)
          .set({ region_id: into.id, region_path: into.path })
          .where('region_id', '=', ended)
          .executeTakeFirst()
        moved += Number(numUpdatedRows)
      }
      // A frozen account keeps the place it was made of, and is found under the heir.
      await tx
        .updateTable('plaque_statements')
        .set({ region_path: into.path })
        .where('region_path', '=', sql<string>`any(select r.path from regions r where r.id = ${ended})`)
        .execute()
      return moved
    }),
}
