import { type RawBuilder, sql } from 'kysely'
import type pg from 'pg'
import type { Acting } from '../../../platform/acting.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import type { LightKind } from '../lights.ts'
import { type Asker, filtered, type MatterFilter, narrowed, scopeOf } from './lists.ts'
import { type Ledger, lightSql } from './rows.ts'

/**
 * Counting: open matters where they stand, finished ones from the lines that the triggers of the ledger keep in the
 * transaction of each change (docs/adr/0017). Both stand under the same names, so that one filter serves list and count.
 */

/** What a line of the tallies is found by. */
const HEADS = [
  'city_id',
  'region_id',
  'region_path',
  'parent_region_path',
  'year',
  'kind',
  'direction',
  'state',
  'lead_unit_id',
  'document_id',
  'part',
  'marks',
] as const
const heads = sql.raw(HEADS.join(', '))

/** Parts of a filter that the heads can answer; any other is counted row by row. */
const BY_HEADS: ReadonlySet<keyof MatterFilter> = new Set([
  ...(['kind', 'direction', 'state', 'open', 'light', 'leadUnitId', 'leadSide', 'regionId', 'regionOnly'] as const),
  ...(['mark', 'without', 'level', 'documentId', 'part', 'year', 'dual', 'group', 'view'] as const),
])

/** Only an office sees whole places; whoever sees single matters counts those. */
const isByHeads = ({ role }: Acting, filter: MatterFilter): boolean =>
  role === 'office' &&
  (filter.view === undefined || filter.view === 'all') &&
  filter.level !== 'handed' &&
  (Object.keys(filter) as (keyof MatterFilter)[]).every((key) => filter[key] === undefined || BY_HEADS.has(key))

/** What a filter may ask of an open matter and the light is made of; a finished one is `done` whatever it says here. */
const OPEN_ONLY = sql.raw(`is_hung, due_on, reported_on, reported_late_before, parts_due_on, parts_late, parts_hung,
  parts_undated, posts, units`)
const NOT_OPEN =
  sql.raw(`false as is_hung, null::date as due_on, null::date as reported_on, null::date as reported_late_before,
  null::date as parts_due_on, false as parts_late, false as parts_hung, false as parts_undated, '{}'::int[] as posts,
  '{}'::int[] as units`)

/** The rows of a filter to be counted, and how many matters a group of them stands for. */
export const counted = (tx: Tx, asker: Asker, filter: MatterFilter): { rows: Ledger; count: RawBuilder<number> } => {
  const { acting } = asker
  if (asker.viewer || !isByHeads(acting, filter))
    return { rows: narrowed(tx, asker, filter), count: sql<number>`count(*)` }
  // What an office sees outside its own places it sees as a party, matter by matter.
  const source = sql`(
    select ${heads}, false as is_done, ${OPEN_ONLY}, 1 as matters from matters m
      where not m.is_done and m.dropped_at is null and ${scopeOf(asker)}
    union all
    select ${heads}, true, ${NOT_OPEN}, 1 from matters m
      where m.is_done and m.dropped_at is null and m.id = any(array(select matters_as_party()))
    union all
    select ${heads}, true, ${NOT_OPEN}, matters from matter_tallies)`
  // The names are those of the ledger's own columns.
  const rows = tx.selectFrom(source.as('m')) as unknown as Ledger
  return { rows: filtered(rows, asker, filter), count: sql<number>`coalesce(sum(m.matters), 0)` }
}

/** How many rows a filter has in all. */
export const countMatters = async (tx: Tx, asker: Asker, filter: MatterFilter): Promise<number> => {
  const { rows, count } = counted(tx, asker, filter)
  return (await rows.select(count.as('count')).executeTakeFirstOrThrow()).count
}

/** How many rows of a filter show each light; lights without a row are left out. */
export const countLights = async (
  tx: Tx,
  asker: Asker,
  filter: MatterFilter,
): Promise<Partial<Record<LightKind, number>>> => {
  const { rows, count } = counted(tx, asker, filter)
  const lights = await rows
    .select([lightSql(asker.today, asker.calendar).as('light'), count.as('count')])
    .groupBy(sql`1`)
    .execute()
  return Object.fromEntries(lights.map((one) => [one.light, one.count]))
}

/** Brings lines of one head together and drops those that come to nothing. Run as the program, by a job. */
export const compactTallies = async (pool: pg.Pool): Promise<void> => {
  await pool.query(`with crowded as (
      select unnest(array_agg(id)) as id from matter_tallies group by ${HEADS.join(', ')}
      having count(*) > 1 or sum(matters) = 0
    ), gone as (
      delete from matter_tallies t using crowded where t.id = crowded.id returning t.*
    )
    insert into matter_tallies (${HEADS.join(', ')}, matters)
      select ${HEADS.join(', ')}, sum(matters) from gone group by ${HEADS.join(', ')} having sum(matters) <> 0`)
}

/** Heads whose lines and whose matters differ, as text; none, if everything was counted. Run as the program, by proofs. */
export const recountTallies = async (pool: pg.Pool): Promise<{ head: string; lines: number; matters: number }[]> => {
  const { rows } = await pool.query<{ head: string; lines: number; matters: number }>(`
    select head, sum(lines)::int as lines, sum(matters)::int as matters from (
      select row(${HEADS.join(', ')})::text as head, sum(matters) as lines, 0 as matters from matter_tallies group by 1
      union all
      select row(${HEADS.join(', ')})::text, 0, count(*) from matters where is_done and dropped_at is null group by 1
    ) both_ways group by head having sum(lines) <> sum(matters) order by head`)
  return rows
}
