import type { Role } from '../../../platform/acting.ts'
import type { UnitKind, UnitSide } from '../units/rules.ts'

/** Roles that a unit of a kind may have posts for; the three administrators sit in an office. */
const ROLES_OF: Record<UnitKind, readonly Role[]> = {
  office: ['office', 'leader', 'sysadmin', 'secadmin', 'auditor'],
  group: ['leader'],
  member: ['liaison'],
  government: ['liaison', 'leader', 'station'],
  station: ['station'],
  workstation: ['station'],
  troop: ['troop'],
}

/** The same for a unit of a side: a military body (军分区, 人武部) is worked for by the military side. */
export const rolesOf = ({ kind, side }: { kind: UnitKind; side: UnitSide }): readonly Role[] =>
  side === 'military' ? ROLES_OF.troop : ROLES_OF[kind]

/** What a role is called. */
export const ROLE_LABELS: Record<Role, string> = {
  office: '双拥办',
  liaison: '成员单位联络员',
  station: '乡镇/村服务站',
  troop: '部队联络员',
  leader: '领导',
  sysadmin: '系统管理员',
  secadmin: '安全管理员',
  auditor: '审计管理员',
}

export const ADMINISTRATORS: readonly Role[] = ['sysadmin', 'secadmin', 'auditor']

/**
 * System, security and audit administration (三员) are apart from each other and from all business: an administrator holds
 * no other kind of post at the same time, so that he never comes to see business data.
 */
export const isApart = (held: readonly Role[], role: Role): boolean =>
  held.every((other) => other === role || !(ADMINISTRATORS.includes(role) || ADMINISTRATORS.includes(other)))

/** Whether two spans of days meet; the end is the first day no longer held, null is open. */
export const spansMeet = (
  a: { fromOn: string; toOn: string | null },
  b: { fromOn: string; toOn: string | null },
): boolean => (a.toOn === null || b.fromOn < a.toOn) && (b.toOn === null || a.fromOn < b.toOn)
