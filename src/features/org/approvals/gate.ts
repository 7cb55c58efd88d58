import type { Role } from '../../../platform/acting.ts'
import type { Context } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import { Problem } from '../../../platform/problem.ts'
import { approvalProblems } from './contract.ts'
import { TWO_PERSON_ROLES } from './states.ts'
import { needsApproval } from './store.ts'

/** Whether a post of this role is set up or given by two administrators. An office below the city gives its own alone (ADR 0012). */
export const takesTwo = async ({ acting }: Context, tx: Tx, role: Role): Promise<boolean> =>
  (acting.role === 'sysadmin' || acting.role === 'secadmin') &&
  TWO_PERSON_ROLES.includes(role) &&
  (await needsApproval(tx))

/** @throws Problem needs-approval */
export const refuseAlone = async (ctx: Context, tx: Tx, role: Role): Promise<void> => {
  if (await takesTwo(ctx, tx, role)) throw new Problem(approvalProblems['needs-approval'])
}
