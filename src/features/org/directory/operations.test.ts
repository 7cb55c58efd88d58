import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Caller, openTestHouse, type TestHouse } from '../../../main/testing.ts'

const NUMBER = '10055550021'
const OTHER = '10055550099'

let house: TestHouse
let office: Caller
let education: Caller
beforeAll(async () => {
  house = await openTestHouse()
  office = await house.as('office')
  education = await house.as('education')
})
afterAll(() => house.close())

const refused = async (call: () => Promise<{ status: number; body: unknown }>, status: number, type: string) => {
  const before = await house.auditCount()
  expect(await call()).toMatchObject({ status, body: { type: `/problems/${type}` } })
  expect(await house.auditCount()).toBe(before)
}

const entry = (more: object = {}) => ({
  unitId: house.world.units.education,
  postId: house.world.posts.education,
  title: '办公室主任',
  officePhone: '000-1234567',
  mobile: NUMBER,
  fromOn: '2026-01-01',
  ...more,
})

/** Everything the database holds, as text. */
const dump = async (): Promise<string> => {
  const { rows: tables } = await house.pool.query<{ name: string }>(
    "select tablename as name from pg_tables where schemaname = 'public'",
  )
  const parts: string[] = []
  for (const { name } of tables) {
    const { rows } = await house.pool.query(`select t::text as row from ${name} t`)
    parts.push(...rows.map(({ row }: { row: string }) => row))
  }
  return parts.join('\n')
}

let id = 0
test('a liaison is entered with a number that nobody sees in the list', async () => {
  const { status, body } = await office.post('/directory', entry())
  expect(status, JSON.stringify(body)).toBe(200)
  id = body.id
  expect(body).toMatchObject({
    unitName: '市教育局',
    people: ['市教育局联络员甲'],
    mobile: '100****0021',
    officePhone: '000-1234567',
    mayEdit: true,
    mayReveal: true,
  })
  const page = (await (await house.as('finance')).get('/directory')).body
  expect(page.rows[0]).toMatchObject({ mobile: '100****0021', mayEdit: false, mayReveal: true })
  expect(JSON.stringify(page)).not.toContain(NUMBER)
})

test('P02 the number is told for a reason, and the reason stays with who asked', async () => {
  const { status, body } = await (await house.as('finance')).post(`/directory/${id}/reveal`, { reason: '通知开联席会' })
  expect([status, body]).toEqual([200, { mobile: NUMBER }])
  const { rows } = await house.pool.query('select * from audit_rows order by id desc limit 1')
  expect(rows[0]).toMatchObject({
    action: 'people.reveal-phone',
    record: 'liaisons',
    record_id: String(id),
    post_id: house.world.posts.finance,
  })
  const told = await house.audited("action = 'people.reveal-phone'")
  expect(told).toMatchObject([{ after: { reason: '通知开联席会' } }])
  expect(JSON.stringify(rows)).not.toContain('联席会')
  await refused(() => office.post(`/directory/${id}/reveal`, { reason: '' }), 422, 'not-valid')
  await refused(() => office.post(`/directory/${id}/reveal`, { reason: `给${NUMBER}打电话` }), 422, 'not-valid')
  await refused(() => office.get(`/directory?q=${NUMBER}`), 422, 'not-valid')
})

test('C01 it stands nowhere in the database in clear, before and after it was changed, and is found by its digest', async () => {
  expect((await dump()).includes(NUMBER)).toBe(false)
  expect((await office.post('/directory/find', { mobile: NUMBER })).body).toMatchObject([{ id }])
  const saved = await education.put(`/directory/${id}`, {
    version: 1,
    postId: house.world.posts.education,
    title: '办公室主任',
    officePhone: null,
    mobile: OTHER,
  })
  expect(saved.body).toMatchObject({ mobile: '100****0099', version: 2, officePhone: null })
  expect((await office.post('/directory/find', { mobile: NUMBER })).body).toEqual([])
  const all = await dump()
  expect(all).toContain('"personal"')
  for (const number of [NUMBER, OTHER]) {
    for (const written of [number, Buffer.from(number).toString('hex'), Buffer.from(number).toString('base64')])
      expect(all.includes(written), written).toBe(false)
  }
  const kept = await education.put(`/directory/${id}`, {
    version: 2,
    postId: house.world.posts.education,
    title: '主任',
  })
  expect(kept.body.mobile).toBe('100****0099')
})

test('a sealed number copied to another row does not open there', async () => {
  const { body } = await office.post(
    '/directory',
    entry({ unitId: house.world.units.finance, postId: null, name: '财某' }),
  )
  await house.pool.query(
    'update liaisons l set mobile_sealed = o.mobile_sealed from liaisons o where l.id = $1 and o.id = $2',
    [body.id, id],
  )
  expect((await office.get('/directory?q=财某')).body.rows[0].mobile).toBe('打不开')
  await refused(() => office.post(`/directory/${body.id}/reveal`, { reason: '通知开会' }), 422, 'phone-not-readable')
})

test('a unit keeps its own entry, the office those of its sub-tree; a troop is listed to offices and to itself', async () => {
  const { units, posts } = house.world
  const finance = await house.as('finance')
  await refused(() => finance.post('/directory', entry({ mobile: null })), 403, 'out-of-scope')
  await refused(
    () => finance.put(`/directory/${id}`, { version: 3, postId: posts.education, title: '' }),
    403,
    'out-of-scope',
  )
  const county = await house.as('lancheng-office')
  await refused(() => county.post('/directory', entry()), 403, 'out-of-scope')
  await refused(() => office.post('/directory', entry({ postId: posts.finance })), 422, 'not-of-unit')
  await refused(() => office.post('/directory', entry({ postId: null })), 422, 'post-or-name')
  await refused(() => office.post('/directory', entry({ mobile: '12345' })), 422, 'not-valid')

  const troop = await house.as('troop-lan')
  expect(
    (await troop.post('/directory', entry({ unitId: units['troop-lan'], postId: posts['troop-lan'] }))).status,
  ).toBe(200)
  const seen = async (post: Parameters<TestHouse['as']>[0]) =>
    (await (await house.as(post)).get('/directory?kind=troop')).body.total
  expect(
    await Promise.all(
      (['office', 'lancheng-office', 'troop-lan', 'troop-cen', 'finance', 'leader'] as const).map(seen),
    ),
  ).toEqual([1, 1, 1, 0, 0, 0])
  for (const admin of ['sysadmin', 'secadmin', 'auditor'] as const)
    expect((await (await house.as(admin)).get('/directory')).status).toBe(403)
})

test('who no longer speaks for the unit leaves the list, and the entry stays', async () => {
  const { version } = (await office.get('/directory?q=教育')).body.rows[0]
  expect((await office.post(`/directory/${id}/end`, { version, toOn: '2026-07-14' })).body.toOn).toBe('2026-07-14')
  expect((await office.get('/directory?q=教育')).body.total).toBe(0)
  await refused(
    () => office.post(`/directory/${id}/end`, { version: version + 1, toOn: '2026-07-14' }),
    409,
    'liaison-ended',
  )
})

test('no address of the directory has a place for a number: it is found and told by POST alone', async () => {
  const { paths } = (await office.get('/openapi.json')).body as {
    paths: Record<string, Record<string, { parameters?: { name: string }[] }>>
  }
  const own = Object.entries(paths).filter(([path]) => path.includes('/directory'))
  expect(own.length).toBeGreaterThan(3)
  const asked = own.flatMap(([, verbs]) => Object.values(verbs).flatMap(({ parameters = [] }) => parameters))
  expect(asked.map(({ name }) => name).filter((name) => /mobile|phone|number/i.test(name))).toEqual([])
  const verbs = Object.fromEntries(own.map(([path, of]) => [path.split('/').at(-1), Object.keys(of)]))
  expect([verbs.find, verbs.reveal]).toEqual([['post'], ['post']])
})
