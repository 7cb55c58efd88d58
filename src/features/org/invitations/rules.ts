/** waiting 待批准 · open 待用 · used 已用 · expired 已过期 · revoked 已收回 */
export const INVITATION_STATES = ['waiting', 'open', 'used', 'expired', 'revoked'] as const
export type InvitationState = (typeof INVITATION_STATES)[number]

/** Longest life of a code in days: a slip that lies about for longer is sent anew. */
export const LONGEST_DAYS = 30
export const USUAL_DAYS = 7

/** Wrong codes or passwords from one address within `WINDOW_MINUTES` before it has to wait. */
export const MOST_FAILURES = 10
export const WINDOW_MINUTES = 15

/** Logins that are taken, tried with one invitation within a day, before it has to wait: it is no way to learn who has an account. */
export const MOST_TAKEN = 10
export const TAKEN_MINUTES = 1_440

/** How an invitation stands on a day; it opens up to and with its last day. */
export const stateOf = (
  invitation: { usedAt: string | null; revokedAt: string | null; expiresOn: string; waits: boolean },
  today: string,
): InvitationState => {
  if (invitation.usedAt !== null) return 'used'
  if (invitation.revokedAt !== null) return 'revoked'
  if (invitation.expiresOn < today) return 'expired'
  return invitation.waits ? 'waiting' : 'open'
}

/** A code as it was drawn, from what a person typed off the paper: capitals, blanks and dashes do not matter. */
export const plainCode = (typed: string): string =>
  typed
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
