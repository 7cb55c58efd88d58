import { sql } from 'kysely'
import type { Context } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import { isInside } from '../places.ts'
import type { MarkStep } from './contract.ts'
import { type EndedLetters, type FrozenLetters, settleLetters } from './store.ts'

/** Marks of a round are made side by side; whoever ends, opens or withdraws it waits for them, and they for him. Held to the end. */
export const lockRound = async (tx: Tx, id: number, { alone }: { alone: boolean }): Promise<void> => {
  await (alone
    ? sql`select pg_advisory_xact_lock(7026105, ${id})`
    : sql`select pg_advisory_xact_lock_shared(7026105, ${id})`
  ).execute(tx)
}

/** Begins a mark 记一次, of which the lines are told afterwards. */
export const insertMark = async (
  tx: Tx,
  { acting, now, today }: Pick<Context, 'acting' | 'now' | 'today'>,
  { id, place, step, on }: { id: number; place: { id: number; path: string }; step: MarkStep; on: string },
): Promise<number> => {
  const mark = await tx
    .insertInto('letter_marks')
    .values({
      ...{ city_id: acting.cityId, round_id: id, region_id: place.id, region_path: place.path, step, on_day: on },
      ...{ letters: 0, unit_id: acting.unitId, post_id: acting.postId, person_id: acting.personId },
      ...{ made_on: today, at: now },
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return mark.id
}

export const tellLetters = async (tx: Tx, markId: number, letters: number): Promise<void> => {
  await tx.updateTable('letter_marks').set({ letters }).where('id', '=', markId).execute()
}

export type StoredMark = {
  id: number
  roundId: number
  step: MarkStep
  on: string
  letters: number
  changed: number
  regionName: string
  unitId: number
  postName: string
  madeOn: string
  at: string
  undoneAt: string | null
  undoneBy: string | null
  undoneReason: string | null
}

const selectMarks = sql`select m.id, m.round_id as "roundId", m.step, m.on_day as "on", m.letters, r.name as "regionName",
    m.unit_id as "unitId", p.name as "postName", m.made_on as "madeOn", m.at, m.undone_at as "undoneAt", u.name as "undoneBy",
    m.undone_reason as "undoneReason",
    (select count(*)::int from letter_items i where i.round_id = m.round_id and m.undone_at is null and cardinality(i.mark_ids) > 1
      and m.id = any(i.mark_ids[1:cardinality(i.mark_ids) - 1])) as changed
  from letter_marks m join regions r on r.id = m.region_id join posts p on p.id = m.post_id
    left join posts u on u.id = m.undone_post_id`

export const findMark = async (tx: Tx, roundId: number, id: number): Promise<StoredMark | undefined> => {
  const { rows } = await sql<StoredMark>`${selectMarks} where m.round_id = ${roundId} and m.id = ${id}`.execute(tx)
  return rows[0]
}

/** Marks of a round at a place and below, the last first. */
export const listMarks = async (
  tx: Tx,
  { id, path, after, size }: { id: number; path: string; after?: number | undefined; size: number },
): Promise<{ rows: StoredMark[]; total: number; next: string | null }> => {
  const where = sql`m.round_id = ${id} and ${isInside('m.region_path', path)}`
  const counted = await sql<{
    total: number
  }>`select count(*)::int as total from letter_marks m where ${where}`.execute(tx)
  const { rows } =
    await sql<StoredMark>`${selectMarks} where ${where} ${after === undefined ? sql`` : sql`and m.id < ${after}`}
    order by m.id desc limit ${size + 1}`.execute(tx)
  const shown = rows.slice(0, size)
  return {
    rows: shown,
    total: counted.rows[0]?.total ?? 0,
    next: rows.length > size ? String(shown.at(-1)?.id) : null,
  }
}

/** Says that a mark was taken back; false when it was already. */
export const undoMark = async (
  tx: Tx,
  { acting, now }: Pick<Context, 'acting' | 'now'>,
  { id, reason }: { id: number; reason: string },
): Promise<boolean> => {
  const { numUpdatedRows } = await tx
    .updateTable('letter_marks')
    .set({ undone_at: now, undone_post_id: acting.postId, undone_reason: reason })
    .where('id', '=', id)
    .where('undone_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Every line of which this is the last mark stands again as it stood before it, and follows what became of its family meanwhile. Returns how many. */
export const restoreLines = async (
  tx: Tx,
  { acting, now, today }: Pick<Context, 'acting' | 'now' | 'today'>,
  { roundId, id }: { roundId: number; id: number },
): Promise<number> => {
  const { rows } = await sql<{ id: number }>`update letter_items i set state = i.was->>'state',
      sent_on = (i.was->>'sent_on')::date, returned_on = (i.was->>'returned_on')::date, return_reason = i.was->>'return_reason',
      gone_as = i.was->>'gone_as', gone_on = (i.was->>'gone_on')::date, stop_reason = i.was->>'stop_reason',
      came_back = (i.was->>'came_back')::int, was = nullif(i.was->'was', 'null'),
      mark_ids = i.mark_ids[1:cardinality(i.mark_ids) - 1], changed_post_id = ${acting.postId}, changed_at = ${now}
    where i.round_id = ${roundId} and i.mark_ids[cardinality(i.mark_ids)] = ${id} returning i.household_id as id`.execute(
    tx,
  )
  await settleLetters(
    tx,
    today,
    rows.map((row) => row.id),
  )
  return rows.length
}

/** Families of a mark whose letter was marked otherwise since, the first ones by place. */
export const changedFamilies = async (tx: Tx, roundId: number, id: number, most: number): Promise<string[]> => {
  const { rows } = await sql<{ words: string }>`select r.name || ' ' || h.head_name || '户' as words
    from letter_items i join households h on h.id = i.household_id join regions r on r.id = h.region_id
    where i.round_id = ${roundId} and cardinality(i.mark_ids) > 1
      and ${id}::int = any(i.mark_ids[1:cardinality(i.mark_ids) - 1]) order by r.path, h.id limit ${most}`.execute(tx)
  return rows.map(({ words }) => words)
}

/** Opens an ended round again: what it came to stays with its day, and letters follow what became of families meanwhile. */
export const reopenRound = async (
  tx: Tx,
  { id, version }: { id: number; version: number },
  ended: (FrozenLetters & Pick<EndedLetters, 'on' | 'reopenedOn' | 'reopenedBy' | 'reason'>) | null,
  today: string,
): Promise<boolean> => {
  const { numUpdatedRows } = await tx
    .updateTable('letter_rounds')
    .set({ closed_on: null, frozen: null, version: sql`version + 1` })
    .$if(ended !== null, (query) => query.set({ endings: sql`endings || ${JSON.stringify([ended])}::jsonb` }))
    .where('id', '=', id)
    .where('version', '=', version)
    .executeTakeFirst()
  if (numUpdatedRows === 0n) return false
  const { rows } = await sql<{ id: number }>`select household_id as id from letter_items
    where round_id = ${id} and state in ('waiting', 'unneeded')`.execute(tx)
  await settleLetters(
    tx,
    today,
    rows.map((row) => row.id),
  )
  return true
}

/** Whether a letter of a round is marked as sent, whatever became of it. */
export const isAnySent = async (tx: Tx, id: number): Promise<boolean> => {
  const { rows } = await sql<{ is: boolean }>`select exists (select 1 from letter_items
    where round_id = ${id} and sent_on is not null) as is`.execute(tx)
  return rows[0]?.is === true
}

/** 撤回这一批: it ends without figures and gives up its lines, of which none went; how many they were stays. */
export const withdrawRound = async (
  tx: Tx,
  { id, version }: { id: number; version: number },
  on: string,
  reason: string,
): Promise<boolean> => {
  const gone = await tx.deleteFrom('letter_items').where('round_id', '=', id).executeTakeFirst()
  const { numUpdatedRows } = await tx
    .updateTable('letter_rounds')
    .set({ closed_on: on, withdrawn_on: on, withdrawn_reason: reason, version: sql`version + 1` })
    .set({ withdrawn_letters: Number(gone.numDeletedRows) })
    .where('id', '=', id)
    .where('version', '=', version)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}
