import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestHouse, type PostKey, type TestHouse } from '../../main/testing.ts'

let house: TestHouse
const asked = async (post: PostKey, path: string) => (await (await house.as(post)).get(path)).body
beforeAll(async () => {
  house = await openTestHouse()
  const { units, posts, regions } = house.world
  await house.pool.query("update units set from_on = '2024-05-01' where id = $1", [units.station])
  const station = await house.as('station')
  const liaison = { unitId: units.station, postId: posts.station, fromOn: '2026-03-01' }
  expect((await station.post('/directory', liaison)).status).toBe(200)
  const office = await house.as('office')
  const point = { kind: 'workstation', side: 'civil', regionId: regions['lancheng-town'], fromOn: '2025-01-01' }
  const made = await office.post('/units', { ...point, name: '东门街道双拥工作站', shortName: '双拥工作站' })
  expect(made.status).toBe(200)
})
afterAll(() => house.close())

test('every figure is the number of places less the list of the missing behind it, on any day', async () => {
  for (const on of ['2024-04-30', '2024-06-01', '2025-06-01', '2026-07-14']) {
    const page = await asked('office', `/coverage?on=${on}`)
    for (const [key, level] of [
      ['townships', 4],
      ['villages', 5],
    ] as const)
      for (const what of ['office', 'station', 'liaison']) {
        const all = await asked('office', `/coverage/missing?what=${what}&level=${level}&on=${on}`)
        expect(page[key].total - page[key][what], `${on} ${key} ${what}`).toBe(all.total)
        for (const row of page.rows) {
          const { total } = await asked(
            'office',
            `/coverage/missing?what=${what}&level=${level}&on=${on}&regionId=${row.regionId}`,
          )
          expect(row[key].total - row[key][what], `${on} ${row.name} ${key} ${what}`).toBe(total)
        }
      }
  }
})

test('counties stand in official order, and a past day has what stood on it', async () => {
  const now = await asked('office', '/coverage')
  expect(now).toMatchObject({
    regionName: '澜川市',
    townships: { total: 2, office: 1, station: 2, liaison: 1 },
    villages: { total: 2, office: 0, station: 1, liaison: 0 },
  })
  expect(now.rows.map(({ name }: { name: string }) => name)).toEqual(['澜城区', '青禾县'])
  expect((await asked('office', '/coverage?on=2024-04-30')).townships).toMatchObject({
    station: 1,
    liaison: 0,
    office: 0,
  })
  expect((await asked('office', '/coverage/missing?what=liaison&level=4')).rows).toEqual([
    expect.objectContaining({ name: '禾丰镇', countyName: '青禾县' }),
  ])
  expect((await asked('lancheng-office', '/coverage')).rows).toHaveLength(1)
})

test('a liaison counts only while somebody holds the post', async () => {
  await house.pool.query("update post_holders set to_on = '2026-07-10' where post_id = $1", [house.world.posts.station])
  expect((await asked('office', '/coverage')).townships.liaison).toBe(0)
  expect((await asked('office', '/coverage?on=2026-07-09')).townships.liaison).toBe(1)
})

test('a township moved to another county still counts for its old one before that day', async () => {
  const { regions } = house.world
  const { rows } = await house.pool.query('select path from regions where id = $1', [regions.qinghe])
  await house.pool.query(
    `insert into region_moves (region_id, from_parent_id, to_parent_id, from_on) values ($1, $2, $3, '2026-07-01')`,
    [regions['lancheng-town'], regions.lancheng, regions.qinghe],
  )
  await house.pool.query(
    `update regions set parent_id = case when id = $1 then $2 else parent_id end,
       path = $3 || substr(path, length((select path from regions where id = $4)) + 1)
     where path like (select path from regions where id = $1) || '%'`,
    [regions['lancheng-town'], regions.qinghe, rows[0].path, regions.lancheng],
  )
  const totals = async (on: string) =>
    Object.fromEntries(
      (await asked('office', `/coverage?on=${on}`)).rows.map(({ name, townships, villages }: never) => [
        name,
        [(townships as { total: number }).total, (villages as { total: number }).total],
      ]),
    )
  expect(await totals('2026-06-30')).toEqual({ 澜城区: [1, 1], 青禾县: [1, 1] })
  expect(await totals('2026-07-01')).toEqual({ 青禾县: [2, 2] })
})

test('a merge leaves the days before as they were: places, names, and where the stations stood', async () => {
  const { regions, units } = house.world
  await house.pool.query("update units set from_on = '2024-01-01' where id = $1", [units['qinghe-station']])
  const city = await house.as('office')
  const picked = async (id: number) => ({ id, version: (await city.get(`/regions/${id}`)).body.version })
  const decree = { docNumber: '澜政发〔2026〕9号', reason: '调整布局' }
  const done = [
    await city.post('/region-changes', {
      kind: 'merge',
      effectiveOn: '2026-07-05',
      ...decree,
      sources: [await picked(regions['qinghe-town'])],
      into: await picked(regions['lancheng-town']),
    }),
    await city.post('/region-changes', {
      kind: 'rename',
      effectiveOn: '2026-07-08',
      ...decree,
      ...(await picked(regions['lancheng-town'])),
      name: '迎春街道',
      shortName: '迎春',
    }),
  ]
  expect(done.map(({ status }) => status)).toEqual([200, 200])
  // The township moved to 青禾县 on the first of July; 禾丰镇 went into it on the fifth.
  expect((await asked('office', '/coverage?on=2026-07-04')).townships).toMatchObject({ total: 2, station: 2 })
  expect((await asked('office', '/coverage?on=2026-07-05')).townships).toMatchObject({ total: 1, station: 1 })
  expect((await asked('office', '/coverage')).villages.total).toBe(2)
  const named = async (post: PostKey, on: string, what = 'office') =>
    (await asked(post, `/coverage/missing?what=${what}&level=4&on=${on}`)).rows.map(
      ({ name }: { name: string }) => name,
    )
  expect(await named('office', '2026-07-04')).toEqual(['禾丰镇'])
  const villages = async (on: string) =>
    (await asked('office', `/coverage/missing?what=station&level=5&on=${on}`)).rows.map(
      ({ name, parentName }: { name: string; parentName: string }) => `${parentName}${name}`,
    )
  expect([await villages('2026-07-04'), await villages('2026-07-05'), await villages('2026-07-08')]).toEqual([
    ['禾丰镇青山村'],
    ['东门街道青山村'],
    ['迎春街道青山村'],
  ])
  // A county that gave a township away still had it in June.
  expect((await asked('lancheng-office', '/coverage?on=2026-06-30')).townships.total).toBe(1)
  expect((await asked('lancheng-office', '/coverage')).townships.total).toBe(0)
  expect((await asked('qinghe-office', '/coverage?on=2026-06-30')).townships.total).toBe(1)
})

test('the list goes out as Excel, and that it did stays in the audit', async () => {
  const office = await house.as('office')
  const { status, bytes } = await office.download('/coverage/missing/sheet?what=station&level=5')
  expect([status, bytes.subarray(0, 2).toString()]).toEqual([200, 'PK'])
  const { rows } = await house.pool.query('select action from audit_rows order by id desc limit 1')
  expect(rows[0].action).toBe('coverage.export')
})
