import { sql } from 'kysely'
import type { RegionFollower } from '../org/index.ts'

/** Matters hear of 区划变更: what is filed under a place that ends goes to its heir, drafts and closed ones too. */
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
  follow: async (tx, from, into) =>
    Number(
      (
        await tx
          .updateTable('matters')
          .set({ region_id: into.id, region_path: into.path })
          .where('region_id', '=', sql<number>`any(${[...from]}::int[])`)
          .executeTakeFirst()
      ).numUpdatedRows,
    ),
}
