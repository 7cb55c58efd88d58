import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Caller, openTestHouse, type TestHouse } from '../../../main/testing.ts'

let house: TestHouse
let sysadmin: Caller
let secadmin: Caller
let second: Caller
let person: number
beforeAll(async () => {
  house = await openTestHouse()
  sysadmin = await house.as('sysadmin')
  secadmin = await house.as('secadmin')
  // A second security administrator: the person of a business post changes over.
  await house.pool.query("update post_holders set to_on = '2026-07-01' where post_id = $1", [house.world.posts.finance])
  await house.pool.query("insert into post_holders (post_id, person_id, from_on) values ($1, $2, '2026-07-01')", [
    house.world.posts.secadmin,
    house.world.people.finance,
  ])
  second = await house.as('finance')
  person = (await sysadmin.post('/people', { login: 'newcomer', name: '新到某人' })).body.person.id
  await need(true)
})
afterAll(() => house?.close())

const need = (isNeeded: boolean) => house.pool.query('update sign_in_rules set needs_approval = $1', [isNeeded])
const appointment = (more: object = {}) => ({
  id: house.world.posts['office-second'],
  personId: person,
  fromOn: '2026-07-14',
  ...more,
})
const ask = async (by: Caller, more: object = {}) => {
  const { status, body } = await by.post('/approvals/appointments', appointment(more))
  expect(status, JSON.stringify(body)).toBe(200)
  return body as { id: number; digest: string }
}
const approve = (by: Caller, { id, digest }: { id: number; digest: string }) =>
  by.post(`/approvals/${id}/approve`, { digest })
const withdraw = (by: Caller, { id }: { id: number }) => by.post(`/approvals/${id}/withdraw`, {})
const refused = async (answer: Promise<{ body: { type: string } }>, type: string) => {
  const before = await house.auditCount()
  expect((await answer).body.type).toBe(`/problems/${type}`)
  expect(await house.auditCount()).toBe(before)
}
const holds = async (personId = person) =>
  (
    await house.pool.query('select 1 from post_holders where post_id = $1 and person_id = $2', [
      house.world.posts['office-second'],
      personId,
    ])
  ).rowCount === 1
const actionsSince = async (id: number) =>
  (await house.pool.query('select action from audit_rows where id > $1 order by id', [id])).rows.map(
    ({ action }) => action,
  )
const lastAudit = async () => Number((await house.pool.query('select max(id) as id from audit_rows')).rows[0].id)

test('Z05 one administrator alone neither gives such a post nor sets one up; other posts stay as they were', async () => {
  const { posts, units } = house.world
  for (const post of ['office', 'leader', 'sysadmin', 'secadmin', 'auditor'] as const)
    await refused(secadmin.post(`/posts/${posts[post]}/holders`, appointment()), 'needs-approval')
  for (const role of ['office', 'leader', 'sysadmin', 'secadmin', 'auditor'])
    await refused(sysadmin.post('/posts', { unitId: units.office, name: `另一个岗 ${role}`, role }), 'needs-approval')
  expect((await sysadmin.post('/posts', { unitId: units.finance, name: '财政第二岗', role: 'liaison' })).status).toBe(
    200,
  )
  const delegated = { unitId: units['lancheng-office'], name: '澜城第二岗', role: 'office' }
  const county = await house.as('lancheng-office')
  await refused(county.post('/posts', delegated), 'needs-approval')
  const guest = { postId: posts['lancheng-office'], personName: '某人' }
  await refused(county.post('/invitations', { days: 7, guests: [guest] }), 'not-invited')
  const own = { unitId: units['lancheng-education'], name: '澜城教育第二岗', role: 'liaison' }
  expect((await county.post('/posts', own)).status).toBe(200)
  await refused(secadmin.post('/approvals/appointments', appointment({ id: posts.transport })), 'approval-not-needed')
})

test('Z05 the system administrator asks, the security administrator approves: given and audited once, never twice', async () => {
  const from = await lastAudit()
  const old = (
    await house.pool.query('select id from post_holders where post_id = $1', [house.world.posts['office-second']])
  ).rows[0].id
  const office = await house.as('office-second')
  const request = await ask(sysadmin, { replaces: [old] })
  expect(await holds()).toBe(false)
  await refused(approve(sysadmin, request), 'own-request')
  await refused(sysadmin.post(`/approvals/${request.id}/refuse`, { reason: '不妥' }), 'own-request')
  await refused(withdraw(secadmin, request), 'not-your-request')
  await refused(approve(secadmin, { id: request.id, digest: '0'.repeat(64) }), 'approval-differs')
  const [one, two] = await Promise.all([approve(secadmin, request), approve(second, request)])
  expect([one.status, two.status].sort()).toEqual([200, 409])
  expect(await holds()).toBe(true)
  expect(await actionsSince(from)).toEqual(
    expect.arrayContaining(['approval.ask', 'approval.approve', 'post.appoint', 'post.end']),
  )
  expect((await actionsSince(from)).filter((action) => action === 'post.appoint')).toEqual(['post.appoint'])
  expect((await office.get('/posts')).status).toBe(401)
  await refused(approve(secadmin, request), 'approval-over')
  await refused(withdraw(sysadmin, request), 'approval-over')
  const listed = await (await house.as('auditor')).get('/approvals?state=approved')
  expect(listed.body).toMatchObject({ total: 1, rows: [{ id: request.id, mayDecide: false, state: 'approved' }] })
  await house.pool.query('delete from post_holders where person_id = $1', [person])
})

test('Z05 what the security administrator asks a second one or the system administrator approves; refusing takes a reason', async () => {
  const first = await ask(secadmin)
  await refused(approve(secadmin, first), 'own-request')
  await refused(second.post(`/approvals/${first.id}/refuse`, { reason: '' }), 'not-valid')
  const answer = await second.post(`/approvals/${first.id}/refuse`, { reason: '人选未定' })
  expect(answer.body).toMatchObject({ state: 'refused', reason: '人选未定', decidedPost: '安全管理员' })
  await refused(approve(sysadmin, first), 'approval-over')
  expect((await approve(sysadmin, await ask(secadmin))).status).toBe(200)
  expect(await holds()).toBe(true)
  await house.pool.query('delete from post_holders where person_id = $1', [person])
  expect((await withdraw(sysadmin, await ask(sysadmin))).body.state).toBe('withdrawn')
})

test('Z05 nobody asks for himself, and nobody approves what concerns himself', async () => {
  const { posts, people } = house.world
  await refused(sysadmin.post('/approvals/appointments', appointment({ personId: people.sysadmin })), 'not-yourself')
  const holding = (
    await house.pool.query('select id from post_holders where person_id = $1 and to_on is null', [people.finance])
  ).rows[0].id
  const replacing = await ask(sysadmin, { id: posts.secadmin, replaces: [holding] })
  await refused(approve(second, replacing), 'concerns-you')
  await refused(second.post(`/approvals/${replacing.id}/refuse`, { reason: '不愿卸任' }), 'concerns-you')
  await withdraw(sysadmin, replacing)
})

test('Z05 a request stands on what was there: changed since, asked by who left, altered, or seven days old, it opens nothing', async () => {
  const { posts, people } = house.world
  const stale = await ask(sysadmin)
  await house.pool.query('update posts set version = version + 1 where id = $1', [posts['office-second']])
  await refused(approve(secadmin, stale), 'approval-stale')
  const left = await ask(second)
  await house.pool.query("update post_holders set to_on = '2026-07-14' where person_id = $1 and post_id = $2", [
    people.finance,
    posts.secadmin,
  ])
  await refused(approve(sysadmin, left), 'asker-left')
  const late = await ask(sysadmin)
  const older = (sql: string) =>
    house.pool
      .query(`alter table approvals disable trigger approval_stays`)
      .then(() =>
        house.pool
          .query(sql, [late.id])
          .finally(() => house.pool.query('alter table approvals enable trigger approval_stays')),
      )
  await older(`update approvals set content = content || '{"toOn": "2026-12-31"}' where id = $1`)
  await refused(approve(secadmin, late), 'approval-differs')
  await older(
    "update approvals set asked_at = asked_at - interval '7 days', expires_at = expires_at - interval '7 days' where id = $1",
  )
  await refused(approve(secadmin, late), 'approval-over')
  expect((await secadmin.get('/approvals?state=expired')).body.rows).toMatchObject([{ id: late.id, state: 'expired' }])
  expect(await holds()).toBe(false)
})

test('Z05 a post is asked for by the system administrator and stands once the security administrator approved', async () => {
  const wanted = { unitId: house.world.units.office, name: '市双拥办档案岗', role: 'office' }
  await refused(secadmin.post('/approvals/posts', wanted), 'not-asked-by-you')
  const made = async () => (await house.pool.query('select 1 from posts where name = $1', [wanted.name])).rowCount
  const { body } = await sysadmin.post('/approvals/posts', wanted)
  expect(body.changes).toContainEqual({ label: '角色', value: '双拥办' })
  expect(await made()).toBe(0)
  expect((await approve(secadmin, body)).status).toBe(200)
  expect(await made()).toBe(1)
})

test('Z05 the database itself holds a request as it was asked and refuses that its asker approves it', async () => {
  const { id } = await ask(sysadmin)
  const set = (values: string) =>
    house.pool.query(`update approvals set ${values} where id = ${id}`).then(
      () => undefined,
      (error: { constraint?: string }) => error.constraint,
    )
  const decided = (by: number, at = 'asked_at') =>
    `state = 'approved', decided_person_id = ${by}, decided_post_id = asked_post_id, decided_at = ${at}`
  expect(await set(`content = '{}'`)).toBe('approval_stays')
  expect(await set(decided(house.world.people.sysadmin))).toBe('approval_by_another')
  expect(await set(decided(person))).toBe('approval_by_another')
  expect(await set(decided(house.world.people.secadmin, "asked_at + interval '8 days'"))).toBe('approved_in_time')
  expect(await set(decided(house.world.people.secadmin))).toBeUndefined()
  expect(await set(`state = 'open'`)).toBe('approval_stays')
})

test('Z05 what opens a whole county is asked for by its office and approved by the security administrator', async () => {
  const { units, posts, people } = house.world
  const county = await house.as('lancheng-office')
  const wanted = { unitId: units['lancheng-office'], name: '澜城区双拥办督办岗', role: 'office' }
  await refused(county.post('/approvals/posts', { ...wanted, unitId: units['qinghe-office'] }), 'out-of-scope')
  const request = (await county.post('/approvals/posts', wanted)).body
  await refused(approve(sysadmin, request), 'security-approves')
  await refused(county.post(`/approvals/${request.id}/approve`, { digest: request.digest }), 'own-request')
  expect((await county.get('/approvals')).body).toMatchObject({
    total: 1,
    rows: [{ id: request.id, mayWithdraw: true }],
  })
  expect((await (await house.as('qinghe-office')).get('/approvals')).body.total).toBe(0)
  expect((await approve(secadmin, request)).status).toBe(200)
  const made = (await house.pool.query('select id from posts where name = $1', [wanted.name])).rows[0].id
  const given = { id: made, personId: people['lancheng-education'], fromOn: '2026-07-14' }
  await refused(county.post('/approvals/appointments', { ...given, personId: people.transport }), 'not-kept')
  await refused(county.post('/approvals/appointments', { ...given, id: posts['qinghe-office'] }), 'secadmin-only')
  const asked = (await county.post('/approvals/appointments', given)).body
  expect((await approve(secadmin, asked)).status).toBe(200)
  const held = await house.pool.query('select 1 from post_holders where post_id = $1', [made])
  expect(held.rowCount).toBe(1)
})

/** A second holder for the post of an administrator, so that the last one stays. */
const secondOf = async (post: 'auditor' | 'sysadmin', login: string): Promise<number> => {
  const { id } = (await sysadmin.post('/people', { login, name: `某人 ${login}` })).body.person
  await house.pool.query("insert into post_holders (post_id, person_id, from_on) values ($1, $2, '2026-07-01')", [
    house.world.posts[post],
    id,
  ])
  return id
}

test('Z05 nobody alone takes an administrator away: holding, post and account need two', async () => {
  const { posts } = house.world
  const other = await secondOf('auditor', 'auditor-second')
  const holding = (await house.pool.query('select id from post_holders where person_id = $1', [other])).rows[0].id
  const isHeld = async () =>
    (await house.pool.query('select 1 from post_holders where id = $1 and to_on is null', [holding])).rowCount === 1
  await refused(secadmin.post(`/holders/${holding}/end`, { toOn: '2026-07-14' }), 'administrator-needs-two')
  const account = (await sysadmin.get('/people?q=auditor-second')).body.rows[0]
  const stop = { version: account.version, isDisabled: true }
  await refused(sysadmin.post(`/people/${other}/disable`, stop), 'administrator-needs-two')
  await refused(
    sysadmin.post(`/posts/${posts.auditor}/close`, { version: 1, closedOn: '2026-07-14' }),
    'administrator-needs-two',
  )
  await refused(sysadmin.post('/approvals/endings', { id: holding, toOn: '2026-07-14' }), 'not-asked-by-you')
  const stopping = (await sysadmin.post('/approvals/stops', { id: other, isDisabled: true })).body
  expect((await approve(secadmin, stopping)).status).toBe(200)
  expect((await sysadmin.get('/people?q=auditor-second&disabled=true')).body.total).toBe(1)
  const ending = (await secadmin.post('/approvals/endings', { id: holding, toOn: '2026-07-14' })).body
  await refused(approve(secadmin, ending), 'own-request')
  expect(await isHeld()).toBe(true)
  expect((await approve(sysadmin, ending)).status).toBe(200)
  expect(await isHeld()).toBe(false)
  const closing = (await sysadmin.post('/approvals/closings', { id: posts.auditor, closedOn: '2026-07-14' })).body
  await refused(approve(secadmin, closing), 'last-administrator')
  await withdraw(sysadmin, closing)
  const finance = { id: house.world.people.finance, what: 'password' }
  await refused(secadmin.post('/approvals/resets', finance), 'approval-not-needed')
})

test('Z05 the sign-in of an administrator is reset by two others; who asked never sees the password, and the owner is told', async () => {
  const { people } = house.world
  const auditor = await house.as('auditor')
  const target = people.sysadmin
  const person = (await secadmin.get('/people?q=sysadmin')).body.rows[0]
  await refused(secadmin.post(`/people/${target}/password`, { version: person.version }), 'administrator-needs-two')
  await refused(secadmin.post(`/people/${target}/factor/reset`, {}), 'administrator-needs-two')
  const request = (await secadmin.post('/approvals/resets', { id: target, what: 'password' })).body
  expect(request).not.toHaveProperty('password')
  await refused(approve(sysadmin, request), 'concerns-you')
  const waiting = (await auditor.get('/notices?show=unread')).body.rows[0]
  expect(waiting).toMatchObject({ what: '报批待审', title: request.title, href: '/org?tab=approvals', isForMe: true })
  const { status, body } = await approve(auditor, request)
  expect(status, JSON.stringify(body)).toBe(200)
  expect((await secadmin.get(`/approvals?state=approved`)).body.rows[0]).not.toHaveProperty('password')
  expect((await secadmin.get('/notices?show=unread')).body.rows).toContainEqual(
    expect.objectContaining({ what: '报批已同意', title: request.title }),
  )
  expect((await sysadmin.get('/posts')).status).toBe(401)
  const { code } = (await secadmin.post(`/people/${target}/activation`, {})).body
  const half = await house.nobody.post('/session', { login: 'sysadmin', password: body.password })
  const signedIn = await house.app.inject({
    method: 'POST',
    url: '/api/session/activation',
    headers: { cookie: String([half.headers['set-cookie']].flat().at(-1)).split(';')[0] as string },
    payload: { code },
  })
  expect(signedIn.json().person).toMatchObject({
    mustChangePassword: true,
    resetNote: { what: 'password', askedPost: '安全管理员', byPost: '审计管理员' },
  })
  // Other requests are none of the audit administrator's.
  const other = await ask(secadmin)
  await refused(approve(auditor, other), 'security-approves')
  await withdraw(secadmin, other)
})

test('Z05 the sample city gives posts as before', async () => {
  await need(false)
  expect((await secadmin.get('/approvals/rules')).body).toEqual({ isNeeded: false })
  await refused(secadmin.post('/approvals/appointments', appointment()), 'approval-not-needed')
  const { id, ...input } = appointment()
  expect((await secadmin.post(`/posts/${id}/holders`, input)).status).toBe(200)
})

test('P05 Z05 an export above the number of a day is asked for, approved by another, and opens once with the same filter', async () => {
  const office = await house.as('office')
  await house.pool.query('update sign_in_rules set most_exports = 1')
  const { group } = house.world.units
  const take = async (query: string) => (await office.download(`/groups/${group}/export?${query}`)).status
  await refused(office.post('/approvals/exports', { reason: '会议要用' }), 'no-refused-export')
  expect(await take('kind=docx')).toBe(200)
  expect(await take('kind=xlsx')).toBe(429)
  expect((await office.get('/approvals/exports')).body).toMatchObject({
    taken: 1,
    most: 1,
    refused: { title: '导出领导小组名单' },
    asked: [],
  })
  const asked = (await office.post('/approvals/exports', { reason: '会议要用' })).body
  expect(asked.changes).toContainEqual({ label: '事由', value: '会议要用' })
  expect(await take('kind=xlsx')).toBe(429)
  await refused(approve(secadmin, { ...asked, digest: '0'.repeat(64) }), 'approval-differs')
  await refused(office.post(`/approvals/${asked.id}/approve`, { digest: asked.digest }), 'own-request')
  expect((await approve(secadmin, asked)).body).toMatchObject({ state: 'approved', usedAt: null, password: null })
  // Another kind of file, another day's list and another person are not what was approved.
  expect(await take('kind=docx')).toBe(429)
  expect(await take('kind=xlsx&on=2026-07-01')).toBe(429)
  const from = await lastAudit()
  const [one, two] = await Promise.all([take('kind=xlsx'), take('kind=xlsx')])
  expect([one, two].sort()).toEqual([200, 429])
  expect((await actionsSince(from)).sort()).toEqual(['export.refuse', 'group.export'])
  const { rows } = await house.pool.query(
    "select after from audit_rows where action = 'group.export' order by id desc limit 1",
  )
  expect(rows[0].after).toMatchObject({ approvalId: asked.id })
  expect((await office.get('/approvals/exports')).body.asked).toMatchObject([
    { id: asked.id, usedAt: expect.any(String) },
  ])
})

test('P05 Z05 an approved export opens nothing after its seven days, and the database lets nobody use it twice', async () => {
  const auditor = await house.as('auditor')
  const take = async () => (await auditor.download('/processing/sheet')).status
  expect(await take()).toBe(200)
  expect(await take()).toBe(429)
  const { body } = await auditor.post('/approvals/exports', { reason: '核对登记' })
  expect((await approve(secadmin, body)).status).toBe(200)
  const shift = async (days: number) => {
    await house.pool.query('alter table approvals disable trigger approval_stays')
    const moved =
      'asked_at = asked_at + $2::interval, decided_at = decided_at + $2::interval, expires_at = expires_at + $2::interval'
    await house.pool.query(`update approvals set ${moved} where id = $1`, [body.id, `${days} days`])
    await house.pool.query('alter table approvals enable trigger approval_stays')
  }
  await shift(-7)
  expect(await take()).toBe(429)
  await shift(7)
  expect(await take()).toBe(200)
  const again = house.pool.query('update approvals set used_at = null where id = $1', [body.id])
  expect(await again.catch((error: { constraint?: string }) => error.constraint)).toBe('approval_stays')
})
