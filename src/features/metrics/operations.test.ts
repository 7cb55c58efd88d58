import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestHouse, type PostKey, type TestHouse } from '../../main/testing.ts'
import { matterFixture, setAccess } from '../matters/fixture.ts'
import { ledgerHref } from '../matters/ui/index.ts'
import { readSearch, toQuery } from '../matters/ui/search.ts'
import { PLAN } from '../sources/fixture.ts'
import type { Figures, Overview } from './contract.ts'
import { METRIC_KEYS, METRICS, type MetricKey } from './declared.ts'
import { listOf, ofAll, ofPart, ofPlace, ofUnit, type Where } from './lists.ts'

let house: TestHouse
const { unit, raise, raiseTask, step, needIn } = matterFixture(() => house)

const YEAR = 2026
const must = async (answer: ReturnType<typeof raise>) => {
  const { status, body } = await answer
  if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`)
  return body
}

/** A plan handed out, needs of both directions in every state, late and hung ones, in the city and in a county. */
beforeAll(async () => {
  house = await openTestHouse()
  const office = await house.as('office')
  const document = await must(office.post('/documents', { text: PLAN }))
  const desk = await must(office.get(`/documents/${document.id}/proposals`))
  const chosen: { id: number; version: number }[] = []
  for (const one of desk.proposals.slice(0, 9)) {
    await must(
      office.put(`/documents/${document.id}/proposals/${one.id}`, {
        version: one.version,
        title: one.title,
        leadUnitId: one.lead?.unitId ?? unit('finance'),
        helperUnitIds: [],
        dueOn: '2026-08-31',
      }),
    )
    const { proposals } = await must(office.get(`/documents/${document.id}/proposals`))
    const { version } = proposals.find(({ id }: { id: number }) => id === one.id)
    const marked = await must(
      office.post(`/documents/${document.id}/proposals/${one.id}/mark`, { version, as: 'adopted' }),
    )
    chosen.push({
      id: one.id,
      version: marked.proposals.find(({ id }: { id: number }) => id === one.id).version,
    })
  }
  await must(office.post(`/documents/${document.id}/hand-out`, { proposals: chosen }))

  for (const state of ['raised', 'accepted', 'assigned', 'running', 'reported', 'closed'] as const) await needIn(state)
  const declined = await needIn('accepted')
  await must(step('office', declined, 'propose-decline', { clause: '某条', explanation: '暂不具备条件。' }))
  await must(step('leader', declined, 'agree-decline'))
  const hung = await needIn('running')
  await must(step('transport', hung, 'ask-hang', { cause: '经费未到位。', reviewOn: '2026-08-31' }))
  await must(step('troop-lan', hung, 'grant-hang'))
  const twice = await needIn('accepted')
  await must(step('office', twice, 'merge', { targetId: hung, reason: '同一件事提了两次。' }))
  const unanswered = await needIn('reported')
  await house.pool.query('update matters set is_closable = true where id = $1', [unanswered])
  await must(step('office', unanswered, 'close-unanswered', { reason: '两段等待都没有答复。' }))
  const handed = await needIn('running')
  await must(
    step('transport', handed, 'hand-down', { parts: [{ unitId: unit('lancheng-education'), dueOn: '2026-07-20' }] }),
  )
  await must(raise('education', { isDraft: true }))
  await must(raise('station'))
  await must(raise('qinghe-station'))
  await must(raiseTask('office', { leadUnitId: unit('troop-lan'), dueOn: '2026-08-31' }))
  await must(raiseTask('office', { leadUnitId: unit('troop-cen') }))
  await must(raiseTask('office', { leadUnitId: unit('lancheng-office'), dueOn: '2026-08-31' }))
  await must(raiseTask('lancheng-office', { leadUnitId: unit('station'), dueOn: '2026-08-31' }))
  await must(raiseTask('lancheng-office', { leadUnitId: unit('lancheng-education') }))
  await must(raiseTask('qinghe-office', { leadUnitId: unit('qinghe-station'), dueOn: '2026-08-31' }))
  await setAccess(house, unit('troop-cen'), false)
  const forCen = { direction: 'military-asks', onBehalfOfUnitId: unit('troop-cen') }
  await must(raise('office', { ...forCen, title: '靶场外便道修缮' }))
  const entered = await must(raise('office', { ...forCen, title: '训练场周边道路养护' }))
  await must(step('office', entered.id, 'accept'))
  await must(step('office', entered.id, 'assign', { lead: { unitId: unit('transport') }, dueOn: '2026-07-31' }))
  await must(step('transport', entered.id, 'sign'))
  await must(step('transport', entered.id, 'report', { text: '路面已修好。' }))
  const scan = await sharp({ create: { width: 40, height: 30, channels: 3, background: '#c8c0b0' } })
    .jpeg()
    .toBuffer()
  const paper = await office.upload('确认单.jpg', scan)
  const slip = { signedOn: '2026-07-14', signer: '部队保障部门负责人', fileIds: [paper.body.id] }
  await must(step('office', entered.id, 'confirm', { slip }))
  // The promised day of every third matter has passed since; two stand in the year before.
  await house.pool.query(`update matters set due_on = '2026-07-01' where due_on is not null and id % 3 = 0`)
  await house.pool.query(
    "update matters set year = 2025 where id in (select min(id) from matters where state in ('running', 'assigned') group by state)",
  )
})
afterAll(() => house?.close())

const READERS: PostKey[] = [
  'office',
  'leader',
  'education',
  'troop-lan',
  'station',
  'lancheng-office',
  'lancheng-leader',
]

const overviewOf = async (post: PostKey, year?: number): Promise<Overview> =>
  (await (await house.as(post)).get(`/overview${year ? `?year=${year}` : ''}`)).body

/** The total of the list that a figure opens, asked as the page behind the figure's address asks it. */
const totalOf = async (post: PostKey, key: MetricKey, where: Where): Promise<number> => {
  const address = new URL(ledgerHref(listOf(key, where)), 'http://localhost')
  const query = new URLSearchParams({ size: '1' })
  for (const [name, value] of Object.entries(toQuery(readSearch(Object.fromEntries(address.searchParams)))))
    for (const one of Array.isArray(value) ? value : [value]) query.append(name, String(one))
  const { status, body } = await (await house.as(post)).get(`/matters?${query}`)
  if (status !== 200) throw new Error(JSON.stringify(body))
  return body.total
}

/** Figures that differ from the list they open, in words. */
const differing = async (post: PostKey, name: string, figures: Figures, where: Where): Promise<string[]> => {
  const found: string[] = []
  for (const key of METRIC_KEYS) {
    const total = await totalOf(post, key, where)
    if (total !== figures[key]) found.push(`${post} ${name} ${METRICS[key].name}: ${figures[key]}, list ${total}`)
  }
  return found
}

describe('every figure of 总览 is the total of the list it opens', () => {
  test.each(READERS)('for %s: in all, by unit, by part of the plan, by place', async (post) => {
    const { totals, units, parts, places } = await overviewOf(post)
    const found = await differing(post, '合计', totals, ofAll(YEAR))
    for (const line of units) found.push(...(await differing(post, line.name, line.figures, ofUnit(YEAR, line))))
    for (const line of parts) found.push(...(await differing(post, line.name, line.figures, ofPart(YEAR, line))))
    for (const line of places) found.push(...(await differing(post, line.name, line.figures, ofPlace(YEAR, line))))
    expect(found).toEqual([])
  })

  test('and none of them is empty for the office: the sample has every measure and every group', async () => {
    const { totals, units, parts, places, late } = await overviewOf('office')
    expect(METRIC_KEYS.filter((key) => totals[key] === 0)).toEqual([])
    expect(units.length).toBeGreaterThan(4)
    expect(parts.length).toBeGreaterThan(1)
    expect(places.map(({ name }) => name)).toEqual(['澜川市本级', '澜城区', '青禾县'])
    expect(late).toHaveLength(Math.min(8, totals.over))
    expect(late.every(({ light }) => light.kind === 'over')).toBe(true)
  })

  test('the parts of a plan stand in the order of the plan, once each', async () => {
    const { parts } = await overviewOf('office')
    expect(parts.map(({ part }) => part)).toEqual([...new Set(parts.map(({ part }) => part))])
    expect(parts.map(({ part }) => part)).toEqual(['二', '三'].slice(0, parts.length))
  })

  test('a leader is shown no place of which he sees nothing, and an office every one of its places', async () => {
    const { places } = await overviewOf('leader')
    expect(places.length).toBeGreaterThan(0)
    expect(places.filter(({ isOwn, figures }) => !isOwn && METRIC_KEYS.every((key) => figures[key] === 0))).toEqual([])
    expect(places[0]).toMatchObject({ name: '澜川市本级', isOwn: true })
    expect((await overviewOf('office')).places.map(({ name }) => name)).toContain('青禾县')
  })

  test('places add up to all that the city sees, and to one more for each part handed to a county', async () => {
    const { totals, places } = await overviewOf('office')
    const parts = (await (await house.as('office')).get('/matters?level=parts')).body
    expect(parts.total).toBe(1)
    const inPart = (key: MetricKey) => (key === 'running' || key === parts.rows[0].light.kind ? 1 : 0)
    for (const key of METRIC_KEYS)
      expect(
        places.reduce((sum, { figures }) => sum + figures[key], 0),
        key,
      ).toBe(totals[key] + inPart(key))
  })

  test('what was recorded for a unit without access is counted apart, and in its state as well', async () => {
    const { totals } = await overviewOf('office')
    expect([totals.enteredFor, totals.confirmedFor]).toEqual([2, 1])
    const { rows } = (await (await house.as('office')).get(`/matters?year=${YEAR}&mark=confirmed-for`)).body
    expect(rows).toMatchObject([
      { title: '训练场周边道路养护', state: 'closed', marks: ['entered-for', 'confirmed-for'] },
    ])
    const closed = (await (await house.as('office')).get(`/matters?year=${YEAR}&state=closed&level=top`)).body
    expect(totals.closed).toBe(closed.total - totals.unanswered)
  })

  test('another year shows its own matters', async () => {
    const before = await overviewOf('office', 2025)
    expect(before.year).toBe(2025)
    expect(await differing('office', '2025', before.totals, ofAll(2025))).toEqual([])
    expect((await overviewOf('office', 2020)).totals).toEqual(Object.fromEntries(METRIC_KEYS.map((key) => [key, 0])))
  })
})

describe('what stands beside the figures', () => {
  test('counts needs whose words the leader may not read, and shows none of those words', async () => {
    const { late, totals } = await overviewOf('leader')
    expect(totals.running).toBeGreaterThan(0)
    const { body } = await (await house.as('leader')).get('/matters?direction=military-asks&size=100')
    expect(body.rows.some(({ title }: { title: string | null }) => title === null)).toBe(true)
    expect(JSON.stringify({ late })).not.toContain('公交站加设候车亭')
  })

  test('names single troop units to the office alone', async () => {
    const troopIds = [unit('troop-lan'), unit('troop-cen')]
    const single = ({ units }: Overview) => units.filter(({ unitId }) => unitId !== null && troopIds.includes(unitId))
    expect(single(await overviewOf('office'))).toHaveLength(2)
    for (const post of READERS.filter((one) => !one.endsWith('office'))) {
      const overview = await overviewOf(post)
      expect(single(overview), post).toEqual([])
      expect(overview.units.filter(({ leadSide }) => leadSide === 'military').length, post).toBeLessThanOrEqual(1)
    }
    const together = (await overviewOf('leader')).units.find(({ unitId }) => unitId === null)
    expect(together).toMatchObject({ name: '部队合计', leadSide: 'military' })
  })

  test('a draft is counted nowhere, not even for its writer', async () => {
    const mine = (await (await house.as('education')).get('/matters?state=draft')).body
    expect(mine.total).toBe(1)
    const { totals } = await overviewOf('education')
    const { body } = await (await house.as('education')).get(`/matters?year=${YEAR}&size=100`)
    const finished = ['draft', 'closed', 'declined', 'withdrawn']
    expect(totals.running).toBe(body.rows.filter(({ state }: { state: string }) => !finished.includes(state)).length)
  })

  test('is closed to the auditor', async () => {
    const { status, body } = await (await house.as('auditor')).get('/overview')
    expect([status, body.type]).toEqual([403, '/problems/not-yours'])
  })

  test('a year that is none is refused in words', async () => {
    const { status, body } = await (await house.as('office')).get('/overview?year=1')
    expect([status, body.type]).toEqual([422, '/problems/not-valid'])
  })
})
