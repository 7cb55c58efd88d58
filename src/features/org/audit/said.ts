/** What an audit row tells of itself in words, for rows that are no change of a record. No value of a record stands in it. */

type Content = Record<string, unknown>

const numberOf = (content: Content | null, name: string): number | null =>
  typeof content?.[name] === 'number' ? (content[name] as number) : null
const textOf = (content: Content | null, name: string): string | null =>
  typeof content?.[name] === 'string' && content[name] !== '' ? (content[name] as string) : null

const KINDS: Record<string, string> = { xlsx: 'Excel', docx: 'Word', jsonl: '留痕文件' }

const REASONS: Record<string, string> = {
  'not-yours': '当前岗位没有这项权限',
  'not-found': '没有这条记录，或不在本岗位范围内',
  'confirm-first': '没有重新确认本人',
  'change-password-first': '没有先改密码',
  'post-over': '所用岗位的任职已结束',
  'set-factor-first': '没有先设动态码',
  'export-quota': '今天的导出已到上限',
  'too-many': '操作过于频繁',
  'not-yourself': '不能给自己办理',
  'out-of-scope': '不在本岗位辖区',
  'secadmin-only': '由安全管理员办理',
  'sysadmin-only': '由系统管理员办理',
  many: '多种操作，合并为一条',
}

const isExport = (action: string): boolean => action.endsWith('.export')
const isRefusal = (action: string): boolean => action.startsWith('refused.')

/** 340 行 Excel；改单位，12 次 */
export const saidOf = (action: string, after: Content | null): string | null => {
  if (isRefusal(action)) {
    const count = numberOf(after, 'count') ?? 1
    return `${textOf(after, 'what') ?? '打开地址'}${count > 1 ? `，${count} 次` : ''}`
  }
  if (isExport(action)) {
    const rows = numberOf(after, 'rows')
    const kind = KINDS[textOf(after, 'kind') ?? ''] ?? '文件'
    return rows === null ? kind : `${rows} 行 ${kind}`
  }
  if (action === 'audit.verify') {
    const rows = numberOf(after, 'rows') ?? 0
    return after?.isSound === true ? `${rows} 条完整` : `不完整，第一处在序号 ${after?.first ?? '未知'}`
  }
  return null
}

/** Label by label, for the detail of a row. */
export const factsOf = (action: string, after: Content | null): { label: string; value: string }[] => {
  const said = saidOf(action, after)
  if (isRefusal(action)) {
    const reason = textOf(after, 'reason') ?? ''
    const ids = Array.isArray(after?.ids) ? after.ids.filter((id) => typeof id === 'string') : []
    return [
      { label: '要办的', value: textOf(after, 'what') ?? '打开地址' },
      { label: '接口', value: textOf(after, 'endpoint') ?? '—' },
      { label: '原因', value: REASONS[reason] ?? '不由本岗位或本人办理' },
      { label: '次数', value: String(numberOf(after, 'count') ?? 1) },
      ...(ids.length > 0 ? [{ label: '编号', value: ids.join('、') }] : []),
    ]
  }
  return said === null ? [] : [{ label: isExport(action) ? '导出' : '结果', value: said }]
}
