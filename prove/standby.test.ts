import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, expect, test } from 'vitest'
import { newFolder, type Throwaway } from '../bin/own-postgres.mjs'
import { baseBackup, type CopyServer, startCopy, startStandby } from '../bin/own-standby.mjs'
import { ownServer } from '../src/main/own-server.fixture.ts'
import { policiesSql } from '../src/main/permissions.ts'
import { verifyChain } from '../src/platform/audit/export.ts'
import { newAuditKey } from '../src/platform/audit/keys.ts'
import { makeSeals, sealAll } from '../src/platform/audit/seals.ts'
import { systemChange, systemClock } from '../src/platform/context.ts'
import { migrate } from '../src/platform/db/migrate.ts'
import { openPool } from '../src/platform/db/transaction.ts'

/** What an administrator does when a server is lost, or somebody deleted too much: promotion, and recovery to a point in time. */

const undo: (() => Promise<void> | void)[] = []
afterAll(async () => {
  for (const step of undo.reverse()) await step()
})

const asAdmin = async <Row extends pg.QueryResultRow>(url: string, statement: string): Promise<Row[]> => {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  try {
    return (await client.query<Row>(statement)).rows
  } finally {
    await client.end()
  }
}

const write = (pool: pg.Pool, key: string): Promise<void> =>
  systemChange(pool, systemClock, 'setting.save', {}, async (tx) => {
    await tx.insertInto('settings').values({ key, value: '{}' }).execute()
    return { record: 'settings', recordId: key, after: { key }, answer: undefined }
  })

const keysIn = async (url: string): Promise<Set<string>> =>
  new Set((await asAdmin<{ key: string }>(url, 'select key from settings')).map(({ key }) => key))

const chainIn = async (url: string, seals: ReturnType<typeof makeSeals>) => {
  const pool = openPool(url, 2)
  try {
    await sealAll(seals, pool, new Date())
    return await verifyChain(pool, seals)
  } finally {
    await pool.end()
  }
}

test('D01 a synchronous standby that takes over a killed primary has every acknowledged write, and its chain verifies', async () => {
  const primary: Throwaway = await ownServer({ wal_level: 'replica' })
  undo.push(primary.stop)
  const pool = openPool(primary.url, 8)
  undo.push(() => pool.end())
  await migrate(pool, policiesSql())
  const standby: CopyServer = await startStandby(primary)
  undo.push(standby.stop)
  await asAdmin(primary.adminUrl, "alter system set synchronous_standby_names = 'standby'")
  await asAdmin(primary.adminUrl, 'select pg_reload_conf()')
  await expect
    .poll(async () => (await asAdmin(primary.adminUrl, 'select sync_state from pg_stat_replication'))[0]?.sync_state)
    .toBe('sync')
  const anchors = newFolder('tongxin-anchors-')
  undo.push(() => rmSync(anchors, { recursive: true, force: true }))
  const seals = makeSeals(newAuditKey(), join(anchors, 'anchors.jsonl'))

  const acknowledged: string[] = []
  let isOver = false
  const workers = [0, 1, 2, 3, 4, 5].map(async (worker) => {
    for (let no = 0; !isOver; no += 1) {
      const key = `write-${worker}-${no}`
      const isTaken = await write(pool, key).then(
        () => true,
        () => false,
      )
      if (isTaken) acknowledged.push(key)
      if (no % 20 === 19 && worker === 0) await sealAll(seals, pool, new Date()).catch(() => undefined)
    }
  })
  await new Promise((resolve) => setTimeout(resolve, 4_000))
  await primary.kill('SIGKILL')
  isOver = true
  await Promise.all(workers)
  expect(acknowledged.length).toBeGreaterThan(100)

  // What docs/operations.md tells the administrator to do.
  expect((await asAdmin(standby.adminUrl, 'select pg_promote() as done'))[0]?.done).toBe(true)
  const held = await keysIn(standby.url)
  expect(acknowledged.filter((key) => !held.has(key))).toEqual([])
  process.stdout.write(`${acknowledged.length} acknowledged, 0 lost\n`)
  const after = openPool(standby.url, 2)
  undo.push(() => after.end())
  // No second standby is there yet: the names of synchronous ones came with the copy's settings only if set before it.
  await write(after, 'after-the-promotion')
  expect((await chainIn(standby.url, seals)).isSound).toBe(true)
})

test('B03 a server is recovered to the moment before a mass deletion from its base backup and archive', async () => {
  const archive = newFolder('tongxin-archive-')
  undo.push(() => rmSync(archive, { recursive: true, force: true }))
  mkdirSync(archive, { recursive: true })
  const primary = await ownServer({
    wal_level: 'replica',
    archive_mode: 'on',
    archive_command: `test ! -f ${archive}/%f && cp %p ${archive}/%f`,
  })
  undo.push(primary.stop)
  const pool = openPool(primary.url, 4)
  undo.push(() => pool.end())
  await migrate(pool, policiesSql())
  await write(pool, 'before-the-backup')
  const copy = await baseBackup(primary)
  for (let no = 0; no < 200; no += 1) await write(pool, `after-the-backup-${no}`)
  const [moment] = await asAdmin<{ at: string }>(primary.adminUrl, 'select clock_timestamp()::text as at')
  const kept = await keysIn(primary.url)
  await new Promise((resolve) => setTimeout(resolve, 50))
  await pool.query('delete from settings')
  await write(pool, 'after-the-deletion')
  await asAdmin(primary.adminUrl, 'select pg_switch_wal()')
  await expect
    .poll(
      async () =>
        (
          await asAdmin(
            primary.adminUrl,
            'select last_archived_wal >= pg_walfile_name(pg_current_wal_lsn() - 1) as done from pg_stat_archiver',
          )
        )[0]?.done,
      { timeout: 30_000 },
    )
    .toBe(true)

  const recovered = await startCopy(primary, copy, 'recovery', {
    restore_command: `cp ${archive}/%f %p`,
    recovery_target_time: moment?.at ?? '',
    recovery_target_action: 'promote',
  })
  undo.push(recovered.stop)
  await expect
    .poll(async () => (await asAdmin(recovered.adminUrl, 'select pg_is_in_recovery() as away'))[0]?.away, {
      timeout: 30_000,
    })
    .toBe(false)
  expect(await keysIn(recovered.url)).toEqual(kept)
  expect(kept.has('after-the-backup-199')).toBe(true)
})
