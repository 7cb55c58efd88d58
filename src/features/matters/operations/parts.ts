import type { AuditEntry } from '../../../platform/audit/audit.ts'
import type { Context } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import { type FieldProblem, Problem } from '../../../platform/problem.ts'
import { formatDay } from '../../../platform/ui/format.ts'
import { matterProblems, type UnitBelow } from '../contract.ts'
import { partiesOf } from '../parties.ts'
import { aboveOf, isCounterpart, partCode } from '../parts.ts'
import { asksDay, type Effect, type MatterFacts, type Step } from '../rules.ts'
import { leadersOf, postsOfUnit } from '../store/lookups.ts'
import {
  copySource,
  findLeadUnit,
  lastPartNo,
  levelsBelow,
  listParts,
  readUnitsBelow,
  vacantUnits,
  writeAbove,
} from '../store/parts.ts'
import { factsOf, readMoreFacts, type StoredMatter } from '../store/rows.ts'
import {
  applyStep,
  attachFiles,
  insertEntries,
  insertMatters,
  type NewEntry,
  openRequest,
  settleRequest,
  touchMatter,
} from '../store/writes.ts'
import { auditOf, findOrRefuse } from './shared.ts'

/** Units below the lead of a matter, its counterparts marked. @throws Problem not-found */
export const unitsBelow = (
  ctx: Context,
  { id, level, q }: { id: number; level?: number; q?: string },
): Promise<{ levels: number[]; units: UnitBelow[] }> =>
  ctx.read(async (tx) => {
    const matter = await findOrRefuse(tx, id)
    const lead = matter.leadUnitId === null || !matter.hasWords ? undefined : await findLeadUnit(tx, matter.leadUnitId)
    if (!lead || matter.leadUnitId === null) return { levels: [], units: [] }
    const levels = await levelsBelow(tx, matter.leadUnitId)
    const found = await readUnitsBelow(tx, matter.leadUnitId, ctx.today, {
      level: level ?? levels[0],
      q: q || undefined,
    })
    const parts = await listParts(tx, id)
    const busy = new Set(parts.filter(({ isDone }) => !isDone).map(({ leadUnitId }) => leadUnitId))
    const units = found.map(({ shortName, kind, regionPath: _path, hasAccess, ...unit }) => ({
      ...unit,
      isVacant: !hasAccess,
      isCounterpart: isCounterpart(lead, { kind, shortName, level: unit.level }),
      hasPart: busy.has(unit.id),
    }))
    return { levels, units }
  })

export type UnitPlace = { id: number; name: string; regionId: number; regionPath: string }

/** @throws Problem not-below naming the field, unless every one of them stands under the unit */
export const knownBelow = async (
  tx: Tx,
  ctx: Context,
  unitId: number,
  ids: number[],
  pointer: string,
): Promise<Map<number, UnitPlace>> => {
  const found = new Map((await readUnitsBelow(tx, unitId, ctx.today, { ids })).map((unit) => [unit.id, unit]))
  if (ids.some((id) => !found.has(id))) {
    const { detail } = matterProblems['not-below']
    throw new Problem(matterProblems['not-below'], { errors: [{ pointer, detail }] })
  }
  return found
}

type Vacant = { id: number; name: string }

/**
 * The units among these with nobody in a post, so that the timeline tells.
 * @param at the field that names them, or where several do, a problem for each of these fields
 * @throws Problem nobody-in-post with their names, unless the sender says that he knows
 */
export const checkVacancy = async (
  tx: Tx,
  ctx: Context,
  ids: readonly number[],
  isKnown: boolean | undefined,
  at: string | ((vacant: readonly Vacant[]) => FieldProblem[]),
): Promise<Vacant[]> => {
  const vacant = await vacantUnits(tx, [...new Set(ids)], ctx.today)
  if (vacant.length === 0 || isKnown) return vacant
  const names = vacant.map(({ name }) => name)
  const shown = names.slice(0, 5).join('、') + (names.length > 5 ? `等 ${names.length} 个单位` : '')
  const detail = `${shown}还没有人在任，交办后没有人签收；确要交办，先勾选“知道无人在任”。`
  const errors = typeof at === 'string' ? [{ pointer: at, detail }] : at(vacant)
  throw new Problem(matterProblems['nobody-in-post'], { detail, errors, extra: { vacant: names } })
}

type HandDown = {
  parts: { unitId: number; dueOn: string | null }[]
  units: Map<number, UnitPlace>
  text: string
  fileIds: number[]
}

/**
 * 分解下达: makes a matter of every part, handed to its unit at once. Asker, and in the office's place, is the unit that hands
 * down; words, kind and category come from the matter above, the place from the unit that gets it.
 */
export const handDown = async (
  ctx: Context,
  tx: Tx,
  parent: StoredMatter,
  { parts, units, text, fileIds }: HandDown,
): Promise<AuditEntry[]> => {
  const hander = parent.leadUnitId as number
  const last = await lastPartNo(tx, parent.id)
  const leaders = await leadersOf(tx, parent.regionId, ctx.today)
  const above = aboveOf(
    parent,
    leaders.map(({ id }) => id),
  )
  const codes = parts.map((_, index) => partCode(parent.code as string, last + 1 + index))
  const ids = await insertMatters(
    tx,
    ctx,
    parts.map(({ unitId, dueOn }, index) => {
      const place = units.get(unitId) as UnitPlace
      return {
        cityId: parent.cityId,
        code: codes[index] as string,
        kind: parent.kind,
        direction: parent.direction,
        category: parent.category,
        state: 'assigned' as const,
        title: parent.title ?? '',
        body: text || (parent.body ?? ''),
        region: { id: place.regionId, path: place.regionPath },
        officeUnitId: hander,
        askerUnitId: hander,
        askerPostId: ctx.acting.postId,
        leadUnitId: unitId,
        leaderPostId: null,
        helperUnitIds: [],
        suggestedLeadUnitId: null,
        wishedOn: null,
        dueOn,
        part: parent.part,
        partTitle: parent.partTitle,
        documentId: parent.documentId,
        marks: [],
        below: { parentId: parent.id, partNo: last + 1 + index, aboveUnits: above.units, abovePosts: above.posts },
      }
    }),
    [],
  )
  const entries = parts.map(
    ({ unitId, dueOn }, index): NewEntry => ({
      matterId: ids[index] as number,
      step: 'assign',
      from: null,
      to: 'assigned',
      text,
      details: { lead: units.get(unitId)?.name ?? '', dueOn },
    }),
  )
  const entryIds = await insertEntries(tx, ctx, entries)
  await copySource(tx, parent.id, ids)
  for (const [index, id] of ids.entries()) await attachFiles(tx, id, entryIds[index] as number, fileIds)
  return parts.map(({ unitId, dueOn }, index) => ({
    action: 'matter.hand-out',
    record: 'matters',
    recordId: ids[index] as number,
    after: { code: codes[index], parent: parent.code, lead: unitId, dueOn, state: 'assigned' },
  }))
}

const ENDED_ABOVE: Partial<Record<Step, string>> = { recall: '收回交办', withdraw: '撤回', merge: '并入别件' }

/** When a matter is taken from its lead, what was handed down out of it is withdrawn with it, level by level. */
export const withdrawParts = async (
  ctx: Context,
  tx: Tx,
  parent: StoredMatter,
  step: Step,
  reason: string,
): Promise<AuditEntry[]> => {
  const rows: AuditEntry[] = []
  for (const part of await listParts(tx, parent.id)) {
    if (part.isDone) continue
    rows.push(...(await withdrawParts(ctx, tx, part, step, reason)))
    const text = `上一级事项已${ENDED_ABOVE[step] ?? '撤回'}${reason ? `：${reason}` : ''}`
    await insertEntries(tx, ctx, [
      { matterId: part.id, step: 'withdraw', from: part.state, to: 'withdrawn', text, details: {} },
    ])
    const facts = factsOf(part, await readMoreFacts(tx, [part.id], ctx.today))
    const effects: Effect[] = [
      ...facts.openRequests.map(({ kind }) => ({ fallen: kind })),
      ...(facts.hung ? [{ clear: 'hung' } as const] : []),
    ]
    await applyStep(
      tx,
      ctx,
      part,
      { to: 'withdrawn', effects },
      { answer: text, words: {}, declineAsked: false, regionLeaderPostIds: [] },
    )
    rows.push({
      action: 'matter.withdraw',
      record: 'matters',
      recordId: part.id,
      before: auditOf(part),
      after: { state: 'withdrawn', text },
    })
  }
  return rows
}

/** 改期征询: asks the lead of every open part that the new day above concerns. Nothing moves before it answers. */
export const askDownwards = async (
  ctx: Context,
  tx: Tx,
  parent: StoredMatter,
  dueOn: string | null,
): Promise<AuditEntry[]> => {
  const rows: AuditEntry[] = []
  for (const part of await listParts(tx, parent.id)) {
    if (dueOn === null || !asksDay(part, { formerDueOn: parent.dueOn, dueOn })) continue
    const reason = `上一级事项 ${parent.code ?? ''} 的承诺日改到这一天。`
    await settleRequest(tx, ctx, part.id, 'day', 'lapsed', null)
    await openRequest(tx, ctx, part.id, { open: 'day', newDueOn: dueOn, reason })
    await insertEntries(tx, ctx, [
      {
        matterId: part.id,
        step: 'ask-day',
        from: part.state,
        to: part.state,
        text: reason,
        details: {
          formerDueOn: part.dueOn,
          dueOn,
          // Of the parties the lead alone has to answer.
          namedPostIds: part.leadUnitId === null ? [] : await postsOfUnit(tx, part.leadUnitId, ctx.today),
        },
      },
    ])
    await touchMatter(tx, ctx, part.id)
    const after = { code: part.code, dueOn }
    rows.push({ action: 'matter.ask-day', record: 'matters', recordId: part.id, after })
  }
  return rows
}

/**
 * The open parts that a day moved forward leaves later than their matter, by code, lead and day, for the timeline: their
 * leads are asked (改期征询), and until they answer whoever reads the matter knows which they are.
 */
export const laterParts = async (
  { today }: Pick<Context, 'today'>,
  tx: Tx,
  parent: StoredMatter,
  dueOn: string | null,
): Promise<string[]> => {
  if (dueOn === null || parent.partsAll === 0) return []
  const parts = await listParts(tx, parent.id)
  return parts
    .filter((part) => !part.isDone && part.dueOn !== null && part.dueOn > dueOn)
    .map((part) => `${part.code} ${part.leadName ?? ''}（${formatDay(part.dueOn as string, today)}）`)
}

/** Who is in charge above has changed: the parts below are seen by the new one and no longer by the former, level by level. */
export const followAbove = async (ctx: Context, tx: Tx, parent: StoredMatter): Promise<void> => {
  const leaders = await leadersOf(tx, parent.regionId, ctx.today)
  const { posts: abovePosts } = aboveOf(
    parent,
    leaders.map(({ id }) => id),
  )
  for (const part of await listParts(tx, parent.id)) {
    const below = { ...part, abovePosts }
    const { posts } = partiesOf({ ...below, declineAsked: false }, [], part.posts)
    await writeAbove(tx, part.id, { abovePosts, posts })
    await followAbove(ctx, tx, below)
  }
}

/** The promised day after a step; undefined where the step leaves it. */
export const newDayOf = (facts: MatterFacts, effects: readonly Effect[]): string | null | undefined => {
  let day: string | null | undefined
  for (const effect of effects) {
    if ('settle' in effect) day = effect.dueOn ?? day
    else if ('dueOn' in effect) day = effect.dueOn
  }
  return day === facts.dueOn ? undefined : day
}
