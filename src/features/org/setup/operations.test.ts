import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Caller, openTestHouse, type TestHouse } from '../../../main/testing.ts'

const GANZHOU = '360700000000'

let house: TestHouse
let sysadmin: Caller
let secrets: readonly { login: string; password: string }[] = []
beforeAll(async () => {
  house = await openTestHouse('2026-07-14', {
    onCitySetUp: (made) => {
      secrets = made
    },
  })
  await house.pool.query(`insert into settings (key, value) values ('city-mode', '{"kind":"sample"}')`)
  sysadmin = await house.as('sysadmin')
})
afterAll(() => house.close())

const refused = async (call: () => Promise<{ status: number; body: unknown }>, status: number, type: string) => {
  const before = await house.auditCount()
  expect(await call()).toMatchObject({ status, body: { type: `/problems/${type}` } })
  expect(await house.auditCount()).toBe(before)
}

const counted = async (sql: string): Promise<number> =>
  Number((await house.pool.query(`select count(*) as n from ${sql}`)).rows[0].n)

test('an administrator finds a city by its province and sees what would be created', async () => {
  expect((await sysadmin.get('/setup')).body).toMatchObject({ kind: 'sample', cityName: '澜川市' })
  expect((await sysadmin.get('/setup/provinces')).body).toContainEqual({ code: '360000000000', name: '江西省' })
  expect((await sysadmin.get('/setup/cities?province=360000000000')).body).toContainEqual({
    code: GANZHOU,
    name: '赣州市',
  })
  expect((await sysadmin.get(`/setup/counties?city=${GANZHOU}`)).body).toHaveLength(18)
  const { body } = await sysadmin.get(`/setup/preview?code=${GANZHOU}`)
  expect(body).toMatchObject({ name: '赣州市', provinceName: '江西省', counties: 18, townships: 310, villages: 4081 })
  expect(body.marks.park).toBeGreaterThan(0)
  expect(body.marks.virtual).toBeGreaterThan(0)
  expect(body.below).toHaveLength(18)
  const county = await sysadmin.get('/setup/preview?code=360732000000')
  expect(county.body).toMatchObject({ name: '兴国县', provinceName: '江西省', counties: 0 })
})

test('nothing is created with another name, an unknown code or another role', async () => {
  const office = await house.as('office')
  await refused(() => office.post('/setup', { code: GANZHOU, confirmName: '赣州市' }), 403, 'not-yours')
  await refused(() => sysadmin.post('/setup', { code: GANZHOU, confirmName: '赣州' }), 422, 'name-differs')
  await refused(() => sysadmin.post('/setup', { code: '999900000000', confirmName: '赣州市' }), 422, 'unknown-division')
  await refused(() => sysadmin.post('/setup', { code: '360000000000', confirmName: '江西省' }), 422, 'unknown-division')
  expect((await sysadmin.get('/setup')).body.kind).toBe('sample')
})

test('a real city takes the place of the sample for good', async () => {
  const audited = await house.auditCount()
  const answer = await sysadmin.post('/setup', { code: GANZHOU, confirmName: '赣州市' })
  expect(answer).toMatchObject({ status: 200, body: { cityName: '赣州市', counts: { regions: 4411 } } })
  expect(await house.auditCount()).toBe(audited + 1)
  expect(await counted('regions where level = 3')).toBe(18)
  expect(await counted('regions where level = 4')).toBe(310)
  expect(await counted('regions where level = 5')).toBe(4081)
  expect(
    await counted(
      "regions r where not exists (select 1 from regions p where r.path = p.path || r.id || '.' and p.id = r.parent_id) and r.parent_id is not null",
    ),
  ).toBe(0)
  expect(await counted("regions where name in ('澜川市', '青禾县')")).toBe(0)
  expect(await counted("units where kind = 'office'")).toBe(19)
  expect(await counted('people')).toBe(4)
  expect(await counted('duties where is_verified')).toBe(0)
  expect(await counted('duties')).toBeGreaterThan(60)

  expect((await sysadmin.get('/session')).body).toMatchObject({ person: null, isSample: false })
  const { accounts } = answer.body as { accounts: { login: string; password: string }[] }
  // whoever asked sees the office's password alone; those of the administrators go to the keeper of the machine
  expect(accounts.map(({ login }) => login)).toEqual(['office'])
  expect(answer.body.administrators).toBe('file')
  expect(secrets.map(({ login }) => login)).toEqual(['sysadmin', 'secadmin', 'auditor'])
  for (const { password } of secrets) expect(JSON.stringify(answer.body)).not.toContain(password)
  const passwords = [...accounts, ...secrets].map(({ password }) => password)
  expect(new Set(passwords).size).toBe(4)
  const { rows } = await house.pool.query('select * from audit_rows order by id desc limit 1')
  expect(rows[0].action).toBe('city.set-up')
  for (const password of passwords) expect(JSON.stringify(rows)).not.toContain(password)

  // and the office's opens to whoever saw it nothing without a code of the security administrator
  const office = await house.nobody.post('/session', { login: 'office', password: passwords[0] })
  expect(office.body).toMatchObject({ person: null, awaits: 'activation' })

  const signed = await house.nobody.post('/session', { login: 'sysadmin', password: passwords[1] })
  expect(signed.body).toMatchObject({
    cityName: '赣州市',
    person: { mustChangePassword: true },
    acting: { role: 'sysadmin' },
  })
  const cookie = String(signed.headers['set-cookie']).split(';')[0] as string
  const call = async (method: 'GET' | 'POST', path: string, payload?: object) => {
    const response = await house.app.inject({
      method,
      url: `/api${path}`,
      headers: { cookie },
      ...(payload ? { payload } : {}),
    })
    return { status: response.statusCode, body: response.json(), headers: response.headers }
  }
  const changed = await call('POST', '/session/password', { current: passwords[1], next: 'a password of my own' })
  expect(changed.status).toBe(200)
  // The old cookie is cleared first, the new one follows.
  const fresh = [changed.headers['set-cookie']].flat().at(-1)?.split(';')[0] as string
  // a real city asks for a second factor before anything else
  const state = await house.app.inject({ url: '/api/setup', headers: { cookie: fresh } })
  expect(state.json().type).toBe('/problems/set-factor-first')
  await house.pool.query('update sign_in_rules set needs_second_factor = false')
  const again = await house.app.inject({
    method: 'POST',
    url: '/api/setup',
    headers: { cookie: fresh },
    payload: { code: GANZHOU, confirmName: '赣州市' },
  })
  expect(again.json()).toMatchObject({ status: 409, type: '/problems/already-real' })
  expect(await counted('regions')).toBe(4411)
})
