import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'
import { json } from 'node:stream/consumers'
import { addDays } from '../../../platform/calendar/days.ts'
import { dayOf } from '../../../platform/calendar/instant.ts'
import type { House } from '../../../platform/context.ts'
import { systemTransaction, type Tx } from '../../../platform/db/transaction.ts'
import { holdBytesOf, letGo } from '../../../platform/files/held.ts'
import { holdBytes } from '../../../platform/files/sealed/index.ts'
import type { Outcome } from '../../../platform/jobs/queue.ts'
import { type LargeCell, readLargeRows } from '../../../platform/sheets/index.ts'
import { cellsOf, SHEET_LINES } from './staging.ts'
import * as store from './store.ts'
import { HEADERS, placesOf, REGISTER_TEMPLATE, type RegisterColumn } from './template.ts'

/** A wrong row as the office sent it, and what is wrong in it. */
export type WrongRow = Record<RegisterColumn | 'fault', string | null>
type Fault = { line: number; header: string; words: string; isWrong: boolean }

/** So many faults are read to make the file of wrong rows. */
const MOST_WRONG = 20_000

export const wrongFaults = (tx: Tx, id: number): Promise<Fault[]> => store.listFaults(tx, id, MOST_WRONG)

const NUMBERS: readonly RegisterColumn[] = ['resident', 'phone', 'number', 'bank']

/**
 * What a cell says. A long number that the sheet took for a figure goes back as the figure that it became: written out, its zeros would
 * come in as text the next time.
 */
const asSent = (column: RegisterColumn, cell: LargeCell | undefined): string | null => {
  if (!cell) return null
  const isFigure = cell.kind === 'number' && NUMBERS.includes(column) && Number(cell.words) >= 1e15
  return isFigure ? Number(cell.words).toExponential(5).toUpperCase() : cell.words
}

/** The rows of a register's file that bear a fault. */
export const readWrong = async (file: Readable, faults: readonly Fault[]): Promise<WrongRow[]> => {
  const words = new Map<number, string>()
  for (const { line, header, words: said, isWrong } of faults)
    if (isWrong) words.set(line, [words.get(line), header ? `${header}：${said}` : said].filter(Boolean).join(' '))
  const rows: WrongRow[] = []
  let columns = new Map<RegisterColumn, number>()
  let sheets = -1
  for await (const part of readLargeRows(file, HEADERS)) {
    if ('passedOver' in part) continue
    if ('sheet' in part) {
      columns = placesOf(part.headers).places
      sheets += 1
      continue
    }
    for (const row of part.rows) {
      const fault = words.get(sheets * SHEET_LINES + row.line)
      if (fault === undefined) continue
      const cells = cellsOf(row, columns)
      const own = REGISTER_TEMPLATE.columns.map(({ key }) => [key, asSent(key, cells.get(key))] as const)
      rows.push({ fault, ...Object.fromEntries(own) } as WrongRow)
    }
  }
  return rows
}

/** The rows of a file that was kept. */
export const readKept = async (file: Readable): Promise<WrongRow[]> => (await json(file)) as WrongRow[]

/** The file goes once nothing needs it any more. */
export const forgetFile = async (
  tx: Tx,
  files: House['files'],
  { fileId, at }: { fileId: number | null; at: string },
): Promise<void> => {
  const sha256 = fileId === null ? null : await store.dropFile(tx, fileId, at)
  if (sha256) letGo(tx, files, sha256)
}

/** The wrong rows that an import kept go, or will not be kept; locks the import. */
export const forgetWrong = async (tx: Tx, files: House['files'], id: number, at: string): Promise<void> => {
  await store.lockImport(tx, id)
  const of = await store.findImport(tx, id)
  if (!of || of.wrong_state === null || of.wrong_state === 'cleared') return
  await store.setWrong(tx, id, { wrong_state: 'cleared' })
  await store.clearStaging(tx, id)
  await forgetFile(tx, files, { fileId: of.wrong_file_id, at })
  if (of.wrong_state === 'making' && !of.keeps_file) await forgetFile(tx, files, { fileId: of.file_id, at })
}

/**
 * The day from which an import's sheet, or the wrong rows that it left, are held no more: so many days after the upload while nobody
 * takes it in, after the taking in of the others for those left out.
 */
export const goesOn = (of: Pick<store.StoredImport, 'made_at' | 'taken_on'>, importDays: number): string =>
  addDays(of.taken_on ?? dayOf(of.made_at), importDays)

/**
 * Once the right rows are in: the wrong ones are read out of the file into a sealed one of their own, and the file goes. Killed half-way
 * it is done anew; until then the rows are read from the file itself.
 */
export const keepWrong = async (
  house: Pick<House, 'pool' | 'files' | 'clock'>,
  of: store.StoredImport,
): Promise<Outcome> => {
  if (of.wrong_state !== 'making') return {}
  const faults = await systemTransaction(house.pool, (tx) => wrongFaults(tx, of.id))
  // Faults lie in a table that a crash of the database empties.
  const rows =
    of.heldFileId === null || faults.length === 0 ? [] : await readWrong(await house.files.open(of.file_sha256), faults)
  const bytes = Buffer.from(JSON.stringify(rows))
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  return {
    effect: async (tx) => {
      if (!(await store.lockImport(tx, of.id))) return
      const now = await store.findImport(tx, of.id)
      if (now?.wrong_state !== 'making') return
      const at = house.clock.now().toISOString()
      if (rows.length === 0) await store.setWrong(tx, of.id, { wrong_state: 'cleared' })
      else {
        await holdBytesOf(tx, sha256)
        await house.files.put(await holdBytes(bytes, house.files.waiting()), sha256)
        const wrong_file_id = await store.insertWrongFile(tx, of, { sha256, size: bytes.length, at })
        await store.setWrong(tx, of.id, { wrong_state: 'kept', wrong_file_id, wrong_rows_kept: rows.length })
      }
      await store.clearStaging(tx, of.id)
      if (!now.keeps_file) await forgetFile(tx, house.files, { fileId: of.file_id, at })
    },
  }
}
