import type { Context } from '../../../platform/context.ts'
import { asProgram, type Tx } from '../../../platform/db/transaction.ts'
import { Problem } from '../../../platform/problem.ts'
import { refuseSecrets } from '../../../platform/secrecy/guard.ts'
import { refuseAdministratorAlone } from '../approvals/gate.ts'
import { lockTree } from '../changes/store.ts'
import { militaryProblems } from '../military/contract.ts'
import { endUnitRecords, settleBodies, standsInMilitary } from '../military/store.ts'
import { findRegion } from '../regions/store.ts'
import { checkKeeps, found, outOfDate, placed, refuseClosed, refuseFuture } from '../scope.ts'
import { type AddDuty, type AddUnit, type SaveDuty, type SaveUnit, type UnitQuery, unitProblems } from './contract.ts'
import { troopFault, type UnitSide } from './rules.ts'
import * as store from './store.ts'

export const listUnits = (ctx: Context, query: UnitQuery) => ctx.read((tx) => store.listUnits(tx, ctx.acting, query))

export const listUnitOptions = (ctx: Context, query: { q?: string; side?: UnitSide; size: number }) =>
  ctx.read((tx) => store.listUnitOptions(tx, ctx.acting, query, ctx.today))

export const getUnit = (ctx: Context, { id }: { id: number }) => ctx.read((tx) => detailOf(ctx, tx, id))

const detailOf = async (ctx: Context, tx: Tx, id: number) =>
  found(await store.findUnitDetail(tx, ctx.acting, id, ctx.today))

type Names = Pick<AddUnit, 'name' | 'shortName' | 'aliases' | 'kind' | 'side'>

const namesOf = ({ name, shortName, aliases }: Names) => [name, shortName, ...aliases]

const refuseUnitSecrets = (unit: Names): void =>
  refuseSecrets({
    '/name': unit.name,
    '/shortName': unit.shortName,
    ...Object.fromEntries(unit.aliases.map((alias, index) => [`/aliases/${index}`, alias])),
  })

/** @throws Problem alias-needed, troop-place, side-of-troop, unit-name-taken */
const checkUnit = async (tx: Tx, unit: Names, regionId: number, regionLevel: number, exceptId = 0): Promise<void> => {
  const wrong = troopFault({ ...unit, names: namesOf(unit), regionLevel })
  if (wrong) {
    const type = unitProblems[wrong.fault]
    const named = ['/name', '/shortName'][wrong.at] ?? `/aliases/${wrong.at - 2}`
    const pointer = { 'alias-needed': named, 'troop-place': '/regionId', 'side-of-troop': '/side' }[wrong.fault]
    throw new Problem(type, { errors: [{ pointer, detail: type.detail }] })
  }
  if (await store.isNameTaken(tx, regionId, unit.name, exceptId)) {
    throw new Problem(unitProblems['unit-name-taken'], {
      errors: [{ pointer: '/name', detail: `这里已有“${unit.name}”，换一个名称。` }],
    })
  }
}

/** The open unit, kept by the acting post. @throws Problem not-found, out-of-scope, unit-closed */
const keptUnit = async (ctx: Context, tx: Tx, id: number) => {
  const unit = found(await store.findUnit(tx, id))
  checkKeeps(ctx.acting, unit.region_path)
  if (unit.closed_on !== null) throw new Problem(unitProblems['unit-closed'])
  return unit
}

const shown = (unit: { name: string; short_name: string; aliases: string[]; kind: string; side: string }) => ({
  name: unit.name,
  shortName: unit.short_name,
  aliases: unit.aliases,
  kind: unit.kind,
  side: unit.side,
})

/** Sets up a unit, last in the official order of its place. */
export const addUnit = (ctx: Context, input: AddUnit) => {
  refuseUnitSecrets(input)
  const fromOn = input.fromOn ?? ctx.today
  refuseFuture(fromOn, ctx.today, '/fromOn')
  return ctx.change('unit.add', async (tx) => {
    await lockTree(tx, ctx.acting.cityId)
    const region = found(await findRegion(tx, input.regionId))
    checkKeeps(ctx.acting, region.path)
    refuseClosed(region)
    await checkUnit(tx, input, region.id, region.level)
    const id = await store.insertUnit(tx, { ...input, fromOn })
    await settleBodies(tx, ctx.acting, [id], fromOn)
    return { record: 'units', recordId: id, after: { ...input, fromOn }, answer: await detailOf(ctx, tx, id) }
  })
}

export const saveUnit = (ctx: Context, input: SaveUnit) => {
  refuseUnitSecrets(input)
  if (input.fromOn !== null) refuseFuture(input.fromOn, ctx.today, '/fromOn')
  return ctx.change('unit.save', async (tx) => {
    const before = await keptUnit(ctx, tx, input.id)
    await checkUnit(tx, input, before.region_id, before.region_level, input.id)
    if (before.side === 'military' && input.side !== 'military' && (await standsInMilitary(tx, input.id)))
      throw new Problem(militaryProblems['in-military-side'])
    if (!(await store.saveUnit(tx, input)))
      throw await outOfDate(tx, { record: 'units', id: input.id }, await detailOf(ctx, tx, input.id))
    const { id: _id, version: _version, ...after } = input
    return {
      record: 'units',
      recordId: input.id,
      before: shown(before),
      after,
      answer: await detailOf(ctx, tx, input.id),
    }
  })
}

/** Sets the place of a unit in the 建制顺序 of its region, from 1. */
export const placeUnit = (ctx: Context, input: { id: number; version: number; place: number }) =>
  ctx.change('unit.place', async (tx) => {
    const before = await keptUnit(ctx, tx, input.id)
    if (!(await store.bumpUnit(tx, input.id, input.version)))
      throw await outOfDate(tx, { record: 'units', id: input.id }, await detailOf(ctx, tx, input.id))
    const ids = await store.listUnitIds(tx, before.region_id)
    const next = placed(ids, input.id, input.place)
    await store.orderUnits(tx, next)
    return {
      record: 'units',
      recordId: input.id,
      before: { place: ids.indexOf(input.id) + 1 },
      after: { place: next.indexOf(input.id) + 1 },
      answer: await detailOf(ctx, tx, input.id),
    }
  })

/** Closes a unit from a day on; its posts close with it. What it did stays. */
export const closeUnit = (ctx: Context, input: { id: number; version: number; closedOn: string }) => {
  refuseFuture(input.closedOn, ctx.today, '/closedOn')
  return ctx.change('unit.close', async (tx) => {
    await keptUnit(ctx, tx, input.id)
    await refuseAdministratorAlone(tx, await store.hasAdministrators(tx, input.id))
    if (!(await store.bumpUnit(tx, input.id, input.version, input.closedOn))) {
      throw await outOfDate(tx, { record: 'units', id: input.id }, await detailOf(ctx, tx, input.id))
    }
    const posts = await store.closePostsOf(tx, input.id, input.closedOn)
    await asProgram(tx, () => endUnitRecords(tx, input.id, input.closedOn))
    return {
      record: 'units',
      recordId: input.id,
      after: { closedOn: input.closedOn },
      more: posts.map((id) => ({
        action: 'post.close',
        record: 'posts',
        recordId: id,
        after: { closedOn: input.closedOn },
      })),
      answer: await detailOf(ctx, tx, input.id),
    }
  })
}

const refuseDutySecrets = ({ phrase, words, source }: Pick<AddDuty, 'phrase' | 'words' | 'source'>): void =>
  refuseSecrets({ '/phrase': phrase, '/words': words.join('，'), '/source': source })

const checkPhrase = async (tx: Tx, unitId: number, phrase: string, exceptId = 0): Promise<void> => {
  if (await store.isDutyTaken(tx, unitId, phrase, exceptId)) {
    throw new Problem(unitProblems['duty-taken'], {
      errors: [{ pointer: '/phrase', detail: `这个单位已有“${phrase}”，改已有的那条。` }],
    })
  }
}

/** Adds a duty 职责; it waits to be confirmed locally. */
export const addDuty = (ctx: Context, input: AddDuty) => {
  refuseDutySecrets(input)
  return ctx.change('duty.add', async (tx) => {
    await keptUnit(ctx, tx, input.id)
    await checkPhrase(tx, input.id, input.phrase)
    const id = await store.insertDuty(tx, input)
    const { id: unitId, ...after } = input
    return { record: 'duties', recordId: id, after: { ...after, unitId }, answer: await detailOf(ctx, tx, unitId) }
  })
}

const keptDuty = async (ctx: Context, tx: Tx, id: number) => {
  const duty = found(await store.findDuty(tx, id))
  await keptUnit(ctx, tx, duty.unit_id)
  return duty
}

type DutyRow = Awaited<ReturnType<typeof keptDuty>>
const shownDuty = ({ phrase, words, source, is_verified }: DutyRow) => ({
  phrase,
  words,
  source,
  isVerified: is_verified,
})

/** Changes a duty. Other words than those confirmed have to be confirmed again. */
export const saveDuty = (ctx: Context, input: SaveDuty) => {
  refuseDutySecrets(input)
  return ctx.change('duty.save', async (tx) => {
    const before = await keptDuty(ctx, tx, input.id)
    await checkPhrase(tx, before.unit_id, input.phrase, input.id)
    const { id, version, ...values } = input
    const isVerified = before.is_verified && before.phrase === input.phrase
    if (!(await store.saveDuty(tx, id, version, { ...values, is_verified: isVerified }))) {
      throw await outOfDate(tx, { record: 'duties', id }, await detailOf(ctx, tx, before.unit_id))
    }
    return {
      record: 'duties',
      recordId: id,
      before: shownDuty(before),
      after: { ...values, isVerified },
      answer: await detailOf(ctx, tx, before.unit_id),
    }
  })
}

/** 待本地确认 → 已确认, or back. */
export const verifyDuty = (
  ctx: Context,
  { id, version, isVerified }: { id: number; version: number; isVerified: boolean },
) =>
  ctx.change('duty.verify', async (tx) => {
    const before = await keptDuty(ctx, tx, id)
    if (!(await store.saveDuty(tx, id, version, { is_verified: isVerified }))) {
      throw await outOfDate(tx, { record: 'duties', id }, await detailOf(ctx, tx, before.unit_id))
    }
    return {
      record: 'duties',
      recordId: id,
      before: { isVerified: before.is_verified },
      after: { isVerified },
      answer: await detailOf(ctx, tx, before.unit_id),
    }
  })

export const dropDuty = (ctx: Context, { id, version }: { id: number; version: number }) =>
  ctx.change('duty.drop', async (tx) => {
    const before = await keptDuty(ctx, tx, id)
    if (!(await store.deleteDuty(tx, id, version)))
      throw await outOfDate(tx, { record: 'duties', id }, await detailOf(ctx, tx, before.unit_id))
    return {
      record: 'duties',
      recordId: id,
      before: shownDuty(before),
      answer: await detailOf(ctx, tx, before.unit_id),
    }
  })
