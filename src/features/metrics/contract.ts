import * as z from 'zod'
import { endpoint } from '../../platform/http/contract.ts'
import { MatterRow } from '../matters/contract.ts'
import { METRIC_KEYS } from './declared.ts'

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

export const metrics = {
  overview: endpoint('metrics:read')
    .route({ method: 'GET', path: '/overview', summary: '总览' })
    .input(z.object({ year: z.coerce.number().int().min(2000).max(2200).optional() }))
    .output(Overview),
}
