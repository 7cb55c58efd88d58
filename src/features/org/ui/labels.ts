import type { YEAR_STATES } from '../calendar/contract.ts'
import type { RegionMark } from '../regions/contract.ts'
import type { UnitKind, UnitSide } from '../units/rules.ts'

export { ROLE_LABELS } from '../posts/rules.ts'

export const KIND_LABELS: Record<UnitKind, string> = {
  office: '双拥办',
  group: '领导小组',
  member: '成员单位',
  troop: '部队',
  station: '服务站',
  workstation: '双拥工作站',
  government: '党委政府',
}

export const SIDE_LABELS: Record<UnitSide, string> = { civil: '地方', military: '军方' }

export const MARK_LABELS: Record<RegionMark, string> = {
  park: '园区',
  zone: '开发区、农林场等',
  virtual: '虚拟',
  functional: '功能区',
}

export const LEVEL_LABELS: Record<number, string> = {
  1: '省',
  2: '市',
  3: '县（市、区）',
  4: '乡镇（街道）',
  5: '村（社区）',
}

export const YEAR_LABELS: Record<(typeof YEAR_STATES)[number], string> = {
  known: '随程序带来',
  entered: '本地录入',
  open: '未公布',
}

/** What was changed in the organisation, by the action of its audit row. */
export const ORGANISATION_ACTIONS: Record<string, string> = {
  'job.ask-backup': '立即备份',
  'job.cancel': '取消作业',
  'job.again': '重做作业',
  'people.change-password': '修改密码',
  'people.reset-password': '重置密码',
  'people.give-code': '发启用码',
  'people.add': '建账号',
  'people.save': '改账号',
  'people.disable': '停用账号',
  'people.enable': '启用账号',
  'people.erase': '删除账号的个人信息',
  'liaison.erase': '删除联络员的个人信息',
  'personal.copy': '取个人信息副本',
  'post.add': '设岗位',
  'post.save': '改岗位',
  'post.close': '撤岗位',
  'post.appoint': '任职',
  'post.end': '卸任',
  'approval.ask': '报批',
  'approval.approve': '同意报批',
  'approval.refuse': '不同意报批',
  'approval.withdraw': '收回报批',
  'post.take': '凭邀请任职',
  'people.join': '凭邀请建账号',
  'invitation.send': '发邀请',
  'invitation.add': '发邀请',
  'invitation.renew': '重发邀请',
  'invitation.open': '邀请获准',
  'invitation.revoke': '收回邀请',
  'invitation.accept': '用邀请加入',
  'unit.add': '设单位',
  'unit.save': '改单位',
  'unit.place': '调整顺序',
  'unit.close': '撤销单位',
  'duty.add': '加职责',
  'duty.save': '改职责',
  'duty.drop': '删职责',
  'duty.verify': '确认职责',
  'region.enter': '导入区划',
  'region.correct': '更正区划名称',
  'region.open': '设立区划',
  'region.merge': '撤并区划',
  'region.split': '析置区划',
  'region.rename': '区划更名',
  'region.move': '划转区划',
  'region.close': '撤销区划',
  'region.end': '随撤并撤销',
  'region.go-along': '随变更划入',
  'military.superior': '改军队上级单位',
  'military.body': '改军地对口',
  'unit.go-along': '单位随变更划入',
  'region.place': '调整区划顺序',
  'region.add-zone': '设功能区',
  'region.attach': '划转乡镇',
  'people.reveal-phone': '看手机号',
  'group.found': '设领导小组',
  'group.adjust': '调整领导小组',
  'group.correct': '更正领导小组名单',
  'liaison.add': '登记联络员',
  'liaison.save': '改联络员',
  'liaison.end': '移出联络员',
  'region.count': '改计入口径',
  'city.count': '填本市口径',
  'calendar.save': '改工作日历',
  'organisation.import': '导入组织',
  'organisation.take-back': '整批撤回导入',
  'organisation.taken-back': '随整批撤回',
  'group.export': '下载领导小组名单',
  'processing.export': '下载数据处理登记',
  'liaison.forget-number': '到期清除手机号',
  'keys.turn': '换密钥',
  'keys.seal-anew': '换新密钥封存',
  'keys.destroy': '销毁密钥',
}

export const optionsOf = <Key extends string>(labels: Record<Key, string>): { value: Key; label: string }[] =>
  (Object.keys(labels) as Key[]).map((value) => ({ value, label: labels[value] }))
