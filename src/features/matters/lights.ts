import { addDays } from '../../platform/calendar/days.ts'
import { formatLate, formatRest } from '../../platform/ui/format.ts'
import { type MatterFacts, NO_PARTS, type PartsFacts } from './sides.ts'

/**
 * Lights (灯) are computed from days and never typed. Days are working days of the Chinese calendar with its make-up days,
 * ISO days as text; the day and the calendar are arguments.
 */

export const LIGHTS = ['ok', 'due', 'over', 'hung', 'none', 'done'] as const
export type LightKind = (typeof LIGHTS)[number]

/**
 * `days`: working days left (`ok`, `due`) or late (`over`), otherwise null. `words`: what the screen shows.
 */
export type Light = { kind: LightKind; days: number | null; words: string }

export type LightFacts = Pick<MatterFacts, 'state' | 'dueOn' | 'hung' | 'reportedOn'> & { parts?: PartsFacts }

/** Working days after `from`, up to and including `to` (platform/calendar gives it). */
export type Workdays = { between(from: string, to: string): number }

/** From how many working days before its day a matter is 临近; a setting of the office. */
export const SOON_DAYS = 5

const DONE: Partial<Record<MatterFacts['state'], string>> = {
  closed: '已销号',
  declined: '不予办理',
  withdrawn: '已撤回',
}

/** The day by which lateness is judged: the day of the report once it stands, so that waiting for the asker costs the lead nothing. */
const judgedOn = (matter: LightFacts, today: string): string => matter.reportedOn ?? today

/**
 * Working days by which the promised day was missed, frozen by the report that stands; 0 when in time, without a day, or
 * never worked on to the end. A rest day right after the promised day is not yet a day late.
 */
export const daysLate = (matter: LightFacts, today: string, workdays: Workdays): number => {
  if (matter.dueOn === null || matter.state === 'declined' || matter.state === 'withdrawn') return 0
  const day = judgedOn(matter, today)
  return day > matter.dueOn ? workdays.between(matter.dueOn, day) : 0
}

/**
 * The one light of a matter: 正常, 临近, 逾期, 挂账, 未定期 or done. A hung matter and one without a day are never green.
 * Until it is reported, a matter with parts shows the worst of its own and theirs: 逾期, 临近, 挂账, 未定期, 正常.
 */
export const lightOf = (matter: LightFacts, today: string, workdays: Workdays, soonDays = SOON_DAYS): Light => {
  const own = ownLight(matter, today, workdays, soonDays)
  if (own.kind === 'done' || own.kind === 'hung' || matter.reportedOn !== null) return own
  const below = lightBelow(matter.parts ?? NO_PARTS, today, workdays, soonDays)
  if (!below || WORST.indexOf(own.kind) < WORST.indexOf(below.kind)) return own
  if (own.kind !== below.kind) return below
  const [mine, theirs] = [own.days ?? 0, below.days ?? 0]
  return (own.kind === 'over' && theirs > mine) || (own.kind === 'due' && theirs < mine) ? below : own
}

/** Whether a light is that of a part handed down, not of the matter's own day; its words say so and must stand. */
export const isOfParts = ({ words }: { words?: string | null }): boolean => words?.startsWith('分解件') ?? false

/** 逾期 before 临近 before 挂账 before 未定期 before 正常. */
const WORST: LightKind[] = ['over', 'due', 'hung', 'none', 'ok']

/** What the open parts would show, the worst of them; null where nothing below is worse than 正常. */
const lightBelow = (parts: PartsFacts, today: string, workdays: Workdays, soonDays: number): Light | null => {
  const { dueOn } = parts
  const late = dueOn !== null && today > dueOn ? workdays.between(dueOn, today) : 0
  if (late > 0) return { kind: 'over', days: late, words: `分解件${formatLate(late)}` }
  if (parts.late) return { kind: 'over', days: null, words: '分解件逾期' }
  if (dueOn !== null) {
    const left = Math.max(0, workdays.between(today, dueOn))
    if (left <= soonDays) return { kind: 'due', days: left, words: `分解件${dueWords(dueOn, today, left)}` }
  }
  if (parts.hung) return { kind: 'hung', days: null, words: '分解件挂账' }
  return parts.undated ? { kind: 'none', days: null, words: '分解件未定期' } : null
}

const ownLight = (matter: LightFacts, today: string, workdays: Workdays, soonDays: number): Light => {
  const done = DONE[matter.state]
  if (done) return { kind: 'done', days: null, words: done }
  if (matter.hung) return { kind: 'hung', days: null, words: '挂账' }
  if (matter.dueOn === null) return { kind: 'none', days: null, words: '未定期' }

  const late = daysLate(matter, today, workdays)
  if (late > 0) return { kind: 'over', days: late, words: formatLate(late) }

  const left = Math.max(0, workdays.between(judgedOn(matter, today), matter.dueOn))
  if (matter.reportedOn !== null) return { kind: 'ok', days: left, words: '正常' }
  if (left > soonDays) return { kind: 'ok', days: left, words: '正常' }
  return { kind: 'due', days: left, words: dueWords(matter.dueOn, today, left) }
}

const KIND_WORDS: Record<LightKind, string> = {
  ok: '正常',
  due: '临近',
  over: '逾期',
  hung: '挂账',
  none: '未定期',
  done: '已销号',
}

/** The light without its working days, for whoever may not know the promised day. How a matter ended is its state. */
export const withoutDays = ({ kind, words }: Light): Light => ({
  kind,
  days: null,
  words: kind === 'done' ? words : KIND_WORDS[kind],
})

const dueWords = (dueOn: string, today: string, left: number): string => {
  if (dueOn === today) return '今日到期'
  // Only rest days have gone by since: the day is over, and no working day has been missed.
  if (dueOn < today) return '已到期'
  if (dueOn === addDays(today, 1)) return '明日'
  return formatRest(left)
}

/**
 * The two days by which a list finds its lights without asking the calendar for each row. For a matter that is neither done,
 * hung nor reported: 逾期 is `dueOn < lateBefore`, 临近 is `lateBefore <= dueOn <= soonUntil`, 正常 is later.
 */
export const lightDays = (
  today: string,
  workdays: Workdays,
  soonDays = SOON_DAYS,
): { lateBefore: string; soonUntil: string } => {
  let lateBefore = today
  while (workdays.between(addDays(lateBefore, -1), lateBefore) === 0) lateBefore = addDays(lateBefore, -1)
  let soonUntil = today
  while (workdays.between(today, addDays(soonUntil, 1)) <= soonDays) soonUntil = addDays(soonUntil, 1)
  return { lateBefore, soonUntil }
}
