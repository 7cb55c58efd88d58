import { sql } from 'kysely'
import type { Acting } from '../../../platform/acting.ts'
import type { ClosedColumn } from '../../../platform/closed/index.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import { findPath, orderOf } from '../regions/store.ts'
import type { UnitKind, UnitSide } from '../units/rules.ts'
import type { DirectoryQuery } from './contract.ts'

const peopleOn = (on: string) => sql<string[]>`(case when l.name is not null then array[l.name] else
  (select coalesce(array_agg(e.name order by h.id), '{}') from post_holders h join people e on e.id = h.person_id
    where h.post_id = l.post_id and h.from_on <= ${on} and (h.to_on is null or h.to_on > ${on})) end)`

const selectLiaisons = (tx: Tx, on: string) =>
  tx
    .selectFrom('liaisons as l')
    .innerJoin('units as u', 'u.id', 'l.unit_id')
    .innerJoin('regions as r', 'r.id', 'u.region_id')
    .leftJoin('posts as p', 'p.id', 'l.post_id')
    .select([
      'l.id',
      'l.unit_id as unitId',
      'u.name as unitName',
      'u.kind',
      'u.side',
      'r.id as regionId',
      'r.name as regionName',
      'r.path as regionPath',
      'l.post_id as postId',
      'p.name as postName',
      'l.name',
      'l.title',
      'l.office_phone as officePhone',
      'l.mobile_sealed as sealed',
      'l.mobile_key as keyId',
      'l.from_on as fromOn',
      'l.to_on as toOn',
      'l.version',
      peopleOn(on).as('people'),
    ])

export type StoredLiaison = Omit<
  Awaited<ReturnType<ReturnType<typeof selectLiaisons>['execute']>>[number],
  'kind' | 'side'
> & { kind: UnitKind; side: UnitSide }

const asStored = (row: Awaited<ReturnType<ReturnType<typeof selectLiaisons>['execute']>>[number]): StoredLiaison => ({
  ...row,
  kind: row.kind as UnitKind,
  side: row.side as UnitSide,
})

const key = sql<string>`(${orderOf(sql.ref('r.path'))} || ' ' || lpad(u.sort::text, 6, '0') || ' '
  || lpad(l.sort::text, 6, '0') || ' ' || lpad(l.id::text, 9, '0')) collate "C"`

/** A page of today's liaisons, or of those who left, in official order. */
export const listLiaisons = async (tx: Tx, acting: Acting, query: DirectoryQuery, today: string) => {
  const { regionId, only, kind, q, former = false, after, size } = query
  const id = regionId ?? acting.cityId
  const path = (await findPath(tx, id)) ?? ''
  const all = selectLiaisons(tx, today)
  let base = former
    ? all.where('l.to_on', '<=', today)
    : all
        .where((where) => where.or([where('l.to_on', 'is', null), where('l.to_on', '>', today)]))
        .where('u.closed_on', 'is', null)
  base = only ? base.where('r.id', '=', id) : base.where('r.path', 'like', `${path}%`)
  if (kind) base = base.where('u.kind', '=', kind)
  if (q) {
    base = base.where(sql<boolean>`(position(${q} in u.name) > 0 or position(${q} in coalesce(p.name, '')) > 0
      or exists (select 1 from unnest(${peopleOn(today)}) as one where position(${q} in one) > 0))`)
  }
  const { total } = await tx
    .selectFrom(base.clearSelect().select('l.id').as('counted'))
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
    rows: shown.map(asStored),
    total: Number(total),
    next: rows.length > size ? (shown.at(-1)?.key ?? null) : null,
  }
}

export const findLiaison = async (tx: Tx, id: number, today: string): Promise<StoredLiaison | undefined> => {
  const row = await selectLiaisons(tx, today).where('l.id', '=', id).executeTakeFirst()
  return row && asStored(row)
}

/** Today's liaisons with this number, by its keyed digests: one for each key still held. */
export const listByDigests = async (tx: Tx, digests: Buffer[], today: string): Promise<StoredLiaison[]> =>
  (
    await selectLiaisons(tx, today)
      .where('l.mobile_digest', 'in', digests)
      .where((where) => where.or([where('l.to_on', 'is', null), where('l.to_on', '>', today)]))
      .orderBy('l.id')
      .execute()
  ).map(asStored)

/** Draws the id of a row before it is written: its sealed values are bound to it. */
export const drawId = async (tx: Tx): Promise<number> => {
  const { rows } = await sql<{ id: number }>`
    select nextval(pg_get_serial_sequence('liaisons', 'id'))::int as id`.execute(tx)
  return rows[0]?.id as number
}

export type SealedMobile = { mobile_sealed: Buffer; mobile_key: string; mobile_digest: Buffer }

export const insertLiaison = async (
  tx: Tx,
  row: {
    id: number
    unitId: number
    cityId: number
    postId: number | null
    name: string | null
    title: string
    officePhone: string | null
    fromOn: string
  },
  mobile: SealedMobile | null,
): Promise<void> => {
  await sql`insert into liaisons (id, unit_id, city_id, post_id, name, title, office_phone, mobile_sealed, mobile_key,
      mobile_digest, sort, from_on)
    overriding system value values (${row.id}, ${row.unitId}, ${row.cityId}, ${row.postId}, ${row.name}, ${row.title},
      ${row.officePhone}, ${mobile?.mobile_sealed ?? null}, ${mobile?.mobile_key ?? null},
      ${mobile?.mobile_digest ?? null},
      (select coalesce(max(sort), 0) + 1 from liaisons where unit_id = ${row.unitId}), ${row.fromOn})`.execute(tx)
}

export const saveLiaison = async (
  tx: Tx,
  id: number,
  version: number,
  values: {
    post_id?: number | null
    name?: string | null
    title?: string
    office_phone?: string | null
    to_on?: string
  } & Partial<{ [Key in keyof SealedMobile]: SealedMobile[Key] | null }>,
): Promise<boolean> => {
  const { numUpdatedRows } = await tx
    .updateTable('liaisons')
    .set({ ...values, version: sql`version + 1` })
    .where('id', '=', id)
    .where('version', '=', version)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Liaisons who left before `day` and whose numbers are still held. */
export const listFormerNumbers = async (tx: Tx, day: string): Promise<number[]> =>
  (
    await tx
      .selectFrom('liaisons')
      .select('id')
      .where('to_on', '<', day)
      .where((where) => where.or([where('mobile_sealed', 'is not', null), where('office_phone', 'is not', null)]))
      .orderBy('id')
      .execute()
  ).map(({ id }) => id)

export const forgetNumber = async (tx: Tx, id: number): Promise<void> => {
  await tx
    .updateTable('liaisons')
    .set({
      mobile_sealed: null,
      mobile_key: null,
      mobile_digest: null,
      office_phone: null,
      version: sql`version + 1`,
    })
    .where('id', '=', id)
    .execute()
}

/** The closed values of the directory: the number is opened and sealed anew where keys are turned. */
export const DIRECTORY_COLUMNS: readonly ClosedColumn[] = [
  {
    table: 'liaisons',
    column: 'mobile',
    sealed: 'mobile_sealed',
    key: 'mobile_key',
    digest: { column: 'mobile_digest', kind: 'phone' },
  },
]
