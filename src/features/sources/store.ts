import { sql } from 'kysely'
import type { Tx } from '../../platform/db/transaction.ts'
import type { Clause, DocumentQuery } from './contract.ts'
import type { DutyWord, Clause as ReadClause } from './reading/index.ts'
import type { ReadableUnit } from './rules.ts'

/** The uploaded original as the acting post may see it, with where its bytes are. */
export const findFile = (tx: Tx, id: number) =>
  tx
    .selectFrom('files')
    .select(['id', 'name', 'size', 'mime', 'sha256', 'original_sha256'])
    .where('id', '=', id)
    .where('removed_at', 'is', null)
    .executeTakeFirst()

export const markFileRemoved = (tx: Tx, sha256: string, at: string) =>
  tx
    .updateTable('files')
    .set({ removed_at: at })
    .where('sha256', '=', sha256)
    .where('removed_at', 'is', null)
    .returning('id')
    .execute()

/** The latest document read from the same original that the acting post may see. */
export const findByOriginal = (tx: Tx, sha256: string) =>
  tx
    .selectFrom('documents')
    .select(['id', 'title', 'created_at as createdAt'])
    .where('original_sha256', '=', sha256)
    .orderBy('id', 'desc')
    .executeTakeFirst()

/** Units of a city that are open on a day, in official order: by place from the top, then by their own order. */
export const listReadableUnits = (tx: Tx, cityId: number, today: string): Promise<ReadableUnit[]> =>
  tx
    .selectFrom('units as u')
    .innerJoin('regions as r', 'r.id', 'u.region_id')
    .innerJoin('regions as city', (join) => join.on('city.id', '=', cityId))
    .leftJoin('regions as above', 'above.id', 'r.parent_id')
    .select([
      'u.id',
      'u.name',
      'u.short_name as shortName',
      'u.aliases',
      'u.kind',
      'r.path as regionPath',
      'r.level as regionLevel',
    ])
    .where('r.level', '<', 5)
    .where((where) =>
      where.or([sql<boolean>`starts_with(r.path, city.path)`, sql<boolean>`starts_with(city.path, r.path)`]),
    )
    .where((where) => where.or([where('u.closed_on', 'is', null), where('u.closed_on', '>', today)]))
    .orderBy('r.level')
    .orderBy('above.sort')
    .orderBy('r.sort')
    .orderBy('u.sort')
    .orderBy('u.id')
    .execute()

/** What the units of a region answer for. */
export const listDutyWords = (tx: Tx, regionId: number): Promise<DutyWord[]> =>
  tx
    .selectFrom('duties as d')
    .innerJoin('units as u', 'u.id', 'd.unit_id')
    .select(['d.unit_id as unitId', 'd.phrase', 'd.words', 'd.source'])
    .where('u.region_id', '=', regionId)
    .where('u.closed_on', 'is', null)
    .orderBy('u.sort')
    .orderBy('d.id')
    .execute()

const documentRows = (tx: Tx) =>
  tx
    .selectFrom('documents as d')
    .innerJoin('regions as r', 'r.id', 'd.region_id')
    .leftJoin('documents as former', 'former.id', 'd.revises_id')
    .leftJoin('documents as newer', 'newer.revises_id', 'd.id')
    .select([
      'd.revises_id as revisesId',
      'former.title as formerTitle',
      'newer.id as newerId',
      'newer.title as newerTitle',
      'd.id',
      'd.title',
      'd.issuer',
      'd.doc_number as docNumber',
      'd.issued_on as issuedOn',
      'd.kind',
      'd.year',
      'd.published_at as publishedAt',
      'd.created_at as createdAt',
      'd.region_path as regionPath',
      'r.name as regionName',
      'd.version',
    ])

const matching = (q: string | undefined) => {
  if (!q) return sql<boolean>`true`
  const pattern = `%${q.replace(/[\\%_]/g, '\\$&')}%`
  return sql<boolean>`(d.title ilike ${pattern} or d.doc_number ilike ${pattern} or d.issuer ilike ${pattern})`
}

const isSuperseded = (id: string) =>
  sql<boolean>`exists (select 1 from documents n where n.revises_id = ${sql.ref(id)})`

/**
 * Newest first, of a search the current versions before those that have a newer one; paged by id, one row more than the page,
 * so that the caller knows whether another page follows.
 */
export const listDocuments = (tx: Tx, { q, after, size }: DocumentQuery) => {
  let query = documentRows(tx).where(matching(q))
  if (!q) {
    if (after !== undefined) query = query.where('d.id', '<', after)
  } else {
    if (after !== undefined)
      query = query.where(
        sql<boolean>`(${isSuperseded('d.id')}, -d.id) >
          (exists (select 1 from documents n where n.revises_id = ${after}), -${after}::integer)`,
      )
    query = query.orderBy(isSuperseded('d.id'))
  }
  return query
    .orderBy('d.id', 'desc')
    .limit(size + 1)
    .execute()
}

export const countDocuments = async (tx: Tx, q: string | undefined): Promise<number> => {
  const row = await tx
    .selectFrom('documents as d')
    .select(sql<number>`count(*)::int`.as('count'))
    .where(matching(q))
    .executeTakeFirstOrThrow()
  return row.count
}

export type StateCount = { documentId: number; state: string; count: number }

export const countProposals = async (tx: Tx, documentIds: number[]): Promise<StateCount[]> =>
  documentIds.length === 0
    ? []
    : tx
        .selectFrom('proposals')
        .select(['document_id as documentId', 'state', sql<number>`count(*)::int`.as('count')])
        .where('document_id', 'in', documentIds)
        .groupBy(['document_id', 'state'])
        .execute()

export const findDocument = (tx: Tx, id: number) =>
  documentRows(tx)
    .leftJoin('files as f', 'f.id', 'd.file_id')
    .select([
      'd.clean_text as text',
      'd.original_text as originalText',
      'd.original_sha256 as originalSha256',
      'd.encoding',
      'd.reading',
      'd.file_id as fileId',
      'd.region_id as regionId',
      'f.name as fileName',
      'f.size as fileSize',
      'f.mime as fileMime',
    ])
    .where('d.id', '=', id)
    .executeTakeFirst()
export type DocumentFound = NonNullable<Awaited<ReturnType<typeof findDocument>>>

/** How alike two titles must be by their pairs of characters for one to be proposed as the older version. */
const LIKELY = 0.5
const REVISABLE_SHOWN = 20

/** Documents of a place that have no newer version yet, those with a like title first, then the newest. */
export const listRevisable = (
  tx: Tx,
  { regionId, like, q, newId }: { regionId: number; like?: string; q?: string; newId?: number },
) => {
  const likeness = sql<number>`2.0 * (select count(*) from unnest(bigrams(d.title)) pair where pair = any(bigrams(${like ?? ''})))
    / greatest(1, cardinality(bigrams(d.title)) + cardinality(bigrams(${like ?? ''})))`
  return tx
    .selectFrom('documents as d')
    .select([
      'd.id',
      'd.title',
      'd.doc_number as docNumber',
      'd.issued_on as issuedOn',
      'd.created_at as createdAt',
      sql<boolean>`${likeness} >= ${LIKELY}::numeric`.as('isLikely'),
    ])
    .where('d.region_id', '=', regionId)
    .where('d.id', '<>', newId ?? 0)
    .where((where) => where.not(isSuperseded('d.id')))
    .where(matching(q))
    .orderBy(sql`case when ${likeness} >= ${LIKELY}::numeric then ${likeness} else 0 end desc`)
    .orderBy('d.id', 'desc')
    .limit(REVISABLE_SHOWN)
    .execute()
}

/** Whether one document is, over any number of versions, an older version of another. */
export const isOlderVersion = async (tx: Tx, id: number, ofId: number): Promise<boolean> => {
  const { rows } = await sql<{ found: boolean }>`with recursive older(id) as (
      select revises_id from documents where id = ${ofId}
      union select d.revises_id from documents d join older o on o.id = d.id where d.revises_id is not null
    ) select exists (select 1 from older where id = ${id}) as found`.execute(tx)
  return rows[0]?.found === true
}

/** Whether another document took the place of this one. */
export const hasNewerVersion = async (tx: Tx, id: number): Promise<boolean> =>
  (await tx.selectFrom('documents').select('id').where('revises_id', '=', id).executeTakeFirst()) !== undefined

export const setRevises = async (tx: Tx, id: number, revisesId: number | null): Promise<void> => {
  await tx
    .updateTable('documents')
    .set({ revises_id: revisesId, version: sql`version + 1` })
    .where('id', '=', id)
    .execute()
}

/** Keeps every other change of this document waiting until the transaction ends. */
export const lockDocument = (tx: Tx, id: number) =>
  tx
    .selectFrom('documents')
    .select([
      'id',
      'version',
      'title',
      'region_id as regionId',
      'region_path as regionPath',
      'published_at as publishedAt',
      'revises_id as revisesId',
    ])
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()

export const listClauses = (tx: Tx, documentId: number): Promise<Clause[]> =>
  tx
    .selectFrom('clauses')
    .select([
      'id',
      'parent_id as parentId',
      'path',
      'marker',
      'level',
      'kind',
      'title',
      'title_end_at as titleEndAt',
      'start_at as startAt',
      'end_at as endAt',
    ])
    .where('document_id', '=', documentId)
    .orderBy('sort')
    .execute()

/** Where a clause stands in its document: '一/(一)/1'. */
export const clausePath = async (tx: Tx, id: number): Promise<string | null> => {
  const row = await tx.selectFrom('clauses').select('path').where('id', '=', id).executeTakeFirst()
  return row?.path ?? null
}

export type NewDocument = {
  cityId: number
  regionId: number
  regionPath: string
  title: string
  issuer: string | null
  docNumber: string | null
  issuedOn: string | null
  kind: string
  year: number
  fileId: number | null
  originalSha256: string
  originalText: string
  encoding: string | null
  cleanText: string
  reading: { map: number[]; removed: { start: number; end: number; reason: string }[] }
  postId: number
  createdAt: string
}

export const insertDocument = async (tx: Tx, one: NewDocument): Promise<number> => {
  const row = await tx
    .insertInto('documents')
    .values({
      city_id: one.cityId,
      region_id: one.regionId,
      region_path: one.regionPath,
      title: one.title,
      issuer: one.issuer,
      doc_number: one.docNumber,
      issued_on: one.issuedOn,
      kind: one.kind,
      year: one.year,
      file_id: one.fileId,
      original_sha256: one.originalSha256,
      original_text: one.originalText,
      encoding: one.encoding,
      clean_text: one.cleanText,
      reading: JSON.stringify(one.reading),
      post_id: one.postId,
      created_at: one.createdAt,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return row.id
}

/** The text anew after another encoding was chosen. */
export const replaceText = async (
  tx: Tx,
  id: number,
  one: Pick<NewDocument, 'originalText' | 'encoding' | 'cleanText' | 'reading'>,
): Promise<void> => {
  await tx
    .updateTable('documents')
    .set({
      original_text: one.originalText,
      encoding: one.encoding,
      clean_text: one.cleanText,
      reading: JSON.stringify(one.reading),
      version: sql`version + 1`,
    })
    .where('id', '=', id)
    .execute()
}

/** @returns whether the document still had this version */
export const saveHead = async (
  tx: Tx,
  id: number,
  version: number,
  head: { title: string; issuer: string | null; docNumber: string | null; issuedOn: string | null; year: number },
): Promise<boolean> => {
  const { title, issuer, docNumber, issuedOn, year } = head
  const done = await tx
    .updateTable('documents')
    .set({ title, issuer, doc_number: docNumber, issued_on: issuedOn, year, version: sql`version + 1` })
    .where('id', '=', id)
    .where('version', '=', version)
    .executeTakeFirst()
  return done.numUpdatedRows > 0n
}

/** Opens the document to everybody in business; a published one stays as it is. */
export const publishDocument = async (tx: Tx, id: number, at: string): Promise<void> => {
  await tx
    .updateTable('documents')
    .set({ published_at: at, version: sql`version + 1` })
    .where('id', '=', id)
    .where('published_at', 'is', null)
    .execute()
}

/** Parameters of one statement are limited; this many rows fit for any table here. */
const CHUNK = 1000

export const chunked = <Item>(items: readonly Item[]): Item[][] =>
  Array.from({ length: Math.ceil(items.length / CHUNK) }, (_, index) => items.slice(index * CHUNK, (index + 1) * CHUNK))

/** Writes the clause tree, level by level because a child names its parent. @returns the id of each clause by its index */
export const insertClauses = async (tx: Tx, documentId: number, clauses: readonly ReadClause[]): Promise<number[]> => {
  const ids: number[] = []
  const levels = new Map<number, number[]>()
  const depthOf: number[] = []
  clauses.forEach((clause, index) => {
    const depth = clause.parent === null ? 0 : (depthOf[clause.parent] ?? 0) + 1
    depthOf[index] = depth
    levels.set(depth, [...(levels.get(depth) ?? []), index])
  })
  for (const indexes of [...levels].sort(([a], [b]) => a - b).map(([, list]) => list)) {
    for (const part of chunked(indexes)) {
      const rows = await tx
        .insertInto('clauses')
        .values(
          part.map((index) => {
            const clause = clauses[index] as ReadClause
            return {
              document_id: documentId,
              parent_id: clause.parent === null ? null : (ids[clause.parent] as number),
              path: clause.path,
              marker: clause.marker,
              level: clause.level,
              kind: clause.kind,
              title: clause.title,
              title_end_at: clause.titleSpan.end,
              start_at: clause.span.start,
              end_at: clause.span.end,
              sort: index,
            }
          }),
        )
        .returning(['id', 'sort'])
        .execute()
      for (const { id, sort } of rows) ids[sort] = id
    }
  }
  return ids
}

export const deleteReading = async (tx: Tx, documentId: number): Promise<void> => {
  await tx.deleteFrom('proposals').where('document_id', '=', documentId).execute()
  await tx.deleteFrom('clauses').where('document_id', '=', documentId).execute()
}
