import { sql } from 'kysely'
import type { Context } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import { isMasked } from './reading.ts'
import { CATEGORY_WORDS, type Category } from './words.ts'

type Twin = {
  id: number
  regionId: number
  headName: string
  persons: number
  birthYear: number | null
  categories: Category[]
}

const wordsOf = ({ persons, birthYear, categories }: Twin): string =>
  [
    `${persons} 人`,
    birthYear === null ? '' : `户主 ${birthYear} 年生`,
    categories.map((one) => CATEGORY_WORDS[one]).join('、'),
  ]
    .filter((one) => one !== '')
    .join('，')

/**
 * What tells families apart whose heads bear one name in one village (同村同名), by their ids: how many they are, when the head was born,
 * of which categories; where all of that is the same as well, the number in the register. None of it closed; families alone with their
 * name have no mark, and whoever is shown names masked is told none.
 */
export const marksApart = async (
  ctx: Pick<Context, 'acting'>,
  tx: Tx,
  ids: readonly number[],
): Promise<Map<number, string>> => {
  if (ids.length === 0 || isMasked(ctx)) return new Map()
  const { rows } = await sql<Twin>`
    with twins as (select distinct h.region_id, h.head_name from households h where h.id = any(${[...ids]}::int[])
      and exists (select 1 from households o where o.region_id = h.region_id and o.head_name = h.head_name and o.id <> h.id))
    select h.id, h.region_id as "regionId", h.head_name as "headName", h.person_count as persons, p.birth_year as "birthYear",
      h.categories
    from twins t join households h on h.region_id = t.region_id and h.head_name = t.head_name
      left join lateral (select birth_year from household_persons where household_id = h.id and relation = 'head'
        and state = 'present' order by id limit 1) p on true`.execute(tx)
  const keyOf = (one: Twin) => `${one.regionId} ${one.headName} ${wordsOf(one)}`
  const times = new Map<string, number>()
  for (const one of rows) times.set(keyOf(one), (times.get(keyOf(one)) ?? 0) + 1)
  return new Map(
    rows.map((one) => [one.id, (times.get(keyOf(one)) ?? 0) > 1 ? `${wordsOf(one)}，编号 ${one.id}` : wordsOf(one)]),
  )
}
