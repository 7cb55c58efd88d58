import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type pg from 'pg'
import { version } from '../../package.json'
import { calendarKeeper } from '../features/org/index.ts'
import { readAuditKey } from '../platform/audit/keys.ts'
import { isAnchorHeld, makeSeals } from '../platform/audit/seals.ts'
import { makeClosed } from '../platform/closed/index.ts'
import { type Config, ConfigError } from '../platform/config.ts'
import { fixedClock, type House, systemClock } from '../platform/context.ts'
import { lockFolder, startEmbedded } from '../platform/db/embedded/index.ts'
import { watchDatabase } from '../platform/db/heartbeat.ts'
import { migrate } from '../platform/db/migrate.ts'
import { inspectServer } from '../platform/db/own-server.ts'
import { listenPast } from '../platform/db/signals.ts'
import { makeStandby, type Standby } from '../platform/db/standby.ts'
import { openPool, type QueryWatch } from '../platform/db/transaction.ts'
import { keepNoticesTidy } from '../platform/notices/tidy.ts'
import { joinProcesses } from '../platform/processes/index.ts'
import { anchorsPath, auditKeyPath, openBlobs, openFiles } from './commands.ts'
import { layFirst } from './first-start.ts'
import { refuseHalfRestored } from './half-restored.ts'
import { keyringOf } from './keys.ts'
import { refuseMoved } from './move.ts'
import { policiesSql } from './permissions.ts'
import { laySampleApart } from './sample/apart.ts'
import { readSessionSecret } from './session-secret.ts'
import type { Undo } from './undo.ts'

/** Version of the program, as its package says. */
export const VERSION = version

type Say = (text: string) => void

/** The name that the store of files bears. @throws ConfigError where its folder cannot be made or written */
const nameOfFiles = (config: Config): Promise<string> =>
  openBlobs(config)
    .name()
    .catch((error: NodeJS.ErrnoException) => {
      if (config.s3Url || error.code === undefined) throw error
      const folder = config.filesDir ?? join(config.dataDir, 'files')
      throw new ConfigError('FILES_DIR', `附件目录 ${folder} 不能写入（${error.code}），换一个有写权限的目录再启动。`)
    })

type Database = { url: string; stop(): Promise<void> | void }

/** The server named by DATABASE_URL, after a look whether it answers and is fit. The data folder is locked here. */
const openOwnServer = async (url: string, dataDir: string): Promise<Database> => {
  const lock = lockFolder(dataDir)
  try {
    await inspectServer(url)
    return { url, stop: lock.release }
  } catch (error) {
    lock.release()
    throw error
  }
}

const openDatabase = async (config: Config, say: Say): Promise<Database> => {
  refuseHalfRestored(config.dataDir)
  if (config.databaseUrl) return openOwnServer(config.databaseUrl, config.dataDir)
  refuseMoved(config.dataDir)
  return startEmbedded({ dataDir: config.dataDir, log: say })
}

/** The key that signs the seals of the audit and the file of anchors, both outside the database. */
const openSeals = async (pool: pg.Pool, config: Config, say: Say) => {
  const { rows } = await pool.query('select 1 from audit_seals limit 1')
  const key = readAuditKey(auditKeyPath(config), { hasSeals: rows.length > 0 })
  const seals = makeSeals(key, anchorsPath(config))
  const anchor = seals.lastAnchor()
  if (anchor && !(await isAnchorHeld(pool, anchor))) {
    say(`留痕与 ${anchor.at} 的锚点不符：数据库里的留痕被截短或改写过。由审计管理员在“留痕—完整性”查验。`)
  }
  return seals
}

/** Forgets files that a killed process was taking in, and pictures that were kept in clear before files were sealed. */
const tidyTmp = async (tmpDir: string): Promise<void> => {
  await rm(join(tmpDir, 'derived'), { recursive: true, force: true })
  for (const name of await readdir(tmpDir).catch(() => [])) {
    if (/\.(?:part|copy)$/.test(name)) await rm(join(tmpDir, name), { force: true })
  }
}

/** Held while the first contents are laid: of several processes that start on an empty database one lays them. */
const FIRST_LOCK = 7_220_802

const layFirstAlone = async (house: House, config: Config, url: string, undo: Undo, say: Say): Promise<void> => {
  const client = await house.pool.connect()
  try {
    // The lock ends with the transaction, or with this process.
    await client.query(`begin; select pg_advisory_xact_lock(${FIRST_LOCK})`)
    const sample = config.sample ? () => laySampleApart(house, { config, url }, undo) : null
    await layFirst(house, { sample, dataDir: config.dataDir }, say)
  } finally {
    await client.query('rollback').catch(() => undefined)
    client.release()
  }
}

const openStandby = (pool: pg.Pool, { readDatabaseUrl, poolSize }: Config, undo: Undo): Standby | null => {
  if (readDatabaseUrl === undefined) return null
  // One that is away at the start is passed over until it is there.
  const reads = openPool(readDatabaseUrl, poolSize)
  undo.push(() => reads.end())
  undo.push(watchDatabase(reads))
  return makeStandby(pool, reads)
}

/** The house, and what of its opening the web server needs. */
export type Opened = { house: House; sessionSecret: string }

/** Opens database and house, with the first contents laid. Every step to be taken back at the stop is laid on `undo`, latest last. */
export const openHouse = async (config: Config, undo: Undo, say: Say, watch?: QueryWatch): Promise<Opened> => {
  const opening = openDatabase(config, say)
  // A signal may come while it opens: the stop waits for it, so that no server is left behind.
  undo.push(() =>
    opening.then(
      (database) => database.stop(),
      () => undefined,
    ),
  )
  const { url } = await opening
  const pool = openPool(url, config.poolSize, watch)
  undo.push(() => pool.end())
  const tell = (answers: boolean) =>
    say(answers ? '数据库恢复应答。' : '数据库没有应答：正在等它的请求都已告知稍后再做；恢复后自动接上。')
  undo.push(watchDatabase(pool, tell))
  if (config.directDatabaseUrl) listenPast(pool, config.directDatabaseUrl)
  await migrate(pool, policiesSql())
  const calendar = await calendarKeeper(pool)
  const keyring = await keyringOf(pool, config)
  const seals = await openSeals(pool, config, say)
  const sessionSecret = readSessionSecret(config, say)
  const closed = makeClosed(keyring)
  const shared = { sessionSecret, auditKey: seals.key.id, files: await nameOfFiles(config), closed }
  const joined = await joinProcesses(pool, shared, { version: VERSION, isOnly: config.databaseUrl === undefined })
  undo.push(joined.leave)
  const files = openFiles(config, keyring)
  await tidyTmp(join(config.dataDir, 'tmp'))
  const sealed = await files.takeOver()
  if (sealed > 0) say(`原来未加密的附件 ${sealed} 份已加密保存。`)
  const standby = openStandby(pool, config, undo)
  const house: House = {
    pool,
    ...(standby ? { standby } : {}),
    clock: config.today ? fixedClock(config.today) : systemClock,
    calendar,
    files,
    closed,
    seals,
  }
  await layFirstAlone(house, config, url, undo, say)
  undo.push(calendar.follow())
  undo.push(keepNoticesTidy(house))
  return { house, sessionSecret }
}
