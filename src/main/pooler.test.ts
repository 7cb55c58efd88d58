import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findProgram, freePort, newFolder, rights } from '../../bin/own-postgres.mjs'
import { sealAll } from '../platform/audit/seals.ts'
import { migrate } from '../platform/db/migrate.ts'
import { listenPast } from '../platform/db/signals.ts'
import { openPool } from '../platform/db/transaction.ts'
import { runJobs } from '../platform/jobs/index.ts'
import { liveHub } from '../platform/notices/live.ts'
import { makeApp } from './app.ts'
import { policiesSql } from './permissions.ts'
import { openTestHouse, type PostKey, type TestHouse } from './testing.ts'

/**
 * The program behind pgbouncer in transaction mode with four sessions for all: each transaction may run in another session, and a
 * setting, lock or statement that outlived its transaction would meet somebody else's. Skipped, and told, where there is none.
 */
const program = findProgram('pgbouncer')
if (!program) process.stderr.write('pgbouncer is not on this machine: the tests behind a pooler are skipped.\n')

let house: TestHouse
let app: FastifyInstance
let pooled: pg.Pool
let pooler: ChildProcess
let folder: string

const startPooler = async (server: URL): Promise<string> => {
  folder = newFolder('tongxin-pooler-')
  const port = await freePort()
  const { uid, gid } = rights()
  const write = (name: string, text: string): string => {
    const path = join(folder, name)
    writeFileSync(path, text, { mode: 0o600 })
    if (uid !== undefined && gid !== undefined) chownSync(path, uid, gid)
    return path
  }
  const users = write('users.txt', `"${server.username}" "${decodeURIComponent(server.password)}"\n`)
  const settings = write(
    'pooler.ini',
    `[databases]
* = host=${server.hostname} port=${server.port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = ${users}
pool_mode = transaction
default_pool_size = 4
max_client_conn = 200
server_reset_query =
logfile = ${join(folder, 'pooler.log')}
`,
  )
  pooler = spawn(program as string, [settings], { ...rights(), cwd: folder, stdio: 'ignore' })
  const through = new URL(server)
  through.port = String(port)
  for (let left = 200; left > 0; left -= 1) {
    const client = new pg.Client({ connectionString: through.toString() })
    client.on('error', () => undefined)
    const isUp = await client.connect().then(
      () => true,
      () => false,
    )
    await client.end().catch(() => undefined)
    if (isUp) return through.toString()
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('the pooler did not start')
}

describe.skipIf(!program)('behind a transaction pooler', () => {
  beforeAll(async () => {
    house = await openTestHouse()
    pooled = openPool(await startPooler(new URL(house.url)), 20)
    listenPast(pooled, house.url)
    app = await makeApp(
      { ...house.house, pool: pooled },
      {
        sessionSecret: 'tests only, tests only, tests only, tests only',
        trustProxy: false,
        isSecure: false,
        uploadLimitBytes: 1024 * 1024,
        tmpDir: join(house.folder, 'tmp'),
        logLevel: 'silent',
      },
    )
    await app.ready()
  })
  afterAll(async () => {
    await app?.close()
    await pooled?.end()
    if (pooler) {
      pooler.kill('SIGINT')
      await once(pooler, 'exit')
    }
    if (folder) rmSync(folder, { recursive: true, force: true })
    await house?.close()
  })

  const call = async (post: PostKey, method: 'GET' | 'POST', path: string, payload?: object) => {
    const { cookie } = await house.as(post)
    const answer = await app.inject({
      method,
      url: `/api${path}`,
      headers: { cookie },
      ...(payload ? { payload } : {}),
    })
    return { status: answer.statusCode, body: answer.json() }
  }

  test('fifty requests at once of posts that see different things: each sees its own, and every write is there once', async () => {
    const task = (no: number) => ({
      category: 'family',
      title: `入学窗口第${no}号`,
      body: '',
      leadUnitId: house.world.units[no % 2 === 0 ? 'education' : 'finance'],
      fileIds: [],
    })
    const raised = await Promise.all(
      Array.from({ length: 20 }, (_, no) => call('office', 'POST', '/matters/tasks', task(no))),
    )
    expect(raised.map(({ status }) => status)).toEqual(raised.map(() => 200))
    const posts = ['office', 'education', 'finance', 'transport', 'qinghe-office'] as const
    const seen = { office: 20, education: 10, finance: 10, transport: 0, 'qinghe-office': 0 }
    const lists = await Promise.all(
      Array.from({ length: 50 }, async (_, no) => {
        const post = posts[no % posts.length] as (typeof posts)[number]
        return { post, total: (await call(post, 'GET', '/matters')).body.total }
      }),
    )
    expect(lists).toEqual(lists.map(({ post }) => ({ post, total: seen[post] })))
    const { rows } = await house.pool.query(
      "select count(*)::int as matters, count(distinct title)::int as titles from matter_texts where title like '入学窗口第%'",
    )
    expect(rows[0]).toEqual({ matters: 20, titles: 20 })
  })

  test('outside a request no session keeps the role or the scope of one', async () => {
    const looks = await Promise.all(
      Array.from({ length: 12 }, () =>
        pooled.query<{ role: string; post: string | null }>(
          "select current_user::text as role, nullif(current_setting('tx.post', true), '') as post, pg_sleep(0.02)",
        ),
      ),
    )
    for (const { rows } of looks) expect(rows[0]).toMatchObject({ role: new URL(house.url).username, post: null })
  })

  test('migrations, seals and jobs keep their locks within a transaction', async () => {
    await Promise.all([migrate(pooled, policiesSql()), migrate(pooled, policiesSql())])
    const written = await house.auditCount()
    let sealed = 0
    // Other tests on the same server hold the newest rows back for as long as their transactions last.
    while (sealed < written) {
      const each = await Promise.all([1, 2, 3].map(() => sealAll(house.house.seals, pooled, new Date())))
      sealed += each.reduce((sum, one) => sum + one, 0)
      if (sealed < written) await new Promise((resolve) => setTimeout(resolve, 25))
    }
    expect(sealed).toBe(written)
    let [atOnce, most] = [0, 0]
    const job = {
      name: 'alone',
      run: async () => {
        atOnce += 1
        most = Math.max(most, atOnce)
        await new Promise((resolve) => setTimeout(resolve, 50))
        atOnce -= 1
      },
    }
    const ran = await Promise.all([1, 2, 3, 4].map(() => runJobs(pooled, [job], () => undefined)))
    expect(ran.filter(Boolean).length).toBeGreaterThan(0)
    expect(most).toBe(1)
    const { rows } = await house.pool.query(
      "select 1 from pg_locks where locktype = 'advisory' and database is not null",
    )
    expect(rows).toEqual([])
  })

  test('live news comes past the pooler', async () => {
    let stop = (): void => undefined
    const heard = new Promise<boolean>((resolve) => {
      stop = liveHub(pooled).listen(house.world.posts.education, () => resolve(true))
    })
    await expect
      .poll(() => {
        liveHub(house.pool).announce([house.world.posts.education])
        return Promise.race([heard, new Promise((resolve) => setTimeout(resolve, 200, false))])
      })
      .toBe(true)
    stop()
  })
})
