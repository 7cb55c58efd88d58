import type { FaultKind } from '../contract.ts'

export const FAULT_LABELS: Record<FaultKind, string> = {
  counted: '与系统统计不一致',
  differs: '前后不一',
  magnitude: '数量级可疑',
  unit: '单位不一',
  percentage: '百分比超出范围',
  part: '分项大于总数',
  sum: '分项相加不符',
  period: '不在所查期间',
}
