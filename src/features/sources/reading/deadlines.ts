import { SIGN, SIGNS, signOf, tableOf } from './alphabet.ts'
import { EVENT, FORMS, FROM_ISSUE, NEXT_MONTH, OF_ITSELF, THIS_MONTH, UNNAMED } from './day-forms.ts'
import {
  beforeLength,
  type DayContext,
  datedFeastAt,
  FEAST_STARTS,
  feastAt,
  type Hit,
  numericAt,
  withYear,
  yearFrom,
} from './days.ts'
import { dayOf, daysAfter, monthEnd } from './feasts.ts'
import { fold } from './fold.ts'
import { markOf, marksWithin, pairsBetween, type Scan, scanOf } from './scan.ts'
import { numbers } from './scratch.ts'
import type { Deadline } from './types.ts'

export type { DayContext }

type Found = Deadline & { start: number; end: number; firm: boolean }

/** Days told by an event, by the document's own day, or by the month at hand. */
const dependingAt = (text: string, context: DayContext, tried: number): Hit | null => {
  const issue = (tried & ISSUE) !== 0 ? FROM_ISSUE.exec(text) : null
  if (issue) {
    const isReckoned = context.date !== null && /^[日天]$/.test(issue[2]!) && OF_ITSELF.test(text)
    return { on: isReckoned ? daysAfter(context.date!, Number(issue[1])) : null, length: issue[0].length, firm: true }
  }
  const month = (tried & MONTH) !== 0 ? THIS_MONTH.exec(text) : null
  if (month) {
    const [year, number] = (context.date ?? '').split('-').map(Number)
    const on = year && number ? (month[1] ? dayOf(year, number, Number(month[1])) : monthEnd(year, number)) : null
    return { on, length: month[0].length, firm: true }
  }
  const words =
    ((tried & EVENTFUL) !== 0 ? EVENT.exec(text) : null) ??
    ((tried & WITHOUT_NAME) !== 0 ? UNNAMED.exec(text) : null) ??
    ((tried & NEXT) !== 0 ? NEXT_MONTH.exec(text) : null)
  return words ? { on: null, length: words[0].length, firm: true } : null
}

const DIGITS = '0123456789'
/** The first two characters of every form of days in words. */
const IN_WORDS = (
  '今年 本年 明年 次年 上半 下半 第一 第二 第三 第四 第1 第2 第3 第4 一季 二季 三季 四季 1季 2季 3季 4季 每半 每季 每个 每月 每年 每周 每两 每学 ' +
  '逐月 逐季 按月 按季 长期 常年 全年 贯穿 元旦 元宵 除夕 春节 新春 “三 “五 “七 “八 “十 三八 清明 五一 五四 端午 七一 建党 建军 八一 ' +
  '重阳 腊八 本月 当月 次月 下月 夏收 秋收 三夏 三秋 春耕 春播 麦收 汛期 主汛 入汛 开学 入伍 离队 退役 返乡 报到 寒假 暑假 高考 中考 起运 定兵 ' +
  '秋季 春季 新学 雨季 入冬 上冻 封冻 退伍 老兵 七夕 六一 “六 植树 教师 新兵 月底 两节 “两 双节 “双 重大 重要 传统 节日 节假 节庆 节前 节后 寒暑 暑期 防汛 征兵 农忙 会后 ' +
  '本通 本方 本意 本办 本要 本计 本文 正月 学雷 “3 ' +
  '收到 接到 受理 印发 下发 发文 结束 年终 自本 自印 自发 自通 自方 自文 自收 自接 自受 自公 自下 自之 全民 国防 中秋 烈士 十一 国庆 国家 年底 年末 年内'
).split(' ')
const [ZERO, NINE] = [0x30, 0x39]
const isDigit = (code: number): boolean => code >= ZERO && code <= NINE
/** A figure is a day's or a year's only before one of these. */
const BEHIND_FIGURE = '年月季底末-/.至到—~'
const DAY_BEHIND = tableOf(BEHIND_FIGURE)
const DAY_IN_WORDS = markOf(IN_WORDS)
/** Without one of these no day is in a stretch. */
const DAYS_IN = DAY_IN_WORDS | markOf(pairsBetween(DIGITS, ` ${BEHIND_FIGURE}`))
const LONGEST_YEAR = 4
const [POINT, TITLE_OPENS, TITLE_CLOSES] = [0x2e, 0x300a, 0x300b]
const [EACH, MONTH_SIGN, YEAR_SIGN, FEAST_SIGN] = [0x6bcf, 0x6708, 0x5e74, 0x8282]
const SUN = 0x9633
const GRAND = tableOf('重传')
const OF_LENGTH = tableOf('0123456789一二三四五六七八九十两几数半')
const OF_A_MONTH = tableOf('0123456789 一二三四五六七八九十每个本当次下上')
const TITLES = markOf(['《', '》'])

/** Whether the figure that begins here may begin a day: 6月, 2026年, 2026-06, 3—4月, 2027 年. */
const mayBeDay = (codes: Uint16Array, at: number, limit: number): boolean => {
  let end = at
  while (end < limit && end - at <= LONGEST_YEAR && isDigit(codes[end]!)) end++
  if (end < limit && codes[end] === 0x20) end++
  return end < limit && DAY_BEHIND[SIGN[codes[end]!]!] === 1
}

const STATES_YEAR = /\d{4} ?[年\-/.]/

const [
  FEAST,
  NUMERIC,
  ISSUE,
  MONTH,
  EVENTFUL,
  NEXT,
  RECURRING,
  LASTING,
  HALF,
  QUARTER,
  AIMED,
  ENDING,
  DATED,
  WITHOUT_NAME,
] = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192] as const
/** By the first character of words which forms of days are tried. */
const TRIED = new Uint16Array(SIGNS)
for (const [form, chars] of [
  [FEAST, FEAST_STARTS],
  [NUMERIC, `${DIGITS}今本明次`],
  [ISSUE, '自本通方意办要计文印下发公'],
  [MONTH, '本当月'],
  [WITHOUT_NAME, '“两双重传节寒暑主汛防征开农退春秋高中会'],
  [EVENTFUL, `${DIGITS}今明夏秋三春麦主汛入开新离退返报寒暑高中起定收接受印下发结雨上封老`],
  [NEXT, '次下'],
  [RECURRING, '每逐按'],
  [LASTING, '长常贯全年'],
  [HALF, `${DIGITS}今本明次上下`],
  [QUARTER, `${DIGITS}今本明次第一二三四`],
  [AIMED, DIGITS],
  [DATED, `${DIGITS}今本明次`],
  [ENDING, `${DIGITS}今本明次年底末`],
] as const)
  for (const char of chars) TRIED[signOf(char.charCodeAt(0))]! |= form
/** A figure of fewer digits than a year's is a month's or a quarter's. */
const SHORT_FIGURE = NUMERIC | QUARTER
const isYear = (text: string): boolean => {
  let digits = 0
  while (digits <= LONGEST_YEAR && isDigit(text.charCodeAt(digits))) digits++
  return digits === LONGEST_YEAR
}

/** 每年7月底前, 每月25日前, 每年“八一”“春节”前 */
const EACH_TIME =
  /^(?:\d{1,2}月(?:\d{1,2}[日号]|底|末|初|[上中下]旬)?(?:[、和及]\d{1,2}月(?:\d{1,2}[日号]|底|末)?){0,11}(?:之前|以前|前)?|\d{1,2}[日号](?:之前|以前|前)?|(?:[、和及]?“?(?:元旦|春节|元宵|清明|五一|端午|七一|八一|建军|重阳|中秋|国庆|烈士纪念日)(?:建军)?节?”?(?:建军节)?(?:期间|前夕|前后|之前|前)?)+)/

const periodAt = (text: string, context: DayContext, tried: number): Hit | null => {
  const depending = dependingAt(text, context, tried)
  if (depending) return depending
  const recurring = (tried & RECURRING) !== 0 ? FORMS.recurring.exec(text) : null
  if (recurring) {
    const rest = text.slice(recurring[0].length)
    const more = EACH_TIME.exec(rest)?.[0].length ?? beforeLength(rest)
    return { on: null, length: recurring[0].length + more, firm: true }
  }
  const lasting = (tried & LASTING) !== 0 ? FORMS.lasting.exec(text) : null
  if (lasting) return { on: null, length: lasting[0].length, firm: true }
  const half = (tried & HALF) !== 0 ? FORMS.half.exec(text) : null
  if (half) {
    const on = withYear(context, yearFrom(half[1], half[2], context), (year) =>
      monthEnd(year, half[3] === '上半年' ? 6 : 12),
    )
    return { on, length: half[0].length + beforeLength(text.slice(half[0].length)), firm: true }
  }
  const quarter = (tried & QUARTER) !== 0 ? FORMS.quarter.exec(text) : null
  if (quarter) {
    const number = '一二三四'.indexOf(quarter[3]!) + 1 || Number(quarter[3])
    const on = withYear(context, yearFrom(quarter[1], quarter[2], context), (year) => monthEnd(year, number * 3))
    return { on, length: quarter[0].length + beforeLength(text.slice(quarter[0].length)), firm: true }
  }
  const aim = (tried & AIMED) !== 0 ? FORMS.aimedYear.exec(text) : null
  if (aim) return { on: null, length: aim[0].length, firm: false }
  const yearEnd = (tried & ENDING) !== 0 ? FORMS.yearEnd.exec(text) : null
  if (yearEnd && (yearEnd[1] || yearEnd[2] || yearEnd[3]!.startsWith('年'))) {
    const year = yearFrom(yearEnd[1], yearEnd[2], context) ?? context.year
    return {
      on: monthEnd(year, 12),
      length: yearEnd[0].length + beforeLength(text.slice(yearEnd[0].length)),
      firm: true,
    }
  }
  return null
}

const PASSED_FIRST = tableOf('起以至施开成印出颁下召')
/** Words after which a day is history or part of a name: 自7月1日起, 《2025年…》. */
const isNoDeadline = (text: string, from: number, start: number, end: number, limit: number): boolean => {
  if (
    end < limit &&
    PASSED_FIRST[SIGN[text.charCodeAt(end)]!] === 1 &&
    /^(?:起|以来|至今|施行|开始|成立|(?:印发|出台|颁布|下发|召开)的)/.test(text.slice(end, Math.min(limit, end + 4)))
  )
    return true
  if (start <= from) return false
  const before = text.charAt(start - 1)
  // 于2019年建成 is history, 于9月上旬完成 an order.
  const isHistory =
    '自从以后'.includes(before) || (before === '于' && /^\d{4}/.test(text.slice(start, Math.min(limit, start + 4))))
  return isHistory && !text.slice(start, end).endsWith('前')
}

/** Days of one text, read by one context; several stretches of it ask for the same places. */
export type DayReader = {
  scan: Scan
  context: DayContext
  /** By place: 0 not looked at, -1 nothing there, else one more than the index in `hits`. */
  places: Int32Array
  hits: Hit[]
}

const OF_TEXT = numbers()
const OF_WORDS = numbers()

/** For the text of a whole reading; good until the next reading. */
export const dayReader = (scan: Scan, context: DayContext): DayReader => ({
  scan,
  context,
  places: OF_TEXT.takeEmpty(scan.codes.length),
  hits: [],
})

const LONGEST_WORDS = 40

const hitIn = (text: string, context: DayContext): Hit | null => {
  const first = text.charCodeAt(0)
  let tried: number = TRIED[SIGN[first]!]!
  const year = isDigit(first) && isYear(text)
  if (isDigit(first) && !year) tried &= SHORT_FIGURE
  return (
    ((tried & FEAST) !== 0 ? feastAt(text, context) : null) ??
    ((tried & DATED) !== 0 ? datedFeastAt(text, context) : null) ??
    ((tried & NUMERIC) !== 0 ? numericAt(text, context, year) : null) ??
    periodAt(text, context, tried)
  )
}

const hitAt = ({ scan, context, places, hits }: DayReader, at: number, end: number): Hit | null => {
  const place = places[at]!
  let hit: Hit | null
  if (place === 0) {
    hit = hitIn(scan.text.slice(at, at + LONGEST_WORDS), context)
    places[at] = hit ? hits.push(hit) : -1
  } else hit = place === -1 ? null : hits[place - 1]!
  // What goes on behind the stretch is read anew within it.
  return hit !== null && at + hit.length > end ? hitIn(scan.text.slice(at, end), context) : hit
}

const withoutBlanks = (text: string): string => (text.includes(' ') ? text.replace(/ /g, '') : text)

const LISTS = '、和及'
const NO_DAYS: readonly Found[] = []

/**
 * The days by which a stretch wants something done, in order. `前` behind a date keeps the date itself (10月1日前 →
 * October 1), behind a feast it is the day before; a period ends on its last day; what recurs has words but no day.
 */
const findDeadlines = (reader: DayReader, start: number, end: number): readonly Found[] => {
  const { scan, context } = reader
  const { text, codes, marks } = scan
  let found: Found[] | null = null
  let quoted = 0
  let free = start
  for (let next = start; next < end; next++) {
    const mark = marks[next]! & (DAYS_IN | TITLES)
    if (mark === 0) continue
    const code = codes[next]!
    if (code === TITLE_OPENS) quoted++
    else if (code === TITLE_CLOSES && quoted > 0) quoted--
    if (quoted > 0) continue
    let at = next
    if (isDigit(code)) {
      // The mark of a figure stands at its last digit.
      while (at > start && isDigit(codes[at - 1]!)) at--
      if (at < free || (at > start && codes[at - 1] === POINT) || !mayBeDay(codes, at, end)) continue
    } else if ((mark & DAY_IN_WORDS) === 0) continue
    // 13月底, 每月底: no month at hand.
    if (code === MONTH_SIGN && at > start && OF_A_MONTH[SIGN[codes[at - 1]!]!] === 1) continue
    // 三年内: how long from whatever begins it, not the end of this year.
    if (code === YEAR_SIGN && at > start && OF_LENGTH[SIGN[codes[at - 1]!]!] === 1) continue
    // 重大节日前; of all that is 重大 only feasts.
    if (GRAND[SIGN[code]!] === 1 && codes[at + 2] !== FEAST_SIGN && codes[at + 1] !== SUN) continue
    // 每户每年15000元: the base of a rate.
    if (code === EACH && at - 2 >= start && codes[at - 2] === EACH) continue
    const hit = hitAt(reader, at, end)
    if (!hit) continue
    const last = at + hit.length
    if (!isNoDeadline(text, start, at, last, end)) {
      const before: Found | undefined = found?.at(-1)
      // 5月底、6月底前, 上半年、下半年: two days for one act; the later ends it.
      if (before?.on && hit.on && before.end === at - 1 && LISTS.includes(text[at - 1]!)) {
        before.on = before.on > hit.on ? before.on : hit.on
        before.end = last
        before.text = withoutBlanks(text.slice(before.start, last))
        before.firm ||= hit.firm
      } else {
        const words = text.slice(at, last)
        const hasYear = context.yearKnown !== false || STATES_YEAR.test(words)
        found ??= []
        found.push({
          on: hasYear ? hit.on : null,
          text: withoutBlanks(words),
          start: at,
          end: last,
          firm: hit.firm,
        })
      }
    }
    next = last - 1
    free = last
  }
  return found ?? NO_DAYS
}

const LASTS = '长期坚持'

/** The one deadline of a stretch: the first firm day, else the first day, else the first recurring wording. `seen` are its marks. */
export const deadlineIn = (
  reader: DayReader,
  start: number,
  end: number,
  seen = marksWithin(reader.scan.marks, start, end),
): Deadline | null => {
  if ((seen & DAYS_IN) === 0) return null
  const found = findDeadlines(reader, start, end)
  if (found.length === 0) return null
  let best = found[0]!
  let worth = 0
  for (const one of found) {
    // 每月走访,长期坚持: it lasts, however often.
    const own = (one.firm ? 2 : 0) + (one.on ? 1 : one.text === LASTS ? 0.5 : 0)
    if (own > worth) {
      best = one
      worth = own
    }
  }
  return { on: best.on, text: best.text }
}

/** The same for words that stand alone. */
export const deadlineOf = (folded: string, context: DayContext): Deadline | null =>
  deadlineIn({ scan: scanOf(folded), context, places: OF_WORDS.takeEmpty(folded.length), hits: [] }, 0, folded.length)

/** The one day that a few words mean and nothing beside it: 6月底前, 年底前完成; null for 全年, 长期, 每季度 and free words. */
export const dayInWords = (words: string, year: number): string | null => {
  const folded = fold(words).trim()
  const found = deadlineOf(folded, { year, date: null, yearStated: true })
  if (!found?.on) return null
  const rest = folded.replace(/ /g, '').replace(found.text, '')
  return /^(?:前|之前|以前|完成|办结|落实|力争|争取|[。,;])*$/.test(rest) ? found.on : null
}
