import { sql } from 'kysely'
import { kindOfPeriod, periodAt, spanOf } from '../../../platform/calendar/spans.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import type { PeriodFollower } from '../../facts/periods/index.ts'
import type { MeasureFigure } from './contract.ts'
import { isOfFacts, MEASURES } from './declared.ts'
import { figureOf, readFigures } from './store.ts'

/**
 * 闭账: a closed figure keeps its value wherever its measure is shown, and what came or went since stands beside it as 闭账后 +3. A figure is
 * closed where its own place and period were closed; others stay open (docs/adr/0043).
 */

/** Keeps every measure over facts of a period as it stands, in the transaction that closes it. */
export const measuresFollow: PeriodFollower = {
  closed: async (tx, { id, regionPath: path, startsOn: from, endsOn: to }) => {
    const measures = MEASURES.filter(isOfFacts)
    const found = await readFigures(
      tx,
      { role: 'office' },
      measures.map((measure) => ({ measure, from, to, path })),
    )
    const kept = measures.map((measure) => {
      const { value, unchecked, approximate, late } = figureOf(found, measure)
      return { key: measure.key, value, unchecked, approximate, late }
    })
    await sql`insert into measure_closed_figures (period_id, key, value, unchecked, approximate, late)
      select ${id}::int, k.key, k.value, k.unchecked, k.approximate, k.late
      from jsonb_to_recordset(${JSON.stringify(kept)}::jsonb)
        as k (key text, value numeric, unchecked numeric, approximate numeric, late numeric)`.execute(tx)
  },
}

type Kept = Pick<MeasureFigure, 'value' | 'unchecked' | 'approximate' | 'late'> & { on: string }
/** Figures that are closed, by place, period and measure. */
export type ClosedFigures = ReadonlyMap<string, Kept>

const nameOf = (regionId: number, period: string, key: string): string => `${regionId}/${period}/${key}`

/** Closed figures of places: of a period itself, and of the months in it. */
export const readClosed = async (
  tx: Tx,
  regionIds: readonly number[],
  period: string,
  keys: readonly string[],
): Promise<ClosedFigures> => {
  const { from, to } = spanOf(period)
  const rows = await tx
    .selectFrom('fact_periods as c')
    .innerJoin('measure_closed_figures as g', 'g.period_id', 'c.id')
    .select(['c.region_id as regionId', 'c.kind', 'c.starts_on as startsOn', 'c.closes_on as on', 'g.key'])
    .select(['g.value', 'g.unchecked', 'g.approximate', 'g.late'])
    .where('c.state', '=', 'closed')
    .where('c.region_id', '=', sql<number>`any(${[...regionIds]}::int[])`)
    .where('g.key', '=', sql<string>`any(${[...keys]}::text[])`)
    .where('c.starts_on', '>=', from)
    .where('c.ends_on', '<=', to)
    .where('c.kind', 'in', [kindOfPeriod(period), 'month'])
    .execute()
  return new Map(
    rows.map(({ regionId, kind, startsOn, on, key, value, unchecked, approximate, late }) => [
      nameOf(regionId, periodAt(kind as 'month', startsOn), key),
      {
        ...{ value: Number(value), unchecked: Number(unchecked) },
        approximate: Number(approximate),
        late: Number(late),
        on,
      },
    ]),
  )
}

/** A figure as it is shown: with the value of its closing, and how it moved since. */
export const asClosed = (
  closed: ClosedFigures,
  { regionId, period, key }: { regionId: number; period: string; key: string },
  figure: MeasureFigure,
): MeasureFigure => {
  const kept = closed.get(nameOf(regionId, period, key))
  if (!kept) return figure
  const { on, ...values } = kept
  // Amounts have at most two places; the difference of two of them as well.
  const change = Math.round((figure.value - kept.value) * 100) / 100
  return { ...figure, ...values, closed: { on, change } }
}
