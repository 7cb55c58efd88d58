import * as z from 'zod'
import { asProgram } from '../../../platform/db/transaction.ts'
import { Problem } from '../../../platform/problem.ts'
import { approvalProblems } from '../approvals/contract.ts'
import type { ApprovalKind } from '../approvals/operations.ts'
import { findInvitations, letOpen } from './store.ts'

/** `ids` of invitations that were sent together. */
const Sent = z.object({ ids: z.array(z.number().int().positive()).min(1) })
type Sent = z.output<typeof Sent>

/** Whom an office invites to which post the security administrator reads and approves; until then no code opens. */
const sending: ApprovalKind<Sent> = {
  schema: Sent,
  asks: ['office'],
  prepare: async (_ctx, tx, { ids }) => {
    const rows = await asProgram(tx, () => findInvitations(tx, ids))
    const [first] = rows
    if (!first) throw new Problem(approvalProblems['approval-stale'])
    return {
      concerns: [],
      basis: rows.map(({ id, postId, personName }) => ({ id, postId, personName })),
      shown: {
        title:
          rows.length === 1
            ? `邀请${first.personName}任${first.postName}`
            : `邀请${first.personName}等 ${rows.length} 人任职`,
        changes: rows.map(({ personName, postName, regionName }) => ({
          label: personName,
          value: `${postName}（${regionName}）`,
        })),
      },
    }
  },
  carryOut: async (_ctx, tx, { ids }) => {
    const opened = await letOpen(tx, ids)
    return {
      entries: opened.map((id) => ({
        action: 'invitation.open',
        record: 'invitations',
        recordId: id,
        before: { waits: true },
        after: { waits: false },
      })),
    }
  },
}

export const INVITATION_APPROVALS = { 'invitation.send': sending } as const
