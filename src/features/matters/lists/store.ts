import { type RawBuilder, sql } from 'kysely'
import type { Context } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import { Problem, problems } from '../../../platform/problem.ts'
import { type MatterFilter, narrowed, wordsOf } from '../store/lists.ts'
import { asStored, ledger, type StoredMatter, selectMatter } from '../store/rows.ts'
import type { DAY_KINDS, PlanPart } from './contract.ts'

type Asker = Pick<Context, 'acting' | 'today' | 'calendar'>
type DayKind = (typeof DAY_KINDS)[number]

/** The rows of these ids that the acting post sees, by id. */
export const mattersById = async (tx: Tx, ids: readonly number[]): Promise<Map<number, StoredMatter>> => {
  if (ids.length === 0) return new Map()
  const rows = asStored(
    await selectMatter(ledger(tx).where('m.id', '=', sql<number>`any(${[...new Set(ids)]})`)).execute(),
  )
  return new Map(rows.map((row) => [row.id, row]))
}

/** Units in their official order, as columns of the board. */
export const unitsInOrder = (tx: Tx, ids: readonly number[]): Promise<{ id: number; name: string }[]> =>
  tx
    .selectFrom('units as u')
    .innerJoin('regions as r', 'r.id', 'u.region_id')
    .select(['u.id', 'u.name'])
    .where('u.id', '=', sql<number>`any(${[...ids]})`)
    .orderBy('r.level')
    .orderBy('r.sort')
    .orderBy('u.sort')
    .orderBy('u.id')
    .execute()

/** Parts of plans that matters in scope come from, plan by plan, in the order of the plan. */
export const listParts = async (tx: Tx): Promise<PlanPart[]> =>
  (await tx
    .selectFrom('matters as m')
    .leftJoin('documents as d', 'd.id', 'm.document_id')
    .select(({ fn }) => [
      'm.document_id as documentId',
      'd.title as documentTitle',
      sql<string>`m.part`.as('part'),
      fn.max('m.part_title').as('partTitle'),
      fn.countAll<number>().as('count'),
    ])
    .where('m.part', 'is not', null)
    .where('m.dropped_at', 'is', null)
    .groupBy(['m.document_id', 'd.title', 'm.part'])
    .orderBy('m.document_id', 'desc')
    .orderBy(sql`min(m.id)`)
    .limit(200)
    .execute()) as PlanPart[]

export type DayRow = {
  day: string
  rank: number
  kind: DayKind
  id: number
  nodeId: number
  node: string | null
  total: number
}

const KEY = /^(\d)\.(\d{1,10})\.(\d{1,10})$/
export const dayKey = ({ rank, id, nodeId }: DayRow): string => `${rank}.${id}.${nodeId}`

/** @throws Problem not-valid for a key that no part of a day gave */
const afterKey = (after: string): RawBuilder<unknown> => {
  const found = KEY.exec(after)
  if (!found) {
    const detail = '翻页的位置认不出，从这一天的开头重新看起。'
    throw new Problem(problems['not-valid'], { detail, errors: [{ pointer: '/after', detail }] })
  }
  return sql`(${Number(found[1])}, ${Number(found[2])}, ${Number(found[3])})`
}

/**
 * What stands on the days from `from` to `to`: promised days, days of review of 挂账, and open nodes, of the rows of a filter
 * whose words may be read; `each` per day and how many there are.
 */
export const daysOf = async (
  tx: Tx,
  asker: Asker,
  filter: MatterFilter,
  { from, to, each, after }: { from: string; to: string; each: number; after?: string },
): Promise<DayRow[]> => {
  const rows = () => narrowed(tx, asker, filter).where(wordsOf(asker.acting))
  const within = (column: string) =>
    sql<boolean>`${sql.ref(column)} >= ${from}::date and ${sql.ref(column)} <= ${to}::date`
  const due = rows()
    .where(within('m.due_key'))
    .select([
      sql<string>`m.due_on`.as('day'),
      sql<number>`0`.as('rank'),
      'm.id',
      sql<number>`0`.as('nodeId'),
      sql<string | null>`null::text`.as('node'),
    ])
  const review = rows()
    .where('m.is_hung', '=', true)
    .where('m.is_done', '=', false)
    .where(within('m.hung_review_on'))
    .select([
      sql<string>`m.hung_review_on`.as('day'),
      sql<number>`1`.as('rank'),
      'm.id',
      sql<number>`0`.as('nodeId'),
      sql<string | null>`null::text`.as('node'),
    ])
  const node = rows()
    .innerJoin('matter_nodes as n', 'n.matter_id', 'm.id')
    .where('n.done_on', 'is', null)
    .where('m.is_done', '=', false)
    .where(within('n.due_on'))
    .select([
      sql<string>`n.due_on`.as('day'),
      sql<number>`2`.as('rank'),
      'm.id',
      'n.id as nodeId',
      sql<string | null>`n.title`.as('node'),
    ])
  const all = due.unionAll(review).unionAll(node)
  const key = after === undefined ? sql<boolean>`true` : sql<boolean>`(rank, id, "nodeId") > ${afterKey(after)}`
  const found = await sql<DayRow>`select day, rank, id, "nodeId", node, total,
      (array['due', 'review', 'node'])[rank + 1] as kind
    from (
      select *, row_number() over (partition by day order by rank, id, "nodeId") as place
      from (select *, count(*) over (partition by day) as total from (${all}) every) counted where ${key}
    ) placed where place <= ${each} order by day, place`.execute(tx)
  return found.rows
}

/** How many rows of a filter have no day that may be shown. */
export const countUndated = async (tx: Tx, asker: Asker, filter: MatterFilter): Promise<number> => {
  const { count } = await narrowed(tx, asker, filter)
    .where(sql<boolean>`(m.due_on is null or not ${wordsOf(asker.acting)})`)
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return count
}

/** Matters in sight whose titles are like these words, the closest first; drafts and `exclude` are left out. */
export const mattersLike = async (
  tx: Tx,
  title: string,
  exclude: number | undefined,
  most: number,
): Promise<number[]> => {
  const { rows } = await sql<{ id: number }>`select m.id from matters_like(${title}, ${LEAST_LIKENESS}) f
    join matters m on m.id = f.id join matter_texts t on t.matter_id = m.id
    where m.state not in ('draft', 'withdrawn') and m.dropped_at is null and m.id <> ${exclude ?? 0}
    order by f.likeness desc, m.id desc limit ${most}`.execute(tx)
  return rows.map(({ id }) => id)
}

/** A third of all pairs shared: 营区门前公交站候车亭 and 军营门口公交候车亭 are like, two matters of 随军家属 alone are not. */
const LEAST_LIKENESS = 0.34
