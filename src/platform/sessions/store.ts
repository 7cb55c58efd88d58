import { createHash } from 'node:crypto'
import type { Session } from 'fastify'
import type pg from 'pg'

const keyOf = (sessionId: string) => createHash('sha256').update(sessionId).digest('hex')

type Callback = (error?: Error | null, session?: Session | null) => void

/**
 * Sessions in the database. The cookie's id is never stored, only its SHA-256, so that a copy of the table opens no
 * session. Expired rows are removed on the way.
 */
export class SessionStore {
  readonly #pool: pg.Pool
  readonly #ttlMs: number
  constructor(pool: pg.Pool, ttlMs: number) {
    this.#pool = pool
    this.#ttlMs = ttlMs
  }

  set(sessionId: string, session: Session, callback: (error?: Error | null) => void): void {
    this.#pool
      .query(
        `insert into sessions (id, person_id, data, expires_at) values ($1, $2, $3, now() + $4 * interval '1 ms')
         on conflict (id) do update set person_id = excluded.person_id, data = excluded.data, expires_at = excluded.expires_at`,
        [keyOf(sessionId), session.personId ?? null, JSON.stringify(session), this.#ttlMs],
      )
      .then(() => callback(null), callback)
  }

  get(sessionId: string, callback: Callback): void {
    this.#pool
      .query<{ data: Session }>('select data from sessions where id = $1 and expires_at > now()', [keyOf(sessionId)])
      .then(({ rows }) => callback(null, rows[0]?.data ?? null), callback)
  }

  destroy(sessionId: string, callback: (error?: Error | null) => void): void {
    this.#pool
      .query('delete from sessions where id = $1 or expires_at < now()', [keyOf(sessionId)])
      .then(() => callback(null), callback)
  }
}
