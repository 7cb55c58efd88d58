import { sql } from 'kysely'
import type { Acting, Role } from '../../../platform/acting.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import type { EntryStep } from '../words.ts'
import type { Tenure } from './rules.ts'

const BUSINESS: Role[] = ['office', 'liaison', 'station', 'troop', 'leader']

const selectPosts = (tx: Tx) =>
  tx
    .selectFrom('posts as p')
    .innerJoin('units as u', 'u.id', 'p.unit_id')
    .innerJoin('regions as r', 'r.id', 'p.region_id')
    .select([
      'p.id',
      'p.name',
      'p.role',
      'u.id as unitId',
      'u.name as unitName',
      'r.id as regionId',
      'r.name as regionName',
      'r.path as regionPath',
    ])
    .where('p.role', 'in', BUSINESS)

export type StoredPost = Awaited<ReturnType<typeof findPost>> & object

/** A post that does business; those of administrators have no matters to hand over. */
export const findPost = async (tx: Tx, id: number) => {
  const row = await selectPosts(tx).where('p.id', '=', id).executeTakeFirst()
  return row && { ...row, role: row.role as Role }
}

/** Everybody who ever held these posts or will. */
export const listTenures = async (tx: Tx, postIds: readonly number[]): Promise<Map<number, Tenure[]>> => {
  const rows = await tx
    .selectFrom('post_holders as h')
    .innerJoin('people as e', 'e.id', 'h.person_id')
    .select([
      'h.id',
      'h.post_id as postId',
      'e.id as personId',
      'e.name as personName',
      'h.from_on as fromOn',
      'h.to_on as toOn',
    ])
    .where('h.post_id', 'in', postIds.length > 0 ? [...postIds] : [0])
    .orderBy('h.from_on')
    .orderBy('h.id')
    .execute()
  const found = new Map<number, Tenure[]>()
  for (const { postId, ...tenure } of rows) found.set(postId, [...(found.get(postId) ?? []), tenure])
  return found
}

export const findNote = async (tx: Tx, holderId: number | undefined) =>
  holderId === undefined
    ? undefined
    : tx
        .selectFrom('handover_notes as n')
        .innerJoin('posts as p', 'p.id', 'n.by_post_id')
        .innerJoin('post_holders as h', 'h.id', 'n.holder_id')
        .innerJoin('people as e', 'e.id', 'h.person_id')
        .select([
          'n.holder_id as holderId',
          'e.name as personName',
          'n.text',
          'p.name as byPostName',
          'n.written_at as writtenAt',
          'n.version',
        ])
        .where('n.holder_id', '=', holderId)
        .executeTakeFirst()

/** Writes a note, or changes the version that was seen; false when somebody was faster. */
export const saveNote = async (
  tx: Tx,
  acting: Acting,
  postId: number,
  note: { holderId: number; version: number | null; text: string },
  now: string,
): Promise<boolean> => {
  const values = { text: note.text, by_post_id: acting.postId, by_person_id: acting.personId, written_at: now }
  if (note.version === null) {
    const { numInsertedOrUpdatedRows } = await tx
      .insertInto('handover_notes')
      .values({ ...values, holder_id: note.holderId, post_id: postId })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst()
    return (numInsertedOrUpdatedRows ?? 0n) > 0n
  }
  const { numUpdatedRows } = await tx
    .updateTable('handover_notes')
    .set({ ...values, version: sql`version + 1` })
    .where('holder_id', '=', note.holderId)
    .where('version', '=', note.version)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** When the tenures of these posts were received, by tenure. */
export const listReceipts = async (tx: Tx, postIds: readonly number[]): Promise<Map<number, string>> =>
  new Map(
    (
      await tx
        .selectFrom('handover_receipts')
        .select(['holder_id', 'received_at'])
        .where('post_id', 'in', postIds.length > 0 ? [...postIds] : [0])
        .execute()
    ).map(({ holder_id, received_at }) => [holder_id, received_at]),
  )

export const listNoted = async (tx: Tx, postIds: readonly number[]): Promise<Set<number>> =>
  new Set(
    (
      await tx
        .selectFrom('handover_notes')
        .select('holder_id')
        .where('post_id', 'in', postIds.length > 0 ? [...postIds] : [0])
        .execute()
    ).map(({ holder_id }) => holder_id),
  )

export const insertReceipt = async (
  tx: Tx,
  receipt: { holderId: number; postId: number; personId: number; at: string },
): Promise<void> => {
  await tx
    .insertInto('handover_receipts')
    .values({
      holder_id: receipt.holderId,
      post_id: receipt.postId,
      person_id: receipt.personId,
      received_at: receipt.at,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** What was entered through a post since a day, by step, the most frequent first. */
export const countEntries = async (
  tx: Tx,
  postId: number,
  since: string,
): Promise<{ step: EntryStep; count: number; matters: number }[]> =>
  (
    await sql<{ step: EntryStep; count: number; matters: number }>`
      select step, count(*)::int as count, count(distinct matter_id)::int as matters from matter_entries
      where post_id = ${postId} and at >= ${`${since}T00:00:00+08:00`} group by step order by 2 desc, 1`.execute(tx)
  ).rows

/**
 * Posts of a sub-tree that changed hands since a day, whose holder is about to leave, or that stand empty while open matters
 * wait for them or for their unit; in official order of units.
 */
export const listChanging = async (
  tx: Tx,
  regionPath: string,
  { since, today, most }: { since: string; today: string; most: number },
): Promise<number[]> => {
  const { rows } = await sql<{ id: number }>`
    select p.id from posts p join regions r on r.id = p.region_id join units u on u.id = p.unit_id
    where starts_with(r.path, ${regionPath}) and p.role in (${sql.join(BUSINESS)})
      and (p.closed_on is null or p.closed_on > ${today})
      and (
        exists (select 1 from post_holders h where h.post_id = p.id and h.to_on >= ${since})
        or (
          not exists (select 1 from post_holders h where h.post_id = p.id and h.from_on <= ${today}
            and (h.to_on is null or h.to_on > ${today}))
          and exists (select 1 from matters m where not m.is_done and m.dropped_at is null and m.state <> 'draft'
            and (m.posts @> array[p.id] or (m.units @> array[p.unit_id] and not exists (
              select 1 from posts o join post_holders h on h.post_id = o.id where o.unit_id = p.unit_id
                and h.from_on <= ${today} and (h.to_on is null or h.to_on > ${today})))))
        ))
    order by r.level, r.sort, u.sort, p.sort, p.id limit ${most}`.execute(tx)
  return rows.map(({ id }) => id)
}
