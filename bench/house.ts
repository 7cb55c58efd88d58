import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import pg from 'pg'
import { type Program, startProgram } from '../journeys/program.ts'
import { makeApp } from '../src/main/app.ts'
import { newAuditKey } from '../src/platform/audit/keys.ts'
import { makeSeals } from '../src/platform/audit/seals.ts'
import { makeCalendar } from '../src/platform/calendar/index.ts'
import { makeClosed, newKeyring } from '../src/platform/closed/index.ts'
import { type House, systemClock } from '../src/platform/context.ts'
import { openPool } from '../src/platform/db/transaction.ts'
import { diskBlobs } from '../src/platform/files/blobs/index.ts'
import { makeFileStore } from '../src/platform/files/pipeline/index.ts'
import { projectRoot } from '../src/platform/root.ts'

/** The data folder of the bench: kept between runs, since filling it takes minutes. */
const FOLDER = resolve(process.env.BENCH_DATA ?? join(projectRoot, '.tmp/bench'))
/** A tenth of the bench size lies beside it. */
export const TENTH = 20_000
const SERVER = join(projectRoot, 'dist/server/server.js')

const fill = (dataDir: string, matters: number | null): void => {
  if (existsSync(join(dataDir, 'sample-sign-ins.json')) && process.env.BENCH_FILLED !== '0') return
  mkdirSync(dataDir, { recursive: true })
  chmodSync(dataDir, 0o711)
  const done = spawnSync(process.execPath, [SERVER, '--sample', matters === null ? '--large' : `--large=${matters}`], {
    env: { ...process.env, DATA_DIR: dataDir, NODE_ENV: 'production' },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  if (done.status !== 0) throw new Error('the sample could not be filled')
}

export type Asked = { method: 'GET' | 'POST'; path: string; body?: unknown }
export type Statement = { text: string; values: unknown[] }

export type Bench = {
  program: Program
  /** A bare connection of the driver, as the owner of the tables: no session, no scope, no audit. */
  raw: pg.Client
  /** Signs in with an account of the sample; the answer asks the running program and throws on anything but 200. */
  as(login: string): Promise<(asked: Asked) => Promise<unknown>>
  /**
   * The statements that the program runs inside the transaction of one request, with their values. The bare connection gets the
   * settings of the post, without its role: what a function finds for the post it finds there too, above the row policies.
   */
  statementsOf(login: string, asked: Asked): Promise<Statement[]>
  /** Runs work on the bare connection as the post sees: the role of the program, its settings, the row policies. */
  underPolicies<T>(work: () => Promise<T>): Promise<T>
  /** Runs them in one transaction, as the program does: some set something for those that follow. */
  run(statements: readonly Statement[]): Promise<void>
  passwordOf(login: string): string
  dataDir: string
  close(): Promise<void>
}

const readPassword = (dataDir: string, login: string): string => {
  const accounts = JSON.parse(readFileSync(join(dataDir, 'sample-sign-ins.json'), 'utf8')) as {
    login: string
    password: string
  }[]
  const account = accounts.find((one) => one.login === login)
  if (!account) throw new Error(`the sample has no account ${login}`)
  return account.password
}

/** Writes down what passes through the connections of a pool. */
const recorder = (pool: pg.Pool) => {
  const heard: Statement[] = []
  type Called = Parameters<pg.Pool['connect']>[0]
  const connect = pool.connect.bind(pool) as (called?: Called) => Promise<pg.PoolClient>
  const wrapped = new WeakSet<pg.PoolClient>()
  const listen = async (called?: Called): Promise<pg.PoolClient> => {
    // The pool's own `query` asks with a function to be called: session and settings, which are not the request's statements.
    if (called) return connect(called)
    const client = await connect()
    if (!wrapped.has(client)) {
      wrapped.add(client)
      const query = client.query.bind(client) as (...all: unknown[]) => Promise<pg.QueryResult>
      Object.assign(client, {
        query: (...all: unknown[]) => {
          const [text, values = []] = all as [string, unknown[]?]
          if (typeof text === 'string' && Array.isArray(values)) heard.push({ text, values })
          return query(...all)
        },
      })
    }
    return client
  }
  Object.assign(pool, { connect: listen })
  return heard
}

/** Opens the bench: 200,000 matters, or so many of them in a folder of their own. */
export const openBench = async (
  matters: number | null = null,
  settings: Record<string, string> = {},
): Promise<Bench> => {
  const dataDir = matters === null ? FOLDER : `${FOLDER}-${matters}`
  const passwordOf = (login: string): string => readPassword(dataDir, login)
  fill(dataDir, matters)
  const program = await startProgram(dataDir, { SAMPLE: '1', NODE_ENV: 'production', ...settings })
  const access = JSON.parse(readFileSync(join(dataDir, 'postgres-access.json'), 'utf8')) as Record<string, string>
  const raw = new pg.Client({ host: '127.0.0.1', database: 'tongxin', ...access })
  await raw.connect()
  const url = `postgres://${access.user}:${encodeURIComponent(access.password ?? '')}@127.0.0.1:${access.port}/tongxin`
  const pool = openPool(url, 2)
  const heard = recorder(pool)
  const keyring = newKeyring()
  const house: House = {
    pool,
    clock: systemClock,
    calendar: () => makeCalendar(),
    files: makeFileStore(diskBlobs(join(dataDir, 'files')), join(dataDir, 'tmp'), keyring),
    closed: makeClosed(keyring),
    seals: makeSeals(newAuditKey(), join(dataDir, 'bench-anchors.jsonl')),
  }
  const app = await makeApp(house, {
    sessionSecret: 'bench only, bench only, bench only, bench only',
    trustProxy: false,
    isSecure: false,
    uploadLimitBytes: 1024 * 1024,
    tmpDir: join(dataDir, 'tmp'),
    logLevel: 'silent',
  })
  const cookies = new Map<string, string>()
  const cookieOf = async (login: string): Promise<string> => {
    const known = cookies.get(login)
    if (known) return known
    const { headers } = await app.inject({
      method: 'POST',
      url: '/api/session',
      payload: { login, password: passwordOf(login) },
    })
    const cookie = String(headers['set-cookie']).split(';')[0] as string
    cookies.set(login, cookie)
    return cookie
  }
  return {
    program,
    raw,
    as: async (login) => {
      const answer = await fetch(`${program.address}/api/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ login, password: passwordOf(login) }),
      })
      const cookie = answer.headers.getSetCookie().at(-1)?.split(';')[0] ?? ''
      return async ({ method, path, body }) => {
        const isJson = body !== undefined && !(body instanceof FormData)
        const response = await fetch(`${program.address}/api${path}`, {
          method,
          headers: { cookie, ...(isJson ? { 'content-type': 'application/json' } : {}) },
          ...(body === undefined ? {} : { body: isJson ? JSON.stringify(body) : (body as FormData) }),
        })
        const said = await response.json()
        if (response.status !== 200) throw new Error(`${path}: ${response.status} ${JSON.stringify(said)}`)
        return said
      }
    },
    statementsOf: async (login, { method, path, body }) => {
      const headers = { cookie: await cookieOf(login) }
      heard.length = 0
      const { statusCode } = await app.inject({ method, url: `/api${path}`, headers, payload: body as object })
      if (statusCode !== 200) throw new Error(`${path}: ${statusCode}`)
      const begun = heard.findIndex(({ text }) =>
        text.startsWith('begin isolation level repeatable read read only; set local role'),
      )
      const ended = heard.findLastIndex(({ text }) => text === 'commit')
      await raw.query(
        (heard[begun]?.text ?? '').replace(/^.*set local role \w+; /, '').replaceAll(', true)', ', false)'),
      )
      return heard.slice(begun + 1, ended).filter(({ text }) => !/^(begin|commit)/.test(text))
    },
    run: async (statements) => {
      await raw.query('begin')
      for (const { text, values } of statements) await raw.query(text, values)
      await raw.query('commit')
    },
    underPolicies: async (work) => {
      await raw.query('set role tongxin_app')
      return work().finally(() => raw.query('reset role'))
    },
    passwordOf,
    dataDir,
    close: async () => {
      await app.close()
      await pool.end()
      await raw.end()
      await program.end('SIGTERM')
    },
  }
}
