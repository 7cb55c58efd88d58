import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { verifyChain } from '../platform/audit/export.ts'
import { makeSeals, sealAll } from '../platform/audit/seals.ts'
import { checkArchive, type Manifest, makeBackup, readBackupKey, restoreBackup } from '../platform/backup/index.ts'
import { migrate, migrations } from '../platform/db/migrate.ts'
import { emptyDatabase } from '../platform/db/testing.ts'
import { diskBlobs, diskPath } from '../platform/files/blobs/index.ts'
import { makeFileStore } from '../platform/files/pipeline/index.ts'
import { makeApp } from './app.ts'
import { policiesSql } from './permissions.ts'
import { sealEveryRow } from './sealing.fixture.ts'
import { openTestHouse, type TestHouse } from './testing.ts'

const folder = mkdtempSync(join(tmpdir(), 'tongxin-backup-'))
const path = join(folder, '城市.tongxin')
const key = readBackupKey(join(folder, 'backup-key'), { make: true })
const personsCopy = join(folder, 'personal-keys.copy')
const undo: (() => Promise<void>)[] = []

let house: TestHouse
let manifest: Manifest
/** Needs acknowledged before the backup began. */
const acknowledged: number[] = []

const raise = async (title: string): Promise<number> => {
  const troop = await house.as('troop-lan')
  const { status, body } = await troop.post('/matters', {
    direction: 'military-asks',
    category: 'facilities',
    title,
    body: '候车没有雨棚。',
  })
  expect(status, JSON.stringify(body)).toBe(200)
  return body.id
}

const keys = () => ({ audit: house.house.seals.key.id, publicPem: house.house.seals.key.publicPem, closed: '' })
const backUp = (to: string) =>
  makeBackup(
    { url: house.url, files: house.house.files, at: '2026-07-14T01:00:00.000Z', keys: keys(), personsCopy },
    to,
    key,
  )

beforeAll(async () => {
  house = await openTestHouse()
  for (const at of [1, 2, 3, 4, 5]) acknowledged.push(await raise(`候车亭${at}号加雨棚`))
  const photo = await sharp({ create: { width: 40, height: 30, channels: 3, background: '#567' } })
    .png()
    .toBuffer()
  expect((await (await house.as('education')).upload('窗口.png', photo)).status).toBe(200)
  await sealEveryRow(house.house.seals, house.pool, house.house.clock.now())
  // Under a load of writing that goes on from before the beginning to after the end.
  let isOver = false
  const writing = (async () => {
    for (let at = 0; !isOver; at++) await raise(`备份时报来${at}`)
  })()
  manifest = (await backUp(path)).manifest
  isOver = true
  await writing
})
afterAll(async () => {
  for (const step of undo.reverse()) await step()
  await house?.close()
  rmSync(folder, { recursive: true, force: true })
})

const all = async <T>(list: AsyncIterable<T>): Promise<T[]> => {
  const found: T[] = []
  for await (const one of list) found.push(one)
  return found
}

const restored = async () => {
  const database = await emptyDatabase()
  const into = mkdtempSync(join(tmpdir(), 'tongxin-restored-'))
  undo.push(database.drop, async () => rmSync(into, { recursive: true, force: true }))
  const files = makeFileStore(diskBlobs(join(into, 'files')), join(into, 'tmp'), house.house.closed.keyring)
  return {
    ...database,
    into,
    files,
    run: () => restoreBackup({ url: database.url, files, personsCopy }, path, key),
  }
}

test('B01 a backup taken while others write holds one moment: matters and their audit rows agree, and the manifest tells all', async () => {
  expect(await checkArchive(path, key)).toEqual(manifest)
  const rowsOf = (name: string) => manifest.tables.find((table) => table.name === name)?.rows
  expect(rowsOf('matters')).toBeGreaterThanOrEqual(acknowledged.length)
  expect(rowsOf('matter_texts')).toBe(rowsOf('matters'))
  expect(manifest.files).toMatchObject({ count: 1, missing: [] })
  expect(manifest.audit).toMatchObject({
    key: house.house.seals.key.id,
    publicPem: expect.stringContaining('PUBLIC KEY'),
  })
  expect(manifest.keys.backup).toBe(key.id)
  expect((await readFile(path)).includes('候车亭')).toBe(false)
})

test('B02 B06 a restore into an empty database and store is the same row by row, verifies, and people sign in and work', async () => {
  const target = await restored()
  expect(await target.run()).toEqual(manifest)
  await migrate(target.pool, policiesSql())
  const { rows } = await target.pool.query<{ raised: number; matters: number; lost: number }>(
    `select (select count(*)::int from audit_rows where action = 'matter.raise') as raised,
       (select count(*)::int from matters) as matters,
       (select count(*)::int from unnest($1::int[]) one where one not in (select id from matters)) as lost`,
    [acknowledged],
  )
  expect(rows[0]?.raised).toBe(rows[0]?.matters)
  expect(rows[0]?.lost).toBe(0)

  const seals = makeSeals(house.house.seals.key, join(target.into, 'anchors.jsonl'))
  await seals.anchorRestored(target.pool, new Date('2026-07-15T01:00:00Z'))
  expect(await verifyChain(target.pool, seals)).toMatchObject({ isSound: true, lastSeq: manifest.audit.seq })

  const there = { ...house.house, pool: target.pool, files: target.files, seals }
  const app = await makeApp(there, {
    sessionSecret: 'tests only, tests only, tests only, tests only',
    trustProxy: false,
    isSecure: false,
    uploadLimitBytes: 1024 * 1024,
    tmpDir: join(target.into, 'tmp'),
    logLevel: 'silent',
  })
  undo.push(() => app.close())
  const login = { login: 'troop-lan', password: 'a long password for tests' }
  const signedIn = await app.inject({ method: 'POST', url: '/api/session', payload: login })
  expect(signedIn.statusCode).toBe(200)
  const cookie = String(signedIn.headers['set-cookie']).split(';')[0] as string
  const opened = await app.inject({ method: 'GET', url: `/api/matters/${acknowledged[0]}`, headers: { cookie } })
  expect(opened.json()).toMatchObject({ title: '候车亭1号加雨棚' })
  const raised = await app.inject({
    method: 'POST',
    url: '/api/matters',
    headers: { cookie },
    payload: { direction: 'military-asks', category: 'facilities', title: '恢复后报来', body: '路灯不亮。' },
  })
  // Running numbers go on where they stood: no number is used twice.
  expect(raised.json().id).toBeGreaterThan(Math.max(...acknowledged))
  // What waited for the sealer and what is new is sealed after what was sealed.
  await expect
    .poll(
      async () => {
        await sealAll(seals, target.pool, new Date('2026-07-15T01:00:00Z'))
        return (await verifyChain(target.pool, seals)).waiting
      },
      // Changes of other tests on the same server are waited for.
      { timeout: 30_000 },
    )
    .toBe(0)
  const verdict = await verifyChain(target.pool, seals)
  expect(verdict.isSound).toBe(true)
  expect(verdict.rows).toBe((await target.pool.query('select 1 from audit_rows')).rowCount)

  const { rows: held } = await target.pool.query<{ sha256: string }>('select sha256::text as sha256 from files')
  for (const { sha256 } of held) expect(await target.files.isWhole(sha256)).toBe(true)
})

test('B06 there and back again: a backup of the restored database has the same content', async () => {
  const target = await restored()
  await target.run()
  const again = join(folder, 'again.tongxin')
  const second = await makeBackup(
    { url: target.url, files: target.files, at: 'later', keys: keys(), personsCopy },
    again,
    key,
  )
  expect(second.manifest.tables).toEqual(manifest.tables)
  expect(second.manifest.sequences).toEqual(manifest.sequences)
  expect(second.manifest.files).toEqual(manifest.files)
})

test('the schema after a restore is that of a fresh start: keys, triggers and policies stand again', async () => {
  const target = await restored()
  await target.run()
  await migrate(target.pool, policiesSql())
  const schemaOf = async (pool: pg.Pool) =>
    (
      await pool.query(
        `select 'key ' || conrelid::regclass || ' ' || pg_get_constraintdef(oid) || ' ' || convalidated::text as line from pg_constraint
           where connamespace = 'public'::regnamespace
         union all select 'trigger ' || tgrelid::regclass || ' ' || tgname || ' ' || tgenabled::text from pg_trigger where not tgisinternal
         union all select 'policy ' || tablename || ' ' || policyname || coalesce(qual, '') from pg_policies order by 1`,
      )
    ).rows
  expect(await schemaOf(target.pool)).toEqual(await schemaOf(house.pool))
})

test('B05 a damaged archive, a wrong key or a filled target leaves everything as it was', async () => {
  const target = await restored()
  const whole = await readFile(path)
  const trial = join(folder, 'trial.tongxin')
  const tryIt = (withKey = key) => restoreBackup({ url: target.url, files: target.files, personsCopy }, trial, withKey)
  for (const place of [3, 400, Math.floor(whole.length / 2), whole.length - 1]) {
    const changed = Buffer.from(whole)
    changed.writeUInt8(changed.readUInt8(place) ^ 1, place)
    await writeFile(trial, changed)
    await expect(tryIt(), String(place)).rejects.toThrow(/备份/)
  }
  await writeFile(trial, whole.subarray(0, whole.length - 100))
  await expect(tryIt()).rejects.toThrow('没有恢复任何内容')
  await writeFile(trial, whole)
  await expect(tryIt(readBackupKey(join(folder, 'other-key'), { make: true }))).rejects.toThrow('号密钥')
  expect((await target.pool.query("select 1 from pg_tables where schemaname = 'public'")).rowCount).toBe(0)
  expect(readdirSync(target.into)).toEqual([])
  const before = await house.auditCount()
  const intoLive = { url: house.url, files: house.house.files, personsCopy }
  await expect(restoreBackup(intoLive, path, key)).rejects.toThrow('已有内容，没有动它')
  expect(await house.auditCount()).toBe(before)
})

test('D14 an uploaded file that was damaged on the disk is told by the backup, and the rest is kept', async () => {
  const { rows } = await house.pool.query<{ sha256: string }>('select sha256::text as sha256 from files')
  const [lying] = await all(diskBlobs(join(house.folder, 'files')).list())
  const damaged = diskPath(join(house.folder, 'files'), lying?.key as string)
  const bytes = await readFile(damaged)
  bytes.writeUInt8(bytes.readUInt8(bytes.length - 20) ^ 1, bytes.length - 20)
  await writeFile(damaged, bytes)
  // Brought once more and let go again by whoever brought it: the other one still needs the bytes.
  await house.pool.query(`insert into files (city_id, sha256, original_sha256, name, kind, mime, size, post_id, person_id, unit_id, removed_at)
    select city_id, sha256, original_sha256, name, kind, mime, size, post_id, person_id, unit_id, now() from files limit 1`)
  const told = await backUp(join(folder, 'damaged.tongxin'))
  expect(told.manifest.files).toMatchObject({ count: 0, missing: [rows[0]?.sha256] })
  expect((await checkArchive(join(folder, 'damaged.tongxin'), key)).files.missing).toHaveLength(1)
})

test('a backup with a migration that this program does not know is refused', async () => {
  expect(manifest.migrations).toEqual(migrations.map(({ name }) => name))
  const target = await restored()
  const client = new pg.Client({ connectionString: house.url })
  await client.connect()
  await client.query("insert into schema_migrations (name) values ('9999_of-tomorrow')")
  await client.end()
  const newer = join(folder, 'newer.tongxin')
  await backUp(newer)
  const run = restoreBackup({ url: target.url, files: target.files, personsCopy }, newer, key)
  await expect(run).rejects.toThrow('9999_of-tomorrow')
})
