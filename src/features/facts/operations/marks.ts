import type { Context } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import { closingsOf, isClosedOn } from '../periods/store.ts'
import { isLate } from '../rules.ts'
import { leftCountingAt, type StoredFact } from '../store/rows.ts'
import type { FactMarks } from '../store/writes.ts'

/** 迟录 and 补记: how late a fact was written down, and whether its period was closed without it. */

type At = { region: { path: string }; endsOn: string }
type Today = Pick<Context, 'today'>

/** 补记: whether its period is closed already. */
export const isAfterClose = async (tx: Tx, { today }: Today, { region, endsOn }: At): Promise<boolean> =>
  (await isClosedOn(tx, [{ path: region.path, endsOn }], today))[0] ?? false

/** Marks of facts that are written down now, in their order. */
export const marksOfNew = async (tx: Tx, { today }: Today, facts: readonly At[]): Promise<FactMarks[]> => {
  const places = facts.map(({ region, endsOn }) => ({ path: region.path, endsOn }))
  const closed = await isClosedOn(tx, places, today)
  return facts.map(({ endsOn }, index) => ({ isLate: isLate(endsOn, today), isAfterClose: closed[index] ?? false }))
}

/**
 * Marks of a fact whose day or place is corrected. Moved into a period that closed without it, it is a later entry there; moved out of a
 * closed one it is none; within the same one it stays what it was.
 */
export const marksOfCorrected = async (
  tx: Tx,
  { today }: Today,
  before: StoredFact,
  after: At,
): Promise<FactMarks | undefined> => {
  if (before.recordedOn === null) return undefined
  const late = isLate(after.endsOn, before.recordedOn)
  const closings = await closingsOf(tx, { path: after.region.path, endsOn: after.endsOn }, today)
  const earlier = new Set(
    (await closingsOf(tx, { path: before.regionPath, endsOn: before.endsOn }, today)).map(({ id }) => id),
  )
  const isNewThere = closings.some(({ id }) => !earlier.has(id))
  return { isLate: late, isAfterClose: isNewThere || (closings.length > 0 && before.isAfterClose) }
}

/** 补记, of a fact that counts again after it was returned or withdrawn: its period closed meanwhile, without it. */
export const isAgainAfterClose = async (tx: Tx, { today }: Today, fact: StoredFact): Promise<boolean> => {
  const left = await leftCountingAt(tx, fact.id)
  const closings = await closingsOf(tx, { path: fact.regionPath, endsOn: fact.endsOn }, today)
  return (
    fact.isAfterClose ||
    closings.some(({ closedAt }) => closedAt === null || (left !== null && Date.parse(closedAt) > Date.parse(left)))
  )
}
