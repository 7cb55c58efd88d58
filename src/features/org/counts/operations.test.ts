import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestHouse, type TestHouse } from '../../../main/testing.ts'

const GANZHOU = '360700000000'

let house: TestHouse
beforeAll(async () => {
  house = await openTestHouse()
  await house.pool.query(`insert into settings (key, value) values ('city-mode', '{"kind":"sample"}')`)
})
afterAll(() => house.close())

const refused = async (call: () => Promise<{ status: number; body: unknown }>, status: number, type: string) => {
  const before = await house.auditCount()
  expect(await call()).toMatchObject({ status, body: { type: `/problems/${type}` } })
  expect(await house.auditCount()).toBe(before)
}

const own = (more: object = {}) => ({
  level: 4,
  value: 3,
  source: '市民政局年报',
  onDay: '2026-07-01',
  version: null,
  ...more,
})

test('the office types its own figures with their source; nobody else does, and nobody over a newer one', async () => {
  const office = await house.as('office')
  const first = (await office.get('/counts')).body
  expect(first.rows).toMatchObject([
    { level: 3, byCode: 2, counted: 2, own: null },
    { level: 4, byCode: 2, counted: 2, own: null },
    { level: 5, byCode: 2, counted: 2, own: null },
  ])
  const saved = await office.put('/counts', own())
  expect(saved.body.rows[1]).toMatchObject({ own: 3, source: '市民政局年报', version: 1 })
  await refused(() => office.put('/counts', own()), 409, 'out-of-date')
  await refused(() => office.put('/counts', own({ source: '', version: 1 })), 422, 'not-valid')
  await refused(() => office.put('/counts', own({ onDay: '2026-08-01', version: 1 })), 422, 'day-in-future')
  const county = await house.as('lancheng-office')
  await refused(() => county.put('/counts', own({ version: 1 })), 403, 'out-of-scope')
  await refused(
    () => office.post('/counts/places', { regionIds: [house.world.regions.lancheng], isCounted: false }),
    422,
    'not-a-place',
  )
})

test('赣州 as shipped is set up and brought to its own count: zones added, virtual places and parks left out', async () => {
  const sysadmin = await house.as('sysadmin')
  const made = (await sysadmin.post('/setup', { code: GANZHOU, confirmName: '赣州市' })).body
  const [{ password }] = made.accounts
  // What a real city asks at sign-in is tested with the sign-in.
  await house.pool.query('update sign_in_rules set needs_second_factor = false')
  await house.pool.query('update people set needs_activation = false')
  let cookie = ''
  const call = async (method: 'GET' | 'POST' | 'PUT', path: string, payload?: object) => {
    const response = await house.app.inject({
      method,
      url: `/api${path}`,
      headers: { cookie },
      ...(payload ? { payload } : {}),
    })
    cookie = [response.headers['set-cookie']].flat().filter(Boolean).at(-1)?.split(';')[0] ?? cookie
    return { status: response.statusCode, body: response.json() }
  }
  await call('POST', '/session', { login: 'office', password })
  await call('POST', '/session/password', { current: password, next: 'a password of my own' })
  const counts = (await call('GET', '/counts')).body
  expect(counts.rows).toMatchObject([
    { level: 3, byCode: 18, counted: 18 },
    { level: 4, byCode: 310, counted: 310 },
    { level: 5, byCode: 4081, counted: 4081 },
  ])
  expect(counts.marked.map(({ level, mark }: { level: number; mark: string }) => `${level} ${mark}`)).toEqual(
    expect.arrayContaining(['4 park', '5 virtual']),
  )
  // The figures are the city's own, typed by its office with a source; the program knows none by itself.
  for (const [level, value] of [
    [3, 20],
    [4, 309],
    [5, 3969],
  ] as const)
    expect((await call('PUT', '/counts', own({ level, value }))).status).toBe(200)
  for (const name of ['赣州经开区', '蓉江新区'])
    await call('POST', '/regions/zones', { parentId: counts.cityId, name, shortName: name, fromOn: '2026-07-01' })
  const virtual = counts.marked.find(
    ({ level, mark }: { level: number; mark: string }) => level === 5 && mark === 'virtual',
  )
  const regionIds = virtual.places.map(({ id }: { id: number }) => id)
  const after = (await call('POST', '/counts/places', { regionIds, isCounted: false })).body
  expect(after.rows[0]).toMatchObject({ byCode: 18, counted: 20, own: 20 })
  expect(after.rows[2]).toMatchObject({ byCode: 4081, counted: 4081 - regionIds.length, own: 3969 })
  expect((await call('GET', '/coverage')).body.villages.total).toBe(4081 - regionIds.length)
  const back = (await call('POST', '/counts/places', { regionIds, isCounted: true })).body
  expect(back.rows[2].counted).toBe(4081)
})
