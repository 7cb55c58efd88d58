import { existsSync, mkdirSync } from 'node:fs'
import { request as ask, createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, expect, test } from 'vitest'
import { freePort, type Throwaway } from '../bin/own-postgres.mjs'
import { ownServer } from '../src/main/own-server.fixture.ts'
import { secretOf } from './first-office.ts'
import { clearAway, launch, newDataDir, openCaller, type Program, untilThat } from './program.ts'

/** Two processes on one database behind a proxy, restarted one after the other while people work. */

const folders: string[] = []
let server: Throwaway | undefined
let proxy: Server | undefined
afterAll(async () => {
  proxy?.closeAllConnections()
  proxy?.close()
  await clearAway(folders)
  await server?.stop()
})

/** A proxy as an office would run it: asks each process ten times a second whether it is ready, and sends on to those in turn. */
const openProxy = async (ports: number[]): Promise<{ address: string; server: Server }> => {
  const isReady = new Map(ports.map((port) => [port, false]))
  const look = setInterval(() => {
    for (const port of ports)
      fetch(`http://127.0.0.1:${port}/ready`, { signal: AbortSignal.timeout(2_000) }).then(
        ({ ok }) => isReady.set(port, ok),
        () => isReady.set(port, false),
      )
  }, 100)
  let turn = 0
  const made = createServer((request, response) => {
    const open = ports.filter((port) => isReady.get(port))
    turn += 1
    const port = open[turn % Math.max(open.length, 1)]
    if (port === undefined) return void response.writeHead(502).end('{}')
    const on = ask(
      { host: '127.0.0.1', port, method: request.method, path: request.url, headers: request.headers, agent: false },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(response)
      },
    )
    on.on('error', () => response.headersSent || response.writeHead(502).end('{}'))
    request.pipe(on)
  })
  made.on('close', () => clearInterval(look))
  await new Promise<void>((resolve) => made.listen(0, '127.0.0.1', resolve))
  return { address: `http://127.0.0.1:${(made.address() as AddressInfo).port}`, server: made }
}

const isUp = (program: Program) => () =>
  fetch(`${program.address}/ready`).then(
    ({ ok }) => ok,
    () => false,
  )

test('B07 two processes of one database are restarted in turn under load: no request fails, one session serves both', async () => {
  server = await ownServer({ fsync: 'off' })
  const shared = newDataDir()
  folders.push(shared)
  mkdirSync(join(shared, 'files'))
  const settings = (metricsPort: number) => ({
    DATABASE_URL: server?.url ?? '',
    FILES_DIR: join(shared, 'files'),
    SESSION_SECRET: join(shared, 'session-secret'),
    AUDIT_KEY: join(shared, 'audit-key.pem'),
    AUDIT_ANCHORS: join(shared, 'anchors.jsonl'),
    CLOSED_KEYS: join(shared, 'closed-keys.json'),
    ROOT_KEY: join(shared, 'root-key'),
    STOP_WAIT_SECONDS: '1',
    METRICS_PORT: String(metricsPort),
  })
  const ports = [await freePort(), await freePort()] as const
  const dirs = ports.map(() => newDataDir())
  folders.push(...dirs)
  const metrics = [await freePort(), await freePort()]
  const start = async (no: 0 | 1): Promise<Program> => {
    const program = launch(dirs[no] as string, ports[no], settings(metrics[no] as number))
    await untilThat(program, isUp(program))
    return program
  }
  const running: Program[] = [await start(0)]
  running.push(await start(1))

  // A third one that would sign sessions with another secret is told so and does not start.
  const stranger = newDataDir()
  folders.push(stranger)
  const third = launch(stranger, await freePort(), { ...settings(await freePort()), SESSION_SECRET: '' })
  await new Promise((resolve) => third.process.once('exit', resolve))
  expect(third.said()).toContain('SESSION_SECRET 不同')

  const door = await openProxy([...ports])
  proxy = door.server
  await expect.poll(() => fetch(`${door.address}/ready`).then(({ status }) => status)).toBe(200)
  // The one that laid the first contents wrote the secrets into its folder.
  const password =
    dirs
      .map((folder) => (existsSync(join(folder, '首次登录.txt')) ? secretOf(folder, 'sysadmin') : ''))
      .find((word) => word !== '') ?? ''
  const database = new pg.Client({ connectionString: server.url })
  database.on('error', () => undefined)
  await database.connect()
  await database.query('update people set must_change_password = false')
  await database.query('update sign_in_rules set needs_second_factor = false')
  const regionId = (await database.query('select min(id) as id from regions')).rows[0].id as number
  const caller = openCaller(door.address)
  expect((await caller('POST', '/session', { login: 'sysadmin', password })).status).toBe(200)

  const statuses = new Map<number, number>()
  let isOver = false
  let [asked, kept] = [0, 0]
  const unit = () => {
    asked += 1
    return { regionId, name: `第${asked}局`, shortName: `${asked}局`, kind: 'member', side: 'civil' }
  }
  const worker = async (no: number): Promise<void> => {
    while (!isOver) {
      const asked = no % 2 === 0 ? caller('GET', '/units') : caller('POST', '/units', unit())
      const { status } = await asked.catch(() => ({ status: 0 }))
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
      if (no % 2 === 1 && status === 200) kept += 1
    }
  }
  const workers = [0, 1, 2, 3].map(worker)
  for (const no of [0, 1] as const) {
    expect(await running[no]?.end('SIGTERM')).toBe(0)
    running[no] = await start(no)
    // The proxy looks again before the other one goes.
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
  isOver = true
  await Promise.all(workers)
  expect([...statuses.keys()]).toEqual([200])
  expect(kept).toBe(asked)
  const held = await database.query<{ count: number }>(
    `select count(*)::int as count from units u where name ~ '^第\\d+局$'
     and exists (select from audit_rows a where a.record = 'units' and a.record_id = u.id::text)`,
  )
  await database.end()
  expect(held.rows[0]?.count).toBe(kept)
  expect(kept).toBeGreaterThan(20)
  const text = await (await fetch(`http://127.0.0.1:${metrics[1]}/metrics`)).text()
  expect(text).toMatch(/route="\/api\/units",status="200"/)
  for (const program of running) expect(await program.end('SIGTERM')).toBe(0)
})
