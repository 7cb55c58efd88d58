import type { AuditEntry } from '../../../platform/audit/audit.ts'
import type { Context } from '../../../platform/context.ts'
import { asProgram, type Tx } from '../../../platform/db/transaction.ts'
import { type FieldProblem, Problem, type ProblemType, problems } from '../../../platform/problem.ts'
import { refuseSecrets } from '../../../platform/secrecy/guard.ts'
import { type CorrectFact, type FactDetail, factProblems, type RecordFact } from '../contract.ts'
import type { FactFollower } from '../follow.ts'
import { directionsFor, FACT_KINDS, type FactKind, kindOf } from '../kinds/all.ts'
import {
  daysOf,
  isLate,
  ledgersOf,
  mayEnter,
  sidesOf,
  sidesOfUnit,
  takeFactStep,
  titleFor,
  withNamedFamilies,
  wrongIn,
  wrongWords,
} from '../rules.ts'
import {
  holdCampaigns,
  type KnownCampaign,
  type KnownPlace,
  type KnownUnit,
  readCampaigns,
  readFiles,
  readHouseholds,
  readPlaces,
  readUnits,
} from '../store/ground.ts'
import { findFacts, type StoredFact } from '../store/rows.ts'
import { type FactMarks, type FactWords, insertEntries, insertFacts, rewriteFact, takeCodes } from '../store/writes.ts'
import { isAfterClose, marksOfCorrected, marksOfNew } from './marks.ts'
import { refuseToLeaveParts, replaceOrRefuse, takeAlong, tellFollowers } from './replacing.ts'
import { auditOf, findOrRefuse, lookerOf, seenOf, toDetail } from './shared.ts'

/** What a form or sheet gives of a fact. */
export type GivenFact = Omit<RecordFact, 'replacesId' | 'isOtherKindMeant' | 'channel' | 'isDraft'>

/** Everything that given facts name, read at once. */
export type Ground = {
  places: Map<number, KnownPlace>
  units: Map<number, KnownUnit>
  files: Set<number>
  campaigns: Map<number, KnownCampaign>
  households: Set<number>
}

export const readGround = async (tx: Tx, ctx: Context, given: readonly GivenFact[]): Promise<Ground> => {
  const unitIds = given.flatMap(({ units, forUnitId, promiseUnitId }) =>
    [...units.map(({ unitId }) => unitId), forUnitId ?? [], promiseUnitId ?? []].flat(),
  )
  if (given.some(({ direction }) => direction !== null)) unitIds.push(ctx.acting.unitId)
  const campaignIds = given.flatMap(({ campaignId }) => campaignId ?? [])
  const campaignKinds = FACT_KINDS.filter(({ isCampaign }) => isCampaign).map(({ code }) => code)
  return {
    places: await readPlaces(
      tx,
      given.map(({ regionId }) => regionId),
      ctx.today,
    ),
    units: await readUnits(tx, ctx.acting.cityId, unitIds, ctx.today),
    files: await readFiles(
      tx,
      given.flatMap(({ files }) => files.map(({ fileId }) => fileId)),
    ),
    campaigns: await readCampaigns(tx, campaignIds, campaignKinds),
    households: await readHouseholds(
      tx,
      given.flatMap(({ householdIds }) => householdIds),
    ),
  }
}

/** The texts of a fact by the place of their field, for the secrecy rules. */
export const textsOf = (fact: GivenFact): Record<string, string | null> => ({
  '/title': fact.title,
  '/body': fact.body,
  '/place': fact.place,
  '/promise': fact.promise,
  ...Object.fromEntries(Object.entries(fact.fields).map(([key, text]) => [`/fields/${key}`, text])),
  ...Object.fromEntries(fact.files.map(({ caption }, index) => [`/files/${index}/caption`, caption])),
})

const LEVEL_COUNTY = 3

/**
 * A given fact as it is kept, or what is wrong with it.
 * @returns `wrong`: by field; `problem`: why the post may not enter it at all
 */
export const judgeFact = (
  ctx: Pick<Context, 'acting' | 'today'>,
  kind: FactKind,
  given: GivenFact,
  ground: Ground,
  isDraft = false,
  /** What stands in the fact already, of one that is corrected: it may stay. */
  kept: Pick<GivenFact, 'campaignId' | 'forUnitId'> = { campaignId: null, forUnitId: null },
): { words: FactWords } | { problem: ProblemType; errors: FieldProblem[] } => {
  const { acting, today } = ctx
  const refuse = (slug: keyof typeof factProblems, pointer?: string) => {
    const problem = factProblems[slug]
    return { problem, errors: pointer ? [{ pointer, detail: problem.detail }] : [] }
  }
  if (!mayEnter(kind, acting.role)) return refuse('not-yours-to-enter', '/kind')
  const wrong = [...wrongIn(kind, given, today, isDraft), ...wrongWords(kind, given)]
  if (wrong.length > 0) return { problem: problems['not-valid'], errors: wrong }
  const sides = sidesOf({ role: acting.role, unitSide: ground.units.get(acting.unitId)?.side ?? 'civil' })
  if (given.direction !== null && !directionsFor(kind, sides).some(([key]) => key === given.direction))
    return refuse('other-side', '/direction')
  const place = ground.places.get(given.regionId)
  if (!place?.path.startsWith(acting.regionPath)) return refuse('outside-region', '/regionId')
  if (kind.isCountyOnly && place.level > LEVEL_COUNTY) return refuse('county-needed', '/regionId')
  const forUnit = given.forUnitId === null ? null : ground.units.get(given.forUnitId)
  if (forUnit === undefined) return refuse('unknown-unit', '/forUnitId')
  if (forUnit !== null && forUnit.side !== 'military') return refuse('not-troop', '/forUnitId')
  if (given.units.some(({ unitId }) => !ground.units.has(unitId))) return refuse('unknown-unit', '/units')
  const doer = doerOfOtherSide(acting, kind, given, ground.units)
  if (doer) return refuse('host-of-other-side', doer)
  if (forUnit !== null && given.forUnitId !== kept.forUnitId) {
    // 代录 is done by an office or station, for a unit that nobody acts for here. Source: design, "On behalf".
    if (acting.role !== 'office' && acting.role !== 'station') return refuse('not-for-others', '/forUnitId')
    if (forUnit.isHeld) return refuse('writes-itself', '/forUnitId')
  }
  if (kind.isMilitary && acting.role !== 'troop' && forUnit === null && !isDraft)
    return refuse('for-unit-needed', '/forUnitId')
  if (given.promiseUnitId !== null && !ground.units.has(given.promiseUnitId))
    return refuse('unknown-unit', '/promiseUnitId')
  if (!isOwnToWrite(acting, given)) return refuse('not-in-it', '/units')
  if (given.files.some(({ fileId }) => !ground.files.has(fileId))) return refuse('unknown-file', '/files')
  if (given.campaignId !== null && given.campaignId !== kept.campaignId && !ground.campaigns.has(given.campaignId))
    return refuse('unknown-campaign', '/campaignId')
  if (given.householdIds.some((id) => !ground.households.has(id))) return refuse('unknown-household', '/householdIds')
  const words = wordsOf(ctx, kind, given, ground, place)
  const hosts = words.units.flatMap(({ unitId, part }) => (part === 'host' ? unitId : []))
  if (words.units.some(({ unitId, part }) => part === 'object' && hosts.includes(unitId)))
    return refuse('host-is-object', '/units')
  return { words }
}

/** Members and troops write down what they did or took part in; what others did alone is theirs, or the office's 代录. */
const isOwnToWrite = (
  { role, unitId }: Context['acting'],
  { units, forUnitId }: Pick<GivenFact, 'units' | 'forUnitId'>,
): boolean =>
  (role !== 'liaison' && role !== 'troop') ||
  forUnitId !== null ||
  !units.some(({ part }) => part === 'host') ||
  units.some((one) => one.unitId === unitId)

/**
 * Where a direction says whose doing it is, one of those named as its doers is of that side; the pointer where none is. The unit that writes
 * it down itself may stand as the host of what it entered for others.
 */
const doerOfOtherSide = (
  { unitId }: Context['acting'],
  kind: FactKind,
  { direction, units, forUnitId }: Pick<GivenFact, 'direction' | 'units' | 'forUnitId'>,
  known: Ground['units'],
): string | null => {
  const side = kind.directions?.find(([key]) => key === direction)?.[2]
  if (side === undefined) return null
  const isOfIt = (id: number): boolean => {
    const unit = known.get(id)
    return unit !== undefined && sidesOfUnit(unit).includes(side)
  }
  if (forUnitId !== null && !isOfIt(forUnitId)) return '/forUnitId'
  const hosts = units.filter(({ part }) => part === 'host')
  return hosts.length === 0 || hosts.some((one) => one.unitId === unitId || isOfIt(one.unitId)) ? null : '/units'
}

/** Each unit once in its part; who hosts takes part by that. */
const unitsOf = (named: FactWords['units']): FactWords['units'] => {
  const hosts = named.flatMap(({ unitId, part }) => (part === 'host' ? unitId : []))
  const own = named.filter(({ unitId, part }) => part !== 'join' || !hosts.includes(unitId))
  return [...new Map(own.map((one) => [`${one.unitId} ${one.part}`, one])).values()]
}

const wordsOf = (
  { acting }: Pick<Context, 'acting'>,
  kind: FactKind,
  given: GivenFact,
  { units }: Ground,
  place: KnownPlace,
): FactWords => {
  const host = { unitId: given.forUnitId ?? acting.unitId, part: 'host' as const }
  const named =
    kind.parts.includes('host') && !given.units.some(({ part }) => part === 'host')
      ? [host, ...given.units]
      : given.units
  const objects = named.filter(({ part }) => part === 'object').map(({ unitId }) => units.get(unitId)?.name ?? '')
  const fields = Object.fromEntries(Object.entries(given.fields).filter(([, text]) => text !== ''))
  const title =
    given.title ||
    titleFor(kind, { direction: given.direction, fields, objects, region: place.name, place: given.place })
  return {
    ...given,
    title,
    fields,
    ...daysOf(kind, given.startsOn, given.endsOn),
    region: { id: place.id, path: place.path },
    units: unitsOf(named),
    ledgers: ledgersOf(kind, { ...given, fields }),
    quantities: withNamedFamilies(kind, given).map((one) => ({
      ...one,
      unit: kind.quantities.find(({ key }) => key === one.key)?.unit ?? '',
    })),
    householdIds: [...new Set(given.householdIds)],
    files: [...new Map(given.files.map((one) => [one.fileId, one])).values()],
  }
}

const kindOrRefuse = (code: string): FactKind => {
  const kind = kindOf(code)
  if (!kind) throw new Problem(factProblems['not-yours-to-enter'])
  return kind
}

/** What is put to a campaign waits for who replaces that campaign just now. */
const hold = async (tx: Tx, given: readonly GivenFact[]): Promise<void> => {
  const ids = given.flatMap(({ campaignId }) => campaignId ?? [])
  if (ids.length > 0) await asProgram(tx, () => holdCampaigns(tx, ids))
}

/** @throws Problem as judged */
const wordsOrRefuse = async (
  ctx: Context,
  tx: Tx,
  given: GivenFact,
  isDraft: boolean,
  kept?: StoredFact,
): Promise<FactWords> => {
  await hold(tx, [given])
  const judged = judgeFact(ctx, kindOrRefuse(given.kind), given, await readGround(tx, ctx, [given]), isDraft, kept)
  if ('problem' in judged) throw new Problem(judged.problem, { errors: judged.errors })
  return judged.words
}

const yearOf = (day: string): number => Number(day.slice(0, 4))

/**
 * 记一条: writes a fact down, or keeps it as a draft; with `replacesId` it takes the place of an earlier one of the unit.
 * @throws Problem secrecy, not-yours-to-enter, not-valid (by field), other-side, outside-region, county-needed, unknown-unit, not-troop,
 * for-unit-needed, unknown-file, unknown-campaign, unknown-household, and as replaceOrRefuse
 */
export const recordFact =
  (followers: readonly FactFollower[]) =>
  (ctx: Context, input: RecordFact): Promise<FactDetail> => {
    refuseSecrets(textsOf(input))
    return ctx.change(input.isDraft ? 'fact.draft' : 'fact.record', async (tx) => {
      const words = await wordsOrRefuse(ctx, tx, input, input.isDraft)
      const replaced = await replaceOrRefuse(ctx, tx, input)
      const [code = null] = input.isDraft ? [] : await takeCodes(tx, ctx.acting.cityId, yearOf(ctx.today))
      const [id] = await insertFacts(tx, ctx, [
        {
          ...words,
          channel: input.channel,
          state: input.isDraft ? 'draft' : 'recorded',
          code,
          isLate: !input.isDraft && isLate(words.endsOn, ctx.today),
          isAfterClose: !input.isDraft && (await isAfterClose(tx, ctx, words)),
          replacesId: input.replacesId,
        },
      ])
      const fact = await findOrRefuse(tx, id as number)
      const more = input.isDraft
        ? []
        : await tellFollowers(tx, ctx, followers, { step: 'record', facts: [fact], before: [] })
      if (replaced) {
        const now = await findFacts(tx, [replaced.id])
        more.push(...(await tellFollowers(tx, ctx, followers, { step: 'replace', facts: now, before: [replaced] })))
        more.push(...(await takeAlong(ctx, tx, replaced, fact, '已替换')))
      }
      return {
        record: 'facts',
        recordId: fact.id,
        after: { ...auditOf(fact), ...(replaced ? { replaces: replaced.code } : {}) },
        answer: await toDetail(tx, ctx, fact),
        more,
      }
    })
  }

/** What was made of many given facts, in their order, with an audit row for each. */
export type CreatedFacts = { facts: StoredFact[]; entries: AuditEntry[] }

/**
 * Writes many facts down at once, all or none: a sheet, photos gathered to facts, the sample.
 * @throws Problem as recordFact for the first that is refused
 */
export const createFacts =
  (followers: readonly FactFollower[]) =>
  async (ctx: Context, tx: Tx, given: readonly GivenFact[], channel: RecordFact['channel']): Promise<CreatedFacts> => {
    await hold(tx, given)
    const ground = await readGround(tx, ctx, given)
    const words = given.map((one) => {
      refuseSecrets(textsOf(one))
      const judged = judgeFact(ctx, kindOrRefuse(one.kind), one, ground)
      if ('problem' in judged) throw new Problem(judged.problem, { errors: judged.errors })
      return judged.words
    })
    const codes = await takeCodes(tx, ctx.acting.cityId, yearOf(ctx.today), words.length)
    const marks = await marksOfNew(tx, ctx, words)
    const ids = await insertFacts(
      tx,
      ctx,
      words.map((one, index) => ({
        ...one,
        ...(marks[index] as FactMarks),
        channel,
        state: 'recorded',
        code: codes[index] ?? null,
        replacesId: null,
      })),
    )
    const facts = await findFacts(tx, ids)
    const more = await tellFollowers(tx, ctx, followers, { step: 'record', facts, before: [] })
    const entries = facts.map((fact) => ({
      action: 'fact.record',
      record: 'facts',
      recordId: fact.id,
      after: auditOf(fact),
    }))
    return { facts, entries: [...entries, ...more] }
  }

/**
 * The unit that wrote it down corrects it, until it is checked.
 * @throws Problem not-found, step-not-open, not-writer, campaign-has-parts, out-of-date, and as recordFact
 */
export const correctFact =
  (followers: readonly FactFollower[]) =>
  (ctx: Context, input: CorrectFact): Promise<FactDetail> => {
    refuseSecrets(textsOf(input))
    return ctx.change('fact.correct', async (tx) => {
      const before = await findOrRefuse(tx, input.id)
      const answer = takeFactStep(seenOf(before), 'correct', lookerOf(ctx))
      if ('refused' in answer) throw new Problem(factProblems[answer.refused])
      await refuseToLeaveParts(tx, before, input.kind)
      // A file that stands in it already stays, whoever brought it.
      const words = await wordsOrRefuse(ctx, tx, input, before.state === 'draft', before)
      const marks = await marksOfCorrected(tx, ctx, before, words)
      if (!(await rewriteFact(tx, ctx, { ...before, version: input.version }, words, marks)))
        throw new Problem(problems['out-of-date'], { extra: { latest: await toDetail(tx, ctx, before) } })
      if (before.state !== 'draft')
        await insertEntries(tx, ctx, [{ factId: before.id, step: 'correct', from: before.state, to: before.state }])
      const fact = await findOrRefuse(tx, before.id)
      const event = { step: 'correct', facts: [fact], before: [before] } as const
      return {
        record: 'facts',
        recordId: fact.id,
        before: auditOf(before),
        after: auditOf(fact),
        more: before.code === null ? [] : await tellFollowers(tx, ctx, followers, event),
        answer: await toDetail(tx, ctx, fact),
      }
    })
  }
