import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestHouse, type TestHouse } from '../../../main/testing.ts'

/** 隶属 and 对口 that end on the day they began, and what is set anew on that day. */

let house: TestHouse
beforeAll(async () => {
  house = await openTestHouse()
})
afterAll(() => house?.close())

const TODAY = '2026-07-14'
const office = () => house.as('office')
const body = async (name: string, region: 'city' | 'qinghe'): Promise<{ id: number; version: number }> => {
  const unit = { name, shortName: name, kind: 'member', side: 'military', fromOn: '2026-01-01' }
  const made = await (await office()).post('/units', { ...unit, regionId: house.world.regions[region] })
  if (made.status !== 200) throw new Error(JSON.stringify(made.body))
  return made.body
}
const close = async ({ id, version }: { id: number; version: number }) => {
  const closed = await (await office()).post(`/units/${id}/close`, { version, closedOn: TODAY })
  if (closed.status !== 200) throw new Error(JSON.stringify(closed.body))
}
type Days = { fromOn: string; toOn: string | null }
const daysOf = (records: Days[]) => records.map(({ fromOn, toOn }) => [fromOn, toOn])

test('a superior closed on the day it was set: another is set on that day, in the same record', async () => {
  const above = await body('澜川军分区', 'city')
  const lower = await body('禾东武装部', 'qinghe')
  const upper = await body('禾西武装部', 'qinghe')
  const detail = async () => (await (await office()).get(`/military/units/${lower.id}`)).body
  const set = async (superiorId: number | null, fromOn = TODAY) =>
    (await office()).put(`/military/units/${lower.id}/superior`, {
      ...{ superiorId, fromOn, basedOn: (await detail()).basedOn },
    })
  expect((await set(upper.id)).status).toBe(200)
  await close(upper)
  expect(await set(null, '2026-07-01')).toMatchObject({ status: 422, body: { type: '/problems/record-too-early' } })
  const again = await set(above.id)
  expect(again.status, JSON.stringify(again.body)).toBe(200)
  expect(again.body).toMatchObject({ superior: 'known', superiorName: '澜川军分区', sinceOn: TODAY })
  expect(daysOf(again.body.superiors)).toEqual([
    [TODAY, null],
    ['2026-01-01', TODAY],
  ])
})

test('a body closed on the day it began to face a place: another is set on that day, in the same record', async () => {
  const { regions } = house.world
  const first = await body('青禾县人民武装部甲', 'city')
  const second = await body('青禾县人民武装部乙', 'city')
  const place = async () => {
    const { rows } = (await (await office()).get(`/military/places?regionId=${regions.qinghe}&level=3`)).body
    return rows[0]
  }
  const set = async (unitId: number) =>
    (await office()).post('/military/places', {
      ...{
        regionId: regions.qinghe,
        unitId,
        isJoint: false,
        docNumber: '',
        fromOn: TODAY,
        basedOn: (await place()).basedOn,
      },
    })
  expect((await set(first.id)).status).toBe(200)
  await close(first)
  const again = await set(second.id)
  expect(again.status, JSON.stringify(again.body)).toBe(200)
  expect(again.body).toMatchObject({ body: { id: second.id }, sinceOn: TODAY })
})
