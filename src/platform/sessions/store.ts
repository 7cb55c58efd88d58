import { createHash } from 'node:crypto'
import type { FastifyRequest, Session } from 'fastify'
import type pg from 'pg'
import type { Clock } from '../context.ts'

/** What the table keeps of a session id. */
export const keyOfSession = (sessionId: string): string => createHash('sha256').update(sessionId).digest('hex')

type Callback = (error?: Error | null, session?: Session | null) => void

/** A use is noted once in so many milliseconds: most requests write nothing. */
const TOUCH_EVERY_MS = 60_000
/** By so much the clocks of several processes may differ; whatever lies further ahead was stamped before the clock was turned back. */
export const CLOCK_DRIFT_MS = 60_000
/** Between the right password and the code. */
const HALF_MINUTES = 10

/**
 * Sessions in the database. The cookie's id is never stored, only its SHA-256, so that a copy of the table opens no
 * session. Where the clock was turned back, one that began later than now ends, and a use that lies ahead counts as now: neither
 * time-out grows by it. A session ends by idleness, by age (both rules of the city), and by its row's going; all of it in the one
 * statement that looks it up.
 */
export class SessionStore {
  readonly #pool: pg.Pool
  readonly #clock: Clock
  /** Sessions that this process laid down itself within a request; those read from the table bear the time of their last use. */
  readonly #laid = new WeakSet<Session>()
  constructor(pool: pg.Pool, clock: Clock) {
    this.#pool = pool
    this.#clock = clock
  }

  /** Lays down a new session, or saves one that stands: what was ended meanwhile, by whomever, does not come back. */
  set(sessionId: string, session: Session, callback: (error?: Error | null) => void): void {
    const { usedAt, ...data } = session
    const values = [
      keyOfSession(sessionId),
      session.personId ?? null,
      JSON.stringify(data),
      session.address ?? null,
      session.device ?? null,
    ]
    const saved =
      usedAt !== undefined || this.#laid.has(session)
        ? this.#pool.query(
            'update sessions set person_id = $2, data = $3, address = $4, device = $5 where id = $1',
            values,
          )
        : this.#pool
            .query(
              `insert into sessions (id, person_id, data, address, device, started_at, last_used_at)
               values ($1, $2, $3, $4, $5, $6, $6)`,
              [...values, this.#clock.now().toISOString()],
            )
            .then(() => this.#laid.add(session))
    saved.then(() => callback(null), callback)
  }

  get(sessionId: string, callback: Callback): void {
    this.#pool
      .query<{ data: Session; usedAt: string }>(
        `select s.data, s.last_used_at as "usedAt" from sessions s, sign_in_rules r
         where s.id = $1 and s.last_used_at > $2::timestamptz - make_interval(mins => r.idle_minutes)
           and s.started_at > $2::timestamptz - make_interval(hours => r.longest_hours)
           and s.started_at <= $2::timestamptz + interval '${CLOCK_DRIFT_MS} milliseconds'
           and (s.person_id is not null or s.started_at > $2::timestamptz - make_interval(mins => ${HALF_MINUTES}))`,
        [keyOfSession(sessionId), this.#clock.now().toISOString()],
      )
      .then(({ rows: [row] }) => callback(null, row ? { ...row.data, usedAt: row.usedAt } : null), callback)
  }

  /** Removes a session, and those that nothing can open any more. */
  destroy(sessionId: string, callback: (error?: Error | null) => void): void {
    this.#pool
      .query(
        `delete from sessions where id = $1 or last_used_at < $2::timestamptz - (
           select make_interval(mins => idle_minutes) from sign_in_rules)`,
        [keyOfSession(sessionId), this.#clock.now().toISOString()],
      )
      .then(() => callback(null), callback)
  }

  /** Notes that a session is in use, at most once a minute. */
  async touch(session: FastifyRequest['session']): Promise<void> {
    const { usedAt, personId } = session
    const now = this.#clock.now()
    if (personId === undefined || usedAt === undefined) return
    const age = now.getTime() - Date.parse(usedAt)
    if (age < TOUCH_EVERY_MS && age >= -CLOCK_DRIFT_MS) return
    await this.#pool.query('update sessions set last_used_at = $2 where id = $1', [
      keyOfSession(session.sessionId),
      now.toISOString(),
    ])
  }
}
