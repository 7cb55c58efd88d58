import type { Context } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import { Problem, problems } from '../../../platform/problem.ts'
import { refuseSecrets } from '../../../platform/secrecy/guard.ts'
import { type Reading, readDocument } from '../reading/index.ts'
import { type DocumentFound, findDocument, lockDocument } from '../store.ts'
import {
  type DocumentReading,
  type KeepFigures,
  type SaveFigure,
  type StatedFigure,
  type StatedFigures,
  statedProblems,
} from './contract.ts'
import {
  isOwnPlace,
  metricKeyOf,
  periodKeyOf,
  readStated,
  removedOf,
  statedTotal,
  suggest,
  sumOfPoints,
} from './rules.ts'
import * as store from './store.ts'

const mayKeep = (ctx: Context, regionPath: string): boolean =>
  ctx.acting.role === 'office' && regionPath.startsWith(ctx.acting.regionPath)

/** A stated figure as it is shown to the acting post. */
export const toStated = (ctx: Context, { regionPath, withdrawnAt, ...row }: store.StatedRow): StatedFigure => ({
  ...row,
  bound: row.bound as StatedFigure['bound'],
  periodKey: periodKeyOf(row.period),
  mayEdit: mayKeep(ctx, regionPath) && withdrawnAt === null,
})

/** @throws Problem not-found, not-yours: figures are kept by the office that keeps the document */
const findMine = async (ctx: Context, tx: Tx, id: number): Promise<DocumentFound> => {
  const found = await findDocument(tx, id)
  if (!found) throw new Problem(problems['not-found'])
  if (!mayKeep(ctx, found.regionPath)) throw new Problem(problems['not-yours'])
  return found
}

/**
 * Figures, scoring clauses and what was left out of a document, read out of its clean text (读出的数字、评分条款).
 * @throws Problem not-found, not-yours
 */
export const readFigures = async (ctx: Context, { documentId }: { documentId: number }): Promise<DocumentReading> => {
  const document = await ctx.read((tx) => findMine(ctx, tx, documentId))
  const { figures, scoring, head } = readStated(document.text, ctx.today)
  // the title as a person may have corrected it speaks before what the text begins with
  const named = readDocument(document.title, {}).head
  return {
    figures: figures.map((one) => ({
      ...one,
      suggested: suggest(one, {
        place: named.place ?? head.place,
        period: named.period ?? head.period,
        year: document.year,
        regionName: document.regionName,
      }),
    })),
    scoring,
    points: { ...sumOfPoints(scoring), total: scoring.length === 0 ? null : statedTotal(document.text) },
    removed: removedOf(document.originalText, document.reading as unknown as Reading, document.text.length),
  }
}

const listOf = async (ctx: Context, tx: Tx, documentId: number): Promise<StatedFigures> => ({
  figures: (await store.listStated(tx, { documentId })).map((row) => toStated(ctx, row)),
})

/** Stated figures of a document that the acting post may read. @throws Problem not-found */
export const listFigures = (ctx: Context, { documentId }: { documentId: number }): Promise<StatedFigures> =>
  ctx.read(async (tx) => {
    if (!(await findDocument(tx, documentId))) throw new Problem(problems['not-found'])
    return listOf(ctx, tx, documentId)
  })

/** Names of metrics under which the acting post sees figures kept. */
export const listMetricNames = async (ctx: Context) => ({ names: await ctx.read((tx) => store.listNames(tx)) })

/** The place as it is kept: 全市 is the place of the document's office; a place of the own tree stands with its id. */
const settlePlaces = async (
  ctx: Context,
  tx: Tx,
  places: readonly string[],
  ownName: string,
): Promise<(place: string) => { place: string; regionId: number | null }> => {
  const named = (place: string): string => (isOwnPlace(place) ? ownName : place)
  const regions = await store.regionsByName(tx, ctx.acting.cityId, [...new Set(places.map(named))])
  return (place) => ({ place: named(place), regionId: regions.get(named(place)) ?? null })
}

/**
 * Keeps figures of a document as stated figures (采用为引用数字), all or none. What was printed is read again here; a figure
 * that is kept already stays as it is.
 * @throws Problem not-found, not-yours, figure-gone, secrecy
 */
export const keepFigures = (ctx: Context, { documentId, figures }: KeepFigures): Promise<StatedFigures> => {
  refuseSecrets(
    Object.fromEntries(
      figures.flatMap(({ metric, place, period }, index) => [
        [`/figures/${index}/metric`, metric],
        [`/figures/${index}/place`, place],
        [`/figures/${index}/period`, period],
      ]),
    ),
  )
  return ctx.change('figure.keep', async (tx) => {
    const document = await findMine(ctx, tx, documentId)
    // a document that is read again in the meantime would leave the figures at other places
    await lockDocument(tx, documentId)
    const found = new Map(readStated(document.text, ctx.today).figures.map((one) => [one.startAt, one]))
    const settled = await settlePlaces(
      ctx,
      tx,
      figures.map(({ place }) => place),
      document.regionName,
    )
    const kept = figures.map(({ startAt, endAt, metric, place, period }): store.NewStated => {
      const one = found.get(startAt)
      if (one?.endAt !== endAt) throw new Problem(statedProblems['figure-gone'])
      const { startAt: from, endAt: to } = one.sentence
      const metricKey = metricKeyOf(metric, one.unit)
      return { ...one, ...settled(place), metric, metricKey, period, sentence: document.text.slice(from, to) }
    })
    const { acting, now } = ctx
    const by = { cityId: acting.cityId, documentId, postId: acting.postId, personId: acting.personId, at: now }
    const added = await store.insertStated(tx, by, [...new Map(kept.map((one) => [one.startAt, one])).values()])
    const byStart = new Map(kept.map((one) => [one.startAt, one]))
    return {
      record: 'documents',
      recordId: documentId,
      after: { figures: added.map(({ id }) => id) },
      more: added.map(({ id, startAt }) => {
        const { words, metric, place, period } = byStart.get(startAt) as store.NewStated
        return {
          action: 'figure.keep',
          record: 'stated_figures',
          recordId: id,
          after: { words, metric, place, period },
        }
      }),
      answer: await listOf(ctx, tx, documentId),
    }
  })
}

/** The figure, if the acting office keeps its document. @throws Problem not-found, not-yours, figure-withdrawn */
const findOne = async (ctx: Context, tx: Tx, id: number): Promise<store.StatedRow> => {
  const found = await store.findStated(tx, id)
  if (!found) throw new Problem(problems['not-found'])
  if (!mayKeep(ctx, found.regionPath)) throw new Problem(problems['not-yours'])
  if (found.withdrawnAt !== null) throw new Problem(statedProblems['figure-withdrawn'])
  return found
}

const outOfDate = async (ctx: Context, tx: Tx, id: number): Promise<Problem> => {
  const latest = await store.findStated(tx, id)
  return new Problem(problems['out-of-date'], {
    detail: '这个引用数字刚被改过。载入新的内容，核对后再改。',
    ...(latest ? { extra: { latest: toStated(ctx, latest) } } : {}),
  })
}

/** Corrects metric, place and period of a stated figure. @throws Problem not-found, not-yours, figure-withdrawn, out-of-date, secrecy */
export const saveFigure = (ctx: Context, { id, version, ...said }: SaveFigure): Promise<StatedFigure> => {
  refuseSecrets({ '/metric': said.metric, '/place': said.place, '/period': said.period })
  return ctx.change('figure.save', async (tx) => {
    const { metric, place, period, unit, documentId } = await findOne(ctx, tx, id)
    const document = await findMine(ctx, tx, documentId)
    const settled = (await settlePlaces(ctx, tx, [said.place], document.regionName))(said.place)
    const after = { ...said, ...settled, metricKey: metricKeyOf(said.metric, unit) }
    if (!(await store.saveStated(tx, id, version, after))) throw await outOfDate(ctx, tx, id)
    return {
      record: 'stated_figures',
      recordId: id,
      before: { metric, place, period },
      after: { metric: after.metric, place: after.place, period: after.period },
      answer: toStated(ctx, (await store.findStated(tx, id)) as store.StatedRow),
    }
  })
}

/** Takes a stated figure back (撤回); it stays in the table. @throws Problem not-found, not-yours, figure-withdrawn, out-of-date */
export const withdrawFigure = (ctx: Context, { id, version }: { id: number; version: number }): Promise<StatedFigure> =>
  ctx.change('figure.withdraw', async (tx) => {
    const { words, metric, place, period } = await findOne(ctx, tx, id)
    const by = { postId: ctx.acting.postId, at: ctx.now }
    if (!(await store.withdrawStated(tx, id, version, by))) throw await outOfDate(ctx, tx, id)
    return {
      record: 'stated_figures',
      recordId: id,
      before: { words, metric, place, period },
      answer: toStated(ctx, (await store.findStated(tx, id)) as store.StatedRow),
    }
  })
