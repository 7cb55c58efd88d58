import { sign } from 'node:crypto'
import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs'
import { sql } from 'kysely'
import type pg from 'pg'
import { rawQuery, systemTransaction } from '../db/transaction.ts'
import {
  type Anchor,
  anchorText,
  BEFORE_ALL,
  lastSeqOf,
  lineDigest,
  type SealContent,
  sealHead,
  sealText,
} from './chain.mjs'
import type { AuditKey } from './keys.ts'

/** Most rows in one seal. */
export const ROWS_OF_A_SEAL = 1_000

// Any number that nothing else in the database locks.
const LOCK = 7_026_002

/** What the chain ends with: the last seal, or the beginning of all. */
export type ChainEnd = { no: number; seq: number; head: string }

/** The seals of the running program: its key, and the file outside the database in which the head is anchored. */
export type Seals = {
  readonly key: AuditKey
  /** Seals what is settled, at most `ROWS_OF_A_SEAL` rows; answers how many. Another process at it: none. */
  sealOnce(pool: pg.Pool, now: Date): Promise<number>
  /** Notes the end of the chain outside the database, durably; nothing where it stands there already. */
  anchor(pool: pg.Pool, now: Date): Promise<Anchor | null>
  /** Notes that a backup was restored: what was anchored beyond its end is lost, and that is said from then on. */
  anchorRestored(pool: pg.Pool, now: Date): Promise<Anchor>
  /** Text of the anchors' file, '' where there is none yet. */
  anchorsText(): string
  /** The last anchor of the file, null where there is none. */
  lastAnchor(): Anchor | null
}

const CHAIN_END =
  'select no, first_seq + cardinality(row_ids) - 1 as seq, head from audit_seals order by no desc limit 1'
const BEGINNING: ChainEnd = { no: 0, seq: 0, head: BEFORE_ALL }

/** The end of the chain as the database holds it. */
export const readChainEnd = async (pool: pg.Pool): Promise<ChainEnd> =>
  (await pool.query<ChainEnd>(CHAIN_END)).rows[0] ?? BEGINNING

type Settled = { id: number; transaction: string; digest: string }

/**
 * Rows past the mark of the sealer whose transactions are over: below the oldest number still under way nothing can
 * appear any more, however late a transaction commits. So the order by transaction and number is final. Written so that the
 * index is entered at the mark: this is asked each second.
 */
const settled = (columns: string, most: number): string => `
  select ${columns} from audit_rows a
  where (a.transaction_id, a.id) > ((select transaction_id from audit_sealer), (select row_id from audit_sealer))
    and a.transaction_id < pg_snapshot_xmin(pg_current_snapshot())
  order by a.transaction_id, a.id limit ${most}`

/** Whether there is anything to seal. */
export const SOMETHING = settled('1', 1)

/** When the oldest change that waits for the sealer was made, though it could be sealed; null when nothing waits. */
export const oldestWaiting = async (pool: pg.Pool): Promise<string | null> =>
  (await pool.query<{ at: string }>(settled('a.at', 1))).rows[0]?.at ?? null
const NEXT_ROWS = settled('a.id, a.transaction_id::text as transaction, a.digest', ROWS_OF_A_SEAL)

/** One seal over what is settled. No writer waits for it: it locks nothing that a change touches. */
const sealOnce = async (pool: pg.Pool, key: AuditKey, now: Date): Promise<number> => {
  if ((await pool.query(SOMETHING)).rowCount === 0) return 0
  return systemTransaction(pool, async (tx) => {
    const lock = await sql<{ mine: boolean }>`select pg_try_advisory_xact_lock(${LOCK}) as mine`.execute(tx)
    if (!lock.rows[0]?.mine) return 0
    const { rows } = await tx.executeQuery<Settled>(rawQuery(NEXT_ROWS))
    const last = rows.at(-1)
    if (!last) return 0
    const end = await tx
      .selectFrom('audit_seals')
      .select(['no', 'head', sql<number>`first_seq + cardinality(row_ids)`.as('next')])
      .orderBy('no', 'desc')
      .limit(1)
      .executeTakeFirst()
    const content: SealContent = {
      no: (end?.no ?? 0) + 1,
      at: now.toISOString(),
      first_seq: Number(end?.next ?? 1),
      row_ids: rows.map(({ id }) => id),
      digests: rows.map(({ digest }) => digest),
      previous: end?.head ?? BEFORE_ALL,
    }
    const head = sealHead(content)
    const signature = sign(null, Buffer.from(sealText({ ...content, head })), key.privateKey).toString('base64')
    await tx
      .insertInto('audit_seals')
      .values({ ...content, head, key_id: key.id, signature })
      .execute()
    await sql`update audit_sealer set transaction_id = ${last.transaction}::xid8, row_id = ${last.id}`.execute(tx)
    return rows.length
  })
}

/** Runs `work` on the end of the chain while no other process of this database anchors: a line names the one before it. */
const alone = <T>(pool: pg.Pool, work: (end: ChainEnd) => T): Promise<T> =>
  systemTransaction(pool, async (tx) => {
    await sql`select pg_advisory_xact_lock(${LOCK + 1})`.execute(tx)
    return work((await tx.executeQuery<ChainEnd>(rawQuery(CHAIN_END))).rows[0] ?? BEGINNING)
  })

/** Appends one line and returns only when it lies on the disk. */
const appendDurably = (path: string, line: string): void => {
  const file = openSync(path, 'a', 0o600)
  try {
    writeSync(file, `${line}\n`)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/**
 * @param anchorsPath file outside the database; each line is signed and names the line before it
 */
export const makeSeals = (key: AuditKey, anchorsPath: string): Seals => {
  const anchorsText = (): string => {
    try {
      return readFileSync(anchorsPath, 'utf8')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
      throw error
    }
  }
  const lastLine = (): string | null => anchorsText().trimEnd().split('\n').filter(Boolean).at(-1) ?? null
  const lastAnchor = (): Anchor | null => {
    try {
      return JSON.parse(lastLine() ?? 'null')
    } catch {
      // Half a line of a cut write: the next anchor stands on a line of its own, and the verifier tells of this one.
      return null
    }
  }
  const append = (kind: Anchor['kind'], { no, seq, head }: ChainEnd, now: Date): Anchor => {
    const before = lastLine()
    const content = {
      kind,
      seal: no,
      seq,
      head,
      at: now.toISOString(),
      key: key.id,
      previous: before === null ? null : lineDigest(before),
    }
    const anchor = {
      ...content,
      signature: sign(null, Buffer.from(anchorText(content)), key.privateKey).toString('base64'),
    }
    appendDurably(anchorsPath, JSON.stringify(anchor))
    return anchor
  }
  return {
    key,
    anchorsText,
    lastAnchor,
    sealOnce: (pool, now) => sealOnce(pool, key, now),
    anchor: (pool, now) =>
      alone(pool, (end) => (end.no === 0 || lastAnchor()?.head === end.head ? null : append('anchor', end, now))),
    anchorRestored: (pool, now) => alone(pool, (end) => append('restored', end, now)),
  }
}

/** Seals until nothing settled is left; answers how many rows. */
export const sealAll = async (seals: Seals, pool: pg.Pool, now: Date): Promise<number> => {
  let count = 0
  for (let sealed = -1; sealed !== 0; count += Math.max(sealed, 0)) sealed = await seals.sealOnce(pool, now)
  return count
}

/** Whether the last anchor lies on the chain of the database: false after a cut tail, a rebuilt chain or a foreign file. */
export const isAnchorHeld = async (pool: pg.Pool, anchor: Anchor): Promise<boolean> => {
  if (anchor.seal === 0) return true
  const { rows } = await pool.query<{ head: string }>('select head from audit_seals where no = $1', [anchor.seal])
  return rows[0]?.head === anchor.head
}

export { lastSeqOf }

/**
 * Seals each second and anchors each hour, at the start and at the stop. The answer stops it, after what is under way.
 */
export const keepSealing = (
  { pool, clock, seals }: { pool: pg.Pool; clock: { now(): Date }; seals: Seals },
  { everyMs, anchorEveryMs, onError }: { everyMs: number; anchorEveryMs: number; onError: (error: unknown) => void },
): (() => Promise<void>) => {
  let underWay: Promise<unknown> = Promise.resolve()
  let anchoredAt = Number.NEGATIVE_INFINITY
  let isBusy = false
  const round = async (): Promise<void> => {
    await sealAll(seals, pool, clock.now())
    if (performance.now() - anchoredAt < anchorEveryMs) return
    await seals.anchor(pool, clock.now())
    anchoredAt = performance.now()
  }
  const tick = () => {
    if (isBusy) return
    isBusy = true
    underWay = round()
      .catch(onError)
      .finally(() => {
        isBusy = false
      })
  }
  tick()
  const timer = setInterval(tick, everyMs)
  timer.unref()
  return async () => {
    clearInterval(timer)
    await underWay
    anchoredAt = Number.NEGATIVE_INFINITY
    await round().catch(onError)
  }
}
