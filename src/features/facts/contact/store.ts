import { sql } from 'kysely'
import type { Context } from '../../../platform/context.ts'
import { officeDay } from '../../../platform/db/office-day.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import { isInside, rankedPlaces } from '../../registers/index.ts'
import type { ContactFamily } from './rules.ts'

/** Families of which the rules have the same to say: all that they ask about is the same. */
export type Alike = ContactFamily & {
  /** Who was visited stands alone; null for the others. */
  visitedId: number | null
  /** The part of the path that names the place directly below, empty for the asked one; told where counts are asked. */
  part: string
  count: number
  /** Which families they are, and where each of them stands; told where families are asked. */
  ids: number[]
  regionIds: number[]
}

/** What of a month narrows the families that are read at all. */
export type Wanted = {
  /** Categories of which a reason asks; null: some reason asks every family. */
  categories: readonly string[] | null
  /** Who was born in this month may turn sixty. */
  born: { year: number; month: number } | null
  marks: boolean
  /** Before this day nothing is asked: who was known by then was known in time. */
  from: string
  /** Families that were visited. */
  visited: readonly number[]
}

const readTurning = async (tx: Tx, path: string, { born }: Wanted) => {
  if (born === null) return new Map<number, ContactFamily['persons']>()
  const { rows } = await sql<{ id: number; persons: ContactFamily['persons'] }>`
    select p.household_id as id, json_agg(json_build_object('categories', p.categories, 'birthYear', p.birth_year,
      'birthMonth', p.birth_month)) as persons
    from household_persons p
    where ${isInside('p.region_path', path)} and p.birth_year = ${born.year - 60}
      and coalesce(p.birth_month, 12) = ${born.month} and p.state = 'present' group by p.household_id`.execute(tx)
  return new Map(rows.map(({ id, persons }) => [id, persons]))
}

/** Marks, by family; those of a family that went into another count for that one. */
const readMarks = async (tx: Tx, path: string, { marks }: Wanted) => {
  if (!marks) return new Map<number, ContactFamily['marks']>()
  const { rows } = await sql<{ id: number; marks: ContactFamily['marks'] }>`
    select coalesce(h.merged_into_id, h.id) as id, json_agg(json_build_object('kind', m.kind, 'on', m.on_day,
      'endedOn', m.ended_on, 'since', ${officeDay('m.made_at')}) order by m.id) as marks
    from contact_marks m join households h on h.id = m.household_id
    where ${isInside('h.region_path', path)} group by 1`.execute(tx)
  return new Map(rows.map(({ id, marks }) => [id, marks]))
}

/** The first day of a family that another one went into. */
const readMerged = async (tx: Tx) => {
  const { rows } = await sql<{ id: number; since: string }>`
    select o.merged_into_id as id, min(${officeDay('o.made_at')}) as since from households o
    where o.merged_into_id is not null group by 1`.execute(tx)
  return new Map(rows.map(({ id, since }) => [id, since]))
}

const earlier = (one: string, other: string | undefined): string => (other !== undefined && other < one ? other : one)

/**
 * Families of a place that a reason may ask for, with what the rules need. Who bears a mark, turns sixty, was visited or took in
 * another family stands alone; all others come together by their categories and the day they came, counted by the place below or
 * told one by one.
 */
export const readFamilies = async (tx: Tx, path: string, wanted: Wanted, told: 'counts' | 'ids'): Promise<Alike[]> => {
  const turning = await readTurning(tx, path, wanted)
  const marks = await readMarks(tx, path, wanted)
  const merged = await readMerged(tx)
  const alone = [...new Set([...turning.keys(), ...marks.keys(), ...merged.keys(), ...wanted.visited])]
  const visited = new Set(wanted.visited)
  const standing = sql`${isInside('h.region_path', path)} and h.state = 'present'`
  const since = sql`greatest(${officeDay('h.made_at')}, ${wanted.from}::date)`
  const part = sql`split_part(h.region_path, '.', ${sql.lit(path.split('.').length)})`
  const { rows: single } = await sql<Pick<Alike, 'categories' | 'since' | 'part'> & { id: number; regionId: number }>`
    select h.id, h.region_id as "regionId", h.categories, ${since} as since, ${part} as part
    from households h where h.id = any(${alone}::int[]) and ${standing}`.execute(tx)
  // With room for its groups the rest is counted as it is read, and not sorted first.
  await sql`select set_config('work_mem', '64MB', true)`.execute(tx)
  const place = told === 'counts' ? part : sql`''`
  const ids = told === 'counts' ? sql`'{}'::int[]` : sql`array_agg(h.id)`
  const regionIds = told === 'counts' ? sql`'{}'::int[]` : sql`array_agg(h.region_id)`
  const asked = wanted.categories === null ? sql`true` : sql`h.categories && ${[...wanted.categories]}::text[]`
  const { rows } = await sql<Pick<Alike, 'categories' | 'since' | 'part' | 'count' | 'ids' | 'regionIds'>>`
    select ${place} as part, h.categories, ${since} as since, count(*)::int as count, ${ids} as ids, ${regionIds} as "regionIds"
    from households h where ${standing} and ${asked} and h.id <> all(${alone}::int[])
    group by 1, 2, 3`.execute(tx)
  return [
    ...rows.map((row) => ({ ...row, persons: [], marks: [], visitedId: null })),
    ...single.map(({ id, regionId, since, ...row }) => ({
      ...row,
      ...{ since: earlier(since, merged.get(id)), persons: turning.get(id) ?? [], marks: marks.get(id) ?? [] },
      ...{ visitedId: visited.has(id) ? id : null, count: 1, ids: [id], regionIds: [regionId] },
    })),
  ]
}

/** Names of the heads of families. */
export const headNames = async (tx: Tx, ids: readonly number[]): Promise<Map<number, string>> => {
  if (ids.length === 0) return new Map()
  const rows = await tx
    .selectFrom('households')
    .select(['id', 'head_name'])
    .where('id', '=', sql<number>`any(${[...ids]}::int[])`)
    .execute()
  return new Map(rows.map(({ id, head_name }) => [id, head_name]))
}

/** The days on which families of a place were visited, by family, in order; told past the row policies of facts as days alone. */
export const readVisits = async (
  tx: Tx,
  path: string,
  span: { from: string; to: string },
): Promise<Map<number, { on: string; factId: number }[]>> => {
  const { rows } = await sql<{ householdId: number; on: string; factId: number }>`
    select household_id as "householdId", on_day as "on", fact_id as "factId"
    from families_visited(${path}, ${span.from}::date, ${span.to}::date) order by on_day, fact_id`.execute(tx)
  const found = new Map<number, { on: string; factId: number }[]>()
  for (const { householdId, ...visit } of rows) {
    const known = found.get(householdId)
    if (known) known.push(visit)
    else found.set(householdId, [visit])
  }
  return found
}

/** Which of these facts the acting post may read. */
export const readableFacts = async (tx: Tx, ids: readonly number[]): Promise<Set<number>> => {
  if (ids.length === 0) return new Set()
  const rows = await tx
    .selectFrom('facts')
    .select('id')
    .where('id', '=', sql<number>`any(${[...ids]}::int[])`)
    .execute()
  return new Set(rows.map(({ id }) => id))
}

export const listMarks = async (tx: Tx, householdId: number) =>
  tx
    .selectFrom('contact_marks')
    .select(['id', 'on_day as on', 'ended_on as endedOn', 'version', sql<'sacrifice' | 'hardship'>`kind`.as('kind')])
    .where('household_id', '=', householdId)
    .orderBy('id', 'desc')
    .execute()

/** Whether the family stands in the register, for the acting post. */
export const seesHousehold = async (tx: Tx, id: number): Promise<boolean> =>
  (await tx.selectFrom('households').select('id').where('id', '=', id).executeTakeFirst()) !== undefined

/** Writes a mark; undefined where the same stands already. */
export const insertMark = async (
  tx: Tx,
  { acting, now }: Pick<Context, 'acting' | 'now'>,
  mark: { householdId: number; kind: string; on: string },
): Promise<number | undefined> => {
  const { rows } = await sql<{ id: number }>`
    insert into contact_marks (city_id, household_id, kind, on_day, post_id, person_id, made_at)
    values (${acting.cityId}, ${mark.householdId}, ${mark.kind}, ${mark.on}, ${acting.postId}, ${acting.personId}, ${now})
    on conflict do nothing returning id`.execute(tx)
  return rows[0]?.id
}

export const findMark = (tx: Tx, id: number) =>
  tx
    .selectFrom('contact_marks')
    .select(['id', 'household_id as householdId', 'kind', 'on_day as on', 'ended_on as endedOn', 'version'])
    .where('id', '=', id)
    .executeTakeFirst()

export const endMark = async (tx: Tx, id: number, version: number, on: string): Promise<boolean> => {
  const { numUpdatedRows } = await tx
    .updateTable('contact_marks')
    .set({ ended_on: on, version: sql`version + 1` })
    .where('id', '=', id)
    .where('version', '=', version)
    .where('ended_on', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Townships and villages of a place in official order 建制顺序, with the place above each. */
export const villages = async (tx: Tx, path: string): Promise<Map<number, { name: string; town: string }>> => {
  const { rows } = await sql<{ id: number; name: string; town: string }>`
    select id, name, town from (${rankedPlaces(path)}) as ranked order by rank`.execute(tx)
  return new Map(rows.map(({ id, name, town }) => [id, { name, town }]))
}
