import type pg from 'pg'
import type { Tx } from '../db/transaction.ts'
import { Problem } from '../problem.ts'
import { keyProblems, type WriteKey } from './keys.ts'

/** The row that claims a key for a change, written with its audit row. */
export type Claim = { id: Buffer; person_id: number; fingerprint: Buffer; answer: Buffer; made_at: string }

/** The change was made before under the same key: this one is taken back, and the earlier answer stands. */
export class KeyTaken extends Error {}

export const isTaken = (error: unknown): boolean => {
  const { code, constraint } = error as { code?: unknown; constraint?: unknown }
  return code === '23505' && constraint === 'request_keys_pkey'
}

export const claimOf = (key: WriteKey, personId: number, now: string, answer: unknown): Claim => ({
  id: key.id,
  person_id: personId,
  fingerprint: key.fingerprint,
  answer: key.seal(answer),
  made_at: now,
})

/** The answer that was given under the key, or null where nothing was done under it. @throws Problem key-reused */
export const earlierAnswer = async (tx: Tx, key: WriteKey): Promise<{ answer: unknown } | null> => {
  const row = await tx
    .selectFrom('request_keys')
    .select(['fingerprint', 'answer'])
    .where('id', '=', key.id)
    .executeTakeFirst()
  if (!row) return null
  if (!row.fingerprint.equals(key.fingerprint)) throw new Problem(keyProblems['key-reused'])
  return { answer: key.open(row.answer) }
}

/** How long an answer is kept for whoever asks again, in hours. */
export const KEEP_HOURS = 48

/** Forgets keys past their time, some at a time so that no writer waits; how many. */
export const forgetOldKeys = async (pool: pg.Pool, now: Date): Promise<number> => {
  const before = new Date(now.getTime() - KEEP_HOURS * 3_600_000).toISOString()
  let count = 0
  for (;;) {
    const { rowCount } = await pool.query(
      'delete from request_keys where id in (select id from request_keys where made_at < $1 limit 5000)',
      [before],
    )
    count += rowCount ?? 0
    if ((rowCount ?? 0) < 5_000) return count
  }
}
