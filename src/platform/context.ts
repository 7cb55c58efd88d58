import type pg from 'pg'
import type { Acting } from './acting.ts'
import { type AuditActor, type AuditEntry, writeAudit } from './audit/audit.ts'
import { isDisclosure } from './audit/disclosures.ts'
import { sealPersonal } from './audit/personal.ts'
import type { Seals } from './audit/seals.ts'
import { sealWords } from './audit/words.ts'
import type { Workdays } from './calendar/index.ts'
import { dayOf } from './calendar/instant.ts'
import type { Closed, Keyring } from './closed/index.ts'
import type { Standby } from './db/standby.ts'
import { actingTransaction, systemTransaction, type Tx } from './db/transaction.ts'
import type { FileStore } from './files/pipeline/index.ts'
import { claimOf, earlierAnswer, KeyTaken } from './idempotency/claims.ts'
import type { RequestKey } from './idempotency/keys.ts'

/** What a change hands back: its audit row (or rows), and the answer for whoever asked. */
export type Change<Answer> = Omit<AuditEntry, 'action'> & { answer: Answer; more?: AuditEntry[] }

/** Tells the time; tests give their own. `today` is the office's day (Asia/Shanghai), 'YYYY-MM-DD'. */
export type Clock = { now(): Date; today(): string }

export { dayOf }

export const systemClock: Clock = { now: () => new Date(), today: () => dayOf(new Date()) }

/** A clock that stands on one day, at nine in the morning of the office plus the time that passed since it was made. */
export const fixedClock = (day: string): Clock => {
  const start = Date.now()
  const now = () => new Date(Date.parse(`${day}T09:00:00+08:00`) + ((Date.now() - start) % 3_600_000))
  return { now, today: () => day }
}

/**
 * One request of one person through one post. `read` and `change` each run in one transaction in which the row policies
 * hold; `change` leaves its audit row in the same transaction.
 */
export type Context = {
  readonly acting: Acting
  readonly today: string
  readonly now: string
  /** Working days, with the notices that the administrator entered. */
  readonly calendar: Workdays
  readonly files: FileStore
  /** Seals and opens closed personal data. */
  readonly closed: Closed
  read<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  /** As `read`, from the standby where there is one: for figures over many rows. Holds what was committed before it was asked. */
  readFigures<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  /** Answered again where the request bears a key that was used before; not so where data leaves (audit/disclosures.ts). */
  change<T>(action: string, work: (tx: Tx) => Promise<Change<T>>): Promise<T>
  /**
   * What this request was answered when it was sent before under its key; null where it bears none, or nothing was done.
   * @throws Problem key-reused
   */
  earlier(): Promise<{ answer: unknown } | null>
}

/** Somebody stored the same at the same moment: a unique name, day or number that was free when it was looked at. */
const isThereAlready = (error: unknown): boolean => (error as { code?: unknown } | null)?.code === '23505'

/** What stands behind every context of the running program. */
export type House = {
  pool: pg.Pool
  clock: Clock
  calendar(): Workdays
  files: FileStore
  closed: Closed
  /** Seals the audit rows and anchors the head. */
  seals: Seals
  /** The streaming standby, where one is set. */
  standby?: Standby
}

export const makeContext = (
  { pool, clock, calendar, files, closed, standby }: Omit<House, 'seals'>,
  acting: Acting,
  { key = null, ...from }: { address: string | null; requestId: string | null; key?: RequestKey | null },
): Context => {
  const actor: AuditActor = { personId: acting.personId, postId: acting.postId, ...from }
  let changes = 0
  const now = clock.now().toISOString()
  return {
    acting,
    today: clock.today(),
    now,
    calendar: calendar(),
    files,
    closed,
    read: (work) => actingTransaction(pool, acting, 'read', work),
    readFigures: (work) => (standby ? standby.read(acting, work) : actingTransaction(pool, acting, 'read', work)),
    change: async (action, work) => {
      // What lets data out is never answered from an earlier answer: each leaves its own row, whatever key it bears.
      if (!isDisclosure(action)) changes += 1
      const mine = isDisclosure(action) ? undefined : key?.(changes)
      const run = () =>
        actingTransaction(pool, acting, 'write', async (tx) => {
          const { answer, more = [], ...entry } = await work(tx)
          const claim = mine ? claimOf(mine, acting.personId, now, answer) : null
          const sealed = sealWords(closed.keyring, [{ action, ...entry }, ...more], now)
          const entries = await sealPersonal(tx, closed.keyring, sealed.entries, now)
          await writeAudit(tx, actor, now, entries, claim, sealed.keys)
          return answer
        })
      try {
        // Whoever lost a race on a name looks again: what the other one stored is there now, and is refused in its own words.
        return await run().catch((error: unknown) => (isThereAlready(error) ? run() : Promise.reject(error)))
      } catch (error) {
        if (!mine || !(error instanceof KeyTaken)) throw error
        const earlier = await actingTransaction(pool, acting, 'read', (tx) => earlierAnswer(tx, mine))
        if (!earlier) throw error
        return earlier.answer as Awaited<ReturnType<typeof work>>['answer']
      }
    },
    earlier: async () => (key ? actingTransaction(pool, acting, 'read', (tx) => earlierAnswer(tx, key(1))) : null),
  }
}

/**
 * A change by the program itself (first start, sign-in), audited without a post. `keyring` where its audit rows hold values of
 * persons.
 */
export const systemChange = <T>(
  pool: pg.Pool,
  clock: Clock,
  action: string,
  { keyring = null, ...actor }: Partial<AuditActor> & { keyring?: Keyring | null },
  work: (tx: Tx) => Promise<Change<T>>,
): Promise<T> =>
  systemTransaction(pool, async (tx) => {
    const { answer, more = [], ...entry } = await work(tx)
    const by = { personId: null, postId: null, address: null, requestId: null, ...actor }
    const now = clock.now().toISOString()
    const sealed = sealWords(keyring, [{ action, ...entry }, ...more], now)
    await writeAudit(tx, by, now, await sealPersonal(tx, keyring, sealed.entries, now), null, sealed.keys)
    return answer
  })
