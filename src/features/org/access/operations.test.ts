import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestHouse, type TestHouse } from '../../../main/testing.ts'

let house: TestHouse
beforeAll(async () => {
  house = await openTestHouse()
})
afterAll(() => house.close())

test('a visitor is nobody and sees the notice of today', async () => {
  expect(await house.nobody.get('/session')).toMatchObject({
    status: 200,
    body: { person: null, acting: null, today: '2026-07-14' },
  })
})

test('a person signs in, acts through the post he holds, and signs out', async () => {
  const caller = await house.as('education')
  expect((await caller.get('/session')).body).toMatchObject({
    person: { name: '市教育局联络员甲' },
    acting: { name: '市教育局联络员', role: 'liaison', unitName: '市教育局' },
    cityName: '澜川市',
  })
  await caller.delete('/session')
  expect((await caller.get('/session')).body.person).toBeNull()
})

test('I03 a wrong password and an unknown login are refused alike and leave an audit row', async () => {
  const before = await house.auditCount()
  const wrong = await house.nobody.post('/session', { login: 'office', password: 'not this one' })
  const unknown = await house.nobody.post('/session', { login: 'nobody-here', password: 'not this one' })
  expect(wrong).toMatchObject({ status: 401, body: { type: '/problems/wrong-sign-in', title: '账号或密码不对' } })
  expect(wrong.headers['content-type']).toContain('application/problem+json')
  expect({ ...unknown.body, requestId: '' }).toEqual({ ...wrong.body, requestId: '' })
  expect(await house.auditCount()).toBe(before + 2)
})

test('a post of another person cannot be taken', async () => {
  const caller = await house.as('finance')
  const answer = await caller.post('/session/post', { postId: house.world.posts.office })
  expect(answer).toMatchObject({ status: 403, body: { type: '/problems/not-your-post' } })
})

test('a person who holds two posts switches between them', async () => {
  await house.pool.query("insert into post_holders (post_id, person_id, from_on) values ($1, $2, '2026-01-01')", [
    house.world.posts.transport,
    house.world.people.finance,
  ])
  const caller = await house.as('finance')
  const answer = await caller.post('/session/post', { postId: house.world.posts.transport })
  expect(answer.body).toMatchObject({ acting: { name: '市交通运输局联络员' } })
  expect((await caller.get('/session')).body.acting.name).toBe('市交通运输局联络员')
})

test('a changed password opens, the old one no longer does, and a missing field is named', async () => {
  const caller = await house.as('transport')
  const short = await caller.post('/session/password', { current: 'x', next: 'short' })
  expect(short).toMatchObject({ status: 422, body: { errors: [{ pointer: '/next' }] } })
  const current = 'a long password for tests'
  const changed = await caller.post('/session/password', { current, next: 'another long password' })
  expect(changed.status).toBe(200)
  expect((await house.nobody.post('/session', { login: 'transport', password: current })).status).toBe(401)
  const again = await house.nobody.post('/session', { login: 'transport', password: 'another long password' })
  expect(again.status).toBe(200)
})

test('of two who save the rules the later one is told what stands now, and who stored it', async () => {
  const secadmin = await house.as('secadmin')
  const { needsSecondFactor: _off, ...rules } = (await secadmin.get('/security/rules')).body
  const [one, two] = await Promise.all([
    secadmin.put('/security/rules', { ...rules, idleMinutes: 25 }),
    secadmin.put('/security/rules', { ...rules, idleMinutes: 35 }),
  ])
  const [won, lost] = one.status === 200 ? [one, two] : [two, one]
  expect([won.status, lost.status]).toEqual([200, 409])
  expect(lost.body.latest).toEqual(won.body)
  expect(lost.body.storedBy).toEqual({ postName: '安全管理员', at: expect.stringMatching(/^2026-07-14T/) })
})

test('I07 what is open on a post that ended by its day goes on through no other one until another is chosen', async () => {
  const { posts, people } = house.world
  const ends = async (post: number, when: string) =>
    house.pool.query('update post_holders set to_on = $3 where post_id = $1 and person_id = $2', [
      post,
      people['troop-lan'],
      when,
    ])
  await house.pool.query("insert into post_holders (post_id, person_id, from_on) values ($1, $2, '2026-02-01')", [
    posts['troop-cen'],
    people['troop-lan'],
  ])
  const signIn = async () => {
    const { headers } = await house.nobody.post('/session', {
      login: 'troop-lan',
      password: 'a long password for tests',
    })
    return String(headers['set-cookie']).split(';')[0] as string
  }
  const send = async (cookie: string, method: 'GET' | 'POST', path: string, payload?: object) => {
    const response = await house.app.inject({
      method,
      url: `/api${path}`,
      headers: { cookie },
      ...(payload ? { payload } : {}),
    })
    return { status: response.statusCode, body: response.json() }
  }
  const chosen = await signIn()
  expect((await send(chosen, 'POST', '/session/post', { postId: posts['troop-cen'] })).status).toBe(200)
  const begun = await signIn()
  // Ended by the day, nobody's doing: the session stands, its post does not.
  await ends(posts['troop-cen'], '2026-07-14')
  const before = await house.auditCount()
  expect(await send(chosen, 'GET', '/units')).toMatchObject({
    status: 403,
    body: { type: '/problems/post-over', detail: expect.stringMatching(/^驻岑某部联络员的任职已到期.*重新选一个/) },
  })
  expect((await send(chosen, 'POST', '/session/confirm', { password: 'a long password for tests' })).status).toBe(403)
  expect(await house.auditCount()).toBe(before)
  expect((await send(chosen, 'GET', '/session')).body).toMatchObject({
    acting: null,
    permissions: [],
    postOver: '驻岑某部联络员',
    posts: [{ id: posts['troop-lan'] }],
  })
  // Nobody takes up what is over again.
  expect((await send(chosen, 'POST', '/session/post', { postId: posts['troop-cen'] })).body.type).toBe(
    '/problems/not-your-post',
  )
  expect((await send(chosen, 'POST', '/session/post', { postId: posts['troop-lan'] })).body).toMatchObject({
    acting: { name: '驻澜某部联络员' },
    postOver: null,
  })
  expect((await send(chosen, 'GET', '/units')).status).toBe(200)
  // The post a session began with is held to the same, though nobody tapped it; a post closed with a day too.
  await house.pool.query('update post_holders set to_on = null where post_id = $1 and person_id = $2', [
    posts['troop-cen'],
    people['troop-lan'],
  ])
  expect((await send(begun, 'GET', '/units')).status).toBe(200)
  await house.pool.query("update posts set closed_on = '2026-07-14' where id = $1", [posts['troop-lan']])
  expect(await send(begun, 'GET', '/units')).toMatchObject({ status: 403, body: { type: '/problems/post-over' } })
  await house.pool.query('update posts set closed_on = null where id = $1', [posts['troop-lan']])
})
