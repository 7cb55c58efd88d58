import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Throwaway } from '../../bin/own-postgres.mjs'
import { readAuditKey } from '../platform/audit/keys.ts'
import { makeSeals } from '../platform/audit/seals.ts'
import { makeBackup, newBackupKey, restoreBackup } from '../platform/backup/index.ts'
import { readConfig } from '../platform/config.ts'
import { systemChange, systemClock } from '../platform/context.ts'
import { startEmbedded } from '../platform/db/embedded/index.ts'
import { migrate, migrations } from '../platform/db/migrate.ts'
import { inspectServer } from '../platform/db/own-server.ts'
import { emptyDatabase } from '../platform/db/testing.ts'
import { openPool } from '../platform/db/transaction.ts'
import { makeHealth } from '../platform/operating/health.ts'
import { moveDatabase, refuseMoved } from './move.ts'
import { ownServer } from './own-server.fixture.ts'
import { policiesSql } from './permissions.ts'

let server: Throwaway
const folders: string[] = []
beforeAll(async () => {
  server = await ownServer({ fsync: 'off' })
})
afterAll(async () => {
  await server?.stop()
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

const asAdmin = async (...statements: string[]): Promise<void> => {
  const client = new pg.Client({ connectionString: server.adminUrl })
  await client.connect()
  try {
    for (const statement of statements) await client.query(statement)
  } finally {
    await client.end()
  }
}

const folder = (): string => {
  const made = mkdtempSync(join(tmpdir(), 'tongxin-move-'))
  chmodSync(made, 0o711)
  folders.push(made)
  return made
}

const refusal = (url: string): Promise<string> =>
  inspectServer(url).then(
    () => '',
    (error: Error) => error.message,
  )

test('what the server lacks is told before anything is made, with what its administrator runs', async () => {
  expect(await refusal(server.url)).toBe('')
  expect(await refusal(server.url.replace(server.passwords.tongxin, 'wrong-one'))).toMatch(/连接不上.*检查地址、口令/)
  await asAdmin('revoke tongxin_app from tongxin')
  expect(await refusal(server.url)).toMatch(/不能以角色 tongxin_app 工作.*\ncreate role tongxin login[\s\S]*grant/)
  await asAdmin('drop role tongxin_app')
  expect(await refusal(server.url)).toMatch(/角色 tongxin_app 还没有建立/)
  await asAdmin('create role tongxin_app nologin bypassrls', 'grant tongxin_app to tongxin')
  expect(await refusal(server.url)).toMatch(/绕过行级权限.*nobypassrls/)
  await asAdmin('alter role tongxin_app nobypassrls')
  await asAdmin("create database latin encoding 'LATIN1' locale 'C' template template0 owner tongxin")
  expect(await refusal(server.urlOf('tongxin', 'latin'))).toMatch(/编码是 LATIN1/)
  await asAdmin('create database foreign_one')
  expect(await refusal(server.urlOf('tongxin', 'foreign_one'))).toMatch(/不能在这个数据库里建表/)
  expect(await refusal(server.url)).toBe('')
})

/** What the page of the administrator says of the server behind a pool. */
const durable = async (pool: pg.Pool, dataDir: string) => {
  const key = readAuditKey(join(dataDir, 'audit-key.pem'), { hasSeals: false })
  const health = makeHealth({ pool, seals: makeSeals(key, join(dataDir, 'anchors.jsonl')), dataDir })
  return (await health.look()).find(({ name }) => name === 'durable')
}

test('C05 an own server that may lose what was saved is told, setting by setting, until its administrator turns them on', async () => {
  await asAdmin('create database told owner tongxin')
  const pool = openPool(server.urlOf('tongxin', 'told'), 1)
  await migrate(pool, policiesSql())
  const dataDir = folder()
  const set = async (setting: string, value: string) => {
    await asAdmin(`alter system set ${setting} = ${value}`, 'select pg_reload_conf()')
    await expect.poll(async () => (await pool.query(`show ${setting}`)).rows[0][setting]).toBe(value)
  }
  const told = async () => (await durable(pool, dataDir))?.told
  try {
    expect(await durable(pool, dataDir)).toMatchObject({ state: 'alarm', figure: 1 })
    for (const setting of ['full_page_writes', 'synchronous_commit']) {
      await set(setting, 'off')
      expect(await told()).toMatch(new RegExp(`fsync、${setting} 关着.*不算正式运行`))
      await set(setting, 'on')
    }
    expect(await told()).toMatch(/数据库的 fsync 关着/)
  } finally {
    await pool.end()
  }
})

test('several processes that start at once on an empty database apply each migration once', async () => {
  await asAdmin('create database raced owner tongxin')
  const pools = [1, 2, 3].map(() => openPool(server.urlOf('tongxin', 'raced'), 1))
  await Promise.all(pools.map((pool) => migrate(pool, policiesSql())))
  const { rows } = await (pools[0] as pg.Pool).query('select name from schema_migrations order by name')
  expect(rows.map(({ name }) => name)).toEqual(migrations.map(({ name }) => name))
  await Promise.all(pools.map((pool) => pool.end()))
})

test('B06 an embedded database moves to an own server whole, the same table by table, and back again', async () => {
  const dataDir = folder()
  const config = readConfig({ DATA_DIR: dataDir })
  const keys = { auditKey: join(dataDir, 'audit-key.pem'), anchors: join(dataDir, 'audit-anchors.jsonl') }
  const auditKey = readAuditKey(keys.auditKey, { hasSeals: false })
  const source = await startEmbedded({ dataDir, log: () => undefined })
  const pool = openPool(source.url, 2)
  await migrate(pool, policiesSql())
  // The embedded one loses nothing and is reached within the machine.
  expect(await durable(pool, folder())).toMatchObject({ state: 'ok', figure: 0 })
  // Names that two orders of characters sort differently.
  for (const key of ['双拥', '优抚', 'b-key', 'A-key', '_key', '退役'])
    await systemChange(pool, systemClock, 'setting.save', {}, async (tx) => {
      await tx.insertInto('settings').values({ key, value: '{"n": 1}' }).execute()
      return { record: 'settings', recordId: key, after: { key }, answer: undefined }
    })
  await pool.end()
  const said: string[] = []
  const isHeld = moveDatabase(config, server.url, keys, () => undefined)
  await expect(isHeld).rejects.toThrow('正被另一个同心进程使用')
  await source.stop()
  const manifest = await moveDatabase(config, server.url, keys, (line) => said.push(line))
  expect(manifest.tables.find(({ name }) => name === 'settings')?.rows).toBeGreaterThanOrEqual(6)
  expect(manifest.audit.seal).toBeGreaterThan(0)
  expect(said.join('\n')).toMatch(/settings +\d+ 行 {2}[0-9a-f]{16}/)
  expect(said.join('\n')).toMatch(/留痕完整：6 条，封到序号 6，未封存 0 条/)

  // The old one is not opened by mistake, and nothing is moved over what is there.
  expect(() => refuseMoved(dataDir)).toThrow(/已于 .* 移到 postgres:\/\/tongxin@127\.0\.0\.1/)
  await expect(moveDatabase(config, server.url, keys, () => undefined)).rejects.toThrow('已移走.json')

  // Back: a backup of the own server restored into the embedded one of the tests.
  const key = newBackupKey()
  const archive = join(dataDir, 'back.tongxin')
  const own = openPool(server.url, 1)
  await migrate(own, policiesSql())
  await own.end()
  const at = '2026-07-14T01:00:00.000Z'
  const told = { audit: auditKey.id, publicPem: auditKey.publicPem, closed: '' }
  const there = await makeBackup({ url: server.url, files: null, personsCopy: null, at, keys: told }, archive, key)
  expect(there.manifest.tables).toEqual(manifest.tables)
  expect(there.manifest.sequences).toEqual(manifest.sequences)
  const back = await emptyDatabase()
  try {
    const restored = await restoreBackup({ url: back.url, files: null, personsCopy: null }, archive, key)
    expect(restored.tables).toEqual(manifest.tables)
    expect(makeSeals(auditKey, keys.anchors).lastAnchor()).toBeNull()
  } finally {
    await back.drop()
  }
})
