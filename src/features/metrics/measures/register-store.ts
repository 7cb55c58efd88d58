import { type RawBuilder, sql } from 'kysely'
import type pg from 'pg'
import type { Days } from '../../../platform/calendar/spans.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import type { LateBefore } from '../../registers/index.ts'
import type { MeasureFigure, MeasureRows } from './contract.ts'
import type { RegisterMeasure } from './register-measures.ts'
import { type Heads, headOf, isUnder, NOTHING } from './sql.ts'

/**
 * Counting 底册: from the lines that the triggers keep in the transaction of each change (`register_tallies`); what depends on the
 * day of asking, from the reports themselves. Both under the row policies (docs/adr/0053).
 */

/** What is counted: rows of a measure that lie in a place, dated ones in a period. `late`: since when a step is overdue. */
export type AskedOfRegister = Days & {
  measure: RegisterMeasure
  path: string
  part?: string | undefined
  late: LateBefore
}

type Line = { head: string; value: string; rows: number }
type Figures = Map<string, Map<string, MeasureFigure>>

const isLate = (late: LateBefore): RawBuilder<boolean> => {
  const limits = Object.entries(late).map(([state, day]) => sql`(x.state = ${state} and x.since_on < ${day}::date)`)
  return limits.length === 0 ? sql<boolean>`false` : sql<boolean>`(${sql.join(limits, sql` or `)})`
}

/** By which part lines are told apart: the round of a letter, else category or grade. */
const partOf = ({ parts }: RegisterMeasure) => (parts === 'round' ? sql`t.round_id::text` : sql`t.part`)

const lines = ({ measure, path, from, to }: AskedOfRegister, heads: Heads | 'part') => sql<Line>`
  select ${heads === 'part' ? partOf(measure) : headOf(heads, sql`t.month`, sql`t.region_path`)} as head,
    sum(t.amount) as value, sum(t.rows) as rows
  from register_tallies t
  where t.source = ${measure.source} and t.head = ${heads === 'part' ? (measure.partHead ?? measure.head) : measure.head}
    and ${isUnder(sql`t.region_path`, path)} and (t.month is null or (t.month >= ${from} and t.month <= ${to})) group by 1`

/** From the rows that the figure opens, for measures that no line tells. */
const counted = (asked: AskedOfRegister, heads: Heads | 'part') => sql<Line>`
  select ${heads === 'part' ? sql`x.part` : headOf(heads, sql`x.day`, sql`r.path`)} as head, sum(x.amount) as value, count(*) as rows
  from (${rowsOf(asked)}) x join regions r on r.id = x.region_id group by 1`

/** Figures of several measures under their heads, in one statement. */
export const readRegisterFigures = async (
  tx: Tx,
  asked: readonly AskedOfRegister[],
  heads: Heads | 'part' = 'all',
): Promise<Figures> => {
  const found: Figures = new Map(asked.map(({ measure }) => [measure.key, new Map()]))
  if (asked.length === 0) return found
  const parts = asked.map((one) => {
    const rows = one.measure.isCounted ? counted(one, heads) : lines(one, heads)
    return sql`(select ${one.measure.key}::text as key, part.* from (${rows}) part)`
  })
  const { rows } = await sql<Line & { key: string }>`${sql.join(parts, sql` union all `)}`.execute(tx)
  for (const { key, head, value, rows: behind } of rows)
    if (Number(behind) > 0) found.get(key)?.set(head, { ...NOTHING, value: Number(value), rows: Number(behind) })
  return found
}

/** Cases of help: by their own day, or by the day on which something was given. */
const helpRows = ({ measure: { head }, path, from, to, part }: AskedOfRegister) => {
  const last = sql`(select max(s.on_day) from help_steps s where s.case_id = x.id and s.step = 'give')`
  const ways: Record<string, [day: RawBuilder<unknown>, where: RawBuilder<unknown>]> = {
    opened: [sql`x.came_on`, sql`x.state <> 'withdrawn'`],
    open: [sql`x.came_on`, sql`x.state not in ('done', 'refused', 'withdrawn')`],
    given: [last, sql`x.state in ('given', 'done')`],
    done: [sql`x.since_on`, sql`x.state = 'done'`],
    money: [sql`g.on_day`, sql`x.state <> 'withdrawn'`],
  }
  const [day, where] = ways[head] as [RawBuilder<unknown>, RawBuilder<unknown>]
  const isMoney = head === 'money'
  return sql`select ${isMoney ? sql`x.id` : sql`0`} as round, ${isMoney ? sql`g.id` : sql`x.id`} as id, x.code, h.head_name as title,
      ${day} as day, h.region_id, ${isMoney ? sql`g.yuan` : sql`1`}::numeric as amount, x.kind as part
    from help_cases x join households h on h.id = x.household_id
      ${isMoney ? sql`join help_steps g on g.case_id = x.id and g.step = 'give' and g.yuan is not null` : sql``}
    where ${isUnder(sql`h.region_path`, path)} and ${where}
      ${head === 'open' ? sql`` : sql`and ${day} between ${from} and ${to}`}
      ${part === undefined ? sql`` : sql`and x.kind = ${part}`}`
}

/** Families that a visit names, and why families are to be seen. */
const contactRows = ({ measure: { source }, path, from, to, part }: AskedOfRegister) =>
  source === 'visited'
    ? sql`select h.id as round, v.fact_id as id, '' as code, h.head_name as title, v.on_day as day, h.region_id,
          1::numeric as amount, '' as part
        from families_visited(${path}, ${from}::date, ${to}::date) v join households h on h.id = v.household_id
        where ${isUnder(sql`h.region_path`, path)}`
    : sql`select h.id as round, x.id, '' as code, h.head_name as title, x.on_day as day, h.region_id, 1::numeric as amount,
          x.kind as part
        from contact_marks x join households h on h.id = x.household_id
        where ${isUnder(sql`h.region_path`, path)} and h.state = 'present' and x.ended_on is null
          ${part === undefined ? sql`` : sql`and x.kind = ${part}`}`

/** The rows of a measure: what they are called, by which day they stand in it, what each brings, and to which part it belongs. */
const rowsOf = (asked: AskedOfRegister) => {
  const { measure, path, from, to, part, late } = asked
  const { source, head } = measure
  if (source === 'help') return helpRows(asked)
  if (source === 'visited' || source === 'contact') return contactRows(asked)
  const inPeriod = (day: RawBuilder<unknown>) => sql`${day} between ${from} and ${to}`
  const whole = (more: RawBuilder<unknown>) => sql`${isUnder(sql`x.region_path`, path)} and ${more}`
  if (source === 'household')
    return sql`select 0 as round, x.id, '' as code, x.head_name as title, null::date as day, x.region_id,
        ${head === 'persons' ? sql`x.person_count` : sql`1`}::numeric as amount, '' as part
      from households x where ${whole(sql`x.state = 'present'`)}
        ${head === 'persons' ? sql`and x.person_count > 0` : sql``}
        ${part === undefined ? sql`` : sql`and ${part} = any(x.categories)`}`
  if (source === 'plaque') {
    const states: Record<string, RawBuilder<boolean>> = {
      owed: sql`x.claim = 'owed'`,
      'on-application': sql`x.claim = 'on-application'`,
      double: sql`x.hanging > 1`,
    }
    return sql`select 0 as round, x.household_id as id, '' as code, h.head_name as title, x.hung_on as day, h.region_id,
        1::numeric as amount, '' as part
      from plaque_cards x join households h on h.id = x.household_id
      where ${whole(states[head] ?? sql`x.place = ${head}`)}`
  }
  if (source === 'letter')
    return sql`select x.round_id as round, x.household_id as id, l.code, h.head_name as title, l.opened_on as day, h.region_id,
        1::numeric as amount, x.round_id::text as part
      from letter_items x join letter_rounds l on l.id = x.round_id join households h on h.id = x.household_id
      where ${whole(inPeriod(sql`l.opened_on`))} ${head === 'owed' ? sql`` : head === 'came-back' ? sql`and (x.came_back > 0 or x.state = 'returned')` : sql`and x.state = ${head}`}
        ${part === undefined ? sql`` : sql`and x.round_id = ${Number(part)}`}`
  const reports: Record<string, [RawBuilder<unknown>, RawBuilder<unknown>]> = {
    received: [sql`x.received_on`, inPeriod(sql`x.received_on`)],
    open: [
      sql`x.received_on`,
      sql`${inPeriod(sql`x.received_on`)} and x.state in ('received', 'registered', 'verified', 'handed-back')`,
    ],
    delivered: [sql`x.delivered_on`, inPeriod(sql`x.delivered_on`)],
    bonus: [sql`x.delivered_on`, sql`${inPeriod(sql`x.delivered_on`)} and x.bonus_yuan is not null`],
    overdue: [sql`x.since_on`, isLate(late)],
  }
  const [day, where] = reports[head] ?? [sql`x.since_on`, sql`${inPeriod(sql`x.since_on`)} and x.state = ${head}`]
  return sql`select 0 as round, x.id, x.code, x.soldier_name as title, ${day} as day, x.region_id,
      ${head === 'bonus' ? sql`x.bonus_yuan` : sql`1`}::numeric as amount, x.grade as part
    from merit_reports x where ${whole(where)} ${part === undefined ? sql`` : sql`and x.grade = ${part}`}`
}

type Row = {
  round: number
  id: number
  code: string
  title: string
  day: string | null
  regionName: string
  amount: number
}

/** A page of the rows behind a figure, by key, and their sum in all. */
export const listRegisterRows = async (
  tx: Tx,
  asked: AskedOfRegister,
  { after, size }: { after?: string | undefined; size: number },
): Promise<Pick<MeasureRows, 'rows' | 'total' | 'value'>> => {
  const [round, id] = (after ?? '0_0').split('_').map(Number)
  const { rows: sums } = await sql<{ total: number; value: string | null }>`
    select count(*)::int as total, sum(x.amount) as value from (${rowsOf(asked)}) x`.execute(tx)
  const { rows } =
    await sql<Row>`select x.round, x.id, x.code, x.title, x.day, r.name as "regionName", x.amount::float8 as amount
    from (${rowsOf(asked)}) x join regions r on r.id = x.region_id
    where (x.round, x.id) > (${round}::int, ${id}::int) order by x.round, x.id limit ${size}`.execute(tx)
  return {
    total: sums[0]?.total ?? 0,
    value: Number(sums[0]?.value ?? 0),
    rows: rows.map(({ round: of, id: row, code, title, day, regionName, amount }) => ({
      ...{ key: `${of}_${row}`, of: asked.measure.source, id: of > 0 ? of : row, code, title, regionName, amount },
      ...{ startsOn: day, endsOn: day, qualifier: null, isChecked: true, isLate: false },
    })),
  }
}

/** Names of rounds, by id. */
export const roundNames = async (tx: Tx, ids: readonly number[]): Promise<Map<string, string>> => {
  const rows = await tx
    .selectFrom('letter_rounds')
    .select(['id', 'name'])
    .where('id', '=', sql<number>`any(${[...ids]}::int[])`)
    .execute()
  return new Map(rows.map(({ id, name }) => [String(id), name]))
}

export type Told = { source: string; head: string; place: string; amount: number }

/** What the register tells those who may not open it, of a year: counties and the city's own, in fives (docs/adr/0052). */
export const readTold = async (tx: Tx, year: number): Promise<Told[]> => {
  const { rows } =
    await sql<Told>`select source, head, place, amount::int as amount from told_register_figures(${year})`.execute(tx)
  return rows
}

const HEADS = 'city_id, region_path, source, head, part, round_id, month'

/** Brings lines of one head together and drops those that come to nothing. Run as the program, by a job. */
export const compactRegisterTallies = async (pool: pg.Pool): Promise<void> => {
  await pool.query(`with crowded as (
      select unnest(array_agg(id)) as id from register_tallies group by ${HEADS}
      having count(*) > 1 or (sum(amount) = 0 and sum(rows) = 0)
    ), gone as (delete from register_tallies t using crowded where t.id = crowded.id returning t.*)
    insert into register_tallies (${HEADS}, amount, rows)
      select ${HEADS}, sum(amount), sum(rows) from gone group by ${HEADS} having sum(amount) <> 0 or sum(rows) <> 0`)
}

/** Heads whose lines and whose rows differ, as text; none, if everything was counted. Run as the program, by proofs. */
export const recountRegisterTallies = async (pool: pg.Pool): Promise<string[]> => {
  const { rows } = await pool.query<{ head: string }>(`
    select head from (
      select row(${HEADS})::text as head, sum(amount) as amount, sum(rows) as rows from register_tallies group by 1
      union all
      select row(${HEADS})::text, -sum(amount), -count(*) from register_lines_anew() group by 1
    ) both_ways group by head having sum(amount) <> 0 or sum(rows) <> 0 order by head`)
  return rows.map(({ head }) => head)
}
