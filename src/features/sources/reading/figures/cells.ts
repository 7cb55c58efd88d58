import { cellsOf, isFramedRow, lineFrom } from '../rows.ts'
import type { Figure, Span } from '../types.ts'
import { type Measure, measureAt } from './measures.ts'
import { numberAt } from './numbers.ts'

type Counted = { unit: string; times: number }

/** What the bare numbers of a column count: 投入资金(万元) counts 元, each worth ten thousand. */
type Column = Counted & { name: string; period: string | null }

const TIMES: [string, number][] = [
  ['千亿', 1e11],
  ['百亿', 1e10],
  ['亿', 1e8],
  ['千万', 1e7],
  ['百万', 1e6],
  ['十万', 1e5],
  ['万', 1e4],
  ['千', 1e3],
  ['百', 1e2],
]

/** 万元, 人次, 千册, %: a unit, perhaps with a multiplier, and nothing else. */
const unitOf = (words: string): Counted | null => {
  const scale = TIMES.find(([word]) => words.startsWith(word) && words.length > word.length)
  const from = scale ? scale[0].length : 0
  const found: { word: string; measure: Measure } | null = measureAt(words, from)
  if (!found || from + found.word.length !== words.length) return null
  return { unit: found.measure.unit, times: scale ? scale[1] : 1 }
}

/** 投入资金(万元), 投入(单位:万元), 金额/万元 */
const WITH_UNIT = /^(.*?)(?:\((?:单位:)?([^()]{1,6})\)|\/([^()/]{1,4}))$/
/** Heads that say their unit themselves. */
const SAYS_UNIT: [RegExp, string][] = [
  [/人次$/, '人次'],
  [/场次$/, '场次'],
  [/人数$/, '人'],
  [/户数$/, '户'],
]
/** 单位:万元 over a table. */
const OVER_TABLE = /单位:([\u3400-\u9fff%]{1,4})\)?$/
/** What a unit over the table does not speak of. */
const NOT_OF_IT = /序号|编号|年份|年度|月份|率$|占比|比例|比重|增幅|人数|户数|人次|场次|个数|次数|日期|时间|电话|备注/

const isNumber = (text: string): boolean => /^[-−]?\d{1,3}(?:,\d{3})+(?:\.\d+)?$|^[-−]?\d{1,15}(?:\.\d+)?$/.test(text)

/** 2025年投入: a year over a column is its time. */
const YEAR = /^(?:19|20)\d\d年(?:度|上半年|下半年)?/

const named = (head: string): Pick<Column, 'name' | 'period'> => {
  const period = YEAR.exec(head)?.[0] ?? null
  return { name: head.slice(period?.length ?? 0), period }
}

const columnOf = (head: string, over: Counted | null): Column | null => {
  const match = WITH_UNIT.exec(head)
  const own = match ? unitOf(match[2] ?? match[3]!) : null
  if (own) return { ...named(match![1]!), ...own }
  const said = SAYS_UNIT.find(([words]) => words.test(head))
  if (said) return { ...named(head), unit: said[1], times: 1 }
  return over && !NOT_OF_IT.test(head) ? { ...named(head), ...over } : null
}

/** Whether a row of cells is the head of a table of numbers: one of them names its unit, none is a number. */
export const namesUnits = (cells: readonly string[]): boolean =>
  cells.some((cell) => cell.includes('(') && columnOf(cell.replace(/\s/g, ''), null) !== null) &&
  !cells.some((cell) => isNumber(cell.trim()))

const PLACE = /^[\u3400-\u9fff]{2,8}(?:省|市|县|区|镇|乡|街道|村|社区)$/
const TOTAL = /^(?:合计|总计|小计|共计|全[市县区省])$/

const countIn = (text: string, times: number): number => {
  const isMinus = text.startsWith('-') || text.startsWith('−')
  const read = numberAt(text, isMinus ? 1 : 0)
  const value = Math.round((read?.value ?? 0) * times * 1e6) / 1e6
  return isMinus ? -value : value
}

type Naming = Pick<Figure, 'metric' | 'place' | 'period'>

/** What a cell says by its row's label and its column's head. */
const namingOf = (label: string, { name, period }: Pick<Column, 'name' | 'period'>): Naming => {
  const isPlace = PLACE.test(label)
  const isWhole = isPlace || label === '' || (TOTAL.test(label) && name !== '')
  return {
    metric: (isWhole ? name : `${label}${name}`).slice(0, LONGEST_METRIC),
    period,
    place: isPlace ? label : null,
  }
}

const figureOf = (span: Span, value: number, unit: string, naming: Naming): Figure => ({
  span,
  value,
  unit,
  approx: false,
  qualifier: null,
  bound: null,
  range: null,
  ...naming,
  mentions: [span],
  doubts: [],
})

const LONGEST_METRIC = 20
const LONGEST_LINE = 2000

/** The unit that stands in the lines just over a table. */
const unitOver = (folded: string, start: number): Counted | null => {
  let end = start - 1
  for (let lines = 0; end > 0 && lines < 2; lines++) {
    const from = folded.lastIndexOf('\n', end - 1) + 1
    if (end - from <= LONGEST_LINE) {
      const match = OVER_TABLE.exec(folded.slice(from, end).replace(/\s/g, ''))
      const unit = match && unitOf(match[1]!)
      if (unit) return unit
    }
    end = from - 1
  }
  return null
}

const mayBeCount = (text: string): boolean => /^[\d¥近约超逾-]/.test(text)

/** What tables say: the bare numbers of columns whose heads name a unit, and what the numbers of other cells count, by their offset. */
export const figuresInCells = (folded: string): { figures: Figure[]; namings: Map<number, Naming> } => {
  const figures: Figure[] = []
  const namings = new Map<number, Naming>()
  let columns: (Column | null)[] | null = null
  let heads: string[] = []
  let isFramed = false
  let last = -2
  for (let bar = folded.indexOf('|'); bar !== -1; ) {
    const start = folded.lastIndexOf('\n', bar) + 1
    const line = lineFrom(folded, start)
    bar = folded.indexOf('|', line.end)
    if (line.end - start > LONGEST_LINE) continue
    if (columns !== null && folded.slice(last, start).trim() !== '') columns = null
    const isFirst: boolean = columns === null
    last = line.end
    if (isFirst) isFramed = isFramedRow(folded, line)
    const cells = cellsOf(folded, line, isFramed)
    const texts = cells.map(({ start: from, end: to }) => folded.slice(from, to).replace(/ /g, ''))
    if (isFirst || !texts.some(mayBeCount)) {
      const over: Counted | null = isFirst ? unitOver(folded, start) : null
      const found: (Column | null)[] = texts.map((text) => columnOf(text, over))
      if (!isFirst && found.every((one) => one === null)) continue
      columns = found
      heads = texts
      continue
    }
    const label = texts.find((text) => text !== '' && !mayBeCount(text)) ?? ''
    texts.forEach((text, index) => {
      const column = columns![index]
      if (column && isNumber(text)) {
        const span = { ...cells[index]! }
        figures.push(figureOf(span, countIn(text, column.times), column.unit, namingOf(label, column)))
      } else if (mayBeCount(text) && heads[index])
        namings.set(cells[index]!.start, namingOf(label, column ?? named(heads[index])))
    })
  }
  return { figures, namings }
}
