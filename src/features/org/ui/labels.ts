import type { Role } from '../../../platform/acting.ts'
import type { YEAR_STATES } from '../calendar/contract.ts'
import type { RegionMark } from '../regions/contract.ts'
import type { UnitKind, UnitSide } from '../units/rules.ts'

export const ROLE_LABELS: Record<Role, string> = {
  office: '双拥办',
  liaison: '成员单位联络员',
  station: '乡镇/村服务站',
  troop: '部队联络员',
  leader: '领导',
  sysadmin: '系统管理员',
  secadmin: '安全管理员',
  auditor: '审计管理员',
}

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

export const optionsOf = <Key extends string>(labels: Record<Key, string>): { value: Key; label: string }[] =>
  (Object.keys(labels) as Key[]).map((value) => ({ value, label: labels[value] }))
