import { addDays, daysBetween } from '../../../platform/calendar/days.ts'

/** Days in which a batch can be taken back as a whole. Source: DESIGN.md, "Nothing lost". */
export const TAKE_BACK_DAYS = 30

/** A batch as the rules see it; `changed` counts what somebody changed or used since. */
export type BatchFacts = { unitId: number; madeOn: string; isTakenBack: boolean; changed: number }

export const BATCH_REFUSALS = ['not-your-batch', 'taken-back', 'too-old', 'changed-since'] as const
export type BatchRefusal = (typeof BATCH_REFUSALS)[number]

/** Last day on which a batch made on this day can be taken back. */
export const takeBackUntil = (madeOn: string): string => addDays(madeOn, TAKE_BACK_DAYS)

/**
 * Why a batch (批次) cannot be taken back, or null: only by the unit that made it, once, within 30 days, and while nothing in
 * it was changed since.
 */
export const takeBackBarrier = (batch: BatchFacts, unitId: number, today: string): BatchRefusal | null => {
  if (batch.unitId !== unitId) return 'not-your-batch'
  if (batch.isTakenBack) return 'taken-back'
  if (daysBetween(batch.madeOn, today) > TAKE_BACK_DAYS) return 'too-old'
  return batch.changed > 0 ? 'changed-since' : null
}
