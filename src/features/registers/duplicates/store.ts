import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '../../../platform/db/transaction.ts'
import type { AddressColumns } from '../households/writes.ts'
import type { AlikeQuery } from './contract.ts'
import type { Standing } from './standing.ts'

export type StoredPair = {
  kind: 'number' | 'name'
  one: number
  other: number
  onePath: string
  otherPath: string
  isFirst: boolean
}

/** Most steps of a path, from the country to a group of a village. */
const STEPS = 8

/**
 * Pairs of present persons of one resident number, or of one name and birth in one village where a number is lacking. Of both
 * the row policies let the acting post see its own place alone, so that nobody hears of a pair half of which lies elsewhere; and
 * a pair over two places stands with the first that keeps both (an office or station with a post that stands), and with nobody above.
 */
const pairs = (
  path: string,
  today: string,
  { kind, own }: Pick<AlikeQuery, 'kind' | 'own'>,
): RawBuilder<StoredPair> => {
  const steps = path.split('.').filter(Boolean).length
  const begun = (row: string) =>
    sql`array_to_string((string_to_array(${sql.ref(`${row}.region_path`)}, '.'))[1:step], '.') || '.'`
  const isFirst = sql`not exists (select 1 from generate_series(${steps + 1}::int, ${STEPS}::int) step
    where ${begun('a')} = ${begun('b')} and ${begun('a')} in (select path from keepers))`
  const stands = own ? isFirst : sql`(a.region_path = b.region_path or ${isFirst})`
  const undecided = sql`and not exists (select 1 from person_distinctions d where d.low_id = a.id and d.high_id = b.id)`
  const shown = (name: string) => sql`select ${name} as kind, a.id as one, b.id as other, a.region_path as "onePath",
    b.region_path as "otherPath", ${isFirst} as "isFirst" from household_persons a join household_persons b on b.id > a.id`
  const byNumber = sql`${shown('number')} and b.resident_digest = a.resident_digest
    where a.state = 'present' and b.state = 'present' and ${stands} ${undecided}`
  const byName = sql`${shown('name')} and b.region_path = a.region_path and b.name = a.name and b.birth_year = a.birth_year
    where a.state = 'present' and b.state = 'present' and (a.resident_digest is null or b.resident_digest is null)
      and coalesce(a.birth_month, b.birth_month, 0) = coalesce(b.birth_month, a.birth_month, 0) and ${stands} ${undecided}`
  const keepers = sql`with keepers as (select r.path from posts k join regions r on r.id = k.region_id
    where k.role in ('office', 'station') and (k.closed_on is null or k.closed_on > ${today}::date)
      and starts_with(r.path, ${path}) and r.path <> ${path})`
  if (kind === 'number') return sql`${keepers} ${byNumber}`
  if (kind === 'name') return sql`${keepers} ${byName}`
  return sql`${keepers} ${byNumber} union all ${byName}`
}

/** A page of pairs, by key. */
export const listPairs = async (
  tx: Tx,
  { path, today }: { path: string; today: string },
  { after, size, ...query }: AlikeQuery,
) => {
  const [one, other] = (after ?? '0.0').split('.').map(Number) as [number, number]
  const found = pairs(path, today, query)
  const total = await sql<{ total: number }>`select count(*)::int as total from (${found}) p`.execute(tx)
  const { rows } = await sql<StoredPair>`select * from (${found}) p where (p.one, p.other) > (${one}, ${other})
    order by p.one, p.other limit ${size + 1}`.execute(tx)
  const shown = rows.slice(0, size)
  const last = shown.at(-1)
  return {
    rows: shown,
    total: total.rows[0]?.total ?? 0,
    next: rows.length > size && last ? `${last.one}.${last.other}` : null,
  }
}

/** Names of places by their number. */
export const namesOfPlaces = async (
  tx: Tx,
  paths: readonly string[],
): Promise<Map<number, { name: string; level: number }>> => {
  const ids = [...new Set(paths.flatMap((path) => path.split('.').filter(Boolean).map(Number)))]
  if (ids.length === 0) return new Map()
  const rows = await tx.selectFrom('regions').select(['id', 'name', 'level']).where('id', 'in', ids).execute()
  return new Map(rows.map(({ id, ...place }) => [id, place]))
}

/** Persons that stand in pairs, with the head of their household, by number. */
export const personsOf = async (tx: Tx, ids: readonly number[]) =>
  ids.length === 0
    ? []
    : tx
        .selectFrom('household_persons as p')
        .innerJoin('households as h', 'h.id', 'p.household_id')
        .select(['p.id', 'p.household_id as householdId', 'p.name', 'p.relation', 'p.birth_year as birthYear'])
        .select(['p.birth_month as birthMonth', 'p.categories', 'h.head_name as headName', 'p.region_path as path'])
        .select([
          sql<boolean>`p.resident_digest is not null`.as('hasResident'),
          sql<boolean>`p.phone_digest is not null`.as('hasPhone'),
          'p.version',
        ])
        .where('p.id', 'in', [...ids])
        .execute()

export type NewMerge = {
  cityId: number
  keptId: number
  mergedId: number
  keptHouseholdId: number
  mergedHouseholdId: number
  isHouseholdMerged: boolean
  filled: string[]
  honourIds: number[]
  certificateIds: number[]
  plaqueStepIds: number[]
  meritReportIds: number[]
  letterRoundIds: number[]
  helpIds: number[]
  keptVersion: number
  mergedVersion: number
  reason: string
  postId: number
  personId: number
  at: string
  on: string
}

export const insertMerge = async (tx: Tx, merge: NewMerge): Promise<number> =>
  (
    await tx
      .insertInto('person_merges')
      .values({
        city_id: merge.cityId,
        kept_id: merge.keptId,
        merged_id: merge.mergedId,
        kept_household_id: merge.keptHouseholdId,
        merged_household_id: merge.mergedHouseholdId,
        is_household_merged: merge.isHouseholdMerged,
        filled: merge.filled,
        honour_ids: merge.honourIds,
        certificate_ids: merge.certificateIds,
        plaque_step_ids: merge.plaqueStepIds,
        merit_report_ids: merge.meritReportIds,
        letter_round_ids: merge.letterRoundIds,
        help_ids: merge.helpIds,
        kept_version: merge.keptVersion,
        merged_version: merge.mergedVersion,
        reason: merge.reason,
        post_id: merge.postId,
        person_id: merge.personId,
        made_at: merge.at,
        made_on: merge.on,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
  ).id

const selectMerges = (tx: Tx) =>
  tx
    .selectFrom('person_merges as m')
    .innerJoin('household_persons as k', 'k.id', 'm.kept_id')
    .innerJoin('household_persons as g', 'g.id', 'm.merged_id')
    .leftJoin('posts as p', 'p.id', 'm.post_id')
    .select(['m.id', 'm.kept_id as keptId', 'm.merged_id as mergedId', 'k.name as keptName', 'k.region_path as path'])
    .select(['m.kept_household_id as keptHouseholdId', 'm.merged_household_id as mergedHouseholdId'])
    .select(['m.is_household_merged as isHouseholdMerged', 'm.reason', 'm.made_at as madeAt', 'm.made_on as madeOn'])
    .select(['p.name as postName', 'm.taken_back_at as takenBackAt', 'm.filled', 'm.honour_ids as honourIds'])
    .select([
      'm.certificate_ids as certificateIds',
      'm.plaque_step_ids as plaqueStepIds',
      'm.merit_report_ids as meritReportIds',
      'm.letter_round_ids as letterRoundIds',
      'm.help_ids as helpIds',
      'm.followed',
      'm.stood',
      'm.kept_version as keptVersion',
      'm.merged_version as mergedVersion',
    ])
    .select(sql<boolean>`k.version <> m.kept_version or g.version <> m.merged_version`.as('isChanged'))

export type StoredMerge = Awaited<ReturnType<ReturnType<typeof selectMerges>['execute']>>[number]

export const listMerges = (tx: Tx, most: number): Promise<StoredMerge[]> =>
  selectMerges(tx).orderBy('m.id', 'desc').limit(most).execute()

export const findMerge = (tx: Tx, id: number): Promise<StoredMerge | undefined> =>
  selectMerges(tx).where('m.id', '=', id).executeTakeFirst()

export const markPartedAgain = async (
  tx: Tx,
  id: number,
  { at, postId, reason }: { at: string; postId: number; reason: string },
): Promise<void> => {
  await tx
    .updateTable('person_merges')
    .set({ taken_back_at: at, taken_back_post_id: postId, taken_back_reason: reason })
    .where('id', '=', id)
    .execute()
}

/** Hands honours and certificates from one person to another. */
export const handOver = async (
  tx: Tx,
  intoId: number,
  { honourIds, certificateIds }: { honourIds: readonly number[]; certificateIds: readonly number[] },
): Promise<void> => {
  for (const [table, ids] of [
    ['person_honours', honourIds],
    ['person_certificates', certificateIds],
  ] as const)
    if (ids.length > 0)
      await tx
        .updateTable(table)
        .set({ household_person_id: intoId })
        .where('id', 'in', [...ids])
        .execute()
}

/** Sets columns of a person; the version goes up by one. */
export const setPerson = async (tx: Tx, id: number, columns: Record<string, unknown>): Promise<void> => {
  await tx
    .updateTable('household_persons')
    .set({ ...columns, version: sql`version + 1` })
    .where('id', '=', id)
    .execute()
}

export const setHousehold = async (
  tx: Tx,
  id: number,
  columns: Partial<AddressColumns & { state: string; ended_on: string | null; merged_into_id: number | null }>,
): Promise<void> => {
  await tx
    .updateTable('households')
    .set({ ...columns, version: sql`version + 1` })
    .where('id', '=', id)
    .execute()
}

export const keepDistinct = async (
  tx: Tx,
  row: { lowId: number; highId: number; cityId: number; reason: string; postId: number; personId: number; at: string },
): Promise<void> => {
  const said = { reason: row.reason, post_id: row.postId, person_id: row.personId, made_at: row.at }
  await tx
    .insertInto('person_distinctions')
    .values({ ...said, low_id: row.lowId, high_id: row.highId, city_id: row.cityId })
    .onConflict((on) => on.columns(['low_id', 'high_id']).doUpdateSet(said))
    .execute()
}

/** Honours and certificates that the one who stays does not have himself. */
export const movable = async (
  tx: Tx,
  keptId: number,
  mergedId: number,
): Promise<{ honourIds: number[]; certificateIds: number[] }> => {
  const honours = await sql<{ id: number }>`select h.id from person_honours h where h.household_person_id = ${mergedId}
    and not exists (select 1 from person_honours k where k.household_person_id = ${keptId} and k.grade = h.grade
      and k.year = h.year)`.execute(tx)
  const certificates = await sql<{ id: number }>`select c.id from person_certificates c
    where c.household_person_id = ${mergedId} and not exists (select 1 from person_certificates k
      where k.household_person_id = ${keptId} and k.kind = c.kind)`.execute(tx)
  return { honourIds: honours.rows.map(({ id }) => id), certificateIds: certificates.rows.map(({ id }) => id) }
}

/** Whether a household has any present person. */
export const hasOthers = async (tx: Tx, householdId: number): Promise<boolean> =>
  (await tx
    .selectFrom('household_persons')
    .select('id')
    .where('household_id', '=', householdId)
    .where('state', '=', 'present')
    .executeTakeFirst()) !== undefined

/** What higher rooms moved with the household, by their own names, and how both stood once all was done. */
export const noteMerged = async (
  tx: Tx,
  id: number,
  followed: Record<string, number[]>,
  stood: readonly Standing[],
): Promise<void> => {
  await tx
    .updateTable('person_merges')
    .set({ followed: JSON.stringify(followed), stood: JSON.stringify(stood) })
    .where('id', '=', id)
    .execute()
}
