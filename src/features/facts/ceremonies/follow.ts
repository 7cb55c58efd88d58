import type { AuditEntry } from '../../../platform/audit/audit.ts'
import type { Context } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import { GRADE_WORDS, type MeritDelivery, type MeritReportFollower } from '../../registers/index.ts'
import type { FactFollower } from '../follow.ts'
import { createFacts, type GivenFact } from '../operations/recording.ts'
import { tellFollowers } from '../operations/replacing.ts'
import { auditOf } from '../operations/shared.ts'
import { findFacts, lockFacts } from '../store/rows.ts'
import { insertEntries, moveFact } from '../store/writes.ts'
import { ceremoniesOf, linkCeremony } from './store.ts'

/** The ceremony in the words of a fact: who came by post, the family by the register, no name of the soldier. */
const givenOf = (delivery: MeritDelivery): GivenFact => ({
  kind: 'ceremony',
  direction: null,
  title: `送喜报（${GRADE_WORDS[delivery.grade]}）`,
  body: [delivery.civilWords, delivery.militaryWords].filter((words) => words !== '').join('、'),
  regionId: delivery.regionId,
  place: '',
  startsOn: delivery.on,
  endsOn: null,
  fields: { type: 'merit' },
  quantities: [
    { key: 'households', value: 1, qualifier: null },
    ...(delivery.bonusYuan === null ? [] : [{ key: 'money', value: delivery.bonusYuan, qualifier: null }]),
  ],
  units: [],
  householdIds: [delivery.householdId],
  files: delivery.fileIds.map((fileId) => ({ fileId, caption: '' })),
  campaignId: null,
  promise: null,
  promiseOn: null,
  promiseUnitId: null,
  forUnitId: null,
})

const ENDED = ['withdrawn', 'replaced']

/** 撤回送达: the ceremony did not take place as written; also a checked one is withdrawn, with the reason of the register. */
const withdraw = async (
  ctx: Context,
  tx: Tx,
  followers: readonly FactFollower[],
  reportId: number,
  reason: string,
): Promise<AuditEntry[]> => {
  const ids = await ceremoniesOf(tx, reportId)
  await lockFacts(tx, ids)
  const before = (await findFacts(tx, ids)).filter(({ state }) => !ENDED.includes(state))
  for (const { id, version, state } of before) {
    await moveFact(tx, ctx, id, version, { state: 'withdrawn' })
    const text = `喜报撤回送达：${reason}`
    await insertEntries(tx, ctx, [{ factId: id, step: 'withdraw', from: state, to: 'withdrawn', text }])
  }
  if (before.length === 0) return []
  const facts = await findFacts(
    tx,
    before.map(({ id }) => id),
  )
  const more = await tellFollowers(tx, ctx, followers, { step: 'withdraw', facts, before })
  const entries = facts.map((fact) => ({
    action: 'fact.withdraw',
    record: 'facts',
    recordId: fact.id,
    after: { ...auditOf(fact), text: reason },
  }))
  return [...entries, ...more]
}

/** 送喜报: a delivered report becomes a ceremony among the facts, written down by the unit that delivered it. */
export const ceremoniesFollow = (followers: readonly FactFollower[]): MeritReportFollower => ({
  delivered: async (ctx, tx, delivery) => {
    const { facts, entries } = await createFacts(followers)(ctx, tx, [givenOf(delivery)], 'form')
    for (const { id } of facts) await linkCeremony(tx, id, delivery.reportId)
    return entries
  },
  takenBack: (ctx, tx, { reportId, reason }) => withdraw(ctx, tx, followers, reportId, reason),
})
