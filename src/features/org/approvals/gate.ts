import type { Role } from '../../../platform/acting.ts'
import type { Context } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import { Problem } from '../../../platform/problem.ts'
import { approvalProblems } from './contract.ts'
import { asksTwo, asksTwoToGive } from './states.ts'
import { needsApproval } from './store.ts'

/** Whether a post of this role is set up by two people (ADR 0033, 0035). */
export const takesTwo = async ({ acting }: Context, tx: Tx, role: Role): Promise<boolean> =>
  asksTwo(acting.role, role) && (await needsApproval(tx))

/** Whether a post of this role is given to a person by two people (ADR 0057). */
export const givenByTwo = async ({ acting }: Context, tx: Tx, role: Role): Promise<boolean> =>
  asksTwoToGive(acting.role, role) && (await needsApproval(tx))

/** @throws Problem needs-approval */
export const refuseGivingAlone = async (ctx: Context, tx: Tx, role: Role): Promise<void> => {
  if (await givenByTwo(ctx, tx, role)) throw new Problem(approvalProblems['needs-approval'])
}

/** @throws Problem needs-approval */
export const refuseAnyAlone = async (tx: Tx): Promise<void> => {
  if (await needsApproval(tx)) throw new Problem(approvalProblems['needs-approval'])
}

/** What an office takes away from somebody, another approves. @throws Problem needs-approval */
export const refuseOfficeAlone = async ({ acting }: Context, tx: Tx): Promise<void> => {
  if (acting.role === 'office' && (await needsApproval(tx))) throw new Problem(approvalProblems['needs-approval'])
}

/** @throws Problem needs-approval */
export const refuseAlone = async (ctx: Context, tx: Tx, role: Role): Promise<void> => {
  if (await takesTwo(ctx, tx, role)) throw new Problem(approvalProblems['needs-approval'])
}

/** Nobody alone takes an administrator away or gets into his account. @throws Problem administrator-needs-two */
export const refuseAdministratorAlone = async (tx: Tx, isAdministrator: boolean): Promise<void> => {
  if (isAdministrator && (await needsApproval(tx))) throw new Problem(approvalProblems['administrator-needs-two'])
}
