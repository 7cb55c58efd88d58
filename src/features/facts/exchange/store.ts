import { sql } from 'kysely'
import type { Tx } from '../../../platform/db/transaction.ts'
import { kindOf } from '../kinds/all.ts'
import { daysOf } from '../rules.ts'
import { type StoredFact, selectFacts } from '../store/rows.ts'

/** The day under which a fact of a kind is kept. */
const firstDayOf = (code: string, day: string): string => {
  const kind = kindOf(code)
  return kind ? daysOf(kind, day, null).startsOn : day
}

/** Units of the city by name, short name and alias; a name that several bear is null. */
export const namedUnits = async (tx: Tx, cityId: number): Promise<Map<string, number | null>> => {
  const { rows } = await sql<{
    id: number
    names: string[]
  }>`select u.id, array[u.name, u.short_name] || u.aliases as names
    from units u join regions r on r.id = u.region_id
    where u.closed_on is null and starts_with(r.path, (select path from regions where id = ${cityId}))
    order by r.level, u.id`.execute(tx)
  return byName(rows)
}

/** Places of a region and below by name, short name, and with the name of the place above: 东门街道东门社区. */
export const namedPlaces = async (tx: Tx, path: string): Promise<Map<string, number | null>> => {
  const { rows } = await sql<{ id: number; names: string[] }>`select r.id,
      array[r.name, r.short_name, coalesce(a.name, '') || r.name] as names
    from regions r left join regions a on a.id = r.parent_id
    where starts_with(r.path, ${path}) and r.to_on is null order by r.level, r.id`.execute(tx)
  return byName(rows)
}

const byName = (rows: readonly { id: number; names: string[] }[]): Map<string, number | null> => {
  const found = new Map<string, number | null>()
  for (const { id, names } of rows)
    for (const name of new Set(names)) found.set(name, found.has(name) && found.get(name) !== id ? null : id)
  return found
}

/** Facts that the acting post sees, by their codes, of those named in a sheet. */
export const factsByCode = async (tx: Tx, codes: readonly string[]): Promise<Map<string, StoredFact>> => {
  if (codes.length === 0) return new Map()
  const rows = await selectFacts(tx)
    .where('f.code', '=', sql<string>`any(${[...new Set(codes)]}::text[])`)
    .execute()
  return new Map(rows.map((fact) => [fact.code ?? '', fact]))
}

/** What a unit recorded of a kind on these days and what still stands, as far as a row of a sheet may say the same. */
export const recordedFacts = async (tx: Tx, unitId: number, kind: string, days: readonly string[]) =>
  days.length === 0
    ? []
    : (
        await selectFacts(tx)
          .where('f.entered_unit_id', '=', unitId)
          .where('f.kind', '=', kind)
          .where('f.state', 'in', ['recorded', 'returned', 'checked'])
          .where(
            'f.starts_on',
            '=',
            sql<string>`any(${[...new Set(days.map((day) => firstDayOf(kind, day)))]}::date[])`,
          )
          .execute()
      ).map(({ units, ...fact }) => ({ ...fact, units: units.map(({ id, part }) => ({ unitId: id, part })) }))

/** The taking in of the same bytes that stands, if there is one. */
export const findTakenIn = (tx: Tx, unitId: number, sha256: string) =>
  tx
    .selectFrom('batches')
    .select(['id', 'item_count as itemCount'])
    .where('kind', '=', 'facts')
    .where('unit_id', '=', unitId)
    .where('file_sha256', '=', sha256)
    .where('taken_back_at', 'is', null)
    .executeTakeFirst()

export const markBatch = async (tx: Tx, batchId: number, ids: readonly number[]): Promise<void> => {
  await tx
    .updateTable('facts')
    .set({ batch_id: batchId })
    .where('id', '=', sql<number>`any(${[...ids]}::int[])`)
    .execute()
}

/** Facts of a batch with the code of each that somebody changed since. */
export const listBatchFacts = (tx: Tx, batchIds: readonly number[]) =>
  tx
    .selectFrom('facts')
    .select(['id', 'batch_id as batchId', 'code', 'version', 'state'])
    .where('batch_id', '=', sql<number>`any(${[...batchIds]}::int[])`)
    .orderBy('id')
    .execute()

/** Withdraws the facts of a batch as they stand. */
export const withdrawFacts = async (tx: Tx, ids: readonly number[], now: string): Promise<void> => {
  await tx
    .updateTable('facts')
    .set({ state: 'withdrawn', changed_at: now, version: sql`version + 1` })
    .where('id', '=', sql<number>`any(${[...ids]}::int[])`)
    .execute()
}
