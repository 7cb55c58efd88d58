import type { Context } from '../../../../platform/context.ts'
import type { Tx } from '../../../../platform/db/transaction.ts'
import { Problem, problems } from '../../../../platform/problem.ts'
import * as sources from '../../../sources/index.ts'
import { actorOf, toRows } from '../../index.ts'
import type { MatterFacts } from '../../rules.ts'
import { factsOf, readMoreFacts } from '../../store/rows.ts'
import { shortTitle } from '../rules.ts'
import { type Comparison, type Traced, trace } from './compare.ts'
import { type Revision, type RevisionGroup, type RevisionMatter, revisionProblems } from './contract.ts'
import { choiceNote, hasEnded, isOwn, isToDecide, openChoices } from './rules.ts'
import { countOnDocument, listDecisions, type SourcedMatter, type StoredDecision } from './store.ts'
import { type CarriedMatter, comparisonOf, type Document, mattersAlong } from './versions.ts'

/** Reading of 新旧对照: the comparison, the matters on it, and what is decided. */

/** A matter on the comparison, with everything that decisions ask about it. */
export type Placed = {
  matter: CarriedMatter
  facts: MatterFacts
  traced: Traced
  decision: StoredDecision | undefined
  isOwn: boolean
}

export type Opened = {
  newer: Document
  older: Document
  compared: Comparison
  /** Matters that are no part of another listed one, in the order of the older text. */
  placed: Placed[]
  /** What was handed down out of them, by the matter at the top. */
  parts: Map<number, SourcedMatter[]>
  decisions: Map<number, StoredDecision>
  /** Matters of versions before the older one whose clause fell away on the way, with nothing decided. */
  lost: number
}

/**
 * Opens a newer version beside the one before it.
 * @throws Problem not-found; no-older-version where it is none, or the older one is not for the acting post
 */
export const openRevision = async (ctx: Context, tx: Tx, documentId: number): Promise<Opened> => {
  const newer = await sources.findDocument(tx, documentId)
  if (!newer) throw new Problem(problems['not-found'])
  const older = newer.revisesId === null ? undefined : await sources.findDocument(tx, newer.revisesId)
  if (!older) throw new Problem(revisionProblems['no-older-version'])
  const compared = await comparisonOf(tx, older, newer)
  const { matters, lost } = await mattersAlong(tx, { older, newer })
  const decisions = await listDecisions(tx, documentId)
  const byId = new Map(matters.map((matter) => [matter.id, matter]))
  const topOf = (matter: CarriedMatter): CarriedMatter => {
    const above = matter.parentId === null ? undefined : byId.get(matter.parentId)
    return above ? topOf(above) : matter
  }
  const parts = new Map<number, SourcedMatter[]>()
  const tops: CarriedMatter[] = []
  for (const matter of matters) {
    const top = topOf(matter)
    if (top === matter) tops.push(matter)
    else parts.set(top.id, [...(parts.get(top.id) ?? []), matter])
  }
  const more = await readMoreFacts(
    tx,
    tops.map(({ id }) => id),
    ctx.today,
  )
  const placed = tops.map((matter): Placed => {
    const facts = factsOf(matter, more)
    return {
      matter,
      facts,
      traced: trace(compared, matter),
      decision: decisions.get(matter.id),
      isOwn: matter.hasWords && isOwn(facts, actorOf(ctx)),
    }
  })
  return { newer, older, compared, placed, parts, decisions, lost }
}

/** Matters that ask for a decision: of changed and removed clauses, not ended, or decided on already. */
export const asksDecision = ({ compared }: Opened, { facts, traced, decision }: Placed): boolean =>
  isToDecide(compared.groups[traced.group]?.kind ?? 'same') &&
  (decision === undefined ? !hasEnded(facts) : decision.choice !== 'follow')

/** Own matters of clauses that stayed as they are and whose reference still stands in the older version. */
export const mayFollow = ({ compared }: Opened, { facts, traced, matter, isOwn: isMine, decision }: Placed): boolean =>
  isMine &&
  !matter.isMoved &&
  !matter.isOpenBefore &&
  decision === undefined &&
  !hasEnded(facts) &&
  !isToDecide(compared.groups[traced.group]?.kind ?? 'changed')

/** What an earlier comparison still asks and this one does not: it is to be decided there. */
const openBefore = (opened: Opened): number =>
  opened.lost +
  opened.placed.filter(
    ({ matter, facts, traced, decision }) =>
      matter.isOpenBefore &&
      !matter.isMoved &&
      decision === undefined &&
      !hasEnded(facts) &&
      !isToDecide(opened.compared.groups[traced.group]?.kind ?? 'changed'),
  ).length

export const tallyOf = (opened: Opened) => {
  const asking = opened.placed.filter((one) => asksDecision(opened, one))
  return {
    toDecide: asking.length,
    decided: asking.filter(({ decision }) => decision !== undefined).length,
    carried: asking.filter(({ decision }) => decision?.carriedAt).length,
    toFollow: opened.placed.filter((one) => mayFollow(opened, one)).length,
    /** Of the acting office: what it has still to decide, and to carry out. */
    undecided: asking.filter(({ isOwn: isMine, decision }) => isMine && decision === undefined).length,
    toCarry: asking.filter(({ isOwn: isMine, decision }) => isMine && decision && !decision.carriedAt).length,
  }
}

/** Whether the acting post is an office that keeps the newer version. */
export const keeps = (ctx: Context, { newer }: Pick<Opened, 'newer'>): boolean =>
  ctx.acting.role === 'office' && newer.regionPath.startsWith(ctx.acting.regionPath)

type Proposals = Awaited<ReturnType<typeof sources.listProposals>>

/** The proposal that was read from a stretch of the newer version: the one that shares most of it. */
export const proposalAt = (proposals: Proposals, { startAt, endAt, fate }: Traced): Proposals[number] | undefined => {
  if (fate === 'gone') return undefined
  const sharedWith = (one: Proposals[number]) => Math.min(one.endAt, endAt) - Math.max(one.startAt, startAt)
  return proposals
    .filter((one) => one.state !== 'handed' && sharedWith(one) > 0)
    .reduce<Proposals[number] | undefined>(
      (best, one) => (best && sharedWith(best) >= sharedWith(one) ? best : one),
      undefined,
    )
}

/** 新旧对照 as the acting post sees it. */
export const viewOf = async (ctx: Context, tx: Tx, opened: Opened): Promise<Revision> => {
  const { newer, older, compared, placed, parts, decisions } = opened
  const mayDecide = keeps(ctx, opened)
  const proposals = mayDecide ? await sources.listProposals(tx, newer.id) : []
  const all = placed.flatMap(({ matter }) => [matter, ...(parts.get(matter.id) ?? [])])
  const rows = new Map((await toRows(tx, ctx, all)).map((row) => [row.id, row]))
  const unitIds = [
    ...proposals.flatMap(({ lead }) => (lead ? [lead.unitId] : [])),
    ...[...decisions.values()].flatMap(({ change }) => (change ? [change.leadUnitId] : [])),
  ]
  const names = await sources.unitNames(tx, unitIds)
  const unitName = (id: number) => names.get(id)?.name ?? ''

  const lineOf = ({ id }: SourcedMatter) => {
    const row = rows.get(id) as NonNullable<ReturnType<typeof rows.get>>
    const { code, title, state, lead, dueOn, light } = row
    return { id, code, title, state, lead, dueOn, light }
  }
  const toMatter = ({ matter, facts, traced, decision, isOwn: isMine }: Placed): RevisionMatter => {
    const group = compared.groups[traced.group]
    const asks = isToDecide(group?.kind ?? 'same')
    const choices = mayDecide && isMine && asks && !decision?.carriedAt ? openChoices(facts, actorOf(ctx)) : []
    const newQuote =
      traced.newPiece === null || traced.fate === 'gone' ? null : newer.text.slice(traced.startAt, traced.endAt)
    const read = proposalAt(proposals, traced)
    const isChanged = traced.fate === 'changed'
    const leadId = (isChanged ? read?.lead?.unitId : undefined) ?? matter.leadUnitId ?? 0
    return {
      ...lineOf(matter),
      body: matter.body ?? '',
      version: matter.version,
      parts: (parts.get(matter.id) ?? []).map(lineOf),
      fate: traced.fate,
      quote: matter.quote,
      newQuote,
      choices,
      note: mayDecide && asks && !decision?.carriedAt ? choiceNote(facts, isMine ? choices : []) : null,
      proposed: {
        // words that were read anew stand in the form; a title that a person wrote stays where the sentence stayed
        title: isChanged ? (read?.title ?? shortTitle(newQuote ?? '')) || (matter.title ?? '') : (matter.title ?? ''),
        body: isChanged && newQuote ? newQuote.trim() : (matter.body ?? ''),
        leadUnitId: leadId,
        leadName: leadId === matter.leadUnitId ? (matter.leadName ?? '') : unitName(leadId),
        dueOn: isChanged ? (read?.dueOn ?? matter.dueOn) : matter.dueOn,
      },
      decision:
        decision === undefined || decision.choice === 'follow'
          ? null
          : {
              choice: decision.choice,
              reason: decision.reason,
              change: decision.change ? { ...decision.change, leadName: unitName(decision.change.leadUnitId) } : null,
              postName: decision.postName,
              at: decision.at,
              isCarried: decision.carriedAt !== null,
              isStale: decision.carriedAt === null && decision.matterVersion !== matter.version,
              version: decision.version,
            },
    }
  }

  const seenOn = new Map<number, number>()
  for (const { matter, traced } of placed)
    if (!matter.isMoved && matter.standsOn === older.id && matter.parentId === null)
      seenOn.set(traced.group, (seenOn.get(traced.group) ?? 0) + 1)
  const allOn = new Map<number, number>()
  for (const { startAt, count } of await countOnDocument(tx, older.id)) {
    const { group } = trace(compared, { startAt, endAt: startAt + 1 })
    allOn.set(group, (allOn.get(group) ?? 0) + count)
  }
  const sideOf = (pieces: Comparison['old'], indexes: readonly number[]) =>
    indexes.map((index) => {
      const { path, marker, text, start, end } = pieces[index] as Comparison['old'][number]
      return { path, marker, text, startAt: start, endAt: end }
    })
  const groups = compared.groups.map((group, index): RevisionGroup => {
    const { kind, form, isMoved, isRenumbered } = group
    return {
      key: String(index),
      kind,
      form,
      isMoved,
      isRenumbered,
      old: sideOf(compared.old, group.old),
      new: sideOf(compared.new, group.new),
      runs: kind === 'changed' ? group.runs.map(({ kind: of, text }) => ({ kind: of, text })) : [],
      matters: placed.filter(({ traced }) => traced.group === index).map(toMatter),
      hidden: Math.max(0, (allOn.get(index) ?? 0) - (seenOn.get(index) ?? 0)),
    }
  })
  const { toDecide, decided, carried, toFollow } = tallyOf(opened)
  const headOf = ({ id, title, docNumber, issuedOn, version }: Document) => ({
    id,
    title,
    docNumber,
    issuedOn,
    version,
  })
  const counts: Revision['counts'] = { same: 0, changed: 0, moved: 0, added: 0, removed: 0 }
  for (const { kind } of compared.groups) counts[kind]++
  return {
    document: headOf(newer),
    former: headOf(older),
    groups,
    counts,
    mayDecide,
    toDecide,
    decided,
    carried,
    toFollow: mayDecide ? toFollow : 0,
    openBefore: mayDecide ? openBefore(opened) : 0,
    heldBack: proposals.filter(({ standsAs, state }) => standsAs !== null && state === 'dropped').length,
    mayUndo: mayDecide && decisions.size === 0,
  }
}
