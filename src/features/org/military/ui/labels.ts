import type { MilitaryUnit } from '../contract.ts'
import type { JointPart } from '../rules.ts'

export const MILITARY_LABELS: Record<MilitaryUnit['kind'], string> = { body: '军事机关', troop: '部队' }

export const PART_LABELS: Record<JointPart, string> = {
  office: '缺双拥办',
  group: '缺领导小组',
  'civil-liaison': '地方无人在岗',
  body: '缺对口单位',
  'military-liaison': '军方无人在岗',
  joint: '未合署',
}

/** Who stands above a unit, in words. */
export const superiorWords = ({ superior, superiorName }: Pick<MilitaryUnit, 'superior' | 'superiorName'>): string =>
  superior === 'known' ? (superiorName ?? '') : superior === 'outside' ? '上级在市外' : '未登记上级'
