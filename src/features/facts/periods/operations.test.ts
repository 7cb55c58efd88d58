import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Caller, openTestHouse, type TestHouse } from '../../../main/testing.ts'
import { fixedClock } from '../../../platform/context.ts'
import { factFixture } from '../fixture.ts'
import { closeDuePeriods } from './index.ts'

let house: TestHouse
beforeAll(async () => {
  house = await openTestHouse()
  for (const post of [
    'office',
    'lancheng-office',
    'village-station',
    'secadmin',
    'station',
    'office-second',
    'leader',
    'lancheng-leader',
    'qinghe-office',
    'lancheng-education',
    'troop-lan',
    'sysadmin',
  ] as const)
    await house.as(post)
})
afterAll(() => house?.close())
const { recorded, step, refused, visit } = factFixture(() => house)

const periods = async (by: Parameters<TestHouse['as']>[0]) =>
  (await (await house.as(by)).get('/fact-periods')).body.periods
const close = async (by: Parameters<TestHouse['as']>[0], more: object = {}) =>
  (await house.as(by)).post('/fact-periods', { kind: 'quarter', day: '2026-05-04', closesOn: '2026-07-14', ...more })
const may = (value = 100) => ({ startsOn: '2026-05-20', quantities: [{ key: 'money', value }] })

/** Written down before the quarter closed: one that counted in it, one that was returned then. */
const earlier = { counted: 0, returned: 0 }

test('a closed figure keeps its value; what is recorded after is marked 补记 and shows as +1; a withdrawal shows as well', async () => {
  const first = await recorded('village-station', may(100))
  earlier.counted = (await recorded('station', may(200))).id
  await step('station', first.id, 'check')
  earlier.returned = (await recorded('village-station', may(900))).id
  await step('station', earlier.returned, 'return', '缺照片')
  expect(first.marks).toEqual(['late'])
  const closed = await close('office')
  expect(closed.body).toMatchObject({ name: '2026年二季度', state: 'closed', count: 2, unchecked: 1, change: 0 })

  const after = await recorded('village-station', may(50))
  expect(after.marks).toEqual(['late', 'after-close'])
  const { body } = await (await house.as('office')).get(`/fact-periods/${closed.body.id}`)
  expect(body).toMatchObject({ count: 2, change: 1, afterClose: 1 })
  expect(body.figures).toContainEqual({
    kind: 'visit',
    key: 'count',
    unit: '条',
    closed: 2,
    closedUnchecked: 1,
    now: 3,
  })
  expect(body.figures).toContainEqual({
    kind: 'visit',
    key: 'money',
    unit: '元',
    closed: 300,
    closedUnchecked: 200,
    now: 350,
  })

  // Who writes it learns so before it is saved and after, on the phone too.
  const village = await house.as('village-station')
  const effectOf = async (text: string) => (await village.post('/facts/readings', { text })).body.effect
  expect(await effectOf('5月20日走访军属3户，送慰问金600元')).toBe('存下后进入走访台账，那段时间已闭账，标明补记')
  expect(await effectOf('7月2日走访军属3户，送慰问金600元')).toBe('存下后进入走访台账')
  const arrive = async (more: object) =>
    (await village.post('/facts/arrivals', { ...visit(more), key: `${JSON.stringify(more)} of a phone` })).body
  const arrived = await arrive(may(30))
  expect(arrived.said).toBe('标明迟录。那段时间已闭账，标明补记，只进现在的数字。')
  expect((await arrive(may(30))).said).toBe(arrived.said)
  expect((await arrive({ startsOn: '2026-07-02' })).said).toBe('')
  await step('village-station', arrived.id, 'withdraw', '记重')

  await step('village-station', after.id, 'withdraw', '记重')
  expect((await periods('office'))[0]).toMatchObject({ count: 2, change: 0 })
  // Who sees only a part of the place sees that it is closed, and no figure of the whole.
  const unknown = { count: null, unchecked: null, change: null, afterClose: null }
  for (const by of ['village-station', 'lancheng-office', 'troop-lan', 'lancheng-education'] as const) {
    expect((await periods(by))[0], by).toMatchObject({ state: 'closed', mayReopen: false, ...unknown })
    const { body: seen } = await (await house.as(by)).get(`/fact-periods/${closed.body.id}`)
    expect(seen, by).toMatchObject({ ...unknown, figures: [] })
  }
  // Another quarter is open.
  expect((await recorded('village-station', { startsOn: '2026-07-02' })).marks).toEqual([])
})

test('补记 and 迟录 follow a fact that is corrected, and one that counts again after a closing without it', async () => {
  const correct = async (by: 'village-station' | 'station', id: number, more: object) => {
    const { rows } = await house.pool.query('select version from facts where id = $1', [id])
    const { status, body } = await (await house.as(by)).put(`/facts/${id}`, {
      ...visit(may()),
      ...more,
      version: rows[0].version,
    })
    expect([status, body.detail]).toEqual([200, undefined])
    return body.marks
  }
  const { id } = await recorded('village-station', { startsOn: '2026-07-02' })
  expect(await correct('village-station', id, { startsOn: '2026-06-20' })).toEqual(['after-close'])
  expect(await correct('village-station', id, {})).toEqual(['late', 'after-close'])
  expect(await correct('village-station', id, { startsOn: '2026-06-21' })).toEqual(['after-close'])
  expect(await correct('village-station', id, { startsOn: '2026-07-03' })).toEqual([])
  await step('village-station', id, 'withdraw', '记重')
  expect((await step('village-station', id, 'restore', '没有记重')).body.marks).toEqual([])
  await step('village-station', id, 'withdraw', '记重')

  // What the closing counted stays an entry of then, with other amounts too.
  expect(await correct('station', earlier.counted, may(700))).toEqual(['late'])
  expect((await step('village-station', earlier.returned, 'record')).body.marks).toEqual(['late', 'after-close'])
  await step('village-station', earlier.returned, 'withdraw', '记重')
  expect(await correct('station', earlier.counted, may(200))).toEqual(['late'])
})

test('a period is closed once, not before it is over, and by the office of the place', async () => {
  const slug = async (by: 'office' | 'lancheng-office', more: object) => (await refused(() => close(by, more))).slug
  expect(await slug('office', {})).toBe('period-closed')
  expect(await slug('office', { kind: 'year', day: '2026-01-01' })).toBe('period-not-over')
  expect(await slug('office', { kind: 'month', closesOn: '2026-07-13' })).toBe('close-day-past')
  expect((await refused(() => close('station' as 'office'))).status).toBe(403)
  // The city's quarter holds it already.
  expect(await slug('lancheng-office', { kind: 'month', day: '2026-06-01' })).toBe('period-held')
  const planned = await close('lancheng-office', { kind: 'month', day: '2026-03-01', closesOn: '2026-07-20' })
  expect(planned.body).toMatchObject({ state: 'planned', name: '2026年3月', count: 0, mayDrop: true })
  expect(await closeDuePeriods({ ...house.house, clock: fixedClock('2026-07-19') }, [])).toBe(0)
  expect(await closeDuePeriods({ ...house.house, clock: fixedClock('2026-07-20') }, [])).toBe(1)
  const { id, version } = (await periods('lancheng-office')).find((one: { name: string }) => one.name === '2026年3月')
  const dropping = async () => (await house.as('lancheng-office')).post(`/fact-periods/${id}/drop`, { version })
  expect((await refused(dropping)).slug).toBe('period-not-planned')
})

test('reopening asks for a reason and a second person, who is not the one that asked', async () => {
  const [period] = (await periods('office')).filter((one: { name: string }) => one.name === '2026年二季度')
  const ask = async (by: 'office' | 'lancheng-office', reason = '漏记了一批慰问') =>
    (await house.as(by)).post(`/fact-periods/${period.id}/reopen`, { reason })
  expect((await refused(() => ask('office', ''))).status).toBe(422)
  expect((await refused(() => ask('lancheng-office'))).slug).toBe('not-own-period')
  const { body: asked } = await ask('office')
  expect(asked.title).toBe('重开澜川市2026年二季度的账')
  expect((await periods('office')).find((one: { id: number }) => one.id === period.id).state).toBe('closed')
  expect(asked.deciders).toEqual([
    expect.stringContaining('（市双拥办督办岗）'),
    expect.stringContaining('（市双拥工作领导小组副组长）'),
  ])
  const second = await house.as('office-second')
  const waiting = (await second.get('/approvals')).body.rows.find((one: { id: number }) => one.id === asked.approvalId)
  expect(waiting.changes).toContainEqual({
    label: '账上',
    value: expect.stringMatching(/^闭账时 2 条，现在 \d+ 条，其中补记 \d+ 条$/),
  })
  const approved = await second.post(`/approvals/${waiting.id}/approve`, { digest: waiting.digest })
  expect([approved.status, approved.body.detail]).toEqual([200, undefined])
  expect((await periods('office')).find((one: { id: number }) => one.id === period.id)).toMatchObject({
    state: 'reopened',
    reopenReason: '漏记了一批慰问',
    count: 2,
  })
  expect((await refused(() => ask('office'))).slug).toBe('period-not-closed')
  expect((await close('office')).body).toMatchObject({ state: 'closed', count: 2 })
})

test('one request of a closing waits at a time: of two at once the later is led to the first, until it is over', async () => {
  const { body: period } = await close('office', { kind: 'month', day: '2025-09-05' })
  const callers = [await house.as('office'), await house.as('office-second')] as const
  const ask = (caller: Caller) => caller.post(`/fact-periods/${period.id}/reopen`, { reason: '漏记了一批' })
  const waiting = async () =>
    (await callers[0].get('/approvals?state=open')).body.rows.filter((one: Asked) => one.title === asked.title)
  const both = await Promise.all(callers.map(ask))
  const asked = both.find(({ status }) => status === 200)?.body
  expect(both.map(({ status }) => status).sort()).toEqual([200, 409])
  const refused = both.find(({ status }) => status === 409)?.body
  expect(refused).toMatchObject({ type: '/problems/reopening-asked', approvalId: asked.approvalId })
  expect(await waiting()).toHaveLength(1)
  const before = await house.auditCount()
  for (const caller of callers) expect((await ask(caller)).body).toMatchObject({ approvalId: asked.approvalId })
  expect(await house.auditCount()).toBe(before)
  // The page of the closing says so to the office and to its leader, and to nobody who may not read the request.
  const toldTo = async (by: Parameters<TestHouse['as']>[0]) =>
    (await (await house.as(by)).get(`/fact-periods/${period.id}`)).body.asked
  for (const by of ['office', 'leader'] as const)
    expect(await toldTo(by)).toMatchObject({ approvalId: asked.approvalId, askedPost: expect.any(String) })
  expect(await toldTo('lancheng-education')).toBeNull()
  // Taken back, or seven days old: it is asked anew.
  const [row] = await waiting()
  const owner = callers[both.findIndex(({ status }) => status === 200)] as Caller
  expect((await owner.post(`/approvals/${row.id}/withdraw`, {})).status).toBe(200)
  expect([await toldTo('office'), (await ask(callers[0])).status]).toEqual([null, 200])
})

type Asked = { id: number; digest: string; title: string }
/** A request of the county's office to reopen a period of its own, as it reads it. */
const askedByCounty = async (day: string): Promise<Asked> => {
  const by = await house.as('lancheng-office')
  const { body } = await close('lancheng-office', { kind: 'month', day })
  const asked = await by.post(`/fact-periods/${body.id}/reopen`, { reason: '漏记了一批' })
  expect([asked.status, asked.body.detail]).toEqual([200, undefined])
  return (await by.get('/approvals?state=open')).body.rows.find((one: Asked) => one.id === asked.body.approvalId)
}
const decide = async (by: Parameters<TestHouse['as']>[0], { id, digest }: Asked) =>
  (await house.as(by)).post(`/approvals/${id}/approve`, { digest })
const seenBy = async (by: Parameters<TestHouse['as']>[0], { id }: Asked) =>
  (await (await house.as(by)).get('/approvals?state=open')).body.rows?.find((one: Asked) => one.id === id)
const isTold = async (by: Parameters<TestHouse['as']>[0], { title }: Asked): Promise<boolean> =>
  (await (await house.as(by)).get('/notices?show=unread')).body.rows.some(
    (one: { what: string; title: string }) => one.what === '报批待审' && one.title === title,
  )

test('Z05 a county reopens with a leader of its own or the office above; others neither see it nor decide it', async () => {
  const one = await askedByCounty('2026-01-05')
  for (const by of ['lancheng-leader', 'office', 'office-second'] as const) {
    expect(await seenBy(by, one), by).toMatchObject({ mayDecide: true, hindrance: null })
    expect(await isTold(by, one), by).toBe(true)
  }
  // Leaders of another place, another county, member units, stations and troops see nothing of it.
  const far = ['leader', 'qinghe-office', 'lancheng-education', 'station', 'troop-lan', 'sysadmin'] as const
  for (const by of far) {
    if (by !== 'sysadmin') expect(await seenBy(by, one), by).toBeUndefined()
    expect(await isTold(by, one), by).toBe(false)
    expect((await refused(() => decide(by, one))).status, by).toBe(
      by === 'leader' || by === 'qinghe-office' ? 404 : 403,
    )
  }
  // The security administrator reads it and is neither asked nor able to decide.
  expect(await seenBy('secadmin', one)).toMatchObject({ mayDecide: false })
  expect(await isTold('secadmin', one)).toBe(false)
  expect((await refused(() => decide('secadmin', one))).slug).toBe('place-decides')
  expect((await refused(() => decide('lancheng-office', one))).slug).toBe('own-request')
  const refusal = await (await house.as('lancheng-leader')).post(`/approvals/${one.id}/refuse`, { reason: '先核实' })
  expect(refusal.body).toMatchObject({ state: 'refused', reason: '先核实' })

  for (const [by, day] of [
    ['lancheng-leader', '2026-02-05'],
    ['office', '2025-12-05'],
  ] as const) {
    const asked = await askedByCounty(day)
    const done = await decide(by, asked)
    expect([done.status, done.body.detail], by).toEqual([200, undefined])
    expect((await refused(() => decide(by, asked))).slug).toBe('approval-over')
  }
})

test('Z05 who asked does not decide through another post; where nobody else could decide nothing is asked', async () => {
  const { posts, people } = house.world
  const asked = await askedByCounty('2025-11-05')
  const hold = (post: number, person: number) =>
    house.pool.query("insert into post_holders (post_id, person_id, from_on) values ($1, $2, '2026-07-01')", [
      post,
      person,
    ])
  await hold(posts['lancheng-leader'], people['lancheng-office'])
  const self = await house.as('lancheng-office')
  await self.post('/session/post', { postId: posts['lancheng-leader'] })
  expect((await refused(() => self.post(`/approvals/${asked.id}/approve`, { digest: asked.digest }))).slug).toBe(
    'own-request',
  )
  await self.post('/session/post', { postId: posts['lancheng-office'] })
  const { body } = await close('lancheng-office', { kind: 'month', day: '2025-10-05' })
  await house.pool.query('update people set disabled_at = now() where id = any($1::int[])', [
    [people['lancheng-leader'], people.office, people['office-second']],
  ])
  const by = await house.as('lancheng-office')
  const asking = () => by.post(`/fact-periods/${body.id}/reopen`, { reason: '漏记' })
  expect((await refused(asking)).slug).toBe('nobody-decides')
})
