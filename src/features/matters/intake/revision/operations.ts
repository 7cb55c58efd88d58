import type { AuditEntry } from '../../../../platform/audit/audit.ts'
import type { Context } from '../../../../platform/context.ts'
import type { Tx } from '../../../../platform/db/transaction.ts'
import { Problem, problems } from '../../../../platform/problem.ts'
import { refuseSecrets } from '../../../../platform/secrecy/guard.ts'
import { inTitleMarks } from '../../../../platform/title-marks.ts'
import * as sources from '../../../sources/index.ts'
import { clauseWords } from '../../../sources/ui/labels.ts'
import { actorOf, keepMatter, moveReference, reviseMatter, withdrawMatter } from '../../index.ts'
import { checkVacancy } from '../../operations/parts.ts'
import { knownUnits } from '../../operations/refuse.ts'
import type { MovedSource } from '../../store/sources.ts'
import { openDocument } from '../publishing.ts'
import { partOf } from '../rules.ts'
import {
  type CarryOut,
  type ClearDecision,
  type Decide,
  type Revision,
  revisionProblems,
  type WaitingRevision,
} from './contract.ts'
import { keeps, mayFollow, type Opened, openRevision, type Placed, proposalAt, tallyOf, viewOf } from './reading.ts'
import { decisionRefusal, hasEnded, isToDecide, openChoices } from './rules.ts'
import * as store from './store.ts'

type Slug = keyof typeof revisionProblems

const refuse = (slug: Slug, pointer?: string): never => {
  const { detail } = revisionProblems[slug]
  throw new Problem(revisionProblems[slug], { errors: pointer ? [{ pointer, detail }] : [] })
}

/** 新旧对照. @throws Problem not-found, no-older-version */
export const getRevision = (ctx: Context, { documentId }: { documentId: number }): Promise<Revision> =>
  ctx.read(async (tx) => viewOf(ctx, tx, await openRevision(ctx, tx, documentId)))

/** Newer versions of the acting office's place with something left for it to decide or to carry out. */
export const listWaiting = (ctx: Context): Promise<WaitingRevision[]> =>
  ctx.read(async (tx) => {
    const waiting: WaitingRevision[] = []
    for (const { id, title } of await store.revisionsOfPlace(tx, ctx.acting.regionId)) {
      const opened = await openRevision(ctx, tx, id).catch((error: unknown) => {
        if (error instanceof Problem) return null
        throw error
      })
      const tally = opened && tallyOf(opened)
      if (tally && tally.undecided + tally.toCarry > 0)
        waiting.push({ documentId: id, title, undecided: tally.undecided, toCarry: tally.toCarry })
    }
    return waiting
  })

/** The comparison for a change: of two who decide at once the later waits. @throws Problem not-found, not-yours, no-older-version */
const openForChange = async (ctx: Context, tx: Tx, documentId: number): Promise<Opened> => {
  const document = await sources.findDocument(tx, documentId)
  if (!document) throw new Problem(problems['not-found'])
  if (!keeps(ctx, { newer: document }) || !(await sources.lockDocument(tx, documentId)))
    throw new Problem(problems['not-yours'])
  return openRevision(ctx, tx, documentId)
}

const placedOf = ({ placed }: Opened, matterId: number): Placed =>
  placed.find(({ matter }) => matter.id === matterId) ?? refuse('not-of-this-version')

const moved = async (ctx: Context, tx: Tx, opened: Opened, detail: string): Promise<Problem> =>
  new Problem(problems['out-of-date'], { detail, extra: { latest: await viewOf(ctx, tx, opened) } })

const namesOf = ({ newer, older, compared }: Opened, { traced }: Placed) => {
  const words = (title: string, path: string | null) => `${inTitleMarks(title)}${clauseWords(path)}`
  const from = compared.old[traced.oldPiece]?.path ?? null
  const to = traced.newPiece === null ? undefined : compared.new[traced.newPiece]
  return { from: words(older.title, from), to: to ? words(newer.title, to.path) : null }
}

/**
 * Notes what the office decides on one matter; nothing is carried out yet, and the decision may be made anew until then.
 * @throws Problem not-found, not-yours, no-older-version, not-of-this-version, out-of-date, secrecy, clause-unchanged,
 * not-your-matter, choice-not-open, already-carried, withdraw-reason, nothing-changed, unknown-unit, nobody-in-post
 */
export const decide = (ctx: Context, input: Decide): Promise<Revision> => {
  const { documentId, matterId, choice, reason, change } = input
  refuseSecrets({ '/reason': reason, '/change/title': change?.title, '/change/body': change?.body })
  return ctx.change('revision.decide', async (tx) => {
    const opened = await openForChange(ctx, tx, documentId)
    const one = placedOf(opened, matterId)
    const { matter, facts, traced, decision } = one
    if ((decision?.version ?? 0) !== input.version)
      throw await moved(ctx, tx, opened, `“${matter.title ?? ''}”的决定刚被别人改过。载入新的内容，核对后再定。`)
    if (matter.version !== input.matterVersion)
      throw await moved(ctx, tx, opened, `“${matter.title ?? ''}”刚有变化。载入新的内容，核对后再定。`)
    const group = opened.compared.groups[traced.group]
    const refused = decisionRefusal(
      { choice, reason, change },
      {
        kind: group?.kind ?? 'same',
        isOwn: one.isOwn,
        choices: one.isOwn ? openChoices(facts, actorOf(ctx)) : [],
        matter,
        isCarried: Boolean(decision?.carriedAt),
        today: ctx.today,
      },
    )
    if (refused === 'day-in-past') {
      const detail = '承诺日早于今天，改为今天或以后。'
      throw new Problem(problems['not-valid'], { detail, errors: [{ pointer: '/change/dueOn', detail }] })
    }
    if (refused) return refuse(refused, refused === 'withdraw-reason' ? '/reason' : undefined)
    const kept = choice === 'change' ? change : null
    if (kept && kept.leadUnitId !== matter.leadUnitId) {
      await knownUnits(tx, ctx, { '/change/leadUnitId': [kept.leadUnitId] })
      await checkVacancy(tx, ctx, [kept.leadUnitId], kept.isVacancyKnown, '/change/leadUnitId')
    }
    await store.writeDecision(tx, ctx, {
      ...clausesOf(opened, one),
      ...{ documentId, matterId, choice, reason, change: kept, matterVersion: matter.version },
    })
    return {
      record: 'documents',
      recordId: documentId,
      before: decision ? { matterId, choice: decision.choice, reason: decision.reason, change: decision.change } : null,
      after: { matterId, choice, reason, change: kept },
      answer: await viewOf(ctx, tx, await openRevision(ctx, tx, documentId)),
    }
  })
}

const clausesOf = ({ compared }: Opened, { traced }: Placed) => {
  const old = compared.old[traced.oldPiece]
  const next = traced.newPiece === null ? undefined : compared.new[traced.newPiece]
  return {
    oldClauseId: old?.clauseId ?? null,
    newClauseId: next?.clauseId ?? null,
    oldPath: old?.path ?? null,
    newPath: next?.path ?? null,
  }
}

/** Takes a decision back that was not carried out. @throws Problem as decide; nothing-decided */
export const clearDecision = (ctx: Context, { documentId, matterId, version }: ClearDecision): Promise<Revision> =>
  ctx.change('revision.clear', async (tx) => {
    const opened = await openForChange(ctx, tx, documentId)
    const one = placedOf(opened, matterId)
    const { decision, matter } = one
    if (!one.isOwn) return refuse('not-your-matter')
    if (!decision) return refuse('nothing-decided')
    if (decision.carriedAt) return refuse('already-carried')
    if (decision.version !== version)
      throw await moved(ctx, tx, opened, `“${matter.title ?? ''}”的决定刚被别人改过。载入新的内容，核对后再定。`)
    await store.deleteDecision(tx, documentId, matterId)
    return {
      record: 'documents',
      recordId: documentId,
      before: { matterId, choice: decision.choice, reason: decision.reason, change: decision.change },
      after: { matterId, choice: null },
      answer: await viewOf(ctx, tx, await openRevision(ctx, tx, documentId)),
    }
  })

/** The clause of the newer version that a matter points at from now on; null where there is none. */
const targetOf = async (tx: Tx, { newer, compared }: Opened, { traced }: Placed): Promise<MovedSource | null> => {
  const piece = traced.newPiece === null ? undefined : compared.new[traced.newPiece]
  if (!piece) return null
  return {
    documentId: newer.id,
    clauseId: piece.clauseId,
    startAt: traced.startAt,
    endAt: traced.endAt,
    quote: newer.text.slice(traced.startAt, traced.endAt).trim(),
    ...partOf(await sources.listClauses(tx, newer.id), piece.clauseId),
  }
}

/** Moves the reference, and holds back the proposal that was read from the same words. */
const moveOn = async (
  ctx: Context,
  tx: Tx,
  opened: Opened,
  one: Placed,
  standing: Map<number, string>,
): Promise<AuditEntry[]> => {
  const to = await targetOf(tx, opened, one)
  if (!to) return []
  const read = proposalAt(await sources.listProposals(tx, opened.newer.id), one.traced)
  if (read && read.state !== 'dropped') standing.set(read.id, one.matter.code ?? '')
  return [await moveReference(ctx, tx, one.matter.id, one.matter.standsOn, to)]
}

/** A refusal of the ledger names the matter it is about: several are carried out in one press. */
const naming = async <T>(title: string, work: () => Promise<T>): Promise<T> => {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    throw new Problem(error.type, { detail: `“${title}”：${error.detail}这次一件也没有落实。`, errors: error.errors })
  }
}

/**
 * 落实决定: carries the decisions named out, all or none, by the ledger's own steps; references of what is kept and changed
 * move to the newer version, which is opened with it to everybody in business, as by handing out.
 * @throws Problem not-found, not-yours, no-older-version, nothing-decided, already-carried, not-your-matter, out-of-date, and
 * what the ledger refuses, naming the matter
 */
export const carryOut = (ctx: Context, { documentId, decisions }: CarryOut): Promise<Revision> =>
  ctx.change('revision.carry-out', async (tx) => {
    const opened = await openForChange(ctx, tx, documentId)
    const more: AuditEntry[] = []
    const standing = new Map<number, string>()
    const done: { matterId: number; choice: string }[] = []
    for (const { matterId, version } of [...new Map(decisions.map((one) => [one.matterId, one])).values()]) {
      const one = placedOf(opened, matterId)
      const { matter, decision } = one
      const title = matter.title ?? ''
      if (!one.isOwn) return refuse('not-your-matter')
      if (!decision || decision.choice === 'follow') return refuse('nothing-decided')
      if (decision.carriedAt) return refuse('already-carried')
      if (decision.version !== version)
        throw await moved(ctx, tx, opened, `“${title}”的决定刚被别人改过，这次一件也没有落实。载入新的内容再看。`)
      if (decision.matterVersion !== matter.version)
        throw await moved(ctx, tx, opened, `“${title}”在决定之后有变化，这次一件也没有落实。重新定这一件。`)
      const subject = { id: matterId, version: matter.version, reason: decision.reason, clauses: namesOf(opened, one) }
      const { choice, change } = decision
      more.push(
        ...(await naming(title, () => {
          if (choice === 'withdraw') return withdrawMatter(ctx, tx, subject)
          return choice === 'change' && change
            ? reviseMatter(ctx, tx, { ...subject, revised: change })
            : keepMatter(ctx, tx, subject)
        })),
      )
      if (choice !== 'withdraw') more.push(...(await moveOn(ctx, tx, opened, one, standing)))
      else {
        // nothing stands for these words any more: they may become a matter anew
        const read = proposalAt(await sources.listProposals(tx, documentId), one.traced)
        if (read?.standsAs === matter.code) await sources.noteStanding(tx, new Map([[read.id, null]]))
      }
      done.push({ matterId, choice })
    }
    if (done.some(({ choice }) => choice !== 'withdraw')) await openDocument(ctx, tx, opened.newer)
    await sources.markStanding(tx, standing)
    await store.markCarried(
      tx,
      ctx,
      documentId,
      done.map(({ matterId }) => matterId),
    )
    return {
      record: 'documents',
      recordId: documentId,
      after: { decisions: done, heldBack: [...standing.keys()] },
      more,
      answer: await viewOf(ctx, tx, await openRevision(ctx, tx, documentId)),
    }
  })

/**
 * 出处移到新版: matters of clauses that stayed as they are point at the newer version from now on; nothing else changes in them.
 * @throws Problem not-found, not-yours, no-older-version, nothing-to-follow
 */
export const followVersion = (ctx: Context, { documentId }: { documentId: number }): Promise<Revision> =>
  ctx.change('revision.follow', async (tx) => {
    const opened = await openForChange(ctx, tx, documentId)
    const following = opened.placed.filter((one) => mayFollow(opened, one))
    if (following.length === 0) return refuse('nothing-to-follow')
    const more: AuditEntry[] = []
    const standing = new Map<number, string>()
    for (const one of following) {
      more.push(...(await moveOn(ctx, tx, opened, one, standing)))
      await store.writeDecision(tx, ctx, {
        ...clausesOf(opened, one),
        ...{ documentId, matterId: one.matter.id, choice: 'follow', reason: '', change: null },
        matterVersion: one.matter.version,
      })
    }
    await openDocument(ctx, tx, opened.newer)
    const ids = following.map(({ matter }) => matter.id)
    await sources.markStanding(tx, standing)
    await store.markCarried(tx, ctx, documentId, ids)
    return {
      record: 'documents',
      recordId: documentId,
      after: { followed: ids },
      more,
      answer: await viewOf(ctx, tx, await openRevision(ctx, tx, documentId)),
    }
  })

/**
 * Hears of a newer version: what stands as a matter out of an unchanged clause is not proposed again; while nothing was decided
 * the mark may be taken back, and these proposals come back with it.
 */
export const revisionFollower: sources.RevisionFollower = {
  revised: async (ctx, tx, { newId }) => {
    const opened = await openRevision(ctx, tx, newId)
    const proposals = await sources.listProposals(tx, newId)
    const standing = new Map<number, string>()
    const undecided = new Map<number, string>()
    for (const { matter, facts, traced } of opened.placed) {
      const read = hasEnded(facts) ? undefined : proposalAt(proposals, traced)
      if (read?.state !== 'open' && read?.state !== 'adopted') continue
      const isAsked = matter.isOpenBefore || isToDecide(opened.compared.groups[traced.group]?.kind ?? 'changed')
      ;(isAsked ? undecided : standing).set(read.id, matter.code ?? '')
    }
    await sources.markStanding(tx, standing)
    await sources.noteStanding(tx, undecided)
    return [...standing].map(([id, standsAs]) => ({
      action: 'proposal.hold-back',
      record: 'proposals',
      recordId: id,
      after: { state: 'dropped', standsAs },
    }))
  },
  givenUp: async (_ctx, tx, { newId }) => {
    if ((await store.listDecisions(tx, newId)).size > 0) return refuse('revision-decided')
    return (await sources.unmarkStanding(tx, newId)).map((id) => ({
      action: 'proposal.put-back',
      record: 'proposals',
      recordId: id,
      after: { standsAs: null },
    }))
  },
}
