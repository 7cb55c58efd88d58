import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestHouse, type PostKey, type TestHouse } from '../../../main/testing.ts'
import { factFixture } from '../fixture.ts'

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
