import { sql } from 'kysely'
import type { Context } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import type { ClosedPeriod } from './follow.ts'
import type { PeriodKind, PeriodState } from './rules.ts'

export type StoredPeriod = {
  id: number
  cityId: number
  kind: PeriodKind
  regionId: number
  regionName: string
  regionPath: string
  startsOn: string
  endsOn: string
  state: PeriodState
  closesOn: string
  closedAt: string | null
  postName: string
  reopenedAt: string | null
  reopenReason: string | null
  keepsFacts: boolean
  version: number
}

const selectPeriods = (tx: Tx) =>
  tx
    .selectFrom('fact_periods as c')
    .innerJoin('regions as r', 'r.id', 'c.region_id')
    .innerJoin('posts as p', 'p.id', 'c.post_id')
    .select([
      'c.id',
      'c.city_id as cityId',
      sql<PeriodKind>`c.kind`.as('kind'),
      'c.region_id as regionId',
      'r.name as regionName',
      'c.region_path as regionPath',
      'c.starts_on as startsOn',
      'c.ends_on as endsOn',
      sql<PeriodState>`c.state`.as('state'),
      'c.closes_on as closesOn',
      'c.closed_at as closedAt',
      'p.name as postName',
      'c.reopened_at as reopenedAt',
      'c.reopen_reason as reopenReason',
      'c.keeps_facts as keepsFacts',
      'c.version',
    ])

const MOST_LISTED = 40

/** Periods that concern a place: its own and those of the places above, the latest first. */
export const listPeriods = (tx: Tx, regionPath: string): Promise<StoredPeriod[]> =>
  selectPeriods(tx)
    .where(sql<boolean>`starts_with(${regionPath}, c.region_path)`)
    .where('c.state', '<>', 'dropped')
    .orderBy('c.starts_on', 'desc')
    .orderBy('c.ends_on', 'desc')
    .orderBy('c.id', 'desc')
    .limit(MOST_LISTED)
    .execute()

export const findPeriod = (tx: Tx, id: number): Promise<StoredPeriod | undefined> =>
  selectPeriods(tx).where('c.id', '=', id).executeTakeFirst()

/** Periods whose stated day has come, of the whole house. */
export const listDue = (tx: Tx, today: string): Promise<StoredPeriod[]> =>
  selectPeriods(tx).where('c.state', '=', 'planned').where('c.closes_on', '<=', today).orderBy('c.id').execute()

const isOlder = sql<boolean>`c.state = 'closed' and not c.keeps_each and c.each_sought_at is null`

/** Periods closed by an older version of which nobody looked yet for the facts behind their figures. */
export const listOlderClosings = (tx: Tx): Promise<{ id: number }[]> =>
  tx.selectFrom('fact_periods as c').select('c.id').where(isOlder).orderBy('c.id').execute()

/** Locks one of them; undefined where another process was quicker. */
export const lockOlderClosing = async (
  tx: Tx,
  id: number,
): Promise<(ClosedPeriod & { keepsFacts: boolean }) | undefined> => {
  const { rows } = await sql<ClosedPeriod & { keepsFacts: boolean }>`select c.id, c.region_path as "regionPath",
      c.starts_on as "startsOn", c.ends_on as "endsOn", c.closed_at as "closedAt", c.keeps_facts as "keepsFacts"
    from fact_periods c where c.id = ${id} and ${isOlder} for update`.execute(tx)
  return rows[0]
}

/** Notes that somebody looked, and whether the facts were found. What a reader sees of the period stays the same: no new version. */
export const noteSought = async (
  tx: Tx,
  id: number,
  { keepsFacts, keepsEach, at }: { keepsFacts: boolean; keepsEach: boolean; at: string },
): Promise<void> => {
  await tx
    .updateTable('fact_periods')
    .set({ keeps_facts: keepsFacts, facts_sought_at: at, keeps_each: keepsEach, each_sought_at: at })
    .where('id', '=', id)
    .execute()
}

/** False where the same period is planned or closed already. */
export const insertPeriod = async (
  tx: Tx,
  { acting }: Pick<Context, 'acting'>,
  period: { kind: PeriodKind; startsOn: string; endsOn: string; closesOn: string },
): Promise<number | null> => {
  const row = await tx
    .insertInto('fact_periods')
    .values({
      city_id: acting.cityId,
      region_id: acting.regionId,
      region_path: acting.regionPath,
      kind: period.kind,
      starts_on: period.startsOn,
      ends_on: period.endsOn,
      state: 'planned',
      closes_on: period.closesOn,
      post_id: acting.postId,
      person_id: acting.personId,
    })
    .onConflict((conflict) =>
      conflict.columns(['region_id', 'kind', 'starts_on']).where('state', 'in', ['planned', 'closed']).doNothing(),
    )
    .returning('id')
    .executeTakeFirst()
  return row?.id ?? null
}

/** Moves a period on; false where somebody was quicker. */
export const movePeriod = async (
  tx: Tx,
  { id, version }: { id: number; version: number },
  set: { state: PeriodState; closedAt?: string; reopenedAt?: string; reopenReason?: string },
): Promise<boolean> => {
  const { numUpdatedRows } = await tx
    .updateTable('fact_periods')
    .set({
      state: set.state,
      ...(set.closedAt ? { closed_at: set.closedAt } : {}),
      ...(set.reopenedAt ? { reopened_at: set.reopenedAt, reopen_reason: set.reopenReason ?? '' } : {}),
      version: sql`version + 1`,
    })
    .where('id', '=', id)
    .where('version', '=', version)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

type Span = Pick<StoredPeriod, 'regionPath' | 'startsOn' | 'endsOn'>
export type Figure = { kind: string; key: string; unit: string; value: number; unchecked: number }

const ofPeriod = ({ regionPath, startsOn, endsOn }: Span) => sql<boolean>`f.is_counted
  and f.region_path >= ${regionPath} and f.region_path < ${`${regionPath.replace(/\.+$/, '')}/`}
  and f.ends_on between ${startsOn}::date and ${endsOn}::date`

const figuresSql = (span: Span) => sql<Figure>`select f.kind, 'count' as key, '条' as unit, count(*)::numeric as value,
      (count(*) filter (where f.state = 'recorded'))::numeric as unchecked
    from facts f where ${ofPeriod(span)} group by f.kind
  union all
  select f.kind, q.key, q.unit, sum(q.value), coalesce(sum(q.value) filter (where f.state = 'recorded'), 0)
    from facts f join fact_quantities q on q.fact_id = f.id where ${ofPeriod(span)} group by f.kind, q.key, q.unit`

/** What the facts of a period amount to now, as far as the acting post sees them. A fact belongs to the period in which it ended. */
export const readFigures = async (tx: Tx, span: Span): Promise<Figure[]> => (await figuresSql(span).execute(tx)).rows

/** Closings of a city are done one after the other. */
export const lockClosings = async (tx: Tx, cityId: number): Promise<void> => {
  await sql`select pg_advisory_xact_lock(hashtext('fact periods'), ${cityId})`.execute(tx)
}

/** The closing, if any, that holds all of a place and a period, the first of them. */
export const findHolding = (tx: Tx, { regionPath, startsOn, endsOn }: Span): Promise<StoredPeriod | undefined> =>
  selectPeriods(tx)
    .where('c.state', '=', 'closed')
    .where(sql<boolean>`starts_with(${regionPath}, c.region_path)`)
    .where('c.starts_on', '<=', startsOn)
    .where('c.ends_on', '>=', endsOn)
    .orderBy('c.closed_at')
    .orderBy('c.id')
    .executeTakeFirst()

/** Other closings that hold a part of a place and a period. */
export const listHoldingPart = (tx: Tx, { id, regionPath, startsOn, endsOn }: StoredPeriod): Promise<StoredPeriod[]> =>
  selectPeriods(tx)
    .where('c.state', '=', 'closed')
    .where('c.id', '<>', id)
    .where(sql<boolean>`(starts_with(${regionPath}, c.region_path) or starts_with(c.region_path, ${regionPath}))`)
    .where('c.starts_on', '<=', endsOn)
    .where('c.ends_on', '>=', startsOn)
    .orderBy('c.region_path')
    .orderBy('c.starts_on')
    .orderBy('c.id')
    .execute()

/**
 * Keeps the facts of a period as they stand, and its figures. Days of places that an earlier closing holds are taken over from it, with
 * what it counted then; and no fact counts in two closings otherwise, though it moved to another day or place since.
 */
export const freezeFigures = async (tx: Tx, id: number, span: Span): Promise<void> => {
  const inSpan = (path: string, day: string) => sql`${sql.ref(path)} >= ${span.regionPath}
    and ${sql.ref(path)} < ${`${span.regionPath.replace(/\.+$/, '')}/`}
    and ${sql.ref(day)} between ${span.startsOn}::date and ${span.endsOn}::date`
  await sql`with others as (select c.* from fact_periods c where c.id <> ${id} and c.state = 'closed' and c.keeps_each),
    held as (select distinct on (k.fact_id) k.* from fact_period_facts k join others c on c.id = k.period_id
        join regions r on r.id = k.region_id where ${inSpan('r.path', 'k.ends_on')}
      order by k.fact_id, c.closed_at, c.id)
    insert into fact_period_facts (period_id, fact_id, kind, region_id, ends_on, is_checked, amounts, held_from)
    select ${id}::int, fact_id, kind, region_id, ends_on, is_checked, amounts, period_id from held
    union all
    select ${id}::int, f.id, f.kind, f.region_id, f.ends_on, f.state = 'checked', (select coalesce(jsonb_agg(
        jsonb_build_object('key', q.key, 'unit', q.unit, 'value', q.value)), '[]') from fact_quantities q where q.fact_id = f.id), null
    from facts f where ${ofPeriod(span)}
      and not exists (select 1 from others c where starts_with(f.region_path, c.region_path)
        and f.ends_on between c.starts_on and c.ends_on)
      and not exists (select 1 from fact_period_facts k join others c on c.id = k.period_id where k.fact_id = f.id)`.execute(
    tx,
  )
  await sql`insert into fact_period_figures (period_id, kind, key, unit, value, unchecked)
    select ${id}::int, n.kind, n.key, min(n.unit), sum(n.value), coalesce(sum(n.value) filter (where not n.is_checked), 0) from (
      select k.kind, 'count' as key, '条' as unit, 1::numeric as value, k.is_checked
        from fact_period_facts k where k.period_id = ${id}
      union all
      select k.kind, q.key, q.unit, q.value, k.is_checked from fact_period_facts k
        cross join jsonb_to_recordset(k.amounts) as q (key text, unit text, value numeric) where k.period_id = ${id}) n
    group by n.kind, n.key`.execute(tx)
}

export const readFrozen = (tx: Tx, periodId: number): Promise<Figure[]> =>
  tx
    .selectFrom('fact_period_figures')
    .select(['kind', 'key', 'unit', 'value', 'unchecked'])
    .where('period_id', '=', periodId)
    .execute() as unknown as Promise<Figure[]>

/** Of several closed periods: what they counted, and what counts in them now. */
export const readCounts = async (
  tx: Tx,
  periods: readonly StoredPeriod[],
): Promise<Map<number, { count: number; unchecked: number; now: number; afterClose: number }>> => {
  const ids = periods.map(({ id }) => id)
  const { rows } = await sql<{ id: number; count: number; unchecked: number; now: number; afterClose: number }>`
    select c.id,
      coalesce((select sum(g.value) from fact_period_figures g where g.period_id = c.id and g.key = 'count'), 0)::int as count,
      coalesce((select sum(g.unchecked) from fact_period_figures g where g.period_id = c.id and g.key = 'count'), 0)::int as unchecked,
      n.now, n."afterClose"
    from fact_periods c cross join lateral (
      select count(*)::int as now, (count(*) filter (where f.recorded_at > c.closed_at))::int as "afterClose"
      from facts f where f.is_counted and f.region_path >= c.region_path and f.region_path < rtrim(c.region_path, '.') || '/'
        and f.ends_on between c.starts_on and c.ends_on) n
    where c.id = any(${ids}::int[])`.execute(tx)
  return new Map(rows.map((row) => [row.id, row]))
}

/** Periods that hold a day of a place and are closed, or whose stated day has passed (not closed yet, then). */
export const closingsOf = async (
  tx: Tx,
  { path, endsOn }: { path: string; endsOn: string },
  today: string,
): Promise<{ id: number; closedAt: string | null }[]> => {
  const { rows } = await sql<{ id: number; closedAt: string | null }>`select c.id, c.closed_at as "closedAt"
    from fact_periods c where starts_with(${path}, c.region_path) and ${endsOn}::date between c.starts_on and c.ends_on
      and (c.state = 'closed' or (c.state = 'planned' and c.closes_on < ${today}::date))`.execute(tx)
  return rows
}

/** Whether a day of a place lies in a period that is closed, or whose stated day has passed. */
export const isClosedOn = async (
  tx: Tx,
  places: readonly { path: string; endsOn: string }[],
  today: string,
): Promise<boolean[]> => {
  if (places.length === 0) return []
  const { rows } = await sql<{ place: number }>`select g.place::int from
      unnest(${places.map(({ path }) => path)}::text[], ${places.map(({ endsOn }) => endsOn)}::date[]) with ordinality
        as g (path, ends_on, place)
    where exists (select 1 from fact_periods c where starts_with(g.path, c.region_path)
      and g.ends_on between c.starts_on and c.ends_on
      and (c.state = 'closed' or (c.state = 'planned' and c.closes_on < ${today}::date)))`.execute(tx)
  const closed = new Set(rows.map(({ place }) => place))
  return places.map((_, index) => closed.has(index + 1))
}
