import { personal } from '../../../platform/audit/personal.ts'
import { ClosedError } from '../../../platform/closed/index.ts'
import type { Context } from '../../../platform/context.ts'
import { asProgram, type Tx } from '../../../platform/db/transaction.ts'
import { Problem } from '../../../platform/problem.ts'
import { refuseSecrets } from '../../../platform/secrecy/guard.ts'
import { readResidentId } from '../../../platform/secrecy/resident-id.ts'
import { found, hasImpact, requireImpact, takeBackBarrier, takeBackUntil } from '../../org/index.ts'
import { openAddress, openOfPerson, sealAddress, sealPerson } from '../households/closed.ts'
import { type Household, householdProblems } from '../households/contract.ts'
import type { HouseholdFollower, Merge } from '../households/follow.ts'
import { detailOf, staleHousehold } from '../households/reading.ts'
import { judgePerson } from '../households/rules.ts'
import { findHousehold, findPerson, type StoredPerson } from '../households/store.ts'
import { CATEGORY_WORDS, type Category, PERSON_CLOSED_WORDS } from '../households/words.ts'
import { sealCodes } from '../plaques/code.ts'
import { settle } from '../settle.ts'
import { carriedBy, carry, NOTHING_CARRIED } from './carrying.ts'
import {
  type AlikePair,
  type AlikePerson,
  type AlikeQuery,
  type Distinguish,
  duplicateProblems,
  type MergePersons,
  type PersonMerge,
} from './contract.ts'
import { type ClosedFillable, commonPath, FILLABLE, type Fillable, type Filling, fillingOf } from './rules.ts'
import { type ChangedSince, changedSince, standingOf } from './standing.ts'
import * as store from './store.ts'

const refuse = (slug: keyof typeof duplicateProblems): Problem => new Problem(duplicateProblems[slug])

/**
 * Pairs of the acting post's own place and below, who may be one person, but for those over two places that somebody below keeps
 * both of; those found by the digest of a closed number only where
 * that was assessed. @throws Problem impact-missing where those alone are asked for
 */
export const listDuplicates = (ctx: Context, query: AlikeQuery) =>
  ctx.read(async (tx) => {
    if (query.kind === 'number') await requireImpact(ctx, tx, 'closed-persons')
    const kind = (await hasImpact(ctx, tx, 'closed-persons')) ? query.kind : 'name'
    const at = { path: ctx.acting.regionPath, today: ctx.today }
    const { rows, ...page } = await store.listPairs(tx, at, { ...query, kind })
    const persons = await store.personsOf(tx, [...new Set(rows.flatMap(({ one, other }) => [one, other]))])
    const places = await store.namesOfPlaces(
      tx,
      rows.flatMap(({ onePath, otherPath }) => [onePath, otherPath]),
    )
    const idsOf = (path: string) => path.split('.').filter(Boolean).map(Number)
    const shown = (id: number): AlikePerson => {
      const { path, ...person } = persons.find((one) => one.id === id) as (typeof persons)[number]
      return {
        ...person,
        relation: person.relation as AlikePerson['relation'],
        categories: person.categories as Category[],
        place: idsOf(path).flatMap((place) => {
          const one = places.get(place)
          return one && one.level >= 3 ? [one.name] : []
        }),
      }
    }
    const pairs = rows.map(({ kind, one, other, onePath, otherPath, isFirst }): AlikePair => {
      const placeName = places.get(idsOf(commonPath(onePath, otherPath)).at(-1) ?? 0)?.name ?? ''
      return { kind, one: shown(one), other: shown(other), placeName, isOwn: isFirst }
    })
    return { ...page, rows: pairs }
  })

/** Two persons locked in the order of their numbers, so that two who merge them at once do not wait for each other for ever. */
const lockBoth = async (tx: Tx, keepId: number, mergeId: number): Promise<[StoredPerson, StoredPerson]> => {
  for (const id of [keepId, mergeId].sort((a, b) => a - b)) found(await findPerson(tx, id, { lock: true }))
  return [found(await findPerson(tx, keepId)), found(await findPerson(tx, mergeId))]
}

/** The closed values that the one who stays lacks, sealed to his own row. @throws ClosedError */
const sealedAnew = (ctx: Context, kept: StoredPerson, merged: StoredPerson, fields: readonly ClosedFillable[]) => {
  const value = (field: ClosedFillable) =>
    fields.includes(field) ? openOfPerson(ctx.closed, merged, field) : undefined
  const resident = value('resident')
  return sealPerson(ctx.closed, kept.id, {
    resident: resident == null ? undefined : readResidentId(resident),
    phone: value('phone'),
    bank: value('bank'),
  })
}

/** As `read` says it. @throws Problem closed-unreadable where a closed value does not open any more */
const legible = <Answer>(read: () => Answer): Answer => {
  try {
    return read()
  } catch (error) {
    if (error instanceof ClosedError) throw new Problem(householdProblems['closed-unreadable'])
    throw error
  }
}

/** Whether two numbers are held and are not the same: then the two are not one. */
const differInNumber = (ctx: Context, one: StoredPerson, other: StoredPerson): boolean =>
  one.resident !== null &&
  other.resident !== null &&
  openOfPerson(ctx.closed, one, 'resident') !== openOfPerson(ctx.closed, other, 'resident')

const mergeOf = (
  merge: Pick<store.StoredMerge, 'keptId' | 'mergedId' | 'keptHouseholdId' | 'mergedHouseholdId' | 'isHouseholdMerged'>,
): Merge => ({
  personId: merge.mergedId,
  intoPersonId: merge.keptId,
  householdId: merge.mergedHouseholdId,
  intoHouseholdId: merge.keptHouseholdId,
  isHouseholdMerged: merge.isHouseholdMerged,
})

/** As `filled` of a merge names the address of the household. */
const ADDRESS = 'address'

/**
 * What would not fit together in the one who stays once he is filled, beside what does not fit in him already: a year of birth against the
 * other's number, years of service before it.
 */
const contradictionsOf = (ctx: Context, kept: StoredPerson, merged: StoredPerson, filling: Filling): string[] => {
  const number = (person: StoredPerson) => {
    const held = openOfPerson(ctx.closed, person, 'resident')
    return held === null ? null : readResidentId(held)
  }
  const own = number(kept)
  const before = judgePerson(kept, own, ctx.today).map(({ words }) => words)
  const filled = {
    ...kept,
    ...Object.fromEntries(filling.open.map((field) => [field, merged[field]])),
    categories: [...kept.categories, ...filling.categories],
  }
  const after = judgePerson(filled, own ?? number(merged), ctx.today)
  return after.map(({ words }) => words).filter((words) => !before.includes(words))
}

/** What the kept one gets, as his audit tells it. */
const filledWords = (
  id: number,
  {
    categories,
    closed,
    hasAddress,
  }: { categories: Category[]; closed: readonly ClosedFillable[]; hasAddress: boolean },
) => {
  const words = [
    ...closed.map((field) => PERSON_CLOSED_WORDS[field]),
    ...(hasAddress ? ['详细住址'] : []),
    ...categories.map((one) => CATEGORY_WORDS[one]),
  ]
  return personal(`household_persons:${id}`, words.join('、'))
}

/**
 * 合并: one of two registrations of the same person stays and takes what it lacks from the other, honours and certificates with
 * it; the other keeps all it held and says where it went. A household in which nobody else is left goes with its person.
 * @throws Problem impact-missing, closed-unreadable, same-person-twice, not-both-present, numbers-differ, merge-contradicts, out-of-date, secrecy
 */
export const mergePersons =
  (followers: readonly HouseholdFollower[]) =>
  (ctx: Context, { keepId, keepVersion, mergeId, mergeVersion, reason }: MergePersons): Promise<Household> => {
    refuseSecrets({ '/reason': reason })
    if (keepId === mergeId) throw refuse('same-person-twice')
    return ctx.change('household.merge', async (tx) => {
      const [kept, merged] = await lockBoth(tx, keepId, mergeId)
      if (kept.state !== 'present' || merged.state !== 'present') throw refuse('not-both-present')
      for (const [person, version] of [
        [kept, keepVersion],
        [merged, mergeVersion],
      ] as const)
        if (person.version !== version)
          throw await staleHousehold(ctx, tx, { record: 'household_persons', id: person.id }, person.householdId)
      const filling = fillingOf(kept, merged)
      const other = found(await findHousehold(tx, merged.householdId))
      const home = found(await findHousehold(tx, kept.householdId))
      if (filling.closed.length > 0 || (kept.resident && merged.resident))
        await requireImpact(ctx, tx, 'closed-persons')
      if (legible(() => differInNumber(ctx, kept, merged))) throw refuse('numbers-differ')
      const contradictions = legible(() => contradictionsOf(ctx, kept, merged, filling))
      if (contradictions.length > 0)
        throw new Problem(duplicateProblems['merge-contradicts'], {
          detail: `合在一起前后不一：${contradictions.join('')}核对是不是同一人；登错的先更正，再合并。`,
        })
      await store.setPerson(tx, mergeId, { state: 'merged', ended_on: ctx.today, merged_into_id: keepId })
      await store.setPerson(tx, keepId, {
        ...Object.fromEntries(filling.open.map((field: Fillable) => [FILLABLE[field], merged[field]])),
        ...legible(() => sealedAnew(ctx, kept, merged, filling.closed)),
        categories: [...kept.categories, ...filling.categories],
      })
      const over = await store.movable(tx, keepId, mergeId)
      await store.handOver(tx, keepId, over)
      const isHouseholdMerged =
        other.id !== kept.householdId && other.state === 'present' && !(await store.hasOthers(tx, other.id))
      if (isHouseholdMerged)
        await store.setHousehold(tx, other.id, {
          state: 'merged',
          ended_on: ctx.today,
          merged_into_id: kept.householdId,
        })
      // A household that goes leaves its address where the other has none.
      const address = isHouseholdMerged && home.address === null ? legible(() => openAddress(ctx.closed, other)) : null
      if (address !== null) {
        await requireImpact(ctx, tx, 'closed-persons')
        await store.setHousehold(tx, home.id, sealAddress(ctx.closed, home.id, address))
      }
      const carried = isHouseholdMerged
        ? await asProgram(tx, () => carriedBy(tx, other.id, kept.householdId))
        : NOTHING_CARRIED
      const ids = { keptId: keepId, mergedId: mergeId, keptHouseholdId: kept.householdId, mergedHouseholdId: other.id }
      const mergeRow = await store.insertMerge(tx, {
        ...ids,
        ...over,
        ...carried,
        cityId: ctx.acting.cityId,
        isHouseholdMerged,
        filled: [
          ...filling.open,
          ...filling.closed,
          ...filling.categories.map((one) => `category:${one}`),
          ...(address === null ? [] : [ADDRESS]),
        ],
        keptVersion: kept.version + 1,
        mergedVersion: merged.version + 1,
        reason,
        postId: ctx.acting.postId,
        personId: ctx.acting.personId,
        at: ctx.now,
        on: ctx.today,
      })
      const followed: Record<string, number[]> = {}
      await asProgram(tx, async () => {
        await carry(tx, carried, other.id, { id: kept.householdId, regionPath: kept.regionPath })
        for (const follower of followers)
          Object.assign(followed, await follower.merged(tx, mergeOf({ ...ids, isHouseholdMerged })))
      })
      await settle(ctx, tx, [kept.householdId, other.id])
      await sealCodes(tx, ctx.closed, [kept.householdId, other.id])
      const stood = await standingOf(tx, [kept.householdId, other.id])
      await asProgram(tx, () => store.noteMerged(tx, mergeRow, followed, stood))
      return {
        record: 'household_persons',
        recordId: mergeId,
        before: { state: personal(`household_persons:${mergeId}`, merged.state) },
        after: { merged: personal(`household_persons:${keepId}`, kept.name), isHouseholdMerged, reason },
        more: [
          {
            action: 'household.merge',
            record: 'household_persons',
            recordId: keepId,
            after: {
              merged: personal(`household_persons:${mergeId}`, merged.name),
              filled: filledWords(keepId, { ...filling, hasAddress: address !== null }),
              reason,
            },
          },
        ],
        answer: await detailOf(ctx, tx, kept.householdId),
      }
    })
  }

/** What was changed since, of those that are not taken back; of a merge of before that nobody noted, that it was. */
const changesOf = async (tx: Tx, merges: readonly store.StoredMerge[]): Promise<(id: number) => ChangedSince[]> => {
  const standing = merges.filter(({ takenBackAt }) => takenBackAt === null)
  const known = await changedSince(tx, standing)
  const unknown = new Set(standing.filter(({ id, isChanged }) => isChanged && !known.has(id)).map(({ id }) => id))
  return (id) => known.get(id) ?? (unknown.has(id) ? [{ words: '两人之一的登记', href: null }] : [])
}

const factsOf = (merge: store.StoredMerge, changed: readonly ChangedSince[]) => ({
  unitId: 0,
  madeOn: merge.madeOn,
  isTakenBack: merge.takenBackAt !== null,
  changed: changed.length,
})

/** The latest merges of the acting post's place, and whether each can still be taken back. */
export const listMerges = (ctx: Context): Promise<PersonMerge[]> =>
  ctx.read(async (tx) => {
    const merges = await store.listMerges(tx, 50)
    const changes = await changesOf(tx, merges)
    const places = await store.namesOfPlaces(
      tx,
      merges.map(({ path }) => path),
    )
    return merges.map((merge) => ({
      id: merge.id,
      keptId: merge.keptId,
      mergedId: merge.mergedId,
      keptName: merge.keptName,
      keptHouseholdId: merge.keptHouseholdId,
      place: merge.path
        .split('.')
        .filter(Boolean)
        .flatMap((id) => {
          const one = places.get(Number(id))
          return one && one.level >= 3 ? [one.name] : []
        }),
      isHouseholdMerged: merge.isHouseholdMerged,
      reason: merge.reason,
      madeAt: merge.madeAt,
      postName: merge.postName,
      takenBackAt: merge.takenBackAt,
      until: takeBackUntil(merge.madeOn),
      barrier: takeBackBarrier(factsOf(merge, changes(merge.id)), 0, ctx.today),
      changed: changes(merge.id),
    }))
  })

const BARRIERS = {
  'taken-back': 'merge-taken-back',
  'too-old': 'merge-too-old',
} as const

/**
 * 撤回合并: both stand as they stood before. @throws Problem merge-taken-back, merge-too-old, merge-changed-since, secrecy
 */
export const takeMergeBack =
  (followers: readonly HouseholdFollower[]) =>
  (ctx: Context, { id, reason }: { id: number; reason: string }): Promise<Household> => {
    refuseSecrets({ '/reason': reason })
    return ctx.change('household.part', async (tx) => {
      const seen = found(await store.findMerge(tx, id))
      const [kept, parted] = await lockBoth(tx, seen.keptId, seen.mergedId)
      const merge = found(await store.findMerge(tx, id))
      const changed = (await changesOf(tx, [merge]))(id)
      const barrier = takeBackBarrier(factsOf(merge, changed), 0, ctx.today)
      if (barrier === 'changed-since') {
        const detail = `合并以后又改过：${changed.map(({ words }) => words).join('；')}。不能整个撤回，逐项更正。`
        throw new Problem(duplicateProblems['merge-changed-since'], { detail, extra: { changed } })
      }
      if (barrier && barrier !== 'not-your-batch') throw refuse(BARRIERS[barrier])
      const isClosed = (field: string): field is ClosedFillable => field in PERSON_CLOSED_WORDS
      const closed = merge.filled.filter(isClosed)
      const open = merge.filled.filter((field): field is Fillable => field in FILLABLE)
      const categories = merge.filled.flatMap((field) => (field.startsWith('category:') ? [field.slice(9)] : []))
      await store.setPerson(tx, merge.keptId, {
        ...Object.fromEntries(open.map((field) => [FILLABLE[field], null])),
        ...sealPerson(ctx.closed, merge.keptId, {
          resident: closed.includes('resident') ? null : undefined,
          phone: closed.includes('phone') ? null : undefined,
          bank: closed.includes('bank') ? null : undefined,
        }),
        categories: kept.categories.filter((one) => !categories.includes(one)),
      })
      await store.setPerson(tx, merge.mergedId, { state: 'present', ended_on: null, merged_into_id: null })
      await store.handOver(tx, merge.mergedId, merge)
      const hasAddress = merge.filled.includes(ADDRESS)
      if (hasAddress)
        await store.setHousehold(tx, merge.keptHouseholdId, sealAddress(ctx.closed, merge.keptHouseholdId, null))
      if (merge.isHouseholdMerged)
        await store.setHousehold(tx, merge.mergedHouseholdId, {
          state: 'present',
          ended_on: null,
          merged_into_id: null,
        })
      await asProgram(tx, async () => {
        await carry(tx, merge, merge.keptHouseholdId, { id: parted.householdId, regionPath: parted.regionPath })
        const followed = merge.followed as Record<string, number[]>
        for (const follower of followers) await follower.parted(tx, mergeOf(merge), followed)
      })
      await store.markPartedAgain(tx, id, { at: ctx.now, postId: ctx.acting.postId, reason })
      await settle(ctx, tx, [merge.keptHouseholdId, merge.mergedHouseholdId])
      await sealCodes(tx, ctx.closed, [merge.keptHouseholdId, merge.mergedHouseholdId])
      const { keptId, mergedId } = merge
      return {
        record: 'household_persons',
        recordId: mergedId,
        before: { merged: personal(`household_persons:${keptId}`, kept.name) },
        after: { state: personal(`household_persons:${mergedId}`, 'present'), reason },
        more: [
          {
            action: 'household.part',
            record: 'household_persons',
            recordId: keptId,
            after: {
              merged: personal(`household_persons:${mergedId}`, parted.name),
              filled: filledWords(keptId, { categories: categories as Category[], closed, hasAddress }),
              reason,
            },
          },
        ],
        answer: await detailOf(ctx, tx, merge.mergedHouseholdId),
      }
    })
  }

/** 认定不是同一人: the two come up no more. @throws Problem same-person-twice, secrecy */
export const distinguish = (ctx: Context, { oneId, otherId, reason }: Distinguish) => {
  refuseSecrets({ '/reason': reason })
  if (oneId === otherId) throw refuse('same-person-twice')
  return ctx.change('household.distinguish', async (tx) => {
    const [lowId, highId] = [Math.min(oneId, otherId), Math.max(oneId, otherId)]
    for (const id of [lowId, highId]) found(await findPerson(tx, id))
    const { cityId, postId, personId } = ctx.acting
    await store.keepDistinct(tx, { lowId, highId, cityId, reason, postId, personId, at: ctx.now })
    return {
      record: 'household_persons',
      recordId: lowId,
      after: { highId, reason },
      more: [
        {
          action: 'household.distinguish',
          record: 'household_persons',
          recordId: highId,
          after: { lowId, reason },
        },
      ],
      answer: { isDistinct: true as const },
    }
  })
}
