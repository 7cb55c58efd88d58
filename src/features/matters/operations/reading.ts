import type * as z from 'zod'
import type { Context } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import type { DualList, MatterDetail, MatterQuery, MatterRow } from '../contract.ts'
import { NEED_DIRECTIONS } from '../sides.ts'
import { countLightsByDirection, countMatters } from '../store/counts.ts'
import { lookedUp, type MatterFilter, pageOfMatters } from '../store/lists.ts'
import { findOrRefuse, toDetail, toRows } from './shared.ts'

/** One page of the ledger with the total of the same filter. @throws Problem not-valid for an unknown page key */
export const listMatters = (
  ctx: Context,
  { sort, after, size, ...asked }: MatterQuery,
): Promise<{ rows: MatterRow[]; total: number; next: string | null }> =>
  ctx.read(async (tx) => {
    const filter = await lookedUp(tx, asked)
    const page = await pageOfMatters(tx, ctx, filter, { sort, after, size })
    return { rows: await toRows(tx, ctx, page.rows), total: await countMatters(tx, ctx, filter), next: page.next }
  })

/** The first rows of a filter by day, within the caller's own reading and without their total. */
export const firstMatters = async (tx: Tx, ctx: Context, filter: MatterFilter, size: number): Promise<MatterRow[]> =>
  toRows(tx, ctx, (await pageOfMatters(tx, ctx, filter, { sort: 'due', size })).rows)

/** @throws Problem not-found */
export const getMatter = (ctx: Context, { id }: { id: number }): Promise<MatterDetail> =>
  ctx.read(async (tx) => toDetail(tx, ctx, await findOrRefuse(tx, id)))

const DUAL_PAGE = 50

const sumOf = (counts: Partial<Record<string, number>>): number =>
  Object.values(counts).reduce<number>((sum, count) => sum + (count ?? 0), 0)

/**
 * The 双清单: needs of both directions side by side. `open`: not finished; `closed`: 已销号; `other`: 不予办理 and 已撤回.
 * Parts handed down count with the need they come from, and by themselves where that one lies above the own place.
 * With a year, a need carried over out of that year stands under `other` of its year; each need is counted once.
 */
export const dualList = (
  ctx: Context,
  { show, year }: { show: 'open' | 'closed' | 'other'; year?: number },
): Promise<z.output<typeof DualList>> =>
  ctx.read(async (tx) => {
    const filterOf = (shown: typeof show): MatterFilter => ({ kind: ['need'], dual: shown, year, level: 'top' })
    const columns: z.output<typeof DualList>['columns'] = []
    const lightsOf = await countLightsByDirection(tx, ctx, filterOf(show))
    for (const direction of NEED_DIRECTIONS) {
      const shown = { ...filterOf(show), direction }
      const { rows, next } = await pageOfMatters(tx, ctx, shown, { sort: 'due', size: DUAL_PAGE })
      const lights = lightsOf(direction)
      columns.push({
        direction,
        open: show === 'open' ? sumOf(lights) : await countMatters(tx, ctx, { ...filterOf('open'), direction }),
        lights: { ok: 0, due: 0, over: 0, hung: 0, none: 0, done: 0, ...lights },
        rows: await toRows(tx, ctx, rows),
        next,
      })
    }
    // Every need has one direction, so the columns make up the whole.
    const shownCount = columns.reduce((sum, { lights }) => sum + sumOf(lights), 0)
    const countOf = (other: 'closed' | 'other') =>
      other === show ? shownCount : countMatters(tx, ctx, filterOf(other))
    const counts = {
      open: columns.reduce((sum, { open }) => sum + open, 0),
      closed: await countOf('closed'),
      other: await countOf('other'),
    }
    return { counts, columns }
  })
