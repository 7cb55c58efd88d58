import { createHash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import { type House, systemChange } from '../../../platform/context.ts'
import { systemTransaction, type Tx } from '../../../platform/db/transaction.ts'
import { groupOf } from '../../../platform/http/address.ts'
import { Problem } from '../../../platform/problem.ts'
import { CLOCK_DRIFT_MS } from '../../../platform/sessions/store.ts'
import { accessProblems } from './contract.ts'
import {
  ACCOUNT_LIMIT,
  ADDRESS_LIMIT,
  ADDRESS_WINDOW_MINUTES,
  FORGET_HOURS,
  KNOWN_DAYS,
  PAIR_LIMIT,
  RATE_LIMIT,
  RATE_WINDOW_MINUTES,
  waitMinutes,
} from './rules.ts'

/**
 * Brakes on guessing (I03). An attempt is counted as failed before anything is looked at and taken back when it was right, so
 * that many at once do not slip through; the rows are locked in one order and shared by every process of the database.
 * An account at one address waits after 5 failures; an account at addresses where nobody signed in lately after 20; an address after 40.
 * Whether the account exists plays no part.
 */

type Kind = 'pair' | 'account' | 'address' | 'rate'
type Brake = { kind: Kind; key: string }
type Row = { failures: number; since: string; last_at: string; locked_until: string | null }

export type Attempt = { personId: number | null; address: string; counted: Brake[]; locksUntil: string | null }

const MINUTE = 60_000

const digest = (...parts: string[]): string => createHash('sha256').update(parts.join('\n')).digest('hex')

const lockRow = async (tx: Tx, { kind, key }: Brake, now: string): Promise<Row> => {
  await tx
    .insertInto('sign_in_brakes')
    .values({ kind, key, failures: 0, since: now, last_at: now })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  const row = await tx
    .selectFrom('sign_in_brakes')
    .select(['failures', 'since', 'last_at', 'locked_until'])
    .where('kind', '=', kind)
    .where('key', '=', key)
    .forUpdate()
    .executeTakeFirstOrThrow()
  const ahead = Date.parse(row.last_at) - Date.parse(now)
  if (ahead <= CLOCK_DRIFT_MS) return row
  // The clock was turned back since: what is left of a wait stays as long as it was, and no longer.
  const turned = (at: string): string => new Date(Date.parse(at) - ahead).toISOString()
  const mended = {
    since: turned(row.since),
    last_at: turned(row.last_at),
    locked_until: row.locked_until === null ? null : turned(row.locked_until),
  }
  await tx.updateTable('sign_in_brakes').set(mended).where('kind', '=', kind).where('key', '=', key).execute()
  return { ...row, ...mended }
}

const WINDOWS: Record<Kind, { minutes: number; isFromStart: boolean }> = {
  pair: { minutes: FORGET_HOURS * 60, isFromStart: false },
  account: { minutes: FORGET_HOURS * 60, isFromStart: false },
  address: { minutes: ADDRESS_WINDOW_MINUTES, isFromStart: true },
  rate: { minutes: RATE_WINDOW_MINUTES, isFromStart: true },
}

/** The count after one more attempt, and until when the next one waits. */
const counted = (
  kind: Kind,
  row: Row,
  now: string,
): { failures: number; since: string; lockedUntil: string | null } => {
  const at = Date.parse(now)
  const { minutes, isFromStart } = WINDOWS[kind]
  const isOver = at - Date.parse(isFromStart ? row.since : row.last_at) > minutes * MINUTE
  const failures = isOver ? 1 : row.failures + 1
  const since = isOver || row.failures === 0 ? now : row.since
  const until = (ms: number): string => new Date(ms).toISOString()
  const endOfWindow = until(Date.parse(since) + minutes * MINUTE)
  if (kind === 'rate') return { failures, since, lockedUntil: failures >= RATE_LIMIT ? endOfWindow : null }
  if (kind === 'address') return { failures, since, lockedUntil: failures >= ADDRESS_LIMIT ? endOfWindow : null }
  const wait = waitMinutes(failures, kind === 'pair' ? PAIR_LIMIT : ACCOUNT_LIMIT)
  return { failures, since, lockedUntil: wait > 0 ? until(at + wait * MINUTE) : null }
}

const isKnown = async (tx: Tx, address: string, now: string): Promise<boolean> =>
  (await tx
    .selectFrom('known_addresses')
    .select('person_id')
    .where('address', '=', address)
    .where('last_at', '>', new Date(Date.parse(now) - KNOWN_DAYS * 86_400_000).toISOString())
    .limit(1)
    .executeTakeFirst()) !== undefined

/**
 * Begins an attempt on an account from the address of a request: counted until `passAttempt`. Without an account (`login` null:
 * the identity provider names the person) the address alone is braked.
 * @throws Problem wait-to-sign-in, the same for every account
 */
export const beginAttempt = async (
  house: House,
  request: FastifyRequest,
  { login, personId }: { login: string | null; personId: number | null },
): Promise<Attempt> => {
  const now = house.clock.now().toISOString()
  const address = groupOf(request.ip)
  const name = login?.trim().toLowerCase()
  const begun = await systemTransaction(house.pool, async (tx) => {
    // Asked of the address alone, whoever came in there: that the guesses of others do not hold an account up at the desks where the city
    // works would else tell which accounts there are.
    const isDesk = name !== undefined && (await isKnown(tx, address, now))
    const brakes: Brake[] = [
      { kind: 'rate', key: digest('rate', address) },
      { kind: 'address', key: digest('address', address) },
      ...(isDesk || name === undefined ? [] : [{ kind: 'account' as const, key: digest('account', name) }]),
      ...(name === undefined ? [] : [{ kind: 'pair' as const, key: digest('pair', name, address) }]),
    ]
    const rows: { brake: Brake; row: Row }[] = []
    for (const brake of brakes) rows.push({ brake, row: await lockRow(tx, brake, now) })
    const waits = rows.flatMap(({ row }) =>
      row.locked_until !== null && row.locked_until > now ? [row.locked_until] : [],
    )
    const longest = waits.sort().at(-1)
    if (longest !== undefined) {
      // One that another request set a moment later than this one began is no minute longer.
      return { minutes: Math.max(1, Math.ceil((Date.parse(longest) - Date.parse(now) - 1_000) / MINUTE)) }
    }
    let locksUntil: string | null = null
    for (const { brake, row } of rows) {
      const { failures, since, lockedUntil } = counted(brake.kind, row, now)
      if (lockedUntil !== null) locksUntil = lockedUntil
      await tx
        .updateTable('sign_in_brakes')
        .set({ failures, since, last_at: now, locked_until: lockedUntil })
        .where('kind', '=', brake.kind)
        .where('key', '=', brake.key)
        .execute()
    }
    return { personId, address, counted: brakes, locksUntil }
  })
  if (!('minutes' in begun)) return begun
  // Told after the commit: what a clock that was turned back had set is mended also for whoever waits.
  const { minutes } = begun
  throw new Problem(accessProblems['wait-to-sign-in'], {
    detail: `错了太多次，过 ${minutes} 分钟再试；忘记密码找管理员重置。`,
    extra: { minutes },
  })
}

/** Takes an attempt back that was right: the account starts anew, the address loses this one. */
export const passAttempt = async (tx: Tx, { personId, address, counted }: Attempt, now: string): Promise<void> => {
  for (const { kind, key } of counted) {
    const row = tx.updateTable('sign_in_brakes').where('kind', '=', kind).where('key', '=', key)
    if (kind === 'pair' || kind === 'account') await row.set({ failures: 0, locked_until: null }).execute()
    if (kind === 'address') await row.set({ failures: sql`greatest(failures - 1, 0)`, locked_until: null }).execute()
  }
  if (personId === null) return
  await tx
    .insertInto('known_addresses')
    .values({ person_id: personId, address, last_at: now })
    .onConflict((conflict) => conflict.columns(['person_id', 'address']).doUpdateSet({ last_at: now }))
    .execute()
}

/** Takes an attempt back that was neither wrong nor the whole: the code is still to come. */
export const takeBackAttempt = async (tx: Tx, { counted, locksUntil }: Attempt): Promise<void> => {
  for (const { kind, key } of counted) {
    if (kind === 'rate') continue
    await tx
      .updateTable('sign_in_brakes')
      .set({
        failures: sql`greatest(failures - 1, 0)`,
        ...(locksUntil === null ? {} : { locked_until: sql`nullif(locked_until, ${locksUntil}::timestamptz)` }),
      })
      .where('kind', '=', kind)
      .where('key', '=', key)
      .execute()
  }
}

/** Records a wrong attempt, with more about it where there is any, and once the lock that it brought. */
export const failAttempt = async (
  house: House,
  request: FastifyRequest,
  attempt: Attempt,
  after?: { by: string; why: string },
): Promise<void> => {
  const record = { record: 'people', recordId: attempt.personId ?? '未知账号' }
  const { locksUntil } = attempt
  const more = locksUntil === null ? [] : [{ action: 'session.lock', ...record, after: { until: locksUntil } }]
  const from = { address: request.ip, requestId: request.id }
  await systemChange(house.pool, house.clock, 'session.refuse', from, async () => ({
    ...record,
    ...(after ? { after } : {}),
    more,
    answer: undefined,
  }))
}

/** Forgets what is too old to count. */
export const forgetAttempts = async (tx: Tx, now: string): Promise<void> => {
  const before = (days: number): string => new Date(Date.parse(now) - days * 86_400_000).toISOString()
  await tx.deleteFrom('sign_in_brakes').where('last_at', '<', before(2)).execute()
  await tx.deleteFrom('known_addresses').where('last_at', '<', before(KNOWN_DAYS)).execute()
}
