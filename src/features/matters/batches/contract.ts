import * as z from 'zod'
import { endpoint, Id, prose } from '../../../platform/http/contract.ts'
import { nameProblems } from '../../../platform/problem.ts'
import { BATCH_KINDS, BATCH_REFUSALS } from './rules.ts'

/** A batch (批次): what one press did to many matters, and whether it can be taken back as a whole. */
export const Batch = z.object({
  id: z.number(),
  kind: z.enum(BATCH_KINDS),
  title: z.string(),
  madeAt: z.string(),
  postName: z.string(),
  itemCount: z.number(),
  /** Matters changed by somebody since; they hold the taking back up. */
  changedCount: z.number(),
  changed: z.array(z.object({ id: z.number(), code: z.string(), title: z.string() })),
  /** Last day on which it can be taken back. */
  until: z.string(),
  takenBackAt: z.string().nullable(),
  takenBackBy: z.string().nullable(),
  /** Why it cannot be taken back, or null. */
  barrier: z.enum(BATCH_REFUSALS).nullable(),
})
export type Batch = z.output<typeof Batch>

export const TakeBack = z.object({ id: Id, reason: prose('撤回原因', 500).default('') })
export type TakeBack = z.output<typeof TakeBack>

export const batchProblems = nameProblems({
  'not-your-batch': [403, '不是本单位的批次', '这一批由别的单位办理，由该单位整批撤回。'],
  'taken-back': [409, '已经撤回过', '这一批已经整批撤回，不用再撤。'],
  'too-old': [409, '超过 30 天', '超过 30 天的批次不能整批撤回，逐件办理撤回。'],
  'changed-since': [409, '有事项后来改过', '有事项在这之后又办理过，不能整批撤回，逐件办理撤回。'],
})

export const batches = {
  list: endpoint('matters:write')
    .route({ method: 'GET', path: '/batches', summary: '本单位最近的批次' })
    .output(z.object({ batches: z.array(Batch) })),
  takeBack: endpoint('matters:write')
    .route({ method: 'POST', path: '/batches/{id}/take-back', summary: '整批撤回' })
    .input(TakeBack)
    .output(Batch),
}
