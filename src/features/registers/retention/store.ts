import { sql } from 'kysely'
import type { Context } from '../../../platform/context.ts'
import { officeDay } from '../../../platform/db/office-day.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import type { HelpState } from '../help/rules.ts'
import type { PersonState } from '../households/words.ts'
import type { State as MeritState } from '../merit-reports/rules.ts'
import { CLEARED_WORDS, ERASED_NAME } from '../personal/rules.ts'
import type { RetentionSettings, RetentionState } from './rules.ts'

const never = sql`false`
/** Whether a person `p` is due by a day: gone for that many years, and not cleared yet. */
const isPersonDue = (years: number | null, today: string) =>
  years === null
    ? never
    : sql`p.state in ('deceased', 'moved') and p.name <> ${ERASED_NAME}
        and p.ended_on + make_interval(years => ${years}) <= ${today}::date`
/** Whether a case of help `c` is due by a day: ended for that many years, and its words not cleared yet. */
const isHelpDue = (years: number | null, today: string) =>
  years === null
    ? never
    : sql`c.state in ('done', 'refused', 'withdrawn') and c.needs is distinct from ${CLEARED_WORDS}
        and c.since_on + make_interval(years => ${years}) <= ${today}::date`

/** Whether a report of merit `m` is due by a day: its way ended that many years ago, and its soldier is still named. */
const isMeritDue = (years: number | null, today: string) =>
  years === null
    ? never
    : sql`m.state in ('fed-back', 'returned') and m.soldier_name <> ${ERASED_NAME}
        and m.since_on + make_interval(years => ${years}) <= ${today}::date`

/** Lists what fell due by a day and takes off what is due no more; what is held comes back after its day. Answers how many are new. */
export const listDue = async (
  tx: Tx,
  cityId: number,
  { personYears, helpYears, meritYears }: RetentionSettings,
  today: string,
): Promise<number> => {
  const [personDue, helpDue] = [isPersonDue(personYears, today), isHelpDue(helpYears, today)]
  const meritDue = isMeritDue(meritYears, today)
  await sql`update retention_items set state = 'due', hold_reason = null, hold_until = null, version = version + 1
    where city_id = ${cityId} and state = 'held' and hold_until <= ${today}::date`.execute(tx)
  // Joined row by row: a list of all persons beside it would be walked once for each row of a large city.
  await sql`delete from retention_items i using household_persons p
    where i.city_id = ${cityId} and i.state <> 'cleared' and p.id = i.household_person_id
      and (p.state in ('present', 'merged') or p.name = ${ERASED_NAME} or i.state = 'due' and not (${personDue}))`.execute(
    tx,
  )
  await sql`delete from retention_items i using help_cases c
    where i.city_id = ${cityId} and i.state = 'due' and c.id = i.help_id and not (${helpDue})`.execute(tx)
  await sql`delete from retention_items i using merit_reports m
    where i.city_id = ${cityId} and i.state = 'due' and m.id = i.merit_report_id and not (${meritDue})`.execute(tx)
  const { numAffectedRows: newPersons } =
    await sql`insert into retention_items (city_id, household_person_id, due_on, listed_on)
    select ${cityId}, p.id, (p.ended_on + make_interval(years => ${personYears}))::date, ${today}::date
    from household_persons p where p.city_id = ${cityId} and ${personDue}
    on conflict (household_person_id) where state <> 'cleared' do nothing`.execute(tx)
  const { numAffectedRows: newHelps } = await sql`insert into retention_items (city_id, help_id, due_on, listed_on)
    select ${cityId}, c.id, (c.since_on + make_interval(years => ${helpYears}))::date, ${today}::date
    from help_cases c where c.city_id = ${cityId} and ${helpDue}
    on conflict (help_id) where state <> 'cleared' do nothing`.execute(tx)
  const { numAffectedRows: newMerits } =
    await sql`insert into retention_items (city_id, merit_report_id, due_on, listed_on)
    select ${cityId}, m.id, (m.since_on + make_interval(years => ${meritYears}))::date, ${today}::date
    from merit_reports m where m.city_id = ${cityId} and ${meritDue}
    on conflict (merit_report_id) where state <> 'cleared' do nothing`.execute(tx)
  return Number(newPersons ?? 0) + Number(newHelps ?? 0) + Number(newMerits ?? 0)
}

export type StoredItem = {
  id: number
  householdPersonId: number | null
  helpId: number | null
  helpCode: string | null
  meritReportId: number | null
  meritCode: string | null
  meritState: MeritState | null
  /** Of the person, or of the soldier of a report. */
  name: string | null
  personState: PersonState | null
  helpState: HelpState | null
  /** None where the person was taken up again since the list was made; the night takes him off it. */
  endedOn: string | null
  path: string
  dueOn: string
  listedOn: string
  state: RetentionState
  holdReason: string | null
  holdUntil: string | null
  decidedBy: string | null
  decidedAt: string | null
  version: number
}

const COLUMNS = sql`i.id, i.household_person_id as "householdPersonId", i.help_id as "helpId", c.code as "helpCode",
  i.merit_report_id as "meritReportId", m.code as "meritCode", m.state as "meritState", coalesce(p.name, m.soldier_name) as name,
  p.state as "personState", c.state as "helpState", coalesce(p.ended_on, c.since_on, m.since_on) as "endedOn",
  coalesce(p.region_path, h.region_path, m.region_path) as path, i.due_on as "dueOn", i.listed_on as "listedOn", i.state,
  i.hold_reason as "holdReason", i.hold_until as "holdUntil", o.name as "decidedBy", i.decided_at as "decidedAt", i.version`
const FROM = sql`retention_items i left join household_persons p on p.id = i.household_person_id
  left join help_cases c on c.id = i.help_id left join households h on h.id = c.household_id
  left join merit_reports m on m.id = i.merit_report_id left join posts o on o.id = i.decided_post_id`

/** A page of a state, in the order in which they were listed. */
export const listItems = async (
  tx: Tx,
  state: RetentionState,
  { after, size }: { after?: number | undefined; size: number },
): Promise<{ rows: StoredItem[]; total: number; next: string | null }> => {
  const counted = await sql<{ total: number }>`select count(*)::int as total from retention_items i
    where i.state = ${state}`.execute(tx)
  const { rows } = await sql<StoredItem>`select ${COLUMNS} from ${FROM} where i.state = ${state}
    ${after === undefined ? sql`` : sql`and i.id > ${after}`} order by i.id limit ${size + 1}`.execute(tx)
  const shown = rows.slice(0, size)
  return { rows: shown, total: counted.rows[0]?.total ?? 0, next: rows.length > size ? String(shown.at(-1)?.id) : null }
}

export const findItem = async (tx: Tx, id: number, { lock = false } = {}): Promise<StoredItem | undefined> => {
  if (lock) await sql`select 1 from retention_items where id = ${id} for update`.execute(tx)
  const { rows } = await sql<StoredItem>`select ${COLUMNS} from ${FROM} where i.id = ${id}`.execute(tx)
  return rows[0]
}

/** Whether the item stood at that version. */
export const setItem = async (
  tx: Tx,
  { acting, now }: Pick<Context, 'acting' | 'now'>,
  { id, version }: { id: number; version: number },
  to: { state: RetentionState; reason: string | null; until: string | null },
): Promise<boolean> => {
  const { numUpdatedRows } = await tx
    .updateTable('retention_items')
    .set({
      state: to.state,
      hold_reason: to.reason,
      hold_until: to.until,
      decided_post_id: acting.postId,
      decided_person_id: acting.personId,
      decided_at: now,
      version: sql`version + 1`,
    })
    .where('id', '=', id)
    .where('version', '=', version)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Takes what was written out of a case of help; that there was one, of which kind and how it ended stays. */
export const clearCase = async (tx: Tx, id: number): Promise<void> => {
  await sql`update help_steps set words = ${CLEARED_WORDS}, words_sealed = null, words_key = null
    where case_id = ${id} and (words <> '' or words_sealed is not null)`.execute(tx)
  await sql`update help_cases set needs = ${CLEARED_WORDS}, needs_sealed = null, needs_key = null, version = version + 1 where id = ${id}`.execute(
    tx,
  )
}

export const findReportName = async (tx: Tx, id: number): Promise<string | undefined> =>
  (await tx.selectFrom('merit_reports').select('soldier_name').where('id', '=', id).forUpdate().executeTakeFirst())
    ?.soldier_name

/**
 * Takes the soldier's name and what was written out of a report of merit; grade, year, place, days and bonus stay. Answers the files of
 * its steps, the paper itself among them, that nothing else holds.
 */
export const clearReport = async (tx: Tx, id: number): Promise<number[]> => {
  await sql`update merit_report_steps set reason = ${CLEARED_WORDS} where report_id = ${id} and reason <> ''`.execute(
    tx,
  )
  await sql`update merit_reports set soldier_name = ${ERASED_NAME}, version = version + 1 where id = ${id}`.execute(tx)
  const { rows } = await sql<{ id: number }>`
    select distinct mf.file_id as id from merit_report_files mf join merit_report_steps s on s.id = mf.step_id
    where s.report_id = ${id} and not exists (select 1 from fact_files o where o.file_id = mf.file_id)
      and not exists (select 1 from merit_report_files o join merit_report_steps t on t.id = o.step_id
        where o.file_id = mf.file_id and t.report_id <> ${id})
      and not exists (select 1 from plaque_step_files o where o.file_id = mf.file_id)
      and not exists (select 1 from matter_files o where o.file_id = mf.file_id)
    order by 1`.execute(tx)
  return rows.map((row) => row.id)
}

export type OldImport = { id: number; fileId: number | null; isTaken: boolean; isFileDue: boolean; isWrongDue: boolean }

/** Imports that nobody took in by a day, wrong rows that others left behind by then, and kept files that have served by another. */
export const listOldImports = async (
  tx: Tx,
  cityId: number,
  { untaken, kept }: { untaken: string; kept: string | null },
): Promise<OldImport[]> =>
  (
    await sql<OldImport>`
      select * from (select i.id, i.file_id as "fileId", i.state in ('taken', 'taken-back') as "isTaken",
          (i.state in ('checked', 'failed') and ${officeDay('i.made_at')} <= ${untaken}::date
            and (f.removed_at is null and f.id is not null or i.state = 'checked')
          or ${kept}::date is not null and i.state in ('taken', 'taken-back') and i.keeps_file and f.removed_at is null
            and i.taken_on <= ${kept}::date) is true as "isFileDue",
          (i.wrong_state in ('making', 'kept') and i.taken_on <= ${untaken}::date) is true as "isWrongDue"
        from register_imports i left join files f on f.id = i.file_id where i.city_id = ${cityId}) old
      where "isFileDue" or "isWrongDue" order by id`.execute(tx)
  ).rows
