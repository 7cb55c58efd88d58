import { type RawBuilder, sql } from 'kysely'
import type pg from 'pg'
import type { Acting } from '../../../platform/acting.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import type { LightKind } from '../lights.ts'
import type { NeedDirection } from '../sides.ts'
import { type Asker, filtered, type MatterFilter, narrowed, scopeOf } from './lists.ts'
import { type Ledger, lightSql } from './rows.ts'

/**
 * Counting: from the lines that the triggers of the ledger keep in the transaction of each change; where lights are asked for,
 * open matters where they stand (docs/adr/0017). Both stand under the same names, so that one filter serves list and count.
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

/** Only offices and leaders see whole places; whoever sees single matters counts those. */
const isByHeads = ({ role }: Acting, filter: MatterFilter): boolean =>
  (role === 'office' || role === 'leader') &&
  (filter.view === undefined || filter.view === 'all') &&
  filter.level !== 'handed' &&
  (Object.keys(filter) as (keyof MatterFilter)[]).every((key) => filter[key] === undefined || BY_HEADS.has(key))

const isFinished = sql.raw(`state in ('closed', 'declined', 'withdrawn')`)
/** What the ledger has beside the heads that a filter or a light asks for. A light stands for finished matters alone. */
const BESIDE_HEADS = sql.raw(
  `date 'infinity' as light_day, 'done' as light_else, '{}'::int[] as posts, '{}'::int[] as units`,
)

type Counted = { rows: Ledger; count: RawBuilder<number> }

const each = sql<number>`count(*)`
const summed = sql<number>`coalesce(sum(m.matters), 0)`

/**
 * The rows of a filter to be counted, from each place they stand in, and how many matters a group of them stands for.
 * `lights`: the rows are to show their lights, so open ones are read where they stand.
 */
export const countedApart = (tx: Tx, asker: Asker, filter: MatterFilter, asked?: { lights: boolean }): Counted[] => {
  const { acting } = asker
  if (asker.viewer || !isByHeads(acting, filter)) return [{ rows: narrowed(tx, asker, filter), count: each }]
  const ledger = () => tx.selectFrom('matters as m').where(sql<boolean>`m.dropped_at is null`)
  const as = (rows: unknown, count = each): Counted => ({ rows: filtered(rows as Ledger, asker, filter), count })
  // What is seen outside the own places is seen as a party, matter by matter.
  const asParty = sql<boolean>`m.id = any(array(select matters_as_party()))`
  // The names are those of the ledger's own columns.
  const tallied = (which: RawBuilder<unknown>) =>
    tx.selectFrom(
      sql`(select ${heads}, ${isFinished} as is_done, ${BESIDE_HEADS}, matters from matter_tallies where ${which})`.as(
        'm',
      ),
    )
  const isLit = asked?.lights === true || filter.light !== undefined
  if (acting.role === 'office' && !isLit) return [as(ledger().where(asParty)), as(tallied(sql`true`), summed)]
  // A need of troops is counted by a leader one by one, because he reads whose it is of single ones only.
  const isSingle =
    acting.role === 'leader'
      ? sql<boolean>`(${asParty}
          or (m.region_path = ${acting.regionPath} and m.direction = 'military-asks' and m.state <> 'draft'))`
      : asParty
  return [
    as(
      ledger()
        .where('m.is_done', '=', false)
        .where(scopeOf(asker, { isOpen: true })),
    ),
    as(ledger().where('m.is_done', '=', true).where(isSingle)),
    as(tallied(isFinished), summed),
  ]
}

/** How many rows a filter has in all. */
export const countMatters = async (tx: Tx, asker: Asker, filter: MatterFilter): Promise<number> => {
  const parts = countedApart(tx, asker, filter).map(({ rows, count }) => sql`(${rows.select(count.as('count'))})`)
  const { rows } = await sql<{ count: number }>`select coalesce(${sql.join(parts, sql` + `)}, 0)::int as count`.execute(
    tx,
  )
  return (rows[0] as { count: number }).count
}

/** How many matters of a group show each light; lights without one are left out. */
export type Lights = Partial<Record<LightKind, number>>

/** How many rows of a filter show each light. */
export const countLights = async (tx: Tx, asker: Asker, filter: MatterFilter): Promise<Lights> =>
  Object.fromEntries(
    (await litRows(tx, asker, filter, sql<null>`null::text`)).map(({ light, count }) => [light, count]),
  )

/** The same for the needs of each direction, read once. */
export const countLightsByDirection = async (
  tx: Tx,
  asker: Asker,
  filter: MatterFilter,
): Promise<(direction: NeedDirection) => Lights> => {
  const rows = await litRows(tx, asker, filter, sql<NeedDirection>`m.direction`)
  return (direction) =>
    Object.fromEntries(rows.filter(({ key }) => key === direction).map(({ light, count }) => [light, count]))
}

const litRows = async <Key>(tx: Tx, asker: Asker, filter: MatterFilter, key: RawBuilder<Key>) => {
  const columns = [lightSql(asker.today, asker.calendar).as('light'), key.as('key')] as const
  const parts = countedApart(tx, asker, filter, { lights: true }).map(
    ({ rows, count }) => sql`(${rows.select([...columns, count.as('count')]).groupBy([sql`1`, sql`2`])})`,
  )
  const { rows } = await sql<{ light: LightKind; key: Key; count: number }>`
    select light, key, sum(count)::int as count from (${sql.join(parts, sql` union all `)}) parts
    group by light, key`.execute(tx)
  return rows
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
      select row(${HEADS.join(', ')})::text, 0, count(*) from matters where state <> 'draft' and dropped_at is null group by 1
    ) both_ways group by head having sum(lines) <> sum(matters) order by head`)
  return rows
}
