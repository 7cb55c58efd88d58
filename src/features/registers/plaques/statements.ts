import type { Context } from '../../../platform/context.ts'
import { Problem } from '../../../platform/problem.ts'
import { found } from '../../org/index.ts'
import { askedPlace, registerCode, takeRegisterNumbers } from '../places.ts'
import { type PlaqueQuery, type PlaqueStatement, plaqueProblems } from './contract.ts'
import { accountOf, shownRows } from './operations.ts'
import * as store from './store.ts'

const PREFIX = 'GP'

const shown = ({ regionId, regionPath: _path, placeName, ...statement }: store.StoredStatement): PlaqueStatement => ({
  ...statement,
  place: { id: regionId, name: placeName },
})

/** Frozen accounts of the places in range, the newest first. */
export const listPlaqueStatements = (ctx: Context, query: { after?: number; size: number }) =>
  ctx.read(async (tx) => {
    const page = await store.listStatements(tx, query)
    return { ...page, rows: page.rows.map(shown) }
  })

/** @throws Problem not-found */
export const getPlaqueStatement = (ctx: Context, { id }: { id: number }): Promise<PlaqueStatement> =>
  ctx.read(async (tx) => shown(found(await store.findStatement(tx, id))))

/** The households behind a figure of a frozen account, of the whole place or of one below it. @throws Problem not-found */
export const listPlaqueStatementLines = (
  ctx: Context,
  { id, regionId, ...query }: Omit<PlaqueQuery, 'q'> & { id: number },
) =>
  ctx.read(async (tx) => {
    const statement = found(await store.findStatement(tx, id))
    const { path } = await askedPlace(ctx, tx, regionId ?? statement.regionId)
    const page = await store.listStatementLines(tx, { id, path }, query)
    return { ...page, rows: await shownRows(ctx, tx, page.rows) }
  })

/**
 * Freezes the account of a place with a number and the day: figures, the figures of the places below, and every household that
 * is owed a plaque, has one or may ask for one. It balances because each card does; nothing of it changes afterwards.
 * @throws Problem not-found, nothing-owed
 */
export const freezePlaques = (ctx: Context, { regionId }: { regionId: number }): Promise<PlaqueStatement> =>
  ctx.change('plaque.freeze', async (tx) => {
    const place = await askedPlace(ctx, tx, regionId)
    const year = Number(ctx.today.slice(0, 4))
    // The counter's row is locked first: of two who freeze at once the later one waits.
    const last = await takeRegisterNumbers(tx, ctx.acting.cityId, PREFIX, year)
    const { figures, places, mayFreeze } = await accountOf(ctx, tx, place)
    if (!mayFreeze) throw new Problem(plaqueProblems['nothing-owed'])
    const number = registerCode(PREFIX, year, last, 2)
    const { id, lines } = await store.insertStatement(tx, ctx, { number, place, figures, places })
    return {
      record: 'plaque_statements',
      recordId: id,
      after: { code: number, regionId, figures, lines },
      answer: shown(found(await store.findStatement(tx, id))),
    }
  })
