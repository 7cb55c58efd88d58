import { sql } from 'kysely'
import type pg from 'pg'
import { afterCommit, systemTransaction, type Tx } from '../db/transaction.ts'
import type { FileStore } from './pipeline/index.ts'

/**
 * Equal bytes lie once, whoever brought them: `files` has a row for each time they were brought. So whoever brings them and
 * whoever lets them go take turns, and bytes go only where no row that stands needs them.
 */

/** The number of the locks on digests. */
const LOCK = 7026105

/** Until the end of the transaction nobody else keeps or lets go the bytes of this digest. */
export const holdBytesOf = async (tx: Tx, sha256: string): Promise<void> => {
  await sql`select pg_advisory_xact_lock(${LOCK}, ('x' || left(${sha256}, 8))::bit(32)::int)`.execute(tx)
}

const isNeeded = async (tx: Tx, sha256: string): Promise<boolean> =>
  (await tx
    .selectFrom('files')
    .select('id')
    .where('sha256', '=', sha256)
    .where('removed_at', 'is', null)
    .executeTakeFirst()) !== undefined

/** Removes the bytes of a digest, unless a row needs them. Rows that no longer do are to be committed before. */
export const releaseBytes = (pool: pg.Pool, files: Pick<FileStore, 'remove'>, sha256: string): Promise<void> =>
  systemTransaction(pool, async (tx) => {
    await holdBytesOf(tx, sha256)
    if (!(await isNeeded(tx, sha256))) await files.remove(sha256)
  })

/** Lets bytes go once the change is committed. What a process that ends at that moment leaves is swept (`sweepRemoved`). */
export const letGo = (tx: Tx, files: Pick<FileStore, 'remove'>, sha256: string): void =>
  afterCommit(tx, (pool) => void releaseBytes(pool, files, sha256).catch(() => undefined))

/** Removes what is still held though each of its rows is marked as gone; answers how many. */
export const sweepRemoved = async ({ pool, files }: { pool: pg.Pool; files: FileStore }): Promise<number> => {
  const { rows } = await systemTransaction(pool, (tx) =>
    sql<{ sha256: string }>`select sha256 from files group by sha256 having bool_and(removed_at is not null)`.execute(
      tx,
    ),
  )
  let count = 0
  for (const { sha256 } of rows)
    if (await files.has(sha256)) {
      await releaseBytes(pool, files, sha256)
      count += 1
    }
  return count
}
