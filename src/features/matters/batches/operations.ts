import type { AuditEntry } from '../../../platform/audit/audit.ts'
import type { Context } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import { Problem, problems } from '../../../platform/problem.ts'
import { refuseSecrets } from '../../../platform/secrecy/guard.ts'
import { batchProblems, type TakeBack } from '../../org/batches/contract.ts'
import { markTakenBack, takeBackBarrier, takeBackUntil } from '../../org/index.ts'
import { withdrawMany } from '../operations/many.ts'
import { restoreMany } from '../operations/restoring.ts'
import type { Batch, BatchKind } from './contract.ts'
import * as store from './store.ts'

const MOST_LISTED = 30

const toBatch = (ctx: Pick<Context, 'acting' | 'today'>, stored: store.StoredBatch): Batch => {
  const { unitId, madeOn, changedCount: changed, takenBackAt, ...row } = stored
  const facts = { unitId, madeOn, isTakenBack: takenBackAt !== null, changed }
  return {
    id: row.id,
    kind: row.kind as BatchKind,
    title: row.title,
    madeAt: row.madeAt,
    postName: row.postName,
    itemCount: row.itemCount,
    changedCount: changed,
    changed: row.changed,
    until: takeBackUntil(madeOn),
    takenBackAt,
    takenBackBy: row.takenBackBy,
    barrier: takeBackBarrier(facts, ctx.acting.unitId, ctx.today),
  }
}

/** The latest batches of the acting unit. */
export const listBatches = (ctx: Context): Promise<{ batches: Batch[] }> =>
  ctx.read(async (tx) => {
    const stored = await store.listBatches(tx, ctx.acting.unitId, MOST_LISTED)
    return { batches: stored.map((one) => toBatch(ctx, one)) }
  })

type Undo = (ctx: Context, tx: Tx, items: store.BatchItem[], reason: string) => Promise<AuditEntry[]>

/** How each kind of batch is taken back. The timeline keeps both what was done and that it was taken back. */
const UNDO: Partial<Record<BatchKind, Undo>> = {
  // What an import made is withdrawn 已撤回: codes keep no gaps, and leads see why it is gone.
  import: (ctx, tx, items, reason) =>
    withdrawMany(
      ctx,
      tx,
      items.map(({ matterId }) => matterId),
      reason,
    ),
  // What steps moved stands again as it did; the steps stay in the timeline.
  steps: restoreMany,
}

/**
 * Takes a batch back as a whole, or not at all.
 * @throws Problem not-found, not-your-batch, taken-back, too-old, changed-since (naming what was changed), secrecy
 */
export const takeBackBatch = (ctx: Context, { id, reason }: TakeBack): Promise<Batch> => {
  refuseSecrets({ '/reason': reason })
  return ctx.change('batch.take-back', async (tx) => {
    if (!(await store.lockBatch(tx, id))) throw new Problem(problems['not-found'])
    const before = (await store.findBatch(tx, id)) as store.StoredBatch
    const batch = toBatch(ctx, before)
    if (batch.barrier) throw barrierProblem(batch)
    const undo = UNDO[batch.kind]
    if (!undo) throw new Error(`no way back for ${batch.kind}`)
    const words = `整批撤回“${asInner(batch.title)}”${reason ? `：${reason}` : ''}`
    const more = await undo(ctx, tx, await store.readItems(tx, id), words)
    await markTakenBack(tx, ctx, id, reason)
    const after = toBatch(ctx, (await store.findBatch(tx, id)) as store.StoredBatch)
    const { title, itemCount } = after
    return { record: 'batches', recordId: id, after: { title, itemCount, text: reason }, answer: after, more }
  })
}

/** Quotation marks inside a quotation are single ones. */
const asInner = (title: string): string => title.replaceAll('“', '‘').replaceAll('”', '’')

const barrierProblem = ({ barrier, changed, changedCount }: Batch): Problem => {
  const type = batchProblems[barrier as NonNullable<Batch['barrier']>]
  if (barrier !== 'changed-since') return new Problem(type)
  const named = changed.map(({ code, title }) => `${code}“${title}”`).join('、')
  const detail = `有 ${changedCount} 件在这之后又办理过，不能整批撤回：${named}${changedCount > changed.length ? ' 等' : ''}。逐件办理撤回。`
  return new Problem(type, { detail, extra: { changed } })
}
