// A PostgreSQL server of the machine (15 or newer) for tests: found, started in a folder that goes afterwards, and set up as
// an administrator would for the program: a role without special rights that owns its database.
import { spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import pg from 'pg'

const OLDEST = 15
/** The uid that every Unix keeps without rights: PostgreSQL refuses to run as root. */
const UNPRIVILEGED = 65534

const debian = () => {
  const root = '/usr/lib/postgresql'
  if (!existsSync(root)) return []
  return readdirSync(root)
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => join(root, version, 'bin'))
}

/** The folder with the newest server programs of this machine and their major version; undefined where there are none. */
export function findPostgres() {
  for (const bin of [...debian(), ...(process.env.PATH ?? '').split(delimiter)]) {
    if (!bin || !existsSync(join(bin, 'initdb')) || !existsSync(join(bin, 'postgres'))) continue
    const { stdout } = spawnSync(join(bin, 'postgres'), ['--version'], { encoding: 'utf8' })
    const major = Number(/(\d+)/.exec(stdout ?? '')?.[1] ?? 0)
    if (major >= OLDEST) return { bin, major }
  }
  return undefined
}

/** A program of the machine by its name; undefined where there is none. */
export function findProgram(name) {
  const places = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin']
  return places.map((place) => join(place, name)).find((path) => existsSync(path))
}

/** Whose rights a server program gets: those of this process, or nobody's when it is root. */
export const rights = () => (process.getuid?.() === 0 ? { uid: UNPRIVILEGED, gid: UNPRIVILEGED } : {})

const environment = () => {
  const kept = Object.entries(process.env).filter(([name]) => !/^(PG|LC_|LANG)/.test(name))
  return { ...Object.fromEntries(kept), LC_ALL: 'C.UTF-8', TZ: 'UTC' }
}

/** A folder that the user of the server owns. */
export function newFolder(prefix) {
  const folder = mkdtempSync(join(tmpdir(), prefix))
  const { uid, gid } = rights()
  if (uid !== undefined) chownSync(folder, uid, gid)
  chmodSync(folder, 0o700)
  return folder
}

export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address()
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** Runs a server program to its end. @throws Error with what it printed */
export function runTool(program, args, cwd, env = {}) {
  const done = spawnSync(program, args, { ...rights(), cwd, encoding: 'utf8', env: { ...environment(), ...env } })
  if (done.status !== 0) throw new Error(`${program} ${args[0]}: ${done.error?.message ?? done.stdout + done.stderr}`)
  return done.stdout
}

async function ready(url, isOver, said) {
  for (let left = 600; left > 0 && !isOver(); left -= 1) {
    const client = new pg.Client({ connectionString: url })
    client.on('error', () => undefined)
    try {
      await client.connect()
      return
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50))
    } finally {
      await client.end().catch(() => undefined)
    }
  }
  throw new Error(`the server did not start:\n${said()}`)
}

/**
 * Starts the server of a data folder on a port of loopback. `kill(signal)` and `stop()` end it and wait for it.
 */
export async function startServer({ bin, data, port, url, settings = {} }) {
  const options = { listen_addresses: '127.0.0.1', unix_socket_directories: '', port: String(port), ...settings }
  const args = Object.entries(options).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const child = spawn(join(bin, 'postgres'), ['-D', data, ...args], {
    ...rights(),
    cwd: data,
    env: environment(),
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  const hear = (more) => {
    text = (text + more).slice(-20_000)
  }
  child.stdout.setEncoding('utf8').on('data', hear)
  child.stderr.setEncoding('utf8').on('data', hear)
  let isOver = false
  const over = new Promise((resolve) => {
    child.once('exit', () => {
      isOver = true
      resolve()
    })
    child.once('error', (error) => {
      isOver = true
      hear(error.message)
      resolve()
    })
  })
  const kill = async (signal) => {
    if (!isOver) child.kill(signal)
    await over
  }
  try {
    await ready(
      url,
      () => isOver,
      () => text,
    )
  } catch (error) {
    await kill('SIGQUIT')
    throw error
  }
  // Fast shutdown: sessions are ended, what is committed is written.
  return { kill, said: () => text, stop: () => kill('SIGINT') }
}

/** What an administrator runs once on a server of his own; docs/operations.md shows the same statements. */
export const roleStatements = (password, more = '') => [
  `create role tongxin login ${more} password '${password}'`,
  'create role tongxin_app nologin',
  'grant tongxin_app to tongxin',
  `create database tongxin owner tongxin encoding 'UTF8' template template0`,
]

/**
 * A throwaway server with the program's role and database. Its order of characters is that of Chinese and its time zone far
 * away, so that nothing leans on the embedded server's own.
 * @param mayCreate whether the role may make databases, as the tests do
 */
export async function startThrowaway({ settings = {}, mayCreate = false, found = findPostgres() } = {}) {
  if (!found) throw new Error('no PostgreSQL server (15 or newer) on this machine')
  const { bin, major } = found
  const folder = newFolder('tongxin-own-postgres-')
  const { uid, gid } = rights()
  try {
    const data = join(folder, 'data')
    const passwords = { postgres: randomBytes(18).toString('hex'), tongxin: randomBytes(18).toString('hex') }
    const passwordFile = join(folder, 'password')
    writeFileSync(passwordFile, passwords.postgres, { mode: 0o600 })
    if (uid !== undefined) chownSync(passwordFile, uid, gid)
    const own = [`--pgdata=${data}`, '--username=postgres', `--pwfile=${passwordFile}`, '--auth=scram-sha-256']
    const make = (...locale) => runTool(join(bin, 'initdb'), [...own, '--encoding=UTF8', ...locale], folder)
    try {
      make('--locale=C.UTF-8', '--locale-provider=icu', '--icu-locale=zh-CN')
    } catch {
      // Built without the library for orders of languages.
      make('--locale=C')
    }
    const port = await freePort()
    const urlOf = (user, database) => `postgres://${user}:${passwords[user]}@127.0.0.1:${port}/${database}`
    const start = (more = {}) =>
      startServer({
        bin,
        data,
        port,
        url: urlOf('postgres', 'postgres'),
        settings: { timezone: 'America/New_York', max_connections: '100', jit: 'off', ...settings, ...more },
      })
    let server = await start()
    const admin = new pg.Client({ connectionString: urlOf('postgres', 'postgres') })
    admin.on('error', () => undefined)
    await admin.connect()
    for (const statement of roleStatements(passwords.tongxin, mayCreate ? 'createdb' : '')) await admin.query(statement)
    await admin.end()
    return {
      bin,
      major,
      data,
      folder,
      port,
      passwords,
      urlOf,
      adminUrl: urlOf('postgres', 'postgres'),
      url: urlOf('tongxin', 'tongxin'),
      kill: (signal) => server.kill(signal),
      async restart(more) {
        await server.stop()
        server = await start(more)
      },
      said: () => server.said(),
      async stop() {
        await server.stop()
        rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
      },
    }
  } catch (error) {
    rmSync(folder, { recursive: true, force: true })
    throw error
  }
}
