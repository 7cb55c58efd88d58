import { sql } from 'kysely'
import type { Tx } from '../../../platform/db/transaction.ts'

/** What was done for a household and goes over with it: rows of the room, by number; letters by their round. */
export type Carried = { plaqueStepIds: number[]; meritReportIds: number[]; letterRoundIds: number[]; helpIds: number[] }

export const NOTHING_CARRIED: Carried = { plaqueStepIds: [], meritReportIds: [], letterRoundIds: [], helpIds: [] }

/**
 * What hangs on a household that ends with a merge: steps of its plaque, its reports of merit, and its letters of rounds that still
 * run and in which the other household has none. Closed rounds and frozen accounts stay as they were frozen.
 */
export const carriedBy = async (tx: Tx, from: number, into: number): Promise<Carried> => {
  const ids = async (query: ReturnType<typeof sql<{ id: number }>>) =>
    (await query.execute(tx)).rows.map(({ id }) => id)
  return {
    plaqueStepIds: await ids(sql`select id from plaque_steps where household_id = ${from} order by id`),
    meritReportIds: await ids(sql`select id from merit_reports where household_id = ${from} order by id`),
    letterRoundIds: await ids(sql`select i.round_id as id from letter_items i join letter_rounds r on r.id = i.round_id
      where i.household_id = ${from} and r.closed_on is null and not exists (select 1 from letter_items o
        where o.round_id = i.round_id and o.household_id = ${into}) order by 1`),
    helpIds: await ids(sql`select id from help_cases where household_id = ${from} order by id`),
  }
}

/**
 * Every column that names a household or person, and what a merge does with it: a table that is not here fails the test, so that
 * whoever adds one decides.
 */
export const MERGED_COLUMNS: Record<string, 'carried' | 'follows' | string> = {
  'household_persons.household_id': 'stays with the row of the household, which says where it went',
  'household_persons.merged_into_id': 'the merge itself',
  'households.merged_into_id': 'the merge itself',
  'person_honours.household_person_id': 'carried',
  'person_certificates.household_person_id': 'carried',
  'plaque_steps.household_id': 'carried',
  'plaque_cards.household_id': 'reckoned anew from the steps',
  'plaque_cards.household_person_id': 'reckoned anew from the steps',
  'plaque_statement_lines.household_id': 'frozen as it was told',
  'merit_reports.household_id': 'carried',
  'letter_items.household_id': 'carried',
  'help_cases.household_id': 'carried',
  'contact_marks.household_id': 'follows',
  'fact_households.household_id': 'a fact keeps the family that it named',
  'retention_items.household_person_id': 'of those who left the register; they are not merged',
  'person_merges.kept_id': 'the merge itself',
  'person_merges.merged_id': 'the merge itself',
  'person_merges.kept_household_id': 'the merge itself',
  'person_merges.merged_household_id': 'the merge itself',
  'person_distinctions.low_id': 'a decision about these two',
  'person_distinctions.high_id': 'a decision about these two',
}

/** Hands them from one household to the other, under its place. */
export const carry = async (
  tx: Tx,
  { plaqueStepIds, meritReportIds, letterRoundIds, helpIds }: Carried,
  from: number,
  into: { id: number; regionPath: string },
): Promise<void> => {
  const place = { household_id: into.id, region_path: into.regionPath }
  if (plaqueStepIds.length > 0)
    await tx.updateTable('plaque_steps').set(place).where('id', 'in', plaqueStepIds).execute()
  // A report stays filed under the place to which it was sent.
  if (meritReportIds.length > 0)
    await tx.updateTable('merit_reports').set({ household_id: into.id }).where('id', 'in', meritReportIds).execute()
  if (helpIds.length > 0)
    await tx.updateTable('help_cases').set({ household_id: into.id }).where('id', 'in', helpIds).execute()
  if (letterRoundIds.length > 0)
    await tx
      .updateTable('letter_items')
      .set(place)
      .where('household_id', '=', from)
      .where('round_id', 'in', letterRoundIds)
      .execute()
}
