import { statfs } from 'node:fs/promises'
import type pg from 'pg'
import { isAnchorHeld, oldestWaiting, type Seals } from '../audit/seals.ts'
import { migrations } from '../db/migrate.ts'
import {
  type Carrying,
  type Check,
  judgeAnchors,
  judgeApart,
  judgeBackup,
  judgeChain,
  judgeClock,
  judgeDatabase,
  judgeDisk,
  judgeDurable,
  judgeJobs,
  judgeMigrations,
  judgeRefusals,
  judgeSealer,
} from './alarms.ts'

/** Setting that holds when the newest backup was made and read through. */
export const LAST_BACKUP = 'last-backup'

/** The state of the running process: for a proxy, for the metrics, and for the administrator's page. */
export type Health = {
  /** Looks at everything; what was found is kept for a second, so that many askers cost one look. */
  look(): Promise<Check[]>
  /** From now on no new work is wanted: `/ready` answers 503 and connections are not kept. */
  stop(): void
  isStopping(): boolean
}

export type HealthOptions = {
  pool: pg.Pool
  seals: Seals
  /** The folder whose disk is looked at. */
  dataDir: string
  /** Names of the settings whose files lie beside the database. */
  beside?: readonly string[]
  /** Refusals that could not be written down so far. */
  unwritten?: () => number
  /** The time of this machine; tests give their own. */
  now?: () => number
  /** Longest wait for the database, in milliseconds. */
  limitMs?: number
  /** How long an answer is kept, in milliseconds. */
  keepMs?: number
}

type Row = Carrying & {
  now: string
  migrations: string[]
  kind: string | null
  backup: string | null
  dead: number
  doubted: boolean
  looked: string | null
}

const LOOK = `select clock_timestamp()::text as now, array(select name from schema_migrations) as migrations,
  (select value ->> 'kind' from settings where key = 'city-mode') as kind,
  greatest((select (value ->> 'at')::timestamptz from settings where key = '${LAST_BACKUP}'),
    (select max(started_at) from queued_jobs where kind = 'backup' and state = 'done'))::text as backup,
  (select count(*)::int from queued_jobs where state = 'dead') as dead,
  exists (select from alerts where kind = 'chain' and closed_at is null) as doubted,
  (select checked_at::text from audit_watch) as looked,
  current_setting('fsync') as fsync, current_setting('full_page_writes') as "fullPageWrites",
  current_setting('synchronous_commit') as "synchronousCommit",
  host(inet_client_addr()) as "from", host(inet_server_addr()) as "to",
  coalesce((select ssl from pg_stat_ssl where pid = pg_backend_pid()), false) as "isEncrypted"`

const within = async <T>(limitMs: number, work: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${limitMs} 毫秒内没有答复`)), limitMs)
  })
  work.catch(() => undefined)
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}

const missingOf = (applied: readonly string[]): number => {
  const known = new Set(migrations.map(({ name }) => name))
  const held = new Set(applied)
  return [...known].filter((name) => !held.has(name)).length + [...held].filter((name) => !known.has(name)).length
}

export const makeHealth = (options: HealthOptions): Health => {
  const {
    pool,
    seals,
    dataDir,
    beside = [],
    unwritten = () => 0,
    now = Date.now,
    limitMs = 2_000,
    keepMs = 1_000,
  } = options
  let isStopping = false
  let kept: { at: number; checks: Promise<Check[]> } | undefined

  const inDatabase = async (): Promise<Check[]> => {
    try {
      return await within(
        limitMs,
        (async () => {
          const before = now()
          const { rows } = await pool.query<Row>(LOOK)
          const row = rows[0] as Row
          // Half of the way there and back belongs to the network.
          const skew = (Date.parse(row.now) - (before + now()) / 2) / 1000
          const waiting = await oldestWaiting(pool)
          const anchor = seals.lastAnchor()
          const hours = row.backup === null ? null : (now() - Date.parse(row.backup)) / 3_600_000
          return [
            judgeDatabase(null),
            judgeDurable(row, row.kind === 'sample'),
            judgeMigrations(missingOf(row.migrations)),
            judgeSealer(waiting === null ? 0 : Math.max(0, (now() - Date.parse(waiting)) / 1000)),
            judgeAnchors(anchor === null || (await isAnchorHeld(pool, anchor))),
            judgeChain(row.doubted, row.looked === null ? null : (now() - Date.parse(row.looked)) / 3_600_000),
            judgeApart(beside, row.kind === 'real'),
            judgeRefusals(unwritten()),
            judgeBackup(hours, row.kind === 'real'),
            judgeJobs(row.dead),
            judgeClock(skew),
          ]
        })(),
      )
    } catch (error) {
      const { code, message } = error as Error & { code?: string }
      return [judgeDatabase(code || message)]
    }
  }

  const look = async (): Promise<Check[]> => {
    const disk = await statfs(dataDir).then(
      ({ bavail, bsize, blocks }) => [judgeDisk(bavail * bsize, blocks * bsize)],
      () => [],
    )
    return [...(await inDatabase()), ...disk]
  }

  return {
    look: () => {
      const at = performance.now()
      if (!kept || at - kept.at > keepMs) kept = { at, checks: look() }
      return kept.checks
    },
    stop: () => {
      isStopping = true
    },
    isStopping: () => isStopping,
  }
}
