import { sql } from 'kysely'
import type { ClosedColumn } from '../../../platform/closed/index.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import type { HouseholdQuery } from './contract.ts'
import type {
  Care,
  Category,
  CertificateKind,
  Discharge,
  Gender,
  Grade,
  Guardian,
  GuardianBasis,
  HouseholdState,
  Kin,
  PersonState,
  Relation,
} from './words.ts'

/** The closed values of the register, for the turn of the keys. */
export const REGISTER_COLUMNS: readonly ClosedColumn[] = [
  { table: 'households', column: 'address', sealed: 'address_sealed', key: 'address_key' },
  {
    table: 'household_persons',
    column: 'resident',
    sealed: 'resident_sealed',
    key: 'resident_key',
    digest: { column: 'resident_digest', kind: 'resident' },
  },
  {
    table: 'household_persons',
    column: 'phone',
    sealed: 'phone_sealed',
    key: 'phone_key',
    digest: { column: 'phone_digest', kind: 'phone' },
  },
  { table: 'household_persons', column: 'bank', sealed: 'bank_sealed', key: 'bank_key' },
  {
    table: 'person_certificates',
    column: 'number',
    sealed: 'number_sealed',
    key: 'number_key',
    digest: { column: 'number_digest', kind: 'certificate' },
  },
]

export type SealedValue = { sealed: Buffer; keyId: string } | null

export type StoredHousehold = {
  id: number
  headName: string
  regionId: number
  regionPath: string
  categories: Category[]
  personCount: number
  lacksHead: boolean
  state: HouseholdState
  endedOn: string | null
  mergedIntoId: number | null
  address: SealedValue
  version: number
}

const asSealed = (sealed: Buffer | null, keyId: string | null): SealedValue =>
  sealed === null || keyId === null ? null : { sealed, keyId }

/** One household that the acting post may see, locked where it is to be changed. */
export const findHousehold = async (
  tx: Tx,
  id: number,
  { lock = false } = {},
): Promise<StoredHousehold | undefined> => {
  const row = await tx
    .selectFrom('households')
    .select(['id', 'head_name', 'region_id', 'region_path', 'categories', 'person_count', 'state', 'ended_on'])
    .select(['lacks_head', 'merged_into_id', 'address_sealed', 'address_key', 'version'])
    .where('id', '=', id)
    .$if(lock, (query) => query.forUpdate())
    .executeTakeFirst()
  return (
    row && {
      id: row.id,
      headName: row.head_name,
      regionId: row.region_id,
      regionPath: row.region_path,
      categories: row.categories as Category[],
      personCount: row.person_count,
      lacksHead: row.lacks_head,
      state: row.state as HouseholdState,
      endedOn: row.ended_on,
      mergedIntoId: row.merged_into_id,
      address: asSealed(row.address_sealed, row.address_key),
      version: row.version,
    }
  )
}

export type StoredPerson = {
  id: number
  householdId: number
  regionPath: string
  name: string
  relation: Relation
  gender: Gender | null
  birthYear: number | null
  birthMonth: number | null
  categories: Category[]
  kin: Kin | null
  joinedYear: number | null
  leftYear: number | null
  discharge: Discharge | null
  care: Care | null
  benefitCode: string | null
  informedOn: string | null
  guardianBasis: GuardianBasis | null
  guardian: Guardian | null
  guardianOn: string | null
  resident: SealedValue
  phone: SealedValue
  bank: SealedValue
  state: PersonState
  endedOn: string | null
  /** Of one who was erased: what he gave the plaque of the family. */
  keptGrounds: string[]
  keptPapers: CertificateKind[]
  mergedIntoId: number | null
  importId: number | null
  importLine: number | null
  version: number
}

const selectPersons = (tx: Tx) => tx.selectFrom('household_persons').selectAll()

type PersonRow = Awaited<ReturnType<ReturnType<typeof selectPersons>['execute']>>[number]

const asPerson = (row: PersonRow): StoredPerson => ({
  id: row.id,
  householdId: row.household_id,
  regionPath: row.region_path,
  name: row.name,
  relation: row.relation as Relation,
  gender: row.gender as Gender | null,
  birthYear: row.birth_year,
  birthMonth: row.birth_month,
  categories: row.categories as Category[],
  kin: row.kin as Kin | null,
  joinedYear: row.joined_year,
  leftYear: row.left_year,
  discharge: row.discharge as Discharge | null,
  care: row.care as Care | null,
  benefitCode: row.benefit_code,
  informedOn: row.informed_on,
  guardianBasis: row.guardian_basis as GuardianBasis | null,
  guardian: row.guardian as Guardian | null,
  guardianOn: row.guardian_on,
  resident: asSealed(row.resident_sealed, row.resident_key),
  phone: asSealed(row.phone_sealed, row.phone_key),
  bank: asSealed(row.bank_sealed, row.bank_key),
  state: row.state as PersonState,
  endedOn: row.ended_on,
  keptGrounds: row.kept_grounds,
  keptPapers: row.kept_papers as CertificateKind[],
  mergedIntoId: row.merged_into_id,
  importId: row.import_id,
  importLine: row.import_line,
  version: row.version,
})

/** The persons of a household: those present first, the head before the others. */
export const listPersons = async (tx: Tx, householdId: number): Promise<StoredPerson[]> =>
  (
    await selectPersons(tx)
      .where('household_id', '=', householdId)
      .orderBy(sql`state <> 'present'`)
      .orderBy(sql`relation <> 'head'`)
      .orderBy('id')
      .execute()
  ).map(asPerson)

export const findPerson = async (tx: Tx, id: number, { lock = false } = {}): Promise<StoredPerson | undefined> => {
  const row = await selectPersons(tx)
    .where('id', '=', id)
    .$if(lock, (query) => query.forUpdate())
    .executeTakeFirst()
  return row && asPerson(row)
}

export type StoredHonour = { id: number; personId: number; grade: Grade; year: number; conferredOn: string | null }
export type StoredCertificate = { id: number; personId: number; kind: CertificateKind; number: SealedValue }

export const listHonours = async (tx: Tx, personIds: readonly number[]): Promise<StoredHonour[]> =>
  personIds.length === 0
    ? []
    : (
        await tx
          .selectFrom('person_honours')
          .select(['id', 'household_person_id as personId', 'grade', 'year', 'conferred_on as conferredOn'])
          .where('household_person_id', 'in', [...personIds])
          .orderBy('year')
          .orderBy('id')
          .execute()
      ).map((row) => ({ ...row, grade: row.grade as Grade }))

export const listCertificates = async (tx: Tx, personIds: readonly number[]): Promise<StoredCertificate[]> =>
  personIds.length === 0
    ? []
    : (
        await tx
          .selectFrom('person_certificates')
          .select(['id', 'household_person_id as personId', 'kind', 'number_sealed', 'number_key'])
          .where('household_person_id', 'in', [...personIds])
          .orderBy('id')
          .execute()
      ).map(({ number_sealed, number_key, ...row }) => ({
        ...row,
        kind: row.kind as CertificateKind,
        number: asSealed(number_sealed, number_key),
      }))

/** Names from county to village along a path. */
export const placeNames = async (tx: Tx, path: string): Promise<string[]> => {
  const ids = path.split('.').filter(Boolean).map(Number)
  const rows = await tx
    .selectFrom('regions')
    .select('name')
    .where('id', 'in', ids)
    .where('level', '>=', 3)
    .orderBy('level')
    .execute()
  return rows.map(({ name }) => name)
}

/** A place where a household may be registered: township or village, standing, and its path. */
export const findPlace = (tx: Tx, id: number) =>
  tx.selectFrom('regions').select(['id', 'path', 'level', 'to_on as toOn']).where('id', '=', id).executeTakeFirst()

export type ListedHousehold = Omit<StoredHousehold, 'address' | 'mergedIntoId' | 'version' | 'regionPath'> & {
  regionName: string
  townName: string
}

/** Households whose head or a person of which is named so (main/visibility/registers.ts). */
const isNamed = (q: string) => sql<boolean>`h.id in (select households_named(${q}))`

/**
 * A page of households, place by place in official order, by key. The places are walked in their order and each gives its
 * households by number, so that a page at any depth costs the same.
 * @param path of the place under which is looked
 */
export const listHouseholds = async (
  tx: Tx,
  path: string,
  { category, state, lacks, q, after, size }: HouseholdQuery,
): Promise<{ rows: ListedHousehold[]; total: number; next: string | null }> => {
  const [afterRegion, afterId] = (after ?? '0.0').split('.').map(Number) as [number, number]
  const end = `${path.slice(0, -1)}/`
  const lacking = { head: sql`and h.lacks_head`, people: sql`and h.person_count = 0` }
  const ofCategory = sql`${category ? sql`and h.categories @> array[${category}]` : sql``} ${lacks ? lacking[lacks] : sql``}`
  const named = q === undefined ? sql`` : sql`and ${isNamed(q)}`
  const total = await sql<{ total: number }>`select count(*)::int as total from households h
    where h.region_path >= ${path} and h.region_path < ${end} and h.state = ${state} ${ofCategory} ${named}`.execute(tx)
  // Found by name they are few, wherever they live; else each place gives its own in turn.
  const page =
    q === undefined
      ? sql`(select * from places where ${afterRegion} = 0 or rank >= (select rank from from_here) order by rank) p
          cross join lateral (select * from households h where h.region_path = p.path and h.state = ${state}
            and (p.id <> ${afterRegion} or h.id > ${afterId}) ${ofCategory} order by h.id limit ${size + 1}) h`
      : sql`households h join places p on p.id = h.region_id
          where h.id = any(array(select households_named(${q}))) and h.state = ${state} ${ofCategory}
            and (${afterRegion} = 0 or p.rank > (select rank from from_here) or p.id = ${afterRegion} and h.id > ${afterId})`
  const { rows } = await sql<ListedHousehold>`
    with places as materialized (
      select r.id, r.path, r.name, t.name as town, case r.level
          when 5 then array[y.sort, y.id, c.sort, c.id, t.sort, t.id, r.sort, r.id]
          else array[c.sort, c.id, t.sort, t.id, r.sort, r.id] end as rank
      from regions r left join regions t on t.id = r.parent_id left join regions c on c.id = t.parent_id
        left join regions y on y.id = c.parent_id
      where r.path >= ${path} and r.path < ${end} and r.level >= 4),
    from_here as (select rank from places where id = ${afterRegion})
    select h.id, h.head_name as "headName", h.region_id as "regionId", p.name as "regionName", coalesce(p.town, '') as "townName",
      h.categories, h.person_count as "personCount", h.lacks_head as "lacksHead", h.state, h.ended_on as "endedOn"
    from ${page}
    order by p.rank, h.id limit ${size + 1}`.execute(tx)
  const shown = rows.slice(0, size)
  const last = shown.at(-1)
  return {
    rows: shown,
    total: total.rows[0]?.total ?? 0,
    next: rows.length > size && last ? `${last.regionId}.${last.id}` : null,
  }
}

/** Households of persons with a number, by its keyed digests: one for each key still held. */
export const findByDigests = async (
  tx: Tx,
  what: 'resident' | 'phone' | 'certificate',
  digests: Buffer[],
): Promise<number[]> => {
  const found =
    what === 'certificate'
      ? sql`select p.household_id from person_certificates c join household_persons p on p.id = c.household_person_id
          where c.number_digest = any(${digests}::bytea[])`
      : sql`select p.household_id from household_persons p
          where ${sql.ref(`p.${what}_digest`)} = any(${digests}::bytea[])`
  const { rows } = await sql<{
    id: number
  }>`select distinct household_id as id from (${found}) f order by 1 limit 50`.execute(tx)
  return rows.map(({ id }) => id)
}

/**
 * Until the end of the transaction nobody else registers the number of these digests, whatever key he holds of them; answers
 * false while an import of the city is taken in, which registers many.
 */
export const holdNumber = async (tx: Tx, cityId: number, digests: readonly Buffer[]): Promise<boolean> => {
  // The numbers of the locks are for the city's import (imports/store.ts) and for one resident number.
  const { rows } = await sql<{ isFree: boolean }>`
    select pg_try_advisory_xact_lock_shared(7026102, ${cityId}) as "isFree"`.execute(tx)
  if (!rows[0]?.isFree) return false
  const locks = digests.map((digest) => digest.readInt32BE(0)).sort((a, b) => a - b)
  for (const lock of locks) await sql`select pg_advisory_xact_lock(7026104, ${lock})`.execute(tx)
  return true
}

/** A present person with this resident number that the acting post may see. */
export const findPresentByResident = async (tx: Tx, digests: Buffer[], besides: number): Promise<number | undefined> =>
  (
    await tx
      .selectFrom('household_persons')
      .select('id')
      .where('resident_digest', 'in', digests)
      .where('state', '=', 'present')
      .where('id', '<>', besides)
      .executeTakeFirst()
  )?.id

/** The day on which somebody with this resident number died, as the acting post may see it. */
export const findDeathByResident = async (tx: Tx, digests: Buffer[], besides: number): Promise<string | undefined> =>
  (
    await tx
      .selectFrom('household_persons')
      .select(sql<string>`ended_on::text`.as('on'))
      .where('resident_digest', 'in', digests)
      .where('state', '=', 'deceased')
      .where('id', '<>', besides)
      .orderBy('ended_on', 'desc')
      .executeTakeFirst()
  )?.on

/**
 * Families of present persons of a place who may be the same as one that is entered: of one name and birth, as 查重 finds them.
 * Two who each have a number are two: an equal number is found by itself.
 */
export const findAlike = async (
  tx: Tx,
  path: string,
  {
    name,
    birthYear,
    birthMonth,
    hasNumber,
  }: Pick<StoredPerson, 'name' | 'birthYear' | 'birthMonth'> & { hasNumber: boolean },
): Promise<{ householdId: number; headName: string }[]> => {
  const { rows } = await sql<{ householdId: number; headName: string }>`
    select distinct h.id as "householdId", h.head_name as "headName"
    from household_persons p join households h on h.id = p.household_id
    where p.region_path = ${path} and p.name = ${name} and p.state = 'present' and h.state = 'present'
      and p.birth_year = ${birthYear}::int
      and coalesce(p.birth_month, ${birthMonth}::int, 0) = coalesce(${birthMonth}::int, p.birth_month, 0)
      and (p.resident_digest is null or not ${hasNumber}::boolean)
    order by 1 limit 5`.execute(tx)
  return rows
}

export const rowsOf = async (tx: Tx, ids: readonly number[]): Promise<ListedHousehold[]> => {
  if (ids.length === 0) return []
  const { rows } = await sql<ListedHousehold>`select h.id, h.head_name as "headName", h.region_id as "regionId",
      r.name as "regionName", coalesce(t.name, '') as "townName", h.categories, h.person_count as "personCount", h.lacks_head as "lacksHead", h.state,
      h.ended_on as "endedOn"
    from households h join regions r on r.id = h.region_id left join regions t on t.id = r.parent_id
    where h.id = any(${[...ids]}::int[]) order by h.id`.execute(tx)
  return rows
}
