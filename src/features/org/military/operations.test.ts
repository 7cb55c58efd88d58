import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Answer, openTestHouse, type PostKey, type TestHouse } from '../../../main/testing.ts'
import type { JointPlace, MilitaryUnit } from './contract.ts'

let house: TestHouse
const bodies: Record<string, number> = {}
const get = async (post: PostKey, path: string) => (await house.as(post)).get(path)
const treeOf = async (post: PostKey, query = ''): Promise<MilitaryUnit[]> =>
  (await get(post, `/military/units${query}`)).body.rows
const namesOf = async (post: PostKey, query = '') => (await treeOf(post, query)).map(({ name }) => name)
const placesOf = async (query = '', post: PostKey = 'office'): Promise<JointPlace[]> =>
  (await get(post, `/military/places${query}`)).body.rows
const superior = async (post: PostKey, id: number, superiorId: number | null, fromOn: string, basedOn: number) =>
  (await house.as(post)).put(`/military/units/${id}/superior`, { superiorId, fromOn, basedOn })
const refused = async (ask: () => Promise<Answer>) => {
  const before = await house.auditCount()
  const { status, body } = await ask()
  expect(await house.auditCount()).toBe(before)
  return [status, String(body.type).replace('/problems/', ''), body.errors?.[0]?.pointer]
}

beforeAll(async () => {
  house = await openTestHouse()
  const office = await house.as('office')
  await house.as('lancheng-office')
  for (const [key, region, name] of [
    ['city', 'city', '澜川军分区'],
    ['lancheng', 'lancheng', '澜城区人民武装部'],
    ['town', 'lancheng-town', '东门街道武装部'],
  ] as const) {
    const { status, body } = await office.post('/units', {
      name,
      shortName: name,
      kind: 'member',
      side: 'military',
      regionId: house.world.regions[region],
      fromOn: '2026-01-01',
    })
    expect(status).toBe(200)
    bodies[key] = body.id
  }
})
afterAll(() => house?.close())

describe('a new military body', () => {
  test('faces the place where it is entered and stands under the body of the place above', async () => {
    expect((await treeOf('office')).filter(({ kind }) => kind === 'body')).toMatchObject([
      { name: '澜川军分区', depth: 0, superior: 'outside', superiorName: null },
      { name: '澜城区人民武装部', depth: 1, superior: 'known', superiorName: '澜川军分区' },
      { name: '东门街道武装部', depth: 2, superiorName: '澜城区人民武装部' },
    ])
    expect((await placesOf()).map(({ regionName, body }) => [regionName, body?.name ?? null])).toEqual([
      ['澜川市', '澜川军分区'],
      ['澜城区', '澜城区人民武装部'],
      ['东门街道', '东门街道武装部'],
      ['青禾县', null],
      ['禾丰镇', null],
    ])
  })

  test('has a name that the state publishes or an alias, whatever its kind', async () => {
    const { regions } = house.world
    const body = { name: '第九旅', shortName: '九旅', kind: 'member', side: 'military', regionId: regions.city }
    const [status] = await refused(async () => (await house.as('office')).post('/units', body))
    expect(status).toBe(422)
  })
})

describe('the superior of a troop unit', () => {
  const lan = () => house.world.units['troop-lan']
  const cen = () => house.world.units['troop-cen']

  test('is not recorded at first; set from a day on it counts from then, and the past keeps what was', async () => {
    expect((await treeOf('office')).find(({ id }) => id === lan())).toMatchObject({ superior: 'open', basedOn: 0 })
    const first = await superior('office', cen(), null, '2026-02-01', 0)
    expect(first.body).toMatchObject({ superior: 'outside', sinceOn: '2026-02-01' })
    const next = await superior('office', cen(), lan(), '2026-05-01', first.body.basedOn)
    expect(next.body).toMatchObject({ superior: 'known', superiorName: '驻澜某部' })
    expect(next.body.superiors).toMatchObject([
      { superiorName: '驻澜某部', fromOn: '2026-05-01', toOn: null },
      { superiorName: null, fromOn: '2026-02-01', toOn: '2026-05-01' },
    ])
    const past = (await treeOf('office', '?on=2026-04-30')).find(({ id }) => id === cen())
    expect(past).toMatchObject({ superior: 'outside', depth: 0 })
  })

  test('is corrected on its own day without a second record', async () => {
    const { body } = await get('office', `/military/units/${cen()}`)
    const outside = await superior('office', cen(), null, '2026-05-01', body.basedOn)
    expect(outside.body.superiors).toHaveLength(2)
    expect((await superior('office', cen(), lan(), '2026-05-01', body.basedOn)).status).toBe(200)
  })

  test('is refused with the reason, and nothing changes', async () => {
    const { basedOn } = (await get('office', `/military/units/${cen()}`)).body
    const set = (id: number, above: number | null, day: string, seen: number, by: PostKey = 'office') =>
      refused(() => superior(by, id, above, day, seen))
    expect(await set(lan(), cen(), '2026-06-01', 0)).toEqual([422, 'superior-loop', '/superiorId'])
    expect(await set(cen(), house.world.units.education, '2026-06-01', basedOn)).toEqual([
      422,
      'not-military',
      '/superiorId',
    ])
    expect(await set(cen(), lan(), '2026-06-01', basedOn)).toEqual([422, 'superior-unchanged', '/superiorId'])
    expect(await set(cen(), null, '2026-04-01', basedOn)).toEqual([422, 'record-too-early', '/fromOn'])
    expect(await set(cen(), null, '2026-07-15', basedOn)).toEqual([422, 'day-in-future', '/fromOn'])
    expect((await set(cen(), null, '2026-06-01', 0)).slice(0, 2)).toEqual([409, 'out-of-date'])
    expect((await set(cen(), null, '2026-06-01', basedOn, 'lancheng-office')).slice(0, 2)).toEqual([
      403,
      'out-of-scope',
    ])
  })

  test('cannot make a ring in the database either', async () => {
    const insert = house.pool.query(
      "insert into military_superiors (city_id, unit_id, superior_id, from_on) values ($1, $2, $3, '2026-07-01')",
      [house.world.regions.city, lan(), cen()],
    )
    await expect(insert).rejects.toThrow(/above itself/)
  })
})

describe('who may know it', () => {
  test('offices see the units of their places, a troop unit itself and what is directly under and above it', async () => {
    expect(await namesOf('office')).toEqual(
      expect.arrayContaining(['澜川军分区', '澜城区人民武装部', '驻澜某部', '驻岑某部']),
    )
    expect(await namesOf('lancheng-office')).toEqual(['澜川军分区', '澜城区人民武装部', '东门街道武装部'])
    expect(await namesOf('qinghe-office')).toEqual([])
    expect(await namesOf('troop-cen')).toEqual(['驻澜某部', '驻岑某部'])
    expect((await get('troop-cen', `/military/units/${bodies.lancheng}`)).status).toBe(404)
    expect((await get('qinghe-office', `/military/units/${house.world.units['troop-cen']}`)).status).toBe(404)
  })

  test('everybody else is refused, and learns of troops no more than the alias', async () => {
    for (const post of ['education', 'station', 'leader', 'secadmin', 'auditor'] as const)
      expect((await get(post, '/military/units')).status).toBe(403)
    const rows = await placesOf('', 'education')
    expect(JSON.stringify(rows)).not.toMatch(/某部/)
    expect(Object.keys(rows[0] ?? {})).not.toContain('troops')
  })
})

describe('军地对口', () => {
  test('names what is missing at each place, and the filter gives exactly the places that lack it', async () => {
    const all = await placesOf()
    expect(all[0]).toMatchObject({ regionName: '澜川市', missing: ['military-liaison', 'joint'] })
    expect(all[0]).toMatchObject({ office: { name: '市双拥办' }, group: { name: '市双拥工作领导小组' } })
    expect(all[0]?.civilLiaison).toContain('市双拥办综合岗甲')
    expect(all[3]).toMatchObject({ regionName: '青禾县', missing: ['group', 'body'] })
    for (const part of ['office', 'group', 'civil-liaison', 'body', 'military-liaison', 'joint'] as const) {
      const lacking = await placesOf(`?missing=${part}`)
      expect(lacking.map(({ regionId }) => regionId)).toEqual(
        all.filter(({ missing }) => missing.includes(part)).map(({ regionId }) => regionId),
      )
    }
    expect((await placesOf('?level=3')).map(({ regionName }) => regionName)).toEqual(['澜城区', '青禾县'])
  })

  test('a joint office bears its document; what stood before stays for its days', async () => {
    const office = await house.as('office')
    const { regions } = house.world
    const seen = (await placesOf())[0] as JointPlace
    const joint = { regionId: regions.city, unitId: bodies.city, isJoint: true, fromOn: '2026-03-01' }
    const send = (more: object) => office.post('/military/places', { ...joint, basedOn: seen.basedOn, ...more })
    expect(await refused(() => send({}))).toEqual([422, 'joint-needs-document', '/docNumber'])
    expect(
      await refused(() => send({ docNumber: '澜双拥〔2026〕2号', unitId: house.world.units['troop-lan'] })),
    ).toEqual([422, 'body-needed', '/unitId'])
    expect(await refused(() => send({ docNumber: '澜双拥〔2026〕2号', fromOn: '2025-12-31' }))).toEqual([
      422,
      'record-too-early',
      '/fromOn',
    ])
    const made = await send({ docNumber: '澜双拥〔2026〕2号' })
    expect(made.body).toMatchObject({ isJoint: true, docNumber: '澜双拥〔2026〕2号', missing: ['military-liaison'] })
    expect((await placesOf('?on=2026-02-28'))[0]).toMatchObject({
      isJoint: false,
      missing: ['military-liaison', 'joint'],
    })
    expect((await refused(() => send({ docNumber: '澜双拥〔2026〕3号' }))).slice(0, 2)).toEqual([409, 'out-of-date'])
    const village = { ...joint, regionId: regions['lancheng-village'], isJoint: false, basedOn: 0 }
    expect(await refused(() => office.post('/military/places', village))).toEqual([422, 'body-level', '/regionId'])
  })

  test('a body that faces a place or stands in the tree cannot become civil, and closing it ends its records', async () => {
    const office = await house.as('office')
    const unit = (await get('office', `/units/${bodies.town}`)).body
    const { name, shortName, aliases, kind, version } = unit
    const civil = { name, shortName, aliases, kind, version, side: 'civil' }
    expect((await refused(() => office.put(`/units/${bodies.town}`, civil))).slice(0, 2)).toEqual([
      409,
      'in-military-side',
    ])
    expect((await office.post(`/units/${bodies.town}/close`, { version, closedOn: '2026-07-01' })).status).toBe(200)
    expect((await placesOf('?level=4'))[0]).toMatchObject({ regionName: '东门街道', body: null })
    expect((await placesOf('?level=4&on=2026-06-30'))[0]?.body?.name).toBe('东门街道武装部')
  })

  test('where a place ends its heir takes the body over, if it has none', async () => {
    const office = await house.as('office')
    const { regions } = house.world
    const versionOf = async (id: number) => (await get('office', `/regions/${id}`)).body.version
    const merge = {
      kind: 'merge',
      effectiveOn: '2026-07-10',
      docNumber: '澜政发〔2026〕9号',
      reason: '调整布局',
      sources: [{ id: regions.lancheng, version: await versionOf(regions.lancheng) }],
      into: { id: regions.qinghe, version: await versionOf(regions.qinghe) },
    }
    expect((await office.post('/region-changes', merge)).status).toBe(200)
    expect((await placesOf('?level=3')).map(({ regionName, body }) => [regionName, body?.name])).toEqual([
      ['青禾县', '澜城区人民武装部'],
    ])
    expect((await placesOf('?level=3&on=2026-07-09'))[0]).toMatchObject({
      regionName: '澜城区',
      body: { name: '澜城区人民武装部' },
    })
  })
})
