import type { AuditEntry } from '../../../platform/audit/audit.ts'
import type { Context } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import type { HelpKind, HelpState, HelpStep } from './rules.ts'

/** What became of a case of help 帮扶; without the name of anybody and without what is needed. */
export type HelpEvent = {
  helpId: number
  code: string
  kind: HelpKind
  step: HelpStep | 'open'
  state: HelpState
  dueOn: string | null
  /** The unit that wrote it down. */
  unitId: number
  /** Of the village of the family. */
  regionPath: string
}

/** A higher room that keeps what is owed hears of every step, in the same transaction; main/wiring.ts says which rooms do. */
export type HelpFollower = { helped(ctx: Context, tx: Tx, event: HelpEvent): Promise<AuditEntry[]> }
