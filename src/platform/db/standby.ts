import type pg from 'pg'
import type { Acting } from '../acting.ts'
import { actingTransaction, type Tx } from './transaction.ts'

/**
 * Reading from a streaming standby (备库). What is read there holds everything that was committed before the question was asked,
 * the asker's own writes included: the place in the journal is taken from the primary first, and the standby must have
 * replayed it. One that lags, does not answer or had to break off is passed over for the primary.
 */
export type Standby = {
  pool: pg.Pool
  read<T>(acting: Acting, work: (tx: Tx) => Promise<T>): Promise<T>
  /** How many reads went where since the start. */
  counts(): { standby: number; primary: number }
}

export type StandbyOptions = {
  /** Longest wait for the standby to catch up, in milliseconds. */
  waitMs?: number
  /** How long a standby that failed is left alone, in milliseconds. */
  restMs?: number
}

/** States in which the work can be done again elsewhere: the line broke, the server ends, a conflict with the replay. */
const isOfStandby = (error: unknown): boolean => {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown }
  return (
    /^(40001|40P01|57P0\d|08\d{3}|53300|25006|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND)$/.test(String(code)) ||
    /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered)/.test(String(message))
  )
}

const CAUGHT_UP = 'select pg_is_in_recovery() and pg_last_wal_replay_lsn() >= $1::pg_lsn as "isCaughtUp"'

export const makeStandby = (
  primary: pg.Pool,
  pool: pg.Pool,
  { waitMs = 300, restMs = 5_000 }: StandbyOptions = {},
): Standby => {
  const counted = { standby: 0, primary: 0 }
  let restUntil = 0

  const catchesUp = async (place: string): Promise<boolean> => {
    const until = performance.now() + waitMs
    while (true) {
      const { rows } = await pool.query<{ isCaughtUp: boolean | null }>(CAUGHT_UP, [place])
      if (rows[0]?.isCaughtUp) return true
      if (performance.now() > until) return false
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
  }

  return {
    pool,
    counts: () => ({ ...counted }),
    read: async (acting, work) => {
      if (performance.now() >= restUntil) {
        // Whatever an earlier answer of this program told is committed up to here, through whichever process.
        const { rows } = await primary.query<{ place: string }>('select pg_current_wal_lsn()::text as place')
        try {
          if (await catchesUp(rows[0]?.place ?? '')) {
            const answer = await actingTransaction(pool, acting, 'read', work)
            counted.standby += 1
            return answer
          }
        } catch (error) {
          if (!isOfStandby(error)) throw error
        }
        restUntil = performance.now() + restMs
      }
      counted.primary += 1
      return actingTransaction(primary, acting, 'read', work)
    },
  }
}
