import { sql } from 'kysely'
import type { Context } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import type { BatchKind } from './rules.ts'

/** A batch as stored; `changed` are the matters whose version is no longer the one that the batch left. */
export type StoredBatch = {
  id: number
  kind: BatchKind
  title: string
  unitId: number
  madeAt: string
  madeOn: string
  postName: string
  itemCount: number
  takenBackAt: string | null
  takenBackBy: string | null
  changedCount: number
  changed: { id: number; code: string; title: string }[]
}

export type BatchItem = {
  matterId: number
  /** Version of the matter as the batch left it. */
  version: number
  /** The matter as it stood before; null where the batch made it. */
  before: object | null
}

const MOST_NAMED = 10

const select = (tx: Tx) =>
  tx
    .selectFrom('batches as b')
    .innerJoin('posts as p', 'p.id', 'b.post_id')
    .leftJoin('posts as back', 'back.id', 'b.taken_back_post_id')
    .select([
      'b.id',
      'b.kind',
      'b.title',
      'b.unit_id as unitId',
      'b.made_at as madeAt',
      'b.made_on as madeOn',
      'p.name as postName',
      'b.item_count as itemCount',
      'b.taken_back_at as takenBackAt',
      'back.name as takenBackBy',
    ])

/** What was changed since, for the batches that still can be taken back. */
const withChanged = async (
  tx: Tx,
  rows: Awaited<ReturnType<ReturnType<typeof select>['execute']>>,
): Promise<StoredBatch[]> => {
  const open = rows.filter(({ takenBackAt }) => takenBackAt === null).map(({ id }) => id)
  const changed = await sql<{ batchId: number; id: number; code: string; title: string; count: number; place: number }>`
    select * from (
      select i.batch_id as "batchId", m.id, coalesce(m.code, '') as code, coalesce(t.title, '') as title,
        count(*) over (partition by i.batch_id)::int as count,
        row_number() over (partition by i.batch_id order by m.id) as place
      from batch_items i join matters m on m.id = i.matter_id left join matter_texts t on t.matter_id = m.id
      where i.batch_id = any(${open}::int[]) and m.version <> i.version
    ) c where place <= ${MOST_NAMED} order by "batchId", id`.execute(tx)
  return rows.map((row) => {
    const own = changed.rows.filter(({ batchId }) => batchId === row.id)
    return {
      ...row,
      kind: row.kind as BatchKind,
      changedCount: own[0]?.count ?? 0,
      changed: own.map(({ id, code, title }) => ({ id, code, title })),
    }
  })
}

/** The latest batches of a unit, newest first. */
export const listBatches = async (tx: Tx, unitId: number, most: number): Promise<StoredBatch[]> =>
  withChanged(tx, await select(tx).where('b.unit_id', '=', unitId).orderBy('b.id', 'desc').limit(most).execute())

/** A batch that the acting post may see, locked where it is to be changed. */
export const findBatch = async (tx: Tx, id: number): Promise<StoredBatch | undefined> =>
  (await withChanged(tx, await select(tx).where('b.id', '=', id).execute()))[0]

/** Locks a batch and its matters, so that nobody takes a step in one of them while they are taken back. */
export const lockBatch = async (tx: Tx, id: number): Promise<boolean> => {
  const batch = await tx.selectFrom('batches').select('id').where('id', '=', id).forUpdate().executeTakeFirst()
  if (!batch) return false
  await sql`select m.id from matters m join batch_items i on i.matter_id = m.id where i.batch_id = ${id}
    order by m.id for update of m`.execute(tx)
  return true
}

/** Writes a batch with its items. */
export const insertBatch = async (
  tx: Tx,
  { acting, now, today }: Pick<Context, 'acting' | 'now' | 'today'>,
  batch: { kind: BatchKind; title: string; file?: { id: number; sha256: string } },
  items: BatchItem[],
): Promise<number> => {
  const { id } = await tx
    .insertInto('batches')
    .values({
      city_id: acting.cityId,
      unit_id: acting.unitId,
      post_id: acting.postId,
      person_id: acting.personId,
      kind: batch.kind,
      title: batch.title,
      file_id: batch.file?.id ?? null,
      file_sha256: batch.file?.sha256 ?? null,
      made_at: now,
      made_on: today,
      item_count: items.length,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  for (let from = 0; from < items.length; from += 5_000)
    await tx
      .insertInto('batch_items')
      .values(
        items.slice(from, from + 5_000).map(({ matterId, version, before }) => ({
          batch_id: id,
          matter_id: matterId,
          version,
          before: before === null ? null : JSON.stringify(before),
        })),
      )
      .execute()
  return id
}

export const readItems = async (tx: Tx, batchId: number): Promise<BatchItem[]> => {
  const rows = await tx
    .selectFrom('batch_items')
    .select(['matter_id as matterId', 'version', 'before'])
    .where('batch_id', '=', batchId)
    .orderBy('matter_id')
    .execute()
  return rows.map((row) => ({ ...row, before: row.before as object | null }))
}

export const markTakenBack = async (
  tx: Tx,
  { acting, now }: Pick<Context, 'acting' | 'now'>,
  id: number,
  reason: string,
): Promise<void> => {
  await tx
    .updateTable('batches')
    .set({ taken_back_at: now, taken_back_post_id: acting.postId, taken_back_reason: reason })
    .where('id', '=', id)
    .execute()
}

/** The import of the same bytes that stands, if there is one. */
export const findImport = async (
  tx: Tx,
  unitId: number,
  sha256: string,
): Promise<{ id: number; madeAt: string; itemCount: number } | undefined> =>
  tx
    .selectFrom('batches')
    .select(['id', 'made_at as madeAt', 'item_count as itemCount'])
    .where('unit_id', '=', unitId)
    .where('file_sha256', '=', sha256)
    .where('taken_back_at', 'is', null)
    .executeTakeFirst()
