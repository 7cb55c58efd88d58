import * as z from 'zod'
import { Day, Download, endpoint, Id } from '../../platform/http/contract.ts'
import { MatterRow } from '../matters/contract.ts'
import { COVERAGE_KEYS, METRIC_KEYS } from './declared.ts'

/** Values of every measure for one group of matters. */
export const Figures = z.record(z.enum(METRIC_KEYS), z.number())
export type Figures = z.output<typeof Figures>

const Group = z.object({
  name: z.string(),
  figures: Figures,
})

/** The first 总览 over matters of one year. Every figure opens the list whose total it is. */
export const Overview = z.object({
  year: z.number(),
  asOf: z.string(),
  regionName: z.string(),
  totals: Figures,
  /** Units in official order; troops singly for the office alone, for others as one group without `unitId`. */
  units: z.array(Group.extend({ unitId: z.number().nullable(), leadSide: z.enum(['civil', 'military']) })),
  /** Parts of the plans handed out. */
  parts: z.array(Group.extend({ documentId: z.number(), documentTitle: z.string(), part: z.string() })),
  /** The own place and the counties under it, in administrative order. */
  places: z.array(Group.extend({ regionId: z.number(), isOwn: z.boolean() })),
  /** Late matters, the longest first: things, not places. */
  late: z.array(MatterRow),
})
export type Overview = z.output<typeof Overview>

export const CoverageFigures = z.object({
  total: z.number(),
  office: z.number(),
  station: z.number(),
  liaison: z.number(),
})
export type CoverageFigures = z.output<typeof CoverageFigures>

const Levels = { townships: CoverageFigures, villages: CoverageFigures }
/** 覆盖 on a day, county by county in official order; every figure opens the list of the missing. */
export const Coverage = z.object({
  on: z.string(),
  regionName: z.string(),
  rows: z.array(z.object({ regionId: z.number(), name: z.string(), ...Levels })),
  ...Levels,
})
export type Coverage = z.output<typeof Coverage>

export const MissingQuery = z.object({
  what: z.enum(COVERAGE_KEYS).default('station'),
  level: z.coerce.number().int().min(4).max(5).default(4),
  /** One county; all of them if left out. */
  regionId: Id.optional(),
  on: Day.optional(),
})
export type MissingQuery = z.output<typeof MissingQuery>

export const MissingPlaces = z.object({
  on: z.string(),
  total: z.number(),
  rows: z.array(z.object({ id: z.number(), name: z.string(), parentName: z.string(), countyName: z.string() })),
})
export type MissingPlaces = z.output<typeof MissingPlaces>

export const metrics = {
  coverage: endpoint('metrics:read')
    .route({ method: 'GET', path: '/coverage', summary: '覆盖' })
    .input(z.object({ on: Day.optional() }))
    .output(Coverage),
  missing: endpoint('metrics:read')
    .route({ method: 'GET', path: '/coverage/missing', summary: '没有覆盖的地方' })
    .input(MissingQuery)
    .output(MissingPlaces),
  missingSheet: endpoint('metrics:read')
    .route({ method: 'GET', path: '/coverage/missing/sheet', summary: '没有覆盖的地方（Excel）' })
    .input(MissingQuery)
    .output(Download),
  overview: endpoint('metrics:read')
    .route({ method: 'GET', path: '/overview', summary: '总览' })
    .input(z.object({ year: z.coerce.number().int().min(2000).max(2200).optional() }))
    .output(Overview),
}
