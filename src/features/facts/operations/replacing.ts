import type { AuditEntry } from '../../../platform/audit/audit.ts'
import type { Context } from '../../../platform/context.ts'
import { asProgram, type Tx } from '../../../platform/db/transaction.ts'
import { Problem, type ProblemType, problems } from '../../../platform/problem.ts'
import { factProblems, type RecordFact } from '../contract.ts'
import type { FactEvent, FactFollower } from '../follow.ts'
import { kindOf } from '../kinds/all.ts'
import { takeFactStep } from '../rules.ts'
import { countBelonging, findFact, findReplacement, type StoredFact, stateWhenReplaced } from '../store/rows.ts'
import { insertEntries, moveFact, moveParts } from '../store/writes.ts'
import { isAgainAfterClose } from './marks.ts'
import { auditOf, findOrRefuse, lookerOf, seenOf } from './shared.ts'

/** 替换: one fact takes the place of another of its unit, gives it back when it is withdrawn, and takes it again when it is restored. */

/** Tells every room that follows facts, in the order of the wiring; the audit rows of what they did. */
export const tellFollowers = async (
  tx: Tx,
  ctx: Context,
  followers: readonly FactFollower[],
  event: FactEvent,
): Promise<AuditEntry[]> => {
  const entries: AuditEntry[] = []
  for (const follower of followers) entries.push(...(await follower.follow(tx, ctx, event)))
  return entries
}

const isCampaign = (kind: string): boolean => kindOf(kind)?.isCampaign === true

const refuseKind = (problem: ProblemType, detail = problem.detail) =>
  new Problem(problem, { detail, errors: [{ pointer: '/kind', detail }] })

/** A campaign to which facts belong stays one. @throws Problem campaign-has-parts */
export const refuseToLeaveParts = async (tx: Tx, before: StoredFact, kind: string): Promise<void> => {
  if (!isCampaign(before.kind) || isCampaign(kind)) return
  const count = await countBelonging(tx, before.id)
  const problem = factProblems['campaign-has-parts']
  if (count > 0) throw refuseKind(problem, problem.detail.replace('有实绩', `有 ${count} 条实绩`))
}

/**
 * The earlier fact, moved to 已替换.
 * @throws Problem not-found, not-replaceable, draft-replaces, other-kind, campaign-has-parts
 */
export const replaceOrRefuse = async (
  ctx: Context,
  tx: Tx,
  { replacesId, kind, isDraft, isOtherKindMeant }: RecordFact,
): Promise<StoredFact | null> => {
  if (replacesId === null) return null
  const before = await findOrRefuse(tx, replacesId)
  const answer = takeFactStep(seenOf(before), 'replace', lookerOf(ctx))
  if ('refused' in answer) throw new Problem(factProblems['not-replaceable'])
  if (isDraft) throw new Problem(factProblems['draft-replaces'])
  await refuseToLeaveParts(tx, before, kind)
  if (before.kind !== kind && !isOtherKindMeant) throw refuseKind(factProblems['other-kind'])
  await replace(ctx, tx, before)
  return before
}

const replace = async (ctx: Context, tx: Tx, before: StoredFact): Promise<void> => {
  if (!(await moveFact(tx, ctx, before.id, before.version, { state: 'replaced' })))
    throw new Problem(factProblems['not-replaceable'])
  await insertEntries(tx, ctx, [{ factId: before.id, step: 'replace', from: before.state, to: 'replaced' }])
}

/**
 * What belonged to one campaign goes along to the one in its place, whoever wrote it down and whether it was checked: the tie moves,
 * the facts stay as they are. It follows a change that the unit of the campaign was allowed, so it is the program that does it.
 */
export const takeAlong = async (
  ctx: Context,
  tx: Tx,
  from: StoredFact,
  to: StoredFact,
  why: string,
): Promise<AuditEntry[]> => {
  if (!isCampaign(from.kind) || !isCampaign(to.kind)) return []
  const moved = await asProgram(tx, async () => {
    const parts = await moveParts(tx, ctx, from.id, to.id)
    const told = parts.filter(({ state }) => state !== 'draft')
    await insertEntries(
      tx,
      ctx,
      told.map(({ id, state }) => ({
        ...{ factId: id, step: 'correct', from: state, to: state },
        text: `专题活动 ${from.code} ${why}，改归 ${to.code}`,
      })),
    )
    return parts
  })
  return moved.map(({ id }) => ({
    ...{ action: 'fact.regroup', record: 'facts', recordId: id },
    before: { campaignId: from.id, code: from.code },
    after: { campaignId: to.id, code: to.code },
  }))
}

/** The fact that this one took the place of. */
const placeOf = async (tx: Tx, { replacesId }: StoredFact): Promise<StoredFact | undefined> =>
  replacesId === null ? undefined : findFact(tx, replacesId)

/**
 * What a fact replaced stands again as it did, once that fact is withdrawn: counted, or returned.
 * @throws Problem out-of-date
 */
export const putBack = async (
  ctx: Context,
  tx: Tx,
  followers: readonly FactFollower[],
  withdrawn: StoredFact,
): Promise<AuditEntry[]> => {
  const before = await placeOf(tx, withdrawn)
  if (before?.state !== 'replaced' || (await findReplacement(tx, before.id))) return []
  const state = await stateWhenReplaced(tx, before.id)
  const marks = state === 'recorded' ? { isAfterClose: await isAgainAfterClose(tx, ctx, before) } : {}
  if (!(await moveFact(tx, ctx, before.id, before.version, { ...marks, state })))
    throw new Problem(problems['out-of-date'])
  const text = `替换它的 ${withdrawn.code ?? '草稿'} 已撤回`
  await insertEntries(tx, ctx, [{ factId: before.id, step: 'restore', from: 'replaced', to: state, text }])
  const fact = await findOrRefuse(tx, before.id)
  return [
    {
      ...{ action: 'fact.restore', record: 'facts', recordId: fact.id },
      before: { state: before.state, version: before.version },
      after: { ...auditOf(fact), text },
    },
    ...(await takeAlong(ctx, tx, withdrawn, fact, '已撤回')),
    ...(await tellFollowers(tx, ctx, followers, {
      ...{ step: 'restore', facts: [fact], before: [before] },
      inPlaceOf: withdrawn.id,
    })),
  ]
}

/**
 * A fact that is restored takes again the place that it had, where what it replaced stands meanwhile: both never count.
 * @returns what it replaced as it stood, where it gave way just now
 * @throws Problem replaced-stands where that was checked, replaced-again where another took its place
 */
export const takeAgain = async (ctx: Context, tx: Tx, restored: StoredFact): Promise<StoredFact | null> => {
  const before = await placeOf(tx, restored)
  if (!before || before.state === 'withdrawn') return null
  if (before.state === 'replaced') {
    if (await findReplacement(tx, before.id)) throw new Problem(factProblems['replaced-again'])
    return null
  }
  if ('refused' in takeFactStep(seenOf(before), 'replace', lookerOf(ctx)))
    throw new Problem(factProblems['replaced-stands'])
  await replace(ctx, tx, before)
  return before
}
