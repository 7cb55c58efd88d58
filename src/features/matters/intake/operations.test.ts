import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Caller, openTestHouse, type TestHouse } from '../../../main/testing.ts'
import { PLAN } from '../../sources/fixture.ts'
import { setAccess } from '../fixture.ts'
import type { Proposal } from './contract.ts'

let house: TestHouse
let office: Caller
let documentId: number
let text: string
let proposals: Proposal[]
let round = 0

beforeAll(async () => {
  house = await openTestHouse()
  office = await house.as('office')
})
afterAll(() => house.close())

/** A document of its own for every test; the wordings differ in a sentence that orders nothing. */
beforeEach(async () => {
  round++
  const read = await office.post('/documents', { text: PLAN.replace('再上台阶', `再上第${round}级台阶`) })
  documentId = read.body.id
  text = read.body.text
  proposals = (await office.get(`/documents/${documentId}/proposals`)).body.proposals
})

const path = (rest = '') => `/documents/${documentId}/proposals${rest}`
const due = (day: string) => proposals.find(({ dueOn }) => dueOn === day) as Proposal
const body = (one: Proposal, change: object = {}) => ({
  version: one.version,
  title: one.title,
  leadUnitId: one.lead?.unitId ?? null,
  helperUnitIds: one.helpers.map(({ unitId }) => unitId),
  dueOn: one.dueOn,
  ...change,
})
/** Corrections and marks answer with what they changed. */
const take = (changed: Proposal[]) => {
  proposals = proposals.map((one) => changed.find(({ id }) => id === one.id) ?? one)
}
const mark = async (caller: Caller, one: Proposal, as: string) => {
  const answer = await caller.post(path(`/${one.id}/mark`), { version: one.version, as })
  if (answer.status === 200) take(answer.body.proposals)
  return answer
}
const fresh = (id: number) => proposals.find((one) => one.id === id) as Proposal

/** Runs what must be refused; nothing may have changed. */
const refused = async (work: () => Promise<{ status: number; body: { type?: string } }>) => {
  const count = async () =>
    (
      await house.pool.query(
        "select (select count(*) from audit_rows where action not like 'refused.%') || ' ' || (select count(*) from matters) || ' ' || (select sum(version) from proposals) as all",
      )
    ).rows[0].all
  const before = await count()
  const answer = await work()
  expect(await count()).toBe(before)
  return answer
}

test('proposals come numbered in the order of the text, with unit names and the clause they stand in', () => {
  expect(proposals.map(({ number }) => number)).toEqual(proposals.map((_, index) => index + 1))
  const window = due('2026-08-31')
  expect(window).toMatchObject({
    state: 'open',
    clausePath: '二/(一)',
    lead: { unitName: '市教育局', why: 'named' },
    helpers: [{ unitName: '市财政局' }],
    matter: null,
  })
  expect(text.slice(window.startAt, window.endAt)).toContain('军人子女入学窗口')
})

test('what a person checked becomes matters in one press, and the document is opened', async () => {
  const [first, second] = [due('2026-08-31'), due('2026-09-30')]
  await mark(office, first, 'adopted')
  await mark(office, second, 'adopted')
  const before = await house.auditCount()
  const handed = await office.post(`/documents/${documentId}/hand-out`, {
    proposals: [first, second].map(({ id }) => ({ id, version: fresh(id).version })),
  })
  expect(handed).toMatchObject({
    status: 200,
    body: {
      matters: [{ title: first.title, code: expect.stringMatching(/^RW-2026-\d{3}$/) }, { title: second.title }],
    },
  })
  expect(await house.auditCount()).toBe(before + 3)
  const desk = (await office.get(path())).body.proposals
  expect(desk.find(({ id }: Proposal) => id === first.id)).toMatchObject({
    state: 'handed',
    matter: { id: handed.body.matters[0].id },
  })
  const education = await house.as('education')
  const matter = await education.get(`/matters/${handed.body.matters[0].id}`)
  expect(matter).toMatchObject({
    status: 200,
    body: {
      state: 'assigned',
      dueOn: '2026-08-31',
      lead: { name: '市教育局' },
      part: '二',
      partTitle: expect.stringContaining('拥军实事'),
      category: 'family',
      source: { documentId, mayOpen: true, quote: expect.stringContaining('入学窗口') },
    },
  })
  expect((await education.get(`/documents/${documentId}`)).status).toBe(200)
  expect((await education.get(path())).status).toBe(403)
})

test('a proposal without a lead cannot be adopted, nor kept adopted when its lead is taken away', async () => {
  const townships = due('2026-10-31')
  expect(townships.lead).toBeNull()
  expect(townships.helpers.length).toBeGreaterThan(1)
  expect(await refused(() => mark(office, townships, 'adopted'))).toMatchObject({
    status: 422,
    body: { type: '/problems/lead-needed' },
  })
  const window = due('2026-08-31')
  await mark(office, window, 'adopted')
  const edited = await office.put(path(`/${window.id}`), body(fresh(window.id), { leadUnitId: null }))
  expect(edited.body.proposals.find(({ id }: Proposal) => id === window.id)).toMatchObject({
    state: 'open',
    lead: null,
  })
})

test('a correction keeps the reason of a unit that stood there and marks a new one as chosen by a person', async () => {
  const window = due('2026-08-31')
  const { transport } = house.world.units
  const edited = await office.put(
    path(`/${window.id}`),
    body(window, {
      title: '设入学窗口',
      helperUnitIds: [transport, transport, window.lead?.unitId],
      dueOn: '2026-08-20',
    }),
  )
  expect(edited.status).toBe(200)
  expect(edited.body.proposals.find(({ id }: Proposal) => id === window.id)).toMatchObject({
    title: '设入学窗口',
    lead: { why: 'named', unitName: '市教育局' },
    helpers: [{ unitId: transport, why: 'person' }],
    dueOn: '2026-08-20',
    version: window.version + 1,
  })
})

test('a past day, an unknown or closed unit, an empty title and a leak in the title are refused by their field', async () => {
  const window = due('2026-08-31')
  const put = (change: object) => refused(() => office.put(path(`/${window.id}`), body(window, change)))
  expect(await put({ dueOn: '2026-07-13' })).toMatchObject({
    status: 422,
    body: {
      type: '/problems/past-day',
      errors: [{ pointer: '/dueOn', detail: '承诺日 7月13日早于今天（7月14日），改为今天或以后。' }],
    },
  })
  expect(await put({ leadUnitId: 999_999 })).toMatchObject({
    status: 422,
    body: { errors: [{ pointer: '/leadUnitId' }] },
  })
  await house.pool.query("update units set closed_on = '2026-01-01' where id = $1", [house.world.units['troop-cen']])
  expect(await put({ helperUnitIds: [house.world.units['troop-cen']] })).toMatchObject({
    status: 422,
    body: { errors: [{ pointer: '/helperUnitIds' }] },
  })
  expect(await put({ title: ' ' })).toMatchObject({ status: 422, body: { errors: [{ pointer: '/title' }] } })
  expect(await put({ title: '走访61234部队' })).toMatchObject({ status: 422, body: { type: '/problems/secrecy' } })
})

test('the later of two people who change one proposal is told and sees the newer desk', async () => {
  const window = due('2026-08-31')
  await mark(office, window, 'dropped')
  const second = await house.as('office-second')
  const answer = await refused(() => second.put(path(`/${window.id}`), body(window, { title: '另改' })))
  expect(answer).toMatchObject({ status: 409, body: { type: '/problems/out-of-date' } })
  const { latest } = answer.body as unknown as { latest: { proposals: Proposal[] } }
  expect(latest.proposals.find(({ id }) => id === window.id)).toMatchObject({ state: 'dropped' })
})

test('a mark answers with the one it changed, as the desk shows it', async () => {
  const window = due('2026-08-31')
  const { body: answer } = await mark(office, window, 'adopted')
  expect(answer.proposals).toEqual([
    (await office.get(path())).body.proposals.find(({ id }: Proposal) => id === window.id),
  ])
})

test('a dropped proposal is restored', async () => {
  const window = due('2026-08-31')
  await mark(office, window, 'dropped')
  expect(fresh(window.id).state).toBe('dropped')
  await mark(office, fresh(window.id), 'open')
  expect(fresh(window.id).state).toBe('open')
})

test('one proposal is split into two at a place in its sentence, and merged again', async () => {
  const window = due('2026-08-31')
  const at = text.indexOf('，8月31日前', window.startAt)
  const divided = await office.post(path(`/${window.id}/split`), { version: window.version, at })
  expect(divided.status).toBe(200)
  const halves = (divided.body.proposals as Proposal[]).filter(
    ({ startAt, endAt }) => startAt >= window.startAt && endAt <= window.endAt,
  )
  expect(halves.map(({ startAt, endAt }) => text.slice(startAt, endAt)).join('')).toBe(
    text.slice(window.startAt, window.endAt),
  )
  expect(halves).toMatchObject([{ lead: { unitName: '市教育局' } }, { lead: { unitName: '市教育局' }, state: 'open' }])
  const second = halves[1] as Proposal
  const merged = await office.post(path(`/${second.id}/merge`), { version: second.version })
  expect(merged.body.proposals).toHaveLength(proposals.length)
  expect(merged.body.proposals.find(({ id }: Proposal) => id === window.id)).toMatchObject({
    startAt: window.startAt,
    endAt: window.endAt,
    state: 'open',
  })
})

test('a split outside the sentence or with an empty half is refused, and so is merging the first one', async () => {
  const window = due('2026-08-31')
  for (const at of [window.startAt, window.endAt, window.endAt + 5, 0]) {
    expect(
      await refused(() => office.post(path(`/${window.id}/split`), { version: window.version, at })),
    ).toMatchObject({ status: 422, body: { type: '/problems/bad-span' } })
  }
  const first = proposals[0] as Proposal
  expect(await refused(() => office.post(path(`/${first.id}/merge`), { version: first.version }))).toMatchObject({
    status: 422,
    body: { type: '/problems/nothing-above' },
  })
})

test('a task is added on a stretch of the text and falls into its place', async () => {
  const startAt = text.indexOf('坚持服务部队')
  const added = await office.post(path(), {
    startAt,
    endAt: startAt + 12,
    title: '服务部队',
    leadUnitId: house.world.units.office,
    helperUnitIds: [],
    dueOn: null,
  })
  expect(added.body.proposals[0]).toMatchObject({
    title: '服务部队',
    number: 1,
    clausePath: '一',
    lead: { why: 'person', unitName: '市双拥办' },
    state: 'open',
  })
  for (const [from, to] of [
    [5, 5],
    [9, 3],
    [0, text.length + 1],
  ]) {
    expect(
      await refused(() =>
        office.post(path(), {
          startAt: from,
          endAt: to,
          title: '甲',
          leadUnitId: null,
          helperUnitIds: [],
          dueOn: null,
        }),
      ),
    ).toMatchObject({ status: 422, body: { type: '/problems/bad-span' } })
  }
})

test('handing out is all or none: past days are named one by one', async () => {
  const [good, late] = [due('2026-08-31'), due('2026-05-15')]
  await mark(office, good, 'adopted')
  const led = await office.put(path(`/${late.id}`), body(late, { leadUnitId: house.world.units.office }))
  take(led.body.proposals)
  await mark(office, fresh(late.id), 'adopted')
  const answer = await refused(() =>
    office.post(`/documents/${documentId}/hand-out`, {
      proposals: [good, late].map(({ id }) => ({ id, version: fresh(id).version })),
    }),
  )
  expect(answer).toMatchObject({
    status: 422,
    body: {
      type: '/problems/past-day',
      errors: [
        {
          pointer: '/proposals/1',
          detail: `第 ${late.number} 条“${late.title}”：承诺日 5月15日早于今天（7月14日），改为今天或以后。`,
        },
      ],
    },
  })
})

test('what was not adopted, not seen in its present form, or belongs to another document is not handed out', async () => {
  const [adopted, open] = [due('2026-08-31'), due('2026-09-30')]
  await mark(office, adopted, 'adopted')
  const hand = (list: { id: number; version: number }[]) =>
    refused(() => office.post(`/documents/${documentId}/hand-out`, { proposals: list }))
  const { id, version } = fresh(adopted.id)
  expect(await hand([])).toMatchObject({ status: 422 })
  expect(await hand([{ id: open.id, version: open.version }])).toMatchObject({
    status: 409,
    body: { type: '/problems/not-adopted' },
  })
  expect(await hand([{ id, version: version - 1 }])).toMatchObject({
    status: 409,
    body: { type: '/problems/out-of-date' },
  })
  expect(await hand([{ id: 999_999, version: 1 }])).toMatchObject({
    status: 409,
    body: { type: '/problems/out-of-date' },
  })
})

test('of two people who hand out at once one is served and the other is told; there is one matter', async () => {
  const window = due('2026-08-31')
  await mark(office, window, 'adopted')
  const second = await house.as('office-second')
  const asked = { proposals: [{ id: window.id, version: fresh(window.id).version }] }
  const answers = await Promise.all([
    office.post(`/documents/${documentId}/hand-out`, asked),
    second.post(`/documents/${documentId}/hand-out`, asked),
  ])
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
  expect(answers.find(({ status }) => status === 409)?.body).toMatchObject({
    type: '/problems/already-handed',
    detail: expect.stringContaining(`第 ${window.number} 条`),
  })
  const { rows } = await house.pool.query('select count(*)::int as n from matter_sources where proposal_id = $1', [
    window.id,
  ])
  expect(rows[0].n).toBe(1)
})

test('what was handed out can no longer be changed at the desk', async () => {
  const window = due('2026-08-31')
  await mark(office, window, 'adopted')
  const { id, version } = fresh(window.id)
  await office.post(`/documents/${documentId}/hand-out`, { proposals: [{ id, version }] })
  proposals = (await office.get(path())).body.proposals
  const now = fresh(id)
  const says = { status: 409, body: { type: '/problems/already-handed' } }
  expect(await refused(() => mark(office, now, 'open'))).toMatchObject(says)
  expect(await refused(() => office.put(path(`/${id}`), body(now, { title: '改' })))).toMatchObject(says)
  expect(
    await refused(() => office.post(path(`/${id}/split`), { version: now.version, at: now.startAt + 6 })),
  ).toMatchObject(says)
  const next = proposals.find(({ number }) => number === now.number + 1) as Proposal
  expect(await refused(() => office.post(path(`/${next.id}/merge`), { version: next.version }))).toMatchObject({
    status: 422,
    body: { type: '/problems/nothing-above' },
  })
})

test('the desk belongs to the office that keeps the document', async () => {
  const window = due('2026-08-31')
  for (const post of ['lancheng-office', 'qinghe-office'] as const) {
    const other = await house.as(post)
    expect((await other.get(path())).status).toBe(404)
    await house.pool.query('update documents set published_at = now() where id = $1', [documentId])
    expect(await refused(() => mark(other, window, 'dropped'))).toMatchObject({ status: 403 })
    await house.pool.query('update documents set published_at = null where id = $1', [documentId])
  }
  for (const post of ['education', 'troop-lan', 'station', 'leader'] as const) {
    expect((await (await house.as(post)).get(path())).status).toBe(403)
  }
  expect((await house.nobody.get(path())).status).toBe(401)
})

test('a task whose lead has nobody in a post is handed out only by who says that he knows', async () => {
  const asked = due('2026-09-30')
  await mark(office, asked, 'adopted')
  await setAccess(house, fresh(asked.id).lead?.unitId as number, false)
  const { id, version, lead, title } = fresh(asked.id)
  const handOut = (more: object = {}) =>
    office.post(`/documents/${documentId}/hand-out`, { proposals: [{ id, version }], ...more })
  const told = await refused(() => handOut())
  expect(told).toMatchObject({
    status: 422,
    body: {
      type: '/problems/nobody-in-post',
      vacant: [lead?.unitName],
      errors: [{ pointer: '/proposals/0/leadUnitId' }],
    },
  })
  const { body: handed } = await handOut({ isVacancyKnown: true })
  expect(handed.matters).toMatchObject([{ title }])
  const matter = (await office.get(`/matters/${handed.matters[0].id}`)).body
  expect(matter.entries[0].details).toContainEqual({ label: '无人在任', value: lead?.unitName })
})
