import { sql } from 'kysely'
import type { Tx } from '../../../platform/db/transaction.ts'
import { amountsOf, type ClosedPeriod } from '../../facts/periods/index.ts'
import { type FactMeasure, isOfFacts, MEASURES } from './declared.ts'
import { keepClosedFigures } from './store.ts'

/** Measures of a period closed before the program kept the facts behind them, from the facts of then (facts/periods/older.ts). */

const keepFactsOfThen = async (
  tx: Tx,
  periodId: number,
  { key, kind, directions, where, counts }: FactMeasure,
): Promise<void> => {
  const amounts =
    counts === 'facts'
      ? sql`cross join (select 1::numeric as amount, 0::numeric as approximate) n`
      : sql`cross join lateral (select sum(q.value) as amount,
            coalesce(sum(q.value) filter (where q.qualifier is not null), 0) as approximate
          from ${amountsOf} where q.key = any(${[...counts.sum]}) having count(*) > 0) n`
  await sql`insert into measure_closed_facts
      (period_id, key, fact_id, region_id, ends_on, amount, approximate, is_checked, is_late)
    select ${periodId}::int, ${key}::text, p.id, p.region_id, p.ends_on, n.amount, n.approximate, p.is_checked, p.is_late
    from facts_of_then p ${amounts} where p.kind = ${kind}
      ${directions ? sql`and p.direction = any(${[...directions]})` : sql``}
      ${where ? sql`and p.fields ->> ${where.field}::text = any(${[...where.among]})` : sql``}`.execute(tx)
}

/** Keeps the facts behind the figures of a period that was closed long since. */
export const keepFactsBehind = async (tx: Tx, period: ClosedPeriod): Promise<void> => {
  const measures = MEASURES.filter(isOfFacts)
  for (const measure of measures) await keepFactsOfThen(tx, period.id, measure)
  await keepClosedFigures(
    tx,
    period.id,
    measures.map(({ key }) => key),
  )
}
