import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { cloneDatabase } from '../db/testing.ts'
import { openPool } from '../db/transaction.ts'
import { slowQueries } from './slow.ts'

const LIMIT_MS = 40
let database: Awaited<ReturnType<typeof cloneDatabase>>
let pool: ReturnType<typeof openPool>
const told: { text: string; ms: number }[] = []
const slow = slowQueries(LIMIT_MS)
beforeAll(async () => {
  database = await cloneDatabase()
  pool = openPool(database.url, 1, slow.watch)
  slow.tell((text, ms) => told.push({ text, ms }))
  await pool.query('select 1')
})
beforeEach(() => {
  told.length = 0
})
afterAll(async () => {
  await pool?.end()
  await database?.drop()
})

test('a statement slower than the limit is told with its time, and without a value, written into it or beside it', async () => {
  await pool.query("select pg_sleep($1::float8), 'it''s 罗某 10012340001' as a,\n  $2::text as b", [
    0.06,
    '10099990000',
  ])
  expect(told).toEqual([{ text: "select pg_sleep($1::float8), '…' as a, $2::text as b", ms: expect.any(Number) }])
  expect(told[0]?.ms).toBeGreaterThanOrEqual(LIMIT_MS)
})

test('a statement inside a transaction is told as one of the pool is', async () => {
  const client = await pool.connect()
  await client.query('begin')
  await client.query('select pg_sleep(0.06)')
  await client.query('rollback')
  client.release()
  expect(told.map(({ text }) => text)).toEqual(['select pg_sleep(0.06)'])
})

test('a slow statement that fails is told too; a long one is cut', async () => {
  const broken = `select pg_sleep(0.06), ${Array.from({ length: 900 }, (_, at) => `${at} as c${at}`).join(', ')}, 1 / (now() is null)::int`
  await expect(pool.query(broken)).rejects.toThrow(/zero/)
  expect(told).toHaveLength(1)
  expect(told[0]?.text).toHaveLength(2_000)
})

test('with a limit of nothing no statement is timed', () => {
  expect(slowQueries(0).watch).toBeUndefined()
})
