import type { StatedFigure } from '../../sources/stated/contract.ts'
import type { Benchmark, ComparedMetric, Place } from './contract.ts'

/** How stated figures are set side by side: nothing is converted, added up or ranked. */

export const placeKeyOf = ({ regionId, place }: Pick<StatedFigure, 'regionId' | 'place'>): string =>
  regionId === null ? `p:${place}` : `r:${regionId}`

/**
 * Places with figures: those of the own tree in official order (`ordered`, region ids), then the others in the order in
 * which they were first kept.
 */
export const placesOf = (figures: readonly StatedFigure[], ordered: readonly number[]): Place[] => {
  const byKey = new Map<string, Place>()
  for (const one of [...figures].sort((a, b) => a.id - b.id)) {
    const key = placeKeyOf(one)
    const held = byKey.get(key)
    if (held) held.figures++
    else byKey.set(key, { key, name: one.place, regionId: one.regionId, figures: 1 })
  }
  const places = [...byKey.values()]
  const at = ({ regionId }: Place) => {
    const index = regionId === null ? -1 : ordered.indexOf(regionId)
    return index === -1 ? ordered.length : index
  }
  return places
    .map((one, index) => ({ one, index }))
    .sort((a, b) => at(a.one) - at(b.one) || a.index - b.index)
    .map(({ one }) => one)
}

/** Metrics with figures, those of most places first, then in the order in which they were first kept. */
export const metricsOf = (figures: readonly StatedFigure[]): ComparedMetric[] => {
  const byKey = new Map<string, { metric: ComparedMetric; places: Set<string> }>()
  for (const one of [...figures].sort((a, b) => a.id - b.id)) {
    const held = byKey.get(one.metricKey)
    if (held) {
      held.metric.figures++
      held.places.add(placeKeyOf(one))
    } else {
      byKey.set(one.metricKey, {
        metric: { key: one.metricKey, metric: one.metric, unit: one.unit, figures: 1, places: 0 },
        places: new Set([placeKeyOf(one)]),
      })
    }
  }
  return [...byKey.values()]
    .map(({ metric, places }, index) => ({ metric: { ...metric, places: places.size }, index }))
    .sort((a, b) => b.metric.places - a.metric.places || a.index - b.index)
    .map(({ metric }) => metric)
}

export type Line = {
  metric: ComparedMetric
  /** For each place the figures of the metric, those of the common period first; empty where there is none. */
  cells: StatedFigure[][]
  /** Whether the places are stated for different periods, so that the figures are not comparable as they stand. */
  differs: boolean
}

/** The period that every place with a figure has one for, the newest where there are several. */
const commonPeriod = (cells: readonly (readonly StatedFigure[])[]): string | null => {
  const [first, ...others] = cells.filter((cell) => cell.length > 0)
  if (!first) return null
  const common = first
    .map(({ periodKey }) => periodKey)
    .filter((key) => key !== '' && others.every((cell) => cell.some((one) => one.periodKey === key)))
  return common.sort().at(-1) ?? null
}

/** The chosen metrics as lines over the chosen places; all where none is chosen. */
export const linesOf = (
  { places, metrics, figures }: Benchmark,
  chosen: { places: readonly string[]; metrics: readonly string[] },
): { places: Place[]; lines: Line[] } => {
  const across = chosen.places.length === 0 ? places : places.filter(({ key }) => chosen.places.includes(key))
  const down = chosen.metrics.length === 0 ? metrics : metrics.filter(({ key }) => chosen.metrics.includes(key))
  const byCell = new Map<string, StatedFigure[]>()
  for (const one of figures) {
    const key = `${one.metricKey} ${placeKeyOf(one)}`
    byCell.set(key, [...(byCell.get(key) ?? []), one])
  }
  const lines = down.flatMap((metric): Line[] => {
    const found = across.map(({ key }) => byCell.get(`${metric.key} ${key}`) ?? [])
    const held = found.filter((cell) => cell.length > 0)
    // a metric of which none of the chosen places has a figure is no line
    if (held.length === 0) return []
    const common = commonPeriod(found)
    const rank = (one: StatedFigure) => (one.periodKey === common ? 0 : 1)
    const newest = (one: StatedFigure) => one.issuedOn ?? one.keptAt
    const cells = found.map((cell) =>
      [...cell].sort((a, b) => rank(a) - rank(b) || newest(b).localeCompare(newest(a)) || b.id - a.id),
    )
    return [{ metric, cells, differs: held.length > 1 && common === null }]
  })
  return { places: across, lines }
}

/** A figure as it was printed, with its period: 9400余张（2025年）. */
export const figureWords = ({ words, period }: Pick<StatedFigure, 'words' | 'period'>): string =>
  `${words}（${period ?? '期间未写'}）`
