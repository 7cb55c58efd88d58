import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Caller, openTestHouse, type TestHouse } from '../../../../main/testing.ts'
import { reckonConscript } from '../calculators/rules.ts'

let house: TestHouse
let county: Caller
beforeAll(async () => {
  house = await openTestHouse()
  county = await house.as('lancheng-office')
})
afterAll(() => house?.close())

const TABLE = {
  fromOn: '2026-01-01',
  base: 40_000.5,
  baseWords: '上年度城镇居民人均可支配收入',
  percent: 45,
  areas: [{ name: '高原', times: 2 }],
  schooling: [{ name: '本科', yuan: 2000 }],
  merits: [{ name: '三等功', percent: 10 }],
  years: 2,
  source: '样本县政发〔2026〕1号',
}
const rows = async (caller = county) => (await caller.get('/conscript-tables')).body.rows

test('a standard is entered by the office of its place with its paper, unverified until it is held against it, and reckons', async () => {
  const made = await county.post('/conscript-tables', TABLE)
  expect([made.status, made.body]).toMatchObject([200, { ...TABLE, isVerified: false, mayEdit: true }])
  const twice = await county.post('/conscript-tables', { ...TABLE, percent: 50 })
  expect([twice.status, twice.body.type]).toEqual([409, '/problems/conscript-day-taken'])
  for (const fromOn of ['1989-12-31', '2029-01-01'])
    expect((await county.post('/conscript-tables', { ...TABLE, fromOn })).body.errors, fromOn).toMatchObject([
      { pointer: '/fromOn', detail: expect.stringContaining('1990 年到 2028 年') },
    ])
  const reckoned = reckonConscript(await rows(), { day: '2026-03-15', area: null, schooling: null, honours: [] })
  // Two years of 45 percent of 40,000.50 yuan.
  expect(reckoned).toMatchObject({
    total: 3_600_046,
    remarks: expect.arrayContaining([expect.stringMatching('未核实')]),
  })
  const { id, version } = made.body
  const city = await house.as('office')
  expect(await rows(city)).toMatchObject([{ id, mayEdit: false }])
  const before = await house.auditCount()
  expect((await city.post(`/conscript-tables/${id}/verify`, { version })).body.type).toBe('/problems/not-yours')
  expect(await house.auditCount()).toBe(before)
  const verified = await county.post(`/conscript-tables/${id}/verify`, { version })
  expect(verified.body).toMatchObject({ isVerified: true, version: version + 1 })
  expect((await county.post(`/conscript-tables/${id}/verify`, { version: version + 1 })).body.type).toBe(
    '/problems/conscript-verified',
  )
})

test.each([
  ['source', { source: '' }, '/source'],
  ['base', { base: 0 }, '/base'],
  ['share', { percent: 45.125 }, '/percent'],
  ['years', { years: 11 }, '/years'],
  ['a name', { areas: [{ name: '', times: 2 }] }, '/areas/0/name'],
  [
    'name of its own of each area',
    {
      areas: [
        { name: '高原', times: 2 },
        { name: '高 原', times: 3 },
      ],
    },
    '/areas/1/name',
  ],
  [
    'name of its own of each schooling',
    {
      schooling: [
        { name: '本科', yuan: 1 },
        { name: '本科', yuan: 2 },
      ],
    },
    '/schooling/1/name',
  ],
  [
    'name of its own of each merit',
    {
      merits: [
        { name: '三等功', percent: 1 },
        { name: '三等功', percent: 2 },
      ],
    },
    '/merits/1/name',
  ],
])('without a proper %s it is refused', async (_what, change, pointer) => {
  const { status, body } = await county.post('/conscript-tables', { ...TABLE, fromOn: '2027-01-01', ...change })
  expect([status, body.errors[0].pointer]).toEqual([422, pointer])
  expect(await rows()).toHaveLength(1)
})

test('withdrawn it is in force no more, and another may begin on its day', async () => {
  const [{ id, version }] = await rows()
  const stale = await county.post(`/conscript-tables/${id}/withdraw`, { version: version + 7, reason: '有新文件' })
  expect([stale.status, stale.body.type]).toEqual([409, '/problems/out-of-date'])
  const gone = await county.post(`/conscript-tables/${id}/withdraw`, { version, reason: '有新文件' })
  expect(gone.body).toEqual({ rows: [] })
  expect((await county.post('/conscript-tables', { ...TABLE, percent: 50 })).body.percent).toBe(50)
})
