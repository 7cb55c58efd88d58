import type { Role } from '../../../platform/acting.ts'

/** 待批, 已过期, 已同意, 不同意, 已收回. */
export const APPROVAL_STATES = ['open', 'expired', 'approved', 'refused', 'withdrawn'] as const
export type ApprovalState = (typeof APPROVAL_STATES)[number]

/** Roles whose posts one administrator neither sets up nor gives alone. */
const TWO_PERSON_ROLES: readonly Role[] = ['office', 'leader', 'sysadmin', 'secadmin', 'auditor']
/** Of the posts that an office keeps itself: those that open a whole place. The others open their own unit, or one station. */
const OF_A_PLACE: readonly Role[] = ['office', 'leader']

/** Whether somebody of a role sets up or gives a post of another role only with a second person, where the city asks for one. */
export const asksTwo = (by: Role, role: Role): boolean => {
  if (by === 'office') return OF_A_PLACE.includes(role)
  return (by === 'sysadmin' || by === 'secadmin') && TWO_PERSON_ROLES.includes(role)
}

/**
 * Whether somebody gives a post to a person only with a second person, where the city asks for one: every giving is the
 * security administrator's, so only he does without one, for posts that open no whole place.
 */
export const asksTwoToGive = (by: Role, role: Role): boolean =>
  by === 'office' || by === 'sysadmin' || asksTwo(by, role)

/** Kinds that those decide who know the business of the place where it is asked, and no administrator (ADR 0035). */
const OF_THE_PLACE: readonly string[] = ['period.reopen']
export const isOfPlace = (kind: string): boolean => OF_THE_PLACE.includes(kind)

/** Who decides what is asked in a place: the office there and those above it, and the leaders there. Paths of regions. */
export const decidesAt = (askedPath: string, { role, regionPath }: { role: string; regionPath: string }): boolean =>
  (role === 'office' && askedPath.startsWith(regionPath)) || (role === 'leader' && askedPath === regionPath)

/** Roles that decide any other request. Resetting an administrator's sign-in is decided by the third of the three too. */
export const decidersOf = ({ kind, askedRole }: { kind: string; askedRole: string }): readonly Role[] => {
  if (kind === 'people.reset') return ['secadmin', 'sysadmin', 'auditor']
  return askedRole === 'secadmin' ? ['secadmin', 'sysadmin'] : ['secadmin']
}
