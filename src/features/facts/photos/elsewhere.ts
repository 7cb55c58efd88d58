/** Kinds of units as pictures name them; of units outside the own scope nothing else is told. */
const UNIT_KINDS: Record<string, string> = {
  office: '双拥办',
  member: '成员单位',
  station: '服务站',
  workstation: '双拥工作站',
  troop: '部队单位',
  body: '军事机关',
}

/** A picture outside the own scope: 2025 年服务站的一张照片（不在本岗位范围内）. */
export const pictureElsewhere = (year: number, unitKind: string): string =>
  ` ${year} 年${UNIT_KINDS[unitKind] ?? '别的单位'}的一张照片（不在本岗位范围内）`
