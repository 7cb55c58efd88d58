import type { Readable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import type pg from 'pg'
import type { House } from '../../../platform/context.ts'
import { Problem } from '../../../platform/problem.ts'
import { scan, scanEach, scanField } from '../../../platform/secrecy/index.ts'
import { type LargeRow, readLargeRows } from '../../../platform/sheets/index.ts'
import { importProblems } from './contract.ts'
import { stagedRow, stagingInto } from './copying.ts'
import { isFootLine } from './footers.ts'
import { type LineFault, type Places, type ReadLine, readLine } from './rules.ts'
import { HEADERS, placesOf, REGISTER_TEMPLATE, type RegisterColumn } from './template.ts'

/** Lines of one sheet are told from those of the next by this. */
export const SHEET_LINES = 1_000_000

/** The place and the path of every township and village of a range, found by code and by name. */
export const readPlaces = async (
  client: pg.ClientBase,
  path: string,
): Promise<{ places: Places; pathOf: Map<number, string> }> => {
  const { rows } = await client.query<{
    id: number
    code: string
    name: string
    short: string
    path: string
    town: string
    county: string
    level: number
  }>(
    `select r.id, r.code, r.name, r.short_name as short, r.path, r.level,
       case when r.level = 5 then t.name else '' end as town, case when r.level = 5 then c.name else t.name end as county
     from regions r left join regions t on t.id = r.parent_id left join regions c on c.id = t.parent_id
     where r.path like $1 and r.level >= 4 and r.to_on is null`,
    [`${path}%`],
  )
  const byName = new Map<string, { id: number; town: string; county: string }[]>()
  for (const { id, name, short, town, county } of rows)
    for (const word of new Set([name, short])) byName.set(word, [...(byName.get(word) ?? []), { id, town, county }])
  const byCode = new Map(rows.map(({ id, code }) => [code.trim(), id]))
  return {
    places: { byCode: (code) => byCode.get(code), byName: (name) => byName.get(name) ?? [] },
    pathOf: new Map(rows.map(({ id, path: own }) => [id, own])),
  }
}

const DRAWN_AT_ONCE = 10_000

/** Numbers drawn from the sequence of a table, many at a time. */
const drawing = (client: pg.ClientBase, table: string) => {
  let held: number[] = []
  return async (): Promise<number> => {
    if (held.length === 0) {
      const { rows } = await client.query<{ id: number }>(
        `select nextval(s.name)::int as id from (select pg_get_serial_sequence($1, 'id')::regclass as name offset 0) s,
           generate_series(1, $2)`,
        [table, DRAWN_AT_ONCE],
      )
      held = rows.map(({ id }) => id).reverse()
    }
    return held.pop() as number
  }
}

/** Faults that are kept in words; beyond them rows are only counted as wrong. */
const MOST_FAULTS = 20_000
/** So many rows against the secrecy rules are no slip: the file is not read on. */
const MOST_SECRETS = 1_000

/** What is read of which import: the file's rows go to places below `path`, judged as of `today`. */
export type StagingTask = { importId: number; path: string; today: string }
/** Rows read, rows passed over, and what is to be said about the file. */
export type Staged = { read: number; passed: number; notes: string[] }
export type Progress = (share: number, note: string) => void

const headerWords = (column: RegisterColumn): string =>
  REGISTER_TEMPLATE.columns.find(({ key }) => key === column)?.header ?? ''

/** A row of the sheet by our columns. */
export const cellsOf = (row: LargeRow, places: ReadonlyMap<RegisterColumn, number>) => {
  const cells = new Map<RegisterColumn, NonNullable<ReturnType<typeof row.cells.get>>>()
  for (const [column, at] of places) {
    const cell = row.cells.get(at)
    if (cell && cell.words.trim() !== '') cells.set(column, cell)
  }
  return cells
}

/** A line of the sheet with what was found wrong in it. */
type Read = { at: number; line: ReadLine; faults: LineFault[] }

/** What is free text in a line, by the column that it stands in. */
const FREE = ['name', 'head', 'mark', 'address'] as const

/**
 * Reads the free text of lines against the secrecy rules. What a rule objects to is a fault of the line and goes out of it before
 * the line goes anywhere: neither the staging nor the sentence tells it. Answers how many lines that were.
 */
const passSecrecy = (lines: readonly Read[]): number => {
  const texts: { of: Read; column: RegisterColumn; text: string; fault?: LineFault }[] = []
  for (const of of lines) {
    for (const column of FREE) {
      const text = of.line[column]
      if (text && (column === 'name' || text !== of.line.name)) texts.push({ of, column, text })
    }
    for (const fault of of.faults)
      if (fault.said !== undefined) texts.push({ of, column: fault.column, text: fault.said, fault })
  }
  const struck = new Set<Read>()
  // An address is closed and may be exact; a name or a mark holds neither phone nor address.
  const closed = texts.filter(({ column }) => column === 'address')
  const open = texts.filter(({ column }) => column !== 'address')
  const found = [
    ...[...scanEach(closed.map(({ text }) => text))].map(([place, hits]) => ({ of: closed[place], hits })),
    ...[
      ...scanEach(
        open.map(({ text }) => text),
        scanField,
      ),
    ].map(([place, hits]) => ({ of: open[place], hits })),
  ]
  for (const { of: struckText, hits } of found) {
    const { of, column, text, fault } = struckText as (typeof texts)[number]
    if (fault) delete fault.said
    else for (const free of FREE) if (of.line[free] === text) of.line[free] = ''
    const rules = new Map(hits.map(({ name, reason }) => [name, reason.replace(/。$/, '')]))
    for (const [name, reason] of rules) of.faults.push({ column, words: `${name}：${reason}` })
    struck.add(of)
  }
  return struck.size
}

/**
 * Reads the file of an import row by row into the staging table: every closed value is checked, digested and sealed here, in
 * memory, before the row goes on. What stood there of an earlier try is cleared first; what is staged is there as a whole or not
 * at all. Other work gets its turn in between.
 * @throws Problem large-sheet-refused, import-secrets
 */
export const stageFile = async (
  { pool, closed }: Pick<House, 'pool' | 'closed'>,
  file: Readable,
  of: StagingTask,
  { signal, progress }: { signal?: AbortSignal; progress: Progress },
): Promise<Staged> => {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    await client.query('begin')
    // A process whose server was killed may still be ending: it is waited for, and nothing of it stays.
    await client.query('select pg_advisory_xact_lock(7026103, $1)', [of.importId])
    await client.query('delete from register_import_rows where import_id = $1', [of.importId])
    await client.query('delete from register_import_faults where import_id = $1', [of.importId])
    const { places, pathOf } = await readPlaces(client, of.path)
    const draw = {
      row: drawing(client, 'household_persons'),
      home: drawing(client, 'households'),
      certificate: drawing(client, 'person_certificates'),
    }
    const into = stagingInto(client)
    const staged: Staged = { read: 0, passed: 0, notes: [] }
    let [kept, secrets] = [0, 0]
    // Lines of one mark in one village are one household: its number is drawn with the first of them.
    const homes = new Map<string, number>()
    const homeOf = async ({ placeId, mark }: ReadLine): Promise<number> => {
      const key = `${placeId} ${mark}`
      const known = homes.get(key)
      if (known !== undefined) return known
      const home = await draw.home()
      homes.set(key, home)
      return home
    }
    // Notes stay with the import: names of sheets and headers are the words of whoever made the file.
    const note = (words: string) =>
      staged.notes.push(scan(words).length === 0 ? words : '有的工作表或列没有读，名称碰到保密检查。')
    let columns = new Map<RegisterColumn, number>()
    let sheet = ''
    let sheets = -1
    for await (const part of readLargeRows(file, HEADERS, signal ? { signal } : {})) {
      if ('passedOver' in part) {
        note(part.passedOver === '' ? '表格没有表头，没有读。' : `工作表“${part.passedOver}”没有表头，没有读。`)
        continue
      }
      if ('sheet' in part) {
        const found = placesOf(part.headers)
        columns = found.places
        sheet = part.sheet
        sheets += 1
        const called = sheet === '' ? '表格' : `“${sheet}”`
        if (found.unknown.length > 0) note(`${called}里没有读的列：${found.unknown.slice(0, 20).join('、')}。`)
        if (!columns.has('name')) note(`${called}里没有“姓名”列。`)
        continue
      }
      const lines: Read[] = []
      for (const [place, row] of part.rows.entries()) {
        if (place % 100 === 99) await setImmediate()
        const cells = cellsOf(row, columns)
        if (cells.size === 0) continue
        if (isFootLine(cells)) staged.passed += 1
        else lines.push({ at: sheets * SHEET_LINES + row.line, ...readLine(cells, places, of.today) })
      }
      secrets += passSecrecy(lines)
      if (secrets > MOST_SECRETS) throw new Problem(importProblems['import-secrets'])
      for (const [place, { at, line, faults }] of lines.entries()) {
        if (place % 100 === 99) await setImmediate()
        const ids = {
          row: await draw.row(),
          home: await homeOf(line),
          certificate: line.certificate === null ? null : await draw.certificate(),
        }
        const path = line.placeId === null ? null : (pathOf.get(line.placeId) ?? null)
        into.row(stagedRow(closed, of.importId, at, line, faults.length > 0, ids, path))
        for (const { column, words, said } of faults)
          if (kept++ < MOST_FAULTS) {
            const told = said === undefined ? `${words}。` : `写的是“${said}”，${words}。`
            into.fault([of.importId, at, sheet, headerWords(column), told, true])
          }
      }
      staged.read += lines.length
      await into.pass()
      progress(
        Math.min(0.8, 0.8 * (1 - 60_000 / (60_000 + staged.read))),
        `已读 ${staged.read.toLocaleString('en')} 行`,
      )
    }
    await into.pass({ isLast: true })
    await client.query('analyze register_import_rows')
    await client.query('commit')
    return staged
  } catch (error) {
    // A COPY may be half-way: the connection is not used again.
    broken = error as Error
    throw error
  } finally {
    client.release(broken)
  }
}
