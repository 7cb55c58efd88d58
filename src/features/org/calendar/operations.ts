import { addDays, checkNotice, daysBetween, type Workdays } from '../../../platform/calendar/index.ts'
import type { Context } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import { Problem, problems } from '../../../platform/problem.ts'
import { refuseSecrets } from '../../../platform/secrecy/guard.ts'
import { outOfDate } from '../scope.ts'
import { type CalendarYear, calendarProblems, type SaveNotice } from './contract.ts'
import { reloadCalendar } from './keeper.ts'
import * as store from './store.ts'

/** Years before and after today's that are listed even when nothing is known of them. */
const BACK = 2
const AHEAD = 2

/** Weekdays off and weekends worked in a year, as the calendar in force counts them. */
const inForce = (calendar: Workdays, year: number) => {
  const daysOff: string[] = []
  const workdays: string[] = []
  for (let day = `${year}-01-01`; day.startsWith(String(year)); day = addDays(day, 1)) {
    const weekday = new Date(`${day}T00:00:00Z`).getUTCDay()
    const isWeekend = weekday === 0 || weekday === 6
    if (calendar.isWorkday(day) === isWeekend) (isWeekend ? workdays : daysOff).push(day)
  }
  return { daysOff, workdays }
}

/** The years around today and every year entered: known, entered or 未公布, with their days off and make-up days. */
export const listYears = (ctx: Context): Promise<CalendarYear[]> =>
  ctx.read(async (tx) => {
    const notices = await store.listNotices(tx)
    const now = Number(ctx.today.slice(0, 4))
    const years = new Set(notices.map(({ year }) => year))
    for (let year = now - BACK; year <= now + AHEAD; year++) years.add(year)
    return [...years]
      .sort((a, b) => b - a)
      .map((year) => {
        const notice = notices.find((one) => one.year === year)
        if (notice) return { ...notice, state: 'entered' as const }
        const state = ctx.calendar.announced(year) ? ('known' as const) : ('open' as const)
        return { year, state, ...inForce(ctx.calendar, year), source: null, version: null }
      })
  })

/** Each day of a span with what it is in the working calendar; 400 days at most. */
export const listDays = async (ctx: Context, { from, to }: { from: string; to: string }) => {
  const length = daysBetween(from, to)
  if (length < 0 || length > 400) {
    throw new Problem(problems['not-valid'], { detail: '起止日期不对：止日不早于起日，最多 400 天。' })
  }
  return Array.from({ length: length + 1 }, (_, index) => ctx.calendar.describe(addDays(from, index)))
}

const yearOf = async (tx: Tx, year: number): Promise<CalendarYear | undefined> => {
  const notice = await store.findNotice(tx, year)
  return notice && { ...notice, state: 'entered' }
}

/** Enters or changes the notice of a year; days are counted by it at once. @throws Problem bad-notice, out-of-date */
export const saveNotice = async (ctx: Context, calendar: () => Workdays, input: SaveNotice): Promise<CalendarYear> => {
  refuseSecrets({ '/source': input.source })
  const notice = {
    year: input.year,
    daysOff: [...new Set(input.daysOff)].sort(),
    workdays: [...new Set(input.workdays)].sort(),
  }
  const faults = checkNotice(notice)
  if (faults.length > 0) {
    const errors = faults.map((detail) => ({
      pointer: /^调休上班日|又列为上班/.test(detail) ? '/workdays' : '/daysOff',
      detail,
    }))
    throw new Problem(calendarProblems['bad-notice'], { detail: faults[0], errors })
  }
  const answer = await ctx.change('calendar.save', async (tx) => {
    const before = await yearOf(tx, input.year)
    if (!(await store.saveNotice(tx, { ...notice, source: input.source }, input.version))) {
      const latest = await yearOf(tx, input.year)
      throw await outOfDate(tx, { record: 'calendar_notices', id: input.year }, latest)
    }
    const after = (await yearOf(tx, input.year)) as CalendarYear
    return { record: 'calendar_notices', recordId: input.year, before, after, answer: after }
  })
  await reloadCalendar(calendar)
  return answer
}
