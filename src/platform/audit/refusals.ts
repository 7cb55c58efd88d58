import type pg from 'pg'
import { systemStatement } from '../db/transaction.ts'
import { type AuditActor, writeAudit } from './audit.ts'

/** Why a request was refused: what the auditor reads as the action of its row. */
export const REFUSALS = {
  permission: 'refused.permission',
  record: 'refused.record',
  self: 'refused.self',
  proof: 'refused.proof',
  quota: 'refused.quota',
  rate: 'refused.rate',
  origin: 'refused.origin',
} as const

/** One refused request. `record` and `recordId` tell what it named in its path, never a value of it. */
export type Refusal = AuditActor & {
  action: (typeof REFUSALS)[keyof typeof REFUSALS]
  record: string
  recordId: string
  /** Method and template of the path, and what it does in words. */
  endpoint: string
  what: string
  /** Slug of the problem that was answered. */
  reason: string
}

/** Refusals of one kind by one person (or from one address) within a minute stand in one row. */
const WINDOW_MS = 60_000
/** So many kinds of one person stand apart within a minute, then all others together; so many ids are named in a row. */
const MOST_KINDS = 20
const MOST_IDS = 20
/** So many kinds are kept apart in all. */
const MOST_OPEN = 2_000

type Open = { refusal: Refusal; side: string; openedAt: number; since: string; count: number; ids: Set<string> }

/** Writes refusals down as audit rows of their own, bounded whatever is sent. */
export type Refusals = {
  /** The first of its kind is written before this returns; those of the same minute are counted and written together. */
  note(refusal: Refusal): Promise<void>
  /** Writes what was counted in minutes that are over; `all` also what is counted still. */
  settle(all?: boolean): Promise<void>
  /** Refusals that could not be written so far. They are tried again each minute. */
  unwritten(): number
}

/**
 * A refusal stands whether or not its row can be written: what fails is told to `onError`, kept, and tried again.
 * @param now the time of the program
 * @param mostKinds how many kinds of one side stand apart within a minute
 */
export const makeRefusals = (
  { pool, now, mostKinds = MOST_KINDS }: { pool: pg.Pool; now: () => Date; mostKinds?: number },
  onError: (error: unknown) => void,
): Refusals => {
  const open = new Map<string, Open>()
  const kindsOf = new Map<string, number>()
  const failed = new Set<Open>()

  const close = (key: string, one: Open): void => {
    open.delete(key)
    failed.delete(one)
    const left = (kindsOf.get(one.side) ?? 1) - 1
    if (left > 0) kindsOf.set(one.side, left)
    else kindsOf.delete(one.side)
  }

  /** Writes what an open kind counted, in one row; what fails stays counted. */
  const write = async (one: Open): Promise<void> => {
    const { refusal, since, count } = one
    const ids = [...one.ids]
    const at = now().toISOString()
    one.count = 0
    one.ids = new Set()
    one.since = at
    const { action, record, recordId, endpoint, what, reason, ...actor } = refusal
    const after = { endpoint, what, reason, count, ...(count > 1 ? { since, ids } : {}) }
    try {
      await systemStatement(pool, (tx) => writeAudit(tx, actor, at, [{ action, record, recordId, after }]))
      failed.delete(one)
    } catch (error) {
      one.count += count
      one.since = since
      for (const id of ids) one.ids.add(id)
      failed.add(one)
      onError(error)
    }
  }

  const placeOf = (refusal: Refusal): { key: string; side: string; refusal: Refusal } => {
    const side = JSON.stringify([refusal.personId, refusal.postId, refusal.address])
    const key = JSON.stringify([side, refusal.action, refusal.reason, refusal.endpoint])
    if (open.has(key)) return { key, side, refusal }
    const rest = { ...refusal, record: 'endpoints', recordId: '0', endpoint: '—', what: '多种操作', reason: 'many' }
    if (open.size >= MOST_OPEN) {
      const nobody = { personId: null, postId: null, address: null, requestId: null }
      return { key: 'rest', side: 'rest', refusal: { ...rest, ...nobody, action: REFUSALS.permission } }
    }
    if ((kindsOf.get(side) ?? 0) < mostKinds) return { key, side, refusal }
    return { key: `${side} rest`, side, refusal: { ...rest, action: REFUSALS.permission } }
  }

  const add = (one: Open, { recordId }: Refusal): void => {
    one.count += 1
    if (recordId !== '0' && one.ids.size < MOST_IDS) one.ids.add(recordId)
  }

  return {
    note: async (given) => {
      const { key, side, refusal } = placeOf(given)
      const found = open.get(key)
      const time = now().getTime()
      if (found && time - found.openedAt < WINDOW_MS) return add(found, given)
      const one = found ?? { refusal, side, openedAt: time, since: now().toISOString(), count: 0, ids: new Set() }
      if (!found) {
        open.set(key, one)
        kindsOf.set(side, (kindsOf.get(side) ?? 0) + 1)
      }
      one.openedAt = time
      add(one, given)
      await write(one)
    },
    settle: async (all = false) => {
      const time = now().getTime()
      for (const [key, one] of [...open]) {
        if (!all && time - one.openedAt < WINDOW_MS) continue
        one.openedAt = time
        if (one.count > 0) await write(one)
        else close(key, one)
      }
    },
    unwritten: () => [...failed].reduce((sum, { count }) => sum + count, 0),
  }
}
