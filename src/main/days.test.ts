import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import * as z from 'zod'
import { ENDPOINTS, type Endpoint } from './endpoints.fixture.ts'
import { call, callerOf, idsOf, openRoutes, queriesOf, type RoutesMade, WRITING, withIds } from './routes.fixture.ts'
import { goodBodies } from './routes-bodies.fixture.ts'
import type { Answer, TestHouse } from './testing.ts'

vi.setConfig({ testTimeout: 240_000 })
let house: TestHouse
let made: RoutesMade
let queries: Record<string, string>
let good: ReturnType<typeof goodBodies>
beforeAll(async () => {
  ;({ house, made } = await openRoutes())
  queries = await queriesOf(house)
  good = goodBodies(made)
})
afterAll(() => house?.close())

const FARTHEST = ['0001-01-01', '1800-01-01', '2100-12-31', '2999-01-01', '9999-12-31']

type Schema = {
  format?: string
  properties?: Record<string, Schema>
  items?: Schema
  anyOf?: Schema[]
  oneOf?: Schema[]
  allOf?: Schema[]
}
type Path = readonly string[]

/** Where the schema of an endpoint takes days; '*' for each one of a list. */
const daysOf = ({ properties = {}, items, ...schema }: Schema): Path[] => [
  ...(schema.format === 'date' ? [[]] : []),
  ...Object.entries(properties).flatMap(([key, one]) => daysOf(one).map((rest) => [key, ...rest])),
  ...(items ? daysOf(items).map((rest) => ['*', ...rest]) : []),
  ...[schema.anyOf, schema.oneOf, schema.allOf].flatMap((ways = []) => ways.flatMap(daysOf)),
]
const FED = ENDPOINTS.flatMap((endpoint) => {
  const { input } = endpoint
  if (!input) return []
  const schema = z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' }) as Schema
  return daysOf(schema).map((path) => ({ endpoint, path }))
})

const set = (value: unknown, [key, ...rest]: Path, day: string): unknown => {
  if (key === undefined) return day
  if (key === '*') return (Array.isArray(value) && value.length > 0 ? value : [{}]).map((one) => set(one, rest, day))
  const object = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>
  return { ...object, [key]: set(object[key], rest, day) }
}

/** What a day to be done by needs beside it, so that it is taken at all. */
const BESIDE: Record<string, Record<string, unknown>> = { promiseOn: { promise: '修好屋顶' } }
/** Good bodies name records that are not there; here they name those that are. */
const named = (body: Record<string, unknown>): Record<string, unknown> => {
  const { units, regions } = house.world
  const there: Record<string, number> = {
    ...{ householdId: made.household, regionId: regions['lancheng-village'] },
    ...{ unitId: units.education, leadUnitId: units.education },
  }
  return Object.fromEntries(
    Object.entries(body).map(([key, value]) => [key, value === 999_999_999 ? (there[key] ?? value) : value]),
  )
}

const ask = async (endpoint: Endpoint, path: Path, day: string): Promise<Answer> => {
  const caller = await callerOf(house, endpoint)
  const at = withIds(endpoint.path, idsOf(house, made)(endpoint))
  if (endpoint.method !== 'GET') {
    const body = { ...named(good[endpoint.name]?.() ?? {}), ...BESIDE[path.at(-1) ?? ''] }
    return call(caller, { ...endpoint, path: at }, set(body, path, day))
  }
  const query = new URLSearchParams(queries[endpoint.name] ?? '')
  query.set(String(path[0]), day)
  return call(caller, { ...endpoint, path: `${at}?${query}` })
}

/** Pages that read over many records: none may fail for a day that one of them holds. */
const expectReading = async (what: string): Promise<void> => {
  const reading = ENDPOINTS.filter(({ method, permission }) => method === 'GET' && permission !== 'public')
  expect(reading.length).toBeGreaterThan(100)
  for (const endpoint of reading) {
    const path = withIds(endpoint.path, idsOf(house, made)(endpoint)) + (queries[endpoint.name] ?? '')
    const answer = await call(await callerOf(house, endpoint), { ...endpoint, path })
    expect(answer.status, `${what} ${endpoint.name} ${JSON.stringify(answer.body)}`).toBeLessThan(500)
  }
  expect((await (await house.as('office')).get('/today')).status, what).toBe(200)
}

test('V02 no day that is sent to any endpoint ends in an error of ours, and the office’s 今日 answers afterwards', async () => {
  const writing = FED.filter(({ endpoint }) => WRITING.includes(endpoint))
  expect(writing.length).toBeGreaterThan(40)
  let taken = 0
  for (const { endpoint, path } of FED)
    for (const day of FARTHEST) {
      const answer = await ask(endpoint, path, day)
      const what = `${endpoint.name} ${path.join('.')}=${day}: ${answer.status} ${JSON.stringify(answer.body)}`
      expect(answer.status, what).toBeLessThan(500)
      // Outside the centuries of the office nothing is taken, by any endpoint.
      if (!day.startsWith('21') && ![403, 404].includes(answer.status)) expect(answer.status, what).toBe(422)
      if (answer.status === 200) taken += 1
    }
  expect(taken).toBeGreaterThan(0)
  for (const post of ['office', 'station', 'leader'] as const)
    expect((await (await house.as(post)).get('/today')).status).toBe(200)
})

test('something to be done is given a day within ten years, told at its field; what was done lies in the republic', async () => {
  const office = await house.as('office')
  const expectRefused = async (answer: Promise<Answer>, pointer: string, words: RegExp) => {
    const { status, body } = await answer
    expect({ status, body }).toMatchObject({ status: 422, body: { errors: [{ pointer }] } })
    expect(body.errors[0].detail).toMatch(words)
  }
  const task = { category: 'family', title: '某事', body: '', leadUnitId: house.world.units.education }
  await expectRefused(office.post('/matters/tasks', { ...task, dueOn: '2036-07-15' }), '/dueOn', /2036-07-14.*核对年份/)
  expect((await office.post('/matters/tasks', { ...task, dueOn: '2036-07-14' })).status).toBe(200)
  const fact = { kind: 'meeting', regionId: house.world.regions.city, startsOn: '2026-07-10', promise: '修好屋顶' }
  await expectRefused(office.post('/facts', { ...fact, promiseOn: '2036-07-15' }), '/promiseOn', /核对年份/)
  await expectRefused(office.post('/facts', { ...fact, startsOn: '1949-09-30' }), '/startsOn', /1949/)
  const campaign = { ...fact, kind: 'campaign', title: '双拥月', startsOn: '2000-07-10', endsOn: '2026-07-01' }
  await expectRefused(office.post('/facts', campaign), '/startsOn', /起止/)
  const quarter = { kind: 'quarter', day: '2026-04-01' }
  await expectRefused(office.post('/fact-periods', { ...quarter, closesOn: '2027-07-16' }), '/closesOn', /一年以内/)
  const report = { soldierName: '王某某', grade: 'third-merit', receivedOn: '2026-07-01' }
  await expectRefused(office.post('/merit-reports', { ...report, awardYear: 2027 }), '/awardYear', /./)
})

test('no day that came to stand in the database takes a list, a calendar or the office’s 今日 down', async () => {
  const { rows: columns } = await house.pool.query<{ table: string; column: string }>(
    `select c.table_name as table, c.column_name as column from information_schema.columns c
       join information_schema.tables t using (table_schema, table_name)
     where c.table_schema = 'public' and c.data_type = 'date' and t.table_type = 'BASE TABLE'
       -- Who holds a post on a day, and whether the post is there, is no list.
       and c.column_name not in ('from_on', 'to_on')`,
  )
  expect(columns.length).toBeGreaterThan(50)
  for (const day of ['0001-01-01', '9999-12-31']) {
    let changed = 0
    for (const { table, column } of columns) {
      // What a constraint or a trigger refuses cannot come to stand there.
      const { rowCount } = await house.pool
        .query(`update "${table}" set "${column}" = $1 where "${column}" is not null`, [day])
        .catch(() => ({ rowCount: 0 }))
      changed += rowCount ?? 0
    }
    expect(changed).toBeGreaterThan(10)
    await expectReading(`with ${day} stored`)
  }
})
