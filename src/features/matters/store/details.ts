import { sql } from 'kysely'
import { officeDay } from '../../../platform/db/office-day.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import type { MatterState, RequestKind } from '../sides.ts'
import { type EntryDetails, type EntryStep, PROGRAM } from '../words.ts'

export type StoredFile = {
  id: number
  entryId: number
  name: string
  kind: string
  mime: string
  size: number
  pages: number | null
  createdAt: string
  unitName: string
}

export type StoredEntry = {
  id: number
  matterId: number
  at: string
  step: EntryStep
  postName: string
  unitName: string
  text: string
  fromState: MatterState | null
  toState: MatterState
  details: EntryDetails
}

const entries = (tx: Tx) =>
  tx
    .selectFrom('matter_entries as e')
    .leftJoin('posts as p', 'p.id', 'e.post_id')
    .leftJoin('units as u', 'u.id', 'e.unit_id')
    .select([
      'e.id',
      'e.matter_id as matterId',
      'e.at',
      'e.step',
      // What the program did itself has nobody behind it.
      sql<string>`coalesce(p.name, ${PROGRAM})`.as('postName'),
      sql<string>`coalesce(u.name, ${PROGRAM})`.as('unitName'),
      'e.text',
      'e.from_state as fromState',
      'e.to_state as toState',
      'e.details',
    ])

/** The steps of a matter, newest first. */
export const listEntries = async (tx: Tx, matterId: number): Promise<StoredEntry[]> =>
  (await entries(tx).where('e.matter_id', '=', matterId).orderBy('e.id', 'desc').execute()) as StoredEntry[]

/** The newest entry of each step of each matter, for sentences about many matters at once. */
export const lastEntries = async (tx: Tx, matterIds: number[]): Promise<Map<number, Map<EntryStep, StoredEntry>>> => {
  const found = new Map<number, Map<EntryStep, StoredEntry>>()
  if (matterIds.length === 0) return found
  const rows = (await entries(tx)
    .where('e.matter_id', '=', sql<number>`any(${matterIds})`)
    .distinctOn(['e.matter_id', 'e.step'])
    .orderBy('e.matter_id')
    .orderBy('e.step')
    .orderBy('e.id', 'desc')
    .execute()) as StoredEntry[]
  for (const row of rows) {
    if (!found.has(row.matterId)) found.set(row.matterId, new Map())
    found.get(row.matterId)?.set(row.step, row)
  }
  return found
}

/** Files of a matter, each with the entry it came with, newest first. */
export const listFiles = (tx: Tx, matterId: number): Promise<StoredFile[]> =>
  tx
    .selectFrom('matter_files as mf')
    .innerJoin('files as f', 'f.id', 'mf.file_id')
    .innerJoin('units as u', 'u.id', 'f.unit_id')
    .select([
      'f.id',
      'mf.entry_id as entryId',
      'f.name',
      'f.kind',
      'f.mime',
      'f.size',
      'f.pages',
      'f.created_at as createdAt',
      'u.name as unitName',
    ])
    .where('mf.matter_id', '=', matterId)
    .where('f.removed_at', 'is', null)
    .orderBy('mf.entry_id', 'desc')
    .orderBy('f.id')
    .execute()

/** How many files came with each of these entries. */
export const countFilesOf = async (tx: Tx, entryIds: number[]): Promise<Map<number, number>> => {
  if (entryIds.length === 0) return new Map()
  const rows = await tx
    .selectFrom('matter_files')
    .select(({ fn }) => ['entry_id', fn.countAll<number>().as('count')])
    .where('entry_id', '=', sql<number>`any(${entryIds})`)
    .groupBy('entry_id')
    .execute()
  return new Map(rows.map(({ entry_id, count }) => [entry_id, count]))
}

export type StoredRequestLine = {
  id: number
  kind: RequestKind
  state: 'open' | 'granted' | 'refused' | 'lapsed'
  unitName: string
  reason: string
  clause: string | null
  newDueOn: string | null
  reviewOn: string | null
  askedAt: string
  answeredAt: string | null
  answer: string | null
}

/** All requests of a matter, newest first. */
export const listRequests = async (tx: Tx, matterId: number): Promise<StoredRequestLine[]> =>
  (await tx
    .selectFrom('matter_requests as q')
    .innerJoin('units as u', 'u.id', 'q.unit_id')
    .select([
      'q.id',
      'q.kind',
      'q.state',
      'u.name as unitName',
      'q.reason',
      'q.clause',
      'q.new_due_on as newDueOn',
      'q.review_on as reviewOn',
      'q.asked_at as askedAt',
      'q.answered_at as answeredAt',
      'q.answer',
    ])
    .where('q.matter_id', '=', matterId)
    .orderBy('q.id', 'desc')
    .execute()) as StoredRequestLine[]

export type StoredNode = {
  id: number
  title: string
  dueOn: string | null
  doneOn: string | null
  explanation: string | null
}

export const listNodes = (tx: Tx, matterId: number): Promise<StoredNode[]> =>
  tx
    .selectFrom('matter_nodes')
    .select(['id', 'title', 'due_on as dueOn', 'done_on as doneOn', 'explanation'])
    .where('matter_id', '=', matterId)
    .orderBy('sort')
    .orderBy('id')
    .execute()

/** How many nodes of each matter are done, and how many there are. */
export const countNodes = async (tx: Tx, matterIds: number[]): Promise<Map<number, { done: number; all: number }>> => {
  if (matterIds.length === 0) return new Map()
  const rows = await tx
    .selectFrom('matter_nodes')
    .select(({ fn }) => ['matter_id', fn.countAll<number>().as('all'), fn.count<number>('done_on').as('done')])
    .where('matter_id', '=', sql<number>`any(${matterIds})`)
    .groupBy('matter_id')
    .execute()
  return new Map(rows.map(({ matter_id, done, all }) => [matter_id, { done, all }]))
}

/** The clause a task came from; its document is null where the acting post may not open it. */
export const findSource = (tx: Tx, matterId: number) =>
  tx
    .selectFrom('matter_sources as s')
    .leftJoin('documents as d', 'd.id', 's.document_id')
    .leftJoin('clauses as c', 'c.id', 's.clause_id')
    .innerJoin('matters as m', 'm.id', 's.matter_id')
    .select([
      's.document_id as documentId',
      'd.title as documentTitle',
      'd.doc_number as docNumber',
      'd.created_at as readAt',
      'c.path as clausePath',
      's.quote',
      's.start_at as startAt',
      's.end_at as endAt',
      'm.created_at as madeAt',
    ])
    .where('s.matter_id', '=', matterId)
    .executeTakeFirst()

/** Where a matter came from before its reference moved to a newer version, newest first. */
export const listFormerSources = (tx: Tx, matterId: number) =>
  tx
    .selectFrom('matter_former_sources as s')
    .leftJoin('documents as d', 'd.id', 's.document_id')
    .leftJoin('clauses as c', 'c.id', 's.clause_id')
    .select([
      's.document_id as documentId',
      'd.title as documentTitle',
      'd.doc_number as docNumber',
      'c.path as clausePath',
      's.quote',
      's.start_at as startAt',
      's.end_at as endAt',
      's.moved_at as movedAt',
    ])
    .where('s.matter_id', '=', matterId)
    .orderBy('s.id', 'desc')
    .execute()

/** Full names of units and posts by id. */
export const namesOf = async (
  tx: Tx,
  unitIds: number[],
  postIds: number[],
): Promise<{ units: Map<number, string>; posts: Map<number, string> }> => {
  const read = async (table: 'units' | 'posts', ids: number[]) => {
    if (ids.length === 0) return new Map<number, string>()
    const rows = await tx.selectFrom(table).select(['id', 'name']).where('id', '=', sql<number>`any(${ids})`).execute()
    return new Map(rows.map(({ id, name }) => [id, name]))
  }
  return { units: await read('units', unitIds), posts: await read('posts', postIds) }
}

/**
 * What the place of a matter was called when it was raised, or null where it is called so today: it got another name since, or
 * ended and the matter went to its heir.
 */
export const placeThen = async (tx: Tx, matterId: number): Promise<string | null> => {
  const { rows } = await sql<{ name: string }>`
    select named.name from matters m join regions r on r.id = m.region_id,
      lateral (select name_of_place(m.filed_region_id, coalesce(m.raised_on, ${officeDay('m.created_at')})) as name) named
    where m.id = ${matterId} and named.name <> r.name
      and (m.filed_region_id = m.region_id
        or exists (select 1 from regions f where f.id = m.filed_region_id and f.to_on is not null))`.execute(tx)
  return rows[0]?.name ?? null
}
