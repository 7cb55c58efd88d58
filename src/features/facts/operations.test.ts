import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestHouse, type PostKey, type TestHouse } from '../../main/testing.ts'
import { factFixture } from './fixture.ts'
import { FACT_KINDS } from './kinds/all.ts'

let house: TestHouse
beforeAll(async () => {
  house = await openTestHouse()
  // Signed in beforehand, so that a refusal leaves no row of a sign-in.
  for (const post of [
    'office',
    'office-second',
    'station',
    'village-station',
    'leader',
    'qinghe-station',
    'troop-lan',
    'lancheng-office',
    'education',
  ] as const)
    await house.as(post)
})
afterAll(() => house?.close())
const { visit, record, recorded, get, step, refused, regions, units } = factFixture(() => house)

const listed = async (by: PostKey, query = '') => {
  const { status, body } = await (await house.as(by)).get(`/facts?size=100&${query}`)
  expect([status, body.detail]).toEqual([200, undefined])
  return body as {
    rows: { id: number; code: string; openSteps: string[]; marks: string[] }[]
    total: number
    unchecked: number
  }
}

test('what was written down comes back whole: days, place, units with the writing one as host, amounts with their 近 余 约', async () => {
  const made = await recorded('village-station', {
    endsOn: '2026-07-02',
    title: '',
    place: '社区活动室',
    units: [{ unitId: units['troop-lan'], part: 'object' }],
    quantities: [
      { key: 'households', value: 30, qualifier: '余' },
      { key: 'money', value: 5000.5 },
    ],
    fields: { occasion: 'army-day', helped: '帮助联系轮椅', goods: '' },
  })
  const { body } = await get('village-station', made.id)
  expect(body).toMatchObject({
    code: expect.stringMatching(/^SJ-2026-\d{4}$/),
    state: 'recorded',
    title: '地方走访重点优抚家庭 驻澜某部',
    startsOn: '2026-07-01',
    endsOn: '2026-07-02',
    region: { id: regions['lancheng-village'], name: '东门社区' },
    place: '社区活动室',
    fields: { occasion: 'army-day', helped: '帮助联系轮椅' },
    quantities: [
      { key: 'households', value: 30, unit: '户', qualifier: '余' },
      { key: 'money', value: 5000.5, unit: '元', qualifier: null },
    ],
    units: [
      { id: units['village-station'], part: 'host' },
      { id: units['troop-lan'], part: 'object' },
    ],
    ledgers: ['visits', 'help'],
    marks: ['approximate'],
    recordedOn: '2026-07-14',
    openSteps: ['correct', 'replace', 'withdraw'],
  })
  expect(body.entries.map((entry: { step: string }) => entry.step)).toEqual(['record'])
})

test('what may not be kept, or is not whole, is refused field by field and leaves nothing', async () => {
  const wrong = async (more: object, by: PostKey = 'village-station') => {
    const { status, slug, body } = await refused(() => record(by, more))
    return [status, slug, ...new Set((body.errors ?? []).map((error: { pointer: string }) => error.pointer))]
  }
  expect(await wrong({ body: '坐标 北纬31度12分43秒 东经121度23分11秒' })).toEqual([422, 'secrecy', '/body'])
  expect(await wrong({ fields: { told: '身份证号 11010519491231002X' } })).toEqual([422, 'secrecy', '/fields/told'])
  // Closed data belongs into the register's closed fields, wherever else it is typed.
  expect(await wrong({ title: '看望魏大根 13800138000' })).toEqual([422, 'secrecy', '/title'])
  expect(await wrong({ body: '联系人电话 0797-8123456' })).toEqual([422, 'secrecy', '/body'])
  expect(await wrong({ place: '幸福路3号2栋501室' })).toEqual([422, 'secrecy', '/place'])
  expect(await wrong({ place: '幸福路3号' })).toEqual([422, 'secrecy', '/place'])
  expect(await wrong({ body: '户主患肺癌，化疗中' })).toEqual([422, 'secrecy', '/body'])
  expect(await wrong({ direction: null })).toEqual([422, 'not-valid', '/direction'])
  expect(await wrong({ startsOn: '2026-07-15' })).toEqual([422, 'not-valid', '/startsOn'])
  expect(await wrong({ endsOn: '2026-06-30' })).toEqual([422, 'not-valid', '/endsOn'])
  expect(await wrong({ quantities: [{ key: 'gifts', value: 1.5 }] })).toEqual([422, 'not-valid', '/quantities/gifts'])
  expect(await wrong({ quantities: [{ key: 'tanks', value: 1 }] })).toEqual([422, 'not-valid', '/quantities/tanks'])
  expect(await wrong({ fields: { occasion: 'birthday' } })).toEqual([422, 'not-valid', '/fields/occasion'])
  expect(await wrong({ direction: 'to-troops', fields: { helped: '帮助' } })).toEqual([
    422,
    'not-valid',
    '/fields/helped',
  ])
  expect(await wrong({ regionId: regions['qinghe-village'] })).toEqual([422, 'outside-region', '/regionId'])
  expect(await wrong({ units: [{ unitId: 999_999, part: 'object' }] })).toEqual([422, 'unknown-unit', '/units'])
  expect(await wrong({ files: [{ fileId: 999_999 }] })).toEqual([422, 'unknown-file', '/files'])
  expect(await wrong({ campaignId: 999_999 })).toEqual([422, 'unknown-campaign', '/campaignId'])
  expect(await wrong({ householdIds: [999_999] })).toEqual([422, 'unknown-household', '/householdIds'])
  expect(await wrong({ forUnitId: units.education })).toEqual([422, 'not-troop', '/forUnitId'])
  expect(await wrong({ kind: 'nothing' })).toEqual([422, 'not-valid', '/kind'])
  const money = { kind: 'money', direction: null, quantities: [], fields: { type: 'budget' } }
  expect(await wrong(money)).toEqual([422, 'not-valid', '/quantities/money'])
})

test('a colleague who corrects a fact keeps its pictures and their captions, though another post brought them', async () => {
  const bytes = await sharp({ create: { width: 40, height: 30, channels: 3, background: '#a79' } })
    .jpeg()
    .toBuffer()
  const fileId = (await (await house.as('office')).upload('走访.jpg', bytes)).body.id
  const { id, version } = await recorded('office', { regionId: regions.city, files: [{ fileId, caption: '走访' }] })
  const second = await house.as('office-second')
  const corrected = visit({ regionId: regions.city, files: [{ fileId, caption: '上门走访' }] })
  expect((await second.put(`/facts/${id}`, { ...corrected, version })).body.files).toMatchObject([
    { id: fileId, caption: '上门走访' },
  ])
  expect((await second.put(`/facts/${id}`, { ...corrected, files: [], version: version + 1 })).body.files).toEqual([])
})

test('a mission is county, month and published numbers alone, once its month is over; its own kinds are the troops’ or entered for them', async () => {
  const mission = {
    kind: 'mission',
    direction: null,
    regionId: regions.lancheng,
    startsOn: '2026-06-18',
    title: '',
    quantities: [{ key: 'people', value: 120, qualifier: '近' }],
    fields: { type: 'flood', published: 'government' },
  }
  const made = await recorded('office', mission)
  expect(made).toMatchObject({ startsOn: '2026-06-01', endsOn: '2026-06-30', units: [] })
  const slug = async (by: PostKey, more: object) => (await refused(() => record(by, { ...mission, ...more }))).slug
  expect(await slug('office', { startsOn: '2026-07-01' })).toBe('not-valid')
  expect(await slug('office', { units: [{ unitId: units['troop-lan'], part: 'host' }] })).toBe('not-valid')
  expect(await slug('office', { place: '某处' })).toBe('not-valid')
  expect(await slug('office', { regionId: regions['lancheng-village'] })).toBe('county-needed')
  expect(await slug('station', { regionId: regions['lancheng-town'] })).toBe('not-yours-to-enter')

  // No free words in which unit, route or equipment could stand, in any field of its own either.
  expect(FACT_KINDS.find(({ code }) => code === 'mission')?.fields.map(({ type }) => type)).toEqual([
    'choice',
    'choice',
  ])
  expect(await slug('office', { fields: { ...mission.fields, published: '某部沿大堤驰援' } })).toBe('not-valid')
  const words = { title: '某部抢险', body: '沿堤巡查', promise: '再来' }
  for (const [key, text] of Object.entries(words)) expect(await slug('office', { [key]: text }), key).toBe('not-valid')
  expect(await slug('office', { forUnitId: units['troop-cen'] })).toBe('not-valid')
  // Which troop unit wrote it down is told to the office and the unit itself alone.
  const { id } = await recorded('troop-lan', { ...mission, regionId: regions.city })
  const told = async (by: PostKey) => {
    const { body } = await get(by, id)
    const { rows } = await house.pool.query('select name from units where id = $1', [units['troop-lan']])
    const listing = (await (await house.as(by)).get('/facts?kind=mission')).body.rows
    return [body, listing].map((told) => JSON.stringify(told).includes(rows[0].name))
  }
  expect(await told('office')).toEqual([true, true])
  expect(await told('troop-lan')).toEqual([true, true])
  expect(await told('leader')).toEqual([false, false])

  const own = { kind: 'troop-education', direction: null, quantities: [{ key: 'sessions', value: 1 }] }
  expect(await slug('office', { ...own, fields: {} })).toBe('for-unit-needed')
  // 代录: by an office or station, for a unit that nobody acts for.
  const onBehalf = { ...own, regionId: regions.city, fields: {}, forUnitId: units['troop-cen'] }
  expect(await slug('troop-lan', onBehalf)).toBe('not-for-others')
  expect(await slug('education', { ...onBehalf, kind: 'meeting', fields: {}, quantities: [] })).toBe('not-for-others')
  expect(await slug('office', onBehalf)).toBe('writes-itself')
  const holdBy = (day: string | null) =>
    house.pool.query('update post_holders set to_on = $2 where post_id = $1', [house.world.posts['troop-cen'], day])
  await holdBy('2026-07-14')
  const entered = await recorded('office', onBehalf)
  await holdBy(null)
  expect(entered).toMatchObject({ forUnit: { id: units['troop-cen'] }, marks: ['entered-for'] })
  // It stays so when it is corrected, though somebody acts for the unit now.
  const { version } = (await get('office', entered.id)).body
  const again = await (await house.as('office')).put(`/facts/${entered.id}`, { ...visit(), ...onBehalf, version })
  expect([again.status, again.body.marks]).toEqual([200, ['entered-for']])
  expect((await get('troop-cen', entered.id)).status).toBe(200)
  expect((await get('troop-lan', entered.id)).status).toBe(404)
  expect(await recorded('troop-lan', { ...own, regionId: regions.city })).toMatchObject({ forUnit: null })
})

test('each side writes down what it did itself; the office may write for both', async () => {
  const own = { regionId: regions.city, quantities: [] }
  const tried = async (by: PostKey, kind: string, direction: string) => {
    const { status, body } = await record(by, { ...own, kind, direction })
    return [by, direction, status === 200 ? 'taken' : String(body.type).replace('/problems/', '')]
  }
  const sides = { 'to-troops': 'visit', 'to-needy': 'visit', 'for-troops': 'project', 'for-people': 'project' } as const
  const [locality, troops] = [['to-troops', 'for-troops'] as const, ['to-needy', 'for-people'] as const]
  const before = await house.auditCount()
  for (const direction of locality)
    expect(await tried('troop-lan', sides[direction], direction)).toEqual(['troop-lan', direction, 'other-side'])
  for (const direction of troops)
    expect(await tried('education', sides[direction], direction)).toEqual(['education', direction, 'other-side'])
  expect(
    (await refused(() => record('village-station', { direction: 'service', quantities: [] }))).slug,
    'a station is of the locality',
  ).toBe('other-side')
  expect(await house.auditCount()).toBe(before)
  for (const [by, directions] of [
    ['troop-lan', troops],
    ['education', locality],
    ['office', [...locality, ...troops]],
  ] as const)
    for (const direction of directions)
      expect(await tried(by, sides[direction], direction)).toEqual([by, direction, 'taken'])
  // A body of the military side (人武部) works for both.
  await house.pool.query("update units set side = 'military' where id = $1", [units.education])
  expect(await tried('education', 'visit', 'to-needy')).toEqual(['education', 'to-needy', 'taken'])
  await house.pool.query("update units set side = 'civil' where id = $1", [units.education])
})

test.each<[by: PostKey, direction: string, more: (is: typeof units) => object, pointer: string | null]>([
  ['village-station', 'to-families', (is) => ({ units: [{ unitId: is['troop-lan'], part: 'host' }] }), '/units'],
  ['village-station', 'to-families', (is) => ({ forUnitId: is['troop-lan'] }), '/forUnitId'],
  ['office', 'to-needy', (is) => ({ units: [{ unitId: is.education, part: 'host' }] }), '/units'],
  [
    'village-station',
    'to-families',
    (is) => ({ units: ['education', 'troop-lan'].map((key) => ({ unitId: is[key as 'education'], part: 'host' })) }),
    null,
  ],
])(
  '%s writes %s down: whoever is named as having done it is of that side (case %#)',
  async (by, direction, more, pointer) => {
    const given = { direction, quantities: [], ...more(units) }
    if (pointer === null) return void (await recorded(by, given))
    const { slug, body } = await refused(() => record(by, given))
    expect([slug, body.errors[0].pointer]).toEqual(['host-of-other-side', pointer])
  },
)

test('whom it was done for is not who did it', async () => {
  const own = { unitId: units.office, part: 'object' }
  const { slug, body } = await refused(() => record('office', { regionId: regions.city, quantities: [], units: [own] }))
  expect([slug, body.errors[0].pointer]).toEqual(['host-is-object', '/units'])
})

test('a member writes down what it did or took part in, not what others did alone', async () => {
  const host = { unitId: units['troop-lan'], part: 'host' }
  const given = { kind: 'meeting', direction: null, regionId: regions.city, quantities: [], fields: { type: 'topic' } }
  const alone = await refused(() => record('education', { ...given, units: [host] }))
  expect([alone.status, alone.slug, alone.body.errors[0].pointer]).toEqual([422, 'not-in-it', '/units'])
  const join = { unitId: units.education, part: 'join' }
  expect((await recorded('education', { ...given, units: [host, join] })).units).toHaveLength(2)
  expect((await recorded('office', { ...given, units: [host] })).units).toHaveLength(1)
  // Who hosts takes part by that, and stands once.
  const twice = [{ unitId: units.education, part: 'host' }, join, host, { unitId: units['troop-lan'], part: 'join' }]
  const named = (await recorded('education', { ...given, units: twice })).units as { id: number; part: string }[]
  expect(named.map(({ id, part }) => [id, part])).toEqual(
    expect.arrayContaining([units.education, units['troop-lan']].map((id) => [id, 'host'])),
  )
  expect(named).toHaveLength(2)
})

test('a name of signs that show nothing is no name: the fact is named by kind and place', async () => {
  const title = '\u200b\ufeff \u2060'
  expect((await recorded('village-station', { title })).title).toBe('地方走访重点优抚家庭 东门社区')
})

test('the period it proves is not the day of writing: long after it is marked 迟录, and nothing else follows', async () => {
  expect(await recorded('village-station', { startsOn: '2026-06-14' })).toMatchObject({ marks: [] })
  const late = await recorded('village-station', { startsOn: '2026-06-13' })
  expect(late).toMatchObject({ marks: ['late'], startsOn: '2026-06-13', recordedOn: '2026-07-14', state: 'recorded' })
})

test('its life: corrected until it is checked, looked at by the station above, then asked for; kept or returned with a reason', async () => {
  const { id } = await recorded('village-station')
  expect(await refused(() => step('village-station', id, 'check'))).toMatchObject({ status: 403, slug: 'not-checker' })
  expect(await refused(() => step('station', id, 'withdraw', '重'))).toMatchObject({ status: 403, slug: 'not-writer' })
  expect(await refused(() => step('station', id, 'return'))).toMatchObject({ status: 422, slug: 'reason-needed' })
  expect((await step('station', id, 'return', '缺照片')).body).toMatchObject({
    state: 'returned',
    returned: { by: expect.stringContaining('服务站'), reason: '缺照片' },
  })
  expect((await listed('village-station', 'counted=true')).rows.some((row) => row.id === id)).toBe(false)

  const { body: returned } = await get('village-station', id)
  const corrected = await (await house.as('village-station')).put(`/facts/${id}`, {
    ...visit({ quantities: [{ key: 'money', value: 800 }] }),
    version: returned.version,
  })
  expect(corrected.body).toMatchObject({ state: 'returned', quantities: [{ key: 'money', value: 800 }] })
  expect((await step('village-station', id, 'record')).body).toMatchObject({ state: 'recorded' })
  const stale = await refused(() => step('station', id, 'check', '', 1))
  expect(stale).toMatchObject({ status: 409, slug: 'out-of-date' })
  expect(stale.body.latest).toMatchObject({ id })
  expect((await step('station', id, 'check')).body).toMatchObject({ state: 'checked' })

  const again = { ...visit(), version: (await get('village-station', id)).body.version }
  expect(await refused(async () => (await house.as('village-station')).put(`/facts/${id}`, again))).toMatchObject({
    status: 409,
    slug: 'step-not-open',
  })
  expect(await refused(() => step('station', id, 'keep', '无误'))).toMatchObject({ status: 409, slug: 'step-not-open' })
  expect((await step('village-station', id, 'ask', '金额少一个零')).body).toMatchObject({
    state: 'checked',
    marks: ['asked'],
    askedReason: '金额少一个零',
  })
  expect((await step('station', id, 'keep', '与清单一致')).body).toMatchObject({ state: 'checked', marks: [] })
  await step('village-station', id, 'ask', '清单也错了')
  expect((await step('lancheng-office', id, 'return', '一并改')).body).toMatchObject({ state: 'returned', marks: [] })
  const { body: told } = await (await house.as('village-station')).get('/notices?show=unread')
  expect(told.rows.some((row: { topic: string }) => row.topic === `fact:${id}`)).toBe(true)
})

test('what was withdrawn or replaced stays, counts no more and comes back only as it was', async () => {
  const { id, code } = await recorded('village-station')
  expect((await step('village-station', id, 'withdraw', '记重了')).body).toMatchObject({ state: 'withdrawn', code })
  expect((await listed('office', 'state=withdrawn')).rows.map((row) => row.id)).toContain(id)
  expect((await listed('office')).rows.map((row) => row.id)).not.toContain(id)
  expect((await step('village-station', id, 'restore', '没有记重')).body).toMatchObject({ state: 'recorded', code })
  const other = { kind: 'activity', direction: null, quantities: [], replacesId: id }
  // One of another kind is asked about, and a draft takes nobody's place.
  expect(await refused(() => record('village-station', other))).toMatchObject({
    ...{ status: 422, slug: 'other-kind' },
    body: { errors: [{ pointer: '/kind' }] },
  })
  expect((await refused(() => record('village-station', { replacesId: id, isDraft: true }))).slug).toBe(
    'draft-replaces',
  )
  const newer = await recorded('village-station', { ...other, isOtherKindMeant: true })
  expect((await get('village-station', id)).body).toMatchObject({ state: 'replaced', replacedBy: { id: newer.id } })
  expect(newer).toMatchObject({ replaces: { id } })
  expect(await refused(() => record('village-station', { replacesId: id }))).toMatchObject({ slug: 'not-replaceable' })
  expect(await refused(() => record('office', { replacesId: newer.id }))).toMatchObject({ slug: 'not-replaceable' })
  const draft = await recorded('village-station', { isDraft: true, direction: null, quantities: [] })
  expect(draft).toMatchObject({ code: '草稿', state: 'draft', openSteps: ['record', 'correct', 'drop'] })
  expect((await get('station', draft.id)).status).toBe(404)
  expect(await refused(() => step('village-station', draft.id, 'record'))).toMatchObject({ slug: 'not-valid' })
  expect((await step('village-station', draft.id, 'drop')).status).toBe(200)
})

test('an office’s own entries are looked at by the office above, and at the top by the leader in charge, never by itself', async () => {
  const county = await recorded('lancheng-office', { regionId: regions.lancheng })
  expect(await refused(() => step('lancheng-office', county.id, 'check'))).toMatchObject({ slug: 'own-entry' })
  expect((await step('office', county.id, 'check')).body).toMatchObject({ state: 'checked' })
  const top = await recorded('office', { regionId: regions.city })
  expect(await refused(() => step('office-second', top.id, 'check'))).toMatchObject({ slug: 'own-entry' })
  expect((await step('leader', top.id, 'check')).body).toMatchObject({ state: 'checked' })
})

test('lists narrow by kind, place, day, unit, mark and words; who may not see counts nothing', async () => {
  const one = await recorded('qinghe-station', {
    regionId: regions['qinghe-village'],
    body: '看望老党员，修好了院墙',
    units: [{ unitId: units['troop-cen'], part: 'object' }],
    startsOn: '2026-07-09',
  })
  const has = async (by: PostKey, query: string) => (await listed(by, query)).rows.some(({ id }) => id === one.id)
  expect(await has('office', 'kind=visit&direction=to-families')).toBe(true)
  expect(await has('office', 'kind=meeting')).toBe(false)
  expect(await has('office', `regionId=${regions.qinghe}`)).toBe(true)
  expect(await has('office', `regionId=${regions.lancheng}`)).toBe(false)
  expect(await has('office', 'from=2026-07-09&to=2026-07-09')).toBe(true)
  expect(await has('office', 'to=2026-07-08')).toBe(false)
  expect(await has('office', `q=${encodeURIComponent('院墙')}`)).toBe(true)
  expect(await has('office', `q=${one.code}`)).toBe(true)
  expect(await has('office', `unitId=${units['troop-cen']}`)).toBe(true)
  expect(await has('troop-cen', '')).toBe(true)
  expect(await has('troop-lan', '')).toBe(false)
  expect(await has('station', `q=${encodeURIComponent('院墙')}`)).toBe(false)
  // Nothing is listed by a single troop unit outside the office.
  expect(await has('qinghe-station', '')).toBe(true)
  expect((await listed('qinghe-station', `unitId=${units['troop-cen']}`)).total).toBe(0)
  const all = await listed('office', 'counted=true')
  expect(all.unchecked).toBe((await listed('office', 'state=recorded')).total)

  const office = await house.as('office')
  const first = (await office.get('/facts?size=2')).body
  const second = (await office.get(`/facts?size=2&after=${first.next}`)).body
  expect(new Set([...first.rows, ...second.rows].map((row: { id: number }) => row.id)).size).toBe(4)
  const { body: days } = await office.get('/facts/calendar?from=2026-07-01&to=2026-07-31')
  expect(days.find((day: { on: string }) => day.on === '2026-07-09')).toMatchObject({ count: 1, unchecked: 1 })

  // Nor by its name; the office and the unit itself find by it, and words that several bear name none.
  const { id } = await recorded('lancheng-office', {
    ...{ title: '走访驻岑某部官兵家属', regionId: regions.lancheng },
    units: [{ unitId: units['troop-cen'], part: 'object' }],
  })
  const finds = async (by: PostKey, words: string) => {
    const listing = (await listed(by, `q=${encodeURIComponent(words)}`)).rows
    const { groups } = (await (await house.as(by)).get(`/find?q=${encodeURIComponent(words)}`)).body
    const found = groups.find(({ kind }: { kind: string }) => kind === 'fact')?.items ?? []
    return [listing, found].map((rows) => rows.some((row: { id: number }) => row.id === id))
  }
  expect(await finds('office', '驻岑某部')).toEqual([true, true])
  expect(await finds('troop-cen', '驻岑某部')).toEqual([true, true])
  expect(await finds('lancheng-leader', '走访驻岑某部')).toEqual([false, false])
  expect(await finds('lancheng-leader', '驻岑')).toEqual([false, false])
  expect(await finds('lancheng-leader', '官兵家属')).toEqual([true, true])
})

test('a list by words is paged by key, with the same number on every page and past the last', async () => {
  const made: number[] = []
  for (const startsOn of ['2026-07-03', '2026-07-02', '2026-07-03', '2026-07-01', '2026-07-02'])
    made.push((await recorded('lancheng-office', { regionId: regions.lancheng, startsOn, body: '到护林点看望' })).id)
  await step('office', made[0] as number, 'check')
  const path = `/facts?size=2&q=${encodeURIComponent('护林点')}`
  for (const by of ['lancheng-office', 'lancheng-leader'] as PostKey[]) {
    const caller = await house.as(by)
    const seen: { id: number; startsOn: string }[] = []
    let after = ''
    do {
      const { body } = await caller.get(`${path}${after && `&after=${after}`}`)
      expect([body.total, body.unchecked]).toEqual([5, 4])
      seen.push(...body.rows)
      after = body.next
    } while (after)
    expect(seen.map(({ id }) => id).toSorted()).toEqual(made.toSorted())
    const keys = seen.map(({ id, startsOn }) => `${startsOn} ${String(id).padStart(9, '0')}`)
    expect(keys).toEqual(keys.toSorted().toReversed())
    const last = seen.at(-1)
    expect((await caller.get(`${path}&after=${last?.startsOn}.${last?.id}`)).body).toMatchObject({
      rows: [],
      next: null,
      total: 5,
    })
  }
  const nothing = await (await house.as('lancheng-office')).get(`/facts?q=${encodeURIComponent('无人说过')}`)
  expect(nothing.body).toMatchObject({ rows: [], next: null, total: 0, unchecked: 0 })
})

test('families of the register may be named by who sees them; a leader reads them masked, other units not at all', async () => {
  const { rows } = await house.pool.query<{ id: number }>(
    `insert into households (city_id, region_id, region_path, head_name, made_at)
     select $1, id, path, '王建国', now() from regions where id = $2 returning id`,
    [regions.city, regions['lancheng-village']],
  )
  const household = rows[0]?.id as number
  const named = { householdIds: [household], units: [{ unitId: units['troop-lan'], part: 'object' }] }
  const made = await recorded('village-station', named)
  expect(made.households).toEqual([{ id: household, name: '东门社区 王建国' }])
  expect((await get('leader', made.id)).body.households).toEqual([{ id: household, name: '东门社区 王**' }])
  expect((await get('troop-lan', made.id)).body).toMatchObject({ households: [], householdCount: 0 })
  // A family that is named was visited: it counts in 走访家庭 though no number was filled in.
  expect(made.quantities).toEqual(
    expect.arrayContaining([{ key: 'households', value: 1, unit: '户', qualifier: null }]),
  )
  expect((await listed('office', `householdId=${household}`)).rows.map(({ id }) => id)).toEqual([made.id])
  expect(
    await refused(() => record('qinghe-station', { ...named, regionId: regions['qinghe-village'] })),
  ).toMatchObject({
    slug: 'unknown-household',
  })
  expect(await refused(() => record('village-station', { ...named, kind: 'meeting', direction: null }))).toMatchObject({
    slug: 'not-valid',
  })
})

const kindAt = ({ kind }: { kind: string }) => FACT_KINDS.findIndex(({ code }) => code === kind)

test('a campaign counts what belongs to it and adds its amounts up kind by kind, for who sees them', async () => {
  const campaign = await recorded('lancheng-office', {
    ...{ kind: 'campaign', direction: null, title: '双拥宣传月', startsOn: '2026-07-01', endsOn: '2026-07-14' },
    quantities: [],
  })
  const part = { campaignId: campaign.id, kind: 'activity', direction: null }
  await recorded('station', { ...part, quantities: [{ key: 'people', value: 120 }] })
  await recorded('village-station', { ...part, quantities: [{ key: 'people', value: 30, qualifier: '余' }] })
  await recorded('village-station', { campaignId: campaign.id, quantities: [{ key: 'money', value: 500 }] })
  const dropped = await recorded('station', { ...part, quantities: [{ key: 'people', value: 9000 }] })
  await step('station', dropped.id, 'withdraw', '记重')
  expect((await get('office', campaign.id)).body.parts).toEqual({
    ...{ count: 3, unchecked: 3, belonging: null, isWhole: true },
    sums: [
      { kind: 'visit', key: 'money', unit: '元', value: 500, isApproximate: false },
      { kind: 'activity', key: 'people', unit: '人次', value: 150, isApproximate: true },
    ].sort((one, other) => kindAt(one) - kindAt(other)),
  })
  expect((await listed('office', `campaignId=${campaign.id}&counted=true`)).rows).toHaveLength(3)
})

test('a campaign of a place above gathers what is done below it; places beside it know nothing of it', async () => {
  const campaign = await recorded('lancheng-office', {
    ...{ kind: 'campaign', direction: null, title: '八一走访月', startsOn: '2026-07-01', endsOn: '2026-07-14' },
    ...{ regionId: regions.lancheng, quantities: [] },
  })
  const isListed = async (by: PostKey) => (await listed(by, 'kind=campaign')).rows.some(({ id }) => id === campaign.id)
  expect(await Promise.all((['village-station', 'station', 'leader'] as const).map(isListed))).toEqual([
    true,
    true,
    true,
  ])
  expect(await isListed('qinghe-station')).toBe(false)
  // It stands in no other list of theirs.
  expect((await listed('village-station')).rows.map(({ id }) => id)).not.toContain(campaign.id)
  const own = await recorded('village-station', { campaignId: campaign.id })
  expect(own).toMatchObject({ campaign: { id: campaign.id, name: '八一走访月' } })
  expect((await get('village-station', campaign.id)).body.parts).toMatchObject({ count: 1, isWhole: false })
  expect((await get('lancheng-office', campaign.id)).body.parts).toMatchObject({ count: 1, isWhole: true })
  const foreign = () => record('qinghe-station', { campaignId: campaign.id, regionId: regions['qinghe-village'] })
  expect((await refused(foreign)).slug).toBe('unknown-campaign')
  await step('lancheng-office', campaign.id, 'withdraw', '不办了')
  // What belongs to it keeps that, may be corrected, and may leave it.
  const put = async (campaignId: number | null) => {
    const { version } = (await get('village-station', own.id)).body
    const { status, body } = await (await house.as('village-station')).put(`/facts/${own.id}`, {
      ...visit({ campaignId }),
      version,
    })
    return [status, body.campaign]
  }
  expect(await put(campaign.id)).toEqual([200, { id: campaign.id, name: '已撤回的专题活动' }])
  expect(await put(null)).toEqual([200, null])
  expect((await put(campaign.id))[0]).toBe(422)
  expect(await isListed('village-station')).toBe(false)
})

test('a made-up kind is entered, filtered and read back without a migration', async () => {
  FACT_KINDS.push({
    code: 'lantern',
    name: '灯会',
    roles: ['station'],
    days: 'day',
    parts: ['host'],
    fields: [{ key: 'theme', label: '主题', type: 'text', required: true }],
    quantities: [{ key: 'lanterns', label: '花灯', unit: '盏' }],
  })
  try {
    const lantern = { kind: 'lantern', direction: null, title: '', quantities: [{ key: 'lanterns', value: 60 }] }
    expect(await refused(() => record('station', { ...lantern, fields: {} }))).toMatchObject({ slug: 'not-valid' })
    const made = await recorded('station', { ...lantern, fields: { theme: '鱼水情' } })
    expect(made).toMatchObject({ title: '灯会 东门社区', quantities: [{ key: 'lanterns', value: 60, unit: '盏' }] })
    expect((await listed('office', 'kind=lantern')).rows.map(({ id }) => id)).toEqual([made.id])
  } finally {
    FACT_KINDS.pop()
  }
})

test('the total of a list is the length of the list, for every post and filter, drafts and what names the unit elsewhere with it', async () => {
  await recorded('village-station', { title: '草稿', isDraft: true })
  await recorded('qinghe-station', {
    regionId: regions['qinghe-village'],
    units: [{ unitId: units['village-station'], part: 'join' }],
  })
  const posts = [
    'office',
    'lancheng-office',
    'leader',
    'station',
    'village-station',
    'qinghe-station',
    'education',
  ] as const
  for (const post of posts)
    for (const query of [
      ...[
        '',
        'kind=visit',
        'kind=visit&kind=activity',
        'state=draft',
        'state=withdrawn',
        'state=recorded&ledger=visits',
      ],
      ...[
        'ledger=help',
        'counted=true',
        'counted=false',
        `regionId=${regions.lancheng}`,
        `regionId=${regions['lancheng-village']}`,
        ...['mark=approximate', 'mark=approximate&kind=visit', 'mark=late'],
      ],
    ]) {
      const { rows, total, unchecked } = await listed(post, query)
      const open = (rows as unknown as { state: string }[]).filter(({ state }) => state === 'recorded').length
      expect([post, query, total, unchecked]).toEqual([post, query, rows.length, open])
    }
  const drafts = (await listed('village-station', 'state=draft')).total
  expect([drafts > 0, (await listed('office', 'state=draft')).total]).toEqual([true, 0])
})

test('近似 lists the facts of which an amount stands with 近, 余 or 约, and none once it is put right', async () => {
  const approximate = async () => {
    const { rows } = await listed('office', 'mark=approximate')
    const marked = (await listed('office')).rows.filter((row) => row.marks.includes('approximate'))
    expect(rows).toEqual(marked)
    return rows.map(({ id }) => id)
  }
  const near = { quantities: [{ key: 'money', value: 500, qualifier: '近' }] }
  const { id, version } = await recorded('village-station', near)
  expect(await approximate()).toContain(id)
  await (await house.as('village-station')).put(`/facts/${id}`, { ...visit(), version })
  expect(await approximate()).not.toContain(id)
  await (await house.as('village-station')).put(`/facts/${id}`, { ...visit(near), version: version + 1 })
  expect(await approximate()).toContain(id)
})
