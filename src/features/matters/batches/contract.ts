import * as z from 'zod'
import { endpoint } from '../../../platform/http/contract.ts'
import { BatchBase, TakeBack } from '../../org/batches/contract.ts'

/** What made a batch of matters: an Excel taken in, or one step taken in many matters at once. */
export const BATCH_KINDS = ['import', 'steps'] as const
export type BatchKind = (typeof BATCH_KINDS)[number]

/** A batch (批次): what one press did to many matters, and whether it can be taken back as a whole. */
export const Batch = BatchBase.extend({
  kind: z.enum(BATCH_KINDS),
  changed: z.array(z.object({ id: z.number(), code: z.string(), title: z.string() })),
})
export type Batch = z.output<typeof Batch>

export const batches = {
  list: endpoint('matters:write')
    .route({ method: 'GET', path: '/batches', summary: '本单位最近的批次' })
    .output(z.object({ batches: z.array(Batch) })),
  takeBack: endpoint('matters:write')
    .route({ method: 'POST', path: '/batches/{id}/take-back', summary: '整批撤回' })
    .input(TakeBack)
    .output(Batch),
}
