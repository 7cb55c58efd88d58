import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Caller, openTestHouse, type TestHouse } from '../../../main/testing.ts'

let house: TestHouse
let office: Caller
let sysadmin: Caller
let secadmin: Caller
beforeAll(async () => {
  house = await openTestHouse()
  office = await house.as('office')
  sysadmin = await house.as('sysadmin')
  secadmin = await house.as('secadmin')
})
afterAll(() => house.close())

const refused = async (call: () => Promise<{ status: number; body: unknown }>, status: number, type: string) => {
  const before = await house.auditCount()
  expect(await call()).toMatchObject({ status, body: { type: `/problems/${type}` } })
  expect(await house.auditCount()).toBe(before)
}

const newPerson = async (login: string) =>
  (await sysadmin.post('/people', { login, name: `${login}甲` })).body as {
    person: { id: number; version: number }
    password: string
  }

test('posts are listed in official order with their holders, and searched by holder', async () => {
  const all = await office.get('/posts?size=100')
  expect(all.body.rows[0]).toMatchObject({ name: '市双拥办综合岗', holders: [{ personName: '市双拥办综合岗甲' }] })
  const found = await office.get(`/posts?q=${encodeURIComponent('市财政局联络员甲')}`)
  expect(found.body).toMatchObject({ total: 1, rows: [{ name: '市财政局联络员', role: 'liaison' }] })
})

test('the leaders to choose from are those of the own place first', async () => {
  const own = await house.as('lancheng-office')
  expect((await own.get('/posts/leaders')).body.map(({ regionName }: { regionName: string }) => regionName)).toEqual([
    '澜城区',
    '澜川市',
  ])
  expect((await office.get('/posts/leaders')).body).toMatchObject([
    { name: '市双拥工作领导小组副组长', holders: ['市双拥工作领导小组副组长甲'] },
  ])
})

test('a new account gets a one-time password, must change it, and acts only through the post it is given', async () => {
  const { person, password } = await newPerson('minzheng')
  expect(password).toMatch(/^[a-z2-9]{4}(-[a-z2-9]{4}){3}$/)
  const stored = await house.pool.query("select * from audit_rows where action = 'people.add'")
  expect(JSON.stringify(stored.rows)).not.toContain(password)
  const first = await house.nobody.post('/session', { login: 'minzheng', password })
  expect(first.body).toMatchObject({ person: { mustChangePassword: true }, acting: null })

  const unitId = house.world.units.education
  const post = await office.post('/posts', { unitId, name: '市教育局联络员（替岗）', role: 'liaison' })
  expect(post).toMatchObject({ status: 200, body: { regionName: '澜川市', holders: [], mayEdit: true } })
  await refused(
    () => sysadmin.post(`/posts/${post.body.id}/holders`, { personId: person.id, fromOn: '2026-07-01' }),
    403,
    'secadmin-only',
  )
  await refused(
    () => office.post(`/posts/${post.body.id}/holders`, { personId: person.id, fromOn: '2026-07-01' }),
    403,
    'secadmin-only',
  )
  const appointed = await secadmin.post(`/posts/${post.body.id}/holders`, { personId: person.id, fromOn: '2026-07-01' })
  expect(appointed.body.holders).toMatchObject([{ personName: 'minzheng甲', fromOn: '2026-07-01', toOn: null }])
  await refused(
    () => secadmin.post(`/posts/${post.body.id}/holders`, { personId: person.id, fromOn: '2026-07-10' }),
    422,
    'already-holds',
  )

  const cookie = String(first.headers['set-cookie']).split(';')[0] as string
  const units = () => house.app.inject({ method: 'GET', url: '/api/units', headers: { cookie } })
  expect((await units()).json()).toMatchObject({ status: 403, type: '/problems/change-password-first' })

  const holderId = appointed.body.holders[0].id
  await refused(() => secadmin.post(`/holders/${holderId}/end`, { toOn: '2026-06-30' }), 422, 'days-reversed')
  const ended = await secadmin.post(`/holders/${holderId}/end`, { toOn: '2026-07-14' })
  expect(ended.body).toMatchObject({ holders: [], history: [{ toOn: '2026-07-14' }] })
  await refused(() => secadmin.post(`/holders/${holderId}/end`, { toOn: '2026-07-14' }), 409, 'holder-ended')
})

test('posts fit the kind of the unit, and posts of administrators belong to the system administrator', async () => {
  const unitId = house.world.units.office
  await refused(() => office.post('/posts', { unitId, name: '联络员', role: 'liaison' }), 422, 'role-of-unit')
  await refused(() => office.post('/posts', { unitId, name: '系统管理员乙岗', role: 'sysadmin' }), 403, 'sysadmin-only')
  await refused(() => office.post('/posts', { unitId, name: '市双拥办综合岗', role: 'office' }), 422, 'post-name-taken')
  await refused(
    () => office.post(`/posts/${house.world.posts.auditor}/close`, { version: 1, closedOn: '2026-07-14' }),
    403,
    'sysadmin-only',
  )
  const made = await sysadmin.post('/posts', { unitId, name: '系统管理员乙岗', role: 'sysadmin' })
  expect(made.status).toBe(200)
  const renamed = await sysadmin.put(`/posts/${made.body.id}`, { version: 1, name: '系统管理员副岗' })
  expect(renamed.body).toMatchObject({ name: '系统管理员副岗', version: 2 })
  expect(
    (await sysadmin.post(`/posts/${made.body.id}/close`, { version: 2, closedOn: '2026-07-14' })).body.closedOn,
  ).toBe('2026-07-14')
  await refused(() => sysadmin.put(`/posts/${made.body.id}`, { version: 3, name: '再改' }), 409, 'post-closed')
})

test('the three administrators stay apart, and nobody appoints himself', async () => {
  const { posts, people } = house.world
  await refused(
    () => secadmin.post(`/posts/${posts.secadmin}/holders`, { personId: people.auditor, fromOn: '2026-07-01' }),
    422,
    'admins-apart',
  )
  await refused(
    () => secadmin.post(`/posts/${posts.office}/holders`, { personId: people.secadmin, fromOn: '2026-07-01' }),
    403,
    'not-yourself',
  )
})

test('an administrator takes no business post beside his own, nor a business person one of an administrator', async () => {
  const { posts, people } = house.world
  const give = (post: 'finance' | 'auditor', person: 'auditor' | 'transport') =>
    secadmin.post(`/posts/${posts[post]}/holders`, { personId: people[person], fromOn: '2026-07-01' })
  await refused(() => give('finance', 'auditor'), 422, 'admins-apart')
  await refused(() => give('auditor', 'transport'), 422, 'admins-apart')
  expect((await give('finance', 'auditor')).body.errors[0].detail).toContain('先让他从现任岗位卸任')
  expect((await give('finance', 'transport')).status).toBe(200)
})

test('a post that works with the city stands in the official order of its own unit', async () => {
  const { units, regions } = house.world
  await house.pool.query('update units set region_id = $1, sort = 3 where id = $2', [
    regions.lancheng,
    units['troop-cen'],
  ])
  const names = (await office.get('/posts?size=100')).body.rows.map(({ name }: { name: string }) => name) as string[]
  const at = (name: string) => names.indexOf(name)
  expect(at('驻岑某部联络员')).toBeGreaterThan(at('市交通运输局联络员'))
  expect(at('驻岑某部联络员')).toBeGreaterThan(at('驻澜某部联络员'))
  const first = (await office.get('/posts?size=10')).body
  const second = (await office.get(`/posts?size=100&after=${encodeURIComponent(first.next)}`)).body
  expect([...first.rows, ...second.rows].map(({ name }: { name: string }) => name)).toEqual(names)
})

test('passwords of administrators are reset by the security administrator, those of all others by the system administrator', async () => {
  const { people } = house.world
  const reset = (by: Caller, id: number) => by.post(`/people/${id}/password`, { version: 1 })
  await refused(() => reset(sysadmin, people.secadmin), 403, 'secadmin-only')
  await refused(() => reset(sysadmin, people.auditor), 403, 'secadmin-only')
  await refused(() => reset(secadmin, people.education), 403, 'sysadmin-only')
  await refused(() => reset(secadmin, people.secadmin), 403, 'not-yourself')
  expect((await reset(sysadmin, people.auditor)).body.detail).toBe('管理员的密码由安全管理员重置，找安全管理员办理。')
  const done = await reset(secadmin, people.auditor)
  expect(done).toMatchObject({ status: 200, body: { person: { isAdministrator: true, mustChangePassword: true } } })
  expect((await reset(sysadmin, people.education)).body.person.isAdministrator).toBe(false)
})

test('accounts are reset and stopped by the system administrator, and the person is out at once', async () => {
  const { person } = await newPerson('tiyu')
  await refused(() => secadmin.post('/people', { login: 'another', name: '另一人' }), 403, 'sysadmin-only')
  await refused(() => sysadmin.post('/people', { login: 'tiyu', name: '重名' }), 422, 'login-taken')
  await refused(() => sysadmin.post('/people', { login: '大写 Login', name: '重名' }), 422, 'not-valid')
  const finance = await house.as('finance')
  const id = house.world.people.finance
  const reset = await sysadmin.post(`/people/${id}/password`, { version: 1 })
  expect(reset.body.person).toMatchObject({ mustChangePassword: true, posts: ['市财政局联络员'] })
  expect((await finance.get('/session')).body.person).toBeNull()
  await refused(() => sysadmin.post(`/people/${id}/disable`, { version: 1, isDisabled: true }), 409, 'out-of-date')
  expect(
    (await sysadmin.post(`/people/${id}/disable`, { version: 2, isDisabled: true })).body.disabledAt,
  ).not.toBeNull()
  const out = await house.nobody.post('/session', { login: 'finance', password: reset.body.password })
  expect(out.status).toBe(401)
  await refused(
    () => sysadmin.post(`/people/${house.world.people.sysadmin}/disable`, { version: 1, isDisabled: true }),
    403,
    'not-yourself',
  )
  const stopped = await sysadmin.get('/people?disabled=true')
  expect(stopped.body).toMatchObject({ total: 1, rows: [{ login: 'finance' }] })
  await refused(
    () => secadmin.post(`/posts/${house.world.posts.transport}/holders`, { personId: id, fromOn: '2026-07-01' }),
    422,
    'person-disabled',
  )
  expect(person.id).toBeGreaterThan(0)
})
