import type pg from 'pg'

/** Something the program does by itself; run twice on one day it does nothing twice. */
export type Job = { name: string; run(): Promise<unknown> }

// Any number that nothing else in the database locks.
const LOCK = 7_026_001
/** Of jobs that must not wait until the others are done. */
export const WATCH_LOCK = 7_026_011

/**
 * Runs the jobs once, one after the other, unless another process of the same database is at it. A job that fails is
 * told and does not hold up the others; once `isStopped`, those that are left wait for the next round. Answers whether this
 * process ran them.
 */
export const runJobs = async (
  pool: pg.Pool,
  jobs: readonly Job[],
  onError: (job: string, error: unknown) => void,
  { lock = LOCK, isStopped = () => false }: { lock?: number | undefined; isStopped?: () => boolean } = {},
): Promise<boolean> => {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    // Of a transaction, so that a pooler which gives every transaction another session may stand between.
    await client.query('begin')
    const { rows } = await client.query<{ mine: boolean }>('select pg_try_advisory_xact_lock($1) as mine', [lock])
    if (!rows[0]?.mine) {
      await client.query('rollback')
      return false
    }
    for (const { name, run } of jobs) {
      if (isStopped()) break
      try {
        await run()
      } catch (error) {
        onError(name, error)
      }
    }
    await client.query('commit')
    return true
  } catch (error) {
    // The lock ends with its connection, so that a lost one leaves nothing locked.
    broken = error as Error
    throw error
  } finally {
    client.release(broken)
  }
}

/**
 * Runs the jobs now and then every `everyMs`. The answer stops it, after the one job that is under way has ended.
 */
export const startJobs = (
  pool: pg.Pool,
  jobs: readonly Job[],
  { everyMs, lock, onError }: { everyMs: number; lock?: number; onError: (job: string, error: unknown) => void },
): (() => Promise<void>) => {
  let underWay: Promise<unknown> = Promise.resolve()
  let isStopped = false
  const round = () => {
    underWay = underWay.then(async () => {
      if (!isStopped) await runJobs(pool, jobs, onError, { lock, isStopped: () => isStopped })
    })
    underWay = underWay.catch((error: unknown) => onError('jobs', error))
  }
  round()
  const timer = setInterval(round, everyMs)
  timer.unref()
  return async () => {
    isStopped = true
    clearInterval(timer)
    await underWay
  }
}
