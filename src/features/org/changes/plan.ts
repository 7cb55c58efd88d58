import type { Context } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import { Problem } from '../../../platform/problem.ts'
import { checkKeeps, found, orgProblems } from '../scope.ts'
import { type ChangeRegions, changeProblems } from './contract.ts'
import {
  type ChangeFault,
  type ChangeKind,
  type ChangePart,
  closeFault,
  codeFits,
  commonPath,
  freeUnitName,
  mergeFault,
  moveFault,
  openFault,
  ownCode,
  renameFault,
  splitFault,
} from './rules.ts'
import * as store from './store.ts'

/** A place that stands, or (`opens`) one of those that the change makes, by its number among them. */
export type Target = { place: store.PlaceRow } | { opens: number }

export type NewPlace = { parent: store.PlaceRow; name: string; shortName: string; code: string; level: number }

/** Everything a change will do, worked out before anything is written; shown as it is and then carried out as it is. */
export type Plan = {
  kind: ChangeKind
  /** Where it happens: whoever keeps this place registers it. */
  at: store.PlaceRow
  /** Places whose version the sender saw. */
  seen: { id: number; version: number }[]
  opens: NewPlace[]
  ends: { place: store.PlaceRow; heir: Target }[]
  renames: { place: store.PlaceRow; name: string; shortName: string }[]
  moves: { place: store.PlaceRow & { below: number }; to: Target }[]
  units: { unit: store.UnitRow; name: string; to: Target }[]
  strayPosts: number
  parts: ({ part: ChangePart; name: string; nameAfter?: string | null } & Target)[]
}

const fieldOf: Partial<Record<ChangeFault, string>> = {
  'day-too-early': '/effectiveOn',
  'name-unchanged': '/name',
  'merge-into-itself': '/into',
  'merge-needs-two': '/sources',
  'already-there': '/toId',
}

const refuse = (fault: ChangeFault | null): void => {
  if (!fault) return
  const type = { ...orgProblems, ...changeProblems }[fault]
  const pointer = fieldOf[fault]
  throw new Problem(type, pointer ? { errors: [{ pointer, detail: type.detail }] } : {})
}

const atField = (slug: keyof typeof changeProblems, pointer: string, detail?: string): Problem => {
  const type = changeProblems[slug]
  return new Problem(type, { errors: [{ pointer, detail: detail ?? type.detail }] })
}

/** The places asked for, each in the order asked. @throws Problem not-found */
const placesOf = async (tx: Tx, ids: readonly number[]): Promise<store.PlaceRow[]> => {
  const rows = await store.findPlaces(tx, ids)
  return ids.map((id) => found(rows.find((row) => row.id === id)))
}

/** Whoever keeps the place above registers what happens to those below. @throws Problem out-of-scope */
const placeAbove = async (tx: Tx, ctx: Context, parentIds: readonly (number | null)[]): Promise<store.PlaceRow> => {
  const parents = await placesOf(tx, [...new Set(parentIds.filter((id) => id !== null))])
  const path = commonPath(parents.map((place) => place.path))
  checkKeeps(ctx.acting, path)
  const id = Number(path.split('.').filter(Boolean).at(-1))
  return found((await store.findPlaces(tx, [id]))[0])
}

/** Level 2 and its id, read from the path: a change stays inside one city. */
const isOneCity = (places: readonly store.PlaceRow[], ctx: Context): boolean =>
  places.every(({ path }) => path.split('.').includes(String(ctx.acting.cityId)))

type Naming = { name: string; shortName: string; code: string | null }

/** @throws Problem region-name-taken, code-taken, code-not-below */
const planPlaces = async (
  tx: Tx,
  parent: store.PlaceRow,
  namings: readonly Naming[],
  pointerOf: (index: number) => string,
  leaving: readonly number[],
): Promise<NewPlace[]> => {
  const level = parent.level + 1
  const codes = await store.listCodes(tx, parent.code.slice(0, 2))
  const names = new Set<string>()
  const made: NewPlace[] = []
  for (const [index, { name, shortName, code }] of namings.entries()) {
    if (names.has(name) || (await store.isSiblingNamed(tx, parent.id, name, leaving))) {
      throw atField('region-name-taken', `${pointerOf(index)}/name`, `${parent.name}下已有“${name}”，换一个名称。`)
    }
    if (code !== null && codes.has(code)) throw atField('code-taken', `${pointerOf(index)}/code`)
    if (code !== null && !codeFits(code, parent.code, level))
      throw atField('code-not-below', `${pointerOf(index)}/code`)
    const own = code ?? ownCode(parent.code, level, (one) => codes.has(one))
    codes.add(own)
    names.add(name)
    made.push({ parent, name, shortName, code: own, level })
  }
  return made
}

/** Units with the names they bear where they arrive, each under a name of its own there. */
const planUnits = async (
  tx: Tx,
  units: readonly store.UnitRow[],
  to: Target,
  placeNames: ReadonlyMap<number, string>,
): Promise<Plan['units']> => {
  const taken = new Set('place' in to ? await store.listUnitNames(tx, to.place.id) : [])
  return units.map((unit) => {
    const name = freeUnitName(unit.name, placeNames.get(unit.regionId) ?? '', (one) => taken.has(one))
    taken.add(name)
    return { unit, name, to }
  })
}

const empty = { opens: [], ends: [], renames: [], moves: [], units: [], strayPosts: 0 }
const asPart = (part: ChangePart, place: store.PlaceRow) => ({ part, place, name: place.name })

type Asked<Kind extends ChangeKind> = Extract<ChangeRegions, { kind: Kind }>

const planOpen = async (tx: Tx, ctx: Context, input: Asked<'open'>): Promise<Plan> => {
  const at = await placeAbove(tx, ctx, [input.parentId])
  refuse(openFault(input.effectiveOn, at))
  const opens = await planPlaces(tx, at, [input], () => '', [])
  return { ...empty, kind: 'open', at, seen: [], opens, parts: [{ part: 'result', opens: 0, name: input.name }] }
}

const planMerge = async (tx: Tx, ctx: Context, input: Asked<'merge'>): Promise<Plan> => {
  const sources = await placesOf(
    tx,
    input.sources.map(({ id }) => id),
  )
  const [into = null] = input.into ? await placesOf(tx, [input.into.id]) : []
  if (!into && !input.named) throw atField('heir-needed', '/into')
  const all = into ? [...sources, into] : sources
  const at = await placeAbove(
    tx,
    ctx,
    all.map(({ parentId }) => parentId),
  )
  const sourceIds = sources.map(({ id }) => id)
  const children = await store.listChildren(tx, sourceIds)
  refuse(mergeFault(input.effectiveOn, sources, into, children, isOneCity(all, ctx)))
  // A new place stands where the first of the old ones stood.
  const opens =
    into || !input.named
      ? []
      : await planPlaces(
          tx,
          found((await store.findPlaces(tx, [sources[0]?.parentId ?? 0]))[0]),
          [input.named],
          () => '/named',
          sourceIds,
        )
  const heir: Target = into ? { place: into } : { opens: 0 }
  const units = await store.listUnitsAt(tx, sourceIds, ctx.today)
  const names = new Map(sources.map(({ id, name }) => [id, name]))
  return {
    ...empty,
    kind: 'merge',
    at,
    seen: [...input.sources, ...(input.into ? [input.into] : [])],
    opens,
    ends: sources.map((place) => ({ place, heir })),
    moves: children.map((child) => ({ place: child, to: heir })),
    units: await planUnits(tx, units, heir, names),
    strayPosts: await store.countStrayPosts(tx, sourceIds),
    parts: [
      ...sources.map((place) => asPart('source', place)),
      into ? asPart('result', into) : { part: 'result' as const, opens: 0, name: opens[0]?.name ?? '' },
    ],
  }
}

const planSplit = async (tx: Tx, ctx: Context, input: Asked<'split'>): Promise<Plan> => {
  const [place] = await placesOf(tx, [input.id])
  const source = found(place)
  const at = await placeAbove(tx, ctx, [source.parentId])
  const children = await store.listChildren(tx, [source.id])
  const units = await store.listUnitsAt(tx, [source.id], ctx.today)
  const picked = {
    children: input.parts.flatMap((part) => part.children),
    units: input.parts.flatMap((part) => part.units),
  }
  const held = { children, units: units.map(({ id }) => id) }
  refuse(splitFault(input.effectiveOn, source, picked, held))
  if (units.some(({ id, kind }) => kind === 'office' && picked.units.includes(id)))
    throw new Problem(changeProblems['office-stays'])
  const opens = await planPlaces(tx, at, input.parts, (index) => `/parts/${index}`, [])
  return {
    ...empty,
    kind: 'split',
    at,
    seen: [input],
    opens,
    moves: input.parts.flatMap((part, index) =>
      children.filter(({ id }) => part.children.includes(id)).map((child) => ({ place: child, to: { opens: index } })),
    ),
    units: input.parts.flatMap((part, index) =>
      units
        .filter(({ id }) => part.units.includes(id))
        .map((unit) => ({ unit, name: unit.name, to: { opens: index } })),
    ),
    parts: [
      asPart('subject', source),
      ...opens.map(({ name }, index) => ({ part: 'result' as const, opens: index, name })),
    ],
  }
}

const planRename = async (tx: Tx, ctx: Context, input: Asked<'rename'>): Promise<Plan> => {
  const place = found((await placesOf(tx, [input.id]))[0])
  const at = await placeAbove(tx, ctx, [place.parentId])
  refuse(renameFault(input.effectiveOn, place, input))
  if (await store.isSiblingNamed(tx, at.id, input.name, [place.id])) {
    throw atField('region-name-taken', '/name', `${at.name}下已有“${input.name}”，换一个名称。`)
  }
  return {
    ...empty,
    kind: 'rename',
    at,
    seen: [input],
    renames: [{ place, name: input.name, shortName: input.shortName }],
    parts: [{ part: 'subject', place, name: place.name, nameAfter: input.name }],
  }
}

const planMove = async (tx: Tx, ctx: Context, input: Asked<'move'>): Promise<Plan> => {
  const places = await placesOf(
    tx,
    input.regions.map(({ id }) => id),
  )
  const to = found((await placesOf(tx, [input.toId]))[0])
  const from = await placesOf(tx, [...new Set(places.map(({ parentId }) => parentId).filter((id) => id !== null))])
  const at = await placeAbove(tx, ctx, [...from.map(({ id }) => id), to.id])
  refuse(moveFault(input.effectiveOn, places, to, isOneCity([...places, to], ctx)))
  const rows = await store.listChildren(
    tx,
    from.map(({ id }) => id),
  )
  return {
    ...empty,
    kind: 'move',
    at,
    seen: input.regions,
    moves: places.map((place) => ({
      place: { ...place, below: rows.find(({ id }) => id === place.id)?.below ?? 0 },
      to: { place: to },
    })),
    parts: [
      ...places.map((place) => asPart('subject', place)),
      ...from.map((place) => asPart('from', place)),
      asPart('to', to),
    ],
  }
}

const planClose = async (tx: Tx, ctx: Context, input: Asked<'close'>): Promise<Plan> => {
  const place = found((await placesOf(tx, [input.id]))[0])
  const at = await placeAbove(tx, ctx, [place.parentId])
  const children = await store.listChildren(tx, [place.id])
  const units = await store.listUnitsAt(tx, [place.id], ctx.today)
  refuse(closeFault(input.effectiveOn, place, { children: children.length, units: units.length }))
  // What is filed under a place that ends without an heir goes to the place above.
  return {
    ...empty,
    kind: 'close',
    at,
    seen: [input],
    ends: [{ place, heir: { place: at } }],
    strayPosts: await store.countStrayPosts(tx, [place.id]),
    parts: [asPart('subject', place)],
  }
}

/**
 * What a 区划变更 will do, checked against the tree as it stands.
 * @throws Problem not-found, out-of-scope, region-closed and those of `changeProblems`
 */
export const planChange = (tx: Tx, ctx: Context, input: ChangeRegions): Promise<Plan> => {
  switch (input.kind) {
    case 'open':
      return planOpen(tx, ctx, input)
    case 'merge':
      return planMerge(tx, ctx, input)
    case 'split':
      return planSplit(tx, ctx, input)
    case 'rename':
      return planRename(tx, ctx, input)
    case 'move':
      return planMove(tx, ctx, input)
    case 'close':
      return planClose(tx, ctx, input)
  }
}
