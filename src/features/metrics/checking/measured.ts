import { spanOf } from '../../../platform/calendar/spans.ts'
import type { FoundFigure } from '../../sources/stated/contract.ts'
import { agreesWith, isOwnPlace } from '../../sources/stated/index.ts'
import { isOfFacts, type Measure, measureOf } from '../measures/declared.ts'
import type { Counted } from './contract.ts'
import { NOT_NOW, wordsBefore } from './rules.ts'

/** Which measure (指标) stands behind a figure of a text, and for which time: only where its words leave no choice. Pure. */

/** The words under which texts state a measure, whole, behind its verbs; and the units in which they count it. */
const SAID: Record<string, [units: string, ...names: string[]]> = {
  visits: ['次', '走访慰问', '走访慰问活动'],
  'troop-visits': ['次', '走访部队', '走访慰问部队', '走访驻军', '走访慰问驻军', '走访驻军部队', '走访慰问驻军部队'],
  'households-visited': [
    ...(['户 户次', '走访家庭', '走访优抚家庭', '走访重点优抚家庭', '走访慰问优抚家庭'] as const),
    ...['走访慰问重点优抚家庭', '走访优抚对象家庭', '走访慰问优抚对象家庭'],
  ],
  'comfort-money': ['元', '慰问金'],
  gifts: ['份', '慰问品'],
  'gifts-money': ['元', '慰问品折款', '慰问品折合', '慰问品折价'],
  'needy-visited': ['户', '部队走访困难家庭', '部队走访慰问困难家庭', '驻军走访困难家庭'],
  'group-meetings': ['次', '领导小组会议', '双拥领导小组会议', '双拥工作领导小组会议'],
  joints: ['次', '军民共建活动', '军地共建活动'],
  'merit-ceremonies': ['次', '送喜报仪式'],
  'plaque-ceremonies': ['次', '挂牌仪式', '悬挂光荣牌仪式', '光荣牌悬挂仪式'],
  'memorial-ceremonies': ['次', '烈士公祭', '烈士公祭活动', '公祭烈士活动'],
  inspections: ['次', '双拥督查', '双拥工作督查', '双拥督导检查', '双拥工作督导检查'],
  education: ['次', '国防教育', '国防教育活动'],
  'education-sessions': ['场 场次', '国防教育', '国防教育活动'],
  educated: ['人次', '受国防教育', '接受国防教育'],
  trained: ['人 人次', '培训双拥工作人员', '培训双拥干部', '双拥培训', '双拥工作培训'],
  'troop-education': ['次', '拥政爱民教育', '拥政爱民教育活动'],
  'discipline-checks': ['次', '群众纪律检查'],
  reports: ['条 篇', '双拥宣传报道', '双拥新闻报道', '双拥报道', '双拥新闻', '双拥工作报道'],
  'high-reports': ['条 篇', '省级以上报道', '省级以上双拥报道', '省级以上媒体双拥报道'],
  budget: ['元', '双拥经费预算', '双拥工作经费预算'],
  'allowance-money': ['元', '优待抚恤金', '优待抚恤资金', '优待抚恤补助', '优待抚恤补助资金'],
  'mission-people': ['人次', '出动官兵', '部队出动', '部队出动官兵'],
  'projects-for-troops': ['件', '为部队办实事', '为驻军办实事', '为部队办实事好事', '为部队办好事实事'],
  'projects-for-people': ['件', '部队为地方办实事', '驻军为地方办实事', '部队为群众办实事'],
  households: ['户', '在册家庭', '在册优抚家庭'],
  'plaques-owed': ['户 块 面', '应挂光荣牌', '应挂光荣牌家庭', '应悬挂光荣牌'],
  'plaques-hung': ['户 块 面', '已挂光荣牌', '已悬挂光荣牌', '累计悬挂光荣牌', '光荣牌已悬挂'],
  'merit-received': ['份 张', '收到喜报', '收到立功喜报', '收到立功受奖喜报'],
  'merit-delivered': [
    '份 张',
    '送喜报',
    '送立功喜报',
    '送立功受奖喜报',
    '送达喜报',
    '送达立功喜报',
    '送达立功受奖喜报',
  ],
  'merit-bonus': ['元', '立功奖励金', '立功受奖奖励金'],
  'letters-sent': ['封', '慰问信'],
  'help-opened': ['件', '登记帮扶'],
  'help-given': ['件', '落实帮扶'],
  'help-done': ['件', '办结帮扶'],
  'help-money': ['元', '帮扶资金'],
}

const KEYS_BY_NAME = new Map<string, string[]>()
for (const [key, [, ...names]] of Object.entries(SAID))
  for (const name of names) KEYS_BY_NAME.set(name, [...(KEYS_BY_NAME.get(name) ?? []), key])

/** What may stand before the words of a measure without making it another one. */
const BEFORE =
  /^(?:\d{4}年(?:度|以来)?|\d{1,2}(?:[-—–~至到]\d{1,2})?月份?|[一二三四]季度|下半年|各级|军地|双方|今年以来|年内|全年|上半年|下半年|截至目前|目前|共|累计|总计|合计|已|先后|广泛|深入|持续|组织|开展|举办|召开|举行|进行|发放|发出|寄送|寄出|送去|送上|送出|赠送|拨付|支出|投入|安排|落实|刊发|刊播|发布|悬挂|为|向|给|送)/

const keyOf = (before: string, unit: string, place: string): string | null => {
  let rest = before
  while (rest !== '') {
    const found = KEYS_BY_NAME.get(rest)?.find((key) => SAID[key]![0].split(' ').includes(unit))
    if (found) return found
    const lead = rest.startsWith(place) ? place : (/^(?:全|我|本)[市县区州旗]/.exec(rest) ?? BEFORE.exec(rest))?.[0]
    if (!lead) return null
    rest = rest.slice(lead.length)
  }
  return null
}

const two = (month: number): string => String(month).padStart(2, '0')
const monthsFrom = (year: number, first: number, last: number): string[] =>
  Array.from({ length: last - first + 1 }, (_, index) => `${year}-${two(first + index)}`)

const QUARTERS: Record<string, number> = { 一: 1, 二: 2, 三: 3, 四: 4 }

/** The periods (`PERIOD`) that the words of a time make up in a year; null for words that say another time. */
const inYear = (words: string, year: number): string[] | null => {
  if (/^(?:年?度?|全年|今年|本年度?|今年以来|年内|截至目前|目前)$/.test(words)) return [String(year)]
  if (words === '上半年') return [`${year}Q1`, `${year}Q2`]
  if (words === '下半年') return [`${year}Q3`, `${year}Q4`]
  const quarter = /^第?([一二三四1-4])季度$/.exec(words)?.[1]
  if (quarter) return [`${year}Q${QUARTERS[quarter] ?? quarter}`]
  const months = /^(\d{1,2})月?(?:[-—–~至到](\d{1,2}))?月份?$/.exec(words)
  if (!months) return null
  const [first, last] = [Number(months[1]), Number(months[2] ?? months[1])]
  return first >= 1 && last <= 12 && first <= last ? monthsFrom(year, first, last) : null
}

const PART_OF_YEAR = /(?:(\d{4})年)?(上半年|下半年|[一二三四]季度|\d{1,2}(?:[-—–~至到]\d{1,2})?月(?:份)?)/
/** Days, feasts and times that no period is. */
const OTHER_TIME =
  /\d[日号]|元旦|春节|新春|元宵|清明|五一|端午|七一|八一|建军节|中秋|国庆|重阳|节前|期间|当[天日月年]|每|近[\d一二三四五十]|去年|上年|往年|(?<!今年|年)以来/

/** The time that the sentence names before a figure: its own words, '' for none, null for one that is no period. */
const timeBefore = (text: string, { startAt, sentence, period }: FoundFigure): string | null => {
  const words = text.slice(sentence.startAt, startAt).replace(/\s/g, '')
  if (period !== null && !/^\d{4}年$/.test(period)) return period
  if (period === null && OTHER_TIME.test(words)) return null
  return PART_OF_YEAR.exec(words)?.[0] ?? period ?? timeCarried(text, sentence.startAt)
}

/** 上半年，走访…；开展…: what stands behind a semicolon is of the time that the sentence began with, unless that is no period. */
const timeCarried = (text: string, startAt: number): string => {
  const before = text.slice(0, startAt).trimEnd()
  if (!/[；;]$/.test(before)) return ''
  const words = before
    .slice(Math.max(...['。', '！', '？', '\n'].map((sign) => before.lastIndexOf(sign))) + 1)
    .replace(/\s/g, '')
  return OTHER_TIME.test(words) ? '' : (PART_OF_YEAR.exec(words)?.[0] ?? '')
}

/**
 * The periods whose figures, added up, a stated figure is held against. What names no time is of the time that the title names,
 * else of the year; what names no year is of the text's year.
 */
export const periodsOf = (
  period: string | null,
  { title, year, today }: { title: string | null; year: number; today: string },
): string[] | null => {
  const said = (period || /上半年|下半年|[一二三四]季度/.exec(title ?? '')?.[0] || '').replace(/\s/g, '')
  const named = /^(\d{4})年/.exec(said)
  const at = named ? Number(named[1]) : year
  const words = named ? said.slice(named[0].length) : said
  // 2026年以来 is this year; 2024年以来 is more than one.
  const periods = words === '以来' && at === Number(today.slice(0, 4)) ? [String(at)] : inYear(words, at)
  return periods?.every((one) => spanOf(one).from <= today) ? periods : null
}

export type MeasureAsked = { measure: Measure; periods: string[] }

/**
 * The measure and time that a figure speaks of, or null where nothing fits clearly.
 * @param place the own place; a figure of another place has no counted value here
 */
export const measureAskedFor = (
  text: string,
  figure: FoundFigure,
  { place, title, year, today }: { place: string; title: string | null; year: number; today: string },
): MeasureAsked | null => {
  if (figure.bound !== null || figure.high !== null) return null
  if (figure.place !== null && figure.place !== place && !isOwnPlace(figure.place)) return null
  const before = wordsBefore(text, figure)
  if (NOT_NOW.test(before)) return null
  const key = keyOf(before, figure.unit, place)
  const measure = key === null ? undefined : measureOf(key)
  const time = timeBefore(text, figure)
  const periods = measure && time !== null ? periodsOf(time, { title, year, today }) : null
  if (!measure || !periods) return null
  // What says how things stand now is no figure of another time.
  const isDated = isOfFacts(measure) || measure.isDated === true
  return isDated || (periods.length === 1 && periods[0] === today.slice(0, 4)) ? { measure, periods } : null
}

const WORDS = { Q1: '一季度', Q2: '二季度', Q3: '三季度', Q4: '四季度' } as const

const inWords = (period: string): string =>
  WORDS[period.slice(4) as keyof typeof WORDS] ?? (period.length > 4 ? `${Number(period.slice(5))}月` : '')

const timeOf = (periods: readonly string[]): string => {
  const [first, last] = [periods[0] as string, periods.at(-1) as string]
  const words = periods.length === 1 ? inWords(first) : `${inWords(first)}至${inWords(last)}`
  return `${first.slice(0, 4)} 年${words}`
}

/** A counted value beside a figure. `isInner`: counts families, and goes out on no paper. */
export const measuredOf = (
  figure: FoundFigure,
  { measure, periods }: MeasureAsked,
  value: number,
  { today, isInner }: { today: string; isInner: boolean },
): Counted => {
  const { key, code, name, unit, meaning } = measure
  const isDated = isOfFacts(measure) || measure.isDated === true
  return {
    ...{ code, name, unit, meaning, value, isInner, agrees: agreesWith(figure, value) },
    period: isDated ? timeOf(periods) : `${today} 当日`,
    ...{ metric: null, year: 0 },
    measure: { key, period: periods.length === 1 ? (periods[0] as string) : (periods[0] as string).slice(0, 4) },
  }
}
