import type { ReadingFacts } from './rules.ts'

const moments = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', dateStyle: 'short', timeStyle: 'medium' })
/** '2026-07-14 09:03:12', the office's own time. */
export const moment = (at: string): string => moments.format(new Date(at))

const ACTIONS: Record<string, string> = {
  'people.reveal-phone': '看联络员手机号',
  'household.reveal-resident': '看在册人员身份证号',
  'household.reveal-phone': '看在册人员电话',
  'household.reveal-bank': '看在册人员银行账号',
  'household.reveal-certificate': '看在册人员证件号',
  'household.reveal-address': '看在册家庭详细住址',
  'household.export': '导出底册名单',
  'personal.copy': '取个人信息副本',
  'matter.export': '导出事项',
  'coverage.export': '导出覆盖名单',
  'processing.export': '下载数据处理登记',
  'group.export': '导出领导小组名单',
  'statement.export': '导出对账单',
  'handover.export': '导出交接单',
  'audit.export': '导出留痕',
  'alert.export': '下载告知材料',
}

/** 看联络员手机号 11 次；导出事项 2 次，共 340 行 */
export const kindWords = ({ action, count, rows }: ReadingFacts['kinds'][number]): string => {
  const what = ACTIONS[action] ?? (action.includes('.export') ? '导出文件' : '看封存内容')
  return `${what} ${count} 次${rows > 0 ? `，共 ${rows} 行` : ''}`
}

/** Kinds of personal information that were looked at or taken out, for the notice. */
export const informationWords = (kinds: ReadingFacts['kinds']): string[] => {
  const words = kinds.map(({ action }) =>
    action === 'people.reveal-phone'
      ? '联络员手机号'
      : action === 'personal.copy'
        ? '个人信息副本（姓名、任职、联系方式等）'
        : action.includes('.reveal-')
          ? (ACTIONS[action] ?? '封存内容').replace(/^看/, '')
          : `${ACTIONS[action] ?? '导出文件'}所含的内容（是否含个人信息，核对文件后填写）`,
  )
  return [...new Set(words)]
}
