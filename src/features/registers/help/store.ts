import { sql } from 'kysely'
import type { ClosedColumn } from '../../../platform/closed/index.ts'
import type { Context } from '../../../platform/context.ts'
import { asProgram, type Tx } from '../../../platform/db/transaction.ts'
import { isInside } from '../places.ts'
import type { HelpCounts, HelpQuery } from './contract.ts'
import { type Desks, HELP_STATES, type HelpKind, type HelpState, type HelpStep, type Source } from './rules.ts'

/** Words of medical help, as the table keeps them. */
export type SealedWords = { bytes: Buffer; keyId: string }

export type StoredHelp = {
  id: number
  code: string
  householdId: number
  headName: string
  regionId: number
  regionPath: string
  regionName: string
  townName: string
  source: Source
  kind: HelpKind
  /** Null where it is sealed. */
  needs: string | null
  sealed: SealedWords | null
  cameOn: string
  dueOn: string | null
  state: HelpState
  sinceOn: string
  unitId: number
  unitName: string
  version: number
}

const COLUMNS = sql`c.id, c.code, c.household_id as "householdId", h.head_name as "headName", h.region_id as "regionId",
  h.region_path as "regionPath", r.name as "regionName", coalesce(t.name, '') as "townName", c.source, c.kind, c.needs,
  c.needs_sealed, c.needs_key,
  c.came_on as "cameOn", c.due_on as "dueOn", c.state, c.since_on as "sinceOn", c.unit_id as "unitId", u.name as "unitName", c.version`
const FROM = sql`help_cases c join households h on h.id = c.household_id join regions r on r.id = h.region_id
  left join regions t on t.id = r.parent_id and t.level >= 3 join units u on u.id = c.unit_id`

type Filter = Pick<HelpQuery, 'state' | 'kind' | 'householdId' | 'open' | 'behalf'> & { path: string }

const hasBehalf = sql`exists (select 1 from help_steps s where s.case_id = c.id and s.on_behalf)`
const narrowed = ({ path, state, kind, householdId, open, behalf }: Filter) => sql`${isInside('h.region_path', path)}
  ${state === undefined ? sql`` : sql`and c.state = ${state}`}
  ${kind === undefined ? sql`` : sql`and c.kind = ${kind}`}
  ${householdId === undefined ? sql`` : sql`and c.household_id = ${householdId}`}
  ${open === undefined ? sql`` : sql`and (c.state not in ('done', 'refused', 'withdrawn')) = ${open}`}
  ${behalf === undefined ? sql`` : sql`and ${hasBehalf} = ${behalf}`}`

type Raw = Omit<StoredHelp, 'sealed'> & { needs_sealed: Buffer | null; needs_key: string | null }
const read = ({ needs_sealed, needs_key, ...row }: Raw): StoredHelp => ({
  ...row,
  sealed: needs_sealed && needs_key !== null ? { bytes: needs_sealed, keyId: needs_key } : null,
})

/** A page of cases, the newest first, by key. */
export const listHelp = async (
  tx: Tx,
  filter: Filter,
  { after, size }: { after?: number | undefined; size: number },
): Promise<{ rows: StoredHelp[]; total: number; next: string | null }> => {
  const counted = await sql<{ total: number }>`select count(*)::int as total from help_cases c
    join households h on h.id = c.household_id where ${narrowed(filter)}`.execute(tx)
  const { rows } = await sql<Raw>`select ${COLUMNS} from ${FROM} where ${narrowed(filter)}
    ${after === undefined ? sql`` : sql`and c.id < ${after}`} order by c.id desc limit ${size + 1}`.execute(tx)
  const shown = rows.slice(0, size)
  return {
    rows: shown.map(read),
    total: counted.rows[0]?.total ?? 0,
    next: rows.length > size ? String(shown.at(-1)?.id) : null,
  }
}

export const findHelp = async (tx: Tx, id: number, { lock = false } = {}): Promise<StoredHelp | undefined> => {
  if (lock) await sql`select 1 from help_cases where id = ${id} for update`.execute(tx)
  const { rows } = await sql<Raw>`select ${COLUMNS} from ${FROM} where c.id = ${id}`.execute(tx)
  return rows[0] && read(rows[0])
}

export const noStates = (): HelpCounts =>
  Object.fromEntries(HELP_STATES.map((state) => [state, 0])) as Record<HelpState, number>

/** How many cases stand in each state, by the path of the village of their family. */
export const countHelp = async (
  tx: Tx,
  path: string,
): Promise<{ path: string; state: HelpState; count: number; behalf: number }[]> => {
  const { rows } = await sql<{ path: string; state: HelpState; count: number; behalf: number }>`
    select h.region_path as path, c.state, count(*)::int as count, (count(*) filter (where ${hasBehalf}))::int as behalf from help_cases c
    join households h on h.id = c.household_id where ${isInside('h.region_path', path)} group by 1, 2`.execute(tx)
  return rows
}

/** Draws a number before the row is written: sealed words are bound to it. */
export const drawHelpId = async (tx: Tx, table: 'help_cases' | 'help_steps'): Promise<number> =>
  (await sql<{ id: number }>`select nextval(pg_get_serial_sequence(${table}, 'id'))::int as id`.execute(tx)).rows[0]
    ?.id as number

export const insertHelp = async (
  tx: Tx,
  { acting, now }: Pick<Context, 'acting' | 'now'>,
  made: {
    id: number
    code: string
    householdId: number
    source: Source
    kind: HelpKind
    needs: string | SealedWords
    cameOn: string
    dueOn: string | null
  },
): Promise<void> => {
  await tx
    .insertInto('help_cases')
    .values({
      id: made.id,
      city_id: acting.cityId,
      code: made.code,
      household_id: made.householdId,
      source: made.source,
      kind: made.kind,
      ...(typeof made.needs === 'string'
        ? { needs: made.needs }
        : { needs_sealed: made.needs.bytes, needs_key: made.needs.keyId }),
      came_on: made.cameOn,
      due_on: made.dueOn,
      state: 'village',
      since_on: made.cameOn,
      unit_id: acting.unitId,
      post_id: acting.postId,
      person_id: acting.personId,
      made_at: now,
    })
    .execute()
}

/** Whether the case stood at that version. */
export const moveHelp = async (
  tx: Tx,
  id: number,
  version: number,
  { state, on }: { state: HelpState; on: string },
): Promise<boolean> => {
  const { numUpdatedRows } = await tx
    .updateTable('help_cases')
    .set({ state, since_on: on, version: sql`version + 1` })
    .where('id', '=', id)
    .where('version', '=', version)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

export type NewHelpStep = {
  id: number
  caseId: number
  step: HelpStep | 'open'
  on: string
  agrees: boolean | null
  words: string | SealedWords
  yuan: number | null
  isOnBehalf?: boolean
}

export const insertHelpStep = async (
  tx: Tx,
  { acting, now }: Pick<Context, 'acting' | 'now'>,
  { id, caseId, step, on, agrees, words, yuan, isOnBehalf = false }: NewHelpStep,
): Promise<void> => {
  await tx
    .insertInto('help_steps')
    .values({
      id,
      case_id: caseId,
      step,
      on_day: on,
      agrees,
      ...(typeof words === 'string' ? { words } : { words_sealed: words.bytes, words_key: words.keyId }),
      yuan,
      on_behalf: isOnBehalf,
      post_id: acting.postId,
      person_id: acting.personId,
      unit_id: acting.unitId,
      at: now,
    })
    .execute()
}

export const listHelpSteps = async (tx: Tx, caseId: number) => {
  const { rows } = await sql<{
    id: number
    step: HelpStep | 'open'
    on: string
    agrees: boolean | null
    words: string
    words_sealed: Buffer | null
    words_key: string | null
    yuan: number | null
    postName: string
    isOnBehalf: boolean
  }>`select s.id, s.step, s.on_day as "on", s.agrees, s.words, s.words_sealed, s.words_key, s.yuan, p.name as "postName", s.on_behalf as "isOnBehalf"
    from help_steps s join posts p on p.id = s.post_id where s.case_id = ${caseId} order by s.id`.execute(tx)
  return rows.map(({ words_sealed, words_key, ...row }) => ({
    ...row,
    sealed: words_sealed && words_key !== null ? { bytes: words_sealed, keyId: words_key } : null,
  }))
}

/** The level of a place: 3 county, 4 township, 5 village. */
export const levelOf = async (tx: Tx, regionId: number): Promise<number> =>
  (await tx.selectFrom('regions').select('level').where('id', '=', regionId).executeTakeFirst())?.level ?? 0

/**
 * The level of a family's place, and the levels on the way up at which an office or a station stands that somebody holds on a day; at a county
 * the office alone. Above the row policies: who stands where is no secret here.
 */
export const desksOf = async (tx: Tx, path: string, day: string): Promise<Desks> => {
  const { rows } = await asProgram(tx, () =>
    sql<{ level: number; isStaffed: boolean }>`
      select r.level, exists (select 1 from posts p join post_holders h on h.post_id = p.id where p.region_id = r.id
          and (p.role = 'office' or p.role = 'station' and r.level > 3) and (p.closed_on is null or p.closed_on > ${day}::date)
          and h.from_on <= ${day}::date and (h.to_on is null or h.to_on > ${day}::date)) as "isStaffed"
      from regions r where r.id = any(string_to_array(rtrim(${path}, '.'), '.')::int[])`.execute(tx),
  )
  return {
    lowest: Math.max(0, ...rows.map(({ level }) => level)),
    staffed: rows.filter(({ isStaffed }) => isStaffed).map(({ level }) => level),
  }
}

/** The closed values of help, for the turn of the keys. */
export const HELP_COLUMNS: readonly ClosedColumn[] = [
  { table: 'help_cases', column: 'needs', sealed: 'needs_sealed', key: 'needs_key' },
  { table: 'help_steps', column: 'words', sealed: 'words_sealed', key: 'words_key' },
]

/** Words of medical help that stand in clear still, from before they were closed; at most so many. */
export const listUnsealed = async (
  tx: Tx,
  cleared: string,
  most: number,
): Promise<{ table: 'help_cases' | 'help_steps'; id: number; words: string }[]> =>
  (
    await sql<{ table: 'help_cases' | 'help_steps'; id: number; words: string }>`
      select * from (select 'help_cases' as table, id, needs as words from help_cases
        where kind = 'medical' and needs is not null and needs <> ${cleared}
      union all select 'help_steps', s.id, s.words from help_steps s join help_cases c on c.id = s.case_id
        where c.kind = 'medical' and s.words not in ('', ${cleared})) w order by 1, 2 limit ${most}`.execute(tx)
  ).rows

export const sealWords = async (
  tx: Tx,
  { table, id }: { table: 'help_cases' | 'help_steps'; id: number },
  { bytes, keyId }: SealedWords,
): Promise<void> => {
  if (table === 'help_cases')
    await tx
      .updateTable('help_cases')
      .set({ needs: null, needs_sealed: bytes, needs_key: keyId })
      .where('id', '=', id)
      .execute()
  else
    await tx
      .updateTable('help_steps')
      .set({ words: '', words_sealed: bytes, words_key: keyId })
      .where('id', '=', id)
      .execute()
}
