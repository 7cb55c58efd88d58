import { randomUUID } from 'node:crypto'
import { CompiledQuery } from 'kysely'
import type pg from 'pg'
import { systemTransaction, type Tx } from '../db/transaction.ts'
import { Problem } from '../problem.ts'

/** One run of a queued job, as its work sees it. */
export type Run<Input> = {
  id: number
  input: Input
  /** 1 for the first try. */
  attempt: number
  /** Aborted when somebody cancels the job, another process took it over, or the program stops. */
  signal: AbortSignal
  /** Tells how far it is, 0 to 1, and what it is at, in Chinese. Written at most twice a second. */
  progress(share: number, note?: string): void
}

/**
 * What a run comes to: `result` is kept with the job; `effect` writes what the job is for, in the transaction that ends with the
 * job being done. A run that lost its lease, or was cancelled meanwhile, writes nothing: the effect happens once, however often the
 * job was begun. The row of the job is not held meanwhile: a long effect goes on telling how far it is.
 */
export type Outcome = { result?: Record<string, unknown>; effect?: (tx: Tx) => Promise<void> }

export type JobKind<Input = Record<string, unknown>> = {
  kind: string
  /** After so many failed runs the job is dead and waits for a person. */
  mostAttempts: number
  /** Kinds of one lane wait for each other; without one they are worked in the lane of all. */
  lane?: string
  run(run: Run<Input>): Promise<Outcome>
}

/** Keeps the kind's own input type, and hands out kinds that a queue can hold beside each other. */
export const jobKind = <Input>(kind: JobKind<Input>): JobKind => kind as unknown as JobKind

export type NewJob = {
  kind: string
  input?: Record<string, unknown>
  /** Of one key one job at most. */
  key?: string
  mostAttempts: number
  now: string
  personId?: number
  postId?: number
}

/** Lays a job into the queue inside the transaction of whoever asks; null where one of that key is there already. */
export const enqueue = async (tx: Tx, { kind, input = {}, key, mostAttempts, now, personId, postId }: NewJob) => {
  const row = await tx
    .insertInto('queued_jobs')
    .values({
      kind,
      key: key ?? null,
      input: JSON.stringify(input),
      most_attempts: mostAttempts,
      run_at: now,
      made_at: now,
      person_id: personId ?? null,
      post_id: postId ?? null,
    })
    .onConflict((on) => on.column('key').doNothing())
    .returning('id')
    .executeTakeFirst()
  return row?.id ?? null
}

/** How long a process may be silent before another takes its job over, and how often it says that it lives. */
const LEASE_MS = 60_000
const BEAT_MS = 3_000
const NOTE_MS = 500
/** Waiting before the next try: doubled each time, an hour at most. */
const waitMs = (attempts: number): number => Math.min(30_000 * 2 ** (attempts - 1), 3_600_000)

type Taken = { id: number; kind: string; input: Record<string, unknown>; attempts: number; mostAttempts: number }

const TAKE = `update queued_jobs set state = 'running', lease = $1, lease_until = $2::timestamptz + $3 * interval '1 ms',
    attempts = attempts + 1, started_at = coalesce(started_at, $2::timestamptz), note = null
  where id = (select id from queued_jobs
    where kind = any($4) and ((state = 'waiting' and run_at <= $2) or (state = 'running' and lease_until < $2))
    order by run_at, id for update skip locked limit 1)
  returning id, kind, input, attempts, most_attempts as "mostAttempts"`

const sentenceOf = (error: unknown): string =>
  error instanceof Problem ? error.detail : '程序出错，没有完成；详情在运行日志里。'

export type QueueOptions = {
  kinds: readonly JobKind[]
  now(): Date
  everyMs?: number
  beatMs?: number
  leaseMs?: number
  onError(kind: string, error: unknown): void
}

/** Works the queue: one job of this process at a time in each lane. Several processes may work the same queue. */
export const makeQueue = (pool: pg.Pool, options: QueueOptions) => {
  const { kinds, now, everyMs = 1_000, beatMs = BEAT_MS, leaseMs = LEASE_MS, onError } = options
  const known = new Map(kinds.map((kind) => [kind.kind, kind]))
  const instant = () => now().toISOString()
  let isStopped = false
  const underWay = new Set<AbortController>()

  /** Ends a run of mine: nothing where the lease is no longer mine. */
  const settle = async (id: number, lease: string, set: string, values: unknown[]): Promise<boolean> => {
    const { rowCount } = await pool.query(
      `update queued_jobs set lease = null, lease_until = null, ${set} where id = $1 and lease = $2`,
      [id, lease, ...values],
    )
    return rowCount === 1
  }

  /** Renews the lease; tells the run to end where it is no longer mine or somebody asked to cancel it. */
  const beat = async (
    id: number,
    lease: string,
    told: { share: number; note: string | null },
    stop: AbortController,
  ) => {
    const { rows } = await pool.query<{ cancelled: boolean }>(
      `update queued_jobs set lease_until = $3::timestamptz + $4 * interval '1 ms', share = $5, note = $6
       where id = $1 and lease = $2 returning cancel_asked_at is not null as cancelled`,
      [id, lease, instant(), leaseMs, told.share, told.note],
    )
    if (!rows[0] || rows[0].cancelled) stop.abort(rows[0] ? 'cancelled' : 'lost')
  }

  const runTaken = async (job: Taken, lease: string): Promise<void> => {
    const stop = new AbortController()
    underWay.add(stop)
    const told = { share: 0, note: null as string | null }
    let isTold = true
    let isBeating = false
    const keep = () => {
      // One after the other: beats that wait for something must not take the connections of everybody else.
      if (isBeating) return
      isBeating = true
      void beat(job.id, lease, told, stop)
        .catch((error: unknown) => onError(job.kind, error))
        .finally(() => {
          isBeating = false
        })
    }
    const beating = setInterval(keep, beatMs)
    const noting = setInterval(() => {
      if (isTold) return
      isTold = true
      keep()
    }, NOTE_MS)
    try {
      const { result = {}, effect } = await (known.get(job.kind) as JobKind).run({
        id: job.id,
        input: job.input,
        attempt: job.attempts,
        signal: stop.signal,
        progress: (share, note) => {
          told.share = Math.min(Math.max(share, 0), 1)
          told.note = note ?? told.note
          isTold = false
        },
      })
      stop.signal.throwIfAborted()
      await systemTransaction(pool, async (tx) => {
        await effect?.(tx)
        const done = await tx.executeQuery(
          CompiledQuery.raw(
            `update queued_jobs set state = 'done', lease = null, lease_until = null, share = 1, note = null, fault = null,
               result = $3, ended_at = $4 where id = $1 and lease = $2 and cancel_asked_at is null`,
            [job.id, lease, JSON.stringify(result), instant()],
          ),
        )
        if (Number(done.numAffectedRows) !== 1) throw new Error('the job was taken over or cancelled')
      })
    } catch (error) {
      await giveBack(job, lease, stop, error)
    } finally {
      clearInterval(beating)
      clearInterval(noting)
      underWay.delete(stop)
    }
  }

  const giveBack = async (job: Taken, lease: string, stop: AbortController, error: unknown): Promise<void> => {
    if (stop.signal.reason === 'stopping') {
      // No failure of its own: the next process begins it anew.
      await settle(job.id, lease, "state = 'waiting', attempts = attempts - 1, run_at = $3", [instant()])
      return
    }
    const { rows } = await pool.query<{ cancelled: boolean }>(
      'select cancel_asked_at is not null as cancelled from queued_jobs where id = $1 and lease = $2',
      [job.id, lease],
    )
    if (rows[0]?.cancelled) {
      await settle(job.id, lease, "state = 'cancelled', ended_at = $3", [instant()])
      return
    }
    if (!rows[0]) return
    onError(job.kind, error)
    const fault = sentenceOf(error)
    if (job.attempts >= job.mostAttempts) {
      await settle(job.id, lease, "state = 'dead', fault = $3, ended_at = $4", [fault, instant()])
      return
    }
    const again = new Date(now().getTime() + waitMs(job.attempts)).toISOString()
    await settle(job.id, lease, "state = 'waiting', fault = $3, run_at = $4", [fault, again])
  }

  /** Runs the next job that is due, of all kinds or some of them; whether there was one. */
  const work = async (among: readonly string[] = [...known.keys()]): Promise<boolean> => {
    const lease = randomUUID()
    const { rows } = await pool.query<Taken>(TAKE, [lease, instant(), leaseMs, among])
    const job = rows[0]
    if (!job) return false
    // Begun again and again without an end: whatever it does ends the process.
    if (job.attempts > job.mostAttempts)
      await settle(job.id, lease, "state = 'dead', fault = $3, ended_at = $4", [
        '每次办到一半程序就中断了。',
        instant(),
      ])
    else await runTaken(job, lease)
    return true
  }

  /** Looks for work of a lane, again and again; answers how to look at once, and what is under way. */
  const laneOf = (among: readonly string[]) => {
    let isLooking = false
    const lane = {
      working: Promise.resolve() as Promise<unknown>,
      round: () => {
        if (isLooking || isStopped) return
        isLooking = true
        lane.working = (async () => {
          while (!isStopped && (await work(among)));
        })()
          .catch((error: unknown) => onError('queue', error))
          .finally(() => {
            isLooking = false
          })
      },
    }
    return lane
  }
  const lanes = [...new Set(kinds.map(({ lane }) => lane))].map((name) =>
    laneOf(kinds.filter(({ lane }) => lane === name).map(({ kind }) => kind)),
  )
  const round = () => {
    for (const lane of lanes) lane.round()
  }

  return {
    work,
    /** Looks for work each second; the answer stops it: a job under way is told to end and waits for the next process. */
    start: (): (() => Promise<void>) => {
      round()
      const timer = setInterval(round, everyMs)
      timer.unref()
      return async () => {
        isStopped = true
        clearInterval(timer)
        for (const stop of underWay) stop.abort('stopping')
        await Promise.all(lanes.map(({ working }) => working))
      }
    },
  }
}
