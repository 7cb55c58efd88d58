import type { Context } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import { auditExport, download, exportMark } from '../../../platform/http/download.ts'
import { Problem, problems } from '../../../platform/problem.ts'
import { writeSheet } from '../../../platform/sheets/index.ts'
import {
  type MeasureDetail,
  type MeasureQuery,
  type MeasureRows,
  type MeasureRowsQuery,
  type Measures,
  type MeasuresQuery,
  measureProblems,
} from './contract.ts'
import { BY_DAY, MEASURES, type Measure, measureOf } from './declared.ts'
import { periodInWords, spanOf } from './periods.ts'
import { type Asked, figureOf, findPlace, listRows, listUnder, readFigures } from './store.ts'

type Place = { id: number; name: string; path: string }

/** Posts that see single facts, not places: what they see is bounded by the policies alone. */
const seesPlaces = ({ acting: { role } }: Context): boolean =>
  role === 'office' || role === 'leader' || role === 'station'

const placeOf = async (tx: Tx, ctx: Context, regionId?: number): Promise<Place> => {
  const found = await findPlace(tx, seesPlaces(ctx) ? ctx.acting.regionPath : null, regionId ?? ctx.acting.regionId)
  if (!found) throw new Problem(problems['not-found'])
  return found
}

const thisYear = (ctx: Context): string => ctx.today.slice(0, 4)

const pathOf = (ctx: Context, place: Place, regionId?: number): string | null =>
  seesPlaces(ctx) || regionId !== undefined ? place.path : null

const must = (key: string): Measure => {
  const measure = measureOf(key)
  if (!measure) throw new Problem(measureProblems['no-such-measure'])
  return measure
}

/** Every measure of a period (the year of today if none is named) in a place (the own one if none is named). */
export const readMeasures = (ctx: Context, query: MeasuresQuery): Promise<Measures> =>
  ctx.readFigures(async (tx) => {
    const period = query.period ?? thisYear(ctx)
    const place = await placeOf(tx, ctx, query.regionId)
    const own = await placeOf(tx, ctx)
    const under = seesPlaces(ctx) ? await listUnder(tx, own.id) : []
    const asked = askedOf(ctx, MEASURES, { period, place, regionId: query.regionId })
    const found = await readFigures(tx, ctx.acting, asked)
    return {
      period,
      regionId: place.id,
      regionName: place.name,
      places: [own, ...under.filter(({ toOn }) => toOn === null)].map(({ id, name }) => ({ id, name })),
      asOf: ctx.now,
      figures: MEASURES.map((measure) => ({ key: measure.key, ...figureOf(found, measure) })),
    }
  })

const askedOf = (
  ctx: Context,
  measures: readonly Measure[],
  { period, place, regionId }: { period: string; place: Place; regionId: number | undefined },
): Asked[] => measures.map((measure) => ({ measure, ...spanOf(period), path: pathOf(ctx, place, regionId) }))

/** One measure by month and by place. Nothing is broken down by single units of the troops. */
export const readMeasure = (
  ctx: Context,
  { key, period = thisYear(ctx), regionId }: MeasureQuery,
): Promise<MeasureDetail> => {
  const measure = must(key)
  return ctx.readFigures(async (tx) => {
    const place = await placeOf(tx, ctx, regionId)
    const asked = askedOf(ctx, [measure], { period, place, regionId })
    const figure = figureOf(await readFigures(tx, ctx.acting, asked), measure)
    const byMonth = (await readFigures(tx, ctx.acting, asked, 'month')).get(key) ?? new Map()
    const under = seesPlaces(ctx) ? await listUnder(tx, place.id) : []
    const byPlace =
      under.length > 0
        ? ((await readFigures(tx, ctx.acting, asked, { under: place.path })).get(key) ?? new Map())
        : new Map()
    const dotless = (path: string) => path.replace(/\.$/, '')
    const own = byPlace.get(dotless(place.path))
    return {
      key,
      period,
      regionName: place.name,
      asOf: ctx.now,
      figure,
      months: [...byMonth]
        .sort(([one], [other]) => one.localeCompare(other))
        .map(([month, part]) => ({ ...part, period: month, name: `${Number(month.slice(5))}月` })),
      places: [
        ...(own ? [{ ...own, regionId: null, name: `${place.name}本级` }] : []),
        ...under.flatMap(({ id, name, path, toOn }) => {
          const part = byPlace.get(dotless(path))
          if (!part && toOn !== null) return []
          const nothing = { value: 0, unchecked: 0, approximate: 0, late: 0, rows: 0 }
          return [{ ...(part ?? nothing), regionId: id, name }]
        }),
      ],
    }
  })
}

/** A page of the facts behind a figure. */
export const readMeasureRows = (ctx: Context, query: MeasureRowsQuery): Promise<MeasureRows> => {
  const measure = must(query.key)
  return ctx.read(async (tx) => {
    const place = await placeOf(tx, ctx, query.regionId)
    const [asked] = askedOf(ctx, [measure], { period: query.period ?? thisYear(ctx), place, regionId: query.regionId })
    const [day, id] = query.after?.split('_') ?? []
    const found = await listRows(tx, asked as Asked, {
      after: day && id ? { day, id: Number(id) } : undefined,
      size: query.size + 1,
    })
    const rows = found.rows.slice(0, query.size)
    const last = rows.at(-1)
    return { ...found, rows, next: found.rows.length > query.size && last ? `${last.startsOn}_${last.id}` : null }
  })
}

/** Every measure as Excel, with its definition beside it. */
export const exportMeasures = async (ctx: Context, query: MeasuresQuery): Promise<File> => {
  const { period, regionName, figures } = await readMeasures(ctx, query)
  const lines = MEASURES.map((measure, index) => ({ measure, figure: figures[index] }))
  const number = (key: string, header: string) => ({ key, header, width: 14, kind: 'number' as const })
  const bytes = await writeSheet(
    {
      title: `${regionName}${periodInWords(period)}指标`,
      sheet: '指标',
      columns: [
        { key: 'code', header: '编号', width: 8, kind: 'text' },
        { key: 'group', header: '类别', width: 16, kind: 'text' },
        { key: 'name', header: '指标', width: 20, kind: 'text' },
        number('value', '数值'),
        { key: 'unit', header: '单位', width: 8, kind: 'text' },
        ...[number('unchecked', '其中未核'), number('approximate', '其中近似'), number('late', '其中补记')],
        { key: 'meaning', header: '口径', width: 60, kind: 'text' },
      ],
    },
    lines.map(({ measure: { code, group, name, unit, meaning }, figure }) => ({
      ...{ code, group, name, unit, meaning },
      ...(figure
        ? { value: figure.value, unchecked: figure.unchecked, approximate: figure.approximate, late: figure.late }
        : {}),
    })),
    { notes: [`期间：${periodInWords(period)}；按${BY_DAY}计。`, '含未核的，其中未核另列。'], mark: exportMark(ctx) },
  )
  await auditExport(ctx, 'measures.export', { record: 'facts', kind: 'xlsx', rows: lines.length, filter: query })
  return download(`${regionName}指标 ${period}`, 'xlsx', bytes)
}
