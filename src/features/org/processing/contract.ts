import * as z from 'zod'
import { Download, endpoint } from '../../../platform/http/contract.ts'

/** How a kind of data is guarded: closed data is encrypted and masked, working data stands under the row policies. */
export const DATA_CLASSES = ['closed', 'working', 'none'] as const
export type DataClass = (typeof DATA_CLASSES)[number]

/** One kind of data in the register of processing (数据处理登记). */
export const DataKind = z.object({
  code: z.string(),
  name: z.string(),
  class: z.enum(DATA_CLASSES),
  /** Whose data it is; null where it is nobody's. */
  whose: z.string().nullable(),
  purpose: z.string(),
  /** The law that carries it; null where it is no personal data. `isVerified`: somebody here held it against the text. */
  basis: z.object({ law: z.string(), article: z.string(), isVerified: z.boolean() }).nullable(),
  retention: z.string(),
  seenBy: z.string(),
})
export type DataKind = z.output<typeof DataKind>

/** A kind with every column that holds it, as `table.column`. */
export const DataKindLine = DataKind.extend({ columns: z.array(z.string()) })
export type DataKindLine = z.output<typeof DataKindLine>

export const processing = {
  list: endpoint('processing:read')
    .route({ method: 'GET', path: '/processing', summary: '数据处理登记' })
    .input(z.object({}))
    .output(z.object({ rows: z.array(DataKindLine) })),
  export: endpoint('processing:read')
    .route({ method: 'GET', path: '/processing/sheet', summary: '下载数据处理登记' })
    .input(z.object({}))
    .output(Download),
}
