import { SIGN, tableOf } from './alphabet.ts'
import { isHanCode, lineEnd } from './fold.ts'
import { columnRole } from './labels.ts'
import { namesInText } from './names.ts'
import { scanOf } from './scan.ts'
import type { Span } from './types.ts'
import type { Mention } from './units.ts'

/**
 * A list of tasks or needs whose table lost its cells: 序号需求事项责任单位办理时限1拓宽营区道路县交通运输局9月底前2解决…. Every row ends with
 * its day, before it stand its units, and what is before them is what is to be done.
 */
export type GluedList = { at: number; columns: string[]; rows: GluedRow[] }
export type GluedRow = { at: number; end: number; number: string; title: Span }

const COLUMN = /[\u3400-\u9fff]{0,4}?(?:事项|内容|项目|任务|需求|举措|名称|单位|部门|时限|时间|期限|备注|领导|责任人)/y
const WHAT = /(?:事项|内容|项目|任务|需求|举措|名称)$/
const BODIES = /(?:单位|部门)$/
const [FEWEST_COLUMNS, LONGEST_HEAD, LONGEST_ROW] = [3, 60, 600]
const OPENS_NUMBER = ['序号', '编号']

/** The columns of a head whose cells run together and into the first row, and where that row begins. */
const headAt = (folded: string, at: number): { columns: string[]; end: number } | null => {
  const columns: string[] = []
  let end = at + 2
  for (;;) {
    COLUMN.lastIndex = end
    const column = COLUMN.exec(folded)?.[0]
    if (column === undefined || end - at > LONGEST_HEAD) break
    columns.push(column)
    end += column.length
  }
  const isList =
    columns.length >= FEWEST_COLUMNS &&
    columns.some((column) => WHAT.test(column)) &&
    columns.some((column) => BODIES.test(column) && columnRole(column) !== null) &&
    columnRole(columns.at(-1)!) === 'deadline'
  return isList && folded[end] === '1' ? { columns, end } : null
}

/** What a day ends with, and what a row's number never stands before. */
const ENDS_DAY = tableOf('前底末日月内年期度时持结起\n')
const COUNTED = tableOf('个次名人户家件处场项年月日号时所条公平吨万亿元')

const numberedAt = (folded: string, from: number, limit: number, number: string): number => {
  for (let at = folded.indexOf(number, from); at !== -1 && at < limit; at = folded.indexOf(number, at + 1)) {
    const behind = folded.charCodeAt(at + number.length)
    if (
      ENDS_DAY[SIGN[folded.charCodeAt(at - 1)]!] === 1 &&
      (isHanCode(behind) || behind === QUOTE) &&
      COUNTED[SIGN[behind]!] !== 1
    )
      return at
  }
  return -1
}
const QUOTE = 0x201c

const JOINS = tableOf('、,和')

/** Names that stand side by side, those of one cell joined by 、: the last such run of a row. */
const cellsBefore = (text: string, mentions: readonly Mention[]): Mention[][] => {
  const cells: Mention[][] = []
  for (let index = mentions.length - 1; index >= 0; index--) {
    const one = mentions[index]!
    const next = cells[0]?.[0]
    if (next === undefined || next.start === one.end) cells.unshift([one])
    else if (next.start === one.end + 1 && JOINS[SIGN[text.charCodeAt(one.end)]!] === 1) cells[0]!.unshift(one)
    else break
  }
  return cells
}

const MEASURE =
  /(?<=\d)(?:公里|平方米|人次|场次|台次|万元|亿元|元|人|名|户|吨|亩|米|个|处|次|件|项|套|台|家|所|块|册|份|棵|株|条|场|期|批|辆|支)/g

/** The cells of units in a row without bars, by the column over each; those of the last columns, where a row has fewer. */
export const unitCells = (text: string, columns: readonly string[]): { column: string; names: Mention[] }[] => {
  // 8人县人武部: the measure is no part of the name.
  const named = text.replace(MEASURE, (found) => ' '.repeat(found.length))
  const cells = cellsBefore(text, namesInText(scanOf(named)).find(named))
  const bodies = columns.filter((column) => BODIES.test(column))
  return cells.slice(-bodies.length).map((names, index, all) => ({
    column: bodies[bodies.length - all.length + index]!,
    names,
  }))
}

/** The first list of that kind in a text, or null. */
export const gluedList = (folded: string): GluedList | null => {
  for (const opening of OPENS_NUMBER) {
    const at = folded.indexOf(opening)
    const head = at === -1 ? null : headAt(folded, at)
    if (!head) continue
    const rows: GluedRow[] = []
    let start = head.end
    for (let number = 1; ; number++) {
      const next = numberedAt(folded, start + 1, start + LONGEST_ROW, String(number + 1))
      const end = next === -1 ? lineEnd(folded, start) : next
      const from = start + String(number).length
      const [first] = unitCells(folded.slice(from, end), head.columns)
      if (!first) break
      rows.push({ at: start, end, number: String(number), title: { start: from, end: from + first.names[0]!.start } })
      if (next === -1) break
      start = next
    }
    if (rows.length > 1) return { at, columns: head.columns, rows }
  }
  return null
}
