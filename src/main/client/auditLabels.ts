import { STEP_LABELS } from '../../features/matters/ui/index.ts'

const RECORDS: Record<string, string> = {
  matters: '事项',
  documents: '来文',
  proposals: '读出的任务',
  files: '附件',
  people: '人员账号',
  posts: '岗位',
  post_holders: '任职',
  units: '单位',
  duties: '职责',
  regions: '区划',
  group_papers: '领导小组名单',
  liaisons: '联络员',
  own_counts: '本市口径',
  handover_notes: '交接说明',
  handover_receipts: '交接',
  calendar_notices: '工作日历',
  settings: '设置',
}

const ACTIONS: Record<string, string> = {
  'session.open': '登录',
  'session.close': '退出登录',
  'session.refuse': '登录被拒',
  'session.act-as': '切换岗位',
  'people.change-password': '修改密码',
  'people.reset-password': '重置密码',
  'people.add': '建账号',
  'people.save': '改账号',
  'people.disable': '停用账号',
  'post.add': '设岗位',
  'post.save': '改岗位',
  'post.close': '撤岗位',
  'post.appoint': '任职',
  'post.end': '卸任',
  'unit.add': '设单位',
  'unit.save': '改单位',
  'unit.place': '调整顺序',
  'unit.close': '撤销单位',
  'duty.add': '加职责',
  'duty.save': '改职责',
  'duty.drop': '删职责',
  'duty.verify': '确认职责',
  'region.rename': '改区划',
  'region.place': '调整区划顺序',
  'region.add-zone': '设功能区',
  'region.attach': '划转乡镇',
  'city.count': '填本市口径',
  'region.count': '改是否计入口径',
  'coverage.export': '导出覆盖名单',
  'group.found': '设领导小组',
  'group.adjust': '调整领导小组名单',
  'group.correct': '改正领导小组名单',
  'liaison.add': '登记联络员',
  'liaison.save': '改联络员',
  'liaison.end': '移出联络员',
  'people.reveal-phone': '看手机号',
  'calendar.save': '录入放假安排',
  'city.sample': '装入演示城市',
  'city.set-up': '设立城市',
  'city.first-administrator': '建首个管理员',
  'file.keep': '存附件',
  'file.remove-classified': '清除涉密附件',
  'document.read': '读入来文',
  'document.reread': '换编码重读',
  'document.save': '改来文信息',
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
  'matter.save-draft': '改草稿',
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
