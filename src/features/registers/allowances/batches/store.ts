import { sql } from 'kysely'
import type { Context } from '../../../../platform/context.ts'
import type { Tx } from '../../../../platform/db/transaction.ts'
import type { AddAllowance } from './contract.ts'
import type { Total } from './rules.ts'

/** The number of the new total; undefined where the place has one of this batch and category. */
export const insertTotal = async (
  tx: Tx,
  { acting, now }: Pick<Context, 'acting' | 'now'>,
  path: string,
  { regionId, batch, category, month, heads, yuan, source }: AddAllowance,
): Promise<number | undefined> => {
  const { rows } = await sql<{ id: number }>`
    insert into allowance_batches (city_id, region_id, region_path, batch, category, paid_month, heads, yuan, source, post_id,
      person_id, made_at)
    values (${acting.cityId}, ${regionId}, ${path}, ${batch}, ${category}, ${`${month}-01`}, ${heads}, ${yuan},
      ${source}, ${acting.postId}, ${acting.personId}, ${now})
    on conflict do nothing returning id`.execute(tx)
  return rows[0]?.id
}

/** Every total of the city that bears one of these batches, whoever sees it; run above the row policies. */
export const totalsOf = async (tx: Tx, cityId: number, batches: readonly string[]): Promise<Total[]> => {
  const { rows } =
    await sql<Total>`select b.id, b.region_id as "regionId", r.parent_id as above, b.batch, b.category, b.heads
    from allowance_batches b join regions r on r.id = b.region_id
    where b.city_id = ${cityId} and b.withdrawn_at is null and b.batch = any(${[...batches]}::text[]) order by b.id`.execute(
      tx,
    )
  return rows
}
