import * as z from 'zod'
import { Download, endpoint } from '../../../platform/http/contract.ts'
import { StatedFigure } from '../../sources/stated/contract.ts'

const Place = z.object({ key: z.string(), name: z.string(), regionId: z.number().nullable(), figures: z.number() })
export type Place = z.output<typeof Place>

const ComparedMetric = z.object({
  key: z.string(),
  metric: z.string(),
  unit: z.string(),
  figures: z.number(),
  /** Of how many places a figure is kept. */
  places: z.number(),
})
export type ComparedMetric = z.output<typeof ComparedMetric>

/** 对标: stated figures by place (official order, then others as they were kept) and metric. */
export const Benchmark = z.object({
  places: z.array(Place),
  metrics: z.array(ComparedMetric),
  figures: z.array(StatedFigure),
})
export type Benchmark = z.output<typeof Benchmark>

const Keys = (most: number) => z.array(z.string().max(200)).max(most)

/** Places and metrics by key; all of them where none is named. */
export const BenchmarkQuery = z.object({ places: Keys(60).default([]), metrics: Keys(500).default([]) })
export type BenchmarkQuery = z.output<typeof BenchmarkQuery>

export const benchmark = {
  read: endpoint('metrics:read').route({ method: 'GET', path: '/benchmark', summary: '对标' }).output(Benchmark),
  sheet: endpoint('metrics:read')
    .route({ method: 'POST', path: '/benchmark/sheet', summary: '对标（Excel）' })
    .input(BenchmarkQuery)
    .output(Download),
}
