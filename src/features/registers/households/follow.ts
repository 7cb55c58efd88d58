import { sql } from 'kysely'
import type { Tx } from '../../../platform/db/transaction.ts'
import type { RegionFollower } from '../../org/index.ts'

/** One person or household put into another (合并), or parted from it again when the merge is taken back. */
export type Merge = {
  personId: number
  intoPersonId: number
  householdId: number
  intoHouseholdId: number
  /** The household of the merged person has no other present person, and went with him. */
  isHouseholdMerged: boolean
}

/** What stands in the way of taking an import back: a household that another room uses. */
export type HouseholdUse = { householdId: number; what: string }

/**
 * A higher room whose records name households or persons hears of what happens to them here, in the same transaction;
 * main/wiring.ts says which rooms do.
 */
export type HouseholdFollower = {
  /**
   * Moves what hangs on the merged household or person to the one that stays, and answers which rows, each list under a name of
   * its own. Runs above the row policies.
   */
  merged(tx: Tx, merge: Merge): Promise<Record<string, number[]>>
  /** Moves back what `merged` moved, when the merge is taken back. */
  parted(tx: Tx, merge: Merge, moved: Record<string, number[]>): Promise<void>
  /** Households made by an import that the room uses since, the first ones. */
  used(tx: Tx, importId: number): Promise<HouseholdUse[]>
}

/** 底册 hears of 区划变更: households under a place that ends go to its heir, and their persons with them. */
export const registersFollow: RegionFollower = {
  count: async (tx, paths) => {
    const { count } = await tx
      .selectFrom('households as h')
      .select(sql<number>`count(*)::int`.as('count'))
      .where('h.state', '=', 'present')
      .where(
        sql<boolean>`exists (select 1 from unnest(${[...paths]}::text[]) as p where starts_with(h.region_path, p))`,
      )
      .executeTakeFirstOrThrow()
    return [{ what: '在册家庭', measure: '户', count }]
  },
  follow: async (tx, from, into) => {
    const { numUpdatedRows } = await tx
      .updateTable('households')
      .set({ region_id: into.id, region_path: into.path })
      .where('region_id', '=', sql<number>`any(${[...from]}::int[])`)
      .executeTakeFirst()
    await tx
      .updateTable('register_imports')
      .set({ region_path: into.path })
      .where('region_path', '=', sql<string>`any(select r.path from regions r where r.id = any(${[...from]}::int[]))`)
      .execute()
    return Number(numUpdatedRows)
  },
}
