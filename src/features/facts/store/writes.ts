import { sql } from 'kysely'
import type { Context } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import type { FactPart, Ledger } from '../kinds/all.ts'
import type { FactState, FactStep, Qualifier } from '../rules.ts'

type By = Pick<Context, 'acting' | 'now' | 'today'>

/** The next `count` codes of a city and year, first to last. The counter stays locked until the end, so numbers have no gaps. */
export const takeCodes = async (tx: Tx, cityId: number, year: number, count = 1): Promise<string[]> => {
  const { last } = await tx
    .insertInto('fact_numbers')
    .values({ city_id: cityId, year, last: count })
    .onConflict((conflict) =>
      conflict.columns(['city_id', 'year']).doUpdateSet({ last: sql`fact_numbers.last + ${count}` }),
    )
    .returning('last')
    .executeTakeFirstOrThrow()
  return Array.from({ length: count }, (_, index) => `SJ-${year}-${String(last - count + 1 + index).padStart(4, '0')}`)
}

/** What a fact says, as it is kept. */
export type FactWords = {
  kind: string
  direction: string | null
  title: string
  body: string
  region: { id: number; path: string }
  place: string
  startsOn: string
  endsOn: string
  fields: Record<string, string>
  ledgers: Ledger[]
  units: { unitId: number; part: FactPart }[]
  quantities: { key: string; value: number; unit: string; qualifier: Qualifier | null }[]
  files: { fileId: number; caption: string }[]
  householdIds: readonly number[]
  campaignId: number | null
  promise: string | null
  promiseOn: string | null
  promiseUnitId: number | null
  forUnitId: number | null
}

/** 迟录, 补记. */
export type FactMarks = { isLate: boolean; isAfterClose: boolean }

export type NewFact = FactWords &
  FactMarks & {
    channel: string
    state: 'draft' | 'recorded'
    code: string | null
    replacesId: number | null
  }

/** Every unit that stands in it, the one that wrote it down too. */
const unitsIn = ({ units, forUnitId, promiseUnitId }: FactWords, enteredUnitId: number): number[] => {
  const named = [forUnitId, promiseUnitId].filter((id) => id !== null)
  return [...new Set([enteredUnitId, ...named, ...units.map(({ unitId }) => unitId)])]
}

const columnsOf = (fact: FactWords, enteredUnitId: number) => ({
  kind: fact.kind,
  direction: fact.direction,
  title: fact.title,
  body: fact.body,
  region_id: fact.region.id,
  region_path: fact.region.path,
  venue: fact.place,
  starts_on: fact.startsOn,
  ends_on: fact.endsOn,
  fields: JSON.stringify(fact.fields),
  ledgers: fact.ledgers,
  campaign_id: fact.campaignId,
  promise: fact.promise,
  promise_on: fact.promiseOn,
  promise_unit_id: fact.promiseUnitId,
  for_unit_id: fact.forUnitId,
  units: unitsIn(fact, enteredUnitId),
  is_approximate: fact.quantities.some(({ qualifier }) => qualifier !== null),
})

/** Most rows of one statement, which carries at most 65,535 parameters. */
const AT_ONCE = 500

const slices = <One>(list: readonly One[], size = AT_ONCE): One[][] =>
  Array.from({ length: Math.ceil(list.length / size) }, (_, index) => list.slice(index * size, (index + 1) * size))

/** Writes new facts with all that hangs on them and the first line of their life; ids in the order given. */
export const insertFacts = async (tx: Tx, by: By, facts: readonly NewFact[]): Promise<number[]> => {
  const { acting, now, today } = by
  const ids: number[] = []
  for (const part of slices(facts)) {
    const rows = await tx
      .insertInto('facts')
      .values(
        part.map((fact) => ({
          ...columnsOf(fact, acting.unitId),
          city_id: acting.cityId,
          code: fact.code,
          state: fact.state,
          channel: fact.channel,
          entered_unit_id: acting.unitId,
          entered_post_id: acting.postId,
          entered_person_id: acting.personId,
          entered_path: acting.regionPath,
          recorded_at: fact.state === 'recorded' ? now : null,
          recorded_on: fact.state === 'recorded' ? today : null,
          is_late: fact.isLate,
          is_after_close: fact.isAfterClose,
          replaces_id: fact.replacesId,
          created_at: now,
          changed_at: now,
        })),
      )
      .returning('id')
      .execute()
    ids.push(...rows.map(({ id }) => id))
  }
  const numbered = facts.map((fact, index) => ({ ...fact, id: ids[index] as number }))
  await insertParts(tx, by, numbered)
  await insertEntries(
    tx,
    by,
    numbered
      .filter(({ state }) => state === 'recorded')
      .map(({ id }) => ({ factId: id, step: 'record', from: null, to: 'recorded' })),
  )
  return ids
}

type Numbered = Pick<FactWords, 'units' | 'quantities' | 'files' | 'householdIds'> & { id: number }

const insertParts = async (tx: Tx, { now }: By, facts: readonly Numbered[]): Promise<void> => {
  const units = facts.flatMap(({ id, units: named }) =>
    named.map(({ unitId, part }) => ({ fact_id: id, unit_id: unitId, part })),
  )
  const quantities = facts.flatMap(({ id, quantities: given }) =>
    given.map(({ key, value, unit, qualifier }) => ({ fact_id: id, key, value, unit, qualifier })),
  )
  const files = facts.flatMap(({ id, files: attached }) =>
    attached.map(({ fileId, caption }, sort) => ({ fact_id: id, file_id: fileId, caption, sort, added_at: now })),
  )
  const households = facts.flatMap(({ id, householdIds }) =>
    householdIds.map((householdId) => ({ fact_id: id, household_id: householdId })),
  )
  for (const rows of slices(households, 5_000)) await tx.insertInto('fact_households').values(rows).execute()
  for (const rows of slices(units, 5_000)) await tx.insertInto('fact_units').values(rows).execute()
  for (const rows of slices(quantities, 5_000)) await tx.insertInto('fact_quantities').values(rows).execute()
  for (const rows of slices(files, 5_000))
    await tx
      .insertInto('fact_files')
      .values(rows)
      .onConflict((held) =>
        held.columns(['fact_id', 'file_id']).doUpdateSet((row) => ({
          caption: row.ref('excluded.caption'),
          sort: row.ref('excluded.sort'),
          added_at: row.ref('excluded.added_at'),
        })),
      )
      .execute()
}

const marksOf = (marks: Partial<FactMarks> | undefined) => ({
  ...(marks?.isLate === undefined ? {} : { is_late: marks.isLate }),
  ...(marks?.isAfterClose === undefined ? {} : { is_after_close: marks.isAfterClose }),
})

/** Writes a fact anew as it now reads; false where somebody was quicker. */
export const rewriteFact = async (
  tx: Tx,
  by: By,
  { id, version, enteredUnitId }: { id: number; version: number; enteredUnitId: number },
  fact: FactWords,
  marks?: FactMarks | undefined,
): Promise<boolean> => {
  const { numUpdatedRows } = await tx
    .updateTable('facts')
    .set({ ...columnsOf(fact, enteredUnitId), ...marksOf(marks), changed_at: by.now, version: sql`version + 1` })
    .where('id', '=', id)
    .where('version', '=', version)
    .executeTakeFirst()
  if (numUpdatedRows === 0n) return false
  for (const table of ['fact_units', 'fact_quantities', 'fact_households'] as const)
    await tx.deleteFrom(table).where('fact_id', '=', id).execute()
  // Those that stay are not taken away in between: a colleague reads them by the fact alone.
  await tx
    .deleteFrom('fact_files')
    .where('fact_id', '=', id)
    .where('file_id', 'not in', [0, ...fact.files.map(({ fileId }) => fileId)])
    .execute()
  await insertParts(tx, by, [{ ...fact, id }])
  return true
}

export type Moved = {
  state?: FactState
  /** The first time it is recorded. */
  recorded?: { code: string } & FactMarks
  /** 补记, of one that counts again. */
  isAfterClose?: boolean
  isChecked?: boolean
  /** 申请更正: its reason, or null where it is answered. */
  asked?: string | null
}

/** Moves a fact on; false where somebody was quicker. */
export const moveFact = async (
  tx: Tx,
  { acting, now, today }: By,
  id: number,
  version: number,
  { state, recorded, isChecked, asked, isAfterClose }: Moved,
): Promise<boolean> => {
  const { numUpdatedRows } = await tx
    .updateTable('facts')
    .set({
      ...(state ? { state } : {}),
      ...(recorded
        ? {
            code: recorded.code,
            ...marksOf(recorded),
            recorded_at: now,
            recorded_on: today,
          }
        : {}),
      ...marksOf({ ...(isAfterClose === undefined ? {} : { isAfterClose }) }),
      ...(isChecked === undefined
        ? {}
        : {
            checked_at: isChecked ? now : null,
            checked_post_id: isChecked ? acting.postId : null,
            checked_person_id: isChecked ? acting.personId : null,
          }),
      ...(asked === undefined ? {} : { correction_asked_at: asked === null ? null : now, correction_reason: asked }),
      changed_at: now,
      version: sql`version + 1`,
    })
    .where('id', '=', id)
    .where('version', '=', version)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Marks many facts as checked at once; the ids that were. */
export const checkFacts = async (
  tx: Tx,
  { acting, now }: By,
  facts: readonly { id: number; version: number }[],
): Promise<number[]> => {
  const { rows } = await sql<{ id: number }>`update facts f set state = 'checked', checked_at = ${now},
      checked_post_id = ${acting.postId}, checked_person_id = ${acting.personId}, changed_at = ${now}, version = f.version + 1
    from unnest(${facts.map(({ id }) => id)}::int[], ${facts.map(({ version }) => version)}::int[]) as g (id, version)
    where f.id = g.id and f.version = g.version and f.state = 'recorded' returning f.id`.execute(tx)
  return rows.map(({ id }) => id)
}

/** What belongs to one campaign belongs to another from now on, in whatever state it is: those that do, with their state. */
export const moveParts = async (
  tx: Tx,
  { now }: By,
  fromId: number,
  toId: number,
): Promise<{ id: number; state: FactState }[]> => {
  const { rows } = await sql<{ id: number; state: FactState }>`with parts as (
      select id from facts where campaign_id = ${fromId} order by id for update)
    update facts f set campaign_id = ${toId}, changed_at = ${now}, version = f.version + 1
    from parts where f.id = parts.id returning f.id, f.state`.execute(tx)
  return rows.sort((one, other) => one.id - other.id)
}

export type NewEntry = { factId: number; step: FactStep; from: FactState | null; to: FactState; text?: string }

export const insertEntries = async (tx: Tx, { acting, now }: By, entries: readonly NewEntry[]): Promise<void> => {
  for (const part of slices(entries, 5_000))
    await tx
      .insertInto('fact_entries')
      .values(
        part.map(({ factId, step, from, to, text = '' }) => ({
          fact_id: factId,
          at: now,
          step,
          from_state: from,
          to_state: to,
          post_id: acting.postId,
          person_id: acting.personId,
          unit_id: acting.unitId,
          text,
        })),
      )
      .execute()
}
