import { type Days, spanOf } from '../../../platform/calendar/spans.ts'
import type { Context } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import { Problem, problems } from '../../../platform/problem.ts'
import { overdueBefore } from '../../registers/index.ts'
import { asClosed, findClosing, keptBy } from './closed.ts'
import type { MeasureFigure } from './contract.ts'
import { isOfFacts, isOfRegister, MEASURES, type Measure } from './declared.ts'
import type { RegisterMeasure } from './register-measures.ts'
import { type AskedOfRegister, readRegisterFigures, readTold } from './register-store.ts'
import type { Heads } from './sql.ts'
import { type Asked, figureOf, findPlace, readFigures } from './store.ts'
import { NOT_TOLD, toldOfAll, toldOfOne } from './telling.ts'

/** Reading measures of facts and of the register side by side, each as the acting post may be told it. */

export type Place = { id: number; name: string; path: string; parentId: number | null }

/** Posts that see whole places, and with them the families behind a figure. Others see single facts, bounded by the policies alone. */
export const seesPlaces = ({ acting: { role } }: Pick<Context, 'acting'>): boolean =>
  role === 'office' || role === 'leader' || role === 'station'

export const placeOf = async (tx: Tx, ctx: Context, regionId?: number): Promise<Place> => {
  const found = await findPlace(tx, seesPlaces(ctx) ? ctx.acting.regionPath : null, regionId ?? ctx.acting.regionId)
  if (!found) throw new Problem(problems['not-found'])
  return found
}

/** What is asked: measures of a period in a place. `isNamed`: the place was asked for and is not only where the post stands. */
export type Question = { period: string; place: Place; isNamed: boolean }

export const factsAsked = (ctx: Context, measures: readonly Measure[], { period, place, isNamed }: Question): Asked[] =>
  measures
    .filter(isOfFacts)
    .map((measure) => ({ measure, ...spanOf(period), path: seesPlaces(ctx) || isNamed ? place.path : null }))

export const registerAsked = async (
  ctx: Context,
  tx: Tx,
  measures: readonly Measure[],
  { period, place }: Question,
): Promise<AskedOfRegister[]> => {
  const own = measures.filter(isOfRegister)
  const late = own.some(({ isCounted }) => isCounted) ? await overdueBefore(ctx, tx) : {}
  return own.map((measure) => ({ measure, ...spanOf(period), path: place.path, late }))
}

type Figures = Map<string, Map<string, MeasureFigure>>

/** Every measure in one or two statements; those of the register only for posts that may open its rows. */
export const readBoth = async (
  tx: Tx,
  ctx: Context,
  measures: readonly Measure[],
  question: Question,
  heads: Heads = 'all',
): Promise<Figures> => {
  const facts = await readFigures(tx, ctx.acting, factsAsked(ctx, measures, question), heads)
  if (!seesPlaces(ctx)) return facts
  return new Map([
    ...facts,
    ...(await readRegisterFigures(tx, await registerAsked(ctx, tx, measures, question), heads)),
  ])
}

const isWholeYear = ({ from, to }: Days): boolean => from.endsWith('-01-01') && to.endsWith('-12-31')

/** A city or a county: below it, and above it, nothing is told. */
const isToldOf = ({ acting }: Pick<Context, 'acting'>, { id, parentId }: Place): 'city' | 'county' | null => {
  if (id === acting.cityId) return 'city'
  return parentId === acting.cityId ? 'county' : null
}

/** Heads that are told at all: not what is given to a few, nor what depends on the day of asking. */
const mayBeTold = (measure: RegisterMeasure, period: string): boolean =>
  !measure.isMoney && !measure.isCounted && (!measure.isDated || isWholeYear(spanOf(period)))

const PLACE_BEFORE = /^\d{4}/

/** Figures of the register as they are told to those who may not open its rows: by place, and of the place asked for. */
export const readToldFigures = async (
  tx: Tx,
  ctx: Context,
  measures: readonly RegisterMeasure[],
  { period, place }: Question,
): Promise<{ whole: MeasureFigure; places: Map<string, MeasureFigure> }[]> => {
  const level = isToldOf(ctx, place)
  if (level === null || !place.path.startsWith(ctx.acting.regionPath))
    return measures.map(() => ({ whole: NOT_TOLD, places: new Map() }))
  const told = await readTold(tx, Number(PLACE_BEFORE.exec(period)?.[0]))
  return measures.map((measure) => {
    if (!mayBeTold(measure, period)) return { whole: NOT_TOLD, places: new Map() }
    const own = told.filter(({ source, head }) => source === measure.source && head === measure.head)
    const atoms = new Map(own.map((one) => [one.place, toldOfOne(one.amount)]))
    if (level === 'county') return { whole: atoms.get(place.path) ?? toldOfOne(0), places: new Map() }
    return { whole: toldOfAll([...atoms.values()]), places: atoms }
  })
}

/** Facts that count families: 走访家庭 and the like. */
export const countsFamilies = (measure: Measure): boolean => isOfRegister(measure) || measure.unit === '户'

/**
 * Every measure as it may leave the house on a sheet, whoever takes it: what counts families as it is told to others, so that two
 * sheets say no more than one.
 */
export const readOutward = async (
  tx: Tx,
  ctx: Context,
  measures: readonly Measure[],
  question: Question,
): Promise<MeasureFigure[]> => {
  const found = await readFigures(tx, ctx.acting, factsAsked(ctx, measures, question))
  const register = measures.filter(isOfRegister)
  const told = await readToldFigures(tx, ctx, register, question)
  const families = measures.filter(isOfFacts).filter(countsFamilies)
  const open = measures.filter((measure) => isOfFacts(measure) && !countsFamilies(measure)).map(({ key }) => key)
  const closing = seesPlaces(ctx) ? await findClosing(tx, question.place.path, question.period) : null
  const kept = await keptBy(tx, closing, question, open)
  const level = isToldOf(ctx, question.place)
  const byCounty = await readFigures(tx, ctx.acting, factsAsked(ctx, families, question), {
    under: question.place.path,
  })
  return measures.map((measure) => {
    if (isOfRegister(measure)) return told[register.indexOf(measure)]?.whole ?? NOT_TOLD
    if (!countsFamilies(measure)) return asClosed(closing, figureOf(kept, measure), figureOf(found, measure))
    if (level === null || !isWholeYear(spanOf(question.period))) return NOT_TOLD
    if (level === 'county' || !seesPlaces(ctx)) return toldOfOne(figureOf(found, measure).value)
    return toldOfAll([...(byCounty.get(measure.key)?.values() ?? [])].map(({ value }) => toldOfOne(value)))
  })
}

/** Whether anything at all was recorded in these days; before the program came, nothing was. */
const isRecorded = async (tx: Tx, { from, to }: Days): Promise<boolean> =>
  (await tx
    .selectFrom('facts')
    .select('id')
    .where('state', 'in', ['recorded', 'checked'])
    .where('ends_on', '>=', from)
    .where('ends_on', '<=', to)
    .limit(1)
    .executeTakeFirst()) !== undefined

/**
 * Values of single measures in the own place, closed ones as they were closed, as the screen shows them. Null for posts that see single
 * facts only: what they would count is not the place's. A time of which nothing was recorded has no values of its own.
 */
export const figuresHere = async (
  tx: Tx,
  ctx: Context,
  keys: readonly string[],
  period: string,
): Promise<Map<string, number> | null> => {
  if (!seesPlaces(ctx)) return null
  const measures = MEASURES.filter(({ key }) => keys.includes(key))
  const question: Question = { period, place: await placeOf(tx, ctx), isNamed: false }
  const found = await readBoth(tx, ctx, measures, question)
  const closing = await findClosing(tx, question.place.path, period)
  const ofFacts = measures.filter(isOfFacts).map(({ key }) => key)
  const kept = await keptBy(tx, closing, question, ofFacts)
  const values = measures.map((measure) => {
    const figure = asClosed(isOfFacts(measure) ? closing : null, figureOf(kept, measure), figureOf(found, measure))
    return { measure, value: figure.value }
  })
  const isKnown = values.some(({ measure, value }) => isOfFacts(measure) && value !== 0)
  const hasFacts = isKnown || (ofFacts.length > 0 && (await isRecorded(tx, spanOf(period))))
  const counts = (measure: Measure) => (isOfFacts(measure) ? hasFacts : measure.isDated !== true)
  return new Map(
    values
      .filter(({ measure, value }) => value !== 0 || counts(measure))
      .map(({ measure, value }) => [measure.key, value]),
  )
}
