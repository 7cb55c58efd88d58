import { sql } from 'kysely'
import type { Tx } from '../../../platform/db/transaction.ts'
import type { RegionChange } from './contract.ts'
import type { ChangeKind, ChangePart } from './rules.ts'

/** Nobody else changes the tree of this city until the transaction ends. */
export const lockTree = async (tx: Tx, cityId: number): Promise<void> => {
  await sql`select pg_advisory_xact_lock(hashtext('region tree'), ${cityId})`.execute(tx)
}

const LAST_CHANGE = sql<string | null>`greatest(
  (select max(c.effective_on) from region_changes c join region_change_parts t on t.change_id = c.id
    where t.region_id = r.id and t.part in ('subject', 'source')),
  (select max(m.from_on) from region_moves m where m.region_id = r.id))`

const selectPlaces = (tx: Tx) =>
  tx
    .selectFrom('regions as r')
    .select([
      'r.id',
      'r.code',
      'r.name',
      'r.short_name as shortName',
      'r.level',
      'r.parent_id as parentId',
      'r.path',
      'r.sort',
      'r.from_on as fromOn',
      'r.to_on as toOn',
      'r.version',
      LAST_CHANGE.as('lastChangeOn'),
      sql<string | null>`(select max(f.until_on) from region_former_names f where f.region_id = r.id)`.as(
        'lastNamedOn',
      ),
    ])

/** Places by id with what the rules must know of them. */
export const findPlaces = (tx: Tx, ids: readonly number[]) =>
  ids.length === 0
    ? Promise.resolve([])
    : selectPlaces(tx)
        .where('r.id', '=', sql<number>`any(${[...ids]}::int[])`)
        .execute()
export type PlaceRow = Awaited<ReturnType<typeof findPlaces>>[number]

/** Open places directly under the given ones, in their order. */
export const listChildren = (tx: Tx, parentIds: readonly number[]) =>
  selectPlaces(tx)
    .select(
      sql<number>`(select count(*)::int from regions d where d.path > r.path and d.path < rtrim(r.path, '.') || '/' and d.to_on is null)`.as(
        'below',
      ),
    )
    .where('r.parent_id', '=', sql<number>`any(${[...parentIds]}::int[])`)
    .where('r.to_on', 'is', null)
    .orderBy('r.parent_id')
    .orderBy('r.sort')
    .orderBy('r.id')
    .execute()

/** Open units of the places, with their open posts there and the people in them today. */
export const listUnitsAt = (tx: Tx, regionIds: readonly number[], today: string) =>
  tx
    .selectFrom('units as u')
    .select(({ ref }) => [
      'u.id',
      'u.name',
      'u.kind',
      'u.region_id as regionId',
      sql<number>`(select count(*)::int from posts p where p.unit_id = ${ref('u.id')} and p.closed_on is null)`.as(
        'posts',
      ),
      sql<number>`(select count(distinct h.person_id)::int from posts p join post_holders h on h.post_id = p.id
        where p.unit_id = ${ref('u.id')} and p.closed_on is null and h.from_on <= ${today}
        and (h.to_on is null or h.to_on > ${today}))`.as('people'),
    ])
    .where('u.region_id', '=', sql<number>`any(${[...regionIds]}::int[])`)
    .where('u.closed_on', 'is', null)
    .orderBy('u.region_id')
    .orderBy('u.sort')
    .orderBy('u.id')
    .execute()
export type UnitRow = Awaited<ReturnType<typeof listUnitsAt>>[number]

/** Every name a unit has or had at a place. */
export const listUnitNames = async (tx: Tx, regionId: number): Promise<string[]> =>
  (await tx.selectFrom('units').select('name').where('region_id', '=', regionId).execute()).map(({ name }) => name)

/** Open posts whose place is one of these and whose unit stands elsewhere: they go along too. */
export const countStrayPosts = async (tx: Tx, regionIds: readonly number[]): Promise<number> =>
  Number(
    (
      await tx
        .selectFrom('posts as p')
        .innerJoin('units as u', 'u.id', 'p.unit_id')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .where('p.region_id', '=', sql<number>`any(${[...regionIds]}::int[])`)
        .whereRef('p.region_id', '<>', 'u.region_id')
        .where('p.closed_on', 'is', null)
        .executeTakeFirstOrThrow()
    ).count,
  )

/** Codes that begin alike, so that the next own code is free of them. */
export const listCodes = async (tx: Tx, start: string): Promise<Set<string>> =>
  new Set(
    (await tx.selectFrom('regions').select('code').where('code', 'like', `${start}%`).execute()).map(
      ({ code }) => code,
    ),
  )

export const isSiblingNamed = async (tx: Tx, parentId: number, name: string, exceptIds: readonly number[]) =>
  (await tx
    .selectFrom('regions')
    .select('id')
    .where('parent_id', '=', parentId)
    .where('to_on', 'is', null)
    .where('name', '=', name)
    .where('id', '<>', sql<number>`all(${[...exceptIds]}::int[])`)
    .executeTakeFirst()) !== undefined

/** The last place in the order of siblings, closed ones counted. */
export const lastSort = async (tx: Tx, table: 'regions' | 'units', parentId: number): Promise<number> => {
  const row =
    table === 'regions'
      ? await tx
          .selectFrom('regions')
          .select(({ fn }) => fn.max<number | null>('sort').as('last'))
          .where('parent_id', '=', parentId)
          .executeTakeFirst()
      : await tx
          .selectFrom('units')
          .select(({ fn }) => fn.max<number | null>('sort').as('last'))
          .where('region_id', '=', parentId)
          .executeTakeFirst()
  return row?.last ?? 0
}

export const endRegions = async (tx: Tx, ids: readonly number[], day: string): Promise<void> => {
  await tx
    .updateTable('regions')
    .set({ to_on: day })
    .where('id', '=', sql<number>`any(${[...ids]}::int[])`)
    .execute()
}

/** Moves units to another place from a day on, last in its order as given; where they stood before stays known. */
export const moveUnits = async (
  tx: Tx,
  units: readonly { id: number; name: string }[],
  toId: number,
  sort: number,
  day: string,
): Promise<void> => {
  if (units.length === 0) return
  await sql`insert into unit_moves (unit_id, from_region_id, to_region_id, from_on)
    select u.id, u.region_id, ${toId}, ${day}::date from units u
    where u.id = any(${units.map(({ id }) => id)}::int[])`.execute(tx)
  await sql`update units u set region_id = ${toId}, name = o.name, sort = ${sort} + o.place, version = version + 1
    from unnest(${units.map(({ id }) => id)}::int[], ${units.map(({ name }) => name)}::text[]) with ordinality
      as o (id, name, place)
    where u.id = o.id`.execute(tx)
}

/** Open posts follow to a place: those of the units, or all that have their place in `fromIds`. Returns how many. */
export const movePosts = async (
  tx: Tx,
  { unitIds, fromIds }: { unitIds?: readonly number[]; fromIds: readonly number[] },
  toId: number,
): Promise<number> => {
  let update = tx
    .updateTable('posts')
    .set({ region_id: toId, version: sql`version + 1` })
    .where('closed_on', 'is', null)
    .where('region_id', '=', sql<number>`any(${[...fromIds]}::int[])`)
  if (unitIds) update = update.where('unit_id', '=', sql<number>`any(${[...unitIds]}::int[])`)
  return Number((await update.executeTakeFirst()).numUpdatedRows)
}

export const setNames = async (tx: Tx, id: number, name: string, shortName: string): Promise<void> => {
  await tx.updateTable('regions').set({ name, short_name: shortName }).where('id', '=', id).execute()
}

/** Keeps the name that a place had until a day. */
export const keepFormerName = async (
  tx: Tx,
  place: { id: number; name: string; shortName: string; fromOn: string },
  untilOn: string,
): Promise<void> => {
  await sql`insert into region_former_names (region_id, name, short_name, from_on, until_on)
    select ${place.id}, ${place.name}, ${place.shortName},
      coalesce((select max(until_on) from region_former_names where region_id = ${place.id}), ${place.fromOn}::date),
      ${untilOn}`.execute(tx)
}

export const insertChange = async (
  tx: Tx,
  change: {
    cityId: number
    kind: ChangeKind
    regionId: number
    effectiveOn: string
    docNumber: string
    reason: string
    moved: Record<string, number>
    postId: number
  },
  parts: readonly { part: ChangePart; regionId: number; name: string; nameAfter?: string | null }[],
): Promise<number> => {
  const { id } = await tx
    .insertInto('region_changes')
    .values({
      city_id: change.cityId,
      kind: change.kind,
      region_id: change.regionId,
      effective_on: change.effectiveOn,
      doc_number: change.docNumber,
      reason: change.reason,
      moved: JSON.stringify(change.moved),
      post_id: change.postId,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await tx
    .insertInto('region_change_parts')
    .values(
      parts.map(({ part, regionId, name, nameAfter }) => ({
        change_id: id,
        part,
        region_id: regionId,
        name,
        name_after: nameAfter ?? null,
      })),
    )
    .execute()
  return id
}

/** The register 区划变更登记簿, the latest day first. */
export const listChanges = async (
  tx: Tx,
  cityId: number,
  query: { regionId?: number; kind?: ChangeKind; after?: string; size: number },
): Promise<{ rows: RegionChange[]; total: number; next: string | null }> => {
  const { regionId, kind, after, size } = query
  let base = tx
    .selectFrom('region_changes as c')
    .innerJoin('regions as r', 'r.id', 'c.region_id')
    .innerJoin('posts as p', 'p.id', 'c.post_id')
    .where('c.city_id', '=', cityId)
  if (kind) base = base.where('c.kind', '=', kind)
  if (regionId !== undefined) {
    base = base.where(
      sql<boolean>`exists (select 1 from region_change_parts t where t.change_id = c.id and t.region_id = ${regionId})`,
    )
  }
  const { total } = await base.select(({ fn }) => fn.countAll<number>().as('total')).executeTakeFirstOrThrow()
  const key = sql<string>`(c.effective_on::text || ' ' || lpad(c.id::text, 9, '0')) collate "C"`
  const rows = await base
    .select([
      'c.id',
      'c.kind',
      'r.name as placeName',
      'c.effective_on as effectiveOn',
      'c.doc_number as docNumber',
      'c.reason',
      'c.moved',
      'p.name as postName',
      'c.created_at as createdAt',
      key.as('key'),
      sql<RegionChange['parts']>`(select jsonb_agg(jsonb_build_object('part', t.part, 'regionId', t.region_id,
        'name', t.name, 'nameAfter', t.name_after) order by t.part, t.region_id)
        from region_change_parts t where t.change_id = c.id)`.as('parts'),
    ])
    .$if(after !== undefined, (part) => part.where(key, '<', after as string))
    .orderBy(key, 'desc')
    .limit(size + 1)
    .execute()
  const shown = rows.slice(0, size)
  return {
    rows: shown.map(({ key: _key, kind: word, moved, ...row }) => {
      const counts = moved as Record<string, number>
      return {
        ...row,
        kind: word as ChangeKind,
        moved: {
          places: counts.places ?? 0,
          units: counts.units ?? 0,
          posts: counts.posts ?? 0,
          records: counts.records ?? 0,
        },
      }
    }),
    total: Number(total),
    next: rows.length > size ? (shown.at(-1)?.key ?? null) : null,
  }
}
