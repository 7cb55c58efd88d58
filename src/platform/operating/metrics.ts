import { createServer, type Server } from 'node:http'
import type pg from 'pg'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Standby } from '../db/standby.ts'
import { CHECKS } from './alarms.ts'
import type { Health } from './health.ts'

/** What the running process counts of itself, in the text form of Prometheus. Labels name routes and checks, never people. */
export type Metrics = {
  request(method: string, route: string, status: number, seconds: number): void
  jobFailed(job: string): void
  slowQuery(): void
  /** A refusal whose audit row could not be written at once. */
  refusalLost(): void
  text(): Promise<string>
}

const STATES = { ok: 0, alarm: 1, failed: 2 } as const

export const makeMetrics = (health: Health, pool: pg.Pool, standby?: Standby): Metrics => {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry, prefix: 'tongxin_' })
  const requests = new Histogram({
    name: 'tongxin_http_request_duration_seconds',
    help: 'Requests by method, route template and status',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers,
  })
  const failedJobs = new Counter({
    name: 'tongxin_job_failures_total',
    help: 'Runs of a job that failed',
    labelNames: ['job'],
    registers,
  })
  const slow = new Counter({
    name: 'tongxin_slow_queries_total',
    help: 'Statements slower than SLOW_QUERY_MS',
    registers,
  })
  const lost = new Counter({
    name: 'tongxin_refusals_unrecorded_total',
    help: 'Attempts to write a refusal down that failed',
    registers,
  })
  const connections = new Gauge({
    name: 'tongxin_database_connections',
    help: 'Connections of the pools: in use, idle, and requests waiting for one',
    labelNames: ['pool', 'state'],
    registers,
  })
  const states = new Gauge({
    name: 'tongxin_check_state',
    help: 'State of each check: 0 ok, 1 alarm, 2 failed',
    labelNames: ['check'],
    registers,
  })
  const figures = new Gauge({
    name: 'tongxin_check_figure',
    help: 'What a check was judged by: seconds (sealer, backup, clock), bytes free (disk), 1 or 0 (database, anchors)',
    labelNames: ['check'],
    registers,
  })
  const ready = new Gauge({ name: 'tongxin_ready', help: 'Whether /ready answers 200', registers })

  const figuresRead = new Gauge({
    name: 'tongxin_figures_read',
    help: 'Readings of figures since the start, by the server that told them',
    labelNames: ['server'],
    registers,
  })

  const measure = async () => {
    for (const [server, count] of Object.entries(standby?.counts() ?? {})) figuresRead.set({ server }, count)
    for (const [name, one] of [
      ['primary', pool],
      ['standby', standby?.pool],
    ] as const) {
      if (!one) continue
      connections.set({ pool: name, state: 'idle' }, one.idleCount)
      connections.set({ pool: name, state: 'busy' }, one.totalCount - one.idleCount)
      connections.set({ pool: name, state: 'waiting' }, one.waitingCount)
    }
    const checks = await health.look()
    for (const name of CHECKS) {
      const check = checks.find((one) => one.name === name)
      if (check) states.set({ check: name }, STATES[check.state])
      else states.remove({ check: name })
      if (check && check.figure !== null) figures.set({ check: name }, check.figure)
      else figures.remove({ check: name })
    }
    ready.set(!health.isStopping() && checks.every(({ state }) => state !== 'failed') ? 1 : 0)
  }

  return {
    request: (method, route, status, seconds) => requests.observe({ method, route, status }, seconds),
    jobFailed: (job) => failedJobs.inc({ job }),
    slowQuery: () => slow.inc(),
    refusalLost: () => lost.inc(),
    text: async () => {
      await measure()
      return registry.metrics()
    },
  }
}

/** Serves the metrics on a port of loopback: whoever gathers them runs on this machine or comes through a proxy there. */
export const serveMetrics = async (metrics: Metrics, port: number): Promise<() => Promise<void>> => {
  const server: Server = createServer((request, response) => {
    if (request.method !== 'GET' || request.url !== '/metrics') {
      response.writeHead(404).end()
      return
    }
    metrics.text().then(
      (text) => response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }).end(text),
      () => response.writeHead(500).end(),
    )
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port, host: '127.0.0.1' }, resolve)
  })
  return () =>
    new Promise((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
}
