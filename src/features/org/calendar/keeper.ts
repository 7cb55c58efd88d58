import type pg from 'pg'
import { makeCalendar, type Workdays, type YearNotice } from '../../../platform/calendar/index.ts'

/** The calendar of the running program: ask it for the calendar as it stands, tell it when a notice changed. */
export type CalendarKeeper = (() => Workdays) & { reload(): Promise<void> }

/** Holds the calendar with the entered notices in memory, read again after each change. */
export const calendarKeeper = async (pool: pg.Pool): Promise<CalendarKeeper> => {
  let calendar = makeCalendar()
  const reload = async () => {
    const { rows } = await pool.query<YearNotice>(
      'select year, days_off as "daysOff", workdays from calendar_notices order by year',
    )
    calendar = makeCalendar(rows)
  }
  await reload()
  return Object.assign(() => calendar, { reload })
}

/** Reloads where the program runs with a keeper. */
export const reloadCalendar = async (calendar: () => Workdays): Promise<void> => {
  if ('reload' in calendar) await (calendar as CalendarKeeper).reload()
}
