import { type Line, lineEnd } from './fold.ts'

const SHORTEST = 6
const LONGEST = 40
const SHORTEST_BELOW = 20
const BELOW_ENDS = '。;:!?)”]'

/** Headings that documents of this kind carry again and again: 主要做法, 存在的问题, 下步打算, 组织领导方面. */
const USUAL =
  /^(?:(?:主要|重点|工作|基本|总体|存在(?:的)?(?:主要)?|取得的?|当前|目前|下一?步|下一?阶段|今后|其他|有关|几点|具体|整改|考核|明年|来年|会议)?(?:工作)?(?:的)?(?:做法|成效|成绩|亮点|特点|情况|进展|问题|不足|短板|差距|打算|安排|计划|思路|任务|重点|措施|举措|要求|目标|原则|保障|步骤|意见|建议|体会|经验|职责|分工|方向|纪律)(?:(?:和|与|及|、)[\u3400-\u9fff]{2,4})?|指导思想|总体要求|组织领导|组织机构|宣传教育|拥军优属|拥政爱民|基层基础|保障措施|[\u3400-\u9fff]{4,8}方面)$/
const USUAL_LAST =
  '法效绩点况展问题足板距算安排划路务施举求标则障骤见议会验责工向律方面想领导机构教育优属爱民基础和与及'
const [SHORTEST_USUAL, LONGEST_USUAL] = [2, 14]
const SHORTEST_UNDER_USUAL = 4
/** 各乡镇:, 同志们:, 现报告如下:, 联系人: — what a colon stands behind and is no heading. */
const NO_HEADING = /如下$|以下$|包括$|其中$|^各|们$|[局委办部院会司府站村镇乡区县市校人位]$|电话$|地址$|时间$|日期$/
const SHORT_ENDS = '。;!?'
const LONGEST_SHORT = 16
const SHORTEST_UNDER_SHORT = 12

/** The line without the colon at its end. */
const withoutColon = (folded: string, { start, end }: Line): Line => {
  let last = end
  while (last > start && (folded[last - 1] === ':' || folded[last - 1] === ' ')) last--
  return { start, end: last }
}

/** Whether a line is a usual heading, whatever stands around it but a finished sentence below. */
const isUsual = (folded: string, printed: Line, start: number, end: number): boolean => {
  if (printed.end - printed.start > LONGEST_USUAL + 2 || end - start < SHORTEST_UNDER_USUAL) return false
  const line = withoutColon(folded, printed)
  const length = line.end - line.start
  if (length < SHORTEST_USUAL || length > LONGEST_USUAL || !USUAL_LAST.includes(folded[line.end - 1]!)) return false
  return USUAL.test(folded.slice(line.start, line.end))
}

/** Whether a short line between a finished paragraph and another is a heading: 强化组织领导, 组织领导: */
const isShort = (folded: string, printed: Line, start: number, end: number): boolean => {
  if (printed.end - printed.start > LONGEST_SHORT || end - start < SHORTEST_UNDER_SHORT) return false
  if (!SHORT_ENDS.includes(folded[end - 1]!) || !endsBefore(folded, printed.start)) return false
  const line = withoutColon(folded, printed)
  const text = folded.slice(line.start, line.end)
  return (
    /^[\u3400-\u9fff,、“”]{4,14}$/.test(text) &&
    !/[,、]$/.test(text) &&
    (line.end === printed.end || !NO_HEADING.test(text))
  )
}

/** Whether the paragraph above has ended. */
const endsBefore = (folded: string, start: number): boolean => {
  let at = start
  while (at > 0 && /\s/.test(folded[at - 1]!)) at--
  return at > 0 && SHORT_ENDS.includes(folded[at - 1]!)
}

/** Whether a line looks like a heading over the line below it. */
const isHeading = (folded: string, line: Line, start: number, end: number): boolean => {
  const length = line.end - line.start
  if (length < SHORTEST || length > LONGEST || end - start < SHORTEST_BELOW || !BELOW_ENDS.includes(folded[end - 1]!))
    return false
  const text = folded.slice(line.start, line.end)
  return !(
    /[。;:!?,、|]$/.test(text) ||
    /^[([【]/.test(text) ||
    /\d{4}年\d{1,2}月\d{1,2}日/.test(text) ||
    text.includes('|')
  )
}

const linesWhere = (
  folded: string,
  from: number,
  counts: (line: Line, start: number, end: number) => boolean,
): Line[] => {
  const headings: Line[] = []
  let above: Line = { start: 0, end: 0 }
  for (let start = 0; start <= folded.length; ) {
    const end = lineEnd(folded, start)
    if (start >= from && end > start) {
      if (above.end > above.start && above.start >= from && counts(above, start, end))
        headings.push(withoutColon(folded, above))
      above = { start, end }
    }
    start = end + 1
  }
  return headings
}

/** Usual headings on lines of their own, for texts whose numbering has no parts: 重点任务 over 1. and 2. */
export const usualHeadings = (folded: string, from: number): Line[] =>
  linesWhere(folded, from, (line, start, end) => isUsual(folded, line, start, end))

/** Lines that look like headings without a marker: short, unfinished, with a paragraph below. A lone one must be a usual heading. */
export const headingLines = (folded: string, from: number): Line[] => {
  let usual = 0
  const headings = linesWhere(folded, from, (line, start, end) => {
    const isKnown = isUsual(folded, line, start, end)
    if (isKnown) usual++
    return isKnown || isHeading(folded, line, start, end) || isShort(folded, line, start, end)
  })
  return headings.length >= 2 || usual > 0 ? headings : []
}
