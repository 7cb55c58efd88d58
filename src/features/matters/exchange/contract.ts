import * as z from 'zod'
import { Download, endpoint, Id } from '../../../platform/http/contract.ts'
import { nameProblems } from '../../../platform/problem.ts'
import { CATEGORIES, MatterQuery } from '../contract.ts'

/** How the tasks of a sheet begin: handed out and waiting for their leads, or in work already. */
export const IMPORT_STARTS = ['assigned', 'running'] as const

/** A sheet to be taken in: the uploaded file, and how it is to be read. */
export const ImportSheet = z.object({
  fileId: Id,
  /** Year of days that are written without one. */
  year: z.number({ error: '年份写成 2026 的样子。' }).int().min(2000).max(2200),
  category: z.enum(CATEGORIES).default('other'),
  start: z.enum(IMPORT_STARTS).default('assigned'),
})
export type ImportSheet = z.output<typeof ImportSheet>

export const CellError = z.object({ line: z.number(), column: z.string(), cell: z.string(), words: z.string() })

/** What taking the sheet in would do; nothing is written yet. */
export const CheckedSheet = z.object({
  /** SHA-256 of the file; taking in is bound to it. */
  digest: z.string(),
  fileName: z.string(),
  sheet: z.string(),
  counts: z.object({ rows: z.number(), fresh: z.number(), known: z.number(), wrong: z.number() }),
  /** The first errors in the order of the lines; `errorCount` says how many there are. */
  errors: z.array(CellError),
  errorCount: z.number(),
  /** The first rows as they were understood. */
  rows: z.array(
    z.object({
      line: z.number(),
      status: z.enum(['new', 'known', 'wrong']),
      code: z.string().nullable(),
      title: z.string(),
      leader: z.string(),
      lead: z.string(),
      helpers: z.string(),
      dueOn: z.string().nullable(),
      dueWords: z.string(),
      progress: z.string(),
      hints: z.array(z.string()),
    }),
  ),
  unknownHeaders: z.array(z.string()),
  /** Leads of new rows with nobody in a post, in official order; taking in asks whether that is known. */
  vacant: z.array(z.string()),
  /** The same file was taken in before and that stands: it is not taken in twice. */
  earlier: z.object({ batchId: z.number(), madeAt: z.string(), itemCount: z.number() }).nullable(),
})
export type CheckedSheet = z.output<typeof CheckedSheet>

export const TakeInSheet = ImportSheet.extend({
  digest: z.string().length(64, { error: '先核对表格，再采用。' }),
  /** The sender was told by the check that nobody is in a post of some leads. */
  isVacancyKnown: z.boolean().optional(),
})
export type TakeInSheet = z.output<typeof TakeInSheet>

export const TakenIn = z.object({ batchId: z.number(), count: z.number(), firstCode: z.string(), lastCode: z.string() })

export const EXPORT_FORMS = ['ledger', 'division'] as const
export const EXPORT_KINDS = ['xlsx', 'docx'] as const

/** The list as filtered on the screen. */
export const ExportQuery = MatterQuery.omit({ after: true, size: true })
export const ExportFile = ExportQuery.extend({
  form: z.enum(EXPORT_FORMS).default('ledger'),
  format: z.enum(EXPORT_KINDS).default('xlsx'),
})
export type ExportFile = z.output<typeof ExportFile>

/** The 任务分工表 of the filtered list, to be printed. */
export const Division = z.object({
  title: z.string(),
  under: z.array(z.string()),
  columns: z.array(z.object({ key: z.string(), header: z.string(), width: z.number() })),
  rows: z.array(z.array(z.string())),
})
export type Division = z.output<typeof Division>

export const exchangeProblems = nameProblems({
  'file-gone': [422, '没有这份文件', '上传的表格不在了，重新选择后上传。'],
  'not-a-table': [422, '不是表格', '导入只收 .xlsx 和 .csv，另存后重新上传。'],
  'sheet-changed': [409, '表格换过了', '采用的和核对过的不是同一份表，重新核对后再采用。'],
  'wrong-rows': [422, '表里还有错', '表里还有错，一件也没有导入。按标出的行和列改好后重新上传。'],
  'nothing-new': [422, '没有新事项', '表里没有新事项，不用导入。'],
  'already-taken-in': [409, '这份表已经导入', '同一份表已经导入，不重复导入。要重来的，先整批撤回。'],
  'too-many-rows': [422, '一次太多', '一次最多导入 3,000 件，拆成几份分别导入。'],
  'too-many-to-export': [422, '导出的太多', '一次最多导出 20,000 件，缩小筛选范围后再导出。'],
})

export const exchange = {
  template: endpoint('matters:import')
    .route({ method: 'GET', path: '/matters/exchange/template', summary: '下载事项导入模板' })
    .output(Download),
  check: endpoint('matters:import')
    .route({ method: 'POST', path: '/matters/exchange/check', summary: '核对要导入的表格，不写入' })
    .input(ImportSheet)
    .output(CheckedSheet),
  annotated: endpoint('matters:import')
    .route({ method: 'POST', path: '/matters/exchange/annotated', summary: '下载带批注的表' })
    .input(ImportSheet)
    .output(Download),
  takeIn: endpoint('matters:import')
    .route({ method: 'POST', path: '/matters/exchange/take-in', summary: '采用核对过的表格' })
    .input(TakeInSheet)
    .output(TakenIn),
  export: endpoint('matters:read', { sensitive: true })
    .route({ method: 'GET', path: '/matters/exchange/export', summary: '导出筛选出的事项' })
    .input(ExportFile)
    .output(Download),
  division: endpoint('matters:read')
    .route({ method: 'GET', path: '/matters/exchange/division', summary: '任务分工表' })
    .input(ExportQuery)
    .output(Division),
}
