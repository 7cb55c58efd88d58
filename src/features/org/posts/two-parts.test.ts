import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Caller, openTestHouse, type TestHouse } from '../../../main/testing.ts'

// A real city: nobody alone comes into an account whose password another drew (ADR 0057).
let house: TestHouse
let sysadmin: Caller
let secadmin: Caller
let auditor: Caller
let county: Caller
beforeAll(async () => {
  house = await openTestHouse()
  sysadmin = await house.as('sysadmin')
  secadmin = await house.as('secadmin')
  auditor = await house.as('auditor')
  county = await house.as('lancheng-office')
  await house.pool.query('update sign_in_rules set needs_approval = true')
})
afterAll(() => house?.close())

const cookieOf = (answer: { headers: Record<string, unknown> }) =>
  String([answer.headers['set-cookie']].flat().at(-1)).split(';')[0] as string
/** Signs in as far as one password leads. */
const half = async (login: string, password: string) => {
  const answer = await house.nobody.post('/session', { login, password })
  const cookie = cookieOf(answer)
  const send = async (method: 'GET' | 'POST', url: string, payload?: object) => {
    const headers = { cookie }
    const sent = await house.app.inject({ method, url: `/api${url}`, headers, ...(payload ? { payload } : {}) })
    return { status: sent.statusCode, body: sent.json(), headers: sent.headers }
  }
  return { answer, send, activate: (code: string) => send('POST', '/session/activation', { code }) }
}
/** Neither reads nor writes anything, and holds no session of anybody. */
const expectOutside = async ({ answer, send }: Awaited<ReturnType<typeof half>>) => {
  expect(answer.body).toMatchObject({ person: null, acting: null, awaits: 'activation' })
  expect((await send('GET', '/units')).status).toBe(401)
  expect((await send('POST', '/session/password', { current: 'x', next: '自己定的一句够长的密码' })).status).toBe(401)
  expect((await send('POST', '/session/code', { code: '000000' })).status).not.toBe(200)
}
const refused = async (answer: Promise<{ body: { type: string } }>, type: string) => {
  const before = await house.auditCount()
  expect((await answer).body.type).toBe(`/problems/${type}`)
  expect(await house.auditCount()).toBe(before)
}
const approve = (by: Caller, { id, digest }: { id: number; digest: string }) =>
  by.post(`/approvals/${id}/approve`, { digest })
const audited = async (since: number) =>
  JSON.stringify((await house.pool.query('select * from audit_rows where id > $1', [since])).rows)
const versionOf = async (id: number) =>
  (await house.pool.query('select version from people where id = $1', [id])).rows[0].version as number

let made = 0
const addAccount = async () => {
  made += 1
  const { body } = await sysadmin.post('/people', { login: `fresh-${made}`, name: `新到某${made}` })
  return { ...body.person, password: body.password } as { id: number; login: string; password: string; version: number }
}
const appoint = async (personId: number, post = house.world.posts.transport) => {
  const asked = await sysadmin.post('/approvals/appointments', { id: post, personId, fromOn: '2026-07-14' })
  expect(asked.status, JSON.stringify(asked.body)).toBe(200)
  return asked.body as { id: number; digest: string }
}

test('Z04 a new account opens with two parts: the password shown to one administrator, the code to another at approval', async () => {
  const since = await house.auditCount()
  const account = await addAccount()
  await expectOutside(await half(account.login, account.password))
  const alone = await half(account.login, account.password)
  for (const code of ['0000-0000', account.password]) {
    const answer = await alone.activate(code)
    expect(answer.body.type).toBe('/problems/wrong-activation')
  }
  await refused(sysadmin.post(`/people/${account.id}/activation`, {}), 'not-yours')
  await refused(auditor.post(`/people/${account.id}/activation`, {}), 'not-yours')
  await refused(secadmin.post(`/people/${account.id}/activation`, {}), 'no-post-yet')
  const approved = await approve(secadmin, await appoint(account.id))
  const code = approved.body.activation as string
  expect(code).toMatch(/^[a-z0-9]{4}-[a-z0-9]{4}$/)
  expect(approved.body.password).toBeNull()
  // what the security administrator holds is no password
  expect((await house.nobody.post('/session', { login: account.login, password: code })).status).toBe(401)
  expect(await audited(since)).not.toContain(code)
  const kept = await house.pool.query('select activation_hash from people where id = $1', [account.id])
  expect(kept.rows[0].activation_hash).not.toContain(code)
  // both together, as they are read from paper
  const first = await half(account.login, account.password)
  expect((await first.activate(code.toUpperCase().replace('-', ' '))).body).toMatchObject({
    awaits: null,
    person: { mustChangePassword: true },
  })
  // each opens once
  expect((await house.nobody.post('/session', { login: account.login, password: account.password })).status).toBe(401)
  expect((await first.activate(code)).body.type).toBe('/problems/sign-in-anew')
})

test('Z04 a code dies with its days, with a newer one and with the password it stood beside; whoever drew the password never gives it', async () => {
  const account = await addAccount()
  await approve(secadmin, await appoint(account.id))
  const waiting = await secadmin.get('/people?waits=true')
  expect(waiting.body.rows.map(({ id }: { id: number }) => id)).toEqual([account.id])
  const older = (await secadmin.post(`/people/${account.id}/activation`, {})).body.code as string
  const newer = (await secadmin.post(`/people/${account.id}/activation`, {})).body.code as string
  const session = await half(account.login, account.password)
  expect((await session.activate(older)).body.type).toBe('/problems/wrong-activation')
  await house.pool.query("update people set activation_until = '2026-07-01' where id = $1", [account.id])
  expect((await session.activate(newer)).body.type).toBe('/problems/wrong-activation')
  const last = (await secadmin.post(`/people/${account.id}/activation`, {})).body.code as string
  const reset = await sysadmin.post(`/people/${account.id}/password`, { version: await versionOf(account.id) })
  const again = await half(account.login, reset.body.password)
  expect((await again.activate(last)).body.type).toBe('/problems/wrong-activation')
  await house.pool.query('update people set one_time_by = $2 where id = $1', [account.id, house.world.people.secadmin])
  await refused(secadmin.post(`/people/${account.id}/activation`, {}), 'code-by-another')
  const forged = house.pool.query(
    "update people set activation_hash = 'x', activation_until = now(), activation_by = one_time_by where id = $1",
    [account.id],
  )
  await expect(forged).rejects.toThrow(/activation_by_another/)
})

test('Z04 a reset by whoever helps opens nothing to him alone: behind the second factor, or behind a code', async () => {
  const { people } = house.world
  const resets: [string, Caller, number, string][] = [
    ['the system administrator', sysadmin, people.finance, 'finance'],
    ['an office', county, people['lancheng-education'], 'lancheng-education'],
  ]
  for (const [by, caller, id, login] of resets) {
    const { body, status } = await caller.post(`/people/${id}/password`, { version: await versionOf(id) })
    expect(status, by).toBe(200)
    await expectOutside(await half(login, body.password))
    await refused(caller.post(`/people/${id}/activation`, {}), 'not-yours')
    const code = (await secadmin.post(`/people/${id}/activation`, {})).body.code as string
    expect((await (await half(login, body.password)).activate(code)).body.person, by).toMatchObject({ id })
  }
  // With a second factor of its owner the password waits behind that, and behind a code once the factor is cleared.
  const id = people.education
  await house.pool.query(
    "insert into second_factors (id, key_id, secret, confirmed_at) values ($1, 'k1', 'sealed', now())",
    [id],
  )
  const { body } = await sysadmin.post(`/people/${id}/password`, { version: await versionOf(id) })
  expect((await house.nobody.post('/session', { login: 'education', password: body.password })).body.awaits).toBe(
    'code',
  )
  await refused(secadmin.post(`/people/${id}/activation`, {}), 'no-code-needed')
  expect((await secadmin.post(`/people/${id}/factor/reset`, {})).status).toBe(200)
  await expectOutside(await half('education', body.password))
})

test('Z04 no role changes below the city without the security administrator: invitations, appointments, endings, held posts', async () => {
  const { posts, people } = house.world
  const education = posts['lancheng-education']
  const invited = await county.post('/invitations', { days: 7, guests: [{ postId: education, personName: '某新人' }] })
  expect(invited.body).toMatchObject([{ waits: true }])
  const [{ code }] = invited.body
  await refused(house.nobody.post('/join/look', { code }), 'code-waits')
  const join = { as: 'new', code, login: 'joiner', password: '自己定的一句够长的密码' }
  await refused(house.nobody.post('/join', join), 'code-waits')
  const [waiting] = (await secadmin.get('/approvals?state=open')).body.rows
  expect(waiting).toMatchObject({ kind: 'invitation.send', changes: [{ label: '某新人' }] })
  await refused(approve(county, waiting), 'own-request')
  await refused(approve(sysadmin, waiting), 'security-approves')
  expect((await approve(secadmin, waiting)).status).toBe(200)
  expect((await county.get('/invitations?state=open')).body.total).toBe(1)
  // Whoever prints the slip could join with it: without the code of the security administrator he comes no further, and neither does
  // that one without the password.
  const answer = await house.nobody.post('/join', join)
  expect(answer.body).toMatchObject({ person: null, acting: null, awaits: 'activation' })
  const cookie = cookieOf(answer)
  const outside = await house.app.inject({ method: 'GET', url: '/api/units', headers: { cookie } })
  expect(outside.statusCode).toBe(401)
  await expectOutside(await half(join.login, join.password))
  const joined = (await house.pool.query("select id from people where login = 'joiner'")).rows[0].id as number
  expect((await secadmin.get('/people?waits=true')).body.rows).toContainEqual(expect.objectContaining({ id: joined }))
  await refused(county.post(`/people/${joined}/activation`, {}), 'not-yours')
  const given1 = await secadmin.post(`/people/${joined}/activation`, {})
  expect(given1.status, JSON.stringify(given1.body)).toBe(200)
  const opened = await half(join.login, join.password)
  expect((await opened.activate(given1.body.code)).body.acting).toMatchObject({ id: education })
  // Once: the next sign-in is by the own password alone.
  expect((await half(join.login, join.password)).answer.body.acting).toMatchObject({ id: education })

  const second = await county.post('/posts', {
    unitId: house.world.units['lancheng-education'],
    name: '教育第二岗',
    role: 'liaison',
  })
  const given = { id: second.body.id, personId: joined, fromOn: '2026-07-14' }
  await refused(county.post(`/posts/${second.body.id}/holders`, given), 'needs-approval')
  const asked = await county.post('/approvals/appointments', given)
  expect((await approve(secadmin, asked.body)).body).toMatchObject({ state: 'approved', activation: null })
  const holding = (await house.pool.query('select id from post_holders where post_id = $1', [second.body.id])).rows[0]
    .id
  await refused(county.post(`/holders/${holding}/end`, { toOn: '2026-07-14' }), 'needs-approval')
  await refused(
    county.post(`/posts/${second.body.id}/close`, { version: second.body.version, closedOn: '2026-07-14' }),
    'needs-approval',
  )
  const ending = await county.post('/approvals/endings', { id: holding, toOn: '2026-07-14' })
  expect((await approve(secadmin, ending.body)).status).toBe(200)
  const empty = await county.post(`/posts/${second.body.id}/close`, {
    version: second.body.version,
    closedOn: '2026-07-14',
  })
  expect(empty.status).toBe(200)
  // of another place it asks for nothing
  const foreign = (await house.pool.query('select id from post_holders where person_id = $1', [people.transport]))
    .rows[0]
  await refused(county.post('/approvals/endings', { id: foreign.id, toOn: '2026-07-14' }), 'secadmin-only')
})

test('Z04 a one-time password of another joins nothing', async () => {
  const account = await addAccount()
  const name = (await house.pool.query('select name from people where id = $1', [account.id])).rows[0].name
  const guests = [{ postId: house.world.posts['lancheng-education'], personName: name }]
  const [{ code }] = (await county.post('/invitations', { days: 7, guests })).body
  const [waiting] = (await secadmin.get('/approvals?state=open')).body.rows
  await approve(secadmin, waiting)
  await refused(
    house.nobody.post('/join', { as: 'known', code, login: account.login, password: account.password }),
    'own-password-first',
  )
})

test('Z04 the approver of an administrator’s reset sees the password alone, and the asker the code alone', async () => {
  const { people } = house.world
  const asked = await secadmin.post('/approvals/resets', { id: people.sysadmin, what: 'password' })
  const { password } = (await approve(auditor, asked.body)).body
  await expectOutside(await half('sysadmin', password))
  await refused(auditor.post(`/people/${people.sysadmin}/activation`, {}), 'not-yours')
  const { code } = (await secadmin.post(`/people/${people.sysadmin}/activation`, {})).body
  expect((await (await half('sysadmin', password)).activate(code)).body.person).toMatchObject({ id: people.sysadmin })
})
