import { type RawBuilder, sql } from 'kysely'
import type { Context } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import { holdFiles } from '../papers.ts'
import { isInside, rankedPlaces } from '../places.ts'
import type { ListKey, PlaqueRow, SIGNERS } from './contract.ts'
import { holdsPapers, NO_FIGURES, type PlaqueFigures, type Step } from './rules.ts'

const figuresOf = (row: Partial<PlaqueFigures> | undefined): PlaqueFigures =>
  Object.fromEntries(
    (Object.keys(NO_FIGURES) as (keyof PlaqueFigures)[]).map((key) => [key, row?.[key] ?? 0]),
  ) as PlaqueFigures

type Places = {
  /** Of the place and all below it. */
  whole: PlaqueFigures
  /** Of the places directly below, and of what is registered at the place itself (`id` of the place). */
  below: Map<number, PlaqueFigures>
}

/**
 * The figures of a place, from the tallies that the database keeps with each card (docs/adr/0053), equal to a count of the cards that the
 * lists show: counting the cards of a city took longer than a second.
 */
export const countPlaces = async (tx: Tx, place: { id: number; path: string }): Promise<Places> => {
  const { rows } = await sql<{ id: number; head: keyof PlaqueFigures; amount: number }>`
    select coalesce(c.id, ${place.id}) as id, t.head, sum(t.amount)::int as amount
    from (select region_path, head, sum(amount) as amount from register_tallies k
        where k.source = 'plaque' and ${isInside('k.region_path', place.path)} group by 1, 2) t
      left join regions c on c.parent_id = ${place.id}
        and t.region_path >= c.path and t.region_path < rtrim(c.path, '.') || '/'
    group by 1, 2`.execute(tx)
  const whole: Partial<PlaqueFigures> = {}
  const parts = new Map<number, Partial<PlaqueFigures>>()
  for (const { id, head, amount } of rows) {
    whole[head] = (whole[head] ?? 0) + amount
    parts.set(id, { ...parts.get(id), [head]: amount })
  }
  const held = [...parts].filter(([, figures]) => Object.values(figures).some((amount) => amount !== 0))
  return { whole: figuresOf(whole), below: new Map(held.map(([id, figures]) => [id, figuresOf(figures)])) }
}

const CONDITIONS: Record<ListKey, RawBuilder<boolean>> = {
  owed: sql<boolean>`k.claim = 'owed'`,
  double: sql<boolean>`k.hanging > 1`,
  'on-application': sql<boolean>`k.claim = 'on-application'`,
  hung: sql<boolean>`k.place = 'hung'`,
  waiting: sql<boolean>`k.place = 'waiting'`,
  declined: sql<boolean>`k.place = 'declined'`,
  'not-found': sql<boolean>`k.place = 'not-found'`,
  'hung-not-owed': sql<boolean>`k.place = 'hung-not-owed'`,
  none: sql<boolean>`k.place = 'none'`,
}

const likeWords = (said: string): string => `%${said.replace(/[\\%_]/g, '\\$&')}%`

type ListQuery = { list: ListKey; q?: string | undefined; after?: string | undefined; size: number; isOwn?: boolean }
/** A line without what tells it from others of its name (households/apart.ts). */
export type StoredRow = Omit<PlaqueRow, 'twinMark'>
type Page = { rows: StoredRow[]; total: number; next: string | null }

/** A page of cards, place by place in official order, by key. */
export const listCards = async (tx: Tx, path: string, { list, q, after, size }: ListQuery): Promise<Page> => {
  const [afterRegion, afterId] = (after ?? '0.0').split('.').map(Number) as [number, number]
  const condition = CONDITIONS[list]
  const named = q === undefined ? sql`` : sql`and h.head_name ilike ${likeWords(q)}`
  const counted = await sql<{ total: number }>`select count(*)::int as total from plaque_cards k
    ${q === undefined ? sql`` : sql`join households h on h.id = k.household_id`}
    where ${isInside('k.region_path', path)} and ${condition} ${named}`.execute(tx)
  const { rows } = await sql<StoredRow>`
    with places as materialized (${rankedPlaces(path)}),
    from_here as (select rank from places where id = ${afterRegion})
    select k.household_id as "householdId", k.head_name as "headName", p.id as "regionId", p.name as "regionName",
      p.town as "townName", k.claim, k.clause, k.place, k.hanging, k.hung_on as "hungOn", k.last_on as "lastOn"
    from (select * from places where ${afterRegion} = 0 or rank >= (select rank from from_here) order by rank) p
      cross join lateral (select k.*, h.head_name from plaque_cards k join households h on h.id = k.household_id
        where k.region_path = p.path and (p.id <> ${afterRegion} or k.household_id > ${afterId}) and ${condition} ${named}
        order by k.household_id limit ${size + 1}) k
    order by p.rank, k.household_id limit ${size + 1}`.execute(tx)
  return pageOf(rows, counted.rows[0]?.total ?? 0, size)
}

const pageOf = (rows: StoredRow[], total: number, size: number): Page => {
  const shown = rows.slice(0, size)
  const last = shown.at(-1)
  return { rows: shown, total, next: rows.length > size && last ? `${last.regionId}.${last.householdId}` : null }
}

export type StoredCard = StoredRow & {
  regionPath: string
  mayReplace: boolean
  grounds: number
  personName: string | null
  version: number
}

export const findCard = async (tx: Tx, id: number, { lock = false } = {}): Promise<StoredCard | undefined> => {
  if (lock) await sql`select 1 from plaque_cards where household_id = ${id} for update`.execute(tx)
  const { rows } = await sql<StoredCard>`
    select k.household_id as "householdId", h.head_name as "headName", h.region_id as "regionId", r.name as "regionName",
      coalesce(t.name, '') as "townName", k.claim, k.clause, k.place, k.hanging, k.hung_on as "hungOn", k.last_on as "lastOn",
      k.region_path as "regionPath", k.may_replace as "mayReplace", k.grounds, p.name as "personName", k.version
    from plaque_cards k join households h on h.id = k.household_id join regions r on r.id = h.region_id
      left join regions t on t.id = r.parent_id left join household_persons p on p.id = k.household_person_id
    where k.household_id = ${id}`.execute(tx)
  return rows[0]
}

export type StoredStep = {
  id: number
  step: Step
  on: string
  count: number | null
  signer: (typeof SIGNERS)[number] | null
  reason: string
  unitId: number
  postName: string
  at: string
  undoneAt: string | null
  undoneBy: string | null
  undoneReason: string | null
}

/** Everything that was done about the plaque of a household, first to last. */
export const listSteps = async (tx: Tx, householdId: number): Promise<StoredStep[]> => {
  const { rows } = await sql<StoredStep>`
    select s.id, s.step, s.on_day as "on", s.hung_count as count, s.signed_by as signer, s.reason, p.unit_id as "unitId",
      p.name as "postName", s.at, s.undone_at as "undoneAt", u.name as "undoneBy", s.undone_reason as "undoneReason"
    from plaque_steps s join posts p on p.id = s.post_id left join posts u on u.id = s.undone_post_id
    where s.household_id = ${householdId} order by s.id`.execute(tx)
  return rows
}

type By = Pick<Context, 'acting' | 'now'>

/** A card whose steps changed is another version of it, also where the rules answer as before. */
const touchCard = async (tx: Tx, householdId: number): Promise<void> => {
  await tx
    .updateTable('plaque_cards')
    .set(({ eb }) => ({ version: eb('version', '+', 1) }))
    .where('household_id', '=', householdId)
    .execute()
}

export const insertStep = async (
  tx: Tx,
  { acting, now }: By,
  card: Pick<StoredCard, 'householdId' | 'regionPath'>,
  taken: { step: Step; on: string; count: number | null; signer: string | null; reason: string; fileIds: number[] },
): Promise<number> => {
  await touchCard(tx, card.householdId)
  const { id } = await tx
    .insertInto('plaque_steps')
    .values({
      household_id: card.householdId,
      city_id: acting.cityId,
      region_path: card.regionPath,
      step: taken.step,
      on_day: taken.on,
      hung_count: taken.step === 'count' ? taken.count : null,
      signed_by: taken.signer,
      reason: taken.reason,
      post_id: acting.postId,
      person_id: acting.personId,
      at: now,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  const { fileIds } = taken
  await holdFiles(tx, 'plaque_step_files', { stepId: id, fileIds, arePapers: holdsPapers(taken) })
  return id
}

export const undoStep = async (tx: Tx, { acting, now }: By, id: number, reason: string): Promise<void> => {
  const { household_id } = await tx
    .updateTable('plaque_steps')
    .set({ undone_at: now, undone_post_id: acting.postId, undone_reason: reason })
    .where('id', '=', id)
    .returning('household_id')
    .executeTakeFirstOrThrow()
  await touchCard(tx, household_id)
}

export type StoredStatement = {
  id: number
  number: string
  regionId: number
  regionPath: string
  placeName: string
  unitName: string
  frozenOn: string
  frozenBy: string
  figures: PlaqueFigures
  places: { id: number; name: string; isOwn: boolean; figures: PlaqueFigures }[]
}

const selectStatements = (tx: Tx) =>
  tx
    .selectFrom('plaque_statements as s')
    .innerJoin('units as u', 'u.id', 's.unit_id')
    .innerJoin('posts as p', 'p.id', 's.post_id')
    .select(['s.id', 's.number', 's.region_id as regionId', 's.region_path as regionPath', 's.place_name as placeName'])
    .select(['u.name as unitName', 's.frozen_on as frozenOn', 'p.name as frozenBy', 's.figures', 's.places'])

export const findStatement = async (tx: Tx, id: number): Promise<StoredStatement | undefined> =>
  (await selectStatements(tx).where('s.id', '=', id).executeTakeFirst()) as StoredStatement | undefined

export const listStatements = async (
  tx: Tx,
  { after, size }: { after?: number | undefined; size: number },
): Promise<{ rows: StoredStatement[]; total: number; next: string | null }> => {
  const rows = (await selectStatements(tx)
    .$if(after !== undefined, (query) => query.where('s.id', '<', after as number))
    .orderBy('s.id', 'desc')
    .limit(size + 1)
    .execute()) as StoredStatement[]
  const { total } = await tx
    .selectFrom('plaque_statements')
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow()
  const shown = rows.slice(0, size)
  return { rows: shown, total, next: rows.length > size ? String(shown.at(-1)?.id) : null }
}

/** The last frozen account of a place. */
export const lastStatement = (tx: Tx, regionId: number) =>
  tx
    .selectFrom('plaque_statements')
    .select(['id', 'number', 'frozen_on as frozenOn'])
    .where('region_id', '=', regionId)
    .orderBy('id', 'desc')
    .executeTakeFirst()

/** Writes an account with a line for each household that is owed a plaque, has one or may ask for one, once and for all. Returns how many lines. */
export const insertStatement = async (
  tx: Tx,
  { acting, now, today }: Pick<Context, 'acting' | 'now' | 'today'>,
  made: {
    number: string
    place: { id: number; name: string; path: string }
    figures: PlaqueFigures
    places: StoredStatement['places']
  },
): Promise<{ id: number; lines: number }> => {
  const { id } = await tx
    .insertInto('plaque_statements')
    .values({
      city_id: acting.cityId,
      number: made.number,
      region_id: made.place.id,
      region_path: made.place.path,
      place_name: made.place.name,
      unit_id: acting.unitId,
      figures: JSON.stringify(made.figures),
      places: JSON.stringify(made.places),
      post_id: acting.postId,
      person_id: acting.personId,
      frozen_at: now,
      frozen_on: today,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  const { numAffectedRows = 0n } = await sql`
    insert into plaque_statement_lines (statement_id, household_id, region_id, place, clause, hanging, hung_on, is_on_application)
    select ${id}, k.household_id, h.region_id, k.place, k.clause, k.hanging, k.hung_on, k.claim = 'on-application'
    from plaque_cards k join households h on h.id = k.household_id
    where ${isInside('k.region_path', made.place.path)} and (k.place <> 'none' or k.claim = 'on-application')`.execute(
    tx,
  )
  return { id, lines: Number(numAffectedRows) }
}

const LINE_CONDITIONS: Record<ListKey, RawBuilder<boolean>> = {
  ...CONDITIONS,
  owed: sql<boolean>`k.place in ('hung', 'waiting', 'declined', 'not-found')`,
  'on-application': sql<boolean>`k.is_on_application`,
}

/** A page of the lines of a frozen account, in the order of the tree. */
export const listStatementLines = async (
  tx: Tx,
  statement: { id: number; path: string },
  { list, after, size }: ListQuery,
): Promise<Page> => {
  const [afterRegion, afterId] = (after ?? '0.0').split('.').map(Number) as [number, number]
  const condition = sql`k.statement_id = ${statement.id} and ${LINE_CONDITIONS[list]}
    and k.region_id in (select r.id from regions r where ${isInside('r.path', statement.path)})`
  const counted = await sql<{ total: number }>`select count(*)::int as total from plaque_statement_lines k
    where ${condition}`.execute(tx)
  const { rows } = await sql<StoredRow>`
    select k.household_id as "householdId", coalesce(h.head_name, '') as "headName", r.id as "regionId", r.name as "regionName",
      coalesce(t.name, '') as "townName", case when k.place in ('hung', 'waiting', 'declined', 'not-found') then 'owed'
        when k.is_on_application then 'on-application' else 'none' end as claim, k.clause, k.place, k.hanging, k.hung_on as "hungOn", null as "lastOn"
    from plaque_statement_lines k join regions r on r.id = k.region_id left join regions t on t.id = r.parent_id
      left join households h on h.id = k.household_id
    where ${condition} and (k.region_id, k.household_id) > (${afterRegion}, ${afterId})
    order by k.region_id, k.household_id limit ${size + 1}`.execute(tx)
  return pageOf(rows, counted.rows[0]?.total ?? 0, size)
}
