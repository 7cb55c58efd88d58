import { sql } from 'kysely'
import type { Tx } from '../../platform/db/transaction.ts'
import type { GuessedUnit } from './rules.ts'
import { chunked } from './store.ts'

/** SQL of proposed tasks (任务建议). The reading desk of the room above changes them through these functions. */

export const PROPOSAL_STATES = ['open', 'adopted', 'dropped', 'handed'] as const
export type ProposalState = (typeof PROPOSAL_STATES)[number]

export type ProposalRow = {
  id: number
  documentId: number
  clauseId: number | null
  title: string
  startAt: number
  endAt: number
  dueOn: string | null
  dueText: string | null
  quota: string | null
  confidence: 'high' | 'low'
  reasons: string[]
  state: ProposalState
  lead: GuessedUnit | null
  helpers: GuessedUnit[]
  version: number
  /** Code of the matter that the same words of the older version were made into: dropped with it, or still to be decided. */
  standsAs: string | null
}
export type NewProposal = Omit<ProposalRow, 'id' | 'version' | 'state' | 'documentId' | 'standsAs'>

const rows = (tx: Tx, documentId: number) =>
  tx
    .selectFrom('proposals')
    .select([
      'id',
      'document_id as documentId',
      'clause_id as clauseId',
      'title',
      'start_at as startAt',
      'end_at as endAt',
      'due_on as dueOn',
      'due_text as dueText',
      'quota',
      'confidence',
      'reasons',
      'state',
      'lead_unit_id as leadUnitId',
      'lead_why as leadWhy',
      'lead_word as leadWord',
      'helpers',
      'version',
      'stands_as as standsAs',
    ])
    .where('document_id', '=', documentId)
    .orderBy('sort')
    .orderBy('id')

type Raw = Awaited<ReturnType<ReturnType<typeof rows>['execute']>>[number]

const toRow = ({ leadUnitId, leadWhy, leadWord, helpers, confidence, state, ...rest }: Raw): ProposalRow => ({
  ...rest,
  confidence: confidence as ProposalRow['confidence'],
  state: state as ProposalState,
  lead:
    leadUnitId === null
      ? null
      : { unitId: leadUnitId, why: (leadWhy ?? 'person') as GuessedUnit['why'], word: leadWord ?? '' },
  helpers: helpers as unknown as GuessedUnit[],
})

/** In the order of the text. */
export const listProposals = async (tx: Tx, documentId: number): Promise<ProposalRow[]> =>
  (await rows(tx, documentId).execute()).map(toRow)

/** The same, locked until the transaction ends, so that two people cannot hand out one of them twice. */
export const lockProposals = async (tx: Tx, documentId: number): Promise<ProposalRow[]> =>
  (await rows(tx, documentId).forUpdate().execute()).map(toRow)

const valuesOf = (one: NewProposal) => ({
  clause_id: one.clauseId,
  // the order of the text; what a person adds or splits falls into its place
  sort: one.startAt,
  title: one.title,
  start_at: one.startAt,
  end_at: one.endAt,
  due_on: one.dueOn,
  due_text: one.dueText,
  quota: one.quota,
  confidence: one.confidence,
  reasons: one.reasons,
  lead_unit_id: one.lead?.unitId ?? null,
  lead_why: one.lead?.why ?? null,
  lead_word: one.lead?.word ?? null,
  helpers: JSON.stringify(one.helpers),
})

/** @returns the ids in the order given */
export const insertProposals = async (
  tx: Tx,
  documentId: number,
  proposals: readonly NewProposal[],
): Promise<number[]> => {
  const ids: number[] = []
  for (const part of chunked(proposals)) {
    const made = await tx
      .insertInto('proposals')
      .values(part.map((one) => ({ document_id: documentId, ...valuesOf(one) })))
      .returning('id')
      .execute()
    ids.push(...made.map(({ id }) => id))
  }
  return ids
}

/** Writes a proposal whose row is locked; its version grows by one. */
export const writeProposal = async (
  tx: Tx,
  id: number,
  one: Omit<ProposalRow, 'id' | 'documentId' | 'version' | 'standsAs'>,
): Promise<void> => {
  await tx
    .updateTable('proposals')
    .set({ ...valuesOf(one), state: one.state, version: sql`version + 1` })
    .where('id', '=', id)
    .execute()
}

export const deleteProposal = async (tx: Tx, id: number): Promise<void> => {
  await tx.deleteFrom('proposals').where('id', '=', id).execute()
}

export const markHanded = async (tx: Tx, ids: readonly number[]): Promise<void> => {
  await tx
    .updateTable('proposals')
    .set({ state: 'handed', version: sql`version + 1` })
    .where('id', 'in', [...ids])
    .execute()
}

/** Proposals that a matter of the older version stands for: dropped, and marked with its code. */
export const markStanding = async (tx: Tx, standing: ReadonlyMap<number, string>): Promise<void> => {
  for (const [id, code] of standing)
    await tx
      .updateTable('proposals')
      .set({ state: 'dropped', stands_as: code, version: sql`version + 1` })
      .where('id', '=', id)
      .where('state', 'in', ['open', 'adopted'])
      .execute()
}

/** Notes which matter of the older version the same words were made into; the proposal stays to be checked. Null: none any more. */
export const noteStanding = async (tx: Tx, standing: ReadonlyMap<number, string | null>): Promise<void> => {
  for (const [id, code] of standing)
    await tx
      .updateTable('proposals')
      .set({ stands_as: code, version: sql`version + 1` })
      .where('id', '=', id)
      .where('state', 'in', ['open', 'adopted'])
      .execute()
}

/** Proposals that were held back for a matter of the older version are to be checked again. @returns their ids */
export const unmarkStanding = async (tx: Tx, documentId: number): Promise<number[]> => {
  const rows = await tx
    .updateTable('proposals')
    .set({
      state: sql`case when state = 'dropped' then 'open' else state end`,
      stands_as: null,
      version: sql`version + 1`,
    })
    .where('document_id', '=', documentId)
    .where('stands_as', 'is not', null)
    .returning('id')
    .execute()
  return rows.map(({ id }) => id)
}

/** Names of units that are still open, by id. */
export const unitNames = async (
  tx: Tx,
  ids: readonly number[],
): Promise<Map<number, { name: string; isOpen: boolean }>> => {
  if (ids.length === 0) return new Map()
  const found = await tx
    .selectFrom('units')
    .select(['id', 'name', sql<boolean>`closed_on is null`.as('isOpen')])
    .where('id', 'in', [...new Set(ids)])
    .execute()
  return new Map(found.map(({ id, name, isOpen }) => [id, { name, isOpen }]))
}
