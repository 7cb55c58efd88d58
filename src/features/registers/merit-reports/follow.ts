import type { AuditEntry } from '../../../platform/audit/audit.ts'
import type { Context } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import type { Grade } from './rules.ts'

/** A merit report was delivered: what the ceremony 仪式 was, for a room that keeps what happened. */
export type MeritDelivery = {
  reportId: number
  code: string
  grade: Grade
  householdId: number
  regionId: number
  regionPath: string
  on: string
  /** Who came, by post. */
  civilWords: string
  militaryWords: string
  bonusYuan: number | null
  fileIds: readonly number[]
}

/**
 * A higher room that keeps ceremonies hears of each delivery, and of each that is taken back, in the same transaction; it hands back
 * the audit rows of what it did. main/wiring.ts says which rooms do.
 */
export type MeritReportFollower = {
  delivered(ctx: Context, tx: Tx, delivery: MeritDelivery): Promise<AuditEntry[]>
  takenBack(ctx: Context, tx: Tx, taken: { reportId: number; reason: string }): Promise<AuditEntry[]>
}
