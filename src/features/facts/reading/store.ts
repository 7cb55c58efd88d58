import type { Tx } from '../../../platform/db/transaction.ts'
import type { RegionWord } from '../../sources/reading/parts/index.ts'

/** Places that stand, of the post's own and below, for the names in a sentence. */
export const listRegionWords = (tx: Tx, ownPath: string, today: string): Promise<RegionWord[]> =>
  tx
    .selectFrom('regions')
    .select(['id', 'name', 'parent_id as parentId'])
    .where(({ eb, fn }) => eb(fn('starts_with', ['path', eb.val(ownPath)]), '=', true))
    .where((where) => where.or([where('to_on', 'is', null), where('to_on', '>', today)]))
    .orderBy('path')
    .execute()
