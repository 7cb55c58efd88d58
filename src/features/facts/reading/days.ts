import { Lunar } from 'lunar-typescript'
import { addDays, type FeastCode, feastDay, isDay } from '../../../platform/calendar/index.ts'
import { chineseNumber, type Span } from '../../sources/reading/parts/index.ts'

/** A day or a stretch that words name, reckoned from `today`. `isAhead`: the words speak of what is to come. */
export type FoundDay = Span & {
  from: string | null
  to: string | null
  isVague: boolean
  isLastYear: boolean
  isAhead: boolean
  /** 六月底: about then. */
  isAbout: boolean
  /** 2月30日: there is no such day. */
  isImpossible: boolean
}

type Said = { from: string | null; to: string | null; length: number } & Partial<
  Pick<FoundDay, 'isVague' | 'isLastYear' | 'isAhead' | 'isAbout' | 'isImpossible'>
>

/** How long before and after a feast words such as 八一前 and 春节期间 reach: only a proposal, which a person replaces by the day. */
const BEFORE_FEAST_DAYS = 31
const AROUND_FEAST_DAYS = 7

const two = (value: number): string => String(value).padStart(2, '0')
const dayIn = (year: number, month: number, date: number): string | null => {
  const day = `${String(year).padStart(4, '0')}-${two(month)}-${two(date)}`
  return isDay(day) ? day : null
}
const lastOf = (year: number, month: number): string => {
  const next = month === 12 ? dayIn(year + 1, 1, 1) : dayIn(year, month + 1, 1)
  return next ? addDays(next, -1) : `${year}-12-31`
}
const yearOf = (day: string): number => Number(day.slice(0, 4))
const monthOf = (day: string): number => Number(day.slice(5, 7))
/** Monday = 0. */
const weekdayOf = (day: string): number => (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7
const mondayOf = (day: string): string => addDays(day, -weekdayOf(day))
const least = (a: string, b: string): string => (a < b ? a : b)

const one = (day: string | null, length: number): Said | null => (day ? { from: day, to: day, length } : null)

/** What words before a month say of its year. */
const YEAR = '(?:(\\d{4}) ?年|(今年|本年|去年|上年|前年|明年|来年|后年))?'
const yearSaid = (digits: string | undefined, word: string | undefined, today: string): number | null => {
  if (digits) return Number(digits)
  if (!word) return null
  const back = word === '前年' ? 2 : word === '去年' || word === '上年' ? 1 : 0
  if (word === '后年') return yearOf(today) + 2
  if (word === '明年' || word === '来年') return yearOf(today) + 1
  return yearOf(today) - back
}

/** A day without a year is the last one that has come; one that speaks of what is to come, the next. */
const withYear = (
  today: string,
  said: number | null,
  make: (year: number) => string | null,
): { day: string | null; isLastYear: boolean } => {
  if (said !== null) return { day: make(said), isLastYear: false }
  const day = make(yearOf(today))
  if (!day || day <= today) return { day, isLastYear: false }
  return { day: make(yearOf(today) - 1), isLastYear: true }
}

const NEAR: [RegExp, number][] = [
  [/^大前[天日]/, -3],
  [/^前[天日](?!晚饭)/, -2],
  [/^前晚/, -2],
  [/^(?:昨[天日儿]|昨(?=[早晚夜上下]))/, -1],
  [/^(?:今[天日儿](?!年)|今(?=[早晚]|上午|下午)|当天|刚才|刚刚)/, 0],
  [/^明[天日儿]/, 1],
  [/^(?:后天|后日)/, 2],
]

const near = (text: string, today: string): Said | null => {
  for (const [pattern, days] of NEAR) {
    const hit = pattern.exec(text)
    if (hit) return { ...one(addDays(today, days), hit[0].length)!, isAhead: days > 0 }
  }
  return null
}

/** 8月底前: not the 前 of 前往, 前去, 前来 and 前后. */
export const BEFORE = '(?:之前|以前|前(?![往去来后]))'

export const BOUND = new RegExp(`^(?:${BEFORE}|内)`)

const WEEK = /^(上上个?|上个?|这个?|本|下个?)?(?:周|星期|礼拜)([一二三四五六日天末1-7])(?![年期岁])/
const WHOLE_WEEK = new RegExp(`^(上上个?|上个?|这个?|本|下个?)(?:周|星期|礼拜)(?:之?内|${BEFORE}|里|全周)?`)

const weekOf = (word: string | undefined): number => {
  if (!word || word.startsWith('这') || word.startsWith('本')) return 0
  return word.startsWith('上上') ? -2 : word.startsWith('上') ? -1 : 1
}

const weekly = (text: string, today: string): Said | null => {
  const day = WEEK.exec(text)
  if (day) {
    const monday = addDays(mondayOf(today), 7 * weekOf(day[1]))
    if (day[2] === '末') {
      const saturday = addDays(monday, 5)
      return { from: saturday, to: addDays(saturday, 1), length: day[0].length, isAhead: saturday > today }
    }
    const digit = '一二三四五六日'.indexOf(day[2]!)
    const place = day[2] === '天' ? 6 : digit >= 0 ? digit : Number(day[2]) - 1
    const own = addDays(monday, place)
    // 周五前: the next one.
    if (!day[1] && BOUND.test(text.slice(day[0].length)))
      return { ...one(own < today ? addDays(own, 7) : own, day[0].length)!, isAhead: true }
    // 周五 on a Wednesday: last week's Friday has happened; 本周五 is said of what is to come.
    const on = !day[1] && own > today ? addDays(own, -7) : own
    return { ...one(on, day[0].length)!, isAhead: on > today }
  }
  const week = WHOLE_WEEK.exec(text)
  if (!week) return null
  const monday = addDays(mondayOf(today), 7 * weekOf(week[1]))
  const sunday = addDays(monday, 6)
  const isAhead = weekOf(week[1]) > 0 || /前$/.test(week[0])
  return { from: monday, to: isAhead ? sunday : least(sunday, today), length: week[0].length, isAhead }
}

const TO = ' ?(?:至|到|—|–|-|~)+ ?'
const FORMS = {
  iso: /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)/,
  day: new RegExp(`^${YEAR} ?(\\d{1,2}) ?月 ?(\\d{1,2}) ?[日号]?(?!\\d|[户个家名人元件场次])`),
  inWords: new RegExp(
    `^${YEAR}([一二三四五六七八九十]{1,2})月(?:份)?(?:([一二三四五六七八九十廿]{1,3})[日号]|(上旬|中旬|下旬|底|末|初(?![一二三四五六七八九十])))?`,
  ),
  dotted: /^(\d{1,2})[./](\d{1,2})(?![\d.%/]|[万千百亿元公平米吨课倍亩斤小个])(?: ?[日号])?/,
  dottedTo: new RegExp(`^${TO}(\\d{1,2})[./](\\d{1,2})(?!\\d)(?: ?[日号])?`),
  dayTo: new RegExp(`^${TO}(?:(\\d{1,2}) ?月 ?)?(\\d{1,2}) ?[日号]`),
  month: new RegExp(`^${YEAR} ?(\\d{1,2}) ?月(?:份)?(上旬|中旬|下旬|底|末|初)?(?! ?\\d{1,2} ?[日号])`),
  numberOnly: /^(?:(本月|这个?月|当月|上个?月) ?)?(\d{1,2}) ?[日号](?![楼院线店桌床门台机岗令码文])/,
  numberInWords:
    /^(?:(本月|这个?月|当月|上个?月) ?)?((?:二十|廿)[一二三四五六七八九]?|三十一?|十[一二三四五六七八九]?|[一二三四五六七八九](?=号(?:[,上下早晚那,到去给在看走慰]|$)))号(?![楼院线店桌床门台机岗令码文路桥井厅])/,
  monthWord: /^(上上个?月|上个?月|本月|这个?月|当月|下个?月)(上旬|中旬|下旬|底|末|初)?/,
  half: new RegExp(`^${YEAR}(?:度)?(上半年|下半年)`),
  quarter: new RegExp(`^${YEAR}第?([一二三四1-4])季度`),
  year: /^(?:(\d{4}) ?年(?:度)?|(今年|去年|前年|明年|来年|后年)(?:以来)?)/,
  ago: new RegExp(`^([一二两三四五六七八九十]{1,2}|\\d{1,3}) ?(天|日|周|个?星期|个月)${BEFORE}`),
  vague:
    /^(?:近日|日前(?![往去来])|最近|近期|前几天|前些天|前两天|前阵子|前段时间|这几天|这两天|前不久|不久前|连日来|(?:初[一二三四五六七八九十]|廿[一二三四五六七八九])那[天日])/,
} as const

const tenth = (year: number, month: number, part: string | undefined): { from: string; to: string } | null => {
  const first = dayIn(year, month, 1)
  if (!first) return null
  const last = lastOf(year, month)
  if (part === '上旬' || part === '初') return { from: first, to: addDays(first, 9) }
  if (part === '中旬') return { from: addDays(first, 10), to: addDays(first, 19) }
  if (part === '下旬' || part === '底' || part === '末') return { from: addDays(first, 20), to: last }
  return { from: first, to: last }
}

/** A day told by its month, and the end of the stretch that begins with it: 7月28日至30日. */
const stretchFrom = (text: string, start: string, length: number, isLastYear: boolean): Said => {
  const more = FORMS.dayTo.exec(text.slice(length))
  const end = more ? dayIn(yearOf(start), Number(more[1] ?? monthOf(start)), Number(more[2])) : null
  const turned = end && end < start ? dayIn(yearOf(start) + 1, monthOf(end), Number(end.slice(8))) : end
  return turned
    ? { from: start, to: turned, length: length + more![0].length, isLastYear }
    : { from: start, to: start, length, isLastYear }
}

const byMonth = (text: string, today: string): Said | null => {
  const iso = FORMS.iso.exec(text)
  if (iso) {
    const start = dayIn(Number(iso[1]), Number(iso[2]), Number(iso[3]))
    if (!start) return null
    const rest = new RegExp(`^${TO}(\\d{4})[-/.](\\d{1,2})[-/.](\\d{1,2})(?!\\d)`).exec(text.slice(iso[0].length))
    const end = rest ? dayIn(Number(rest[1]), Number(rest[2]), Number(rest[3])) : null
    return end && end >= start
      ? { from: start, to: end, length: iso[0].length + rest![0].length }
      : one(start, iso[0].length)
  }
  const day = FORMS.day.exec(text)
  if (day) {
    const { day: on, isLastYear } = withYear(today, yearSaid(day[1], day[2], today), (year) =>
      dayIn(year, Number(day[3]), Number(day[4])),
    )
    return on ? stretchFrom(text, on, day[0].length, isLastYear) : null
  }
  const words = FORMS.inWords.exec(text)
  const month = words ? chineseNumber(words[3]!) : null
  const date = words?.[4] ? chineseNumber(words[4].replace('廿', '二十')) : null
  if (words && month && month <= 12 && (!words[4] || date)) {
    const said = yearSaid(words[1], words[2], today)
    if (date) {
      const { day: on, isLastYear } = withYear(today, said, (year) => dayIn(year, month, date))
      return on ? { ...one(on, words[0].length)!, isLastYear } : null
    }
    return wholeMonth(today, said, month, words[5], words[0].length)
  }
  const dotted = FORMS.dotted.exec(text)
  if (dotted) {
    const { day: on, isLastYear } = withYear(today, null, (year) => dayIn(year, Number(dotted[1]), Number(dotted[2])))
    const rest = on ? FORMS.dottedTo.exec(text.slice(dotted[0].length)) : null
    const end = on && rest ? dayIn(yearOf(on), Number(rest[1]), Number(rest[2])) : null
    if (on && rest && end && end >= on)
      return { from: on, to: end, length: dotted[0].length + rest[0].length, isLastYear }
    if (on) return stretchFrom(text, on, dotted[0].length, isLastYear)
  }
  return null
}

const wholeMonth = (
  today: string,
  said: number | null,
  month: number,
  part: string | undefined,
  length: number,
): Said | null => {
  const { day: first, isLastYear } = withYear(today, said, (year) => tenth(year, month, part)?.from ?? null)
  if (!first) return null
  const { from, to } = tenth(yearOf(first), month, part)!
  return { from, to: from <= today ? least(to, today) : to, length, isLastYear, isAbout: isAbout(part) }
}

const isAbout = (part: string | undefined): boolean => part === '底' || part === '末' || part === '初'

/** 13号, 十三号: of this month, or of the last one where this month's is still to come. */
const numbered = (
  text: string,
  today: string,
  month: string | undefined,
  date: number,
  length: number,
): Said | null => {
  if (date < 1 || date > 31) return null
  const first = dayIn(yearOf(today), monthOf(today), 1)!
  const before = addDays(first, -1)
  const own = dayIn(yearOf(today), monthOf(today), date)
  const earlier = dayIn(yearOf(before), monthOf(before), date)
  const isLast = month?.startsWith('上')
  // 本月20日, said on the 14th, is to come.
  if (month && !isLast && own !== null && own > today) return { ...one(own, length)!, isAhead: true }
  const on = isLast || (!month && own !== null && own > today) ? earlier : (own ?? earlier)
  return on ? stretchFrom(text, on, length, false) : { from: null, to: null, length, isImpossible: true }
}

/** 2月30日, 13月5日, 2026-02-30: written like a day, and none. */
const IMPOSSIBLE =
  /^(?:(?:\d{4} ?年)? ?\d{1,2} ?月 ?\d{1,3} ?[日号]|(?:\d{4}年)?[一二三四五六七八九十]{1,3}月[一二三四五六七八九十廿]{1,3}[日号]|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?!\d)|\d{1,2}[./]\d{1,2} ?[日号])/

/** 1-6月, 3月至5月: whole months in a row. */
const MONTHS = new RegExp(`^${YEAR} ?(\\d{1,2}) ?月?(?:份)?${TO}(\\d{1,2}) ?月(?:份)?(?! ?\\d)`)

const months = (text: string, today: string): Said | null => {
  const hit = MONTHS.exec(text)
  const [from, to] = [Number(hit?.[3]), Number(hit?.[4])]
  if (!hit || !(from >= 1 && from < to && to <= 12)) return null
  const { day, isLastYear } = withYear(today, yearSaid(hit[1], hit[2], today), (year) => dayIn(year, from, 1))
  return day ? { from: day, to: least(lastOf(yearOf(day), to), today), length: hit[0].length, isLastYear } : null
}

const byPeriod = (text: string, today: string): Said | null => {
  const row = months(text, today)
  if (row) return row
  const ago = FORMS.ago.exec(text)
  const count = ago ? (chineseNumber(ago[1]!.replace('两', '二')) ?? Number(ago[1])) : 0
  if (ago && count > 0 && count < 400) {
    const days = ago[2] === '天' || ago[2] === '日' ? count : ago[2] === '个月' ? count * 30 : count * 7
    const on = addDays(today, -days)
    return { ...one(on, ago[0].length)!, isVague: ago[2] !== '天' && ago[2] !== '日' }
  }
  const month = FORMS.month.exec(text)
  if (month && Number(month[3]) >= 1 && Number(month[3]) <= 12)
    return wholeMonth(today, yearSaid(month[1], month[2], today), Number(month[3]), month[4], month[0].length)
  const number = FORMS.numberOnly.exec(text)
  if (number) return numbered(text, today, number[1], Number(number[2]), number[0].length)
  const spoken = FORMS.numberInWords.exec(text)
  const date = spoken ? chineseNumber(spoken[2]!.replace('廿', '二十')) : null
  if (spoken && date) return numbered(text, today, spoken[1], date, spoken[0].length)
  const word = FORMS.monthWord.exec(text)
  if (word) {
    const shift = word[1]!.startsWith('上上') ? -2 : word[1]!.startsWith('上') ? -1 : word[1]!.startsWith('下') ? 1 : 0
    const at = yearOf(today) * 12 + monthOf(today) - 1 + shift
    const { from, to } = tenth(Math.floor(at / 12), (at % 12) + 1, word[2])!
    const isAhead = shift > 0 || from > today
    return { from, to: isAhead ? to : least(to, today), length: word[0].length, isAhead, isAbout: isAbout(word[2]) }
  }
  const half = FORMS.half.exec(text)
  if (half) {
    const isFirst = half[3] === '上半年'
    const { day } = withYear(today, yearSaid(half[1], half[2], today), (year) => dayIn(year, isFirst ? 1 : 7, 1))
    if (!day) return null
    return {
      from: day,
      to: least(isFirst ? lastOf(yearOf(day), 6) : lastOf(yearOf(day), 12), today),
      length: half[0].length,
    }
  }
  const quarter = FORMS.quarter.exec(text)
  if (quarter) {
    const place = '一二三四'.indexOf(quarter[3]!) + 1 || Number(quarter[3])
    const { day } = withYear(today, yearSaid(quarter[1], quarter[2], today), (year) => dayIn(year, place * 3 - 2, 1))
    return day ? { from: day, to: least(lastOf(yearOf(day), place * 3), today), length: quarter[0].length } : null
  }
  const vague = FORMS.vague.exec(text)
  if (vague) return { from: null, to: null, length: vague[0].length, isVague: true }
  const year = FORMS.year.exec(text)
  if (!year) return null
  const said = yearSaid(year[1], year[2], today)!
  const first = dayIn(said, 1, 1)
  if (first && year[2] && first > today)
    return { from: first, to: `${said}-12-31`, length: year[0].length, isVague: true, isAhead: true }
  return first && first <= today
    ? { from: first, to: least(`${two(said)}-12-31`, today), length: year[0].length, isVague: true }
    : null
}

const FEAST_WORDS: [RegExp, FeastCode][] = [
  [/^元旦(?:节)?/, 'new-year'],
  [/^(?:除夕|大?年三十|年三十)/, 'new-years-eve'],
  [/^(?:春节|大?年初一|正月初一)/, 'spring-festival'],
  [/^(?:元宵(?:节)?|正月十五)/, 'lantern'],
  [/^清明(?:节)?/, 'qingming'],
  [/^“?五一”?(?:劳动节|节)?(?=前|当天|那天|期间|后)/, 'labour-day'],
  [/^(?:端午(?:节)?|五月初五)/, 'dragon-boat'],
  [/^(?:“?七一”?(?:建党节|前|当天|那天|期间)|建党节)/, 'party-day'],
  [/^(?:“?八一”?建军节|建军节|“?八一”?节?(?=前|当天|当日|那天|期间|后|走访|慰问|到|,|，|节))/, 'army-day'],
  [/^(?:全民)?国防教育日/, 'defence-education-day'],
  [/^(?:中秋(?:节)?|八月十五)/, 'mid-autumn'],
  [/^烈士纪念日/, 'martyrs-day'],
  [/^(?:“?十一”?(?=前|期间|当天)|国庆(?:节)?)/, 'national-day'],
  [/^(?:重阳(?:节)?|九九重阳)/, 'double-ninth'],
]

const BEFORE_FEAST = new RegExp(`^”?(?:来临)?(?:前夕|${BEFORE})`)

const feast = (text: string, today: string): Said | null => {
  const said = /^(\d{4}) ?年|^(今年|去年|明年|来年|后年)/.exec(text)
  const rest = said ? text.slice(said[0].length) : text
  for (const [pattern, code] of FEAST_WORDS) {
    const hit = pattern.exec(rest)
    if (!hit) continue
    const own = hit[0].replace(/前$/, '')
    const behind = rest.slice(own.length)
    const before = BEFORE_FEAST.exec(behind)
    const around = /^”?(?:期间|前后|假期|后)/.exec(behind)
    const exact = /^”?(?:当[天日]|那天)/.exec(behind)
    const year = yearSaid(said?.[1], said?.[2], today)
    const lead = before ? -BEFORE_FEAST_DAYS : around ? -AROUND_FEAST_DAYS : 0
    const { day, isLastYear } = withYear(today, year, (at) => addDays(feastDay(code, at), lead))
    if (!day) return null
    const on = feastDay(code, yearOf(addDays(day, -lead)))
    const length = (said?.[0].length ?? 0) + own.length + (before ?? around ?? exact ?? [''])[0].length
    if (before) return { from: day, to: least(addDays(on, -1), today), length, isVague: true, isLastYear }
    if (around)
      return { from: day, to: least(addDays(on, AROUND_FEAST_DAYS), today), length, isVague: true, isLastYear }
    return { ...one(on, length)!, isLastYear, isVague: !exact && code === 'army-day' && !/节/.test(own) }
  }
  return null
}

const LUNAR =
  /^(?:农历)?(正|二|三|四|五|六|七|八|九|十|冬|十一|腊|十二)月(初[一二三四五六七八九十]|十[一二三四五六七八九]|二十[一二三四五六七八九]?|廿[一二三四五六七八九]?|三十)(?![日号多几])/
const LUNAR_MONTHS: Record<string, number> = { 正: 1, 冬: 11, 腊: 12 }

/** 腊月廿三, 正月初五: days of the lunar calendar, as villages say them. */
const lunar = (text: string, today: string): Said | null => {
  const hit = LUNAR.exec(text)
  if (!hit) return null
  const month = LUNAR_MONTHS[hit[1]!] ?? chineseNumber(hit[1]!)
  const date = chineseNumber(hit[2]!.replace('初', '').replace('廿', '二十'))
  if (!month || !date) return null
  const { day, isLastYear } = withYear(today, null, (year) => {
    try {
      return Lunar.fromYmd(year, month, date).getSolar().toYmd()
    } catch {
      // A month of 29 days has no thirtieth.
      return null
    }
  })
  // 腊月 of the year before may lie nearer than its name says: it ends in January or February.
  return day ? { ...one(day, hit[0].length)!, isLastYear: isLastYear && month < 11 } : null
}

const STARTS =
  /[0-9大前昨今明后当刚上下本这周星礼去来年一二两三四五六七八九十元除春清端建全国中烈重正农冬腊近日最不连“第廿]/

const ABOUT = new RegExp(`^(?:前后|左右|上下|${BEFORE})`)

/** The day or the stretch that begins at this place; null where no words of time do. */
export const dayAt = (folded: string, at: number, today: string): FoundDay | null => {
  const char = folded.charAt(at)
  if (!STARTS.test(char)) return null
  // 财拨〔2026〕5号, 第5号: the number of a paper.
  if (/[〕\])）第]/.test(folded.charAt(at - 1)) && /^\d{1,4} ?号/.test(folded.slice(at, at + 6))) return null
  // 2月30日 is no day, and neither is its second half.
  if (
    /[0-9]/.test(char) &&
    /[0-9.月]/.test(folded.charAt(at - 1)) &&
    !/[上本这当]个?月/.test(folded.slice(Math.max(0, at - 3), at))
  )
    return null
  const text = folded.slice(at, at + 40)
  const said =
    feast(text, today) ??
    lunar(text, today) ??
    near(text, today) ??
    weekly(text, today) ??
    byMonth(text, today) ??
    byPeriod(text, today) ??
    impossible(text)
  if (!said || said.length === 0) return null
  // 5月份以来: up to today.
  const since = said.from !== null && said.from <= today ? /^以来/.exec(text.slice(said.length)) : null
  if (since) Object.assign(said, { to: today, length: said.length + since[0].length, isVague: false })
  // 7月14日前后, 7月12日前: about then.
  const isPast = said.from !== null && said.from <= today && !said.isVague && !said.isLastYear && !said.isAhead
  const about = isPast ? ABOUT.exec(text.slice(said.length)) : null
  if (about) Object.assign(said, { length: said.length + about[0].length, isAbout: true })
  return {
    start: at,
    end: at + said.length,
    from: said.from,
    to: said.to,
    isVague: said.isVague ?? false,
    isLastYear: said.isLastYear ?? false,
    isAhead: said.isAhead ?? (said.from !== null && said.from > today),
    isAbout: said.isAbout ?? false,
    isImpossible: said.isImpossible ?? false,
  }
}

/** Every day and stretch that a folded sentence names, in order. */
export const daysIn = (folded: string, today: string): FoundDay[] => {
  const found: FoundDay[] = []
  for (let at = 0; at < folded.length; at++) {
    const day = dayAt(folded, at, today)
    if (!day) continue
    found.push(day)
    at = day.end - 1
  }
  return found
}

const impossible = (text: string): Said | null => {
  const hit = IMPOSSIBLE.exec(text)
  return hit ? { from: null, to: null, length: hit[0].length, isImpossible: true } : null
}

const HOUR =
  /^[,， ]?(?:(?:的)?(凌晨|清早|一早|早上|早晨|上午|中午|午后|下午|傍晚|晚上|夜里|晚间|早|晚)|(\d{1,2})(?:点|时|:))/

/** 上午, 下午 … right behind a day. */
export const hourBehind = (folded: string, at: number): { text: string; end: number } | null => {
  const hit = HOUR.exec(folded.slice(at, at + 6))
  if (!hit?.[1]) return null
  return { text: hit[1], end: at + hit[0].length }
}
