import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readRegister, unknownKinds } from '../features/org/processing/register.ts'
import { CLEARED_BY, RETENTION_KINDS } from '../features/registers/retention/rules.ts'
import { projectRoot } from '../platform/root.ts'
import { withCheckDigit } from '../platform/secrecy/resident-id.ts'
import { jobsOf } from './jobs.ts'
import { wordsIn } from './scope-marks.fixture.ts'
import { openTestHouse, type TestHouse } from './testing.ts'

let house: TestHouse
beforeAll(async () => {
  house = await openTestHouse()
})
afterAll(() => house.close())

const columnsOf = async (): Promise<{ name: string; type: string }[]> =>
  (
    await house.pool.query<{ name: string; type: string }>(
      `select c.table_name || '.' || c.column_name as name, c.data_type as type from information_schema.columns c
       join information_schema.tables t using (table_schema, table_name)
       where c.table_schema = 'public' and t.table_type = 'BASE TABLE' order by 1`,
    )
  ).rows

test('P01 every column of the database has one kind in src/features/org/data/processing.json, and no kind names a column that is not there', async () => {
  const there = (await columnsOf()).map(({ name }) => name)
  const registered = readRegister().flatMap(({ columns }) => columns)
  expect(
    there.filter((name) => !registered.includes(name)),
    'without an entry',
  ).toEqual([])
  expect(
    registered.filter((name) => !there.includes(name)),
    'entries of nothing',
  ).toEqual([])
  expect(
    registered.filter((name, at) => registered.indexOf(name) !== at),
    'entries twice',
  ).toEqual([])
  expect(unknownKinds()).toEqual([])
})

test('P01 every kind of personal data says whose it is, why, by which article, how long, and who sees it', () => {
  const kinds = readRegister()
  expect(kinds.length).toBeGreaterThan(10)
  for (const kind of kinds) {
    for (const words of [kind.purpose, kind.retention, kind.seenBy]) expect(words.length, kind.code).toBeGreaterThan(2)
    expect(kind.columns.length, kind.code).toBeGreaterThan(0)
    expect(kind.basis === null, kind.code).toBe(kind.class === 'none')
    expect(kind.whose === null, kind.code).toBe(kind.class === 'none')
  }
})

test('P03 whatever is to be cleared after its time has a rule that clears it, table by table', () => {
  const plan = { dir: null, at: '02:30', keep: 14, copy: null }
  const jobs = jobsOf(house.house, plan).map(({ name }) => name)
  const needed = readRegister().flatMap((kind) =>
    kind.class !== 'none' && kind.retention.includes('清除')
      ? [...new Set(kind.columns.map((column) => column.split('.')[0]))].map((table) => `${table} ${kind.code}`)
      : [],
  )
  expect(needed.length).toBeGreaterThan(10)
  const ruled = Object.entries(CLEARED_BY).flatMap(([table, kinds]) =>
    Object.keys(kinds).map((kind) => `${table} ${kind}`),
  )
  expect(
    needed.filter((one) => !ruled.includes(one)),
    'without a rule',
  ).toEqual([])
  expect(
    ruled.filter((one) => !needed.includes(one)),
    'rules of nothing',
  ).toEqual([])
  const by = Object.values(CLEARED_BY).flatMap((kinds) => Object.values(kinds))
  expect(by.filter((rule) => 'job' in rule && !jobs.includes(rule.job))).toEqual([])
  expect(new Set(by.flatMap((rule) => ('list' in rule ? [rule.list] : [])))).toEqual(new Set(RETENTION_KINDS))
})

/** Headers under which something about a person stands. */
const PERSONAL_HEADERS =
  /header: '(户主|户主姓名|姓名|军人姓名|身份证号|联系电话|手机号码?|银行账号|证件编号|详细住址)'(.{0,90})/gs

test('Z07 every column of a sheet that names a person bears its class, numbers and addresses as closed', () => {
  const sources = readdirSync(join(projectRoot, 'src'), { recursive: true, encoding: 'utf8' }).filter(
    (path) => path.endsWith('.ts') && !/\.(test|fixture)\.ts$/.test(path),
  )
  const columns = sources.flatMap((path) =>
    [...readFileSync(join(projectRoot, 'src', path), 'utf8').matchAll(PERSONAL_HEADERS)].map(
      ([, header = '', rest = '']) => ({ path, header, holds: /holds: '(\w+)'/.exec(rest)?.[1] }),
    ),
  )
  expect(columns.length).toBeGreaterThan(8)
  for (const { path, header, holds } of columns) {
    const isClosed = /号|电话|住址/.test(header)
    expect([path, header, holds]).toEqual([path, header, isClosed ? 'closed' : 'working'])
  }
})

/** Papers in Word that tell nothing about a person beside who signs, and what they tell. */
const IMPERSONAL: Record<string, string> = {
  'features/matters/exchange/operations/exporting.ts': 'matters of units, whose words pass the same masks as the list',
  'features/matters/statements/paper.ts': 'what a unit and an office owe each other, in numbers and titles',
  'features/metrics/checking/operations.ts': 'a text that was sent, with sources of its figures',
  'features/org/alerts/operations.ts': 'numbers of records and kinds of data, for who reports an incident',
  'features/registers/plaques/paper.ts': 'numbers by place',
}

test('Z07 every paper in Word says the classes of what it tells about persons, or why it tells nothing', () => {
  const root = join(projectRoot, 'src')
  const papers = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.startsWith('features') && path.endsWith('.ts') && !/\.(test|fixture)\.ts$/.test(path))
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))
    .filter(({ text }) => /\bwritePaper\(\{/.test(text))
  expect(papers.length).toBeGreaterThan(6)
  // Of a paper or of its column; a column of a sheet goes on with its kind.
  const silent = papers.filter(({ text }) => !/\bholds: (?:\{|'\w+' \})/.test(text)).map(({ path }) => path)
  expect(silent.sort()).toEqual(Object.keys(IMPERSONAL).sort())
})

/** Closed columns that are neither sealed nor a digest, and why they may be read. */
const READABLE: Record<string, string> = {
  files: 'what tells of a file; its bytes lie sealed outside the database',
  picture_marks: 'marks by which like pictures are found, from which none can be drawn',
  personal_keys: 'names of keys and days; the key itself is wrapped',
  sessions: 'the digest of the id, and the state of a session, which holds no value of anybody registered',
  request_keys: 'answers, sealed',
}

/** How a closed column keeps its value; null where it could stand there in clear. */
const wayOf = (name: string, type: string): 'sealed' | 'digest' | 'key' | 'told' | null => {
  const [table = '', column = ''] = name.split('.')
  if (table in READABLE) return 'told'
  if (/_key$|key_id$/.test(column) && type === 'text') return 'key'
  if (/_digest$/.test(column) && type === 'bytea') return 'digest'
  if (/_digests$/.test(column) && type === 'ARRAY') return 'digest'
  if (/_hash$/.test(column) && ['text', 'character'].includes(type)) return 'digest'
  if (/(_sealed|secret)$/.test(column) && type === 'bytea') return 'sealed'
  return null
}

test('Z07 what is sealed in the database is registered as closed, and nothing closed is a plain text there', async () => {
  const closed = new Set(
    readRegister()
      .filter((kind) => kind.class === 'closed')
      .flatMap(({ columns }) => columns),
  )
  for (const { name } of await columnsOf()) {
    if (/_(?:sealed|digests?)$/.test(name)) expect(closed.has(name), name).toBe(true)
  }
  const types = new Map((await columnsOf()).map(({ name, type }) => [name, type]))
  const ways = new Map([...closed].map((name) => [name, wayOf(name, types.get(name) ?? '')]))
  expect([...ways].filter(([, way]) => way === null).map(([name]) => `${name} ${types.get(name)}`)).toEqual([])
  // Each kind that is a person's own stands sealed somewhere, and every sealed value with the number of its key.
  for (const kind of readRegister().filter((one) => one.class === 'closed' && !['secret', 'file'].includes(one.code)))
    expect(
      kind.columns.some((name) => ways.get(name) === 'sealed'),
      kind.code,
    ).toBe(true)
  for (const [name, way] of ways)
    if (way === 'sealed' && name.endsWith('_sealed'))
      expect(ways.get(name.replace(/_sealed$/, '_key')), name).toBe('key')
})

test('the register is read by offices and administrators, and goes out as a sheet with its trace', async () => {
  for (const post of ['office', 'secadmin', 'sysadmin', 'auditor'] as const) {
    const { status, body } = await (await house.as(post)).get('/processing')
    expect(status).toBe(200)
    expect(body.rows[0]).toMatchObject({ name: '姓名', class: 'working' })
  }
  expect((await (await house.as('education')).get('/processing')).status).toBe(403)
  const before = await house.auditCount()
  const sheet = await (await house.as('secadmin')).download('/processing/sheet')
  expect(sheet.status).toBe(200)
  expect(sheet.bytes.subarray(0, 2).toString()).toBe('PK')
  expect(await house.auditCount()).toBeGreaterThan(before)
})

test('P05 an export bears who took it out and when, at its foot and in its properties, and a command reads it back', async () => {
  const office = await house.as('office')
  const group = await office.post('/groups', {
    regionId: house.world.regions['lancheng-town'],
    name: '东门街道双拥工作领导小组',
  })
  const files = [
    ['登记.xlsx', await (await house.as('secadmin')).download('/processing/sheet'), '安全管理员 安全管理员甲'],
    [
      '名单.docx',
      await office.download(`/groups/${group.body.id}/export?kind=docx`),
      '市双拥办综合岗 市双拥办综合岗甲',
    ],
  ] as const
  for (const [name, { status, bytes }, who] of files) {
    expect(status, name).toBe(200)
    const path = join(house.folder, name)
    writeFileSync(path, bytes)
    const read = execFileSync(process.execPath, ['bin/read-mark.mjs', path], { encoding: 'utf8' })
    expect(read.trim(), name).toBe(`同心导出：市双拥办 ${who} 2026-07-14 09:${read.trim().slice(-2)}`)
  }
})

test('P05 a person takes out so many files a day as the security administrator set; more is refused and kept', async () => {
  const secadmin = await house.as('secadmin')
  const { version, needsSecondFactor: _off, ...rules } = (await secadmin.get('/security/rules')).body
  expect(rules.mostExports).toBe(50)
  await house.pool.query('update export_counts set taken = 0')
  expect((await secadmin.put('/security/rules', { ...rules, mostExports: 2, version })).status).toBe(200)
  const auditor = await house.as('auditor')
  const take = async (by: typeof auditor) => (await by.download('/processing/sheet')).status
  expect([await take(auditor), await take(auditor), await take(auditor), await take(secadmin)]).toEqual([
    200, 200, 429, 200,
  ])
  const refused = await auditor.get('/processing/sheet')
  expect(refused.body).toMatchObject({
    type: '/problems/export-quota',
    detail: expect.stringContaining('今天已导出 2 次'),
  })
  const { rows } = await house.pool.query(
    "select person_id, after from audit_rows where action = 'refused.quota' order by id",
  )
  expect(rows).toEqual([
    {
      person_id: house.world.people.auditor,
      after: { endpoint: 'GET /api/processing/sheet', what: '下载数据处理登记', reason: 'export-quota', count: 1 },
    },
  ])
  // The next day begins anew.
  await house.pool.query("update export_counts set on_day = '2026-07-13'")
  expect(await take(auditor)).toBe(200)
  await house.pool.query('update sign_in_rules set most_exports = $1', [rules.mostExports])
})

test('P03 the number of a liaison who left is forgotten after thirty days, the entry stays', async () => {
  const { forgetFormerNumbers } = await import('../features/org/index.ts')
  const office = await house.as('office')
  const made = await office.post('/directory', {
    unitId: house.world.units.education,
    postId: null,
    name: '旧联络员',
    title: '科员',
    officePhone: null,
    mobile: '10012349999',
    fromOn: '2026-01-01',
  })
  const { id, version } = made.body
  expect((await office.post(`/directory/${id}/end`, { version, toOn: '2026-07-01' })).status).toBe(200)
  const held = async () =>
    (await house.pool.query('select mobile_sealed is not null as held from liaisons where id = $1', [id])).rows[0].held
  expect(await forgetFormerNumbers(house.house, '2026-07-31')).toBe(0)
  expect(await held()).toBe(true)
  expect(await forgetFormerNumbers(house.house, '2026-08-01')).toBe(1)
  expect(await held()).toBe(false)
  const { rows } = await house.pool.query('select wrapped, destroyed_at from personal_keys where subject = $1', [
    `liaisons:${id}`,
  ])
  expect(rows).toMatchObject([{ wrapped: null, destroyed_at: expect.anything() }])
  expect(await forgetFormerNumbers(house.house, '2026-08-01')).toBe(0)
})

test('Z07 no Word or Excel file carries a closed value in clear, and whoever is shown names masked takes none out whole', async () => {
  const office = await house.as('office')
  // The limit of a day that was set above is not the matter here.
  await house.pool.query('update sign_in_rules set most_exports = 50')
  const regionId = house.world.regions['lancheng-village']
  const closed = {
    resident: withCheckDigit('99000019550607009'),
    phone: '10055556666',
    bank: '1200000000000005',
    address: '梧桐巷 77 号',
    certificate: '烈字第 778899 号',
    needs: '透析费用',
    mobile: '10044443333',
  }
  const head = {
    ...{ name: '鲁仲连', birthYear: 1955, birthMonth: 6, categories: ['discharged-soldier'], phone: closed.phone },
    ...{ resident: closed.resident, bank: closed.bank },
    certificates: [{ kind: 'discharge', number: closed.certificate }],
  }
  const made = async (path: string, body: object) => {
    const answer = await office.post(path, body)
    expect(answer.status, `${path} ${JSON.stringify(answer.body)}`).toBe(200)
    return answer.body
  }
  const family = await made('/households', { regionId, address: closed.address, head })
  const soldier = { soldierName: '鲁仲连', grade: 'third-merit', awardYear: 2026, receivedOn: '2026-07-01' }
  await made('/merit-reports', soldier)
  const help = { householdId: family.id, source: 'found', kind: 'medical', needs: closed.needs, cameOn: '2026-07-01' }
  await made('/help-cases', help)
  const { education, group } = house.world.units
  await made('/directory', { unitId: education, name: '某联络员', mobile: closed.mobile, fromOn: '2026-07-01' })
  const letters = { name: '八一慰问信', feast: 'army-day', categories: ['discharged-soldier'], openedOn: '2026-07-01' }
  const round = await made('/letter-rounds', letters)
  const { id: statement } = await made('/plaque-statements', { regionId: house.world.regions.lancheng })
  const why = { reason: '核对' }
  const files: [string, object?][] = [
    [`/plaque-statements/${statement}/word`],
    [`/plaque-statements/${statement}/excel`],
    [`/groups/${group}/export?kind=docx`],
    [`/groups/${group}/export?kind=xlsx`],
    [`/handovers/${house.world.posts.education}/paper`],
    ['/matters/exchange/export?format=docx'],
    ['/processing/sheet'],
    ['/households-sheet', why],
    ['/plaque-sheet', {}],
    ['/merit-sheet', {}],
    [`/letter-rounds/${round.id}/sheet`, {}],
  ]
  const taken = async (post: 'office' | 'lancheng-leader') => {
    const caller = await house.as(post)
    const found: { path: string; words: string }[] = []
    for (const [path, body] of files) {
      const { status, bytes } = await caller.download(path, body)
      if (status === 200) found.push({ path, words: wordsIn(bytes) })
      else expect([403, 404], `${post} ${path}`).toContain(status)
    }
    return found
  }
  const [own, seen] = [await taken('office'), await taken('lancheng-leader')]
  expect(own.map(({ path }) => path)).toEqual(files.map(([path]) => path))
  expect(seen.length).toBeGreaterThan(2)
  for (const { path, words } of [...own, ...seen])
    for (const [what, value] of Object.entries(closed)) expect(words.includes(value), `${what} in ${path}`).toBe(false)
  // The office's own lists name the family whole; whoever is shown 鲁** takes 鲁** out.
  expect(own.filter(({ words }) => words.includes('鲁仲连')).length).toBeGreaterThan(3)
  expect(seen.filter(({ words }) => words.includes('鲁仲连')).map(({ path }) => path)).toEqual([])
  expect(seen.filter(({ words }) => words.includes('鲁**')).length).toBeGreaterThan(0)
  // The copy that the person himself asked for is the one file that does.
  const copy = await office.download(`/household-persons/${family.persons[0].id}/personal/copy`, why)
  for (const what of ['resident', 'phone', 'bank', 'address'] as const)
    expect(wordsIn(copy.bytes).includes(closed[what]), what).toBe(true)
})
