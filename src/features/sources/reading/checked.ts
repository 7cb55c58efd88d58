import { markOf, marksWithin, pairsBetween, type Scan } from './scan.ts'
import type { Span } from './types.ts'

/** How a task is said to be checked: the words and where they stand. */
export type Checked = { text: string; span: Span }

const REST = '[^,。;:\\n()|]'
const CHECKERS = '考核|考评|考绩|测评|督查|督导|督办|述职|评议|评先评优|绩效|目标管理|责任制'
/**
 * The wordings of checking, each with words of which it holds one: taken into an assessment, reported on again and again, measured by a document, filed with an
 * office, taken over or looked into at the end, struck off a list.
 */
const FORMS: [needed: number, pattern: RegExp][] = (
  [
    [
      ['纳入', '列入'],
      new RegExp(`(?:将|把)?(?:${REST}{0,24})?(?:纳入|列入)${REST}{0,24}?(?:${CHECKERS})${REST}{0,16}`),
    ],
    [
      ['作为'],
      new RegExp(`作为${REST}{0,20}?(?:考核|考评|评先评优|评优|评价|述职)${REST}{0,8}?(?:内容|依据|指标|标准)`),
    ],
    [
      ['通报', '督查', '督导', '督办', '考核', '抽查', '评估', '调度', '讲评', '验收', '盘点', '晾晒'],
      new RegExp(
        `(?:每(?:两)?(?:年|半年|个?季度|个?月|周)|定期|按(?:月|季度?)|逐月|逐季|年(?:中|底|终)|半年)(?:对|向|将|由|就|组织|开展|进行)?${REST}{0,16}?(?:通报|督查|督导|督办|考核|抽查|评估|调度|讲评|验收|盘点|晾晒)${REST}{0,12}`,
      ),
    ],
    [
      ['为准', '依据', '标志', '标准'],
      new RegExp(`以${REST}{2,24}为(?:准|(?:完成|验收|考核|办结)?(?:依据|标志|标准))`),
    ],
    [['备案', '备查', '核验'], new RegExp(`(?:报|送|向)(?!${REST}{0,4}考核)${REST}{2,20}(?:备案|备查|核验)`)],
    [
      ['验收', '督查', '督导检查', '抽查', '评估', '回头看', '第三方评价'],
      new RegExp(
        `(?:组织|开展|进行|实施|适时|接受|由${REST}{2,14})${REST}{0,10}?(?:验收|专项督查|督查|督导检查|抽查|评估|“回头看”|回头看|第三方评价)${REST}{0,8}`,
      ),
    ],
    [['销号'], new RegExp(`(?:对账|挂账|逐项|逐件|办结后?|清单化|验收合格后?)(?:管理|、)?销号${REST}{0,6}`)],
    [['情况'], new RegExp(`(?:完成|落实|进展|推进|办理)情况${REST}{0,14}?(?:报送?|通报|反馈)${REST}{0,14}`)],
  ] as [string[], RegExp][]
).map(([words, pattern]) => [markOf(words), pattern])
/** The heart of the first wording, which begins with any words: looked for before them. */
const INTO_CHECK = new RegExp(`[纳列]入${REST}{0,24}?(?:${CHECKERS})`)
const TAKEN_IN = FORMS[0]![0]
/** 考核方式:…, 验收标准:… */
const LABEL = /(?:考核|考评|检查|验收|督查|评价|完成)(?:方式|方法|办法|标准|要求):([^。;\n|]{2,60})/
/** What is itself to be done, hoped for or past: 迎接考核, 顺利通过验收, 提高督查水平, 已组织验收. */
const NOT_CHECKED =
  /(?:迎接|迎检|备战|顺利通过|力争通过|确保通过|争创|通过(?:国家|省|市)|提高|提升|增强|完善|健全|修订|制定|加强和改进|改进|优化|已(?:经)?|去年|上年|学习|传达|贯彻|按照|根据|依据|对照)/

const CHECKS = FORMS.reduce((all, [mark]) => all | mark, 0)
/** The end of a label that says how the work is checked. */
export const CHECK_LABEL = markOf(pairsBetween('式法准求', ':'))
const CHECKING = CHECKS | CHECK_LABEL

const of = (folded: string, span: Span): Checked => ({ text: folded.slice(span.start, span.end), span })

/** The first wording in a stretch that says how the work is checked; null where none does. */
export const checkedIn = (
  { text: folded, marks }: Scan,
  start: number,
  end: number,
  seen = marksWithin(marks, start, end),
): Checked | null => {
  if ((seen & CHECKING) === 0) return null
  const text = folded.slice(start, end)
  const label = (seen & CHECK_LABEL) !== 0 ? LABEL.exec(text) : null
  if (label) {
    const from = start + label.index + label[0].length - label[1]!.length
    return of(folded, { start: from, end: from + label[1]!.length })
  }
  if ((seen & CHECKS) === 0) return null
  let best: { index: number; length: number } | null = null
  for (const [needed, pattern] of FORMS) {
    if ((seen & needed) === 0) continue
    if (needed === TAKEN_IN && !INTO_CHECK.test(text)) continue
    const match = pattern.exec(text)
    if (!match || NOT_CHECKED.test(match[0])) continue
    const before = text.slice(Math.max(0, match.index - 8), match.index)
    if (NOT_CHECKED.test(before.slice(before.lastIndexOf(',') + 1))) continue
    if (best === null || match.index < best.index) best = { index: match.index, length: match[0].length }
  }
  return best && of(folded, { start: start + best.index, end: start + best.index + best.length })
}

const OF_ALL = /(?:以上|上述|各项|完成情况|落实情况|进展情况|推进情况|工作情况|开展情况)/
const OF_ALL_WORDS = markOf(['以上', '上述', '各项', '情况'])

/** What a sentence says of how all work of its clause is checked; `seen` are its marks: 落实情况每半年通报一次. */
export const checkedForAll = (scan: Scan, start: number, end: number, seen: number): Checked | null => {
  if ((seen & (OF_ALL_WORDS | CHECK_LABEL)) === 0) return null
  const text = scan.text.slice(start, end)
  return OF_ALL.test(text) || LABEL.test(text) ? checkedIn(scan, start, end, seen) : null
}

/** Whether a sentence only says how the work is checked: 考核方式:现场查看. */
export const isCheckLabel = (text: string): boolean => LABEL.exec(text)?.index === 0

/** Whether a column says how a row's work is checked. */
export const isCheckColumn = (cell: string): boolean =>
  /^(?:考核|考评|检查|验收|督查|评价|完成)(?:方式|方法|办法|标准)$/.test(cell)
