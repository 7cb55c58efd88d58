import { afterAll, beforeAll, expect, test } from 'vitest'
import * as z from 'zod'
import { MatterQuery } from '../features/matters/asks.ts'
import { matterFixture } from '../features/matters/fixture.ts'
import { ENDPOINTS } from './endpoints.fixture.ts'
import { openTestHouse, type TestHouse } from './testing.ts'

/**
 * A leader sees that troops asked for something, its category and its state, and nothing else of it. What he does not see he must not
 * find out by asking for it either: two needs that differ in every hidden field alone answer every filter and every order
 * alike.
 */

let house: TestHouse
const { unit, step, raise, raiseTask } = matterFixture(() => house)
/** Two needs of two units, with leads, days and words of their own. */
let early: number
let late: number
/** A task that the leader sees whole, so that a filter has something to find. */
let open: number

const must = async (answer: ReturnType<typeof raise>): Promise<{ id: number }> => {
  const { status, body } = await answer
  if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`)
  return body
}

beforeAll(async () => {
  house = await openTestHouse()
  early = (await must(raise('troop-lan', { title: '军属就业岗位推荐', body: '十一人。' }))).id
  late = (await must(raise('troop-cen', { title: '营区门前道路硬化', body: '雨天难行。' }))).id
  for (const [id, lead, dueOn] of [
    [early, 'transport', '2026-07-16'],
    [late, 'education', '2026-12-31'],
  ] as const) {
    await must(step('office', id, 'accept'))
    await must(step('office', id, 'assign', { lead: { unitId: unit(lead) }, dueOn }))
  }
  await must(step('education', late, 'sign'))
  await must(step('transport', early, 'sign'))
  open = (await must(raiseTask('office', { dueOn: '2026-07-31' }))).id
})
afterAll(() => house?.close())

type Asked = Record<string, string>
/** What a filter on a hidden field is asked with: as one need has it, as the other has it, and as neither has. */
const hidden = (): Record<string, Asked[]> => ({
  leadUnitId: [{ leadUnitId: String(unit('transport')) }, { leadUnitId: String(unit('education')) }],
  askerUnitId: [{ askerUnitId: String(unit('troop-lan')) }, { askerUnitId: String(unit('troop-cen')) }],
  unitId: [{ unitId: String(unit('troop-lan')) }, { unitId: String(unit('education')) }],
  leadSide: [{ leadSide: 'civil' }, { leadSide: 'military' }],
  dueFrom: [{ dueFrom: '2026-07-01' }, { dueFrom: '2026-08-01' }],
  dueTo: [{ dueTo: '2026-07-20' }, { dueTo: '2027-01-01' }],
  dueIn: [{ dueIn: 'week' }, { dueIn: 'month' }, { dueIn: 'past' }],
  q: [{ q: '就业' }, { q: '道路' }, { q: '推荐' }, { q: '路硬' }],
})
/** Fields that a leader reads of every need, so that he may ask for them. */
const SHOWN = [
  'view',
  'kind',
  'direction',
  'state',
  'open',
  'light',
  'category',
  'mark',
  'without',
  'level',
  'parentId',
]
const SHOWN_TOO = ['regionId', 'regionOnly', 'part', 'documentId', 'year', 'sort', 'after', 'size']

test('Z03 of every field that may be asked for it is known whether a leader reads it', () => {
  expect(Object.keys(MatterQuery.shape).sort()).toEqual([...Object.keys(hidden()), ...SHOWN, ...SHOWN_TOO].sort())
})

test('Z03 no filter on a field that a leader does not read finds a need, nor counts it, whatever it is asked with', async () => {
  const leader = await house.as('leader')
  const rowsOf = async (asked: Asked) => {
    const { status, body } = await leader.get(`/matters?${new URLSearchParams(asked)}`)
    expect(status).toBe(200)
    return { ids: (body.rows as { id: number }[]).map(({ id }) => id), total: body.total as number }
  }
  const all = await rowsOf({})
  expect(all.ids).toEqual(expect.arrayContaining([early, late, open]))
  for (const asks of Object.values(hidden()))
    for (const asked of asks) {
      const { ids, total } = await rowsOf(asked)
      expect(
        ids.filter((id) => id === early || id === late),
        JSON.stringify(asked),
      ).toEqual([])
      expect(total, JSON.stringify(asked)).toBe(ids.length)
    }
  // The same questions find what he does read.
  expect((await rowsOf({ dueIn: 'month' })).ids).toEqual([open])
  expect((await rowsOf({ leadUnitId: String(unit('education')) })).ids).toEqual([open])
})

test('Z03 by day the two stand in an order that does not follow their days, and show the same', async () => {
  const leader = await house.as('leader')
  const listed = async () => {
    const { body } = await leader.get('/matters?kind=need&sort=due')
    return (body.rows as { id: number; light: unknown }[]).filter(({ id }) => id === early || id === late)
  }
  const before = await listed()
  const hiddenNow = (row: object) => JSON.stringify({ ...row, id: 0, code: '', changedAt: '', version: 0 })
  expect(before).toHaveLength(2)
  // Both days the other way round: order and rows stay as they were.
  const days = (first: string, second: string) =>
    house.pool.query('update matters set due_on = case id when $1 then $3::date else $4::date end where id = any($2)', [
      early,
      [early, late],
      first,
      second,
    ])
  await days('2026-12-31', '2026-11-30')
  const one = await listed()
  await days('2026-11-30', '2026-12-31')
  const other = await listed()
  expect(other.map(hiddenNow)).toEqual(one.map(hiddenNow))
  expect(other.map(({ id }) => id)).toEqual(one.map(({ id }) => id))
})

test('Z03 an order, a field or a column that a list does not have is refused, in every list', async () => {
  const office = await house.as('office')
  const sorted = ENDPOINTS.filter(
    ({ method, path, input }) =>
      method === 'GET' && !path.includes('{') && input instanceof z.ZodObject && 'sort' in input.shape,
  )
  expect(sorted.length).toBeGreaterThan(0)
  for (const { path } of sorted)
    for (const sort of ['dueKey', 'lead_unit_id', 'title', 'password_hash', 'due desc'])
      expect((await office.get(`${path}?sort=${encodeURIComponent(sort)}`)).status, `${path} ${sort}`).toBe(422)
  for (const by of ['title', 'asker', 'due_on'])
    expect((await office.get(`/ledger/board?by=${by}`)).status, by).toBe(422)
})

test('Z03 an answer bears no field beside those of its shape', async () => {
  const leader = await house.as('leader')
  for (const [path, shape] of [
    ['/matters', 'matters.list'],
    ['/dual-list?show=open', 'matters.dual'],
  ] as const) {
    const { output } = ENDPOINTS.find(({ name }) => name === shape) as (typeof ENDPOINTS)[number]
    const { body } = await leader.get(path)
    expect(JSON.stringify(output.parse(body))).toBe(JSON.stringify(body))
    for (const words of ['就业', '道路硬化', '十一人', '驻澜', '驻岑', '2026-07-16', '2026-12-31'])
      expect(JSON.stringify(body), words).not.toContain(words)
  }
})
