import * as z from 'zod'
import { Day, endpoint, line } from '../../../platform/http/contract.ts'
import { nameProblems } from '../../../platform/problem.ts'

export const YEAR_STATES = ['known', 'entered', 'open'] as const

/** A year of the working calendar: `known` from the program, `entered` here, `open` 未公布 (the law alone applies). */
export const CalendarYear = z.object({
  year: z.number(),
  state: z.enum(YEAR_STATES),
  daysOff: z.array(z.string()),
  workdays: z.array(z.string()),
  source: z.string().nullable(),
  version: z.number().nullable(),
})
export type CalendarYear = z.output<typeof CalendarYear>

export const CalendarDay = z.object({
  day: z.string(),
  isWorkday: z.boolean(),
  announced: z.boolean(),
  lunar: z.string(),
  feasts: z.array(z.string()),
})

export const SaveNotice = z.object({
  year: z.coerce.number().int().min(2000).max(2200),
  daysOff: z.array(Day).min(1, { error: '放假日还没有填。' }).max(80, { error: '放假日最多 80 天。' }),
  workdays: z.array(Day).max(40, { error: '调休上班日最多 40 天。' }),
  source: line('来源', 200),
  /** Of the notice as seen; null where none was entered yet. */
  version: z.number().int().positive().nullable(),
})
export type SaveNotice = z.output<typeof SaveNotice>

export const calendarProblems = nameProblems({
  'bad-notice': [422, '放假通知填写有误', '按提示核对放假日和调休上班日。'],
})

export const calendar = {
  list: endpoint('org:read')
    .route({ method: 'GET', path: '/calendar/notices', summary: '各年放假安排' })
    .output(z.array(CalendarYear)),
  days: endpoint('org:read')
    .route({ method: 'GET', path: '/calendar/days', summary: '一段日子的工作日历' })
    .input(z.object({ from: Day, to: Day }))
    .output(z.array(CalendarDay)),
  save: endpoint('setup:write')
    .route({ method: 'PUT', path: '/calendar/notices/{year}', summary: '录入放假通知' })
    .input(SaveNotice)
    .output(CalendarYear),
}
