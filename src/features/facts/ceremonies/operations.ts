import type { Context } from '../../../platform/context.ts'
import { Problem, problems } from '../../../platform/problem.ts'
import type { FactRow } from '../contract.ts'
import { toRows } from '../operations/shared.ts'
import { findFacts } from '../store/rows.ts'
import { ceremoniesOf, seesReport } from './store.ts'

/** The ceremonies that deliveries of a report became, the latest first. @throws Problem not-found */
export const listCeremonies = (ctx: Context, { id }: { id: number }): Promise<FactRow[]> =>
  ctx.read(async (tx) => {
    if (!(await seesReport(tx, id))) throw new Problem(problems['not-found'])
    const facts = await findFacts(tx, await ceremoniesOf(tx, id))
    return toRows(tx, ctx, facts.reverse())
  })
