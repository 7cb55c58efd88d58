import { sql } from 'kysely'
import type pg from 'pg'
import type { Acting } from '../../../platform/acting.ts'
import type { Days } from '../../../platform/calendar/spans.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import type { MeasureFigure, MeasureRows } from './contract.ts'
import type { FactMeasure } from './declared.ts'
import { endOf, type Heads, headOf, NOTHING } from './sql.ts'

/**
 * Counting facts: from the lines that the triggers keep in the transaction of each change (`fact_tallies`), or where the lines
 * do not tell enough, from the facts themselves under the row policies. Both ways give the same (docs/adr/0046).
 */

/** What is counted: facts of a measure that lie in a place and end in a period. `path`: null where only the policies bound it. */
export type Asked = Days & { measure: FactMeasure; path: string | null }

/** Whoever sees whole places counts by lines; whoever sees single facts counts those. */
const isByLines = (acting: Pick<Acting, 'role'>, { where, counts }: FactMeasure): boolean =>
  where === undefined &&
  (counts === 'facts' || counts.sum.length === 1) &&
  (acting.role === 'office' || acting.role === 'leader' || acting.role === 'station')

const whatOf = ({ counts }: FactMeasure): string[] => (counts === 'facts' ? [''] : [...counts.sum])

const lines = ({ measure, path, from, to }: Asked, heads: Heads) => sql`
  select ${headOf(heads, sql`t.month`, sql`t.region_path`)} as head,
    sum(t.amount) as value,
    sum(t.amount) filter (where not t.is_checked) as unchecked,
    sum(t.amount) filter (where t.is_approximate) as approximate,
    sum(t.amount) filter (where t.is_after_close) as late,
    ${measure.counts === 'facts' ? sql`sum(t.amount)` : sql`sum(t.facts)`} as rows
  from fact_tallies t
  where t.kind = ${measure.kind} and t.what = any(${whatOf(measure)})
    and t.month >= ${from} and t.month <= ${to}
    ${measure.directions ? sql`and t.direction = any(${[...measure.directions]})` : sql``}
    ${path === null ? sql`` : sql`and t.region_path >= ${path} and t.region_path < ${endOf(path)}`}
  group by 1`

/** The facts of a measure, one row each, with the amount that each brings. */
const factRows = ({ measure, path, from, to }: Asked) => {
  const amounts =
    measure.counts === 'facts'
      ? sql`cross join (select 1::numeric as amount, 0::numeric as approximate, null::text as qualifier) q`
      : sql`cross join lateral (
          select sum(value) as amount, coalesce(sum(value) filter (where qualifier is not null), 0) as approximate,
            min(qualifier) as qualifier
          from fact_quantities where fact_id = f.id and key = any(${whatOf(measure)}) having count(*) > 0) q`
  return sql`
    from facts f ${amounts}
    where f.is_counted and f.kind = ${measure.kind} and f.ends_on between ${from} and ${to}
      ${measure.directions ? sql`and f.direction = any(${[...measure.directions]})` : sql``}
      ${measure.where ? sql`and f.fields ->> ${measure.where.field} = any(${[...measure.where.among]})` : sql``}
      ${path === null ? sql`` : sql`and f.region_path >= ${path} and f.region_path < ${endOf(path)}`}`
}

/** Takes over what earlier closings counted of the facts that a closing holds from them. */
export const keepHeldFacts = async (tx: Tx, periodId: number): Promise<void> => {
  await sql`insert into measure_closed_facts
      (period_id, key, fact_id, region_id, ends_on, amount, approximate, is_checked, is_late)
    select k.period_id, m.key, m.fact_id, m.region_id, m.ends_on, m.amount, m.approximate, m.is_checked, m.is_late
    from fact_period_facts k join measure_closed_facts m on m.period_id = k.held_from and m.fact_id = k.fact_id
    where k.period_id = ${periodId}`.execute(tx)
}

/** Keeps what a measure counts of which other fact, in the transaction that closes a period. */
export const keepClosedFacts = async (tx: Tx, periodId: number, asked: Asked): Promise<void> => {
  await sql`insert into measure_closed_facts
      (period_id, key, fact_id, region_id, ends_on, amount, approximate, is_checked, is_late)
    select ${periodId}::int, ${asked.measure.key}::text, f.id, f.region_id, f.ends_on, q.amount, q.approximate,
      f.state = 'checked', f.is_after_close ${factRows(asked)}
      and f.id in (select k.fact_id from fact_period_facts k where k.period_id = ${periodId} and k.held_from is null)`.execute(
    tx,
  )
}

/** The figure of each measure, of the facts that were kept, where the closing kept none of it yet. */
export const keepClosedFigures = (tx: Tx, periodId: number, keys: readonly string[]) =>
  sql`insert into measure_closed_figures (period_id, key, value, unchecked, approximate, late)
    select ${periodId}::int, k.key, coalesce(sum(m.amount), 0), coalesce(sum(m.amount) filter (where not m.is_checked), 0),
      coalesce(sum(m.approximate), 0), coalesce(sum(m.amount) filter (where m.is_late), 0)
    from unnest(${[...keys]}::text[]) as k (key)
      left join measure_closed_facts m on m.period_id = ${periodId} and m.key = k.key
    group by k.key on conflict do nothing`.execute(tx)

/** What a closing counted, as figures under their heads. */
export const readClosedFacts = async (
  tx: Tx,
  {
    periodId,
    keys,
    path,
    from,
    to,
  }: { periodId: number; keys: readonly string[]; path: string; from: string; to: string },
  heads: Heads = 'all',
): Promise<Map<string, Map<string, MeasureFigure>>> => {
  const { rows } = await sql<Line>`
    select m.key, ${headOf(heads, sql`m.ends_on`, sql`r.path`)} as head, sum(m.amount) as value,
      sum(m.amount) filter (where not m.is_checked) as unchecked, sum(m.approximate) as approximate,
      sum(m.amount) filter (where m.is_late) as late, count(*) as rows
    from measure_closed_facts m join regions r on r.id = m.region_id
    where m.period_id = ${periodId} and m.key = any(${[...keys]}::text[]) and m.ends_on between ${from} and ${to}
      and r.path >= ${path} and r.path < ${endOf(path)}
    group by 1, 2`.execute(tx)
  const found = new Map<string, Map<string, MeasureFigure>>(keys.map((key) => [key, new Map()]))
  for (const row of rows) found.get(row.key)?.set(row.head, asFigure(row))
  return found
}

/** A page of the facts that a closing counted, with the amounts of then, newest first. */
export const listClosedRows = async (
  tx: Tx,
  { periodId, key, path, from, to }: { periodId: number; key: string; path: string; from: string; to: string },
  { after, size }: { after?: string | undefined; size: number },
): Promise<Pick<MeasureRows, 'rows' | 'total' | 'value'>> => {
  const [day, id] = after?.split('_') ?? []
  const kept = sql`from measure_closed_facts m join regions r on r.id = m.region_id join facts f on f.id = m.fact_id
    where m.period_id = ${periodId} and m.key = ${key} and m.ends_on between ${from} and ${to}
      and r.path >= ${path} and r.path < ${endOf(path)}`
  const { rows: sums } = await sql<{ total: number; value: string | null }>`
    select count(*)::int as total, sum(m.amount) as value ${kept}`.execute(tx)
  const { rows } = await sql<MeasureRows['rows'][number]>`
    select f.id, f.code, f.title, f.starts_on as "startsOn", f.ends_on as "endsOn", r.name as "regionName",
      f.starts_on::text || '_' || f.id as key, 'fact' as of, m.amount::float8 as amount,
      case when m.approximate > 0 then '约' end as qualifier, f.state = 'checked' as "isChecked", m.is_late as "isLate"
    ${kept} ${day && id ? sql`and (f.starts_on, f.id) < (${day}::date, ${Number(id)}::int)` : sql``}
    order by f.starts_on desc, f.id desc limit ${size}`.execute(tx)
  return { rows, total: sums[0]?.total ?? 0, value: Number(sums[0]?.value ?? 0) }
}

const counted = (asked: Asked, heads: Heads) => sql`
  select ${headOf(heads, sql`f.ends_on`, sql`f.region_path`)} as head,
    sum(q.amount) as value,
    sum(q.amount) filter (where f.state <> 'checked') as unchecked,
    sum(q.approximate) as approximate,
    sum(q.amount) filter (where f.is_after_close) as late,
    count(*) as rows
  ${factRows(asked)} group by 1`

type Amounts = Record<Exclude<keyof MeasureFigure, 'told' | 'closed'>, string | number | null>

const asFigure = (row: Amounts): MeasureFigure => ({
  ...NOTHING,
  value: Number(row.value ?? 0),
  unchecked: Number(row.unchecked ?? 0),
  approximate: Number(row.approximate ?? 0),
  late: Number(row.late ?? 0),
  rows: Number(row.rows ?? 0),
})

type Line = Amounts & { head: string; key: string }

/** Figures of several measures under their heads, in one statement. `isRecount`: from the facts even where lines would do. */
export const readFigures = async (
  tx: Tx,
  acting: Pick<Acting, 'role'>,
  asked: readonly Asked[],
  heads: Heads = 'all',
  { isRecount = false } = {},
): Promise<Map<string, Map<string, MeasureFigure>>> => {
  const parts = asked.map((one) => {
    const rows = !isRecount && isByLines(acting, one.measure) ? lines(one, heads) : counted(one, heads)
    return sql`(select ${one.measure.key}::text as key, part.* from (${rows}) part)`
  })
  const found = new Map<string, Map<string, MeasureFigure>>(asked.map(({ measure }) => [measure.key, new Map()]))
  if (parts.length === 0) return found
  const { rows } = await sql<Line>`${sql.join(parts, sql` union all `)}`.execute(tx)
  for (const row of rows) found.get(row.key)?.set(row.head, asFigure(row))
  return found
}

export const figureOf = (
  found: Map<string, Map<string, MeasureFigure>>,
  measure: { key: string },
  head = '',
): MeasureFigure => found.get(measure.key)?.get(head) ?? NOTHING

/** A page of the facts behind a figure, newest first, and their sum in all. `after`: key of the last one shown. */
export const listRows = async (
  tx: Tx,
  asked: Asked,
  { after, size }: { after?: string | undefined; size: number },
): Promise<Pick<MeasureRows, 'rows' | 'total' | 'value'>> => {
  const [day, id] = after?.split('_') ?? []
  const { rows: sums } = await sql<{ total: number; value: string | null }>`
    select count(*)::int as total, sum(q.amount) as value ${factRows(asked)}`.execute(tx)
  const { rows } = await sql<MeasureRows['rows'][number]>`
    select f.id, f.code, f.title, f.starts_on as "startsOn", f.ends_on as "endsOn", r.name as "regionName",
      f.starts_on::text || '_' || f.id as key, 'fact' as of, q.amount::float8 as amount, q.qualifier, f.state = 'checked' as "isChecked", f.is_after_close as "isLate"
    from (select f.id, q.amount, q.qualifier ${factRows(asked)}
        ${day && id ? sql`and (f.starts_on, f.id) < (${day}::date, ${Number(id)}::int)` : sql``}
        order by f.starts_on desc, f.id desc limit ${size}) q
      join facts f on f.id = q.id join regions r on r.id = f.region_id
    order by f.starts_on desc, f.id desc`.execute(tx)
  return { rows, total: sums[0]?.total ?? 0, value: Number(sums[0]?.value ?? 0) }
}

/** A region by id with its path; where a range is given, only inside it. */
export const findPlace = (tx: Tx, path: string | null, id: number) =>
  tx
    .selectFrom('regions')
    .select(['id', 'name', 'path', 'parent_id as parentId'])
    .where('id', '=', id)
    .$if(path !== null, (part) => part.where('path', '>=', path as string).where('path', '<', endOf(path as string)))
    .executeTakeFirst()

/** The places right under a path, in administrative order, and those that ended while something is filed under them. */
export const listUnder = (tx: Tx, id: number) =>
  tx
    .selectFrom('regions')
    .select(['id', 'name', 'path', 'to_on as toOn'])
    .where('parent_id', '=', id)
    .orderBy('sort')
    .orderBy('id')
    .execute()

const HEADS =
  'city_id, region_id, region_path, month, kind, direction, is_checked, is_after_close, what, is_approximate'

/** Brings lines of one head together and drops those that come to nothing. Run as the program, by a job. */
export const compactFactTallies = async (pool: pg.Pool): Promise<void> => {
  await pool.query(`with crowded as (
      select unnest(array_agg(id)) as id from fact_tallies group by ${HEADS}
      having count(*) > 1 or (sum(amount) = 0 and sum(facts) = 0)
    ), gone as (delete from fact_tallies t using crowded where t.id = crowded.id returning t.*)
    insert into fact_tallies (${HEADS}, amount, facts)
      select ${HEADS}, sum(amount), sum(facts) from gone group by ${HEADS} having sum(amount) <> 0 or sum(facts) <> 0`)
}

/** Heads whose lines and whose facts differ, as text; none, if everything was counted. Run as the program, by proofs. */
export const recountFactTallies = async (pool: pg.Pool): Promise<string[]> => {
  const { rows } = await pool.query<{ head: string }>(`
    select head from (
      select row(${HEADS})::text as head, sum(amount) as amount, sum(facts) as facts from fact_tallies group by 1
      union all
      select row(${HEADS})::text, -sum(amount), -count(*) from (
        select f.city_id, f.region_id, f.region_path, date_trunc('month', f.ends_on)::date as month, f.kind, f.direction,
          f.state = 'checked' as is_checked, f.is_after_close, q.what, q.is_approximate, q.amount
        from facts f cross join lateral (select '' as what, false as is_approximate, 1::numeric as amount
          union all select key, qualifier is not null, value from fact_quantities where fact_id = f.id) q
        where f.is_counted) brought group by 1
    ) both_ways group by head having sum(amount) <> 0 or sum(facts) <> 0 order by head`)
  return rows.map(({ head }) => head)
}
