import { createHash } from 'node:crypto'
import type { Acting } from '../../../platform/acting.ts'
import { canonicalJson } from '../../../platform/audit/audit.ts'
import { type ApprovalState, decidersOf, decidesAt, isOfPlace } from './states.ts'

/** Days in which a request can be approved. */
export const APPROVAL_DAYS = 7

/** The moment (ISO 8601) from which a request asked at `askedAt` can no longer be approved. */
export const expiryOf = (askedAt: string): string =>
  new Date(Date.parse(askedAt) + APPROVAL_DAYS * 86_400_000).toISOString()

/** How a request stands at `now` (ISO 8601): one that nobody decided in time is expired. */
export const stateOf = (row: { state: string; expiresAt: string }, now: string): ApprovalState =>
  row.state === 'open' && row.expiresAt <= now ? 'expired' : (row.state as ApprovalState)

/** All that an approval is bound to. */
export type Bound = {
  kind: string
  content: unknown
  basis: unknown
  shown: unknown
  concerns: readonly number[]
  askedPersonId: number
  askedPostId: number
  askedAt: string
}

/** SHA-256 (hex) over the canonical JSON of a request. */
export const digestOf = (row: Bound): string => {
  const { kind, content, basis, shown, concerns, askedPersonId, askedPostId, askedAt } = row
  const bound = { kind, content, basis, shown, concerns, askedPersonId, askedPostId, askedAt }
  return createHash('sha256').update(canonicalJson(bound)).digest('hex')
}

/** Why the acting person may not decide a request; null: he may. */
export const hindranceOf = (
  row: { kind: string; askedPersonId: number; askedRole: string; askedPath: string; concerns: readonly number[] },
  { personId, role, regionPath }: Pick<Acting, 'personId' | 'role' | 'regionPath'>,
): 'own-request' | 'concerns-you' | 'security-approves' | 'place-decides' | null => {
  if (row.askedPersonId === personId) return 'own-request'
  if (row.concerns.includes(personId)) return 'concerns-you'
  if (isOfPlace(row.kind)) return decidesAt(row.askedPath, { role, regionPath }) ? null : 'place-decides'
  return decidersOf(row).includes(role) ? null : 'security-approves'
}
