import { type RawBuilder, sql } from 'kysely'
import type { Context } from '../../../platform/context.ts'
import { officeDay } from '../../../platform/db/office-day.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import { openWords } from '../help/closed.ts'
import type { HelpState, HelpStep } from '../help/rules.ts'
import { HELP_DONE_WORDS, HELP_STATE_WORDS } from '../help/words.ts'
import { GRADE_WORDS, type Grade, type PersonState } from '../households/words.ts'
import { LETTER_STATE_WORDS } from '../letters/words.ts'
import { lastingOf, type Step } from '../plaques/rules.ts'
import { STEP_WORDS } from '../plaques/words.ts'
import { CLEARED_WORDS, ERASED_NAME } from './rules.ts'

type Line = {
  on: string
  a: string
  b: string | null
  id: number
  words?: string
  bytes?: Buffer | null
  keyId?: string | null
}
/** Words of help as they stand: medical ones masked, or in clear for the copy that the person takes. */
type Said = (table: 'help_cases' | 'help_steps', line: Line) => string
const saying =
  (closed: Context['closed'] | null): Said =>
  (table, { id, words, bytes, keyId }) =>
    bytes && keyId
      ? closed
        ? (openWords(closed, table, id, { bytes, keyId }) ?? '打不开')
        : '（封存）'
      : (words ?? '')
type Kind = { label: string; why: string; from: RawBuilder<unknown>; say(line: Line): string }

const LETTER: Record<string, string> = LETTER_STATE_WORDS

/** What was done for a person or his household, kind by kind; each statement gives day and words, and is counted as a whole. */
const kinds = (person: number, household: number, said: Said): Kind[] => [
  {
    label: '光荣牌办理',
    why: '光荣牌逐户悬挂、更换、收回',
    from: sql`select on_day::text as on, step as a, case when undone_at is null then null else '已撤销' end as b, id from plaque_steps
      where household_id = ${household}`,
    say: ({ on, a, b }) => [on, STEP_WORDS[a as Step] ?? a, b].filter(Boolean).join(' '),
  },
  {
    label: '光荣牌对账单',
    why: '对账单列出应挂和已挂的户，不写姓名',
    from: sql`select s.frozen_on::text as on, s.number as a, s.place_name as b, s.id from plaque_statement_lines l
      join plaque_statements s on s.id = l.statement_id where l.household_id = ${household}`,
    say: ({ on, a, b }) => `${on} ${a} ${b}`,
  },
  {
    label: '喜报',
    why: '立功喜报送到本户',
    from: sql`select received_on::text as on, code as a, grade as b, id from merit_reports where household_id = ${household}`,
    say: ({ on, a, b }) => `${on} ${a} ${GRADE_WORDS[b as Grade] ?? ''}`,
  },
  {
    label: '慰问信',
    why: '按批次寄给本户',
    from: sql`select coalesce(i.sent_on, r.opened_on)::text as on, r.name as a, i.state as b, r.id from letter_items i
      join letter_rounds r on r.id = i.round_id where i.household_id = ${household}`,
    say: ({ on, a, b }) => `${on} ${a} ${LETTER[b ?? ''] ?? ''}`,
  },
  {
    label: '实绩',
    why: '走访慰问等写到本户',
    from: sql`select f.starts_on::text as on, f.title as a, f.code as b, f.id from fact_households h join facts f on f.id = h.fact_id
      where h.household_id = ${household}`,
    say: ({ on, a, b }) => [on, b, a].filter(Boolean).join(' '),
  },
  {
    label: '帮扶',
    why: '本户申请的或走访发现的帮扶',
    from: sql`select came_on::text as on, code as a, state as b, id, coalesce(needs, '') as words, needs_sealed as bytes,
      needs_key as "keyId" from help_cases where household_id = ${household}`,
    say: (line) => `${line.on} ${line.a} ${said('help_cases', line)} ${HELP_STATE_WORDS[line.b as HelpState] ?? ''}`,
  },
  {
    label: '帮扶的经过',
    why: '各级意见、办了什么、回访情况',
    from: sql`select s.on_day::text as on, c.code as a, s.step as b, s.id, s.words, s.words_sealed as bytes, s.words_key as "keyId"
      from help_steps s join help_cases c on c.id = s.case_id where c.household_id = ${household} and s.step <> 'open'`,
    say: (line) =>
      `${line.on} ${line.a} ${HELP_DONE_WORDS[line.b as HelpStep] ?? ''} ${said('help_steps', line)}`.trim(),
  },
  {
    label: '联系事由',
    why: '决定什么时候联系本户',
    from: sql`select on_day::text as on, kind as a, ended_on::text as b, id from contact_marks where household_id = ${household}`,
    say: ({ on, a, b }) => `${on} ${a === 'sacrifice' ? '牺牲纪念日' : '困难家庭'}${b === null ? '' : `（${b} 结束）`}`,
  },
  {
    label: '到期清单',
    why: '保存期满列入，确认清除或写明原因保留',
    from: sql`select due_on::text as on, state as a, hold_reason as b, id from retention_items where household_person_id = ${person}`,
    say: ({ on, a, b }) =>
      [on, a === 'held' ? '保留' : a === 'cleared' ? '已清除' : '待确认', b].filter(Boolean).join(' '),
  },
  {
    label: '合并重复',
    why: '同一人登记过两次',
    from: sql`select made_on::text as on, case when taken_back_at is null then '合并' else '合并后已撤回' end as a, null as b, id
      from person_merges where kept_id = ${person} or merged_id = ${person}`,
    say: ({ on, a }) => `${on} ${a}`,
  },
  {
    label: '认定不是同一人',
    why: '查重时认定',
    from: sql`select ${officeDay('made_at')}::text as on, '认定' as a, null as b, low_id + high_id as id from person_distinctions
      where low_id = ${person} or high_id = ${person}`,
    say: ({ on, a }) => `${on} ${a}`,
  },
]

const MOST_LINES = 50

/** The records elsewhere that concern a person, newest first; run above the row policies. */
export const listRecords = async (
  tx: Tx,
  person: number,
  household: number,
  /** Given for a copy in clear. */
  closed: Context['closed'] | null,
) => {
  const records: { label: string; count: number; isMore: boolean; lines: string[]; why: string }[] = []
  for (const { label, why, from, say } of kinds(person, household, saying(closed))) {
    const { rows } = await sql<Line & { count: number }>`select r.*, (count(*) over ())::int as count
      from (${from}) r order by r.on desc, r.id desc limit ${MOST_LINES}`.execute(tx)
    const count = rows[0]?.count ?? 0
    if (count > 0) records.push({ label, why, count, isMore: count > MOST_LINES, lines: rows.map(say) })
  }
  return records
}

/** Whether anything of the file by which the person came in is held: all of it on purpose, or its wrong rows, which may be of him too. */
export const hasKeptFile = async (tx: Tx, importId: number | null): Promise<boolean> =>
  importId !== null &&
  (await tx
    .selectFrom('register_imports as i')
    .innerJoin('files as f', (on) => on.on((eb) => eb('f.id', 'in', [eb.ref('i.file_id'), eb.ref('i.wrong_file_id')])))
    .select('i.id')
    .where('i.id', '=', importId)
    .where('f.removed_at', 'is', null)
    .executeTakeFirst()) !== undefined

/** Of the others of the household: whether any is on the register still, and whether any bears a name. */
export const othersOf = async (
  tx: Tx,
  householdId: number,
  besides: number,
): Promise<{ arePresent: boolean; areNamed: boolean }> => {
  const others = await tx
    .selectFrom('household_persons')
    .select(['state', 'name'])
    .where('household_id', '=', householdId)
    .where('id', '<>', besides)
    .execute()
  return {
    arePresent: others.some(({ state }) => state === 'present'),
    areNamed: others.some(({ name }) => name !== ERASED_NAME),
  }
}

const EMPTY = {
  gender: null,
  birth_year: null,
  birth_month: null,
  categories: [],
  kin: null,
  joined_year: null,
  left_year: null,
  discharge: null,
  care: null,
  benefit_code: null,
  informed_on: null,
  guardian_basis: null,
  guardian: null,
  guardian_on: null,
  resident_sealed: null,
  resident_key: null,
  resident_digest: null,
  phone_sealed: null,
  phone_key: null,
  phone_digest: null,
  bank_sealed: null,
  bank_key: null,
}

/**
 * Takes every personal value out of a row, with honours and certificates; whether the row stood at that version. What he gave the plaque
 * of his family stays (domain rules 5.2: it hangs on after the death), unless he left it.
 */
export const clearPerson = async (
  tx: Tx,
  { id, state, categories }: { id: number; state: PersonState; categories: readonly string[] },
  version: number,
): Promise<boolean> => {
  const papers = await tx
    .selectFrom('person_certificates')
    .select('kind')
    .where('household_person_id', '=', id)
    .execute()
  const isOfFamily = state === 'deceased' || state === 'present'
  const kept = lastingOf(isOfFamily ? categories : [], isOfFamily ? papers.map(({ kind }) => kind) : [])
  const { numUpdatedRows } = await tx
    .updateTable('household_persons')
    .set({
      ...EMPTY,
      kept_grounds: kept.grounds,
      kept_papers: kept.papers,
      name: ERASED_NAME,
      version: sql`version + 1`,
    })
    .where('id', '=', id)
    .where('version', '=', version)
    .executeTakeFirst()
  if (numUpdatedRows === 0n) return false
  await tx.deleteFrom('person_honours').where('household_person_id', '=', id).execute()
  await tx.deleteFrom('person_certificates').where('household_person_id', '=', id).execute()
  return true
}

/**
 * What was written of the help for a household: all of it where nobody of the household is left, else only where the person is named. That
 * there was help, which kind and how it ended stays.
 */
export const clearHelp = async (
  tx: Tx,
  closed: Context['closed'],
  householdId: number,
  name: string,
  isAll: boolean,
): Promise<number[]> => {
  type Row = { id: number; caseId?: number; words: string; bytes: Buffer | null; keyId: string | null }
  const names = (table: 'help_cases' | 'help_steps', { id, words, bytes, keyId }: Row): boolean =>
    isAll || (bytes && keyId !== null ? (openWords(closed, table, id, { bytes, keyId }) ?? name) : words).includes(name)
  const steps =
    await sql<Row>`select s.id, s.case_id as "caseId", s.words, s.words_sealed as bytes, s.words_key as "keyId" from help_steps s
    join help_cases c on c.id = s.case_id where c.household_id = ${householdId} and (s.words <> '' or s.words_sealed is not null)`.execute(
      tx,
    )
  const cases =
    await sql<Row>`select id, coalesce(needs, '') as words, needs_sealed as bytes, needs_key as "keyId" from help_cases
    where household_id = ${householdId}`.execute(tx)
  const stepIds = steps.rows.filter((row) => names('help_steps', row)).map(({ id }) => id)
  const caseIds = cases.rows.filter((row) => names('help_cases', row)).map(({ id }) => id)
  await sql`update help_steps set words = ${CLEARED_WORDS}, words_sealed = null, words_key = null
    where id = any(${stepIds}::int[])`.execute(tx)
  await sql`update help_cases set needs = ${CLEARED_WORDS}, needs_sealed = null, needs_key = null, version = version + 1
    where id = any(${caseIds}::int[])`.execute(tx)
  return [
    ...new Set([
      ...caseIds,
      ...steps.rows.filter((row) => stepIds.includes(row.id)).map((row) => row.caseId as number),
    ]),
  ].sort((a, b) => a - b)
}

export const clearHome = async (tx: Tx, id: number): Promise<void> => {
  await tx
    .updateTable('households')
    .set({ address_sealed: null, address_key: null, version: sql`version + 1` })
    .where('id', '=', id)
    .execute()
}
