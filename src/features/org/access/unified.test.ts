import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Provider } from 'oidc-provider'
import { Secret, TOTP } from 'otpauth'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openTestHouse, type TestHouse } from '../../../main/testing.ts'
import { RETURN_PATH } from './unified.ts'

const OURS = 'http://localhost:9'
const CLIENT = { issuer: '', clientId: 'tongxin', clientSecret: 'a secret for tests only', claim: 'preferred_username' }

let house: TestHouse
let moved = 0
let server: Server
/** Who sits before the provider's own page, and how he proves himself there. */
let before = { login: 'finance', amr: ['pwd'] }
/** What the provider calls those whose name there is not their subject. */
const names = new Map<string, string>()

/** An OpenID Provider of its own on loopback; whoever is `before` it signs in and consents without being asked. */
const openProvider = async (): Promise<void> => {
  server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  CLIENT.issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const provider = new Provider(CLIENT.issuer, {
    clients: [
      { client_id: CLIENT.clientId, client_secret: CLIENT.clientSecret, redirect_uris: [`${OURS}${RETURN_PATH}`] },
    ],
    claims: { openid: ['sub', 'amr'], profile: ['preferred_username'], acr: null, auth_time: null },
    findAccount: (_context, id) => ({
      accountId: id,
      claims: async () => ({ sub: id, preferred_username: names.get(id) ?? id }),
    }),
    features: { devInteractions: { enabled: false } },
    ttl: { AccessToken: 600, Grant: 600, IdToken: 600, Interaction: 600, Session: 600 },
    pkce: { required: () => true, methods: ['S256'] },
    cookies: { keys: ['cookies of tests'] },
    interactions: { url: (_context, { uid }) => `/own/${uid}` },
  })
  const answer = provider.callback()
  server.on('request', async (request, response) => {
    if (!request.url?.startsWith('/own/')) return answer(request, response)
    const { prompt, params, session } = await provider.interactionDetails(request, response)
    if (prompt.name === 'login') {
      const login = { accountId: before.login, amr: before.amr }
      return provider.interactionFinished(request, response, { login })
    }
    const grant = new provider.Grant({ accountId: session?.accountId, clientId: String(params.client_id) })
    grant.addOIDCScope(String(params.scope))
    return provider.interactionFinished(request, response, { consent: { grantId: await grant.save() } })
  })
}

beforeAll(async () => {
  await openProvider()
  house = await openTestHouse('2026-07-14', { unified: { ...CLIENT, publicUrl: OURS } })
  house.house.clock.now = () => new Date(Date.parse('2026-07-14T09:00:00+08:00') + moved)
})
afterAll(async () => {
  await house.close()
  await new Promise((resolve) => server.close(resolve))
})
beforeEach(() => {
  before = { login: 'finance', amr: ['pwd'] }
})

type Sent = { status: number; body: Record<string, never>; cookies: { name: string; value: string }[]; raw: string[] }

const send = async (method: 'GET' | 'POST', path: string, payload?: object, cookie?: string): Promise<Sent> => {
  const response = await house.app.inject({
    method,
    url: `/api${path}`,
    headers: cookie ? { cookie } : {},
    ...(payload ? { payload } : {}),
  })
  const raw = [response.headers['set-cookie'] ?? []].flat()
  return { status: response.statusCode, body: response.json(), cookies: response.cookies, raw }
}

type Way = { query: string; cookie: string; url: URL; setCookie: string }

/** Walks from our button through the provider's pages as a browser does, up to the address it leads back to. */
const walk = async (): Promise<Way> => {
  const { status, body, raw } = await send('POST', '/session/oidc', {})
  expect(status, JSON.stringify(body)).toBe(200)
  const setCookie = raw.find((one) => one.startsWith('tongxin-oidc=')) ?? ''
  const jar = new Map<string, string>()
  const first = new URL(body.url as unknown as string)
  let at = first
  for (let step = 0; step < 12 && at.origin !== OURS; step += 1) {
    const response = await fetch(at, {
      redirect: 'manual',
      headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
    })
    for (const one of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (one.split(';')[0] ?? '').split(/=(.*)/s)
      if (value) jar.set(name, value)
      else jar.delete(name)
    }
    const to = response.headers.get('location')
    expect(to, `${at} ${response.status} ${to === null ? await response.text() : ''}`).not.toBeNull()
    at = new URL(to as string, at)
  }
  expect(`${at.origin}${at.pathname}`).toBe(`${OURS}${RETURN_PATH}`)
  return { query: at.search.slice(1), cookie: setCookie.split(';')[0] as string, url: first, setCookie }
}

const comeBack = ({ query, cookie }: Pick<Way, 'query' | 'cookie'>): Promise<Sent> =>
  send('POST', '/session/oidc/return', { query }, cookie)

const sessionOf = ({ cookies }: Sent): string => {
  const [cookie] = cookies.filter(({ name }) => name === 'tongxin')
  return cookie ? `tongxin=${encodeURIComponent(cookie.value)}` : ''
}

const lastAudit = async () =>
  (await house.pool.query('select action, after, person_id from audit_rows order by id desc limit 1')).rows[0]

const ANEW = {
  status: 401,
  body: { type: '/problems/unified-anew', detail: expect.stringMatching(/回到登录页重新登录/) },
}

test('I05 whoever the provider vouches for is in, under a strict cookie, and the trail names the way', async () => {
  expect((await send('GET', '/session')).body).toMatchObject({ hasUnified: true, person: null })
  const way = await walk()
  expect(Object.fromEntries(way.url.searchParams)).toMatchObject({
    response_type: 'code',
    code_challenge_method: 'S256',
    max_age: '600',
  })
  for (const name of ['state', 'nonce', 'code_challenge']) expect(way.url.searchParams.get(name)).toMatch(/^.{43}$/)
  expect(way.setCookie).toMatch(/; Max-Age=600; Path=\/api\/session\/oidc; HttpOnly; SameSite=Lax$/)
  const back = await comeBack(way)
  expect(back, JSON.stringify(back.body)).toMatchObject({ status: 200, body: { person: { name: '市财政局联络员甲' } } })
  expect(back.raw.find((one) => one.startsWith('tongxin='))).toMatch(/HttpOnly; SameSite=Strict$/)
  expect(back.raw.find((one) => one.startsWith('tongxin-oidc='))).toMatch(/Expires=Thu, 01 Jan 1970/)
  expect(await lastAudit()).toMatchObject({
    action: 'session.open',
    after: { by: 'oidc', way: 'oidc' },
    person_id: house.world.people.finance,
  })
  expect((await send('GET', '/units', undefined, sessionOf(back))).status).toBe(200)
  expect((await send('POST', '/session/factor', {}, sessionOf(back))).status, 'he has just proved himself').toBe(200)
})

test('I05 a code opens once: the same way gone a second time is refused', async () => {
  const way = await walk()
  expect((await comeBack(way)).status).toBe(200)
  const again = await comeBack(way)
  expect(again).toMatchObject(ANEW)
  expect(sessionOf(again)).toBe('')
  expect(await lastAudit()).toMatchObject({ action: 'session.refuse', after: { by: 'oidc', why: 'unified-anew' } })
})

test('I05 a state of another browser, a forged one, none at all, and a refusal of the provider open nothing', async () => {
  const [mine, other] = [await walk(), await walk()]
  const forged = new URLSearchParams(mine.query)
  forged.set('state', 'a'.repeat(43))
  const denied = new URLSearchParams(mine.query)
  denied.delete('code')
  denied.set('error', 'access_denied')
  const ways = [
    { query: mine.query, cookie: other.cookie },
    { query: mine.query, cookie: '' },
    { query: String(forged), cookie: mine.cookie },
    { query: '', cookie: mine.cookie },
    { query: mine.query, cookie: mine.cookie.replace(/\.\d+$/, '.99999999999999') },
    { query: String(denied), cookie: mine.cookie },
  ]
  for (const way of ways) {
    const back = await comeBack(way)
    expect(back, JSON.stringify(way)).toMatchObject(ANEW)
    expect(sessionOf(back)).toBe('')
  }
})

test('I05 a way begun more than ten minutes ago is refused', async () => {
  const way = await walk()
  moved += 10 * 60_000 + 1_000
  expect(await comeBack(way)).toMatchObject(ANEW)
})

test('I01 nobody gets an account by signing in, and somebody stopped is told the same', async () => {
  const people = () => house.pool.query('select count(*)::int as count from people').then(({ rows }) => rows[0].count)
  const count = await people()
  before = { login: 'somebody-else', amr: ['pwd'] }
  const unknown = await comeBack(await walk())
  expect(unknown).toMatchObject({ status: 403, body: { type: '/problems/unified-unknown' } })
  expect(sessionOf(unknown)).toBe('')
  expect(await lastAudit()).toMatchObject({ action: 'session.refuse', after: { by: 'oidc', why: 'unified-unknown' } })
  before = { login: 'transport', amr: ['pwd'] }
  await house.pool.query("update people set disabled_at = '2026-07-01' where login = 'transport'")
  const stopped = await comeBack(await walk())
  const told = ({ status, body }: Sent) => ({ ...body, status, requestId: '' })
  expect(told(stopped)).toEqual(told(unknown))
  expect(await people()).toBe(count)
})

test('I04 our code is asked for unless the provider asked for a second factor itself', async () => {
  const mine = await house.as('education')
  const begun = await mine.post('/session/factor')
  const secret = begun.body.secret as string
  const codeAt = (steps: number) =>
    new TOTP({ secret: Secret.fromBase32(secret) }).generate({
      timestamp: house.house.clock.now().getTime() + steps * 30_000,
    })
  expect((await mine.post('/session/factor/finish', { code: codeAt(0) })).status).toBe(200)

  before = { login: 'education', amr: ['pwd'] }
  const half = await comeBack(await walk())
  expect(half).toMatchObject({ status: 200, body: { person: null, awaits: 'code' } })
  expect((await send('GET', '/units', undefined, sessionOf(half))).status).toBe(401)
  const whole = await send('POST', '/session/code', { code: codeAt(1) }, sessionOf(half))
  expect(whole).toMatchObject({ status: 200, body: { person: { hasFactor: true } } })
  expect(await lastAudit()).toMatchObject({ action: 'session.open', after: { by: 'code', way: 'oidc' } })

  // A code alone is one factor, however it is called.
  before = { login: 'education', amr: ['otp'] }
  expect((await comeBack(await walk())).body).toMatchObject({ person: null, awaits: 'code' })
  before = { login: 'education', amr: ['otp', 'otp'] }
  expect((await comeBack(await walk())).body).toMatchObject({ person: null, awaits: 'code' })

  before = { login: 'education', amr: ['pwd', 'otp'] }
  expect(await comeBack(await walk())).toMatchObject({
    status: 200,
    body: { awaits: null, person: { hasFactor: true } },
  })
})

test('I04 a city that asks for two factors has them from the provider or from here; a one-time password stays unused', async () => {
  await house.pool.query('update sign_in_rules set needs_second_factor = true')
  await house.pool.query(
    "update people set must_change_password = true, one_time_until = '2026-08-01' where login = 'finance'",
  )
  const single = await comeBack(await walk())
  expect(single.body).toMatchObject({ person: { mustChangePassword: false, mustSetFactor: true } })
  expect(await send('GET', '/units', undefined, sessionOf(single))).toMatchObject({
    status: 403,
    body: { type: '/problems/set-factor-first' },
  })
  before = { login: 'finance', amr: ['mfa'] }
  const double = await comeBack(await walk())
  expect(double.body).toMatchObject({ person: { mustChangePassword: false, mustSetFactor: false } })
  expect((await send('GET', '/units', undefined, sessionOf(double))).status).toBe(200)
  const { rows } = await house.pool.query("select one_time_used_at from people where login = 'finance'")
  expect(rows).toEqual([{ one_time_used_at: null }])
})

test('I01 an account is bound to whom the provider meant first; another of that name is refused until the binding is cleared', async () => {
  const first = { login: 'subject-1', amr: ['mfa'] }
  const second = { login: 'subject-2', amr: ['mfa'] }
  names.set('subject-1', 'leader').set('subject-2', 'leader')
  before = first
  expect((await comeBack(await walk())).body).toMatchObject({ person: { id: house.world.people.leader } })
  // The name went to somebody else there.
  names.set('subject-1', 'leader-that-was')
  before = second
  const other = await comeBack(await walk())
  expect(other).toMatchObject({
    status: 403,
    body: { type: '/problems/unified-another', detail: expect.stringMatching(/安全管理员/) },
  })
  expect(sessionOf(other)).toBe('')
  expect(await lastAudit()).toMatchObject({ action: 'session.refuse', after: { by: 'oidc', why: 'unified-another' } })
  const told = await house.pool.query(
    'select p.role from notices n join posts p on p.id = n.post_id where topic = $1 order by p.role',
    [`unified:${house.world.people.leader}`],
  )
  expect(told.rows.map(({ role }) => role)).toEqual(['secadmin', 'sysadmin'])
  // The first one is the same person under whatever name.
  before = first
  expect((await comeBack(await walk())).body).toMatchObject({ person: { id: house.world.people.leader } })
  await house.pool.query('update sign_in_rules set needs_second_factor = false')
  const secadmin = await house.as('secadmin')
  const path = `/people/${house.world.people.leader}`
  expect((await secadmin.get(`${path}/sessions`)).body).toMatchObject({ isUnified: true })
  expect((await secadmin.post(`${path}/factor/reset`, {})).body).toMatchObject({ isUnified: false, sessions: [] })
  before = second
  expect((await comeBack(await walk())).body).toMatchObject({ person: { id: house.world.people.leader } })
})

test('I03 so many wrong returns from one address have to wait', async () => {
  await house.pool.query("update sign_in_brakes set failures = 39 where kind = 'address'")
  const garbage = { query: 'state=x&code=y', cookie: '' }
  expect(await comeBack(garbage)).toMatchObject({ status: 401 })
  expect(await comeBack(garbage)).toMatchObject({ status: 429, body: { type: '/problems/wait-to-sign-in' } })
  await house.pool.query('delete from sign_in_brakes')
})

test('a provider that is down is told as such, half-way and at the start, and passwords still open', async () => {
  const way = await walk()
  await new Promise((resolve) => {
    server.close(resolve)
    server.closeAllConnections()
  })
  const half = await comeBack(way)
  expect(half).toMatchObject({ status: 503, body: { type: '/problems/provider-away' } })
  const other = await openTestHouse('2026-07-14', { unified: { ...CLIENT, publicUrl: OURS } })
  try {
    expect(await other.nobody.post('/session/oidc', {})).toMatchObject({
      status: 503,
      body: { type: '/problems/provider-away', detail: expect.stringMatching(/连不上.*账号和密码/) },
    })
    expect((await other.as('office')).cookie).not.toBe('')
  } finally {
    await other.close()
  }
})

test('without a provider there is no button and no way', async () => {
  const plain = await openTestHouse()
  try {
    expect((await plain.nobody.get('/session')).body).toMatchObject({ hasUnified: false })
    expect(await plain.nobody.post('/session/oidc', {})).toMatchObject({
      status: 404,
      body: { type: '/problems/no-unified' },
    })
  } finally {
    await plain.close()
  }
})
