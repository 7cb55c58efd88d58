import { addDays } from '../../platform/calendar/days.ts'
import type { MatterState, Step } from './sides.ts'

/**
 * On behalf 代录、代确认: for a unit without access the office enters a need, and records its answer with the signed slip.
 * Source: DESIGN.md, "One ledger, one way to close"; decision 0007.
 */

/** Steps of the asking side that an office may record for it. What an office may do by itself (reopen, lift) is not here. */
export const STAND_IN_STEPS = ['raise', 'withdraw', 'confirm', 'send-back', 'grant-hang', 'refuse-hang'] as const

export const isStandInStep = (step: Step): boolean => (STAND_IN_STEPS as readonly Step[]).includes(step)

/** The signed slip: day of the signature, post of who signed (部队保障部门负责人), and the photos or scans of it. */
export type Slip = { signedOn: string; signer: string; fileIds: number[] }

/** Kinds of file that show a signature: a photo or a scan. Whoever could write a text could write a signature into it. */
const SLIP_FILE_KINDS: readonly string[] = ['picture', 'pdf']

/** Whether files of these kinds may all stand as a signed slip. */
export const showsSignature = (kinds: readonly string[]): boolean =>
  kinds.every((kind) => SLIP_FILE_KINDS.includes(kind))

/** What the rules know about acting for the asking unit; absent where nothing of it applies. */
export type BehalfFacts = {
  /** The asking unit has nobody with access, or its need was entered for it and never contested. */
  mayStandIn: boolean
  /** Something recorded for the unit may still be contested by it. */
  mayContest: boolean
  /** 代录、代确认、异议 as they stand on the matter. */
  marks: readonly string[]
}

/** Days in which the unit may contest what was recorded for it, counted from the day of the record; a setting of the office. */
export const CONTEST_DAYS = 30

export const mayStandIn = (matter: {
  state: MatterState
  askerIsOffice: boolean
  askerHasAccess: boolean
  marks: readonly string[]
}): boolean =>
  matter.state !== 'draft' &&
  !matter.askerIsOffice &&
  (!matter.askerHasAccess || (matter.marks.includes('entered-for') && !matter.marks.includes('contested')))

/** The last day on which a record may be contested: the day of the record and `days` after it. */
export const contestUntil = (recordedOn: string, days = CONTEST_DAYS): string => addDays(recordedOn, days)

/** Whether any record of the matter is still open to 异议 today. */
export const mayContest = (
  records: readonly { recordedOn: string; isContested: boolean }[],
  today: string,
  days = CONTEST_DAYS,
): boolean => records.some(({ recordedOn, isContested }) => !isContested && today <= contestUntil(recordedOn, days))

export type SlipRefusal =
  | 'slip-needed'
  | 'signer-needed'
  | 'signed-day-needed'
  | 'signed-in-future'
  | 'signed-too-early'

/**
 * What is wrong with a slip on the given day; null when it will do.
 * @param notBefore the day of what it answers (the report, the request); null where nothing came before
 */
export const slipProblem = (slip: Slip, notBefore: string | null, today: string): SlipRefusal | null => {
  if (slip.fileIds.length === 0) return 'slip-needed'
  if (slip.signedOn === '') return 'signed-day-needed'
  if (slip.signedOn > today) return 'signed-in-future'
  if (notBefore !== null && slip.signedOn < notBefore) return 'signed-too-early'
  return slip.signer.trim() === '' ? 'signer-needed' : null
}
