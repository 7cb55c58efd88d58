import type { Context } from '../../../platform/context.ts'
import { Problem } from '../../../platform/problem.ts'
import { refuseSecrets } from '../../../platform/secrecy/guard.ts'
import { ownCode } from '../changes/rules.ts'
import { listCodes, lockTree } from '../changes/store.ts'
import { checkKeeps, found, outOfDate, placed, refuseClosed, refuseFuture } from '../scope.ts'
import { type AddZone, type AttachTownships, type RegionQuery, regionProblems, type SaveRegion } from './contract.ts'
import * as store from './store.ts'

export const listRegions = (ctx: Context, query: RegionQuery) =>
  ctx.read((tx) => store.listRegions(tx, ctx.acting, query))

export const getRegion = (ctx: Context, { id }: { id: number }) =>
  ctx.read(async (tx) => found(await store.findRegionDetail(tx, ctx.acting, id)))

/** Corrects a slip in the name of a place; a new name from a day on is a 区划变更. @throws Problem out-of-scope, out-of-date, secrecy */
export const saveRegion = (ctx: Context, input: SaveRegion) => {
  refuseSecrets({ '/name': input.name, '/shortName': input.shortName })
  return ctx.change('region.correct', async (tx) => {
    const before = found(await store.findRegion(tx, input.id))
    checkKeeps(ctx.acting, before.path)
    refuseClosed(before)
    if (!(await store.renameRegion(tx, input)))
      throw await outOfDate(
        tx,
        { record: 'regions', id: input.id },
        await store.findRegionDetail(tx, ctx.acting, input.id),
      )
    const answer = found(await store.findRegionDetail(tx, ctx.acting, input.id))
    return {
      record: 'regions',
      recordId: input.id,
      before: { name: before.name, shortName: before.short_name },
      after: { name: answer.name, shortName: answer.shortName },
      answer,
    }
  })
}

/** Sets the place of a region in the official order of its siblings. @throws Problem out-of-scope, out-of-date */
export const placeRegion = (ctx: Context, input: { id: number; version: number; place: number }) =>
  ctx.change('region.place', async (tx) => {
    const before = found(await store.findRegion(tx, input.id))
    checkKeeps(ctx.acting, before.path)
    refuseClosed(before)
    const parentId = before.parent_id
    const parentPath = parentId === null ? undefined : await store.findPath(tx, parentId)
    // The order of siblings belongs to whoever keeps the place above them.
    checkKeeps(ctx.acting, parentPath ?? '')
    if (!(await store.bumpRegion(tx, input.id, input.version))) {
      throw await outOfDate(
        tx,
        { record: 'regions', id: input.id },
        await store.findRegionDetail(tx, ctx.acting, input.id),
      )
    }
    const siblings = (await store.listSiblings(tx, parentId as number)).map(({ id }) => id)
    const ids = placed(siblings, input.id, input.place)
    await store.orderRegions(tx, ids)
    return {
      record: 'regions',
      recordId: input.id,
      before: { place: siblings.indexOf(input.id) + 1 },
      after: { place: ids.indexOf(input.id) + 1 },
      answer: found(await store.findRegionDetail(tx, ctx.acting, input.id)),
    }
  })

/** Adds a 功能区 at county level under a city. @throws Problem wrong-level, name-taken, day-in-future, out-of-scope */
export const addZone = (ctx: Context, input: AddZone) => {
  refuseSecrets({ '/name': input.name, '/shortName': input.shortName })
  refuseFuture(input.fromOn, ctx.today, '/fromOn')
  return ctx.change('region.add-zone', async (tx) => {
    await lockTree(tx, ctx.acting.cityId)
    const parent = found(await store.findRegion(tx, input.parentId))
    checkKeeps(ctx.acting, parent.path)
    refuseClosed(parent)
    if (parent.level !== 2) throw new Problem(regionProblems['wrong-level'])
    const siblings = await store.listSiblings(tx, parent.id)
    if (siblings.some(({ name }) => name === input.name)) {
      throw new Problem(regionProblems['name-taken'], {
        errors: [{ pointer: '/name', detail: `${parent.name}下已有“${input.name}”，换一个名称。` }],
      })
    }
    const codes = await listCodes(tx, parent.code.slice(0, 4))
    const id = await store.insertRegion(tx, {
      code: ownCode(parent.code, 3, (code) => codes.has(code)),
      name: input.name,
      shortName: input.shortName,
      level: 3,
      parentId: parent.id,
      parentPath: parent.path,
      mark: 'functional',
      sort: (siblings.at(-1)?.sort ?? 0) + 1,
      fromOn: input.fromOn,
    })
    const answer = found(await store.findRegionDetail(tx, ctx.acting, id))
    return {
      record: 'regions',
      recordId: id,
      after: { name: answer.name, code: answer.code, fromOn: answer.fromOn },
      answer,
    }
  })
}

/**
 * Attaches townships to a functional zone, or gives them back to a county, from a day that has come. The whole sub-tree
 * and everything filed under it (matters, documents) moves in the same transaction.
 * @throws Problem wrong-level, not-functional, other-city, day-in-future, day-too-early, out-of-date, out-of-scope
 */
export const attachTownships = (ctx: Context, input: AttachTownships) => {
  refuseFuture(input.fromOn, ctx.today, '/fromOn')
  return ctx.change('region.attach', async (tx) => {
    await lockTree(tx, ctx.acting.cityId)
    const target = found(await store.findRegion(tx, input.id))
    checkKeeps(ctx.acting, target.path)
    refuseClosed(target)
    if (target.level !== 3) throw new Problem(regionProblems['wrong-level'])
    let sort = (await store.listSiblings(tx, target.id)).at(-1)?.sort ?? 0
    const more = []
    for (const { id, version } of input.townships) {
      const township = found(await store.findRegion(tx, id))
      checkKeeps(ctx.acting, township.path)
      refuseClosed(township)
      if (township.level !== 4) throw new Problem(regionProblems['wrong-level'])
      if (township.parent_id === target.id) continue
      const parent = found(await store.findRegion(tx, township.parent_id as number))
      if (parent.parent_id !== target.parent_id) throw new Problem(regionProblems['other-city'])
      if (target.mark !== 'functional' && parent.mark !== 'functional')
        throw new Problem(regionProblems['not-functional'])
      const earliest = (await store.lastMoveOn(tx, id)) ?? ''
      if (input.fromOn < target.from_on || input.fromOn < earliest) {
        throw new Problem(regionProblems['day-too-early'], {
          errors: [{ pointer: '/fromOn', detail: regionProblems['day-too-early'].detail }],
        })
      }
      if (!(await store.bumpRegion(tx, id, version)))
        throw await outOfDate(tx, { record: 'regions', id }, await store.findRegionDetail(tx, ctx.acting, id))
      sort += 1
      await store.moveRegion(tx, township, target, sort, input.fromOn)
      more.push({
        action: 'region.move',
        record: 'regions',
        recordId: id,
        before: { parentId: township.parent_id, path: township.path },
        after: { parentId: target.id, path: `${target.path}${id}.`, fromOn: input.fromOn },
      })
    }
    const answer = found(await store.findRegionDetail(tx, ctx.acting, target.id))
    return {
      record: 'regions',
      recordId: target.id,
      after: { townships: input.townships.map(({ id }) => id), fromOn: input.fromOn },
      more,
      answer,
    }
  })
}
