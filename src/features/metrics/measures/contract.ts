import * as z from 'zod'
import { PERIOD } from '../../../platform/calendar/spans.ts'
import { Download, endpoint, Id } from '../../../platform/http/contract.ts'
import { nameProblems } from '../../../platform/problem.ts'
import { SOURCES } from './register-measures.ts'

const Period = z.string().regex(PERIOD, { error: '期间写成 2026、2026Q3 或 2026-07。' })

/**
 * A figure and what has to be said beside it, in the unit of its measure. `unchecked` (其中未核), `approximate` (近似: of amounts
 * with 近, 余, 约) and `late` (补记: recorded after its period was closed) are parts of `value`.
 */
export const MeasureFigure = z.object({
  value: z.number(),
  /**
   * How a figure of families is told to those who may not open its rows (docs/adr/0052): `over` at least so many (余), `under` fewer
   * than five, `each-under` fewer than five in each place, `kept` not told. `number`: the number itself.
   */
  told: z.enum(['number', 'over', 'under', 'each-under', 'kept']),
  unchecked: z.number(),
  approximate: z.number(),
  late: z.number(),
  /** How many rows stand behind it. */
  rows: z.number(),
  /** 闭账: the value is that of the closing, and moved by `change` since (闭账后). Null for an open figure. */
  closed: z.object({ on: z.string(), change: z.number() }).nullable(),
})
export type MeasureFigure = z.output<typeof MeasureFigure>

export const MeasuresQuery = z.object({ period: Period.optional(), regionId: Id.optional() })
export type MeasuresQuery = z.output<typeof MeasuresQuery>

/** Every measure of a period in a place, as the acting post sees the facts behind it. */
export const Measures = z.object({
  period: z.string(),
  regionId: z.number(),
  regionName: z.string(),
  /** The own place and those under it that may be asked, in administrative order. */
  places: z.array(z.object({ id: z.number(), name: z.string() })),
  /** The instant of the figures. */
  asOf: z.string(),
  figures: z.array(MeasureFigure.extend({ key: z.string() })),
  /** Facts are those that the acting unit wrote or is named in, and not all of the place; what the register tells is the place's. */
  isOwn: z.boolean(),
  /** Whether the acting post may open the families behind the figures, and so take a sheet with every number. */
  mayOpen: z.boolean(),
})
export type Measures = z.output<typeof Measures>

const Part = MeasureFigure.extend({ name: z.string() })

/** One measure: its figure, and the same by month, by place and by its own parts; nothing by single unit. */
export const MeasureDetail = z.object({
  key: z.string(),
  period: z.string(),
  regionName: z.string(),
  asOf: z.string(),
  /** Of facts that the acting unit wrote or is named in, and not of all of the place. */
  isOwn: z.boolean(),
  figure: MeasureFigure,
  months: z.array(Part.extend({ period: z.string() })),
  places: z.array(Part.extend({ regionId: z.number().nullable() })),
  /** By grade, category or round, where the measure has such parts; categories of one family count in each of them. */
  parts: z.array(Part.extend({ part: z.string() })),
  mayOpen: z.boolean(),
})
export type MeasureDetail = z.output<typeof MeasureDetail>

export const MeasureQuery = z.object({ key: z.string().max(40), period: Period.optional(), regionId: Id.optional() })
export type MeasureQuery = z.output<typeof MeasureQuery>

/** The rows behind a figure; their amounts add up to it. */
export const MeasureRows = z.object({
  total: z.number(),
  value: z.number(),
  rows: z.array(
    z.object({
      /** What comes after it begins here. */
      key: z.string(),
      of: z.enum(['fact', ...SOURCES]),
      /** Of the fact, family, 喜报 or round of letters that it opens. */
      id: z.number(),
      code: z.string(),
      title: z.string(),
      startsOn: z.string().nullable(),
      endsOn: z.string().nullable(),
      regionName: z.string(),
      amount: z.number(),
      qualifier: z.string().nullable(),
      isChecked: z.boolean(),
      isLate: z.boolean(),
    }),
  ),
  next: z.string().nullable(),
})
export type MeasureRows = z.output<typeof MeasureRows>

export const MeasureRowsQuery = MeasureQuery.extend({
  after: z
    .string()
    .regex(/^(?:\d{4}-\d{2}-\d{2}|\d{1,9})_\d{1,9}$/)
    .optional(),
  part: z
    .string()
    .regex(/^[a-z0-9-]{1,30}$/)
    .optional(),
  size: z.coerce.number().int().min(1).max(200).default(50),
})
export type MeasureRowsQuery = z.output<typeof MeasureRowsQuery>

/** What this part of the room refuses. */
export const measureProblems = nameProblems({
  'rows-not-open': [403, '名单不对外', '这是家庭的合计数，名单由双拥办和服务站按各自范围打开。'],
  'no-such-measure': [404, '没有这个指标', '回到指标页，从列出的里面选。'],
})

export const measures = {
  list: endpoint('metrics:read')
    .route({ method: 'GET', path: '/measures', summary: '指标' })
    .input(MeasuresQuery)
    .output(Measures),
  get: endpoint('metrics:read')
    .route({ method: 'GET', path: '/measures/{key}', summary: '一个指标' })
    .input(MeasureQuery)
    .output(MeasureDetail),
  rows: endpoint('metrics:read')
    .route({ method: 'GET', path: '/measures/{key}/rows', summary: '指标里的名单' })
    .input(MeasureRowsQuery)
    .output(MeasureRows),
  sheet: endpoint('metrics:read')
    .route({ method: 'GET', path: '/measures/sheet', summary: '指标（Excel）' })
    .input(MeasuresQuery.extend({ inner: z.stringbool().optional() }))
    .output(Download),
}
