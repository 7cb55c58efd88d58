import { createServer, connect as dial, type Server, type Socket } from 'node:net'
import type pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { watchDatabase } from './heartbeat.ts'
import { cloneDatabase } from './testing.ts'
import { openPool } from './transaction.ts'

/** A line to the database that can be made to swallow every byte, as a network does whose packets are dropped. */
const openLine = async (url: string) => {
  const { hostname, port } = new URL(url)
  const pairs = new Set<[Socket, Socket]>()
  let isDumb = false
  const server: Server = createServer((near) => {
    if (isDumb) near.pause()
    const far = dial(Number(port), hostname)
    const pair: [Socket, Socket] = [near, far]
    pairs.add(pair)
    const end = () => {
      near.destroy()
      far.destroy()
      pairs.delete(pair)
    }
    for (const socket of pair) socket.on('error', end).on('close', end)
    near.on('data', (bytes) => far.write(bytes))
    far.on('data', (bytes) => near.write(bytes))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const changed = new URL(url)
  changed.hostname = '127.0.0.1'
  changed.port = String((server.address() as { port: number }).port)
  return {
    url: changed.toString(),
    setDumb: (dumb: boolean) => {
      isDumb = dumb
      for (const socket of [...pairs].flat()) dumb ? socket.pause() : socket.resume()
    },
    close: () => {
      for (const socket of [...pairs].flat()) socket.destroy()
      server.close()
    },
  }
}

let database: Awaited<ReturnType<typeof cloneDatabase>>
let line: Awaited<ReturnType<typeof openLine>>
let pool: pg.Pool
let end: () => void
const told: boolean[] = []

beforeAll(async () => {
  database = await cloneDatabase()
  line = await openLine(database.url)
  pool = openPool(line.url, 3)
  end = watchDatabase(pool, (answers) => told.push(answers))
})
afterAll(async () => {
  end?.()
  await pool?.end()
  line?.close()
  await database?.drop()
})

const failureOf = (work: Promise<unknown>): Promise<string | undefined> =>
  work.then(
    () => undefined,
    (error: Error & { code?: string }) => error.code ?? error.message,
  )
const untilAnswers = async (): Promise<void> => {
  while ((await failureOf(pool.query('select 1'))) !== undefined) await new Promise((done) => setTimeout(done, 50))
}

test('D12 a server that falls silent is told to whoever waits for it, in a statement or for a connection, and heals by itself', async () => {
  const busy = await pool.connect()
  const others = [await pool.connect(), await pool.connect()]
  expect((await busy.query('select 1 as one')).rows).toEqual([{ one: 1 }])
  line.setDumb(true)
  // Three connections are out: one in a statement, and a fourth caller waits for one of them.
  const asked = failureOf(busy.query('select 2'))
  const waiting = failureOf(pool.connect())
  expect(await waiting).toBe('08006')
  expect(await asked).toBeDefined()
  expect(told).toEqual([false])
  for (const client of [busy, ...others]) client.release(true)
  // While it is silent nobody waits at all.
  expect(await failureOf(pool.query('select 3'))).toBe('08006')
  line.setDumb(false)
  await untilAnswers()
  expect(told).toEqual([false, true])
  expect(pool.totalCount).toBeLessThanOrEqual(3)
})

test('D12 a statement that takes longer than the patience is left alone while the server answers', async () => {
  expect(await failureOf(pool.query('select pg_sleep(6)'))).toBeUndefined()
  expect(told).toEqual([false, true])
})
