import { randomInt } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type pg from 'pg'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { madeUpResident } from '../features/registers/households/fixture.ts'
import { importJob } from '../features/registers/index.ts'
import { exportLines, readChain } from '../platform/audit/export.ts'
import { makeBackup, readBackupKey } from '../platform/backup/index.ts'
import { startEmbedded } from '../platform/db/embedded/index.ts'
import { migrate } from '../platform/db/migrate.ts'
import { openPool } from '../platform/db/transaction.ts'
import { makeQueue } from '../platform/jobs/queue.ts'
import { policiesSql } from './permissions.ts'
import { sealEveryRow } from './sealing.fixture.ts'
import { openTestHouse, PASSWORD, type TestHouse } from './testing.ts'

// A program on a database server of its own is used; then everything that it left anywhere is searched for what was planted.

const folder = mkdtempSync(join(tmpdir(), 'tongxin-canary-'))
const stops: (() => Promise<unknown>)[] = []
const lines: string[] = []
let house: TestHouse
let admin: pg.Pool
/** What was planted, by what it is. */
const planted: Record<string, string> = {}
/** Bytes out of the midst of scans and of their small pictures, as they are handed out. */
const scanned: Record<string, Buffer> = {}

const mobile = () => `100${String(randomInt(10_000_000, 99_999_999))}`

beforeAll(async () => {
  const dataDir = join(folder, 'data')
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const server = await startEmbedded({ dataDir, log: () => undefined })
  const pool = openPool(server.url, 6)
  admin = openPool(server.adminUrl, 1)
  stops.push(
    server.stop,
    () => pool.end(),
    () => admin.end(),
  )
  await migrate(pool, policiesSql())
  const database = { url: server.url, pool, drop: async () => undefined }
  const logTo = { write: (line: string) => void lines.push(line) }
  house = await openTestHouse('2026-07-14', { database, logLevel: 'trace', logTo })
}, 120_000)
afterAll(async () => {
  await house?.close()
  for (const stop of stops.reverse()) await stop()
  rmSync(folder, { recursive: true, force: true })
})

const plant = (what: string, value: string): string => {
  planted[what] = value
  return value
}

/** Works as people do, with the planted values in every place that takes them, accepted or refused. */
const work = async () => {
  const office = await house.as('office')
  plant('the password of everybody', PASSWORD)
  plant('the cookie of a session', decodeURIComponent(office.cookie.split('=')[1] ?? ''))
  const entry = { postId: null, name: '罗某', title: '科员', officePhone: null }
  const { education: unitId } = house.world.units
  const first = plant('a mobile number', mobile())
  const made = await office.post('/directory', { ...entry, unitId, mobile: first, fromOn: '2026-01-01' })
  expect(made.status).toBe(200)
  const next = plant('a mobile number that took its place', mobile())
  const saved = await office.put(`/directory/${made.body.id}`, { ...entry, mobile: next, version: made.body.version })
  expect(saved.status).toBe(200)
  expect((await office.post('/directory/find', { mobile: next })).body).toHaveLength(1)
  const sought = plant('a mobile number that was looked for in vain', mobile())
  expect((await office.post('/directory/find', { mobile: sought })).body).toEqual([])
  const shown = await office.post(`/directory/${made.body.id}/reveal`, { reason: '核对联系方式' })
  expect(shown.body.mobile).toBe(next)
  const refused = plant('a mobile number in a reason that was refused', mobile())
  expect((await office.post(`/directory/${made.body.id}/reveal`, { reason: `给${refused}打` })).status).toBe(422)

  await register()

  const words = plant('words of an uploaded file', '澜河畔的候鸟在第七根灯杆上筑巢')
  const wrong = plant('a password typed as an account', 'Typed-By-Mistake-7719')
  const education = await house.as('education')
  const kept = await education.upload('观察记录.txt', Buffer.from(`${words}\n`.repeat(400)))
  expect(kept.status).toBe(200)
  expect((await education.download(`/files/${kept.body.id}`)).bytes.toString()).toContain(words)
  const secret = plant('words of a file that was refused', '第九根灯杆下的石阶通向水边')
  expect((await education.upload('方案.txt', Buffer.from(`机密★5年\n${secret}`))).status).toBe(422)
  const photo = await sharp({ create: { width: 700, height: 500, channels: 3, background: '#3a7' } })
    .withExif({ IFD0: { Make: plant('the device of a photo', 'PlantedCamera-5521') } })
    .jpeg()
    .toBuffer()
  const picture = await education.upload('窗口.jpg', photo)
  expect((await education.download(`/files/${picture.body.id}/thumbnail`)).status).toBe(200)
  expect(
    (await house.nobody.post('/session', { login: wrong, password: plant('a wrong password', 'Wrong-Pass-3391') }))
      .status,
  ).toBe(401)
  const changed = plant('a password that was changed to', 'lantern river stone 4417')
  const troop = await house.as('troop-cen')
  const answer = await troop.post('/session/password', { current: PASSWORD, next: changed })
  expect(answer.status, JSON.stringify(answer.body)).toBe(200)
}

/** A household registered, corrected and revealed, and one that comes with a sheet: closed values in every place that takes them. */
const register = async () => {
  const office = await house.as('office')
  const bank = () => `9900${String(randomInt(10_000_000, 99_999_999))}`
  const closed = (who: string, place: number) => ({
    resident: plant(`a resident number ${who}`, madeUpResident('1951-02-03', place)),
    phone: plant(`a phone ${who}`, mobile()),
    bank: plant(`a bank account ${who}`, bank()),
  })
  const certificate = plant('the number of a certificate', `YL-${randomInt(100_000_000, 999_999_999)}`)
  const address = plant('an exact address', '银杏巷第七十三号后院')
  const regionId = house.world.regions['lancheng-village']
  const head = {
    name: '罗某',
    ...closed('of a head', 11),
    categories: ['discharged-soldier'],
    certificates: [{ kind: 'veteran-card', number: certificate }, { kind: 'discharge' }],
  }
  const made = await office.post('/households', { regionId, address, head })
  expect(made.status, JSON.stringify(made.body)).toBe(200)
  await scans(made.body.id)
  const [one] = made.body.persons
  const next = { name: '罗某', relation: 'head', ...closed('that took its place', 13), reason: '登记有误' }
  const saved = await office.put(`/household-persons/${one.id}`, { ...next, version: one.version })
  expect(saved.status, JSON.stringify(saved.body)).toBe(200)
  const shown = await office.post(`/household-persons/${one.id}/reveal`, { what: 'resident', reason: '核对身份' })
  expect(shown.body.value).toBe(next.resident)
  const found = await office.post('/household-persons/find', { what: 'phone', number: next.phone })
  expect(found.body).toHaveLength(1)
  expect((await office.get(`/households/${made.body.id}/history`)).body.rows.length).toBeGreaterThan(2)

  const sent = closed('in a sheet', 15)
  const wrong = plant('a bank account in a wrong row', bank())
  const sheet = [
    '乡镇,村,姓名,身份证号,联系电话,银行账号,详细住址',
    `东门街道,东门社区,罗甲,${sent.resident},${sent.phone},${sent.bank},${plant('an address in a sheet', '银杏巷第七十五号')}`,
    `东门街道,没有的村,罗乙,${plant('a resident number in a wrong row', madeUpResident('1951-02-03', 17))},,${wrong},`,
  ]
  const file = await office.upload('底册.csv', Buffer.from(sheet.join('\n')), 'register')
  expect(file.status, JSON.stringify(file.body)).toBe(200)
  const { id } = (await office.post('/household-imports', { fileId: file.body.id })).body
  const queue = makeQueue(house.pool, {
    kinds: [importJob(house.house, [])],
    now: () => new Date(),
    onError: (_kind, error) => void lines.push(String(error)),
  })
  await queue.work()
  const checked = (await office.get(`/household-imports/${id}`)).body
  expect(checked.counts, JSON.stringify(checked)).toMatchObject({ fresh: 1, wrong: 1 })
  await office.post(`/household-imports/${id}/take-in`, { version: checked.version, leaveOutWrong: true })
  while (await queue.work());
  expect((await office.get(`/household-imports/${id}`)).body).toMatchObject({ state: 'taken', wrongRows: 1 })
  expect((await office.download(`/household-imports/${id}/wrong-rows`)).status).toBe(200)
}

/** A signed slip as the scan of a step about a plaque, and what a doctor wrote in a case of help. */
const scans = async (householdId: number) => {
  const office = await house.as('office')
  const noise = Buffer.from(Array.from({ length: 300 * 200 * 3 }, () => randomInt(256)))
  const slip = await sharp(noise, { raw: { width: 300, height: 200, channels: 3 } })
    .jpeg()
    .toBuffer()
  const kept = await office.upload('签收单.jpg', slip)
  const { version } = (await office.get(`/plaques/${householdId}`)).body
  const hung = { version, on: '2026-07-10', step: 'hang', fileIds: [kept.body.id] }
  const answer = await office.post(`/plaques/${householdId}/steps`, hung)
  expect(answer.status, JSON.stringify(answer.body)).toBe(200)
  for (const [what, path] of [
    ['a signed slip', ''],
    ['the small picture of a signed slip', '/thumbnail'],
  ] as const) {
    const { bytes } = await office.download(`/files/${kept.body.id}${path}`)
    expect(bytes.length).toBeGreaterThan(1_000)
    scanned[what] = bytes.subarray(bytes.length >> 1, (bytes.length >> 1) + 64)
  }
  const needs = plant('what a doctor wrote', '每周三次在县医院第四诊室透析')
  const cameOn = '2026-07-01'
  const asked = await office.post('/help-cases', { householdId, source: 'found', kind: 'medical', needs, cameOn })
  expect(asked.status, JSON.stringify(asked.body)).toBe(200)
}

/** Forms in which a value may lie about. */
const formsOf = (value: string): Buffer[] => [
  Buffer.from(value),
  Buffer.from(value, 'utf16le'),
  Buffer.from(encodeURIComponent(value)),
  Buffer.from(Buffer.from(value).toString('hex')),
  Buffer.from(Buffer.from(value).toString('base64').replace(/=+$/, '').slice(0, -1)),
  Buffer.from(JSON.stringify(value).slice(1, -1)),
]

const filesUnder = (at: string): string[] =>
  readdirSync(at, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesUnder(join(at, entry.name)) : entry.isFile() ? [join(at, entry.name)] : [],
  )

const found = (what: string, bytes: Buffer): string[] => [
  ...Object.entries(planted).flatMap(([name, value]) =>
    formsOf(value).some((form) => bytes.includes(form)) ? [`${name} in ${what}`] : [],
  ),
  ...Object.entries(scanned).flatMap(([name, piece]) => (bytes.includes(piece) ? [`${name} in ${what}`] : [])),
]

test('C01 A06 after the work nothing planted lies in clear: data folder, write-ahead log, files, temporary files, log at its finest, backup, audit export', async () => {
  await work()
  const { files, seals } = house.house
  await sealEveryRow(seals, house.pool, new Date())
  const backup = join(folder, 'backup.tongxin')
  const keys = { audit: seals.key.id, publicPem: seals.key.publicPem, closed: '' }
  const key = readBackupKey(join(folder, 'backup-key'), { make: true })
  await makeBackup(
    { url: house.url, files, personsCopy: join(folder, 'personal-keys.copy'), at: '2026-07-14', keys },
    backup,
    key,
  )
  let exported = ''
  for await (const line of exportLines(readChain(house.pool), { at: '2026-07-14' })) exported += `${line}\n`
  // Everything onto the disk: the server's own superuser may, the program may not.
  await admin.query('checkpoint')

  // The server may have had to keep its data where its own user reaches them.
  const { rows } = await admin.query<{ at: string }>("select current_setting('data_directory') as at")
  const places = new Set([folder, house.folder, rows[0]?.at as string])
  const paths = [...new Set([...places].flatMap(filesUnder))]
  expect(paths.filter((path) => path.includes('pg_wal')).length).toBeGreaterThan(0)
  expect(paths.length).toBeGreaterThan(300)
  const leaks = [
    ...paths.flatMap((path) => found(path.replace(folder, ''), readFileSync(path))),
    ...found('the log', Buffer.from(lines.join(''))),
    ...found('the audit export', Buffer.from(exported)),
  ]
  expect(leaks).toEqual([])
  expect(Object.keys(scanned)).toHaveLength(2)
  // The search finds what is there: a name of working data lies in the database, a title in the log of nobody.
  planted['a name of working data'] = '罗某'
  expect(paths.some((path) => path.includes('base') && found('the database', readFileSync(path)).length > 0)).toBe(true)
}, 120_000)

test('A06 line breaks, colours of a terminal and JSON in what is sent make no line of the log and no broken one', async () => {
  lines.length = 0
  const hostile = '\r\n{"level":60,"msg":"forged"}\u001b[31mred\u0000\u2028'
  const calls = [
    { method: 'GET' as const, url: `/api/matters?q=${encodeURIComponent(hostile)}` },
    { method: 'GET' as const, url: `/api/${encodeURIComponent(hostile)}` },
    { method: 'POST' as const, url: '/api/session', payload: { login: hostile, password: hostile } },
    {
      method: 'POST' as const,
      url: '/api/session',
      payload: '{"login": broken',
      headers: { 'content-type': 'application/json' },
    },
    {
      method: 'GET' as const,
      url: '/api/session',
      headers: { 'user-agent': '\u001b[2J forged', 'x-request-id': '{"level":60}' },
    },
  ]
  for (const call of calls) expect((await house.app.inject(call)).statusCode).toBeLessThan(500)
  for (const line of lines) {
    expect(line.endsWith('\n') && line.indexOf('\n') === line.length - 1, line).toBe(true)
    const told = JSON.parse(line)
    expect(told.msg).not.toBe('forged')
    expect(line.includes('\u001b'), line).toBe(false)
  }
})
