import type { Change, Context } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import { Problem, problems } from '../../../platform/problem.ts'
import { refuseSecrets } from '../../../platform/secrecy/guard.ts'
import type { MatterDetail, TakeStep } from '../contract.ts'
import { type Refusal, type Step, type Taken, takeStep } from '../rules.ts'
import type { MatterFacts } from '../sides.ts'
import { leadersOf } from '../store/lookups.ts'
import { factsOf, findMatter, lockMatter, readMoreFacts, type StoredMatter } from '../store/rows.ts'
import { contestSlips, insertSlip } from '../store/slips.ts'
import { applyStep, attachFiles, insertEntries, takeCodes } from '../store/writes.ts'
import type { EntryDetails } from '../words.ts'
import { knownReaders } from './naming.ts'
import { knownFiles, knownPosts, knownUnits, refusalProblem } from './refuse.ts'
import { actorOf, auditOf, findOrRefuse, toDetail } from './shared.ts'

/**
 * The matter for a change: locked, and as its sender saw it.
 * @throws Problem not-found; not-your-step where only category and state may be seen; out-of-date with the newer matter as `latest`
 */
export const lockForChange = async (
  ctx: Context,
  tx: Tx,
  { id, version, step = 'comment' }: { id: number; version: number; step?: Step },
): Promise<StoredMatter> => {
  if (!(await lockMatter(tx, id))) {
    // Seen without its words: there is such a matter, and nothing in it is for this post.
    const seen = await findMatter(tx, id)
    if (!seen) throw new Problem(problems['not-found'])
    const matter = factsOf(seen, await readMoreFacts(tx, [id], ctx.today))
    throw refusalProblem('not-your-step', { matter, step, today: ctx.today, names: { office: seen.officeName } })
  }
  const matter = await findOrRefuse(tx, id)
  if (matter.version !== version)
    throw new Problem(problems['out-of-date'], { extra: { latest: await toDetail(tx, ctx, matter) } })
  return matter
}

/**
 * Takes one step in the life of a matter: the rules decide, the store writes state, effects and timeline, and whoever
 * took it gets the matter as it is now.
 * @throws Problem every refusal of the rules; unknown-unit, unknown-post, unknown-file, secrecy, not-found, out-of-date
 */
export const takeMatterStep = (ctx: Context, input: TakeStep): Promise<MatterDetail> => {
  refuseSecrets({
    '/title': input.title,
    '/body': input.body,
    '/text': input.text,
    '/reason': input.reason,
    '/clause': input.clause,
    '/explanation': input.explanation,
    '/cause': input.cause,
    '/slip/signer': input.slip?.signer,
  })
  return ctx.change(`matter.${input.step}`, (tx) => step(ctx, tx, input))
}

const step = async (ctx: Context, tx: Tx, input: TakeStep): Promise<Change<MatterDetail>> => {
  const before = await lockForChange(ctx, tx, input)
  const facts = factsOf(before, await readMoreFacts(tx, [before.id], ctx.today))
  const leaders = await leadersOf(tx, before.regionId, ctx.today)
  const refuse = (refused: Refusal) =>
    refusalProblem(refused, {
      matter: facts,
      step: input.step,
      today: ctx.today,
      input,
      names: { asker: before.askerName, office: before.officeName, leader: leaders[0]?.name },
    })
  if (!before.hasWords) throw refuse('not-your-step')
  const { slip } = input
  const taken = takeStep(facts, input.step, actorOf(ctx), input, ctx.today)
  if ('refused' in taken) throw refuse(taken.refused)

  const details = { ...(await detailsOf(ctx, tx, facts, taken)), ...(await namedIn(ctx, tx, input)) }
  if (slip) Object.assign(details, { answeredFor: before.askerName, signer: slip.signer, signedOn: slip.signedOn })
  const files = await knownFiles(tx, [...input.fileIds, ...(slip?.fileIds ?? [])])
  const isDrop = input.step === 'drop'
  const text = input.text || input.reason || ''
  const [entry] = (await insertEntries(tx, ctx, [
    { matterId: before.id, step: input.step, from: before.state, to: taken.to, text, details },
  ])) as [number]
  await attachFiles(tx, before.id, entry, files)
  const answer = isDrop ? await toDetail(tx, ctx, before) : undefined
  await applyStep(tx, ctx, before, taken, {
    code: await codeFor(ctx, tx, before, taken),
    answer: text,
    words: wordsOf(input),
    declineAsked: input.step === 'propose-decline' || stillAsked(facts, taken),
    regionLeaderPostIds: leaders.map(({ id }) => id),
  })
  if (slip)
    await insertSlip(tx, ctx, {
      matter: { id: before.id, cityId: before.cityId, code: before.code ?? '', unitId: before.askerUnitId },
      entryId: entry,
      step: input.step,
      signed: { on: slip.signedOn, signer: slip.signer, files: slip.fileIds.length },
    })
  if (input.step === 'contest') await contestSlips(tx, ctx, before.id)
  const after = await findMatter(tx, before.id)
  return {
    record: 'matters',
    recordId: before.id,
    before: auditOf(before),
    after: { ...(after ? auditOf(after) : { isDropped: isDrop }), text, details, files },
    answer: answer ?? (await toDetail(tx, ctx, after ?? before)),
  }
}

const stillAsked = (facts: MatterFacts, { effects }: Taken): boolean =>
  facts.openRequests.some(({ kind }) => kind === 'decline') &&
  !effects.some((effect) => 'settle' in effect || ('fallen' in effect && effect.fallen === 'decline'))

/** A need gets its code when it is first raised. */
const codeFor = async (
  { today }: Context,
  tx: Tx,
  before: StoredMatter,
  { to }: Taken,
): Promise<string | undefined> => {
  if (before.state !== 'draft' || to === 'draft') return undefined
  return (await takeCodes(tx, before.cityId, before.kind, Number(today.slice(0, 4)), 1))[0]
}

const wordsOf = ({ step, title, body, text }: TakeStep) => ({
  ...(step === 'raise' && title ? { title } : {}),
  ...(step === 'raise' && body !== undefined ? { body } : {}),
  ...(step === 'report' && text ? { result: text } : {}),
})

/** The posts that a remark names. */
const namedIn = async (ctx: Context, tx: Tx, { id, step, namedPostIds = [] }: TakeStep): Promise<EntryDetails> => {
  if (step !== 'comment' || namedPostIds.length === 0) return {}
  const named = await knownReaders(tx, ctx, id, namedPostIds, '/namedPostIds')
  return { named: named.map(({ name }) => name), namedPostIds: named.map((one) => one.id) }
}

/** What the step carried, with the names of today; refuses units and posts that do not stand. */
const detailsOf = async (ctx: Context, tx: Tx, facts: MatterFacts, { effects }: Taken): Promise<EntryDetails> => {
  const details: EntryDetails = {}
  for (const effect of effects) {
    if ('lead' in effect) {
      const { lead, helpers } = effect
      const units = await knownUnits(tx, ctx, { '/lead': [lead.unitId], '/helpers': helpers })
      const posts = await knownPosts(tx, ctx, { lead, responsiblePostId: effect.responsiblePostId })
      details.leadUnitId = lead.unitId
      details.lead = posts.leadPost ?? units.get(lead.unitId)?.name ?? ''
      details.helpers = helpers.map((id) => units.get(id)?.name ?? '')
      if (posts.leader) details.leader = posts.leader
    }
    if ('open' in effect) {
      if (effect.open === 'time') Object.assign(details, { formerDueOn: facts.dueOn, dueOn: effect.newDueOn })
      if (effect.open === 'hang') Object.assign(details, { cause: effect.cause, reviewOn: effect.reviewOn })
      if (effect.open === 'decline') Object.assign(details, { clause: effect.clause, explanation: effect.explanation })
    } else if ('settle' in effect) {
      if (effect.dueOn) Object.assign(details, { formerDueOn: facts.dueOn, dueOn: effect.dueOn })
    } else if ('dueOn' in effect) details.dueOn = effect.dueOn
    if ('set' in effect && effect.set === 'hung')
      Object.assign(details, { cause: effect.cause, reviewOn: effect.reviewOn })
    if ('set' in effect && effect.set === 'declined')
      Object.assign(details, { clause: effect.clause, explanation: effect.explanation })
  }
  return details
}
