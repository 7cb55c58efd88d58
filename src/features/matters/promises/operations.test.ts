import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestHouse, type PostKey, type TestHouse } from '../../../main/testing.ts'
import { factFixture } from '../../facts/fixture.ts'

let house: TestHouse
beforeAll(async () => {
  house = await openTestHouse()
})
afterAll(() => house?.close())
const { visit, recorded, step, units } = factFixture(() => house)

const PROMISE = { promise: '月底前装好扶手', promiseOn: '2026-07-31' }

const matters = async (by: PostKey, factId: number) => {
  const { status, body } = await (await house.as(by)).get(`/facts/${factId}/promises`)
  expect([status, body.detail]).toEqual([200, undefined])
  return body as { id: number; code: string; state: string; version: number; title: string; dueOn: string | null }[]
}
const detail = async (by: PostKey, id: number) => (await house.as(by)).get(`/matters/${id}`)
const actions = async (since: number) =>
  (await house.pool.query('select action from audit_rows where id > $1 order by id', [since])).rows.map(
    (row) => row.action,
  )
const lastRow = async (): Promise<number> =>
  (await house.pool.query('select coalesce(max(id), 0)::int as id from audit_rows')).rows[0].id
const correct = async (by: PostKey, fact: { id: number }, more: object) => {
  const { version } = (await house.pool.query('select version from facts where id = $1', [fact.id])).rows[0]
  const { status, body } = await (await house.as(by)).put(`/facts/${fact.id}`, visit({ ...more, version }))
  expect([status, body.detail]).toEqual([200, undefined])
  return body
}

test('what a visit promised is a matter with its day, asked for by who wrote it down, in the same change', async () => {
  await house.as('village-station')
  const since = await lastRow()
  const fact = await recorded('village-station', PROMISE)
  expect(await actions(since)).toEqual(['fact.record', 'matter.raise'])
  const [matter] = await matters('village-station', fact.id)
  expect(matter).toMatchObject({
    kind: 'task',
    state: 'raised',
    title: PROMISE.promise,
    dueOn: PROMISE.promiseOn,
    asker: { id: units['village-station'] },
    lead: null,
  })
  const seen = await detail('lancheng-office', matter?.id ?? 0)
  expect(seen.body).toMatchObject({
    promise: { id: fact.id, code: fact.code, title: '走访优抚家庭' },
    office: { id: units['lancheng-office'] },
    openSteps: expect.arrayContaining(['accept']),
  })
  expect((await recorded('village-station', { isDraft: true, ...PROMISE })).state).toBe('draft')
  expect(await house.pool.query('select 1 from matter_promises')).toMatchObject({ rowCount: 1 })
})

test('whoever checks a fact need not see the matter of its promise: it stays the one that it was', async () => {
  const fact = await recorded('village-station', PROMISE)
  const [matter] = await matters('village-station', fact.id)
  expect((await detail('station', matter?.id ?? 0)).status).toBe(404)
  expect(await step('station', fact.id, 'check')).toMatchObject({ status: 200 })
  expect((await matters('village-station', fact.id)).map(({ id, state }) => [id, state])).toEqual([
    [matter?.id, 'raised'],
  ])
  // Sent back and corrected by its writer, the same matter is corrected.
  const other = await recorded('village-station', PROMISE)
  expect(await step('station', other.id, 'return', '写明哪一户')).toMatchObject({ status: 200 })
  expect(await matters('village-station', other.id)).toHaveLength(1)
})

test('the unit that promised leads and sees both; a unit that promised itself answers to the office', async () => {
  const fact = await recorded('lancheng-office', { ...PROMISE, promiseUnitId: units['lancheng-education'] })
  const [led] = await matters('lancheng-education', fact.id)
  expect(led).toMatchObject({
    state: 'assigned',
    lead: { id: units['lancheng-education'] },
    openSteps: expect.arrayContaining(['sign']),
  })
  expect((await detail('lancheng-education', led?.id ?? 0)).body.promise).toMatchObject({ id: fact.id })

  const own = await recorded('village-station', { ...PROMISE, promiseUnitId: units['village-station'] })
  expect((await matters('village-station', own.id))[0]).toMatchObject({
    state: 'assigned',
    asker: { id: units['lancheng-office'] },
    lead: { id: units['village-station'] },
  })
  // Who may not see the fact sees nothing of what it promised.
  expect(await (await house.as('qinghe-station')).get(`/facts/${own.id}/promises`)).toMatchObject({ status: 404 })
})

test('a corrected promise changes its open matter, one taken back withdraws it, and a restored fact owes it anew', async () => {
  const fact = await recorded('village-station', PROMISE)
  await correct('village-station', fact, {
    promise: '八月底前装好扶手',
    promiseOn: '2026-08-31',
    promiseUnitId: units.station,
  })
  const [now, ...others] = await matters('village-station', fact.id)
  expect(others).toEqual([])
  expect(now).toMatchObject({
    title: '八月底前装好扶手',
    dueOn: '2026-08-31',
    state: 'assigned',
    lead: { id: units.station },
  })
  expect((await detail('station', now?.id ?? 0)).body.entries[0]).toMatchObject({
    step: 'follow',
    text: expect.stringContaining(fact.code),
  })

  expect((await step('village-station', fact.id, 'withdraw', '记错了')).status).toBe(200)
  expect((await matters('village-station', fact.id)).map(({ state }) => state)).toEqual(['withdrawn'])
  expect((await step('village-station', fact.id, 'restore', '没有记错')).status).toBe(200)
  expect((await matters('village-station', fact.id)).map(({ state }) => state)).toEqual(['assigned', 'withdrawn'])
})

test('work that runs keeps its lead, and what was closed stays closed', async () => {
  const fact = await recorded('village-station', { ...PROMISE, promiseUnitId: units.station })
  const [led] = await matters('village-station', fact.id)
  const take = async (by: PostKey, name: string, more: object = {}) => {
    const { version } = (await detail(by, led?.id ?? 0)).body
    const { status, body } = await (await house.as(by)).post(`/matters/${led?.id}/steps`, {
      step: name,
      version,
      ...more,
    })
    expect([name, status, body.detail]).toEqual([name, 200, undefined])
  }
  await take('station', 'sign')
  await correct('village-station', fact, {
    ...PROMISE,
    promiseOn: '2026-08-15',
    promiseUnitId: units['lancheng-education'],
  })
  expect((await matters('village-station', fact.id))[0]).toMatchObject({
    state: 'running',
    lead: { id: units.station },
    dueOn: '2026-08-15',
  })
  await take('station', 'report', { text: '已装好。' })
  await take('village-station', 'confirm')
  await correct('village-station', fact, { ...PROMISE, promise: '另装一处' })
  expect((await step('village-station', fact.id, 'withdraw', '记错了')).status).toBe(200)
  expect(await matters('village-station', fact.id)).toMatchObject([{ state: 'closed', title: PROMISE.promise }])
})

test('a fact that takes the place of another takes over its promise', async () => {
  const former = await recorded('village-station', { ...PROMISE, promiseUnitId: units.station })
  const [led] = await matters('village-station', former.id)
  const next = await recorded('village-station', { ...PROMISE, promiseUnitId: units.station, replacesId: former.id })
  expect(await matters('village-station', next.id)).toMatchObject([{ id: led?.id, state: 'assigned' }])
  expect(await matters('village-station', former.id)).toEqual([])
  // It gives the promise back with the place, and takes it again.
  expect((await step('village-station', next.id, 'withdraw', '替错了')).status).toBe(200)
  expect(await matters('village-station', former.id)).toMatchObject([{ id: led?.id, state: 'assigned' }])
  expect(await matters('village-station', next.id)).toEqual([])
  expect((await step('village-station', next.id, 'restore', '没有替错')).status).toBe(200)
  expect(await matters('village-station', next.id)).toMatchObject([{ id: led?.id, state: 'assigned' }])
  expect(await matters('village-station', former.id)).toEqual([])
  const without = await recorded('village-station', { replacesId: next.id })
  expect(await matters('village-station', without.id)).toMatchObject([{ id: led?.id, state: 'withdrawn' }])
})
