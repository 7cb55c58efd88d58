import type { Context } from '../../../platform/context.ts'
import { Problem, problems } from '../../../platform/problem.ts'
import { refuseSecrets } from '../../../platform/secrecy/guard.ts'
import { type MatterDetail, matterProblems, type SignedSlip } from '../contract.ts'
import { listSlips, pageOfBehalf, signSlip as storeSlip } from '../store/slips.ts'
import { attachFiles, touchMatter } from '../store/writes.ts'
import { knownSlipFiles, refuseSlip } from './refuse.ts'
import { auditOf, findOrRefuse, toDetail } from './shared.ts'
import { lockForChange } from './steps.ts'

/**
 * Adds the signed 需求登记单 to a need that was entered without it.
 * @throws Problem not-found, not-yours, no-slip-needed, slip-needed, slip-not-picture, signed-in-future, unknown-file, secrecy, out-of-date
 */
export const signSlip = (
  ctx: Context,
  { id, slipId, version, slip: said }: { id: number; slipId: number; version: number; slip: SignedSlip },
): Promise<MatterDetail> => {
  refuseSecrets({ '/slip/signer': said.signer })
  return ctx.change('matter.sign-slip', async (tx) => {
    const before = await lockForChange(ctx, tx, { id, version })
    const slip = (await listSlips(tx, [before.id])).find((one) => one.id === slipId)
    if (!slip) throw new Problem(problems['not-found'])
    if (ctx.acting.role !== 'office' || ctx.acting.unitId !== before.officeUnitId)
      throw new Problem(problems['not-yours'])
    refuseSlip(said, ctx.today)
    const files = await knownSlipFiles(tx, said)
    const signed = { on: said.signedOn, signer: said.signer, files: files.length }
    if (!(await storeSlip(tx, slip.id, signed))) throw new Problem(matterProblems['no-slip-needed'])
    await attachFiles(tx, before.id, slip.entryId, files)
    await touchMatter(tx, ctx, before.id)
    const after = await findOrRefuse(tx, before.id)
    return {
      record: 'matters',
      recordId: before.id,
      before: auditOf(before),
      after: { ...auditOf(after), slip: slip.id, signedOn: said.signedOn, signer: said.signer, files },
      answer: await toDetail(tx, ctx, after),
    }
  })
}

/** What offices recorded for units without access, newest first; the audit administrator sees no words and no unit. */
export const listBehalf = (
  ctx: Context,
  { lacking, after, size }: { lacking: boolean; after?: number; size: number },
) => ctx.read((tx) => pageOfBehalf(tx, { lacking, before: after ?? null, size }))
