import type pg from 'pg'
import { BEFORE_ALL, type ChainStart, type Verdict } from './chain.mjs'
import { looseRows, verifyChain, verifyStretch } from './export.ts'
import { readChainEnd, type Seals } from './seals.ts'

/** Chains up to so many rows are verified whole at each look; longer ones step by step. */
export const WATCH_AT_ONCE = 20_000
/** A look each few minutes, so that a pass over any chain ends within a day. */
const LOOKS_A_DAY = 240

/** Something that does not verify. */
export type ChainFault = Pick<Verdict, 'first' | 'count' | 'problems'>

export type WatchState = {
  fresh: ChainStart
  pass: ChainStart
  checkedAt: string | null
  /** When the whole chain was last gone through. */
  wholeAt: string | null
}

const START: ChainStart = { no: 0, seq: 0, head: BEFORE_ALL }

/** What was verified so far. */
export const readWatch = async (pool: pg.Pool): Promise<WatchState> => {
  const { rows } = await pool.query(
    `select new_no, new_seq, new_head, pass_no, pass_seq, pass_head, checked_at, whole_at from audit_watch`,
  )
  const [row] = rows
  const at = (no: number, seq: number, head: string): ChainStart => (no === 0 ? START : { no, seq, head })
  return {
    fresh: at(row.new_no, row.new_seq, row.new_head),
    pass: at(row.pass_no, row.pass_seq, row.pass_head),
    checkedAt: row.checked_at,
    wholeAt: row.whole_at,
  }
}

const saveWatch = (pool: pg.Pool, { fresh, pass, checkedAt, wholeAt }: WatchState): Promise<unknown> =>
  pool.query(
    `update audit_watch set new_no = $1, new_seq = $2, new_head = $3, pass_no = $4, pass_seq = $5, pass_head = $6,
       checked_at = $7, whole_at = $8`,
    [fresh.no, fresh.seq, fresh.head, pass.no, pass.seq, pass.head, checkedAt, wholeAt],
  )

/** The seal with which about `rows` rows after a start are full; the start itself where there is none after it. */
const endOf = async (pool: pg.Pool, start: ChainStart, rows: number): Promise<ChainStart> => {
  const { rows: found } = await pool.query<ChainStart>(
    `select no, seq, head from (
       select no, head, first_seq + cardinality(row_ids) - 1 as seq,
         sum(cardinality(row_ids)) over (order by no) - cardinality(row_ids) as before
       from audit_seals where no > $1 order by no limit $2) s
     where before < $2 order by no desc limit 1`,
    [start.no, rows],
  )
  return found[0] ?? start
}

/** A verdict over what lies outside the seals though it should not. */
const looseFault = (ids: readonly number[], seq: number): ChainFault => ({
  first: seq,
  count: ids.length,
  problems: ids.slice(0, 20).map((id) => ({
    seq,
    until: seq,
    kind: 'row-inserted' as const,
    sentence: `多出一条没有封存的旧记录（第 ${id} 号）。`,
  })),
})

/**
 * One look: what was sealed since the last one, and a part of the pass over everything, or the whole chain where it is short.
 * Keeps what was verified, and answers what does not verify. One process at a time.
 */
export const watchChain = async (
  { pool, seals }: { pool: pg.Pool; seals: Seals },
  now: Date,
  atOnce = WATCH_AT_ONCE,
): Promise<ChainFault[]> => {
  const end = await readChainEnd(pool)
  const last: ChainStart = { no: end.no, seq: Number(end.seq), head: end.head }
  const at = now.toISOString()
  const state = await readWatch(pool)
  if (last.seq <= atOnce && state.fresh.seq <= atOnce) {
    const verdict = await verifyChain(pool, seals)
    await saveWatch(pool, { fresh: last, pass: START, checkedAt: at, wholeAt: at })
    return verdict.isSound ? [] : [verdict]
  }
  const verdicts: ChainFault[] = []
  let { fresh, pass, wholeAt } = state
  if (fresh.no > last.no) {
    const seq = last.seq + 1
    const sentence = `链尾被截去：此前查验到序号 ${fresh.seq}，现在只到序号 ${last.seq}。`
    verdicts.push({ first: seq, count: 1, problems: [{ seq, until: fresh.seq, kind: 'tail-cut', sentence }] })
    fresh = last
  }
  const stretch = async (from: ChainStart, until: ChainStart): Promise<void> => {
    const verdict = await verifyStretch(pool, seals, from, until.no, until.no === last.no)
    if (!verdict.isSound) verdicts.push(verdict)
  }
  const isFirstPass = pass.no === fresh.no
  const reached = await endOf(pool, fresh, atOnce)
  await stretch(fresh, reached)
  fresh = reached
  if (pass.no > fresh.no) pass = START
  if (isFirstPass) pass = fresh
  else {
    const ahead = await endOf(pool, pass, Math.max(atOnce, Math.ceil(last.seq / LOOKS_A_DAY)))
    const until = ahead.no > fresh.no ? fresh : ahead
    await stretch(pass, until)
    pass = until
  }
  if (pass.no >= last.no) {
    const loose = await looseRows(pool)
    if (loose.length > 0) verdicts.push(looseFault(loose, last.seq + 1))
    pass = START
    wholeAt = at
  }
  await saveWatch(pool, { fresh, pass, checkedAt: at, wholeAt })
  return verdicts
}
