import { sql } from 'kysely'
import type { Context } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import type { HelpState } from '../help/rules.ts'
import type { PersonState } from '../households/words.ts'
import { CLEARED_WORDS, ERASED_NAME } from '../personal/rules.ts'
import type { RetentionSettings, RetentionState } from './rules.ts'

const persons = (cityId: number, years: number, today: string) => sql`
  select p.id, (p.ended_on + make_interval(years => ${years}))::date as due_on from household_persons p
  where p.city_id = ${cityId} and p.state in ('deceased', 'moved') and p.name <> ${ERASED_NAME}
    and p.ended_on + make_interval(years => ${years}) <= ${today}::date`
const helps = (cityId: number, years: number, today: string) => sql`
  select c.id, (c.since_on + make_interval(years => ${years}))::date as due_on from help_cases c
  where c.city_id = ${cityId} and c.state in ('done', 'refused', 'withdrawn') and c.needs is distinct from ${CLEARED_WORDS}
    and c.since_on + make_interval(years => ${years}) <= ${today}::date`
const none = sql`select null::integer as id, null::date as due_on where false`

/** Lists what fell due by a day and takes off what is due no more; what is held comes back after its day. Answers how many are new. */
export const listDue = async (
  tx: Tx,
  cityId: number,
  { personYears, helpYears }: RetentionSettings,
  today: string,
): Promise<number> => {
  const duePersons = personYears === null ? none : persons(cityId, personYears, today)
  const dueHelps = helpYears === null ? none : helps(cityId, helpYears, today)
  await sql`update retention_items set state = 'due', hold_reason = null, hold_until = null, version = version + 1
    where city_id = ${cityId} and state = 'held' and hold_until <= ${today}::date`.execute(tx)
  await sql`delete from retention_items where city_id = ${cityId} and state <> 'cleared' and (
    household_person_id in (select p.id from household_persons p where p.state in ('present', 'merged') or p.name = ${ERASED_NAME})
    or state = 'due' and household_person_id is not null and household_person_id not in (select id from (${duePersons}) d)
    or state = 'due' and help_id is not null and help_id not in (select id from (${dueHelps}) d))`.execute(tx)
  const insert = async (column: 'household_person_id' | 'help_id', due: typeof none) =>
    Number(
      (
        await sql`insert into retention_items (city_id, ${sql.ref(column)}, due_on, listed_on)
          select ${cityId}, d.id, d.due_on, ${today}::date from (${due}) d
          on conflict (${sql.ref(column)}) where state <> 'cleared' do nothing`.execute(tx)
      ).numAffectedRows ?? 0,
    )
  return (await insert('household_person_id', duePersons)) + (await insert('help_id', dueHelps))
}

export type StoredItem = {
  id: number
  householdPersonId: number | null
  helpId: number | null
  helpCode: string | null
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

const COLUMNS = sql`i.id, i.household_person_id as "householdPersonId", i.help_id as "helpId", c.code as "helpCode", p.name,
  p.state as "personState", c.state as "helpState", coalesce(p.ended_on, c.since_on) as "endedOn",
  coalesce(p.region_path, h.region_path) as path, i.due_on as "dueOn", i.listed_on as "listedOn", i.state,
  i.hold_reason as "holdReason", i.hold_until as "holdUntil", o.name as "decidedBy", i.decided_at as "decidedAt", i.version`
const FROM = sql`retention_items i left join household_persons p on p.id = i.household_person_id
  left join help_cases c on c.id = i.help_id left join households h on h.id = c.household_id left join posts o on o.id = i.decided_post_id`

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

/** Imports that nobody took in by a day, and those whose kept file has served by another. */
export const listOldImports = async (
  tx: Tx,
  cityId: number,
  { untaken, kept }: { untaken: string; kept: string | null },
): Promise<{ id: number; fileId: number | null; isTaken: boolean }[]> =>
  (
    await sql<{ id: number; fileId: number | null; isTaken: boolean }>`
      select i.id, i.file_id as "fileId", i.state in ('taken', 'taken-back') as "isTaken" from register_imports i
        left join files f on f.id = i.file_id
      where i.city_id = ${cityId} and (i.state in ('checked', 'failed') and i.made_at::date <= ${untaken}::date
          and (f.removed_at is null and f.id is not null or i.state = 'checked')
        or ${kept}::date is not null and i.state in ('taken', 'taken-back') and i.keeps_file and f.removed_at is null
          and i.taken_on <= ${kept}::date)
      order by i.id`.execute(tx)
  ).rows
