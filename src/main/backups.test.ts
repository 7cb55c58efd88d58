import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { BackupPlan } from '../features/org/background/index.ts'
import { checkArchive, readBackupKey } from '../platform/backup/index.ts'
import { fixedClock } from '../platform/context.ts'
import { makeQueue } from '../platform/jobs/queue.ts'
import { askDailyBackup, backupKind } from './backups.ts'
import { openTestHouse, type TestHouse } from './testing.ts'

let house: TestHouse
const folder = mkdtempSync(join(tmpdir(), 'tongxin-backups-'))
const plan: BackupPlan = { dir: join(folder, 'daily'), at: '02:30', keep: 2, copy: join(folder, 'second') }
const keyPath = join(folder, 'backup-key')
beforeAll(async () => {
  house = await openTestHouse('2026-07-14', { backups: plan })
})
afterAll(async () => {
  await house?.close()
  rmSync(folder, { recursive: true, force: true })
})

const workWith = (of: BackupPlan) =>
  makeQueue(house.pool, {
    kinds: [
      backupKind({
        ...house.house,
        plan: of,
        keyPath,
        closedKeys: async () => 'k1',
        personsCopy: `${keyPath}-persons`,
      }),
    ],
    now: house.house.clock.now,
    onError: () => undefined,
  }).work()
const list = async () => (await (await house.as('sysadmin')).get('/background-jobs')).body
const saved = (dir: string | null) => readdirSync(dir as string).sort()

test('B01 the backup of the day is asked for once its time has come, once a day', async () => {
  const at = (day: string) => askDailyBackup({ pool: house.pool, clock: fixedClock(day), plan })
  expect(
    await askDailyBackup({ pool: house.pool, clock: fixedClock('2026-07-14'), plan: { ...plan, at: '23:00' } }),
  ).toBe(false)
  expect(
    await askDailyBackup({ pool: house.pool, clock: fixedClock('2026-07-14'), plan: { ...plan, dir: null } }),
  ).toBe(false)
  expect([await at('2026-07-14'), await at('2026-07-14')]).toEqual([true, false])
})

test('B01 B04 it is read through, copied to the second place and compared, and the page tells so', async () => {
  expect((await list()).backups).toMatchObject({ isPlanned: true, isLate: true, lastAt: null })
  expect(await workWith(plan)).toBe(true)
  const { rows, backups } = await list()
  expect(rows[0]).toMatchObject({ kind: 'backup', state: 'done', askedBy: null, fault: null })
  expect(rows[0].backup).toMatchObject({ isCopied: true, missing: 0 })
  expect(backups).toMatchObject({ isLate: false, hasSecondPlace: true })
  const { name, rows: count } = rows[0].backup
  expect([saved(plan.dir), saved(plan.copy)]).toEqual([[name], [name]])
  expect(await readFile(join(plan.dir as string, name))).toEqual(await readFile(join(plan.copy as string, name)))
  const { tables } = await checkArchive(join(plan.copy as string, name), readBackupKey(keyPath, { make: false }))
  expect(tables.reduce((sum, table) => sum + table.rows, 0)).toBe(count)
})

test('the administrator backs up now; only the newest stay, and what is no backup of ours is left alone', async () => {
  const sysadmin = await house.as('sysadmin')
  writeFileSync(join(plan.dir as string, '说明.txt'), '备份盘')
  for (let index = 0; index < 2; index++) {
    expect((await sysadmin.post('/background-jobs/backups')).status).toBe(200)
    expect(await sysadmin.post('/background-jobs/backups')).toMatchObject({
      status: 409,
      body: { type: '/problems/backup-open' },
    })
    await workWith(plan)
  }
  const { rows } = await list()
  expect(rows[0].askedBy).toBe('系统管理员甲')
  const names = rows.slice(0, 2).map(({ backup }: { backup: { name: string } }) => backup.name)
  expect(saved(plan.dir)).toEqual([...names, '说明.txt'].sort())
  expect(saved(plan.copy)).toEqual([...names].sort())
})

test('a folder that cannot be written is told in words; redone after it was mended, the backup is made', async () => {
  const sysadmin = await house.as('sysadmin')
  const { id } = (await sysadmin.post('/background-jobs/backups')).body
  const blocked = join(folder, 'blocked')
  writeFileSync(blocked, '')
  for (let attempt = 0; attempt < 3; attempt++) {
    await workWith({ ...plan, dir: join(blocked, 'daily') })
    await house.pool.query("update queued_jobs set run_at = '2026-07-01' where state = 'waiting'")
  }
  const [dead] = (await list()).rows
  expect(dead).toMatchObject({ id, state: 'dead', fault: expect.stringContaining('写不进备份目录') })
  expect((await sysadmin.post(`/background-jobs/${id}/again`)).body).toMatchObject({
    state: 'waiting',
    attempts: 0,
    fault: null,
  })
  expect(await sysadmin.post(`/background-jobs/${id}/again`)).toMatchObject({
    status: 409,
    body: { type: '/problems/job-open' },
  })
  await workWith(plan)
  expect((await list()).rows[0]).toMatchObject({ id, state: 'done' })
  expect(await sysadmin.post(`/background-jobs/${id}/cancel`)).toMatchObject({
    status: 409,
    body: { type: '/problems/job-ended' },
  })
})

test('one that waits is cancelled at once, and leaves nothing', async () => {
  const sysadmin = await house.as('sysadmin')
  const { id } = (await sysadmin.post('/background-jobs/backups')).body
  expect((await sysadmin.post(`/background-jobs/${id}/cancel`)).body).toMatchObject({ state: 'cancelled' })
  expect(await workWith(plan)).toBe(false)
})
