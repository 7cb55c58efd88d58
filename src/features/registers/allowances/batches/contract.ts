import * as z from 'zod'
import { Download, endpoint, Id, line, Version } from '../../../../platform/http/contract.ts'
import { nameProblems } from '../../../../platform/problem.ts'

/** Names that differ in full-width figures and letters alone (７月 and 7月) are one. */
const halfWidth = (text: string): string => text.replace(/[０-９Ａ-Ｚａ-ｚ]/g, (one) => one.normalize('NFKC'))
const isInCents = (yuan: number): boolean => Math.abs(yuan * 100 - Math.round(yuan * 100)) < 1e-4

/** Totals of one batch, category and place, as the paying department told them. */
export const AllowanceBatch = z.object({
  id: z.number(),
  region: z.object({ id: z.number(), name: z.string() }),
  batch: z.string(),
  category: z.string(),
  /** 2026-07. */
  month: z.string(),
  /** Null: fewer than five, told to nobody outside the office. */
  heads: z.number().nullable(),
  yuan: z.number().nullable(),
  /** Why it is not told: fewer than five, or beside such a total, so that no difference tells it. */
  hidden: z.enum(['few', 'beside']).nullable(),
  source: z.string(),
  mayEdit: z.boolean(),
  version: z.number(),
})
export type AllowanceBatch = z.output<typeof AllowanceBatch>

export const AllowanceQuery = z.object({ year: z.coerce.number().int().min(2000).max(2100).optional() })

export const AddAllowance = z
  .object({
    regionId: z.number({ error: '地方还没有选。' }).int().positive({ error: '地方还没有选。' }),
    batch: line('批次', 60).overwrite(halfWidth),
    category: line('待遇类别', 40).overwrite(halfWidth),
    month: z.string().regex(/^20\d\d-(0[1-9]|1[0-2])$/, { error: '月份写成 2026-07，2000 年以后。' }),
    heads: z
      .number({ error: '人数填整数。' })
      .int({ error: '人数填整数。' })
      .min(0)
      .max(10_000_000, { error: '人数填 0 到一千万。' }),
    yuan: z
      .number({ error: '金额填数字。' })
      .min(0)
      .max(1e11, { error: '金额填 0 到一千亿。' })
      .refine(isInCents, { error: '金额写到分，最多两位小数。' }),
    source: line('出处', 200),
  })
  .refine(({ heads, yuan }) => heads > 0 || yuan === 0, {
    error: '有金额就有人领，人数不会是 0，照发放单位的数填。',
    path: ['heads'],
  })
  .refine(({ heads, yuan }) => yuan > 0 || heads === 0, {
    error: '有人领，金额不会是 0；还没有发的等发了再登记。',
    path: ['yuan'],
  })
export type AddAllowance = z.output<typeof AddAllowance>

export const allowanceProblems = nameProblems({
  'allowance-twice': [409, '已经登记过', '这个地方的这一批、这一类已经登记过，先撤下再登记。'],
  'allowance-file-gone': [422, '文件不可用', '文件不存在、已移除或不是表格，重新上传。'],
  'allowance-file-changed': [409, '文件换过了', '核对过的不是这一份，重新核对后再导入。'],
  'allowance-rows-wrong': [422, '有错的行', '有的行还有错，改好后重新上传核对。'],
  'allowance-too-many': [422, '行数太多', '一份最多 5,000 行，拆成几份再导入。'],
  'allowance-future': [422, '月份还没有到', '月份晚于本月，改为本月或以前。'],
})

/** What a sheet of totals would do: nothing is written by looking. */
export const CheckedAllowances = z.object({
  digest: z.string(),
  counts: z.object({ rows: z.number(), fresh: z.number(), known: z.number(), wrong: z.number() }),
  /** Of the new lines. */
  heads: z.number(),
  yuan: z.number(),
  errors: z.array(z.object({ line: z.number(), column: z.string(), words: z.string() })),
  unknownHeaders: z.array(z.string()),
})
export type CheckedAllowances = z.output<typeof CheckedAllowances>
const fileId = z.number().int().positive()

const Shown = z.object({ rows: z.array(AllowanceBatch), years: z.array(z.number()) })

export const allowances = {
  list: endpoint('registers:read')
    .route({ method: 'GET', path: '/allowance-batches', summary: '待遇发放汇总' })
    .input(AllowanceQuery)
    .output(Shown),
  add: endpoint('registers:import')
    .route({ method: 'POST', path: '/allowance-batches', summary: '登记待遇发放汇总' })
    .input(AddAllowance)
    .output(AllowanceBatch),
  template: endpoint('registers:import')
    .route({ method: 'GET', path: '/allowance-batches/template', summary: '待遇发放汇总表模板' })
    .input(z.object({}))
    .output(Download),
  check: endpoint('registers:import')
    .route({ method: 'POST', path: '/allowance-batches/check', summary: '核对待遇发放汇总表' })
    .input(z.object({ fileId }))
    .output(CheckedAllowances),
  takeIn: endpoint('registers:import')
    .route({ method: 'POST', path: '/allowance-batches/take-in', summary: '导入待遇发放汇总表' })
    .input(z.object({ fileId, digest: z.string().length(64) }))
    .output(z.object({ added: z.number(), known: z.number() })),
  withdraw: endpoint('registers:import')
    .route({ method: 'POST', path: '/allowance-batches/{id}/withdraw', summary: '撤下待遇发放汇总' })
    .input(z.object({ id: Id, version: Version, reason: line('原因', 200) }))
    .output(AllowanceBatch),
}
