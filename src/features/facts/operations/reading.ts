import type * as z from 'zod'
import type { Context } from '../../../platform/context.ts'
import type { CalendarDay, FactDetail, FactFilter, FactPage, FactQuery, GalleryPicture } from '../contract.ts'
import { monthOf } from '../rules.ts'
import * as store from '../store/lists.ts'
import { veilOf } from '../veil.ts'
import { amongNamed } from './named.ts'
import { findOrRefuse, toDetail, toRows } from './shared.ts'

/** A page of facts, the latest first, with how many there are and how many nobody checked (其中未核). */
export const listFacts = (ctx: Context, { after, size, ...filter }: FactQuery): Promise<z.output<typeof FactPage>> =>
  ctx.read(async (tx) => {
    const asked = await amongNamed(tx, ctx, filter)
    const { rows, ...page } = await store.countedPage(tx, ctx, { ...asked, after, size })
    return { rows: await toRows(tx, ctx, rows), ...page }
  })

/** @throws Problem not-found */
export const getFact = (ctx: Context, { id }: { id: number }): Promise<FactDetail> =>
  ctx.read(async (tx) => toDetail(tx, ctx, await findOrRefuse(tx, id)))

/** Facts by the day they began on, of each kind; the month that runs where no days are named. */
export const readCalendar = (
  ctx: Context,
  { from, to, ...filter }: FactFilter,
): Promise<z.output<typeof CalendarDay>[]> =>
  ctx.read(async (tx) => {
    const { first, last } = monthOf(ctx.today)
    const asked = await amongNamed(tx, ctx, filter)
    const span = { from: from ?? first, to: to ?? last }
    const days = new Map<string, z.output<typeof CalendarDay>>()
    for (const { on, kind, count, unchecked } of await store.countByDay(tx, ctx, { ...asked, ...span })) {
      const day = days.get(on) ?? { on, count: 0, unchecked: 0, kinds: [] }
      days.set(on, day)
      day.count += count
      day.unchecked += unchecked
      day.kinds.push({ kind, count })
    }
    return [...days.values()]
  })

/** Pictures of facts, of the latest first. */
export const listPictures = (
  ctx: Context,
  query: FactQuery,
): Promise<{ rows: z.output<typeof GalleryPicture>[]; total: number; next: string | null }> =>
  ctx.read(async (tx) => {
    const { rows, total, next } = await store.pageOfPictures(tx, ctx, await amongNamed(tx, ctx, query))
    const words = rows.map(({ factId, title, caption, name }) => [factId, `${title}\n${caption}\n${name}`] as const)
    const veil = await veilOf(tx, ctx, words)
    return {
      rows: rows.map(({ regionId, regionName, sort: _, code, ...row }) => ({
        ...row,
        title: veil(row.factId, row.title),
        caption: veil(row.factId, row.caption),
        name: veil(row.factId, row.name),
        code: code ?? '草稿',
        region: { id: regionId, name: regionName },
      })),
      total,
      next,
    }
  })
