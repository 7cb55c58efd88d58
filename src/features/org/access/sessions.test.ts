import { Secret, TOTP } from 'otpauth'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestHouse, type PostKey, type TestHouse } from '../../../main/testing.ts'

const PASSWORD = 'a long password for tests'

let house: TestHouse
let moved = 0
/** Moves the clock of the house on; it stands still in between. */
const moveOn = (minutes: number) => {
  moved += minutes * 60_000
}
beforeAll(async () => {
  house = await openTestHouse()
  house.house.clock.now = () => new Date(Date.parse('2026-07-14T09:00:00+08:00') + moved)
})
afterAll(() => house.close())

type Window = {
  cookie: string
  state: Record<string, unknown>
  get(path: string): Promise<{ status: number; body: Record<string, never> }>
  post(path: string, body?: object): Promise<{ status: number; body: Record<string, never>; setCookie: string }>
}

const CHROME = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36'

/** A browser window of its own, signed in (or half so) with a password. */
const openWindow = async (login: PostKey, password = PASSWORD): Promise<Window> => {
  const opened = { cookie: '' }
  const send = async (method: 'GET' | 'POST', path: string, payload?: object) => {
    const response = await house.app.inject({
      method,
      url: `/api${path}`,
      headers: { 'user-agent': CHROME, ...(opened.cookie ? { cookie: opened.cookie } : {}) },
      ...(payload ? { payload } : {}),
    })
    const set = [response.headers['set-cookie']].flat().at(-1) ?? ''
    if (set) opened.cookie = set.split(';')[0] as string
    return { status: response.statusCode, body: response.json(), setCookie: set }
  }
  const answer = await send('POST', '/session', { login, password })
  expect(answer.status, JSON.stringify(answer.body)).toBe(200)
  return {
    get cookie() {
      return opened.cookie
    },
    state: answer.body,
    get: (path) => send('GET', path),
    post: (path, body = {}) => send('POST', path, body),
  }
}

const codeOf = (secret: string, atStep = 0): string =>
  new TOTP({ secret: Secret.fromBase32(secret), algorithm: 'SHA1', digits: 6, period: 30 }).generate({
    timestamp: house.house.clock.now().getTime() + atStep * 30_000,
  })

test('I05 the cookie is not for scripts nor other sites, its id is long, new at sign-in, and an old one opens nothing', async () => {
  const { app, nobody } = house
  const first = await app.inject({
    method: 'POST',
    url: '/api/session',
    payload: { login: 'finance', password: PASSWORD },
  })
  const cookie = String(first.headers['set-cookie'])
  expect(cookie).toMatch(/^tongxin=[^;]{43,}; Path=\/; HttpOnly; SameSite=Strict$/)
  const again = await app.inject({
    method: 'POST',
    url: '/api/session',
    headers: { cookie: cookie.split(';')[0] as string },
    payload: { login: 'finance', password: PASSWORD },
  })
  const fresh = [again.headers['set-cookie']].flat().at(-1) as string
  expect(fresh.split(';')[0]).not.toBe(cookie.split(';')[0])
  const old = await app.inject({ url: '/api/units', headers: { cookie: cookie.split(';')[0] as string } })
  expect(old.statusCode).toBe(401)
  expect((await nobody.get('/units')).status).toBe(401)
  const stored = await house.pool.query<{ id: string }>('select id from sessions')
  for (const { id } of stored.rows) expect(decodeURIComponent(fresh)).not.toContain(id)
})

test('I06 a session ends by idleness, and by age even when it is used', async () => {
  await house.pool.query('update sign_in_rules set idle_minutes = 30, longest_hours = 2')
  const window = await openWindow('finance')
  moveOn(29)
  expect((await window.get('/units')).status).toBe(200)
  moveOn(29)
  expect((await window.get('/units')).status).toBe(200)
  moveOn(31)
  expect((await window.get('/units')).status).toBe(401)
  const busy = await openWindow('finance')
  for (let used = 0; used < 5; used += 1) {
    moveOn(23)
    expect((await busy.get('/units')).status).toBe(200)
  }
  moveOn(10)
  expect((await busy.get('/units')).status).toBe(401)
  await house.pool.query('update sign_in_rules set idle_minutes = 720, longest_hours = 168')
})

test('I06 one session more than allowed ends the one that was unused the longest', async () => {
  await house.pool.query('update sign_in_rules set most_sessions = 2')
  const first = await openWindow('transport')
  moveOn(2)
  const second = await openWindow('transport')
  moveOn(2)
  expect((await first.get('/units')).status).toBe(200)
  moveOn(2)
  const third = await openWindow('transport')
  const statuses = await Promise.all([first, second, third].map(async (one) => (await one.get('/units')).status))
  expect(statuses).toEqual([200, 401, 200])
  await house.pool.query('update sign_in_rules set most_sessions = 5')
})

test('a person sees where he is signed in, and ends one or all others, but not the one he sits at', async () => {
  const [here, there, elsewhere] = [
    await openWindow('education'),
    await openWindow('education'),
    await openWindow('education'),
  ]
  const { body } = await here.get('/session/list')
  const { sessions } = body as unknown as {
    sessions: { no: number; isCurrent: boolean; device: string; address: string }[]
  }
  expect(sessions).toHaveLength(3)
  expect(sessions[0]).toMatchObject({ isCurrent: true, device: '谷歌内核浏览器 · Windows 电脑', address: '127.0.0.1' })
  const [own, ...others] = sessions.map(({ no }) => no)
  expect((await here.post(`/session/list/${own}/end`)).status).toBe(404)
  const foreign = (
    await house.pool.query('select no from sessions where person_id <> $1 limit 1', [house.world.people.education])
  ).rows[0]
  expect((await here.post(`/session/list/${foreign.no}/end`)).status).toBe(404)
  expect((await here.post(`/session/list/${others[0]}/end`)).status).toBe(200)
  expect([(await there.get('/units')).status, (await elsewhere.get('/units')).status].sort()).toEqual([200, 401])
  expect((await here.post('/session/list/end-others')).status).toBe(200)
  expect([(await there.get('/units')).status, (await elsewhere.get('/units')).status]).toEqual([401, 401])
  expect((await here.get('/units')).status).toBe(200)
})

test('I07 sign-out, closing, a new password, the end of a post and of the sessions hold from the next request', async () => {
  const { people, posts } = house.world
  const three = async (login: PostKey, password = PASSWORD) => {
    const all = [
      await openWindow(login, password),
      await openWindow(login, password),
      await openWindow(login, password),
    ]
    return { all, statuses: () => Promise.all(all.map(async (one) => (await one.get('/units')).status)) }
  }
  const versionOf = async (id: number) =>
    (await house.pool.query<{ version: number }>('select version from people where id = $1', [id])).rows[0]?.version
  const [sysadmin, secadmin] = [await openWindow('sysadmin'), await openWindow('secadmin')]

  const leaving = await three('troop-lan')
  await house.app.inject({
    method: 'DELETE',
    url: '/api/session',
    headers: { cookie: leaving.all[0]?.cookie as string },
  })
  expect(await leaving.statuses()).toEqual([401, 200, 200])

  const closed = await three('troop-cen')
  const closing = await sysadmin.post(`/people/${people['troop-cen']}/disable`, {
    version: await versionOf(people['troop-cen']),
    isDisabled: true,
  })
  expect(closing.status).toBe(200)
  expect(await closed.statuses()).toEqual([401, 401, 401])

  const changing = await three('qinghe-office')
  const set = await changing.all[1]?.post('/session/password', { current: PASSWORD, next: '换一句新的很长的口令' })
  expect(set?.status).toBe(200)
  expect(await changing.statuses()).toEqual([401, 200, 401])

  const moved = await three('qinghe-education')
  const holder = await house.pool.query<{ id: number }>('select id from post_holders where post_id = $1', [
    posts['qinghe-education'],
  ])
  const ended = await secadmin.post(`/holders/${holder.rows[0]?.id}/end`, { toOn: '2026-07-14' })
  expect(ended.status).toBe(200)
  expect((await moved.statuses()).every((status) => status === 401 || status === 403)).toBe(true)

  const sent = await three('lancheng-office')
  expect((await secadmin.post(`/people/${people['lancheng-office']}/sessions/end`)).body).toMatchObject({
    sessions: [],
  })
  expect(await sent.statuses()).toEqual([401, 401, 401])
  expect((await sysadmin.post(`/people/${people['lancheng-office']}/sessions/end`)).status).toBe(403)
})

test('I07 what a session was about to save when it was ended does not bring it back', async () => {
  const window = await openWindow('education')
  const other = await openWindow('education')
  const { cookie } = window
  const postId = (window.state.posts as { id: number }[])[0]?.id
  // Saves the session over and over while it is ended from the other window, until the first is told that it is signed out.
  let isOver = false
  const statuses: number[] = []
  const loops = Array.from({ length: 6 }, async () => {
    while (!isOver) {
      const { statusCode } = await house.app.inject({
        method: 'POST',
        url: '/api/session/post',
        headers: { cookie },
        payload: { postId },
      })
      statuses.push(statusCode)
      isOver ||= statusCode !== 200
    }
  })
  expect((await other.post('/session/list/end-others')).status).toBe(200)
  await Promise.all(loops)
  expect(statuses).toContain(200)
  expect((await house.app.inject({ url: '/api/units', headers: { cookie } })).statusCode).toBe(401)
  const { rows } = await house.pool.query('select no from sessions where person_id = $1', [
    house.world.people.education,
  ])
  expect(rows).toHaveLength(1)
})

test('I04 a second factor is set by its first code, asked at sign-in, and every code opens once and in its time', async () => {
  const window = await openWindow('leader')
  const begun = (await window.post('/session/factor')).body as unknown as { secret: string; uri: string }
  expect(begun.uri).toMatch(/^otpauth:\/\/totp\/.*secret=[A-Z2-7]{32}.*period=30/)
  expect((await window.post('/session/factor/finish', { code: '000000' })).body.type).toBe('/problems/wrong-code')
  const finished = await window.post('/session/factor/finish', { code: codeOf(begun.secret) })
  const { codes } = finished.body as unknown as { codes: string[] }
  expect(new Set(codes).size).toBe(10)
  const everything = await house.pool.query(
    "select to_jsonb(f)::text || (select string_agg(c.code_hash, ' ') from recovery_codes c) as text from second_factors f union all select to_jsonb(a)::text from audit_rows a where action like 'factor%'",
  )
  for (const hidden of [begun.secret, ...codes]) expect(JSON.stringify(everything.rows)).not.toContain(hidden)

  const half = await openWindow('leader')
  expect(half.state).toMatchObject({ person: null, awaits: 'code', acting: null })
  expect((await half.get('/units')).status).toBe(401)
  // the code that set the factor is spent
  expect((await half.post('/session/code', { code: codeOf(begun.secret) })).body.type).toBe('/problems/wrong-code')
  moveOn(1)
  const halfCookie = half.cookie
  const code = codeOf(begun.secret)
  expect((await half.post('/session/code', { code })).body).toMatchObject({ person: { hasFactor: true }, awaits: null })
  expect(half.cookie).not.toBe(halfCookie)
  expect((await half.get('/units')).status).toBe(200)

  const replay = await openWindow('leader')
  expect((await replay.post('/session/code', { code })).status).toBe(422)
  moveOn(2)
  expect((await replay.post('/session/code', { code: codeOf(begun.secret, -2) })).status).toBe(422)
  expect((await replay.post('/session/code', { code: codeOf(begun.secret, -1) })).status).toBe(200)

  const lost = await openWindow('leader')
  expect(
    (await lost.post('/session/code', { code: codes[3]?.toUpperCase().replaceAll('-', ' ') as string })).status,
  ).toBe(200)
  expect((await lost.get('/session/list')).body).toMatchObject({ hasFactor: true, recoveryCodesLeft: 9 })
  const twice = await openWindow('leader')
  expect((await twice.post('/session/code', { code: codes[3] as string })).status).toBe(422)

  const slow = await openWindow('leader')
  moveOn(11)
  expect((await slow.post('/session/code', { code: codeOf(begun.secret) })).body.type).toBe('/problems/sign-in-anew')
})

test('I04 codes cannot be guessed by starting over, wrong ones make the account wait', async () => {
  let waited = 0
  for (let at = 0; at < 8; at += 1) {
    const answer = await house.nobody.post('/session', { login: 'leader', password: PASSWORD })
    if (answer.status === 429) {
      waited += 1
      continue
    }
    const cookie = String(answer.headers['set-cookie']).split(';')[0] as string
    const code = await house.app.inject({
      method: 'POST',
      url: '/api/session/code',
      headers: { cookie },
      payload: { code: '123456' },
    })
    if (code.statusCode === 429) waited += 1
  }
  expect(waited).toBeGreaterThanOrEqual(3)
  moveOn(60)
})

test('I04 the security administrator clears the factor of who lost his device, not his own, and it is audited', async () => {
  const secadmin = await openWindow('secadmin')
  const { people } = house.world
  expect((await secadmin.post(`/people/${people.secadmin}/factor/reset`)).body.type).toBe('/problems/not-own-factor')
  expect((await secadmin.post(`/people/${people.leader}/factor/reset`)).body).toMatchObject({
    hasFactor: false,
    sessions: [],
  })
  const audited = await house.pool.query("select record_id from audit_rows where action = 'people.reset-factor'")
  expect(audited.rows).toEqual([{ record_id: String(people.leader) }])
  expect((await openWindow('leader')).state).toMatchObject({ person: { hasFactor: false }, awaits: null })
})

test('I04 where the city asks for it nothing is open before the second factor is set', async () => {
  await house.pool.query('update sign_in_rules set needs_second_factor = true')
  const window = await openWindow('station')
  expect(window.state).toMatchObject({ person: { mustSetFactor: true } })
  expect((await window.get('/units')).body.type).toBe('/problems/set-factor-first')
  const { secret } = (await window.post('/session/factor')).body as unknown as { secret: string }
  expect((await window.post('/session/factor/finish', { code: codeOf(secret) })).status).toBe(200)
  expect((await window.get('/units')).status).toBe(200)
  expect((await window.post('/session/factor/remove')).body.type).toBe('/problems/factor-needed')
  await house.pool.query('update sign_in_rules set needs_second_factor = false')
  expect((await window.post('/session/factor/remove')).body).toMatchObject({ hasFactor: false })
})

test('I08 a sensitive step of a session that was confirmed too long ago asks who sits there, and then goes on', async () => {
  const sysadmin = await openWindow('sysadmin')
  const add = () => sysadmin.post('/people', { login: 'someone-new', name: '某某' })
  moveOn(11)
  const before = await house.auditCount()
  expect(await add()).toMatchObject({ status: 403, body: { type: '/problems/confirm-first' } })
  expect(await house.auditCount()).toBe(before)
  expect((await sysadmin.post('/session/confirm', { password: 'wrong one' })).body).toMatchObject({
    type: '/problems/wrong-password',
    errors: [{ pointer: '/password' }],
  })
  expect((await add()).status).toBe(403)
  expect((await sysadmin.post('/session/confirm', { password: PASSWORD })).status).toBe(200)
  expect((await add()).status).toBe(200)
})

test('I07 I08 a new password takes back what the former one had opened half, and is no fresh proof beside a second factor', async () => {
  const next = 'another long password for tests'
  const window = await openWindow('transport')
  const { secret } = (await window.post('/session/factor')).body as unknown as { secret: string }
  expect((await window.post('/session/factor/finish', { code: codeOf(secret) })).status).toBe(200)
  const half = await openWindow('transport')
  moveOn(11)
  expect((await window.post('/session/factor/codes')).body.type).toBe('/problems/confirm-first')
  expect((await window.post('/session/password', { current: PASSWORD, next })).status).toBe(200)
  expect((await window.get('/units')).status).toBe(200)
  expect((await window.post('/session/factor/codes')).body.type).toBe('/problems/confirm-first')
  expect((await half.post('/session/code', { code: codeOf(secret) })).body.type).toBe('/problems/sign-in-anew')
  expect((await half.get('/units')).status).toBe(401)
  moveOn(1)
  expect((await window.post('/session/confirm', { code: codeOf(secret) })).status).toBe(200)
  expect((await window.post('/session/factor/codes')).status).toBe(200)
})

describe('where the clock is turned back', () => {
  const BACK = 60
  const touchedAt = async (login: PostKey): Promise<number> => {
    const { rows } = await house.pool.query<{ at: string }>(
      'select max(last_used_at) as at from sessions where person_id = $1',
      [house.world.people[login]],
    )
    return Date.parse(rows[0]?.at as string)
  }

  test('D15 I08 no proof stays fresh', async () => {
    const window = await openWindow('secadmin')
    const step = `/people/${house.world.people.leader}/sessions/end`
    // Begun long enough ago to stand; proved and used just now.
    const begun = new Date(house.house.clock.now().getTime() - 2 * BACK * 60_000).toISOString()
    await house.pool.query('update sessions set started_at = $2 where person_id = $1', [
      house.world.people.secadmin,
      begun,
    ])
    expect((await window.post(step)).status).toBe(200)
    moveOn(-BACK)
    expect((await window.post(step)).body.type).toBe('/problems/confirm-first')
    expect((await window.post('/session/confirm', { password: PASSWORD })).status).toBe(200)
    expect((await window.post(step)).status).toBe(200)
    moveOn(BACK)
  })

  test('D15 I06 a session that began later than now ends, and one used later than now grows idle from now on', async () => {
    await house.pool.query('update sign_in_rules set idle_minutes = 30, longest_hours = 4')
    const older = await openWindow('finance')
    moveOn(2)
    expect((await older.get('/units')).status).toBe(200)
    const begun = new Date(house.house.clock.now().getTime() - 2 * BACK * 60_000).toISOString()
    await house.pool.query('update sessions set started_at = $2 where person_id = $1', [
      house.world.people.finance,
      begun,
    ])
    const newer = await openWindow('finance')
    moveOn(-BACK)
    expect((await newer.get('/units')).status).toBe(401)
    expect((await older.get('/units')).status).toBe(200)
    expect(await touchedAt('finance')).toBeGreaterThan(house.house.clock.now().getTime())
    await house.pool.query('delete from sessions where started_at > $1', [house.house.clock.now().toISOString()])
    expect(await touchedAt('finance')).toBe(house.house.clock.now().getTime())
    moveOn(31)
    expect((await older.get('/units')).status).toBe(401)
    moveOn(BACK - 31)
    await house.pool.query('update sign_in_rules set idle_minutes = 720, longest_hours = 168')
  })

  test('D15 I04 codes open, each once, in the first run of the clock and in the second', async () => {
    const window = await openWindow('troop-lan')
    const { secret } = (await window.post('/session/factor')).body as unknown as { secret: string }
    expect((await window.post('/session/factor/finish', { code: codeOf(secret) })).status).toBe(200)
    const tryCode = async (code: string) =>
      (await (await openWindow('troop-lan')).post('/session/code', { code })).status
    moveOn(1)
    const former = codeOf(secret)
    expect(await tryCode(former)).toBe(200)
    moveOn(-BACK)
    const now = codeOf(secret)
    expect([await tryCode(now), await tryCode(now)]).toEqual([200, 422])
    moveOn(1)
    expect([await tryCode(now), await tryCode(codeOf(secret))]).toEqual([422, 200])
    // The clock comes again to where it was.
    moveOn(BACK - 1)
    expect(await tryCode(former)).toBe(422)
    moveOn(1)
    expect(await tryCode(codeOf(secret))).toBe(200)
  })

  test('D15 I03 whoever waits after wrong passwords waits no longer than he had to', async () => {
    const wrong = () => house.nobody.post('/session', { login: 'lancheng-office', password: 'not this one' })
    let waiting = await wrong()
    for (let tries = 0; tries < 30 && waiting.status !== 429; tries += 1) waiting = await wrong()
    const { minutes } = waiting.body
    expect(minutes).toBeGreaterThan(0)
    moveOn(-BACK)
    expect((await wrong()).body.minutes).toBeLessThanOrEqual(minutes)
    moveOn(minutes + 1)
    expect((await house.nobody.post('/session', { login: 'lancheng-office', password: PASSWORD })).status).toBe(200)
    moveOn(BACK - minutes - 1)
  })
})
