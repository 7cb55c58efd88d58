import { sql } from 'kysely'
import type { Context } from '../../../platform/context.ts'
import { officeDay } from '../../../platform/db/office-day.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import { isInside, rankedPlaces } from '../../registers/index.ts'
import type { ContactFamily } from './rules.ts'

export type PlannedFamily = ContactFamily & {
  id: number
  headName: string
  regionId: number
  path: string
}

/** What of a month narrows the families that are read at all. */
export type Wanted = {
  /** Categories of which a reason asks; null: some reason asks every family. */
  categories: readonly string[] | null
  /** Who was born in this month may turn sixty. */
  born: { year: number; month: number } | null
  marks: boolean
}

/**
 * Families of a place that a reason may ask for, with what the rules need. Marks and visits of a family that went into another
 * count for that one.
 */
export const readFamilies = async (tx: Tx, path: string, wanted: Wanted): Promise<PlannedFamily[]> => {
  const { categories, born } = wanted
  const turning = sql<boolean>`${born !== null} and p.birth_year = ${(born?.year ?? 0) - 60}
    and coalesce(p.birth_month, 1) = ${born?.month ?? 0} and p.state = 'present'`
  const { rows } = await sql<PlannedFamily>`
    with turning as (
      select p.household_id, json_agg(json_build_object('categories', p.categories, 'birthYear', p.birth_year,
        'birthMonth', p.birth_month)) as persons
      from household_persons p where ${isInside('p.region_path', path)} and ${turning} group by p.household_id
    ), marked as (
      select coalesce(h.merged_into_id, h.id) as household_id, json_agg(json_build_object('kind', m.kind, 'on', m.on_day,
        'endedOn', m.ended_on, 'since', ${officeDay('m.made_at')}) order by m.id) as marks
      from contact_marks m join households h on h.id = m.household_id
      where ${wanted.marks} and ${isInside('h.region_path', path)} group by 1
    )
    select h.id, h.head_name as "headName", h.region_id as "regionId", h.region_path as path, h.categories,
      least(${officeDay('h.made_at')}, (select min(${officeDay('o.made_at')}) from households o where o.merged_into_id = h.id)) as since,
      coalesce(t.persons, '[]') as persons, coalesce(m.marks, '[]') as marks
    from households h left join turning t on t.household_id = h.id left join marked m on m.household_id = h.id
    where ${isInside('h.region_path', path)} and h.state = 'present'
      and (t.household_id is not null or m.household_id is not null
        or ${categories === null ? sql`true` : sql`h.categories && ${[...categories]}::text[]`})`.execute(tx)
  return rows
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
