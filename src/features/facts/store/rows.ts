import { sql } from 'kysely'
import type { Tx } from '../../../platform/db/transaction.ts'
import type { FactPart, Ledger } from '../kinds/all.ts'
import type { FactState, Qualifier } from '../rules.ts'

/** A fact as stored, with the names that a list shows. */
export type StoredFact = {
  id: number
  cityId: number
  code: string | null
  kind: string
  direction: string | null
  state: FactState
  title: string
  body: string
  place: string
  startsOn: string
  endsOn: string
  regionId: number
  regionName: string
  regionPath: string
  fields: Record<string, string>
  ledgers: Ledger[]
  units: { id: number; name: string; part: FactPart }[]
  quantities: { key: string; value: number; unit: string; qualifier: Qualifier | null }[]
  enteredUnitId: number
  enteredUnitName: string
  enteredUnitKind: string
  enteredUnitSide: string
  enteredPostId: number
  enteredPersonId: number
  enteredPath: string
  forUnitId: number | null
  forUnitName: string | null
  campaignId: number | null
  campaignName: string | null
  /** What became of it, also for who sees it no longer. */
  campaignState: FactState | null
  channel: string
  promise: string | null
  promiseOn: string | null
  promiseUnitId: number | null
  promiseUnitName: string | null
  recordedAt: string | null
  recordedOn: string | null
  isLate: boolean
  isAfterClose: boolean
  checkedAt: string | null
  checkedPostId: number | null
  askedAt: string | null
  askedReason: string | null
  replacesId: number | null
  isReplacementGone: boolean
  fileCount: number
  coverId: number | null
  householdCount: number
  returned: { by: string; reason: string } | null
  version: number
}

/** Facts with everything a row shows; narrowed, ordered and limited by the caller, by the alias `f`. */
export const selectFacts = (tx: Tx) =>
  tx
    .selectFrom('facts as f')
    .innerJoin('regions as r', 'r.id', 'f.region_id')
    .innerJoin('units as eu', 'eu.id', 'f.entered_unit_id')
    .leftJoin('units as fu', 'fu.id', 'f.for_unit_id')
    .leftJoin('units as pu', 'pu.id', 'f.promise_unit_id')
    .leftJoin('facts as c', 'c.id', 'f.campaign_id')
    .select([
      'f.id',
      'f.city_id as cityId',
      'f.code',
      'f.kind',
      'f.direction',
      'f.title',
      'f.body',
      'f.venue as place',
      'f.starts_on as startsOn',
      'f.ends_on as endsOn',
      'f.region_id as regionId',
      'r.name as regionName',
      'f.region_path as regionPath',
      'f.entered_unit_id as enteredUnitId',
      'eu.name as enteredUnitName',
      'eu.kind as enteredUnitKind',
      'eu.side as enteredUnitSide',
      'f.entered_post_id as enteredPostId',
      'f.entered_person_id as enteredPersonId',
      'f.entered_path as enteredPath',
      'f.for_unit_id as forUnitId',
      'fu.name as forUnitName',
      'f.campaign_id as campaignId',
      'c.title as campaignName',
      sql<FactState | null>`case when f.campaign_id is not null then coalesce(c.state, campaign_state(f.campaign_id)) end`.as(
        'campaignState',
      ),
      'f.channel',
      'f.promise',
      'f.promise_on as promiseOn',
      'f.promise_unit_id as promiseUnitId',
      'pu.name as promiseUnitName',
      'f.recorded_at as recordedAt',
      'f.recorded_on as recordedOn',
      'f.is_late as isLate',
      'f.is_after_close as isAfterClose',
      'f.checked_at as checkedAt',
      'f.checked_post_id as checkedPostId',
      'f.correction_asked_at as askedAt',
      'f.correction_reason as askedReason',
      'f.replaces_id as replacesId',
      sql<boolean>`(f.state = 'replaced' and not exists (select 1 from facts n where n.replaces_id = f.id
        and n.state <> 'withdrawn'))`.as('isReplacementGone'),
      'f.version',
      sql<FactState>`f.state`.as('state'),
      sql<Record<string, string>>`f.fields`.as('fields'),
      sql<Ledger[]>`f.ledgers`.as('ledgers'),
      sql<StoredFact['units']>`(select coalesce(json_agg(json_build_object('id', u.id, 'name', u.name, 'part', n.part)
          order by array_position(array['host', 'join', 'object'], n.part), ur.level, ur.sort, u.sort, u.id), '[]')
        from fact_units n join units u on u.id = n.unit_id join regions ur on ur.id = u.region_id
        where n.fact_id = f.id)`.as('units'),
      sql<StoredFact['quantities']>`(select coalesce(json_agg(json_build_object('key', q.key, 'value', q.value,
          'unit', q.unit, 'qualifier', q.qualifier)), '[]') from fact_quantities q where q.fact_id = f.id)`.as(
        'quantities',
      ),
      sql<number>`(select count(*) from fact_files a where a.fact_id = f.id)`.as('fileCount'),
      sql<number | null>`(select a.file_id from fact_files a join files b on b.id = a.file_id
        where a.fact_id = f.id and b.mime like 'image/%' and b.removed_at is null order by a.sort limit 1)`.as(
        'coverId',
      ),
      sql<number>`(select count(*) from fact_households h where h.fact_id = f.id)::int`.as('householdCount'),
      sql<StoredFact['returned']>`case when f.state = 'returned' then
        (select json_build_object('by', u.name, 'reason', e.text) from fact_entries e join units u on u.id = e.unit_id
         where e.fact_id = f.id and e.step = 'return' order by e.id desc limit 1) end`.as('returned'),
    ])

/** A fact that the acting post may see. */
export const findFact = (tx: Tx, id: number): Promise<StoredFact | undefined> =>
  selectFacts(tx).where('f.id', '=', id).executeTakeFirst()

/** Several at once, in the order of their ids. */
export const findFacts = (tx: Tx, ids: readonly number[]): Promise<StoredFact[]> =>
  selectFacts(tx)
    .where('f.id', '=', sql<number>`any(${[...ids]}::int[])`)
    .orderBy('f.id')
    .execute()

/** Locks facts in the order of their ids, so that nobody takes a step in one of them meanwhile. */
export const lockFacts = async (tx: Tx, ids: readonly number[]): Promise<void> => {
  await tx
    .selectFrom('facts')
    .select('id')
    .where('id', '=', sql<number>`any(${[...ids]}::int[])`)
    .orderBy('id')
    .forUpdate()
    .execute()
}

export const listEntries = (tx: Tx, factId: number) =>
  tx
    .selectFrom('fact_entries as e')
    .innerJoin('posts as p', 'p.id', 'e.post_id')
    .innerJoin('units as u', 'u.id', 'e.unit_id')
    .select([
      'e.id',
      'e.at',
      'e.step',
      'e.from_state as fromState',
      'e.to_state as toState',
      'e.text',
      'p.name as postName',
      'u.name as unitName',
    ])
    .where('e.fact_id', '=', factId)
    .orderBy('e.id', 'desc')
    .execute()

/** When a fact that was recorded stopped counting, the last time; null where it never did. */
export const leftCountingAt = async (tx: Tx, factId: number): Promise<string | null> => {
  const row = await tx
    .selectFrom('fact_entries')
    .select('at')
    .where('fact_id', '=', factId)
    .where('from_state', 'in', ['recorded', 'checked'])
    .where('to_state', 'not in', ['recorded', 'checked'])
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.at ?? null
}

export const listFiles = (tx: Tx, factId: number) =>
  tx
    .selectFrom('fact_files as a')
    .innerJoin('files as f', 'f.id', 'a.file_id')
    .select(['f.id', 'f.name', 'f.kind', 'f.mime', 'f.size', 'f.pages', 'f.created_at as createdAt', 'a.caption'])
    .where('a.fact_id', '=', factId)
    .where('f.removed_at', 'is', null)
    .orderBy('a.sort')
    .execute()

/** Families named in a fact, as far as the acting post sees the register; heads in the order of their villages. */
export const listHouseholds = (tx: Tx, factId: number): Promise<{ id: number; name: string; place: string }[]> =>
  tx
    .selectFrom('fact_households as n')
    .innerJoin('households as h', 'h.id', 'n.household_id')
    .innerJoin('regions as r', 'r.id', 'h.region_id')
    .select(['h.id', 'h.head_name as name', 'r.name as place'])
    .where('n.fact_id', '=', factId)
    .orderBy('r.path')
    .orderBy('h.id')
    .execute()

/** The fact that took the place of this one, and was not withdrawn since. */
export const findReplacement = (tx: Tx, factId: number) =>
  tx
    .selectFrom('facts')
    .select(['id', 'title', 'code'])
    .where('replaces_id', '=', factId)
    .where('state', '<>', 'withdrawn')
    .executeTakeFirst()

/** The state in which a fact was when another took its place. */
export const stateWhenReplaced = async (tx: Tx, factId: number): Promise<FactState> => {
  const row = await tx
    .selectFrom('fact_entries')
    .select('from_state as state')
    .where('fact_id', '=', factId)
    .where('step', '=', 'replace')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.state === 'returned' ? 'returned' : 'recorded'
}

/** How many facts belong to a campaign of the acting post's own unit, those of other units and places too. */
export const countBelonging = async (tx: Tx, campaignId: number): Promise<number> => {
  const { rows } = await sql<{ count: number }>`select campaign_parts(${campaignId}) as count`.execute(tx)
  return rows[0]?.count ?? 0
}

/** How many facts of a campaign count, and how many of them nobody checked. */
export const countParts = (tx: Tx, campaignId: number) =>
  tx
    .selectFrom('facts')
    .select([
      sql<number>`count(*)::int`.as('count'),
      sql<number>`count(*) filter (where state = 'recorded')::int`.as('unchecked'),
    ])
    .where('campaign_id', '=', campaignId)
    .where('is_counted', '=', true)
    .executeTakeFirstOrThrow()

/** What the amounts of a campaign's facts that count come to, kind by kind; approximate where one of them is. */
export const sumParts = async (tx: Tx, campaignId: number) => {
  const { rows } = await sql<{ kind: string; key: string; unit: string; value: number; isApproximate: boolean }>`
    select f.kind, q.key, q.unit, sum(q.value)::float8 as value, bool_or(q.qualifier is not null) as "isApproximate"
    from facts f join fact_quantities q on q.fact_id = f.id
    where f.campaign_id = ${campaignId} and f.is_counted group by f.kind, q.key, q.unit`.execute(tx)
  return rows
}

export const postNamed = async (tx: Tx, id: number | null): Promise<{ id: number; name: string } | null> =>
  id === null
    ? null
    : ((await tx.selectFrom('posts').select(['id', 'name']).where('id', '=', id).executeTakeFirst()) ?? null)
