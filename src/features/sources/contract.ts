import * as z from 'zod'
import { Day, endpoint, Id, line, pageOf, Version } from '../../platform/http/contract.ts'
import { nameProblems } from '../../platform/problem.ts'

export const DOCUMENT_KINDS = ['plan', 'report', 'standard', 'duallist', 'notice', 'news'] as const

/** A document in the list of 来文. */
export const DocumentRow = z.object({
  id: z.number(),
  title: z.string(),
  issuer: z.string().nullable(),
  docNumber: z.string().nullable(),
  issuedOn: z.string().nullable(),
  kind: z.enum(DOCUMENT_KINDS),
  year: z.number(),
  /** Proposals by state; all zero for posts that only read. */
  open: z.number(),
  adopted: z.number(),
  handed: z.number(),
  dropped: z.number(),
  publishedAt: z.string().nullable(),
  createdAt: z.string(),
  regionName: z.string(),
})

export const Clause = z.object({
  id: z.number(),
  parentId: z.number().nullable(),
  path: z.string(),
  marker: z.string(),
  level: z.number(),
  title: z.string(),
  startAt: z.number(),
  endAt: z.number(),
})

/** The document with its clean text; offsets are UTF-16 positions in `text`. */
export const DocumentDetail = DocumentRow.extend({
  text: z.string(),
  encoding: z.string().nullable(),
  file: z.object({ id: z.number(), name: z.string(), size: z.number(), mime: z.string() }).nullable(),
  removed: z.array(z.object({ text: z.string(), reason: z.string() })),
  clauses: z.array(Clause),
  version: z.number(),
})
export type DocumentDetail = z.output<typeof DocumentDetail>

/** Pasted text, or the file that was uploaded before. `encoding` overrides what was detected. */
export const ReadDocument = z
  .object({
    fileId: z.number().int().positive().optional(),
    text: z.string().max(2_000_000, { error: '粘贴的文字太长，分成几份或改传文件。' }).optional(),
    encoding: z.enum(['utf-8', 'utf-16le', 'utf-16be', 'gb18030']).optional(),
    title: line('标题', 200).optional(),
  })
  .refine(({ fileId, text }) => (fileId === undefined) !== (text === undefined || text.trim() === ''), {
    error: '上传一份文件，或粘贴文字，二选一。',
    path: ['text'],
  })

export const SaveDocument = z.object({
  id: Id,
  version: Version,
  title: line('标题', 200),
  issuer: z.string().trim().max(200).nullable(),
  docNumber: z.string().trim().max(100).nullable(),
  issuedOn: Day.nullable(),
  year: z.number().int().min(2000).max(2200),
})

export const sourceProblems = nameProblems({
  'empty-file': [422, '文件是空的', '文件里没有内容，核对后重新上传。'],
  'broken-docx': [422, '文档已损坏', '这份 docx 打不开。用 Word 或 WPS 打开后另存为 docx 再传，或直接粘贴文字。'],
  'broken-pdf': [422, 'PDF 已损坏', '这份 PDF 打不开。重新导出后再传，或直接粘贴文字。'],
  'picture-only-pdf': [422, 'PDF 里只有图片', '这份 PDF 是扫描图片，读不出文字。传可复制文字的版本，或粘贴文字。'],
  'unknown-kind': [422, '读不了这种文件', '来文只收 docx、带文字的 pdf、txt、html。另存为其中一种再传。'],
  undecodable: [422, '文字编码不对', '按所选编码读出来是乱码，换一种编码再读。'],
  'already-handed': [409, '已经立为事项', '这条已立为事项，改动到事项里做。'],
  'lead-needed': [422, '还没有牵头单位', '先给这条选定牵头单位，再采用。'],
  'bad-span': [422, '拆分位置不对', '拆分点要落在这条原文的中间，重新点一次。'],
})

export const sources = {
  list: endpoint('sources:read')
    .route({ method: 'GET', path: '/documents', summary: '来文列表' })
    .input(z.object({ q: z.string().trim().max(100).optional(), after: z.string().max(100).optional(), size: z.coerce.number().int().min(1).max(100).default(50) }))
    .output(pageOf(DocumentRow)),
  get: endpoint('sources:read')
    .route({ method: 'GET', path: '/documents/{id}', summary: '一份来文' })
    .input(z.object({ id: Id }))
    .output(DocumentDetail),
  read: endpoint('sources:write')
    .route({ method: 'POST', path: '/documents', summary: '读入来文' })
    .input(ReadDocument)
    .output(DocumentDetail),
  reread: endpoint('sources:write')
    .route({ method: 'POST', path: '/documents/{id}/encoding', summary: '换编码重读' })
    .input(z.object({ id: Id, version: Version, encoding: z.enum(['utf-8', 'utf-16le', 'utf-16be', 'gb18030']) }))
    .output(DocumentDetail),
  save: endpoint('sources:write')
    .route({ method: 'PUT', path: '/documents/{id}', summary: '改来文信息' })
    .input(SaveDocument)
    .output(DocumentDetail),
}
