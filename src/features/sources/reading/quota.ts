import { SIGN, tableOf } from './alphabet.ts'
import { markOf, pairsBetween, type Scan } from './scan.ts'
import { PairTable } from './words.ts'

const ONE_NUMBER = '(?:\\d[\\d,.]{0,11}|[一二三四五六七八九十百两]{1,4})'
/** 1~2, 10万元至15万元: both ends are asked for. */
const NUMBER = `${ONE_NUMBER}(?:(?:万|亿)?(?:元|名|人|个|次|场|%)?[-—–~至到]{1,2}${ONE_NUMBER})?`
const MEASURE =
  '(?:余|多)?(?:千|万|亿)?(?:元|人次|台次|场次|户次|批次|次|场|期|批|个百分点|个|处|名|人|户|件|项|份|册|块|条|家|所|支|套|辆|篇|部|%|小时|课时|学时|平方米|平方公里|公里|亩|吨|公斤|座|面|幅|张|台|株|棵|盏|轮|档|门|类)'
const BOUND = '(?:不少于|不低于|不超过|至少|最高|达到|力争)?'
const PER =
  '(?:[两三]?年度?|季度?|半年|月|周|天|日|学期|人|户|名|村|镇|乡|街道|社区|单位|县|区|家|所|处|期|次|场|批|个?(?:县|区|村|社区|乡镇|街道|单位|连队|季度|月|成员单位))'
/** 每年, 每人每年, 每户一次性: how often, or to whom, so much is due. */
const RATE = `(?:每${PER}?(?:每${PER}){0,2}(?:一次性)?(?:奖励|补助|发放|给予|补贴|安排|组织|开展|举办|召开|按)?(?:至少|不少于|不低于|不超过)?)?`
const QUOTA = new RegExp(`${RATE}${BOUND}${NUMBER}${MEASURE}(?:以上|以下|左右)?`, 'y')
const FIGURES = '0123456789'
const NUMERALS = '一二三四五六七八九十百两'
/** What a measure, and what stands before it or joins two numbers, begins with. */
const MEASURE_FIRST =
  '余多千万亿元人台场户次期批个处名件项份册块条家所支套辆篇部%小课学平公亩吨座面幅张株棵盏轮档门类-—–~至到'
/** What a wording begins with, by its first two characters. */
const QUOTA_BY_PAIR = new PairTable([
  ['每', null],
  ['不', '少低超'],
  ['至', '少'],
  ['最', '高'],
  ['达', '到'],
  ['力', '争'],
  [FIGURES, `${FIGURES},.${MEASURE_FIRST}`],
  [NUMERALS, NUMERALS + MEASURE_FIRST],
])
/** Of all measures hours alone count only beside such a word. */
const HOURS = '小时'
const COUNTABLE = /(?:每|不少于|不低于|不超过|至少|达到|力争|以上|次)/
const NUMERAL = tableOf(NUMERALS)
const DIGIT = tableOf('一二三四五六七八九')
const ONE = '一'
const PLAIN = /[批个项部条次]/
const FEW = /^[一二三四五六七八九十百两]{1,2}(?:个|项|条|部|人|户|名|家|套|份|支|件|处|所)$/
const LONGEST_FEW = 3
const AS_ARTICLE = new Set('一批 一个 一项 一条 一部 一次 一人 一户 一名 一家 三项 一套 一份 一支'.split(' '))
const NOT_BEFORE = tableOf('第“之《')
const NOT_BEHIND = /(?:工作日|月|季度|星期|小时|自然日)/y
const NOT_BEHIND_FIRST = tableOf('工月季星小自')
const QUOTE_CLOSES = 0x201d

const isOf = (table: Uint8Array, text: string, at: number): boolean =>
  at >= 0 && at < text.length && table[SIGN[text.charCodeAt(at)]!] === 1

/** Whether what was found from one place to another asks for nothing: an article, an ordinal, a length of time. */
const isNoQuota = (text: string, start: number, end: number, found: string): boolean => {
  if (isOf(NUMERAL, found, 0)) {
    if (isOf(DIGIT, found, 0) && isOf(DIGIT, found, 1)) return true
    if (found.startsWith(ONE) && !PLAIN.test(found)) return true
    if (AS_ARTICLE.has(found) || (found.length <= LONGEST_FEW && FEW.test(found))) return true
  }
  if (isOf(NOT_BEFORE, text, start - 1) || isOf(NOT_BEFORE, text, start - 2)) return true
  if (isOf(NOT_BEHIND_FIRST, text, end)) {
    NOT_BEHIND.lastIndex = end
    if (NOT_BEHIND.test(text)) return true
  }
  if (text.charCodeAt(end) === QUOTE_CLOSES) return true
  return found.includes(HOURS) && !COUNTABLE.test(found)
}

/** A numeral before a measure: without it nothing is counted. */
const COUNTS = markOf(pairsBetween(`${FIGURES},.${NUMERALS}`, MEASURE_FIRST))

/** The same for a stretch of a text; `seen` are its marks. */
export const quotaIn = ({ text }: Scan, start: number, end: number, seen: number): string | null =>
  (seen & COUNTS) === 0 ? null : quotaOf(text.slice(start, end))

/** The wording of how much is asked for (每季度1次, 不少于2场), several joined by 、; null where nothing is counted. */
export const quotaOf = (folded: string): string | null => {
  let quotas: string | null = null
  for (let at = 0, count = 0; at < folded.length && count < MOST; at++) {
    if (QUOTA_BY_PAIR.at(folded, at) === 0) continue
    QUOTA.lastIndex = at
    if (!QUOTA.test(folded)) continue
    const end = QUOTA.lastIndex
    const found = folded.slice(at, end)
    if (!isNoQuota(folded, at, end, found)) {
      quotas = quotas === null ? found : `${quotas}、${found}`
      count++
    }
    at = end - 1
  }
  return quotas
}

const MOST = 4
