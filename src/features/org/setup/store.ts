import { sql } from 'kysely'
import type { Role } from '../../../platform/acting.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import type { RegionMark } from '../regions/contract.ts'
import type { PlannedUnit } from './rules.ts'

export type CityModeSetting = { kind: 'sample' | 'real'; code?: string; name?: string }

/** Reads the mode; with `lock` nobody else sets up a city until the transaction ends. */
export const readCityMode = async (tx: Tx, lock = false): Promise<CityModeSetting | undefined> => {
  if (lock) await sql`lock table settings in access exclusive mode`.execute(tx)
  const row = await tx.selectFrom('settings').select('value').where('key', '=', 'city-mode').executeTakeFirst()
  return row?.value as CityModeSetting | undefined
}

/** Which bytes the file store holds for the rows that `clearCity` removes. */
export const listFileBytes = async (tx: Tx): Promise<string[]> =>
  (await tx.selectFrom('files').select('sha256').distinct().execute()).map(({ sha256 }) => sha256)

/** Empties every table but the audit rows with their seals and the notes of the schema; running numbers go on, so that no id is used twice. */
export const clearCity = async (tx: Tx): Promise<void> => {
  const { rows } = await sql<{ name: string }>`
    select tablename as name from pg_tables
    where schemaname = 'public'
      and tablename not in ('audit_rows', 'audit_seals', 'audit_sealer', 'schema_migrations', 'schema_policies')`.execute(
    tx,
  )
  await sql`truncate ${sql.join(rows.map(({ name }) => sql.table(name)))}`.execute(tx)
  await tx.insertInto('sign_in_rules').defaultValues().execute()
}

export const writeCityMode = async (tx: Tx, mode: CityModeSetting): Promise<void> => {
  await tx
    .insertInto('settings')
    .values({ key: 'city-mode', value: JSON.stringify(mode) })
    .execute()
}

export type PlannedRegion = {
  code: string
  name: string
  shortName: string
  level: number
  mark: RegionMark | null
  /** Place of the parent in the same list, before this one; null for the top. */
  parent: number | null
  sort: number
}

export type MadeRegion = { id: number; path: string }

/** Inserts a whole tree at once, paths and all. Returns id and path of each, in the order given. */
export const insertTree = async (
  tx: Tx,
  regions: readonly PlannedRegion[],
  under?: MadeRegion,
): Promise<MadeRegion[]> => {
  const { rows: ids } = await sql<{ id: number }>`
    select nextval(pg_get_serial_sequence('regions', 'id'))::int as id from generate_series(1, ${regions.length}::int)`.execute(
    tx,
  )
  const made: MadeRegion[] = []
  for (const [index, { parent }] of regions.entries()) {
    const id = ids[index]?.id as number
    made.push({ id, path: `${parent === null ? (under?.path ?? '') : made[parent]?.path}${id}.` })
  }
  const parents = regions.map(({ parent }) => (parent === null ? (under?.id ?? null) : (made[parent]?.id ?? null)))
  await sql`insert into regions (id, code, name, short_name, level, parent_id, path, mark, sort)
    overriding system value
    select * from unnest(
      ${made.map(({ id }) => id)}::int[], ${regions.map(({ code }) => code)}::text[],
      ${regions.map(({ name }) => name)}::text[], ${regions.map(({ shortName }) => shortName)}::text[],
      ${regions.map(({ level }) => level)}::smallint[], ${parents}::int[], ${made.map(({ path }) => path)}::text[],
      ${regions.map(({ mark }) => mark)}::text[], ${regions.map(({ sort }) => sort)}::int[])`.execute(tx)
  return made
}

/** Inserts the units of a place in their official order, with their duties. Returns their ids. */
export const insertUnits = async (tx: Tx, regionId: number, units: readonly PlannedUnit[]): Promise<number[]> => {
  const rows = await tx
    .insertInto('units')
    .values(
      units.map(({ name, shortName, aliases, kind, side }, index) => ({
        region_id: regionId,
        name,
        short_name: shortName,
        aliases,
        kind,
        side,
        sort: index + 1,
      })),
    )
    .returning(['id', 'sort'])
    .execute()
  const ids = rows.sort((a, b) => a.sort - b.sort).map(({ id }) => id)
  const duties = units.flatMap(({ duties }, index) =>
    duties.map((duty) => ({ ...duty, unit_id: ids[index] as number })),
  )
  if (duties.length > 0) await tx.insertInto('duties').values(duties).execute()
  return ids
}

/** Moves the posts of a first start into the office of the city that was set up; what stood for the city before goes. */
export const moveAdministrators = async (
  tx: Tx,
  { unitId, regionId }: { unitId: number; regionId: number },
): Promise<void> => {
  const { rows } = await sql<{ id: number }>`select id from regions where code = ${NO_CITY}`.execute(tx)
  const before = rows[0]?.id
  if (before === undefined) return
  await sql`update posts set unit_id = ${unitId}, region_id = ${regionId} where region_id = ${before}`.execute(tx)
  await sql`delete from units where region_id = ${before}`.execute(tx)
  await sql`delete from regions where id = ${before}`.execute(tx)
}

/** Code of the place that stands for the city until one is set up. */
export const NO_CITY = '0'.repeat(12)

export const insertHolderOf = async (
  tx: Tx,
  post: { name: string; role: Role; unitId: number; regionId: number; sort: number },
  person: {
    login: string
    name: string
    passwordHash: string
    oneTimeUntil: string
    oneTimeBy?: number | null
    needsActivation?: boolean
  },
  fromOn: string,
): Promise<void> => {
  const made = await tx
    .insertInto('posts')
    .values({ name: post.name, role: post.role, unit_id: post.unitId, region_id: post.regionId, sort: post.sort })
    .returning('id')
    .executeTakeFirstOrThrow()
  const { id } = await tx
    .insertInto('people')
    .values({
      login: person.login,
      name: person.name,
      password_hash: person.passwordHash,
      must_change_password: true,
      one_time_until: person.oneTimeUntil,
      one_time_by: person.oneTimeBy ?? null,
      needs_activation: person.needsActivation ?? false,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await tx.insertInto('post_holders').values({ post_id: made.id, person_id: id, from_on: fromOn }).execute()
}
