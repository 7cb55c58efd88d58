import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestHouse, type PostKey, type TestHouse } from '../../../main/testing.ts'
import { fixedClock } from '../../../platform/context.ts'
import { forgetOldNotices } from '../../../platform/notices/tidy.ts'
import { matterFixture, setAccess } from '../fixture.ts'
import { urgeAnswers } from '../index.ts'
import type { Step } from '../sides.ts'
import type { Notice } from './contract.ts'

let house: TestHouse
beforeAll(async () => {
  house = await openTestHouse()
})
afterAll(() => house?.close())
const { unit, post, raise, raiseTask, step, needIn, refused } = matterFixture(() => house)

const listOf = async (
  by: PostKey,
  query = '',
): Promise<{ rows: Notice[]; unread: number; total: number; asOf: string; next: string | null }> =>
  (await (await house.as(by)).get(`/notices${query}`)).body
const noticeOf = async (by: PostKey, matter: number): Promise<Notice | undefined> =>
  (await listOf(by, '?show=unread&size=100')).rows.find(({ topic }) => topic === `matter:${matter}`)

/** Who was told of a matter, and of how many changes each: post → changes. */
const told = async (matter: number): Promise<Map<number, number>> => {
  const { rows } = await house.pool.query<{ post_id: number; changes: number }>(
    "select post_id, sum(changes)::int as changes from notices where topic = 'matter:' || $1::int group by post_id",
    [matter],
  )
  return new Map(rows.map(({ post_id, changes }) => [post_id, changes]))
}

type Row = { id: number; role: string; unit_id: number; region_id: number }
const ACTS_FOR_UNIT = ['office', 'liaison', 'station', 'troop']

/** Said anew, from who sees the matter as a party: the posts told of one entry. */
const oracle = async (matter: number): Promise<Set<number>> => {
  const { rows: posts } = await house.pool.query<Row>('select id, role, unit_id, region_id from posts')
  const { rows } = await house.pool.query(
    `select m.*, e.step, e.to_state, e.post_id as by_post from matters m join matter_entries e on e.matter_id = m.id
     where m.id = $1 order by e.id desc limit 1`,
    [matter],
  )
  const one = rows[0]
  const isParty = ({ id, role, unit_id }: Row) =>
    one.posts.includes(id) || (ACTS_FOR_UNIT.includes(role) && one.units.includes(unit_id))
  const isOfficeAsked = ({ role, unit_id }: Row) =>
    role === 'office' &&
    unit_id === one.office_unit_id &&
    (one.state === 'raised' || one.state === 'accepted' || one.step === 'ask-time')
  return new Set(
    posts.filter((row) => row.id !== one.by_post && (isParty(row) || isOfficeAsked(row))).map(({ id }) => id),
  )
}

test('every step tells the parties it leaves, the office while something waits for it, and never who took it', async () => {
  const { id } = (await raise('troop-lan')).body
  const differences: string[] = []
  let before = new Map<number, number>()
  const compare = async (name: string) => {
    const now = await told(id)
    const got = [...now].filter(([one, changes]) => changes !== (before.get(one) ?? 0)).map(([one]) => one)
    const wanted = [...(await oracle(id))]
    before = now
    if (got.sort().join() !== wanted.sort().join()) differences.push(`${name}: told ${got}, wanted ${wanted}`)
  }
  await compare('raise')
  const walk: [PostKey, Step, object?][] = [
    ['office', 'return', { reason: '写清地点。' }],
    ['troop-lan', 'raise', { title: '候车亭', body: '没有雨棚。' }],
    ['office', 'accept'],
    ['office', 'propose-decline', { clause: '某条', explanation: '暂无条件。' }],
    ['leader', 'refuse-decline', { reason: '可以办。' }],
    [
      'office',
      'assign',
      { lead: { unitId: unit('transport') }, helpers: [unit('finance'), unit('station')], dueOn: '2026-07-31' },
    ],
    ['transport', 'not-ours', { reason: '路权在区里。' }],
    ['office-second', 'uphold', { reason: '仍归交通。' }],
    ['transport', 'sign'],
    ['finance', 'progress', { text: '款已到位。' }],
    ['transport', 'ask-time', { dueOn: '2026-08-31', reason: '雨季。' }],
    ['office', 'grant-time'],
    ['transport', 'ask-hang', { cause: '等规划。', reviewOn: '2026-08-20' }],
    ['troop-lan', 'grant-hang'],
    ['troop-lan', 'lift-hang'],
    ['leader', 'supervise', { reason: '重点事项。' }],
    ['transport', 'report', { text: '已建成。' }],
    ['troop-lan', 'send-back', { reason: '缺照片。' }],
    ['transport', 'report', { text: '补了照片。' }],
    ['troop-lan', 'confirm'],
    ['office', 'comment', { text: '谢谢各单位。' }],
    ['troop-lan', 'reopen', { reason: '顶棚漏雨。' }],
    ['office', 'recall', { reason: '改派。' }],
  ]
  for (const [by, name, more] of walk) {
    const { status, body } = await step(by, id, name, more)
    if (status !== 200) differences.push(`${by} ${name}: ${status} ${body.type}`)
    else await compare(`${by} ${name}`)
  }
  expect(differences).toEqual([])
})

test('a draft tells nobody; a task tells lead and helpers and neither its writer nor strangers', async () => {
  const draft = (await raise('troop-lan', { isDraft: true })).body.id
  expect([...(await told(draft)).keys()]).toEqual([])
  const task = (await raiseTask('office', { helperUnitIds: [unit('finance')] })).body.id
  expect([...(await told(task)).keys()].sort()).toEqual(
    [post('education'), post('finance'), post('office-second')].sort(),
  )
})

test('changes of one thing stand on one line with the newest and their count, until it is read', async () => {
  const id = await needIn('running')
  await step('transport', id, 'progress', { text: '基础已浇筑。' })
  await step('transport', id, 'progress', { text: '棚架已安装，\n等雨棚。' })
  const line = await noticeOf('troop-lan', id)
  expect(line).toMatchObject({
    what: '报进展',
    said: '棚架已安装， 等雨棚。',
    who: '市交通运输局联络员',
    isRead: false,
  })
  // accepted, handed out, signed for, and twice progress
  expect(line?.changes).toBe(5)

  const before = (await listOf('troop-lan')).unread
  const { body } = await (await house.as('troop-lan')).post('/notices/read', { topic: `matter:${id}` })
  expect(body.unread).toBe(before - 1)
  expect(await noticeOf('troop-lan', id)).toBeUndefined()
  await step('transport', id, 'report', { text: '已建成。' })
  expect(await noticeOf('troop-lan', id)).toMatchObject({ what: '报办结', changes: 1 })
})

test('reading all leaves what came later unread, and reading nothing writes nothing', async () => {
  const id = await needIn('raised')
  const { asOf, unread } = await listOf('office')
  expect(unread).toBeGreaterThan(0)
  await house.pool.query("update notices set at = $1::timestamptz + interval '1 second' where matter_id = $2", [
    asOf,
    id,
  ])
  const office = await house.as('office')
  expect((await office.post('/notices/read', { until: asOf })).body).toEqual({ unread: 1 })
  await office.post('/notices/read', { topic: `matter:${id}` })
  const rows = await house.auditCount()
  expect((await office.post('/notices/read', {})).body).toEqual({ unread: 0 })
  expect(await house.auditCount()).toBe(rows)
})

test('notices stand unread first, page by page, each once', async () => {
  const seen: number[] = []
  let after = ''
  let isRead = false
  for (let page = 0; page < 50; page++) {
    const { rows, next, total } = await listOf('office-second', `?size=3${after}`)
    for (const row of rows) {
      expect(isRead && !row.isRead, 'a read one before an unread one').toBe(false)
      isRead = row.isRead
      seen.push(row.id)
    }
    if (!next) {
      expect(new Set(seen).size).toBe(seen.length)
      expect(seen.length).toBe(total)
      break
    }
    after = `&after=${encodeURIComponent(next)}`
  }
  expect(seen.length).toBeGreaterThan(3)
  expect((await (await house.as('office')).get('/notices?after=zz')).status).toBe(422)
})

test('a notice vanishes with the sight of its matter and no post reads those of another', async () => {
  const id = await needIn('assigned')
  expect(await noticeOf('transport', id)).toMatchObject({ title: '营区门前公交站加设候车亭' })
  await step('office', id, 'recall', { reason: '改派给财政。' })
  await step('office', id, 'assign', { lead: { unitId: unit('finance') }, dueOn: '2026-08-31' })
  expect(await noticeOf('transport', id)).toBeUndefined()
  expect(JSON.stringify(await listOf('transport', '?size=100'))).not.toContain(`matter:${id}"`)
  expect(await noticeOf('finance', id)).toBeDefined()
  expect(await noticeOf('education', id)).toBeUndefined()
  const count = (
    await house.pool.query('select count(*)::int as n from notices where topic = $1 and post_id = $2', [
      `matter:${id}`,
      post('transport'),
    ])
  ).rows[0].n
  expect(count).toBe(1)
})

test('a refused step tells nobody', async () => {
  const id = await needIn('assigned')
  const before = await told(id)
  expect((await refused(() => step('finance', id, 'sign'))).status).toBeGreaterThan(400)
  expect(await told(id)).toEqual(before)
})

test('a document that is handed out is told to the posts of its place and the offices right under it', async () => {
  const office = await house.as('office')
  const text = '一、办好实事\n（一）做好入学。市教育局设入学窗口，9月30日前设齐。\n'
  const { id } = (await office.post('/documents', { text, title: '年度安排' })).body
  const desk = (await office.get(`/documents/${id}/proposals`)).body.proposals
  const { body } = await office.put(`/documents/${id}/proposals/${desk[0].id}`, {
    version: desk[0].version,
    title: '入学窗口',
    leadUnitId: unit('education'),
    helperUnitIds: [],
    dueOn: '2026-09-30',
  })
  const marked = await office.post(`/documents/${id}/proposals/${desk[0].id}/mark`, {
    version: body.proposals[0].version,
    as: 'adopted',
  })
  const handed = await office.post(`/documents/${id}/hand-out`, {
    proposals: [{ id: desk[0].id, version: marked.body.proposals[0].version }],
  })
  expect(handed.status).toBe(200)
  for (const by of ['leader', 'finance', 'troop-lan', 'qinghe-office'] as const)
    expect((await listOf(by, '?only=document')).rows, by).toMatchObject([
      { topic: `document:${id}`, title: '年度安排', what: '来文交办', who: '市双拥办综合岗', href: `/sources/${id}` },
    ])
  for (const by of ['office', 'qinghe-education', 'station'] as const)
    expect((await listOf(by, '?only=document')).rows, by).toEqual([])
})

test('read notices are kept 90 days and unread ones a year', async () => {
  const id = await needIn('assigned')
  const age = async (by: PostKey, days: number, isRead: boolean) =>
    house.pool.query(
      `update notices set at = $1::timestamptz - $2 * interval '1 day', read_at = $3, read_by_person_id = $4
       where post_id = $5 and topic = $6`,
      [
        house.house.clock.now(),
        days,
        isRead ? house.house.clock.now() : null,
        isRead ? house.world.people[by] : null,
        post(by),
        `matter:${id}`,
      ],
    )
  const keeps = async (by: PostKey) =>
    (await house.pool.query('select 1 from notices where post_id = $1 and topic = $2', [post(by), `matter:${id}`])).rows
      .length === 1
  for (const [by, days, isRead, kept] of [
    ['transport', 89, true, true],
    ['transport', 91, true, false],
    ['troop-lan', 91, false, true],
    ['troop-lan', 366, false, false],
  ] as const) {
    await age(by, days, isRead)
    await forgetOldNotices(house.house)
    expect(await keeps(by), `${by} ${days}`).toBe(kept)
  }
})

test('the program tells those whom it asks: the asker of a reminder, the posts above, the office that may close, each once', async () => {
  const id = await needIn('reported')
  const read = async (by: PostKey) => (await house.as(by)).post('/notices/read', { topic: `matter:${id}` })
  for (const by of ['troop-lan', 'office', 'office-second', 'transport'] as const) await read(by)
  const onDay = (day: string) => urgeAnswers({ ...house.house, clock: fixedClock(day) }, id)
  await onDay('2026-07-17')
  expect(await onDay('2026-07-17')).toBe(0)
  expect(await noticeOf('troop-lan', id)).toMatchObject({
    who: null,
    what: '催办',
    said: '报办结后已等 3 个工作日，请确认销号或退回重办。',
    changes: 1,
    isForMe: true,
    href: `/matters?open=${id}`,
  })
  for (const other of ['transport', 'office', 'leader', 'troop-cen'] as const)
    expect(await noticeOf(other, id), other).toBeUndefined()
  await onDay('2026-07-23')
  expect(await noticeOf('troop-lan', id)).toMatchObject({ what: '催办', changes: 2 })
  const { rows } = await house.pool.query(
    `insert into units (region_id, name, short_name, kind, side, sort) values ($1, '军分区', '军分区', 'member', 'military', 90) returning id`,
    [house.world.regions.city],
  )
  const above = await house.pool.query(
    `insert into posts (name, role, unit_id, region_id, sort) values ('军分区联络员', 'troop', $1, $2, 90) returning id`,
    [rows[0].id, house.world.regions.city],
  )
  await house.pool.query(
    "insert into military_bodies (city_id, region_id, unit_id, from_on) values ($1, $1, $2, '2020-01-01')",
    [house.world.regions.city, rows[0].id],
  )
  await onDay('2026-07-29')
  const toldAbove = await house.pool.query('select kinds, changes, by_post_id from notices where post_id = $1', [
    above.rows[0].id,
  ])
  expect(toldAbove.rows).toEqual([{ kinds: ['ask-superior'], changes: 1, by_post_id: null }])
  await onDay('2026-08-13')
  for (const by of ['office', 'office-second'] as const)
    expect(await noticeOf(by, id)).toMatchObject({ what: '可按逾期未确认销号', changes: 1, isForMe: true })
  const { unread } = await listOf('office', '?show=unread&size=100')
  await read('office')
  expect((await listOf('office', '?show=unread&size=100')).unread).toBe(unread - 1)
})

test('改期征询 speaks to the lead of the part, one line with its day', async () => {
  const { id } = (await raiseTask('office', { dueOn: '2026-07-31' })).body
  await step('education', id, 'sign')
  const parts = [{ unitId: unit('lancheng-education'), dueOn: '2026-07-31' }]
  const part = (await step('education', id, 'hand-down', { parts })).body.partList[0].id
  await (await house.as('lancheng-education')).post('/notices/read', {})
  await step('education', id, 'ask-time', { dueOn: '2026-08-31', reason: '等设备。' })
  await step('office', id, 'grant-time')
  expect(await noticeOf('lancheng-education', part)).toMatchObject({ what: '征询改期', changes: 1, isForMe: true })
  expect((await listOf('lancheng-education', '?only=me&show=unread')).rows).toHaveLength(1)
})

test('a frozen statement waits for the signature of its unit, and the office hears of it when it is signed', async () => {
  await needIn('running')
  const office = await house.as('office')
  const frozen = await office.post('/statements', { unitId: unit('troop-lan'), untilOn: '2026-07-14', afterId: null })
  const { id, number } = frozen.body
  const ofStatement = async (by: PostKey) =>
    (await listOf(by, '?show=unread&size=100')).rows.filter(({ topic }) => topic === `statement:${id}`)
  expect(await ofStatement('troop-lan')).toMatchObject([
    { about: 'statement', title: `对账单 ${number}`, what: '对账单待签', href: `/statements/${id}`, isForMe: true },
  ])
  // The second post of the office may give the office's own signature; who froze it knows.
  expect(await ofStatement('office-second')).toMatchObject([{ what: '对账单待签', isForMe: true }])
  expect([await ofStatement('troop-cen'), await ofStatement('office'), await ofStatement('leader')]).toEqual([
    [],
    [],
    [],
  ])
  await (await house.as('troop-lan')).post(`/statements/${id}/signatures`, {})
  for (const by of ['office', 'office-second'] as const)
    expect(await ofStatement(by), by).toMatchObject([
      { what: '对方已签，待本方签', who: '驻澜某部联络员', isForMe: true },
    ])
  await office.post(`/statements/${id}/signatures`, {})
  expect((await ofStatement('troop-lan')).map(({ what }) => what)).toEqual(['对账单已签'])
  // The second post of the office is told that nothing waits any more.
  expect(await ofStatement('office-second')).toMatchObject([{ what: '双方都已签', isForMe: false }])
  expect((await listOf('office-second', '?only=me&show=unread')).rows.map(({ topic }) => topic)).not.toContain(
    `statement:${id}`,
  )
})

test('a statement that the office signs first says so to its unit; one of all units waits for the office and its paper', async () => {
  const office = await house.as('office')
  const { rows } = (await office.get('/statements')).body
  const ofStatement = async (by: PostKey, id: number) =>
    (await listOf(by, '?show=unread&size=100')).rows.filter(({ topic }) => topic === `statement:${id}`)
  const cen = (await office.post('/statements', { unitId: unit('troop-cen'), untilOn: '2026-07-14', afterId: null }))
    .body
  await office.post(`/statements/${cen.id}/signatures`, {})
  expect(await ofStatement('troop-cen', cen.id)).toMatchObject([
    { what: '对方已签，待本方签', changes: 2, isForMe: true },
  ])
  const all = (await office.post('/statements', { unitId: null, untilOn: '2026-07-14', afterId: null })).body
  expect(all.id).toBeGreaterThan(rows[0].id)
  expect(await ofStatement('office-second', all.id)).toMatchObject([{ what: '对账单待签', isForMe: true }])
  for (const by of ['troop-lan', 'troop-cen', 'leader'] as const) expect(await ofStatement(by, all.id), by).toEqual([])
})

test('异议 speaks to the office that recorded the answer', async () => {
  await setAccess(house, unit('troop-cen'), false)
  const entered = await raise('office', { direction: 'military-asks', onBehalfOfUnitId: unit('troop-cen') })
  const { id } = entered.body
  await (await house.as('office-second')).post('/notices/read', {})
  await setAccess(house, unit('troop-cen'), true)
  expect((await step('troop-cen', id, 'contest', { reason: '没有提过这件事。' })).status).toBe(200)
  for (const by of ['office', 'office-second'] as const)
    expect(await noticeOf(by, id)).toMatchObject({ what: '提出异议', said: '没有提过这件事。', isForMe: true })
})
