import { type Expression, sql } from 'kysely'
import type { Acting } from '../../../platform/acting.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import { keepsRegion } from '../scope.ts'
import type { Region, RegionDetail, RegionMark, RegionQuery } from './contract.ts'

/** Text that sorts places in their official order from the top of the tree down; for any column that holds a path. */
export const orderOf = (path: Expression<string>) => sql<string>`(
  select string_agg(lpad(a.sort::text, 6, '0'), '.' order by a.level)
  from regions a where a.id = any (string_to_array(rtrim(${path}, '.'), '.')::int[]))`

const selectRegions = (tx: Tx) =>
  tx
    .selectFrom('regions as r')
    .leftJoin('regions as p', 'p.id', 'r.parent_id')
    .select(({ ref }) => [
      'r.id',
      'r.code',
      'r.name',
      'r.short_name as shortName',
      'r.level',
      'r.parent_id as parentId',
      'p.name as parentName',
      'r.mark',
      'r.sort',
      'r.from_on as fromOn',
      'r.to_on as toOn',
      'r.version',
      'r.path',
      sql<number>`(select count(*)::int from regions c where c.parent_id = ${ref('r.id')} and c.to_on is null)`.as(
        'children',
      ),
      sql<string[]>`(select coalesce(array_agg(f.name order by f.until_on desc), '{}') from region_former_names f
        where f.region_id = ${ref('r.id')})`.as('formerNames'),
      sql<{ id: number; name: string } | null>`(select jsonb_build_object('id', h.id, 'name', h.name)
        from region_change_parts a join region_changes c on c.id = a.change_id and c.kind = 'merge'
        join region_change_parts b on b.change_id = a.change_id and b.part = 'result' join regions h on h.id = b.region_id
        where a.region_id = ${ref('r.id')} and a.part = 'source' limit 1)`.as('heir'),
    ])

type Row = Awaited<ReturnType<ReturnType<typeof selectRegions>['execute']>>[number]

const toRegion =
  (acting: Acting) =>
  ({ path, mark, ...row }: Row): Region => ({
    ...row,
    mark: mark as RegionMark | null,
    mayEdit: row.toOn === null && keepsRegion(acting, path),
  })

export const findPath = async (tx: Tx, id: number): Promise<string | undefined> =>
  (await tx.selectFrom('regions').select('path').where('id', '=', id).executeTakeFirst())?.path

export const listRegions = async (tx: Tx, acting: Acting, query: RegionQuery) => {
  const parentId = query.parentId ?? acting.cityId
  const parentPath = (await findPath(tx, parentId)) ?? ''
  const { q, level, size, after } = query
  // Who looks for an old name finds the place under its new one, and a place that ended with its heir.
  let base = selectRegions(tx).$if(!q, (part) => part.where('r.to_on', 'is', null))
  base = q
    ? base
        .where('r.path', 'like', `${parentPath}%`)
        .where((where) =>
          where.or([
            sql<boolean>`position(${q} in r.name) > 0`,
            sql<boolean>`exists (select 1 from region_former_names f where f.region_id = r.id and position(${q} in f.name) > 0)`,
            where('r.code', 'like', `${q.replace(/[%_\\]/g, '')}_%`),
          ]),
        )
    : base.where('r.parent_id', '=', parentId)
  if (level) base = base.where('r.level', '=', level)
  const key = q ? sql<string>`${orderOf(sql.ref('r.path'))}` : sql<string>`lpad(r.sort::text, 6, '0')`
  const full = sql<string>`(${key} || ' ' || lpad(r.id::text, 9, '0')) collate "C"`
  const total = await tx
    .selectFrom(base.clearSelect().select('r.id').as('counted'))
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow()
  const rows = await base
    .select(full.as('key'))
    .$if(after !== undefined, (part) => part.where(full, '>', after as string))
    .orderBy(full)
    .limit(size + 1)
    .execute()
  const shown = rows.slice(0, size)
  return {
    rows: shown.map(({ key: _key, ...row }) => toRegion(acting)(row)),
    total: Number(total.total),
    next: rows.length > size ? (shown.at(-1)?.key ?? null) : null,
  }
}

export const findRegion = async (tx: Tx, id: number) =>
  tx.selectFrom('regions').selectAll().where('id', '=', id).executeTakeFirst()

export const findRegionDetail = async (tx: Tx, acting: Acting, id: number): Promise<RegionDetail | undefined> => {
  const row = await selectRegions(tx).where('r.id', '=', id).executeTakeFirst()
  if (!row) return undefined
  const { path } = row
  const aboveIds = path.split('.').filter(Boolean).map(Number).slice(0, -1)
  const above = await tx
    .selectFrom('regions')
    .select(['id', 'name', 'level'])
    .where('id', 'in', aboveIds.length > 0 ? aboveIds : [0])
    .orderBy('level')
    .execute()
  const counts = await tx
    .selectFrom('regions')
    .select([
      sql<number>`count(*) filter (where level = 3)::int`.as('counties'),
      sql<number>`count(*) filter (where level = 4)::int`.as('townships'),
      sql<number>`count(*) filter (where level = 5)::int`.as('villages'),
      sql<number>`count(*) filter (where mark is not null)::int`.as('marked'),
    ])
    .where('path', 'like', `${path}_%`)
    .where('to_on', 'is', null)
    .executeTakeFirstOrThrow()
  const units = await tx
    .selectFrom('units')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('region_id', '=', id)
    .where('closed_on', 'is', null)
    .executeTakeFirstOrThrow()
  const former = await tx
    .selectFrom('region_former_names')
    .select(['name', 'from_on as fromOn', 'until_on as untilOn'])
    .where('region_id', '=', id)
    .orderBy('until_on', 'desc')
    .execute()
  const parentPath = aboveIds.length > 0 ? path.slice(0, path.length - `${id}.`.length) : ''
  const moves = await tx
    .selectFrom('region_moves as m')
    .innerJoin('regions as r', 'r.id', 'm.region_id')
    .innerJoin('regions as f', 'f.id', 'm.from_parent_id')
    .innerJoin('regions as t', 't.id', 'm.to_parent_id')
    .select(['m.id', 'r.name as regionName', 'f.name as fromName', 't.name as toName', 'm.from_on as fromOn'])
    .where((where) =>
      where.or([where('m.region_id', '=', id), where('m.from_parent_id', '=', id), where('m.to_parent_id', '=', id)]),
    )
    // What a 区划变更 of this very place tells already is not told twice.
    .where(
      sql<boolean>`not exists (select 1 from region_change_parts t join region_changes c on c.id = t.change_id
        where t.region_id = ${id} and c.effective_on = m.from_on)`,
    )
    .orderBy('m.id', 'desc')
    .limit(200)
    .execute()
  return {
    ...toRegion(acting)(row),
    above: above.filter(({ level }) => level > 1),
    counts,
    units: Number(units.count),
    former,
    mayChange: row.toOn === null && keepsRegion(acting, parentPath),
    moves,
  }
}

export const renameRegion = async (
  tx: Tx,
  { id, version, name, shortName }: { id: number; version: number; name: string; shortName: string },
): Promise<boolean> => {
  const { numUpdatedRows } = await tx
    .updateTable('regions')
    .set({ name, short_name: shortName, version: sql`version + 1` })
    .where('id', '=', id)
    .where('version', '=', version)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Takes the version; false when somebody was faster. */
export const bumpRegion = async (tx: Tx, id: number, version: number): Promise<boolean> => {
  const { numUpdatedRows } = await tx
    .updateTable('regions')
    .set({ version: sql`version + 1` })
    .where('id', '=', id)
    .where('version', '=', version)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

export const listSiblings = (tx: Tx, parentId: number) =>
  tx
    .selectFrom('regions')
    .select(['id', 'name', 'short_name', 'sort', 'code'])
    .where('parent_id', '=', parentId)
    .where('to_on', 'is', null)
    .orderBy('sort')
    .orderBy('id')
    .execute()

/** Numbers the places 1, 2, 3 … in the given order. */
export const orderRegions = async (tx: Tx, ids: readonly number[]): Promise<void> => {
  await sql`update regions r set sort = o.place from unnest(${ids}::int[]) with ordinality as o (id, place)
    where r.id = o.id and r.sort <> o.place`.execute(tx)
}

export const insertRegion = async (
  tx: Tx,
  row: {
    code: string
    name: string
    shortName: string
    level: number
    parentId: number
    parentPath: string
    mark: RegionMark | null
    sort: number
    fromOn: string
  },
): Promise<number> => {
  const { rows } = await sql<{ id: number }>`
    with next as (select nextval(pg_get_serial_sequence('regions', 'id'))::int as id)
    insert into regions (id, code, name, short_name, level, parent_id, path, mark, sort, from_on)
    overriding system value
    select id, ${row.code}, ${row.name}, ${row.shortName}, ${row.level}, ${row.parentId},
      ${row.parentPath} || id || '.', ${row.mark}, ${row.sort}, ${row.fromOn}
    from next returning id`.execute(tx)
  return rows[0]?.id as number
}

/** The day of the latest move of a region, or null. */
export const lastMoveOn = async (tx: Tx, id: number): Promise<string | null> =>
  (
    await tx
      .selectFrom('region_moves')
      .select(({ fn }) => fn.max<string | null>('from_on').as('last'))
      .where('region_id', '=', id)
      .executeTakeFirst()
  )?.last ?? null

/** Hangs a region and all below it under another parent; every copy of a path follows by foreign key. */
export const moveRegion = async (
  tx: Tx,
  region: { id: number; path: string; parent_id: number | null },
  parent: { id: number; path: string },
  sort: number,
  fromOn: string,
): Promise<void> => {
  const path = `${parent.path}${region.id}.`
  await sql`update regions set
      path = ${path} || substr(path, ${region.path.length + 1}::int),
      parent_id = case when id = ${region.id} then ${parent.id} else parent_id end,
      sort = case when id = ${region.id} then ${sort} else sort end
    where path like ${`${region.path}%`}`.execute(tx)
  await tx
    .insertInto('region_moves')
    .values({
      region_id: region.id,
      from_parent_id: region.parent_id as number,
      to_parent_id: parent.id,
      from_on: fromOn,
    })
    .execute()
}
