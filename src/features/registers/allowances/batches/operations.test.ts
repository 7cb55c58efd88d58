import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestHouse, type PostKey, type TestHouse } from '../../../../main/testing.ts'

let house: TestHouse
beforeAll(async () => {
  house = await openTestHouse()
  for (const post of ['office', 'lancheng-office', 'station', 'qinghe-office', 'lancheng-leader'] as const)
    await house.as(post)
})
afterAll(() => house?.close())

const given = (more: object = {}) => ({
  regionId: house.world.regions.lancheng,
  batch: '二季度抚恤金',
  category: '定期抚恤金',
  month: '2026-06',
  heads: 41,
  yuan: 128_000.5,
  source: '主管部门发放表',
  ...more,
})
const add = async (by: PostKey, more: object = {}) => (await house.as(by)).post('/allowance-batches', given(more))
const rows = async (by: PostKey) =>
  (await (await house.as(by)).get('/allowance-batches?year=2026')).body.rows as {
    id: number
    batch: string
    heads: number | null
  }[]

test('a total stands once for a place, batch and category, for who keeps the place, and is withdrawn with its reason', async () => {
  const made = await add('lancheng-office')
  expect([made.status, made.body]).toMatchObject([200, { heads: 41, yuan: 128_000.5, month: '2026-06', mayEdit: true }])
  const before = await house.auditCount()
  expect(await add('lancheng-office')).toMatchObject({ status: 409, body: { type: '/problems/allowance-twice' } })
  expect(await add('lancheng-office', { month: '2026-08', batch: '三季度' })).toMatchObject({ status: 422 })
  expect(await add('qinghe-office', { batch: '另一批' })).toMatchObject({ status: 404 })
  expect(await house.auditCount()).toBe(before)
  expect((await add('station', { batch: '另一批' })).status).toBe(403)
  expect(await rows('qinghe-office')).toEqual([])
  const { id, version } = made.body
  const withdraw = async (by: PostKey) =>
    (await house.as(by)).post(`/allowance-batches/${id}/withdraw`, { version, reason: '金额抄错' })
  expect((await withdraw('qinghe-office')).status).toBe(404)
  expect((await withdraw('lancheng-office')).status).toBe(200)
  expect((await withdraw('lancheng-office')).status).toBe(404)
  expect(await rows('lancheng-office')).toEqual([])
  expect((await add('office')).status).toBe(200)
})

test('fewer than five are told by head and sum to the office alone', async () => {
  const town = house.world.regions['lancheng-town']
  expect((await add('lancheng-office', { regionId: town, batch: '小批', heads: 4, yuan: 800 })).status).toBe(200)
  const small = async (by: PostKey) => (await rows(by)).find(({ batch }) => batch === '小批')
  expect(await small('lancheng-office')).toMatchObject({ heads: 4, yuan: 800 })
  for (const post of ['station', 'lancheng-leader'] as const)
    expect(await small(post)).toMatchObject({ heads: null, yuan: null, mayEdit: false })
})
