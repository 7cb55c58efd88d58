import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { layFirst, renewFirstSecrets, renewSecretOf } from './first-start.ts'
import { openTestHouse, type TestHouse } from './testing.ts'

let house: TestHouse
const folder = mkdtempSync(join(tmpdir(), 'tongxin-first-'))
const path = join(folder, '首次登录.txt')
let moved = 0
beforeAll(async () => {
  house = await openTestHouse()
  // what a first start finds: a database without anybody in it
  const { rows } = await house.pool.query<{ name: string }>(
    "select tablename as name from pg_tables where schemaname = 'public' and tablename not like 'audit%' and tablename not like 'schema%' and tablename <> 'sign_in_rules'",
  )
  await house.pool.query(`truncate ${rows.map(({ name }) => `"${name}"`).join(', ')} cascade`)
  house.house.clock.now = () => new Date(Date.parse('2026-07-14T09:00:00+08:00') + moved)
  await layFirst(house.house, { sample: null, dataDir: folder }, () => undefined)
})
afterAll(async () => {
  await house?.close()
  rmSync(folder, { recursive: true, force: true })
})

const secrets = (): Record<string, string> =>
  Object.fromEntries(
    [...readFileSync(path, 'utf8').matchAll(/账号 (\w+)，密码 (\S+)/g)].map(([, login, secret]) => [login, secret]),
  )
const signIn = (login: string, password: string) => house.nobody.post('/session', { login, password })

test('I01 a first start makes three administrators with secrets for the owner of the machine alone, and no password that is known', async () => {
  const made = secrets()
  expect(Object.keys(made)).toEqual(['sysadmin', 'secadmin', 'auditor'])
  expect(new Set(Object.values(made)).size).toBe(3)
  expect(statSync(path).mode & 0o077).toBe(0)
  for (const login of Object.keys(made))
    for (const known of ['admin', 'password', '123456', login, `${login}123`])
      expect((await signIn(login, known)).status).toBe(401)
  moved += 120 * 60_000
  const rows = JSON.stringify((await house.pool.query('select * from audit_rows')).rows)
  for (const secret of Object.values(made)) expect(rows).not.toContain(secret)
})

test('I01 a first secret dies by its use, and with its day; new ones are made while nobody has a password of his own', async () => {
  const first = secrets()
  expect((await signIn('sysadmin', first.sysadmin as string)).body.person).toMatchObject({ mustChangePassword: true })
  expect((await signIn('sysadmin', first.sysadmin as string)).status).toBe(401)
  moved += 23 * 3_600_000
  expect((await signIn('secadmin', first.secadmin as string)).status).toBe(401)
  await renewFirstSecrets(house.house, folder)
  const second = secrets()
  expect((await signIn('auditor', first.auditor as string)).status).toBe(401)
  expect(second.sysadmin).not.toBe(first.sysadmin)
  const opened = await signIn('sysadmin', second.sysadmin as string)
  expect(opened.status).toBe(200)
  const changed = await house.app.inject({
    method: 'POST',
    url: '/api/session/password',
    headers: { cookie: String(opened.headers['set-cookie']).split(';')[0] as string },
    payload: { current: second.sysadmin, next: '自己定的一句够长的口令' },
  })
  expect(changed.statusCode).toBe(200)
  await expect(renewFirstSecrets(house.house, folder)).rejects.toThrow(/已有管理员/)
  expect(secrets()).toEqual(second)
})

test('I04 an administrator whom nobody can help gets a new secret on the machine itself; his factor and sessions go, and it stays in the audit', async () => {
  const opened = await signIn('secadmin', secrets().secadmin as string)
  expect(opened.status).toBe(200)
  const cookie = String(opened.headers['set-cookie']).split(';')[0] as string
  const send = (url: string, payload?: object) =>
    house.app.inject({
      method: payload ? 'POST' : 'GET',
      url: `/api${url}`,
      headers: { cookie },
      ...(payload ? { payload } : {}),
    })
  const id = opened.body.person.id
  await house.pool.query(
    "insert into second_factors (id, key_id, secret, confirmed_at) values ($1, 'k1', 'sealed', now())",
    [id],
  )
  const rows = await house.auditCount()
  await expect(renewSecretOf(house.house, folder, 'office')).rejects.toThrow(/不是在任的管理员/)
  expect(await house.auditCount()).toBe(rows)
  await renewSecretOf(house.house, folder, 'secadmin')
  expect(Object.keys(secrets())).toEqual(['secadmin'])
  expect((await send('/session')).json()).toMatchObject({ person: null })
  const anew = await signIn('secadmin', secrets().secadmin as string)
  expect(anew.body).toMatchObject({ awaits: null, person: { mustChangePassword: true, hasFactor: false } })
  const audited = await house.pool.query("select record_id from audit_rows where action = 'city.administrator-secret'")
  expect(audited.rows).toEqual([{ record_id: String(id) }])
})
