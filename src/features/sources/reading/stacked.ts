import { lineEnd } from './fold.ts'
import { isGroupLine, isTableHead } from './rows.ts'

/** Fewer cells than this on lines of their own are a list, no table. */
const FEWEST_CELLS = 3
const MOST_CELLS = 12
const LONGEST_NAME = 14
const LONGEST_CELL = 120
const NUMBER_HEAD = '序号\n'

const isNumber = (line: string, number: number): boolean => {
  const bare = line.trim()
  return bare === String(number) || bare === `${number}.` || bare === `${number}、`
}

/** Where the lines end that begin at a place, at most so many; an empty one ends them. */
const linesFrom = (folded: string, from: number, most: number): number[] => {
  const ends: number[] = []
  for (let start = from; start < folded.length && ends.length < most; ) {
    const end = lineEnd(folded, start)
    if (end === start || end - start > LONGEST_CELL) break
    ends.push(end)
    start = end + 1
  }
  return ends
}

/** The head that begins at a place: where each of its cells ends; empty where none stands there. */
const headAt = (folded: string, at: number): number[] => {
  const ends = linesFrom(folded, at, MOST_CELLS + 1)
  const cells = ends.map((end, index) => folded.slice(index === 0 ? at : ends[index - 1]! + 1, end))
  const first = cells.findIndex((cell) => isNumber(cell, 1))
  const head = cells.slice(0, first === -1 ? 0 : first)
  return head.length >= FEWEST_CELLS && head.every((cell) => cell.length <= LONGEST_NAME) && isTableHead(head)
    ? ends.slice(0, first)
    : []
}

/**
 * The line breaks between the cells of a table that has each of them on a line of its own, as pages and papers give one when they
 * are copied as text: under 序号 and the names of the other columns every number that counts on, with as many lines behind it
 * as there are columns, is a row. Where a row has more or fewer the table is over.
 */
export const stackedGaps = (folded: string): number[] => {
  const gaps: number[] = []
  for (let at = folded.indexOf(NUMBER_HEAD); at !== -1; at = folded.indexOf(NUMBER_HEAD, at + 1)) {
    if (at > 0 && folded[at - 1] !== '\n') continue
    const head = headAt(folded, at)
    if (head.length === 0) continue
    let from = head.at(-1)! + 1
    const rows: number[] = []
    for (let number = 1; ; number++) {
      let ends = linesFrom(folded, from, head.length + 1)
      if (number > 1 && ends.length > 0 && isGroupLine(folded, from, ends[0]!)) {
        from = ends[0]! + 1
        ends = linesFrom(folded, from, head.length + 1)
        if (isNumber(folded.slice(from, ends[0]), 1)) number = 1
      }
      if (ends.length < head.length || !isNumber(folded.slice(from, ends[0]), number)) break
      rows.push(...ends.slice(0, head.length - 1))
      from = ends[head.length - 1]! + 1
    }
    if (rows.length === 0) continue
    gaps.push(...head.slice(0, -1), ...rows)
    at = from - 1
  }
  return gaps
}
