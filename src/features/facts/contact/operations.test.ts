import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestHouse, type PostKey, type TestHouse } from '../../../main/testing.ts'
import { factFixture } from '../fixture.ts'
import { type ContactFamily, DEFAULT_REASONS, duesAsked, stateOf, worstOf } from './rules.ts'

let house: TestHouse
const homes: Record<string, number> = {}
beforeAll(async () => {
  // Two weeks before the feast of the army, whose families may be seen from the second of July on.
  house = await openTestHouse('2026-07-18')
  const office = await house.as('office')
  const add = async (key: string, region: 'lancheng-village' | 'qinghe-village', person: object) => {
    const head = { name: '王某某', categories: ['disabled-soldier'], ...person }
    const { status, body } = await office.post('/households', { regionId: regions[region], head })
    expect([key, status]).toEqual([key, 200])
    homes[key] = body.id
  }
  await add('key', 'lancheng-village', {})
  await add('plain', 'lancheng-village', { categories: ['discharged-soldier'] })
  await add('other', 'qinghe-village', {})
})
afterAll(() => house?.close())
const { recorded, step, refused, regions } = factFixture(() => house)

const AUGUST = 'month=2026-08'
const plan = async (by: PostKey, query = AUGUST) => (await (await house.as(by)).get(`/contact-plan?${query}`)).body
const rows = async (by: PostKey, query = AUGUST) =>
  (await (await house.as(by)).get(`/contact-plan/households?${query}`)).body.rows as {
    householdId: number
    state: string
    headName: string
    factId: number | null
    dues: { key: string }[]
  }[]
const ofHome = async (by: PostKey, key: string, query = AUGUST) =>
  (await rows(by, query)).find(({ householdId }) => householdId === homes[key])

test('who is due and why stands by place, and the sums of the places are the sum of the whole', async () => {
  const city = await plan('office')
  expect(city).toMatchObject({ figures: { due: 2, open: 2, done: 0, late: 0, overdue: 0 }, above: null })
  expect(city.reasons).toEqual([{ key: 'army-day', label: '建军节', basis: '', count: 2 }])
  const due = city.places.map(({ figures }: { figures: { due: number } }) => figures.due)
  expect(due.reduce((sum: number, one: number) => sum + one, 0)).toBe(city.figures.due)
  expect((await plan('village-station')).figures.due).toBe(1)
  expect((await rows('lancheng-leader'))[0]?.headName).toBe('王**')
  expect((await (await house.as('village-station')).get(`/contact-plan?regionId=${regions.qinghe}`)).status).toBe(404)
})

test('the plan opens on who is due now: the feast of next month, once one may go for it', async () => {
  const now = await plan('office', '')
  expect(now).toMatchObject({
    month: '2026-07',
    reasons: [{ key: 'army-day', count: 2 }],
    figures: { due: 2, open: 2 },
  })
  expect((await rows('village-station', '')).map(({ dues }) => dues.map(({ key }) => key))).toEqual([['army-day']])
})

test('a visit that names the family marks it done, whoever went; withdrawn or a draft, it does not', async () => {
  const visit = { householdIds: [homes.key], startsOn: '2026-07-16' }
  await recorded('village-station', { ...visit, isDraft: true })
  expect((await ofHome('village-station', 'key'))?.state).toBe('open')
  // Written down by the city for its own place: the village does not read the fact, and knows that somebody went.
  const byCity = await recorded('office', { ...visit, regionId: regions.city })
  expect(await ofHome('village-station', 'key')).toMatchObject({ state: 'done', factId: null })
  expect(await ofHome('office', 'key')).toMatchObject({ state: 'done', factId: byCity.id })
  expect((await plan('village-station')).figures).toMatchObject({ due: 1, done: 1, open: 0 })
  expect((await step('office', byCity.id, 'withdraw', '没有去成')).status).toBe(200)
  expect((await ofHome('village-station', 'key'))?.state).toBe('open')

  const early = await recorded('village-station', { ...visit, startsOn: '2026-07-01' })
  expect((await ofHome('village-station', 'key'))?.state).toBe('open')
  await recorded('village-station', { ...visit, replacesId: early.id })
  expect((await ofHome('village-station', 'key'))?.state).toBe('done')
  expect(await rows('village-station', `${AUGUST}&state=open`)).toEqual([])
})

test('a mark makes a family due until it is ended, for who keeps the register there', async () => {
  const station = await house.as('village-station')
  const at = `/households/${homes.plain}/contact-marks`
  expect(await ofHome('village-station', 'plain', 'month=2026-07')).toBeUndefined()
  const tomorrow = { kind: 'hardship', on: '2026-07-19' }
  expect(await refused(() => station.post(at, tomorrow))).toMatchObject({ status: 422, slug: 'contact-day-in-future' })
  const marked = await station.post(at, { kind: 'hardship', on: '2026-07-01' })
  expect(marked.body).toMatchObject([{ kind: 'hardship', endedOn: null }])
  expect(await refused(() => station.post(at, { kind: 'hardship', on: '2026-07-01' }))).toMatchObject({ status: 409 })
  expect(await ofHome('village-station', 'plain', 'month=2026-07')).toMatchObject({
    state: 'open',
    dues: [{ key: 'hardship' }],
  })
  const qinghe = await house.as('qinghe-station')
  expect((await qinghe.post(at, { kind: 'hardship', on: '2026-07-02' })).status).toBe(404)
  expect((await qinghe.get(at)).status).toBe(404)
  const [{ id, version }] = marked.body
  expect((await (await house.as('lancheng-leader')).post(`/contact-marks/${id}/end`, { version })).status).toBe(403)
  expect((await qinghe.post(`/contact-marks/${id}/end`, { version })).status).toBe(404)
  expect((await station.post(`/contact-marks/${id}/end`, { version })).body).toMatchObject([{ endedOn: '2026-07-18' }])
  expect((await station.post(`/contact-marks/${id}/end`, { version })).status).toBe(409)
  expect(await ofHome('village-station', 'plain', 'month=2026-10')).toBeUndefined()
})

test('a day of sacrifice may lie before the republic; a month before a family was registered holds nothing of it', async () => {
  const station = await house.as('village-station')
  const at = `/households/${homes.plain}/contact-marks`
  const before = await house.auditCount()
  for (const [kind, on] of [
    ['hardship', '1937-07-27'],
    ['sacrifice', '1900-07-27'],
  ])
    expect((await station.post(at, { kind, on })).body.errors).toMatchObject([{ pointer: '/on' }])
  expect(await house.auditCount()).toBe(before)
  expect((await station.post(at, { kind: 'sacrifice', on: '1937-07-27' })).status).toBe(200)
  expect(await ofHome('village-station', 'plain', 'month=2026-07')).toMatchObject({
    dues: [{ key: 'sacrifice', by: '2026-07-27' }, { key: 'hardship' }],
  })
  // Its feasts of before came while nobody had written the family down.
  for (const month of ['2026-02', '2025-09', '2025-07', '1949-10'])
    expect((await plan('office', `month=${month}`)).figures.due).toBe(0)
  expect((await (await house.as('office')).get('/contact-plan?month=1949-09')).status).toBe(422)
})

/** Every family as the rules see it, read row by row, with the days on which it was visited. */
const families = async () =>
  (
    await house.pool.query<ContactFamily & { id: number; visits: string[] }>(
      `with own as (select h.id, o.id as part, (o.made_at at time zone 'Asia/Shanghai')::date as since from households h
         join households o on o.id = h.id or o.merged_into_id = h.id where h.state = 'present')
       select h.id, h.categories, (select min(since) from own where own.id = h.id) as since,
         coalesce((select json_agg(json_build_object('categories', categories, 'birthYear', birth_year, 'birthMonth', birth_month))
           from household_persons where household_id = h.id and state = 'present'), '[]') as persons,
         coalesce((select json_agg(json_build_object('kind', kind, 'on', on_day, 'endedOn', ended_on,
           'since', (made_at at time zone 'Asia/Shanghai')::date) order by m.id)
           from contact_marks m join own on own.part = m.household_id where own.id = h.id), '[]') as marks,
         coalesce((select json_agg(f.ends_on order by f.ends_on) from facts f join fact_households n on n.fact_id = f.id
           join own on own.part = n.household_id where own.id = h.id and f.kind = 'visit' and f.state in ('recorded', 'checked')), '[]') as visits
       from households h where h.state = 'present'`,
    )
  ).rows

test('the list is what the rules say of each family by itself, and the plan counts the list', async () => {
  const office = await house.as('office')
  const kinds = ['disabled-soldier', 'discharged-soldier']
  const made: number[] = []
  for (const [at, day] of ['2025-12-01', '2026-07-18', '2026-07-31', '2026-08-20']
    .flatMap((one) => [one, one, one])
    .entries()) {
    const region = at % 3 ? regions['lancheng-village'] : regions['qinghe-village']
    const head = { name: '李某某', categories: [kinds[at % 2]] }
    const { status, body } = await office.post('/households', { regionId: region, head })
    expect([at, status]).toEqual([at, 200])
    made.push(body.id)
    await house.pool.query('update households set made_at = $2 where id = $1', [body.id, `${day}T09:00:00+08:00`])
    await house.pool.query('update household_persons set birth_year = 1966, birth_month = $2 where household_id = $1', [
      body.id,
      at % 3 ? 7 + (at % 4) : null,
    ])
  }
  const [one, other, third] = made
  // What went into another family counts for that one: the day it came, its mark and its visit.
  expect(
    (await office.post(`/households/${other}/contact-marks`, { kind: 'sacrifice', on: '1979-08-05' })).status,
  ).toBe(200)
  await recorded('office', { regionId: regions.city, householdIds: [other, third], startsOn: '2026-07-16' })
  await house.pool.query(
    "update households set state = 'merged', ended_on = '2026-07-18', merged_into_id = $2 where id = $1",
    [other, one],
  )
  const today = '2026-07-18'
  let due = 0
  for (const month of ['2026-07', '2026-08', '2026-09', '2026-10', '2027-02']) {
    const expected = (await families())
      .map((family) => {
        const dues = duesAsked(DEFAULT_REASONS, family, month, today)
        const states = dues.map((due) => stateOf(due, family.visits, today))
        return {
          id: family.id,
          state: worstOf(states),
          dues: dues.map(({ key, by }, at) => `${key} ${by} ${states[at]}`),
        }
      })
      .filter(({ dues }) => dues.length > 0)
    const list = (await office.get(`/contact-plan/households?month=${month}&size=200`)).body.rows as {
      householdId: number
      state: string
      dues: { key: string; by: string; state: string }[]
    }[]
    const byId = <Row extends { id: number }>(all: Row[]) => all.sort((a, b) => a.id - b.id)
    const told = list.map(({ householdId, state, dues }) => ({
      ...{ id: householdId, state },
      dues: dues.map(({ key, by, state }) => `${key} ${by} ${state}`),
    }))
    expect([month, byId(told)]).toEqual([month, byId(expected)])
    const { figures, places } = (await office.get(`/contact-plan?month=${month}`)).body
    expect([month, figures.due]).toEqual([month, expected.length])
    for (const state of ['done', 'late', 'open', 'overdue'] as const)
      expect([month, figures[state]]).toEqual([month, expected.filter((row) => row.state === state).length])
    const below = places.map((place: { figures: { due: number } }) => place.figures.due)
    expect(below.reduce((sum: number, due: number) => sum + due, 0)).toBe(expected.length)
    due += expected.length
  }
  expect(due).toBeGreaterThan(made.length)
  await house.pool.query('delete from contact_marks where household_id = $1', [other])
  await house.pool.query(
    "update households set state = 'ended', ended_on = '2026-07-18', merged_into_id = null where id = any($1)",
    [made],
  )
})

test('the city sets the reasons, and the plan follows', async () => {
  const office = await house.as('office')
  const { reasons, version } = (await office.get('/contact-reasons')).body
  const own = {
    ...reasons[0],
    key: 'own-1',
    kind: 'monthly',
    label: '重阳走访',
    feast: null,
    month: 10,
    categories: [],
    basis: '',
  }
  const county = await house.as('lancheng-office')
  expect(await refused(() => county.put('/contact-reasons', { reasons: [own], version }))).toMatchObject({
    status: 403,
  })
  expect(await refused(() => office.put('/contact-reasons', { reasons: [own, own], version }))).toMatchObject({
    status: 422,
  })
  const bad = { ...own, month: null }
  expect(
    (await refused(() => office.put('/contact-reasons', { reasons: [bad], version }))).body.errors[0],
  ).toMatchObject({ pointer: '/reasons/0/month' })
  expect((await office.put('/contact-reasons', { reasons: [own], version })).status).toBe(200)
  expect(await refused(() => office.put('/contact-reasons', { reasons: [own], version }))).toMatchObject({
    status: 409,
  })
  expect((await plan('office')).figures.due).toBe(0)
  expect((await plan('office', 'month=2026-10')).figures.due).toBe(3)
})
