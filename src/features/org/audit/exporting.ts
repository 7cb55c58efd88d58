import { type ExportHead, exportLines, readChain } from '../../../platform/audit/export.ts'
import type { Context, House } from '../../../platform/context.ts'
import { auditExport, download, exportMark } from '../../../platform/http/download.ts'
import { Problem } from '../../../platform/problem.ts'
import { auditProblems } from './contract.ts'

/** Rows of one file at most; a year of a busy city is more, and is taken out by the month. */
export const MOST_EXPORTED = 100_000

type End = { no: number; seq: number; head: string }

/** The office's midnight before a day. */
const midnight = (day: string): string => new Date(`${day}T00:00:00+08:00`).toISOString()
const dayAfter = (day: string): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)

const END = 'no, first_seq + cardinality(row_ids) - 1 as seq, head'

/**
 * 导出留痕: the rows sealed in a period, their seals, the anchors and the public key as one file that `npm run audit:verify` checks
 * without the program, a server or a network. No value of a record stands in it, only digests.
 * @throws Problem nothing-sealed, too-many-rows, export-quota
 */
export const exportAudit = async (
  { pool, seals }: Pick<House, 'pool' | 'seals'>,
  ctx: Context,
  { from, to }: { from: string; to: string },
): Promise<File> => {
  const { before, last, isEnd } = await ctx.read(async () => {
    const sealed = async (text: string, values: string[]): Promise<End | null> =>
      (await pool.query<End>(text, values)).rows[0] ?? null
    const until = midnight(dayAfter(to))
    const found = await sealed(`select ${END} from audit_seals where at < $1 order by no desc limit 1`, [until])
    const newer = await sealed(`select ${END} from audit_seals where at >= $1 order by no limit 1`, [until])
    return {
      before: await sealed(`select ${END} from audit_seals where at < $1 order by no desc limit 1`, [midnight(from)]),
      last: found,
      isEnd: newer === null,
    }
  })
  const rows = (last?.seq ?? 0) - (before?.seq ?? 0)
  if (!last || rows <= 0) throw new Problem(auditProblems['nothing-sealed'])
  if (rows > MOST_EXPORTED)
    throw new Problem(auditProblems['too-many-rows'], {
      detail: `这段时间有 ${rows} 条留痕，一个文件最多 ${MOST_EXPORTED} 条，缩短期间分几次导出。`,
    })
  const head: ExportHead = {
    at: ctx.now,
    mark: exportMark(ctx),
    period: { from, to },
    ...(before ? { from: { no: before.no, seq: Number(before.seq), head: before.head } } : {}),
    ...(isEnd ? {} : { until: last.no }),
    anchors: seals.anchorsText(),
    publicKey: seals.key.publicPem,
  }
  const lines: string[] = []
  for await (const line of exportLines(readChain(pool, { after: before?.no ?? 0, until: last.no, loose: false }), head))
    lines.push(line)
  await auditExport(ctx, 'audit.export', { record: 'audit_seals', kind: 'jsonl', rows, filter: { from, to } })
  return download(`留痕 ${from} 至 ${to}`, 'jsonl', Buffer.from(`${lines.join('\n')}\n`))
}
