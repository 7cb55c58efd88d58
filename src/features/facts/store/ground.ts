import { sql } from 'kysely'
import type { Tx } from '../../../platform/db/transaction.ts'

export type KnownPlace = { id: number; name: string; path: string; level: number }
/** `isHeld`: somebody acts for it here today. */
export type KnownUnit = { id: number; name: string; side: string; kind: string; isHeld: boolean }

const anyOf = (ids: readonly number[]) => sql<number>`any(${[...new Set(ids)]}::int[])`

/** Places that still stand, by id. */
export const readPlaces = async (tx: Tx, ids: readonly number[], today: string): Promise<Map<number, KnownPlace>> => {
  const rows = await tx
    .selectFrom('regions')
    .select(['id', 'name', 'path', 'level'])
    .where('id', '=', anyOf(ids))
    .where((where) => where.or([where('to_on', 'is', null), where('to_on', '>', today)]))
    .execute()
  return new Map(rows.map((row) => [row.id, row]))
}

/** Units of the city, closed ones too: what happened may have happened with a unit that is no more. */
export const readUnits = async (
  tx: Tx,
  cityId: number,
  ids: readonly number[],
  today: string,
): Promise<Map<number, KnownUnit>> => {
  if (ids.length === 0) return new Map()
  const rows = await tx
    .selectFrom('units as u')
    .innerJoin('regions as r', 'r.id', 'u.region_id')
    .select(['u.id', 'u.name', 'u.side', 'u.kind'])
    .select(
      sql<boolean>`exists (select 1 from posts p join post_holders h on h.post_id = p.id where p.unit_id = u.id
        and (p.closed_on is null or p.closed_on > ${today}::date)
        and h.from_on <= ${today}::date and (h.to_on is null or h.to_on > ${today}::date))`.as('isHeld'),
    )
    .where('u.id', '=', anyOf(ids))
    .where(sql<boolean>`starts_with(r.path, (select path from regions where id = ${cityId}))`)
    .execute()
  return new Map(rows.map((row) => [row.id, row]))
}

/** Which of these files the acting post may see and attach; row policies leave out those of others. */
export const readFiles = async (tx: Tx, ids: readonly number[]): Promise<Set<number>> => {
  if (ids.length === 0) return new Set()
  const rows = await tx
    .selectFrom('files')
    .select('id')
    .where('id', '=', anyOf(ids))
    .where('removed_at', 'is', null)
    .execute()
  return new Set(rows.map(({ id }) => id))
}

/** Which of these families the acting post sees in the register. */
export const readHouseholds = async (tx: Tx, ids: readonly number[]): Promise<Set<number>> => {
  if (ids.length === 0) return new Set()
  const rows = await tx.selectFrom('households').select('id').where('id', '=', anyOf(ids)).execute()
  return new Set(rows.map(({ id }) => id))
}

export type KnownCampaign = { id: number; title: string; startsOn: string; endsOn: string }

/** Keeps campaigns as they are until what is put to them stands: who replaces one takes its facts along. */
export const holdCampaigns = async (tx: Tx, ids: readonly number[]): Promise<void> => {
  await tx.selectFrom('facts').select('id').where('id', '=', anyOf(ids)).orderBy('id').forShare().execute()
}

/** Campaigns that stand and that the acting post may see, by id. */
export const readCampaigns = async (
  tx: Tx,
  ids: readonly number[],
  kinds: readonly string[],
): Promise<Map<number, KnownCampaign>> => {
  if (ids.length === 0 || kinds.length === 0) return new Map()
  const rows = await tx
    .selectFrom('facts')
    .select(['id', 'title', 'starts_on as startsOn', 'ends_on as endsOn'])
    .where('id', '=', anyOf(ids))
    .where('kind', 'in', [...kinds])
    .where('state', 'in', ['recorded', 'returned', 'checked'])
    .execute()
  return new Map(rows.map((row) => [row.id, row]))
}

/** The posts of the unit that wrote a fact, which are told of its return. */
export const postsOfUnit = async (tx: Tx, unitId: number, today: string): Promise<number[]> => {
  const rows = await tx
    .selectFrom('posts')
    .select('id')
    .where('unit_id', '=', unitId)
    .where('role', 'in', ['office', 'liaison', 'station', 'troop'])
    .where((where) => where.or([where('closed_on', 'is', null), where('closed_on', '>', today)]))
    .execute()
  return rows.map(({ id }) => id)
}
