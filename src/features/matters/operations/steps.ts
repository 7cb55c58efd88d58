import type { AuditEntry } from '../../../platform/audit/audit.ts'
import type { Change, Context } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import { Problem, problems } from '../../../platform/problem.ts'
import { refuseSecrets } from '../../../platform/secrecy/guard.ts'
import type { MatterDetail, TakeStep } from '../contract.ts'
import { tellLeft } from '../notices/store.ts'
import { type Refusal, type Step, type Taken, takeStep } from '../rules.ts'
import type { MatterFacts } from '../sides.ts'
import { leadersOf, postName, postsOfUnit } from '../store/lookups.ts'
import { findDueOn } from '../store/parts.ts'
import { factsOf, findMatter, lockMatter, readMoreFacts, type StoredMatter } from '../store/rows.ts'
import { contestSlips, insertSlip } from '../store/slips.ts'
import { applyStep, attachFiles, doersOf, insertEntries, takeCodes } from '../store/writes.ts'
import type { EntryDetails } from '../words.ts'
import { mergeTarget, tellTarget } from './merging.ts'
import { knownReaders } from './naming.ts'
import {
  askDownwards,
  checkVacancy,
  followAbove,
  handDown,
  knownBelow,
  laterParts,
  newDayOf,
  type UnitPlace,
  withdrawParts,
} from './parts.ts'
import { knownFiles, knownPosts, knownSlipFiles, knownUnits, refusalProblem } from './refuse.ts'
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

/** The same step inside the caller's own change; the caller has looked for secrets in its words. */
export const takeStepIn = (ctx: Context, tx: Tx, input: TakeStep): Promise<Change<MatterDetail>> => step(ctx, tx, input)

const step = async (ctx: Context, tx: Tx, input: TakeStep): Promise<Change<MatterDetail>> => {
  const before = await lockForChange(ctx, tx, input)
  const aboveDueOn = before.parentId === null ? null : await findDueOn(tx, before.parentId)
  const facts = { ...factsOf(before, await readMoreFacts(tx, [before.id], ctx.today)), aboveDueOn }
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

  const more: AuditEntry[] = []
  const details = { ...(await detailsOf(ctx, tx, before, facts, taken)), ...(await namedIn(ctx, tx, input)) }
  if (slip) Object.assign(details, { answeredFor: before.askerName, signer: slip.signer, signedOn: slip.signedOn })
  // 异议 speaks to the office that recorded the answer, which is no party where others lead.
  if (input.step === 'contest') details.namedPostIds = await postsOfUnit(tx, before.officeUnitId, ctx.today)
  const files = await knownFiles(tx, [...input.fileIds, ...(slip ? await knownSlipFiles(tx, slip) : [])])
  const isDrop = input.step === 'drop'
  const text = input.text || input.reason || ''
  const around = await checkAround(ctx, tx, before, input, taken)
  if (around.vacant.length > 0) details.vacant = around.vacant
  const handed = taken.effects.find((effect) => 'handDown' in effect)
  if (handed) details.parts = handed.handDown.map(({ unitId }) => around.units.get(unitId)?.name ?? '')
  if (around.target) details.mergedInto = around.target.code ?? ''
  const newDay = newDayOf(facts, taken.effects)
  if (newDay !== undefined) details.laterParts = await laterParts(ctx, tx, before, newDay)
  // Before the matter itself: whoever takes it back may see what stands below only while it stands.
  if (taken.to === 'withdrawn' || taken.effects.some((effect) => 'clear' in effect && effect.clear === 'lead'))
    more.push(...(await withdrawParts(ctx, tx, before, input.step, text)))
  const [entry] = (await insertEntries(tx, ctx, [
    { matterId: before.id, step: input.step, from: before.state, to: taken.to, text, details },
  ])) as [number]
  await attachFiles(tx, before.id, entry, files)
  const answer = isDrop ? await toDetail(tx, ctx, before) : undefined
  const doers = await applyStep(tx, ctx, before, taken, {
    code: await codeFor(ctx, tx, before, taken),
    answer: text,
    words: wordsOf(input),
    declineAsked: input.step === 'propose-decline' || stillAsked(facts, taken),
    regionLeaderPostIds: leaders.map(({ id }) => id),
    region: around.region,
  })
  if (isTakenAway(input.step))
    tellLeft(tx, ctx, {
      ...{ matterId: before.id, code: before.code, title: before.title, officeUnitId: before.officeUnitId },
      ...{ kind: input.step, reason: input.reason ?? '', before: doersOf(before), after: doers },
    })
  if (slip)
    await insertSlip(tx, ctx, {
      matter: { id: before.id, cityId: before.cityId, code: before.code ?? '', unitId: before.askerUnitId },
      entryId: entry,
      step: input.step,
      signed: { on: slip.signedOn, signer: slip.signer, files: slip.fileIds.length },
    })
  if (input.step === 'contest') await contestSlips(tx, ctx, before.id)
  if (handed)
    more.push(
      ...(await handDown(ctx, tx, before, { parts: handed.handDown, units: around.units, text, fileIds: files })),
    )
  if (newDay !== undefined) more.push(...(await askDownwards(ctx, tx, before, newDay)))
  const told = { code: before.code ?? '', text }
  if (around.target) await tellTarget(ctx, tx, around.target.id, 'take-in', told)
  if (input.step === 'unmerge') await tellTarget(ctx, tx, before.mergedIntoId ?? 0, 'give-back', told)
  const after = await findMatter(tx, before.id)
  if (after && taken.effects.some((effect) => 'responsible' in effect)) await followAbove(ctx, tx, after)
  return {
    record: 'matters',
    recordId: before.id,
    before: auditOf(before),
    after: { ...(after ? auditOf(after) : { isDropped: isDrop }), text, details, files },
    more,
    answer: answer ?? (await toDetail(tx, ctx, after ?? before)),
  }
}

type Around = {
  /** Units below, of the parts and of a part's new lead. */
  units: Map<number, UnitPlace>
  vacant: string[]
  target?: StoredMatter
  region?: { id: number; path: string }
}

/**
 * What a step needs to know beside the matter: units below and the place of a part's new lead, units with nobody in a post,
 * the matter to merge into.
 * @throws Problem not-below, nobody-in-post, merge-target
 */
const checkAround = async (
  ctx: Context,
  tx: Tx,
  before: StoredMatter,
  input: TakeStep,
  { effects }: Taken,
): Promise<Around> => {
  const around: Around = { units: new Map(), vacant: [] }
  const vacancy = async (ids: number[], pointer: string) =>
    (await checkVacancy(tx, ctx, ids, input.isVacancyKnown, pointer)).map(({ name }) => name)
  for (const effect of effects) {
    if ('handDown' in effect) {
      const ids = effect.handDown.map(({ unitId }) => unitId)
      around.units = await knownBelow(tx, ctx, before.leadUnitId as number, ids, '/parts')
      around.vacant = await vacancy(ids, '/parts')
    }
    if ('lead' in effect) {
      const { unitId } = effect.lead
      if (before.parentId !== null) {
        const place = (await knownBelow(tx, ctx, before.officeUnitId, [unitId], '/lead')).get(unitId) as UnitPlace
        around.region = { id: place.regionId, path: place.regionPath }
      }
      around.vacant = await vacancy([unitId], '/lead')
    }
    if ('mergedInto' in effect) around.target = await mergeTarget(tx, before, effect.mergedInto)
  }
  return around
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

/** Steps after which another may do the matter. What is said with 交办 is for whom it goes to. */
const isTakenAway = (step: Step): step is 'recall' | 'assign' | 'change-leader' =>
  step === 'recall' || step === 'assign' || step === 'change-leader'

/** What the step carried, with the names of today; refuses units and posts that do not stand. */
const detailsOf = async (
  ctx: Context,
  tx: Tx,
  before: StoredMatter,
  facts: MatterFacts,
  { effects }: Taken,
): Promise<EntryDetails> => {
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
    if ('responsible' in effect) {
      const { leader } = await knownPosts(tx, ctx, { responsiblePostId: effect.responsible })
      details.leader = leader
      details.formerLeader = (before.leaderPostId && (await postName(tx, before.leaderPostId))) || undefined
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
