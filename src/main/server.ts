import { readFileSync, writeFileSync } from 'node:fs'
import { readdir, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { createSecureContext } from 'node:tls'
import type pg from 'pg'
import type { BackupPlan } from '../features/org/background/index.ts'
import { calendarKeeper } from '../features/org/index.ts'
import { AuditKeyError, readAuditKey } from '../platform/audit/keys.ts'
import { isAnchorHeld, keepSealing, makeSeals } from '../platform/audit/seals.ts'
import { BackupError } from '../platform/backup/index.ts'
import { ClosedKeysError, makeClosed } from '../platform/closed/index.ts'
import { type Config, ConfigError, describeSettings, readConfig } from '../platform/config.ts'
import { fixedClock, type House, systemClock } from '../platform/context.ts'
import { EmbeddedError, lockFolder, startEmbedded } from '../platform/db/embedded/index.ts'
import { migrate, NewerDatabase } from '../platform/db/migrate.ts'
import { inspectServer, ServerUnfit } from '../platform/db/own-server.ts'
import { openPool } from '../platform/db/transaction.ts'
import { newSecret } from '../platform/http/app.ts'
import { startJobs } from '../platform/jobs/index.ts'
import { makeQueue } from '../platform/jobs/queue.ts'
import { keepNoticesTidy } from '../platform/notices/tidy.ts'
import { projectRoot } from '../platform/root.ts'
import { setPasswordMemory } from '../platform/sessions/passwords.ts'
import { makeApp } from './app.ts'
import { backupKind } from './backups.ts'
import { anchorsPath, auditKeyPath, backupKeyPath, COMMANDS, openFiles, runCommand } from './commands.ts'
import { FIRST_SIGN_IN, layFirst } from './first-start.ts'
import { jobsOf } from './jobs.ts'
import { keyringOf, keysNote } from './keys.ts'
import { refuseMoved } from './move.ts'
import { policiesSql } from './permissions.ts'
import { CannotFill, fillLargeSample } from './sample/large.ts'
import { removeSampleSignIns, SAMPLE_SIGN_INS } from './sample/load.ts'

const say = (text: string): void => {
  process.stdout.write(`${text}\n`)
}

/** The secret that signs session cookies: drawn once, kept owner-readable beside the data. */
const sessionSecret = (dataDir: string): string => {
  const path = join(dataDir, 'session-secret')
  try {
    return readFileSync(path, 'utf8')
  } catch {
    const secret = newSecret()
    writeFileSync(path, secret, { mode: 0o600 })
    return secret
  }
}

/** What cannot be started: `message` is one Chinese sentence that names it and says what to do. */
class CannotStart extends Error {}

const LISTENING: Record<string, (config: Config) => string> = {
  EADDRINUSE: ({ port }) => `端口 ${port} 已被别的程序占用，用 PORT 换一个端口再启动。`,
  EACCES: ({ port }) => `没有权限使用端口 ${port}，用 PORT 换一个 1024 以上的端口再启动。`,
  EADDRNOTAVAIL: ({ host }) => `配置项 HOST 的值“${host}”不是本机的地址，换成本机的一个地址再启动。`,
  ENOTFOUND: ({ host }) => `配置项 HOST 的值“${host}”查不到对应的地址，换成本机的一个地址再启动。`,
}

/** The sentence for an address that cannot be listened on; anything else stays as it is. */
const nameListening = (error: unknown, config: Config): unknown => {
  const sentence = LISTENING[(error as { code?: string }).code ?? '']
  return sentence ? new CannotStart(sentence(config)) : error
}

/** Tries the address before anything is made or opened, so that a taken port is told at once. */
const tryListening = (config: Config): Promise<void> =>
  new Promise((resolve, reject) => {
    const trial = createServer()
    trial.once('error', (error) => reject(nameListening(error, config)))
    trial.listen({ port: config.port, host: config.host, exclusive: true }, () => trial.close(() => resolve()))
  })

const readTls = ({ tlsCert, tlsKey }: Config): { cert: Buffer; key: Buffer } | undefined => {
  if (!tlsCert || !tlsKey) return undefined
  const tls = { cert: readFileSync(tlsCert), key: readFileSync(tlsKey) }
  try {
    createSecureContext(tls)
  } catch (error) {
    throw new CannotStart(
      `配置项 TLS_CERT（${tlsCert}）和 TLS_KEY（${tlsKey}）不是一对可用的 PEM 证书和私钥（${(error as Error).message}），换成正确的文件再启动。`,
    )
  }
  return tls
}

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

const openDatabase = async (config: Config): Promise<Database> => {
  if (config.databaseUrl) return openOwnServer(config.databaseUrl, config.dataDir)
  refuseMoved(config.dataDir)
  return startEmbedded({ dataDir: config.dataDir, log: say })
}

/** The key that signs the seals of the audit and the file of anchors, both outside the database. */
const openSeals = async (pool: pg.Pool, config: Config) => {
  const { rows } = await pool.query('select 1 from audit_seals limit 1')
  const key = readAuditKey(auditKeyPath(config), { hasSeals: rows.length > 0 })
  const seals = makeSeals(key, anchorsPath(config))
  const anchor = seals.lastAnchor()
  if (anchor && !(await isAnchorHeld(pool, anchor))) {
    say(`留痕与 ${anchor.at} 的锚点不符：数据库里的留痕被截短或改写过。由审计管理员在“留痕—完整性”查验。`)
  }
  return seals
}

/** What to tell about signing in: the sample's accounts, or the first administrator's; nothing once a real city is set up. */
const signInText = async (pool: pg.Pool, dataDir: string): Promise<string | null> => {
  const { rows } = await pool.query<{ kind: string }>(
    "select value ->> 'kind' as kind from settings where key = 'city-mode'",
  )
  if (rows[0]?.kind === 'real') {
    removeSampleSignIns(dataDir)
    return null
  }
  const path = join(dataDir, rows[0]?.kind === 'sample' ? SAMPLE_SIGN_INS : FIRST_SIGN_IN)
  try {
    return `${readFileSync(path, 'utf8')}以上另存于 ${path}（仅本人可读）。`
  } catch {
    return null
  }
}

/** Forgets files that a killed process was taking in, and pictures that were kept in clear before files were sealed. */
const tidyTmp = async (tmpDir: string): Promise<void> => {
  await rm(join(tmpDir, 'derived'), { recursive: true, force: true })
  for (const name of await readdir(tmpDir).catch(() => [])) {
    if (/\.(?:part|copy)$/.test(name)) await rm(join(tmpDir, name), { force: true })
  }
}

/** The audit is sealed each second and anchored each hour (design, "Audit"). */
const SEALING = { everyMs: 1_000, anchorEveryMs: 3_600_000 }

/** Duties of a day are looked at every ten minutes, so that they fall due soon after the day has begun. */
const JOBS_EVERY_MS = 600_000

type Undo = (() => Promise<void> | void)[]

/** Opens database and house, with the first contents laid. Every step to be taken back at the stop is laid on `undo`, latest last. */
const openHouse = async (config: Config, undo: Undo): Promise<House> => {
  const opening = openDatabase(config)
  // A signal may come while it opens: the stop waits for it, so that no server is left behind.
  undo.push(() =>
    opening.then(
      (database) => database.stop(),
      () => undefined,
    ),
  )
  const { url } = await opening
  const pool = openPool(url)
  undo.push(() => pool.end())
  await migrate(pool, policiesSql())
  const calendar = await calendarKeeper(pool)
  const keyring = await keyringOf(pool, config)
  const files = openFiles(config, keyring)
  await tidyTmp(join(config.dataDir, 'tmp'))
  const sealed = await files.takeOver()
  if (sealed > 0) say(`原来未加密的附件 ${sealed} 份已加密保存。`)
  const house: House = {
    pool,
    clock: config.today ? fixedClock(config.today) : systemClock,
    calendar,
    files,
    closed: makeClosed(keyring),
    seals: await openSeals(pool, config),
  }
  await layFirst(house, config, say)
  undo.push(keepNoticesTidy(house))
  return house
}

/** Lays the sample city without serving it (`npm run sample`), with `--large` filled to bench size. */
const laySample = async (config: Config, undo: Undo): Promise<void> => {
  lockFolder(config.dataDir).release()
  const house = await openHouse({ ...config, sample: true }, undo)
  if (process.argv.includes('--large')) await fillLargeSample(house, say)
  const signIns = await signInText(house.pool, config.dataDir)
  if (signIns) say(signIns)
}

/** Brings the program up. */
const bringUp = async (config: Config, undo: Undo): Promise<void> => {
  setPasswordMemory(config.passwordMemoryMb)
  const tls = readTls(config)
  lockFolder(config.dataDir).release()
  await tryListening(config)
  const house = await openHouse(config, undo)
  const { pool } = house
  const plan: BackupPlan = {
    dir: config.backupDir ?? null,
    at: config.backupAt,
    keep: config.backupKeep,
    copy: config.backupCopy ?? null,
  }
  const app = await makeApp(house, {
    sessionSecret: sessionSecret(config.dataDir),
    sessionHours: config.sessionHours,
    trustProxy: config.trustProxy,
    isSecure: tls !== undefined || config.trustProxy !== false,
    ...(tls ? { tls } : {}),
    logLevel: config.logLevel,
    limits: {
      perPerson: config.requestsPerPerson,
      perAddress: config.requestsPerAddress,
      atOnce: config.requestsAtOnce,
      arriveMs: 30_000,
    },
    uploadLimitBytes: config.uploadLimitMb * 1024 * 1024,
    tmpDir: join(config.dataDir, 'tmp'),
    clientDir: join(projectRoot, 'dist/client'),
    backups: plan,
    onCitySetUp: () => removeSampleSignIns(config.dataDir),
  })
  undo.push(async () => {
    // Whoever has not finished within three seconds is cut off; a half-sent request must not hold up the stop.
    const cut = setTimeout(() => app.server.closeAllConnections(), 3_000)
    await app.close()
    clearTimeout(cut)
  })
  // The address is told below in words for the operator; the framework's own line would stand in between.
  app.log.level = 'silent'
  await app.listen({ port: config.port, host: config.host }).catch((error: unknown) => {
    throw nameListening(error, config)
  })
  app.log.level = config.logLevel
  undo.push(keepSealing(house, { ...SEALING, onError: (error) => app.log.error({ error }, 'sealing failed') }))
  undo.push(
    startJobs(pool, jobsOf(house, plan), {
      everyMs: JOBS_EVERY_MS,
      onError: (job, error) => app.log.error({ job, error }, 'a job failed'),
    }),
  )
  undo.push(
    makeQueue(pool, {
      kinds: [backupKind({ ...house, plan, keyPath: backupKeyPath(config), closedKeys: () => keysNote(config) })],
      now: house.clock.now,
      onError: (kind, error) => app.log.error({ kind, error }, 'a queued job failed'),
    }).start(),
  )
  const host = config.host === '127.0.0.1' ? 'localhost' : config.host.includes(':') ? `[${config.host}]` : config.host
  say(`同心已启动：${tls ? 'https' : 'http'}://${host}:${config.port}`)
  const signIns = await signInText(pool, config.dataDir)
  if (signIns) say(signIns)
  say('按 Ctrl+C 停止。')
}

/** One sentence for what was foreseen, the whole error for a bug. */
const tell = (error: unknown): void => {
  const isSentence = [
    ConfigError,
    EmbeddedError,
    ServerUnfit,
    NewerDatabase,
    ClosedKeysError,
    AuditKeyError,
    BackupError,
    CannotStart,
    CannotFill,
  ].some((kind) => error instanceof kind)
  process.stderr.write(`${isSentence ? (error as Error).message : ((error as Error).stack ?? String(error))}\n`)
}

const undo: Undo = []
let stopping: Promise<never> | undefined

/** Takes everything back, latest first, and ends the process; a second call waits for the first. */
const stop = (code: number): Promise<never> => {
  stopping ??= (async () => {
    for (const step of undo.splice(0).reverse()) await Promise.resolve(step()).catch(tell)
    process.exit(code)
  })()
  return stopping
}

const start = async (): Promise<void> => {
  if (process.argv.includes('--settings')) {
    say(describeSettings())
    return
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop(0))
  try {
    const config = readConfig(process.env, projectRoot)
    const command = COMMANDS.find((one) => process.argv.includes(one))
    if (command) {
      await runCommand(command, process.argv[process.argv.indexOf(command) + 1], config, say)
      return await stop(0)
    }
    if (process.argv.includes('--sample')) {
      await laySample(config, undo)
      return await stop(0)
    }
    await bringUp(config, undo)
  } catch (error) {
    // What fails because a signal is already stopping the program is no news.
    if (!stopping) tell(error)
    await stop(1)
  }
}

void start()
