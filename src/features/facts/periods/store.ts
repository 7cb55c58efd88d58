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

const isOlder = sql<boolean>`c.state = 'closed' and not c.keeps_facts and c.facts_sought_at is null`

/** Periods closed by an older version of which nobody looked yet for the facts behind their figures. */
export const listOlderClosings = (tx: Tx): Promise<{ id: number }[]> =>
  tx.selectFrom('fact_periods as c').select('c.id').where(isOlder).orderBy('c.id').execute()

/** Locks one of them; undefined where another process was quicker. */
export const lockOlderClosing = async (tx: Tx, id: number): Promise<ClosedPeriod | undefined> => {
  const { rows } = await sql<ClosedPeriod>`select c.id, c.region_path as "regionPath", c.starts_on as "startsOn",
      c.ends_on as "endsOn", c.closed_at as "closedAt"
    from fact_periods c where c.id = ${id} and ${isOlder} for update`.execute(tx)
  return rows[0]
}

/** Notes that somebody looked, and whether the facts were found. What a reader sees of the period stays the same: no new version. */
export const noteSought = async (tx: Tx, id: number, keepsFacts: boolean, at: string): Promise<void> => {
  await tx
    .updateTable('fact_periods')
    .set({ keeps_facts: keepsFacts, facts_sought_at: at })
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

/** Keeps the figures of a period as they stand. */
export const freezeFigures = async (tx: Tx, id: number, span: Span): Promise<void> => {
  await sql`insert into fact_period_figures (period_id, kind, key, unit, value, unchecked)
    select ${id}::int, n.kind, n.key, min(n.unit), sum(n.value), sum(n.unchecked) from (${figuresSql(span)}) n
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
