import { STEP_LABELS } from '../../features/matters/ui/index.ts'
import { fieldWord, ORGANISATION_ACTIONS } from '../../features/org/ui/index.ts'
import { REGISTER_ACTIONS } from '../../features/registers/ui/index.ts'

const RECORDS: Record<string, string> = {
  matters: '事项',
  batches: '批次',
  statements: '对账单',
  documents: '来文',
  proposals: '读出的任务',
  files: '附件',
  people: '人员账号',
  posts: '岗位',
  post_holders: '任职',
  invitations: '邀请',
  approvals: '报批',
  units: '单位',
  duties: '职责',
  regions: '区划',
  group_papers: '领导小组名单',
  liaisons: '联络员',
  households: '家庭',
  household_persons: '在册人员',
  plaque_cards: '光荣牌',
  merit_reports: '喜报',
  letter_rounds: '慰问信批次',
  merit_bonus_tables: '奖励金标准',
  plaque_statements: '光荣牌对账单',
  register_imports: '底册导入',
  region_changes: '区划变更',
  military_superiors: '军队隶属',
  military_bodies: '军地对口',
  own_counts: '本市口径',
  handover_notes: '交接说明',
  handover_receipts: '交接',
  calendar_notices: '工作日历',
  settings: '设置',
  sign_in_rules: '登录规则',
  audit_seals: '留痕封存',
  queued_jobs: '后台作业',
  keys: '密钥',
  processing: '数据处理登记',
  instructions: '领导批示',
  stated_figures: '引用数字',
  ledger_views: '视图',
  notices: '消息',
  region_counts: '计入口径',
  endpoints: '接口',
  alerts: '告警',
  alert_rules: '告警线',
}

const ACTIONS: Record<string, string> = {
  ...ORGANISATION_ACTIONS,
  'organisation.import': '导入组织表格',
  'audit.verify': '查验留痕',
  'session.open': '登录',
  'session.close': '退出登录',
  'session.refuse': '登录被拒',
  'session.lock': '登录被暂停',
  'session.ask-code': '密码核过，等动态码',
  'session.confirm': '再次确认本人',
  'session.end': '退出一处登录',
  'session.end-others': '退出其他登录',
  'session.end-of-person': '让某人退出登录',
  'security.rules': '改登录规则',
  'factor.begin': '开始设动态码',
  'factor.set': '设好动态码',
  'factor.new-codes': '换恢复码',
  'factor.remove': '停用动态码',
  'people.reset-factor': '清除动态码',
  'session.act-as': '切换岗位',
  'city.count': '填本市口径',
  'region.count': '改是否计入口径',
  'coverage.export': '导出覆盖名单',
  'benchmark.export': '导出对标',
  'figures.export': '导出数字查账',
  'group.found': '设领导小组',
  'group.adjust': '调整领导小组名单',
  'group.correct': '改正领导小组名单',
  ...REGISTER_ACTIONS,
  'liaison.add': '登记联络员',
  'liaison.save': '改联络员',
  'liaison.end': '移出联络员',
  'calendar.save': '录入放假安排',
  'city.sample': '装入演示城市',
  'city.set-up': '设立城市',
  'city.first-administrator': '建首批管理员',
  'city.first-secrets': '重发首次密码',
  'city.administrator-secret': '主机上重发管理员密码',
  'people.close-unused': '停用久未登录的账号',
  'file.keep': '存附件',
  'file.remove-classified': '清除涉密附件',
  'document.read': '读入来文',
  'figure.keep': '采用引用数字',
  'figure.save': '改引用数字',
  'figure.withdraw': '撤回引用数字',
  'document.reread': '换编码重读',
  'document.save': '改来文信息',
  'document.revise': '标为新版',
  'document.revise-undo': '撤去新版标记',
  'revision.decide': '定新旧对照里的一件',
  'revision.clear': '撤去对照里的决定',
  'revision.carry-out': '落实新旧对照的决定',
  'revision.follow': '出处移到新版',
  'matter.revise': '按新版改动',
  'matter.revise-keep': '新版后保留',
  'matter.move-reference': '出处移到新版',
  'proposal.hold-back': '已有事项，不再列为待核',
  'proposal.put-back': '恢复待核',
  'document.hand-out': '立为事项并交办',
  'proposal.add': '补任务',
  'proposal.edit': '改任务',
  'proposal.split': '拆任务',
  'proposal.merge': '并任务',
  'proposal.mark-adopted': '采用任务',
  'proposal.mark-dropped': '舍弃任务',
  'proposal.mark-open': '恢复任务',
  'handover.write': '写交接说明',
  'handover.receive': '接收交接',
  'handover.export': '导出交接单',
  'instruction.write': '写批示',
  'instruction.read': '阅批示',
  'instruction.answer': '答批示',
  'instruction.turn': '批示立为事项',
  'instruction.withdraw': '收回批示',
  'matter.bulk': '整批办理',
  'matter.raise': '提出事项',
  'matter.hand-out': '立任务并交办',
  'matter.withdraw': '撤回事项',
  'matter.restore': '恢复事项',
  'matter.urge-answer': '催答复',
  'matter.save-answer-waits': '改答复时限',
  'notice.read': '阅消息',
  'proposal.merge-away': '并入上条',
  'view.save': '存视图',
  'view.change': '改视图',
  'view.place': '排视图',
  'view.drop': '删视图',
  'view.restore': '恢复视图',
  'city.sample-large': '扩充演示城市',
  'matter.raise-task': '立任务',
  'statement.freeze': '冻结对账单',
  'statement.sign': '签对账单',
  'statement.export': '导出对账单',
  'matter.save-draft': '改草稿',
  'matter.export': '导出事项',
  'export.refuse': '导出超过上限被拒',
  'notice.forget': '清理过期消息',
  'backup.make': '做备份',
  'people.read-reset': '知道密码被重置',
  'alert.raise': '系统告警',
  'alert.close': '处置告警',
  'alert.rules': '改告警线',
  'alert.export': '下载告知材料',
  'audit.export': '导出留痕',
  'refused.permission': '无权限被拒',
  'refused.record': '找不到或不在范围内被拒',
  'refused.self': '给自己办理被拒',
  'refused.proof': '未确认本人被拒',
  'refused.quota': '导出超过上限被拒',
  'refused.rate': '操作过于频繁被拒',
  'refused.origin': '来自别的网站被拒',
  'batch.import': '导入 Excel',
  'batch.take-back': '整批撤回',
  'matter.sign-slip': '补附签字单据',
}

export const recordWords = (record: string): string => RECORDS[record] ?? '其他记录'

/** Names of settings and keys, which have no number. */
const RECORD_IDS: Record<string, string> = {
  'city-mode': '城市',
  'last-backup': '最近备份',
  'answer-waits': '答复时限',
  'sample-large': '演示城市扩充',
  ring: '全部密钥',
  past: '过期消息',
}

/** 事项 RW-2026-027, 岗位 市财政局联络员, 设置 最近备份; what has no number of its own stands alone. */
export const recordOf = (row: { record: string; recordId: string; recordName: string | null }): string => {
  const words = recordWords(row.record)
  if (row.recordName) return `${words} ${row.recordName}`
  const [name = ''] = row.recordId.split(':')
  if (RECORD_IDS[name]) return `${words} ${RECORD_IDS[name]}`
  return /^[1-9]\d*$/.test(row.recordId) ? `${words} ${row.recordId}` : words
}

/** The touched fields in Chinese, each word once. */
export const fieldWords = (fields: readonly string[]): string =>
  fields.length === 0 ? '—' : [...new Set(fields.map(fieldWord))].join('、')

/** Steps of a matter are named by the ledger's own words. */
export const actionWords = (action: string): string => {
  const [room, step = ''] = action.split('.')
  const steps: Record<string, string> = STEP_LABELS
  return ACTIONS[action] ?? (room === 'matter' ? (steps[step] ?? '办理事项') : '其他操作')
}

/** Actions that can be looked for by themselves. */
export const ACTION_CHOICES = Object.entries(ACTIONS).map(([value, label]) => ({ value, label }))

/** Kinds of record that can be looked for by themselves. */
export const RECORD_CHOICES = Object.entries(RECORDS).map(([value, label]) => ({ value, label }))
