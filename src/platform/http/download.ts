import { isDisclosure } from '../audit/disclosures.ts'
import type { Context } from '../context.ts'
import { Problem } from '../problem.ts'
import { countExport, exportSubject, keepRefused, quotaProblems, readExports } from './quota.ts'

const MIMES = {
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  // Lines of JSON, which no browser should read as one piece of it.
  jsonl: 'application/octet-stream',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
} as const
export type DownloadKind = keyof typeof MIMES

/** A file name that every system keeps: '任务分工表 2026-07-14.xlsx'. `words` may hold anything. */
const fileName = (words: string, kind: DownloadKind): string => {
  const plain = words
    .replace(/[\p{C}\\/:*?"<>|]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 80)
  return `${plain || '导出'}.${kind}`
}

/** A made file as an endpoint answers it (output `Download` of the contract); sent as an attachment and never kept by a cache. */
export const download = (words: string, kind: DownloadKind, bytes: Buffer): File =>
  new File([new Uint8Array(bytes)], fileName(words, kind), { type: MIMES[kind] })

/** 导出标记: who took a file out, through which post and when, as it is printed at its foot and kept in its properties. */
export const exportMark = ({ acting, now }: Context): string => {
  const at = new Date(Date.parse(now) + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ')
  return `同心导出：${acting.unitName} ${acting.postName} ${acting.personName} ${at}`
}

/**
 * Leaves the audit row of an export: what went out, by which filter, how many rows. Called once the file is made, before it
 * is sent: nothing leaves without a trace. Above the number of a day it needs another person's approval (待批); without, it
 * is refused, which leaves its row too (http/refusals.ts), and which one it was is kept, so that it can be asked for.
 * @throws Problem export-quota
 */
export const auditExport = async (
  ctx: Context,
  action: string,
  of: {
    record: string
    recordId?: number
    kind: DownloadKind | 'original'
    rows: number
    filter?: unknown
    reason?: string
  },
): Promise<void> => {
  // Counted once per answer only under such a name; anything else is a bug of ours.
  if (!isDisclosure(action)) throw new Error(`${action} is not named as what lets data out (audit/disclosures.ts)`)
  const { record, recordId = 0, ...after } = of
  const { kind, rows, filter } = of
  const which = { action, record, recordId, kind, rows, filter }
  try {
    await ctx.change(action, async (tx) => {
      const approvalId = await countExport(tx, ctx, which)
      return { record, recordId, after: approvalId === null ? after : { ...after, approvalId }, answer: undefined }
    })
  } catch (error) {
    if (error instanceof Problem && error.type.slug === quotaProblems['export-quota'].slug) {
      const { refused } = await ctx.read((tx) => readExports(tx, ctx))
      // The same one again leaves nothing more.
      if (!refused || exportSubject(refused) !== exportSubject(which))
        await ctx.change('export.refuse', async (tx) => {
          await keepRefused(tx, ctx, which)
          return { record, recordId, after: { action, ...after }, answer: undefined }
        })
    }
    throw error
  }
}

/** The headers of a made file: an attachment under its Chinese name, that no page can run in. */
export const downloadHeaders = (name: string): Record<string, string> => ({
  'content-disposition': `attachment; filename="file"; filename*=UTF-8''${encodeURIComponent(name).replace(/['()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`)}`,
  'content-security-policy': "sandbox; default-src 'none'",
  'cache-control': 'private, no-store',
})
