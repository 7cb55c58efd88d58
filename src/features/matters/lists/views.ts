import { addDays } from '../../../platform/calendar/days.ts'
import type { Context } from '../../../platform/context.ts'
import { dayOf } from '../../../platform/context.ts'
import { Problem, problems } from '../../../platform/problem.ts'
import { refuseSecrets } from '../../../platform/secrecy/guard.ts'
import { listProblems, type SavedView, type SaveView } from './contract.ts'
import * as store from './views-store.ts'

/** Views of one post, and views of one office that it shares. */
const MOST = 30
/** Days within which a deleted view comes back. */
const KEPT_DAYS = 30

type Reader = Pick<Context, 'acting'>

const mayChange = ({ acting }: Reader, view: store.StoredView): boolean =>
  view.sharing === 'mine'
    ? view.postId === acting.postId
    : acting.role === 'office' && (view.unitId === acting.unitId || view.postId === acting.postId)

const toView = (reader: Reader, view: store.StoredView): SavedView => ({
  id: view.id,
  name: view.name,
  sharing: view.sharing,
  layout: view.layout,
  search: view.search,
  columns: view.columns,
  mayChange: mayChange(reader, view),
  from: view.sharing === 'mine' ? null : view.unitName,
  version: view.version,
})

const auditOf = ({ name, sharing, layout, search, columns, sort }: store.StoredView) => ({
  name,
  sharing,
  layout,
  search,
  columns,
  sort,
})

/** Views that the acting post sees: its own first, then those shared with it, each in their order. */
export const listViews = (ctx: Context): Promise<SavedView[]> =>
  ctx.read(async (tx) => (await store.listViews(tx, ctx.acting)).map((view) => toView(ctx, view)))

const checked = (ctx: Context, input: SaveView) => {
  refuseSecrets({ '/name': input.name, '/search': input.search.q })
  if (input.sharing !== 'mine' && ctx.acting.role !== 'office') throw new Problem(listProblems['sharing-not-yours'])
}

/** Keeps filters, order, columns and layout under a name. @throws Problem sharing-not-yours, too-many-views, secrecy */
export const saveView = (ctx: Context, input: SaveView): Promise<SavedView> => {
  checked(ctx, input)
  return ctx.change('view.save', async (tx) => {
    const own = (await store.listViews(tx, ctx.acting)).filter((view) => mayChange(ctx, view))
    if (own.length >= MOST) throw new Problem(listProblems['too-many-views'])
    const sort = Math.max(0, ...own.map((view) => view.sort)) + 1
    const id = await store.insertView(tx, ctx.acting, { ...input, sort })
    const after = (await store.findView(tx, id)) as store.StoredView
    return { record: 'ledger_views', recordId: id, after: auditOf(after), answer: toView(ctx, after) }
  })
}

const findOwn = async (ctx: Context, tx: store.Tx, id: number): Promise<store.StoredView> => {
  const view = await store.findView(tx, id)
  if (!view) throw new Problem(problems['not-found'])
  if (!mayChange(ctx, view)) throw new Problem(problems['not-yours'])
  return view
}

/** @throws Problem not-found, not-yours, out-of-date with the newer view as `latest`, sharing-not-yours, secrecy */
export const changeView = (
  ctx: Context,
  { id, version, ...input }: SaveView & { id: number; version: number },
): Promise<SavedView> => {
  checked(ctx, input)
  return ctx.change('view.change', async (tx) => {
    const before = await findOwn(ctx, tx, id)
    if (before.droppedAt !== null) throw new Problem(problems['not-found'])
    if (!(await store.changeView(tx, id, version, input)))
      throw new Problem(problems['out-of-date'], { extra: { latest: toView(ctx, before) } })
    const after = (await store.findView(tx, id)) as store.StoredView
    return {
      record: 'ledger_views',
      recordId: id,
      before: auditOf(before),
      after: auditOf(after),
      answer: toView(ctx, after),
    }
  })
}

/** Puts a view at a place (from 1) among those the post may change. @throws Problem not-found, not-yours */
export const placeView = (ctx: Context, { id, place }: { id: number; place: number }): Promise<SavedView[]> =>
  ctx.change('view.place', async (tx) => {
    const moved = await findOwn(ctx, tx, id)
    const own = (await store.listViews(tx, ctx.acting)).filter((view) => mayChange(ctx, view) && view.id !== id)
    own.splice(place - 1, 0, moved)
    for (const [index, view] of own.entries()) if (view.sort !== index + 1) await store.setSort(tx, view.id, index + 1)
    const answer = (await store.listViews(tx, ctx.acting)).map((view) => toView(ctx, view))
    return { record: 'ledger_views', recordId: id, before: { sort: moved.sort }, after: { place }, answer }
  })

/** Puts a view away; it comes back within 30 days. @throws Problem not-found, not-yours, out-of-date */
export const dropView = (ctx: Context, { id, version }: { id: number; version: number }): Promise<SavedView[]> =>
  ctx.change('view.drop', async (tx) => {
    const before = await findOwn(ctx, tx, id)
    if (before.droppedAt !== null) throw new Problem(problems['not-found'])
    if (!(await store.setDropped(tx, id, version, ctx.now)))
      throw new Problem(problems['out-of-date'], { extra: { latest: toView(ctx, before) } })
    const answer = (await store.listViews(tx, ctx.acting)).map((view) => toView(ctx, view))
    return { record: 'ledger_views', recordId: id, before: auditOf(before), after: { dropped: true }, answer }
  })

/** Brings a deleted view back. @throws Problem not-found, not-yours, view-gone after 30 days */
export const restoreView = (ctx: Context, { id }: { id: number }): Promise<SavedView> =>
  ctx.change('view.restore', async (tx) => {
    const before = await findOwn(ctx, tx, id)
    if (before.droppedAt !== null && addDays(dayOf(before.droppedAt), KEPT_DAYS) < ctx.today)
      throw new Problem(listProblems['view-gone'])
    await store.setDropped(tx, id, before.version, null)
    const after = (await store.findView(tx, id)) as store.StoredView
    return { record: 'ledger_views', recordId: id, after: auditOf(after), answer: toView(ctx, after) }
  })
