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
