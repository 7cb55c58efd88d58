import { sql } from 'kysely'
import type { Tx } from '../../../platform/db/transaction.ts'
import type { Category } from '../../registers/index.ts'
import type { RegionWord } from '../../sources/reading/parts/index.ts'
import type { FamilyWord } from './types.ts'

/** Places that stand, of the post's own and below, for the names in a sentence. */
export const listRegionWords = (tx: Tx, ownPath: string, today: string): Promise<RegionWord[]> =>
  tx
    .selectFrom('regions')
    .select(['id', 'name', 'parent_id as parentId'])
    .where(({ eb, fn }) => eb(fn('starts_with', ['path', eb.val(ownPath)]), '=', true))
    .where((where) => where.or([where('to_on', 'is', null), where('to_on', '>', today)]))
    .orderBy('path')
    .execute()

/** More families of one name than this mean none for certain. */
const MOST_FAMILIES = 20

/**
 * Families of the register that bear one of these names, as head or person, and heads with one of these surnames in the place
 * itself; as the row policies let the acting post see them.
 */
export const findFamilies = async (
  tx: Tx,
  { names, surnames, ownPath }: { names: readonly string[]; surnames: readonly string[]; ownPath: string },
): Promise<FamilyWord[]> => {
  const found = new Map<number, Set<string>>()
  const paths = new Map<number, string>()
  const add = ({ id, name, path }: { id: number; name: string; path: string }) => {
    found.set(id, (found.get(id) ?? new Set<string>()).add(name))
    paths.set(id, path)
  }
  for (const name of names) {
    const { rows } = await sql<{ id: number; name: string; path: string }>`
      select id, head_name as name, region_path as path from households
        where search_keys @> bigrams(${name}) and head_name = ${name} and state = 'present'
      union
      select household_id, name, region_path from household_persons
        where search_keys @> bigrams(${name}) and name = ${name} and state = 'present'
      limit ${MOST_FAMILIES}`.execute(tx)
    for (const row of rows) add(row)
  }
  for (const surname of surnames) {
    const { rows } = await sql<{ id: number; name: string; path: string }>`
      select id, head_name as name, region_path as path from households
      where starts_with(region_path, ${ownPath}) and head_name like ${`${surname}%`} and state = 'present'
      limit ${MOST_FAMILIES}`.execute(tx)
    for (const row of rows) add(row)
  }
  return [...found].map(([id, own]) => ({ id, names: [...own], path: paths.get(id) ?? '' }))
}

export type SameName = {
  id: number
  headName: string
  place: string
  personCount: number
  birthYear: number | null
  categories: Category[]
}

/** What tells families of one name apart: village, household and the person who bears it; no closed value. */
export const tellApart = async (tx: Tx, name: string, ids: readonly number[]): Promise<SameName[]> => {
  const { rows } = await sql<SameName>`select h.id, h.head_name as "headName", concat(t.name, r.name) as place,
      h.person_count as "personCount", p.birth_year as "birthYear", coalesce(p.categories, h.categories) as categories
    from households h join regions r on r.id = h.region_id left join regions t on t.id = r.parent_id and t.level >= 4
      left join lateral (select birth_year, categories from household_persons
        where household_id = h.id and name = ${name} and state = 'present' order by id limit 1) p on true
    where h.id = any(${[...ids]}::int[]) order by r.path, h.id`.execute(tx)
  return rows
}

export const pathOf = async (tx: Tx, regionId: number): Promise<string | null> =>
  (await tx.selectFrom('regions').select('path').where('id', '=', regionId).executeTakeFirst())?.path ?? null
