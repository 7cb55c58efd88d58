import { randomUUID } from 'node:crypto'
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify'
import type pg from 'pg'
import { SENSITIVE_FUNCTIONS } from '../features/org/impact/rules.ts'
import { calendarKeeper } from '../features/org/index.ts'
import type { Role } from '../platform/acting.ts'
import { newAuditKey } from '../platform/audit/keys.ts'
import { makeRefusals, type Refusals } from '../platform/audit/refusals.ts'
import { makeSeals } from '../platform/audit/seals.ts'
import { openWords } from '../platform/audit/words.ts'
import { type Closed, type Keyring, makeClosed, newKeyring } from '../platform/closed/index.ts'
import { fixedClock, type House } from '../platform/context.ts'
import { clearUnder, plant, plantedHere } from '../platform/db/planted.fixture.ts'
import { cloneDatabase } from '../platform/db/testing.ts'
import { systemTransaction } from '../platform/db/transaction.ts'
import { diskBlobs } from '../platform/files/blobs/index.ts'
import { makeFileStore } from '../platform/files/pipeline/index.ts'
import { hashPassword } from '../platform/sessions/passwords.ts'
import { type MakeAppOptions, makeApp } from './app.ts'

/** What a caller receives. Bodies are read as unknown JSON; tests state what they expect of them. */
// biome-ignore lint/suspicious/noExplicitAny: a test asserts on whatever came back
export type Answer = { status: number; body: any; headers: Record<string, unknown> }

export type Caller = {
  get(path: string): Promise<Answer>
  /** `key` is sent as Idempotency-Key. */
  post(path: string, body?: unknown, key?: string): Promise<Answer>
  put(path: string, body?: unknown, key?: string): Promise<Answer>
  delete(path: string): Promise<Answer>
  /** Sends one file as the upload form does. */
  upload(name: string, bytes: Buffer, use?: 'reading' | 'register', key?: string): Promise<Answer>
  /** A download as it comes: status, headers and bytes; sent with POST where it has a body. */
  download(path: string, body?: object): Promise<{ status: number; headers: Record<string, unknown>; bytes: Buffer }>
  cookie: string
}

/** The password of every person of the small city. */
export const PASSWORD = 'a long password for tests'
let passwordHash: Promise<string> | undefined

/** A small made-up city: two counties, one township and village each, an office on both levels, units, troops, leaders. */
const REGIONS = [
  // key, parent, level, name
  ['province', null, 1, '样本省'],
  ['city', 'province', 2, '澜川市'],
  ['lancheng', 'city', 3, '澜城区'],
  ['qinghe', 'city', 3, '青禾县'],
  ['lancheng-town', 'lancheng', 4, '东门街道'],
  ['qinghe-town', 'qinghe', 4, '禾丰镇'],
  ['lancheng-village', 'lancheng-town', 5, '东门社区'],
  ['qinghe-village', 'qinghe-town', 5, '青山村'],
] as const

const UNITS = [
  // key, region, name, kind, side
  ['office', 'city', '市双拥办', 'office', 'civil'],
  ['group', 'city', '市双拥工作领导小组', 'group', 'civil'],
  ['education', 'city', '市教育局', 'member', 'civil'],
  ['finance', 'city', '市财政局', 'member', 'civil'],
  ['transport', 'city', '市交通运输局', 'member', 'civil'],
  ['troop-lan', 'city', '驻澜某部', 'troop', 'military'],
  ['troop-cen', 'city', '驻岑某部', 'troop', 'military'],
  ['lancheng-office', 'lancheng', '澜城区双拥办', 'office', 'civil'],
  ['lancheng-group', 'lancheng', '澜城区双拥工作领导小组', 'group', 'civil'],
  ['lancheng-education', 'lancheng', '澜城区教育局', 'member', 'civil'],
  ['qinghe-office', 'qinghe', '青禾县双拥办', 'office', 'civil'],
  ['qinghe-education', 'qinghe', '青禾县教育局', 'member', 'civil'],
  ['station', 'lancheng-town', '东门街道退役军人服务站', 'station', 'civil'],
  ['village-station', 'lancheng-village', '东门社区退役军人服务站', 'station', 'civil'],
  ['qinghe-station', 'qinghe-town', '禾丰镇退役军人服务站', 'station', 'civil'],
] as const

const POSTS = [
  // key, unit, role, name
  ['office', 'office', 'office', '市双拥办综合岗'],
  ['office-second', 'office', 'office', '市双拥办督办岗'],
  ['leader', 'group', 'leader', '市双拥工作领导小组副组长'],
  ['education', 'education', 'liaison', '市教育局联络员'],
  ['finance', 'finance', 'liaison', '市财政局联络员'],
  ['transport', 'transport', 'liaison', '市交通运输局联络员'],
  ['troop-lan', 'troop-lan', 'troop', '驻澜某部联络员'],
  ['troop-cen', 'troop-cen', 'troop', '驻岑某部联络员'],
  ['lancheng-office', 'lancheng-office', 'office', '澜城区双拥办综合岗'],
  ['lancheng-leader', 'lancheng-group', 'leader', '澜城区双拥工作领导小组副组长'],
  ['lancheng-education', 'lancheng-education', 'liaison', '澜城区教育局联络员'],
  ['qinghe-office', 'qinghe-office', 'office', '青禾县双拥办综合岗'],
  ['qinghe-education', 'qinghe-education', 'liaison', '青禾县教育局联络员'],
  ['station', 'station', 'station', '东门街道服务站专干'],
  ['village-station', 'village-station', 'station', '东门社区服务站专干'],
  ['qinghe-station', 'qinghe-station', 'station', '禾丰镇服务站专干'],
  ['sysadmin', 'office', 'sysadmin', '系统管理员'],
  ['secadmin', 'office', 'secadmin', '安全管理员'],
  ['auditor', 'office', 'auditor', '审计管理员'],
] as const

export type RegionKey = (typeof REGIONS)[number][0]
export type UnitKey = (typeof UNITS)[number][0]
export type PostKey = (typeof POSTS)[number][0]

export type AuditedRow = { action: string; record: string; recordId: string; before: unknown; after: unknown }

export type World = {
  regions: Record<RegionKey, number>
  units: Record<UnitKey, number>
  posts: Record<PostKey, number>
  people: Record<PostKey, number>
}

const one = async (pool: pg.Pool, sql: string, values: unknown[]): Promise<number> =>
  (await pool.query<{ id: number }>(`${sql} returning id`, values)).rows[0]?.id as number

/** Notes each closed value that is sealed, for the search of what the tests leave; words of help are working data in other cases. */
const noted = (closed: Closed): Closed => ({
  ...closed,
  seal: (text, place) => closed.seal(place.table.startsWith('help_') ? text : plant(text), place),
})

/** Lays the small city into an empty database; every post is held by one person whose login is the post's key. */
const layWorld = async (pool: pg.Pool): Promise<World> => {
  passwordHash ??= hashPassword(PASSWORD)
  const regions = {} as World['regions']
  const paths = {} as Record<RegionKey, string>
  let code = 990_000_000_000
  for (const [index, [key, parent, level, name]] of REGIONS.entries()) {
    const id = await one(
      pool,
      `insert into regions (code, name, short_name, level, parent_id, path, sort) values ($1, $2, $2, $3, $4, $5, $6)`,
      [String(code++), name, level, parent ? regions[parent] : null, `new ${index}`, index],
    )
    paths[key] = `${parent ? paths[parent] : ''}${id}.`
    regions[key] = id
    await pool.query('update regions set path = $1 where id = $2', [paths[key], id])
  }
  const units = {} as World['units']
  for (const [index, [key, region, name, kind, side]] of UNITS.entries()) {
    units[key] = await one(
      pool,
      'insert into units (region_id, name, short_name, kind, side, sort) values ($1, $2, $3, $4, $5, $6)',
      [regions[region], name, name.replace(/^市|^澜城区|^青禾县/, ''), kind, side, index],
    )
  }
  const posts = {} as World['posts']
  const people = {} as World['people']
  for (const [index, [key, unit, role, name]] of POSTS.entries()) {
    const region = UNITS.find(([unitKey]) => unitKey === unit)?.[1] as RegionKey
    posts[key] = await one(
      pool,
      'insert into posts (name, role, unit_id, region_id, sort) values ($1, $2, $3, $4, $5)',
      [name, role satisfies Role, units[unit], regions[region], index],
    )
    people[key] = await one(
      pool,
      'insert into people (login, name, password_hash, must_change_password) values ($1, $2, $3, false)',
      [key, `${name}甲`, await passwordHash],
    )
    await pool.query("insert into post_holders (post_id, person_id, from_on) values ($1, $2, '2020-01-01')", [
      posts[key],
      people[key],
    ])
  }
  await pool.query(
    `insert into impact_assessments (city_id, functions, what, necessity, risks, measures, assessed_by, assessed_on,
       post_id, person_id, made_at)
     values ($1, $2, '底册', '办理优抚', '泄露', '加密、遮盖、留痕', '市双拥办', '2026-01-05', $3, $4, '2026-01-05')`,
    [regions.city, SENSITIVE_FUNCTIONS, posts.office, people.office],
  )
  await pool.query('update sign_in_rules set needs_second_factor = false, needs_approval = false')
  return { regions, units, posts, people }
}

/**
 * `TEST_TWICE=1` sends every write that was done a second time under its key, which must answer the same, and one that names
 * the version it saw a third time without, which must be refused (prove/writes.test.ts).
 */
const isTwice = process.env.TEST_TWICE === '1'
/**
 * Sessions and what ends them bear no key; a verification tells how it stands now, each time; a record that waited on a phone
 * bears a key of its own in its body, and is told that it came earlier; what lets data out is let out anew, with its row.
 */
const ONCE = /^\/(session|join|setup|audit\/verifications|facts\/arrivals)|[/-](reveal|copy|sheet|paper)$/
type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

/**
 * `TEST_WRITES=FOLDER` notes every write that was done, one line each: method, path, how many audit rows bear its number.
 * prove/writes.test.ts judges them against the contract.
 */
const noteWrites = (app: FastifyInstance, pool: pg.Pool): void => {
  const folder = process.env.TEST_WRITES
  if (!folder) return
  const inject = app.inject.bind(app) as (request: InjectOptions) => Promise<LightMyRequestResponse>
  // What is sent again under its key is answered again, and does nothing.
  const keys = new Set<unknown>()
  app.inject = (async (request: InjectOptions) => {
    const answer = await inject(request)
    if ((request.method ?? 'GET') === 'GET' || answer.statusCode !== 200) return answer
    const key = request.headers?.['idempotency-key']
    if (key !== undefined && keys.has(key)) return answer
    keys.add(key)
    const { rows } = await pool.query<{ count: number }>(
      'select count(*)::int as count from audit_rows where request_id = $1',
      [answer.headers['x-request-id']],
    )
    appendFileSync(join(folder, String(process.pid)), `${request.method} ${request.url} ${rows[0]?.count}\n`)
    return answer
  }) as FastifyInstance['inject']
}

const expectSame = (what: string, first: Answer, second: Answer) => {
  const [one, two] = [first, second].map(({ status, body }) => JSON.stringify([status, body]))
  if (one !== two) throw new Error(`sent twice under one key, ${what} answers twice:\n${one}\n${two}`)
}

/** Whether a write names the version of the record that its sender saw. */
export const isVersioned = (body: unknown): boolean =>
  typeof (body as { version?: unknown } | null)?.version === 'number'

const expectRefused = (what: string, { status, body }: Answer) => {
  if (status !== 409 && status !== 404 && status !== 422)
    throw new Error(`${what} takes a version that is past: ${status} ${JSON.stringify(body)}`)
}

/** Calls the program as nobody or with a session cookie. */
const callerOf = (app: FastifyInstance, cookie: string): Caller => {
  const send = async (method: Method, path: string, body: unknown, key: string | undefined): Promise<Answer> => {
    const response = await app.inject({
      method,
      url: `/api${path}`,
      headers: { ...(cookie ? { cookie } : {}), ...(key ? { 'idempotency-key': key } : {}) },
      ...(body === undefined ? {} : { payload: body as object }),
    })
    const isJson = /[/+]json\b/.test(String(response.headers['content-type'] ?? ''))
    return {
      status: response.statusCode,
      body: isJson && response.body ? response.json() : response.body,
      headers: response.headers,
    }
  }
  const call = (method: Method) => async (path: string, body?: unknown, key?: string) => {
    if (!isTwice || method === 'GET' || key || ONCE.test(path)) return send(method, path, body, key)
    const once = randomUUID()
    const first = await send(method, path, body, once)
    if (first.status !== 200) return first
    expectSame(`${method} ${path}`, first, await send(method, path, body, once))
    if (isVersioned(body)) expectRefused(`${method} ${path}`, await send(method, path, body, undefined))
    return first
  }
  const headers = cookie ? { cookie } : {}
  return {
    get: call('GET'),
    post: call('POST'),
    put: call('PUT'),
    delete: call('DELETE'),
    upload: async (name, bytes, use, key) => {
      const boundary = 'tongxin-test-boundary'
      const start = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: application/octet-stream\r\n\r\n`
      const response = await app.inject({
        method: 'POST',
        url: `/api/files${use ? `?for=${use}` : ''}`,
        headers: {
          ...headers,
          ...(key ? { 'idempotency-key': key } : {}),
          'content-type': `multipart/form-data; boundary=${boundary}`,
        },
        payload: Buffer.concat([Buffer.from(start), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]),
      })
      return { status: response.statusCode, body: response.json(), headers: response.headers }
    },
    download: async (path, body) => {
      const request = body ? { method: 'POST' as const, payload: body } : { method: 'GET' as const }
      const response = await app.inject({ ...request, url: `/api${path}`, headers })
      return { status: response.statusCode, headers: response.headers, bytes: response.rawPayload }
    },
    cookie,
  }
}

export type TestHouse = {
  app: FastifyInstance
  house: House
  pool: pg.Pool
  /** Connection string of the owner. */
  url: string
  /** Its data folder: `files`, `tmp`, the anchors. */
  folder: string
  world: World
  /** What writes refusals down. */
  refusals: Refusals
  nobody: Caller
  /** Signs in as the person of a post of the small city (once; the session is kept). */
  as(post: PostKey): Promise<Caller>
  /** Audit rows of what was done: refusals leave rows too, which are not counted. */
  auditCount(): Promise<number>
  /** Audit rows under a condition, in their order, with the free words opened. */
  audited(where: string, values?: unknown[]): Promise<AuditedRow[]>
  close(): Promise<void>
}

/** What a test may bring along instead of what is made for it: keys, or a migrated database. */
type OwnParts = {
  /** Refusals of one person in a minute that stand apart in the audit. */
  refusedKinds?: number
  keyring?: Keyring
  database?: Awaited<ReturnType<typeof cloneDatabase>>
}

/** The whole program on a database of its own, on a fixed day (2026-07-14, a Tuesday), with the small city in it. */
export const openTestHouse = async (
  today = '2026-07-14',
  { keyring = newKeyring(), database: own, refusedKinds = 20, ...more }: Partial<MakeAppOptions> & OwnParts = {},
): Promise<TestHouse> => {
  const database = own ?? (await cloneDatabase())
  const folder = mkdtempSync(join(tmpdir(), 'tongxin-files-'))
  const calendar = await calendarKeeper(database.pool)
  const house: House = {
    pool: database.pool,
    clock: fixedClock(today),
    calendar,
    files: makeFileStore(diskBlobs(join(folder, 'files')), join(folder, 'tmp'), keyring),
    closed: noted(makeClosed(keyring)),
    seals: makeSeals(newAuditKey(), join(folder, 'audit-anchors.jsonl')),
  }
  const world = await layWorld(database.pool)
  const refusals = makeRefusals({ pool: database.pool, now: house.clock.now, mostKinds: refusedKinds }, () => undefined)
  const app = await makeApp(house, {
    sessionSecret: 'tests only, tests only, tests only, tests only',
    trustProxy: false,
    isSecure: false,
    uploadLimitBytes: 2 * 1024 * 1024,
    tmpDir: join(folder, 'tmp'),
    logLevel: process.env.TEST_LOG ?? 'silent',
    refusals,
    ...more,
  })
  await app.ready()
  noteWrites(app, database.pool)
  const nobody = callerOf(app, '')
  const signedIn = new Map<PostKey, Promise<Caller>>()
  const as = (post: PostKey): Promise<Caller> => {
    let caller = signedIn.get(post)
    if (!caller) {
      caller = nobody.post('/session', { login: post, password: PASSWORD }).then(({ status, body, headers }) => {
        if (status !== 200) throw new Error(`sign-in as ${post}: ${status} ${JSON.stringify(body)}`)
        return callerOf(app, String(headers['set-cookie']).split(';')[0] as string)
      })
      signedIn.set(post, caller)
    }
    return caller
  }
  return {
    app,
    house,
    pool: database.pool,
    url: database.url,
    folder,
    world,
    refusals,
    nobody,
    as,
    audited: async (where, values = []) => {
      const { rows } = await database.pool.query<AuditedRow>(
        `select action, record, record_id as "recordId", before, after from audit_rows where ${where} order by id`,
        values,
      )
      return systemTransaction(database.pool, (tx) => openWords(tx, keyring, rows))
    },
    auditCount: async () =>
      Number(
        (await database.pool.query("select count(*)::int as count from audit_rows where action not like 'refused.%'"))
          .rows[0].count,
      ),
    close: async () => {
      await app.close()
      const clear = clearUnder(folder, plantedHere())
      await database.drop()
      rmSync(folder, { recursive: true, force: true })
      if (clear.length > 0)
        throw new Error(`closed values lie in clear in the files of the program: ${clear.join('; ')}`)
    },
  }
}
