import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Caller, openTestHouse, type TestHouse } from '../../../main/testing.ts'
import { treeFaults } from './tree.fixture.ts'

let house: TestHouse
let office: Caller
let lancheng: Caller
beforeAll(async () => {
  house = await openTestHouse()
  office = await house.as('office')
  lancheng = await house.as('lancheng-office')
})
afterAll(() => house.close())

const DECREE = { effectiveOn: '2026-07-01', docNumber: '澜政发〔2026〕12号', reason: '优化布局' }
const change = (caller: Caller, body: object) => caller.post('/region-changes', { ...DECREE, ...body })
const preview = (caller: Caller, body: object) => caller.post('/region-changes/preview', { ...DECREE, ...body })
const versionOf = async (id: number): Promise<number> => (await office.get(`/regions/${id}`)).body.version
const picked = async (id: number) => ({ id, version: await versionOf(id) })

const refused = async (caller: Caller, body: object, status: number, type: string) => {
  const before = await house.auditCount()
  expect(await change(caller, body)).toMatchObject({ status, body: { type: `/problems/${type}` } })
  expect(await house.auditCount()).toBe(before)
}

test('a new place comes with its day, its document and a code of our own', async () => {
  const parentId = house.world.regions.lancheng
  const open = { kind: 'open', parentId, name: '西门街道', shortName: '西门' }
  const made = await change(lancheng, open)
  expect(made).toMatchObject({ status: 200, body: { level: 4, fromOn: '2026-07-01', parentId, mayChange: true } })
  expect(made.body.code).toMatch(/^\d{6}F\d{5}$/)
  await refused(lancheng, open, 422, 'region-name-taken')
  await refused(lancheng, { ...open, name: '北门街道', effectiveOn: '2026-07-15' }, 422, 'day-in-future')
  await refused(lancheng, { ...open, name: '北门街道', code: '110000000000' }, 422, 'code-not-below')
  await refused(lancheng, { ...open, name: '北门街道', reason: '' }, 422, 'not-valid')
  await refused(await house.as('education'), open, 403, 'not-yours')
  await refused(await house.as('qinghe-office'), { ...open, name: '北门街道' }, 403, 'out-of-scope')
  const register = await lancheng.get(`/region-changes?regionId=${made.body.id}`)
  expect(register.body).toMatchObject({
    total: 1,
    rows: [{ kind: 'open', placeName: '澜城区', docNumber: DECREE.docNumber, parts: [{ name: '西门街道' }] }],
  })
})

test('a renamed place is found by its old name, and its name of a day is kept', async () => {
  const id = house.world.regions['lancheng-town']
  const rename = { kind: 'rename', id, name: '迎春街道', shortName: '迎春' }
  await refused(lancheng, { ...rename, version: 99 }, 409, 'out-of-date')
  const done = await change(lancheng, { ...rename, version: await versionOf(id) })
  expect(done.body).toMatchObject({
    name: '迎春街道',
    former: [{ name: '东门街道', fromOn: '2000-01-01', untilOn: '2026-07-01' }],
  })
  const sought = await office.get(`/regions?q=${encodeURIComponent('东门街')}`)
  expect(sought.body.rows).toMatchObject([{ id, name: '迎春街道', formerNames: ['东门街道'] }])
  const next = { ...rename, version: await versionOf(id), name: '春和街道', shortName: '春和' }
  await refused(lancheng, { ...next, effectiveOn: '2026-06-30' }, 422, 'day-too-early')
  await refused(lancheng, { ...next, name: '迎春街道', shortName: '迎春' }, 422, 'name-unchanged')
})

test('a county keeps its own sub-tree: its own name and what concerns two counties is for the city', async () => {
  const { lancheng: own, qinghe } = house.world.regions
  const town = await picked(house.world.regions['lancheng-town'])
  const version = await versionOf(own)
  await refused(lancheng, { kind: 'rename', id: own, version, name: '新城区', shortName: '新城' }, 403, 'out-of-scope')
  await refused(lancheng, { kind: 'move', regions: [town], toId: qinghe }, 403, 'out-of-scope')
  const into = await picked(house.world.regions['qinghe-town'])
  await refused(lancheng, { kind: 'merge', sources: [town], into }, 403, 'out-of-scope')
})

test('a merge says beforehand what moves, then moves all of it at once, drafts of others too, and scope follows', async () => {
  const { pool, world } = house
  const source = world.regions['qinghe-town']
  const target = world.regions['lancheng-town']
  const raised = await (await house.as('qinghe-station')).post('/matters', {
    direction: 'locality-asks',
    category: 'other',
    title: '站前道路平整',
    body: '雨天积水。',
  })
  expect(raised.status).toBe(200)
  // As a township with an office of its own would file them: one raised, one draft that only its writer sees.
  await pool.query(
    `update matters set region_id = r.id, region_path = r.path from regions r where r.id = $1 and matters.id = $2`,
    [source, raised.body.id],
  )
  await pool.query(
    `insert into matters (city_id, year, kind, category, state, region_id, region_path, office_unit_id, asker_unit_id, post_id)
     select $1, 2026, 'task', 'other', 'draft', r.id, r.path, $2, $2, $3 from regions r where r.id = $4`,
    [world.regions.city, world.units['qinghe-office'], world.posts['qinghe-office'], source],
  )
  const body = { kind: 'merge', sources: [await picked(source)], into: await picked(target) }
  const before = await house.auditCount()
  const shown = await preview(office, body)
  expect(await house.auditCount()).toBe(before)
  expect(shown.body).toMatchObject({
    says: '撤销禾丰镇，并入迎春街道',
    ends: ['禾丰镇'],
    places: [{ name: '青山村', toName: '迎春街道', below: 0 }],
    units: [{ name: '禾丰镇退役军人服务站', newName: null, toName: '迎春街道', posts: 1, people: 1 }],
    counts: { places: 1, units: 1, posts: 1, people: 1 },
  })
  expect(shown.body.filed).toContainEqual({ what: '在办事项', measure: '件', count: 1 })
  const unseen = await preview(await house.as('sysadmin'), body)
  const counts = unseen.body.filed.map(({ count }: { count: number | null }) => count)
  expect(counts.length).toBe(shown.body.filed.length)
  expect(new Set(counts)).toEqual(new Set([null]))

  const station = await house.as('qinghe-station')
  const qinghe = await house.as('qinghe-office')
  const seen = async (caller: Caller) => (await caller.get(`/matters/${raised.body.id}`)).status
  expect([await seen(lancheng), await seen(qinghe)]).toEqual([404, 200])
  const done = await change(office, body)
  expect(done).toMatchObject({ status: 200, body: { id: target, children: 2 } })
  expect(await treeFaults(house)).toEqual([])
  // The next request already acts in the new place; the session is the same.
  expect((await station.get('/session')).body.acting).toMatchObject({ regionName: '迎春街道' })
  expect([await seen(lancheng), await seen(qinghe)]).toEqual([200, 404])
  const { rows } = await pool.query('select state from matters where region_id = $1 order by id', [target])
  expect(rows).toEqual([{ state: 'raised' }, { state: 'draft' }])
  const ended = await office.get(`/regions/${source}`)
  expect(ended.body).toMatchObject({ toOn: '2026-07-01', heir: { id: target }, children: 0, units: 0, mayEdit: false })
  const sought = await office.get(`/regions?q=${encodeURIComponent('禾丰')}`)
  expect(sought.body.rows).toMatchObject([{ toOn: '2026-07-01', heir: { name: '迎春街道' } }])
  expect((await office.get(`/regions?parentId=${world.regions.qinghe}`)).body.total).toBe(0)
  const audit = await (await house.as('auditor')).get('/audit')
  expect(audit.body.rows.map(({ action }: { action: string }) => action)).toEqual(
    expect.arrayContaining(['region.merge', 'region.end', 'region.go-along', 'unit.go-along']),
  )
  await refused(office, body, 409, 'region-closed')
})

test('nothing is put at a place that has ended', async () => {
  const { 'qinghe-town': ended } = house.world.regions
  const unit = { name: '禾丰镇便民中心', shortName: '便民中心', kind: 'member', side: 'civil', regionId: ended }
  expect(await office.post('/units', unit)).toMatchObject({ status: 409, body: { type: '/problems/region-closed' } })
  await refused(office, { kind: 'open', parentId: ended, name: '某村', shortName: '某' }, 409, 'region-closed')
  const saved = await office.put(`/regions/${ended}`, { version: await versionOf(ended), name: '禾', shortName: '禾' })
  expect(saved).toMatchObject({ status: 409, body: { type: '/problems/region-closed' } })
})

test('a split hands over the children and units named, and nothing else', async () => {
  const { world } = house
  const source = world.regions['lancheng-town']
  const split = async (part: object) => ({
    kind: 'split',
    ...(await picked(source)),
    parts: [{ name: '青山镇', shortName: '青山', children: [], units: [], ...part }],
  })
  await refused(lancheng, await split({ children: [world.regions.qinghe] }), 422, 'not-below')
  const units = [world.units['qinghe-station']]
  const made = await change(lancheng, await split({ children: [world.regions['qinghe-village']], units }))
  expect(made.body).toMatchObject({ name: '青山镇', children: 1, units: 1, level: 4 })
  expect((await office.get(`/regions/${source}`)).body).toMatchObject({ children: 1, units: 1 })
  expect((await (await house.as('qinghe-station')).get('/session')).body.acting.regionName).toBe('青山镇')
  const county = await picked(world.regions.qinghe)
  await refused(
    office,
    { kind: 'split', ...county, parts: [{ name: '新县', shortName: '新', units: [world.units['qinghe-office']] }] },
    422,
    'office-stays',
  )
  await refused(office, { kind: 'close', ...county }, 422, 'still-in-use')
})

test('a name that a person or a troop gives away is not kept', async () => {
  const body = { kind: 'open', parentId: house.world.regions.lancheng, name: '南门街道', shortName: '南门' }
  await refused(lancheng, { ...body, reason: '驻军31系统代号部队番号为73091部队营区扩建' }, 422, 'secrecy')
})
