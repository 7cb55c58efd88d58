import type { Role } from '../../platform/acting.ts'
import type { Side } from './kinds/all.ts'

/** Who stands where towards a fact. */

/** 草稿 已记 退回 已核 已撤回 已替换, in this order. */
export const FACT_STATES = ['draft', 'recorded', 'returned', 'checked', 'withdrawn', 'replaced'] as const
export type FactState = (typeof FACT_STATES)[number]

/** A fact as the rules see it. */
export type FactSeen = {
  state: FactState
  /** The unit, person and place that wrote it down. */
  enteredUnitId: number
  enteredPersonId: number
  enteredPath: string
  /** Whether an office wrote it down. */
  isByOffice: boolean
  /** 申请更正 waits for an answer. */
  isAsked: boolean
  isRecorded: boolean
  /** Of one that was replaced: what took its place was withdrawn. */
  isReplacementGone: boolean
}

export type Looker = { personId: number; role: Role; unitId: number; regionPath: string }

/** Posts of these roles act for their unit. */
const FOR_UNIT: readonly Role[] = ['office', 'liaison', 'station', 'troop']

/**
 * For which sides a post writes down what was done: troops for their own, an office for both (代录), everybody else for the
 * side of the unit. A military body (军分区、人武部) works for both. `unitSide` left out: not known here, the server judges.
 */
export const sidesOf = (acting: { role: string; unitSide?: string | undefined } | null): readonly Side[] => {
  const { role = '', unitSide = undefined } = acting ?? {}
  if (role === 'troop') return ['military']
  if (role === 'office') return ['civil', 'military']
  if (role === 'liaison' && unitSide !== 'civil') return ['civil', 'military']
  return ['civil']
}

/** On which sides a unit may stand as the one that did it: troops on their own, bodies of the military side on both. */
export const sidesOfUnit = ({ side, kind }: { side: string; kind: string }): readonly Side[] => {
  if (kind === 'troop') return ['military']
  return side === 'civil' ? ['civil'] : ['civil', 'military']
}

/** Any post of the unit that wrote it down. */
export const isWriter = (fact: FactSeen, { role, unitId }: Looker): boolean =>
  FOR_UNIT.includes(role) && unitId === fact.enteredUnitId

/**
 * 核对: by the station or office above the unit that wrote it down. An office looks at what every unit of its place and of the
 * places below wrote, a station at the places below it, and the leaders of a place at what its own office wrote, which has
 * nobody else above it here. Nobody looks at his own unit's entry, nor through one post at what he wrote through another.
 */
export const isChecker = (fact: FactSeen, looker: Looker): true | 'not-checker' | 'own-entry' => {
  const { personId, role, unitId, regionPath } = looker
  const isBelow = fact.enteredPath.startsWith(regionPath) && fact.enteredPath !== regionPath
  const isHere = fact.enteredPath === regionPath
  const mayLook =
    role === 'office'
      ? isBelow || isHere
      : role === 'station'
        ? isBelow && !fact.isByOffice
        : role === 'leader' && isHere && fact.isByOffice
  if (!mayLook) return 'not-checker'
  return personId === fact.enteredPersonId || (role !== 'leader' && unitId === fact.enteredUnitId) ? 'own-entry' : true
}
