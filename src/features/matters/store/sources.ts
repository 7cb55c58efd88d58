import { sql } from 'kysely'
import type { Context } from '../../../platform/context.ts'
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

/** The clause of a newer version that a matter points at from now on, with the part of the plan it is counted under. */
export type MovedSource = {
  documentId: number
  clauseId: number | null
  startAt: number
  endAt: number
  quote: string
  part: string | null
  partTitle: string | null
}

/** Moves the reference of a matter and of everything handed down out of it from one version of a document to the next. */
export const moveSources = async (
  tx: Tx,
  { acting, now }: Pick<Context, 'acting' | 'now'>,
  matterId: number,
  formerId: number,
  to: MovedSource,
): Promise<void> => {
  const tree = tx
    .selectFrom('matters')
    .select('id')
    .where((where) => where.or([where('id', '=', matterId), where('root_id', '=', matterId)]))
  await tx
    .insertInto('matter_former_sources')
    .columns(['matter_id', 'document_id', 'clause_id', 'start_at', 'end_at', 'quote', 'moved_at', 'post_id'])
    .expression(
      tx
        .selectFrom('matter_sources')
        .select(['matter_id', 'document_id', 'clause_id', 'start_at', 'end_at', 'quote'])
        .select([sql<string>`${now}::timestamptz`.as('moved_at'), sql<number>`${acting.postId}::integer`.as('post_id')])
        .where('document_id', '=', formerId)
        .where('matter_id', 'in', tree),
    )
    .execute()
  await tx
    .updateTable('matter_sources')
    .set({
      document_id: to.documentId,
      clause_id: to.clauseId,
      start_at: to.startAt,
      end_at: to.endAt,
      quote: to.quote,
    })
    .where('document_id', '=', formerId)
    .where('matter_id', 'in', tree)
    .execute()
  await tx
    .updateTable('matters')
    .set({ document_id: to.documentId, part: to.part, part_title: to.partTitle })
    .where('document_id', '=', formerId)
    .where('id', 'in', tree)
    .execute()
}
