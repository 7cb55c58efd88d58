import { SIGN, tableOf } from './alphabet.ts'
import { type Line, lineEnd, withoutSpaces } from './fold.ts'
import { gluedList } from './glued-list.ts'
import { columnRole } from './labels.ts'
import type { Span } from './types.ts'

/** A row of a table, or an item of one whose cells were run together. `follows`: its number is the next, or the first of a table. */
export type Row = { at: number; end: number; number: string; title: Span; follows: boolean }

export type TableHead = { at: number; cells: string[] }

const WHAT =
  /^(?:(?:主要|重点|具体|工作|任务|考评|考核|办理|需求|实事|服务|建设)?(?:事项|任务|内容|项目|举措|措施|工作|需求|清单|问题|实事)(?:名称|内容|清单|描述)?)$/
/** What those words end with. */
const WHAT_LAST = tableOf('项务容目措施作求单题事称述')
const NUMBER_HEAD = new Set(['序号', '编号', '序'])
const OTHER_HEAD = new Set(
  '备注 进展情况 办理情况 完成情况 类别 责任人 责任领导 联系人 分值 评分标准 得分 单位'.split(' '),
)

const LONGEST_HEAD = 400

const isWhat = (cell: string): boolean =>
  cell !== '' && WHAT_LAST[SIGN[cell.charCodeAt(cell.length - 1)]!] === 1 && WHAT.test(cell)

export const lineFrom = (folded: string, start: number): Line => ({ start, end: lineEnd(folded, start) })

const isBar = (folded: string, at: number): boolean => folded.charCodeAt(at) === BAR
const BAR = 0x7c

/** Whether bars stand around a row, and part nothing. Asked of the head: a row below may begin with an empty cell. */
export const isFramedRow = (folded: string, line: Line): boolean =>
  line.end - line.start > 1 && isBar(folded, line.start)

/** The cells of a row; `isFramed` as the head of its table is. */
export const cellsOf = (folded: string, line: Line, isFramed = isFramedRow(folded, line)): Span[] => {
  const spans: Span[] = []
  let start = isFramed && isBar(folded, line.start) ? line.start + 1 : line.start
  const end = isFramed && isBar(folded, line.end - 1) ? line.end - 1 : line.end
  for (let at = start; at <= end; at++) {
    if (at < end && folded[at] !== '|') continue
    let from = start
    let to = at
    while (from < to && folded[from] === ' ') from++
    while (to > from && folded[to - 1] === ' ') to--
    spans.push({ start: from, end: to })
    start = at + 1
  }
  return spans
}

/** |---|---| under the head of a table. */
const RULED = /^[|:\- ]*-[|:\- ]*$/

/** What is asked for goes before what it belongs to: 考核内容 before 考核项目. */
const SAYS_ITEM = /内容|任务|事项|举措|措施|需求|实事/
/** 项目名称 goes before 主要内容: it is the name of what the row is about. */
const NAMES_ITEM = /名称$/

/** The columns that may say what a row is about, the likeliest first. */
const contentColumns = (head: readonly string[]): number[] => {
  const rank = (cell: string): number => (NAMES_ITEM.test(cell) ? 0 : SAYS_ITEM.test(cell) ? 1 : 2)
  const whats = head.flatMap((cell, column) => (isWhat(cell) ? [{ column, rank: rank(cell) }] : []))
  return whats.sort((a, b) => a.rank - b.rank || a.column - b.column).map(({ column }) => column)
}

/** 一、政治引领 in the first column: the group that the rows below it belong to. */
const GROUP = /^(?:[一二三四五六七八九十]{1,3} ?[、.]|\([一二三四五六七八九十]{1,3}\))/
const LONGEST_GROUP = 24
/** Whether a line between the rows of a table is nothing but the name of a group. */
export const isGroupLine = (folded: string, start: number, end: number): boolean => {
  if (end - start > LONGEST_GROUP) return false
  const text = folded.slice(start, end).trim()
  return GROUP.test(text) && !/[。;:,]/.test(text)
}

/** 1.修订预案 under a head without a column of numbers. */
const OWN_NUMBER = /^(\d{1,3}) ?[.、] ?(?!\d)/

/** Whether the first of two columns names groups that run over several rows: the rows below leave it empty. */
const isGrouped = (folded: string, from: number, columns: readonly number[], isFramed: boolean): boolean => {
  if (columns.length < 2) return false
  const [first, second] = columns as [number, number]
  for (let line = lineFrom(folded, from), count = 0; line.start <= folded.length && count < MOST_LOOKED_AT; count++) {
    const text = folded.slice(line.start, Math.min(line.end, line.start + LONGEST_HEAD))
    if (text.trim() !== '' && !text.includes('|')) return false
    const cells = cellsOf(folded, line, isFramed).map(({ start, end }) =>
      folded.slice(start, Math.min(end, start + 16)),
    )
    if (isHead(cells.map(withoutSpaces))) return false
    if (cells[first] === '' && (cells[second] ?? '') !== '') return true
    line = lineFrom(folded, line.end + 1)
  }
  return false
}
const MOST_LOOKED_AT = 40

/** The row over a table: at least two of its cells name columns. */
const isHead = (cells: string[]): boolean => {
  if (cells.length < 2 || cells.some((cell) => cell.length > 14)) return false
  if (NUMBER_HEAD.has(cells[0]!)) return true
  let named = 0
  for (const cell of cells)
    if (NUMBER_HEAD.has(cell) || OTHER_HEAD.has(cell) || isWhat(cell) || columnRole(cell) !== null) named++
  return named >= 2
}

/** Whether these cells, as printed, name the columns of a table. */
export const isTableHead = (cells: readonly string[]): boolean => isHead(cells.map(withoutSpaces))

/** Heads of tables: where each begins and what its cells say. */
export const tableHeads = (folded: string): TableHead[] => {
  const heads: TableHead[] = []
  if (!folded.includes('|')) {
    const list = gluedList(folded)
    return list ? [{ at: list.at, cells: list.columns }] : heads
  }
  for (let line = lineFrom(folded, 0); line.start <= folded.length; line = lineFrom(folded, line.end + 1)) {
    if (line.end - line.start > LONGEST_HEAD || !folded.slice(line.start, line.end).includes('|')) continue
    const cells = cellsOf(folded, line).map((cell) => withoutSpaces(folded.slice(cell.start, cell.end)))
    if (isHead(cells)) heads.push({ at: line.start, cells })
  }
  return heads
}

/**
 * Rows of flattened tables, cells parted by `|`. The number is the row's own or, under a head without such a column, its
 * place; the title is the cell under 事项, 任务 and the like, else the first that is no number.
 */
const pipedRows = (folded: string): Row[] => {
  const rows: Row[] = []
  if (!folded.includes('|')) return rows
  let head: string[] | null = null
  let whats: readonly number[] = []
  let isFramed = false
  let count = 0
  let last = 0
  for (let line = lineFrom(folded, 0); line.start <= folded.length; line = lineFrom(folded, line.end + 1)) {
    const text = folded.slice(line.start, Math.min(line.end, line.start + LONGEST_HEAD))
    if (!text.includes('|')) {
      if (text.trim() !== '' && !isGroupLine(folded, line.start, line.end)) head = null
      continue
    }
    if (text.includes('-') && RULED.test(text)) continue
    const cells = cellsOf(folded, line, head ? isFramed : undefined)
    const words = cells.map((cell) => withoutSpaces(folded.slice(cell.start, Math.min(cell.end, cell.start + 16))))
    if (isHead(words)) {
      head = words
      isFramed = isFramedRow(folded, line)
      whats = contentColumns(words)
      if (isGrouped(folded, line.end + 1, whats, isFramed)) whats = whats.slice(1)
      count = 0
      last = 0
      continue
    }
    let number = /^\d{1,3}[.、]?$/.test(words[0] ?? '') ? words[0]!.replace(/\D/, '') : null
    // Of a group only its name, or the group's name before its first row.
    const named = head ? (whats.find((column) => !GROUP.test(words[column] ?? '')) ?? whats[0] ?? -1) : -1
    const what = named !== -1 ? named : number === null ? 0 : 1
    let title = cells[what]
    if (head && title && GROUP.test(words[what] ?? '')) continue
    const begins = what > 0 && GROUP.test(words[0] ?? '') ? title?.start : undefined
    const own = number === null && title ? OWN_NUMBER.exec(folded.slice(title.start, title.start + 8)) : null
    if (own && title) {
      number = own[1]!
      title = { start: title.start + own[0].length, end: title.end }
    }
    const above = rows.at(-1)
    if (head && NUMBER_HEAD.has(head[0] ?? '') && words[0] === '' && above && cells.length === head.length) {
      // The number spans several rows: what stands in the second is of the same item, in a list of tasks a task of its own.
      if (!title || title.end === title.start) above.end = line.end
      else if (head.some((cell) => columnRole(cell) !== null))
        rows.push({ at: line.start, end: line.end, number: above.number, title, follows: true })
      continue
    }
    if ((number === null && (head === null || NUMBER_HEAD.has(head[0] ?? ''))) || !title || title.end === title.start)
      continue
    count++
    const printed = number === null ? count : Number(number)
    rows.push({
      at: begins ?? line.start,
      end: line.end,
      number: number ?? String(count),
      title,
      // A table may begin anew or carry a section's numbering on.
      follows: last === 0 || printed === last + 1 || printed === 1,
    })
    last = printed
  }
  return rows
}

const GLUED_HEAD = /(?:序号|编号)[\u3400-\u9fff]{2,40}(?:分值|评分|计分|得分)/
const GLUED_NUMBER = /(?<=[。)\n])(\d{1,3})(?=[\u3400-\u9fff“《])/g
/** Words that make the number before them a count and no item: 3次, 20户. */
const COUNT_BEHIND = /^(?:个|次|项(?!目)|分|年|月|日|户|人(?!武)|名(?!录)|场|件|处(?!理)|%)/

/**
 * Items of a standard whose table lost its cells: `…(12分)1双拥工作写入报告。3每写入一项得1.5分。2召开会议。4每少一次扣2分`. Of the
 * numbers behind a sentence one that counts on is an item, the one between two items is what the first is worth.
 */
const gluedRows = (folded: string, breaksOf: () => readonly number[]): Row[] => {
  if (!GLUED_HEAD.test(folded.slice(0, 4000))) return []
  const numbers = [...folded.matchAll(GLUED_NUMBER)]
    .filter(
      (match) => !COUNT_BEHIND.test(folded.slice(match.index + match[1]!.length, match.index + match[1]!.length + 2)),
    )
    .map((match) => ({ at: match.index, number: Number(match[1]), length: match[1]!.length }))
  const starts: typeof numbers = []
  let hasWorth = false
  numbers.forEach((one, index) => {
    const next = starts.length === 0 ? 1 : starts.at(-1)!.number + 1
    const again = numbers.slice(index + 1, index + 3).some((other) => other.number === next)
    if (one.number === next && (starts.length === 0 || hasWorth || !again)) {
      starts.push(one)
      hasWorth = false
    } else if (starts.length > 0) hasWorth = true
  })
  const breaks = breaksOf()
  let nextBreak = 0
  return starts.map((one, index) => {
    while (nextBreak < breaks.length && breaks[nextBreak]! <= one.at) nextBreak++
    const end = Math.min(starts[index + 1]?.at ?? folded.length, breaks[nextBreak] ?? folded.length)
    const from = one.at + one.length
    let to = from
    while (to < end && !'。;:\n'.includes(folded[to]!)) to++
    return { at: one.at, end, number: String(one.number), title: { start: from, end: to }, follows: true }
  })
}

/** All rows of a text in its order; `breaks` are the offsets at which numbered clauses begin. */
export const rowsOf = (folded: string, breaks: () => readonly number[]): Row[] => {
  const piped = pipedRows(folded)
  if (piped.length > 0) return piped
  const list = gluedList(folded)
  return list ? list.rows.map((row) => ({ ...row, follows: true })) : gluedRows(folded, breaks)
}
