import { sql } from 'kysely'
import type { Acting } from '../../../platform/acting.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import type { Layout, LedgerColumn, SaveView, Sharing, ViewSearch } from './contract.ts'

export type { Tx }

export type StoredView = {
  id: number
  name: string
  sharing: Sharing
  postId: number
  unitId: number
  unitName: string
  layout: Layout
  search: ViewSearch
  columns: LedgerColumn[]
  sort: number
  droppedAt: string | null
  version: number
}

const selectViews = (tx: Tx) =>
  tx
    .selectFrom('ledger_views as v')
    .innerJoin('units as u', 'u.id', 'v.unit_id')
    .select([
      'v.id',
      'v.name',
      'v.sharing',
      'v.post_id as postId',
      'v.unit_id as unitId',
      'u.name as unitName',
      'v.layout',
      'v.search',
      'v.columns',
      'v.sort',
      'v.dropped_at as droppedAt',
      'v.version',
    ])

/** Views in sight that are not put away: the post's own first, then its unit's, then those from above. */
export const listViews = async (tx: Tx, acting: Acting): Promise<StoredView[]> =>
  (await selectViews(tx)
    .where('v.dropped_at', 'is', null)
    .orderBy(
      sql`case when v.post_id = ${acting.postId} and v.sharing = 'mine' then 1 when v.unit_id = ${acting.unitId} then 2 else 3 end`,
    )
    .orderBy('v.sort')
    .orderBy('v.id')
    .execute()) as unknown as StoredView[]

export const findView = async (tx: Tx, id: number): Promise<StoredView | undefined> =>
  (await selectViews(tx).where('v.id', '=', id).executeTakeFirst()) as unknown as StoredView | undefined

export const insertView = async (tx: Tx, acting: Acting, view: SaveView & { sort: number }): Promise<number> => {
  const { id } = await tx
    .insertInto('ledger_views')
    .values({
      city_id: acting.cityId,
      name: view.name,
      sharing: view.sharing,
      post_id: acting.postId,
      unit_id: acting.unitId,
      region_path: acting.regionPath,
      layout: view.layout,
      search: JSON.stringify(view.search),
      columns: view.columns,
      sort: view.sort,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** False where the view moved on since `version`. */
export const changeView = async (tx: Tx, id: number, version: number, view: SaveView): Promise<boolean> => {
  const { numUpdatedRows } = await tx
    .updateTable('ledger_views')
    .set({
      name: view.name,
      sharing: view.sharing,
      layout: view.layout,
      search: JSON.stringify(view.search),
      columns: view.columns,
      version: sql`version + 1`,
    })
    .where('id', '=', id)
    .where('version', '=', version)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

export const setSort = async (tx: Tx, id: number, sort: number): Promise<void> => {
  await tx.updateTable('ledger_views').set({ sort }).where('id', '=', id).execute()
}

export const setDropped = async (tx: Tx, id: number, version: number, at: string | null): Promise<boolean> => {
  const { numUpdatedRows } = await tx
    .updateTable('ledger_views')
    .set({ dropped_at: at, version: sql`version + 1` })
    .where('id', '=', id)
    .where('version', '=', version)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}
