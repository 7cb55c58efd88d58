import type { Erased } from '../../../platform/audit/erased.ts'
import type { Context } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import { findHousehold, findPerson } from '../households/store.ts'
import { settleHouseholds } from '../households/writes.ts'
import { dropFile } from '../imports/store.ts'
import { reckonPlaques } from '../plaques/reckon.ts'
import { clearCase, clearReport, findReportName } from '../retention/store.ts'
import type { NameFollower } from './naming.ts'
import { CLEARED_WORDS, ERASED_NAME, goesWithHome } from './rules.ts'
import * as store from './store.ts'

/**
 * What was erased comes back with an older backup; it is cleared again before the city opens, by what the newest copy of the keys tells
 * (docs/adr/0067). Run above the row policies; what stands cleared already is left as it is.
 */
type Again = {
  closed: Context['closed']
  followers: readonly NameFollower[]
  /** Everything that was erased, to find what went with whom. */
  erased: readonly Erased[]
  today: string
  at: string
}
/** What was cleared beside the record itself, and the files that nothing holds any more. */
type Cleared = { unnamed: { record: string; id: number }[]; files: string[] }

/** The name gives way in the records where the office had ticked it. */
const unnameAgain = async (tx: Tx, { followers, erased }: Again, by: string, name: string) => {
  const unnamed = erased.filter((one) => one.by === by && followers.some(({ record }) => record === one.record))
  for (const { record, id } of unnamed) await followers.find((one) => one.record === record)?.replace(tx, id, name)
  return unnamed.map(({ record, id }) => ({ record, id }))
}

/** A registered person, with his home where it went with him. Null where he is not there, or is cleared. */
export const clearPersonAgain = async (tx: Tx, id: number, how: Again): Promise<Cleared | null> => {
  const person = await findPerson(tx, id, { lock: true })
  if (!person || person.name === ERASED_NAME) return null
  const household = await findHousehold(tx, person.householdId)
  if (!household) return null
  const by = `household_persons:${id}`
  // What was erased before it was noted is judged as the backup tells it.
  const takesHome =
    how.erased.some((one) => one.record === 'households' && one.id === household.id && one.by === by) ||
    goesWithHome(person, await store.othersOf(tx, household.id, id))
  await store.clearPerson(tx, person, person.version)
  if (takesHome) await store.clearHome(tx, household.id)
  const unnamed = await unnameAgain(tx, how, by, person.name)
  await store.clearHelp(tx, how.closed, household.id, person.name, takesHome)
  const { city_id: cityId } = await tx
    .selectFrom('households')
    .select('city_id')
    .where('id', '=', household.id)
    .executeTakeFirstOrThrow()
  await settleHouseholds(tx, [household.id])
  await reckonPlaques(tx, cityId, how.today, [household.id])
  return { unnamed, files: [] }
}

/** A report of merit that was cleared when due, with its paper. */
export const clearReportAgain = async (tx: Tx, id: number, how: Again): Promise<Cleared | null> => {
  const name = await findReportName(tx, id)
  if (name === undefined || name === ERASED_NAME) return null
  const unnamed = await unnameAgain(tx, how, `merit_reports:${id}`, name)
  const files: string[] = []
  for (const fileId of await clearReport(tx, id)) {
    const sha256 = await dropFile(tx, fileId, how.at)
    if (sha256) files.push(sha256)
  }
  return { unnamed, files }
}

/** A case of help that was cleared when due. */
export const clearCaseAgain = async (tx: Tx, id: number): Promise<Cleared | null> => {
  const one = await tx.selectFrom('help_cases').select('needs').where('id', '=', id).executeTakeFirst()
  if (!one || one.needs === CLEARED_WORDS) return null
  await clearCase(tx, id)
  return { unnamed: [], files: [] }
}
