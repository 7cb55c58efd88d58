import { afterAll, beforeAll, expect, test } from 'vitest'
import { recountTallies } from '../../features/matters/index.ts'
import { openTestHouse, type TestHouse } from '../testing.ts'
import { CannotFill, fillLargeSample } from './large.ts'

const SIZE = { units: 90, matters: 1_200, counties: 4, townships: 3, households: 4_030 }
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
