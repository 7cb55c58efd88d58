import { type RawBuilder, sql } from 'kysely'
import type { Context } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import type { LightKind } from '../lights.ts'
import type { Mark, MatterState } from '../sides.ts'
import { countedApart } from './counts.ts'
import { leadTold, levelOf, type MatterFilter, wordsOf } from './lists.ts'
import { lightSql } from './rows.ts'

/** How many matters of a group stand in one state and show one light. */
export type Tally = { key: string | null; state: MatterState; light: LightKind; marks: TallyMark[]; count: number }

/** Marks that figures count apart: 逾期未确认, 并入, 代录, 代确认. A matter may carry several. */
export const TALLY_MARKS = ['unanswered', 'merged', 'entered-for', 'confirmed-for'] as const satisfies readonly Mark[]
export type TallyMark = (typeof TALLY_MARKS)[number]

const marksSql = sql<TallyMark[]>`case when marks = '{}' then '{}'::text[] else array(
  select one.mark from unnest(${[...TALLY_MARKS]}::text[]) as one(mark) where one.mark = any(marks)) end`

/** What a tally is grouped by: nothing, the lead unit, document and part of the plan (`12/一`), or the county. */
export type TallyBy = 'all' | 'lead' | 'part' | 'county'

/** One way to group: by what, and of a matter and its parts which to count (`MatterFilter`, `level`). */
export type TallyGroup = { by: TallyBy; level?: 'top' }

const KEYS: Record<TallyBy, RawBuilder<string | null>> = {
  all: sql<string | null>`null::text`,
  lead: sql<string | null>`m.lead::text`,
  part: sql<string | null>`case when m.part is null then null else m.document_id || '/' || m.part end`,
  county: sql<string | null>`l.county::text`,
}

/**
 * Counts the rows of a filter by group, state and light: the same rows as the list of that filter, read once for all groups.
 * By county a matter and its parts count once in each county, by the topmost that lies there; of the rest once in the place
 * of the acting post.
 */
export const tallyMatters = async (
  tx: Tx,
  asker: Pick<Context, 'acting' | 'today' | 'calendar'>,
  filter: MatterFilter,
  groups: readonly TallyGroup[],
  /** Whoever gathers all troops in one sum afterwards is given each of them; others are told no single troop unit. */
  { isToBeSummed = false }: { isToBeSummed?: boolean } = {},
): Promise<Tally[][]> => {
  const { acting } = asker
  const isLeadTold = isToBeSummed ? wordsOf(acting) : leadTold(acting)
  const columns = [
    'm.state',
    lightSql(asker.today, asker.calendar).as('light'),
    'm.marks',
    'm.region_path',
    'm.parent_region_path',
    // Who leads a need is told only to those who may read its words, in figures as in lists.
    sql<number | null>`case when ${isLeadTold} then m.lead_unit_id end`.as('lead'),
    'm.document_id',
    'm.part',
  ] as const
  const byAll = columns.map((_, index) => sql.raw(String(index + 1)))
  const every = sql.join(
    countedApart(tx, asker, filter, { lights: true }).map(
      ({ rows, count }) => sql`(${rows.select([...columns, count.as('matters')]).groupBy(byAll)})`,
    ),
    sql` union all `,
  )
  const parts = groups.map(({ by, level }, index) => {
    const isOnce =
      by === 'county'
        ? sql`(m.parent_region_path is null or not starts_with(m.parent_region_path, coalesce(l.county_path, ${acting.regionPath})))`
        : level === undefined
          ? sql`true`
          : levelOf({ level }, acting)
    const joined = by === 'county' ? sql`left join lies l on l.region_path = m.region_path` : sql``
    return sql`select ${sql.lit(index)} as place, ${KEYS[by]} as key, m.state, m.light, m.marks, sum(m.matters)::int as count
      from every m ${joined} where ${isOnce} group by 2, 3, 4, 5`
  })
  // Under the row policies the planner expects a handful of rows and sorts them by eight keys, where tens of thousands come
  // that hashing groups in a third of the time.
  await sql`set local enable_sort = off`.execute(tx)
  const { rows: found } = await sql<Tally & { place: number }>`with every as materialized (
      select state, light, ${marksSql} as marks, region_path, parent_region_path, lead, document_id, part, matters from (${every}) grouped),
    lies as materialized (select region_path, c.id as county, c.path as county_path
      from (select distinct region_path from every) places join regions c on c.level = 3 and starts_with(region_path, c.path))
    ${sql.join(parts, sql` union all `)}`.execute(tx)
  await sql`set local enable_sort = on`.execute(tx)
  return groups.map((_, index) => found.filter(({ place, count }) => place === index && count !== 0))
}
