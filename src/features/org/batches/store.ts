import { sql } from 'kysely'
import type { Context } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db/transaction.ts'

/** What a batch did: an Excel of matters taken in, one step in many matters, an Excel of the organisation or of facts. */
export type BatchKind = 'import' | 'steps' | 'organisation' | 'facts'

/** What every batch knows of itself, whatever it made. */
export type BatchHead = {
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
}

const selectHeads = (tx: Tx) =>
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

/** The latest batches of a unit of these kinds, newest first. */
export const listBatchHeads = async (
  tx: Tx,
  unitId: number,
  kinds: readonly BatchKind[],
  most: number,
): Promise<BatchHead[]> =>
  (await selectHeads(tx)
    .where('b.unit_id', '=', unitId)
    .where('b.kind', 'in', [...kinds])
    .orderBy('b.id', 'desc')
    .limit(most)
    .execute()) as BatchHead[]

/** One batch of these kinds that the acting post may see. */
export const findBatchHead = async (tx: Tx, id: number, kinds: readonly BatchKind[]): Promise<BatchHead | undefined> =>
  (await selectHeads(tx)
    .where('b.id', '=', id)
    .where('b.kind', 'in', [...kinds])
    .executeTakeFirst()) as BatchHead | undefined

/** Locks a batch, so that it is taken back once; false where there is none for this post. */
export const lockBatchHead = async (tx: Tx, id: number): Promise<boolean> =>
  (await tx.selectFrom('batches').select('id').where('id', '=', id).forUpdate().executeTakeFirst()) !== undefined

export const insertBatchHead = async (
  tx: Tx,
  { acting, now, today }: Pick<Context, 'acting' | 'now' | 'today'>,
  batch: { kind: BatchKind; title: string; itemCount: number; fileId?: number; sha256?: string },
): Promise<number> =>
  (
    await tx
      .insertInto('batches')
      .values({
        city_id: acting.cityId,
        unit_id: acting.unitId,
        post_id: acting.postId,
        person_id: acting.personId,
        kind: batch.kind,
        title: batch.title,
        file_id: batch.fileId ?? null,
        file_sha256: batch.sha256 ?? null,
        made_at: now,
        made_on: today,
        item_count: batch.itemCount,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
  ).id

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

/** Tables whose rows an Excel of the organisation makes, in the order in which they are taken back. */
export const MADE_RECORDS = ['invitations', 'posts', 'units', 'regions'] as const
export type MadeRecord = (typeof MADE_RECORDS)[number]
export type MadeRow = { record: MadeRecord; id: number }

/** Writes what a batch made, with the version of each row as it left it. */
export const insertRecords = async (tx: Tx, batchId: number, rows: readonly MadeRow[]): Promise<void> => {
  for (const record of MADE_RECORDS) {
    const ids = rows.filter((row) => row.record === record).map(({ id }) => id)
    if (ids.length === 0) continue
    await sql`insert into batch_records (batch_id, record, record_id, version)
      select ${batchId}, ${record}, t.id, t.version from ${sql.table(record)} t where t.id = any(${ids}::int[])`.execute(
      tx,
    )
  }
}

export const readRecords = async (tx: Tx, batchId: number): Promise<MadeRow[]> =>
  (
    await tx
      .selectFrom('batch_records')
      .select(['record', 'record_id as id'])
      .where('batch_id', '=', batchId)
      .orderBy('record')
      .orderBy('record_id')
      .execute()
  ).map(({ record, id }) => ({ record: record as MadeRecord, id }))

/** Columns that point to a made row and are of the same making: rows of the batch itself, and what a new body settles with. */
const OWN: Record<string, MadeRecord | null> = {
  'posts.unit_id': 'posts',
  'posts.region_id': 'posts',
  'units.region_id': 'units',
  'regions.parent_id': 'regions',
  'invitations.post_id': 'invitations',
  'military_superiors.unit_id': null,
  'military_bodies.unit_id': null,
}

type Pointer = { target: MadeRecord; source: string; column: string }

/** Every foreign key that points to a place, a unit or a post, read from the schema: whatever room comes later counts too. */
const pointersTo = async (tx: Tx): Promise<Pointer[]> =>
  (
    await sql<Pointer>`select c.confrelid::regclass::text as target, c.conrelid::regclass::text as source, a.attname as column
      from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
      where c.contype = 'f' and cardinality(c.conkey) = 1
        and c.confrelid in ('regions'::regclass, 'units'::regclass, 'posts'::regclass)
        and (select f.attname from pg_attribute f where f.attrelid = c.confrelid and f.attnum = c.confkey[1]) = 'id'`.execute(
      tx,
    )
  ).rows

/**
 * Names of what a batch made and somebody changed or used since: another version, or anything outside the batch that points to
 * it and was not taken back itself. Runs above the row policies, since what hangs on a post may be out of the asker's sight; it tells names of his own rows.
 */
export const changedSince = async (tx: Tx, batchId: number): Promise<string[]> => {
  const names = new Set<string>()
  for (const record of MADE_RECORDS) {
    const name = record === 'invitations' ? sql`'给' || t.person_name || '的邀请'` : sql`t.name`
    const { rows } = await sql<{ name: string }>`select ${name} as name
      from batch_records i join ${sql.table(record)} t on t.id = i.record_id
      where i.batch_id = ${batchId} and i.record = ${record} and t.version <> i.version order by t.id`.execute(tx)
    for (const row of rows) names.add(row.name)
  }
  for (const { target, source, column } of await pointersTo(tx)) {
    const own = OWN[`${source}.${column}`]
    if (own === null) continue
    const outside = own
      ? sql`and not exists (select 1 from batch_records o join batches ob on ob.id = o.batch_id
          where (o.batch_id = ${batchId} or ob.taken_back_at is not null) and o.record = ${own} and o.record_id = s.id)`
      : sql``
    const { rows } = await sql<{ name: string }>`select distinct t.id, t.name
      from batch_records i join ${sql.table(target)} t on t.id = i.record_id
        join ${sql.table(source)} s on s.${sql.ref(column)} = t.id
      where i.batch_id = ${batchId} and i.record = ${target} ${outside} order by t.id`.execute(tx)
    for (const row of rows) names.add(row.name)
  }
  return [...names]
}

const idsOf = (rows: readonly MadeRow[], record: MadeRecord) =>
  rows.filter((row) => row.record === record).map(({ id }) => id)

/**
 * Takes the rows back: invitations are revoked, posts and units closed on the day they came, places ended on the day after they
 * began and left out of every count; names and codes are free again.
 */
export const takeRecordsBack = async (tx: Tx, rows: readonly MadeRow[], now: string): Promise<void> => {
  await sql`update invitations set revoked_at = ${now}, version = version + 1
    where id = any(${idsOf(rows, 'invitations')}::int[]) and revoked_at is null`.execute(tx)
  for (const record of ['posts', 'units'] as const)
    await sql`update ${sql.table(record)} set closed_on = from_on, version = version + 1
      where id = any(${idsOf(rows, record)}::int[])`.execute(tx)
  await sql`update regions set to_on = from_on + 1, is_counted = false, code = 'T' || lpad(id::text, 11, '0'),
      version = version + 1
    where id = any(${idsOf(rows, 'regions')}::int[])`.execute(tx)
}
