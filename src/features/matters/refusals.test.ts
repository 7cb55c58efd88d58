import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestHouse, type TestHouse } from '../../main/testing.ts'
import { matterFixture } from './fixture.ts'

let house: TestHouse
beforeAll(async () => {
  house = await openTestHouse()
})
afterAll(() => house.close())

const { unit, post, raise, raiseTask, get, step, needIn, refused } = matterFixture(() => house)
const PDF = Buffer.from(
  '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n',
)

describe('a refused step changes nothing and says what to do', () => {
  it('when it is not open, not theirs, or lacks what it needs', async () => {
    const id = await needIn('accepted')
    expect(await refused(() => step('office', id, 'confirm'))).toMatchObject({ status: 409, slug: 'step-not-open' })
    expect(await refused(() => step('troop-lan', id, 'assign', { lead: { unitId: unit('finance') } }))).toMatchObject({
      status: 403,
      slug: 'not-your-step',
      body: { detail: '这一步由市双拥办办，本岗可以留言。' },
    })
    expect(await refused(() => step('office', id, 'assign'))).toMatchObject({
      status: 422,
      slug: 'lead-needed',
      body: { errors: [{ pointer: '/lead' }] },
    })
    const lead = { unitId: unit('transport') }
    expect(await refused(() => step('office', id, 'assign', { lead, dueOn: '2026-07-13' }))).toMatchObject({
      slug: 'day-in-past',
      body: { detail: '承诺日早于今天（7月14日），改为今天或以后。', errors: [{ pointer: '/dueOn' }] },
    })
    expect(await refused(() => step('office', id, 'propose-decline', { clause: '第五条' }))).toMatchObject({
      slug: 'explanation-needed',
      body: { errors: [{ pointer: '/explanation' }] },
    })
    const raised = await needIn('raised')
    expect(await refused(() => step('office', raised, 'return', { reason: ' 　 ' }))).toMatchObject({
      slug: 'reason-needed',
    })
  })

  it('when more time is asked for a day that is not later', async () => {
    const id = await needIn('running')
    const ask = (dueOn: string) => refused(() => step('transport', id, 'ask-time', { dueOn, reason: '降雨。' }))
    expect(await ask('2026-07-31')).toMatchObject({ slug: 'day-not-later' })
    await step('transport', id, 'ask-time', { dueOn: '2026-08-14', reason: '降雨。' })
    expect(await ask('2026-09-14')).toMatchObject({ status: 409, slug: 'request-open' })
  })

  it('when a unit confirms its own work, also through a second post of the person who reported', async () => {
    const id = await needIn('reported')
    expect(await refused(() => step('transport', id, 'confirm'))).toMatchObject({ status: 403, slug: 'own-unit' })
    await house.pool.query("insert into post_holders (post_id, person_id, from_on) values ($1, $2, '2026-01-01')", [
      post('troop-lan'),
      house.world.people.transport,
    ])
    const caller = await house.as('transport')
    await caller.post('/session/post', { postId: post('troop-lan') })
    expect(await refused(() => step('transport', id, 'confirm'))).toMatchObject({ status: 403, slug: 'own-report' })
    await caller.post('/session/post', { postId: post('transport') })
  })

  it('when a unit, a post or a file does not stand or is not theirs', async () => {
    const id = await needIn('accepted')
    const assign = (more: object) => refused(() => step('office', id, 'assign', more))
    expect(await assign({ lead: { unitId: 999_999 } })).toMatchObject({
      status: 422,
      slug: 'unknown-unit',
      body: { errors: [{ pointer: '/lead' }] },
    })
    expect(await assign({ lead: { unitId: unit('finance') }, helpers: [999_999] })).toMatchObject({
      slug: 'unknown-unit',
      body: { errors: [{ pointer: '/helpers' }] },
    })
    expect(await assign({ lead: { unitId: unit('finance') }, responsiblePostId: post('education') })).toMatchObject({
      slug: 'unknown-post',
      body: { errors: [{ pointer: '/responsiblePostId' }] },
    })
    await house.pool.query("update units set closed_on = '2026-07-01' where id = $1", [unit('qinghe-education')])
    expect(await assign({ lead: { unitId: unit('qinghe-education') } })).toMatchObject({ slug: 'unknown-unit' })

    const sent = await (await house.as('finance')).upload('资金安排.pdf', PDF)
    expect(sent.status).toBe(200)
    expect(
      await refused(() => step('office', id, 'comment', { text: '见附件。', fileIds: [sent.body.id] })),
    ).toMatchObject({ status: 422, slug: 'unknown-file', body: { errors: [{ pointer: '/fileIds' }] } })
  })

  it('when a text holds what must not be kept here, naming the place and the reason', async () => {
    const secret = '我部91234部队门前需要路灯'
    const answer = await refused(() => raise('troop-lan', { title: secret }))
    expect(answer).toMatchObject({ status: 422, slug: 'secrecy', body: { errors: [{ pointer: '/title' }] } })
    expect(answer.body.errors[0].detail).toContain('91234')
    const id = await needIn('running')
    expect(await refused(() => step('transport', id, 'report', { text: secret }))).toMatchObject({
      slug: 'secrecy',
      body: { errors: [{ pointer: '/text' }] },
    })
  })

  it('when the need comes from the wrong side, or is wished for in the past', async () => {
    expect(await refused(() => raise('troop-lan', { direction: 'locality-asks' }))).toMatchObject({
      status: 422,
      slug: 'wrong-direction',
    })
    expect(await refused(() => raise('education', { direction: 'military-asks' }))).toMatchObject({
      slug: 'wrong-direction',
    })
    expect(await refused(() => raise('education', { wishedOn: '2026-07-13' }))).toMatchObject({
      slug: 'day-in-past',
      body: { errors: [{ pointer: '/wishedOn' }] },
    })
    expect(await refused(() => raise('education', { title: ' ' }))).toMatchObject({
      slug: 'not-valid',
      body: { errors: [{ pointer: '/title', detail: '事项名称还没有填。' }] },
    })
    expect(await refused(() => raise('education', { onBehalfOfUnitId: unit('finance') }))).toMatchObject({
      status: 403,
      slug: 'not-yours',
    })
  })

  it('when a task is handed out by somebody else, or to a past day', async () => {
    expect(await refused(() => raiseTask('education'))).toMatchObject({ status: 403, slug: 'not-yours' })
    expect(await refused(() => raiseTask('office', { dueOn: '2026-07-13' }))).toMatchObject({
      slug: 'day-in-past',
      body: { errors: [{ pointer: '/dueOn' }] },
    })
    expect(await refused(() => raiseTask('office', { leadUnitId: 999_999 }))).toMatchObject({
      slug: 'unknown-unit',
      body: { errors: [{ pointer: '/leadUnitId' }] },
    })
  })

  it('when the matter is none of theirs', async () => {
    const id = await needIn('running')
    for (const stranger of ['education', 'troop-cen', 'lancheng-office', 'qinghe-office', 'station'] as const) {
      expect((await get(stranger, id)).status).toBe(404)
      expect(await refused(() => step(stranger, id, 'comment', { text: '看看。' }))).toMatchObject({ status: 404 })
    }
    expect(await refused(() => step('leader', id, 'comment', { text: '看看。' }))).toMatchObject({
      status: 403,
      slug: 'not-your-step',
    })
    expect((await get('sysadmin', id)).status).toBe(403)
  })
})

describe('the words of a need raised by troops', () => {
  it('are hidden from the leaders of the region, who see its category and state', async () => {
    const id = await needIn('reported', { title: '随军家属岗位信息对接', category: 'family' })
    const seen = (await get('leader', id)).body
    expect(seen).toMatchObject({
      title: null,
      body: null,
      category: 'family',
      state: 'reported',
      asker: { id: 0, name: '部队' },
      lead: null,
      dueOn: null,
      light: { kind: 'ok', days: null, words: '正常' },
      entries: [],
      requestList: [],
      nodes: [],
      files: [],
      source: null,
      openSteps: [],
      waitsFor: null,
      suggestedLead: null,
    })
    const leader = await house.as('leader')
    const found = await leader.get(`/matters?q=${encodeURIComponent('随军家属')}`)
    expect(found.body).toMatchObject({ total: 0, rows: [] })
    const byAsker = await leader.get(`/matters?askerUnitId=${unit('troop-lan')}`)
    expect(byAsker.body.total).toBe(0)
    const byParty = await leader.get(`/matters?unitId=${unit('troop-lan')}`)
    expect(byParty.body.total).toBe(0)
    expect((await leader.get(`/matters?unitId=${unit('transport')}`)).body.total).toBe(0)
    expect((await leader.get(`/matters?leadUnitId=${unit('transport')}`)).body.total).toBe(0)
    const office = await house.as('office')
    expect((await office.get(`/matters?q=${encodeURIComponent('随军家属')}`)).body.total).toBe(1)
  })
})

describe('two people at once', () => {
  it('exactly one decides, the other gets the newer matter', async () => {
    const id = await needIn('raised')
    const first = await house.as('office')
    const second = await house.as('office-second')
    const before = await house.auditCount()
    const answers = await Promise.all([
      first.post(`/matters/${id}/steps`, { step: 'accept', version: 1 }),
      second.post(`/matters/${id}/steps`, { step: 'return', version: 1, reason: '写明地点。' }),
      first.post(`/matters/${id}/steps`, { step: 'accept', version: 1 }),
      second.post(`/matters/${id}/steps`, { step: 'accept', version: 1 }),
    ])
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    const late = answers.filter(({ status }) => status === 409)
    expect(late).toHaveLength(3)
    const now = (await get('office', id)).body
    for (const { body } of late)
      expect(body).toMatchObject({
        type: '/problems/out-of-date',
        latest: { id, version: 2, state: now.state, entries: now.entries },
      })
    expect(await house.auditCount()).toBe(before + 1)
    expect(now.entries).toHaveLength(2)
  })

  it('numbers follow each other without a gap, also past refused ones', async () => {
    const callers = await Promise.all([house.as('troop-lan'), house.as('education'), house.as('finance')])
    const need = (title: string, index: number) => ({
      direction: index === 0 ? 'military-asks' : 'locality-asks',
      category: 'other',
      title,
      body: '',
    })
    const answers = await Promise.all(
      Array.from({ length: 15 }, (_, round) => {
        const index = round % 3
        const fileIds = round % 5 === 4 ? [999_999] : []
        return (callers[index] as (typeof callers)[number]).post('/matters', {
          ...need(`第 ${round} 件`, index),
          fileIds,
        })
      }),
    )
    const numbers = answers
      .filter(({ status }) => status === 200)
      .map(({ body }) => Number(body.code.slice(8)))
      .sort((a, b) => a - b)
    expect(numbers).toHaveLength(12)
    expect(numbers.at(-1)).toBe((numbers[0] as number) + 11)
    const { rows } = await house.pool.query(
      "select count(*)::int as count, max(code) as last from matters where code like 'XQ-2026-%'",
    )
    expect(rows[0].last).toBe(`XQ-2026-${String(rows[0].count).padStart(3, '0')}`)
  })
})

describe('nodes', () => {
  it('are kept by lead and office, hold up the report until done or explained, and have their own light', async () => {
    const id = await needIn('running')
    const lead = await house.as('transport')
    const save = (method: 'post' | 'put', path: string, body: object, version: number) =>
      lead[method](`/matters/${id}/nodes${path}`, { ...body, version })
    const seen = (await get('transport', id)).body
    expect(seen.mayEditNodes).toBe(true)
    const added = await save('post', '', { title: '选定厂家', dueOn: '2026-07-15' }, seen.version)
    expect(added).toMatchObject({
      status: 200,
      body: { version: seen.version + 1, nodes: [{ title: '选定厂家', light: { kind: 'due', words: '明日' } }] },
    })
    const nodeId = added.body.nodes[0].id
    expect(await refused(() => step('transport', id, 'report', { text: '完成。' }))).toMatchObject({
      status: 409,
      slug: 'open-nodes',
      body: { detail: '还有 1 个节点未完成，逐个办完或写明原因后再报办结。' },
    })
    const version = seen.version + 1
    expect(
      await refused(() => save('put', `/${nodeId}`, { title: '选定厂家', doneOn: '2026-07-15' }, version)),
    ).toMatchObject({
      slug: 'done-in-future',
    })
    expect(await refused(() => save('post', '', { title: '开工', dueOn: '2026-07-13' }, version))).toMatchObject({
      slug: 'day-in-past',
    })
    expect(await refused(() => save('put', '/999999', { title: '选定厂家' }, version))).toMatchObject({
      status: 404,
      slug: 'unknown-node',
    })
    expect(await refused(() => save('post', '', { title: '开工' }, version - 1))).toMatchObject({
      status: 409,
      slug: 'out-of-date',
      body: { latest: { version } },
    })
    const troop = await house.as('troop-lan')
    expect(await refused(() => troop.post(`/matters/${id}/nodes`, { title: '开工', version }))).toMatchObject({
      status: 403,
      slug: 'not-your-nodes',
    })
    const done = await save(
      'put',
      `/${nodeId}`,
      { title: '选定厂家', dueOn: '2026-07-15', doneOn: '2026-07-14' },
      version,
    )
    expect(done.body.nodes[0]).toMatchObject({ doneOn: '2026-07-14', light: { kind: 'done' } })
    const more = await save('post', '', { title: '装灯', explanation: '并入二期。' }, version + 1)
    const dropped = await save('post', `/${more.body.nodes[1].id}/drop`, {}, version + 2)
    expect(dropped.body.nodes).toHaveLength(1)
    expect((await step('transport', id, 'report', { text: '完成。' })).body.state).toBe('reported')
    expect(await refused(() => save('post', '', { title: '补记' }, version + 4))).toMatchObject({
      slug: 'nodes-closed',
    })
  })
})

describe('files', () => {
  it('go with the step they came with, and are seen by whoever sees the matter', async () => {
    const id = await needIn('running')
    const lead = await house.as('transport')
    const sent = (await lead.upload('候车亭验收单.pdf', PDF)).body
    const progress = await step('transport', id, 'progress', { text: '已到货。', fileIds: [sent.id] })
    expect(progress.body.entries[0].files).toMatchObject([{ id: sent.id, name: '候车亭验收单.pdf' }])
    const report = await step('transport', id, 'report', { text: '已建成。', fileIds: [sent.id, sent.id] })
    expect(report.body.entries[0].files).toHaveLength(1)
    expect(report.body.files).toHaveLength(1)
    expect((await get('troop-lan', id)).body.files).toMatchObject([{ id: sent.id, unitName: '市交通运输局' }])
  })
})
