import { pipeline } from 'node:stream/promises'
import pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { BEFORE_ALL } from '../audit/chain.mjs'
import type { FileStore } from '../files/pipeline/index.ts'
import { type ArchiveWriter, sha256Of, writeArchive } from './archive.ts'
import type { BackupKey } from './key.ts'
import { copyPersons } from './persons.ts'
import { copyOut, listTables, readSequences, type TablePlan } from './tables.ts'

export type TableProof = TablePlan & { rows: number; sha256: string }

/** What a backup holds, told at its end and compared with what a restore made of it. */
export type Manifest = {
  at: string
  migrations: string[]
  tables: TableProof[]
  sequences: { name: string; value: number; isCalled: boolean }[]
  files: { count: number; bytes: number; missing: string[] }
  audit: { seal: number; seq: number; head: string; key: string; publicPem: string }
  /** Names of the keys that are kept apart: without them it is restored in vain. */
  keys: { backup: string; audit: string; closed: string }
}

/** How values are written, whatever the server is set to: equal content gives equal bytes. */
export const SAME_TEXT = `set local datestyle = 'ISO, YMD'; set local timezone = 'UTC'; set local bytea_output = 'hex';
  set local intervalstyle = 'postgres'; set local extra_float_digits = 3`

const NEWLINE = 10

/** Sends a table's content somewhere; answers how many rows and their SHA-256. A row is a line of the COPY text. */
export const sendTable = async (
  client: pg.ClientBase,
  table: TablePlan,
  take: (bytes: Buffer) => Promise<void> | void,
): Promise<TableProof> => {
  const hash = sha256Of()
  let rows = 0
  const source = client.query(copyTo(await copyOut(client, table)))
  for await (const chunk of source) {
    const bytes = chunk as Buffer
    hash.update(bytes)
    for (const byte of bytes) if (byte === NEWLINE) rows += 1
    await take(bytes)
  }
  return { ...table, rows, sha256: hash.digest('hex') }
}

const sendFile = async (files: FileStore, sha256: string, writer: ArchiveWriter): Promise<number | null> => {
  const sealed = await files.sealed(sha256)
  // As it lies, so that a key that is destroyed later takes the copies in backups with it.
  if (!sealed || !(await files.isWhole(sha256))) return null
  const hash = sha256Of()
  await writer.tell({ file: sha256, size: sealed.size })
  let sent = 0
  await pipeline(await sealed.open(), async (source: AsyncIterable<Buffer>) => {
    for await (const bytes of source) {
      hash.update(bytes)
      sent += bytes.length
      await writer.give(bytes)
    }
  })
  await writer.tell({ fileEnd: sha256, sum: hash.digest('hex') })
  return sent
}

/**
 * Writes a backup of database and files while the program goes on: every table as it stood at one moment.
 * @returns the manifest and the size of the archive in bytes
 */
export const makeBackup = async (
  {
    url,
    files,
    at,
    keys,
    personsCopy,
    onPart = () => undefined,
  }: {
    url: string
    /** Null leaves the files where they are: a move of the database alone. */
    files: FileStore | null
    at: string
    keys: { audit: Manifest['audit']['key']; publicPem: string; closed: string }
    /** File beside the key files that takes the keys of persons; null carries them along: a move. */
    personsCopy: string | null
    /** Told before each table and file, with how far it is (0 to 1); what it throws gives the backup up. */
    onPart?: (share: number, what: 'tables' | 'files') => void
  },
  path: string,
  key: BackupKey,
): Promise<{ manifest: Manifest; size: number }> => {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  const writer = await writeArchive(path, key)
  try {
    await client.query(`begin isolation level repeatable read read only; ${SAME_TEXT}`)
    const names = async (sql: string): Promise<string[]> =>
      (await client.query<{ name: string }>(sql)).rows.map(({ name }) => name)
    const migrations = await names('select name from schema_migrations order by name')
    const tables: TableProof[] = []
    const plans = await listTables(client, { persons: personsCopy === null })
    for (const [index, table] of plans.entries()) {
      onPart((index / plans.length) * 0.5, 'tables')
      await writer.tell({ table })
      const proof = await sendTable(client, table, (bytes) => writer.give(bytes))
      await writer.tell({ tableEnd: proof })
      tables.push(proof)
    }
    const held = files === null ? [] : await names('select distinct sha256::text as name from files order by 1')
    // Bytes are let go where every row of theirs is.
    const gone = new Set(
      await names('select sha256::text as name from files group by 1 having bool_and(removed_at is not null)'),
    )
    const counted: Manifest['files'] = { count: 0, bytes: 0, missing: [] }
    for (const [index, sha256] of held.entries()) {
      onPart(0.5 + (index / held.length) * 0.5, 'files')
      const bytes = files && (await sendFile(files, sha256, writer))
      if (bytes !== null) {
        counted.count += 1
        counted.bytes += bytes
      } else if (!gone.has(sha256)) counted.missing.push(sha256)
    }
    const end = (
      await client.query<{ seal: number; seq: string; head: string }>(
        'select no as seal, first_seq + cardinality(row_ids) - 1 as seq, head from audit_seals order by no desc limit 1',
      )
    ).rows[0]
    const manifest: Manifest = {
      at,
      migrations,
      tables,
      sequences: await readSequences(client),
      files: counted,
      audit: {
        seal: end?.seal ?? 0,
        seq: Number(end?.seq ?? 0),
        head: end?.head ?? BEFORE_ALL,
        key: keys.audit,
        publicPem: keys.publicPem,
      },
      keys: { backup: key.id, audit: keys.audit, closed: keys.closed },
    }
    await writer.tell({ manifest })
    const size = await writer.finish()
    if (personsCopy !== null) await copyPersons(client, personsCopy)
    return { manifest, size }
  } catch (error) {
    await writer.giveUp()
    throw error
  } finally {
    await client.query('rollback').catch(() => undefined)
    await client.end()
  }
}
