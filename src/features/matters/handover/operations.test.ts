import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Caller, openTestHouse, type PostKey, type TestHouse } from '../../../main/testing.ts'
import { matterFixture } from '../fixture.ts'

let house: TestHouse
const { unit, post, raiseTask, step, needIn, refused } = matterFixture(() => house)
let before: Caller
let secadmin: Caller
let successorId = 0

const idsOf = (column: { items: { id: number }[] }) => column.items.map(({ id }) => id)
const holderOf = async (key: PostKey): Promise<number> =>
  (await house.pool.query('select max(id) as id from post_holders where post_id = $1', [post(key)])).rows[0].id

/** A newcomer with an account and no post, his password known. */
const newcomer = async (login: string): Promise<number> =>
  (
    await house.pool.query(
      `insert into people (login, name, password_hash, must_change_password)
       select $1, $2, password_hash, false from people where login = 'office' returning id`,
      [login, `${login}乙`],
    )
  ).rows[0].id

beforeAll(async () => {
  house = await openTestHouse()
  before = await house.as('transport')
  secadmin = await house.as('secadmin')
  for (const state of ['assigned', 'running', 'reported', 'closed'] as const) await needIn(state)
  await raiseTask('office', { leadUnitId: unit('transport'), dueOn: '2026-08-31' })
  successorId = await newcomer('successor')
})
afterAll(() => house.close())

test('the paper of a leader counts the instructions he wrote', async () => {
  const { body: task } = await (await house.as('office')).post('/matters/tasks', {
    ...{ category: 'facilities', title: '候车亭补齐', body: '', leadUnitId: unit('education'), dueOn: '2026-08-31' },
    leaderPostId: post('leader'),
  })
  const leader = await house.as('leader')
  const instruction = { matterId: task.id, postIds: [post('education')], text: '抓紧。' }
  expect((await leader.post('/instructions', instruction)).status).toBe(200)
  const { status, body } = await leader.get(`/handovers/${post('leader')}`)
  expect([status, body.entries]).toEqual([200, [{ step: 'instruct', count: 1 }]])
})

test('the outgoing holder writes a note, and the page says what the post owes, promises and did', async () => {
  const { status, body } = await before.get(`/handovers/${post('transport')}`)
  expect(status, JSON.stringify(body)).toBe(200)
  const today = (await before.get('/today')).body
  expect(body.owe.total).toBe(today.owe.total)
  expect(body.owe.rows.map(({ id }: { id: number }) => id)).toEqual(idsOf(today.owe))
  expect(body.closed.total).toBe(1)
  expect(body.entered).toBe(5)
  expect(body.entries).toContainEqual({ step: 'sign', count: 3 })
  expect(body.promises.map(({ on }: { on: string }) => on)).toContain('2026-08-31')
  expect(body).toMatchObject({ isOwn: true, isVacant: false, predecessor: null, mayReceive: false, own: null })
  const note = { holderId: body.writes, version: null, text: '候车亭的经费已与财政局谈妥，等批复。' }
  const written = await before.put(`/handovers/${post('transport')}/note`, note)
  expect(written.body.own).toMatchObject({ text: note.text, byPostName: '市交通运输局联络员', version: 1 })
  expect((await refused(() => before.put(`/handovers/${post('transport')}/note`, note))).slug).toBe('out-of-date')
  const secret = { ...note, version: 1, text: '身份证 11010519491231002X' }
  expect((await refused(() => before.put(`/handovers/${post('transport')}/note`, secret))).slug).toBe('secrecy')
})

test('the office of its place sees the page and may add to the note; nobody else sees it', async () => {
  const office = await house.as('office')
  const page = (await office.get(`/handovers/${post('transport')}`)).body
  expect(page).toMatchObject({ isOwn: false, own: { version: 1 } })
  const note = { holderId: page.writes, version: 1, text: '候车亭的经费已谈妥。另有一处站牌待定。' }
  expect((await office.put(`/handovers/${post('transport')}/note`, note)).body.own).toMatchObject({ version: 2 })
  for (const key of ['education', 'lancheng-office', 'leader', 'troop-lan'] as const) {
    const { status, slug } = await refused(async () => (await house.as(key)).get(`/handovers/${post('transport')}`))
    expect([status, slug], key).toEqual([404, 'not-found'])
  }
})

test('from the moment of the change the predecessor has nothing and the successor everything', async () => {
  const today = (await before.get('/today')).body
  const answer = await secadmin.post(`/posts/${post('transport')}/holders`, {
    personId: successorId,
    fromOn: '2026-07-14',
    toOn: null,
    replaces: [await holderOf('transport')],
  })
  expect(answer.status, JSON.stringify(answer.body)).toBe(200)
  expect(answer.body.holders.map(({ personName }: { personName: string }) => personName)).toEqual(['successor乙'])
  const { rows } = await house.pool.query(
    "select action from audit_rows where action like 'post.%' order by id desc limit 2",
  )
  expect(rows.map(({ action }) => action)).toEqual(['post.end', 'post.appoint'])

  expect((await before.get('/today')).status).toBe(401)
  expect((await before.get(`/handovers/${post('transport')}`)).status).toBe(401)
  const again = await house.nobody.post('/session', { login: 'transport', password: 'a long password for tests' })
  expect(again.body.posts).toEqual([])

  const after = await house.as('successor' as PostKey)
  const fresh = (await after.get('/today')).body
  expect({ owe: idsOf(fresh.owe), answer: idsOf(fresh.answer), lights: fresh.lights }).toEqual({
    owe: idsOf(today.owe),
    answer: idsOf(today.answer),
    lights: today.lights,
  })
  for (const { id } of today.owe.items) expect((await after.get(`/matters/${id}`)).status).toBe(200)
})

test('the successor reads the note and says 已接 once; the note stands', async () => {
  const after = await house.as('successor' as PostKey)
  const path = `/handovers/${post('transport')}`
  expect((await after.get('/handovers/mine')).body).toEqual({
    postId: post('transport'),
    predecessor: '市交通运输局联络员甲',
    onDay: '2026-07-14',
  })
  const page = (await after.get(path)).body
  expect(page).toMatchObject({
    mayReceive: true,
    received: { text: '候车亭的经费已谈妥。另有一处站牌待定。', personName: '市交通运输局联络员甲' },
    own: null,
    predecessor: { toOn: '2026-07-14' },
  })
  const late = { holderId: page.received.holderId, version: 2, text: '改写。' }
  expect((await refused(() => after.put(`${path}/note`, late))).slug).toBe('note-closed')
  const received = await after.post(`${path}/receive`, { holderId: page.successor.holderId })
  expect(received.body).toMatchObject({ mayReceive: false, receivedAt: expect.any(String) })
  expect((await refused(() => after.post(`${path}/receive`, { holderId: page.successor.holderId }))).slug).toBe(
    'nothing-to-receive',
  )
  expect((await after.get('/handovers/mine')).body).toBeNull()
  const paper = await after.download(`${path}/paper`)
  expect(paper.status).toBe(200)
  expect(paper.bytes.subarray(0, 2).toString()).toBe('PK')
  const office = await house.as('office')
  expect((await office.get('/handovers')).body).toMatchObject([
    { postName: '市交通运输局联络员', kind: 'changed', successor: 'successor乙', hasNote: true },
  ])
})

test('he finishes what was begun before him', async () => {
  const after = await house.as('successor' as PostKey)
  const running = (await after.get('/matters?view=mine&state=running')).body.rows[0]
  const steps = await after.post(`/matters/${running.id}/steps`, {
    step: 'report',
    version: running.version,
    text: '候车亭已建成。',
  })
  expect(steps.status, JSON.stringify(steps.body)).toBe(200)
  expect((await step('troop-lan', running.id, 'confirm')).body.state).toBe('closed')
})

test('a post left empty stands in the list of its office with what waits for it', async () => {
  await raiseTask('lancheng-office', { leadUnitId: unit('station') })
  const holderId = await holderOf('station')
  const leaving = await house.as('station')
  expect((await secadmin.post(`/holders/${holderId}/end`, { toOn: '2026-07-14' })).status).toBe(200)
  expect((await leaving.get('/today')).status).toBe(401)
  for (const key of ['lancheng-office', 'office'] as const) {
    const rows = (await (await house.as(key)).get('/handovers')).body
    expect(rows, key).toContainEqual(
      expect.objectContaining({ postName: '东门街道服务站专干', kind: 'vacant', owe: 1, successor: null }),
    )
  }
  expect((await (await house.as('qinghe-office')).get('/handovers')).body).toEqual([])
  const office = await house.as('lancheng-office')
  const note = { holderId, version: null, text: '钥匙在街道办公室。' }
  const written = await office.put(`/handovers/${post('station')}/note`, note)
  expect(written.body).toMatchObject({ isVacant: true, received: { text: note.text }, owe: { total: 1 } })
})
