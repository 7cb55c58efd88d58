import { sql } from 'kysely'
import type { AuditEntry } from '../../../platform/audit/audit.ts'
import type { Context } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import { takeStep } from '../rules.ts'
import { asStored, factsOf, ledger, readMoreFacts, selectMatter } from '../store/rows.ts'
import { insertEntries } from '../store/writes.ts'
import { refusalProblem } from './refuse.ts'
import { actorOf, auditOf } from './shared.ts'

/**
 * Withdraws many matters at once, inside the caller's own change, all or none: the same rules as the step 撤回, written
 * set by set. Only for matters in which nothing waits (an import nobody has touched since).
 * @returns the audit rows of the caller's change
 * @throws Problem the refusal of the first matter that cannot be withdrawn, naming it
 */
export const withdrawMany = async (ctx: Context, tx: Tx, ids: number[], reason: string): Promise<AuditEntry[]> => {
  if (ids.length === 0) return []
  const query = ledger(tx).where('m.id', '=', sql<number>`any(${ids})`)
  const matters = asStored(await selectMatter(query).orderBy('m.id').execute())
  const more = await readMoreFacts(tx, ids, ctx.today)
  for (const matter of matters) {
    const facts = factsOf(matter, more)
    const taken = takeStep(facts, 'withdraw', actorOf(ctx), { reason }, ctx.today)
    if ('refused' in taken)
      throw refusalProblem(taken.refused, { matter: facts, step: 'withdraw', today: ctx.today, input: { reason } })
    if (taken.effects.length > 0) throw new Error(`matter ${matter.id} has something waiting`)
  }
  await insertEntries(
    tx,
    ctx,
    matters.map(({ id, state }) => ({
      matterId: id,
      step: 'withdraw',
      from: state,
      to: 'withdrawn',
      text: reason,
      details: {},
    })),
  )
  await tx
    .updateTable('matters')
    .set({ state: 'withdrawn', changed_at: ctx.now, version: sql`version + 1` })
    .where('id', '=', sql<number>`any(${ids})`)
    .execute()
  return matters.map((matter) => ({
    action: 'matter.withdraw',
    record: 'matters',
    recordId: matter.id,
    before: auditOf(matter),
    after: { ...auditOf(matter), state: 'withdrawn', version: matter.version + 1, text: reason },
  }))
}
