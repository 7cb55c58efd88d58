import { type Checked, isCheckColumn } from './checked.ts'
import type { Context } from './context.ts'
import { lineEnd } from './fold.ts'
import { unitCells } from './glued-list.ts'
import { columnRole, type LabelRole } from './labels.ts'
import { type Labelled, readLabelled } from './responsible.ts'
import { cellsOf, type TableHead } from './rows.ts'
import type { Clause } from './types.ts'

/** The head over a row: the last that begins before it. */
const headOver = (clause: Clause, heads: TableHead[]): TableHead | null => {
  let low = 0
  let high = heads.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (heads[middle]!.at < clause.span.start) low = middle + 1
    else high = middle
  }
  return heads[low - 1] ?? null
}

/** Where the line of a row begins; the row itself may stand behind the name of its group. */
const rowStart = (folded: string, { span }: Clause): number => folded.lastIndexOf('\n', span.start - 1) + 1

export const rowChecked = (context: Context, clause: Clause, heads: TableHead[]): Checked | null => {
  const column = headOver(clause, heads)?.cells.findIndex(isCheckColumn) ?? -1
  if (column === -1) return null
  const from = rowStart(context.folded, clause)
  const cells = context.folded.slice(from, clause.span.end).split('|')
  const cell = cells[column] ?? ''
  if (cell.trim() === '') return null
  const before = cells.slice(0, column).reduce((sum, one) => sum + one.length + 1, from)
  const start = before + cell.length - cell.trimStart().length
  return { text: cell.trim(), span: { start, end: start + cell.trim().length } }
}

/** Units and day of a row whose cells run together. */
const gluedLabels = ({ folded, units }: Context, { titleSpan, span }: Clause, columns: readonly string[]): Labelled => {
  const labelled: Labelled = { responsible: { lead: null, helpers: [] }, deadlineText: null, found: true }
  const text = folded.slice(titleSpan.end, span.end)
  const cells = unitCells(text, columns)
  for (const { column, names } of cells) {
    const role = columnRole(column)
    const words = text.slice(names[0]!.start, names.at(-1)!.end)
    if (role !== null && role !== 'deadline') readLabelled(words, role, units, labelled.responsible)
  }
  labelled.deadlineText = text.slice(cells.at(-1)?.names.at(-1)?.end ?? 0).trim() || null
  return labelled
}

/** Who is to do what a row says, and by when, by the columns of its table. */
export const rowLabels = (context: Context, clause: Clause, heads: TableHead[]): Labelled => {
  const { folded } = context
  const head = headOver(clause, heads)
  if (head && folded[head.at] !== '|' && !folded.slice(head.at, lineEnd(folded, head.at)).includes('|'))
    return gluedLabels(context, clause, head.cells)
  const labelled: Labelled = { responsible: { lead: null, helpers: [] }, deadlineText: null, found: false }
  // A cell may run on in rows below that have no number.
  for (let start = rowStart(folded, clause); start < clause.span.end; ) {
    const line = { start, end: Math.min(lineEnd(folded, start), clause.span.end) }
    start = line.end + 1
    cellsOf(folded, line, head !== null && folded[head.at] === '|').forEach((cell, column) => {
      const role: LabelRole | null = columnRole(head?.cells[column] ?? '')
      if (!role) return
      const words = folded.slice(cell.start, cell.end)
      labelled.found = true
      if (role !== 'deadline') readLabelled(words, role, context.units, labelled.responsible)
      else labelled.deadlineText ??= words.trim() || null
    })
  }
  return labelled
}
