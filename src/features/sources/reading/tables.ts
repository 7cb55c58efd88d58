import { namesUnits } from './figures/cells.ts'
import { lineEnd } from './fold.ts'
import { isGroupLine, isTableHead } from './rows.ts'

const TAB = 0x09
const BLANK = 0x20
/** Fewer cells than this are a line with a wide gap, no table. */
const FEWEST_CELLS = 3

/** Offsets between the cells of a line: every tab, or without any the first of two and more blanks. */
const gapsOf = (folded: string, start: number, end: number): number[] => {
  const gaps: number[] = []
  const hasTabs = folded.slice(start, end).includes('\t')
  for (let at = start; at < end; at++) {
    const code = folded.charCodeAt(at)
    if (hasTabs ? code === TAB : code === BLANK && folded.charCodeAt(at + 1) === BLANK && at > start) gaps.push(at)
    if (!hasTabs && code === BLANK) while (folded.charCodeAt(at + 1) === BLANK) at++
  }
  return hasTabs || gaps.length === 0 || gaps.at(-1)! < folded.slice(start, end).trimEnd().length + start
    ? gaps
    : gaps.slice(0, -1)
}

/** Every blank between the words of a line. */
const blanksOf = (folded: string, start: number, end: number): number[] => {
  const gaps: number[] = []
  for (let at = folded.indexOf(' ', start); at !== -1 && at < end; at = folded.indexOf(' ', at + 1))
    if (at > start && at + 1 < end && folded.charCodeAt(at + 1) !== BLANK) gaps.push(at)
  return gaps
}

const cut = (folded: string, start: number, end: number, gaps: readonly number[]): string[] =>
  [...gaps, end].map((to, index) => folded.slice(index === 0 ? start : gaps[index - 1]! + 1, to))

/** 序号 任务 牵头单位: a head that begins like this and rows with a number each may be parted by single blanks. */
const NUMBERED_HEAD = /^序号 /
const NUMBERED_ROW = /^\d{1,3} /

/**
 * Where the cells of tables pasted out of a sheet or a page are parted by tabs or wide gaps: under a line whose cells name
 * columns every line of as many cells is a row (with tabs a row may leave its last cells out). Text that only has wide gaps
 * stays as it is.
 */
export const cellGaps = (folded: string): number[] => {
  const hasNumbered = folded.includes('序号 ')
  if (!hasNumbered && !folded.includes('\t') && !folded.includes('  ')) return []
  const found: number[] = []
  let columns = 0
  let byTabs = false
  let blanks = 0
  let tab = folded.indexOf('\t')
  let wide = folded.indexOf('  ')
  for (let start = 0, end = 0; start <= folded.length; start = end + 1) {
    end = lineEnd(folded, start)
    if (end - start > LONGEST_ROW) continue
    if (hasNumbered && end > start) {
      const front = folded.slice(start, start + 4)
      if (NUMBERED_HEAD.test(front)) {
        const gaps = blanksOf(folded, start, end)
        blanks = gaps.length + 1 >= FEWEST_CELLS && isTableHead(cut(folded, start, end, gaps)) ? gaps.length : 0
        if (blanks > 0) {
          for (const gap of gaps) found.push(gap)
          columns = 0
          continue
        }
      } else if (blanks > 0) {
        const gaps = NUMBERED_ROW.test(front) ? blanksOf(folded, start, end) : []
        if (gaps.length === blanks) {
          for (const gap of gaps) found.push(gap)
          continue
        }
        blanks = 0
      }
    }
    if (tab !== -1 && tab < start) tab = folded.indexOf('\t', start)
    if (wide !== -1 && wide < start) wide = folded.indexOf('  ', start)
    if ((tab === -1 || tab >= end) && (wide === -1 || wide >= end)) {
      // 一、党管武装 on a line of its own between two rows names a group of them.
      if (folded.slice(start, end).trim() !== '' && !isGroupLine(folded, start, end)) columns = 0
      continue
    }
    const gaps = gapsOf(folded, start, end)
    const cells = cut(folded, start, end, gaps)
    if (cells.length >= FEWEST_CELLS && (isTableHead(cells) || namesUnits(cells))) {
      columns = cells.length
      byTabs = folded.charCodeAt(gaps[0]!) === TAB
    } else if (gaps.length === 0) {
      if (start < end && !isGroupLine(folded, start, end)) columns = 0
      continue
    } else if (columns === 0 || !(cells.length === columns || (byTabs && cells.length < columns))) continue
    for (const gap of gaps) found.push(gap)
  }
  return found
}

const LONGEST_ROW = 2000
