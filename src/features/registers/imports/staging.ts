import { setImmediate } from 'node:timers/promises'
import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import type { Context, House } from '../../../platform/context.ts'
import { type LargeRow, readLargeRows } from '../../../platform/sheets/index.ts'
import { sealAddress, sealCertificate, sealPerson } from '../households/closed.ts'
import { isFootLine, type LineFault, type Places, type ReadLine, readLine } from './rules.ts'
import { HEADERS, placesOf, REGISTER_TEMPLATE, type RegisterColumn } from './template.ts'

/** Lines of one sheet are told from those of the next by this. */
export const SHEET_LINES = 1_000_000

const COLUMNS = [
  'import_id',
  'line',
  'state',
  'row_id',
  'home_id',
  'region_id',
  'region_path',
  'household_mark',
  'head_name',
  'name',
  'relation',
  'gender',
  'birth_year',
  'birth_month',
  'categories',
  'kin',
  'joined_year',
  'left_year',
  'discharge',
  'care',
  'benefit_code',
  'honours',
  'address_sealed',
  'address_key',
  'resident_sealed',
  'resident_key',
  'resident_digest',
  'phone_sealed',
  'phone_key',
  'phone_digest',
  'bank_sealed',
  'bank_key',
  'certificate_id',
  'certificate_kind',
  'number_sealed',
  'number_key',
  'number_digest',
] as const
const FAULT_COLUMNS = ['import_id', 'line', 'sheet', 'header', 'words', 'is_wrong'] as const

type Value = string | number | boolean | Buffer | readonly string[] | null | undefined

const escaped = (text: string): string =>
  text.replace(/[\\\t\n\r]/g, (sign) => ({ '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' })[sign] as string)

/** A value in the text form of COPY. */
const copied = (value: Value): string => {
  if (value === null || value === undefined) return '\\N'
  if (Buffer.isBuffer(value)) return `\\\\x${value.toString('hex')}`
  if (typeof value === 'object') return `{${value.join(',')}}`
  return escaped(String(value))
}

const copyRows = async (
  client: pg.ClientBase,
  table: string,
  columns: readonly string[],
  rows: readonly Value[][],
): Promise<void> => {
  if (rows.length === 0) return
  const stream = client.query(copyFrom(`copy ${table} (${columns.join(', ')}) from stdin`))
  const ended = new Promise<void>((resolve, reject) => {
    stream.on('finish', resolve)
    stream.on('error', reject)
  })
  stream.end(`${rows.map((row) => row.map(copied).join('\t')).join('\n')}\n`)
  await ended
}

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

/** Numbers drawn from a sequence, a few thousand at a time. */
const drawing = (client: pg.ClientBase, table: string) => {
  let held: number[] = []
  return async (): Promise<number> => {
    if (held.length === 0) {
      const { rows } = await client.query<{ id: number }>(
        "select nextval(pg_get_serial_sequence($1, 'id'))::int as id from generate_series(1, 2000)",
        [table],
      )
      held = rows.map(({ id }) => id).reverse()
    }
    return held.pop() as number
  }
}

type Ids = { row: number; home: number; certificate: number | null }

const stagedRow = (
  closed: Context['closed'],
  importId: number,
  at: number,
  line: ReadLine,
  isWrong: boolean,
  ids: Ids,
  path: string | null,
): Value[] => {
  const person = sealPerson(closed, ids.row, { resident: line.resident, phone: line.phone, bank: line.bank })
  const home = sealAddress(closed, ids.home, line.address)
  const number = ids.certificate === null ? null : sealCertificate(closed, ids.certificate, line.number)
  return [
    importId,
    at,
    isWrong ? 'wrong' : 'new',
    ids.row,
    ids.home,
    line.placeId,
    path,
    line.mark,
    line.head,
    line.name,
    line.relation,
    line.gender,
    line.birthYear,
    line.birthMonth,
    line.categories,
    line.kin,
    line.joinedYear,
    line.leftYear,
    line.discharge,
    line.care,
    line.benefitCode,
    line.honours.map(({ grade, year }) => `${grade}:${year}`),
    home.address_sealed,
    home.address_key,
    person.resident_sealed,
    person.resident_key,
    person.resident_digest,
    person.phone_sealed,
    person.phone_key,
    person.phone_digest,
    person.bank_sealed,
    person.bank_key,
    ids.certificate,
    line.certificate,
    number?.number_sealed,
    number?.number_key,
    number?.number_digest,
  ]
}

/** Faults that are kept in words; beyond them rows are only counted as wrong. */
const MOST_FAULTS = 20_000

export type Staged = { read: number; passed: number; notes: string[] }

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

/**
 * Reads the file of an import row by row into the staging table: every closed value is checked, digested and sealed here, in
 * memory, before the row goes on. What stood there of an earlier try is cleared first. Other work gets its turn in between.
 * @throws Problem large-sheet-refused
 */
export const stageFile = async (
  { pool, files, closed }: Pick<House, 'pool' | 'files' | 'closed'>,
  of: { importId: number; sha256: string; path: string; today: string },
  { signal, progress }: { signal: AbortSignal; progress(share: number, note: string): void },
): Promise<Staged> => {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    await client.query('delete from register_import_rows where import_id = $1', [of.importId])
    await client.query('delete from register_import_faults where import_id = $1', [of.importId])
    const { places, pathOf } = await readPlaces(client, of.path)
    const draw = {
      row: drawing(client, 'household_persons'),
      home: drawing(client, 'households'),
      certificate: drawing(client, 'person_certificates'),
    }
    const staged: Staged = { read: 0, passed: 0, notes: [] }
    let rows: Value[][] = []
    let faults: Value[][] = []
    let kept = 0
    const flush = async () => {
      await copyRows(client, 'register_import_rows', COLUMNS, rows)
      await copyRows(client, 'register_import_faults', FAULT_COLUMNS, faults)
      rows = []
      faults = []
      progress(
        Math.min(0.8, 0.8 * (1 - 60_000 / (60_000 + staged.read))),
        `已读 ${staged.read.toLocaleString('en')} 行`,
      )
    }
    let columns = new Map<RegisterColumn, number>()
    let sheet = ''
    let sheets = -1
    for await (const part of readLargeRows(await files.open(of.sha256), HEADERS, { signal })) {
      if ('passedOver' in part) {
        staged.notes.push(`工作表“${part.passedOver}”没有表头，没有读。`)
        continue
      }
      if ('sheet' in part) {
        const found = placesOf(part.headers)
        columns = found.places
        sheet = part.sheet
        sheets += 1
        if (found.unknown.length > 0)
          staged.notes.push(`“${sheet}”里没有读的列：${found.unknown.slice(0, 20).join('、')}。`)
        if (!columns.has('name')) staged.notes.push(`“${sheet}”里没有“姓名”列。`)
        continue
      }
      for (const [place, row] of part.rows.entries()) {
        if (place % 100 === 99) await setImmediate()
        const cells = cellsOf(row, columns)
        if (cells.size === 0) continue
        if (isFootLine(cells)) {
          staged.passed += 1
          continue
        }
        staged.read += 1
        const { line, faults: found } = readLine(cells, places, of.today)
        const at = sheets * SHEET_LINES + row.line
        const ids = {
          row: await draw.row(),
          home: await draw.home(),
          certificate: line.certificate === null ? null : await draw.certificate(),
        }
        const path = line.placeId === null ? null : (pathOf.get(line.placeId) ?? null)
        rows.push(stagedRow(closed, of.importId, at, line, found.length > 0, ids, path))
        for (const { column, words } of found as LineFault[])
          if (kept++ < MOST_FAULTS) faults.push([of.importId, at, sheet, headerWords(column), `${words}。`, true])
      }
      if (rows.length >= 4_000) await flush()
    }
    await flush()
    await client.query('analyze register_import_rows')
    return staged
  } catch (error) {
    // A COPY may be half-way: the connection is not used again.
    broken = error as Error
    throw error
  } finally {
    client.release(broken)
  }
}
