import { afterAll, beforeAll, expect, test } from 'vitest'
import { type FactKind, kindOf } from '../../features/facts/kinds/all.ts'
import { FACT_STATES, wrongIn } from '../../features/facts/rules.ts'
import { recountTallies } from '../../features/matters/index.ts'
import { recountFactTallies } from '../../features/metrics/measures/store.ts'
import { reckonPlace } from '../../features/registers/index.ts'
import { systemTransaction } from '../../platform/db/transaction.ts'
import { openTestHouse, type TestHouse } from '../testing.ts'
import { CannotFill, fillLargeSample } from './large.ts'

const SIZE = { units: 90, matters: 1_200, counties: 4, townships: 3, households: 4_030, facts: 900 }
const lines: string[] = []
const say = (line: string) => lines.push(line)
let house: TestHouse

beforeAll(async () => {
  house = await openTestHouse()
})
afterAll(() => house?.close())

const countOf = async (query: string): Promise<number> =>
  Number((await house.pool.query(`select count(*)::int as count from ${query}`)).rows[0].count)

test('only the sample city is filled: a real one is refused and nothing changes', async () => {
  const before = await countOf('units')
  await expect(fillLargeSample(house.house, say, SIZE)).rejects.toThrow(CannotFill)
  expect(await countOf('units')).toBe(before)
})

test('fills units and matters to the wanted size, every one as the rules of the ledger would have it', async () => {
  await house.pool.query(`insert into settings (key, value) values ('city-mode', '{"kind":"sample"}')`)
  await fillLargeSample(house.house, say, SIZE)
  expect(await countOf('units')).toBe(SIZE.units)
  expect(await countOf('matters')).toBe(SIZE.matters)
  expect(lines.at(-1)).toContain(`事项 ${SIZE.matters} 件`)
  expect(await recountTallies(house.pool)).toEqual([])
  // Every village and township has its station, every path is the chain of its ancestors.
  expect(
    await countOf(`regions r where level in (4, 5) and not exists (select 1 from units u where u.region_id = r.id)`),
  ).toBe(0)
  expect(await countOf(`regions r join regions p on p.id = r.parent_id where r.path <> p.path || r.id || '.'`)).toBe(0)
  expect(
    await countOf(`matters where state not in ('raised', 'accepted') and lead_unit_id is null and state = 'closed'`),
  ).toBe(0)
  expect(await countOf(`matters where not (units @> array[asker_unit_id])`)).toBe(0)
  expect(await countOf(`matters where lead_unit_id is not null and not (units @> array[lead_unit_id])`)).toBe(0)
  expect(await countOf(`matters where closed_on < reported_on or reported_on < raised_on`)).toBe(0)
  expect(
    await countOf(
      `matters m where (select max(to_state) filter (where e.id = (select max(id) from matter_entries where matter_id = m.id)) from matter_entries e where e.matter_id = m.id) <> m.state and m.state in ('running', 'reported', 'closed', 'assigned', 'raised')`,
    ),
  ).toBe(0)
  expect(
    await countOf(
      `(select year, left(code, 2), max(substr(code, 9)::int) as most from matters group by 1, 2) k join matter_numbers n on n.year = k.year and n.prefix = k.left and n.last <> k.most`,
    ),
  ).toBe(0)
})

test('fills two years of facts, in every state, as the forms and figures would have them', async () => {
  expect(lines.at(-1)).toContain(`实绩 ${await countOf('facts')} 条`)
  // A closed quarter is left alone; the rest of the two years holds what was asked for.
  expect(await countOf('facts')).toBeGreaterThan(SIZE.facts * 0.8)
  expect(await countOf('(select distinct state from facts) s')).toBe(FACT_STATES.length)
  expect(await recountFactTallies(house.pool)).toEqual([])
  const { rows } = await house.pool.query(
    `select f.kind, f.direction, f.title, f.fields, f.starts_on as "startsOn", f.ends_on as "endsOn", f.venue as place,
       (select coalesce(json_agg(json_build_object('key', q.key, 'value', q.value, 'qualifier', q.qualifier)), '[]')
         from fact_quantities q where q.fact_id = f.id) as quantities
     from facts f`,
  )
  const none = { units: [], householdIds: [], promise: null, promiseOn: null, promiseUnitId: null, campaignId: null }
  for (const fact of rows)
    expect(wrongIn(kindOf(fact.kind) as FactKind, { ...fact, ...none }, house.house.clock.today())).toEqual([])
  expect(await countOf(`facts where checked_person_id = entered_person_id`)).toBe(0)
  expect(
    await countOf(
      `facts where state = 'replaced' and id not in (select replaces_id from facts where replaces_id is not null)`,
    ),
  ).toBe(0)
  expect(
    await countOf(`facts f where (select max(e.to_state) filter (where e.id = (select max(id) from fact_entries where fact_id = f.id))
    from fact_entries e where e.fact_id = f.id) is distinct from f.state and f.state <> 'draft'`),
  ).toBe(0)
  expect(
    await countOf(`(select max(substr(code, 9)::int) as most, left(code, 8) as head from facts group by 2) k
    join fact_numbers n on 'SJ-' || n.year || '-' = k.head and n.last <> k.most`),
  ).toBe(0)
  expect((await (await house.as('office')).get('/facts?size=5')).body.total).toBe(
    await countOf(`facts where state not in ('withdrawn', 'replaced', 'draft')`),
  )
})

test('every family has its plaque as the rules reckon it, most hang, and the account of the city reconciles', async () => {
  expect(
    await countOf('households h where not exists (select 1 from plaque_cards k where k.household_id = h.id)'),
  ).toBe(0)
  expect(await countOf(`(select distinct place from plaque_cards where claim = 'owed') p`)).toBeGreaterThan(1)
  const { id, path } = (await house.pool.query('select id, path from regions where level = 2')).rows[0]
  const changed = await systemTransaction(house.pool, (tx) => reckonPlace(tx, id, house.house.clock.today(), path))
  expect(changed).toBe(0)
  const { figures, isBalanced } = (await (await house.as('office')).get('/plaque-account')).body
  expect([isBalanced, figures.hung > figures.waiting]).toEqual([true, true])
})

test('what was filled is there for who may see it, and the next code goes on from there', async () => {
  const office = await house.as('office')
  const { body } = await office.get('/matters?size=5')
  expect(body.total).toBe(SIZE.matters)
  const raised = await office.post('/matters/tasks', {
    ...{ category: 'other', title: '核对扩充后的编号', body: '', leadUnitId: house.world.units.education },
  })
  expect(raised.status).toBe(200)
  const year = raised.body.code.slice(0, 8)
  expect(await countOf(`matters where code like '${year}%'`)).toBe(Number(raised.body.code.slice(8)))
})

test('a second time adds nothing and says so', async () => {
  await expect(fillLargeSample(house.house, say, SIZE)).rejects.toThrow('已经扩充过')
  expect(await countOf('matters')).toBe(SIZE.matters + 1)
})
