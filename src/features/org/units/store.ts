import { sql } from 'kysely'
import type { Acting } from '../../../platform/acting.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import { findPath, orderOf } from '../regions/store.ts'
import { keepsRegion } from '../scope.ts'
import type { AddDuty, AddUnit, Duty, SaveUnit, Unit, UnitDetail, UnitOption, UnitQuery } from './contract.ts'
import { optionGroup, type UnitKind, type UnitSide } from './rules.ts'

const selectUnits = (tx: Tx) =>
  tx
    .selectFrom('units as u')
    .innerJoin('regions as r', 'r.id', 'u.region_id')
    .select(({ ref }) => [
      'u.id',
      'u.name',
      'u.short_name as shortName',
      'u.aliases',
      'u.kind',
      'u.side',
      'u.region_id as regionId',
      'r.name as regionName',
      'r.path as regionPath',
      'u.sort',
      'u.from_on as fromOn',
      'u.closed_on as closedOn',
      'u.version',
      sql<number>`(select count(*)::int from duties d where d.unit_id = ${ref('u.id')})`.as('duties'),
      sql<number>`(select count(*)::int from duties d where d.unit_id = ${ref('u.id')} and not d.is_verified)`.as(
        'unverified',
      ),
      sql<number>`(select count(*)::int from posts p where p.unit_id = ${ref('u.id')} and p.closed_on is null)`.as(
        'posts',
      ),
    ])

type Row = Awaited<ReturnType<ReturnType<typeof selectUnits>['execute']>>[number]

const toUnit = (acting: Acting, { regionPath, kind, side, ...row }: Row): Unit => ({
  ...row,
  kind: kind as UnitKind,
  side: side as UnitSide,
  mayEdit: row.closedOn === null && keepsRegion(acting, regionPath),
})

const key = sql<string>`(${orderOf(sql.ref('r.path'))} || ' ' || lpad(u.sort::text, 6, '0') || ' ' || lpad(u.id::text, 9, '0')) collate "C"`

const isNamed = (q: string) =>
  sql<boolean>`(position(${q} in u.name) > 0 or position(${q} in u.short_name) > 0 or exists (
    select 1 from unnest(u.aliases) as alias where position(${q} in alias) > 0))`

/** A page of units in their official order: place by place from the top, inside a place as set. */
export const listUnits = async (tx: Tx, acting: Acting, query: UnitQuery) => {
  const regionId = query.regionId ?? acting.regionId
  const path = (await findPath(tx, regionId)) ?? ''
  const { kind, side, q, after, size } = query
  let base = selectUnits(tx)
  base = query.below ? base.where('r.path', 'like', `${path}%`) : base.where('u.region_id', '=', regionId)
  base = base.where('u.closed_on', query.closed ? 'is not' : 'is', null)
  if (kind) base = base.where('u.kind', '=', kind)
  if (side) base = base.where('u.side', '=', side)
  if (q) base = base.where(isNamed(q))
  const { total } = await tx
    .selectFrom(base.clearSelect().select('u.id').as('counted'))
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow()
  const rows = await base
    .select(key.as('key'))
    .$if(after !== undefined, (part) => part.where(key, '>', after as string))
    .orderBy(key)
    .limit(size + 1)
    .execute()
  const shown = rows.slice(0, size)
  return {
    rows: shown.map(({ key: _key, ...row }) => toUnit(acting, row)),
    total: Number(total),
    next: rows.length > size ? (shown.at(-1)?.key ?? null) : null,
  }
}

/** Open units of the acting post's city for a picker: the own place first, then from the top down in official order. */
export const listUnitOptions = async (
  tx: Tx,
  acting: Acting,
  { q = '', side, size }: { q?: string; side?: UnitSide; size: number },
  today: string,
): Promise<UnitOption[]> => {
  const cityPath = (await findPath(tx, acting.cityId)) ?? ''
  const rows = await tx
    .selectFrom('units as u')
    .innerJoin('regions as r', 'r.id', 'u.region_id')
    .select([
      'u.id',
      'u.name',
      'u.short_name as shortName',
      'u.kind',
      'u.side',
      'r.id as regionId',
      'r.name as regionName',
      'r.level as regionLevel',
      sql<number>`(select count(distinct e.id)::int from posts p join post_holders h on h.post_id = p.id
        join people e on e.id = h.person_id where p.unit_id = u.id and e.disabled_at is null
        and (p.closed_on is null or p.closed_on > ${today})
        and h.from_on <= ${today} and (h.to_on is null or h.to_on > ${today}))`.as('holders'),
    ])
    .where('r.path', 'like', `${cityPath}%`)
    .where('u.closed_on', 'is', null)
    .$if(q !== '', (part) => part.where(isNamed(q)))
    .$if(side !== undefined, (part) => part.where('u.side', '=', side as UnitSide))
    .orderBy(sql`u.region_id = ${acting.regionId}`, 'desc')
    .orderBy('r.level')
    .orderBy(key)
    .limit(size)
    .execute()
  return rows.map(({ regionLevel, ...row }) => {
    const kind = row.kind as UnitKind
    return {
      ...row,
      kind,
      side: row.side as UnitSide,
      group: optionGroup({ ...row, kind, regionLevel, ownRegionId: acting.regionId }),
    }
  })
}

export const findUnit = (tx: Tx, id: number) =>
  tx
    .selectFrom('units as u')
    .innerJoin('regions as r', 'r.id', 'u.region_id')
    .selectAll('u')
    .select(['r.path as region_path', 'r.level as region_level'])
    .where('u.id', '=', id)
    .executeTakeFirst()

const toDuty = (row: {
  id: number
  unit_id: number
  phrase: string
  words: string[]
  source: string
  is_verified: boolean
  version: number
}): Duty => ({
  id: row.id,
  unitId: row.unit_id,
  phrase: row.phrase,
  words: row.words,
  source: row.source,
  isVerified: row.is_verified,
  version: row.version,
})

export const findUnitDetail = async (
  tx: Tx,
  acting: Acting,
  id: number,
  today: string,
): Promise<UnitDetail | undefined> => {
  const row = await selectUnits(tx).where('u.id', '=', id).executeTakeFirst()
  if (!row) return undefined
  const duties = await tx.selectFrom('duties').selectAll().where('unit_id', '=', id).orderBy('id').execute()
  const postList = await tx
    .selectFrom('posts as p')
    .select(({ ref }) => [
      'p.id',
      'p.name',
      'p.role',
      sql<
        string[]
      >`(select coalesce(array_agg(e.name order by h.id), '{}') from post_holders h join people e on e.id = h.person_id
        where h.post_id = ${ref('p.id')} and h.from_on <= ${today} and (h.to_on is null or h.to_on > ${today}))`.as(
        'holders',
      ),
    ])
    .where('p.unit_id', '=', id)
    .where('p.closed_on', 'is', null)
    .orderBy('p.sort')
    .orderBy('p.id')
    .execute()
  return { ...toUnit(acting, row), dutyList: duties.map(toDuty), postList }
}

/** Whether another unit of the place has the name. */
export const isNameTaken = async (tx: Tx, regionId: number, name: string, exceptId = 0): Promise<boolean> =>
  (await tx
    .selectFrom('units')
    .select('id')
    .where('region_id', '=', regionId)
    .where('name', '=', name)
    .where('closed_on', 'is', null)
    .where('id', '<>', exceptId)
    .executeTakeFirst()) !== undefined

/** New units come last in their place. */
export const insertUnit = async (tx: Tx, unit: AddUnit & { fromOn: string }): Promise<number> => {
  const { id } = await tx
    .insertInto('units')
    .values({
      region_id: unit.regionId,
      name: unit.name,
      short_name: unit.shortName,
      aliases: unit.aliases,
      kind: unit.kind,
      side: unit.side,
      from_on: unit.fromOn,
      sort: sql<number>`(select coalesce(max(sort), 0) + 1 from units where region_id = ${unit.regionId})`,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

const changed = ({ numUpdatedRows }: { numUpdatedRows: bigint }) => numUpdatedRows > 0n

export const saveUnit = async (tx: Tx, unit: SaveUnit): Promise<boolean> =>
  changed(
    await tx
      .updateTable('units')
      .set({
        name: unit.name,
        short_name: unit.shortName,
        aliases: unit.aliases,
        kind: unit.kind,
        side: unit.side,
        ...(unit.fromOn === null ? {} : { from_on: unit.fromOn }),
        version: sql`version + 1`,
      })
      .where('id', '=', unit.id)
      .where('version', '=', unit.version)
      .executeTakeFirst(),
  )

export const bumpUnit = async (tx: Tx, id: number, version: number, closedOn?: string): Promise<boolean> =>
  changed(
    await tx
      .updateTable('units')
      .set({ version: sql`version + 1`, ...(closedOn === undefined ? {} : { closed_on: closedOn }) })
      .where('id', '=', id)
      .where('version', '=', version)
      .executeTakeFirst(),
  )

export const listUnitIds = async (tx: Tx, regionId: number): Promise<number[]> =>
  (
    await tx
      .selectFrom('units')
      .select('id')
      .where('region_id', '=', regionId)
      .where('closed_on', 'is', null)
      .orderBy('sort')
      .orderBy('id')
      .execute()
  ).map(({ id }) => id)

export const orderUnits = async (tx: Tx, ids: readonly number[]): Promise<void> => {
  await sql`update units u set sort = o.place from unnest(${ids}::int[]) with ordinality as o (id, place)
    where u.id = o.id and u.sort <> o.place`.execute(tx)
}

/** Posts of a closed unit close with it. Returns their ids. */
/** Whether a unit has open posts of administrators. */
export const hasAdministrators = async (tx: Tx, id: number): Promise<boolean> =>
  (await tx
    .selectFrom('posts')
    .select('id')
    .where('unit_id', '=', id)
    .where('role', 'in', ['sysadmin', 'secadmin', 'auditor'])
    .where('closed_on', 'is', null)
    .executeTakeFirst()) !== undefined

export const closePostsOf = async (tx: Tx, unitId: number, closedOn: string): Promise<number[]> =>
  (
    await tx
      .updateTable('posts')
      .set({ closed_on: closedOn, version: sql`version + 1` })
      .where('unit_id', '=', unitId)
      .where('closed_on', 'is', null)
      .returning('id')
      .execute()
  ).map(({ id }) => id)

export const findDuty = (tx: Tx, id: number) =>
  tx.selectFrom('duties').selectAll().where('id', '=', id).executeTakeFirst()

export const isDutyTaken = async (tx: Tx, unitId: number, phrase: string, exceptId = 0): Promise<boolean> =>
  (await tx
    .selectFrom('duties')
    .select('id')
    .where('unit_id', '=', unitId)
    .where('phrase', '=', phrase)
    .where('id', '<>', exceptId)
    .executeTakeFirst()) !== undefined

export const insertDuty = async (tx: Tx, { id, phrase, words, source }: AddDuty): Promise<number> =>
  (
    await tx
      .insertInto('duties')
      .values({ unit_id: id, phrase, words, source })
      .returning('id')
      .executeTakeFirstOrThrow()
  ).id

export const saveDuty = async (
  tx: Tx,
  id: number,
  version: number,
  values: { phrase?: string; words?: string[]; source?: string; is_verified?: boolean },
): Promise<boolean> =>
  changed(
    await tx
      .updateTable('duties')
      .set({ ...values, version: sql`version + 1` })
      .where('id', '=', id)
      .where('version', '=', version)
      .executeTakeFirst(),
  )

export const deleteDuty = async (tx: Tx, id: number, version: number): Promise<boolean> => {
  const { numDeletedRows } = await tx
    .deleteFrom('duties')
    .where('id', '=', id)
    .where('version', '=', version)
    .executeTakeFirst()
  return numDeletedRows > 0n
}
