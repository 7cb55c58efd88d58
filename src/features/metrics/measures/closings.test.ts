import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { openTestHouse, type PostKey, type TestHouse } from '../../../main/testing.ts'
import { spanOf } from '../../../platform/calendar/spans.ts'
import { factFixture } from '../../facts/fixture.ts'
import type { MeasureDetail } from './contract.ts'

vi.setConfig({ testTimeout: 240_000 })
let house: TestHouse
beforeAll(async () => {
  house = await openTestHouse()
})
afterAll(() => house?.close())
const { recorded, visit, get, step } = factFixture(() => house)

const OFFICES = ['office', 'lancheng-office', 'qinghe-office'] as const
const PERIODS = ['2026', '2026Q1', '2026Q2', '2026-02', '2026-03', '2026-05'] as const
const KINDS = { 4: 'year', 6: 'quarter', 7: 'month' } as const
const MEASURE = 'comfort-money'
type Shown = Pick<MeasureDetail, 'figure' | 'months' | 'places'>
const shown = async (by: PostKey, period: string): Promise<Shown> =>
  (await (await house.as(by)).get(`/measures/${MEASURE}?period=${period}`)).body
const sum = (parts: readonly { value: number }[]) => parts.reduce((all, { value }) => all + value, 0)
const close = async (by: PostKey, period: string) =>
  (await house.as(by)).post('/fact-periods', {
    kind: KINDS[period.length as keyof typeof KINDS],
    ...{ day: spanOf(period).from, closesOn: '2026-07-14' },
  })
const closedNow = async (by: PostKey) =>
  (await (await house.as(by)).get('/fact-periods')).body.periods.filter(
    ({ state }: { state: string }) => state === 'closed',
  )
const reopen = async (by: PostKey, id: number) => {
  const asked = await (await house.as(by)).post(`/fact-periods/${id}/reopen`, { reason: '漏记了一批' })
  expect(asked.status, JSON.stringify(asked.body)).toBe(200)
  const second = await house.as('office-second')
  const { rows } = (await second.get('/approvals')).body
  const one = rows.find((row: { id: number }) => row.id === asked.body.approvalId)
  const done = await second.post(`/approvals/${one.id}/approve`, { digest: one.digest })
  expect([done.status, done.body.detail]).toEqual([200, undefined])
}

/** Whatever is written, corrected or closed in whatever order: nothing that stands closed moves, and it is the same from every side. */
const held = new Map<string, number>()
const look = async (label: string) => {
  for (const by of OFFICES)
    for (const period of PERIODS.slice(1)) {
      const { figure, months, places } = await shown(by, period)
      const name = `${by} ${period}`
      const at = `${label}: ${name}`
      if (figure.closed === null) {
        expect(held.has(name), at).toBe(false)
        continue
      }
      expect(figure.value, at).toBe(held.get(name) ?? figure.value)
      held.set(name, figure.value)
      expect(sum(places), at).toBe(figure.value)
      expect(sum(months), at).toBe(figure.value)
      if (by !== 'office') continue
      for (const county of OFFICES.slice(1)) {
        const regionId = house.world.regions[county === 'qinghe-office' ? 'qinghe' : 'lancheng']
        const part = places.find((one) => one.regionId === regionId)
        expect((await shown(county, period)).figure.value, `${at} ${county}`).toBe(part?.value)
      }
      for (const month of months) expect((await shown(by, month.period)).figure.value, at).toBe(month.value)
    }
}

const DAYS = ['2026-02-10', '2026-03-10', '2026-05-10'] as const
const steps = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ way: fc.constant('write' as const), by: fc.nat(2), day: fc.nat(2), which: fc.nat() }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ way: fc.constant('correct' as const), by: fc.nat(2), day: fc.nat(2), which: fc.nat() }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ way: fc.constant('withdraw' as const), by: fc.nat(2), day: fc.nat(2), which: fc.nat() }),
  },
)
/** Closings in the order that goes wrong first: a month before its quarter, a county before the city, and the other way round. */
const CLOSINGS: [PostKey, string, number][] = [
  ['lancheng-office', '2026Q1', 200],
  ['office', '2026-02', 200],
  ['office', '2026Q1', 200],
  ['office', '2026-03', 409],
  ['lancheng-office', '2026-02', 409],
  ['qinghe-office', '2026-05', 200],
  ['office', '2026Q2', 200],
]

test('a closed figure of a place and a period never moves, whatever is written, corrected or closed beside it', async () => {
  const places = ['city', 'lancheng', 'qinghe'] as const
  const made: { by: PostKey; id: number; place: (typeof places)[number] }[] = []
  let amount = 1
  const words = (place: (typeof places)[number], day: string) => {
    amount *= 2
    const quantities = [{ key: 'money', value: amount % 100_003 }]
    return { direction: 'to-troops', regionId: house.world.regions[place], startsOn: day, quantities }
  }
  const work = async (seed: number, count: number) => {
    for (const { way, by, day, which } of fc.sample(steps, { numRuns: count, seed })) {
      const on = DAYS[day] as string
      const one = made[which % Math.max(1, made.length)]
      if (way === 'write' || !one) {
        const [post, place] = [OFFICES[by] as PostKey, places[by] as 'city']
        made.push({ by: post, place, id: (await recorded(post, words(place, on))).id })
      } else if (way === 'withdraw') {
        await step(one.by, one.id, 'withdraw', '记重')
      } else {
        const { version, state } = (await get(one.by, one.id)).body
        if (state !== 'recorded') continue
        const put = await (await house.as(one.by)).put(`/facts/${one.id}`, { ...visit(words(one.place, on)), version })
        expect([put.status, put.body.detail]).toEqual([200, undefined])
      }
    }
  }
  for (const [index, [by, period, status]] of CLOSINGS.entries()) {
    await work(index + 1, 8)
    const answer = await close(by, period)
    expect(answer.status, `${by} ${period} ${JSON.stringify(answer.body)}`).toBe(status)
    if (status === 409)
      expect(answer.body).toMatchObject({
        type: '/problems/period-held',
        detail: expect.stringMatching(/(澜川市|澜城区)2026年一季度的闭账里/),
      })
    // What the drawer of a closing says of a kind is what the measure says.
    else {
      const money = answer.body.figures.find(
        (one: { kind: string; key: string }) => one.kind === 'visit' && one.key === 'money',
      )
      expect(money?.closed ?? 0, `${by} ${period}`).toBe((await shown(by, period)).figure.value)
    }
    await look(`${by} ${period}`)
  }
  await work(99, 8)
  await look('after')

  // Reopened, the city's quarter moves; what the county and its month closed by themselves stay.
  const quarter = (await closedNow('office')).find(({ name }: { name: string }) => name === '2026年一季度')
  await reopen('office', quarter.id)
  for (const name of ['office 2026Q1', 'office 2026-03', 'qinghe-office 2026Q1', 'qinghe-office 2026-03'])
    held.delete(name)
  await look('reopened')
  expect(held.size).toBeGreaterThan(8)
  expect((await close('office', '2026Q1')).status).toBe(200)
  await look('closed anew')
})
