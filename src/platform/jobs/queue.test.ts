import type pg from 'pg'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { cloneDatabase } from '../db/testing.ts'
import { rawQuery, systemTransaction } from '../db/transaction.ts'
import { Problem, problems } from '../problem.ts'
import { enqueue, type JobKind, makeQueue, type Run } from './queue.ts'

let database: Awaited<ReturnType<typeof cloneDatabase>>
let pool: pg.Pool
beforeAll(async () => {
  database = await cloneDatabase()
  pool = database.pool
  await pool.query('create table effects (job bigint not null)')
})
afterAll(() => database?.drop())
beforeEach(async () => {
  now = Date.parse('2026-07-14T01:00:00Z')
  await pool.query('truncate queued_jobs, effects')
})

let now: number
const later = (ms: number) => {
  now += ms
}
const instant = () => new Date(now).toISOString()
const lay = (more: { key?: string; mostAttempts?: number } = {}) =>
  systemTransaction(pool, (tx) =>
    enqueue(tx, { kind: 'trial', mostAttempts: 3, now: instant(), ...more }),
  ) as Promise<number>
const rowOf = async (id: number) => (await pool.query('select * from queued_jobs where id = $1', [id])).rows[0]
const effects = async (): Promise<number> => (await pool.query('select count(*)::int as n from effects')).rows[0].n

/** A job that writes one row when it is done. */
const writing = (work: (run: Run<unknown>) => Promise<void> = async () => undefined): JobKind => ({
  kind: 'trial',
  mostAttempts: 3,
  run: async (run) => {
    await work(run)
    return {
      result: { attempt: run.attempt },
      effect: async (tx) => {
        await tx.executeQuery(rawQuery(`insert into effects values (${run.id})`))
      },
    }
  },
})
const queueOf = (kind: JobKind, errors: unknown[] = []) =>
  makeQueue(pool, {
    kinds: [kind],
    now: () => new Date(now),
    beatMs: 10,
    leaseMs: 60_000,
    onError: (_kind, error) => errors.push(error),
  })

test('a job runs once, its effect and its end in one transaction', async () => {
  const id = await lay()
  const queue = queueOf(writing(async ({ progress }) => progress(0.5, '过半')))
  expect(await queue.work()).toBe(true)
  expect(await queue.work()).toBe(false)
  expect(await rowOf(id)).toMatchObject({
    state: 'done',
    attempts: 1,
    share: 1,
    result: { attempt: 1 },
    ended_at: instant(),
  })
  expect(await effects()).toBe(1)
})

test('of one key there is one job', async () => {
  expect(await lay({ key: 'backup:2026-07-14' })).toBeGreaterThan(0)
  expect(await lay({ key: 'backup:2026-07-14' })).toBeNull()
})

test('one that fails is tried again after a while, longer each time, and is dead after its last try, with the reason', async () => {
  const id = await lay()
  const errors: unknown[] = []
  const queue = queueOf(
    writing(async () => {
      throw new Problem(problems['disk-full'])
    }),
    errors,
  )
  const waits: number[] = []
  for (let attempt = 1; attempt <= 3; attempt++) {
    expect(await queue.work()).toBe(true)
    const row = await rowOf(id)
    if (row.state === 'waiting') {
      waits.push(Date.parse(row.run_at) - now)
      expect(await queue.work()).toBe(false)
      later(Date.parse(row.run_at) - now)
    }
  }
  expect(waits).toEqual([30_000, 60_000])
  expect(await rowOf(id)).toMatchObject({ state: 'dead', attempts: 3, fault: problems['disk-full'].detail })
  expect(errors).toHaveLength(3)
  expect(await effects()).toBe(0)
})

test('the words of a bug stay in the log', async () => {
  const id = await lay({ mostAttempts: 1 })
  await queueOf(
    writing(async () => {
      throw new Error('select * from people')
    }),
  ).work()
  expect((await rowOf(id)).fault).toMatch(/^程序出错/)
})

test('several processes at one queue: each job is run by one of them', async () => {
  for (let index = 0; index < 12; index++) await lay()
  const queues = Array.from({ length: 4 }, () => queueOf(writing()))
  await Promise.all(
    queues.map(async ({ work }) => {
      while (await work());
    }),
  )
  const { rows } = await pool.query('select job, count(*)::int as times from effects group by job')
  expect(rows).toHaveLength(12)
  expect(rows.every(({ times }) => times === 1)).toBe(true)
})

test('a process that fell silent loses its job: another finishes it, and what comes late has no effect', async () => {
  const id = await lay()
  let wake: () => void = () => undefined
  const asleep = new Promise<void>((done) => {
    wake = done
  })
  // Its beats come to nothing, as of a process that hangs.
  const silent = makeQueue(pool, {
    kinds: [writing(() => asleep)],
    now: () => new Date(now),
    beatMs: 3_600_000,
    leaseMs: 60_000,
    onError: () => undefined,
  })
  const hanging = silent.work()
  await vi.waitFor(async () => expect((await rowOf(id)).state).toBe('running'))
  const other = queueOf(writing())
  expect(await other.work()).toBe(false)
  later(60_001)
  expect(await other.work()).toBe(true)
  wake()
  await hanging
  expect(await rowOf(id)).toMatchObject({ state: 'done', attempts: 2 })
  expect(await effects()).toBe(1)
})

test('one whose every run ends the process is dead and is not begun for ever', async () => {
  const id = await lay()
  await pool.query(
    "update queued_jobs set state = 'running', attempts = 3, lease = gen_random_uuid(), lease_until = $1 where id = $2",
    [new Date(now - 1).toISOString(), id],
  )
  await queueOf(writing()).work()
  expect(await rowOf(id)).toMatchObject({ state: 'dead', fault: expect.stringContaining('中断') })
  expect(await effects()).toBe(0)
})

test('one that is cancelled while it runs ends at its next step, without an effect', async () => {
  const id = await lay()
  const queue = queueOf(
    writing(async ({ signal }) => {
      await pool.query('update queued_jobs set cancel_asked_at = now() where id = $1', [id])
      await vi.waitFor(() => expect(signal.aborted).toBe(true))
      signal.throwIfAborted()
    }),
  )
  await queue.work()
  expect(await rowOf(id)).toMatchObject({ state: 'cancelled', lease: null })
  expect(await effects()).toBe(0)
})

test('one that is cancelled just before its end has no effect either', async () => {
  const id = await lay()
  const queue = makeQueue(pool, {
    kinds: [
      writing(async () => {
        await pool.query('update queued_jobs set cancel_asked_at = now() where id = $1', [id])
      }),
    ],
    now: () => new Date(now),
    beatMs: 3_600_000,
    onError: () => undefined,
  })
  await queue.work()
  expect(await rowOf(id)).toMatchObject({ state: 'cancelled' })
  expect(await effects()).toBe(0)
})

test('a stop of the program gives the job back, and that try does not count', async () => {
  const id = await lay()
  const queue = queueOf(
    writing(async ({ signal }) => {
      await new Promise((done) => signal.addEventListener('abort', done))
      signal.throwIfAborted()
    }),
  )
  const stop = queue.start()
  await vi.waitFor(async () => expect((await rowOf(id)).state).toBe('running'))
  await stop()
  expect(await rowOf(id)).toMatchObject({ state: 'waiting', attempts: 0 })
  await queueOf(writing()).work()
  expect(await rowOf(id)).toMatchObject({ state: 'done' })
})

test('how far it is can be seen while it runs', async () => {
  const id = await lay()
  let end: () => void = () => undefined
  const queue = queueOf(
    writing(async ({ progress }) => {
      progress(0.25, '正在备份数据库')
      await new Promise<void>((done) => {
        end = done
      })
    }),
  )
  const working = queue.work()
  await vi.waitFor(async () => expect(await rowOf(id)).toMatchObject({ share: 0.25, note: '正在备份数据库' }))
  end()
  await working
})

test('B01 a backup is made while an import stands: a lane of its own waits for no other', async () => {
  let end: () => void = () => undefined
  const standing = writing(
    () =>
      new Promise((done) => {
        end = done
      }),
  )
  const queue = makeQueue(pool, {
    kinds: [standing, { ...writing(), kind: 'backup', lane: 'backup' }],
    now: () => new Date(now),
    everyMs: 10,
    onError: () => undefined,
  })
  const first = await lay()
  const stop = queue.start()
  await vi.waitFor(async () => expect((await rowOf(first)).state).toBe('running'))
  const second = await lay()
  const backup = (await systemTransaction(pool, (tx) =>
    enqueue(tx, { kind: 'backup', mostAttempts: 3, now: instant() }),
  )) as number
  await vi.waitFor(async () => expect((await rowOf(backup)).state).toBe('done'), { timeout: 30_000 })
  expect((await rowOf(first)).state).toBe('running')
  // Of one lane one at a time.
  expect((await rowOf(second)).state).toBe('waiting')
  end()
  await vi.waitFor(async () => expect((await rowOf(first)).state).toBe('done'), { timeout: 30_000 })
  await vi.waitFor(async () => expect((await rowOf(second)).state).toBe('running'), { timeout: 30_000 })
  const stopping = stop()
  end()
  await stopping
})
