import { sql } from 'kysely'
import type { Tx } from '../../../platform/db/transaction.ts'
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
  const add = (id: number, name: string) => found.set(id, (found.get(id) ?? new Set<string>()).add(name))
  for (const name of names) {
    const { rows } = await sql<{ id: number; name: string }>`
      select id, head_name as name from households
        where search_keys @> bigrams(${name}) and head_name = ${name} and state = 'present'
      union
      select household_id, name from household_persons
        where search_keys @> bigrams(${name}) and name = ${name} and state = 'present'
      limit ${MOST_FAMILIES}`.execute(tx)
    for (const row of rows) add(row.id, row.name)
  }
  for (const surname of surnames) {
    const { rows } = await sql<{ id: number; name: string }>`
      select id, head_name as name from households
      where starts_with(region_path, ${ownPath}) and head_name like ${`${surname}%`} and state = 'present'
      limit ${MOST_FAMILIES}`.execute(tx)
    for (const row of rows) add(row.id, row.name)
  }
  return [...found].map(([id, own]) => ({ id, names: [...own] }))
}
