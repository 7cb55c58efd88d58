import { type RawBuilder, sql } from 'kysely'
import type { Acting } from '../../../platform/acting.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import { tellsUnit, tellsWords } from '../../../platform/db/units.ts'
import type { FactFilter } from '../contract.ts'
import { kindOf } from '../kinds/all.ts'
import { FACT_STATES } from '../rules.ts'
import { type StoredFact, selectFacts } from './rows.ts'

/** A filter; `among`: of these alone, which were looked through before. */
export type NarrowedFilter = FactFilter & { among?: readonly number[] }

type Asker = { acting: Acting }

/**
 * What the acting post sees, written out so that an index serves it; the row policies hold the same and guard it. Units see
 * what they wrote or are named in, which a function gives.
 */
export const scopeOf = ({ acting }: Asker): RawBuilder<boolean> => {
  const named = sql<boolean>`f.id = any(array(select facts_as_party()))`
  const { role, regionPath } = acting
  if (role !== 'office' && role !== 'station' && role !== 'leader') return named
  const end = `${regionPath.replace(/\.+$/, '')}/`
  return sql<boolean>`((f.region_path >= ${regionPath} and f.region_path < ${end}) or ${named})`
}

/** A unit named in it, or that wrote it down: both only where the asker may list by that unit. */
const ofUnit = ({ acting }: Asker, unitId: number): RawBuilder<boolean> =>
  sql<boolean>`(f.id = any(array(select facts_of_unit(${unitId}))) and ${tellsUnit(acting, sql`${unitId}::int`)})`
const ofWriter = ({ acting }: Asker, unitId: number): RawBuilder<boolean> =>
  sql<boolean>`(f.entered_unit_id = ${unitId} and ${tellsUnit(acting, sql`${unitId}::int`)})`

/** Campaigns of the places above, in which what is done here is gathered. They stand in the list of campaigns alone. */
const campaignsAbove = (regionPath: string): RawBuilder<boolean> =>
  sql<boolean>`(f.state in ('recorded', 'returned', 'checked') and starts_with(${regionPath}::text, f.region_path))`

/** Whether a filter asks for campaigns and for nothing else. */
const isOfCampaigns = ({ kind }: FactFilter): boolean =>
  kind !== undefined && kind.length > 0 && kind.every((code) => kindOf(code)?.isCampaign === true)

const MARK_SQL = {
  late: sql<boolean>`f.is_late`,
  'after-close': sql<boolean>`f.is_after_close`,
  approximate: sql<boolean>`f.is_approximate`,
  'entered-for': sql<boolean>`f.for_unit_id is not null`,
  asked: sql<boolean>`f.correction_asked_at is not null`,
}

/** The rows of a filter under the alias `f`, within the scope: the same for list, count, calendar, gallery and export. */
export const rowsOf = (asker: Asker, filter: NarrowedFilter): RawBuilder<boolean> => {
  const all = [
    isOfCampaigns(filter)
      ? sql<boolean>`(${scopeOf(asker)} or ${campaignsAbove(asker.acting.regionPath)})`
      : scopeOf(asker),
  ]
  const add = (condition: RawBuilder<boolean>) => all.push(condition)
  // One kind alone is walked by its index, day by day.
  if (filter.kind)
    add(filter.kind.length === 1 ? sql`f.kind = ${filter.kind[0]}` : sql`f.kind = any(${filter.kind}::text[])`)
  if (filter.direction) add(sql`f.direction = ${filter.direction}`)
  if (filter.state) add(sql`f.state = any(${filter.state}::text[])`)
  else if (filter.counted !== undefined) add(sql`f.is_counted = ${filter.counted}`)
  // What was withdrawn or replaced is kept, and listed where it is asked for.
  else add(sql`f.state not in ('withdrawn', 'replaced')`)
  if (filter.regionId) {
    add(sql`f.region_path >= (select path from regions where id = ${filter.regionId})`)
    add(sql`f.region_path < (select rtrim(path, '.') || '/' from regions where id = ${filter.regionId})`)
  }
  if (filter.unitId) add(ofUnit(asker, filter.unitId))
  if (filter.enteredUnitId) add(ofWriter(asker, filter.enteredUnitId))
  if (filter.householdId)
    add(sql`f.id = any(array(select fact_id from fact_households where household_id = ${filter.householdId}))`)
  if (filter.campaignId) add(sql`f.campaign_id = ${filter.campaignId}`)
  if (filter.ledger) add(sql`${filter.ledger} = any(f.ledgers)`)
  if (filter.field) {
    const [key = '', value = ''] = filter.field.split(':')
    add(sql`f.fields ->> ${key}::text = ${value}`)
  }
  for (const mark of filter.mark ?? []) add(MARK_SQL[mark])
  if (filter.on) add(sql`f.starts_on = ${filter.on}::date`)
  if (filter.from) add(sql`f.ends_on >= ${filter.from}::date`)
  if (filter.to) add(sql`f.starts_on <= ${filter.to}::date`)
  if (filter.among) add(sql`f.id = any(${[...filter.among]}::int[])`)
  if (filter.q) {
    add(sql`f.id in (select n.id from facts_named(${filter.q}) n)`)
    add(tellsWords(asker.acting, filter.q))
  }
  return sql<boolean>`(${sql.join(all, sql` and `)})`
}

/** `2026-07-14.1187`: the day and the id of the last row. */
const keyOf = ({ startsOn, id }: { startsOn: string; id: number }): string => `${startsOn}.${id}`

const afterKey = (after: string | undefined): RawBuilder<boolean> | null => {
  const match = /^(\d{4}-\d\d-\d\d)\.(\d{1,9})$/.exec(after ?? '')
  return match ? sql<boolean>`(f.starts_on, f.id) < (${match[1]}::date, ${Number(match[2])})` : null
}

const NARROW = [
  ...([
    'regionId',
    'unitId',
    'enteredUnitId',
    'householdId',
    'campaignId',
    'on',
    'from',
    'to',
    'q',
    'mark',
    'among',
  ] as const),
]
const seesPlace = ({ acting: { role } }: Asker): boolean => role === 'office' || role === 'station' || role === 'leader'
const COUNTY_STEPS = 3

/**
 * Whether a page is found by walking the days from the latest on: nearly every row answers. The planner, who expects a handful under the
 * row policies, would read and sort them all.
 */
const isWalked = (asker: Asker, filter: NarrowedFilter): boolean =>
  seesPlace(asker) &&
  asker.acting.regionPath.split('.').filter(Boolean).length <= COUNTY_STEPS &&
  NARROW.every((key) => filter[key] === undefined)

/** A page of the list, the latest first: which ones, then what a row shows of those. */
export const pageOfFacts = async (
  tx: Tx,
  asker: Asker,
  { after, size, ...filter }: NarrowedFilter & { after?: string; size: number },
): Promise<{ rows: StoredFact[]; next: string | null }> => {
  const key = afterKey(after)
  const walked = isWalked(asker, filter)
  if (walked) await sql`set local enable_sort = off`.execute(tx)
  const found = await tx
    .selectFrom('facts as f')
    .select(['f.id'])
    .where(rowsOf(asker, filter))
    .$if(key !== null, (query) => query.where(key as RawBuilder<boolean>))
    .orderBy('f.starts_on', 'desc')
    .orderBy('f.id', 'desc')
    .limit(size + 1)
    .execute()
  if (walked) await sql`set local enable_sort = on`.execute(tx)
  return pageFrom(tx, found, size)
}

/** What the rows of a page show, and where the next begins; `found` holds one more where there is a next. */
const pageFrom = async (
  tx: Tx,
  found: readonly { id: number }[],
  size: number,
): Promise<{ rows: StoredFact[]; next: string | null }> => {
  const ids = found.slice(0, size).map(({ id }) => id)
  if (ids.length === 0) return { rows: [], next: null }
  const rows = await selectFacts(tx)
    .where('f.id', '=', sql<number>`any(${ids}::int[])`)
    .orderBy('f.starts_on', 'desc')
    .orderBy('f.id', 'desc')
    .execute()
  const last = rows.at(-1)
  return { rows, next: found.length > size && last ? keyOf(last) : null }
}

type Counts = { total: number; unchecked: number }

const countRows = (tx: Tx, condition: RawBuilder<boolean>): Promise<Counts> =>
  tx
    .selectFrom('facts as f')
    .where(condition)
    .select([
      sql<number>`count(*)::int`.as('total'),
      sql<number>`count(*) filter (where f.state = 'recorded')::int`.as('unchecked'),
    ])
    .executeTakeFirstOrThrow()

/** States that a filter lists. */
const statesOf = ({ state, counted }: FactFilter): string[] => {
  if (state) return [...state]
  if (counted !== undefined) return FACT_STATES.filter((one) => ['recorded', 'checked'].includes(one) === counted)
  return FACT_STATES.filter((one) => one !== 'withdrawn' && one !== 'replaced')
}

/**
 * How many rows a filter has, and how many of them nobody checked. Of a whole place they are counted in the index alone, past the row
 * policies by a function that holds them; own drafts and what names the unit elsewhere (`facts_as_party`) are added.
 */
export const countFacts = async (tx: Tx, asker: Asker, filter: NarrowedFilter): Promise<Counts> => {
  const { kind, state: _state, counted: _counted, ledger, ...more } = filter
  const isPlain = Object.values(more).every((value) => value === undefined)
  if (!seesPlace(asker) || !isPlain || isOfCampaigns(filter)) return countRows(tx, rowsOf(asker, filter))
  const { rows } = await sql<Counts>`select total, unchecked
    from facts_counted(${kind ?? null}::text[], ${statesOf(filter)}::text[], ${ledger ?? null}::text)`.execute(tx)
  const [place = { total: 0, unchecked: 0 }] = rows
  const rest = await countRows(
    tx,
    sql<boolean>`(f.id = any(array(select facts_as_party())) and ${rowsOf(asker, filter)})`,
  )
  return { total: place.total + rest.total, unchecked: place.unchecked + rest.unchecked }
}

/**
 * A page of the list with how many there are. Where all finds are to be gone through for their number, they are gone through once:
 * words are looked for once and not for page and number each.
 */
export const countedPage = async (
  tx: Tx,
  asker: Asker,
  { after, size, ...filter }: NarrowedFilter & { after?: string; size: number },
): Promise<Counts & { rows: StoredFact[]; next: string | null }> => {
  const key = afterKey(after)
  if (filter.q !== undefined) {
    const { rows: found } = await sql<Counts & { id: number }>`
      select f.id, f.total, f.unchecked from (
        select f.id, f.starts_on, count(*) over ()::int as total,
          (count(*) filter (where f.state = 'recorded') over ())::int as unchecked
        from facts f where ${rowsOf(asker, filter)}) f
      where ${key ?? sql`true`} order by f.starts_on desc, f.id desc limit ${size + 1}`.execute(tx)
    const [first] = found
    if (first) return { ...(await pageFrom(tx, found, size)), total: first.total, unchecked: first.unchecked }
    if (key === null) return { rows: [], next: null, total: 0, unchecked: 0 }
  }
  const page = await pageOfFacts(tx, asker, { ...filter, after, size })
  return { ...page, ...(await countFacts(tx, asker, filter)) }
}

/** How many facts of each kind began on each day of a span. */
export const countByDay = (
  tx: Tx,
  asker: Asker,
  { from, to, ...filter }: NarrowedFilter & { from: string; to: string },
): Promise<{ on: string; kind: string; count: number; unchecked: number }[]> =>
  tx
    .selectFrom('facts as f')
    .where(rowsOf(asker, filter))
    .select([
      sql<string>`f.starts_on`.as('on'),
      'f.kind',
      sql<number>`count(*)::int`.as('count'),
      sql<number>`count(*) filter (where f.state = 'recorded')::int`.as('unchecked'),
    ])
    .where('f.starts_on', '>=', from)
    .where('f.starts_on', '<=', to)
    .groupBy(['f.starts_on', 'f.kind'])
    .orderBy('f.starts_on')
    .execute()

export type StoredPicture = {
  fileId: number
  name: string
  caption: string
  sort: number
  factId: number
  code: string | null
  title: string
  startsOn: string
  regionId: number
  regionName: string
}

const pictures = (tx: Tx, asker: Asker, filter: NarrowedFilter) =>
  tx
    .selectFrom('facts as f')
    .innerJoin('fact_files as a', 'a.fact_id', 'f.id')
    .innerJoin('files as b', 'b.id', 'a.file_id')
    .where('b.mime', 'like', 'image/%')
    .where('b.removed_at', 'is', null)
    .where(rowsOf(asker, filter))

/** A page of the pictures of a filter, of the latest facts first; the key is day, fact and place in the fact. */
export const pageOfPictures = async (
  tx: Tx,
  asker: Asker,
  { after, size, ...filter }: NarrowedFilter & { after?: string; size: number },
): Promise<{ rows: StoredPicture[]; total: number; next: string | null }> => {
  const match = /^(\d{4}-\d\d-\d\d)\.(\d{1,9})\.(\d{1,4})$/.exec(after ?? '')
  let query = pictures(tx, asker, filter).innerJoin('regions as r', 'r.id', 'f.region_id')
  if (match)
    query = query.where(
      sql<boolean>`(f.starts_on, f.id, -a.sort) < (${match[1]}::date, ${Number(match[2])}, ${-Number(match[3])})`,
    )
  const rows = await query
    .select([
      'b.id as fileId',
      'b.name',
      'a.caption',
      'a.sort',
      'f.id as factId',
      'f.code',
      'f.title',
      'f.starts_on as startsOn',
      'r.id as regionId',
      'r.name as regionName',
    ])
    .orderBy('f.starts_on', 'desc')
    .orderBy('f.id', 'desc')
    .orderBy('a.sort')
    .limit(size + 1)
    .execute()
  const { total } = await pictures(tx, asker, filter)
    .select(sql<number>`count(*)::int`.as('total'))
    .executeTakeFirstOrThrow()
  const page = rows.slice(0, size)
  const last = page.at(-1)
  const next = rows.length > size && last ? `${last.startsOn}.${last.factId}.${last.sort}` : null
  return { rows: page, total, next }
}

/** Whether more than so many facts that the post sees hold these words; the search stops there. */
export const isSaidOften = async (tx: Tx, said: string, most: number): Promise<boolean> => {
  const { rows } = await sql<{
    isOften: boolean
  }>`select count(*) > ${most} as "isOften" from facts_named(${said}, ${most + 1})`.execute(tx)
  return rows[0]?.isOften === true
}

/** What a text search looks in, of the latest facts that a filter lists. */
export const wordsOfFacts = (
  tx: Tx,
  asker: Asker,
  filter: NarrowedFilter,
  most: number,
): Promise<{ id: number; title: string; venue: string; body: string }[]> =>
  tx
    .selectFrom('facts as f')
    .select(['f.id', 'f.title', 'f.venue', 'f.body'])
    .where(rowsOf(asker, filter))
    .orderBy('f.starts_on', 'desc')
    .orderBy('f.id', 'desc')
    .limit(most)
    .execute()
