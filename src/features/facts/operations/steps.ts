import type { Context } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import { notify } from '../../../platform/notices/notify.ts'
import { Problem, problems } from '../../../platform/problem.ts'
import { refuseSecrets } from '../../../platform/secrecy/guard.ts'
import { type FactDetail, factProblems, type StepFact } from '../contract.ts'
import type { FactFollower } from '../follow.ts'
import { kindOf } from '../kinds/all.ts'
import { isLate, takeFactStep, wrongIn } from '../rules.ts'
import { postsOfUnit } from '../store/ground.ts'
import { findFacts, type StoredFact } from '../store/rows.ts'
import { insertEntries, type Moved, moveFact, takeCodes } from '../store/writes.ts'
import { isAfterClose, isAgainAfterClose } from './marks.ts'
import { putBack, takeAgain, takeAlong, tellFollowers } from './replacing.ts'
import { auditOf, findOrRefuse, lookerOf, seenOf, toDetail } from './shared.ts'

/** A draft is complete before it is recorded. @throws Problem not-valid by field */
const refuseIncomplete = (ctx: Context, fact: StoredFact): void => {
  const kind = kindOf(fact.kind)
  if (!kind) throw new Problem(factProblems['not-yours-to-enter'])
  const given = {
    ...fact,
    units: fact.units.map(({ id, part }) => ({ unitId: id, part })),
    householdIds: [],
  }
  const errors = wrongIn(kind, given, ctx.today)
  if (errors.length > 0) throw new Problem(problems['not-valid'], { errors })
  if (kind.isMilitary && ctx.acting.role !== 'troop' && fact.forUnitId === null)
    throw new Problem(factProblems['for-unit-needed'])
}

/** What a step writes beside the state. */
const moveOf = async (ctx: Context, tx: Tx, fact: StoredFact, { step, reason }: StepFact): Promise<Moved> => {
  if (step === 'record') {
    refuseIncomplete(ctx, fact)
    if (fact.code !== null) return { isAfterClose: await isAgainAfterClose(tx, ctx, fact) }
    const [code = ''] = await takeCodes(tx, ctx.acting.cityId, Number(ctx.today.slice(0, 4)))
    const after = await isAfterClose(tx, ctx, { region: { path: fact.regionPath }, endsOn: fact.endsOn })
    return { recorded: { code, isLate: isLate(fact.endsOn, ctx.today), isAfterClose: after } }
  }
  if (step === 'restore') return { isAfterClose: await isAgainAfterClose(tx, ctx, fact) }
  if (step === 'check') return { isChecked: true }
  if (step === 'return') return { isChecked: false, asked: null }
  if (step === 'ask') return { asked: reason }
  return step === 'keep' ? { asked: null } : {}
}

/** Steps by which a fact leaves the place that it took. */
const LEFT = ['withdraw', 'drop']

/** Steps of which the unit that wrote it down hears. */
const TOLD = ['return', 'keep']

/**
 * One step in the life of a fact.
 * @throws Problem not-found, every refusal of the rules, not-valid for an incomplete draft, secrecy, out-of-date,
 * and as takeAgain for one that is restored
 */
export const stepFact =
  (followers: readonly FactFollower[]) =>
  (ctx: Context, input: StepFact): Promise<FactDetail> => {
    refuseSecrets({ '/reason': input.reason })
    return ctx.change(`fact.${input.step}`, async (tx) => {
      const { id, step, version, reason } = input
      const before = await findOrRefuse(tx, id)
      const answer = takeFactStep(seenOf(before), step, lookerOf(ctx), reason)
      if ('refused' in answer) {
        const problem = factProblems[answer.refused]
        const errors = answer.refused === 'reason-needed' ? [{ pointer: '/reason', detail: problem.detail }] : []
        throw new Problem(problem, { errors })
      }
      const moved = await moveOf(ctx, tx, before, input)
      const replaced = step === 'restore' ? await takeAgain(ctx, tx, before) : null
      const state = answer.to === before.state ? {} : { state: answer.to }
      if (!(await moveFact(tx, ctx, id, version, { ...moved, ...state })))
        throw new Problem(problems['out-of-date'], { extra: { latest: await toDetail(tx, ctx, before) } })
      await insertEntries(tx, ctx, [{ factId: id, step, from: before.state, to: answer.to, text: reason }])
      const fact = await findOrRefuse(tx, id).catch(() => ({ ...before, state: answer.to, version: version + 1 }))
      // What it replaced stands again before anybody hears that it is gone: what both promised goes over.
      const more = LEFT.includes(step) ? await putBack(ctx, tx, followers, before) : []
      const event = { step, facts: [fact], before: before.code === null ? [] : [before] }
      if (fact.code !== null)
        more.push(
          ...(await tellFollowers(tx, ctx, followers, { ...event, ...(replaced ? { inPlaceOf: replaced.id } : {}) })),
        )
      if (replaced) {
        const now = await findFacts(tx, [replaced.id])
        more.push(...(await tellFollowers(tx, ctx, followers, { step: 'replace', facts: now, before: [replaced] })))
        more.push(...(await takeAlong(ctx, tx, replaced, fact, '已替换')))
      }
      if (TOLD.includes(step)) {
        const postIds = await postsOfUnit(tx, before.enteredUnitId, ctx.today)
        await notify(tx, ctx, [
          {
            postIds,
            topic: `fact:${id}`,
            kind: `fact-${step}`,
            line: before.title,
            code: before.code ?? '',
            said: reason,
            href: `/facts?open=${id}`,
          },
        ])
      }
      return {
        record: 'facts',
        recordId: id,
        before: { state: before.state, version: before.version },
        after: { ...auditOf(fact), text: reason, ...(replaced ? { replaces: replaced.code } : {}) },
        more,
        answer: await toDetail(tx, ctx, fact),
      }
    })
  }
