import * as z from 'zod'
import { Day, endpoint, Id, line, pageOf, Version } from '../../platform/http/contract.ts'
import { nameProblems } from '../../platform/problem.ts'

export const DOCUMENT_KINDS = ['plan', 'report', 'standard', 'duallist', 'notice', 'news'] as const

/** 未变, 改动, 移位, 新增, 删去: what became of a clause in the newer version. */
export const MATCH_KINDS = ['same', 'changed', 'moved', 'added', 'removed'] as const
export type MatchKind = (typeof MATCH_KINDS)[number]

/** Words kept, struck out of the old, put into the new. */
export const RUN_KINDS = ['same', 'out', 'in'] as const
export type RunKind = (typeof RUN_KINDS)[number]

/** Another version of a document, as far as the acting post may see it. */
export const OtherVersion = z.object({ id: z.number(), title: z.string() })
export type OtherVersion = z.output<typeof OtherVersion>

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
  /** Whether the acting post works on it at the reading desk: an office of its region or of a region above. */
  mayWork: z.boolean(),
  /** 修订自: the older version that this one takes the place of. */
  revises: OtherVersion.nullable(),
  /** 已有新版: the version that took its place. */
  revisedBy: OtherVersion.nullable(),
})
export type DocumentRow = z.output<typeof DocumentRow>

export const Clause = z.object({
  id: z.number(),
  parentId: z.number().nullable(),
  path: z.string(),
  marker: z.string(),
  level: z.number(),
  kind: z.string(),
  title: z.string(),
  titleEndAt: z.number(),
  startAt: z.number(),
  endAt: z.number(),
})
export type Clause = z.output<typeof Clause>

export const ENCODINGS = ['utf-8', 'utf-16le', 'utf-16be', 'gb18030', 'big5'] as const
export type Encoding = (typeof ENCODINGS)[number]

/** The document with its clean text; offsets are UTF-16 positions in `text`. */
export const DocumentDetail = DocumentRow.extend({
  text: z.string(),
  encoding: z.string().nullable(),
  file: z.object({ id: z.number(), name: z.string(), size: z.number(), mime: z.string() }).nullable(),
  /** Whether another encoding may be tried: read from a text file, and nothing adopted or handed out yet. */
  mayReread: z.boolean(),
  clauses: z.array(Clause),
  version: z.number(),
})
export type DocumentDetail = z.output<typeof DocumentDetail>

/**
 * Most characters of one document. A year's work of a city has some 20,000; what is longer would hold up everybody else while it is read.
 */
export const LONGEST_DOCUMENT = 500_000

/** Pasted text, or the file that was uploaded before. `encoding` overrides what was detected. */
export const ReadDocument = z
  .object({
    fileId: z.number().int().positive().optional(),
    text: z.string().max(LONGEST_DOCUMENT, { error: '粘贴的文字超过 500,000 字，分成几份再读。' }).optional(),
    encoding: z.enum(ENCODINGS).optional(),
    title: line('标题', 200).optional(),
    /** Reads an original again that was read in before; without it the earlier document is offered. */
    again: z.boolean().default(false),
    /** The document of which it is the newer version. */
    revisesId: z.number().int().positive().nullish(),
  })
  .refine(({ fileId, text }) => (fileId === undefined) !== (text === undefined || text.trim() === ''), {
    error: '上传一份文件，或粘贴文字，二选一。',
    path: ['text'],
  })
export type ReadDocument = z.output<typeof ReadDocument>

export const DocumentQuery = z.object({
  q: z.string().trim().max(100).optional(),
  /** Key of the page before, as given in `next`. */
  after: z.coerce.number().int().positive().optional(),
  size: z.coerce.number().int().min(1).max(100).default(50),
})
export type DocumentQuery = z.output<typeof DocumentQuery>

export const RereadDocument = z.object({ id: Id, version: Version, encoding: z.enum(ENCODINGS) })
export type RereadDocument = z.output<typeof RereadDocument>

export const SaveDocument = z.object({
  id: Id,
  version: Version,
  title: line('标题', 200),
  issuer: z.string().trim().max(200).nullable(),
  docNumber: z.string().trim().max(100).nullable(),
  issuedOn: Day.nullable(),
  year: z.number().int().min(2000).max(2200),
})
export type SaveDocument = z.output<typeof SaveDocument>

/** Marks a document as the newer version of another, or takes the mark back (null). */
export const ReviseDocument = z.object({ id: Id, version: Version, revisesId: z.number().int().positive().nullable() })
export type ReviseDocument = z.output<typeof ReviseDocument>

/** Documents that a new one may be the newer version of; `like` is a title or the name of a file, `newId` the new one itself. */
export const RevisableQuery = z.object({
  like: z.string().trim().max(200).optional(),
  q: z.string().trim().max(100).optional(),
  newId: z.coerce.number().int().positive().optional(),
})
export type RevisableQuery = z.output<typeof RevisableQuery>

export const Revisable = z.object({
  id: z.number(),
  title: z.string(),
  docNumber: z.string().nullable(),
  issuedOn: z.string().nullable(),
  createdAt: z.string(),
  /** Whether its title speaks for it. */
  isLikely: z.boolean(),
})
export type Revisable = z.output<typeof Revisable>

export const sourceProblems = nameProblems({
  'revises-itself': [422, '不能是自己的新版', '一份来文不能是它自己的新版，另选一份旧版。'],
  'revises-in-circle': [409, '版本绕成了圈', '所选的旧版本身就是由这份来文改来的，核对先后后另选一份。'],
  'already-revised': [409, '旧版已有新版', '所选的来文已有新版，改选那份新版，或先撤去它的新版标记。'],
  'other-office': [422, '不是同一地方的来文', '新旧两版要由同一地方的双拥办保管，另选一份旧版。'],
  'unknown-former': [422, '没有这份旧版', '所选的旧版不存在或不在本岗位范围内，重新选一份。'],
  'not-revising': [409, '没有新版标记', '这份来文没有标为新版，刷新后再看。'],
  'too-long': [422, '材料太长', '一份材料最多读 500,000 字。分成几份再读，或只传要分解的部分。'],
  'empty-file': [422, '文件是空的', '文件里没有内容，核对后重新上传。'],
  'broken-docx': [422, '文档已损坏', '这份 docx 打不开。用 Word 或 WPS 打开后另存为 docx 再传，或直接粘贴文字。'],
  'broken-pdf': [422, 'PDF 已损坏', '这份 PDF 打不开。重新导出后再传，或直接粘贴文字。'],
  'picture-only-pdf': [422, 'PDF 里只有图片', '这份 PDF 是扫描图片，读不出文字。传可复制文字的版本，或粘贴文字。'],
  'broken-office': [422, '这份文件读不出来', '用 WPS 打开后另存为 .docx 再读入，或直接粘贴文字。'],
  'unknown-kind': [
    422,
    '读不了这种文件',
    '来文收 Word、WPS、Excel、OFD、带文字的 PDF、txt、html，或装有它们的压缩包（zip）。另存为其中一种再传。',
  ],
  undecodable: [422, '文字编码不对', '按所选编码读出来是乱码，换一种编码再读。'],
  'file-gone': [422, '文件不可用', '这份文件不存在、已被移除或不归本岗位，重新上传。'],
  'same-document': [409, '这份文件读过', '同一份原件已读入过。打开先前那份，或确认后再读一份。'],
  'reread-late': [409, '已不能换编码', '已有采用或立为事项的任务，换编码会打乱原文位置。先恢复为待核，或另读一份。'],
  'reread-figures': [409, '已采用引用数字', '已有采用的引用数字，换编码会打乱原文位置。先撤回引用数字，或另读一份。'],
  'reread-version': [409, '已标为新版，不能换编码', '换编码会打乱新旧对照。先撤去新版标记，换好编码再标。'],
  'no-encoding': [422, '没有编码可换', '只有上传的 txt、html 文件可以换编码。'],
})

export const sources = {
  list: endpoint('sources:read')
    .route({ method: 'GET', path: '/documents', summary: '来文列表' })
    .input(DocumentQuery)
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
    .input(RereadDocument)
    .output(DocumentDetail),
  revisable: endpoint('sources:write')
    .route({ method: 'GET', path: '/revisable-documents', summary: '可选的旧版' })
    .input(RevisableQuery)
    .output(z.array(Revisable)),
  revise: endpoint('sources:write')
    .route({ method: 'POST', path: '/documents/{id}/revises', summary: '标为某件的新版，或撤去标记' })
    .input(ReviseDocument)
    .output(DocumentDetail),
  save: endpoint('sources:write')
    .route({ method: 'PUT', path: '/documents/{id}', summary: '改来文信息' })
    .input(SaveDocument)
    .output(DocumentDetail),
}

const NAMED = '文中点名：'
const NOT_LISTED = '，单位名录里没有'

/** The reason of a proposal that tells of units which the text names and the directory does not hold. */
export const outsideReason = (names: readonly string[]): string => `${NAMED}${names.join('、')}${NOT_LISTED}`

/** The units outside the directory that a proposal's reasons tell of, as printed; null where they tell of none. */
export const outsideNamed = (reasons: readonly string[]): string | null => {
  const names = reasons
    .filter((reason) => reason.startsWith(NAMED) && reason.endsWith(NOT_LISTED))
    .map((reason) => reason.slice(NAMED.length, -NOT_LISTED.length))
  return names.length === 0 ? null : names.join('、')
}
