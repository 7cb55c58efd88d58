import type { Stated } from './told.ts'

/** The figure of a table's last row, 合计, with those above it in the same column. */
export type Total = { whole: Stated; parts: Stated[] }

const SAYS_TOTAL = /^(?:合计|总计|共计)/
/** With 小计 in it some rows are sums of others. */
const SUBTOTAL = '小计'
const NOT_ADDED = new Set(['%', '‰', '个百分点', '个基点', '倍'])

type Row = { isTotal: boolean; cells: Stated[][] }

/** The cells of a line by `mark`, each with the figures in it. */
const rowOf = (folded: string, start: number, end: number, mark: string, stated: readonly Stated[]): Row => {
  const cells: Stated[][] = []
  let isTotal = false
  let from = start
  let next = 0
  for (let at = start; at <= end; at++) {
    if (at < end && folded[at] !== mark) continue
    if (cells.length < 3 && SAYS_TOTAL.test(folded.slice(from, at).trim())) isTotal = true
    const inside: Stated[] = []
    while (next < stated.length && stated[next]!.start < at) inside.push(stated[next++]!)
    cells.push(inside)
    from = at + 1
  }
  return { isTotal, cells }
}

const totalsOf = (rows: readonly Row[], total: Row): Total[] =>
  total.cells.flatMap((cell, column) => {
    const [whole] = cell
    if (!whole || cell.length > 1 || NOT_ADDED.has(whole.figure.unit)) return []
    // Rows above the first with a figure are the head; a row without one says that not all is known.
    const first = rows.findIndex((row) => (row.cells[column]?.length ?? 0) > 0)
    const below = first === -1 ? [] : rows.slice(first)
    const parts = below.flatMap((row) => (row.cells[column]?.length === 1 ? row.cells[column]! : []))
    const isWhole = parts.length === below.length && parts.length > 1
    return isWhole && parts.every(({ figure }) => figure.unit === whole.figure.unit) ? [{ whole, parts }] : []
  })

/** All sums that the tables of a text state in a row of their own; `stated` in the order of the text. */
export const tableTotals = (folded: string, stated: readonly Stated[]): Total[] => {
  if (!folded.includes('合计') && !folded.includes('总计') && !folded.includes('共计')) return []
  const totals: Total[] = []
  let rows: Row[] = []
  let hasSubtotals = false
  let next = 0
  for (let start = 0; start <= folded.length; ) {
    const stop = folded.indexOf('\n', start)
    const end = stop === -1 ? folded.length : stop
    const line = folded.slice(start, end)
    const first = next
    while (next < stated.length && stated[next]!.start < end) next++
    const mark = line.includes('|') ? '|' : line.includes('\t') ? '\t' : null
    if (mark === null) {
      if (line.trim() !== '') rows = []
      hasSubtotals = hasSubtotals && rows.length > 0
    } else {
      const row = rowOf(folded, start, end, mark, stated.slice(first, next))
      hasSubtotals ||= line.includes(SUBTOTAL)
      if (!row.isTotal) rows.push(row)
      else {
        if (!hasSubtotals) totals.push(...totalsOf(rows, row))
        rows = []
        hasSubtotals = false
      }
    }
    start = end + 1
  }
  return totals
}
