import type { Context } from '../../../platform/context.ts'
import { asProgram, type Tx } from '../../../platform/db/transaction.ts'
import { Problem, problems } from '../../../platform/problem.ts'
import { refuseSecrets } from '../../../platform/secrecy/guard.ts'
import { lockTree } from '../changes/store.ts'
import { dropUnitRecords } from '../military/store.ts'
import { batchProblems, type OrgBatch, type TakeBack } from './contract.ts'
import { takeBackBarrier, takeBackUntil } from './rules.ts'
import * as store from './store.ts'

const KINDS = ['organisation'] as const
const MOST_LISTED = 20
const MOST_NAMED = 10

const toBatch = async (ctx: Context, tx: Tx, head: store.BatchHead): Promise<OrgBatch> => {
  const { unitId, madeOn, kind: _kind, ...row } = head
  const changed = row.takenBackAt === null ? await asProgram(tx, () => store.changedSince(tx, row.id)) : []
  const facts = { unitId, madeOn, isTakenBack: row.takenBackAt !== null, changed: changed.length }
  return {
    ...row,
    changedCount: changed.length,
    changed: changed.slice(0, MOST_NAMED),
    until: takeBackUntil(madeOn),
    barrier: takeBackBarrier(facts, ctx.acting.unitId, ctx.today),
  }
}

/** The latest Excel sheets of the organisation that the acting unit took in. */
export const listOrgBatches = (ctx: Context): Promise<{ batches: OrgBatch[] }> =>
  ctx.read(async (tx) => {
    const batches: OrgBatch[] = []
    for (const head of await store.listBatchHeads(tx, ctx.acting.unitId, KINDS, MOST_LISTED))
      batches.push(await toBatch(ctx, tx, head))
    return { batches }
  })

/**
 * Takes an Excel of the organisation back as a whole, or not at all: nothing it made may have been changed or used since.
 * @throws Problem not-found, not-your-batch, taken-back, too-old, changed-since (naming what was), secrecy
 */
export const takeOrgBatchBack = (ctx: Context, { id, reason }: TakeBack): Promise<OrgBatch> => {
  refuseSecrets({ '/reason': reason })
  return ctx.change('organisation.take-back', async (tx) => {
    await lockTree(tx, ctx.acting.cityId)
    const head = (await store.lockBatchHead(tx, id)) ? await store.findBatchHead(tx, id, KINDS) : undefined
    if (!head) throw new Problem(problems['not-found'])
    const { barrier, changed, changedCount } = await toBatch(ctx, tx, head)
    if (barrier === 'changed-since') {
      const more = changedCount > changed.length ? ` 等 ${changedCount} 条` : ''
      const detail = `${changed.join('、')}${more}在这之后改过或用过，不能整批撤回，逐条撤销。`
      throw new Problem(batchProblems[barrier], { detail })
    }
    if (barrier) throw new Problem(batchProblems[barrier])
    const rows = await store.readRecords(tx, id)
    await store.takeRecordsBack(tx, rows, ctx.now)
    const unitIds = rows.flatMap((row) => (row.record === 'units' ? [row.id] : []))
    await asProgram(tx, () => dropUnitRecords(tx, unitIds))
    await store.markTakenBack(tx, ctx, id, reason)
    const answer = await toBatch(ctx, tx, (await store.findBatchHead(tx, id, KINDS)) as store.BatchHead)
    return {
      record: 'batches',
      recordId: id,
      after: { title: head.title, itemCount: head.itemCount, text: reason },
      more: rows.map((row) => ({
        action: 'organisation.taken-back',
        record: row.record,
        recordId: row.id,
        after: { batchId: id },
      })),
      answer,
    }
  })
}
