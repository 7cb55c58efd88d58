import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Caller, openTestHouse, type TestHouse } from '../../../main/testing.ts'

let house: TestHouse
let office: Caller
beforeAll(async () => {
  house = await openTestHouse()
  office = await house.as('office')
})
afterAll(() => house.close())

const refused = async (call: () => Promise<{ status: number; body: unknown }>, status: number, type: string) => {
  const before = await house.auditCount()
  expect(await call()).toMatchObject({ status, body: { type: `/problems/${type}` } })
  expect(await house.auditCount()).toBe(before)
}

const pathOf = async (id: number): Promise<string> =>
  (await house.pool.query('select path from regions where id = $1', [id])).rows[0].path

test('the tree is read level by level, with counts of what lies below', async () => {
  const counties = await office.get('/regions')
  expect(counties.body).toMatchObject({ total: 2, rows: [{ name: '澜城区', children: 1 }, { name: '青禾县' }] })
  const city = await office.get(`/regions/${house.world.regions.city}`)
  expect(city.body.counts).toEqual({ counties: 2, townships: 2, villages: 2, marked: 0 })
  const page = await office.get('/regions?size=1')
  expect((await office.get(`/regions?size=1&after=${encodeURIComponent(page.body.next)}`)).body.rows).toMatchObject([
    { name: '青禾县' },
  ])
  const sought = await office.get(`/regions?q=${encodeURIComponent('青山')}`)
  expect(sought.body.rows).toMatchObject([{ name: '青山村', parentName: '禾丰镇', level: 5 }])
})

test('a place is renamed by whoever keeps it, and the second writer is told', async () => {
  const id = house.world.regions['lancheng-town']
  const lancheng = await house.as('lancheng-office')
  const saved = await lancheng.put(`/regions/${id}`, { version: 1, name: '东门街道', shortName: '东门' })
  expect(saved.body).toMatchObject({ shortName: '东门', version: 2 })
  await refused(
    () => lancheng.put(`/regions/${id}`, { version: 1, name: '东门街道', shortName: '东' }),
    409,
    'out-of-date',
  )
  await refused(
    () => lancheng.put(`/regions/${house.world.regions.qinghe}`, { version: 1, name: '青禾县', shortName: '青' }),
    403,
    'out-of-scope',
  )
})

test('the official order is set by the place above', async () => {
  const { qinghe } = house.world.regions
  expect((await office.put(`/regions/${qinghe}/place`, { version: 1, place: 1 })).status).toBe(200)
  expect((await office.get('/regions')).body.rows.map(({ name }: { name: string }) => name)).toEqual([
    '青禾县',
    '澜城区',
  ])
  const own = await house.as('qinghe-office')
  await refused(() => own.put(`/regions/${qinghe}/place`, { version: 2, place: 2 }), 403, 'out-of-scope')
  await office.put(`/regions/${qinghe}/place`, { version: 2, place: 2 })
})

test('a township attached to a functional zone takes its villages, matters and documents with it', async () => {
  const { city, qinghe } = house.world.regions
  const town = house.world.regions['qinghe-town']
  const village = house.world.regions['qinghe-village']
  const townPath = await pathOf(town)
  await house.pool.query(
    `insert into matters (city_id, code, year, kind, direction, category, state, region_id, region_path, office_unit_id, asker_unit_id, post_id)
     values ($1, 'XQ-2026-001', 2026, 'need', 'locality-asks', 'other', 'raised', $2, $3, $4, $5, $6)`,
    [
      city,
      town,
      townPath,
      house.world.units['qinghe-office'],
      house.world.units['qinghe-station'],
      house.world.posts['qinghe-station'],
    ],
  )
  const zone = await office.post('/regions/zones', {
    parentId: city,
    name: '澜川高新区',
    shortName: '高新区',
    fromOn: '2026-01-01',
  })
  expect(zone).toMatchObject({ status: 200, body: { level: 3, mark: 'functional', fromOn: '2026-01-01', children: 0 } })
  expect(zone.body.code).toHaveLength(12)

  const body = { fromOn: '2026-07-01', townships: [{ id: town, version: 1 }] }
  await refused(
    () => office.post(`/regions/${zone.body.id}/townships`, { ...body, fromOn: '2026-08-01' }),
    422,
    'day-in-future',
  )
  await refused(() => office.post(`/regions/${house.world.regions.lancheng}/townships`, body), 422, 'not-functional')
  await refused(
    () => office.post(`/regions/${zone.body.id}/townships`, { ...body, townships: [{ id: village, version: 1 }] }),
    422,
    'wrong-level',
  )
  await refused(
    () => office.post(`/regions/${zone.body.id}/townships`, { ...body, fromOn: '2025-12-31' }),
    422,
    'day-too-early',
  )
  const attached = await office.post(`/regions/${zone.body.id}/townships`, body)
  expect(attached.body).toMatchObject({
    children: 1,
    counts: { townships: 1, villages: 1 },
    moves: [{ regionName: '禾丰镇', fromName: '青禾县', toName: '澜川高新区', fromOn: '2026-07-01' }],
  })
  const zonePath = await pathOf(zone.body.id)
  expect(await pathOf(town)).toBe(`${zonePath}${town}.`)
  expect(await pathOf(village)).toBe(`${zonePath}${town}.${village}.`)
  const { rows } = await house.pool.query('select region_path from matters')
  expect(rows).toEqual([{ region_path: `${zonePath}${town}.` }])
  await refused(
    () =>
      office.post(`/regions/${house.world.regions.qinghe}/townships`, {
        ...body,
        townships: [{ id: town, version: 1 }],
      }),
    409,
    'out-of-date',
  )
  const back = await office.post(`/regions/${qinghe}/townships`, { ...body, townships: [{ id: town, version: 2 }] })
  expect(back).toMatchObject({ status: 200, body: { moves: [{ toName: '青禾县' }, {}] } })
  expect(await pathOf(village)).toBe(`${townPath}${village}.`)
  await refused(
    () =>
      office.post('/regions/zones', { parentId: city, name: '澜川高新区', shortName: '高新', fromOn: '2026-01-01' }),
    422,
    'name-taken',
  )
  await refused(
    () =>
      office.post('/regions/zones', { parentId: qinghe, name: '青禾新区', shortName: '新区', fromOn: '2026-01-01' }),
    422,
    'wrong-level',
  )
})
