import type { Context } from '../../../platform/context.ts'
import { asProgram, type Tx } from '../../../platform/db/transaction.ts'
import { Problem } from '../../../platform/problem.ts'
import { refuseSecrets } from '../../../platform/secrecy/guard.ts'
import { lockTree } from '../changes/store.ts'
import { findPath, findRegion } from '../regions/store.ts'
import { checkKeeps, found, outOfDate, refuseClosed, refuseFuture } from '../scope.ts'
import { unitProblems } from '../units/contract.ts'
import { findUnit } from '../units/store.ts'
import { type JointQuery, type MilitaryTree, militaryProblems, type SetBody, type SetSuperior } from './contract.ts'
import { asTree, facesLevel, followsHow, makesLoop } from './rules.ts'
import * as store from './store.ts'

const atField = (slug: keyof typeof militaryProblems, pointer: string): Problem =>
  new Problem(militaryProblems[slug], { errors: [{ pointer, detail: militaryProblems[slug].detail }] })

/** The military units of a place and below as a tree on a day. Offices see theirs, the military side its own. */
export const readTree = (ctx: Context, query: { regionId?: number; on?: string }): Promise<MilitaryTree> =>
  ctx.read(async (tx) => {
    const on = query.on ?? ctx.today
    const path = found(await findPath(tx, query.regionId ?? ctx.acting.regionId))
    // Nobody looks at military units outside his own places.
    const { regionPath } = ctx.acting
    const within = path.startsWith(regionPath) ? path : regionPath
    return { on, rows: asTree(await store.listUnits(tx, ctx.acting, within, on)) }
  })

const detailOf = async (ctx: Context, tx: Tx, id: number) => found(await store.findUnit(tx, ctx.acting, id, ctx.today))

/** @throws Problem not-found, also for a military unit that is none of the asker's business */
export const getMilitaryUnit = (ctx: Context, { id }: { id: number }) => ctx.read((tx) => detailOf(ctx, tx, id))

/** @throws Problem not-found, not-military, unit-closed */
const militaryUnit = async (tx: Tx, id: number, pointer: string) => {
  const unit = found(await findUnit(tx, id))
  if (unit.side !== 'military') throw atField('not-military', pointer)
  if (unit.closed_on !== null) throw new Problem(unitProblems['unit-closed'])
  return unit
}

/** What a screen of today shows as the present record: also one that ends with this very day; 0 for none. */
const shownOf = (last: { id: number; toOn: string | null } | null, today: string): number =>
  last !== null && (last.toOn === null || last.toOn > today) ? last.id : 0

/**
 * Sets the superior of a military unit from a day on; the one before stays as history. On the day from which the present one
 * counts it is corrected.
 * @throws Problem not-military, superior-loop, superior-unchanged, record-too-early, day-in-future, out-of-date, out-of-scope
 */
export const setSuperior = (ctx: Context, input: SetSuperior) => {
  refuseFuture(input.fromOn, ctx.today, '/fromOn')
  return ctx.change('military.superior', async (tx) => {
    await lockTree(tx, ctx.acting.cityId)
    const unit = await militaryUnit(tx, input.id, '/id')
    checkKeeps(ctx.acting, unit.region_path)
    if (input.superiorId !== null) await militaryUnit(tx, input.superiorId, '/superiorId')
    // A loop may run through units that the acting post does not see.
    const edges = await asProgram(tx, () => store.readSuperiors(tx, ctx.acting.cityId))
    const own = edges
      .filter(({ unitId }) => unitId === input.id)
      .sort((one, other) => (one.fromOn < other.fromOn ? 1 : -1))
    const last = own[0] ?? null
    const standing = last?.toOn === null ? last : undefined
    if (shownOf(last, ctx.today) !== input.basedOn)
      throw await outOfDate(tx, { record: 'military_superiors', id: input.id }, await detailOf(ctx, tx, input.id))
    if (standing && standing.superiorId === input.superiorId) throw atField('superior-unchanged', '/superiorId')
    const row = { unitId: input.id, superiorId: input.superiorId, fromOn: input.fromOn }
    if (makesLoop(edges, row)) throw atField('superior-loop', '/superiorId')
    const how = followsHow({ last, fromOn: input.fromOn })
    if (how === 'too-early') throw atField('record-too-early', '/fromOn')
    if (how === 'corrects' && last) await store.correctSuperior(tx, last.id, input.superiorId)
    else {
      if (standing) await store.endRecord(tx, { table: 'military_superiors', id: standing.id }, input.fromOn)
      await store.insertSuperior(tx, ctx.acting, row)
    }
    return {
      record: 'military_superiors',
      recordId: input.id,
      before: { superiorId: standing?.superiorId ?? null, fromOn: standing?.fromOn ?? null },
      after: { superiorId: input.superiorId, fromOn: input.fromOn },
      answer: await detailOf(ctx, tx, input.id),
    }
  })
}

/** 军地对口: for every place of a sub-tree the civil side, the military side, and what is missing. */
export const listJoint = (ctx: Context, query: JointQuery) =>
  ctx.read(async (tx) => {
    const path = found(await findPath(tx, query.regionId ?? ctx.acting.regionId))
    return store.listPlaces(tx, ctx.acting, path, query.on ?? ctx.today, query)
  })

/**
 * Sets which military body faces a place from a day on, and whether its office is run by both sides 军地合署办公.
 * @throws Problem not-military, body-needed, body-level, joint-needs-document, record-too-early, day-in-future, out-of-date,
 *   out-of-scope, region-closed, secrecy
 */
export const setBody = (ctx: Context, input: SetBody) => {
  refuseSecrets({ '/docNumber': input.docNumber })
  refuseFuture(input.fromOn, ctx.today, '/fromOn')
  return ctx.change('military.body', async (tx) => {
    await lockTree(tx, ctx.acting.cityId)
    const region = found(await findRegion(tx, input.regionId))
    checkKeeps(ctx.acting, region.path)
    refuseClosed(region)
    if (!facesLevel(region.level)) throw atField('body-level', '/regionId')
    const unit = await militaryUnit(tx, input.unitId, '/unitId')
    if (unit.kind === 'troop') throw atField('body-needed', '/unitId')
    if (input.isJoint && !input.docNumber) throw atField('joint-needs-document', '/docNumber')
    const last = (await store.findLastBody(tx, region.id)) ?? null
    const standing = last?.toOn === null ? last : undefined
    const placeOf = async () => found(await store.findPlace(tx, ctx.acting, region.id, ctx.today))
    if (shownOf(last, ctx.today) !== input.basedOn)
      throw await outOfDate(tx, { record: 'military_bodies', id: region.id }, await placeOf())
    const how = followsHow({ last, fromOn: input.fromOn })
    if (how === 'too-early' || input.fromOn < region.from_on) throw atField('record-too-early', '/fromOn')
    if (how === 'corrects' && last) await store.correctBody(tx, last.id, input)
    else {
      if (standing) await store.endRecord(tx, { table: 'military_bodies', id: standing.id }, input.fromOn)
      await store.insertBody(tx, ctx.acting, input)
    }
    const { unitId, isJoint, docNumber, fromOn } = input
    return {
      record: 'military_bodies',
      recordId: region.id,
      before: standing ? { unitId: standing.unitId, isJoint: standing.isJoint, docNumber: standing.docNumber } : null,
      after: { unitId, isJoint, docNumber, fromOn },
      answer: await placeOf(),
    }
  })
}
