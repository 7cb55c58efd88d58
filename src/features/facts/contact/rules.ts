import { addDays, daysInMonth } from '../../../platform/calendar/days.ts'
import { FEASTS, type FeastCode, feastDay } from '../../../platform/calendar/feasts.ts'
import type { ContactState, ReasonKind } from './words.ts'

/**
 * 常态化联系: whom to go to see in a month and why; pure. No source fixes whom, when or how often: every reason is a setting of the
 * city, marked 未核实 until it names its basis.
 */

/** One reason to go and see a family. */
export type ContactReason = {
  key: string
  kind: ReasonKind
  label: string
  /** Families with a present person of one of these; empty: every family. */
  categories: readonly string[]
  /** 节日: which feast. */
  feast: FeastCode | null
  /** 困难: every so many months. 其他: the month of the year. */
  month: number | null
  /** So many days before the day one may go. */
  leadDays: number
  isOn: boolean
  /** What document says so; empty: 未核实. */
  basis: string
}

const reason = (key: string, kind: ReasonKind, label: string, more: Partial<ContactReason> = {}): ContactReason => ({
  ...{ key, kind, label, categories: [], feast: null, month: null, leadDays: 15, isOn: true, basis: '' },
  ...more,
})

/** The wounded, and the families of the fallen. Which families are the key ones is a custom of the place. */
const KEY_FAMILIES = [
  'red-army',
  'disabled-soldier',
  'martyr-family',
  'duty-death-family',
  'illness-death-family',
] as const

/** Until the city sets its own: the program's own choice, unverified. */
export const DEFAULT_REASONS: readonly ContactReason[] = [
  reason('spring', 'feast', FEASTS['spring-festival'], {
    feast: 'spring-festival',
    leadDays: 30,
    categories: KEY_FAMILIES,
  }),
  reason('army-day', 'feast', FEASTS['army-day'], { feast: 'army-day', leadDays: 30, categories: KEY_FAMILIES }),
  reason('martyrs-day', 'feast', FEASTS['martyrs-day'], { feast: 'martyrs-day', categories: ['martyr-family'] }),
  reason('sixty', 'sixty', '满60周岁', { categories: ['discharged-soldier', 'demobilised'] }),
  reason('sacrifice', 'sacrifice', '牺牲纪念日'),
  reason('hardship', 'hardship', '困难家庭', { month: 3 }),
]

/** So long after its day a visit still counts for a reason (补访); then it belongs to the next one. The program's own choice. */
export const LATE_WITHIN_DAYS = 60

/** `since`: the day it was written down. */
export type ContactMark = { kind: 'sacrifice' | 'hardship'; on: string; endedOn: string | null; since: string }

/** A family as the rules see it. */
export type ContactFamily = {
  /** The day it came into the register; what fell due before is nobody's. */
  since: string
  categories: readonly string[]
  /** Its present persons with a month of birth that may turn sixty. */
  persons: readonly { categories: readonly string[]; birthYear: number | null; birthMonth: number | null }[]
  marks: readonly ContactMark[]
}

/** Why a family is to be seen, from which day and by which day. */
export type ContactDue = { key: string; label: string; from: string; by: string }

const meets = (categories: readonly string[], asked: readonly string[]): boolean =>
  asked.length === 0 || asked.some((one) => categories.includes(one))

/** First and last day of a month `2026-07`. */
export const monthSpan = (month: string): { first: string; last: string } => {
  const [year, at] = [Number(month.slice(0, 4)), Number(month.slice(5, 7))]
  return { first: `${month}-01`, last: `${month}-${String(daysInMonth(year, at)).padStart(2, '0')}` }
}

/** The anniversary of a day in a month; the 29th of February falls on the 28th in other years. None in the year of the day itself. */
const anniversaryIn = (on: string, month: string): string | null => {
  const { last } = monthSpan(month)
  if (on.slice(5, 7) !== month.slice(5, 7) || on.slice(0, 4) >= month.slice(0, 4)) return null
  const day = `${month}-${on.slice(8, 10)}`
  return day > last ? last : day
}

const monthsBetween = (from: string, month: string): number =>
  (Number(month.slice(0, 4)) - Number(from.slice(0, 4))) * 12 + Number(month.slice(5, 7)) - Number(from.slice(5, 7))

/** The day of a reason in a month for a family; `'whole'`: any day of the month. */
const dayIn = (one: ContactReason, family: ContactFamily, month: string): string | 'whole' | null => {
  const year = Number(month.slice(0, 4))
  if (one.kind === 'feast') {
    const day = one.feast === null ? null : feastDay(one.feast, year)
    return day?.startsWith(month) && meets(family.categories, one.categories) ? day : null
  }
  if (one.kind === 'monthly')
    return Number(month.slice(5, 7)) === one.month && meets(family.categories, one.categories) ? 'whole' : null
  if (one.kind === 'sixty') {
    // Where the month of birth is not known, who turns sixty has done so by the last month: registered in the year, he is not missed.
    const turns = family.persons.some(
      ({ categories, birthYear, birthMonth }) =>
        birthYear !== null &&
        birthYear + 60 === year &&
        (birthMonth ?? 12) === Number(month.slice(5, 7)) &&
        meets(categories, one.categories),
    )
    return turns ? 'whole' : null
  }
  const { first, last } = monthSpan(month)
  const marks = family.marks.filter(({ kind, endedOn }) => kind === one.kind && (endedOn === null || endedOn > first))
  if (one.kind === 'sacrifice')
    return (
      marks
        .map(({ on, since }) => ({ day: anniversaryIn(on, month), since }))
        .find(({ day, since }) => day !== null && day >= since)?.day ?? null
    )
  const every = one.month ?? 1
  return marks.some(({ on, since }) => on <= last && since <= last && monthsBetween(on, month) % every === 0)
    ? 'whole'
    : null
}

/** 应联系: every reason that falls due for a family in a month, from the day on which the register knew of it. */
export const duesIn = (reasons: readonly ContactReason[], family: ContactFamily, month: string): ContactDue[] => {
  const { first, last } = monthSpan(month)
  return reasons.flatMap((one) => {
    const day = one.isOn ? dayIn(one, family, month) : null
    if (day === null) return []
    const { key, label } = one
    if ((day === 'whole' ? last : day) < family.since) return []
    if (day === 'whole') return [{ key, label, from: first, by: last }]
    return [{ key, label, from: addDays(day, -one.leadDays), by: day }]
  })
}

/** No reason is set more days ahead than these months hold (90 days). */
const MONTHS_AHEAD = 3

/** The months whose reasons are asked: this month also those after it, for what one may already go for; any other stands alone. */
export const monthsAsked = (month: string, today: string): string[] => {
  if (month !== today.slice(0, 7)) return [month]
  const [year, at] = [Number(month.slice(0, 4)), Number(month.slice(5, 7)) - 1]
  return Array.from({ length: MONTHS_AHEAD + 1 }, (_, ahead) => {
    const later = at + ahead
    return `${year + Math.floor(later / 12)}-${String((later % 12) + 1).padStart(2, '0')}`
  })
}

/** Whoever came into the register by this day is due as one who was always there: nothing of these months falls due before it. */
export const knownBy = (months: readonly string[]): string => monthSpan(months[0] as string).first

/** 应联系 of a month; of the current one also what falls due later and whose days to go have begun (建军节 in July). */
export const duesAsked = (
  reasons: readonly ContactReason[],
  family: ContactFamily,
  month: string,
  today: string,
): ContactDue[] =>
  monthsAsked(month, today).flatMap((one) =>
    duesIn(reasons, family, one).filter(({ from }) => one === month || from <= today),
  )

/** How a due stands, by the days on which somebody went: in time, late, still open, or overdue. */
export const stateOf = ({ from, by }: ContactDue, visits: readonly string[], today: string): ContactState => {
  if (visits.some((day) => day >= from && day <= by)) return 'done'
  if (visits.some((day) => day > by && day <= addDays(by, LATE_WITHIN_DAYS))) return 'late'
  return by < today ? 'overdue' : 'open'
}

const WORST: readonly ContactState[] = ['overdue', 'open', 'late', 'done']

/** How a family stands in a month: as the worst of its reasons. */
export const worstOf = (states: readonly ContactState[]): ContactState =>
  WORST.find((state) => states.includes(state)) ?? 'done'

/** Days of visits that matter to the dues of a month. */
export const visitSpan = (
  reasons: readonly ContactReason[],
  months: readonly string[],
): { from: string; to: string } => {
  const { first } = monthSpan(months[0] as string)
  const { last } = monthSpan(months.at(-1) as string)
  const lead = Math.max(0, ...reasons.map(({ leadDays }) => leadDays))
  return { from: addDays(first, -lead), to: addDays(last, LATE_WITHIN_DAYS) }
}
