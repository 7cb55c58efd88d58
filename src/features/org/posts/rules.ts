import type { Role } from '../../../platform/acting.ts'
import type { UnitKind } from '../units/rules.ts'

/** Roles that a unit of a kind may have posts for; the three administrators sit in an office. */
export const ROLES_OF: Record<UnitKind, readonly Role[]> = {
  office: ['office', 'leader', 'sysadmin', 'secadmin', 'auditor'],
  group: ['leader'],
  member: ['liaison'],
  government: ['liaison', 'leader', 'station'],
  station: ['station'],
  troop: ['troop'],
}

export const ADMINISTRATORS: readonly Role[] = ['sysadmin', 'secadmin', 'auditor']

/** System, security and audit administration are apart: nobody holds two of them at the same time. */
export const isApart = (held: readonly Role[], role: Role): boolean =>
  !ADMINISTRATORS.includes(role) || held.every((other) => other === role || !ADMINISTRATORS.includes(other))

/** Whether two spans of days meet; the end is the first day no longer held, null is open. */
export const spansMeet = (
  a: { fromOn: string; toOn: string | null },
  b: { fromOn: string; toOn: string | null },
): boolean => (a.toOn === null || b.fromOn < a.toOn) && (b.toOn === null || a.fromOn < b.toOn)
