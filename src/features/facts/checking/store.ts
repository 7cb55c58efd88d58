import { type RawBuilder, sql } from 'kysely'
import type { Context } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import type { StoredFact } from '../store/rows.ts'
import { selectFacts } from '../store/rows.ts'
import { WEIGHED_UNITS } from './rules.ts'

type Asker = Pick<Context, 'acting'>

const depth = (path: RawBuilder<unknown>) => sql<number>`(length(${path}) - length(replace(${path}, '.', '')))`

/**
 * Facts that the acting post checks, the same as `isChecker` of the rules says; `isNext`: those of which it is the next one
 * above, so that a village's are the township's and not also the city's.
 */
const checkable = ({ acting }: Asker, isNext: boolean): RawBuilder<boolean> => {
  const { role, regionPath, unitId, personId } = acting
  const end = `${regionPath.replace(/\.+$/, '')}/`
  const within = sql`f.entered_path >= ${regionPath} and f.entered_path < ${end}`
  const others = sql`f.entered_person_id <> ${personId}`
  if (role === 'leader') return sql<boolean>`(f.entered_path = ${regionPath} and eu.kind = 'office' and ${others})`
  const below = sql`f.entered_path <> ${regionPath}`
  const mine = sql`${within} and f.entered_unit_id <> ${unitId} and ${others}`
  const level = regionPath.split('.').length - 1
  // Offices and stations stand under the place above; other units under the office of their own place.
  const next = isNext
    ? sql`and ((f.entered_path = ${regionPath}) or (eu.kind in ('office', 'station') and ${depth(sql`f.entered_path`)} <= ${level + 1}))`
    : sql``
  return role === 'station'
    ? sql<boolean>`(${mine} and ${below} and eu.kind <> 'office' ${next})`
    : sql<boolean>`(${mine} ${next})`
}

/** What waits to be checked, the oldest first. */
export const listWaiting = (tx: Tx, asker: Asker, isNext: boolean, most: number): Promise<StoredFact[]> =>
  selectFacts(tx)
    .where('f.state', '=', 'recorded')
    .where(checkable(asker, isNext))
    .orderBy('f.id')
    .limit(most)
    .execute()

export const countWaiting = async (tx: Tx, asker: Asker, isNext: boolean): Promise<number> =>
  (
    await tx
      .selectFrom('facts as f')
      .innerJoin('units as eu', 'eu.id', 'f.entered_unit_id')
      .select(sql<number>`count(*)::int`.as('count'))
      .where('f.state', '=', 'recorded')
      .where(checkable(asker, isNext))
      .executeTakeFirstOrThrow()
  ).count

/** Checked facts whose writer asks to correct them. */
export const listAsked = (tx: Tx, asker: Asker, isNext: boolean, most: number): Promise<StoredFact[]> =>
  selectFacts(tx)
    .where('f.state', '=', 'checked')
    .where('f.correction_asked_at', 'is not', null)
    .where(checkable(asker, isNext))
    .orderBy('f.correction_asked_at')
    .limit(most)
    .execute()

export const countAsked = async (tx: Tx, asker: Asker): Promise<number> =>
  (
    await tx
      .selectFrom('facts as f')
      .innerJoin('units as eu', 'eu.id', 'f.entered_unit_id')
      .select(sql<number>`count(*)::int`.as('count'))
      .where('f.state', '=', 'checked')
      .where('f.correction_asked_at', 'is not', null)
      .where(checkable(asker, true))
      .executeTakeFirstOrThrow()
  ).count

export type Usual = { kind: string; direction: string | null; key: string; median: number; count: number }

/** The usual amounts of these kinds over the year before a day, among the facts that count and that the acting post sees. */
export const readUsual = async (tx: Tx, kinds: readonly string[], since: string): Promise<Usual[]> => {
  // Kind by kind from the index of kinds: of all kinds at once the planner scans the whole table, with helpers of its own beside it.
  const { rows } = await sql<Usual>`select f.kind, f.direction, q.key,
      percentile_cont(0.5) within group (order by q.value)::float8 as median, count(*)::int as count
    from unnest(${[...new Set(kinds)]}::text[]) as asked (kind)
      cross join lateral (select id, kind, direction from facts
        where facts.kind = asked.kind and is_counted and starts_on >= ${since}::date offset 0) f
      join fact_quantities q on q.fact_id = f.id
    where q.unit = any(${[...WEIGHED_UNITS]}::text[])
    group by f.kind, f.direction, q.key`.execute(tx)
  return rows
}

export type Pair = { id: number; code: string }

/** Other facts that hold a file of the same bytes, of those that count and that the acting post sees. */
export const readSameFiles = async (tx: Tx, ids: readonly number[]): Promise<Pair[]> => {
  const { rows } = await sql<Pair>`select distinct a.fact_id as id, o.code
    from fact_files a join files x on x.id = a.file_id
      join files y on y.original_sha256 = x.original_sha256 join fact_files b on b.file_id = y.id
      join facts o on o.id = b.fact_id
    where a.fact_id = any(${[...ids]}::int[]) and o.id <> a.fact_id and o.is_counted order by o.code`.execute(tx)
  return rows
}

export type Alike = { id: number; code: string | null; year: number; unitKind: string }

/** Other facts with a picture that looks like one of theirs; without its code where the acting post may not see it. */
export const readLookAlikes = async (tx: Tx, ids: readonly number[]): Promise<Alike[]> => {
  const { rows } = await sql<Alike>`select a.fact_id as id, o.code, a.year, a.unit_kind as "unitKind"
    from facts_alike(${[...ids]}::int[]) a left join facts o on o.id = a.other_id
    order by o.code, a.year, a.unit_kind`.execute(tx)
  return rows
}

/**
 * Other facts of the same kind and direction that began on the same day in the same place. Two that name families and none of them
 * twice are a round from door to door and no doubt.
 */
export const readSameDays = async (tx: Tx, ids: readonly number[]): Promise<Pair[]> => {
  const { rows } = await sql<Pair>`select f.id, o.code
    from facts f join facts o on o.region_id = f.region_id and o.starts_on = f.starts_on and o.kind = f.kind
      and o.direction is not distinct from f.direction and o.id <> f.id and o.is_counted
    where f.id = any(${[...ids]}::int[])
      and (not exists (select from fact_households h where h.fact_id = f.id)
        or not exists (select from fact_households h where h.fact_id = o.id)
        or exists (select from fact_households h join fact_households k on k.household_id = h.household_id
          where h.fact_id = f.id and k.fact_id = o.id))
    order by o.code`.execute(tx)
  return rows
}

/** The days of the campaigns that these facts belong to, by the id of the campaign. */
export const readCampaignDays = async (tx: Tx, ids: readonly number[]) => {
  const rows = await tx
    .selectFrom('facts')
    .select(['id', 'title', 'starts_on as startsOn', 'ends_on as endsOn'])
    .where('id', '=', sql<number>`any(${[...ids]}::int[])`)
    .execute()
  return new Map(rows.map((row) => [row.id, row]))
}
