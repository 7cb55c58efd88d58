import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type pg from 'pg'
import { calendarKeeper } from '../features/org/index.ts'
import { type Config, ConfigError, describeSettings, readConfig } from '../platform/config.ts'
import { fixedClock, type House, systemClock } from '../platform/context.ts'
import { EmbeddedError, lockFolder, startEmbedded } from '../platform/db/embedded/index.ts'
import { migrate, NewerDatabase } from '../platform/db/migrate.ts'
import { openPool } from '../platform/db/transaction.ts'
import { makeFileStore } from '../platform/files/pipeline/index.ts'
import { newSecret } from '../platform/http/app.ts'
import { projectRoot } from '../platform/root.ts'
import { makeApp } from './app.ts'
import { FIRST_SIGN_IN, layFirstAdministrator } from './first-start.ts'
import { policiesSql } from './permissions.ts'
import { loadSampleCity, SAMPLE_SIGN_INS } from './sample/load.ts'

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

const openDatabase = async (config: Config) => {
  if (config.databaseUrl) return { url: config.databaseUrl, stop: async () => undefined }
  return startEmbedded({ dataDir: config.dataDir, log: say })
}

const isEmpty = async (pool: pg.Pool): Promise<boolean> =>
  (await pool.query('select 1 from people limit 1')).rows.length === 0

/** What to tell about signing in: the sample's accounts, or the first administrator's; nothing once a real city is set up. */
const signInText = async (pool: pg.Pool, dataDir: string): Promise<string | null> => {
  const { rows } = await pool.query<{ kind: string }>(
    "select value ->> 'kind' as kind from settings where key = 'city-mode'",
  )
  if (rows[0]?.kind === 'real') return null
  const path = join(dataDir, rows[0]?.kind === 'sample' ? SAMPLE_SIGN_INS : FIRST_SIGN_IN)
  try {
    return `${readFileSync(path, 'utf8')}以上另存于 ${path}（仅本人可读）。`
  } catch {
    return null
  }
}

const start = async (): Promise<void> => {
  const config = readConfig(process.env, projectRoot)
  if (process.argv.includes('--settings')) {
    say(describeSettings())
    return
  }
  const lock = config.databaseUrl ? lockFolder(config.dataDir) : null
  const database = await openDatabase(config)
  const pool = openPool(database.url)
  const undo: (() => Promise<void> | void)[] = [() => lock?.release(), () => database.stop(), () => pool.end()]
  const stop = async (code: number) => {
    for (const step of undo.splice(0).reverse()) await step()
    process.exit(code)
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop(0))
  try {
    await migrate(pool, policiesSql())
    const calendar = await calendarKeeper(pool)
    const house: House = {
      pool,
      clock: config.today ? fixedClock(config.today) : systemClock,
      calendar,
      files: makeFileStore(join(config.dataDir, 'files')),
    }
    if (await isEmpty(pool)) {
      if (config.sample) {
        say('首次启动，正在建立演示城市（约半分钟）…')
        await loadSampleCity(house, config.dataDir)
      } else {
        await layFirstAdministrator(house, config.dataDir)
      }
    }
    const tls =
      config.tlsCert && config.tlsKey
        ? { cert: readFileSync(config.tlsCert), key: readFileSync(config.tlsKey) }
        : undefined
    const app = await makeApp(house, {
      sessionSecret: sessionSecret(config.dataDir),
      sessionHours: config.sessionHours,
      trustProxy: config.trustProxy,
      ...(tls ? { tls } : {}),
      logLevel: config.logLevel,
      uploadLimitBytes: config.uploadLimitMb * 1024 * 1024,
      tmpDir: join(config.dataDir, 'tmp'),
      clientDir: join(projectRoot, 'dist/client'),
    })
    undo.push(() => app.close())
    await app.listen({ port: config.port, host: config.host })
    say(
      `同心已启动：${tls ? 'https' : 'http'}://${config.host === '127.0.0.1' ? 'localhost' : config.host}:${config.port}`,
    )
    const signIns = await signInText(pool, config.dataDir)
    if (signIns) say(signIns)
    say('按 Ctrl+C 停止。')
  } catch (error) {
    const { code } = error as { code?: string }
    if (code === 'EADDRINUSE') {
      process.stderr.write(`端口 ${config.port} 已被别的程序占用，用 PORT 换一个端口再启动。\n`)
      await stop(1)
    }
    if (code === 'EACCES') {
      process.stderr.write(`没有权限使用端口 ${config.port}，用 PORT 换一个 1024 以上的端口再启动。\n`)
      await stop(1)
    }
    if (error instanceof NewerDatabase) {
      process.stderr.write(`${error.message}\n`)
      await stop(1)
    }
    await stop(1).catch(() => undefined)
    throw error
  }
}

start().catch((error: unknown) => {
  const isSentence = error instanceof ConfigError || error instanceof EmbeddedError
  process.stderr.write(`${isSentence ? error.message : (error as Error).stack}\n`)
  process.exit(1)
})
