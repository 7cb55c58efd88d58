import { SIGN, tableOf } from './alphabet.ts'
import { markOf, pairsBetween, type Scan } from './scan.ts'

const NUMBER = '(?:\\d[\\d,.]{0,11}|[一二三四五六七八九十百两]{1,4})'
const MEASURE =
  '(?:余|多)?(?:万|亿)?(?:元|人次|台次|场次|户次|次|场|期|批|个|处|名|人|户|件|项|份|册|块|条|家|所|支|套|辆|篇|部|%|小时|课时|平方米|公里)'
const BOUND = '(?:不少于|不低于|不超过|至少|达到|力争)?'
const RATE = '(?:每(?:年|季度|半年|月|周|人|户|村|单位|县|个县|个单位)?(?:至少|不少于)?)?'
const QUOTA = new RegExp(`${RATE}${BOUND}${NUMBER}${MEASURE}(?:以上|以下|左右)?`, 'y')
/** What a wording begins with. */
const QUOTA_FIRST = tableOf('每不至达力0123456789一二三四五六七八九十百两')
const NUMERALS = /[\d一二三四五六七八九十百两]/
const COUNTABLE =
  /(?:每|不少于|不低于|不超过|至少|达到|力争|以上|次|场|期|批|个|处|名|人|户|件|项|份|册|块|条|家|所|支|套|辆|篇|部|%|元|公里|平方米|课时)/

/** A numeral before a measure: without it nothing is counted. */
const COUNTS = markOf(
  pairsBetween(
    '0123456789,.一二三四五六七八九十百两',
    '余多万亿元人台场户次期批个处名件项份册块条家所支套辆篇部%小课平公',
  ),
)

/** The same for a stretch of a text; `seen` are its marks. */
export const quotaIn = ({ text }: Scan, start: number, end: number, seen: number): string | null =>
  (seen & COUNTS) === 0 ? null : quotaOf(text.slice(start, end))

/** The wording of how much is asked for (每季度1次, 不少于2场), several joined by 、; null where nothing is counted. */
export const quotaOf = (folded: string): string | null => {
  const found: string[] = []
  if (!NUMERALS.test(folded)) return null
  for (let at = 0; at < folded.length; at++) {
    if (QUOTA_FIRST[SIGN[folded.charCodeAt(at)]!] !== 1) continue
    QUOTA.lastIndex = at
    const match = QUOTA.exec(folded)
    if (!match) continue
    at = QUOTA.lastIndex - 1
    const before = folded.slice(Math.max(0, match.index - 2), match.index)
    const after = folded.slice(match.index + match[0].length, match.index + match[0].length + 1)
    if (/^[一二三四五六七八九]{2}/.test(match[0])) continue
    if (/^(?:工作日|月|季度|星期|小时|自然日)/.test(folded.slice(match.index + match[0].length))) continue
    if (
      !COUNTABLE.test(match[0]) ||
      /[第“之《]/.test(before) ||
      (/[批个项部条次]/.test(match[0]) === false && /^一/.test(match[0]))
    )
      continue
    if (/^[一二三四五六七八九十百两]{1,2}(?:个|项|条|部|人|户|名|家|套|份|支|件|处|所)$/.test(match[0])) continue
    if (/^(?:一批|一个|一项|一条|一部|一次|一人|一户|一名|一家|三项|一套|一份|一支)$/.test(match[0]) || after === '”')
      continue
    found.push(match[0].trim())
    if (found.length === 4) break
  }
  return found.length > 0 ? found.join('、') : null
}
