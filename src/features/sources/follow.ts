import { sql } from 'kysely'
import type { RegionFollower } from '../org/index.ts'

/** Documents hear of 区划变更: those kept by a place that ends are kept by its heir. */
export const documentsFollow: RegionFollower = {
  count: async (tx, paths) => {
    const { count } = await tx
      .selectFrom('documents as d')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where(
        sql<boolean>`exists (select 1 from unnest(${[...paths]}::text[]) as p where starts_with(d.region_path, p))`,
      )
      .executeTakeFirstOrThrow()
    return [{ what: '来文', measure: '件', count: Number(count) }]
  },
  follow: async (tx, from, into) =>
    Number(
      (
        await tx
          .updateTable('documents')
          .set({ region_id: into.id, region_path: into.path })
          .where('region_id', '=', sql<number>`any(${[...from]}::int[])`)
          .executeTakeFirst()
      ).numUpdatedRows,
    ),
}
