import * as z from 'zod'
import { Download, endpoint, Id, Version } from '../../../platform/http/contract.ts'
import { nameProblems } from '../../../platform/problem.ts'
import { BatchBase } from '../../org/batches/contract.ts'
import { Reason } from '../households/contract.ts'

/** 读取核对 · 待导入 · 导入中 · 已导入 · 撤回中 · 已撤回 · 已取消 · 没有读成 */
export const IMPORT_STATES = [
  'reading',
  'checked',
  'taking',
  'taken',
  'taking-back',
  'taken-back',
  'cancelled',
  'failed',
] as const
export type ImportState = (typeof IMPORT_STATES)[number]

export const RegisterImport = z.object({
  id: z.number(),
  fileName: z.string(),
  state: z.enum(IMPORT_STATES),
  /** How far the work behind the scenes is, 0 to 1, and what it is at. */
  share: z.number(),
  note: z.string().nullable(),
  counts: z.object({
    read: z.number(),
    fresh: z.number(),
    known: z.number(),
    differ: z.number(),
    wrong: z.number(),
    passed: z.number(),
    households: z.number(),
  }),
  notes: z.array(z.string()),
  fault: z.string().nullable(),
  /** Whether the file is still there; after the run: because it was kept on purpose. */
  hasFile: z.boolean(),
  /** How many wrong rows can be fetched to be corrected and sent again, before the others are taken in or after. */
  wrongRows: z.number(),
  /** On that day the file goes that nobody took in, or the wrong rows that were left out; null where neither waits. */
  goesOn: z.string().nullable(),
  madeAt: z.string(),
  postName: z.string().nullable(),
  takenAt: z.string().nullable(),
  takenBackAt: z.string().nullable(),
  /** Last day on which it can be taken back; null while it is not taken in. */
  until: z.string().nullable(),
  barrier: BatchBase.shape.barrier,
  /** What was changed or used since, the first ones: 东门社区 王建国户. */
  changed: z.array(z.string()),
  version: z.number(),
})
export type RegisterImport = z.output<typeof RegisterImport>

export const ImportFault = z.object({
  line: z.number(),
  sheet: z.string(),
  header: z.string(),
  words: z.string(),
  isWrong: z.boolean(),
})

const File = z.object({ fileId: z.number({ error: '表格还没有选。' }).int().positive() })
const Step = z.object({ id: Id, version: Version })
export const StartImport = File
export const TakeIn = Step.extend({
  /** Rows with faults stay out, the others come in; otherwise one wrong row keeps the whole file out. */
  leaveOutWrong: z.boolean().default(false),
  /** The file stays after the run. */
  keepFile: z.boolean().default(false),
})
export type TakeIn = z.output<typeof TakeIn>
export const TakeBack = Step.extend({ reason: Reason })
export type TakeBack = z.output<typeof TakeBack>

export const ClearKept = Step.extend({
  /** The file that was kept on purpose, or the wrong rows that were left out. */
  what: z.enum(['file', 'wrong-rows'], { error: '清除哪一样还没有选。' }),
})
export type ClearKept = z.output<typeof ClearKept>

export const importProblems = nameProblems({
  'import-file-gone': [422, '表格不在了', '上传的表格不在了，重新选一份。'],
  'import-file-unfit': [422, '不是导入用的表格', '底册从这一页上传 .xlsx 或 .csv；从别处上传的重新选一次。'],
  'import-empty': [422, '表格里没有人', '表格里没有读到一行：核对表头是否照模板写，表头下面填上人，再上传一次。'],
  'import-secrets': [
    422,
    '涉密内容太多',
    '表格里碰到保密检查的行太多，没有读完。本系统为非涉密系统，换一份不含涉密内容的表格。',
  ],
  'import-not-open': [409, '这一步现在不能办', '这次导入已经到了别的一步，刷新后再看。'],
  'import-rows-wrong': [422, '表格里有错', '有错的行改好后重新上传，或选“只导入没有错的行”。'],
  'import-nothing-new': [409, '没有新的', '表格里的人都已在册，没有要导入的。'],
  'import-kept-gone': [409, '已经清除', '留着的表格或有错的行已经清除；要再导入，改好原来的表格重新上传。'],
  'import-changed': [409, '核对过的内容变了', '核对之后密钥或区划换过，重新上传核对一次再导入。'],
  'import-not-yours': [403, '不是本单位导入的', '只能由导入的单位撤回。'],
  'import-taken-back': [409, '已经撤回', '这次导入已经撤回过。'],
  'import-too-old': [409, '过了三十日', '导入超过三十日，不能整批撤回；逐户更正。'],
  'import-changed-since': [409, '之后又改过', '导入的内容有的又改过或用过，不能整批撤回。'],
})

export const imports = {
  template: endpoint('registers:import')
    .route({ method: 'GET', path: '/household-imports/template', summary: '下载底册导入模板' })
    .output(Download),
  list: endpoint('registers:import')
    .route({ method: 'GET', path: '/household-imports', summary: '本单位的底册导入' })
    .output(z.array(RegisterImport)),
  get: endpoint('registers:import')
    .route({ method: 'GET', path: '/household-imports/{id}', summary: '一次底册导入' })
    .input(z.object({ id: Id }))
    .output(RegisterImport.extend({ faults: z.array(ImportFault) })),
  start: endpoint('registers:import')
    .route({ method: 'POST', path: '/household-imports', summary: '读取并核对底册表格' })
    .input(StartImport)
    .output(RegisterImport),
  wrongRows: endpoint('registers:import')
    .route({ method: 'GET', path: '/household-imports/{id}/wrong-rows', summary: '下载有错的行' })
    .input(z.object({ id: Id }))
    .output(Download),
  takeIn: endpoint('registers:import')
    .route({ method: 'POST', path: '/household-imports/{id}/take-in', summary: '导入底册' })
    .input(TakeIn)
    .output(RegisterImport),
  cancel: endpoint('registers:import')
    .route({ method: 'POST', path: '/household-imports/{id}/cancel', summary: '取消底册导入' })
    .input(Step)
    .output(RegisterImport),
  clearKept: endpoint('registers:import')
    .route({ method: 'POST', path: '/household-imports/{id}/clear-kept', summary: '清除留着的表格或有错的行' })
    .input(ClearKept)
    .output(RegisterImport),
  takeBack: endpoint('registers:import')
    .route({ method: 'POST', path: '/household-imports/{id}/take-back', summary: '整批撤回底册导入' })
    .input(TakeBack)
    .output(RegisterImport),
}
