import { SIGN, tableOf } from './alphabet.ts'
import { BEFORE, BEFORE_HOUR, FEAST_YEAR, FORMS } from './day-forms.ts'
import { dayBefore, dayOf, FEASTS, monthEnd } from './feasts.ts'

/** Days that words begin with: by figures, and by a feast. Each with its length and whether it sets an end. */

export type DayContext = {
  /** The year that months without one belong to. */
  year: number
  /** The year in which the document speaks (今年), where it is another: 三、2027年工作打算 of a report on 2026. */
  now?: number
  /** True of a report on a whole year without a day of its own: its next steps are the next year's. */
  looksBack?: boolean
  /** Day of the document, to tell next year's months from this year's; null when unknown. */
  date: string | null
  /** True where the title states the year: months then always belong to it. */
  yearStated: boolean
  /** False where neither the document nor the caller tells any year: days without one then stay words. */
  yearKnown?: boolean
}

export type Hit = { on: string | null; length: number; firm: boolean }

export const yearFrom = (stated: string | undefined, word: string | undefined, context: DayContext): number | null => {
  if (stated) return Number(stated)
  if (!word) return null
  const now = context.now ?? context.year
  // Of a plan's section 次年 is the year behind the plan's own.
  return /^[次翌]/.test(word) ? context.year + 1 : /^明/.test(word) ? now + 1 : now
}

/** A month without a year belongs to the document's year; well before the document's own day it means the next. */
export const withYear = (
  context: DayContext,
  stated: number | null,
  make: (year: number) => string | null,
): string | null => {
  if (stated !== null) return make(stated)
  const day = make(context.year)
  if (day && !context.yearStated && context.date && day < context.date) return make(context.year + 1)
  return day
}

const BEFORE_FIRST = tableOf(`之以前到( 上下中晚傍早截为0123456789`)
export const beforeLength = (rest: string): number =>
  BEFORE_FIRST[SIGN[rest.charCodeAt(0)]!] === 1 ? ((BEFORE.exec(rest) ?? BEFORE_HOUR.exec(rest))?.[0].length ?? 0) : 0

export const FEAST_STARTS = '元除春新“三清五端六七八建全国中烈十重腊植教学正'
/** The feasts whose words begin with a character; “ stands before many. */
const FEASTS_BY_FIRST = new Map(
  [...FEAST_STARTS].map((char) => [char, FEASTS.filter(([pattern]) => pattern.source.includes(char))]),
)

export const datedFeastAt = (text: string, context: DayContext): Hit | null => {
  const year = FEAST_YEAR.exec(text)
  if (!year) return null
  const hit = feastAt(text.slice(year[0].length), context, yearFrom(year[1], year[2], context))
  return hit && { ...hit, length: hit.length + year[0].length }
}

/** 春节后一周内: after a feast no day is known. */
const AFTER_FEAST = /^后(?:(?:半|[一二两三四五六七十]{1,2}|\d{1,3})个?(?:工作日|周|天|日|月)(?:[之以]?内)?)?/

export const feastAt = (text: string, context: DayContext, stated: number | null = null): Hit | null => {
  for (const [pattern, day] of FEASTS_BY_FIRST.get(text.charAt(0))!) {
    const match = pattern.exec(text)
    if (!match) continue
    let length = match[0].length
    if (text[length] === '”') length++
    const rest = text.slice(length, length + 8)
    const before = match[0].endsWith('前') ? 1 : (BEFORE.exec(rest)?.[0].length ?? 0)
    const during = /^(?:期间|当天|当日|前后)/.exec(rest)?.[0].length ?? 0
    // 春节、“八一”期间 names two days: the words stand, no single day is known.
    const joined =
      /^(?:期间|前夕|前)?(?:[、和及]“?(?=元旦|春|元宵|清明|五一|端午|七一|八一|建军|中秋|国庆|烈士纪念|等)|(?=春节|中秋|国庆))/.exec(
        text.slice(length),
      )
    if (joined) {
      const list = /^[^,。;\n]{0,24}?(?:期间|前夕|前后|前|节日|节(?!日|期间|前|[、和及”]))/.exec(
        text.slice(length + joined[0].length),
      )
      return { on: null, length: length + joined[0].length + (list ? list[0].length : 0), firm: true }
    }
    const after = AFTER_FEAST.exec(rest)
    if (after) return { on: null, length: length + after[0].length, firm: true }
    const on = withYear(context, stated, (year) => (before > 0 ? dayBefore(day(year)) : day(year)))
    return { on, length: length + (match[0].endsWith('前') ? 0 : before) + during, firm: before > 0 || during > 0 }
  }
  return null
}

/** The last day of a part of a month: 初, 上旬, 中旬; else of the month. */
const dayInPart = (year: number, month: number, part: string | undefined): string | null => {
  if (part === '上旬' || part === '初') return dayOf(year, month, 10)
  return part === '中旬' || part === '上中旬' ? dayOf(year, month, 20) : monthEnd(year, month)
}

/** The end of 11月至次年2月, 9月1日—10月31日: its year is its own, else that of the beginning, the next where the month is an earlier one. */
const lastOfSpan = (
  context: DayContext,
  found: RegExpExecArray,
  lastMonth: string | undefined,
  make: (year: number, month: number) => string | null,
): string | null => {
  const [, year, word, first, endYear, endWord] = found
  const month = Number(lastMonth ?? first)
  const begun = yearFrom(year, word, context)
  const runsOver = (!endYear && Boolean(endWord)) || month < Number(first) ? 1 : 0
  const stated = endYear ? Number(endYear) : begun === null ? null : begun + runsOver
  return withYear(context, stated, (own) => make(stated === null ? own + runsOver : own, month))
}

const OF_MONTH = '月'
const [BLANK, ZERO, NINE] = [0x20, 0x30, 0x39]
const isDigit = (code: number): boolean => code >= ZERO && code <= NINE
const SPANS = tableOf('至到—–-~')
/** Behind the first month of a span stand at most so many characters before what joins it with the second: 3月上旬 至5月; behind its day 月12 日(星期三) 至. */
const FURTHEST_JOIN = 4
const FURTHEST_DAY_JOIN = 12

const joinsWithin = (text: string, month: number, furthest: number): boolean => {
  const end = Math.min(text.length, month + furthest + 1)
  for (let at = 0; at < end; at++) if (SPANS[SIGN[text.charCodeAt(at)]!] === 1) return true
  return false
}

export const numericAt = (text: string, context: DayContext, isIso: boolean): Hit | null => {
  const isoSpan = isIso ? FORMS.isoSpan.exec(text) : null
  if (isoSpan) {
    const on = dayOf(Number(isoSpan[2] ?? isoSpan[1]), Number(isoSpan[3]), Number(isoSpan[4]))
    return on ? { on, length: isoSpan[0].length + beforeLength(text.slice(isoSpan[0].length)), firm: true } : null
  }
  const iso = isIso ? FORMS.iso.exec(text) : null
  if (iso) {
    const on = dayOf(Number(iso[1]), Number(iso[2]), Number(iso[3]))
    return on ? { on, length: iso[0].length + beforeLength(text.slice(iso[0].length)), firm: true } : null
  }
  const named = text.indexOf(OF_MONTH)
  if (named === -1) return null
  const behind = text.charCodeAt(named + 1)
  const hasDay = isDigit(behind) || behind === BLANK
  const days = hasDay && joinsWithin(text, named, FURTHEST_DAY_JOIN) ? FORMS.daySpan.exec(text) : null
  if (days) {
    const on = lastOfSpan(context, days, days[6], (year, month) =>
      days[7] ? dayOf(year, month, Number(days[7])) : monthEnd(year, month),
    )
    return on ? { on, length: days[0].length + beforeLength(text.slice(days[0].length)), firm: true } : null
  }
  const day = hasDay ? FORMS.day.exec(text) : null
  if (day) {
    const on = withYear(context, yearFrom(day[1], day[2], context), (year) =>
      dayOf(year, Number(day[3]), Number(day[4])),
    )
    const before = beforeLength(text.slice(day[0].length))
    return on ? { on, length: day[0].length + before, firm: before > 0 } : null
  }
  const span = joinsWithin(text, named, FURTHEST_JOIN) ? FORMS.span.exec(text) : null
  if (span) {
    const on = lastOfSpan(context, span, span[6], (year, month) => dayInPart(year, month, span[7]))
    return on ? { on, length: span[0].length + beforeLength(text.slice(span[0].length)), firm: true } : null
  }
  const month = FORMS.month.exec(text)
  if (!month) return null
  const before = beforeLength(text.slice(month[0].length))
  const number = Number(month[3])
  const part = month[4]
  const on = withYear(context, yearFrom(month[1], month[2], context), (year) => {
    // 7月前 is over when June is; 7月底前 and 7月 run to the month's last day.
    if (part === undefined && before > 0) return number === 1 ? monthEnd(year - 1, 12) : monthEnd(year, number - 1)
    return dayInPart(year, number, part)
  })
  return on ? { on, length: month[0].length + before, firm: before > 0 || part !== undefined } : null
}
