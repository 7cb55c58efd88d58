import type * as z from 'zod'
import type { Role } from '../../../platform/acting.ts'
import { type AuditEntry, canonicalJson } from '../../../platform/audit/audit.ts'
import type { Context } from '../../../platform/context.ts'
import { asProgram, type Tx } from '../../../platform/db/transaction.ts'
import { notify } from '../../../platform/notices/notify.ts'
import { Problem } from '../../../platform/problem.ts'
import { refuseSecrets } from '../../../platform/secrecy/guard.ts'
import { found } from '../scope.ts'
import { type ApprovalQuery, approvalProblems, type Shown } from './contract.ts'
import { type Bound, digestOf, expiryOf, hindranceOf, stateOf } from './rules.ts'
import { decidersOf, isOfPlace } from './states.ts'
import * as store from './store.ts'

/** What a request is checked to be, when it is asked and again when it is approved. */
export type Prepared = {
  /** People it concerns: none of them asks for it or decides it. */
  concerns: number[]
  /** What it stands on, as JSON; where this changed in between, nothing is approved. */
  basis: unknown
  shown: Shown
  /** Where approval itself does nothing and opens one use: SHA-256 of what may then be done. */
  subject?: string
}

/** A request that waits to be decided, as whoever would ask the same is told of it. */
export type OpenRequest = { id: number; askedBy: string; askedPost: string; askedAt: string; expiresAt: string }

/** What was done, and the one-time password or 启用码 where one was drawn. */
export type CarriedOut = { entries: AuditEntry[]; password?: string; activation?: string | undefined }

/** One kind of step that two people take; a room brings its own. */
export type ApprovalKind<Content> = {
  /** Reads what was stored. */
  schema: z.ZodType<Content>
  /** Roles that may ask. */
  asks: readonly Role[]
  /** Checks it whole, when it is asked (`isAsked`) and when it is approved. @throws Problem of the step, approval-not-needed */
  prepare(ctx: Context, tx: Tx, content: Content, isAsked: boolean): Promise<Prepared>
  /** Does it, above the row policies of the approver, and tells what was done. */
  carryOut(ctx: Context, tx: Tx, content: Content, askedPost: string): Promise<CarriedOut>
}

/** The kinds of a wiring by their names. */
// biome-ignore lint/suspicious/noExplicitAny: each kind reads its own content by its schema
export type ApprovalKinds = Readonly<Record<string, ApprovalKind<any>>>

/** A line of 消息 about a request: for those who decide it, or for whoever asked. */
const tell = (
  tx: Tx,
  ctx: Context,
  id: number,
  postIds: readonly number[],
  kind: string,
  line: string,
  said?: string,
) =>
  notify(tx, ctx, [
    { postIds, topic: `approval:${id}`, kind, line, href: '/org?tab=approvals', ...(said ? { said } : {}) },
  ])

const shownTo = async (ctx: Context, tx: Tx, id: number) =>
  store.withDeciders(tx, ctx.acting, ctx, found(await store.findApproval(tx, id)))

/** Whether this city asks for a second person. */
export const readApprovalRules = (ctx: Context) => ctx.read(async (tx) => ({ isNeeded: await store.needsApproval(tx) }))

export const listApprovals = (ctx: Context, query: ApprovalQuery) =>
  ctx.read((tx) => store.listApprovals(tx, ctx.acting, query, ctx))

/** Posts whose holders are told that a request waits for them. @throws Problem nobody-decides */
const listAsked = async ({ acting, today }: Context, tx: Tx, kind: string, except: number[]): Promise<number[]> => {
  if (!isOfPlace(kind)) {
    const roles = decidersOf({ kind, askedRole: acting.role })
    return store.listDeciders(tx, acting, { roles, except, today })
  }
  const deciders = await store.listPlaceDeciders(tx, acting.regionPath, { except, today })
  if (deciders.length === 0) throw new Problem(approvalProblems['nobody-decides'])
  return [...new Set(deciders.map(({ id }) => id))]
}

/**
 * Files a request inside an open transaction; for steps that ask by themselves.
 * @throws Problem not-asked-by-you, nobody-decides, and whatever the step itself would be refused for
 */
export const fileRequest = async <Content>(
  ctx: Context,
  tx: Tx,
  name: string,
  kind: ApprovalKind<Content>,
  input: Content,
) => {
  const { personId, postId, role } = ctx.acting
  if (!kind.asks.includes(role)) throw new Problem(approvalProblems['not-asked-by-you'])
  const content = kind.schema.parse(input)
  const { subject = null, ...prepared } = await kind.prepare(ctx, tx, content, true)
  const asked = { askedPersonId: personId, askedPostId: postId, askedAt: ctx.now }
  const bound: Bound = { kind: name, content, ...prepared, ...asked }
  const digest = digestOf(bound)
  const expiresAt = expiryOf(ctx.now)
  const id = await store.insertApproval(tx, { ...bound, digest, expiresAt, subject })
  const postIds = await listAsked(ctx, tx, name, [personId, ...prepared.concerns])
  await tell(tx, ctx, id, postIds, 'approval-ask', prepared.shown.title)
  return { record: 'approvals', recordId: id, after: { kind: name, content, digest, expiresAt } }
}

/**
 * The request of a kind about a record (`id` of its content) that can still be approved, if the acting person may see it: its asker is in
 * post and its time is not over. Whoever asks for the same is led to it.
 */
export const findOpenRequest = async (
  ctx: Pick<Context, 'now' | 'today'>,
  tx: Tx,
  kind: string,
  recordId: number,
): Promise<OpenRequest | null> => {
  for (const row of await store.listOpenOf(tx, kind, recordId, ctx.now))
    if (await store.isInPost(tx, row.askedPersonId, row.askedPostId, ctx.today)) {
      const { id, askedBy, askedPost, askedAt, expiresAt } = row
      return { id, askedBy, askedPost, askedAt, expiresAt }
    }
  return null
}

/** Files a request of a kind; it is carried out once another administrator approves it within seven days. @throws Problem as `fileRequest` */
export const askApproval =
  <Content>(name: string, kind: ApprovalKind<Content>) =>
  (ctx: Context, input: Content) =>
    ctx.change('approval.ask', async (tx) => {
      const filed = await fileRequest(ctx, tx, name, kind, input)
      return { ...filed, answer: await shownTo(ctx, tx, filed.recordId) }
    })

/** An open request that the acting person may decide. @throws Problem not-found, approval-over, own-request, concerns-you, security-approves, place-decides */
const openFor = async (ctx: Context, tx: Tx, id: number) => {
  // Whoever may read a request and not decide it cannot lock it.
  const hindrance = hindranceOf(found(await store.findApproval(tx, id)), ctx.acting)
  if (hindrance) throw new Problem(approvalProblems[hindrance])
  const row = found(await store.lockApproval(tx, id))
  if (stateOf(row, ctx.now) !== 'open') throw new Problem(approvalProblems['approval-over'])
  return row
}

/**
 * Approves exactly what was read, and carries it out in the same transaction: once, within seven days, on what it was asked on.
 * @throws Problem as `openFor`, approval-differs, asker-left, approval-stale, and whatever the step is refused for
 */
export const approve =
  (kinds: ApprovalKinds) =>
  (ctx: Context, { id, digest }: { id: number; digest: string }) =>
    ctx.change('approval.approve', async (tx) => {
      const row = await openFor(ctx, tx, id)
      if (digest !== row.digest || digestOf(row) !== row.digest) throw new Problem(approvalProblems['approval-differs'])
      if (!(await store.isInPost(tx, row.askedPersonId, row.askedPostId, ctx.today))) {
        throw new Problem(approvalProblems['asker-left'])
      }
      const kind = found(kinds[row.kind])
      const content: unknown = kind.schema.parse(row.content)
      const { basis, concerns } = await kind.prepare(ctx, tx, content, false)
      if (canonicalJson({ basis, concerns }) !== canonicalJson({ basis: row.basis, concerns: row.concerns })) {
        throw new Problem(approvalProblems['approval-stale'])
      }
      await store.decideApproval(tx, ctx.acting, id, { state: 'approved', reason: null, at: ctx.now })
      const {
        entries: more,
        password = null,
        activation = null,
      } = await asProgram(tx, () => kind.carryOut(ctx, tx, content, row.askedPost))
      await tell(tx, ctx, id, [row.askedPostId], 'approval-approve', (row.shown as Shown).title)
      return {
        record: 'approvals',
        recordId: id,
        before: { state: 'open' },
        after: { state: 'approved', digest, askedPersonId: row.askedPersonId },
        more,
        answer: { ...(await shownTo(ctx, tx, id)), password, activation },
      }
    })

/** @throws Problem as `openFor`, secrecy */
export const refuse = (ctx: Context, { id, reason }: { id: number; reason: string }) => {
  refuseSecrets({ '/reason': reason })
  return ctx.change('approval.refuse', async (tx) => {
    const row = await openFor(ctx, tx, id)
    await store.decideApproval(tx, ctx.acting, id, { state: 'refused', reason, at: ctx.now })
    await tell(tx, ctx, id, [row.askedPostId], 'approval-refuse', (row.shown as Shown).title, reason)
    return {
      record: 'approvals',
      recordId: id,
      before: { state: 'open' },
      after: { state: 'refused', reason },
      answer: await shownTo(ctx, tx, id),
    }
  })
}

/** Takes one's own request back. @throws Problem not-found, approval-over, not-your-request */
export const withdraw = (ctx: Context, { id }: { id: number }) =>
  ctx.change('approval.withdraw', async (tx) => {
    const row = found(await store.lockApproval(tx, id))
    if (row.askedPersonId !== ctx.acting.personId) throw new Problem(approvalProblems['not-your-request'])
    if (stateOf(row, ctx.now) !== 'open') throw new Problem(approvalProblems['approval-over'])
    await store.decideApproval(tx, ctx.acting, id, { state: 'withdrawn', reason: null, at: ctx.now })
    return {
      record: 'approvals',
      recordId: id,
      before: { state: 'open' },
      after: { state: 'withdrawn' },
      answer: await shownTo(ctx, tx, id),
    }
  })
