import { periodInWords, spanOf } from '../../../platform/calendar/spans.ts'
import type { Context } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import { auditExport, download, exportMark } from '../../../platform/http/download.ts'
import { maskName } from '../../../platform/masks.ts'
import { Problem, problems } from '../../../platform/problem.ts'
import { writeSheet } from '../../../platform/sheets/index.ts'
import { veilOf } from '../../facts/index.ts'
import { isMasked } from '../../registers/index.ts'
import { asClosed, findClosing, keptBy } from './closed.ts'
import {
  type MeasureDetail,
  type MeasureFigure,
  type MeasureQuery,
  type MeasureRows,
  type MeasureRowsQuery,
  type Measures,
  type MeasuresQuery,
  measureProblems,
} from './contract.ts'
import { dateOf, isOfFacts, isOfRegister, MEASURES, type Measure, measureOf } from './declared.ts'
import { PART_ORDER, PART_WORDS } from './parts.ts'
import {
  factsAsked,
  type Place,
  placeOf,
  type Question,
  readBoth,
  readOutward,
  readToldFigures,
  registerAsked,
  seesPlaces,
} from './reading.ts'
import { type AskedOfRegister, listRegisterRows, readRegisterFigures, roundNames } from './register-store.ts'
import { NOTHING } from './sql.ts'
import { type Asked, figureOf, listClosedRows, listRows, listUnder } from './store.ts'
import { toldOfOne } from './telling.ts'
import { FIGURE_WORDS, OF_NOW, OWN_FACTS, rangeOf, timeOf } from './words.ts'

const thisYear = (ctx: Context): string => ctx.today.slice(0, 4)

const must = (key: string): Measure => {
  const measure = measureOf(key)
  if (!measure) throw new Problem(measureProblems['no-such-measure'])
  return measure
}

const questionOf = async (
  tx: Tx,
  ctx: Context,
  { period = thisYear(ctx), regionId }: MeasuresQuery,
): Promise<Question> => ({ period, place: await placeOf(tx, ctx, regionId), isNamed: regionId !== undefined })

/** Every measure of a period (the year of today if none is named) in a place (the own one if none is named). */
export const readMeasures = (ctx: Context, query: MeasuresQuery): Promise<Measures> =>
  ctx.readFigures(async (tx) => {
    const question = await questionOf(tx, ctx, query)
    const { period, place } = question
    const own = seesPlaces(ctx) && ctx.acting.regionId !== place.id ? await placeOf(tx, ctx) : place
    const under = seesPlaces(ctx) ? await listUnder(tx, own.id) : []
    const found = await readBoth(tx, ctx, MEASURES, question)
    const closing = seesPlaces(ctx) ? await findClosing(tx, place.path, period) : null
    const kept = await keptBy(tx, closing, question, factKeys())
    const register = MEASURES.filter(isOfRegister)
    const told = seesPlaces(ctx) ? [] : await readToldFigures(tx, ctx, register, question)
    return {
      period,
      regionId: place.id,
      regionName: place.name,
      places: [own, ...under.filter(({ toOn }) => toOn === null)].map(({ id, name }) => ({ id, name })),
      asOf: ctx.now,
      figures: MEASURES.map((measure) => ({
        key: measure.key,
        ...((isOfRegister(measure) && told[register.indexOf(measure)]?.whole) ||
          asClosed(isOfFacts(measure) ? closing : null, figureOf(kept, measure), figureOf(found, measure))),
      })),
      isOwn: !seesPlaces(ctx),
      mayOpen: seesPlaces(ctx),
    }
  })

const factKeys = (): string[] => MEASURES.filter(isOfFacts).map(({ key }) => key)

const dotless = (path: string): string => path.replace(/\.$/, '')

/** Parts by place in administrative order, the place's own before them; ended places only with something in them. */
const byPlaces = (
  { name, path }: Place,
  under: Awaited<ReturnType<typeof listUnder>>,
  parts: ReadonlyMap<string, MeasureFigure>,
  nothing: MeasureFigure,
): MeasureDetail['places'] => {
  const own = parts.get(dotless(path))
  return [
    ...(own ? [{ ...own, regionId: null, name: `${name}本级` }] : []),
    ...under.flatMap((one) => {
      const part = parts.get(dotless(one.path))
      return part || one.toOn === null ? [{ ...(part ?? nothing), regionId: one.id, name: one.name }] : []
    }),
  ]
}

/** By grade, category or round: in their own order, rounds by number. */
const partsOf = async (tx: Tx, asked: AskedOfRegister): Promise<MeasureDetail['parts']> => {
  const { parts } = asked.measure
  if (!parts) return []
  const found = (await readRegisterFigures(tx, [asked], 'part')).get(asked.measure.key) ?? new Map()
  const names = parts === 'round' ? await roundNames(tx, [...found.keys()].map(Number)) : PART_WORDS[parts]
  const order = parts === 'round' ? [...names.keys()].sort((a, b) => Number(a) - Number(b)) : PART_ORDER[parts]
  return order.flatMap((part) => {
    const figure = found.get(part)
    return figure ? [{ ...figure, part, name: names.get(part) ?? part }] : []
  })
}

/** One measure by month, by place and by its own parts. Nothing is broken down by single units of the troops. */
export const readMeasure = (ctx: Context, { key, ...query }: MeasureQuery): Promise<MeasureDetail> => {
  const measure = must(key)
  return ctx.readFigures(async (tx) => {
    const question = await questionOf(tx, ctx, query)
    const { period, place } = question
    const isOwn = isOfFacts(measure) && !seesPlaces(ctx)
    const about = { key, period, regionName: place.name, asOf: ctx.now, isOwn }
    if (isOfRegister(measure) && !seesPlaces(ctx)) {
      const [told] = await readToldFigures(tx, ctx, [measure], question)
      const under = (told?.places.size ?? 0) > 0 ? await listUnder(tx, place.id) : []
      const atoms = new Map([...(told?.places ?? [])].map(([path, figure]) => [dotless(path), figure]))
      return {
        ...about,
        figure: told?.whole ?? toldOfOne(0),
        ...{ months: [], parts: [], mayOpen: false },
        places: byPlaces(place, under, atoms, toldOfOne(0)),
      }
    }
    const figure = figureOf(await readBoth(tx, ctx, [measure], question), measure)
    const isDated = isOfFacts(measure) || measure.isDated === true
    const byMonth = isDated
      ? ((await readBoth(tx, ctx, [measure], question, 'month')).get(key) ?? new Map())
      : new Map()
    const under = seesPlaces(ctx) ? await listUnder(tx, place.id) : []
    const byPlace =
      under.length > 0
        ? ((await readBoth(tx, ctx, [measure], question, { under: place.path })).get(key) ?? new Map())
        : new Map()
    const [asked] = await registerAsked(ctx, tx, [measure], question)
    const isClosable = isOfFacts(measure) && seesPlaces(ctx)
    const closing = isClosable ? await findClosing(tx, place.path, period) : null
    const kept = await keptBy(tx, closing, question, [key])
    const months = new Map(byMonth)
    const monthsKept = (await keptBy(tx, closing, question, [key], 'month')).get(key) ?? new Map()
    const places = new Map(byPlace)
    const placesKept = (await keptBy(tx, closing, question, [key], { under: place.path })).get(key) ?? new Map()
    for (const [head] of monthsKept) if (!months.has(head)) months.set(head, NOTHING)
    for (const [head] of placesKept) if (!places.has(head)) places.set(head, NOTHING)
    /** A part of an open figure may have been closed by itself. */
    const ofItself = async (at: Pick<Question, 'place' | 'period'>, part: MeasureFigure): Promise<MeasureFigure> => {
      const own = isClosable ? await findClosing(tx, at.place.path, at.period) : null
      return asClosed(own, (await keptBy(tx, own, at, [key])).get(key)?.get(''), part)
    }
    const monthRows: MeasureDetail['months'] = []
    for (const [month, part] of [...months].sort(([one], [other]) => (one < other ? -1 : 1)))
      monthRows.push({
        ...(closing ? asClosed(closing, monthsKept.get(month), part) : await ofItself({ place, period: month }, part)),
        ...{ period: month, name: `${Number(month.slice(5))}月` },
      })
    const placeRows: MeasureDetail['places'] = []
    for (const part of byPlaces(place, under, places, NOTHING)) {
      const at = under.find(({ id }) => id === part.regionId)
      const keptPart = placesKept.get(dotless(at?.path ?? place.path))
      const shown = closing
        ? asClosed(closing, keptPart, part)
        : at
          ? await ofItself({ place: { ...at, parentId: place.id }, period }, part)
          : part
      placeRows.push({ ...part, ...shown })
    }
    return {
      ...about,
      figure: asClosed(closing, figureOf(kept, measure), figure),
      months: monthRows,
      places: placeRows,
      parts: asked ? await partsOf(tx, asked) : [],
      mayOpen: true,
    }
  })
}

/** A page of the rows behind a figure. @throws Problem rows-not-open, no-such-measure, not-found */
export const readMeasureRows = (ctx: Context, query: MeasureRowsQuery): Promise<MeasureRows> => {
  const measure = must(query.key)
  if (isOfRegister(measure) && !seesPlaces(ctx)) throw new Problem(measureProblems['rows-not-open'])
  return ctx.read(async (tx) => {
    const question = await questionOf(tx, ctx, query)
    const size = query.size + 1
    const [facts] = factsAsked(ctx, [measure], question)
    const [register] = await registerAsked(ctx, tx, [measure], question)
    const closing = facts && seesPlaces(ctx) ? await findClosing(tx, question.place.path, question.period) : null
    const found = register
      ? await listRegisterRows(tx, { ...register, part: partAsked(register, query.part) }, { after: query.after, size })
      : closing
        ? await listClosedRows(
            tx,
            { periodId: closing.id, key: query.key, path: question.place.path, ...spanOf(question.period) },
            { after: query.after, size },
          )
        : await listRows(tx, facts as Asked, { after: query.after, size })
    const rows = found.rows.slice(0, query.size)
    const next = found.rows.length > query.size ? (rows.at(-1)?.key ?? null) : null
    if (isOfFacts(measure)) {
      const veil = await veilOf(
        tx,
        ctx,
        rows.map(({ id, title }) => [id, title] as const),
      )
      return { ...found, rows: rows.map((row) => ({ ...row, title: veil(row.id, row.title) })), next }
    }
    if (!isMasked(ctx)) return { ...found, rows, next }
    return { ...found, rows: rows.map((row) => ({ ...row, title: maskName(row.title) })), next }
  })
}

/** A part that the measure has. @throws Problem not-found */
const partAsked = ({ measure: { parts } }: AskedOfRegister, part: string | undefined): string | undefined => {
  if (part === undefined) return undefined
  const isKnown = parts === 'round' ? /^\d{1,9}$/.test(part) : parts !== undefined && PART_ORDER[parts].includes(part)
  if (!isKnown) throw new Problem(problems['not-found'])
  return part
}

/**
 * Every measure as Excel, with its definition beside it. What counts families stands as it is told to others, fewer than five as
 * 少于5; only who may open the rows may take the sheet with every number, for inner use. @throws Problem rows-not-open
 */
export const exportMeasures = async (
  ctx: Context,
  { inner = false, ...query }: MeasuresQuery & { inner?: boolean | undefined },
): Promise<File> => {
  if (inner && !seesPlaces(ctx)) throw new Problem(measureProblems['rows-not-open'])
  const { period, regionName, figures } = inner
    ? await readMeasures(ctx, query)
    : await ctx.readFigures(async (tx) => {
        const question = await questionOf(tx, ctx, query)
        const outward = await readOutward(tx, ctx, MEASURES, question)
        return { period: question.period, regionName: question.place.name, figures: outward }
      })
  const lines = MEASURES.map((measure, index) => ({ measure, figure: figures[index] ?? NOTHING }))
  const isOwn = !seesPlaces(ctx)
  const number = (key: string, header: string) => ({ key, header, width: 14, kind: 'number' as const })
  const bytes = await writeSheet(
    {
      title: `${isOwn ? '本单位' : regionName}${periodInWords(period)}指标`,
      sheet: '指标',
      columns: [
        { key: 'code', header: '编号', width: 8, kind: 'text' },
        { key: 'group', header: '类别', width: 16, kind: 'text' },
        { key: 'name', header: '指标', width: 20, kind: 'text' },
        number('value', '数值'),
        { key: 'unit', header: '单位', width: 8, kind: 'text' },
        { key: 'told', header: '说明', width: 14, kind: 'text' },
        { key: 'range', header: '范围', width: 24, kind: 'text' },
        { key: 'time', header: '期间', width: 14, kind: 'text' },
        ...[
          number('unchecked', '其中未核'),
          number('approximate', '其中近似'),
          number('late', '其中补记'),
          number('since', '闭账后'),
        ],
        { key: 'by', header: '按日期', width: 24, kind: 'text' },
        { key: 'meaning', header: '口径', width: 60, kind: 'text' },
      ],
    },
    lines.map(({ measure, figure: { value, told, unchecked, approximate, late, closed } }) => ({
      ...{ code: measure.code, group: measure.group, name: measure.name, unit: measure.unit },
      ...{ value: told === 'number' || told === 'over' ? value : null, told: FIGURE_WORDS[told] },
      ...(isOfFacts(measure) && told === 'number'
        ? { unchecked, approximate, late, since: closed?.change ?? null }
        : {}),
      ...{ range: rangeOf(measure, isOwn, regionName), time: timeOf(measure, period) },
      ...{ by: dateOf(measure), meaning: measure.meaning },
    })),
    {
      notes: [
        `期间：${periodInWords(period)}；含未核的，其中未核另列。期间一栏写“${OF_NOW}”的，是导出时底册的情况，不是那一期的。`,
        ...(isOwn ? [`实绩只计${OWN_FACTS}，不是${regionName}的全部；底册的数是${regionName}的。`] : []),
        inner
          ? '内部使用：家庭数不足5的也照实列出，不对外提供。'
          : '家庭数按县（区）、按年每满5户列一次，少于5的不列数字；市的数是各县（区）所列之和。',
      ],
      mark: exportMark(ctx),
    },
  )
  const filter = { ...query, inner }
  await auditExport(ctx, 'measures.export', { record: 'facts', kind: 'xlsx', rows: lines.length, filter })
  return download(`${isOwn ? '本单位' : regionName}指标 ${period}${inner ? ' 内部' : ''}`, 'xlsx', bytes)
}
