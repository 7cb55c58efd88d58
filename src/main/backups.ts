import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { copyFile, mkdir, open, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { BACKUP_JOB, type BackupPlan } from '../features/org/background/index.ts'
import { BackupError, checkArchive, makeBackup, readBackupKey } from '../platform/backup/index.ts'
import type { House } from '../platform/context.ts'
import { systemTransaction } from '../platform/db/transaction.ts'
import { enqueue, type JobKind, jobKind, type Run } from '../platform/jobs/queue.ts'
import { nameProblems, Problem } from '../platform/problem.ts'

const backupProblems = nameProblems({
  'no-backup-dir': [503, '没有设备份目录', '没有设 BACKUP_DIR，不知道备份到哪里。'],
  'backup-failed': [503, '没有备份成', '备份没有做成。'],
})

export type BackupHouse = Pick<House, 'pool' | 'clock' | 'files' | 'seals'> & {
  plan: BackupPlan
  /** File of the key; made where there is none. */
  keyPath: string
  /** Names of the keys of closed data, noted in the archive. */
  closedKeys(): Promise<string>
  /** File that takes the keys of persons, beside the key files. */
  personsCopy: string
}

const NAME = /^tongxin-\d{4}-\d{2}-\d{2}-\d{6}-\d+\.backup$/
const officeTime = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', hour: '2-digit', minute: '2-digit' })
const officeSecond = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', timeStyle: 'medium' })

const digestOf = async (path: string): Promise<string> => {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}

const syncFolder = async (dir: string): Promise<void> => {
  const folder = await open(dir, 'r')
  await folder.sync().finally(() => folder.close())
}

/** Only the newest stay; what is not a backup of ours is left alone. */
const keepNewest = async (dir: string, keep: number): Promise<void> => {
  const names = (await readdir(dir)).filter((name) => NAME.test(name)).sort()
  for (const name of names.slice(0, Math.max(0, names.length - keep))) await rm(join(dir, name), { force: true })
}

/** 抄一份: to the second folder under a name of its own until its bytes are compared. */
const copyOver = async (from: string, name: string, sha256: string, dir: string): Promise<void> => {
  await mkdir(dir, { recursive: true })
  const part = join(dir, `${name}.part`)
  await copyFile(from, part)
  if ((await digestOf(part)) !== sha256) {
    await rm(part, { force: true })
    throw new Problem(backupProblems['backup-failed'], {
      detail: `抄到 ${dir} 的一份与原件不一致，已删掉；检查那块盘。`,
    })
  }
  await rename(part, join(dir, name))
  await syncFolder(dir)
}

const inWords = (error: unknown, { dir, copy }: BackupPlan): unknown => {
  if (error instanceof BackupError)
    return new Problem(backupProblems['backup-failed'], { detail: error.message, cause: error })
  const { code } = (error ?? {}) as { code?: string }
  if (code === 'ENOSPC')
    return new Problem(backupProblems['backup-failed'], {
      detail: '备份目录所在的盘满了，腾出空间后再备份。',
      cause: error,
    })
  if (
    code === 'EACCES' ||
    code === 'EPERM' ||
    code === 'EROFS' ||
    code === 'ENOENT' ||
    code === 'ENOTDIR' ||
    code === 'EEXIST'
  )
    return new Problem(backupProblems['backup-failed'], {
      detail: `写不进备份目录 ${[dir, copy].filter(Boolean).join(' 或 ')}，检查目录和权限。`,
      cause: error,
    })
  return error
}

/** 备份: an archive under a name of its day, read through before it gets its name; copied to the second folder; old ones go. */
const backUp = async (house: BackupHouse, run: Run<Record<string, never>>) => {
  const { pool, clock, files, seals, plan } = house
  if (plan.dir === null) throw new Problem(backupProblems['no-backup-dir'])
  const now = clock.now()
  const stamp = officeSecond.format(now).replaceAll(':', '')
  const name = `tongxin-${clock.today()}-${stamp}-${run.id}.backup`
  const path = join(plan.dir, name)
  const part = `${path}.part`
  const key = readBackupKey(house.keyPath, { make: true })
  try {
    await mkdir(plan.dir, { recursive: true })
    const { manifest, size } = await makeBackup(
      {
        url: String(pool.options.connectionString),
        files,
        at: now.toISOString(),
        keys: { audit: seals.key.id, publicPem: seals.key.publicPem, closed: await house.closedKeys() },
        personsCopy: house.personsCopy,
        onPart: (share, what) => {
          run.signal.throwIfAborted()
          run.progress(share * 0.7, what === 'tables' ? '正在备份数据库' : '正在备份附件')
        },
      },
      part,
      key,
    )
    run.progress(0.7, '正在逐段核验')
    await checkArchive(part, key)
    run.signal.throwIfAborted()
    const sha256 = await digestOf(part)
    await rename(part, path)
    await syncFolder(plan.dir)
    if (plan.copy !== null) {
      run.progress(0.9, '正在抄到第二处并核对')
      await copyOver(path, name, sha256, plan.copy)
      await keepNewest(plan.copy, plan.keep)
    }
    await keepNewest(plan.dir, plan.keep)
    const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0)
    const { count, missing } = manifest.files
    const isCopied = plan.copy !== null
    return { result: { name, size, rows, files: count, missing: missing.length, sha256, isCopied } }
  } catch (error) {
    // Where the folder itself cannot be reached there is nothing to remove.
    await rm(part, { force: true }).catch(() => undefined)
    throw inWords(error, plan)
  }
}

/** The kind of job that makes a backup. It waits for no other: an import that stands must not cost the night's backup. */
export const backupKind = (house: BackupHouse): JobKind =>
  jobKind<Record<string, never>>({ ...BACKUP_JOB, lane: 'backup', run: (run) => backUp(house, run) })

/** Lays the backup of the day into the queue once its time has come; whether it did. Run twice on one day it does nothing twice. */
export const askDailyBackup = async ({
  pool,
  clock,
  plan,
}: Pick<BackupHouse, 'pool' | 'clock' | 'plan'>): Promise<boolean> => {
  if (plan.dir === null || officeTime.format(clock.now()) < plan.at) return false
  const key = `${BACKUP_JOB.kind}:${clock.today()}`
  const id = await systemTransaction(pool, (tx) => enqueue(tx, { ...BACKUP_JOB, key, now: clock.now().toISOString() }))
  return id !== null
}
