import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort } from '../../bin/own-postgres.mjs'
import { newAuditKey } from '../platform/audit/keys.ts'
import { makeSeals } from '../platform/audit/seals.ts'
import { openPool } from '../platform/db/transaction.ts'
import { type Health, makeHealth } from '../platform/operating/health.ts'
import { type Metrics, makeMetrics, serveMetrics } from '../platform/operating/metrics.ts'
import { sealEveryRow } from './sealing.fixture.ts'
import { openTestHouse, type TestHouse } from './testing.ts'

let house: TestHouse
let metrics: Metrics
const lines: string[] = []
const folder = mkdtempSync(join(tmpdir(), 'tongxin-operating-'))
const seals = makeSeals(newAuditKey(), join(folder, 'anchors.jsonl'))
let now = Date.now()
let health: Health
let wanted: () => Health = () => health

beforeAll(async () => {
  // The health of the running program is asked for through whatever a test puts in its place.
  const asked: Health = {
    look: () => wanted().look(),
    stop: () => wanted().stop(),
    isStopping: () => wanted().isStopping(),
  }
  const none = openPool('postgres://nobody@127.0.0.1:1/none', 1)
  metrics = makeMetrics(asked, none)
  house = await openTestHouse('2026-07-14', {
    health: asked,
    metrics,
    logLevel: 'info',
    logTo: { write: (line) => void lines.push(line) },
  })
  await none.end()
  health = makeHealth({ pool: house.pool, seals, dataDir: folder, now: () => now, keepMs: 0 })
})
afterAll(async () => {
  await house?.close()
  rmSync(folder, { recursive: true, force: true })
})

const ready = async () => {
  const answer = await house.app.inject('/ready')
  return { status: answer.statusCode, body: answer.json(), headers: answer.headers }
}

test('O04 /health says that the process lives, /ready that it can work, and neither tells a figure', async () => {
  expect((await house.app.inject('/health')).json()).toEqual({ status: 'ok' })
  expect(await ready()).toMatchObject({
    status: 200,
    body: {
      status: 'ready',
      checks: { database: 'ok', migrations: 'ok', sealer: 'ok', anchors: 'ok', backup: 'ok', clock: 'ok' },
    },
  })
})

test('O04 whoever asks from another machine is told whether it is ready, and not what is amiss', async () => {
  const { statusCode, body } = await house.app.inject({ url: '/ready', remoteAddress: '192.0.2.7' })
  expect([statusCode, JSON.parse(body)]).toEqual([200, { status: 'ready', checks: {} }])
})

test('O04 each thing that breaks is seen at the next look', async () => {
  const stateOf = async (check: string) => (await ready()).body.checks[check]
  await (await house.as('office')).post('/matters/tasks', {
    category: 'family',
    title: '入学窗口',
    body: '',
    leadUnitId: house.world.units.education,
    fileIds: [],
  })
  // Rows of the fixed day wait; by the clock of the machine they are as old as the days between.
  now = Date.parse('2026-07-14T01:00:00Z') + 3_600_000
  // What could not be sealed yet is no fault of the sealer: a transaction of another file on this server may hold them back.
  await expect.poll(() => stateOf('sealer'), { timeout: 30_000 }).toBe('alarm')
  expect(await stateOf('clock')).toBe('alarm')
  await sealEveryRow(seals, house.pool, new Date())
  expect(await stateOf('sealer')).toBe('ok')
  await seals.anchor(house.pool, new Date())
  now = Date.now()
  expect(await stateOf('anchors')).toBe('ok')
  await house.pool.query('alter table audit_seals disable trigger user; delete from audit_seals')
  expect(await stateOf('anchors')).toBe('alarm')
  await house.pool.query(`insert into settings (key, value) values ('city-mode', '{"kind": "real"}')`)
  expect(await stateOf('backup')).toBe('alarm')
  await house.pool.query("insert into settings (key, value) values ('last-backup', jsonb_build_object('at', now()))")
  expect(await stateOf('backup')).toBe('ok')
  now += 27 * 3_600_000
  expect(await stateOf('backup')).toBe('alarm')
  now = Date.now()
  await house.pool.query("insert into schema_migrations (name) values ('9999_of-tomorrow')")
  expect(await ready()).toMatchObject({ status: 503, body: { status: 'not-ready', checks: { migrations: 'failed' } } })
  await house.pool.query("delete from schema_migrations where name = '9999_of-tomorrow'")
  expect((await ready()).status).toBe(200)
})

test('O04 D12 a database that is away is told by /ready within its limit', async () => {
  const away = openPool('postgres://nobody@127.0.0.1:1/none', 1)
  const gone = makeHealth({ pool: away, seals, dataDir: folder, limitMs: 500 })
  wanted = () => gone
  expect(await ready()).toMatchObject({ status: 503, body: { checks: { database: 'failed' } } })
  const text = await metrics.text()
  expect(text).toMatch(/tongxin_check_state\{check="database"\} 2/)
  expect(text).toMatch(/tongxin_ready 0/)
  wanted = () => health
  await away.end()
})

test('the log has a line for each request with its number, and no address, value or name', async () => {
  lines.length = 0
  const office = await house.as('office')
  const { body: units } = await office.get('/units')
  expect(units).toBeDefined()
  // Of a field that the endpoint does not name no more is told than of one that it does.
  const unnamed = await office.get(`/matters/999999?note=${encodeURIComponent('李某某13800000000')}`)
  expect(unnamed.status).toBe(422)
  lines.length = 0
  await office.get(`/matters?q=${encodeURIComponent('李某某13800000000')}`)
  const answer = await office.get('/matters/999999')
  expect(answer.status).toBe(404)
  const told = lines.map((line) => JSON.parse(line)).find(({ route }) => route === '/api/matters/{id}')
  expect(told).toMatchObject({ method: 'GET', status: 404, post: house.world.posts.office, msg: 'request' })
  expect(told.ms).toBeGreaterThan(0)
  expect(told.reqId).toBe(answer.headers['x-request-id'])
  expect(lines.join('')).not.toMatch(/999999|13800000000|%E6|李某某/)
})

test('O04 the system administrator reads each check in words, what needs him first, and nobody else may', async () => {
  const { status, body } = await (await house.as('sysadmin')).get('/operating-state')
  expect(status).toBe(200)
  // The servers of the tests keep nothing on the disk, and a real city on such a one is told that it is none.
  expect(body.standing).toBe('doubted')
  expect(body.checks).toContainEqual(expect.objectContaining({ name: 'durable', state: 'alarm' }))
  const states = body.checks.map(({ state }: { state: string }) => state)
  expect(states).toEqual([...states].sort())
  expect(body.checks).toContainEqual({
    name: 'anchors',
    state: 'alarm',
    told: expect.stringContaining('审计管理员在“留痕—完整性”查验'),
  })
  expect(body.checks.at(-1).state).toBe('ok')
  expect((await (await house.as('office')).get('/operating-state')).status).toBe(403)
})

test('the metrics count requests by template, and stand on a port of loopback', async () => {
  const port = await freePort()
  const close = await serveMetrics(metrics, port)
  try {
    const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
    expect(text).toMatch(/duration_seconds_count\{method="GET",route="\/api\/matters\/\{id\}",status="404"\} 1/)
    expect(text).toMatch(/tongxin_check_figure\{check="disk"\} \d+/)
    expect(text).toMatch(/tongxin_database_connections\{pool="primary",state="idle"\} \d+/)
    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(404)
  } finally {
    await close()
  }
})

test('B07 a stop is told by /ready first, and connections are not kept', async () => {
  const stopping = makeHealth({ pool: house.pool, seals, dataDir: folder })
  wanted = () => stopping
  stopping.stop()
  expect(await ready()).toMatchObject({ status: 503, body: { status: 'stopping' }, headers: { connection: 'close' } })
  const answer = await house.app.inject('/api/health')
  expect(answer).toMatchObject({ statusCode: 200, headers: { connection: 'close' } })
  wanted = () => health
})
