import { sql } from 'kysely'
import { asProgram, type Tx } from '../../../platform/db/transaction.ts'
import type { Step } from '../plaques/rules.ts'
import { DONE_WORDS } from '../plaques/words.ts'

/** What can change about two households after they were merged. */
export const STANDING_KINDS = ['person', 'household', 'plaque', 'help', 'merit', 'letter', 'fact', 'contact'] as const
export type StandingKind = (typeof STANDING_KINDS)[number]

/** One thing of a household, by its number; `mark` is another once it was changed. */
export type Standing = { kind: StandingKind; id: number; mark: string }
type Told = Standing & { householdId: number; words: string }

/**
 * Everything of households that a merge would pull apart wrongly once it changed. A letter counts from when it was sent; a fact counts by
 * naming the family. Run above the row policies: what hangs there is known whole, whoever looks.
 */
const readStandings = async (tx: Tx, householdIds: readonly number[]): Promise<Told[]> => {
  if (householdIds.length === 0) return []
  const ids = sql`any(${[...householdIds]}::int[])`
  const { rows } = await asProgram(tx, () =>
    sql<Told>`
      select 'person' as kind, id, version::text as mark, household_id as "householdId", name as words from household_persons
        where household_id = ${ids}
      union all select 'household', id, version::text, id, head_name from households where id = ${ids}
      union all select 'plaque', id, (undone_at is not null)::text, household_id, step from plaque_steps where household_id = ${ids}
      union all select 'help', id, version::text, household_id, code from help_cases where household_id = ${ids}
      union all select 'merit', id, version::text, household_id, code from merit_reports where household_id = ${ids}
      union all select 'letter', i.round_id, concat_ws(' ', i.household_id, i.state, i.came_back), i.household_id, r.name from letter_items i
        join letter_rounds r on r.id = i.round_id where i.household_id = ${ids} and i.state in ('sent', 'returned')
      union all select 'fact', f.id, h.household_id::text, h.household_id, f.code from fact_households h join facts f on f.id = h.fact_id
        where h.household_id = ${ids}
      union all select 'contact', id, version::text, household_id, kind from contact_marks where household_id = ${ids}
      order by 1, 2`.execute(tx),
  )
  return rows
}

const keyOf = ({ kind, id, mark }: Standing): string => `${kind} ${id} ${mark}`

/** What stands now otherwise than then, the thing itself once: changed, added or gone. */
export const differences = <One extends Standing>(
  then: readonly Standing[],
  now: readonly One[],
): (One | Standing)[] => {
  const [before, after] = [new Set(then.map(keyOf)), new Set(now.map(keyOf))]
  const changed = now.filter((one) => !before.has(keyOf(one)))
  const told = new Set(changed.map(({ kind, id }) => `${kind} ${id}`))
  return [...changed, ...then.filter((one) => !after.has(keyOf(one)) && !told.has(`${one.kind} ${one.id}`))]
}

/** How both households stand, to be kept with a merge. */
export const standingOf = async (tx: Tx, householdIds: readonly number[]): Promise<Standing[]> =>
  (await readStandings(tx, householdIds)).map(({ kind, id, mark }) => ({ kind, id, mark }))

const SAY: Record<StandingKind, (one: Told) => { words: string; href: string }> = {
  person: ({ words, householdId }) => ({ words: `${words}的登记`, href: `/registers?open=${householdId}` }),
  household: ({ householdId }) => ({ words: '本户的住址、所在地或在册情况', href: `/registers?open=${householdId}` }),
  plaque: ({ words, householdId }) => ({
    words: `光荣牌：${DONE_WORDS[words as Step] ?? words}`,
    href: `/registers/plaques?open=${householdId}`,
  }),
  help: ({ id, words }) => ({ words: `帮扶 ${words}`, href: `/registers/help?open=${id}` }),
  merit: ({ id, words }) => ({ words: `喜报 ${words}`, href: `/registers/merit-reports?open=${id}` }),
  letter: ({ id, words }) => ({ words: `慰问信：${words}`, href: `/registers/letters/${id}` }),
  fact: ({ id, words }) => ({ words: `实绩 ${words}`, href: `/facts?open=${id}` }),
  contact: ({ householdId }) => ({ words: '联系事由', href: `/registers?open=${householdId}` }),
}

type Merged = { id: number; keptHouseholdId: number; mergedHouseholdId: number; stood: unknown }
/** What was changed since a merge, with where to put it right. */
export type ChangedSince = { words: string; href: string | null }

/** Of each of these merges what was changed since; of one of before nothing is told. */
export const changedSince = async (tx: Tx, merges: readonly Merged[]): Promise<Map<number, ChangedSince[]>> => {
  const judged = merges.filter(({ stood }) => stood !== null)
  const now = await readStandings(tx, [
    ...new Set(judged.flatMap(({ keptHouseholdId, mergedHouseholdId }) => [keptHouseholdId, mergedHouseholdId])),
  ])
  return new Map(
    judged.map(({ id, keptHouseholdId, mergedHouseholdId, stood }) => {
      const own = now.filter((one) => [keptHouseholdId, mergedHouseholdId].includes(one.householdId))
      const changed = differences(stood as Standing[], own).map(
        (one): ChangedSince => ('words' in one ? SAY[one.kind](one) : { words: GONE_WORDS[one.kind], href: null }),
      )
      return [id, changed]
    }),
  )
}

/** What is no longer there. */
const GONE_WORDS: Record<StandingKind, string> = {
  person: '一位家人已不在这两户',
  household: '户已不在',
  plaque: '光荣牌的一步已转到别户',
  help: '一件帮扶已转到别户',
  merit: '一份喜报已改到别户',
  letter: '一封慰问信改了情况',
  fact: '一条实绩不再写到本户',
  contact: '一条联系事由已转到别户',
}
