import * as z from 'zod'
import { endpoint, Id, prose } from '../../../platform/http/contract.ts'
import { nameProblems } from '../../../platform/problem.ts'
import { BATCH_REFUSALS } from './rules.ts'

/** What every batch (批次) shows, whatever it made. */
export const BatchBase = z.object({
  id: z.number(),
  title: z.string(),
  madeAt: z.string(),
  postName: z.string(),
  itemCount: z.number(),
  /** What was changed or used by somebody since; it holds the taking back up. */
  changedCount: z.number(),
  /** Last day on which it can be taken back. */
  until: z.string(),
  takenBackAt: z.string().nullable(),
  takenBackBy: z.string().nullable(),
  /** Why it cannot be taken back, or null. */
  barrier: z.enum(BATCH_REFUSALS).nullable(),
})
export type BatchBase = z.output<typeof BatchBase>

/** An Excel of the organisation that was taken in; `changed` names the first of what holds it up. */
export const OrgBatch = BatchBase.extend({ changed: z.array(z.string()) })
export type OrgBatch = z.output<typeof OrgBatch>

export const TakeBack = z.object({ id: Id, reason: prose('撤回原因', 500).default('') })
export type TakeBack = z.output<typeof TakeBack>

export const batchProblems = nameProblems({
  'not-your-batch': [403, '不是本单位的批次', '这一批由别的单位办理，由该单位整批撤回。'],
  'taken-back': [409, '已经撤回过', '这一批已经整批撤回，不用再撤。'],
  'too-old': [409, '超过 30 天', '超过 30 天的批次不能整批撤回，逐件撤回。'],
  'changed-since': [409, '有的后来改过', '其中有的在这之后改过或用过，不能整批撤回，逐件撤回。'],
})

export const orgBatches = {
  list: endpoint('org:import')
    .route({ method: 'GET', path: '/org-batches', summary: '导入过的组织表格' })
    .output(z.object({ batches: z.array(OrgBatch) })),
  takeBack: endpoint('org:import')
    .route({ method: 'POST', path: '/org-batches/{id}/take-back', summary: '整批撤回导入的组织表格' })
    .input(TakeBack)
    .output(OrgBatch),
}
