import { sql } from 'kysely'
import type { Tx } from '../../../platform/db/transaction.ts'
import { CATEGORIES, type CertificateKind, type Grade, type HouseholdState, type PersonState } from './words.ts'

const CATEGORY_ORDER = `{${CATEGORIES.join(',')}}`

type Table = 'households' | 'household_persons' | 'person_certificates'

/** Draws ids before rows are written: sealed values are bound to them. */
export const drawIds = async (tx: Tx, table: Table, count = 1): Promise<number[]> => {
  const { rows } = await sql<{ id: number }>`
    select nextval(pg_get_serial_sequence(${table}, 'id'))::int as id from generate_series(1, ${count})`.execute(tx)
  return rows.map(({ id }) => id)
}

export type AddressColumns = { address_sealed: Buffer | null; address_key: string | null }

export const insertHousehold = async (
  tx: Tx,
  row: { id: number; cityId: number; regionId: number; regionPath: string; headName: string; at: string },
  address: AddressColumns,
): Promise<void> => {
  const { id, cityId, regionId, regionPath, headName, at } = row
  await tx
    .insertInto('households')
    .values({
      ...address,
      id,
      city_id: cityId,
      region_id: regionId,
      region_path: regionPath,
      head_name: headName,
      made_at: at,
    })
    .execute()
}

export type HouseholdColumns = Partial<
  AddressColumns & {
    region_id: number
    region_path: string
    state: HouseholdState
    ended_on: string | null
    merged_into_id: number | null
  }
>

/** Whether the household stood at that version. */
export const saveHousehold = async (
  tx: Tx,
  id: number,
  version: number,
  columns: HouseholdColumns,
): Promise<boolean> => {
  const { numUpdatedRows } = await tx
    .updateTable('households')
    .set({ ...columns, version: sql`version + 1` })
    .where('id', '=', id)
    .where('version', '=', version)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Sealed values of a person as columns; a field that is left out stays. */
export type ClosedColumns = Partial<{
  resident_sealed: Buffer | null
  resident_key: string | null
  resident_digest: Buffer | null
  phone_sealed: Buffer | null
  phone_key: string | null
  phone_digest: Buffer | null
  bank_sealed: Buffer | null
  bank_key: string | null
}>

export type PersonColumns = ClosedColumns & {
  name: string
  relation: string
  gender: string | null
  birth_year: number | null
  birth_month: number | null
  categories: string[]
  kin: string | null
  joined_year: number | null
  left_year: number | null
  discharge: string | null
  care: string | null
  benefit_code: string | null
  informed_on: string | null
  guardian_basis: string | null
  guardian: string | null
  guardian_on: string | null
}

export const insertPerson = async (
  tx: Tx,
  row: { id: number; householdId: number; cityId: number; regionPath: string; at: string },
  columns: PersonColumns,
): Promise<void> => {
  await tx
    .insertInto('household_persons')
    .values({
      ...columns,
      id: row.id,
      household_id: row.householdId,
      city_id: row.cityId,
      region_path: row.regionPath,
      made_at: row.at,
    })
    .execute()
}

/** Makes a person the head of the household. Whether the person stood at that version. */
export const setHead = async (tx: Tx, id: number, version: number): Promise<boolean> =>
  savePerson(tx, id, version, { relation: 'head' })

/** Whether the person stood at that version. */
export const savePerson = async (
  tx: Tx,
  id: number,
  version: number,
  columns: Partial<PersonColumns> & Partial<{ state: PersonState; ended_on: string | null; household_id: number }>,
): Promise<boolean> => {
  const { numUpdatedRows } = await tx
    .updateTable('household_persons')
    .set({ ...columns, version: sql`version + 1` })
    .where('id', '=', id)
    .where('version', '=', version)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

export const replaceHonours = async (
  tx: Tx,
  person: { id: number; cityId: number },
  honours: readonly { grade: Grade; year: number; conferredOn: string | null }[],
): Promise<void> => {
  await tx.deleteFrom('person_honours').where('household_person_id', '=', person.id).execute()
  if (honours.length === 0) return
  await tx
    .insertInto('person_honours')
    .values(
      honours.map(({ grade, year, conferredOn }) => ({
        household_person_id: person.id,
        city_id: person.cityId,
        grade,
        year,
        conferred_on: conferredOn,
      })),
    )
    .execute()
}

export type CertificateColumns = {
  number_sealed: Buffer | null
  number_key: string | null
  number_digest: Buffer | null
}

export const insertCertificate = async (
  tx: Tx,
  row: { id: number; personId: number; cityId: number; kind: CertificateKind },
  number: CertificateColumns,
): Promise<void> => {
  await tx
    .insertInto('person_certificates')
    .values({ ...number, id: row.id, household_person_id: row.personId, city_id: row.cityId, kind: row.kind })
    .execute()
}

export const saveCertificate = async (tx: Tx, id: number, number: CertificateColumns): Promise<void> => {
  await tx.updateTable('person_certificates').set(number).where('id', '=', id).execute()
}

export const deleteCertificates = async (tx: Tx, ids: readonly number[]): Promise<void> => {
  if (ids.length > 0)
    await tx
      .deleteFrom('person_certificates')
      .where('id', 'in', [...ids])
      .execute()
}

/**
 * Sets what a household tells of its present persons anew: head, whether it waits for a new one because he died or moved away,
 * categories in their official order, and how many they are.
 * Whoever writes persons calls it in the same transaction.
 */
export const settleHouseholds = async (tx: Tx, ids: readonly number[]): Promise<void> => {
  await sql`update households h set
      head_name = coalesce((select p.name from household_persons p where p.household_id = h.id and p.relation = 'head'
        order by p.state <> 'present', p.id limit 1), h.head_name),
      categories = coalesce((select array_agg(c order by array_position(${sql.lit(CATEGORY_ORDER)}::text[], c))
        from (select distinct unnest(p.categories) as c from household_persons p
          where p.household_id = h.id and p.state = 'present') found), '{}'),
      lacks_head = not exists (select 1 from household_persons p where p.household_id = h.id and p.relation = 'head'
          and p.state = 'present')
        and exists (select 1 from household_persons p where p.household_id = h.id and p.relation = 'head')
        and exists (select 1 from household_persons p where p.household_id = h.id and p.state = 'present'),
      person_count = (select count(*) from household_persons p where p.household_id = h.id and p.state = 'present')
    where h.id = any(${[...ids]}::int[])`.execute(tx)
}
