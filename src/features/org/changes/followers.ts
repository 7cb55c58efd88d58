import type { Tx } from '../../../platform/db/transaction.ts'
import type { FiledCount } from './contract.ts'

/**
 * A higher room that files its records under places hears of every 区划变更 here, in the same transaction; main/wiring.ts
 * says which rooms do. Copies of a path follow a moved place by foreign key; what this adds is the heir of a place that ends.
 */
export type RegionFollower = {
  /** What is filed under these paths and below them, as the acting post may see it. */
  count(tx: Tx, paths: readonly string[]): Promise<FiledCount[]>
  /** Files what stood directly under the places anew under their heir. Runs above the row policies. Returns how many rows. */
  follow(tx: Tx, from: readonly number[], into: { id: number; path: string }): Promise<number>
}
