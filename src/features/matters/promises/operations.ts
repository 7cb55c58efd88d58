import type { Context } from '../../../platform/context.ts'
import { Problem, problems } from '../../../platform/problem.ts'
import type { MatterRow } from '../contract.ts'
import { toRows } from '../operations/shared.ts'
import { findMatters } from '../store/rows.ts'
import { mattersOf, seesFact } from './store.ts'

/** The matters that came of the promise of a fact, the latest first, as far as the acting post sees them. @throws Problem not-found */
export const listPromised = (ctx: Context, { id }: { id: number }): Promise<MatterRow[]> =>
  ctx.read(async (tx) => {
    if (!(await seesFact(tx, id))) throw new Problem(problems['not-found'])
    const ids = ((await mattersOf(tx, [id])).get(id) ?? []).map(({ matterId }) => matterId)
    return toRows(tx, ctx, await findMatters(tx, ids))
  })
