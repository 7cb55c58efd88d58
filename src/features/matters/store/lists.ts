import { type RawBuilder, sql } from 'kysely'
import type { Acting } from '../../../platform/acting.ts'
import { addDays } from '../../../platform/calendar/days.ts'
import type { Context } from '../../../platform/context.ts'
import { scopeWritten, wordsWritten } from '../../../platform/db/sight.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import { tellsUnit } from '../../../platform/db/units.ts'
import { Problem, problems } from '../../../platform/problem.ts'
import type { DUE_SPANS, MatterQuery } from '../contract.ts'
import {
  asStored,
  codeKey,
  type Ledger,
  ledger,
  lightSql,
  maskedDueKey,
  type StoredMatter,
  selectMatter,
} from './rows.ts'

export type Asker = Pick<Context, 'acting' | 'today' | 'calendar'> & {
  /** Who sees the rows, where they are asked for another post (交接): the post of the transaction, never one seeing more. */
  viewer?: Acting
}
/** One column of the board; a `key` of null is the column of what has none, or none that may be shown. */
export type MatterGroup = { by: 'state' | 'lead' | 'part'; key: string | null }

export type MatterFilter = Omit<MatterQuery, 'after' | 'size' | 'sort' | 'view' | 'level'> & {
  view?: MatterQuery['view']
  level?: MatterQuery['level']
  group?: MatterGroup
  /** What `q` finds, where it was looked up already (`lookedUp`). */
  named?: number[]
  /** One of the three lists of the 双清单; drafts are in none. */
  dual?: 'open' | 'closed' | 'other'
}

// Open requests are few: they are read once, and not asked for row by row.
const openRequest = (kind: string, notBy?: number) =>
  sql<boolean>`m.id in (select q.matter_id from matter_requests q where q.state = 'open' and q.kind = ${kind}
    ${notBy === undefined ? sql`` : sql`and q.person_id <> ${notBy}`})`

const isTrue: RawBuilder<boolean> = sql<boolean>`true`
const isFalse: RawBuilder<boolean> = sql<boolean>`false`

export const wordsOf = (acting: Acting): RawBuilder<boolean> => sql.raw(wordsWritten(acting))
/** The rows that are seen by who asks, or by who asks for another post; `isOpen` where finished ones are left out anyway. */
export const scopeOf = ({ acting, viewer }: Asker, asked?: { isOpen: boolean }): RawBuilder<boolean> =>
  sql.raw(scopeWritten(viewer ?? acting, asked))
/** Whether a filter lets no finished matter through. */
const isOpenOnly = ({ open, view, dual }: MatterFilter): boolean =>
  open === true || view === 'answer' || view === 'owe' || dual === 'open'

/** Who the acting post is in a row, the same as `isTheirs` of the rules says. */
const placesOf = (acting: Acting) => {
  const actsForUnit = acting.role !== 'leader'
  const isLeader = acting.role === 'leader' ? sql<boolean>`m.region_path = ${acting.regionPath}` : isFalse
  // Of a part the unit that handed it down stands in the office's place.
  const isOffice = !actsForUnit
    ? isFalse
    : sql<boolean>`(m.office_unit_id = ${acting.unitId} and (m.parent_id is not null or ${acting.role} = 'office'))`
  const side = (unit: string, post: string) =>
    actsForUnit
      ? sql<boolean>`(${sql.ref(unit)} = ${acting.unitId} or coalesce(${sql.ref(post)}, 0) = ${acting.postId})`
      : isFalse
  const isAsker = side('m.asker_unit_id', 'm.asker_post_id')
  const isLead = side('m.lead_unit_id', 'm.lead_post_id')
  const officeLeads = sql<boolean>`m.lead_unit_id = m.office_unit_id`
  return {
    isLeader,
    isOffice,
    isAsker,
    isLead,
    isHander: sql<boolean>`case when ${officeLeads} then ${isLeader} else ${isOffice} end`,
    isSuperior: sql<boolean>`m.superior_posts @> array[${acting.postId}]::int[]`,
    isAnswerer: sql<boolean>`case when ${officeLeads} and m.asker_unit_id = m.office_unit_id then ${isLeader} else ${isAsker} end`,
  }
}

/** 我经手: the acting post is a party, the office that handles the matter, or a leader of its region. */
const isMine = (acting: Acting) => {
  const { isOffice, isLeader } = placesOf(acting)
  const ofUnit = acting.role === 'leader' ? isLeader : sql<boolean>`m.units @> array[${acting.unitId}]::int[]`
  return sql<boolean>`(${ofUnit} or m.posts @> array[${acting.postId}]::int[] or ${isOffice})`
}

/** 等我答复: somebody asked or reported, and the acting post is the one to answer. */
const waitsForMe = (acting: Acting) => {
  const { isOffice, isLeader, isHander, isAnswerer, isSuperior, isLead } = placesOf(acting)
  const notMine = sql<boolean>`m.reported_by_person_id is distinct from ${acting.personId}`
  const asked = (kind: string) => openRequest(kind, acting.personId)
  const isAsked = sql<boolean>`(m.state in ('raised', 'reported')
    or m.id = any(array(select q.matter_id from matter_requests q where q.state = 'open')))`
  return sql<boolean>`(not m.is_done and ${isAsked} and ${wordsOf(acting)} and (case m.state
    when 'raised' then ${isOffice}
    when 'accepted' then (${isOffice} and ${openRequest('not-ours')}) or (${isLeader} and ${asked('decline')})
    when 'assigned' then ${isLead} and ${asked('day')}
    when 'running' then (${isHander} and ${asked('time')}) or (${isAnswerer} and ${asked('hang')})
      or (${isLead} and ${asked('day')})
    when 'reported' then (${isAnswerer} or ${isSuperior}
      or (m.is_closable and m.asker_unit_id <> m.office_unit_id and ${isHander})) and ${notMine}
    else false end))`
}

/** 我要办的: the next step is the acting post's own work: hand out, sign for, do, complete what came back, raise a draft. */
const isOwed = (acting: Acting) => {
  if (acting.role === 'leader') return isFalse
  const { isOffice, isAsker, isLead } = placesOf(acting)
  const isNear = sql<boolean>`(m.state in ('draft', 'returned', 'accepted') or m.lead_unit_id = ${acting.unitId}
    or m.lead_post_id = ${acting.postId})`
  return sql<boolean>`(not m.is_done and ${isNear} and ${wordsOf(acting)} and (case m.state
    when 'draft' then ${isAsker}
    when 'returned' then ${isAsker}
    when 'accepted' then ${isOffice} and not ${openRequest('not-ours')} and not ${openRequest('decline')}
    when 'assigned' then ${isLead}
    when 'running' then ${isLead}
    else false end))`
}

const viewOf = (view: MatterFilter['view'], acting: Acting): RawBuilder<boolean> => {
  if (view === 'mine') return isMine(acting)
  if (view === 'answer') return waitsForMe(acting)
  return view === 'owe' ? isOwed(acting) : isTrue
}

/** A need carried over stands under `other` in the list of the year it left, and by its state everywhere else. */
const dualOf = (dual: 'open' | 'closed' | 'other', year: number | undefined): RawBuilder<boolean> => {
  const left = year === undefined ? isFalse : sql<boolean>`'carried' = any(m.marks)`
  if (dual === 'open') return sql<boolean>`(not m.is_done and m.state <> 'draft' and not ${left})`
  if (dual === 'closed') return sql<boolean>`(m.state = 'closed' and not ${left})`
  return sql<boolean>`(m.state in ('declined', 'withdrawn') or ${left})`
}

/**
 * A matter and what was handed down out of it count once in a place: by the topmost of them that lies there. So a part counts
 * in the county it was handed to, and not again in the city above.
 */
export const levelOf = ({ level, regionId }: MatterFilter, acting: Acting): RawBuilder<boolean> => {
  if (level === 'handed') return sql<boolean>`m.parts_all > 0`
  if (level === 'parts') return sql<boolean>`m.parent_region_path is not null`
  const path = regionId
    ? sql<string>`(select path from regions where id = ${regionId})`
    : sql<string>`${acting.regionPath}`
  return sql<boolean>`(m.parent_region_path is null or not starts_with(m.parent_region_path, ${path}))`
}

/** Text as a pattern that contains it, its own wildcards taken literally. */
const containing = (text: string) => `%${text.replace(/[\\%_]/g, '\\$&')}%`

/** The ledger narrowed by a filter: the same for list, count and tally. */
export const narrowed = (tx: Tx, asker: Asker, filter: MatterFilter): Ledger =>
  filtered(ledger(tx).where(scopeOf(asker, { isOpen: isOpenOnly(filter) })), asker, filter)

/** Rows under the names of the ledger's columns, narrowed by a filter. */
export const filtered = (rows: Ledger, asker: Asker, filter: MatterFilter): Ledger => {
  let query = rows
  // Where only category and state may be seen, no filter on units or days may tell more.
  const wordsKnown = wordsOf(asker.acting)
  const { kind, direction, state, light, category } = filter
  if (filter.view && filter.view !== 'all') query = query.where(viewOf(filter.view, asker.acting))
  if (kind) query = query.where('m.kind', 'in', kind)
  if (filter.dual) query = query.where(dualOf(filter.dual, filter.year))
  if (direction) query = query.where('m.direction', '=', direction)
  if (state) query = query.where('m.state', 'in', state)
  if (filter.open !== undefined) query = query.where('m.is_done', '=', !filter.open)
  if (light) query = query.where(lightSql(asker.today, asker.calendar), 'in', light)
  if (category) query = query.where('m.category', '=', category)
  if (filter.leadUnitId) query = query.where('m.lead_unit_id', '=', filter.leadUnitId).where(wordsKnown)
  if (filter.askerUnitId) query = query.where('m.asker_unit_id', '=', filter.askerUnitId).where(wordsKnown)
  if (filter.unitId) query = query.where(sql<boolean>`m.units @> array[${filter.unitId}]::int[]`).where(wordsKnown)
  for (const unitId of [filter.leadUnitId, filter.askerUnitId, filter.unitId])
    if (unitId) query = query.where(tellsUnit(asker.acting, sql`${unitId}::int`))
  if (filter.leadSide)
    query = query
      .where(sql<boolean>`m.lead_unit_id in (select u.id from units u where u.side = ${filter.leadSide})`)
      .where(wordsKnown)
  if (filter.regionId && filter.regionOnly) query = query.where('m.region_id', '=', filter.regionId)
  else if (filter.regionId)
    query = query.where(
      sql<boolean>`starts_with(m.region_path, (select path from regions where id = ${filter.regionId}))`,
    )
  if (filter.mark) query = query.where(sql<boolean>`m.marks && ${filter.mark}::text[]`)
  if (filter.without) query = query.where(sql<boolean>`not (m.marks && ${filter.without}::text[])`)
  if (filter.level) query = query.where(levelOf(filter, asker.acting))
  if (filter.parentId) query = query.where('m.parent_id', '=', filter.parentId)
  if (filter.part) query = query.where('m.part', '=', filter.part)
  if (filter.documentId) query = query.where('m.document_id', '=', filter.documentId)
  if (filter.year) query = query.where('m.year', '=', filter.year)
  if (filter.dueFrom) query = query.where('m.due_on', '>=', filter.dueFrom).where(wordsKnown)
  if (filter.dueTo) query = query.where('m.due_on', '<=', filter.dueTo).where(wordsKnown)
  if (filter.dueIn) {
    const { from, to } = spanOf(filter.dueIn, asker.today)
    query = query.where('m.due_on', '<=', to).where(wordsKnown)
    if (from) query = query.where('m.due_on', '>=', from)
  }
  if (filter.q)
    query = query
      .where(
        filter.named === undefined
          ? sql<boolean>`m.id in (select f.id from matters_named(${filter.q}) f)`
          : sql<boolean>`m.id = any(${filter.named}::int[])`,
      )
      .where(({ or, eb }) => or([wordsKnown, eb('m.code', 'ilike', containing(filter.q ?? ''))]))
  return filter.group ? query.where(inGroup(filter.group, leadTold(asker.acting))) : query
}

/** The filter with what its words find, for a request that asks it more than once. */
export const lookedUp = async <Filter extends MatterFilter>(tx: Tx, filter: Filter): Promise<Filter> => {
  if (!filter.q) return filter
  const { rows } = await sql<{ id: number }>`select distinct f.id from matters_named(${filter.q}) f`.execute(tx)
  return { ...filter, named: rows.map(({ id }) => id) }
}

/** The days of a span that moves with today; `from` is left out where it is open. */
const spanOf = (span: (typeof DUE_SPANS)[number], today: string): { from?: string; to: string } => {
  if (span === 'week') return { from: today, to: addDays(today, 7) }
  if (span === 'past') return { to: addDays(today, -1) }
  const month = today.slice(0, 7)
  const next = addDays(`${month}-28`, 4)
  return { from: `${month}-01`, to: addDays(`${next.slice(0, 7)}-01`, -1) }
}

/** Whether the lead of a row may be named as a group: its words are read, and it is no single troop unit that may not be told. */
export const leadTold = (acting: Acting): RawBuilder<boolean> =>
  sql<boolean>`(${wordsOf(acting)} and ${tellsUnit(acting, sql.ref('m.lead_unit_id'))})`

const inGroup = ({ by, key }: MatterGroup, isTold: RawBuilder<boolean>): RawBuilder<boolean> => {
  if (by === 'state') return sql<boolean>`m.state = ${key}`
  if (by === 'lead')
    return key === null
      ? sql<boolean>`(m.lead_unit_id is null or not ${isTold})`
      : sql<boolean>`(m.lead_unit_id = ${Number(key)} and ${isTold})`
  if (key === null) return sql<boolean>`m.part is null`
  const [document, part] = key.split('/')
  return sql<boolean>`(m.document_id is not distinct from ${document ? Number(document) : null} and m.part = ${part ?? ''})`
}

type Sort = MatterQuery['sort']
/** `masked-due`: by day, for a reader from whom some days are withheld. */
type Order = Sort | 'masked-due'
type Key = (string | number | boolean)[]

/** Every order ends with the id, so that it is total and a page by key neither repeats nor leaves out a row. */
const ORDERS: Record<
  Order,
  {
    direction: 'asc' | 'desc'
    columns(wordsKnown: RawBuilder<boolean>): RawBuilder<unknown>[]
    key(row: StoredMatter): Key
  }
> = {
  due: {
    direction: 'asc',
    columns: () => [sql`m.is_done`, sql`m.due_key`, sql`m.id`],
    key: ({ isDone, dueKey, id }) => [isDone, dueKey, id],
  },
  'masked-due': {
    direction: 'asc',
    columns: (wordsKnown) => [sql`m.is_done`, maskedDueKey(wordsKnown), sql`m.id`],
    key: ({ isDone, maskedDueKey, id }) => [isDone, maskedDueKey, id],
  },
  changed: {
    direction: 'desc',
    columns: () => [sql`m.changed_at`, sql`m.id`],
    key: ({ changedAt, id }) => [changedAt, id],
  },
  code: { direction: 'asc', columns: () => [codeKey, sql`m.id`], key: (row) => [row.codeKey, row.id] },
}

const DAY_KEY = /^\[(true|false),"\d{4}-\d\d-\d\d",\d{1,10}\]$/
const KEY_SHAPES: Record<Order, RegExp> = {
  due: DAY_KEY,
  'masked-due': DAY_KEY,
  changed: /^\["\d{4}-\d\d-\d\dT[\d:.]+Z",\d{1,10}\]$/,
  code: /^\["[^"\\]{0,40}",\d{1,10}\]$/,
}

/**
 * Only a leader may see a row without its words (DESIGN.md, "Scope"): for him rows stand by a day that tells nothing. Everybody
 * else sorts by the column itself, which an index serves.
 */
const orderFor = (sort: Sort, { role }: Acting): Order => (sort === 'due' && role === 'leader' ? 'masked-due' : sort)

const writeKey = (sort: Order, row: StoredMatter): string =>
  Buffer.from(JSON.stringify(ORDERS[sort].key(row))).toString('base64url')

const readKey = (sort: Order, after: string): Key => {
  const text = Buffer.from(after, 'base64url').toString()
  if (!KEY_SHAPES[sort].test(text)) {
    const detail = '翻页的位置认不出，从第一页重新看起。'
    throw new Problem(problems['not-valid'], { detail, errors: [{ pointer: '/after', detail }] })
  }
  return JSON.parse(text) as Key
}

/** Parts of a filter that leave most of what is open. */
const BARELY_NARROWS: ReadonlySet<keyof MatterFilter> = new Set([
  ...(['open', 'light', 'level', 'kind', 'direction', 'dual', 'view', 'without'] as const),
])

/**
 * What is open stands first by day, what is late first of all, so whoever sees the whole ledger finds a page of it in the order
 * of the index, where the planner, who expects a handful of rows under the row policies, would sort all that is open.
 */
const isFirstByDay = ({ acting, viewer }: Asker, filter: MatterFilter): boolean =>
  acting.role === 'office' &&
  acting.regionId === acting.cityId &&
  viewer === undefined &&
  (filter.open === true || filter.dual === 'open') &&
  (filter.light === undefined || (filter.light.length === 1 && filter.light[0] === 'over')) &&
  filter.level !== 'handed' &&
  (filter.view === undefined || filter.view === 'all') &&
  (Object.keys(filter) as (keyof MatterFilter)[]).every((key) => filter[key] === undefined || BARELY_NARROWS.has(key))

export type Page = { rows: StoredMatter[]; next: string | null }

/** So many rows of a filter and one more, in their order, after a key. */
const rowsInOrder = async (
  tx: Tx,
  asker: Asker,
  filter: MatterFilter,
  { order, key, size }: { order: Order; key: Key | undefined; size: number },
): Promise<StoredMatter[]> => {
  const { direction } = ORDERS[order]
  const columns = ORDERS[order].columns(wordsOf(asker.acting))
  let query = narrowed(tx, asker, filter)
  if (key) {
    const sign = sql.raw(direction === 'asc' ? '>' : '<')
    query = query.where(sql<boolean>`(${sql.join(columns)}) ${sign} (${sql.join(key)})`)
  }
  for (const column of columns) query = query.orderBy(column, direction)
  let ordered = selectMatter(chosen(tx, query.limit(size + 1)))
  for (const column of columns) ordered = ordered.orderBy(column, direction)
  const isWalked = order === 'due' && isFirstByDay(asker, filter)
  if (isWalked) await sql`set local enable_sort = off`.execute(tx)
  const rows = asStored(await ordered.execute())
  if (isWalked) await sql`set local enable_sort = on`.execute(tx)
  return rows
}

/** One page of the ledger, by key. @throws Problem not-valid for a key that no page gave */
export const pageOfMatters = async (
  tx: Tx,
  asker: Asker,
  filter: MatterFilter,
  { sort, after, size }: { sort: Sort; after?: string; size: number },
): Promise<Page> => {
  const order = orderFor(sort, asker.acting)
  const key = after === undefined ? undefined : readKey(order, after)
  const isByDay = order === 'due' || order === 'masked-due'
  let rows: StoredMatter[] = []
  // By day what is open stands before what is finished, and mostly fills the page: it is asked for alone, which reads a tenth.
  if (isByDay && filter.open === undefined && key?.[0] !== true)
    rows = await rowsInOrder(tx, asker, { ...filter, open: true }, { order, key, size })
  if (rows.length <= size) {
    const isRestFinished = isByDay && filter.open === undefined && key?.[0] === true
    rows = await rowsInOrder(tx, asker, isRestFinished ? { ...filter, open: false } : filter, { order, key, size })
  }
  const last = rows.length > size ? rows[size - 1] : undefined
  return { rows: rows.slice(0, size), next: last ? writeKey(order, last) : null }
}

/** The rows of a limited query, to which words and names are joined: to these alone, and not to all it was chosen from. */
const chosen = (tx: Tx, query: Ledger): Ledger =>
  // The same columns under the same name, so that every condition on the ledger holds here too.
  tx.selectFrom(query.selectAll('m').as('m')) as unknown as Ledger

const cameAt = sql`(select max(e.at) from matter_entries e where e.matter_id = m.id
  and e.step in ('raise', 'report', 'ask-time', 'ask-hang', 'propose-decline', 'not-ours', 'ask-day'))`

/**
 * The first rows of 等我答复 in the order of 今日: overdue, then needs nobody has taken up yet (they have no day), then what
 * was reported or asked for; of each what has waited longest first.
 */
export const longestWaiting = async (tx: Tx, asker: Asker, size: number): Promise<StoredMatter[]> => {
  const isOver = sql`(${lightSql(asker.today, asker.calendar)} = 'over')`
  const inTurn = (query: Ledger): Ledger =>
    query.orderBy(isOver, 'desc').orderBy(sql`(m.state = 'raised')`, 'desc').orderBy(cameAt).orderBy('m.id')
  const first = inTurn(narrowed(tx, asker, { view: 'answer' })).limit(size)
  return asStored(await selectMatter(inTurn(chosen(tx, first))).execute())
}

/** Days of the open matters that the post handles (promise, review or a node) in a span, for 将要到来. */
export const comingDays = async (
  tx: Tx,
  asker: Asker,
  from: string,
  until: string,
  most: number,
): Promise<ComingDay[]> => {
  const mine = () => narrowed(tx, asker, { view: 'mine', open: true }).where(wordsOf(asker.acting))
  const within = (column: string) =>
    sql<boolean>`${sql.ref(column)} >= ${from}::date and ${sql.ref(column)} <= ${until}::date`
  const day = (on: string, kind: ComingDay['kind'], node: string | null) => [
    sql<string>`${sql.ref(on)}`.as('on'),
    sql<ComingDay['kind']>`${kind}::text`.as('kind'),
    sql<number>`m.id`.as('matterId'),
    sql<string | null>`${node === null ? sql`null` : sql.ref(node)}::text`.as('node'),
  ]
  const due = mine()
    .where('m.is_hung', '=', false)
    .where('m.reported_on', 'is', null)
    // The key has the index, and puts what has no day at the end of all days.
    .where(within('m.due_key'))
    .where('m.due_on', 'is not', null)
    .select(day('m.due_on', 'due', null))
  const review = mine()
    .where('m.is_hung', '=', true)
    .where(within('m.hung_review_on'))
    .select(day('m.hung_review_on', 'review', null))
  const node = mine()
    .innerJoin('matter_nodes as n', 'n.matter_id', 'm.id')
    .where('n.done_on', 'is', null)
    .where(within('n.due_on'))
    .select(day('n.due_on', 'node', 'n.title'))
  const all = due.unionAll(review).unionAll(node)
  const { rows } = await sql<ComingDay>`select d."on", d.kind, d."matterId", t.title, t.body, m.parent_id as "parentId",
      d.node
    from (select * from (${all}) every order by "on", "matterId", kind limit ${most}) d
      join matter_texts t on t.matter_id = d."matterId" join matters m on m.id = d."matterId"
    order by d."on", d."matterId", d.kind`.execute(tx)
  return rows
}

export type ComingDay = {
  on: string
  kind: 'due' | 'review' | 'node'
  matterId: number
  title: string
  body: string
  parentId: number | null
  node: string | null
}
