import type { Acting } from '../../../platform/acting.ts'
import type { Context } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import { Problem } from '../../../platform/problem.ts'
import { refuseSecrets } from '../../../platform/secrecy/guard.ts'
import { findRegion } from '../regions/store.ts'
import { found, orgProblems, outOfDate, refuseFuture } from '../scope.ts'
import { unitProblems } from '../units/contract.ts'
import { isNameTaken } from '../units/store.ts'
import {
  type AdjustGroup,
  type CorrectPaper,
  type FoundGroup,
  type GroupDetail,
  type GroupMember,
  type GroupPaper,
  type GroupQuery,
  groupProblems,
  type WrittenMember,
} from './contract.ts'
import { hasChangedHands, listChanges, listFault, standsSince } from './rules.ts'
import * as store from './store.ts'

/** Offices keep the groups of their sub-tree; a township's or village's own post keeps those of its place and below. */
const keepsGroup = ({ role, regionPath }: Acting, path: string): boolean =>
  (role === 'office' || role === 'station') && path.startsWith(regionPath)

export const listGroups = (ctx: Context, query: GroupQuery) =>
  ctx.read((tx) => store.listGroups(tx, ctx.acting, query, query.on ?? ctx.today))

const detailOf = async (ctx: Context, tx: Tx, id: number, on = ctx.today): Promise<GroupDetail> => {
  const { closedOn, regionPath, ...group } = found(await store.findGroup(tx, id))
  const stored = await store.listPapers(tx, id)
  const lines = await store.listMembers(tx, id)
  const withLines = stored.map((paper) => ({ ...paper, lines: lines.filter(({ paperId }) => paperId === paper.id) }))
  const papers = withLines.map(({ lines: own, ...paper }, index): GroupPaper => {
    const { came, left } = listChanges(withLines[index - 1]?.lines ?? [], own)
    return {
      ...paper,
      kind: paper.kind as GroupPaper['kind'],
      toOn: withLines[index + 1]?.fromOn ?? null,
      members: own.length,
      came,
      left,
    }
  })
  const at = withLines.findLastIndex(({ fromOn }) => fromOn <= on)
  const shown = withLines[at]?.lines ?? []
  const holders = await store.holdersOn(
    tx,
    shown.flatMap(({ postId }) => (postId === null ? [] : [postId])),
    on,
  )
  const upToShown = withLines.slice(0, at + 1)
  return {
    ...group,
    on,
    paper: papers[at] ?? null,
    members: shown.map(({ paperId: _paper, personId, ...line }): GroupMember => {
      const held = line.postId === null ? [] : (holders.get(line.postId) ?? [])
      return {
        ...line,
        sinceOn: standsSince({ ...line, personId }, upToShown) ?? (withLines[at]?.fromOn as string),
        isChanged: hasChangedHands({ ...line, personId }, held),
        holders: held.map(({ name }) => name),
      }
    }),
    papers: papers.toReversed(),
    basedOn: withLines.at(-1)?.id ?? 0,
    mayEdit: closedOn === null && keepsGroup(ctx.acting, regionPath),
  }
}

/** The list of a leading group as it counted on a day; today if none is named. @throws Problem not-found */
export const getGroup = (ctx: Context, { id, on }: { id: number; on?: string }) =>
  ctx.read((tx) => detailOf(ctx, tx, id, on))

const keptGroup = async (ctx: Context, tx: Tx, id: number) => {
  const group = found(await store.findGroup(tx, id))
  if (!keepsGroup(ctx.acting, group.regionPath)) throw new Problem(orgProblems['out-of-scope'])
  if (group.closedOn !== null) throw new Problem(unitProblems['unit-closed'])
  await store.lockGroup(tx, id)
  return group
}

type Written = { docNumber: string; note: string; members: readonly WrittenMember[] }

const refusePaperSecrets = ({ docNumber, note, members }: Written): void =>
  refuseSecrets({
    '/docNumber': docNumber,
    '/note': note,
    ...Object.fromEntries(
      members.flatMap(({ title, personName }, index) => [
        [`/members/${index}/title`, title],
        [`/members/${index}/personName`, personName],
      ]),
    ),
  })

const atField = (slug: keyof typeof groupProblems, pointer: string): Problem =>
  new Problem(groupProblems[slug], { errors: [{ pointer, detail: groupProblems[slug].detail }] })

/** The lines with whoever holds their post on that day. @throws Problem no-post, no-head, two-heads, listed-twice */
const planned = async (tx: Tx, members: readonly WrittenMember[], on: string): Promise<store.PlannedMember[]> => {
  const postIds = members.flatMap(({ postId }) => (postId === null ? [] : [postId]))
  const open = await store.openPosts(tx, postIds, on)
  const units = await store.knownUnits(
    tx,
    members.flatMap(({ unitId }) => (unitId === null ? [] : [unitId])),
  )
  const holders = await store.holdersOn(tx, postIds, on)
  const lines = members.map(({ role, title, personName, postId, unitId }, index) => {
    if (postId !== null && !open.has(postId)) throw atField('no-post', `/members/${index}/postId`)
    if (unitId !== null && !units.has(unitId)) throw atField('no-post', `/members/${index}/unitId`)
    const held = postId === null ? [] : (holders.get(postId) ?? [])
    const person = personName ? held.find(({ name }) => name === personName) : held[0]
    return {
      role,
      title,
      personName: personName || person?.name || null,
      personId: person?.id ?? null,
      postId,
      unitId: unitId ?? (postId === null ? null : (open.get(postId) ?? null)),
    }
  })
  const wrong = listFault(lines)
  if (wrong) throw atField(wrong.fault, wrong.fault === 'no-head' ? '/members' : `/members/${wrong.at}/role`)
  return lines
}

/** What the audit row keeps of a list: posts, units and roles; names stay in the list itself. */
const audited = ({ docNumber, docOn, fromOn, members }: AdjustGroup | CorrectPaper) => ({
  docNumber,
  docOn,
  fromOn,
  members: members.map(({ role, title, postId, unitId }) => ({ role, title, postId, unitId })),
})

/** Sets up the leading group of a place that has none. @throws Problem group-there, out-of-scope, unit-name-taken, secrecy */
export const foundGroup = (ctx: Context, { regionId, name }: FoundGroup) => {
  refuseSecrets({ '/name': name })
  return ctx.change('group.found', async (tx) => {
    const region = found(await findRegion(tx, regionId))
    if (!keepsGroup(ctx.acting, region.path)) throw new Problem(orgProblems['out-of-scope'])
    if (await store.findGroupOf(tx, regionId)) throw new Problem(groupProblems['group-there'])
    if (await isNameTaken(tx, regionId, name)) throw new Problem(unitProblems['unit-name-taken'])
    const id = await store.insertGroup(tx, regionId, name, ctx.today)
    return { record: 'units', recordId: id, after: { regionId, name }, answer: await detailOf(ctx, tx, id) }
  })
}

/**
 * Founds or adjusts a leading group by a document: its list takes the place of the one before from its day on, which stays
 * for every earlier day.
 * @throws Problem out-of-date, paper-too-early, no-head, two-heads, listed-twice, no-post, day-in-future, out-of-scope, secrecy
 */
export const adjustGroup = (ctx: Context, input: AdjustGroup) => {
  refusePaperSecrets(input)
  refuseFuture(input.fromOn, ctx.today, '/fromOn')
  refuseFuture(input.docOn, ctx.today, '/docOn')
  return ctx.change('group.adjust', async (tx) => {
    await keptGroup(ctx, tx, input.id)
    const last = (await store.listPapers(tx, input.id)).at(-1)
    if ((last?.id ?? 0) !== input.basedOn) {
      throw await outOfDate(tx, { record: 'group_papers', id: last?.id ?? 0 }, await detailOf(ctx, tx, input.id))
    }
    if (last && input.fromOn <= last.fromOn) throw atField('paper-too-early', '/fromOn')
    const members = await planned(tx, input.members, input.fromOn)
    const paperId = await store.insertPaper(tx, ctx.acting, input.id, last ? 'adjusting' : 'founding', input, members)
    return {
      record: 'group_papers',
      recordId: paperId,
      after: { unitId: input.id, ...audited(input) },
      answer: await detailOf(ctx, tx, input.id),
    }
  })
}

/** Corrects what was copied wrongly from the newest document. @throws as adjustGroup, and not-the-newest */
export const correctPaper = (ctx: Context, input: CorrectPaper) => {
  refusePaperSecrets(input)
  refuseFuture(input.fromOn, ctx.today, '/fromOn')
  refuseFuture(input.docOn, ctx.today, '/docOn')
  return ctx.change('group.correct', async (tx) => {
    const paper = found(await store.findPaper(tx, input.id))
    await keptGroup(ctx, tx, paper.unitId)
    const papers = await store.listPapers(tx, paper.unitId)
    if (papers.at(-1)?.id !== paper.id) throw new Problem(groupProblems['not-the-newest'])
    const before = papers.at(-2)
    if (before && input.fromOn <= before.fromOn) throw atField('paper-too-early', '/fromOn')
    const members = await planned(tx, input.members, input.fromOn)
    if (!(await store.rewritePaper(tx, paper.id, input.version, input, members)))
      throw await outOfDate(tx, { record: 'group_papers', id: paper.id }, await detailOf(ctx, tx, paper.unitId))
    const { docNumber, docOn, fromOn } = paper
    return {
      record: 'group_papers',
      recordId: paper.id,
      before: { docNumber, docOn, fromOn },
      after: audited(input),
      answer: await detailOf(ctx, tx, paper.unitId),
    }
  })
}
