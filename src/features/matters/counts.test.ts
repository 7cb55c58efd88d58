import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestHouse, type PostKey, type TestHouse } from '../../main/testing.ts'
import type { Acting } from '../../platform/acting.ts'
import { actingTransaction } from '../../platform/db/transaction.ts'
import { matterFixture } from './fixture.ts'
import { compactTallies, countLights, countMatters, recountTallies } from './store/counts.ts'
import { type MatterFilter, narrowed } from './store/lists.ts'
import { tallyMatters } from './store/tally.ts'

/** Finished matters are counted from lines that the ledger's triggers keep; these tests recount. */

let house: TestHouse
const { unit, raise, raiseTask, step, needIn } = matterFixture(() => house)

const must = async (answer: ReturnType<typeof raise>): Promise<{ id: number }> => {
  const { status, body } = await answer
  if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`)
  return body
}

/** Matters that were closed, reopened, declined, withdrawn, merged, taken back, handed down and entered for others. */
beforeAll(async () => {
  house = await openTestHouse()
  await needIn('closed')
  const reopened = await needIn('closed')
  await must(step('troop-lan', reopened, 'reopen', { reason: '雨棚漏水。' }))
  const declined = await needIn('accepted')
  await must(step('office', declined, 'propose-decline', { clause: '某条', explanation: '暂不具备条件。' }))
  await must(step('leader', declined, 'agree-decline'))
  const withdrawn = await needIn('raised')
  await must(step('troop-lan', withdrawn, 'withdraw'))
  const open = await needIn('running')
  for (const isTakenBack of [false, true]) {
    const twice = await needIn('accepted')
    await must(step('office', twice, 'merge', { targetId: open, reason: '同一件事。' }))
    if (isTakenBack) await must(step('office', twice, 'unmerge', { reason: '不是一件事。' }))
  }
  await must(
    step('transport', open, 'hand-down', { parts: [{ unitId: unit('lancheng-education'), dueOn: '2026-07-20' }] }),
  )
  await must(raiseTask('lancheng-office', { leadUnitId: unit('lancheng-education') }))
  await must(raiseTask('office', { leadUnitId: unit('lancheng-office'), dueOn: '2026-08-31' }))
  await must(raise('education', { isDraft: true }))
  await must(raise('qinghe-station'))
})
afterAll(() => house?.close())

const actingOf = async (key: PostKey): Promise<Acting> => {
  const { rows } = await house.pool.query(
    `select h.person_id as "personId", p.id as "postId", p.role, p.unit_id as "unitId", p.region_id as "regionId",
       r.path as "regionPath"
     from posts p join post_holders h on h.post_id = p.id join regions r on r.id = p.region_id where p.id = $1`,
    [house.world.posts[key]],
  )
  return { ...rows[0], personName: key, postName: key, unitName: key, cityId: house.world.regions.city }
}

const FILTERS: MatterFilter[] = [
  {},
  { year: 2026 },
  { open: true },
  { open: false },
  { kind: ['need'], level: 'top' },
  { state: ['closed', 'withdrawn'], without: ['merged'] },
  { mark: ['merged'] },
  { light: ['done', 'none'] },
  { direction: 'military-asks', dual: 'other', year: 2026 },
  { level: 'parts' },
]

/** How many rows the list of a filter has, row by row, and how many the counts say. */
const bothWays = async (key: PostKey): Promise<[number, number, number][]> => {
  const acting = await actingOf(key)
  const asker = { acting, today: '2026-07-14', calendar: house.house.calendar() }
  return actingTransaction(house.pool, acting, 'read', async (tx) => {
    const found: [number, number, number][] = []
    for (const filter of FILTERS) {
      const rows = await narrowed(tx, asker, filter).select('m.id').execute()
      const lights = Object.values(await countLights(tx, asker, filter))
      found.push([rows.length, await countMatters(tx, asker, filter), lights.reduce((sum, one) => sum + one, 0)])
    }
    return found
  })
}

const expectEqual = async (posts: readonly PostKey[]) => {
  for (const key of posts)
    for (const [index, [rows, counted, lights]] of (await bothWays(key)).entries())
      expect({ key, filter: FILTERS[index], counted, lights }).toEqual({
        ...{ key, filter: FILTERS[index], counted: rows, lights: rows },
      })
}

test('every step leaves lines that add up to a recount, and whoever counts finds as many as his list has', async () => {
  expect(await recountTallies(house.pool)).toEqual([])
  await expectEqual(['office', 'lancheng-office', 'qinghe-office', 'leader', 'transport', 'troop-lan'])
})

test('bringing lines together changes no count', async () => {
  const lines = async () => Number((await house.pool.query('select count(*) from matter_tallies')).rows[0].count)
  const before = await lines()
  await compactTallies(house.pool)
  expect(await lines()).toBeLessThan(before)
  expect(await recountTallies(house.pool)).toEqual([])
  await expectEqual(['office', 'lancheng-office'])
})

test('the figures of one reading are those that each group has alone', async () => {
  const acting = await actingOf('office')
  const asker = { acting, today: '2026-07-14', calendar: house.house.calendar() }
  await actingTransaction(house.pool, acting, 'read', async (tx) => {
    const groups = [
      { by: 'all', level: 'top' },
      { by: 'lead' },
      { by: 'part', level: 'top' },
      { by: 'county' },
    ] as const
    const together = await tallyMatters(tx, asker, { year: 2026 }, groups)
    const sum = (tallies: { count: number }[] = []) => tallies.reduce((total, { count }) => total + count, 0)
    expect(sum(together[0])).toBe(await countMatters(tx, asker, { year: 2026, level: 'top' }))
    expect(sum(together[1])).toBe(await countMatters(tx, asker, { year: 2026 }))
    for (const [index, group] of groups.entries())
      expect(sum((await tallyMatters(tx, asker, { year: 2026 }, [group]))[0])).toBe(sum(together[index]))
  })
})

/** Whatever is written to the ledger, by whatever way, in any order. */
test('whatever changes in the ledger, the lines add up to a recount', async () => {
  const { pool } = house
  const ids = (await pool.query<{ id: number }>('select id from matters order by id')).rows.map(({ id }) => id)
  const places = (
    await pool.query<{ id: number; path: string }>('select id, path from regions where level > 1 order by id')
  ).rows
  const states = ['raised', 'accepted', 'assigned', 'running', 'reported', 'closed', 'declined', 'withdrawn']
  const changed = fc.oneof(
    fc
      .constantFrom(...states)
      .map((state) => `state = '${state}', lead_unit_id = coalesce(lead_unit_id, office_unit_id)`),
    fc.constantFrom(...places).map(({ id, path }) => `region_id = ${id}, region_path = '${path}'`),
    fc.constantFrom("'{}'", "'{merged}'", "'{unanswered,entered-for}'").map((marks) => `marks = ${marks}`),
    fc.integer({ min: 2024, max: 2027 }).map((year) => `year = ${year}`),
    fc.constantFrom('now()', 'null').map((at) => `dropped_at = ${at}`),
    fc.constant('due_on = current_date'),
  )
  const change = fc.oneof(
    { weight: 8, arbitrary: fc.tuple(changed, fc.subarray(ids, { minLength: 1 })) },
    { weight: 1, arbitrary: fc.constant('together' as const) },
    { weight: 1, arbitrary: fc.constant('taken back' as const) },
  )
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 3, maxLength: 12 }), async (changes) => {
      for (const one of changes) {
        if (one === 'together') await compactTallies(pool)
        else if (one === 'taken back')
          await pool.query(
            "begin; update matters set state = 'closed' where lead_unit_id is not null and code is not null; rollback",
          )
        else await pool.query(`update matters set ${one[0]} where id = any($1) and state <> 'draft'`, [one[1]])
      }
      expect(await recountTallies(pool)).toEqual([])
    }),
    { numRuns: 30 },
  )
  const made = await pool.query(
    `insert into matters (city_id, code, year, kind, category, state, region_id, region_path,
      office_unit_id, asker_unit_id, lead_unit_id, post_id)
    select city_id, 'RW-2025-9' || n, 2025, 'task', category, 'closed', region_id, region_path, office_unit_id, asker_unit_id,
      office_unit_id, post_id from matters, generate_series(1, 3) n where id = $1 returning id`,
    [ids[0]],
  )
  expect(made.rowCount).toBe(3)
  expect(await recountTallies(pool)).toEqual([])
  await pool.query("delete from matters where code like 'RW-2025-9%'")
  expect(await recountTallies(pool)).toEqual([])
})
