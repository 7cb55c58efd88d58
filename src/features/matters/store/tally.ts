import { type RawBuilder, sql } from 'kysely'
import type { Acting } from '../../../platform/acting.ts'
import type { Context } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import type { LightKind } from '../lights.ts'
import type { Mark, MatterState } from '../sides.ts'
import { type MatterFilter, narrowed, wordsOf } from './lists.ts'
import { lightSql } from './rows.ts'

/** How many matters of a group stand in one state and show one light. */
export type Tally = { key: string | null; state: MatterState; light: LightKind; marks: TallyMark[]; count: number }

/** Marks that figures count apart: 逾期未确认, 并入, 代录, 代确认. A matter may carry several. */
export const TALLY_MARKS = ['unanswered', 'merged', 'entered-for', 'confirmed-for'] as const satisfies readonly Mark[]
export type TallyMark = (typeof TALLY_MARKS)[number]

const marksSql = sql<TallyMark[]>`case when m.marks = '{}' then '{}'::text[] else array(
  select one.mark from unnest(${[...TALLY_MARKS]}::text[]) as one(mark) where one.mark = any(m.marks)) end`

/** What a tally is grouped by: nothing, the lead unit, document and part of the plan (`12/一`), or the county. */
export type TallyBy = 'all' | 'lead' | 'part' | 'county'

const keysFor = (acting: Acting): Record<TallyBy, RawBuilder<string | null>> => ({
  all: sql<string | null>`null::text`,
  // Who leads a need is told only to those who may read its words, in figures as in lists.
  lead: sql<string | null>`case when ${wordsOf(acting)} then m.lead_unit_id::text end`,
  part: sql<string | null>`case when m.part is null then null else m.document_id || '/' || m.part end`,
  county: sql<
    string | null
  >`(select c.id::text from regions c where c.level = 3 and starts_with(m.region_path, c.path))`,
})

/** Counts the rows of a filter by group, state and light, in one statement. The same rows as the list of that filter. */
export const tallyMatters = (
  tx: Tx,
  asker: Pick<Context, 'acting' | 'today' | 'calendar'>,
  filter: MatterFilter,
  by: TallyBy,
): Promise<Tally[]> =>
  narrowed(tx, asker, filter)
    .select(({ fn }) => [
      keysFor(asker.acting)[by].as('key'),
      sql<MatterState>`m.state`.as('state'),
      lightSql(asker.today, asker.calendar).as('light'),
      marksSql.as('marks'),
      fn.countAll<number>().as('count'),
    ])
    .groupBy([sql`1`, sql`2`, sql`3`, sql`4`])
    .execute()
