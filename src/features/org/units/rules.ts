export const UNIT_KINDS = ['office', 'group', 'member', 'troop', 'station', 'workstation', 'government'] as const
export type UnitKind = (typeof UNIT_KINDS)[number]
export const UNIT_SIDES = ['civil', 'military'] as const
export type UnitSide = (typeof UNIT_SIDES)[number]

/** Names of military bodies that the state itself publishes; they stand as they are (design, "Unclassified only"). */
const PUBLISHED = /军分区|警备区|武装部|人武部|国防动员|军供站|军休所|武装警察支队/

/** Whether the name of a troop unit is an alias (驻澜某部) or a name that the state publishes. Figures are never part of one. */
export const isTroopAlias = (name: string): boolean =>
  PUBLISHED.test(name) || (/某|代称/.test(name) && !/\d|[零〇一二三四五六七八九十百]{3,}/.test(name))

export type TroopFault = 'alias-needed' | 'troop-place' | 'side-of-troop'

/**
 * What is wrong with a unit as a military one, or null: whatever its kind it bears an alias or a published name; a troop unit
 * has its place at a city or county, never lower.
 */
export const troopFault = (unit: {
  kind: UnitKind
  side: UnitSide
  names: readonly string[]
  regionLevel: number
}): { fault: TroopFault; at: number } | null => {
  if (unit.side !== 'military') return unit.kind === 'troop' ? { fault: 'side-of-troop', at: 0 } : null
  const at = unit.names.findIndex((name) => !isTroopAlias(name))
  if (at >= 0) return { fault: 'alias-needed', at }
  return unit.kind === 'troop' && unit.regionLevel > 3 ? { fault: 'troop-place', at: 0 } : null
}

/** 市, 县, 区, 州 …: how units of a place call their own level (市教育局, 县教育局). */
export const levelWord = (regionName: string): string => {
  const word = /(自治州|自治县|地区|市|县|区|盟|旗|州)$/.exec(regionName)?.[1] ?? '市'
  return word === '自治州' ? '州' : word === '自治县' ? '县' : word
}

/** Heading of a unit in a picker: own level first, then troops, then the places below. */
export const optionGroup = (unit: {
  kind: UnitKind
  regionId: number
  regionName: string
  regionLevel: number
  ownRegionId: number
}): string => {
  if (unit.kind === 'troop') return '驻军'
  if (unit.regionLevel >= 4) return '乡镇（街道）、村（社区）'
  if (unit.regionLevel <= 2) return `${levelWord(unit.regionName)}直单位`
  return unit.regionId === unit.ownRegionId ? `${levelWord(unit.regionName)}直单位` : unit.regionName
}

/**
 * Whether lists may be narrowed to a unit: by a single troop unit outside the office nothing is listed, but by the unit itself. The database
 * holds the same (platform/db/units.ts). Source: design, "Unclassified only".
 */
export const mayListBy = (
  acting: { role: string; unitId: number } | null,
  { id, side }: { id: number; side: string },
): boolean => side === 'civil' || acting?.role === 'office' || acting?.unitId === id
