import { once } from 'node:events'
import { PassThrough, type Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { migrate, migrations } from '../db/migrate.ts'
import { openPool } from '../db/transaction.ts'
import type { FileStore } from '../files/pipeline/index.ts'
import { readArchive, sha256Of } from './archive.ts'
import { type Manifest, SAME_TEXT, sendTable, type TableProof } from './backup.ts'
import { BackupError } from './errors.ts'
import type { BackupKey } from './key.ts'
import { loadPersons } from './persons.ts'
import { copyIn, setSequence, type TablePlan, withoutGuards } from './tables.ts'

/** What stands at the beginning of a part, and at its end. */
type Told = {
  table?: TablePlan
  tableEnd?: TableProof
  file?: string
  size?: number
  fileEnd?: string
  sum?: string
  manifest?: Manifest
}

/** Who takes the parts of an archive as they come. */
type Taker = {
  table?(table: TablePlan): Promise<void>
  tableBytes?(bytes: Buffer): Promise<void>
  tableEnd?(): Promise<void>
  file?(sha256: string, size: number): Promise<void>
  fileBytes?(bytes: Buffer): Promise<void>
  fileEnd?(): Promise<void>
}

const NOT_WHOLE = '备份文件的内容与它的清单不符，没有恢复任何内容。换一份备份再做。'

/** Reads an archive to its end, holds every part against its sum, and answers the manifest. @throws BackupError */
const takeParts = async (path: string, key: BackupKey, taker: Taker = {}): Promise<Manifest> => {
  let manifest: Manifest | undefined
  let inTable = false
  let hash = sha256Of()
  const proofs: TableProof[] = []
  for await (const frame of readArchive(path, key)) {
    if (manifest) throw new BackupError(NOT_WHOLE)
    if ('bytes' in frame) {
      hash.update(frame.bytes)
      await (inTable ? taker.tableBytes : taker.fileBytes)?.(frame.bytes)
      continue
    }
    const told = frame.told as Told
    if (told.table) {
      ;[inTable, hash] = [true, sha256Of()]
      await taker.table?.(told.table)
    } else if (told.tableEnd) {
      if (hash.digest('hex') !== told.tableEnd.sha256) throw new BackupError(NOT_WHOLE)
      proofs.push(told.tableEnd)
      inTable = false
      await taker.tableEnd?.()
    } else if (told.file) {
      hash = sha256Of()
      await taker.file?.(told.file, told.size ?? 0)
    } else if (told.fileEnd) {
      if (hash.digest('hex') !== told.sum) throw new BackupError(NOT_WHOLE)
      await taker.fileEnd?.()
    } else if (told.manifest) manifest = told.manifest
  }
  if (!manifest || JSON.stringify(manifest.tables) !== JSON.stringify(proofs)) throw new BackupError(NOT_WHOLE)
  return manifest
}

/** Reads an archive through without writing anything. @throws BackupError when a byte of it is not as it was made */
export const checkArchive = (path: string, key: BackupKey): Promise<Manifest> => takeParts(path, key)

/** @throws BackupError when the archive was made by a newer program, or the database is not empty */
const refuseUnfit = async (url: string, manifest: Manifest): Promise<void> => {
  const known = new Set(migrations.map(({ name }) => name))
  const stranger = manifest.migrations.find((name) => !known.has(name))
  if (stranger) {
    throw new BackupError(`这份备份由更新版本的程序做成（已有迁移 ${stranger}），本程序不认识。改用新版程序恢复。`)
  }
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query(
    `select 1 from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' limit 1`,
  )
  await client.end()
  if (rows.length > 0)
    throw new BackupError('要恢复到的数据库里已有内容，没有动它。换一个空的数据库或空的数据目录再恢复。')
}

const loadTables = async (client: pg.Client, path: string, key: BackupKey): Promise<void> => {
  let sink: Writable | undefined
  let done: Promise<void> = Promise.resolve()
  await takeParts(path, key, {
    table: async (table) => {
      sink = client.query(copyFrom(copyIn(table)))
      done = finished(sink)
      done.catch(() => undefined)
    },
    tableBytes: async (bytes) => {
      if (sink && !sink.write(bytes)) await Promise.race([once(sink, 'drain'), done])
    },
    tableEnd: async () => {
      sink?.end()
      await done
    },
  })
}

/** Files go in as they lay, sealed. */
const loadFiles = async (path: string, key: BackupKey, files: FileStore): Promise<void> => {
  let sink: PassThrough | undefined
  let done: Promise<void> = Promise.resolve()
  await takeParts(path, key, {
    file: async (sha256, size) => {
      sink = new PassThrough()
      done = files.putSealed(sha256, sink, size)
      done.catch(() => undefined)
    },
    fileBytes: async (bytes) => {
      if (sink && !sink.write(bytes)) await Promise.race([once(sink, 'drain'), done])
    },
    fileEnd: async () => {
      sink?.end()
      await done
    },
  })
}

/** The tables as they stand in the restored database, held against the manifest. @throws BackupError naming the first that differs */
const compare = async (client: pg.Client, manifest: Manifest): Promise<void> => {
  await client.query(`begin isolation level repeatable read read only; ${SAME_TEXT}`)
  for (const table of manifest.tables) {
    const { rows, sha256 } = await sendTable(client, { name: table.name, columns: table.columns }, () => undefined)
    if (rows !== table.rows || sha256 !== table.sha256) {
      throw new BackupError(
        `恢复后的表 ${table.name} 与备份清单不符（应有 ${table.rows} 行，实有 ${rows} 行），恢复没有成功。`,
      )
    }
  }
  await client.query('commit')
}

/**
 * Restores a backup into an empty database and file store, and proves it: every table by its rows and SHA-256. The archive is
 * read through before anything is written; what fails on the way leaves the database empty.
 * @throws BackupError
 */
export const restoreBackup = async (
  { url, files, personsCopy }: { url: string; files: FileStore | null; personsCopy: string | null },
  path: string,
  key: BackupKey,
): Promise<Manifest> => {
  const manifest = await checkArchive(path, key)
  await refuseUnfit(url, manifest)
  const pool = openPool(url, 1)
  await migrate(pool, null, new Set(manifest.migrations)).finally(() => pool.end())
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  try {
    await client.query(`begin; ${SAME_TEXT}`)
    await withoutGuards(client, async () => {
      // What migrations laid themselves comes with the backup as well.
      await client.query(`truncate ${manifest.tables.map(({ name }) => `"${name}"`).join(', ')}`)
      await loadTables(client, path, key)
      if (personsCopy !== null) await loadPersons(client, personsCopy)
    })
    for (const sequence of manifest.sequences) await setSequence(client, sequence)
    // Sealed rows were given 3, waiting ones 4 (tables.ts).
    await client.query(`update audit_sealer set transaction_id = '3', row_id = 9223372036854775807`)
    await client.query('commit')
    await compare(client, manifest)
    if (files) await loadFiles(path, key, files)
    return manifest
  } catch (error) {
    await client.query('rollback').catch(() => undefined)
    await client.query('drop schema public cascade; create schema public').catch(() => undefined)
    throw error
  } finally {
    await client.end()
  }
}
