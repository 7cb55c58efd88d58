import type { DataClass } from '../contract.ts'

export const CLASS_LABELS: Record<DataClass, string> = {
  closed: '封存（加密、遮盖）',
  working: '工作（按范围可见）',
  none: '非个人信息',
}
