import type * as z from 'zod'
import type { Context } from '../../../platform/context.ts'
import type { CalendarDay, FactDetail, FactFilter, FactPage, FactQuery, GalleryPicture } from '../contract.ts'
import { monthOf } from '../rules.ts'
import * as store from '../store/lists.ts'
import { findOrRefuse, toDetail, toRow } from './shared.ts'

/** A page of facts, the latest first, with how many there are and how many nobody checked (其中未核). */
export const listFacts = (ctx: Context, { after, size, ...filter }: FactQuery): Promise<z.output<typeof FactPage>> =>
  ctx.read(async (tx) => {
    const { rows, next } = await store.pageOfFacts(tx, ctx, { ...filter, after, size })
    const counted = await store.countFacts(tx, ctx, filter)
    return { rows: rows.map((row) => toRow(ctx, row)), next, ...counted }
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
    const span = { from: from ?? first, to: to ?? last }
    const days = new Map<string, z.output<typeof CalendarDay>>()
    for (const { on, kind, count, unchecked } of await store.countByDay(tx, ctx, { ...filter, ...span })) {
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
    const { rows, total, next } = await store.pageOfPictures(tx, ctx, query)
    return {
      rows: rows.map(({ regionId, regionName, sort: _, code, ...row }) => ({
        ...row,
        code: code ?? '草稿',
        region: { id: regionId, name: regionName },
      })),
      total,
      next,
    }
  })
