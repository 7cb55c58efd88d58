import type { Tx } from '../../../platform/db/transaction.ts'

type Source = {
  matterId: number
  documentId: number
  clauseId: number | null
  proposalId: number | null
  startAt: number
  endAt: number
  quote: string
}

/** Notes the clause that each matter came from. */
export const insertSources = async (tx: Tx, sources: Source[]): Promise<void> => {
  if (sources.length === 0) return
  await tx
    .insertInto('matter_sources')
    .values(
      sources.map(({ matterId, documentId, clauseId, proposalId, startAt, endAt, quote }) => ({
        matter_id: matterId,
        document_id: documentId,
        clause_id: clauseId,
        proposal_id: proposalId,
        start_at: startAt,
        end_at: endAt,
        quote,
      })),
    )
    .execute()
}
