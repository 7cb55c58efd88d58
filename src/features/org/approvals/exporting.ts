import { ROLES } from '../../../platform/acting.ts'
import type { Context } from '../../../platform/context.ts'
import { exportSubject, readExports } from '../../../platform/http/quota.ts'
import { Problem } from '../../../platform/problem.ts'
import { refuseSecrets } from '../../../platform/secrecy/guard.ts'
import { type AskExport, ExportAsked } from './asks.ts'
import { approvalProblems, type OwnExports } from './contract.ts'
import { type ApprovalKind, askApproval } from './operations.ts'
import { listOwnExports } from './store.ts'

/** What each export takes out, by its audit action. */
const EXPORT_WORDS: Record<string, string> = {
  'matter.export': '事项清单',
  'statement.export': '对账单',
  'fact.export': '实绩台账',
  'handover.export': '交接单',
  'coverage.export': '覆盖名单',
  'group.export': '领导小组名单',
  'processing.export': '数据登记表',
  'personal.copy': '个人信息副本',
  'audit.export': '留痕',
}
const FORMATS: Record<string, string> = { xlsx: 'Excel 表', docx: 'Word 文件', original: '原件' }

/** Conditions of a filter whose names an approver reads. */
const CONDITIONS: Record<string, string> = {
  q: '关键词',
  kind: '类别',
  state: '状态',
  light: '进度',
  category: '类型',
  unitId: '单位',
  leadUnitId: '牵头单位',
  regionId: '所在地',
  documentId: '来文',
  dueFrom: '期限从',
  dueTo: '期限到',
  on: '截至',
  level: '层级',
  what: '缺什么',
}
const NO_CONDITION = ['form', 'format', 'size', 'after', 'sort', 'order']

/** 关键词“教育”、状态、其他 2 项. */
const filterWords = (filter: unknown): string => {
  const set = Object.entries((filter ?? {}) as Record<string, unknown>).filter(
    ([key, value]) =>
      !NO_CONDITION.includes(key) && value !== null && value !== undefined && value !== '' && value !== false,
  )
  const known = set.flatMap(([key, value]) => {
    const label = CONDITIONS[key]
    if (label === undefined) return []
    return typeof value === 'string' && /[\p{Script=Han}]|^\d{4}-/u.test(value) ? `${label}“${value}”` : label
  })
  const others = set.length - known.length
  return [...known, ...(others > 0 ? [`其他 ${others} 项`] : [])].join('、') || '没有筛选，全部'
}

const titleOf = ({ action }: Pick<ExportAsked, 'action'>): string => `导出${EXPORT_WORDS[action] ?? '文件'}`

/** An export above the number of the day: approval opens that export once, for whoever asked, with the same filter. */
const exporting: ApprovalKind<ExportAsked> = {
  schema: ExportAsked,
  asks: ROLES,
  prepare: async (_ctx, _tx, content) => ({
    concerns: [],
    basis: {},
    subject: exportSubject(content),
    shown: {
      title: titleOf(content),
      changes: [
        {
          label: '文件',
          value: `${FORMATS[content.kind] ?? content.kind}，${content.rows.toLocaleString('zh-CN')} 行`,
        },
        { label: '筛选', value: filterWords(content.filter) },
        { label: '事由', value: content.reason },
        { label: '同意后', value: '报批人按同样的筛选再导出一次，7 天内有效' },
      ],
    },
  }),
  // Approved, it waits for its one use (platform/http/quota.ts).
  carryOut: async () => ({ entries: [] }),
}

export const EXPORT_APPROVALS = { export: exporting } as const

/** 导出 of the acting person today, with what he asked for. */
export const ownExports = (ctx: Context): Promise<OwnExports> =>
  ctx.read(async (tx) => {
    const { taken, most, refused } = await readExports(tx, ctx)
    return {
      taken,
      most,
      refused: refused && { title: titleOf(refused), rows: refused.rows, at: refused.at },
      asked: await listOwnExports(tx, ctx.acting, ctx.now),
    }
  })

/** Asks for the export that was refused last today. @throws Problem no-refused-export, secrecy */
export const askExport = async (ctx: Context, { reason }: AskExport) => {
  refuseSecrets({ '/reason': reason })
  const { refused } = await ctx.read((tx) => readExports(tx, ctx))
  if (!refused) throw new Problem(approvalProblems['no-refused-export'])
  const { at: _at, ...what } = refused
  return askApproval('export', exporting)(ctx, { ...what, reason })
}
