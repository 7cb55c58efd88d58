import { reckonPlaques, sealCodes } from '../../features/registers/index.ts'
import type { House } from '../../platform/context.ts'
import { systemTransaction } from '../../platform/db/transaction.ts'

/** So many households are taken at once. */
const AT_ONCE = 5_000

/**
 * 光荣牌 of every household that has no card yet: what happened at many doors long ago, written as an import of an older ledger would
 * be. Of a hundred owed four were declined, three not found, ten wait, two hang twice; the others hang. The cards themselves are reckoned.
 */
export const hangMany = async (
  { pool, closed }: House,
  { cityId, today, by }: { cityId: number; today: string; by: { postId: number; personId: number } },
): Promise<void> => {
  for (;;) {
    const { rows } = await pool.query<{ id: number }>(
      `select id from households h where not exists (select 1 from plaque_cards k where k.household_id = h.id) order by id limit $1`,
      [AT_ONCE],
    )
    if (rows.length === 0) return
    const ids = rows.map(({ id }) => id)
    await systemTransaction(pool, (tx) => reckonPlaques(tx, cityId, today, ids))
    const { rows: visited } = await pool.query<{ id: number }>(
      `insert into plaque_steps (household_id, city_id, region_path, step, on_day, hung_count, signed_by, reason, post_id, person_id, at)
       select household_id, city_id, region_path, step, on_day, case when step = 'count' then 2 end,
         case when step = 'not-found' then 'village' else 'head' end,
         case step when 'not-found' then '两次上门无人，邻居说外出务工' when 'decline' then '家属表示心领，暂不挂' else '' end,
         $1, $2, on_day + time '10:30'
       from (select household_id, city_id, region_path,
           case when n < 4 then 'decline' when n < 7 then 'not-found' when n < 9 then 'count' else 'hang' end as step,
           $3::date - (60 + n * 7) as on_day, n
         from (select k.*, (row_number() over (order by household_id) * 37 % 100)::int as n from plaque_cards k
           where household_id = any($4)) numbered
         where claim = 'owed' and n < 90) chosen order by household_id
       returning household_id as id`,
      [by.postId, by.personId, today, ids],
    )
    const hung = visited.map(({ id }) => id)
    await systemTransaction(pool, async (tx) => {
      await reckonPlaques(tx, cityId, today, hung)
      for (let from = 0; from < hung.length; from += 2_000) await sealCodes(tx, closed, hung.slice(from, from + 2_000))
    })
  }
}
