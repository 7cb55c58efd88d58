import type pg from 'pg'
import { makeCalendar, type Workdays, type YearNotice } from '../../../platform/calendar/index.ts'
import { signalsOf } from '../../../platform/db/signals.ts'

/**
 * The calendar of the running program: ask it for the calendar as it stands, tell it when a notice changed, and let it hear
 * of changes through other processes of the database. `follow` answers how to stop.
 */
export type CalendarKeeper = (() => Workdays) & { changed(): Promise<void>; follow(): () => void }

const TOPIC = 'calendar'

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
  const changed = async () => {
    await reload()
    signalsOf(pool).send(TOPIC)
  }
  // A database that is away just then tells of the change again when it is back.
  const hear = () => void reload().catch(() => undefined)
  return Object.assign(() => calendar, { changed, follow: () => signalsOf(pool).on(TOPIC, hear, hear) })
}

/** Reads the notices anew, here and in the other processes, where the program runs with a keeper. */
export const reloadCalendar = async (calendar: () => Workdays): Promise<void> => {
  if ('changed' in calendar) await (calendar as CalendarKeeper).changed()
}
