import { sql } from 'kysely'
import type { Tx } from '../../../platform/db/transaction.ts'

export type OfficeOfRegion = { unitId: number; name: string; regionId: number; regionPath: string }

/** The 双拥办 of a region, or the nearest one above it. */
export const findOffice = async (tx: Tx, regionPath: string, today: string): Promise<OfficeOfRegion | undefined> =>
  tx
    .selectFrom('units as u')
    .innerJoin('regions as r', 'r.id', 'u.region_id')
    .select(['u.id as unitId', 'u.name', 'r.id as regionId', 'r.path as regionPath'])
    .where('u.kind', '=', 'office')
    .where((where) => where.or([where('u.closed_on', 'is', null), where('u.closed_on', '>', today)]))
    .where('r.id', '=', sql<number>`any(${idsOf(regionPath)})`)
    .orderBy('r.level', 'desc')
    .orderBy('u.sort')
    .limit(1)
    .executeTakeFirst()

const idsOf = (path: string): number[] => path.split('.').filter(Boolean).map(Number)

export type KnownUnit = { id: number; name: string; side: string; kind: string; regionPath: string }

/** Units of the city that still stand, by id; a number that is missing names no such unit. */
export const readUnits = async (
  tx: Tx,
  cityId: number,
  ids: number[],
  today: string,
): Promise<Map<number, KnownUnit>> => {
  if (ids.length === 0) return new Map()
  const rows = await tx
    .selectFrom('units as u')
    .innerJoin('regions as r', 'r.id', 'u.region_id')
    .select(['u.id', 'u.name', 'u.side', 'u.kind', 'r.path as regionPath'])
    .where('u.id', '=', sql<number>`any(${ids})`)
    .where((where) => where.or([where('u.closed_on', 'is', null), where('u.closed_on', '>', today)]))
    .where(sql<boolean>`starts_with(r.path, (select path from regions where id = ${cityId}))`)
    .execute()
  return new Map(rows.map((row) => [row.id, row]))
}

export type KnownPost = { id: number; name: string; role: string; unitId: number }

/** Posts that still stand, by id. */
export const readPosts = async (tx: Tx, ids: number[], today: string): Promise<Map<number, KnownPost>> => {
  if (ids.length === 0) return new Map()
  const rows = await tx
    .selectFrom('posts')
    .select(['id', 'name', 'role', 'unit_id as unitId'])
    .where('id', '=', sql<number>`any(${ids})`)
    .where((where) => where.or([where('closed_on', 'is', null), where('closed_on', '>', today)]))
    .execute()
  return new Map(rows.map((row) => [row.id, row]))
}

/** The standing posts that act for a unit, in their order. */
export const postsOfUnit = async (tx: Tx, unitId: number, today: string): Promise<number[]> => {
  const rows = await tx
    .selectFrom('posts')
    .select('id')
    .where('unit_id', '=', unitId)
    .where('role', 'in', ['office', 'liaison', 'station', 'troop'])
    .where((where) => where.or([where('closed_on', 'is', null), where('closed_on', '>', today)]))
    .orderBy('sort')
    .orderBy('id')
    .execute()
  return rows.map(({ id }) => id)
}

/** The name of a post, whether it still stands or not. */
export const postName = async (tx: Tx, id: number): Promise<string | undefined> =>
  (await tx.selectFrom('posts').select('name').where('id', '=', id).executeTakeFirst())?.name

/** Posts of the leaders of a region, in their order. */
export const leadersOf = (tx: Tx, regionId: number, today: string): Promise<{ id: number; name: string }[]> =>
  tx
    .selectFrom('posts')
    .select(['id', 'name'])
    .where('role', '=', 'leader')
    .where('region_id', '=', regionId)
    .where((where) => where.or([where('closed_on', 'is', null), where('closed_on', '>', today)]))
    .orderBy('sort')
    .orderBy('id')
    .execute()

/** The kind of each of these files that the acting post may see and attach; row policies leave out those of others. */
export const readFileKinds = async (tx: Tx, ids: number[]): Promise<string[]> => {
  const rows = await tx
    .selectFrom('files')
    .select('kind')
    .where('id', '=', sql<number>`any(${ids})`)
    .where('removed_at', 'is', null)
    .execute()
  return rows.map(({ kind }) => kind)
}
