import { sql } from 'kysely'
import type { Context } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import { replaceHelpers } from './writes.ts'

/** What a step may change of a matter, as it stood before: what is needed to take the step back. */
export type MatterImage = {
  code: string | null
  title: string
  matter: {
    state: string
    lead_unit_id: number | null
    lead_post_id: number | null
    leader_post_id: number | null
    due_on: string | null
    first_due_on: string | null
    raised_on: string | null
    reported_on: string | null
    reported_late_before: string | null
    reported_by_person_id: number | null
    reported_by_unit_id: number | null
    closed_on: string | null
    is_hung: boolean
    hung_review_on: string | null
    is_supervised: boolean
    marks: string[]
    units: number[]
    posts: number[]
  }
  texts: {
    hung_cause: string | null
    decline_clause: string | null
    decline_explanation: string | null
    result: string | null
  }
  helpers: number[]
  /** Requests that were open. */
  requests: number[]
}

/** The matter with everything a step may change, or undefined where its words may not be read. */
export const readImage = async (tx: Tx, id: number): Promise<MatterImage | undefined> => {
  const { rows } = await sql<MatterImage>`select m.code, t.title,
      jsonb_build_object('state', m.state, 'lead_unit_id', m.lead_unit_id, 'lead_post_id', m.lead_post_id,
        'leader_post_id', m.leader_post_id, 'due_on', m.due_on, 'first_due_on', m.first_due_on, 'raised_on', m.raised_on,
        'reported_on', m.reported_on, 'reported_late_before', m.reported_late_before,
        'reported_by_person_id', m.reported_by_person_id, 'reported_by_unit_id', m.reported_by_unit_id,
        'closed_on', m.closed_on, 'is_hung', m.is_hung, 'hung_review_on', m.hung_review_on,
        'is_supervised', m.is_supervised, 'marks', m.marks, 'units', m.units, 'posts', m.posts) as matter,
      jsonb_build_object('hung_cause', t.hung_cause, 'decline_clause', t.decline_clause,
        'decline_explanation', t.decline_explanation, 'result', t.result) as texts,
      array(select h.unit_id from matter_helpers h where h.matter_id = m.id order by h.unit_id) as helpers,
      array(select q.id from matter_requests q where q.matter_id = m.id and q.state = 'open' order by q.id) as requests
    from matters m join matter_texts t on t.matter_id = m.id where m.id = ${id}`.execute(tx)
  return rows[0]
}

/**
 * Puts a matter back as it stood. Nothing is erased: what was said stays in the timeline, requests opened since fall away,
 * and those that were settled since wait again.
 */
export const restoreImage = async (
  tx: Tx,
  { now }: Pick<Context, 'now'>,
  id: number,
  image: MatterImage,
): Promise<void> => {
  await tx
    .updateTable('matter_requests')
    .set({ state: 'lapsed', answered_at: now })
    .where('matter_id', '=', id)
    .where('state', '=', 'open')
    .where(sql<boolean>`id <> all(${image.requests}::int[])`)
    .execute()
  await tx
    .updateTable('matter_requests')
    .set({ state: 'open', answered_at: null, answered_post_id: null, answer: null })
    .where('matter_id', '=', id)
    .where(sql<boolean>`id = any(${image.requests}::int[])`)
    .execute()
  await replaceHelpers(tx, id, image.helpers)
  await tx.updateTable('matter_texts').set(image.texts).where('matter_id', '=', id).execute()
  await tx
    .updateTable('matters')
    .set({ ...image.matter, changed_at: now, version: sql`version + 1` })
    .where('id', '=', id)
    .execute()
}
