import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Caller, openTestHouse, type TestHouse } from '../../../main/testing.ts'

let house: TestHouse
let office: Caller
let lancheng: Caller
beforeAll(async () => {
  house = await openTestHouse()
  office = await house.as('office')
  lancheng = await house.as('lancheng-office')
})
afterAll(() => house.close())

/** The call is refused with this problem and leaves nothing behind. */
const refused = async (call: () => Promise<{ status: number; body: unknown }>, status: number, type: string) => {
  const before = await house.auditCount()
  const answer = await call()
  expect(answer).toMatchObject({ status, body: { type: `/problems/${type}` } })
  expect(await house.auditCount()).toBe(before)
  return answer.body as { errors?: { pointer: string; detail: string }[]; latest?: unknown }
}

const cityUnit = (name: string, rest: object = {}) => ({
  name,
  shortName: name.replace(/^市/, ''),
  kind: 'member',
  side: 'civil',
  regionId: house.world.regions.city,
  ...rest,
})

test('units are listed page by page in their official order', async () => {
  const first = await office.get('/units?size=3')
  expect(first.body).toMatchObject({ total: 7, rows: [{ name: '市双拥办' }, {}, { name: '市教育局', mayEdit: true }] })
  const second = await office.get(`/units?size=3&after=${encodeURIComponent(first.body.next)}`)
  expect(second.body.rows[0].name).toBe('市财政局')
  const all = await office.get('/units?below=true&size=200')
  expect(all.body.rows.map(({ name }: { name: string }) => name).slice(6, 9)).toEqual([
    '驻岑某部',
    '澜城区双拥办',
    '澜城区双拥工作领导小组',
  ])
  expect(all.body.next).toBeNull()
})

test('an office adds a unit with aliases, moves it up, and it is found by an alias', async () => {
  const added = await office.post('/units', cityUnit('市水利局', { aliases: ['水利部门'] }))
  expect(added).toMatchObject({ status: 200, body: { name: '市水利局', version: 1, duties: 0 } })
  const placed = await office.put(`/units/${added.body.id}/place`, { version: 1, place: 4 })
  expect(placed).toMatchObject({ status: 200, body: { version: 2 } })
  const names = (await office.get('/units')).body.rows.map(({ name }: { name: string }) => name)
  expect(names.slice(2, 5)).toEqual(['市教育局', '市水利局', '市财政局'])
  expect((await office.get(`/units?q=${encodeURIComponent('水利部门')}`)).body.rows).toMatchObject([
    { name: '市水利局' },
  ])
})

test('the later writer of a unit gets the newer version', async () => {
  const { id } = (await office.post('/units', cityUnit('市体育局'))).body
  const save = { name: '市体育局', shortName: '体育局', aliases: [], kind: 'member', side: 'civil', version: 1 }
  expect((await office.put(`/units/${id}`, { ...save, shortName: '市体局' })).status).toBe(200)
  const body = await refused(() => office.put(`/units/${id}`, save), 409, 'out-of-date')
  expect(body.latest).toMatchObject({ shortName: '市体局', version: 2 })
})

test('troops stand under an alias, on the military side, with a county or city as place', async () => {
  const troop = (name: string, rest: object = {}) =>
    office.post('/units', cityUnit(name, { shortName: name, kind: 'troop', side: 'military', ...rest }))
  expect((await troop('驻松某部')).status).toBe(200)
  const plain = await refused(() => troop('雷达站'), 422, 'alias-needed')
  expect(plain.errors?.[0]?.pointer).toBe('/name')
  await refused(() => troop('驻禾某部', { side: 'civil' }), 422, 'side-of-troop')
  await refused(() => troop('驻禾某部', { regionId: house.world.regions['qinghe-town'] }), 422, 'troop-place')
  const secret = await refused(() => troop('驻澜某部（31655部队）'), 422, 'secrecy')
  expect(secret.errors?.[0]).toMatchObject({ pointer: '/name' })
})

test('a county office keeps its own units and none of the city or of another county', async () => {
  const own = cityUnit('澜城区司法局', { regionId: house.world.regions.lancheng })
  expect((await lancheng.post('/units', own)).status).toBe(200)
  await refused(() => lancheng.post('/units', cityUnit('市审计局')), 403, 'out-of-scope')
  await refused(
    () => lancheng.post(`/units/${house.world.units['qinghe-education']}/duties`, { phrase: '越界', source: '无' }),
    403,
    'out-of-scope',
  )
  const rows = (await lancheng.get(`/units?regionId=${house.world.regions.city}`)).body.rows
  expect(rows.every(({ mayEdit }: { mayEdit: boolean }) => !mayEdit)).toBe(true)
})

test('row policies hold the range of an office even where no operation asks', async () => {
  const client = await house.pool.connect()
  try {
    await client.query('begin; set local role tongxin_app')
    const { rows } = await client.query('select path from regions where id = $1', [house.world.regions.lancheng])
    const set = { person: 1, post: 1, unit: 1, role: 'office', scope: rows[0].path, city: house.world.regions.city }
    for (const [name, value] of Object.entries(set))
      await client.query(`select set_config('tx.${name}', $1, true)`, [String(value)])
    const touched = async (sql: string) => (await client.query(sql)).rowCount
    expect(await touched(`update units set sort = sort where id = ${house.world.units.education}`)).toBe(0)
    expect(await touched(`update units set sort = sort where id = ${house.world.units['lancheng-education']}`)).toBe(1)
    expect(await touched(`update regions set sort = sort where id = ${house.world.regions.qinghe}`)).toBe(0)
    expect(await touched(`update posts set sort = sort where id = ${house.world.posts.finance}`)).toBe(0)
    const holders = (where: string) =>
      touched(`update post_holders set to_on = null where post_id in (select id from posts where ${where})`)
    expect(await holders(`region_id = ${house.world.regions.city}`)).toBe(0)
    expect(await holders(`region_id = ${house.world.regions.qinghe}`)).toBe(0)
    expect(await holders(`id = ${house.world.posts['lancheng-education']}`)).toBe(1)
  } finally {
    await client.query('rollback')
    client.release()
  }
})

test('a liaison reads the units and may not write', async () => {
  const liaison = await house.as('education')
  expect((await liaison.get('/units')).status).toBe(200)
  await refused(() => liaison.post('/units', cityUnit('市民政局')), 403, 'not-yours')
})

test('duties are added, confirmed, and wait again when their words change', async () => {
  const id = house.world.units.education
  const duty = { phrase: '军人子女教育优待', words: ['入学', '转学'], source: '军人地位和权益保障法第55条' }
  const added = await office.post(`/units/${id}/duties`, duty)
  expect(added.body.dutyList).toMatchObject([{ ...duty, isVerified: false, version: 1 }])
  const dutyId = added.body.dutyList[0].id
  const verified = await office.post(`/duties/${dutyId}/verify`, { version: 1, isVerified: true })
  expect(verified.body).toMatchObject({ unverified: 0, dutyList: [{ isVerified: true }] })
  await refused(() => office.post(`/units/${id}/duties`, duty), 422, 'duty-taken')
  const changed = await office.put(`/duties/${dutyId}`, { ...duty, phrase: '军人子女入学转学', version: 2 })
  expect(changed.body.dutyList[0]).toMatchObject({ phrase: '军人子女入学转学', isVerified: false, version: 3 })
  await refused(() => office.post(`/duties/${dutyId}/drop`, { version: 2 }), 409, 'out-of-date')
  expect((await office.post(`/duties/${dutyId}/drop`, { version: 3 })).body.dutyList).toEqual([])
})

test('a closed unit leaves the lists, takes its posts with it and cannot be changed', async () => {
  const id = house.world.units.transport
  await refused(() => office.post(`/units/${id}/close`, { version: 1, closedOn: '2026-07-15' }), 422, 'day-in-future')
  const closed = await office.post(`/units/${id}/close`, { version: 1, closedOn: '2026-07-01' })
  expect(closed.body).toMatchObject({ closedOn: '2026-07-01', posts: 0, mayEdit: false })
  expect((await office.get('/units')).body.rows.map((row: { id: number }) => row.id)).not.toContain(id)
  expect((await office.get('/units?closed=true')).body.rows).toMatchObject([{ id }])
  await refused(() => office.post(`/units/${id}/duties`, { phrase: '新的', source: '无' }), 409, 'unit-closed')
  expect(
    (await house.nobody.post('/session', { login: 'transport', password: 'a long password for tests' })).body.acting,
  ).toBeNull()
})

test('a picker offers the own place first, in official order, under headings', async () => {
  const options = (await lancheng.get('/units/options')).body as { name: string; group: string; holders: number }[]
  expect(options.slice(0, 3).map(({ name, group }) => `${group} ${name}`)).toEqual([
    '区直单位 澜城区双拥办',
    '区直单位 澜城区双拥工作领导小组',
    '区直单位 澜城区教育局',
  ])
  expect(options.find(({ name }) => name === '市教育局')?.group).toBe('市直单位')
  expect(options.find(({ name }) => name === '驻岑某部')?.group).toBe('驻军')
  const holders = (name: string) => options.find((one) => one.name === name)?.holders
  expect([holders('澜城区教育局'), holders('市双拥办')]).toEqual([1, 5])
  expect(holders('青禾县双拥办')).toBe(1)
  const found = (await office.get(`/units/options?q=${encodeURIComponent('教育')}`)).body as { name: string }[]
  expect(found.map(({ name }) => name)).toEqual(['市教育局', '澜城区教育局', '青禾县教育局'])
})
