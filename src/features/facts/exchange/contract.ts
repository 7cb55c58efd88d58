import * as z from 'zod'
import { Download, endpoint, Id } from '../../../platform/http/contract.ts'
import { nameProblems } from '../../../platform/problem.ts'
import { BatchBase, TakeBack } from '../../org/batches/contract.ts'
import { FactFilter, KindCode } from '../contract.ts'

/** A sheet of one kind to be taken in: the uploaded file, and the year of days that are written without one. */
export const FactSheet = z.object({
  fileId: Id,
  kind: KindCode,
  year: z.number({ error: '年份写成 2026 的样子。' }).int().min(2000).max(2200),
})
export type FactSheet = z.output<typeof FactSheet>

/** What taking the sheet in would do; nothing is written yet. */
export const CheckedFactSheet = z.object({
  /** SHA-256 of the file; taking in is bound to it. */
  digest: z.string(),
  fileName: z.string(),
  /** `known`: recorded by the unit already, or twice in the sheet; `passed`: lines of totals and notes, which are no facts. */
  counts: z.object({
    rows: z.number(),
    fresh: z.number(),
    known: z.number(),
    wrong: z.number(),
    passed: z.number(),
  }),
  errors: z.array(z.object({ line: z.number(), column: z.string(), cell: z.string(), words: z.string() })),
  errorCount: z.number(),
  rows: z.array(
    z.object({
      line: z.number(),
      status: z.enum(['new', 'known', 'twice', 'wrong']),
      title: z.string(),
      day: z.string(),
      place: z.string(),
      amounts: z.string(),
    }),
  ),
  unknownHeaders: z.array(z.string()),
  /** The same file was taken in before and that stands: it is not taken in twice. */
  earlier: z.object({ batchId: z.number(), itemCount: z.number() }).nullable(),
})
export type CheckedFactSheet = z.output<typeof CheckedFactSheet>

export const TakeInFacts = FactSheet.extend({ digest: z.string().length(64, { error: '先核对表格，再采用。' }) })
export type TakeInFacts = z.output<typeof TakeInFacts>

export const FactBatch = BatchBase.extend({ changed: z.array(z.string()) })
export type FactBatch = z.output<typeof FactBatch>

export const factExchangeProblems = nameProblems({
  'file-gone': [422, '没有这份文件', '上传的表格不在了，重新选择后上传。'],
  'not-a-table': [422, '不是表格', '导入只收 .xlsx 和 .csv，另存后重新上传。'],
  'sheet-changed': [409, '表格换过了', '采用的和核对过的不是同一份表，重新核对后再采用。'],
  'wrong-rows': [422, '表里还有错', '表里还有错，一条也没有导入。按标出的行和列改好后重新上传。'],
  'nothing-new': [422, '没有新实绩', '表里没有新的实绩，不用导入。'],
  'already-taken-in': [409, '这份表已经导入', '同一份表已经导入，不重复导入。要重来的，先整批撤回。'],
  'too-many-to-export': [422, '导出的太多', '一次最多导出 20,000 条，缩小筛选范围后再导出。'],
})

export const factExchange = {
  template: endpoint('facts:write')
    .route({ method: 'GET', path: '/fact-sheets/template', summary: '下载实绩导入模板' })
    .input(z.object({ kind: KindCode.default('visit') }))
    .output(Download),
  check: endpoint('facts:write')
    .route({ method: 'POST', path: '/fact-sheets/check', summary: '核对要导入的实绩表，不写入' })
    .input(FactSheet)
    .output(CheckedFactSheet),
  takeIn: endpoint('facts:write')
    .route({ method: 'POST', path: '/fact-sheets/take-in', summary: '采用核对过的实绩表' })
    .input(TakeInFacts)
    .output(z.object({ batchId: z.number(), count: z.number(), firstCode: z.string(), lastCode: z.string() })),
  batches: endpoint('facts:write')
    .route({ method: 'GET', path: '/fact-batches', summary: '本单位导入过的实绩表' })
    .output(z.object({ batches: z.array(FactBatch) })),
  takeBack: endpoint('facts:write')
    .route({ method: 'POST', path: '/fact-batches/{id}/take-back', summary: '整批撤回导入的实绩' })
    .input(TakeBack)
    .output(FactBatch),
  export: endpoint('facts:read', { sensitive: true })
    .route({ method: 'GET', path: '/fact-sheets/export', summary: '导出筛选出的实绩' })
    .input(FactFilter)
    .output(Download),
}
