import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type pg from 'pg'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { madeUpResident } from '../features/registers/households/fixture.ts'
import { makeBackup, readBackupKey, restoreBackup } from '../platform/backup/index.ts'
import { emptyDatabase } from '../platform/db/testing.ts'
import { diskBlobs } from '../platform/files/blobs/index.ts'
import { makeFileStore } from '../platform/files/pipeline/index.ts'
import { makeApp } from './app.ts'
import { eraseAgain, tellErased } from './erased-again.ts'
import { jobsOf } from './jobs.ts'
import { type Answer, openTestHouse, type TestHouse } from './testing.ts'

const folder = mkdtempSync(join(tmpdir(), 'tongxin-erased-'))
const key = readBackupKey(join(folder, 'backup-key'), { make: true })
const personsCopy = join(folder, 'personal-keys.copy')
const [older, newer] = [join(folder, 'older.tongxin'), join(folder, 'newer.tongxin')]
const undo: (() => Promise<void>)[] = []
let house: TestHouse
beforeAll(async () => {
  house = await openTestHouse()
})
afterAll(async () => {
  for (const step of undo.reverse()) await step()
  await house?.close()
  rmSync(folder, { recursive: true, force: true })
})

const done = ({ status, body }: Answer) => {
  expect(status, JSON.stringify(body)).toBe(200)
  return body
}
const backUp = async (to: string): Promise<string> => {
  const audit = house.house.seals.key
  const keys = { audit: audit.id, publicPem: audit.publicPem, closed: '' }
  const at = house.house.clock.now().toISOString()
  await makeBackup({ url: house.url, files: house.house.files, at, keys, personsCopy }, to, key)
  return at
}
const restore = async (from: string, copy = personsCopy) => {
  const database = await emptyDatabase()
  const into = mkdtempSync(join(tmpdir(), 'tongxin-restored-'))
  undo.push(database.drop, async () => rmSync(into, { recursive: true, force: true }))
  const files = makeFileStore(diskBlobs(join(into, 'files')), join(into, 'tmp'), house.house.closed.keyring)
  await restoreBackup({ url: database.url, files, personsCopy: copy }, from, key)
  return { ...house.house, pool: database.pool, files, into }
}
const dumped = async (pool: pg.Pool): Promise<string[]> => {
  const { rows } = await pool.query<{ name: string }>(
    "select tablename as name from pg_tables where schemaname = 'public' order by 1",
  )
  const lines: string[] = []
  for (const { name } of rows)
    lines.push(
      ...(await pool.query(`select t::text as line from "${name}" t`)).rows.map(({ line }) => `${name} ${line}`),
    )
  return lines
}

test('P03 B02 what was erased after a backup is erased again where that backup is restored, with the newest copy of the keys', async () => {
  const office = await house.as('office')
  const station = await house.as('station')
  const sysadmin = await house.as('sysadmin')
  const education = await house.as('education')
  const regionId = house.world.regions['lancheng-village']
  const [resident, phone, mobile] = [madeUpResident('1949-10-02', 411), '10077776666', '10077775555']
  const head = { name: '蔺相和', resident, phone, categories: [], joinedYear: 1968 }
  const family = done(await office.post('/households', { regionId, address: '东门路 77 号', head }))
  const person = family.persons[0]
  const needs = '蔺相和要去省城看病'
  const aid = { householdId: family.id, source: 'found', cameOn: '2026-06-20' }
  done(await station.post('/help-cases', { ...aid, kind: 'living', needs }))
  const need = { direction: 'locality-asks', category: 'other' }
  const raise = async (title: string, body: string) =>
    done(await education.post('/matters', { ...need, title, body })).id
  const named = await raise('蔺相和家门前路灯', '蔺相和来电反映。')
  const namesake = await raise('给乐羊子颁奖', '另一位同名的人。')
  const named2 = await raise('乐羊子家的路灯', '乐羊子来电反映。')
  const other = done(await station.post('/households', { regionId, head: { name: '某甲', categories: [] } }))
  const living = { householdId: other.id, source: 'asked', kind: 'living', needs: '屋里要装扶手', cameOn: '2026-07-01' }
  const ended = done(await station.post('/help-cases', living))
  const png = await sharp({ create: { width: 40, height: 40, channels: 3, background: '#fff' } })
    .png()
    .toBuffer()
  const paper = done(await office.upload('喜报.png', png)).id
  const soldier = { soldierName: '乐羊子', grade: 'third-merit', awardYear: 2026, receivedOn: '2026-07-01' }
  const report = done(await office.post('/merit-reports', { ...soldier, fileIds: [paper] }))
  const account = done(await sysadmin.post('/people', { login: 'someone.gone', name: '晏某仲' })).person
  const unitId = house.world.units.finance
  const listed = done(await office.post('/directory', { unitId, name: '宁某戚', mobile, fromOn: '2026-07-01' }))

  const at = await backUp(older)
  expect(tellErased(await eraseAgain(await restore(older), at), personsCopy)).toContain('这里无从知道')

  const gone = done(
    await office.post(`/household-persons/${person.id}/end`, {
      ...{ version: person.version, state: 'deceased', on: '2026-07-01', reason: '病故' },
    }),
  ).persons[0]
  const erasure = { version: gone.version, reason: '家属申请删除', unname: [`matters:${named}`] }
  done(await office.post(`/household-persons/${person.id}/personal/erase`, erasure))
  done(await sysadmin.post(`/people/${account.id}/personal/erase`, { version: account.version, reason: '本人申请' }))
  const left = done(await office.post(`/directory/${listed.id}/end`, { version: listed.version, toOn: '2026-07-14' }))
  done(await office.post(`/directory/${listed.id}/personal/erase`, { version: left.version, reason: '本人申请' }))
  // Cleared when due, years later.
  const withdrawn = { version: ended.version, step: 'withdraw', on: '2026-07-14', words: '子女已经装好' }
  done(await station.post(`/help-cases/${ended.id}/steps`, withdrawn))
  const back = { version: report.version, step: 'return', on: '2026-07-02', reason: '乐羊子已迁往外市' }
  done(await office.post(`/merit-reports/${report.id}/steps`, back))
  const { version } = done(await office.get('/retention-settings'))
  const years = { personYears: 5, helpYears: 2, meritYears: 2, importDays: 30, keptFileDays: 90, source: '' }
  done(await office.put('/retention-settings', { ...years, version }))
  Object.assign(house.house.clock, { today: () => '2028-07-15' })
  const plan = { dir: null, at: '02:30', keep: 14, copy: null }
  for (const { name, run } of jobsOf(house.house, plan)) if (name === 'list-what-fell-due') await run()
  const due = done(await office.get('/retention?state=due')).rows
  expect(due.map(({ kind }: { kind: string }) => kind).sort()).toEqual(['help', 'merit'])
  const items = due.map((item: { id: number; version: number; kind: string }) => ({
    ...{ id: item.id, version: item.version },
    ...(item.kind === 'merit' ? { unname: [`matters:${named2}`] } : {}),
  }))
  done(await office.post('/retention/clear', { items, reason: '保存期满' }))
  await backUp(newer)

  const restored = await restore(older)
  const back1 = await dumped(restored.pool)
  const words = [
    '蔺相和',
    '东门路',
    needs,
    '屋里要装扶手',
    '晏某仲',
    'someone.gone',
    '宁某戚',
    '乐羊子家',
    '乐羊子来电',
  ]
  // It came back indeed, closed values in columns that open.
  expect(words.filter((word) => !back1.some((line) => line.includes(word)))).toEqual(['东门路'])
  const closedOf = async () =>
    (
      await restored.pool.query(
        `select (select count(*)::int from household_persons where id = $1 and (resident_sealed is not null or phone_sealed is not null
           or resident_digest is not null or phone_digest is not null)) as person,
         (select count(*)::int from households where id = $2 and address_sealed is not null) as home,
         (select count(*)::int from liaisons where id = $3 and (mobile_sealed is not null or mobile_digest is not null)) as liaison`,
        [person.id, family.id, listed.id],
      )
    ).rows[0]
  expect(await closedOf()).toEqual({ person: 1, home: 1, liaison: 1 })
  const { sha256 } = (await restored.pool.query('select sha256::text as sha256 from files where id = $1', [paper]))
    .rows[0]
  expect(await restored.files.has(sha256)).toBe(true)

  const told = await eraseAgain(restored, at)
  expect(told).toEqual({ isNewer: true, persons: 3, records: 2, unnamed: 2 })
  expect(tellErased(told, personsCopy)).toBe(
    '已按最新的密钥清单再次清除 3 人的个人信息（另有到期清除 2 件、2 处姓名改为“某某”）。',
  )
  const lines = await dumped(restored.pool)
  for (const word of words)
    expect(
      lines.filter((line) => line.includes(word)),
      word,
    ).toEqual([])
  expect(await closedOf()).toEqual({ person: 0, home: 0, liaison: 0 })
  expect(await restored.files.has(sha256)).toBe(false)
  const titles = await restored.pool.query(
    'select title from matter_texts where matter_id = any($1) order by matter_id',
    [[named, namesake, named2]],
  )
  // Of the namesake nothing was said: it stays.
  expect(titles.rows.map(({ title }) => title)).toEqual(['某某家门前路灯', '给乐羊子颁奖', '某某家的路灯'])
  const { rows: traces } = await restored.pool.query(
    'select record from audit_rows where action = \'erased.again\' order by record collate "C"',
  )
  expect(traces.map(({ record }) => record)).toEqual(
    ['household_persons', 'help_cases', 'liaisons', 'merit_reports', 'people'].sort(),
  )
  // A second time finds nothing more to clear.
  const before = (await dumped(restored.pool)).filter((line) => !/^(audit_rows|personal_keys|people) /.test(line))
  expect(await eraseAgain(restored, at)).toMatchObject({ records: 0, unnamed: 0 })
  expect((await dumped(restored.pool)).filter((line) => !/^(audit_rows|personal_keys|people) /.test(line))).toEqual(
    before,
  )

  const app = await makeApp(restored, {
    sessionSecret: 'tests only, tests only, tests only, tests only',
    ...{ trustProxy: false, isSecure: false, uploadLimitBytes: 1024 * 1024, tmpDir: join(restored.into, 'tmp') },
    logLevel: 'silent',
  })
  undo.push(() => app.close())
  const login = { login: 'office', password: 'a long password for tests' }
  const signedIn = await app.inject({ method: 'POST', url: '/api/session', payload: login })
  const cookie = String(signedIn.headers['set-cookie']).split(';')[0] as string
  for (const [path, payload] of [
    [`/household-persons/${person.id}/reveal`, { what: 'resident', reason: '核对' }],
    [`/households/${family.id}/reveal`, { reason: '核对' }],
    [`/directory/${listed.id}/reveal`, { reason: '核对' }],
  ] as const) {
    const answer = await app.inject({ method: 'POST', url: `/api${path}`, headers: { cookie }, payload })
    expect([404, 409, 422], `${path} ${answer.body}`).toContain(answer.statusCode)
  }
})
