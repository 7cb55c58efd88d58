import type { Tx } from '../../../platform/db/transaction.ts'

/** Matters that were made from proposals of a document, by proposal. */
export const mattersByProposal = async (
  tx: Tx,
  documentId: number,
): Promise<Map<number, { id: number; code: string }>> => {
  const rows = await tx
    .selectFrom('matter_sources as s')
    .innerJoin('matters as m', 'm.id', 's.matter_id')
    // by its proposal: the reference itself may have moved to a newer version of the document
    .innerJoin('proposals as p', 'p.id', 's.proposal_id')
    .select(['s.proposal_id as proposalId', 'm.id', 'm.code'])
    .where('p.document_id', '=', documentId)
    .execute()
  return new Map(
    rows.flatMap(({ proposalId, id, code }) => (proposalId === null ? [] : [[proposalId, { id, code: code ?? '' }]])),
  )
}

/** The posts that a document of a place is told to: those of the place itself, and the offices of the places right under it. */
export const postsOfPlace = async (tx: Tx, regionId: number, today: string): Promise<number[]> => {
  const rows = await tx
    .selectFrom('posts as p')
    .innerJoin('regions as r', 'r.id', 'p.region_id')
    .select('p.id')
    .where((where) => where.or([where('p.closed_on', 'is', null), where('p.closed_on', '>', today)]))
    .where((where) =>
      where.or([
        where.and([
          where('p.region_id', '=', regionId),
          where('p.role', 'in', ['office', 'liaison', 'station', 'troop', 'leader']),
        ]),
        where.and([where('r.parent_id', '=', regionId), where('p.role', '=', 'office')]),
      ]),
    )
    .execute()
  return rows.map(({ id }) => id)
}
