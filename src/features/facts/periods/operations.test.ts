import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestHouse, type TestHouse } from '../../../main/testing.ts'
import { fixedClock } from '../../../platform/context.ts'
import { factFixture } from '../fixture.ts'
import { closeDuePeriods } from './index.ts'

let house: TestHouse
beforeAll(async () => {
  house = await openTestHouse()
  for (const post of ['office', 'lancheng-office', 'village-station', 'secadmin', 'station'] as const)
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

  await step('village-station', after.id, 'withdraw', '记重')
  expect((await periods('office'))[0]).toMatchObject({ count: 2, change: 0 })
  // Who sees only a part of the place sees that it is closed, and no figure of the whole.
  expect((await periods('village-station'))[0]).toMatchObject({
    state: 'closed',
    count: 0,
    change: 0,
    mayReopen: false,
  })
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
  const secadmin = await house.as('secadmin')
  const waiting = (await secadmin.get('/approvals')).body.rows.find(
    (one: { id: number }) => one.id === asked.approvalId,
  )
  expect(waiting.changes).toContainEqual({
    label: '账上',
    value: expect.stringMatching(/^闭账时 2 条，现在 \d+ 条，其中补记 \d+ 条$/),
  })
  const approved = await secadmin.post(`/approvals/${waiting.id}/approve`, { digest: waiting.digest })
  expect([approved.status, approved.body.detail]).toEqual([200, undefined])
  expect((await periods('office')).find((one: { id: number }) => one.id === period.id)).toMatchObject({
    state: 'reopened',
    reopenReason: '漏记了一批慰问',
    count: 2,
  })
  expect((await refused(() => ask('office'))).slug).toBe('period-not-closed')
  expect((await close('office')).body).toMatchObject({ state: 'closed', count: 2 })
})
