import type { Acting } from '../../../platform/acting.ts'
import type { Context } from '../../../platform/context.ts'
import { asProgram, type Tx } from '../../../platform/db/transaction.ts'
import { refuseSecrets } from '../../../platform/secrecy/guard.ts'
import { passBodiesOn } from '../military/store.ts'
import { bumpRegion, findRegionDetail, insertRegion, moveRegion } from '../regions/store.ts'
import { found, outOfDate, refuseFuture } from '../scope.ts'
import type { ChangePreview, ChangeRegions, FiledCount } from './contract.ts'
import type { RegionFollower } from './followers.ts'
import { type Plan, planChange, type Target } from './plan.ts'
import { type ChangeKind, sentenceOf } from './rules.ts'
import * as store from './store.ts'

export const listChanges = (
  ctx: Context,
  query: { regionId?: number; kind?: ChangeKind; after?: string; size: number },
) => ctx.read((tx) => store.listChanges(tx, ctx.acting.cityId, query))

const newNames = (input: ChangeRegions): { name: string; shortName: string; at: string }[] => {
  if (input.kind === 'open' || input.kind === 'rename') return [{ ...input, at: '' }]
  if (input.kind === 'merge') return input.named ? [{ ...input.named, at: '/named' }] : []
  return input.kind === 'split' ? input.parts.map((part, index) => ({ ...part, at: `/parts/${index}` })) : []
}

const refuseChangeSecrets = (input: ChangeRegions): void =>
  refuseSecrets({
    '/docNumber': input.docNumber,
    '/reason': input.reason,
    ...Object.fromEntries(
      newNames(input).flatMap(({ name, shortName, at }) => [
        [`${at}/name`, name],
        [`${at}/shortName`, shortName],
      ]),
    ),
  })

const nameOf = (plan: Plan, to: Target): string => ('place' in to ? to.place.name : (plan.opens[to.opens]?.name ?? ''))

const saysOf = (plan: Plan): string =>
  sentenceOf({
    kind: plan.kind,
    parts: plan.parts.map(({ part, name, nameAfter }) => ({ part, name, nameAfter: nameAfter ?? null })),
  })

const countsOf = (plan: Plan) => ({
  places: plan.moves.reduce((sum, { place }) => sum + 1 + place.below, 0),
  units: plan.units.length,
  posts: plan.units.reduce((sum, { unit }) => sum + unit.posts, plan.strayPosts),
  people: plan.units.reduce((sum, { unit }) => sum + unit.people, 0),
})

const notesOf = (plan: Plan): string[] => {
  const notes: string[] = []
  for (const { unit, to } of plan.units) {
    if (unit.kind === 'office') {
      notes.push(
        `${unit.name}一并划入，原来经办的事项仍由它办完；${nameOf(plan, to)}原有双拥办的，新事项由原有的受理。`,
      )
    }
  }
  for (const { unit, name } of plan.units) if (name !== unit.name) notes.push(`${unit.name}在新地方改称${name}。`)
  const names = plan.moves.map(({ place }) => place.name)
  const same = [...new Set(names.filter((name, index) => names.indexOf(name) !== index))]
  if (same.length > 0) notes.push(`划入的地方中有重名：${same.join('、')}。`)
  return notes
}

const filedWith = async (
  ctx: Context,
  tx: Tx,
  followers: readonly RegionFollower[],
  plan: Plan,
): Promise<FiledCount[]> => {
  const paths = [...plan.ends.map(({ place }) => place.path), ...plan.moves.map(({ place }) => place.path)]
  // One inside the other would be counted twice.
  const outer = paths.filter((path) => !paths.some((other) => other !== path && path.startsWith(other)))
  if (outer.length === 0) return []
  const counted = (await Promise.all(followers.map((follower) => follower.count(tx, outer)))).flat()
  // Administrators see no business, not even how much of it there is.
  return ctx.acting.role === 'office' ? counted : counted.map((one) => ({ ...one, count: null }))
}

/** What a 区划变更 would move, written nowhere. @throws Problem as `changeRegions` */
export const previewChange = (
  followers: readonly RegionFollower[],
  ctx: Context,
  input: ChangeRegions,
): Promise<ChangePreview> => {
  refuseFuture(input.effectiveOn, ctx.today, '/effectiveOn')
  return ctx.read(async (tx) => {
    const plan = await planChange(tx, ctx, input)
    return {
      kind: plan.kind,
      says: saysOf(plan),
      ends: plan.ends.map(({ place }) => place.name),
      opens: plan.opens.map(({ name }) => name),
      places: plan.moves.map(({ place, to }) => ({
        id: place.id,
        name: place.name,
        toName: nameOf(plan, to),
        below: place.below,
      })),
      units: plan.units.map(({ unit, name, to }) => ({
        id: unit.id,
        name: unit.name,
        newName: name === unit.name ? null : name,
        toName: nameOf(plan, to),
        posts: unit.posts,
        people: unit.people,
      })),
      counts: countsOf(plan),
      filed: await filedWith(ctx, tx, followers, plan),
      notes: notesOf(plan),
    }
  })
}

type Standing = { id: number; path: string }

/** Makes the new places; gives back where each target stands now. */
const openPlaces = async (tx: Tx, plan: Plan, day: string): Promise<(to: Target) => Standing> => {
  const made: Standing[] = []
  for (const { parent, name, shortName, code, level } of plan.opens) {
    const sort = (await store.lastSort(tx, 'regions', parent.id)) + 1
    const row = { code, name, shortName, level, parentId: parent.id, parentPath: parent.path, mark: null, sort }
    const id = await insertRegion(tx, { ...row, fromOn: day })
    made.push({ id, path: `${parent.path}${id}.` })
  }
  return (to) => ('place' in to ? to.place : (made[to.opens] as Standing))
}

const groupByTarget = <Row extends { to: Target }>(rows: readonly Row[], standing: (to: Target) => Standing) => {
  const groups = new Map<number, { to: Standing; rows: Row[] }>()
  for (const row of rows) {
    const to = standing(row.to)
    const group = groups.get(to.id) ?? { to, rows: [] }
    group.rows.push(row)
    groups.set(to.id, group)
  }
  return [...groups.values()]
}

/** Carries a plan out, all of it in the open transaction. Returns how many records of other rooms were filed anew. */
const carryOut = async (
  tx: Tx,
  plan: Plan,
  input: { effectiveOn: string },
  followers: readonly RegionFollower[],
  standing: (to: Target) => Standing,
  acting: Acting,
): Promise<number> => {
  const day = input.effectiveOn
  for (const { place, name, shortName } of plan.renames) {
    await store.keepFormerName(tx, place, day)
    await store.setNames(tx, place.id, name, shortName)
  }
  for (const { to, rows } of groupByTarget(plan.moves, standing)) {
    let sort = await store.lastSort(tx, 'regions', to.id)
    for (const { place } of rows) {
      sort += 1
      await moveRegion(tx, { id: place.id, path: place.path, parent_id: place.parentId }, to, sort, day)
    }
  }
  for (const { to, rows } of groupByTarget(plan.units, standing)) {
    const units = rows.map(({ unit, name }) => ({ id: unit.id, name }))
    await store.moveUnits(tx, units, to.id, await store.lastSort(tx, 'units', to.id), day)
  }
  if (plan.ends.length > 0) {
    await store.endRegions(
      tx,
      plan.ends.map(({ place }) => place.id),
      day,
    )
  }
  return asProgram(tx, async () => {
    for (const { to, rows } of groupByTarget(plan.units, standing)) {
      const moving = { unitIds: rows.map(({ unit }) => unit.id), fromIds: rows.map(({ unit }) => unit.regionId) }
      await store.movePosts(tx, moving, to.id)
    }
    let records = 0
    const heirs = plan.ends.map(({ place, heir }) => ({ place, to: heir }))
    for (const { to, rows } of groupByTarget(heirs, standing)) {
      const from = rows.map(({ place }) => place.id)
      await store.movePosts(tx, { fromIds: from }, to.id)
      await passBodiesOn(tx, from, to.id, day, acting)
      for (const follower of followers) records += await follower.follow(tx, from, to)
    }
    return records
  })
}

/**
 * Registers a 区划变更 and carries it out in one transaction: places, units, posts with the people in them, and what other
 * rooms file under the places. Scope is read from the tree with every request, so it holds from the next one on.
 * @throws Problem not-found, out-of-scope, out-of-date, day-in-future, region-closed, secrecy and those of `changeProblems`
 */
export const changeRegions = (followers: readonly RegionFollower[], ctx: Context, input: ChangeRegions) => {
  refuseChangeSecrets(input)
  refuseFuture(input.effectiveOn, ctx.today, '/effectiveOn')
  return ctx.change(`region.${input.kind}`, async (tx) => {
    await store.lockTree(tx, ctx.acting.cityId)
    const plan = await planChange(tx, ctx, input)
    for (const { id, version } of plan.seen) {
      if (!(await bumpRegion(tx, id, version)))
        throw await outOfDate(tx, { record: 'regions', id }, await findRegionDetail(tx, ctx.acting, id))
    }
    const standing = await openPlaces(tx, plan, input.effectiveOn)
    const records = await carryOut(tx, plan, input, followers, standing, ctx.acting)
    const { people: _people, ...counts } = countsOf(plan)
    const parts = plan.parts.map((one) => ({ ...one, regionId: standing(one).id }))
    const { effectiveOn, docNumber, reason } = input
    const change = { cityId: ctx.acting.cityId, kind: input.kind, regionId: plan.at.id, effectiveOn, docNumber, reason }
    const moved = { ...counts, records }
    const changeId = await store.insertChange(tx, { ...change, moved, postId: ctx.acting.postId }, parts)
    const main = parts.find(({ part }) => part === 'result') ?? parts[0]
    return {
      record: 'region_changes',
      recordId: changeId,
      after: { kind: input.kind, effectiveOn, docNumber, reason, says: saysOf(plan), moved },
      more: [
        ...plan.ends.map(({ place, heir }) => ({
          action: 'region.end',
          record: 'regions',
          recordId: place.id,
          before: { path: place.path },
          after: { toOn: effectiveOn, heirId: standing(heir).id },
        })),
        ...plan.moves.map(({ place, to }) => ({
          action: 'region.go-along',
          record: 'regions',
          recordId: place.id,
          before: { parentId: place.parentId, path: place.path },
          after: { parentId: standing(to).id, path: `${standing(to).path}${place.id}.`, fromOn: effectiveOn },
        })),
        ...plan.units.map(({ unit, name, to }) => ({
          action: 'unit.go-along',
          record: 'units',
          recordId: unit.id,
          before: { regionId: unit.regionId, name: unit.name },
          after: { regionId: standing(to).id, name },
        })),
      ],
      answer: found(await findRegionDetail(tx, ctx.acting, main?.regionId ?? plan.at.id)),
    }
  })
}
