import { sql } from 'kysely'
import type { Context } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import type { Category, HouseholdState } from '../households/words.ts'
import { isInside, rankedPlaces } from '../places.ts'
import type { FEASTS, LetterAccount, LetterFigures, LetterItem, LetterState } from './contract.ts'

/** A round as it stood on the day it ended. */
export type FrozenLetters = Pick<LetterAccount, 'figures' | 'byCategory' | 'places'>

/** What it came to when it ended before, and who opened it again. */
export type EndedLetters = FrozenLetters & { on: string; reopenedOn: string; reopenedBy: string; reason: string }

export type StoredRound = {
  id: number
  code: string
  name: string
  feast: (typeof FEASTS)[number]
  regionId: number
  regionPath: string
  regionName: string
  categories: Category[]
  openedOn: string
  closedOn: string | null
  frozen: FrozenLetters | null
  withdrawnOn: string | null
  withdrawnReason: string | null
  withdrawnLetters: number | null
  endings: EndedLetters[]
  version: number
}

const selectRounds = sql`select l.id, l.code, l.name, l.feast, l.region_id as "regionId", l.region_path as "regionPath",
    r.name as "regionName", l.categories, l.opened_on as "openedOn", l.closed_on as "closedOn", l.frozen, l.withdrawn_on as "withdrawnOn",
    l.withdrawn_reason as "withdrawnReason", l.withdrawn_letters as "withdrawnLetters", l.endings, l.version
  from letter_rounds l join regions r on r.id = l.region_id`

export const findRound = async (tx: Tx, id: number, { lock = false } = {}): Promise<StoredRound | undefined> => {
  const { rows } =
    await sql<StoredRound>`${selectRounds} where l.id = ${id} ${lock ? sql`for update of l` : sql``}`.execute(tx)
  return rows[0]
}

export const listRounds = async (
  tx: Tx,
  { after, size }: { after?: number | undefined; size: number },
): Promise<{ rows: StoredRound[]; total: number; next: string | null }> => {
  const counted = await sql<{ total: number }>`select count(*)::int as total from letter_rounds`.execute(tx)
  const { rows } = await sql<StoredRound>`${selectRounds} ${after === undefined ? sql`` : sql`where l.id < ${after}`}
    order by l.id desc limit ${size + 1}`.execute(tx)
  const shown = rows.slice(0, size)
  return {
    rows: shown,
    total: counted.rows[0]?.total ?? 0,
    next: rows.length > size ? String(shown.at(-1)?.id) : null,
  }
}

const COUNTS = sql`count(*)::int as owed, count(*) filter (where i.state = 'waiting')::int as waiting,
  count(*) filter (where i.state = 'sent')::int as sent, count(*) filter (where i.state = 'returned')::int as returned,
  count(*) filter (where i.state = 'unneeded')::int as unneeded,
  count(*) filter (where i.came_back > 0)::int as "cameBack",
  count(*) filter (where i.stop_reason is not null)::int as stopped`

export const NO_LETTERS: LetterFigures = {
  owed: 0,
  waiting: 0,
  sent: 0,
  returned: 0,
  unneeded: 0,
  cameBack: 0,
  stopped: 0,
}
const plain = ({ owed, waiting, sent, returned, unneeded, cameBack, stopped }: LetterFigures): LetterFigures => ({
  ...{ owed, waiting, sent, returned, unneeded, cameBack, stopped },
})

/** Figures of rounds inside a place, by round. */
export const countRounds = async (
  tx: Tx,
  ids: readonly number[],
  path: string,
): Promise<Map<number, LetterFigures>> => {
  const { rows } = await sql<LetterFigures & { id: number }>`select i.round_id as id, ${COUNTS} from letter_items i
    where i.round_id = any(${[...ids]}::int[]) and ${isInside('i.region_path', path)} group by 1`.execute(tx)
  return new Map(rows.map((row) => [row.id, plain(row)]))
}

export const countCategories = async (tx: Tx, id: number, path: string): Promise<Map<Category, LetterFigures>> => {
  const { rows } = await sql<LetterFigures & { category: Category }>`select i.category, ${COUNTS} from letter_items i
    where i.round_id = ${id} and ${isInside('i.region_path', path)} group by 1`.execute(tx)
  return new Map(rows.map((row) => [row.category, plain(row)]))
}

export const countPlaces = async (
  tx: Tx,
  id: number,
  place: { id: number; path: string },
): Promise<Map<number, LetterFigures>> => {
  const { rows } = await sql<LetterFigures & { id: number }>`select coalesce(c.id, ${place.id}) as id, ${COUNTS}
    from letter_items i left join regions c on c.parent_id = ${place.id}
      and i.region_path >= c.path and i.region_path < rtrim(c.path, '.') || '/'
    where i.round_id = ${id} and ${isInside('i.region_path', place.path)} group by 1`.execute(tx)
  return new Map(rows.map((row) => [row.id, plain(row)]))
}

export type SharedRound = { id: number; code: string; name: string; regionName: string; shared: number }

/** Open rounds of the same feast in the own place, above or below, with how many of the families of a new one stand in each, and in any. */
export const findShared = async (
  tx: Tx,
  { acting }: Pick<Context, 'acting'>,
  { feast, categories }: { feast: string; categories: readonly Category[] },
): Promise<{ rounds: SharedRound[]; families: number }> => {
  const { rows } = await sql<SharedRound>`select l.id, l.code, l.name, r.name as "regionName", count(*)::int as shared
    from letter_rounds l join regions r on r.id = l.region_id
      join letter_items i on i.round_id = l.id and i.state <> 'unneeded' and ${isInside('i.region_path', acting.regionPath)}
      join households h on h.id = i.household_id and h.state = 'present' and h.categories && ${[...categories]}::text[]
    where l.feast = ${feast} and l.closed_on is null
    group by l.id, l.code, l.name, r.name order by l.id`.execute(tx)
  const ids = rows.map(({ id }) => id)
  const counted = await sql<{ families: number }>`select count(distinct i.household_id)::int as families
    from letter_items i join households h on h.id = i.household_id
    where i.round_id = any(${ids}::int[]) and i.state <> 'unneeded' and ${isInside('i.region_path', acting.regionPath)}
      and h.state = 'present' and h.categories && ${[...categories]}::text[]`.execute(tx)
  return { rounds: rows, families: counted.rows[0]?.families ?? 0 }
}

/** Opens a round with a letter for each present household of its categories that has none in `without`. Returns how many. */
export const insertRound = async (
  tx: Tx,
  { acting }: Pick<Context, 'acting'>,
  made: {
    code: string
    name: string
    feast: string
    categories: readonly Category[]
    openedOn: string
    without: number[]
  },
): Promise<{ id: number; letters: number }> => {
  const { id } = await tx
    .insertInto('letter_rounds')
    .values({
      city_id: acting.cityId,
      code: made.code,
      region_id: acting.regionId,
      region_path: acting.regionPath,
      name: made.name,
      feast: made.feast,
      categories: [...made.categories],
      opened_on: made.openedOn,
      post_id: acting.postId,
      person_id: acting.personId,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  const { numAffectedRows = 0n } = await sql`
    insert into letter_items (round_id, household_id, city_id, region_path, category)
    select ${id}, h.id, h.city_id, h.region_path,
      (select c from unnest(h.categories) with ordinality as u (c, n) where c = any(${[...made.categories]}::text[]) order by n limit 1)
    from households h where h.state = 'present' and h.categories && ${[...made.categories]}::text[]
      and ${isInside('h.region_path', acting.regionPath)}
      and not exists (select 1 from letter_items o where o.household_id = h.id and o.round_id = any(${made.without}::int[])
        and o.state <> 'unneeded')`.execute(tx)
  return { id, letters: Number(numAffectedRows) }
}

/**
 * Letters of families that are gone and were not sent become 不用寄, and wait again once the family is back, or stand under 退回 again where
 * they had come back; in rounds that run. Called after households changed.
 */
export const settleLetters = async (tx: Tx, today: string, households: readonly number[]): Promise<void> => {
  await sql`update letter_items i set state = case when h.state <> 'present' then 'unneeded'
        when i.stop_reason is not null then 'returned' else 'waiting' end, stop_reason = null,
      gone_as = case when h.state <> 'present' then h.state end,
      gone_on = case when h.state <> 'present' then coalesce(h.ended_on, ${today}::date) end
    from households h, letter_rounds r
    where i.household_id = any(${[...households]}::int[]) and h.id = i.household_id and r.id = i.round_id and r.closed_on is null
      and (i.state = 'waiting' and h.state <> 'present' or i.state = 'unneeded' and h.state = 'present')`.execute(tx)
}

/**
 * Marks the letters that wait as sent, or one of them; that of a family that is gone, or that came back, only by itself and not on
 * a day after it went or before it came back. Returns how many.
 */
export const sendLetters = async (
  tx: Tx,
  { acting, now }: Pick<Context, 'acting' | 'now'>,
  {
    id,
    path,
    householdId,
    on,
    markId,
  }: { id: number; path: string; householdId: number | null; on: string; markId: number },
): Promise<number> => {
  const which =
    householdId === null
      ? sql`i.state = 'waiting'`
      : sql`i.household_id = ${householdId} and i.state <> 'sent' and i.stop_reason is null and (i.returned_on is null or i.returned_on <= ${on})
          and exists (select 1 from households h where h.id = i.household_id and (h.state = 'present' or h.ended_on >= ${on}))`
  const { numAffectedRows = 0n } =
    await sql`update letter_items i set ${markedBy(markId)}, state = 'sent', sent_on = ${on}, returned_on = null,
      return_reason = null, gone_as = null, gone_on = null, changed_post_id = ${acting.postId}, changed_at = ${now}
    where i.round_id = ${id} and ${isInside('i.region_path', path)} and ${which}`.execute(tx)
  return Number(numAffectedRows)
}

/** A line keeps how it stood before a mark, so that the mark can be taken back (marks.ts). */
const markedBy = (
  markId: number,
) => sql`mark_ids = i.mark_ids || ${markId}::int, was = jsonb_build_object('state', i.state,
  'sent_on', i.sent_on, 'returned_on', i.returned_on, 'return_reason', i.return_reason, 'gone_as', i.gone_as, 'gone_on', i.gone_on,
  'stop_reason', i.stop_reason, 'came_back', i.came_back, 'was', i.was)`

/** One letter as it stands, and what became of its family. */
export const findLetter = async (tx: Tx, id: number, householdId: number) => {
  const { rows } = await sql<{
    state: LetterState
    sentOn: string | null
    returnedOn: string | null
    household: HouseholdState
    endedOn: string | null
    regionId: number
    regionPath: string
  }>`select h.region_id as "regionId", i.region_path as "regionPath", i.state, i.sent_on as "sentOn", i.returned_on as "returnedOn", h.state as household, h.ended_on as "endedOn"
    from letter_items i join households h on h.id = i.household_id
    where i.round_id = ${id} and i.household_id = ${householdId}`.execute(tx)
  return rows[0]
}

type OneLetter = { id: number; householdId: number; reason: string; markId: number }

export const returnLetter = async (
  tx: Tx,
  { acting, now }: Pick<Context, 'acting' | 'now'>,
  { id, householdId, on, reason, markId }: OneLetter & { on: string },
): Promise<boolean> => {
  const { numAffectedRows = 0n } =
    await sql`update letter_items i set ${markedBy(markId)}, state = 'returned', came_back = came_back + 1, returned_on = ${on},
      return_reason = ${reason}, changed_post_id = ${acting.postId}, changed_at = ${now}
    where round_id = ${id} and household_id = ${householdId} and state = 'sent' and sent_on <= ${on}`.execute(tx)
  return numAffectedRows > 0n
}

/** 不再寄: a letter that came back from a family that is gone. False where it did not, or the family is there. */
export const stopLetter = async (
  tx: Tx,
  { acting, now }: Pick<Context, 'acting' | 'now'>,
  { id, householdId, reason, markId }: OneLetter,
): Promise<boolean> => {
  const { numAffectedRows = 0n } =
    await sql`update letter_items i set ${markedBy(markId)}, state = 'unneeded', stop_reason = ${reason}, gone_as = h.state, gone_on = h.ended_on,
      changed_post_id = ${acting.postId}, changed_at = ${now}
    from households h where i.round_id = ${id} and i.household_id = ${householdId} and h.id = i.household_id
      and i.state = 'returned' and h.state <> 'present'`.execute(tx)
  return numAffectedRows > 0n
}

export const closeRound = async (
  tx: Tx,
  { id, version }: { id: number; version: number },
  on: string,
  frozen: FrozenLetters,
): Promise<boolean> => {
  const { numUpdatedRows } = await tx
    .updateTable('letter_rounds')
    .set({ closed_on: on, frozen: JSON.stringify(frozen), version: sql`version + 1` })
    .where('id', '=', id)
    .where('version', '=', version)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** A letter without what tells its family from others of its name (households/apart.ts). */
export type StoredItem = Omit<LetterItem, 'twinMark'>

export type ItemFilter = {
  id: number
  path: string
  state?: LetterState | undefined
  category?: Category | undefined
  q?: string | undefined
  mark?: number | undefined
  householdId?: number
}

/** A page of the letters of a round, place by place in official order, by key. */
export const listItems = async (
  tx: Tx,
  { id, path, state, category, q, mark, householdId }: ItemFilter,
  { after, size }: { after?: string | undefined; size: number },
): Promise<{ rows: StoredItem[]; total: number; next: string | null }> => {
  const [afterRegion, afterId] = (after ?? '0.0').split('.').map(Number) as [number, number]
  const condition = sql`i.round_id = ${id} ${state === undefined ? sql`` : sql`and i.state = ${state}`}
    ${category === undefined ? sql`` : sql`and i.category = ${category}`}
    ${q === undefined ? sql`` : sql`and i.household_id = any(array(select households_named(${q})))`}
    ${mark === undefined ? sql`` : sql`and ${mark}::int = any(i.mark_ids)`}
    ${householdId === undefined ? sql`` : sql`and i.household_id = ${householdId}`}`
  const counted = await sql<{ total: number }>`select count(*)::int as total from letter_items i
    where ${condition} and ${isInside('i.region_path', path)}`.execute(tx)
  const { rows } = await sql<StoredItem>`
    with places as materialized (${rankedPlaces(path)}),
    from_here as (select rank from places where id = ${afterRegion})
    select i.household_id as "householdId", i.head_name as "headName", p.id as "regionId", p.name as "regionName",
      p.town as "townName", i.category, i.state, i.sent_on as "sentOn", i.returned_on as "returnedOn",
      i.return_reason as "returnReason", i.stop_reason as "stopReason",
      case when i.state = 'returned' then i.left_as else i.gone_as end as "goneAs",
      case when i.state = 'returned' then i.left_on else i.gone_on end as "goneOn"
    from (select * from places where ${afterRegion} = 0 or rank >= (select rank from from_here) order by rank) p
      cross join lateral (select i.*, h.head_name, nullif(h.state, 'present') as left_as, h.ended_on as left_on
        from letter_items i join households h on h.id = i.household_id
        where i.region_path = p.path and (p.id <> ${afterRegion} or i.household_id > ${afterId}) and ${condition}
        order by i.household_id limit ${size + 1}) i
    order by p.rank, i.household_id limit ${size + 1}`.execute(tx)
  const shown = rows.slice(0, size)
  const last = shown.at(-1)
  return {
    rows: shown,
    total: counted.rows[0]?.total ?? 0,
    next: rows.length > size && last ? `${last.regionId}.${last.householdId}` : null,
  }
}

export const postName = async (tx: Tx, id: number): Promise<string> =>
  (await tx.selectFrom('posts').select('name').where('id', '=', id).executeTakeFirst())?.name ?? ''
