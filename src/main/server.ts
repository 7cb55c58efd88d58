import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { createSecureContext } from 'node:tls'
import { setFlagsFromString } from 'node:v8'
import type pg from 'pg'
import type { BackupPlan } from '../features/org/background/index.ts'
import { importJob } from '../features/registers/index.ts'
import { AuditKeyError } from '../platform/audit/keys.ts'
import { makeRefusals } from '../platform/audit/refusals.ts'
import { keepSealing } from '../platform/audit/seals.ts'
import { BackupError } from '../platform/backup/index.ts'
import { ClosedKeysError } from '../platform/closed/index.ts'
import { type Config, ConfigError, describeSettings, readConfig } from '../platform/config.ts'
import { EmbeddedError, lockFolder } from '../platform/db/embedded/index.ts'
import { NewerDatabase } from '../platform/db/migrate.ts'
import { ServerUnfit } from '../platform/db/own-server.ts'
import { StorageError } from '../platform/files/blobs/index.ts'
import { startJobs, WATCH_LOCK } from '../platform/jobs/index.ts'
import { makeQueue } from '../platform/jobs/queue.ts'
import { startCalling } from '../platform/operating/calling.ts'
import { makeHealth } from '../platform/operating/health.ts'
import { makeMetrics, serveMetrics } from '../platform/operating/metrics.ts'
import { slowQueries } from '../platform/operating/slow.ts'
import { ProcessesDiffer } from '../platform/processes/index.ts'
import { projectRoot } from '../platform/root.ts'
import { setPasswordMemory } from '../platform/sessions/passwords.ts'
import { makeApp } from './app.ts'
import { backupKind } from './backups.ts'
import { besideDatabase, COMMANDS, runCommand } from './commands.ts'
import { FIRST_SIGN_IN, FirstSecretsError, writeFirstSecrets } from './first-start.ts'
import { jobsOf, watchesOf } from './jobs.ts'
import { backupKeyPath, keysNote, personsCopyPath } from './keys.ts'
import { openHouse } from './opening.ts'
import { LAY_SAMPLE, serveLaying } from './sample/apart.ts'
import { CannotFill, fillLargeSample, LARGE } from './sample/large.ts'
import { removeSampleSignIns, SAMPLE_SIGN_INS } from './sample/load.ts'
import type { Undo } from './undo.ts'
import { householdFollowers } from './wiring.ts'

const say = (text: string): void => {
  process.stdout.write(`${text}\n`)
}

/** What cannot be started: `message` is one Chinese sentence that names it and says what to do. */
class CannotStart extends Error {}

const LISTENING: Record<string, (config: Config, portSetting: string) => string> = {
  EADDRINUSE: ({ port }, name) => `端口 ${port} 已被别的程序占用，用 ${name} 换一个端口再启动。`,
  EACCES: ({ port }, name) => `没有权限使用端口 ${port}，用 ${name} 换一个 1024 以上的端口再启动。`,
  EADDRNOTAVAIL: ({ host }) => `配置项 HOST 的值“${host}”不是本机的地址，换成本机的一个地址再启动。`,
  ENOTFOUND: ({ host }) => `配置项 HOST 的值“${host}”查不到对应的地址，换成本机的一个地址再启动。`,
}

/** The sentence for an address that cannot be listened on; anything else stays as it is. */
const nameListening = (error: unknown, config: Config, portSetting = 'PORT'): unknown => {
  const sentence = LISTENING[(error as { code?: string }).code ?? '']
  return sentence ? new CannotStart(sentence(config, portSetting)) : error
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

/** What to tell about signing in: the sample's accounts, or the first administrator's; nothing once a real city is set up. */
const signInText = async (pool: pg.Pool, dataDir: string): Promise<string | null> => {
  const { rows } = await pool.query<{ kind: string }>(
    "select value ->> 'kind' as kind from settings where key = 'city-mode'",
  )
  if (rows[0]?.kind === 'real') {
    removeSampleSignIns(dataDir)
    return null
  }
  const isSample = rows[0]?.kind === 'sample'
  const path = join(dataDir, isSample ? SAMPLE_SIGN_INS : FIRST_SIGN_IN)
  // What a service says is kept in the machine's journal, where more people read than the one at a terminal.
  if (!isSample && !process.stdout.isTTY)
    return existsSync(path)
      ? `三位管理员的一次性密码在 ${path}（仅本人可读），24 小时内分别交给三个人，各用一次。`
      : null
  try {
    return `${readFileSync(path, 'utf8')}以上另存于 ${path}（仅本人可读）。`
  } catch {
    return null
  }
}

/** The audit is sealed each second and anchored each hour (design, "Audit"). */
const SEALING = { everyMs: 1_000, anchorEveryMs: 3_600_000 }

/** Duties of a day are looked at every ten minutes, so that they fall due soon after the day has begun. */
const JOBS_EVERY_MS = 600_000
/** What is watched is looked at each minute: an alarm is raised within five. */
const WATCH_EVERY_MS = 60_000

/** Lays the sample city without serving it (`npm run sample`), with `--large` filled to bench size. */
const laySample = async (config: Config, undo: Undo): Promise<void> => {
  lockFolder(config.dataDir).release()
  const { house } = await openHouse({ ...config, sample: true }, undo, say)
  const large = process.argv.find((one) => /^--large(=\d{1,7})?$/.test(one))
  if (large) await fillLargeSample(house, say, { ...LARGE, matters: Number(large.split('=')[1] ?? LARGE.matters) })
  const signIns = await signInText(house.pool, config.dataDir)
  if (signIns) say(signIns)
}

/** The identity provider of the settings, which are given together or not at all. */
const unifiedOf = ({ oidcIssuer, oidcClientId, oidcClientSecret, oidcClaim, publicUrl }: Config) =>
  oidcIssuer && oidcClientId && oidcClientSecret && publicUrl
    ? { issuer: oidcIssuer, clientId: oidcClientId, clientSecret: oidcClientSecret, claim: oidcClaim, publicUrl }
    : undefined

/** Brings the program up. */
const bringUp = async (config: Config, undo: Undo): Promise<void> => {
  // Heap is taken back early and grows by less at a time (docs/performance.md, "Memory of the server"): set here and not where
  // the program is started, so that it holds however that is done.
  setFlagsFromString('--optimize-for-size')
  setPasswordMemory(config.passwordMemoryMb)
  const tls = readTls(config)
  lockFolder(config.dataDir).release()
  await tryListening(config)
  const slow = slowQueries(config.slowQueryMs)
  const { house, sessionSecret } = await openHouse(config, undo, say, slow.watch)
  const { pool } = house
  const plan: BackupPlan = {
    dir: config.backupDir ?? null,
    at: config.backupAt,
    keep: config.backupKeep,
    copy: config.backupCopy ?? null,
  }
  const refusals = makeRefusals({ pool, now: house.clock.now }, (error) => {
    metrics.refusalLost()
    app.log.error({ err: error }, 'a refusal was not recorded')
  })
  const health = makeHealth({
    pool,
    seals: house.seals,
    dataDir: config.dataDir,
    beside: besideDatabase(config),
    unwritten: refusals.unwritten,
  })
  const metrics = makeMetrics(health, pool, house.standby)
  const app = await makeApp(house, {
    sessionSecret,
    trustProxy: config.trustProxy,
    isSecure: tls !== undefined || config.trustProxy !== false,
    ...(tls ? { tls } : {}),
    logLevel: config.logLevel,
    isDocumentOpen: config.isDocumentOpen,
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
    onCitySetUp: (secrets) => {
      removeSampleSignIns(config.dataDir)
      if (secrets.length > 0) writeFirstSecrets(config.dataDir, secrets)
    },
    health,
    metrics,
    refusals,
    unified: unifiedOf(config),
  })
  undo.push(async () => {
    // Whoever has not finished within three seconds is cut off; a half-sent request must not hold up the stop.
    const cut = setTimeout(() => app.server.closeAllConnections(), 3_000)
    await app.close()
    clearTimeout(cut)
  })
  slow.tell((text, ms) => {
    metrics.slowQuery()
    app.log.warn({ query: text, ms: Math.round(ms) }, 'slow query')
  })
  // The address is told below in words for the operator; the framework's own line would stand in between.
  app.log.level = 'silent'
  await app.listen({ port: config.port, host: config.host }).catch((error: unknown) => {
    throw nameListening(error, config)
  })
  app.log.level = config.logLevel
  if (config.metricsPort !== undefined) {
    const { metricsPort: port } = config
    undo.push(
      await serveMetrics(metrics, port).catch((error: unknown) => {
        throw nameListening(error, { ...config, port }, 'METRICS_PORT')
      }),
    )
  }
  if (config.alarmCommand)
    undo.push(
      startCalling(health, config.alarmCommand, {
        onError: (error) => app.log.error({ err: error }, 'the alarm command failed'),
      }),
    )
  undo.push(keepSealing(house, { ...SEALING, onError: (error) => app.log.error({ error }, 'sealing failed') }))
  undo.push(
    startJobs(pool, jobsOf(house, plan), {
      everyMs: JOBS_EVERY_MS,
      onError: (job, error) => {
        metrics.jobFailed(job)
        app.log.error({ job, error }, 'a job failed')
      },
    }),
  )
  undo.push(
    startJobs(pool, watchesOf(house), {
      everyMs: WATCH_EVERY_MS,
      lock: WATCH_LOCK,
      onError: (job, error) => {
        metrics.jobFailed(job)
        app.log.error({ job, error }, 'a job failed')
      },
    }),
  )
  undo.push(
    makeQueue(pool, {
      kinds: [
        importJob(house, householdFollowers),
        backupKind({
          ...house,
          plan,
          keyPath: backupKeyPath(config),
          closedKeys: () => keysNote(config),
          personsCopy: personsCopyPath(config),
        }),
      ],
      now: house.clock.now,
      onError: (kind, error) => {
        metrics.jobFailed(kind)
        app.log.error({ kind, error }, 'a queued job failed')
      },
    }).start(),
  )
  // First of all at a stop: a proxy in front is given time to see that nobody should be sent here any more.
  undo.push(() => {
    health.stop()
    return new Promise((resolve) => setTimeout(resolve, config.stopWaitSeconds * 1_000))
  })
  const host = config.host === '127.0.0.1' ? 'localhost' : config.host.includes(':') ? `[${config.host}]` : config.host
  say(`同心已启动：${tls ? 'https' : 'http'}://${host}:${config.port}`)
  const signIns = await signInText(pool, config.dataDir)
  if (signIns) say(signIns)
  const durable = (await health.look()).find(({ name }) => name === 'durable')
  if (durable && durable.figure !== 0) {
    app.log.warn({ check: durable.name, faults: durable.figure }, 'the database may lose or show what is saved')
    say(durable.told)
  }
  say('按 Ctrl+C 停止。')
}

/** One sentence for what was foreseen, the whole error for a bug. */
const tell = (error: unknown): void => {
  const isSentence = [
    ConfigError,
    EmbeddedError,
    ServerUnfit,
    ProcessesDiffer,
    StorageError,
    NewerDatabase,
    ClosedKeysError,
    AuditKeyError,
    BackupError,
    FirstSecretsError,
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
  if (process.argv.includes(LAY_SAMPLE)) {
    serveLaying()
    return
  }
  const command = COMMANDS.find((one) => process.argv.includes(one))
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => {
      // A server that is told to stop has done its work; a command has not.
      if (command && !stopping) process.stderr.write('已中断，这一步没有做完。\n')
      void stop(command ? 1 : 0)
    })
  try {
    const config = readConfig(process.env, projectRoot)
    if (command) {
      await runCommand(command, process.argv[process.argv.indexOf(command) + 1], config, say, undo)
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
