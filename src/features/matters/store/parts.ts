import { sql } from 'kysely'
import type { Tx } from '../../../platform/db/transaction.ts'
import { asStored, ledger, type StoredMatter, selectMatter } from './rows.ts'
import { hasAccess } from './slips.ts'

/** The parts of a matter that the acting post may see, in the order they were handed down. */
export const listParts = async (tx: Tx, parentId: number): Promise<StoredMatter[]> =>
  asStored(
    await selectMatter(ledger(tx).where('m.parent_id', '=', parentId))
      .orderBy('m.part_no')
      .execute(),
  )

/** The promised day of a matter, where the acting post sees the matter. */
export const findDueOn = async (tx: Tx, id: number): Promise<string | null> =>
  (await tx.selectFrom('matters').select('due_on').where('id', '=', id).executeTakeFirst())?.due_on ?? null

/** The number of the last part that was handed down out of a matter; 0 before the first. */
export const lastPartNo = async (tx: Tx, parentId: number): Promise<number> => {
  const { rows } = await sql<{ last: number }>`select last_part_no(${parentId}::integer) as last`.execute(tx)
  return rows[0]?.last ?? 0
}

/** Notes for each part the clause that the matter above came from. */
export const copySource = async (tx: Tx, fromId: number, toIds: number[]): Promise<void> => {
  await sql`insert into matter_sources (matter_id, document_id, clause_id, start_at, end_at, quote)
    select part, s.document_id, s.clause_id, s.start_at, s.end_at, s.quote
    from matter_sources s cross join unnest(${toIds}::int[]) as part where s.matter_id = ${fromId}`.execute(tx)
}

/** Matters by their codes, of those the acting post may see. */
export const findByCodes = (tx: Tx, cityId: number, codes: string[]) =>
  codes.length === 0
    ? Promise.resolve([])
    : tx
        .selectFrom('matters as m')
        .leftJoin('matter_texts as t', 't.matter_id', 'm.id')
        .select(['m.id', 'm.code', 't.title'])
        .where('m.city_id', '=', cityId)
        .where('m.code', 'in', codes)
        .execute()

/** Names of those of these units in which nobody is in a post today, in the official order. */
export const vacantUnits = async (
  tx: Tx,
  ids: readonly number[],
  today: string,
): Promise<{ id: number; name: string }[]> => {
  if (ids.length === 0) return []
  return await tx
    .selectFrom('units as u')
    .select(['u.id', 'u.name'])
    .where('u.id', '=', sql<number>`any(${[...ids]})`)
    .where((where) => where.not(hasAccess('u.id', today)))
    .orderBy('u.sort')
    .orderBy('u.id')
    .execute()
}

const BELOW_MOST = 500

/**
 * Civil units in the regions under a unit's own, level by level in administrative order; with ids only those of them.
 * `levels`: the levels on which there are any.
 */
export const readUnitsBelow = async (
  tx: Tx,
  leadUnitId: number,
  today: string,
  { level, q, ids }: { level?: number; q?: string; ids?: readonly number[] } = {},
) => {
  const below = tx
    .selectFrom('units as u')
    .innerJoin('regions as r', 'r.id', 'u.region_id')
    .where('u.side', '=', 'civil')
    .where('u.kind', 'in', ['office', 'member', 'station', 'government'])
    .where((where) => where.or([where('u.closed_on', 'is', null), where('u.closed_on', '>', today)]))
    .where(
      sql<boolean>`exists (select 1 from units own join regions o on o.id = own.region_id
        where own.id = ${leadUnitId} and o.path <> r.path and starts_with(r.path, o.path))`,
    )
  let query = below
    .leftJoin('regions as up', 'up.id', 'r.parent_id')
    .leftJoin('regions as top', 'top.id', 'up.parent_id')
    .select([
      'u.id',
      'u.name',
      'u.short_name as shortName',
      'u.kind',
      'r.id as regionId',
      'r.name as regionName',
      'r.path as regionPath',
      'r.level',
      hasAccess('u.id', today).as('hasAccess'),
    ])
  if (level !== undefined) query = query.where('r.level', '=', level)
  if (ids) query = query.where('u.id', '=', sql<number>`any(${[...ids]})`)
  if (q) query = query.where(sql<boolean>`(strpos(u.name, ${q}) > 0 or strpos(u.short_name, ${q}) > 0)`)
  const units = await query
    .orderBy('r.level')
    .orderBy('top.sort')
    .orderBy('up.sort')
    .orderBy('r.sort')
    .orderBy('u.sort')
    .orderBy('u.id')
    .limit(BELOW_MOST)
    .execute()
  return units
}

/** The levels below a unit's own on which it could hand parts to somebody, from the top. */
export const levelsBelow = async (tx: Tx, leadUnitId: number): Promise<number[]> => {
  const { rows } = await sql<{ level: number }>`
    select distinct r.level from units u join regions r on r.id = u.region_id
    join units own on own.id = ${leadUnitId} join regions o on o.id = own.region_id
    where u.side = 'civil' and u.kind in ('office', 'member', 'station', 'government')
      and o.path <> r.path and starts_with(r.path, o.path) order by 1`.execute(tx)
  return rows.map(({ level }) => level)
}

/** What the choice of units below asks of the unit that hands down. */
export const findLeadUnit = (tx: Tx, unitId: number) =>
  tx
    .selectFrom('units as u')
    .innerJoin('regions as r', 'r.id', 'u.region_id')
    .select(['u.kind', 'u.short_name as shortName', 'r.level'])
    .where('u.id', '=', unitId)
    .executeTakeFirst()

/** The posts above a part, and with them who sees it. */
export const writeAbove = async (
  tx: Tx,
  id: number,
  { abovePosts, posts }: { abovePosts: number[]; posts: number[] },
): Promise<void> => {
  await tx.updateTable('matters').set({ above_posts: abovePosts, posts }).where('id', '=', id).execute()
}
