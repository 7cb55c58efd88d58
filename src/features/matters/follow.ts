import { sql } from 'kysely'
import type { RegionFollower } from '../org/index.ts'

/**
 * The ledger hears of 区划变更: what is filed under a place that ends goes to its heir, drafts and closed matters too, and with
 * them the instructions and statements of the place and the views that its office shares.
 */
export const mattersFollow: RegionFollower = {
  count: async (tx, paths) => {
    const { open, done } = await tx
      .selectFrom('matters as m')
      .select([
        sql<number>`count(*) filter (where not m.is_done and m.state <> 'draft')::int`.as('open'),
        sql<number>`count(*) filter (where m.is_done)::int`.as('done'),
      ])
      .where(
        sql<boolean>`exists (select 1 from unnest(${[...paths]}::text[]) as p where starts_with(m.region_path, p))`,
      )
      .executeTakeFirstOrThrow()
    return [
      { what: '在办事项', measure: '件', count: open },
      { what: '已了结事项', measure: '件', count: done },
    ]
  },
  follow: async (tx, from, into) => {
    const ended = sql<number>`any(${[...from]}::int[])`
    const { path } = into
    const filed = { region_id: into.id, region_path: path }
    const matters = await tx.updateTable('matters').set(filed).where('region_id', '=', ended).executeTakeFirst()
    await tx.updateTable('instructions').set(filed).where('region_id', '=', ended).execute()
    const endedPath = sql<string>`any(select r.path from regions r where r.id = ${ended})`
    for (const table of ['ledger_views', 'statements'] as const)
      await tx.updateTable(table).set({ region_path: path }).where('region_path', '=', endedPath).execute()
    return Number(matters.numUpdatedRows)
  },
}
