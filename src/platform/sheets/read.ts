import { nameProblems, Problem } from '../problem.ts'
import { type RawBook, type RawCell, type RawRow, type RawSheet, SheetRefused, sheetJob } from './apart.ts'
import { readCsv } from './csv.ts'
import { dayOfSerial, isLikeDay, readDay } from './days.ts'
import {
  cellText,
  columnLetter,
  type SheetColumn,
  type SheetError,
  type SheetTemplate,
  type SheetValues,
} from './template.ts'

/** One row as filled in: `line` is the line number in the sheet. A cell with an error counts as empty. */
export type SheetRow<Key extends string = string> = { line: number; values: SheetValues<Key>; errors: SheetError[] }

export type SheetContent<Key extends string = string> = {
  /** Name of the sheet that was read. */
  sheet: string
  headerLine: number
  rows: SheetRow<Key>[]
  /** All errors of all rows, in the order of the lines. */
  errors: SheetError[]
  /** Headers of the file that the template does not know; their cells were not read. */
  unknownHeaders: string[]
  /** Lines of totals and notes under the table that are no rows. */
  feet: number[]
  /** Merged lines across the table (一、组织领导) that are no rows. */
  sections: { line: number; words: string }[]
  /** Cell of a column in a line, for errors that a room finds itself: 'D7'. */
  cellOf(key: Key, line: number): string
}

/** Most rows of one file. Larger ones are split by the sender. */
export const MOST_SHEET_ROWS = 20_000
const MOST_COLUMNS = 100
const HEADER_WITHIN = 10

const sheetProblems = nameProblems({
  'sheet-refused': [422, '表格读不了', '这份表格读不了，另存为 .xlsx 后重新上传。'],
})

const refuse = (detail: string, reason: string): Problem =>
  new Problem(sheetProblems['sheet-refused'], { detail, extra: { reason } })

const REASONS = {
  old: '这是旧格式的 Excel 或 WPS 表格（.xls、.et）。打开后另存为 .xlsx 再上传。',
  broken: '表格打不开，可能已损坏或不是 Excel 文件。打开后另存为 .xlsx 再上传。',
  'too-many-rows': `表格超过 ${MOST_SHEET_ROWS.toLocaleString('en')} 行。拆成几份分别上传。`,
  'too-slow': '表格太大，读了两分钟还没有读完。删去空白行和多余的工作表，或拆成几份再上传。',
} as const

const isZip = (bytes: Uint8Array) => bytes[0] === 0x50 && bytes[1] === 0x4b
const isOle = (bytes: Uint8Array) => bytes[0] === 0xd0 && bytes[1] === 0xcf

const readBook = async (bytes: Uint8Array): Promise<RawBook> => {
  if (isOle(bytes)) throw refuse(REASONS.old, 'old')
  const mostLines = MOST_SHEET_ROWS + 100
  if (!isZip(bytes)) {
    const book = readCsv(bytes, { mostLines })
    if (book === null) throw refuse(REASONS.broken, 'broken')
    if (book === 'too-many-rows') throw refuse(REASONS[book], book)
    return book
  }
  try {
    return await sheetJob('read', { bytes, mostLines, mostColumns: MOST_COLUMNS })
  } catch (error) {
    if (error instanceof SheetRefused) throw refuse(REASONS[error.refused], error.refused)
    throw error
  }
}

/** Headers are the same without spaces, line breaks, marks of what must be filled, and what stands in brackets. */
const plainHeader = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/[\s*:]/g, '')
    .replace(/[([【].*?[)\]】]/g, '')

const wordsOf = (value: RawCell): string => {
  if (typeof value === 'string') return value
  if (typeof value === 'number') return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(15)))
  return 'day' in value ? value.day : value.error
}

type Places<Key extends string> = Map<Key, number>

const placesIn = <Key extends string>(row: RawRow, template: SheetTemplate<Key>) => {
  const places: Places<Key> = new Map()
  const unknown: string[] = []
  for (const [column, value] of row.cells) {
    const header = plainHeader(wordsOf(value))
    const found = template.columns.find((one) =>
      [one.header, ...(one.aliases ?? [])].some((name) => plainHeader(name) === header),
    )
    if (found && !places.has(found.key)) places.set(found.key, column)
    else if (header !== '') unknown.push(wordsOf(value).trim())
  }
  return { places, unknown }
}

type Header<Key extends string> = { sheet: RawSheet; row: RawRow; places: Places<Key>; unknown: string[] }

/** The line that names the most columns, among the first lines of the visible sheets; the template's own sheet first. */
const findHeader = <Key extends string>(book: RawBook, template: SheetTemplate<Key>): Header<Key> => {
  const sheets = book.sheets
    .filter(({ isHidden }) => !isHidden)
    .sort((a, b) => Number(b.name === template.sheet) - Number(a.name === template.sheet))
  let best: Header<Key> | undefined
  for (const sheet of sheets)
    for (const row of sheet.rows.slice(0, HEADER_WITHIN)) {
      const found = { sheet, row, ...placesIn(row, template) }
      if (found.places.size > (best?.places.size ?? 0)) best = found
    }
  const needed = template.columns.filter(({ required }) => required)
  const missing = needed.filter(({ key }) => !best?.places.has(key))
  if (best && best.places.size >= Math.min(2, template.columns.length) && missing.length === 0) return best
  const all = template.columns.map(({ header }) => header).join('、')
  if (!best || best.places.size < Math.min(2, template.columns.length))
    throw refuse(`表里没有找到表头。前 ${HEADER_WITHIN} 行中要有一行写着：${all}；可下载模板对照。`, 'no-header')
  throw refuse(
    `表里没有“${missing.map(({ header }) => header).join('”“')}”这一列，在第 ${best.row.line} 行的表头中补上；可下载模板对照。`,
    'no-header',
  )
}

type Read = { value: string | number | null } | { wrong: string }

const readNumber = (value: RawCell): Read => {
  if (typeof value === 'number') return { value }
  const plain = wordsOf(value).normalize('NFKC').replace(/[,\s]/g, '')
  return /^[-+]?(\d+\.?\d*|\.\d+)$/.test(plain) ? { value: Number(plain) } : { wrong: '认不出数字，改为 30 这样的数字' }
}

const readDayCell = (value: RawCell, column: SheetColumn, today: string, is1904: boolean): Read => {
  if (typeof value === 'object' && 'day' in value) return { value: value.day }
  const year = Number(today.slice(0, 4))
  const words = wordsOf(value)
  const day = typeof value === 'number' && value < 110_000 ? dayOfSerial(value, is1904) : readDay(words, year)
  if (day !== null) return { value: day }
  if (column.mayBeWords && typeof value === 'string' && !isLikeDay(words)) return { value: cellText(words) }
  return { wrong: `${isLikeDay(words) ? '没有这一天' : '认不出日期'}，改为 ${year}-12-31 这样的日子` }
}

const readChoice = (value: RawCell, choices: readonly string[]): Read => {
  const plain = (text: string) => text.normalize('NFKC').replace(/\s/g, '')
  const found = choices.find((choice) => plain(choice) === plain(wordsOf(value)))
  return found === undefined ? { wrong: `不在选项里，改为${choices.join('、')}之一` } : { value: found }
}

const readCell = (value: RawCell, column: SheetColumn, today: string, is1904: boolean): Read => {
  if (typeof value === 'object' && 'error' in value) return { wrong: '公式出错，改为文字或数字' }
  if (column.kind === 'number') return readNumber(value)
  if (column.kind === 'day') return readDayCell(value, column, today, is1904)
  if (column.kind === 'choice') return readChoice(value, column.choices ?? [])
  return { value: cellText(wordsOf(value)) }
}

const short = (words: string): string => (words.length > 30 ? `${words.slice(0, 30)}…` : words)

/** What is wrong in a cell, in one sentence that names line, column and what stands there. */
const sentence = (line: number, header: string, raw: RawCell | undefined, wrong: string): string =>
  `第 ${line} 行“${header}”${raw === undefined ? '' : `写的是“${short(wordsOf(raw).trim())}”，`}${wrong}。`

const readRow = <Key extends string>(
  row: RawRow,
  header: Header<Key>,
  template: SheetTemplate<Key>,
  today: string,
  is1904: boolean,
): SheetRow<Key> => {
  const cells = new Map(row.cells)
  const values = {} as SheetValues<Key>
  const errors: SheetError[] = []
  for (const column of template.columns) {
    const place = header.places.get(column.key)
    const raw = place === undefined ? undefined : cells.get(place)
    const read: Read = raw === undefined ? { value: null } : readCell(raw, column, today, is1904)
    const refuseCell = (words: string) =>
      errors.push({ line: row.line, column: column.header, cell: `${columnLetter(place ?? 1)}${row.line}`, words })
    values[column.key] = null
    if ('wrong' in read) refuseCell(sentence(row.line, column.header, raw, read.wrong))
    else if (read.value === null || read.value === '') {
      if (column.required) refuseCell(`第 ${row.line} 行“${column.header}”是空的，填上后再传。`)
    } else if (column.most && typeof read.value === 'string' && read.value.length > column.most)
      refuseCell(
        `第 ${row.line} 行“${column.header}”有 ${read.value.length} 个字，最多 ${column.most} 个字，删减后再传。`,
      )
    else values[column.key] = read.value
  }
  return { line: row.line, values, errors }
}

/**
 * Reads a filled-in sheet (.xlsx; CSV in UTF-8 or GBK) by its template: the header may stand anywhere in the first ten
 * lines, columns in any order and under their aliases; formulas give their results, cells merged downwards their value in
 * each line. Blank lines and hidden sheets are passed over. Parsing runs in a thread of its own.
 * @param today gives the year of days written without one
 * @param foot how the first words of a line begin that is no row: a total or a note under the table
 * @throws Problem sheet-refused for a file that is no such sheet; wrong cells are not thrown but listed
 */
export const readSheet = async <Key extends string>(
  bytes: Uint8Array,
  template: SheetTemplate<Key>,
  { today, foot }: { today: string; foot?: RegExp },
): Promise<SheetContent<Key>> => {
  const book = await readBook(bytes)
  const header = findHeader(book, template)
  const below = header.sheet.rows.filter(({ line }) => line > header.row.line)
  const known = new Set(header.places.values())
  const sections = below.filter(({ isSection }) => isSection)
  const isFoot = ({ cells }: RawRow) =>
    foot?.test(wordsOf(cells.find(([, value]) => wordsOf(value).trim() !== '')?.[1] ?? '').replaceAll(/\s/g, '')) ===
    true
  const feet = below.filter((row) => !row.isSection && isFoot(row)).map(({ line }) => line)
  const rows = below
    .filter(
      (row) =>
        !row.isSection &&
        !isFoot(row) &&
        row.cells.some(([column, value]) => known.has(column) && wordsOf(value).trim()),
    )
    .map((row) => readRow(row, header, template, today, book.is1904))
  return {
    sheet: header.sheet.name,
    headerLine: header.row.line,
    rows,
    errors: rows.flatMap(({ errors }) => errors),
    unknownHeaders: header.unknown,
    feet,
    sections: sections.map(({ line, cells }) => ({ line, words: wordsOf(cells[0]?.[1] ?? '').trim() })),
    cellOf: (key, line) => `${columnLetter(header.places.get(key) ?? 1)}${line}`,
  }
}

/**
 * The file as it was sent, each wrong cell coloured and with the sentence as its comment, so that it is corrected in
 * place. A CSV comes back as .xlsx with the same lines. @throws Problem sheet-refused
 */
export const annotateSheet = async (
  bytes: Uint8Array,
  content: Pick<SheetContent, 'sheet'>,
  errors: readonly Pick<SheetError, 'cell' | 'words'>[],
): Promise<Buffer> => {
  const notes = new Map<string, string>()
  for (const { cell, words } of errors) notes.set(cell, [notes.get(cell), words].filter(Boolean).join('\n'))
  const input = isZip(bytes) ? bytes : await asXlsx(bytes)
  const named = [...notes].map(([cell, words]) => ({ cell, words }))
  return Buffer.from(await sheetJob('annotate', { bytes: input, sheet: content.sheet, notes: named }))
}

/** A CSV as a plain workbook whose lines keep their numbers. */
const asXlsx = async (bytes: Uint8Array): Promise<Uint8Array> => {
  const book = await readBook(bytes)
  const rows = book.sheets[0]?.rows ?? []
  const width = Math.max(1, ...rows.flatMap(({ cells }) => cells.map(([column]) => column)))
  const lines = Array.from({ length: rows.at(-1)?.line ?? 0 }, () => Array<string | null>(width).fill(null))
  for (const { line, cells } of rows)
    for (const [column, value] of cells) (lines[line - 1] as (string | null)[])[column - 1] = cellText(wordsOf(value))
  const [first = [], ...more] = lines
  return sheetJob('write', {
    title: null,
    sheet: '表格',
    notes: [],
    columns: Array.from({ length: width }, (_, index) => ({ header: first[index] ?? '', width: 18, kind: 'text' })),
    rows: more,
    isBlank: false,
    author: '同心',
  })
}
