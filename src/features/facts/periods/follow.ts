import type { Tx } from '../../../platform/db/transaction.ts'

/**
 * A higher room that keeps figures of its own when a period closes hears of it here, in the same transaction; main/wiring.ts says
 * which rooms do.
 */
export type PeriodFollower = {
  closed(tx: Tx, period: { id: number; regionPath: string; startsOn: string; endsOn: string }): Promise<void>
  /** A period that was closed before the room kept what it keeps now; the facts of then stand in `facts_of_then` (older.ts). */
  closedLongSince(tx: Tx, period: ClosedPeriod): Promise<void>
}

export type ClosedPeriod = { id: number; regionPath: string; startsOn: string; endsOn: string; closedAt: string }
