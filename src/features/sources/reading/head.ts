import { endsIn, isSpace, lastsOf, SIGN, tableOf } from './alphabet.ts'
import { chineseNumber, isHanCode, type Line, lineEnd, withoutSpaces } from './fold.ts'
import { firstLines, lastLines } from './lines.ts'
import { lineMarker } from './markers.ts'
import type { DocumentKind, Head } from './types.ts'

const FRONT_LINES = 16
const NUMBER = /^\(?([\u3400-\u9fffA-Za-z]{1,16} ?[〔[(【]\d{4}[〕\])】] ?(?:第 ?)?\d{1,5} ?号)\)?(?:签发人.{0,10})?$/
const DAY = /(\d{4}) ?年 ?(\d{1,2}) ?月 ?(\d{1,2}) ?日/
const DAY_LINE = /^[^,。;]{0,40}?\(?\d{4}年\d{1,2}月\d{1,2}日(?:印发)?\)?$/
/** 二〇二六年三月五日 */
const CHINESE_DAY =
  /^\(?([〇零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日(?:印发)?\)?$/
const MONTH_LINE = /^\(?(\d{4})年\d{1,2}月\)?$/
const TITLE_WORDS =
  '要点 计划 方案 意见 措施 安排 规划 通知 通报 函 报告 总结 汇报 清单 台账 标准 细则 办法 规定 决定 纪要 讲话 公告 公报 简报 情况 打算'.split(
    ' ',
  )
const TITLE_END = new RegExp(`(?:${TITLE_WORDS.join('|')})(?:[（(].{1,12}[)）])?$`)
const TITLE_LAST = tableOf(`${lastsOf(TITLE_WORDS)})）`)
const CLOSES_NAME = tableOf('”》')
/** What lines end with that are titles. */
export const TITLE_ENDS = `${lastsOf(TITLE_WORDS)})）”》`
const ISSUER =
  /(?:领导小组|办公室|委员会|人民政府|(?<![格全布大结])局|党委|军分区|人民武装部|工委|街道办事处|双拥办|(?:组织|宣传|统战|武装|政治|政治工作|保障|动员)部|政治工作处|政治处)(?:\(代章\))?$/

/** What those names end with. */
export const ISSUER_ENDS = '组室会府局委区部处办)'
const ISSUER_LAST = tableOf(ISSUER_ENDS)

/** Whether a line is the name of who issues papers. */
export const isIssuer = (text: string): boolean =>
  text !== '' && ISSUER_LAST[SIGN[text.charCodeAt(text.length - 1)]!] === 1 && ISSUER.test(text)

/** Whether a line is nothing but a 文号. */
export const isNumberLine = (text: string): boolean => text.includes('号') && NUMBER.test(text)

const hasHan = (text: string): boolean => {
  for (let at = 0; at < text.length; at++) if (isHanCode(text.charCodeAt(at))) return true
  return false
}

const IN_SENTENCE = /[。;:!?|]/

/** Whether a line without blanks reads like a document's title. */
export const isTitleLine = (text: string): boolean => {
  if (text.length > LONGEST_LINE) return false
  const named = endsIn(CLOSES_NAME, text) ? text.slice(0, -1) : text
  return endsIn(TITLE_LAST, named) && TITLE_END.test(named) && !IN_SENTENCE.test(text)
}

const KINDS: [DocumentKind, RegExp][] = [
  [
    'standard',
    /(?:考评标准|考核标准|评分标准|考评细则|考核细则|(?:考核|考评|评估|测评|评选)?(?:评分|计分|记分)(?:细则|办法|规则)|测评体系|评分表|考评办法|(?:评选|评比|验收|创建|认定|达标|命名|评定|测评)标准(?:\(.{1,12}\))?$)/,
  ],
  ['duallist', /(?:双清单|互办实事|需求清单|责任清单|任务清单|实事清单|台账)/],
  ['plan', /(?:要点|计划|方案|意见|规划|工作安排|分工|任务分解|行动|措施(?:\(.{1,12}\))?$|举措$)/],
  ['report', /(?:汇报|总结|报告|开展情况|工作情况|述职|自查)/],
  ['notice', /(?:通知|通报|公告|函|纪要)/],
]

const RUN_IN_TITLE =
  /^[^,。;:]{4,48}?(?:要点|计划|方案|意见|总结|汇报|安排|规划)(?=为|根据|按照|一、|今年|近年|\d{4}年)/

const DIGITS = '〇一二三四五六七八九'

const chineseDay = (text: string): string | null => {
  const match = CHINESE_DAY.exec(text)
  if (!match) return null
  const year = [...match[1]!].map((char) => (char === '零' ? 0 : DIGITS.indexOf(char))).join('')
  const month = chineseNumber(match[2]!)
  const day = chineseNumber(match[3]!)
  return month && day ? `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}` : null
}

const lastDay = (year: number, month: number): string =>
  `${year}-${String(month).padStart(2, '0')}-${new Date(Date.UTC(year, month, 0)).getUTCDate()}`

/** The time a title speaks of: 2026年, 2024—2026年, 2026年上半年, 2026年第一季度. */
const periodOf = (title: string): { from: string; to: string } | null => {
  const years = /(\d{4})年?[-—~至]+(\d{4})年/.exec(title)
  if (years) return { from: `${years[1]}-01-01`, to: `${years[2]}-12-31` }
  const one = /(\d{4})年(上半年|下半年|第?[一二三四1-4]季度|\d{1,2}月)?/.exec(title)
  if (!one) return null
  const year = Number(one[1])
  const part = one[2] ?? ''
  const quarter = /季度/.test(part)
    ? '一二三四'.indexOf(part.replace(/[第季度]/g, '')) + 1 || Number(part.replace(/\D/g, ''))
    : 0
  const month = /月$/.test(part) ? Number(part.slice(0, -1)) : 0
  const [first, last] =
    part === '上半年'
      ? [1, 6]
      : part === '下半年'
        ? [7, 12]
        : quarter
          ? [quarter * 3 - 2, quarter * 3]
          : month
            ? [month, month]
            : [1, 12]
  if (first < 1 || last > 12) return null
  return { from: `${year}-${String(first).padStart(2, '0')}-01`, to: lastDay(year, last) }
}

const REGION =
  /^(?:[\u3400-\u9fff]{2,3}?(?:省|自治区))?(?:[\u3400-\u9fff]{2,5}?(?:市|自治州|地区|盟))?(?:[\u3400-\u9fff]{1,5}?(?:县|区|旗|市))?(?:[\u3400-\u9fff]{2,3}?(?:镇|乡|街道))?/
const NO_REGION = /全[省市县区]|^(?:在|中共|[上下]半年|[全本我各]|双拥|军|社区|城区|辖区|驻)|(?:模范|示范)[城市县区]/
const LEVELS = tableOf('市县区')
const NO_LEVEL_BEHIND = tableOf('级委直')

/** Words of three to five characters that end like a place's name, each behind something that is no character. */
const placesIn = (folded: string): string[] => {
  const places: string[] = []
  let run = 0
  for (let at = 0; at < folded.length; at++) {
    const code = folded.charCodeAt(at)
    if (!isHanCode(code)) run = 0
    else if (run >= 0 && ++run >= 3) {
      if (
        LEVELS[SIGN[code]!] === 1 &&
        (at + 1 === folded.length || NO_LEVEL_BEHIND[SIGN[folded.charCodeAt(at + 1)]!] !== 1)
      ) {
        places.push(folded.slice(at + 1 - run, at + 1))
        run = -1
      } else if (run === 5) run = -1
    }
  }
  return places
}

/** Levels of a place that words begin with; null for fewer than two characters. */
const regionOf = (words: string): string | null => {
  const region = REGION.exec(words.replace(/(?:双拥|模范|示范).*$/, ''))?.[0] ?? ''
  return region.length >= 2 ? region : null
}

/** Place names as printed, from province to township: the longest that begins a title or an issuer, else the commonest in the text. */
const placeOf = (title: string | null, issuer: string | null, folded: string): string | null => {
  for (const words of [title, issuer]) {
    if (!words) continue
    const bare = words
      .replace(/^(?:中共|中国共产党)/, '')
      .replace(/^.{0,14}?关于(?:印发|转发|做好|开展|报送)?/, '')
      .replace(/^[《“(]*/, '')
      .replace(/^(?:\d{4}|20xx)年(?:度)?/i, '')
    const own = regionOf(bare) ?? regionOf(words)
    if (own && !NO_REGION.test(own)) return own
  }
  const counts = new Map<string, number>()
  for (const place of placesIn(folded.slice(0, 3000)))
    if (!NO_REGION.test(place)) counts.set(place, (counts.get(place) ?? 0) + 1)
  const [best] = [...counts].sort((a, b) => b[1] - a[1])
  return best && best[1] >= 2 ? best[0] : null
}

/** The one year that the first words speak of; null where they name none or several. */
const onlyYear = (front: string): number | null => {
  let only: string | null = null
  for (let at = front.indexOf('20'); at !== -1; at = front.indexOf('20', at + 1)) {
    const year = /^20\d\d(?= ?年)/.exec(front.slice(at, at + 6))?.[0]
    if (year === undefined) continue
    if (only !== null && year !== only) return null
    only = year
    at += 3
  }
  return only === null ? null : Number(only)
}

/** The one year that all months with a year are of: a scheme that aims at 2027 tells its own days by 2026年3月. */
const yearOfDays = (folded: string): number | null => {
  let only: string | null = null
  for (let at = folded.indexOf('20'); at !== -1; at = folded.indexOf('20', at + 2)) {
    const year = /^(20\d\d) ?年 ?\d{1,2} ?月/.exec(folded.slice(at, at + 12))?.[1]
    if (year === undefined) continue
    if (only !== null && year !== only) return null
    only = year
  }
  return only === null ? null : Number(only)
}

const isoDay = (match: RegExpExecArray): string =>
  `${match[1]}-${match[2]!.padStart(2, '0')}-${match[3]!.padStart(2, '0')}`

const holdsOne = (text: string, words: readonly string[]): boolean => words.some((word) => text.includes(word))

/** Whether a line begins with one of the first three numbers: 一、 (二) 3.. */
const hasParts = (folded: string): boolean => {
  for (let start = 0; start < folded.length; start = lineEnd(folded, start) + 1) {
    const first = folded[start]!
    if (first === '(') {
      if (PART_NUMBERS.includes(folded.charAt(start + 1)) && folded[start + 2] === ')') return true
    } else if (PART_NUMBERS.includes(first) && '、.'.includes(folded[start + 1] ?? ' ')) return true
  }
  return false
}
const PART_NUMBERS = '一二三'

const REPORTS = ['汇报如下', '情况报告如下', '总结如下', '工作开展情况']
const PLANS = ['制定本', '制定如下']
const NEWS = ['记者', '通讯员', '本报讯', '巡礼']

const kindOf = (title: string, folded: string): DocumentKind => {
  const bare = title.replace(/[“”《》]/g, '')
  const byTitle = KINDS.find(([, pattern]) => pattern.test(bare))?.[0]
  if (byTitle === 'duallist' && /(?:要点|方案|计划)/.test(bare)) return 'plan'
  if (byTitle) return byTitle
  const front = folded.slice(0, 600)
  if (holdsOne(folded.slice(0, 1200), REPORTS)) return 'report'
  const opening = folded.slice(0, 2000)
  if (holdsOne(opening, PLANS) && /制定(?:本|如下)[\u3400-\u9fff]{0,6}?(?:计划|方案|意见|要点|安排|措施)/.test(opening))
    return 'plan'
  if (opening.includes('提出如下意见') || opening.includes('提出如下措施')) return 'plan'
  if (holdsOne(front, NEWS) || holdsOne(front.slice(-4) + folded.slice(-200), NEWS)) return 'news'
  return hasParts(folded) ? 'plan' : 'news'
}

const ATTACHMENT_LINE = /^附件[一二三四五六七八九十\d]{0,2}:?$/
/** 标题:…, 发文机关:… in the box above a paper on a page. */
const LABELLED = /^(?:(标题|名称)|发文机关|发文单位|发布机构|发文字号|文号):([^:]{2,60})$/
const TAIL_LINES = 12
/** (2026年12月) */
const LONGEST_MONTH = 10
/** 日, 日印发, each with or without a bracket behind it. */
const ENDS_LIKE_DAY = tableOf('日发)')
const MONTH_LAST = tableOf('月)')

/** Longer than this, blanks aside, a line is a sentence; its beginning says all that is asked of it. */
const LONGEST_LINE = 60
const LOOKED_AT = 160

/** A line without its blanks; of a sentence at least as much as tells that it is one and names what runs into it. */
const bareLine = (folded: string, { start, end }: Line): string => {
  if (end - start > LOOKED_AT) {
    const begun = withoutSpaces(folded.slice(start, start + LOOKED_AT))
    if (begun.length > LONGEST_LINE && isHanCode(begun.charCodeAt(0))) return begun
  }
  return withoutSpaces(folded.slice(start, end))
}

/** The last character of a line that is no blank; 0 where it has none. */
const lastCode = (folded: string, { start, end }: Line): number => {
  let at = end
  while (at > start && isSpace(folded.charCodeAt(at - 1))) at--
  return at > start ? folded.charCodeAt(at - 1) : 0
}

/** The day that a line is. */
const dayIn = (folded: string, line: Line): string | null => {
  if (ENDS_LIKE_DAY[SIGN[lastCode(folded, line)]!] !== 1) return null
  const text = bareLine(folded, line)
  const match = DAY_LINE.test(text) ? DAY.exec(text) : null
  return match ? isoDay(match) : chineseDay(text)
}

const DAY_SIGN = 0x65e5
const LONGEST_ISSUER = 40
/** So many lines from the end a paper is signed; the month of signing stands in the last of them. */
const [SIGNED_WITHIN, MONTH_WITHIN] = [8, 6]

/** Who signs in a line, a day behind the name left out. */
const issuerIn = (folded: string, line: Line): string | null => {
  const last = lastCode(folded, line)
  if (last !== DAY_SIGN && ISSUER_LAST[SIGN[last]!] !== 1) return null
  const text = bareLine(folded, line)
  const name = last === DAY_SIGN ? text.replace(/\d{4}年\d{1,2}月\d{1,2}日$/, '') : text
  return name.length <= LONGEST_ISSUER && isIssuer(name) && !/[,。;:|]/.test(name) ? name : null
}

/** The year of a line that is a month: (2026年12月). */
const yearOfMonth = (folded: string, line: Line): number | null => {
  if (MONTH_LAST[SIGN[lastCode(folded, line)]!] !== 1) return null
  const text = bareLine(folded, line)
  const match = text.length <= LONGEST_MONTH ? MONTH_LINE.exec(text) : null
  return match && Number(match[1])
}

const firstOf = <Found>(lines: readonly Line[], of: (line: Line) => Found | null): Found | null => {
  for (const line of lines) {
    const found = of(line)
    if (found !== null) return found
  }
  return null
}

/** Title, issuer, number, day and kind of a clean text; `bodyStart` is where the text proper begins. */
export const readHead = (
  folded: string,
  publishedOn: string | null,
  today: string | null,
): { head: Head; bodyStart: number; isYearKnown: boolean } => {
  const front = firstLines(folded, FRONT_LINES)
  const tail = lastLines(folded, TAIL_LINES)
  let title: string | null = null
  let issuer: string | null = null
  let number: string | null = null
  let bodyStart = 0
  for (const [index, line] of front.entries()) {
    const text = bareLine(folded, line)
    if (!hasHan(text)) continue
    if (isNumberLine(text)) {
      number ??= NUMBER.exec(text)![1]!
        .replace(/[[(【]/, '〔')
        .replace(/[\])】]/, '〕')
      continue
    }
    if (text.startsWith('附') && ATTACHMENT_LINE.test(text)) {
      bodyStart = line.end
      continue
    }
    const labelled = text.includes(':') ? LABELLED.exec(text) : null
    if (labelled) {
      if (labelled[1]) title ??= labelled[2]!
      else if (isNumberLine(labelled[2]!)) number ??= labelled[2]!.replace(/[[(【]/, '〔').replace(/[\])】]/, '〕')
      else issuer ??= labelled[2]!
      bodyStart = line.end
      continue
    }
    // An excerpt begins with its numbering and has no title.
    if (lineMarker(text)) break
    const run = title === null && text.length > LONGEST_LINE ? RUN_IN_TITLE.exec(text) : null
    if (run) {
      // A page of a library prints the title and the first sentence as one line.
      title = run[0]
      bodyStart = line.start
      break
    }
    const isSentence = text.length > LONGEST_LINE || /[。;:]$/.test(text)
    if (isSentence) break
    const redHead = text.endsWith('文件') ? text.slice(0, -2) : text
    if (title === null && isIssuer(redHead) && !TITLE_END.test(redHead) && index < 3) {
      issuer ??= redHead
      continue
    }
    if (title !== null && !isTitleLine(title) && isTitleLine(text) && title.length + text.length <= LONGEST_LINE) {
      title += text
      bodyStart = line.end
      continue
    }
    if (title === null && (TITLE_END.test(text) || index < 4)) {
      title = text
      bodyStart = line.end
      continue
    }
    break
  }

  const signed = firstOf(front, (line) => dayIn(folded, line)) ?? firstOf(tail, (line) => dayIn(folded, line))
  issuer ??=
    firstOf(front.slice(1), (line) => issuerIn(folded, line)) ??
    firstOf(tail.slice(-SIGNED_WITHIN), (line) => issuerIn(folded, line))
  // 某某办公室关于印发…的通知: the body stands in the title itself.
  const byTitle = /^(.{4,30}?)关于/.exec(title ?? '')?.[1] ?? null
  if (byTitle && isIssuer(byTitle)) issuer = byTitle
  const date = signed ?? publishedOn
  // Of 2026—2028年 the first.
  const stated = /(\d{4})(?:年?[-—~至]+\d{4})?年/.exec(title ?? '')
  const spoken = onlyYear(folded.slice(0, 400))
  const month =
    stated || date
      ? null
      : (firstOf(front, (line) => yearOfMonth(folded, line)) ??
        firstOf(tail.slice(-MONTH_WITHIN), (line) => yearOfMonth(folded, line)))
  const kind = kindOf(title ?? '', folded)
  const dated = stated || date || month || (kind !== 'plan' && kind !== 'duallist') ? null : yearOfDays(folded)
  const year = stated
    ? Number(stated[1])
    : date
      ? Number(date.slice(0, 4))
      : (month ?? dated ?? spoken ?? (Number(today?.slice(0, 4)) || 1970))
  const isYearKnown = Boolean(stated || date || month || dated || spoken || today)
  return {
    isYearKnown,
    head: {
      kind,
      title,
      issuer,
      number,
      date,
      year,
      period: periodOf(title ?? ''),
      place: placeOf(title, issuer, folded),
    },
    bodyStart,
  }
}
