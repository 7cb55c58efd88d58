import type { Context } from '../../../platform/context.ts'
import { auditExport, download, exportMark } from '../../../platform/http/download.ts'
import { writeSheet } from '../../../platform/sheets/index.ts'
import { inTitleMarks } from '../../../platform/title-marks.ts'
import { listStated, toStated } from '../../sources/stated/index.ts'
import { inOfficialOrder } from '../store.ts'
import type { Benchmark, BenchmarkQuery } from './contract.ts'
import { figureWords, linesOf, metricsOf, placesOf } from './rules.ts'

/** Stated figures that the acting post may read, by place and metric (对标). */
export const readBenchmark = (ctx: Context): Promise<Benchmark> =>
  ctx.readFigures(async (tx) => {
    const figures = (await listStated(tx, { cityId: ctx.acting.cityId })).map((row) => toStated(ctx, row))
    const regionIds = figures.flatMap(({ regionId }) => (regionId === null ? [] : [regionId]))
    const ordered = await inOfficialOrder(tx, [...new Set(regionIds)])
    return { places: placesOf(figures, ordered), metrics: metricsOf(figures), figures }
  })

const MISSING = '—'

/** The chosen places and metrics as Excel: a line for each metric, every figure as printed with its period and its document. */
export const exportBenchmark = async (ctx: Context, query: BenchmarkQuery): Promise<File> => {
  const { places, lines } = linesOf(await readBenchmark(ctx), query)
  const bytes = await writeSheet(
    {
      title: '对标',
      sheet: '对标',
      columns: [
        { key: 'metric', header: '指标', width: 24, kind: 'text' as const },
        { key: 'unit', header: '单位', width: 8, kind: 'text' as const },
        ...places.map(({ key, name }) => ({ key, header: name, width: 24, kind: 'text' as const })),
        { key: 'note', header: '期间', width: 14, kind: 'text' as const },
        { key: 'from', header: '出处', width: 60, kind: 'text' as const },
      ],
    },
    lines.map(({ metric, cells, differs }) => ({
      metric: metric.metric,
      unit: metric.unit,
      ...Object.fromEntries(
        places.map(({ key }, index) => [key, (cells[index] ?? []).map(figureWords).join('；') || MISSING]),
      ),
      note: differs ? '期间不同' : '',
      from: places
        .flatMap(({ name }, index) =>
          [...new Set((cells[index] ?? []).map(({ documentTitle }) => documentTitle))].map(
            (title) => `${name}：${inTitleMarks(title)}`,
          ),
        )
        .join('；'),
    })),
    {
      notes: ['引用数字，照原文摘录，未经核对；期间不同的不宜直接比较；不作排名。'],
      mark: exportMark(ctx),
    },
  )
  await auditExport(ctx, 'benchmark.export', {
    record: 'stated_figures',
    kind: 'xlsx',
    rows: lines.length,
    filter: query,
  })
  return download(`对标 ${ctx.today}`, 'xlsx', bytes)
}
