import { sql } from 'kysely'
import type { Context } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import { rowsOf } from '../store/lists.ts'
import type { SavePlan } from './contract.ts'
import type { PlanAudience } from './rules.ts'

export type StoredPlan = {
  regionId: number
  audience: PlanAudience
  sessions: number[]
  hours: number[]
  content: string
  version: number
}

/** The plans of places in a year. */
export const listPlans = async (tx: Tx, regionIds: readonly number[], year: number): Promise<StoredPlan[]> => {
  const { rows } =
    await sql<StoredPlan>`select region_id as "regionId", audience, sessions, hours::float8[] as hours, content, version
    from education_plans where year = ${year} and region_id = any(${[...regionIds]}::int[])`.execute(tx)
  return rows
}

export type Done = {
  path: string
  audience: string
  quarter: number
  facts: number
  unchecked: number
  sessions: number
  hours: number
}

/** What took place in a place and below in a year, by place, audience and quarter: the facts that a list of the same filter shows. */
export const listDone = async (
  tx: Tx,
  asker: Pick<Context, 'acting'>,
  regionId: number,
  year: number,
): Promise<Done[]> => {
  const filter = rowsOf(asker, {
    ...{ kind: ['education'], state: ['recorded', 'checked'], regionId },
    ...{ from: `${year}-01-01`, to: `${year}-12-31` },
  })
  const { rows } = await sql<Done>`
    select f.region_path as path, f.fields ->> 'audience' as audience, extract(quarter from f.starts_on)::int as quarter,
      count(*)::int as facts, count(*) filter (where f.state = 'recorded')::int as unchecked,
      sum(coalesce(s.value, 1))::float8 as sessions, coalesce(sum(h.value), 0)::float8 as hours
    from facts f left join fact_quantities s on s.fact_id = f.id and s.key = 'sessions'
      left join fact_quantities h on h.fact_id = f.id and h.key = 'hours'
    where ${filter} group by 1, 2, 3`.execute(tx)
  return rows
}

/** Writes a plan; false when somebody was faster (`version` 0: there was none). */
export const writePlan = async (
  tx: Tx,
  { acting, now }: Pick<Context, 'acting' | 'now'>,
  path: string,
  { regionId, year, audience, sessions, hours, content, version }: SavePlan,
): Promise<boolean> => {
  const by = { post_id: acting.postId, person_id: acting.personId, changed_at: now }
  if (version === 0) {
    const { numInsertedOrUpdatedRows } = await tx
      .insertInto('education_plans')
      .values({
        ...by,
        city_id: acting.cityId,
        region_id: regionId,
        region_path: path,
        year,
        audience,
        sessions,
        hours,
        content,
      })
      .onConflict((on) => on.doNothing())
      .executeTakeFirst()
    return (numInsertedOrUpdatedRows ?? 0n) > 0n
  }
  const { numUpdatedRows } = await tx
    .updateTable('education_plans')
    .set({ ...by, sessions, hours, content, version: sql`version + 1` })
    .where('region_id', '=', regionId)
    .where('year', '=', year)
    .where('audience', '=', audience)
    .where('version', '=', version)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}
