import { STEP_LABELS } from '../../features/matters/ui/index.ts'
import { ORGANISATION_ACTIONS } from '../../features/org/ui/index.ts'

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
  units: '单位',
  duties: '职责',
  regions: '区划',
  group_papers: '领导小组名单',
  liaisons: '联络员',
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
  'group.found': '设领导小组',
  'group.adjust': '调整领导小组名单',
  'group.correct': '改正领导小组名单',
  'liaison.add': '登记联络员',
  'liaison.save': '改联络员',
  'liaison.end': '移出联络员',
  'calendar.save': '录入放假安排',
  'city.sample': '装入演示城市',
  'city.set-up': '设立城市',
  'city.first-administrator': '建首批管理员',
  'city.first-secrets': '重发首次口令',
  'people.close-unused': '停用久未登录的账号',
  'file.keep': '存附件',
  'file.remove-classified': '清除涉密附件',
  'document.read': '读入来文',
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
  'matter.raise-task': '立任务',
  'statement.freeze': '冻结对账单',
  'statement.sign': '签对账单',
  'statement.export': '导出对账单',
  'matter.save-draft': '改草稿',
  'matter.export': '导出事项',
  'export.refuse': '导出超过上限被拒',
  'batch.import': '导入 Excel',
  'batch.take-back': '整批撤回',
  'matter.sign-slip': '补附签字单据',
}

export const recordWords = (record: string): string => RECORDS[record] ?? '其他记录'

const FIELDS: Record<string, string> = {
  code: '编号',
  state: '状态',
  title: '标题',
  name: '名称',
  text: '说明',
  details: '办理内容',
  files: '附件',
  lead: '牵头',
  helpers: '配合',
  leader: '责任领导',
  dueOn: '承诺日',
  isHung: '挂账',
  isSupervised: '挂牌督办',
  marks: '标记',
  version: '版本',
  login: '账号',
  role: '角色',
  sha256: '文件摘要',
  kind: '类别',
  size: '大小',
}

/** Names of the touched fields in Chinese; technical ones without a word of their own are counted together. */
export const fieldWords = (fields: readonly string[]): string => {
  const known = fields.flatMap((field) => FIELDS[field] ?? [])
  const others = fields.length - known.length
  if (fields.length === 0) return '无'
  return [...known, ...(others > 0 ? [`其他 ${others} 项`] : [])].join('、')
}

/** Steps of a matter are named by the ledger's own words. */
export const actionWords = (action: string): string => {
  const [room, step = ''] = action.split('.')
  const steps: Record<string, string> = STEP_LABELS
  return ACTIONS[action] ?? (room === 'matter' ? (steps[step] ?? '办理事项') : '其他操作')
}

/** Actions that can be looked for by themselves. */
export const ACTION_CHOICES = Object.entries(ACTIONS).map(([value, label]) => ({ value, label }))
