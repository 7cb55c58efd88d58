import type { FastifyRequest } from 'fastify'
import type { Role } from '../../../platform/acting.ts'
import type { AuditEntry } from '../../../platform/audit/audit.ts'
import { personal } from '../../../platform/audit/personal.ts'
import { addDays } from '../../../platform/calendar/days.ts'
import { type Context, systemChange } from '../../../platform/context.ts'
import { systemTransaction, type Tx } from '../../../platform/db/transaction.ts'
import { Problem, problems } from '../../../platform/problem.ts'
import { refuseSecrets } from '../../../platform/secrecy/guard.ts'
import { hashPassword, passwordFits } from '../../../platform/sessions/passwords.ts'
import { beginAttempt, failAttempt, passAttempt } from '../access/brakes.ts'
import type { SessionState } from '../access/contract.ts'
import { checkNewPassword } from '../access/new-password.ts'
import { type AccessHouse, actAs, signIn } from '../access/operations.ts'
import { awaitActivation, changePasswordHash, findPersonByLogin } from '../access/store.ts'
import { approvalProblems } from '../approvals/contract.ts'
import { takesTwo } from '../approvals/gate.ts'
import { fileRequest } from '../approvals/operations.ts'
import { needsApproval } from '../approvals/store.ts'
import { peopleProblems } from '../posts/contract.ts'
import { checkHolding } from '../posts/operations.ts'
import { oneTimePassword } from '../posts/passwords.ts'
import { insertPerson, isLoginTaken } from '../posts/people-store.ts'
import { ADMINISTRATORS } from '../posts/rules.ts'
import { grantsAt, insertHolder } from '../posts/store.ts'
import { found, orgProblems, outOfDate } from '../scope.ts'
import { INVITATION_APPROVALS } from './approving.ts'
import { type InvitationSlip, type Invite, invitationProblems, type Join } from './contract.ts'
import { type InvitationState, MOST_TAKEN, stateOf, TAKEN_MINUTES } from './rules.ts'
import * as store from './store.ts'

export const listInvitations = (
  ctx: Context,
  query: { state?: InvitationState; q?: string; after?: string; size: number },
) => ctx.read((tx) => store.listInvitations(tx, ctx.acting, query, ctx.today))

export const listDelegated = (ctx: Context, query: { regionId?: number; after?: string; size: number }) =>
  ctx.read((tx) => store.listDelegated(tx, ctx.acting, query))

/** The posts of these guests, each one that the acting office may give away. @throws Problem not-found, delegate-only, out-of-scope */
const checkGuests = async (ctx: Context, tx: Tx, guests: Invite['guests']): Promise<void> => {
  const posts = await store.findPostsToGive(
    tx,
    guests.map(({ postId }) => postId),
  )
  for (const { postId } of guests) {
    const post = found(posts.find(({ id }) => id === postId))
    if (!post.regionPath.startsWith(ctx.acting.regionPath)) throw new Problem(orgProblems['out-of-scope'])
    if (!grantsAt(ctx.acting, post.role as Role, post.regionId, post.regionPath))
      throw new Problem(invitationProblems['delegate-only'])
    if (post.closedOn !== null) throw new Problem(invitationProblems['post-over'])
    if (await takesTwo(ctx, tx, post.role as Role)) throw new Problem(approvalProblems['not-invited'])
  }
}

const makeSlips = async (
  ctx: Context,
  tx: Tx,
  guests: Invite['guests'],
  days: number,
  waits: boolean,
): Promise<{ ids: number[]; slips: InvitationSlip[] }> => {
  const expiresOn = addDays(ctx.today, days)
  const rows = guests.map((guest) => ({ ...guest, code: oneTimePassword(), expiresOn, waits }))
  const ids = await store.insertInvitations(tx, ctx.acting, rows, ctx.now)
  const codes = new Map(ids.map((id, index) => [id, rows[index]?.code as string]))
  const made = await store.findInvitations(tx, ids)
  return {
    ids,
    slips: made.map(({ id, personName, postName, unitName, regionName, bundle }) => ({
      id,
      code: codes.get(id) as string,
      personName,
      postName,
      unitName,
      regionName,
      bundle,
      expiresOn,
      waits,
    })),
  }
}

/**
 * Invitations inside an open transaction, for imports too: each guest gets a slip with a code. Where the city asks for two
 * people, they open once the security administrator approved them; a code drawn anew (`isKnown`) for what he approved already
 * opens at once. Returns the slips and the audit rows. @throws Problem not-found, out-of-scope, delegate-only, post-over, already-invited
 */
export const inviteWithin = async (ctx: Context, tx: Tx, { days, guests }: Invite, isKnown = false) => {
  await checkGuests(ctx, tx, guests)
  const postIds = guests.map(({ postId }) => postId)
  await store.clearExpired(tx, postIds, ctx.today, ctx.now)
  const open = await store.listOpenFor(tx, postIds)
  const seen = new Set(open.map(({ postId, personName }) => `${postId} ${personName}`))
  const errors = guests.flatMap(({ postId, personName }, index) => {
    const key = `${postId} ${personName}`
    const isTwice = seen.has(key)
    seen.add(key)
    return isTwice
      ? [{ pointer: `/guests/${index}/personName`, detail: invitationProblems['already-invited'].detail }]
      : []
  })
  if (errors.length > 0) throw new Problem(invitationProblems['already-invited'], { errors })
  const waits = !isKnown && (await needsApproval(tx))
  const { ids, slips } = await makeSlips(ctx, tx, guests, days, waits)
  const filed = waits
    ? [
        {
          action: 'approval.ask',
          ...(await fileRequest(ctx, tx, 'invitation.send', INVITATION_APPROVALS['invitation.send'], { ids })),
        },
      ]
    : []
  const audit: AuditEntry[] = slips.map(({ id, expiresOn }) => ({
    action: 'invitation.add',
    record: 'invitations',
    recordId: id,
    after: { postId: guests[ids.indexOf(id)]?.postId, expiresOn },
  }))
  return { slips, audit: [...audit, ...filed] }
}

/** Sends invitations to posts of one's own sub-tree; the codes are shown once. @throws Problem as `inviteWithin`, secrecy */
export const invite = (ctx: Context, input: Invite): Promise<InvitationSlip[]> => {
  refuseSecrets(
    Object.fromEntries(input.guests.map(({ personName }, index) => [`/guests/${index}/personName`, personName])),
  )
  return ctx.change('invitation.send', async (tx) => {
    const { slips, audit } = await inviteWithin(ctx, tx, input)
    const [first, ...more] = audit
    return { record: 'invitations', recordId: first?.recordId ?? 0, after: first?.after, more, answer: slips }
  })
}

/** @throws Problem not-found, delegate-only, not-open */
const keptInvitation = async (ctx: Context, tx: Tx, id: number) => {
  const row = found(await store.findInvitation(tx, id))
  if (!grantsAt(ctx.acting, row.role as Role, row.regionId, row.regionPath))
    throw new Problem(invitationProblems['delegate-only'])
  if (row.usedAt !== null || row.revokedAt !== null) throw new Problem(invitationProblems['not-open'])
  return row
}

/** Takes an invitation back; its code opens nothing any more. @throws Problem not-found, delegate-only, not-open, out-of-date */
export const revokeInvitation = (ctx: Context, { id, version }: { id: number; version: number }) =>
  ctx.change('invitation.revoke', async (tx) => {
    await keptInvitation(ctx, tx, id)
    const shown = async () => store.toInvitation(ctx.acting, ctx.today, found(await store.findInvitation(tx, id)))
    if (!(await store.revokeInvitation(tx, id, version, ctx.now)))
      throw await outOfDate(tx, { record: 'invitations', id }, await shown())
    return { record: 'invitations', recordId: id, after: { revokedAt: ctx.now }, answer: await shown() }
  })

/** A new code for the same person and post; the old one opens nothing any more. @throws Problem as `revokeInvitation` */
export const renewInvitation = (ctx: Context, { id, version, days }: { id: number; version: number; days: number }) =>
  ctx.change('invitation.renew', async (tx) => {
    const row = await keptInvitation(ctx, tx, id)
    if (!(await store.revokeInvitation(tx, id, version, ctx.now))) {
      const latest = store.toInvitation(ctx.acting, ctx.today, found(await store.findInvitation(tx, id)))
      throw await outOfDate(tx, { record: 'invitations', id }, latest)
    }
    const guests = [{ postId: row.postId, personName: row.personName }]
    const { slips, audit } = await inviteWithin(ctx, tx, { days, guests }, !row.waits)
    return {
      record: 'invitations',
      recordId: id,
      after: { revokedAt: ctx.now },
      more: audit,
      answer: slips[0] as InvitationSlip,
    }
  })

type Locked = NonNullable<Awaited<ReturnType<typeof store.lockByCode>>>

/** @throws Problem code-over, post-over */
const checkOpens = (row: Locked, today: string): void => {
  if (stateOf(row, today) === 'waiting') throw new Problem(invitationProblems['code-waits'])
  if (stateOf(row, today) !== 'open') throw new Problem(invitationProblems['code-over'])
  if (row.closedOn !== null || ADMINISTRATORS.includes(row.role as Role))
    throw new Problem(invitationProblems['post-over'])
}

/**
 * The invitation that a code opens. A wrong code is noted against the address, and after a few the address has to wait.
 * @throws Problem too-many, code-unknown, code-over, post-over
 */
const opened = async (house: AccessHouse, request: FastifyRequest, code: string): Promise<Locked> => {
  const now = house.clock.now().toISOString()
  const answer = await systemTransaction(house.pool, async (tx) => {
    if (await store.hasToWait(tx, request.ip, now)) return 'wait'
    const row = await store.lockByCode(tx, code)
    if (!row) await store.noteFailure(tx, request.ip, now)
    return row
  })
  if (answer === 'wait') {
    throw new Problem(problems['too-many'], { detail: '邀请码或密码错了太多次，过一刻钟再试。' })
  }
  if (!answer) throw new Problem(invitationProblems['code-unknown'])
  checkOpens(answer, house.clock.today())
  return answer
}

/** What the brake counts logins by that were tried with one invitation. */
const triedWith = (id: number) => `invitation:${id}`

/** One login after the other with a code that opens tells who has an account: the code has to wait. @throws Problem too-many */
const refuseTrying = async (house: AccessHouse, id: number): Promise<void> => {
  const now = house.clock.now().toISOString()
  const limits = { most: MOST_TAKEN, minutes: TAKEN_MINUTES }
  if (await systemTransaction(house.pool, (tx) => store.hasToWait(tx, triedWith(id), now, limits)))
    throw new Problem(problems['too-many'], {
      detail: '用这张邀请单试过的账号太多，过一天再试，或请发邀请的双拥办重发一张。',
    })
}

/** Notes a login that was taken, against the invitation and the address. */
const noteTaken = (house: AccessHouse, request: FastifyRequest, id: number): Promise<void> =>
  systemTransaction(house.pool, async (tx) => {
    const now = house.clock.now().toISOString()
    await store.noteFailure(tx, request.ip, now)
    await store.noteFailure(tx, triedWith(id), now)
  })

/** Whom and what a code invites to, before anything is typed in. */
export const lookAtInvitation = async (house: AccessHouse, request: FastifyRequest, { code }: { code: string }) => {
  const { personName, postName, unitName, regionName, expiresOn } = await opened(house, request, code)
  return { personName, postName, unitName, regionName, expiresOn }
}

/** The account that takes the post: a new one, or the own one after its password fitted. */
const accountFor = async (house: AccessHouse, request: FastifyRequest, input: Join) => {
  if (input.as === 'new') return { hash: await hashPassword(input.password) }
  const person = await systemTransaction(house.pool, (tx) => findPersonByLogin(tx, input.login))
  const attempt = await beginAttempt(house, request, { login: input.login, personId: person?.id ?? null })
  const now = house.clock.now().toISOString()
  if (!(await passwordFits(person?.password_hash ?? null, input.password)) || !person) {
    await failAttempt(house, request, attempt)
    await systemTransaction(house.pool, (tx) => store.noteFailure(tx, request.ip, now))
    throw new Problem(invitationProblems['code-unknown'], {
      detail: '账号或密码不对，核对后再试。',
      errors: [{ pointer: '/password', detail: '账号或密码不对，核对后再试。' }],
    })
  }
  await systemTransaction(house.pool, (tx) => passAttempt(tx, attempt, now))
  // Whoever drew a one-time password for somebody does not join as him.
  if (person.must_change_password) throw new Problem(invitationProblems['own-password-first'])
  return { person }
}

/**
 * Takes the post of an invitation: makes the account, or adds the post to the account one has, and signs in. A code opens
 * once. Where the city asks for two people a new account waits for its 启用码: whoever invites holds the code too, and would come
 * in as the invited alone. @throws Problem too-many, code-unknown, code-over, post-over, login-taken, other-name, admins-apart, already-holds
 */
export const join = async (house: AccessHouse, request: FastifyRequest, input: Join): Promise<SessionState> => {
  const invitation = await opened(house, request, input.code)
  if (input.as === 'new') await refuseTrying(house, invitation.id)
  const account = await accountFor(house, request, input)
  const today = house.clock.today()
  const now = house.clock.now().toISOString()
  const origin = { address: request.ip, requestId: request.id }
  const by = { ...origin, keyring: house.closed.keyring }
  const postId = await systemChange(house.pool, house.clock, 'invitation.accept', by, async (tx) => {
    const row = await store.lockByCode(tx, input.code)
    if (!row) throw new Problem(invitationProblems['code-unknown'])
    checkOpens(row, today)
    if (account.person && account.person.name !== row.personName) {
      throw new Problem(invitationProblems['other-name'], {
        errors: [{ pointer: '/login', detail: invitationProblems['other-name'].detail }],
      })
    }
    let personId = account.person?.id
    if (account.hash !== undefined) {
      if (await isLoginTaken(tx, input.login)) {
        throw new Problem(peopleProblems['login-taken'], {
          errors: [{ pointer: '/login', detail: `账号 ${input.login} 已有人用，换一个。` }],
        })
      }
      const about = { personId: null, login: input.login, name: row.personName }
      await checkNewPassword(tx, input.password, about, '/password')
      personId = await insertPerson(tx, {
        login: input.login,
        name: row.personName,
        passwordHash: account.hash,
        oneTimeUntil: null,
      })
      await changePasswordHash(tx, personId, account.hash, now)
      if (await needsApproval(tx)) await awaitActivation(tx, personId)
    }
    const id = personId as number
    await checkHolding(tx, { id: row.postId, role: row.role as Role }, id, today, null)
    const holderId = await insertHolder(tx, row.postId, id, today, null)
    await store.markUsed(tx, row.id, id, now)
    const more = [
      ...(account.person
        ? []
        : [
            {
              action: 'people.join',
              record: 'people',
              recordId: id,
              after: { login: personal(`people:${id}`, input.login) },
            },
          ]),
      {
        action: 'post.take',
        record: 'post_holders',
        recordId: holderId,
        after: { postId: row.postId, personId: id, fromOn: today, toOn: null },
      },
    ]
    return {
      record: 'invitations',
      recordId: row.id,
      after: { usedAt: now, personId: id, postId: row.postId },
      more,
      answer: row.postId,
    }
  }).catch(async (error: unknown) => {
    if (error instanceof Problem && error.type.slug === 'login-taken') await noteTaken(house, request, invitation.id)
    throw error
  })
  const state = await signIn(house, request, { login: input.login, password: input.password })
  // Where the second factor or the 启用码 is still asked for, the post waits behind it.
  return state.awaits !== null || state.acting?.id === postId ? state : actAs(house, request, { postId })
}
