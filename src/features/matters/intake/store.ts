import type { Tx } from '../../../platform/db/transaction.ts'

/** Matters that were made from proposals of a document, by proposal. */
export const mattersByProposal = async (
  tx: Tx,
  documentId: number,
): Promise<Map<number, { id: number; code: string }>> => {
  const rows = await tx
    .selectFrom('matter_sources as s')
    .innerJoin('matters as m', 'm.id', 's.matter_id')
    .select(['s.proposal_id as proposalId', 'm.id', 'm.code'])
    .where('s.document_id', '=', documentId)
    .execute()
  return new Map(
    rows.flatMap(({ proposalId, id, code }) => (proposalId === null ? [] : [[proposalId, { id, code: code ?? '' }]])),
  )
}
