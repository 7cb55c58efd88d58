import { sql } from 'kysely'
import type { Acting } from '../../../platform/acting.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import { type Approval, type ApprovalQuery, approvalProblems, type Shown } from './contract.ts'
import { type Bound, hindranceOf, stateOf } from './rules.ts'
import { isOfPlace } from './states.ts'

/** Whether the city asks for a second person; off in the sample city alone. */
export const needsApproval = async (tx: Tx): Promise<boolean> =>
  (await tx.selectFrom('sign_in_rules').select('needs_approval').executeTakeFirst())?.needs_approval ?? true

const selectApprovals = (tx: Tx) =>
  tx
    .selectFrom('approvals as a')
    .innerJoin('people as e', 'e.id', 'a.asked_person_id')
    .innerJoin('posts as p', 'p.id', 'a.asked_post_id')
    .innerJoin('regions as k', 'k.id', 'p.region_id')
    .leftJoin('people as d', 'd.id', 'a.decided_person_id')
    .leftJoin('posts as q', 'q.id', 'a.decided_post_id')
    .select([
      'a.id',
      'a.kind',
      'a.content',
      'a.basis',
      'a.shown',
      'a.digest',
      'a.concerns',
      'a.asked_person_id as askedPersonId',
      'a.asked_post_id as askedPostId',
      'e.name as askedBy',
      'p.name as askedPost',
      'p.role as askedRole',
      'k.path as askedPath',
      'a.asked_at as askedAt',
      'a.expires_at as expiresAt',
      'a.state',
      'd.name as decidedBy',
      'q.name as decidedPost',
      'a.decided_at as decidedAt',
      'a.reason',
      'a.used_at as usedAt',
    ])

export type ApprovalRow = Awaited<ReturnType<ReturnType<typeof selectApprovals>['execute']>>[number]

/** A request as the acting person sees it at `now`; `deciders` where it waits for people of its place. */
export const toApproval = (
  acting: Acting,
  now: string,
  row: ApprovalRow,
  deciders: readonly Decider[] = [],
): Approval => {
  const state = stateOf(row, now)
  const hindrance = state === 'open' ? hindranceOf(row, acting) : null
  // The audit administrator reads what is none of his to decide.
  const isReader = acting.role === 'auditor' && (hindrance === 'security-approves' || hindrance === 'place-decides')
  return {
    ...(row.shown as Shown),
    id: row.id,
    kind: row.kind,
    askedBy: row.askedBy,
    askedPost: row.askedPost,
    askedAt: row.askedAt,
    expiresAt: row.expiresAt,
    decidedBy: row.decidedBy,
    decidedPost: row.decidedPost,
    decidedAt: row.decidedAt,
    reason: row.reason,
    digest: row.digest,
    usedAt: row.usedAt,
    state,
    mayDecide: state === 'open' && hindrance === null,
    mayWithdraw: state === 'open' && row.askedPersonId === acting.personId,
    hindrance: hindrance && !isReader ? approvalProblems[hindrance].detail : null,
    deciders: deciders.map(({ post, person }) => `${person}（${post}）`),
  }
}

/** The same, with who may decide it now. */
export const withDeciders = async (
  tx: Tx,
  acting: Acting,
  { now, today }: { now: string; today: string },
  row: ApprovalRow,
): Promise<Approval> => {
  const waits = isOfPlace(row.kind) && stateOf(row, now) === 'open'
  const except = [row.askedPersonId, ...row.concerns]
  return toApproval(acting, now, row, waits ? await listPlaceDeciders(tx, row.askedPath, { except, today }) : [])
}

/** Newest first; what waits stands before what is over. */
export const listApprovals = async (
  tx: Tx,
  acting: Acting,
  { state, after, size }: ApprovalQuery,
  { now, today }: { now: string; today: string },
): Promise<{ rows: Approval[]; total: number; next: string | null }> => {
  const waits = sql<boolean>`(a.state = 'open' and a.expires_at > ${now}::timestamptz)`
  const key = sql<string>`(case when ${waits} then '1' else '0' end || lpad(a.id::text, 10, '0')) collate "C"`
  let base = selectApprovals(tx)
  if (state === 'open') base = base.where(waits)
  else if (state === 'expired') base = base.where('a.state', '=', 'open').where('a.expires_at', '<=', now)
  else if (state) base = base.where('a.state', '=', state)
  const { total } = await tx
    .selectFrom(base.clearSelect().select('a.id').as('counted'))
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow()
  const rows = await base
    .select(key.as('key'))
    .$if(after !== undefined, (part) => part.where(key, '<', after as string))
    .orderBy(key, 'desc')
    .limit(size + 1)
    .execute()
  const shown = rows.slice(0, size)
  const told: Approval[] = []
  for (const row of shown) told.push(await withDeciders(tx, acting, { now, today }, row))
  return {
    rows: told,
    total: Number(total),
    next: rows.length > size ? (shown.at(-1)?.key ?? null) : null,
  }
}

export const findApproval = (tx: Tx, id: number): Promise<ApprovalRow | undefined> =>
  selectApprovals(tx).where('a.id', '=', id).executeTakeFirst()

/** Requests of a kind about a record that wait at `now`, the first asked first. */
export const listOpenOf = (tx: Tx, kind: string, recordId: number, now: string): Promise<ApprovalRow[]> =>
  selectApprovals(tx)
    .where('a.kind', '=', kind)
    .where('a.state', '=', 'open')
    .where('a.expires_at', '>', now)
    .where(sql<boolean>`a.content ->> 'id' = ${String(recordId)}`)
    .orderBy('a.id')
    .execute()

/** Reads a request; nobody else decides it until the transaction ends. */
export const lockApproval = (tx: Tx, id: number): Promise<ApprovalRow | undefined> =>
  selectApprovals(tx).where('a.id', '=', id).forUpdate('a').executeTakeFirst()

export const insertApproval = async (
  tx: Tx,
  {
    kind,
    content,
    basis,
    shown,
    concerns,
    ...asked
  }: Bound & { digest: string; expiresAt: string; subject: string | null },
): Promise<number> =>
  (
    await tx
      .insertInto('approvals')
      .values({
        kind,
        content: JSON.stringify(content),
        basis: JSON.stringify(basis),
        shown: JSON.stringify(shown),
        concerns: [...concerns],
        digest: asked.digest,
        subject: asked.subject,
        asked_person_id: asked.askedPersonId,
        asked_post_id: asked.askedPostId,
        asked_at: asked.askedAt,
        expires_at: asked.expiresAt,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
  ).id

export const decideApproval = async (
  tx: Tx,
  acting: Acting,
  id: number,
  { state, reason, at }: { state: 'approved' | 'refused' | 'withdrawn'; reason: string | null; at: string },
): Promise<void> => {
  await tx
    .updateTable('approvals')
    .set({
      state,
      reason,
      decided_person_id: acting.personId,
      decided_post_id: acting.postId,
      decided_at: at,
    })
    .where('id', '=', id)
    .execute()
}

/** Posts of these roles in the city whose holders are asked to decide; none of a person whom it concerns. */
export const listDeciders = async (
  tx: Tx,
  { cityId }: Acting,
  { roles, except, today }: { roles: readonly string[]; except: readonly number[]; today: string },
): Promise<number[]> =>
  (
    await tx
      .selectFrom('posts as p')
      .innerJoin('post_holders as h', 'h.post_id', 'p.id')
      .innerJoin('regions as r', 'r.id', 'p.region_id')
      .innerJoin('regions as c', (join) => join.on('c.id', '=', cityId).on(sql<boolean>`r.path like c.path || '%'`))
      .select('p.id')
      .distinct()
      .where('p.role', 'in', roles)
      .where('h.from_on', '<=', today)
      .where(sql<boolean>`(h.to_on is null or h.to_on > ${today})`)
      .where(sql<boolean>`(p.closed_on is null or p.closed_on > ${today})`)
      .where(sql<boolean>`h.person_id <> all(${[...except]}::int[])`)
      .execute()
  ).map(({ id }) => id)

export type Decider = { id: number; post: string; person: string }

/**
 * Who may decide what a place asks: the other people of its office, its leaders, the offices above; the nearest first, in the order of
 * the posts. None of a person whom it concerns.
 */
export const listPlaceDeciders = (
  tx: Tx,
  askedPath: string,
  { except, today }: { except: readonly number[]; today: string },
): Promise<Decider[]> =>
  tx
    .selectFrom('posts as p')
    .innerJoin('post_holders as h', 'h.post_id', 'p.id')
    .innerJoin('people as e', 'e.id', 'h.person_id')
    .innerJoin('regions as r', 'r.id', 'p.region_id')
    .select(['p.id', 'p.name as post', 'e.name as person'])
    .where(
      sql<boolean>`(p.role = 'office' and ${askedPath} like r.path || '%' or p.role = 'leader' and r.path = ${askedPath})`,
    )
    .where('h.from_on', '<=', today)
    .where(sql<boolean>`(h.to_on is null or h.to_on > ${today})`)
    .where(sql<boolean>`(p.closed_on is null or p.closed_on > ${today})`)
    .where('e.disabled_at', 'is', null)
    .where(sql<boolean>`h.person_id <> all(${[...except]}::int[])`)
    .orderBy(sql`length(r.path)`, 'desc')
    .orderBy('p.role', 'desc')
    .orderBy('p.id')
    .orderBy('h.id')
    .execute()

/** Requests of one person for exports, the newest first. */
export const listOwnExports = async (tx: Tx, acting: Acting, now: string): Promise<Approval[]> =>
  (
    await selectApprovals(tx)
      .where('a.kind', '=', 'export')
      .where('a.asked_person_id', '=', acting.personId)
      .orderBy('a.id', 'desc')
      .limit(5)
      .execute()
  ).map((row) => toApproval(acting, now, row))

/** Whether a person acts through a post on a day. */
export const isInPost = async (tx: Tx, personId: number, postId: number, today: string): Promise<boolean> =>
  (await tx
    .selectFrom('post_holders as h')
    .innerJoin('posts as p', 'p.id', 'h.post_id')
    .innerJoin('people as e', 'e.id', 'h.person_id')
    .select('h.id')
    .where('h.person_id', '=', personId)
    .where('h.post_id', '=', postId)
    .where('h.from_on', '<=', today)
    .where(sql<boolean>`(h.to_on is null or h.to_on > ${today})`)
    .where(sql<boolean>`(p.closed_on is null or p.closed_on > ${today})`)
    .where('e.disabled_at', 'is', null)
    .executeTakeFirst()) !== undefined
