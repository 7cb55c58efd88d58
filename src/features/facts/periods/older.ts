import { sql } from 'kysely'
import type { Tx } from '../../../platform/db/transaction.ts'
import type { ClosedPeriod } from './follow.ts'

/**
 * Periods closed before the program kept the facts behind a closed figure: which facts were counted then, and with which amounts, is
 * told by their life (`fact_entries`) and by the words that the audit kept of them. What is found is taken only where it comes to the
 * very counts and amounts that were kept of every kind on the day of closing.
 */

/** Facts as they stood when a period was closed, those alone that counted in it. */
const layFactsOfThen = (tx: Tx, { id, regionPath, startsOn, endsOn, closedAt }: ClosedPeriod) =>
  sql`create temporary table facts_of_then on commit drop as
    select f.id, e.to_state = 'checked' as is_checked, f.is_after_close as is_late, t.kind, t.direction, t.fields,
      r.id as region_id, t.ends_on, t.amounts
    from facts f
      cross join lateral (select to_state from fact_entries where fact_id = f.id and at <= ${closedAt}
        order by id desc limit 1) e
      left join lateral (select after from audit_rows where record = 'facts' and record_id = f.id::text
        and at <= ${closedAt} and after ? 'quantities' order by id desc limit 1) a on true
      cross join lateral (select
        coalesce(a.after ->> 'kind', f.kind) as kind,
        case when a.after is null then f.direction else a.after ->> 'direction' end as direction,
        coalesce(a.after -> 'fields', f.fields) as fields,
        coalesce((a.after ->> 'regionId')::int, f.region_id) as region_id,
        coalesce((a.after ->> 'endsOn')::date, f.ends_on) as ends_on,
        coalesce(a.after -> 'quantities', (select coalesce(jsonb_agg(to_jsonb(q)), '[]') from fact_quantities q
          where q.fact_id = f.id)) as amounts) t
      join regions r on r.id = t.region_id
    where f.city_id = (select city_id from fact_periods where id = ${id}) and f.recorded_at <= ${closedAt}
      and e.to_state in ('recorded', 'checked') and t.ends_on between ${startsOn} and ${endsOn}
      and r.path >= ${regionPath} and r.path < ${`${regionPath.replace(/\.+$/, '')}/`}`.execute(tx)

/** The amounts of a fact of then. */
export const amountsOf = sql`jsonb_to_recordset(p.amounts) as q (key text, value numeric, qualifier jsonb)`

/** Whether what was found comes to what was kept of each kind: its count and every amount, and how much of it nobody had checked. */
const isAsKept = async (tx: Tx, { id }: ClosedPeriod): Promise<boolean> => {
  const { rows } = await sql`
    select g.kind, g.key from (
      select kind, key, value, unchecked from fact_period_figures where period_id = ${id}
      union all
      select p.kind, 'count', -count(*), -count(*) filter (where not p.is_checked) from facts_of_then p group by 1
      union all
      select p.kind, q.key, -sum(q.value), -coalesce(sum(q.value) filter (where not p.is_checked), 0)
      from facts_of_then p cross join lateral ${amountsOf} group by 1, 2
    ) g group by 1, 2 having sum(g.value) <> 0 or sum(g.unchecked) <> 0 limit 1`.execute(tx)
  return rows.length === 0
}

/** Keeps the facts that a period counted when it was closed long since; false, and nothing kept, where they do not come to its figures. */
export const keepFactsOfThen = async (tx: Tx, period: ClosedPeriod): Promise<boolean> => {
  await layFactsOfThen(tx, period)
  if (!(await isAsKept(tx, period))) return false
  await sql`insert into fact_period_facts (period_id, fact_id, kind, region_id, ends_on, is_checked, amounts)
    select ${period.id}::int, p.id, p.kind, p.region_id, p.ends_on, p.is_checked, (select coalesce(jsonb_agg(jsonb_build_object(
        'key', q.key, 'value', q.value, 'unit', coalesce(g.unit, ''))), '[]')
      from ${amountsOf} left join fact_period_figures g on g.period_id = ${period.id} and g.kind = p.kind and g.key = q.key)
    from facts_of_then p`.execute(tx)
  return true
}
