import * as z from 'zod'
import { Download, endpoint, Id } from '../../../platform/http/contract.ts'
import { nameProblems } from '../../../platform/problem.ts'
import { InvitationSlip } from '../invitations/contract.ts'
import { LONGEST_DAYS, USUAL_DAYS } from '../invitations/rules.ts'
import { IMPORT_KINDS } from './template.ts'

const Kind = z.enum(IMPORT_KINDS, { error: '导入什么还没有选。' })
const File = z.object({ kind: Kind, fileId: z.number({ error: '表格还没有选。' }).int().positive() })

/** new 新增 · known 已有，跳过 · wrong 有误 */
export const ROW_STATES = ['new', 'known', 'wrong'] as const

/** What taking the sheet in would do, row by row; nothing is written. */
export const CheckedImport = z.object({
  /** Digest of the file as it was looked at. */
  digest: z.string(),
  counts: z.object({ rows: z.number(), fresh: z.number(), known: z.number(), wrong: z.number(), invited: z.number() }),
  errors: z.array(z.object({ line: z.number(), column: z.string(), cell: z.string(), words: z.string() })),
  rows: z.array(
    z.object({
      line: z.number(),
      state: z.enum(ROW_STATES),
      place: z.string(),
      name: z.string(),
      detail: z.string(),
    }),
  ),
  unknownHeaders: z.array(z.string()),
})
export type CheckedImport = z.output<typeof CheckedImport>

export const TakenIn = z.object({
  regions: z.number(),
  units: z.number(),
  posts: z.number(),
  /** One for every person named; the codes stand here and nowhere else. */
  slips: z.array(InvitationSlip),
})
export type TakenIn = z.output<typeof TakenIn>

export const TakeIn = File.extend({
  digest: z.string().max(64),
  days: z.number().int().min(1).max(LONGEST_DAYS).default(USUAL_DAYS),
})
export type TakeIn = z.output<typeof TakeIn>
export type CheckImport = z.output<typeof File>

export const importProblems = nameProblems({
  'file-gone': [422, '表格不在了', '上传的表格不在了，重新选一份。'],
  'rows-wrong': [422, '表格里有错', '有错的行改好以后重新上传；有一行错，整份都不导入。'],
  'file-changed': [409, '不是刚才核对的表格', '这份表格与刚才核对的不同，重新核对再导入。'],
  'too-many-rows': [422, '行数太多', '一次最多导入 2,000 行，拆成几份分别上传。'],
})

export const imports = {
  template: endpoint('org:import')
    .route({ method: 'GET', path: '/org-imports/template', summary: '下载导入模板' })
    .input(z.object({ kind: Kind }))
    .output(Download),
  check: endpoint('org:import')
    .route({ method: 'POST', path: '/org-imports/check', summary: '核对导入表格' })
    .input(File)
    .output(CheckedImport),
  annotated: endpoint('org:import')
    .route({ method: 'GET', path: '/org-imports/annotated', summary: '下载标出错处的表格' })
    .input(z.object({ kind: Kind, fileId: Id }))
    .output(Download),
  takeIn: endpoint('org:import')
    .route({ method: 'POST', path: '/org-imports', summary: '导入组织表格' })
    .input(TakeIn)
    .output(TakenIn),
}
