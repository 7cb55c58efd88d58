import * as z from 'zod'
import { Day, endpoint, line } from '../../../platform/http/contract.ts'
import { nameProblems } from '../../../platform/problem.ts'
import { REGION_MARKS } from '../regions/contract.ts'

const Level = z.number().int().min(3).max(5)

/** How many places of a level there are: by the statistical codes, as this system counts, and by the city's own count. */
export const CountRow = z.object({
  level: z.number(),
  /** 按统计代码. */
  byCode: z.number(),
  /** 系统现计: places that stand today and count, functional zones included. */
  counted: z.number(),
  /** 按本市口径, typed by the office; null before. */
  own: z.number().nullable(),
  source: z.string().nullable(),
  onDay: z.string().nullable(),
  version: z.number().nullable(),
})

/** Places of a kind that the codes list and a city often does not count, or counts beside them. */
export const MarkedPlaces = z.object({
  level: z.number(),
  mark: z.enum(REGION_MARKS),
  total: z.number(),
  counted: z.number(),
  places: z.array(z.object({ id: z.number(), name: z.string(), parentName: z.string(), isCounted: z.boolean() })),
})

export const CityCounts = z.object({
  cityId: z.number(),
  cityName: z.string(),
  rows: z.array(CountRow),
  marked: z.array(MarkedPlaces),
  mayEdit: z.boolean(),
})
export type CityCounts = z.output<typeof CityCounts>

export const SaveCount = z.object({
  level: Level,
  value: z.number({ error: '个数还没有填。' }).int().min(0, { error: '个数从 0 起。' }).max(100_000),
  source: line('来源', 200),
  onDay: Day,
  version: z.number().int().positive().nullable(),
})
export type SaveCount = z.output<typeof SaveCount>

export const CountPlaces = z.object({
  regionIds: z
    .array(z.number().int().positive())
    .min(1, { error: '还没有选地方。' })
    .max(2000, { error: '一次最多 2000 个。' }),
  isCounted: z.boolean(),
})
export type CountPlaces = z.output<typeof CountPlaces>

export const countProblems = nameProblems({
  'not-a-place': [422, '不是乡镇或村', '只有本市的县级功能区、乡镇（街道）、村（社区）可以改是否计入，重新选。'],
})

export const counts = {
  get: endpoint('org:read').route({ method: 'GET', path: '/counts', summary: '口径对照' }).output(CityCounts),
  save: endpoint('org:write')
    .route({ method: 'PUT', path: '/counts', summary: '填本市口径' })
    .input(SaveCount)
    .output(CityCounts),
  places: endpoint('org:write')
    .route({ method: 'POST', path: '/counts/places', summary: '计入或不计入本市口径' })
    .input(CountPlaces)
    .output(CityCounts),
}
