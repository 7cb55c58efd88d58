import type { Tx } from '../../platform/db/transaction.ts'

/** Units by id with their place in the official order. */
export const listUnits = (tx: Tx, ids: number[]) =>
  ids.length === 0
    ? Promise.resolve([])
    : tx
        .selectFrom('units as u')
        .innerJoin('regions as r', 'r.id', 'u.region_id')
        .select(['u.id', 'u.name', 'u.kind', 'u.side'])
        .where('u.id', 'in', ids)
        .orderBy('r.level')
        .orderBy('r.sort')
        .orderBy('r.id')
        .orderBy('u.sort')
        .execute()

/** Titles of the parts of plans, as their matters carry them. */
export const listParts = (tx: Tx, documentIds: number[]) =>
  documentIds.length === 0
    ? Promise.resolve([])
    : tx
        .selectFrom('matters as m')
        .innerJoin('documents as d', 'd.id', 'm.document_id')
        .leftJoin('clauses as c', (join) => join.onRef('c.document_id', '=', 'd.id').onRef('c.path', '=', 'm.part'))
        .select(['m.document_id as documentId', 'm.part', 'm.part_title as title', 'd.title as documentTitle'])
        .select(({ fn }) => fn.min('c.start_at').as('startAt'))
        .where('m.document_id', 'in', documentIds)
        .where('m.part', 'is not', null)
        .groupBy(['m.document_id', 'm.part', 'm.part_title', 'd.title'])
        .orderBy('m.document_id', 'desc')
        .orderBy('startAt')
        .execute()

/** The region itself and the counties under it, in administrative order. */
export const listPlaces = (tx: Tx, regionPath: string) =>
  tx
    .selectFrom('regions')
    .select(['id', 'name', 'level', 'path'])
    .where((where) =>
      where.or([
        where('path', '=', regionPath),
        where.and([
          where('path', '>', regionPath),
          where('path', '<', regionPath.replace(/\.$/, '/')),
          where('level', '=', 3),
        ]),
      ]),
    )
    .where('to_on', 'is', null)
    .orderBy('level')
    .orderBy('sort')
    .execute()

/** Regions by id in official order: by level, then by the order of the place above, then by their own. */
export const inOfficialOrder = async (tx: Tx, ids: number[]): Promise<number[]> => {
  if (ids.length === 0) return []
  const rows = await tx
    .selectFrom('regions as r')
    .leftJoin('regions as above', 'above.id', 'r.parent_id')
    .select('r.id')
    .where('r.id', 'in', ids)
    .orderBy('r.level')
    .orderBy('above.sort')
    .orderBy('r.sort')
    .orderBy('r.id')
    .execute()
  return rows.map(({ id }) => id)
}
