import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  chownSync,
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { join, resolve } from 'node:path'
import pg from 'pg'
import { type Binaries, findBinaries } from './binaries.ts'
import { EmbeddedError, reasonOf } from './errors.ts'
import { isFolderHeld, lockFolder } from './lock.ts'
import { choosePlacement, type Placement } from './placement.ts'
import { clusterMajor, livingPostmaster, readPostmaster, stopPostmaster } from './postmaster.ts'
import { cleanEnvironment, isAlive, runToEnd, waitUntil } from './process.ts'
import { handOver, PROGRAM } from './program-login.ts'

export type EmbeddedOptions = {
  /** The data folder (DATA_DIR); the database takes `postgres` under it where it can. Made when absent. */
  dataDir: string
  /** Receives progress in Chinese, one line each. */
  log: (line: string) => void
}

export type EmbeddedDatabase = {
  /** Connection string of the program, no superuser, to its database `tongxin`. Holds a password: never print it. */
  url: string
  /** The same of the server's own superuser: for the supervisor and for tests, never for the running program. */
  adminUrl: string
  port: number
  /** Where the database files really are. */
  dataDir: string
  /** Process number of the server. */
  pid: number
  /** True when a server left over by a killed process was taken over instead of started. */
  adopted: boolean
  /** Stops the server, waits for it and gives the folder free. May be called more than once. */
  stop(): Promise<void>
}

/** `program`: the password of the program's own login; absent in a folder of an earlier version until its next start. */
type Access = { user: string; password: string; port: number; program?: string }

const DATABASE = 'tongxin'
const OWNER = 'tongxin'

/** Settings of the server. Errors are logged without the statement and its values: these may hold personal data. */
const SETTINGS: Record<string, string> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '60',
  shared_buffers: '128MB',
  jit: 'off',
  fsync: 'on',
  timezone: 'Asia/Shanghai',
  log_timezone: 'Asia/Shanghai',
  password_encryption: 'scram-sha-256',
  logging_collector: 'on',
  log_directory: 'log',
  log_filename: 'postgresql-%a.log',
  log_truncate_on_rotation: 'on',
  log_rotation_age: '1d',
  log_rotation_size: '0',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
}

/**
 * Starts the embedded PostgreSQL (内置数据库) of a data folder, or takes over the one that a killed process left running.
 * Cold about two seconds, warm a few tenths. fsync stays on: an accepted write survives a killed process.
 * @throws EmbeddedError (one Chinese sentence) when the folder is in use, belongs to another user or another major
 *   version of PostgreSQL, or when the platform has no server
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const lock = lockFolder(resolve(options.dataDir))
  try {
    const dataDir = realpathSync(options.dataDir)
    const placement = choosePlacement(dataDir, options.log)
    const binaries = await findBinaries(placement.runAs, placement.binaryPlaces, options.log)
    const cluster = join(placement.home, 'cluster')
    refuseOtherMajor(cluster, binaries.major)
    const access = withProgram(
      dataDir,
      readAccess(dataDir, cluster) ?? (await createCluster(dataDir, cluster, placement, binaries, options.log)),
    )
    const server =
      (await adopt(cluster, access, binaries, options.log)) ??
      (await launch(dataDir, cluster, access, placement, binaries))
    const running = { ...access, port: server.port }
    await ensureDatabase(running)
    await withClient(urlOf(running, DATABASE), (client) => handOver(client, running.program))

    let stopping: Promise<void> | undefined
    const guard = keepUp(server, () => launchOnce(cluster, running.port, placement, binaries), cluster, options.log)
    return {
      url: programUrl(running),
      adminUrl: urlOf(running, DATABASE),
      port: server.port,
      dataDir: cluster,
      pid: server.pid,
      adopted: server.adopted,
      stop() {
        stopping ??= guard
          .end()
          .then((pid) => stopPostmaster(cluster, pid, binaries.pgCtl))
          .finally(lock.release)
        return stopping
      },
    }
  } catch (error) {
    lock.release()
    throw error
  }
}

/**
 * The database of a data folder for a command beside the program: the one that a running program has open, else started for
 * as long as the command lasts.
 * @throws EmbeddedError when the folder holds no database
 */
export async function reachEmbedded(options: EmbeddedOptions): Promise<Pick<EmbeddedDatabase, 'url' | 'stop'>> {
  if (!existsSync(accessFile(options.dataDir))) {
    throw new EmbeddedError(`数据目录 ${options.dataDir} 里没有数据库，核对 DATA_DIR。`)
  }
  if (!isFolderHeld(options.dataDir)) return startEmbedded(options)
  const access: Access = JSON.parse(readFileSync(accessFile(options.dataDir), 'utf8'))
  return { url: programUrl(access), stop: async () => undefined }
}

function refuseOtherMajor(cluster: string, major: number) {
  const found = clusterMajor(cluster)
  if (found === undefined || found === major) return
  throw new EmbeddedError(
    `数据库目录 ${cluster} 由 PostgreSQL ${found} 建立，本程序自带的是 PostgreSQL ${major}，不能直接打开；请用原版本程序导出数据，再在新的 DATA_DIR 中导入。`,
  )
}

// ── first start ──────────────────────────────────────────────────────────────────────────────────────────────────────

const accessFile = (dataDir: string) => join(dataDir, 'postgres-access.json')

function readAccess(dataDir: string, cluster: string): Access | undefined {
  if (clusterMajor(cluster) === undefined) return undefined
  const path = accessFile(dataDir)
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw new EmbeddedError(
      `数据库的口令文件 ${path} 读不出来（${reasonOf(error)}），请从备份中恢复它，它与数据库文件是一套。`,
    )
  }
}

function writeAccess(dataDir: string, access: Access) {
  const path = accessFile(dataDir)
  writeFileSync(`${path}.new`, `${JSON.stringify(access)}\n`, { mode: 0o600 })
  renameSync(`${path}.new`, path)
}

/** The access with a password for the program's own login, drawn and kept where there is none yet. */
function withProgram(dataDir: string, access: Access): Access & { program: string } {
  if (access.program !== undefined) return { ...access, program: access.program }
  const whole = { ...access, program: randomBytes(24).toString('base64url') }
  writeAccess(dataDir, whole)
  return whole
}

/** Makes the cluster beside its place and moves it there when whole: a start killed half-way leaves nothing to repair. */
async function createCluster(
  dataDir: string,
  cluster: string,
  placement: Placement,
  binaries: Binaries,
  log: (line: string) => void,
): Promise<Access> {
  log('正在建立数据库…')
  const access = { user: OWNER, password: randomBytes(24).toString('base64url'), port: await freePort() }
  const unfinished = join(placement.home, 'cluster.new')
  const passwordFile = join(placement.home, 'password.new')
  rmSync(unfinished, { recursive: true, force: true })
  rmSync(passwordFile, { force: true })
  writeFileSync(passwordFile, access.password, { mode: 0o600 })
  if (placement.runAs) chownSync(passwordFile, placement.runAs.uid, placement.runAs.gid)
  const made = runToEnd(
    binaries.initdb,
    [
      `--pgdata=${unfinished}`,
      `--username=${OWNER}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      // The same order of characters on every platform, and upper and lower case for all of Unicode.
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
    ],
    placement.runAs,
    placement.home,
  )
  rmSync(passwordFile, { force: true })
  if (!made.ok)
    throw new EmbeddedError(
      `数据库无法建立在 ${placement.home}（${lastLine(made.output)}），请检查磁盘空间和目录权限。`,
    )
  writeAccess(dataDir, access)
  renameSync(unfinished, cluster)
  return access
}

// ── start ────────────────────────────────────────────────────────────────────────────────────────────────────────────

type Server = { pid: number; port: number; adopted: boolean }

/**
 * Takes over a server that a killed process left running on this cluster. It must be this cluster's own (its command,
 * our password, its data directory) and of this version; otherwise it is stopped and a fresh one started.
 */
async function adopt(
  cluster: string,
  access: Access,
  binaries: Binaries,
  log: (line: string) => void,
): Promise<Server | undefined> {
  const left = livingPostmaster(cluster)
  if (!left) return undefined
  await waitUntil(() => !isAlive(left.pid) || readPostmaster(cluster)?.status === 'ready', 30_000)
  const note = readPostmaster(cluster)
  if (!note || !isAlive(left.pid)) return undefined
  if (await isOurs({ ...access, port: note.port }, cluster, binaries.version)) {
    log(`接管上次未正常停止的数据库（进程号 ${note.pid}）`)
    return { pid: note.pid, port: note.port, adopted: true }
  }
  log(`停止上次遗留的数据库（进程号 ${note.pid}）`)
  await stopPostmaster(cluster, note.pid, binaries.pgCtl)
  return undefined
}

async function isOurs(access: Access, cluster: string, version: string): Promise<boolean> {
  try {
    return await withClient(urlOf(access, 'postgres'), async (client) => {
      const { rows } = await client.query<{ directory: string; version: string }>(
        `select current_setting('data_directory') as directory, current_setting('server_version') as version`,
      )
      return rows[0]?.version === version && realpathSync(rows[0].directory) === realpathSync(cluster)
    })
  } catch {
    return false
  }
}

async function launch(
  dataDir: string,
  cluster: string,
  access: Access,
  placement: Placement,
  binaries: Binaries,
): Promise<Server> {
  let failure = ''
  for (let attempt = 0; attempt < 3; attempt++) {
    const port = (await isFree(access.port)) && attempt === 0 ? access.port : await freePort()
    if (port !== access.port) writeAccess(dataDir, { ...access, port })
    const pid = await launchOnce(cluster, port, placement, binaries)
    if (pid !== undefined) return { pid, port, adopted: false }
    failure = lastLog(placement.home, cluster)
    // Sessions of a killed server may need a moment to notice and leave the shared memory.
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
  throw new EmbeddedError(`数据库没有启动成功（${failure}），详情见 ${join(cluster, 'log')} 中的日志。`)
}

/** Starts the server; its process number once it takes connections, undefined when it gave up. */
async function launchOnce(
  cluster: string,
  port: number,
  placement: Placement,
  binaries: Binaries,
): Promise<number | undefined> {
  const settings = Object.entries({ ...SETTINGS, port: String(port) }).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ])
  const startLog = join(placement.home, 'start.log')
  if (process.platform === 'win32') {
    // Only pg_ctl knows how to drop administrator's rights there.
    const quoted = settings.map((part) => `"${part}"`).join(' ')
    runToEnd(binaries.pgCtl, ['start', '-D', cluster, '-w', '-l', startLog, '-o', quoted], undefined, placement.home)
    const note = readPostmaster(cluster)
    return note?.status === 'ready' ? note.pid : undefined
  }
  const output = openSync(startLog, 'w', 0o600)
  let child: ChildProcess
  try {
    child = spawn(binaries.postgres, ['-D', cluster, ...settings], {
      ...placement.runAs,
      cwd: placement.home,
      env: cleanEnvironment(),
      // A group of its own: Ctrl-C in the terminal reaches this process, which then stops the server in good order.
      detached: true,
      stdio: ['ignore', output, output],
    })
  } finally {
    closeSync(output)
  }
  let over = false
  child.once('exit', () => {
    over = true
  })
  child.once('error', () => {
    over = true
  })
  child.unref()
  await waitUntil(() => over || isReady(cluster, child.pid), 120_000)
  if (over || child.pid === undefined) return undefined
  if (isReady(cluster, child.pid)) return child.pid
  await stopPostmaster(cluster, child.pid, binaries.pgCtl)
  return undefined
}

/** How often it is looked whether the server still runs. */
const LOOK_EVERY_MS = 250

/**
 * Starts the server again on its port when it ended without being asked to. Nobody has to come: what was accepted is in its
 * journal, and requests meanwhile are answered that the database is away.
 */
function keepUp(
  { pid: first }: Server,
  relaunch: () => Promise<number | undefined>,
  cluster: string,
  log: (line: string) => void,
): { end(): Promise<number> } {
  let pid = first
  let isEnded = false
  let underWay: Promise<void> | undefined
  const bringBack = async () => {
    log('数据库意外停止，正在重新启动…')
    while (!isEnded) {
      // Sessions of the killed server may need a moment to notice and leave the shared memory.
      livingPostmaster(cluster)
      const again = await relaunch()
      if (again !== undefined) {
        pid = again
        log('数据库已重新启动。')
        return
      }
      await new Promise((resolve) => setTimeout(resolve, 500))
    }
  }
  const timer = setInterval(() => {
    if (underWay || isEnded || isAlive(pid)) return
    underWay = bringBack().finally(() => {
      underWay = undefined
    })
    underWay.catch(() => undefined)
  }, LOOK_EVERY_MS)
  timer.unref()
  return {
    async end() {
      isEnded = true
      clearInterval(timer)
      await underWay?.catch(() => undefined)
      return pid
    },
  }
}

function isReady(cluster: string, pid: number | undefined): boolean {
  const note = readPostmaster(cluster)
  return note?.pid === pid && note?.status === 'ready'
}

async function ensureDatabase(access: Access): Promise<void> {
  try {
    await withClient(urlOf(access, DATABASE), async () => undefined)
  } catch (error) {
    const isMissing = error instanceof pg.DatabaseError && error.code === '3D000'
    if (!isMissing)
      throw new EmbeddedError(`数据库已启动但连接不上（${reasonOf(error)}），请重新启动；仍不行请查看数据库日志。`)
    await withClient(urlOf(access, 'postgres'), (client) => client.query(`create database ${DATABASE}`))
  }
}

// ── small helpers ────────────────────────────────────────────────────────────────────────────────────────────────────

function urlOf(access: Access, database: string): string {
  return `postgres://${access.user}:${encodeURIComponent(access.password)}@127.0.0.1:${access.port}/${database}`
}

async function withClient<T>(url: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  client.on('error', () => undefined)
  await client.connect()
  try {
    return await use(client)
  } finally {
    await client.end()
  }
}

function listenOnce(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(undefined))
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : undefined))
    })
  })
}

/** What the program connects with; a folder that an earlier version has open knows its superuser alone. */
function programUrl(access: Access): string {
  const { program } = access
  return urlOf(program === undefined ? access : { ...access, user: PROGRAM, password: program }, DATABASE)
}

const isFree = async (port: number) => (await listenOnce(port)) !== undefined

async function freePort(): Promise<number> {
  const port = await listenOnce(0)
  if (port === undefined) throw new EmbeddedError('本机没有可用的回环端口，数据库无法启动，请检查系统网络设置。')
  return port
}

/** The last telling line of the server's logs, for the refusal. */
function lastLog(home: string, cluster: string): string {
  const folder = join(cluster, 'log')
  const logs = existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : []
  const lines = [join(home, 'start.log'), ...logs]
    .filter(existsSync)
    .flatMap((path) => readFileSync(path, 'utf8').split('\n'))
  return lines.filter((line) => /FATAL|PANIC|error/i.test(line)).at(-1) ?? lines.filter(Boolean).at(-1) ?? '没有日志'
}

const lastLine = (text: string) => text.split('\n').filter(Boolean).at(-1) ?? ''
