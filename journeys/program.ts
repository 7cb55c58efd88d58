import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Secret, TOTP } from 'otpauth'
import pg from 'pg'
import { projectRoot } from '../src/platform/root.ts'

const SERVER = join(projectRoot, 'dist/server/server.js')

/** Variables of one start; the caller's own settings of the program play no part. */
export type Settings = Record<string, string>

const SETTINGS =
  /^(PORT|HOST|DATA_DIR|CLOSED_KEYS|ROOT_KEY|CRYPTO_PROFILE|CRYPTO_MODULE|AUDIT_KEY|AUDIT_ANCHORS|BACKUP_KEY|DATABASE_URL|READ_DATABASE_URL|DATABASE_DIRECT_URL|POOL_SIZE|SLOW_QUERY_MS|METRICS_PORT|STOP_WAIT_SECONDS|SESSION_SECRET|FILES_DIR|S3_URL|S3_REGION|S3_KEY|TLS_CERT|TLS_KEY|TRUST_PROXY|PUBLIC_URL|SAMPLE|TODAY|LOG_LEVEL)$/

const environment = (settings: Settings): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !SETTINGS.test(name))),
  NODE_ENV: 'production',
  LOG_LEVEL: 'error',
  SAMPLE: '0',
  // A test sends more in a second than a person in a minute.
  REQUESTS_PER_PERSON: '1000000',
  REQUESTS_PER_ADDRESS: '1000000',
  ...settings,
})

export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}

/** A data folder that the unprivileged user of the database can pass through when the tests run as root. */
export const newDataDir = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'tongxin-start-'))
  chmodSync(folder, 0o711)
  return folder
}

export type Program = {
  address: string
  process: ChildProcess
  /** Everything it printed so far. */
  said(): string
  /** Ends it with a signal; answers its exit code (null when the signal killed it). */
  end(signal: NodeJS.Signals): Promise<number | null>
}

const running = new Set<Program>()

/** Starts the built program without waiting for it. */
export const launch = (dataDir: string, port: number, settings: Settings = {}): Program => {
  const child = spawn(process.execPath, [SERVER], {
    env: environment({ PORT: String(port), DATA_DIR: dataDir, ...settings }),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (more: string) => {
      text += more
    })
  }
  const isOver = () => child.exitCode !== null || child.signalCode !== null
  const program: Program = {
    address: `http://127.0.0.1:${port}`,
    process: child,
    said: () => text,
    async end(signal) {
      if (!isOver()) {
        const over = once(child, 'exit')
        child.kill(signal)
        await over
      }
      running.delete(program)
      return child.exitCode
    },
  }
  running.add(program)
  return program
}

/** Waits until `happened` holds. @throws Error with what the program said when it ended or took five minutes */
export const untilThat = async (program: Program, happened: () => boolean | Promise<boolean>): Promise<void> => {
  const end = Date.now() + 300_000
  while (!(await happened())) {
    if (program.process.exitCode !== null || Date.now() > end) throw new Error(`it did not happen:\n${program.said()}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** Starts the built program and waits until it has told how to stop it, its last line. */
export const startProgram = async (dataDir: string, settings: Settings = {}): Promise<Program> => {
  const program = launch(dataDir, await freePort(), settings)
  await untilThat(program, () => program.said().includes('按 Ctrl+C 停止'))
  return program
}

/** A command of the built program at work. */
export const launchCommand = (dataDir: string, ...args: string[]) => {
  const child = spawn(process.execPath, [SERVER, ...args], { env: environment({ DATA_DIR: dataDir }) })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
  const untilSaid = async (words: string): Promise<void> => {
    while (!said.includes(words)) {
      if (child.exitCode !== null) throw new Error(`it ended:\n${said}`)
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
  return { child, untilSaid, said: () => said }
}

/** Runs the built program until it ends by itself; one that does not is ended after `mostSeconds`. */
export const runProgram = async (
  settings: Settings,
  args: string[] = [],
  mostSeconds = 60,
): Promise<{ code: number | null; out: string; error: string }> => {
  const child = spawn(process.execPath, [SERVER, ...args], { env: environment(settings), timeout: mostSeconds * 1_000 })
  let out = ''
  let error = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    error += text
  })
  await once(child, 'close')
  return { code: child.exitCode, out, error }
}

/** Numbers of the processes of this data folder's database: its server and the server's children (Linux only). */
export const databaseProcesses = (dataDir: string): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        return readFileSync(`/proc/${name}/cmdline`, 'utf8').includes(join(dataDir, 'postgres', 'cluster'))
      } catch {
        return false
      }
    })
    .map(Number)

/** Numbers of the processes that another one began and whose command line holds a word (Linux only). */
export const childrenOf = (pid: number | undefined, word: string): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
        const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
        return parent === pid && readFileSync(`/proc/${name}/cmdline`, 'utf8').split('\0').includes(word)
      } catch {
        return false
      }
    })
    .map(Number)

/** The same with every process that the server began: its sessions and helpers bear titles of their own (Linux only). */
export const databaseTree = (dataDir: string): number[] => {
  const servers = databaseProcesses(dataDir)
  const parentOf = (name: string): number => {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
      return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
    } catch {
      return 0
    }
  }
  const begun = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && servers.includes(parentOf(name)))
  return [...new Set([...servers, ...begun.map(Number)])]
}

/** Works in one session of the program's own database, as its owner. */
export const inDatabase = async <T>(dataDir: string, work: (client: pg.Client) => Promise<T>): Promise<T> => {
  const access = JSON.parse(readFileSync(join(dataDir, 'postgres-access.json'), 'utf8'))
  const client = new pg.Client({ host: '127.0.0.1', database: 'tongxin', ...access })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** Runs one statement in the program's own database, as its owner. */
export const askDatabase = <Row extends pg.QueryResultRow>(dataDir: string, query: string): Promise<Row[]> =>
  inDatabase(dataDir, async (client) => (await client.query<Row>(query)).rows)

/** Ends what a failed test left running, its database included, and removes the folders. */
export const clearAway = async (folders: string[]): Promise<void> => {
  for (const program of [...running]) await program.end('SIGTERM')
  for (const folder of folders.splice(0)) {
    if (process.platform === 'linux') {
      for (const pid of databaseProcesses(folder)) {
        try {
          process.kill(pid, 'SIGKILL')
        } catch {
          // Gone with its server already.
        }
      }
    }
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
  }
}

export type Answer = { status: number; body: Record<string, unknown> }

/** One client with its own cookie. */
export const openCaller = (address: string) => {
  let cookie = ''
  const call = async (method: string, path: string, body?: unknown): Promise<Answer> => {
    const answer = await fetch(`${address}/api${path}`, {
      method,
      headers: { cookie, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    // A fresh session comes after the end of the old one in the same answer.
    cookie = answer.headers.getSetCookie().at(-1)?.split(';')[0] ?? cookie
    return { status: answer.status, body: await answer.json() }
  }
  return Object.assign(call, { cookie: () => cookie })
}

/** Sets a second factor for whoever the caller is signed in as, as a real city asks. */
export const setFactor = async (call: ReturnType<typeof openCaller>): Promise<void> => {
  const { body } = await call('POST', '/session/factor')
  const secret = Secret.fromBase32(body.secret as string)
  const code = new TOTP({ secret, algorithm: 'SHA1', digits: 6, period: 30 }).generate()
  const { status } = await call('POST', '/session/factor/finish', { code })
  if (status !== 200) throw new Error(`no second factor: ${status}`)
}
