import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestHouse, type PostKey, type TestHouse } from '../../main/testing.ts'
import { addDays, makeCalendar } from '../../platform/calendar/index.ts'
import { matterFixture } from './fixture.ts'
import { lightDays } from './lights.ts'

// The first working day after the National Day holidays of 2026: rest days lie on both sides of every threshold.
const TODAY = '2026-10-08'
let house: TestHouse
beforeAll(async () => {
  house = await openTestHouse(TODAY)
})
afterAll(() => house.close())

const { unit, raise, step } = matterFixture(() => house)
const LIGHTS = ['ok', 'due', 'over', 'hung', 'none', 'done'] as const
type Row = { id: number; code: string; title: string; light: { kind: string }; dueOn: string | null; changedAt: string }
type Listed = { rows: Row[]; total: number; next: string | null }

const list = async (post: PostKey, query: string): Promise<Listed> => {
  const { status, body } = await (await house.as(post)).get(`/matters?${query}`)
  expect(status).toBe(200)
  return body
}

const walk = async (post: PostKey, query: string): Promise<Row[]> => {
  const rows: Row[] = []
  let next: string | null = ''
  while (next !== null) {
    const page: Listed = await list(post, `${query}${next ? `&after=${encodeURIComponent(next)}` : ''}`)
    rows.push(...page.rows)
    expect(page.total).toBeGreaterThanOrEqual(page.rows.length)
    next = page.next
  }
  return rows
}

/** Lays matters by days and states straight into the table, as years of work would leave them. */
const lay = async (count: number) => {
  const calendar = makeCalendar()
  const states = ['raised', 'accepted', 'assigned', 'running', 'running', 'running', 'reported', 'closed', 'declined']
  for (let index = 0; index < count; index++) {
    const state = states[(index * 7) % states.length] as string
    const dueOn = index % 11 === 0 ? null : addDays(TODAY, ((index * 13) % 41) - 20)
    const isReported = state === 'reported' || state === 'closed'
    const reportedOn = isReported ? addDays(TODAY, -((index * 5) % 17)) : null
    const { rows } = await house.pool.query(
      `insert into matters (city_id, code, year, kind, category, state, region_id, region_path, office_unit_id,
        asker_unit_id, lead_unit_id, raised_on, due_on, reported_on, reported_late_before, is_hung, units, posts, post_id, changed_at)
       select $1, $2, 2026, 'task', 'other', $3, r.id, r.path, $4, $4, $5, $6, $7, $8, $9, $10, array[$4, $5]::int[], '{}', $11, $12
       from regions r where r.id = $1 returning id`,
      [
        house.world.regions.city,
        `RW-2026-${String(index + 1).padStart(3, '0')}`,
        state,
        unit('office'),
        unit('transport'),
        TODAY,
        dueOn,
        reportedOn,
        reportedOn === null ? null : lightDays(reportedOn, calendar).lateBefore,
        index % 10 === 3 && state === 'running',
        house.world.posts.office,
        `${TODAY}T0${index % 7}:00:00Z`,
      ],
    )
    await house.pool.query('insert into matter_texts (matter_id, title) values ($1, $2)', [
      rows[0].id,
      index % 10 === 0 ? `走访军属 ${index} 户_50%` : `第 ${index} 件事项`,
    ])
  }
}

describe('the ledger', () => {
  beforeAll(() => lay(240))

  it('filters by light in the database exactly as the light of each row says', async () => {
    const all = await walk('office', 'size=100')
    expect(all).toHaveLength(240)
    for (const light of LIGHTS) {
      const expected = all.filter((row) => row.light.kind === light).map(({ id }) => id)
      expect(expected.length, light).toBeGreaterThan(0)
      const page = await walk('office', `size=100&light=${light}`)
      expect(page.map(({ id }) => id).sort(), light).toEqual(expected.sort())
      expect((await list('office', `size=1&light=${light}`)).total).toBe(expected.length)
    }
    const two = await list('office', 'light=over&light=due')
    expect(two.total).toBe(all.filter(({ light }) => ['over', 'due'].includes(light.kind)).length)
  })

  it('pages by key: every row once, in order, whatever is inserted meanwhile', async () => {
    for (const sort of ['due', 'changed', 'code']) {
      const whole = (await walk('office', `size=100&sort=${sort}`)).map(({ id }) => id)
      const first = await list('office', `size=7&sort=${sort}`)
      const raised = (await raise('education', { title: `翻页时新提的 ${sort}` })).body
      const paged = first.rows.map(({ id }) => id)
      let { next } = first
      while (next) {
        const page: Listed = await list('office', `size=7&sort=${sort}&after=${next}`)
        paged.push(...page.rows.map(({ id }) => id))
        next = page.next
      }
      expect(new Set(paged).size, sort).toBe(paged.length)
      expect(paged.filter((id) => id !== raised.id)).toEqual(whole)
      await house.pool.query('update matters set dropped_at = now() where id = $1', [raised.id])
    }
  })

  it('stands by day with the finished last, by code in the order of numbers, by change newest first', async () => {
    const due = await walk('office', 'size=100&sort=due')
    const isDone = due.map(({ light }) => light.kind === 'done')
    expect(isDone).toEqual([...isDone].sort())
    const open = due.filter(({ light }) => light.kind !== 'done').map(({ dueOn }) => dueOn ?? '9999')
    expect(open).toEqual([...open].sort())
    await house.pool.query("update matters set code = 'RW-2026-1000' where code = 'RW-2026-002'")
    const codes = (await walk('office', 'size=100&sort=code')).map(({ code }) => code)
    expect(codes[0]).toBe('RW-2026-001')
    expect(codes.at(-1)).toBe('RW-2026-1000')
    const changed = (await walk('office', 'size=100&sort=changed')).map(({ changedAt }) => changedAt)
    expect(changed).toEqual([...changed].sort().reverse())
  })

  it('is searched by characters, its wildcards taken as they stand', async () => {
    const search = async (q: string) => (await list('office', `size=100&q=${encodeURIComponent(q)}`)).total
    expect(await search('军属')).toBe(24)
    expect(await search('户_50%')).toBe(24)
    expect(await search('户%50')).toBe(0)
    expect(await search('rw-2026-01')).toBe(10)
    expect(await search("'; drop table matters")).toBe(0)
  })

  it('narrows by state, kind, day, year, unit and region', async () => {
    const all = await walk('office', 'size=100')
    const total = async (query: string) => (await list('office', query)).total
    expect(await total('kind=task')).toBe(240)
    expect(await total('kind=need')).toBe(0)
    expect((await total('open=true')) + (await total('open=false'))).toBe(240)
    expect(await total('state=raised&state=accepted')).toBeGreaterThan(40)
    const inDays = all.filter(({ dueOn }) => dueOn !== null && dueOn >= '2026-10-01' && dueOn <= '2026-10-09').length
    expect(await total('dueFrom=2026-10-01&dueTo=2026-10-09')).toBe(inDays)
    expect(await total('year=2025')).toBe(0)
    expect(await total(`leadUnitId=${unit('transport')}`)).toBe(240)
    expect(await total(`leadUnitId=${unit('finance')}`)).toBe(0)
    expect(await total(`unitId=${unit('office')}`)).toBe(240)
    expect(await total(`regionId=${house.world.regions.city}`)).toBe(240)
    expect(await total(`regionId=${house.world.regions.lancheng}`)).toBe(0)
    expect(await total('category=family')).toBe(0)
  })

  it('answers a key that no page gave, and a filter that is none, with a sentence', async () => {
    const office = await house.as('office')
    for (const after of ['abc', Buffer.from('[true]').toString('base64url')])
      expect(await office.get(`/matters?after=${after}`)).toMatchObject({
        status: 422,
        body: {
          type: '/problems/not-valid',
          errors: [{ pointer: '/after', detail: expect.stringContaining('第一页') }],
        },
      })
    expect((await office.get('/matters?light=green')).status).toBe(422)
    expect((await office.get('/matters?dueFrom=yesterday')).body.detail).toBe('日期写成 2026-07-31 的样子。')
  })

  it('shows each post what is its own', async () => {
    expect((await list('transport', 'view=mine')).total).toBe(240)
    for (const stranger of ['education', 'troop-lan', 'lancheng-office'] as const)
      expect((await list(stranger, '')).total).toBe(0)
    expect((await list('leader', '')).total).toBe(240)
    expect((await list('leader', 'view=mine')).total).toBe(240)
    expect((await list('lancheng-leader', '')).total).toBe(0)
  })
})

describe('the double list', () => {
  it('has both directions side by side, each need counted once', async () => {
    const made = [
      await raise('troop-lan', { title: '送文化演出到驻地' }),
      await raise('troop-cen', { title: '随军子女转学' }),
      await raise('education', { title: '征兵宣传进高校' }),
    ].map(({ body }) => body.id as number)
    await raise('troop-lan', { isDraft: true })
    await step('troop-cen', made[1] as number, 'withdraw')
    await step('office', made[2] as number, 'accept')
    await step('office', made[2] as number, 'carry', { reason: '跨年办理。' })

    const office = await house.as('office')
    const open = (await office.get('/dual-list')).body
    expect(open.counts).toEqual({ open: 2, closed: 0, other: 1 })
    expect(open.columns).toMatchObject([
      { direction: 'military-asks', open: 1, rows: [{ title: '送文化演出到驻地' }], next: null, lights: { none: 1 } },
      { direction: 'locality-asks', open: 1, rows: [{ title: '征兵宣传进高校', marks: ['carried'] }] },
    ])
    const other = (await office.get('/dual-list?show=other')).body
    expect(other.columns[0].rows).toMatchObject([{ title: '随军子女转学', state: 'withdrawn' }])
    const year = (await office.get('/dual-list?show=other&year=2026')).body
    expect(year.counts).toEqual({ open: 1, closed: 0, other: 2 })
    const troop = (await (await house.as('troop-lan')).get('/dual-list')).body
    expect(troop.counts.open).toBe(1)
  })
})
