import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Caller, openTestHouse, type TestHouse } from '../../../main/testing.ts'
import { MOST_TAKEN } from './rules.ts'

let house: TestHouse
let office: Caller
let lancheng: Caller
beforeAll(async () => {
  house = await openTestHouse()
  office = await house.as('office')
  lancheng = await house.as('lancheng-office')
})
afterAll(() => house.close())

const refused = async (call: () => Promise<{ status: number; body: unknown }>, status: number, type: string) => {
  const before = await house.auditCount()
  expect(await call()).toMatchObject({ status, body: { type: `/problems/${type}` } })
  expect(await house.auditCount()).toBe(before)
}
const inviteTo = (caller: Caller, postId: number, personName: string, days = 7) =>
  caller.post('/invitations', { days, guests: [{ postId, personName }] })
const join = (body: object) => house.nobody.post('/join', { password: 'a password of my own', as: 'new', ...body })

test('an office invites to business posts of its own sub-tree below the city, and to no other', async () => {
  const { posts } = house.world
  await refused(() => inviteTo(office, posts.education, '张三'), 403, 'delegate-only')
  await refused(() => inviteTo(office, posts.auditor, '张三'), 403, 'delegate-only')
  await refused(() => inviteTo(lancheng, posts['qinghe-office'], '张三'), 403, 'out-of-scope')
  await refused(() => inviteTo(lancheng, posts.office, '张三'), 403, 'out-of-scope')
  for (const key of ['education', 'sysadmin', 'secadmin', 'leader'] as const) {
    const caller = await house.as(key)
    await refused(() => inviteTo(caller, posts['qinghe-office'], '张三'), 403, 'not-yours')
  }
  await refused(() => inviteTo(lancheng, posts.station, '张三', 31), 422, 'not-valid')
})

test('a code opens once: the person makes the account, takes the post and acts through it at once', async () => {
  const postId = house.world.posts['qinghe-office']
  const sent = await inviteTo(office, postId, '李四')
  expect(sent).toMatchObject({
    status: 200,
    body: [{ personName: '李四', postName: '青禾县双拥办综合岗', bundle: '青禾县', expiresOn: '2026-07-21' }],
  })
  const { code } = sent.body[0]
  const kept = await house.pool.query('select * from invitations')
  expect(JSON.stringify(kept.rows)).not.toContain(code.replaceAll('-', ''))
  expect(JSON.stringify(kept.rows)).not.toContain(code)
  await refused(() => inviteTo(office, postId, '李四'), 422, 'already-invited')

  const seen = await house.nobody.post('/join/look', { code: ` ${code.toUpperCase().replaceAll('-', ' ')} ` })
  expect(seen.body).toEqual({
    personName: '李四',
    postName: '青禾县双拥办综合岗',
    unitName: '青禾县双拥办',
    regionName: '青禾县',
    expiresOn: '2026-07-21',
  })
  await refused(() => join({ code, login: 'office' }), 422, 'login-taken')
  await refused(() => join({ code, login: 'lisi', password: 'short' }), 422, 'not-valid')
  const joined = await join({ code, login: 'lisi' })
  expect(joined).toMatchObject({
    status: 200,
    body: { person: { name: '李四', mustChangePassword: false }, acting: { name: '青禾县双拥办综合岗' } },
  })
  await refused(() => join({ code, login: 'lisi2' }), 409, 'code-over')
  const list = await office.get('/invitations?state=used')
  expect(list.body).toMatchObject({ total: 1, rows: [{ personName: '李四', state: 'used', mayEdit: false }] })
  const audit = (await (await house.as('auditor')).get('/audit?size=20')).body.rows
  const actions = audit.map(({ action }: { action: string }) => action)
  expect(actions).toEqual(expect.arrayContaining(['invitation.accept', 'people.join', 'post.take', 'invitation.send']))
})

test('who has an account takes a second post with it, under the same name and with the right password', async () => {
  const { code } = (await inviteTo(lancheng, house.world.posts.station, '澜城区教育局联络员甲')).body[0]
  const known = { as: 'known', code, login: 'lancheng-education', password: 'a long password for tests' }
  expect(await join({ ...known, password: 'wrong' })).toMatchObject({ status: 404 })
  await refused(() => join({ ...known, login: 'finance' }), 422, 'other-name')
  const joined = await join(known)
  expect(joined.body).toMatchObject({ acting: { name: '东门街道服务站专干' }, posts: [{}, {}] })
})

test('a code that was taken back or sent anew opens nothing any more', async () => {
  const postId = house.world.posts['village-station']
  const first = (await inviteTo(lancheng, postId, '王五')).body[0]
  const [open] = (await lancheng.get('/invitations?state=open')).body.rows
  const qinghe = await house.as('qinghe-office')
  await refused(() => qinghe.post(`/invitations/${open.id}/revoke`, { version: 1 }), 404, 'not-found')
  const second = (await lancheng.post(`/invitations/${open.id}/renew`, { version: 1, days: 3 })).body
  expect(second.code).not.toBe(first.code)
  await refused(() => join({ code: first.code, login: 'wangwu' }), 409, 'code-over')
  expect((await house.nobody.post('/join/look', { code: second.code })).status).toBe(200)
  await refused(() => lancheng.post(`/invitations/${second.id}/revoke`, { version: 9 }), 409, 'out-of-date')
  expect((await lancheng.post(`/invitations/${second.id}/revoke`, { version: 1 })).body.state).toBe('revoked')
  await refused(() => join({ code: second.code, login: 'wangwu' }), 409, 'code-over')
  await refused(() => lancheng.post(`/invitations/${second.id}/revoke`, { version: 2 }), 409, 'not-open')
})

test('after its last day a code is over, and the person can be invited anew', async () => {
  const postId = house.world.posts['village-station']
  const { id, code } = (await inviteTo(lancheng, postId, '赵六')).body[0]
  await house.pool.query("update invitations set expires_on = '2026-07-13' where id = $1", [id])
  await refused(() => join({ code, login: 'zhaoliu' }), 409, 'code-over')
  expect((await lancheng.get('/invitations?state=expired')).body.rows).toMatchObject([{ id, mayEdit: true }])
  expect((await inviteTo(lancheng, postId, '赵六')).status).toBe(200)
})

test('an office keeps the people of its own sub-tree: ends a post, stops an account, and nothing beyond', async () => {
  const { posts, people } = house.world
  const kept = (await lancheng.get('/people')).body.rows.map(({ login }: { login: string }) => login)
  expect(kept).toEqual(expect.arrayContaining(['lancheng-office', 'village-station']))
  expect(kept).not.toContain('qinghe-station')
  expect(kept).not.toContain('office')
  const disable = (caller: Caller, id: number) => caller.post(`/people/${id}/disable`, { version: 1, isDisabled: true })
  await refused(() => disable(lancheng, people['qinghe-station']), 403, 'not-kept')
  await refused(() => disable(lancheng, people.sysadmin), 403, 'not-kept')
  await refused(() => disable(lancheng, people['lancheng-office']), 403, 'not-yourself')
  expect((await disable(lancheng, people['village-station'])).body.disabledAt).not.toBeNull()
  await refused(() => lancheng.post(`/people/${people.finance}/password`, { version: 1 }), 403, 'not-kept')
  const detail = (await lancheng.get(`/posts/${posts['qinghe-station']}`)).body
  expect(detail.mayGive).toBe(false)
  const holder = detail.holders[0].id
  await refused(() => lancheng.post(`/holders/${holder}/end`, { toOn: '2026-07-14' }), 403, 'secadmin-only')
  const own = (await lancheng.get(`/posts/${posts['village-station']}`)).body
  expect((await lancheng.post(`/holders/${own.holders[0].id}/end`, { toOn: '2026-07-14' })).body.holders).toEqual([])
})

test('the city sees what its delegates changed, the county what its townships did, and neither more', async () => {
  await lancheng.post('/units', {
    name: '澜城区文化馆',
    shortName: '文化馆',
    kind: 'member',
    side: 'civil',
    regionId: house.world.regions.lancheng,
  })
  const seen = (await office.get('/delegated-changes')).body
  expect(seen.rows[0]).toMatchObject({ action: 'unit.add', recordName: '澜城区文化馆', regionName: '澜城区' })
  expect(seen.rows.every(({ regionName }: { regionName: string }) => regionName !== '澜川市')).toBe(true)
  expect((await lancheng.get('/delegated-changes')).body.total).toBe(0)
  const qinghe = await office.get(`/delegated-changes?regionId=${house.world.regions.qinghe}`)
  expect(qinghe.body.rows.some(({ regionName }: { regionName: string }) => regionName === '澜城区')).toBe(false)
  expect((await (await house.as('secadmin')).get('/delegated-changes')).body.total).toBe(seen.total)
})

test('after ten wrong codes the address has to wait, with a right code too', async () => {
  const { code } = (await inviteTo(lancheng, house.world.posts.station, '孙七')).body[0]
  await house.pool.query('delete from join_failures')
  const statuses = await Promise.all(
    Array.from({ length: 14 }, (_, at) => house.nobody.post('/join/look', { code: `wrong${at}` })),
  )
  const counted = statuses.map(({ status }) => status).sort()
  expect(counted).toEqual([...Array(10).fill(404), ...Array(4).fill(429)])
  await refused(() => join({ code, login: 'sunqi' }), 429, 'too-many')
  await house.pool.query("update join_failures set at = at - interval '16 minutes'")
  expect((await join({ code, login: 'sunqi' })).status).toBe(200)
})

test('I03 logins that are taken are not learnt with an invitation: after a few the invitation has to wait, from any address', async () => {
  const office = await house.as('lancheng-office')
  await house.pool.query('delete from join_failures')
  const guests = [{ postId: house.world.posts['lancheng-education'], personName: '某后来者' }]
  const [{ code }] = (await office.post('/invitations', { days: 7, guests })).body
  const tryLogin = (login: string) =>
    house.nobody.post('/join', { as: 'new', code, login, password: '自己定的一句够长的密码' })
  for (let time = 0; time < MOST_TAKEN; time += 1)
    expect((await tryLogin('lancheng-office')).body.type).toBe('/problems/login-taken')
  expect((await tryLogin('lancheng-office')).status).toBe(429)
  // Another address gets no further with it, and one that is free waits too.
  await house.pool.query("delete from join_failures where address not like 'invitation:%'")
  expect(await tryLogin('lancheng-office')).toMatchObject({ status: 429, body: { type: '/problems/too-many' } })
  const free = await tryLogin('a-login-of-nobody')
  expect(free).toMatchObject({ status: 429, body: { detail: expect.stringContaining('用这张邀请单试过的账号太多') } })
  await house.pool.query("update join_failures set at = at - interval '25 hours'")
  expect((await tryLogin('a-login-of-nobody')).status).toBe(200)
})
