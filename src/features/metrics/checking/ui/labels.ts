import { formatSize } from '../../../../platform/ui/format.ts'
import type { FaultKind } from '../contract.ts'
import type { Standing } from '../standing.ts'

export const FAULT_LABELS: Record<FaultKind, string> = {
  counted: '与系统统计不一致',
  stated: '与引用数字不同',
  differs: '前后不一',
  magnitude: '数量级可疑',
  unit: '单位不一',
  percentage: '百分比超出范围',
  part: '分项大于总数',
  sum: '分项相加不符',
  period: '不在所查期间',
}

export const STANDING_LABELS: Record<Standing, string> = {
  doubt: '待核',
  differs: '与引用数字不同',
  bare: '无来源',
  sourced: '有来源',
}

/** A larger one does not fit into one request; it is refused before it is sent. */
const MOST_BYTES = 1.4 * 1024 * 1024
/** Files that hold nothing but words. */
const ONLY_WORDS = /\.(?:txt|html?|md)$/i

/** Why a file is not taken for the check and what to do, or null where it is taken. */
export const refusedSize = ({ name, size }: { name: string; size: number }): string | null => {
  if (size <= MOST_BYTES) return null
  const mend = ONLY_WORDS.test(name) ? '分成几份再选，或粘贴要查的一段' : '去掉图片后再选，或粘贴文字'
  return `“${name}”有 ${formatSize(size)}，一份最多 1.4 MB，${mend}。`
}
