import type { Role } from '../../../platform/acting.ts'

/** 待批, 已过期, 已同意, 不同意, 已收回. */
export const APPROVAL_STATES = ['open', 'expired', 'approved', 'refused', 'withdrawn'] as const
export type ApprovalState = (typeof APPROVAL_STATES)[number]

/** Roles whose posts one administrator neither sets up nor gives alone. */
export const TWO_PERSON_ROLES: readonly Role[] = ['office', 'leader', 'sysadmin', 'secadmin', 'auditor']
