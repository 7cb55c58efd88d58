import type { AuditEntry } from '../../../platform/audit/audit.ts'
import type { Context } from '../../../platform/context.ts'
import { asProgram, type Tx } from '../../../platform/db/transaction.ts'
import { type FactFollower, type StoredFact, veilOf } from '../../facts/index.ts'
import { raiseFollowing, rewordFollowing, withdrawFollowing } from '../operations/following.ts'
import { categoryOf, dutyOf, wordsOf } from './rules.ts'
import { insertPromise, mattersOf, movePromises } from './store.ts'

/**
 * 承诺: what a fact promises becomes a matter in the same transaction, and follows the fact from then on. Whoever takes a step with
 * the fact, like the township that checks it, need be no party of the matter: the program follows for him.
 */
export const promisesFollow: FactFollower = {
  follow: (tx, ctx, event) => asProgram(tx, () => follow(tx, ctx, event)),
}

const follow: FactFollower['follow'] = async (tx, ctx, { step, facts, before, inPlaceOf }) => {
  const earlier = new Map(before.map((fact) => [fact.id, fact]))
  // The fact that takes another's place takes its promise first.
  for (const { id, replacesId, code } of facts)
    if (step === 'record' && replacesId !== null && code !== null) await movePromises(tx, replacesId, id)
  // So does one that takes its own place again, or takes a place again that it gave back.
  if (inPlaceOf !== undefined && facts[0]) await movePromises(tx, inPlaceOf, facts[0].id)
  const promising = facts.filter(
    ({ id, promise, replacesId }) => promise !== null || earlier.get(id)?.promise || replacesId !== null,
  )
  const matters = await mattersOf(
    tx,
    promising.map(({ id }) => id),
  )
  const entries: AuditEntry[] = []
  for (const fact of promising) {
    const known = matters.get(fact.id) ?? []
    const duty = dutyOf(fact, earlier.get(fact.id), step, known)
    const open = known.find(({ isDone }) => !isDone)?.matterId ?? 0
    if (duty === 'raise') entries.push(...(await raise(ctx, tx, fact)))
    else if (duty === 'reword') entries.push(...(await rewordFollowing(ctx, tx, open, await reworded(tx, ctx, fact))))
    else if (duty === 'withdraw')
      entries.push(...(await withdrawFollowing(ctx, tx, open, `实绩 ${fact.code ?? ''} ${endedWords(fact)}。`)))
  }
  return entries
}

/** A matter is read by others than the fact: the family stands in it by its family name, and in full in the fact. */
const mattersWords = async (tx: Tx, ctx: Context, fact: StoredFact) => {
  const { id, title, promise } = fact
  const said = [[id, `${title}\n${promise ?? ''}`] as const]
  const veil = await veilOf(tx, ctx, said, { forAll: true })
  return wordsOf({ ...fact, title: veil(id, title), promise: promise === null ? null : veil(id, promise) })
}

const endedWords = ({ state }: StoredFact): string =>
  state === 'withdrawn' ? '已撤回' : state === 'replaced' ? '已由另一条替换' : '更正后不再有这项承诺'

const reworded = async (tx: Tx, ctx: Context, fact: StoredFact) => ({
  ...(await mattersWords(tx, ctx, fact)),
  dueOn: fact.promiseOn,
  leadUnitId: fact.promiseUnitId,
  text: `实绩 ${fact.code ?? ''} 已更正。`,
})

const raise = async (ctx: Context, tx: Tx, fact: StoredFact): Promise<AuditEntry[]> => {
  const raised = await raiseFollowing(ctx, tx, {
    ...(await mattersWords(tx, ctx, fact)),
    kind: 'task',
    category: categoryOf(fact),
    askerUnitId: fact.enteredUnitId,
    leadUnitId: fact.promiseUnitId,
    dueOn: fact.promiseOn,
    placePath: fact.enteredPath,
    text: `实绩 ${fact.code ?? ''} 中的承诺。`,
  })
  if (!raised) return []
  await insertPromise(tx, raised.matter.id, fact.id)
  return raised.entries
}
