import type * as z from 'zod'
import { addDays } from '../../../platform/calendar/days.ts'
import type { Context } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import { Problem, problems } from '../../../platform/problem.ts'
import { factProblems } from '../contract.ts'
import type { FactFollower } from '../follow.ts'
import { tellFollowers } from '../operations/replacing.ts'
import { lookerOf, seenOf, toRow } from '../operations/shared.ts'
import { pictureElsewhere } from '../photos/elsewhere.ts'
import { takeFactStep } from '../rules.ts'
import { findFacts, lockFacts, type StoredFact } from '../store/rows.ts'
import { checkFacts, insertEntries } from '../store/writes.ts'
import { type CheckedMany, type Checking, type CheckMany, type ChecksWaiting, MOST_AT_ONCE } from './contract.ts'
import { FAR_BACK_DAYS, type HeldAgainst, type Oddity, oddities } from './rules.ts'
import * as store from './store.ts'

/** What is odd about each of these facts; all that they are held against is read for all at once. */
const judged = async (tx: Tx, today: string, facts: readonly StoredFact[]): Promise<Map<number, Oddity[]>> => {
  const ids = facts.map(({ id }) => id)
  const usual = await store.readUsual(
    tx,
    facts.map(({ kind }) => kind),
    addDays(today, -FAR_BACK_DAYS),
  )
  const files = groupById(await store.readSameFiles(tx, ids))
  const alike = await store.readLookAlikes(tx, ids)
  const days = groupById(await store.readSameDays(tx, ids))
  const campaigns = await store.readCampaignDays(
    tx,
    facts.flatMap(({ campaignId }) => campaignId ?? []),
  )
  return new Map(
    facts.map((fact) => {
      const against: HeldAgainst = {
        usual: Object.fromEntries(
          usual
            .filter(({ kind, direction }) => kind === fact.kind && direction === fact.direction)
            .map(({ key, median, count }) => [key, { median, count }]),
        ),
        samePicture: files.get(fact.id) ?? [],
        // What is the same to the byte is told as that.
        lookAlike: [
          ...new Set(
            alike
              .filter(({ id, code }) => id === fact.id && (code === null || !files.get(id)?.includes(code)))
              .map(({ code, year, unitKind }) => code ?? pictureElsewhere(year, unitKind)),
          ),
        ],
        sameDayPlace: days.get(fact.id) ?? [],
      }
      const campaign = fact.campaignId === null ? null : (campaigns.get(fact.campaignId) ?? null)
      return [fact.id, oddities({ ...fact, recordedOn: fact.recordedOn ?? today, campaign }, against)]
    }),
  )
}

const groupById = (pairs: readonly store.Pair[]): Map<number, string[]> => {
  const groups = new Map<number, string[]>()
  for (const { id, code } of pairs) groups.set(id, [...(groups.get(id) ?? []), code])
  return groups
}

/** 待核对: what is odd stands first with its reasons, the rest can be checked in one tap; `all`: also what is another's first. */
export const listChecking = (ctx: Context, { all }: { all?: boolean | undefined }): Promise<Checking> =>
  ctx.read(async (tx) => {
    const isNext = all !== true
    const waiting = await store.listWaiting(tx, ctx, isNext, MOST_AT_ONCE)
    const found = await judged(tx, ctx.today, waiting)
    const reasonsOf = ({ id }: StoredFact) => found.get(id) ?? []
    const odd = waiting.filter((fact) => reasonsOf(fact).length > 0)
    return {
      odd: odd.map((fact) => ({ fact: toRow(ctx, fact), reasons: reasonsOf(fact) })),
      plain: waiting.filter((fact) => reasonsOf(fact).length === 0).map((fact) => toRow(ctx, fact)),
      asked: (await store.listAsked(tx, ctx, isNext, MOST_AT_ONCE)).map((fact) => toRow(ctx, fact)),
      total: waiting.length < MOST_AT_ONCE ? waiting.length : await store.countWaiting(tx, ctx, isNext),
    }
  })

/** 等我核对 in numbers alone, of those of which the acting post is the next one above. */
export const countChecking = (ctx: Context): Promise<ChecksWaiting> =>
  ctx.read(async (tx) => ({
    waiting: await store.countWaiting(tx, ctx, true),
    asked: await store.countAsked(tx, ctx),
  }))

/** Why one of many is left as it is; null where it is checked. */
const whyLeft = (ctx: Context, fact: StoredFact, version: number): string | null => {
  const answer = takeFactStep(seenOf(fact), 'check', lookerOf(ctx))
  if ('refused' in answer) return factProblems[answer.refused].detail
  return fact.version === version ? null : '打开这一页以后又改过，重新看过再核对。'
}

/**
 * 核对多条 in one tap. What was changed since the page was opened, or is not this post's to check, stays and is named; the rest
 * is checked in one transaction, each with its audit row.
 * @throws Problem not-found where none of them is there
 */
export const checkMany =
  (followers: readonly FactFollower[]) =>
  (ctx: Context, { facts }: z.output<typeof CheckMany>): Promise<z.output<typeof CheckedMany>> =>
    ctx.change('fact.check', async (tx) => {
      const ids = [...new Set(facts.map(({ id }) => id))]
      await lockFacts(tx, ids)
      const found = await findFacts(tx, ids)
      if (found.length === 0) throw new Problem(problems['not-found'])
      const versions = new Map(facts.map(({ id, version }) => [id, version]))
      const left = found.flatMap((fact) => {
        const why = whyLeft(ctx, fact, versions.get(fact.id) ?? 0)
        return why === null ? [] : [{ id: fact.id, code: fact.code ?? '草稿', title: fact.title, why }]
      })
      const before = found.filter(({ id }) => !left.some((one) => one.id === id))
      const first = before[0]
      // One alone says why, like a single step does.
      if (!first) throw new Problem(factProblems['step-not-open'], { detail: left[0]?.why ?? '', extra: { left } })
      await checkFacts(tx, ctx, before)
      await insertEntries(
        tx,
        ctx,
        before.map(({ id }) => ({ factId: id, step: 'check', from: 'recorded', to: 'checked' })),
      )
      const after = await findFacts(
        tx,
        before.map(({ id }) => id),
      )
      const followed = await tellFollowers(tx, ctx, followers, { step: 'check', facts: after, before })
      const entryOf = ({ id, code, version }: StoredFact) => ({
        record: 'facts',
        recordId: id,
        before: { state: 'recorded', version },
        after: { code, state: 'checked', version: version + 1 },
      })
      return {
        ...entryOf(first),
        more: [...before.slice(1).map((fact) => ({ action: 'fact.check', ...entryOf(fact) })), ...followed],
        answer: { checked: before.length, left },
      }
    })
