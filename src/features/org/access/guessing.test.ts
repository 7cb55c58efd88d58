import { hash, verify } from '@node-rs/argon2'
import pg from 'pg'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { openTestHouse, type TestHouse } from '../../../main/testing.ts'

// The slow work of a sign-in, watched and done as it is.
vi.mock('@node-rs/argon2', async (original) => {
  const actual = await original<typeof import('@node-rs/argon2')>()
  return { ...actual, verify: vi.fn(actual.verify) }
})

const PASSWORD = 'a long password for tests'
const WRONG = 'not this password at all'

let house: TestHouse
beforeAll(async () => {
  house = await openTestHouse()
})
afterAll(() => house.close())

/** Moves the clock of the house on. */
let moved = 0
const moveOn = (minutes: number) => {
  moved += minutes * 60_000
  const start = Date.now()
  house.house.clock.now = () => new Date(Date.parse('2026-07-14T09:00:00+08:00') + moved + Date.now() - start)
}

const tryFrom = async (remoteAddress: string, login: string, password: string) => {
  const response = await house.app.inject({
    method: 'POST',
    url: '/api/session',
    remoteAddress,
    payload: { login, password },
  })
  return {
    status: response.statusCode,
    headers: response.headers,
    body: response.json() as Record<string, unknown>,
    cookie: String(response.headers['set-cookie']).split(';')[0] as string,
  }
}
const locks = async (): Promise<number> =>
  (await house.pool.query("select 1 from audit_rows where action = 'session.lock'")).rows.length

test('I03 a hundred wrong passwords lock the account at that address within five, for everybody alike', async () => {
  const before = await house.auditCount()
  const answers = await Promise.all(
    Array.from({ length: 100 }, (_, at) => tryFrom('198.51.100.7', at % 2 ? 'finance' : 'nobody-of-that-name', WRONG)),
  )
  const refused = answers.filter(({ status }) => status === 401)
  expect(refused.length).toBe(10)
  expect(new Set(refused.map(({ body }) => JSON.stringify({ ...body, requestId: '' }))).size).toBe(1)
  const waiting = answers.filter(({ status }) => status === 429)
  for (const { headers } of waiting) expect(Number(headers['retry-after'])).toBeGreaterThan(0)
  expect(waiting.length).toBe(90)
  expect(new Set(waiting.map(({ body }) => `${body.type} ${body.detail}`)).size).toBe(1)
  expect(waiting[0]?.body.detail).toMatch(/过 1 分钟再试/)
  expect(await locks()).toBe(2)
  // ten refusals and the two locks; the waits leave nothing
  expect(await house.auditCount()).toBe(before + 12)
})

test('I03 the right password does not open while it waits, and the wait ends by itself', async () => {
  expect((await tryFrom('198.51.100.7', 'finance', PASSWORD)).status).toBe(429)
  moveOn(2)
  expect((await tryFrom('198.51.100.7', 'finance', PASSWORD)).status).toBe(200)
  expect((await tryFrom('198.51.100.7', 'finance', WRONG)).status).toBe(401)
  expect((await tryFrom('198.51.100.7', 'finance', PASSWORD)).status).toBe(200)
})

test('I03 a stranger elsewhere does not lock out a person at his own address', async () => {
  expect((await tryFrom('203.0.113.20', 'education', PASSWORD)).status).toBe(200)
  for (let at = 0; at < 25; at += 1) await tryFrom(`192.0.2.${at}`, 'education', WRONG)
  expect((await tryFrom('192.0.2.99', 'education', PASSWORD)).status).toBe(429)
  expect((await tryFrom('203.0.113.20', 'education', PASSWORD)).status).toBe(200)
})

test('I03 guesses of others elsewhere hold up nobody where the city works, be the account there or not', async () => {
  const desk = '203.0.113.60'
  expect((await tryFrom(desk, 'transport', PASSWORD)).status).toBe(200)
  const tell = async (login: string) => {
    // From five places together more often than an account may be guessed at.
    for (let place = 0; place < 5; place += 1)
      for (let tries = 0; tries < 4; tries += 1) await tryFrom(`198.51.100.${20 + place}`, login, WRONG)
    const { status, body } = await tryFrom(desk, login, WRONG)
    const elsewhere = await tryFrom('198.51.100.40', login, WRONG)
    return [status, body.type, elsewhere.status]
  }
  const there = await tell('finance')
  expect(there).toEqual([401, '/problems/wrong-sign-in', 429])
  moveOn(6)
  expect(await tell('finnance')).toEqual(there)
})

test('I03 an address that fails for many accounts waits, others do not', async () => {
  for (let at = 0; at < 40; at += 1) await tryFrom('203.0.113.99', `guess-${at}`, WRONG)
  expect((await tryFrom('203.0.113.99', 'transport', PASSWORD)).status).toBe(429)
  expect((await tryFrom('203.0.113.98', 'transport', PASSWORD)).status).toBe(200)
  moveOn(16)
  expect((await tryFrom('203.0.113.99', 'transport', PASSWORD)).status).toBe(200)
})

test('I03 what is answered and the work that it takes do not tell whether an account is there', async () => {
  await house.pool.query(`insert into people (login, name, password_hash, must_change_password, disabled_at)
    select 'stopped', '停用某人', password_hash, false, now() from people where login = 'transport'`)
  const costOf = (stored: unknown) => String(stored).split('$').slice(0, 4).join('$')
  const asked = vi.spyOn(pg.Client.prototype, 'query')
  const tries: Record<string, unknown>[] = []
  for (const [at, login] of ['transport', 'nobody-here', 'stopped', 'transport', 'x'].entries()) {
    vi.mocked(verify).mockClear()
    asked.mockClear()
    const { status, body } = await tryFrom(`2001:db8:${at}::1`, login, WRONG)
    const statements = asked.mock.calls.map(([given]) =>
      typeof given === 'string' ? given : (given as { text: string }).text,
    )
    tries.push({
      status,
      body: { ...body, requestId: '' },
      // The same slow work on a hash of the same cost, for whoever it is.
      hashes: vi.mocked(verify).mock.calls.map(([stored, password]) => [costOf(stored), password]),
      statements: statements.map((text) => text.replace(/\d+/g, '0')),
    })
  }
  asked.mockRestore()
  const [first, ...others] = tries
  expect(first?.hashes).toEqual([['$argon2id$v=19$m=19456,t=2,p=1', WRONG]])
  for (const other of others) expect(other).toEqual(first)
})

test('I02 a hash made at a lower cost is made anew at sign-in, and the password stays', async () => {
  const weak = await hash(PASSWORD, { memoryCost: 8_192, timeCost: 2, parallelism: 1 })
  await house.pool.query("update people set password_hash = $1 where login = 'leader'", [weak])
  const stored = async () =>
    (await house.pool.query<{ hash: string }>("select password_hash as hash from people where login = 'leader'"))
      .rows[0]?.hash as string
  expect((await tryFrom('203.0.113.30', 'leader', PASSWORD)).status).toBe(200)
  expect(await stored()).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  const made = await stored()
  expect((await tryFrom('203.0.113.30', 'leader', PASSWORD)).status).toBe(200)
  expect(await stored()).toBe(made)
})

test('I02 a new password is held against the rules in force, with the reason at its field, and none of it is cut off', async () => {
  const caller = await house.as('station')
  const set = (current: string, next: string) => caller.post('/session/password', { current, next })
  expect((await caller.get('/session')).body.passwordRule).toMatchObject({ profile: 'length', leastLength: 10 })
  const weak = await set(PASSWORD, 'shuangyong2026')
  expect(weak).toMatchObject({
    status: 422,
    body: { type: '/problems/weak-password', errors: [{ pointer: '/next', detail: expect.stringMatching(/双拥/) }] },
  })
  expect((await set(PASSWORD, 'password1234')).body.detail).toMatch(/常见密码/)
  const long = `${'一句很长很长的口令 '.repeat(15)}末`
  const changed = await house.app.inject({
    method: 'POST',
    url: '/api/session/password',
    headers: { cookie: caller.cookie },
    payload: { current: PASSWORD, next: long },
  })
  expect(changed.statusCode).toBe(200)
  expect((await tryFrom('203.0.113.31', 'station', long.slice(0, -1))).status).toBe(401)
  expect((await tryFrom('203.0.113.31', 'station', long)).status).toBe(200)
})

test('I02 the profile by composition asks for kinds, remembers former passwords and lets a password grow old', async () => {
  await house.pool.query("update sign_in_rules set profile = 'composition', rotation_days = 30, history = 3")
  const signedIn = async (password: string): Promise<string> => {
    const response = await house.app.inject({
      method: 'POST',
      url: '/api/session',
      remoteAddress: '203.0.113.32',
      payload: { login: 'village-station', password },
    })
    return String(response.headers['set-cookie']).split(';')[0] as string
  }
  const call = async (cookie: string, method: 'GET' | 'POST', url: string, payload?: object) => {
    const response = await house.app.inject({
      method,
      url: `/api${url}`,
      headers: { cookie },
      ...(payload ? { payload } : {}),
    })
    return { status: response.statusCode, body: response.json() }
  }
  const set = async (current: string, next: string) => {
    const answer = await call(await signedIn(current), 'POST', '/session/password', { current, next })
    return answer.status === 200 ? 200 : answer.body.detail
  }
  const passwords = [PASSWORD, 'First-Spring-Rain', 'Second-Spring-Rain', 'Third-Spring-Rain'] as const
  expect(await set(passwords[0], 'all small letters here')).toMatch(/四类/)
  expect(await set(passwords[0], passwords[1])).toBe(200)
  expect(await set(passwords[1], passwords[2])).toBe(200)
  expect(await set(passwords[2], passwords[1])).toMatch(/前 3 次/)
  expect(await set(passwords[2], passwords[3])).toBe(200)
  const cookie = await signedIn(passwords[3])
  expect((await call(cookie, 'GET', '/units')).status).toBe(200)
  moveOn(31 * 24 * 60)
  const late = await signedIn(passwords[3])
  expect((await call(late, 'GET', '/session')).body.person).toMatchObject({ mustChangePassword: true })
  expect((await call(late, 'GET', '/units')).body.type).toBe('/problems/change-password-first')
  await house.pool.query("update sign_in_rules set profile = 'length'")
})

test('I01 a one-time password opens once and within its days, and everything but the own password waits for it', async () => {
  const sysadmin = await house.as('sysadmin')
  const add = async (login: string) =>
    (await sysadmin.post('/people', { login, name: '新来的人' })).body as { password: string }
  const first = await add('newcomer')
  const opened = await tryFrom('203.0.113.33', 'newcomer', first.password)
  expect(opened).toMatchObject({ status: 200, body: { person: { mustChangePassword: true } } })
  expect((await tryFrom('203.0.113.33', 'newcomer', first.password)).body.type).toBe('/problems/wrong-sign-in')
  const { cookie } = opened
  const ask = (url: string) => house.app.inject({ url: `/api${url}`, headers: { cookie } })
  expect((await ask('/session')).statusCode).toBe(200)
  for (const url of ['/units', '/people', '/matters']) {
    const { statusCode, body } = await ask(url)
    expect([401, 403], `${url} ${body}`).toContain(statusCode)
  }
  // Several at the same moment: the first is in.
  const many = await add('manyatonce')
  const statuses = await Promise.all(
    ['203.0.113.41', '203.0.113.42', '203.0.113.43', '203.0.113.44'].map(
      async (from) => (await tryFrom(from, 'manyatonce', many.password)).status,
    ),
  )
  expect(statuses.sort()).toEqual([200, 401, 401, 401])
  const { rows } = await house.pool.query(
    "select 1 from sessions s join people p on p.id = s.person_id where p.login = 'manyatonce'",
  )
  expect(rows).toHaveLength(1)
  const second = await add('latecomer')
  moveOn(8 * 24 * 60)
  expect((await tryFrom('203.0.113.33', 'latecomer', second.password)).body.type).toBe('/problems/wrong-sign-in')
})
