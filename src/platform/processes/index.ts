import { createHash, randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import type pg from 'pg'
import type { Closed } from '../closed/index.ts'

/** What all processes of a database must share, each by a print that tells nothing of it. */
export type Shared = {
  sessionSecret: string
  /** Name of the key that signs the seals. */
  auditKey: string
  /** What the store of the files calls itself. */
  files: string
  closed: Closed
}

/** This process would not fit the others of its database: `message` says which setting they must share, in Chinese. */
export class ProcessesDiffer extends Error {
  override readonly name = 'ProcessesDiffer'
}

type Prints = { session: string; audit: string; files: string; closedKey: string; closedText: string }

/** A process that was not seen for this long is taken for dead, in seconds. */
const DEAD_AFTER = 30
const BEAT_MS = 10_000

const PLACE = { table: 'processes', column: 'prints' }

const printsOf = (id: string, { sessionSecret, auditKey, files, closed }: Shared): Prints => {
  const sealed = closed.seal(id, { ...PLACE, row: id })
  return {
    session: createHash('sha256').update('session print').update(sessionSecret).digest('hex').slice(0, 16),
    audit: auditKey,
    files,
    closedKey: sealed.keyId,
    closedText: sealed.bytes.toString('base64'),
  }
}

const opens = (closed: Closed, id: string, { closedKey, closedText }: Prints): boolean => {
  try {
    const sealed = { keyId: closedKey, bytes: Buffer.from(closedText, 'base64') }
    return closed.open(sealed, { ...PLACE, row: id }) === id
  } catch {
    return false
  }
}

/** The setting in which a process differs from another one that is at work; null where they fit. */
const difference = (own: Prints, shared: Shared, other: { id: string; prints: Prints }): string | null => {
  if (own.session !== other.prints.session) return 'SESSION_SECRET'
  if (own.audit !== other.prints.audit) return 'AUDIT_KEY'
  if (!opens(shared.closed, other.id, other.prints)) return 'CLOSED_KEYS'
  return own.files === other.prints.files ? null : 'FILES_DIR 或 S3_URL'
}

export type ProcessSeen = { id: string; host: string; pid: number; version: string; startedAt: string; seenAt: string }

/** The processes at work on this database, longest at work first. */
export const listProcesses = async (pool: pg.Pool): Promise<ProcessSeen[]> =>
  (
    await pool.query<ProcessSeen>(
      `select id, host, pid, version, started_at as "startedAt", seen_at as "seenAt" from processes
       where seen_at > now() - interval '${DEAD_AFTER} s' order by started_at, id`,
    )
  ).rows

/**
 * Enters this process beside the others of its database and keeps its entry alive; `leave` takes it out.
 * @param isOnly whether no other process can be there: the embedded database belongs to the holder of its folder
 * @throws ProcessesDiffer when a living one works with another secret, key or file store
 */
export const joinProcesses = async (
  pool: pg.Pool,
  shared: Shared,
  { version, isOnly, beatMs = BEAT_MS }: { version: string; isOnly: boolean; beatMs?: number },
): Promise<{ id: string; leave(): Promise<void> }> => {
  const id = randomUUID()
  // Sealed anew with each beat: a key that was turned meanwhile may be destroyed, and others must still open this.
  const entry = () => printsOf(id, shared)
  const prints = entry()
  await pool.query(
    isOnly ? 'delete from processes' : `delete from processes where seen_at < now() - interval '${DEAD_AFTER} s'`,
  )
  // Entered first and compared afterwards: of two that start at once at least one sees the other.
  const enter = () =>
    pool.query(
      `insert into processes (id, host, pid, version, prints) values ($1, $2, $3, $4, $5)
       on conflict (id) do update set seen_at = now(), prints = excluded.prints`,
      [id, hostname(), process.pid, version, JSON.stringify(entry())],
    )
  await enter()
  const leave = async () => void (await pool.query('delete from processes where id = $1', [id]))
  const { rows } = await pool.query<{ id: string; host: string; pid: number; prints: Prints }>(
    'select id, host, pid, prints from processes where id <> $1 order by started_at',
    [id],
  )
  for (const other of rows) {
    const setting = difference(prints, shared, other)
    if (setting === null) continue
    await leave()
    throw new ProcessesDiffer(
      `同一个数据库上已有一个同心进程在运行（${other.host}，进程号 ${other.pid}），两边的 ${setting} 不同。几个进程要共用会话密钥、留痕密钥、封存密钥和附件存放处，改成同一份再启动；那个进程若已不在，${DEAD_AFTER} 秒后再试。`,
    )
  }
  // A beat that fails is made up for by the next; one that is missed for long makes this process look dead to others only.
  const beat = setInterval(() => void enter().catch(() => undefined), beatMs).unref()
  return {
    id,
    leave: async () => {
      clearInterval(beat)
      await leave().catch(() => undefined)
    },
  }
}
