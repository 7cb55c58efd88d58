import { sql } from 'kysely'
import type { Context } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import { type BatchHead, findBatchHead, insertBatchHead, listBatchHeads, lockBatchHead } from '../../org/index.ts'
import { BATCH_KINDS, type BatchKind } from './contract.ts'

/** A batch as stored; `changed` are the matters whose version is no longer the one that the batch left. */
export type StoredBatch = BatchHead & { changedCount: number; changed: { id: number; code: string; title: string }[] }

export type BatchItem = {
  matterId: number
  /** Version of the matter as the batch left it. */
  version: number
  /** The matter as it stood before; null where the batch made it. */
  before: object | null
}

const MOST_NAMED = 10

/** What was changed since, for the batches that still can be taken back. */
const withChanged = async (tx: Tx, rows: readonly BatchHead[]): Promise<StoredBatch[]> => {
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
      changedCount: own[0]?.count ?? 0,
      changed: own.map(({ id, code, title }) => ({ id, code, title })),
    }
  })
}

/** The latest batches of a unit, newest first. */
export const listBatches = async (tx: Tx, unitId: number, most: number): Promise<StoredBatch[]> =>
  withChanged(tx, await listBatchHeads(tx, unitId, BATCH_KINDS, most))

/** A batch that the acting post may see, locked where it is to be changed. */
export const findBatch = async (tx: Tx, id: number): Promise<StoredBatch | undefined> => {
  const head = await findBatchHead(tx, id, BATCH_KINDS)
  return head && (await withChanged(tx, [head]))[0]
}

/** Locks a batch and its matters, so that nobody takes a step in one of them while they are taken back. */
export const lockBatch = async (tx: Tx, id: number): Promise<boolean> => {
  if (!(await lockBatchHead(tx, id))) return false
  await sql`select m.id from matters m join batch_items i on i.matter_id = m.id where i.batch_id = ${id}
    order by m.id for update of m`.execute(tx)
  return true
}

/** Writes a batch with its items. */
export const insertBatch = async (
  tx: Tx,
  ctx: Pick<Context, 'acting' | 'now' | 'today'>,
  batch: { kind: BatchKind; title: string; file?: { id: number; sha256: string } },
  items: BatchItem[],
): Promise<number> => {
  const { kind, title, file } = batch
  const id = await insertBatchHead(tx, ctx, {
    kind,
    title,
    itemCount: items.length,
    fileId: file?.id,
    sha256: file?.sha256,
  })
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
