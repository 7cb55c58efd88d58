import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeBackup, readBackupKey } from '../platform/backup/index.ts'
import { type Keyring, makeClosed, openKeyring } from '../platform/closed/index.ts'
import { turnColumns } from '../platform/closed/turning.ts'
import { type Config, readConfig } from '../platform/config.ts'
import { backupKeyPath, destroyKey, keyFiles, keysLacking, keysNote, tellKeys, turnKeys } from './keys.ts'
import { type Caller, openTestHouse, type TestHouse } from './testing.ts'
import { CLOSED_COLUMNS } from './wiring.ts'

const folder = mkdtempSync(join(tmpdir(), 'tongxin-keys-main-'))
const config: Config = readConfig({ DATA_DIR: folder })
const said: string[] = []
const say = (line: string) => void said.push(line)
const numberOf = (at: number) => `1001234${String(at).padStart(4, '0')}`

let house: TestHouse
let office: Caller
const beside = () => ({ config, url: house.url, files: house.house.files })
/** The keys as the running program holds them; a test puts those of another start in their place. */
let held: Keyring
const keyring: Keyring = {
  keys: () => held.keys(),
  change: (work) => held.change(work),
  refresh: () => held.refresh(),
}
const ids: number[] = []

beforeAll(async () => {
  held = openKeyring(keyFiles(config), { hasSealed: false })
  house = await openTestHouse('2026-07-14', { keyring })
  office = await house.as('office')
  for (let at = 0; at < 30; at++) {
    const { status, body } = await office.post('/directory', {
      unitId: house.world.units.education,
      postId: null,
      name: `联络员${at}`,
      title: '科员',
      officePhone: null,
      mobile: numberOf(at),
      fromOn: '2026-01-01',
    })
    expect(status, JSON.stringify(body)).toBe(200)
    ids.push(body.id)
  }
})
afterAll(async () => {
  await house.close()
  rmSync(folder, { recursive: true, force: true })
})

const keyNames = async () =>
  (await house.pool.query<{ key: string }>('select distinct mobile_key as key from liaisons order by 1')).rows.map(
    ({ key }) => key,
  )

test('C04 keys turn while people read, search and save: no read fails, and at the end every value names the new key', async () => {
  let isOver = false
  const failures: unknown[] = []
  const reading = (async () => {
    for (let at = 0; !isOver; at = (at + 1) % ids.length) {
      const shown = await office.post(`/directory/${ids[at]}/reveal`, { reason: '核对联系方式' })
      if (shown.body.mobile !== numberOf(at)) failures.push(shown.body)
      const found = await office.post('/directory/find', { mobile: numberOf(at) })
      if (found.body.length !== 1) failures.push(found.body)
    }
  })()
  const saving = (async () => {
    for (let at = 0; !isOver; at = (at + 7) % ids.length) {
      const { body } = await office.post('/directory/find', { mobile: numberOf(at) })
      const [row] = body
      const saved = await office.put(`/directory/${row.id}`, {
        postId: null,
        name: row.name,
        title: `科员${at}`,
        officePhone: null,
        mobile: numberOf(at),
        version: row.version,
      })
      if (saved.status !== 200) failures.push(saved.body)
    }
  })()
  for (let turn = 0; turn < 2; turn++) await turnKeys(beside(), 'fields', say)
  isOver = true
  await Promise.all([reading, saving])
  expect(failures).toEqual([])
  // What the program sealed in the second before it saw the new key is taken by the next round of jobs.
  await turnColumns(house.house, CLOSED_COLUMNS)
  expect(await keyNames()).toEqual(['aes-256-gcm:k3'])
  expect(await turnColumns(house.house, CLOSED_COLUMNS)).toEqual({ turned: 0, failed: 0 })
})

test('C03 C04 the switched profile is taken up by every value, old ones readable meanwhile', async () => {
  held = openKeyring(keyFiles(config), { hasSealed: true, provider: 'sm4-ctr-hmac-sm3' })
  expect((await office.post(`/directory/${ids[3]}/reveal`, { reason: '核对联系方式' })).body.mobile).toBe(numberOf(3))
  await turnColumns(house.house, CLOSED_COLUMNS)
  expect(await keyNames()).toEqual(['sm4-ctr-hmac-sm3:k4'])
  expect((await office.post('/directory/find', { mobile: numberOf(3) })).body).toHaveLength(1)
})

test('a value that does not open stays as it is and holds up no other', async () => {
  await house.pool.query("update liaisons set mobile_sealed = '\\x00112233' where id = $1", [ids[0]])
  held = openKeyring(keyFiles(config), { hasSealed: true })
  expect(await turnColumns(house.house, CLOSED_COLUMNS)).toEqual({ turned: ids.length - 1, failed: 1 })
  await house.pool.query('delete from liaisons where id = $1', [ids[0]])
})

test('C04 a key is destroyed only when nothing needs it, and what it sealed is lost in backups too', async () => {
  const note = await keysNote(config)
  const old = (
    await house.pool.query('select mobile_sealed as bytes, mobile_key as key from liaisons where id = $1', [ids[1]])
  ).rows[0] as { bytes: Buffer; key: string }
  await expect(destroyKey(beside(), 'k99', say, { isYes: true, ask: null })).rejects.toThrow('没有编号')
  await expect(destroyKey(beside(), old.key.split(':')[1], say, { isYes: true, ask: null })).rejects.toThrow('在用')
  await turnKeys(beside(), 'fields', say)
  const id = old.key.split(':')[1] as string
  const before = await house.auditCount()
  // A backup made while it was held, one that nobody can read, and one of another key.
  const backupKey = readBackupKey(backupKeyPath(config), { make: true })
  const backups = join(folder, 'backups')
  mkdirSync(backups)
  const { seals } = house.house
  const make = async (name: string, closedNote: string) => {
    const keys = { audit: seals.key.id, publicPem: seals.key.publicPem, closed: closedNote }
    const from = { url: house.url, files: house.house.files, personsCopy: join(folder, 'persons.copy'), keys }
    await makeBackup({ ...from, at: '2026-07-14T01:00:00.000Z' }, join(backups, name), backupKey)
  }
  await make('older.backup', note)
  await make('newer.backup', note.replace(new RegExp(`(^|,)${id}=[^,]+`), '$1k77=0'))
  writeFileSync(join(backups, 'cut.backup'), 'not a backup')
  const own = { ...beside(), config: { ...config, backupDir: backups } }
  said.length = 0
  await expect(destroyKey(own, id, say, { isYes: false, ask: null })).rejects.toThrow('--yes')
  expect(said.join('\n')).toMatch(/1 份备份里有用它封存的内容.*older\.backup.*1 份备份读不出来.*cut\.backup/s)
  expect(said.join('\n')).not.toContain('newer.backup')
  await expect(destroyKey(own, id, say, { isYes: false, ask: async () => 'k9' })).rejects.toThrow('没有销毁')
  expect(await house.auditCount()).toBe(before)
  await destroyKey(own, id, say, { isYes: false, ask: async () => `${id} ` })
  expect(await house.auditCount()).toBe(before + 1)
  held = openKeyring(keyFiles(config), { hasSealed: true })
  const closed = makeClosed(held)
  const place = { table: 'liaisons', column: 'mobile', row: ids[1] as number }
  // As it stands in a backup made before.
  expect(() => closed.open({ keyId: old.key, bytes: old.bytes }, place)).toThrow()
  expect(await keysLacking(config, note)).toMatchObject({ destroyed: [id], missing: [] })
  expect(await keysLacking(config, `${note},k77=0123456789abcdef`)).toMatchObject({ missing: ['k77'] })
  expect((await office.post(`/directory/${ids[1]}/reveal`, { reason: '核对联系方式' })).body.mobile).toBe(numberOf(1))
})

test('C04 keys stand neither in the database nor in a backup nor in the repository', async () => {
  const { held } = openKeyring(keyFiles(config), { hasSealed: true }).keys()
  const root = JSON.parse(readFileSync(keyFiles(config).root, 'utf8')).key as string
  const forms = [...held.map(({ material }) => material), Buffer.from(root, 'base64')].flatMap((key) => [
    key.toString('hex'),
    key.toString('base64').slice(0, -1),
  ])
  const { rows: tables } = await house.pool.query<{ name: string }>(
    "select tablename as name from pg_tables where schemaname = 'public'",
  )
  for (const { name } of tables) {
    const { rows } = await house.pool.query<{ row: string }>(`select t::text as row from "${name}" t`)
    const text = rows.map(({ row }) => row).join('\n')
    expect(forms.filter((form) => text.includes(form), name)).toEqual([])
  }
  const path = join(folder, 'backup.tongxin')
  const { seals, files } = house.house
  const keys = { audit: seals.key.id, publicPem: seals.key.publicPem, closed: await keysNote(config) }
  const backupKey = readBackupKey(join(folder, 'backup-key'), { make: true })
  const { manifest } = await makeBackup(
    { url: house.url, files, at: '2026-07-14', keys, personsCopy: join(folder, 'persons.copy') },
    path,
    backupKey,
  )
  const tellsKeys = JSON.stringify(manifest)
  expect(forms.filter((form) => tellsKeys.includes(form))).toEqual([])
  expect(manifest.tables.map(({ name }) => name).filter((name) => name.includes('ring'))).toEqual([])

  // A key file in the repository would bear one of these marks.
  const source = (at: string): string[] =>
    readdirSync(at, { withFileTypes: true }).flatMap((entry) => {
      if (/^(?:node_modules|dist|\.git|data)$/.test(entry.name)) return []
      const one = join(at, entry.name)
      // A key of its own making for tests of TLS, which guards nothing.
      if (entry.name === 'tls.fixture.ts') return []
      return entry.isDirectory() ? source(one) : /\.(?:ts|mjs|json|md|sql|pem)$|^[^.]+$/.test(entry.name) ? [one] : []
    })
  const held64 =
    /"wrapped": ?"[A-Za-z0-9+/=]{40}|"format": ?"tongxin-root-1"|BEGIN (?:EC |RSA )?PRIVATE KEY-----\s*[A-Za-z0-9+/]{20}/
  expect(source(process.cwd()).filter((one) => held64.test(readFileSync(one, 'utf8')))).toEqual([])
})

test('the list of keys says what each is for and shows none', async () => {
  said.length = 0
  await tellKeys(config, say)
  expect(said.join('\n')).toMatch(/k\d+ {2}封存字段 {2}aes-256-gcm {2}\d{4}-\d\d-\d\d 启用 {2}在用/)
  expect(said.join('\n')).toMatch(/k\d+ {2}封存字段 {2}\d{4}-\d\d-\d\d 已销毁/)
})
