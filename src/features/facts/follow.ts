import { sql } from 'kysely'
import type { AuditEntry } from '../../platform/audit/audit.ts'
import type { Context } from '../../platform/context.ts'
import type { Tx } from '../../platform/db/transaction.ts'
import type { RegionFollower } from '../org/index.ts'
import type { HouseholdFollower } from '../registers/index.ts'
import type { FactStep } from './rules.ts'
import type { StoredFact } from './store/rows.ts'

/** What happened to facts: `before` where they stood before, none where they were just recorded. All of one step. */
export type FactEvent = {
  /** `record`, `correct`, `check`, `return`, `replace`, `withdraw`, `restore`; drafts are told to nobody. */
  step: FactStep
  facts: readonly StoredFact[]
  before: readonly StoredFact[]
  /** Of one fact: the other one whose place it takes now, or takes again, with what that one promised. */
  inPlaceOf?: number
}

/**
 * A higher room that acts on facts (figures, promises, the contact plan) hears of them here, in the same transaction as the
 * change, and hands back the audit rows of what it did; main/wiring.ts says which rooms do.
 */
export type FactFollower = { follow(tx: Tx, ctx: Context, event: FactEvent): Promise<AuditEntry[]> }

/** Facts hear of 区划变更: what is filed under a place that ends goes to its heir. */
export const factsFollow: RegionFollower = {
  count: async (tx, paths) => {
    const { rows } = await tx
      .selectFrom('facts as f')
      .select(({ fn }) => fn.countAll<number>().as('rows'))
      .where('f.state', '<>', 'draft')
      .where(({ or, eb, fn }) =>
        or(paths.map((path) => eb(fn('starts_with', ['f.region_path', eb.val(path)]), '=', true))),
      )
      .executeTakeFirstOrThrow()
    return [{ what: '实绩', measure: '条', count: rows }]
  },
  follow: async (tx, from, into) => {
    const ended = [...from]
    const paths = tx.selectFrom('regions').select('path').where('id', 'in', ended)
    await tx.updateTable('facts').set({ entered_path: into.path }).where('entered_path', 'in', paths).execute()
    const { numUpdatedRows } = await tx
      .updateTable('facts')
      .set({ region_id: into.id, region_path: into.path })
      .where('region_id', 'in', ended)
      .executeTakeFirst()
    return Number(numUpdatedRows)
  },
}

/**
 * 底册: a family that a fact names is not taken away with its import; a fact keeps the family that it named when two become one, and
 * the reasons of the contact plan go with the household.
 */
export const factsFollowFamilies: HouseholdFollower = {
  merged: async (tx, { householdId, intoHouseholdId, isHouseholdMerged }) => {
    if (!isHouseholdMerged) return { contactMarks: [] }
    // A mark that the other household bears too, stays where it is.
    const { rows } = await sql<{
      id: number
    }>`update contact_marks m set household_id = ${intoHouseholdId}, version = version + 1
      where m.household_id = ${householdId} and not exists (select 1 from contact_marks o where o.household_id = ${intoHouseholdId}
        and o.kind = m.kind and o.on_day = m.on_day and o.ended_on is null and m.ended_on is null) returning m.id`.execute(
      tx,
    )
    return { contactMarks: rows.map(({ id }) => id).sort((a, b) => a - b) }
  },
  parted: async (tx, { householdId }, { contactMarks = [] }) => {
    await sql`update contact_marks set household_id = ${householdId}, version = version + 1
      where id = any(${contactMarks}::int[])`.execute(tx)
  },
  used: async (tx, importId) => {
    const rows = await tx
      .selectFrom('fact_households as f')
      .innerJoin('households as h', 'h.id', 'f.household_id')
      .innerJoin('facts as a', 'a.id', 'f.fact_id')
      .select(['h.id as householdId', 'a.code', 'a.title'])
      .where('h.import_id', '=', importId)
      .orderBy('a.id')
      .limit(20)
      .execute()
    const marks = await tx
      .selectFrom('contact_marks as m')
      .innerJoin('households as h', 'h.id', 'm.household_id')
      .select(['h.id as householdId', 'm.on_day as on'])
      .where('h.import_id', '=', importId)
      .orderBy('m.id')
      .limit(20)
      .execute()
    return [
      ...rows.map(({ householdId, code, title }) => ({ householdId, what: `实绩 ${code ?? '草稿'} ${title}` })),
      ...marks.map(({ householdId, on }) => ({ householdId, what: `联系事由 ${on}` })),
    ]
  },
}
