import { sql } from 'kysely'
import { spanOf } from '../../../platform/calendar/spans.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import type { PeriodFollower } from '../../facts/periods/index.ts'
import type { MeasureFigure } from './contract.ts'
import { isOfFacts, MEASURES } from './declared.ts'
import { keepFactsBehind } from './older.ts'
import { type Heads, NOTHING } from './sql.ts'
import { keepClosedFacts, keepClosedFigures, keepHeldFacts, readClosedFacts } from './store.ts'

/**
 * 闭账: a closed figure keeps its value wherever its measure is shown, and what came or went since stands beside it as 闭账后 +3. A
 * figure is closed where a closing holds its place and its period: the city closes its counties and villages with it, a quarter its
 * months; what was closed before it takes over as it stood. Its parts are those of the same closing, so that they add up to it, and its rows are those that were counted then
 * (docs/adr/0043).
 */

/** Keeps every measure over facts of a period as it stands, and the facts behind it, in the transaction that closes it. */
export const measuresFollow: PeriodFollower = {
  closed: async (tx, { id, regionPath: path, startsOn: from, endsOn: to }) => {
    const measures = MEASURES.filter(isOfFacts)
    await keepHeldFacts(tx, id)
    for (const measure of measures) await keepClosedFacts(tx, id, { measure, from, to, path })
    await keepClosedFigures(
      tx,
      id,
      measures.map(({ key }) => key),
    )
  },
  closedLongSince: keepFactsBehind,
}

/** A closing that holds a place and a period. */
export type Closing = { id: number; on: string }

/**
 * The closing that counts for a place and a period; null where none holds them. All that hold them counted the same there (docs/adr/0049):
 * the first of them has the day on which it was closed.
 */
export const findClosing = async (tx: Tx, path: string, period: string): Promise<Closing | null> => {
  const { from, to } = spanOf(period)
  const found = await tx
    .selectFrom('fact_periods as c')
    .select(['c.id', 'c.closes_on as on'])
    .where('c.state', '=', 'closed')
    .where('c.keeps_facts', '=', true)
    .where(sql<boolean>`starts_with(${path}, c.region_path)`)
    .where('c.starts_on', '<=', from)
    .where('c.ends_on', '>=', to)
    .orderBy('c.closed_at')
    .orderBy('c.id')
    .limit(1)
    .executeTakeFirst()
  return found ?? null
}

/** What a closing counted of a place and a period; nothing without a closing. */
export const keptBy = async (
  tx: Tx,
  closing: Closing | null,
  { period, place: { path } }: { period: string; place: { path: string } },
  keys: readonly string[],
  heads: Heads = 'all',
): Promise<Map<string, Map<string, MeasureFigure>>> =>
  closing ? readClosedFacts(tx, { periodId: closing.id, keys, path, ...spanOf(period) }, heads) : new Map()

/** A figure as it is shown: with the value of its closing, and how it moved since. */
export const asClosed = (
  closing: Closing | null,
  kept: MeasureFigure | undefined,
  figure: MeasureFigure,
): MeasureFigure => {
  if (!closing) return figure
  const was = kept ?? NOTHING
  // Amounts have at most two places; the difference of two of them as well.
  const change = Math.round((figure.value - was.value) * 100) / 100
  const { value, unchecked, approximate, late, rows } = was
  return { ...figure, value, unchecked, approximate, late, rows, closed: { on: closing.on, change } }
}
