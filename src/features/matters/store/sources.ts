import type { Tx } from '../../../platform/db/transaction.ts'

type Source = {
  matterId: number
  documentId: number | null
  clauseId: number | null
  proposalId: number | null
  startAt: number
  endAt: number
  quote: string
}

/** Notes the clause that each matter came from; a task without a document has none. */
export const insertSources = async (tx: Tx, sources: Source[]): Promise<void> => {
  const rows = sources.flatMap(({ matterId, documentId, clauseId, proposalId, startAt, endAt, quote }) =>
    documentId === null
      ? []
      : [
          {
            matter_id: matterId,
            document_id: documentId,
            clause_id: clauseId,
            proposal_id: proposalId,
            start_at: startAt,
            end_at: endAt,
            quote,
          },
        ],
  )
  if (rows.length > 0) await tx.insertInto('matter_sources').values(rows).execute()
}
