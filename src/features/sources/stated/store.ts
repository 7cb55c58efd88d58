import { sql } from 'kysely'
import type { Tx } from '../../../platform/db/transaction.ts'
import type { FoundFigure } from './contract.ts'

/** More stated figures than any office compares at once. */
export const MOST_STATED = 5000

const rows = (tx: Tx) =>
  tx
    .selectFrom('stated_figures as f')
    .innerJoin('documents as d', 'd.id', 'f.document_id')
    .leftJoin('regions as r', 'r.id', 'f.region_id')
    .innerJoin('posts as p', 'p.id', 'f.kept_post_id')
    .select([
      'f.id',
      'f.document_id as documentId',
      'd.title as documentTitle',
      'd.issued_on as issuedOn',
      'd.region_path as regionPath',
      'f.words',
      'f.sentence',
      'f.phrase',
      'f.metric',
      'f.metric_key as metricKey',
      'f.value',
      'f.high',
      'f.unit',
      'f.approx',
      'f.qualifier',
      'f.bound',
      'f.period',
      'f.region_id as regionId',
      'f.start_at as startAt',
      'f.end_at as endAt',
      'f.kept_at as keptAt',
      'p.name as keptBy',
      'f.withdrawn_at as withdrawnAt',
      'f.version',
    ])
    // a place that was renamed since goes by its present name
    .select(sql<string>`coalesce(r.name, f.place)`.as('place'))

export type StatedRow = Awaited<ReturnType<typeof listStated>>[number]

/** Stated figures that are not withdrawn, in the order of their texts; of one document, or of all that the post sees. */
export const listStated = (tx: Tx, { documentId, cityId }: { documentId?: number; cityId?: number }) => {
  let query = rows(tx).where('f.withdrawn_at', 'is', null)
  if (documentId !== undefined) query = query.where('f.document_id', '=', documentId)
  if (cityId !== undefined) query = query.where('f.city_id', '=', cityId)
  return query.orderBy('f.document_id').orderBy('f.start_at').limit(MOST_STATED).execute()
}

export const findStated = (tx: Tx, id: number) => rows(tx).where('f.id', '=', id).executeTakeFirst()

/** Names under which figures are kept, each once with its unit. */
export const listNames = (tx: Tx) =>
  tx
    .selectFrom('stated_figures')
    .select(['metric', 'unit'])
    .where('withdrawn_at', 'is', null)
    .groupBy(['metric', 'unit'])
    .orderBy(sql`min(id)`)
    .limit(500)
    .execute()

/** Whether any figure of the document is kept. */
export const hasStated = async (tx: Tx, documentId: number): Promise<boolean> =>
  (await tx
    .selectFrom('stated_figures')
    .select('id')
    .where('document_id', '=', documentId)
    .where('withdrawn_at', 'is', null)
    .executeTakeFirst()) !== undefined

/** Regions of the city's own line and tree by their name as printed; the highest of equal names, none where two stand alike. */
export const regionsByName = async (tx: Tx, cityId: number, names: string[]): Promise<Map<string, number>> => {
  if (names.length === 0) return new Map()
  const found = await tx
    .selectFrom('regions as r')
    .innerJoin('regions as city', (join) => join.on('city.id', '=', cityId))
    .select(['r.id', 'r.name', 'r.level'])
    .where('r.name', 'in', names)
    .where('r.to_on', 'is', null)
    .where((where) =>
      where.or([sql<boolean>`starts_with(r.path, city.path)`, sql<boolean>`starts_with(city.path, r.path)`]),
    )
    .orderBy('r.level')
    .execute()
  const known = new Map<string, number>()
  for (const name of names) {
    const [first, second] = found.filter((one) => one.name === name)
    if (first && first.level !== second?.level) known.set(name, first.id)
  }
  return known
}

export type NewStated = Omit<FoundFigure, 'number' | 'sentence' | 'again' | 'confidence' | 'reasons' | 'place'> & {
  sentence: string
  metric: string
  metricKey: string
  place: string
  regionId: number | null
}

/** Keeps figures; one that is kept already stays as it is. Answers the ids of those that came to it. */
export const insertStated = async (
  tx: Tx,
  {
    cityId,
    documentId,
    postId,
    personId,
    at,
  }: { cityId: number; documentId: number; postId: number; personId: number; at: string },
  figures: readonly NewStated[],
): Promise<{ id: number; startAt: number }[]> =>
  figures.length === 0
    ? []
    : tx
        .insertInto('stated_figures')
        .values(
          figures.map((one) => ({
            city_id: cityId,
            document_id: documentId,
            start_at: one.startAt,
            end_at: one.endAt,
            words: one.words,
            sentence: one.sentence,
            phrase: one.phrase,
            metric: one.metric,
            metric_key: one.metricKey,
            value: one.value,
            high: one.high,
            unit: one.unit,
            approx: one.approx,
            qualifier: one.qualifier,
            bound: one.bound,
            period: one.period,
            place: one.place,
            region_id: one.regionId,
            kept_post_id: postId,
            kept_person_id: personId,
            kept_at: at,
          })),
        )
        .onConflict((conflict) =>
          conflict.columns(['document_id', 'start_at']).where('withdrawn_at', 'is', null).doNothing(),
        )
        .returning(['id', 'start_at as startAt'])
        .execute()

/** Corrects what a person says about a figure. False where it moved on. */
export const saveStated = async (
  tx: Tx,
  id: number,
  version: number,
  said: { metric: string; metricKey: string; place: string; regionId: number | null; period: string | null },
): Promise<boolean> => {
  const { numUpdatedRows } = await tx
    .updateTable('stated_figures')
    .set({
      metric: said.metric,
      metric_key: said.metricKey,
      place: said.place,
      region_id: said.regionId,
      period: said.period,
      version: sql`version + 1`,
    })
    .where('id', '=', id)
    .where('version', '=', version)
    .where('withdrawn_at', 'is', null)
    .executeTakeFirstOrThrow()
  return numUpdatedRows === 1n
}

/** Takes a figure back; it stays with who kept it and who took it back. False where it moved on. */
export const withdrawStated = async (
  tx: Tx,
  id: number,
  version: number,
  by: { postId: number; at: string },
): Promise<boolean> => {
  const { numUpdatedRows } = await tx
    .updateTable('stated_figures')
    .set({ withdrawn_at: by.at, withdrawn_post_id: by.postId, version: sql`version + 1` })
    .where('id', '=', id)
    .where('version', '=', version)
    .where('withdrawn_at', 'is', null)
    .executeTakeFirstOrThrow()
  return numUpdatedRows === 1n
}
