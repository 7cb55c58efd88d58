import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Answer, type Caller, openTestHouse, type PostKey, type TestHouse } from '../../../main/testing.ts'
import { PLAN_AUDIENCES, planState, quarterSpan } from './rules.ts'

let house: TestHouse
let office: Caller
let county: Caller
beforeAll(async () => {
  house = await openTestHouse()
  office = await house.as('office')
  county = await house.as('lancheng-office')
  const { regions } = house.world
  // kind, where, when, audience, sessions, hours, by
  for (const [place, on, audience, sessions, hours, by] of [
    ['lancheng', '2026-03-31', 'schools', 2, 4, 'lancheng-office'],
    ['lancheng-village', '2026-04-01', 'schools', null, 1.5, 'village-station'],
    ['lancheng', '2026-05-20', 'cadres', 1, null, 'lancheng-office'],
    ['qinghe', '2026-05-20', 'schools', 1, 2, 'qinghe-office'],
    ['city', '2025-12-31', 'schools', 1, 2, 'office'],
    ['city', '2026-06-01', 'public', 1, 2, 'education'],
    ['city', '2026-06-02', 'schools', 3, 3, 'education'],
  ] as const) {
    const quantities = [
      { key: 'sessions', value: sessions },
      { key: 'hours', value: hours },
    ].filter(({ value }) => value !== null)
    const fact = { kind: 'education', regionId: regions[place], startsOn: on, fields: { audience }, quantities }
    expect((await (await house.as(by)).post('/facts', fact)).status, `${by} ${on}`).toBe(200)
  }
})
afterAll(() => house?.close())

const done = ({ status, body }: Answer) => {
  expect(status, JSON.stringify(body)).toBe(200)
  return body
}
const plan = (sessions: number[], more: object = {}) => ({
  ...{ regionId: house.world.regions.lancheng, year: 2026, audience: 'schools', sessions, hours: [4, 4, 0, 4.5] },
  ...{ content: '国防教育进课堂', version: 0, ...more },
})

test('a plan stands beside what took place, quarter by quarter, in the place and below', async () => {
  const empty = done(await county.get('/education-plan'))
  expect(empty).toMatchObject({ year: 2026, mayPlan: true, place: { name: '澜城区' } })
  expect(empty.rows.map(({ isPlanned }: { isPlanned: boolean }) => isPlanned)).toEqual([false, false, false])
  const saved = done(await county.put('/education-plan', plan([3, 1, 0, 2])))
  expect(saved.rows[0]).toMatchObject({
    audience: 'schools',
    isPlanned: true,
    version: 1,
    quarters: [
      { sessions: 3, hours: 4, doneSessions: 2, doneHours: 4, facts: 1 },
      { sessions: 1, hours: 4, doneSessions: 1, doneHours: 1.5, facts: 1 },
      { sessions: 0, hours: 0, doneSessions: 0, facts: 0 },
      { sessions: 2, hours: 4.5, doneSessions: 0, facts: 0 },
    ],
  })
  expect(saved.rows[1].quarters[1]).toMatchObject({ sessions: 0, doneSessions: 1 })
  const stale = await county.put('/education-plan', plan([9, 9, 9, 9]))
  expect(stale.body).toMatchObject({ type: '/problems/out-of-date', latest: { rows: expect.any(Array) } })
  const again = done(await county.put('/education-plan', plan([3, 2, 0, 2], { version: 1 })))
  expect(again.rows[0].quarters[1].sessions).toBe(2)
  const city = done(await office.get('/education-plan'))
  expect(city.places).toMatchObject([
    { name: '澜城区', sessions: 7, doneSessions: 4 },
    { name: '青禾县', sessions: 0, doneSessions: 1 },
  ])
})

test('each figure opens as many facts as it says, for every role', async () => {
  for (const key of ['office', 'leader', 'lancheng-office', 'station', 'education', 'troop-lan'] as PostKey[]) {
    const caller = await house.as(key)
    const read = done(await caller.get('/education-plan'))
    for (const { audience, quarters } of read.rows)
      for (const [at, { facts, unchecked }] of quarters.entries()) {
        const { from, to } = quarterSpan(2026, at + 1)
        const query = `kind=education&state=recorded&state=checked&field=audience:${audience}&regionId=${read.place.id}&from=${from}&to=${to}`
        const list = done(await caller.get(`/facts?${query}`))
        expect([list.total, list.unchecked], `${key} ${audience} ${at + 1}`).toEqual([facts, unchecked])
      }
  }
})

test('only the office and the station of a place plan there, and never outside', async () => {
  const before = await house.auditCount()
  const liaison = await house.as('education')
  expect((await liaison.put('/education-plan', plan([1, 1, 1, 1]))).status).toBe(403)
  const other = await house.as('qinghe-office')
  expect((await other.put('/education-plan', plan([1, 1, 1, 1]))).status).toBe(404)
  const wrong = await county.put('/education-plan', plan([1, 1, 1]))
  expect([wrong.status, wrong.body.errors[0].pointer]).toEqual([422, '/sessions'])
  expect(await house.auditCount()).toBe(before)
})

test('the sheet has a line for each audience and quarter', async () => {
  const { status, bytes } = await county.download('/education-plan/sheet?year=2026')
  expect(status).toBe(200)
  expect(bytes.subarray(0, 2).toString()).toBe('PK')
  const { rows } = await house.pool.query("select after from audit_rows where action = 'education.export'")
  expect(rows).toMatchObject([{ after: { rows: PLAN_AUDIENCES.length * 4 } }])
})

test('a quarter is short only once it is over, and never where nothing was planned', () => {
  expect(quarterSpan(2024, 1)).toEqual({ from: '2024-01-01', to: '2024-03-31' })
  expect(quarterSpan(2026, 4)).toEqual({ from: '2026-10-01', to: '2026-12-31' })
  const of = (planned: number, held: number, today: string) =>
    planState({ planned, done: held }, { to: '2026-06-30', today })
  expect([of(0, 0, '2026-07-01'), of(2, 1, '2026-06-30'), of(2, 1, '2026-07-01'), of(2, 2, '2026-01-01')]).toEqual([
    ...['none', 'open', 'short', 'done'],
  ])
})
