import { sql } from 'kysely'
import { asProgram, type Tx } from '../../../platform/db/transaction.ts'
import type { ImportState } from './contract.ts'

const selectImports = (tx: Tx) =>
  tx
    .selectFrom('register_imports as i')
    .leftJoin('posts as p', 'p.id', 'i.post_id')
    .selectAll('i')
    .select('p.name as postName')

type Row = Awaited<ReturnType<ReturnType<typeof selectImports>['execute']>>[number]
export type StoredImport = Omit<Row, 'state' | 'wrong_state'> & {
  state: ImportState
  /** Of the rows left out: still to be kept apart, kept, or gone; null where none was left out. */
  wrong_state: 'making' | 'kept' | 'cleared' | null
  heldFileId: number | null
  /** Of the file of wrong rows, where it is held. */
  wrongSha256: string | null
}

/** With the files of each that are still held; such sheets are read by nobody, so they are looked for above the row policies. */
const withFiles = async (tx: Tx, rows: readonly Row[]): Promise<StoredImport[]> => {
  const ids = rows.flatMap(({ file_id, wrong_file_id }) => [file_id, wrong_file_id].filter((id) => id !== null))
  const files =
    ids.length === 0
      ? []
      : await asProgram(tx, () =>
          tx
            .selectFrom('files')
            .select(['id', 'sha256'])
            .where('id', 'in', ids)
            .where('removed_at', 'is', null)
            .execute(),
        )
  const held = new Map(files.map(({ id, sha256 }) => [id, sha256]))
  return rows.map((row) => ({
    ...row,
    state: row.state as ImportState,
    wrong_state: row.wrong_state as StoredImport['wrong_state'],
    heldFileId: row.file_id !== null && held.has(row.file_id) ? row.file_id : null,
    wrongSha256: held.get(row.wrong_file_id ?? 0) ?? null,
  }))
}

/** The latest imports of a unit, newest first. */
export const listImports = async (tx: Tx, unitId: number, most: number): Promise<StoredImport[]> =>
  withFiles(tx, await selectImports(tx).where('i.unit_id', '=', unitId).orderBy('i.id', 'desc').limit(most).execute())

export const findImport = async (tx: Tx, id: number): Promise<StoredImport | undefined> => {
  const row = await selectImports(tx).where('i.id', '=', id).executeTakeFirst()
  return row && (await withFiles(tx, [row]))[0]
}

/** Locks an import, so that one step is taken in it at a time. */
export const lockImport = async (tx: Tx, id: number): Promise<boolean> =>
  (await tx.selectFrom('register_imports').select('id').where('id', '=', id).forUpdate().executeTakeFirst()) !==
  undefined

export const insertImport = async (
  tx: Tx,
  row: {
    cityId: number
    regionPath: string
    unitId: number
    postId: number
    personId: number
    fileId: number
    fileName: string
    sha256: string
    at: string
  },
): Promise<number> =>
  (
    await tx
      .insertInto('register_imports')
      .values({
        city_id: row.cityId,
        region_path: row.regionPath,
        unit_id: row.unitId,
        post_id: row.postId,
        person_id: row.personId,
        file_id: row.fileId,
        file_name: row.fileName,
        file_sha256: row.sha256,
        made_at: row.at,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
  ).id

export type ImportColumns = Partial<{
  state: ImportState
  job_id: number
  rows_read: number
  rows_new: number
  rows_known: number
  rows_differ: number
  rows_wrong: number
  rows_passed: number
  households_new: number
  notes: string[]
  fault: string | null
  keeps_file: boolean
  leaves_out_wrong: boolean
  content_hash: string | null
  checked_at: string
  taken_at: string
  taken_on: string
  taken_back_at: string
  taken_back_post_id: number
  taken_back_reason: string
  wrong_state: 'making' | null
}>

/** Whether the import stood in that state. */
export const setImport = async (
  tx: Tx,
  id: number,
  from: readonly ImportState[],
  columns: ImportColumns,
): Promise<boolean> => {
  const { numUpdatedRows } = await tx
    .updateTable('register_imports')
    .set({ ...columns, version: sql`version + 1` })
    .where('id', '=', id)
    .where('state', 'in', [...from])
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** What became of the rows left out; whoever looks at the import is not told to look again. */
export const setWrong = async (
  tx: Tx,
  id: number,
  columns: { wrong_state: 'kept' | 'cleared'; wrong_file_id?: number; wrong_rows_kept?: number },
): Promise<void> => {
  await tx.updateTable('register_imports').set(columns).where('id', '=', id).execute()
}

/** The file of wrong rows, in the name of whoever imported; given to nobody, as the register's own. */
export const insertWrongFile = async (
  tx: Tx,
  of: StoredImport,
  { sha256, size, at }: { sha256: string; size: number; at: string },
): Promise<number> =>
  (
    await tx
      .insertInto('files')
      .values({
        ...{ sha256, original_sha256: sha256, size, name: '有错的行', kind: 'text', mime: 'application/json' },
        ...{ city_id: of.city_id, post_id: of.post_id, person_id: of.person_id, unit_id: of.unit_id },
        ...{ brought_for: 'register', created_at: at },
      })
      .returning('id')
      .executeTakeFirstOrThrow()
  ).id

/** The file as the acting post brought it for an import, or one that it may read; undefined where it is gone or somebody else's. */
export const findUpload = async (tx: Tx, fileId: number, postId: number) => {
  const file = tx
    .selectFrom('files')
    .select(['id', 'name', 'sha256', 'kind'])
    .where('id', '=', fileId)
    .where('removed_at', 'is', null)
  const own = file.where('brought_for', '=', 'register').where('post_id', '=', postId)
  return (await file.executeTakeFirst()) ?? asProgram(tx, () => own.executeTakeFirst())
}

export type JobStanding = { id: number; state: string; share: number; note: string | null; fault: string | null }

/** How the work behind imports stands; run above the row policies. */
export const readJobs = async (tx: Tx, ids: readonly number[]): Promise<JobStanding[]> =>
  ids.length === 0
    ? []
    : tx
        .selectFrom('queued_jobs')
        .select(['id', 'state', 'share', 'note', 'fault'])
        .where('id', 'in', [...ids])
        .execute()

export const askToCancel = async (tx: Tx, jobId: number, at: string): Promise<void> => {
  await sql`update queued_jobs set cancel_asked_at = ${at},
      state = case when state = 'waiting' then 'cancelled' else state end,
      ended_at = case when state = 'waiting' then ${at}::timestamptz end
    where id = ${jobId} and ended_at is null`.execute(tx)
}

/**
 * Lets the database learn what now stands in the register: how many and which rows, and their words put from the indexes' waiting
 * lists into the indexes. By itself it does so a minute or two later, and until then a search by name reads the register through.
 */
export const learnRegister = async (tx: Tx): Promise<void> => {
  await sql`analyze households, household_persons`.execute(tx)
  await sql`select gin_clean_pending_list(i.indexrelid) from pg_index i join pg_class c on c.oid = i.indexrelid
    join pg_am a on a.oid = c.relam where a.amname = 'gin' and i.indrelid in ('households'::regclass, 'household_persons'::regclass)`.execute(
    tx,
  )
}

export const clearRows = async (tx: Tx, id: number): Promise<void> => {
  await tx.deleteFrom('register_import_rows').where('import_id', '=', id).execute()
}

/** Staging and faults are of the program alone. */
export const clearStaging = async (tx: Tx, id: number): Promise<void> => {
  await clearRows(tx, id)
  await tx.deleteFrom('register_import_faults').where('import_id', '=', id).execute()
}

export const listFaults = (tx: Tx, id: number, most: number) =>
  tx
    .selectFrom('register_import_faults')
    .select(['line', 'sheet', 'header', 'words', 'is_wrong as isWrong'])
    .where('import_id', '=', id)
    .orderBy('is_wrong', 'desc')
    .orderBy('line')
    .limit(most)
    .execute()

/** Under which keys the staged values lie, one of each. */
export const stagedKeys = async (tx: Tx, id: number): Promise<string[]> => {
  const { rows } = await sql<{ name: string }>`select distinct k as name from register_import_rows,
      unnest(array[resident_key, phone_key, bank_key, number_key, address_key]) k
    where import_id = ${id} and k is not null`.execute(tx)
  return rows.map(({ name }) => name)
}

/** Whether every place of the staged rows still stands where it stood. */
export const placesStand = async (tx: Tx, id: number): Promise<boolean> => {
  const { rows } = await sql<{ moved: boolean }>`select exists (select 1 from
      (select distinct region_id, region_path from register_import_rows where import_id = ${id} and state = 'new') s
      left join regions r on r.id = s.region_id and r.path = s.region_path and r.to_on is null
    where r.id is null) as moved`.execute(tx)
  return rows[0]?.moved === false
}

/** One import of a city is taken in at a time: the next one sees what the first one made. */
export const lockCity = async (tx: Tx, cityId: number): Promise<void> => {
  await sql`select pg_advisory_xact_lock(7026102, ${cityId})`.execute(tx)
}

/** So many households are named in a sentence. */
export const MOST_CHANGED = 50

/** Households that an import made and somebody changed since, the first ones, and how many. */
export const listChanged = async (tx: Tx, id: number): Promise<{ count: number; words: string[] }> => {
  const { rows } = await sql<{ id: number; words: string; count: number }>`
    with touched as (
      select id from households where import_id = ${id} and version > 1
      union select household_id from household_persons where import_id = ${id} and version > 1
      union select p.household_id from household_persons p join households h on h.id = p.household_id and h.import_id = ${id}
        where p.import_id is distinct from ${id}
      -- What was done about a plaque, and reports of merit, stand on the household.
      union select s.household_id from plaque_steps s join households h on h.id = s.household_id and h.import_id = ${id}
      union select c.household_id from help_cases c join households h on h.id = c.household_id and h.import_id = ${id}
      union select m.household_id from merit_reports m join households h on h.id = m.household_id and h.import_id = ${id}
      union select l.household_id from plaque_statement_lines l join households h on h.id = l.household_id and h.import_id = ${id}
      -- A letter that waits or was never needed is given up with its family; one that went, or stands in a frozen account, is not.
      union select t.household_id from letter_items t join households h on h.id = t.household_id and h.import_id = ${id}
        join letter_rounds l on l.id = t.round_id
        where t.sent_on is not null or l.closed_on is not null and l.withdrawn_on is null)
    select h.id, r.name || ' ' || h.head_name || '户' as words, (count(*) over ())::int as count
    from touched t join households h on h.id = t.id join regions r on r.id = h.region_id order by h.id limit ${MOST_CHANGED}`.execute(
    tx,
  )
  return { count: rows[0]?.count ?? 0, words: rows.map(({ words }) => words) }
}

/** Deletes what an import made; answers how many rows went and which households stay without their new persons. */
export const deleteMade = async (
  tx: Tx,
  id: number,
): Promise<{ households: number; persons: number; left: number[] }> => {
  const left = await sql<{ id: number }>`select distinct p.household_id as id from household_persons p
    join households h on h.id = p.household_id where p.import_id = ${id} and h.import_id is distinct from ${id}`.execute(
    tx,
  )
  // Cards of plaques are reckoned from persons: those of the import go, the others are reckoned anew by whoever calls.
  await sql`delete from plaque_cards where household_id in (select id from households where import_id = ${id})`.execute(
    tx,
  )
  await sql`update plaque_cards set household_person_id = null
    where household_person_id in (select id from household_persons where import_id = ${id})`.execute(tx)
  // Letters of which none went: those that did stand in the way (listChanged).
  await sql`delete from letter_items where household_id in (select id from households where import_id = ${id})`.execute(
    tx,
  )
  const persons = await tx.deleteFrom('household_persons').where('import_id', '=', id).executeTakeFirst()
  const households = await tx.deleteFrom('households').where('import_id', '=', id).executeTakeFirst()
  return {
    households: Number(households.numDeletedRows),
    persons: Number(persons.numDeletedRows),
    left: left.rows.map((row) => row.id),
  }
}

/** Marks the uploaded file as gone; answers its digest where no other file has the same bytes. */
export const dropFile = async (tx: Tx, fileId: number, at: string): Promise<string | null> => {
  const row = await tx
    .updateTable('files')
    .set({ removed_at: at })
    .where('id', '=', fileId)
    .where('removed_at', 'is', null)
    .returning('sha256')
    .executeTakeFirst()
  if (!row) return null
  const other = await tx
    .selectFrom('files')
    .select('id')
    .where('sha256', '=', row.sha256)
    .where('removed_at', 'is', null)
    .executeTakeFirst()
  return other ? null : row.sha256
}
