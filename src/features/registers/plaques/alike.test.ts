import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestHouse, type TestHouse } from '../../../main/testing.ts'
import { systemTransaction } from '../../../platform/db/transaction.ts'
import { CATEGORIES } from '../households/words.ts'
import { reckonPlace } from './alike.ts'
import { reckonPlaques } from './reckon.ts'
import { STEPS } from './rules.ts'

let house: TestHouse
beforeAll(async () => {
  house = await openTestHouse('2026-07-14')
})
afterAll(() => house.close())

const day = fc.constantFrom('2024-05-01', '2026-07-13', '2026-07-14', '2026-07-15')
const ended = fc.record({ state: fc.constantFrom('moved', 'deceased'), on: day })
const person = fc.record({
  categories: fc.subarray(CATEGORIES.slice(), { maxLength: 2 }),
  leftYear: fc.option(fc.constantFrom(1982, 2025, 2026)),
  ended: fc.option(ended, { freq: 3 }),
  papers: fc.subarray(['veteran-card', 'bereaved-card', 'martyr', 'discharge', 'disabled']),
  kept: fc.option(
    fc.record({ grounds: fc.subarray(['veteran', 'martyr', 'militia']), papers: fc.subarray(['bereaved-card']) }),
    { freq: 2 },
  ),
})
const family = fc.record({
  persons: fc.array(person, { maxLength: 3 }),
  steps: fc.array(
    fc.record({
      step: fc.constantFrom(...STEPS),
      on: day,
      count: fc.nat(2),
      isUndone: fc.constantFrom(false, false, true),
    }),
    { maxLength: 3 },
  ),
  ended: fc.option(day, { freq: 5 }),
})
type Family = typeof family extends fc.Arbitrary<infer T> ? T : never

/** Lays families straight into the tables: states that no screen reaches are judged alike too. */
const lay = async (families: readonly Family[], place: { city: number; region: number; path: string }) => {
  const ids: number[] = []
  const { rows } = await house.pool.query(
    'select id as post, (select min(id) from people) as person from posts limit 1',
  )
  for (const { persons, steps, ended } of families) {
    const made = await house.pool.query(
      `insert into households (city_id, region_id, region_path, head_name, state, ended_on, made_at)
       values ($1, $2, $3, '王某某', $4, $5, now()) returning id`,
      [place.city, place.region, place.path, ended ? 'ended' : 'present', ended],
    )
    const id: number = made.rows[0].id
    ids.push(id)
    for (const one of persons) {
      const added = await house.pool.query(
        `insert into household_persons (household_id, city_id, region_path, name, relation, categories, left_year, state, ended_on,
           kept_grounds, kept_papers, made_at)
         values ($1, $2, $3, '王某', 'other', $4, $5, $6, $7, $8, $9, now()) returning id`,
        [
          id,
          place.city,
          place.path,
          one.categories,
          one.leftYear,
          one.ended?.state ?? 'present',
          one.ended?.on ?? null,
          one.kept?.grounds ?? [],
          one.kept?.papers ?? [],
        ],
      )
      for (const kind of one.papers)
        await house.pool.query(
          'insert into person_certificates (household_person_id, city_id, kind) values ($1, $2, $3)',
          [added.rows[0].id, place.city, kind],
        )
    }
    for (const { step, on, count, isUndone } of steps)
      await house.pool.query(
        `insert into plaque_steps (household_id, city_id, region_path, step, on_day, hung_count, post_id, person_id, at, undone_at,
           undone_post_id, undone_reason) values ($1, $2, $3, $4, $5, $6, $7, $8, now(), $9, $10, $11)`,
        [
          ...[id, place.city, place.path, step, on, step === 'count' ? count : null, rows[0].post, rows[0].person],
          ...(isUndone ? ['2026-07-14', rows[0].post, '记错'] : [null, null, null]),
        ],
      )
  }
  return ids
}

test('all families of a place reckoned by what they have in common get the cards that each gets by itself', async () => {
  const { rows } = await house.pool.query(
    `select v.id as region, v.path, c.id as city, c.path as "cityPath" from regions v join regions c on c.level = 2
     where v.id = $1`,
    [house.world.regions['lancheng-village']],
  )
  const { city, cityPath, ...place } = rows[0]
  const ids = await lay(fc.sample(family, 300), { city, ...place })
  const cards = async () =>
    (
      await house.pool.query(
        `select household_id, claim, clause, household_person_id, may_replace, grounds, place, hanging, hung_on, last_on, region_path, city_id,
         version from plaque_cards where household_id = any($1::int[]) order by household_id`,
        [ids],
      )
    ).rows
  const today = '2026-07-14'
  expect(await systemTransaction(house.pool, (tx) => reckonPlaques(tx, city, today, ids))).toBe(ids.length)
  const singly = await cards()
  expect(new Set(singly.map(({ clause }) => clause)).size).toBeGreaterThan(8)

  // Nothing new is written where every card says it already, twice in one transaction too.
  const again = await systemTransaction(house.pool, async (tx) => [
    await reckonPlace(tx, city, today, cityPath),
    await reckonPlace(tx, city, today, place.path),
  ])
  expect(again).toEqual([0, 0])

  await house.pool.query('delete from plaque_cards where household_id = any($1::int[])', [ids])
  expect(await systemTransaction(house.pool, (tx) => reckonPlace(tx, city, today, cityPath))).toBe(ids.length)
  expect(await cards()).toEqual(singly)

  // A card that says something else is put right, and counts as changed.
  await house.pool.query(
    "update plaque_cards set claim = 'none', clause = 'no-ground', place = 'none' where household_id = $1",
    [singly.find(({ claim }) => claim === 'owed').household_id],
  )
  expect(await systemTransaction(house.pool, (tx) => reckonPlace(tx, city, today, cityPath))).toBe(1)
  expect((await cards()).map(({ version, ...card }) => card)).toEqual(singly.map(({ version, ...card }) => card))
})
