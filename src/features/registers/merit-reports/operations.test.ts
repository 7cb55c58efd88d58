import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Caller, openTestHouse, type PostKey, type TestHouse } from '../../../main/testing.ts'
import { type MeritDelivery, takeMeritStep } from './index.ts'
import { STATES } from './rules.ts'

let house: TestHouse
let office: Caller
let station: Caller
let home: number
let photo: number

beforeAll(async () => {
  house = await openTestHouse('2026-07-14')
  office = await house.as('lancheng-office')
  station = await house.as('village-station')
  const bytes = await sharp({ create: { width: 40, height: 30, channels: 3, background: '#a33' } })
    .jpeg()
    .toBuffer()
  photo = (await station.upload('送达.jpg', bytes)).body.id
  const family = {
    regionId: house.world.regions['lancheng-village'],
    head: { name: '李大某', categories: ['serving-family'], kin: 'parent' },
  }
  home = (await office.post('/households', family)).body.id
  const city = await house.as('office')
  const amounts = { 'second-merit': 5000, 'third-merit': 2000 }
  const entered = await city.post('/merit-bonuses', { fromOn: '2026-01-01', amounts, source: '市级文件' })
  expect([entered.status, entered.body]).toMatchObject([200, { mayEdit: true, isVerified: false }])
})
afterAll(() => house.close())

const receive = async (more: object = {}) => {
  const made = await office.post('/merit-reports', {
    soldierName: '李某某',
    grade: 'third-merit',
    awardYear: 2026,
    receivedOn: '2026-07-01',
    isAnother: true,
    ...more,
  })
  expect([made.status, made.body]).toEqual([200, made.body])
  return made.body
}
const step = async (id: number, more: object, caller = office) => {
  const { body } = await caller.get(`/merit-reports/${id}`)
  return caller.post(`/merit-reports/${id}/steps`, { version: body.version ?? 1, on: '2026-07-10', ...more })
}
const village = () => house.world.regions['lancheng-village']

describe('the way of a report', () => {
  test('received, registered, verified by the village, delivered with the bonus of that day, fed back', async () => {
    const { id, code } = await receive()
    expect(code).toBe('XB-2026-0001')
    expect((await station.get(`/merit-reports/${id}`)).status).toBe(404)
    expect((await step(id, { step: 'register', regionId: village() })).body).toMatchObject({ state: 'registered' })
    const verified = await step(id, { step: 'verify', householdId: home }, station)
    expect(verified.body).toMatchObject({ state: 'verified', household: { id: home } })
    const audits = await house.auditCount()
    const alone = await step(id, { step: 'deliver', level: 'county', fileIds: [photo] }, station)
    expect(alone).toMatchObject({
      ...{ status: 422, body: { type: '/problems/merit-civil-needed', errors: [{ pointer: '/civilWords' }] } },
    })
    expect(await house.auditCount()).toBe(audits)
    const delivered = await step(
      id,
      { step: 'deliver', level: 'county', civilWords: '县局局长', militaryWords: '人武部部长', fileIds: [photo] },
      station,
    )
    expect(delivered.body).toMatchObject({
      state: 'delivered',
      deliveredOn: '2026-07-10',
      bonusYuan: 2000,
      bonusSource: '市级文件',
    })
    expect(delivered.body.steps.at(-1)).toMatchObject({ civilWords: '县局局长', files: [{ id: photo }] })
    expect((await office.get(`/files/${photo}`)).status).toBe(200)
    const leader = await house.as('lancheng-leader')
    expect((await leader.get(`/merit-reports/${id}`)).body.steps.at(-1)).toMatchObject({ files: [], hidden: 1 })
    expect((await step(id, { step: 'feed-back' })).body).toMatchObject({ state: 'fed-back', open: ['undeliver'] })
  })

  test('one like an earlier one is asked about; one for another county is said to be the city’s', async () => {
    const first = await receive({ soldierName: '李军某', isAnother: false })
    const again = { soldierName: '李军某', grade: 'third-merit', awardYear: 2026, receivedOn: '2026-07-02' }
    const before = await house.auditCount()
    const refused = await office.post('/merit-reports', again)
    expect(refused).toMatchObject({
      status: 409,
      body: { type: '/problems/merit-twice', errors: [{ pointer: '/isAnother' }] },
    })
    expect(refused.body.detail).toContain(first.code)
    const { 'qinghe-village': elsewhere, lancheng } = house.world.regions
    const sent = async (regionId: number | undefined) => (await step(first.id, { step: 'register', regionId })).body
    expect((await sent(elsewhere)).type).toBe('/problems/merit-place-outside')
    expect((await sent(lancheng)).type).toBe('/problems/merit-place-needed')
    expect(await house.auditCount()).toBe(before)
    for (const more of [{ awardYear: 2025 }, { grade: 'second-merit' }, { isAnother: true }])
      expect((await office.post('/merit-reports', { ...again, ...more })).status).toBe(200)
    // The city's office sends it on itself.
    const city = await house.as('office')
    expect((await step(first.id, { step: 'register', regionId: elsewhere }, city)).body).toMatchObject({
      state: 'registered',
      regionId: elsewhere,
    })
  })

  test('three who enter one report at once: one is taken in, the others are told of it', async () => {
    const same = { soldierName: '李闵某', grade: 'third-merit', awardYear: 2026, receivedOn: '2026-07-02' }
    const answers = await Promise.all([1, 2, 3].map(() => office.post('/merit-reports', same)))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409])
  })

  test('a report is found by part of the name or by number, in the own place; a leader does not look by name', async () => {
    const { code } = await receive({ soldierName: '李闻人' })
    const named = async (q: string, caller = office) => {
      const { status, body } = await caller.get(`/merit-reports?q=${encodeURIComponent(q)}`)
      return status === 200 ? body.rows.map((row: { code: string }) => row.code) : status
    }
    for (const q of ['闻人', '李闻', code, code.toLowerCase()]) expect([q, await named(q)]).toEqual([q, [code]])
    expect(await named('李人')).toEqual([])
    expect(await named('闻')).toBe(422)
    expect(await named('闻人', await house.as('qinghe-office'))).toEqual([])
    expect(await named(code, await house.as('qinghe-office'))).toEqual([])
    expect(await named('闻人', await house.as('lancheng-leader'))).toBe(403)
  })

  test('a table without an amount is refused', async () => {
    const empty = { fromOn: '2026-03-01', amounts: {}, source: '空表' }
    expect((await office.post('/merit-bonuses', empty)).body.errors).toMatchObject([{ pointer: '/amounts' }])
  })

  test('a family that does not fit is asked about, taken with a reason alone, and both stay with the step', async () => {
    const made = async (head: object) =>
      (await office.post('/households', { regionId: village(), head })).body.id as number
    const bereaved = await made({ name: '曹某', categories: ['illness-death-family'], kin: 'spouse' })
    const other = await made({ name: '丁某', categories: ['serving-family'], kin: 'parent' })
    const { id } = await receive()
    await step(id, { step: 'register', regionId: village() })
    const before = await house.auditCount()
    const verify = (more: object) => step(id, { step: 'verify', ...more })
    for (const [more, pointer, words] of [
      [{ householdId: bereaved }, '/householdId', /没有现役军人家属；.*遗属家庭；.*没有同姓/],
      [{ householdId: bereaved, reason: '是他家' }, '/householdId', /遗属家庭/],
      [{ householdId: bereaved, isSure: true }, '/reason', /遗属家庭/],
      [{ householdId: other }, '/householdId', /^这一户没有同名的人，也没有同姓的家人。/],
    ] as const)
      expect((await verify(more)).body).toMatchObject({
        type: '/problems/merit-household-unfit',
        errors: [{ pointer, detail: expect.stringMatching(words) }],
      })
    expect(await house.auditCount()).toBe(before)
    const sure = await verify({ householdId: other, isSure: true, reason: '军人指定送岳父母家' })
    expect(sure.body).toMatchObject({ state: 'verified', household: { id: other } })
    expect(sure.body.steps.at(-1)).toMatchObject({ misfits: ['other-name'], reason: '军人指定送岳父母家' })
    const { rows } = await house.pool.query(
      "select after->'misfits' as misfits from audit_rows where action = 'merit.verify' order by id desc limit 1",
    )
    expect(rows).toEqual([{ misfits: ['other-name'] }])
  })

  test('a delivery by a level below the one of the grade is refused, unless the reason is said', async () => {
    const { id } = await receive({ grade: 'second-merit' })
    await step(id, { step: 'register', regionId: village() })
    await step(id, { step: 'verify', householdId: home })
    const before = await house.auditCount()
    const low = { step: 'deliver', level: 'township', civilWords: '镇长', militaryWords: '部长', fileIds: [photo] }
    expect(await step(id, low, station)).toMatchObject({
      status: 422,
      body: { type: '/problems/merit-level-too-low', errors: [{ pointer: '/level' }] },
    })
    expect(await house.auditCount()).toBe(before)
    expect((await step(id, { ...low, reason: '家属在外，委托镇里送' }, station)).status).toBe(200)
  })

  test('an address that is wrong is told by the village, sent anew by the county, or returned', async () => {
    const { id } = await receive()
    await step(id, { step: 'register', regionId: village() })
    expect((await step(id, { step: 'doubt', reason: '已搬走' }, station)).body).toMatchObject({ hasDoubt: true })
    expect((await step(id, { step: 'readdress', regionId: village(), reason: '核对' }, station)).status).toBe(403)
    const town = house.world.regions['lancheng-town']
    expect((await step(id, { step: 'readdress', regionId: town, reason: '新址' })).body).toMatchObject({
      hasDoubt: false,
      state: 'registered',
      regionId: town,
    })
    expect((await station.get(`/merit-reports/${id}`)).status).toBe(404)
    expect((await step(id, { step: 'return', reason: '查无此人' })).body).toMatchObject({ state: 'returned' })
  })

  test('one without a family here goes back to the city with its reason, on to another county, and back again or out', async () => {
    const { id, code } = await receive({ soldierName: '李退某' })
    await step(id, { step: 'register', regionId: village() })
    const back = { step: 'hand-back', on: '2026-07-11', reason: '已迁往清河县' }
    const city = await house.as('office')
    const before = await house.auditCount()
    for (const [more, caller, status, type] of [
      [{ ...back, reason: '' }, office, 422, 'merit-reason-needed'],
      [back, station, 403, 'merit-office-only'],
      [back, city, 409, 'merit-nobody-above'],
      [{ ...back, step: 'send-on' }, city, 409, 'merit-step-not-open'],
    ] as const)
      expect(await step(id, more, caller)).toMatchObject({ status, body: { type: `/problems/${type}` } })
    expect(await house.auditCount()).toBe(before)
    const { lancheng, qinghe, 'qinghe-village': village2 } = house.world.regions
    const handed = await step(id, back)
    expect(handed.body).toMatchObject({ state: 'handed-back', regionId: lancheng, open: ['take-again'] })
    expect((await station.get(`/merit-reports/${id}`)).status).toBe(404)
    // The city finds it in its account and among its news; the county does not wait for itself.
    const toSendOn = async (caller: Caller) => (await caller.get('/merit-account?year=2025')).body.toSendOn
    expect([await toSendOn(city), await toSendOn(office)]).toEqual([[{ year: 2026, count: 1 }], []])
    const newsOf = async (caller: Caller) =>
      (await caller.get('/notices')).body.rows.find(({ topic }: { topic: string }) => topic === `merit:${id}`)
    expect(await newsOf(city)).toMatchObject({ code, said: '已迁往清河县' })
    expect(await newsOf(office)).toBeUndefined()
    const on = (more: object, caller = city) =>
      step(id, { step: 'send-on', on: '2026-07-12', reason: '户籍在清河县', regionId: qinghe, ...more }, caller)
    expect(await on({}, office)).toMatchObject({ status: 403, body: { type: '/problems/merit-above-only' } })
    for (const regionId of [null, village2, house.world.regions.city])
      expect((await on({ regionId })).body).toMatchObject({
        type: '/problems/merit-county-needed',
        errors: [{ pointer: '/regionId' }],
      })
    expect((await on({})).body).toMatchObject({ state: 'received', regionId: qinghe })
    expect([await toSendOn(city), (await office.get(`/merit-reports/${id}`)).status]).toEqual([[], 404])
    const other = await house.as('qinghe-office')
    expect(await newsOf(other)).toMatchObject({ code })
    // Not here either: the city returns it to who issued it. Each step stands with day, who and reason.
    await step(id, { ...back, on: '2026-07-13', reason: '查无此人' }, other)
    const out = await step(id, { step: 'return', on: '2026-07-13', reason: '两县都没有这一户' }, city)
    expect(out.body).toMatchObject({ state: 'returned' })
    const told = out.body.steps.map(({ step: taken, on: day, reason }: Record<string, string>) => [taken, day, reason])
    expect(told.slice(2)).toEqual([
      ['hand-back', '2026-07-11', '已迁往清河县'],
      ['send-on', '2026-07-12', '户籍在清河县'],
      ['hand-back', '2026-07-13', '查无此人'],
      ['return', '2026-07-13', '两县都没有这一户'],
    ])
    expect(new Set(out.body.steps.map(({ postName }: { postName: string }) => postName)).size).toBe(3)
    // Found after all: whoever handed it back takes it again.
    const { id: found } = await receive({ soldierName: '李退某' })
    await step(found, back)
    expect((await step(found, { step: 'take-again', on: '2026-07-12', reason: '找到了' })).body.state).toBe('received')
  })

  test('what came stands in exactly one state, for every role that looks, and each figure opens its rows', async () => {
    for (const post of ['office', 'lancheng-office', 'station', 'lancheng-leader', 'qinghe-office'] as PostKey[]) {
      const caller = await house.as(post)
      const { body } = await caller.get('/merit-account?year=2026')
      expect(body.isBalanced).toBe(true)
      for (const state of STATES) {
        const list = (await caller.get(`/merit-reports?year=2026&state=${state}&size=200`)).body
        expect([post, state, list.total, list.rows.length]).toEqual([
          post,
          state,
          body.states[state],
          body.states[state],
        ])
      }
    }
  })

  test('a leader sees the name of the soldier masked and takes no step', async () => {
    const leader = await house.as('lancheng-leader')
    const { body } = await leader.get('/merit-reports')
    for (const { soldierName } of body.rows) expect(soldierName).toBe('李**')
  })

  test('the name of a soldier stands in no audit row in clear', async () => {
    const { rows } = await house.pool.query(
      "select 1 from audit_rows where action = 'merit.receive' and after::text ~ '李某某'",
    )
    expect(rows).toEqual([])
  })

  test('whoever keeps ceremonies is told of a delivery in the same transaction', async () => {
    const { id } = await receive()
    await step(id, { step: 'register', regionId: village() })
    await step(id, { step: 'verify', householdId: home })
    const told: MeritDelivery[] = []
    const acting = {
      ...{
        personId: house.world.people.station,
        personName: '某人',
        postId: house.world.posts.station,
        postName: '某岗',
      },
      ...{
        role: 'station' as const,
        unitId: house.world.units.station,
        unitName: '某站',
        cityId: house.world.regions.city,
      },
      regionId: house.world.regions['lancheng-town'],
      regionPath: (
        await house.pool.query('select path from regions where id = $1', [house.world.regions['lancheng-town']])
      ).rows[0].path,
    }
    const { makeContext } = await import('../../../platform/context.ts')
    const ctx = makeContext(house.house, acting, { address: null, requestId: null })
    const { body } = await office.get(`/merit-reports/${id}`)
    const input = {
      ...{ id, version: body.version, step: 'deliver' as const, on: '2026-07-12', reason: '', regionId: null },
      ...{ householdId: null, isSure: false, level: 'county' as const, civilWords: '局长', militaryWords: '部长' },
    }
    await house.pool.query('update files set post_id = $1 where id = $2', [house.world.posts.station, photo])
    const quiet = { takenBack: async () => [], delivered: async () => [] }
    const failing = { ...quiet, delivered: async () => Promise.reject(new Error('not kept')) }
    await expect(takeMeritStep(ctx, { ...input, fileIds: [photo] }, [failing])).rejects.toThrow('not kept')
    expect((await office.get(`/merit-reports/${id}`)).body.state).toBe('verified')
    await takeMeritStep(ctx, { ...input, fileIds: [photo] }, [
      {
        ...quiet,
        delivered: async (_ctx, _tx, delivery) => {
          told.push(delivery)
          return []
        },
      },
    ])
    expect(told).toMatchObject([
      { reportId: id, householdId: home, on: '2026-07-12', bonusYuan: 2000, fileIds: [photo] },
    ])
  })
})

describe('what places set', () => {
  test('a bonus table is the place’s own, one for a day, and is withdrawn with its reason', async () => {
    const own = { fromOn: '2026-06-01', amounts: { 'third-merit': 3000 }, source: '区级文件' }
    const first = await office.post('/merit-bonuses', own)
    expect(first.status).toBe(200)
    expect(await office.post('/merit-bonuses', own)).toMatchObject({ status: 409 })
    const rows = (await office.get('/merit-bonuses')).body.rows
    const cityTable = rows.find(({ source }: { source: string }) => source === '市级文件')
    const taken = (table: { id: number; version: number }) =>
      office.post(`/merit-bonuses/${table.id}/withdraw`, { version: table.version, reason: '有新标准' })
    expect((await taken(cityTable)).status).toBe(403)
    const held = ({ id, version }: { id: number; version: number }) =>
      office.post(`/merit-bonuses/${id}/verify`, { version })
    const audited = await house.auditCount()
    expect((await held(cityTable)).status).toBe(403)
    expect((await held({ ...first.body, version: first.body.version + 1 })).status).toBe(409)
    expect(await house.auditCount()).toBe(audited)
    const verified = (await held(first.body)).body
    expect([first.body.isVerified, verified.isVerified]).toEqual([false, true])
    expect((await held(verified)).body.type).toBe('/problems/bonus-verified')
    expect((await taken(verified)).body.rows).toHaveLength(1)
  })

  test('days allowed are the city’s, none until it sets them', async () => {
    const city = await house.as('office')
    expect((await city.get('/merit-days')).body).toMatchObject({ register: null, version: 0 })
    const two = { register: 2, deliver: 5, feedBack: null, version: 0 }
    expect((await office.put('/merit-days', two)).status).toBe(403)
    expect((await city.put('/merit-days', two)).body).toMatchObject({ register: 2, version: 1 })
    const { id } = await receive({ receivedOn: '2026-07-09' })
    expect((await office.get(`/merit-reports/${id}`)).body).toMatchObject({ dueOn: '2026-07-13', daysLeft: -1 })
  })
})
