import { type RawBuilder, sql } from 'kysely'
import type { Acting } from '../../../platform/acting.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import { unitsAt } from '../covered/store.ts'
import { orderOf } from '../regions/store.ts'
import { keepsRegion } from '../scope.ts'
import type { JointPlace, JointQuery, MilitaryUnit, MilitaryUnitDetail } from './contract.ts'
import { type JointPart, type JointSides, missingParts, type Superior } from './rules.ts'

const onDay = (alias: string, on: string): RawBuilder<boolean> => {
  const table = sql.ref(alias)
  return sql<boolean>`(${table}.from_on <= ${on}::date and (${table}.to_on is null or ${table}.to_on > ${on}::date))`
}
const unitOpen = (alias: string, on: string): RawBuilder<boolean> => {
  const table = sql.ref(alias)
  return sql<boolean>`(${table}.from_on <= ${on}::date and (${table}.closed_on is null or ${table}.closed_on > ${on}::date))`
}

type UnitRow = Omit<MilitaryUnit, 'depth' | 'mayEdit' | 'superior' | 'kind'> & { unitKind: string; regionPath: string }

const selectUnits = (on: string) => sql`
  select u.id, u.name, u.kind as "unitKind", r.name as "regionName", r.path as "regionPath",
    s.superior_id as "superiorId", above.name as "superiorName", s.from_on as "sinceOn", coalesce(s.id, 0) as "basedOn"
  from units u join regions r on r.id = u.region_id
    left join military_superiors s on s.unit_id = u.id and ${onDay('s', on)}
    left join units above on above.id = s.superior_id`

const asUnit = (acting: Acting, { unitKind, regionPath, ...row }: UnitRow): Omit<MilitaryUnit, 'depth'> => ({
  ...row,
  kind: unitKind === 'troop' ? 'troop' : 'body',
  superior: row.basedOn === 0 ? 'open' : row.superiorId === null ? 'outside' : 'known',
  mayEdit: keepsRegion(acting, regionPath),
})

/**
 * Military units of a sub-tree on a day, in official order, with whoever stands above them. Offices see those of their
 * places; the military side its own unit and those whose records the row policies give it.
 */
export const listUnits = async (
  tx: Tx,
  acting: Acting,
  path: string,
  on: string,
): Promise<Omit<MilitaryUnit, 'depth'>[]> => {
  const { rows } = await sql<UnitRow>`${selectUnits(on)}
    where u.side = 'military' and ${unitOpen('u', on)} and (
      (starts_with(r.path, ${path}) and (${acting.role !== 'troop'} or u.id = ${acting.unitId} or s.id is not null))
      or exists (select 1 from military_superiors k join units b on b.id = k.unit_id join regions at on at.id = b.region_id
        where k.superior_id = u.id and ${onDay('k', on)} and starts_with(at.path, ${path})))
    order by r.level, ${orderOf(sql.ref('r.path'))}, u.sort, u.id limit 2000`.execute(tx)
  return rows.map((row) => asUnit(acting, row))
}

/** One military unit with its records; undefined where it is not of the military side, or none of the asker's business. */
export const findUnit = async (
  tx: Tx,
  acting: Acting,
  id: number,
  on: string,
): Promise<MilitaryUnitDetail | undefined> => {
  const { rows } = await sql<UnitRow>`${selectUnits(on)} where u.id = ${id} and u.side = 'military'`.execute(tx)
  const [row] = rows
  if (!row) return undefined
  const superiors = await sql<MilitaryUnitDetail['superiors'][number]>`
    select s.id, above.name as "superiorName", s.from_on as "fromOn", s.to_on as "toOn"
    from military_superiors s left join units above on above.id = s.superior_id
    where s.unit_id = ${id} order by s.from_on desc`.execute(tx)
  const below = await sql<{ id: number; name: string }>`
    select u.id, u.name from military_superiors s join units u on u.id = s.unit_id
    where s.superior_id = ${id} and ${onDay('s', on)} order by u.region_id, u.sort, u.id`.execute(tx)
  // A superior outside the own places is known by its name and by what stands under it here.
  const isOwn = id === acting.unitId || (acting.role !== 'troop' && keepsRegion(acting, row.regionPath))
  if (!isOwn && superiors.rows.length === 0 && below.rows.length === 0) return undefined
  const places = await sql<MilitaryUnitDetail['places'][number]>`
    select b.id, r.name as "regionName", b.is_joint as "isJoint", b.doc_number as "docNumber", b.from_on as "fromOn",
      b.to_on as "toOn"
    from military_bodies b join regions r on r.id = b.region_id
    where b.unit_id = ${id} order by b.from_on desc, r.path`.execute(tx)
  return { ...asUnit(acting, row), superiors: superiors.rows, places: places.rows, below: below.rows }
}

/** Every superior ever recorded in the city: few hundred rows, walked by the rules. */
export const readSuperiors = async (tx: Tx, cityId: number): Promise<(Superior & { id: number })[]> =>
  tx
    .selectFrom('military_superiors')
    .select(['id', 'unit_id as unitId', 'superior_id as superiorId', 'from_on as fromOn', 'to_on as toOn'])
    .where('city_id', '=', cityId)
    .execute()

type Standing = { table: 'military_superiors' | 'military_bodies'; id: number }

/** The record that stood until a day. */
export const endRecord = async (tx: Tx, { table, id }: Standing, day: string): Promise<void> => {
  await tx.updateTable(table).set({ to_on: day }).where('id', '=', id).execute()
}

export const insertSuperior = async (
  tx: Tx,
  acting: Pick<Acting, 'cityId' | 'postId'>,
  row: { unitId: number; superiorId: number | null; fromOn: string },
): Promise<number> =>
  (
    await tx
      .insertInto('military_superiors')
      .values({
        city_id: acting.cityId,
        unit_id: row.unitId,
        superior_id: row.superiorId,
        from_on: row.fromOn,
        post_id: acting.postId,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
  ).id

/** The record as it should have been from its first day on; one that was ended on that day stands again. */
export const correctSuperior = async (tx: Tx, id: number, superiorId: number | null): Promise<void> => {
  await tx
    .updateTable('military_superiors')
    .set({ superior_id: superiorId, to_on: null })
    .where('id', '=', id)
    .execute()
}

/** The latest record of which body faces a place, whether it stands or has ended. */
export const findLastBody = (tx: Tx, regionId: number) =>
  tx
    .selectFrom('military_bodies')
    .select(['id', 'unit_id as unitId', 'is_joint as isJoint', 'doc_number as docNumber'])
    .select(['from_on as fromOn', 'to_on as toOn'])
    .where('region_id', '=', regionId)
    .orderBy('from_on', 'desc')
    .limit(1)
    .executeTakeFirst()

type Body = { unitId: number; isJoint: boolean; docNumber: string }

export const insertBody = async (
  tx: Tx,
  acting: Pick<Acting, 'cityId' | 'postId'>,
  row: Body & { regionId: number; fromOn: string },
): Promise<number> =>
  (
    await tx
      .insertInto('military_bodies')
      .values({
        city_id: acting.cityId,
        region_id: row.regionId,
        unit_id: row.unitId,
        is_joint: row.isJoint,
        doc_number: row.docNumber,
        from_on: row.fromOn,
        post_id: acting.postId,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
  ).id

export const correctBody = async (tx: Tx, id: number, { unitId, isJoint, docNumber }: Body): Promise<void> => {
  await tx
    .updateTable('military_bodies')
    .set({ unit_id: unitId, is_joint: isJoint, doc_number: docNumber, to_on: null })
    .where('id', '=', id)
    .execute()
}

/**
 * New military bodies take their usual place: each faces the place where it is entered, if nobody does yet, and stands under
 * the body that faces the nearest place above; that of the city has its superior outside. What the office sets later counts.
 */
export const settleBodies = async (
  tx: Tx,
  { cityId, postId }: { cityId: number; postId: number | null },
  unitIds: readonly number[],
  day: string,
): Promise<void> => {
  if (unitIds.length === 0) return
  const bodies = sql`(select u.id, u.sort, u.region_id, r.path, r.level from units u join regions r on r.id = u.region_id
    where u.id = any(${[...unitIds]}::int[]) and u.side = 'military' and u.kind = 'member' and r.level between 2 and 4)`
  await sql`insert into military_bodies (city_id, region_id, unit_id, from_on, post_id)
    select distinct on (n.region_id) ${cityId}::int, n.region_id, n.id, ${day}::date, ${postId}::int from ${bodies} n
    where not exists (select 1 from military_bodies b where b.region_id = n.region_id and b.to_on is null)
    order by n.region_id, n.sort, n.id on conflict do nothing`.execute(tx)
  await sql`insert into military_superiors (city_id, unit_id, superior_id, from_on, post_id)
    select ${cityId}::int, n.id, above.unit_id, ${day}::date, ${postId}::int from ${bodies} n
      left join lateral (select b.unit_id from military_bodies b join regions k on k.id = b.region_id
        where b.to_on is null and b.unit_id <> n.id and starts_with(n.path, k.path) and k.path <> n.path
        order by k.level desc limit 1) above on true
    where (n.level = 2 or above.unit_id is not null)
      and not exists (select 1 from military_superiors s where s.unit_id = n.id and s.to_on is null)`.execute(tx)
}

/** Whether a unit stands in the tree or faces a place today. */
export const standsInMilitary = async (tx: Tx, unitId: number): Promise<boolean> => {
  const { rows } = await sql<{ stands: boolean }>`select
    exists (select 1 from military_superiors where to_on is null and ${unitId} in (unit_id, superior_id))
    or exists (select 1 from military_bodies where to_on is null and unit_id = ${unitId}) as stands`.execute(tx)
  return rows[0]?.stands === true
}

/** A record has counted for a day at least, also where what it tells of ends on the day it began. */
const until = (day: string) => sql<string>`greatest(${day}::date, from_on + 1)`

/** A military unit that is closed faces nothing and stands above nobody from that day on. Runs above the row policies. */
export const endUnitRecords = async (tx: Tx, unitId: number, day: string): Promise<void> => {
  await tx
    .updateTable('military_superiors')
    .set({ to_on: until(day) })
    .where('to_on', 'is', null)
    .where((where) => where.or([where('unit_id', '=', unitId), where('superior_id', '=', unitId)]))
    .execute()
  await tx
    .updateTable('military_bodies')
    .set({ to_on: until(day) })
    .where('to_on', 'is', null)
    .where('unit_id', '=', unitId)
    .execute()
}

/** Units that were taken back were never there: what they settled with goes with them. Runs above the row policies. */
export const dropUnitRecords = async (tx: Tx, unitIds: readonly number[]): Promise<void> => {
  for (const table of ['military_superiors', 'military_bodies'] as const)
    await tx
      .deleteFrom(table)
      .where('unit_id', '=', sql<number>`any(${[...unitIds]}::int[])`)
      .execute()
}

/**
 * A place that ends is faced by nobody any more; its heir takes its body over where it has none. Runs above the row policies.
 */
export const passBodiesOn = async (
  tx: Tx,
  fromIds: readonly number[],
  toId: number,
  day: string,
  acting: Pick<Acting, 'cityId' | 'postId'>,
): Promise<void> => {
  const { rows } = await sql<{ unitId: number; isJoint: boolean; docNumber: string }>`
    update military_bodies set to_on = greatest(${day}::date, from_on + 1)
    where to_on is null and region_id = any(${[...fromIds]}::int[])
    returning unit_id as "unitId", is_joint as "isJoint", doc_number as "docNumber"`.execute(tx)
  const [body] = rows.sort((one, other) => one.unitId - other.unitId)
  if (!body) return
  const last = (await findLastBody(tx, toId)) ?? null
  if (last?.toOn === null) return
  // What was ended on the very day the heir takes over is that day's record.
  if (last && last.fromOn >= day) await correctBody(tx, last.id, body)
  else await insertBody(tx, acting, { ...body, regionId: toId, fromOn: day })
}

const holdersOf = (unitId: RawBuilder<unknown>, roles: readonly string[], on: string) => sql`(
  select string_agg(e.name, '、' order by p.sort, p.id, e.id) from posts p join post_holders h on h.post_id = p.id
    join people e on e.id = h.person_id
  where p.unit_id = ${unitId} and p.role in (${sql.join(roles)}) and e.disabled_at is null
    and ${unitOpen('p', on)} and ${onDay('h', on)})`

const unitAt = (kinds: readonly string[], on: string) => sql`(
  select u.id, u.name from ${unitsAt(on)} u where u.kind in (${sql.join(kinds)}) and ${unitOpen('u', on)}
  order by array_position(array[${sql.join(kinds)}]::text[], u.kind), u.sort, u.id limit 1)`

type JointRow = {
  regionId: number
  regionName: string
  level: number
  path: string
  key: string
  officeId: number | null
  officeName: string | null
  groupId: number | null
  groupName: string | null
  civilLiaison: string | null
  bodyId: number | null
  bodyName: string | null
  militaryLiaison: string | null
  isJoint: boolean | null
  docNumber: string | null
  sinceOn: string | null
  basedOn: number | null
}

const sidesOf = (row: JointRow): JointSides => ({
  level: row.level,
  office: row.officeName,
  group: row.groupName,
  civilLiaison: row.civilLiaison,
  body: row.bodyName,
  militaryLiaison: row.militaryLiaison,
  isJoint: row.isJoint === true,
})

const side = (id: number | null, name: string | null) => (id === null || name === null ? null : { id, name })

const asPlace = (acting: Acting, row: JointRow): JointPlace => ({
  regionId: row.regionId,
  regionName: row.regionName,
  level: row.level,
  office: side(row.officeId, row.officeName),
  group: side(row.groupId, row.groupName),
  civilLiaison: row.civilLiaison,
  body: side(row.bodyId, row.bodyName),
  militaryLiaison: row.militaryLiaison,
  isJoint: row.isJoint === true,
  docNumber: row.docNumber ?? '',
  sinceOn: row.sinceOn,
  basedOn: row.basedOn ?? 0,
  missing: missingParts(sidesOf(row)),
  mayEdit: keepsRegion(acting, row.path),
})

/** What a place lacks, in SQL as in `missingParts`: the filter of the list; the tests hold the two together. */
const LACKS: Record<JointPart, RawBuilder<boolean>> = {
  office: sql`"officeId" is null`,
  group: sql`level < 4 and "groupId" is null`,
  'civil-liaison': sql`"officeId" is not null and "civilLiaison" is null`,
  body: sql`"bodyId" is null`,
  'military-liaison': sql`"bodyId" is not null and "militaryLiaison" is null`,
  joint: sql`level = 2 and "bodyId" is not null and not "isJoint"`,
}

const joined = (where: RawBuilder<boolean>, on: string) => sql`(
  select r.id as "regionId", name_of_place(r.id, ${on}::date) as "regionName", r.level, r.path,
    (${orderOf(sql.ref('r.path'))} || ' ' || lpad(r.id::text, 9, '0')) collate "C" as key,
    office.id as "officeId", office.name as "officeName", groups.id as "groupId", groups.name as "groupName",
    ${holdersOf(sql`office.id`, ['office', 'station'], on)} as "civilLiaison",
    b.unit_id as "bodyId", body.name as "bodyName", ${holdersOf(sql`b.unit_id`, ['troop'], on)} as "militaryLiaison",
    b.is_joint as "isJoint", b.doc_number as "docNumber", b.from_on as "sinceOn", b.id as "basedOn"
  from regions r
    left join lateral ${unitAt(['office', 'workstation', 'station'], on)} office on true
    left join lateral ${unitAt(['group'], on)} groups on true
    left join military_bodies b on b.region_id = r.id and ${onDay('b', on)}
    left join units body on body.id = b.unit_id
  where r.level between 2 and 4 and ${onDay('r', on)} and ${where})`

/** 军地对口 of a sub-tree down to the townships on a day, place by place in official order. */
export const listPlaces = async (
  tx: Tx,
  acting: Acting,
  path: string,
  on: string,
  query: Pick<JointQuery, 'level' | 'missing' | 'after' | 'size'>,
): Promise<{ rows: JointPlace[]; total: number; next: string | null }> => {
  const { level, missing, after, size } = query
  const range = sql<boolean>`starts_with(r.path, ${path}) ${level === undefined ? sql`` : sql`and r.level = ${level}`}`
  const wanted = missing === undefined ? sql`` : sql`where ${LACKS[missing]}`
  const counted = await sql<{
    total: number
  }>`select count(*)::int as total from ${joined(range, on)} p ${wanted}`.execute(tx)
  const { rows } = await sql<JointRow>`select * from (select * from ${joined(range, on)} p ${wanted}) p
    ${after === undefined ? sql`` : sql`where key > ${after}`} order by key limit ${size + 1}`.execute(tx)
  const shown = rows.slice(0, size)
  return {
    rows: shown.map((row) => asPlace(acting, row)),
    total: counted.rows[0]?.total ?? 0,
    next: rows.length > size ? (shown.at(-1)?.key ?? null) : null,
  }
}

export const findPlace = async (
  tx: Tx,
  acting: Acting,
  regionId: number,
  on: string,
): Promise<JointPlace | undefined> => {
  const { rows } = await sql<JointRow>`select * from ${joined(sql<boolean>`r.id = ${regionId}`, on)} p`.execute(tx)
  return rows[0] && asPlace(acting, rows[0])
}
