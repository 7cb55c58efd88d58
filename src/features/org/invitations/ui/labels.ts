import type { InvitationState } from '../rules.ts'

export const STATE_LABELS: Record<InvitationState, string> = {
  waiting: '待批准',
  open: '待用',
  used: '已用',
  expired: '已过期',
  revoked: '已收回',
}
