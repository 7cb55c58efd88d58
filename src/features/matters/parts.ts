import type { PartyFacts } from './parties.ts'

/** 分解下达: codes of parts, who stands above them, and which units a lead may hand parts to. */

/** RW-2026-031-02: the second part of RW-2026-031; parts of parts go on the same way. */
export const partCode = (parentCode: string, partNo: number): string =>
  `${parentCode}-${String(partNo).padStart(2, '0')}`

/** The codes of the matters above a part, from the top: RW-2026-031-02-01 lies in RW-2026-031 and RW-2026-031-02. */
export const codesAbove = (code: string): string[] => {
  const pieces = code.split('-')
  return pieces.slice(3).map((_, index) => pieces.slice(0, 3 + index).join('-'))
}

/**
 * Who sees a part because a matter above it is his: the units and posts that lead there, and the leaders in charge.
 * `regionLeaderPostIds`: the leaders who answer for an office that leads.
 */
export const aboveOf = (
  parent: Pick<PartyFacts, 'leadUnitId' | 'leadPostId' | 'leaderPostId' | 'officeUnitId'> & {
    aboveUnits: readonly number[]
    abovePosts: readonly number[]
  },
  regionLeaderPostIds: readonly number[],
): { units: number[]; posts: number[] } => {
  const answering = parent.leadUnitId === parent.officeUnitId ? regionLeaderPostIds : []
  const known = (ids: (number | null)[]) => [...new Set(ids.filter((id): id is number => id !== null))]
  return {
    units: known([...parent.aboveUnits, parent.leadUnitId]),
    posts: known([...parent.abovePosts, parent.leadPostId, parent.leaderPostId, ...answering]),
  }
}

/** A unit as the choice of units below sees it. */
export type UnitBelow = { id: number; kind: string; shortName: string; level: number }

/**
 * 对口: the unit that does the same one level down. An office hands to the offices, below the counties to the stations;
 * a station to the stations of its villages; a bureau to the bureau of the same short name.
 */
export const isCounterpart = (lead: Omit<UnitBelow, 'id'>, unit: Omit<UnitBelow, 'id'>): boolean => {
  if (unit.level !== lead.level + 1) return false
  if (lead.kind === 'office') return unit.kind === (lead.level < 3 ? 'office' : 'station')
  if (lead.kind === 'station') return unit.kind === 'station'
  return unit.kind === lead.kind && plainName(unit.shortName) === plainName(lead.shortName)
}

const plainName = (name: string): string => name.replace(/^(省|市|县|区)(?=.{2})/, '')
