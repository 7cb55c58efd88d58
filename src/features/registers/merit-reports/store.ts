import { sql } from 'kysely'
import type { Context } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import { holdFiles } from '../papers.ts'
import { isInside } from '../places.ts'
import type { CAME_BY } from './contract.ts'
import {
  type BonusTable,
  type DELIVERY_LEVELS,
  GRADES,
  type Grade,
  type Honoured,
  type Misfit,
  STATES,
  type State,
  type Step,
} from './rules.ts'

export type StoredReport = {
  id: number
  code: string
  soldierName: string
  grade: Grade
  awardYear: number
  honoured: Honoured
  cameBy: (typeof CAME_BY)[number]
  state: State
  hasDoubt: boolean
  regionId: number
  regionPath: string
  regionName: string
  townName: string
  receivedOn: string
  sinceOn: string
  deliveredOn: string | null
  deliveredLevel: (typeof DELIVERY_LEVELS)[number] | null
  householdId: number | null
  bonusYuan: number | null
  bonusTableId: number | null
  version: number
}

const COLUMNS = sql`m.id, m.code, m.soldier_name as "soldierName", m.grade, m.award_year as "awardYear", m.honoured,
  m.came_by as "cameBy", m.state, m.has_doubt as "hasDoubt", m.region_id as "regionId", m.region_path as "regionPath",
  r.name as "regionName", coalesce(t.name, '') as "townName", m.received_on as "receivedOn", m.since_on as "sinceOn",
  m.delivered_on as "deliveredOn", m.delivered_level as "deliveredLevel", m.household_id as "householdId",
  m.bonus_yuan as "bonusYuan", m.bonus_table_id as "bonusTableId", m.version`
const FROM = sql`merit_reports m join regions r on r.id = m.region_id left join regions t on t.id = r.parent_id and t.level >= 3`

/** More of one name than this are not looked through. */
const MOST_NAMED = 1_000

export type MeritFilter = {
  path: string
  year?: number | undefined
  state?: State | undefined
  grade?: Grade | undefined
  doubt?: boolean | undefined
  q?: string | undefined
}

const narrowed = ({ path, year, state, grade, doubt, q }: MeritFilter) => sql`${isInside('m.region_path', path)}
  ${year === undefined ? sql`` : sql`and m.received_on >= ${`${year}-01-01`} and m.received_on <= ${`${year}-12-31`}`}
  ${state === undefined ? sql`` : sql`and m.state = ${state}`}
  ${grade === undefined ? sql`` : sql`and m.grade = ${grade}`}
  ${doubt === undefined ? sql`` : sql`and m.has_doubt = ${doubt}`}
  ${
    q === undefined
      ? sql``
      : sql`and m.id = any(array(select merit_reports_found(array[${q}::text], '{}', '{}', '{}', ${MOST_NAMED})
      union select c.id from merit_reports c where c.code = ${q.toUpperCase()}))`
  }`

/** A page of reports, the newest first, by key. */
export const listReports = async (
  tx: Tx,
  filter: MeritFilter,
  { after, size }: { after?: number | undefined; size: number },
): Promise<{ rows: StoredReport[]; total: number; next: string | null }> => {
  const counted = await sql<{ total: number }>`select count(*)::int as total from merit_reports m
    where ${narrowed(filter)}`.execute(tx)
  const { rows } = await sql<StoredReport>`select ${COLUMNS} from ${FROM} where ${narrowed(filter)}
    ${after === undefined ? sql`` : sql`and m.id < ${after}`} order by m.id desc limit ${size + 1}`.execute(tx)
  const shown = rows.slice(0, size)
  return {
    rows: shown,
    total: counted.rows[0]?.total ?? 0,
    next: rows.length > size ? String(shown.at(-1)?.id) : null,
  }
}

export const findReport = async (tx: Tx, id: number, { lock = false } = {}): Promise<StoredReport | undefined> => {
  if (lock) await sql`select 1 from merit_reports where id = ${id} for update`.execute(tx)
  const { rows } = await sql<StoredReport>`select ${COLUMNS} from ${FROM} where m.id = ${id}`.execute(tx)
  return rows[0]
}

export type Counted = { grade: Grade; state: State; doubts: number; count: number; bonus: number }

/** How many reports of a place and year stand in each state, grade by grade, with what was given. */
export const countReports = async (tx: Tx, path: string, year: number): Promise<Counted[]> => {
  const { rows } = await sql<Counted>`select m.grade, m.state, count(*)::int as count,
      count(*) filter (where m.has_doubt)::int as doubts, coalesce(sum(m.bonus_yuan), 0)::int as bonus
    from merit_reports m where ${narrowed({ path, year })} group by m.grade, m.state`.execute(tx)
  return rows
}

/** Reports that places below a place handed back, by the year in which they came, the newest first. */
export const countToSendOn = async (tx: Tx, path: string): Promise<{ year: number; count: number }[]> => {
  const { rows } = await sql<{ year: number; count: number }>`
    select extract(year from m.received_on)::int as year, count(*)::int as count from merit_reports m
    where m.state = 'handed-back' and ${isInside('m.region_path', path)} and m.region_path <> ${path}
    group by 1 order by 1 desc`.execute(tx)
  return rows
}

/** Posts of the office of a place, or of the nearest place above it that has one. */
export const officePosts = async (tx: Tx, path: string, whose: 'own' | 'above', today: string): Promise<number[]> => {
  const { rows } = await sql<{
    id: number
    path: string
  }>`select p.id, r.path from posts p join regions r on r.id = p.region_id
    where p.role = 'office' and (p.closed_on is null or p.closed_on > ${today}::date)
      and ${whose === 'own' ? sql`r.path = ${path}` : sql`r.path <> ${path} and starts_with(${path}, r.path)`}
    order by length(r.path) desc, p.id`.execute(tx)
  return rows.filter(({ path: of }) => of === rows[0]?.path).map(({ id }) => id)
}

export const listYears = async (tx: Tx, path: string): Promise<number[]> => {
  const { rows } = await sql<{ year: number }>`select distinct extract(year from m.received_on)::int as year
    from merit_reports m where ${isInside('m.region_path', path)} order by 1 desc`.execute(tx)
  return rows.map(({ year }) => year)
}

/** What a state counts in an account that has none of it. */
export const noStates = (): Record<State, number> =>
  Object.fromEntries(STATES.map((state) => [state, 0])) as Record<State, number>

/** A report in the acting range of the same name, grade and year, that was not sent back. */
export const findTwin = (
  tx: Tx,
  { soldierName, grade, awardYear }: { soldierName: string; grade: Grade; awardYear: number },
): Promise<{ code: string; receivedOn: string } | undefined> =>
  tx
    .selectFrom('merit_reports')
    .select(['code', 'received_on as receivedOn'])
    .where('soldier_name', '=', soldierName)
    .where('grade', '=', grade)
    .where('award_year', '=', awardYear)
    .where('state', '<>', 'returned')
    .orderBy('id', 'desc')
    .executeTakeFirst()

export const insertReport = async (
  tx: Tx,
  { acting }: Pick<Context, 'acting'>,
  made: {
    code: string
    soldierName: string
    honoured: Honoured
    grade: Grade
    awardYear: number
    cameBy: string
    receivedOn: string
  },
): Promise<number> => {
  const { id } = await tx
    .insertInto('merit_reports')
    .values({
      city_id: acting.cityId,
      code: made.code,
      region_id: acting.regionId,
      region_path: acting.regionPath,
      soldier_name: made.soldierName,
      honoured: made.honoured,
      grade: made.grade,
      award_year: made.awardYear,
      came_by: made.cameBy,
      received_on: made.receivedOn,
      state: 'received',
      since_on: made.receivedOn,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** Whether the report stood at that version. */
export const saveReport = async (
  tx: Tx,
  id: number,
  version: number,
  columns: Partial<{
    state: State
    since_on: string
    has_doubt: boolean
    region_id: number
    region_path: string
    household_id: number | null
    delivered_on: string | null
    delivered_level: string | null
    bonus_yuan: number | null
    bonus_table_id: number | null
  }>,
): Promise<boolean> => {
  const { numUpdatedRows } = await tx
    .updateTable('merit_reports')
    .set({ ...columns, version: sql`version + 1` })
    .where('id', '=', id)
    .where('version', '=', version)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

export const insertMeritStep = async (
  tx: Tx,
  { acting, now }: Pick<Context, 'acting' | 'now'>,
  taken: {
    reportId: number
    step: 'receive' | Step
    on: string
    reason: string
    regionId: number | null
    civilWords: string | null
    militaryWords: string | null
    fileIds: readonly number[]
    misfits?: readonly Misfit[]
  },
): Promise<void> => {
  const { id } = await tx
    .insertInto('merit_report_steps')
    .values({
      report_id: taken.reportId,
      step: taken.step,
      on_day: taken.on,
      reason: taken.reason,
      region_id: taken.regionId,
      civil_words: taken.civilWords,
      military_words: taken.militaryWords,
      post_id: acting.postId,
      person_id: acting.personId,
      at: now,
      misfits: [...(taken.misfits ?? [])],
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  // Pictures are those of the delivery; what else hangs on a report is the paper itself or one about it.
  const { fileIds } = taken
  await holdFiles(tx, 'merit_report_files', { stepId: id, fileIds, arePapers: taken.step !== 'deliver' })
}

/** The day on which the household was last verified: where a report stands again whose delivery is taken back. */
export const verifiedOn = async (tx: Tx, reportId: number): Promise<string | undefined> =>
  (
    await tx
      .selectFrom('merit_report_steps')
      .select('on_day as on')
      .where('report_id', '=', reportId)
      .where('step', '=', 'verify')
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirst()
  )?.on

export type StoredMeritStep = {
  id: number
  step: 'receive' | Step
  on: string
  reason: string
  placeName: string | null
  civilWords: string | null
  militaryWords: string | null
  postName: string
  misfits: Misfit[]
}

export const listMeritSteps = async (tx: Tx, reportId: number): Promise<StoredMeritStep[]> => {
  const { rows } = await sql<StoredMeritStep>`
    select s.id, s.step, s.on_day as "on", s.reason, r.name as "placeName", s.civil_words as "civilWords",
      s.military_words as "militaryWords", p.name as "postName", s.misfits
    from merit_report_steps s join posts p on p.id = s.post_id left join regions r on r.id = s.region_id
    where s.report_id = ${reportId} order by s.id`.execute(tx)
  return rows
}

export type StoredBonus = BonusTable & {
  regionId: number
  regionName: string
  isVerified: boolean
  version: number
}

/** Tables in force or to come, of the place itself, of those above it and below it; the nearest are chosen by the rules. */
export const listBonuses = async (tx: Tx): Promise<StoredBonus[]> => {
  const { rows } = await sql<StoredBonus>`
    select b.id, b.region_id as "regionId", b.region_path as "regionPath", r.name as "regionName", b.from_on as "fromOn",
      b.amounts, b.source, b.is_verified as "isVerified", b.version
    from merit_bonus_tables b join regions r on r.id = b.region_id
    where b.withdrawn_at is null order by r.level, r.sort, b.from_on desc, b.id`.execute(tx)
  return rows.map((row) => ({
    ...row,
    amounts: Object.fromEntries(
      GRADES.flatMap((grade) => {
        const yuan = row.amounts[grade]
        return yuan === null || yuan === undefined ? [] : [[grade, yuan]]
      }),
    ),
  }))
}

/** Writes a table; undefined where the place has one from that day. */
export const insertBonus = async (
  tx: Tx,
  { acting, now }: Pick<Context, 'acting' | 'now'>,
  made: { fromOn: string; amounts: Record<string, number | null>; source: string; isVerified: boolean },
): Promise<number | undefined> => {
  const { rows } = await sql<{ id: number }>`
    insert into merit_bonus_tables (city_id, region_id, region_path, from_on, amounts, source, is_verified, post_id, person_id,
      made_at)
    values (${acting.cityId}, ${acting.regionId}, ${acting.regionPath}, ${made.fromOn}, ${JSON.stringify(made.amounts)}::jsonb,
      ${made.source}, ${made.isVerified}, ${acting.postId}, ${acting.personId}, ${now})
    on conflict do nothing returning id`.execute(tx)
  return rows[0]?.id
}

export const changeBonus = async (
  tx: Tx,
  id: number,
  version: number,
  columns: { is_verified: boolean } | { withdrawn_at: string },
): Promise<boolean> => {
  const { numUpdatedRows } = await tx
    .updateTable('merit_bonus_tables')
    .set({ ...columns, version: sql`version + 1` })
    .where('id', '=', id)
    .where('version', '=', version)
    .where('withdrawn_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}
