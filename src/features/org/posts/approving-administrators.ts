import type { Role } from '../../../platform/acting.ts'
import type { Context } from '../../../platform/context.ts'
import { asProgram, type Tx } from '../../../platform/db/transaction.ts'
import { Problem } from '../../../platform/problem.ts'
import { hashPassword } from '../../../platform/sessions/passwords.ts'
import { accessProblems } from '../access/contract.ts'
import { forgetFactor, hasFactor } from '../access/factor.ts'
import { noteReset } from '../access/reset-note.ts'
import { dropSessions } from '../access/sessions.ts'
import { isBound, releaseSubject } from '../access/store.ts'
import { AskClose, AskDisable, AskEnd, AskReset } from '../approvals/asks.ts'
import { approvalProblems } from '../approvals/contract.ts'
import type { ApprovalKind } from '../approvals/operations.ts'
import { needsApproval } from '../approvals/store.ts'
import { found, refuseFuture } from '../scope.ts'
import { postProblems } from './contract.ts'
import { checkEnding, checkGives, keepAdministrators, keptPost } from './operations.ts'
import { oneTimePassword } from './passwords.ts'
import { oneTimeValues, refuseErased, stopValues } from './people.ts'
import * as people from './people-store.ts'
import { ADMINISTRATORS, ROLE_LABELS } from './rules.ts'
import { endHolder, findPost, listOpenHolders, savePost } from './store.ts'

/** Only what nobody does alone is asked for. @throws Problem approval-not-needed */
const checkOfTwo = async (tx: Tx, isOfTwo: boolean): Promise<void> => {
  if (!isOfTwo || !(await needsApproval(tx))) throw new Problem(approvalProblems['approval-not-needed'])
}

/** An account, that is not the asker's own. @throws Problem not-found, not-yourself, approval-not-needed */
const administrator = async (ctx: Context, tx: Tx, id: number) => {
  if (id === ctx.acting.personId) throw new Problem(postProblems['not-yourself'])
  const person = found(await people.findPersonShown(tx, ctx.acting, id, ctx.today))
  await checkOfTwo(tx, person.isAdministrator)
  return person
}

const accountWords = ({ name, login, posts }: { name: string; login: string; posts: readonly string[] }) => [
  { label: '人员', value: `${name}（${login}）` },
  { label: '岗位', value: posts.join('、') || '没有在任岗位' },
]

const ending: ApprovalKind<AskEnd> = {
  schema: AskEnd,
  asks: ['secadmin', 'office'],
  prepare: async (ctx, tx, input, isAsked) => {
    const { before, post } = await checkEnding(ctx, tx, input)
    const isOffice = ctx.acting.role === 'office'
    if (isOffice) checkGives(ctx, post)
    if (isAsked) await checkOfTwo(tx, isOffice || ADMINISTRATORS.includes(post.role as Role))
    const person = found(await people.findPerson(tx, before.person_id))
    return {
      concerns: [before.person_id],
      basis: { holding: { id: before.id, toOn: before.to_on }, post: { id: post.id, version: post.version } },
      shown: {
        title: `${person.name}卸任${post.name}`,
        changes: [
          { label: '岗位', value: `${post.name}（${ROLE_LABELS[post.role as Role]}）` },
          { label: '人员', value: `${person.name}（${person.login}）` },
          { label: '卸任日', value: input.toOn },
        ],
      },
    }
  },
  carryOut: async (ctx, tx, { id, toOn }) => {
    const { before } = await checkEnding(ctx, tx, { id, toOn })
    await endHolder(tx, id, toOn)
    await keepAdministrators(tx)
    if (toOn <= ctx.today) await dropSessions(tx, before.person_id)
    const entry = { record: 'post_holders', recordId: id, before: { toOn: before.to_on }, after: { toOn } }
    return { entries: [{ action: 'post.end', ...entry }] }
  },
}

const closing: ApprovalKind<AskClose> = {
  schema: AskClose,
  asks: ['sysadmin', 'office'],
  prepare: async (ctx, tx, { id, closedOn }, isAsked) => {
    refuseFuture(closedOn, ctx.today, '/closedOn')
    const post = found(await findPost(tx, id))
    if (post.closed_on !== null) throw new Problem(postProblems['post-closed'])
    const holders = await listOpenHolders(tx, id, ctx.today)
    if (isAsked) {
      await keptPost(ctx, tx, id)
      await checkOfTwo(tx, holders.length > 0 || ADMINISTRATORS.includes(post.role as Role))
    }
    const names: string[] = []
    for (const { personId } of holders) names.push(found(await people.findPerson(tx, personId)).name)
    return {
      concerns: holders.map(({ personId }) => personId),
      basis: { post: { id, version: post.version }, holders },
      shown: {
        title: `撤销${post.name}`,
        changes: [
          { label: '岗位', value: `${post.name}（${ROLE_LABELS[post.role as Role]}）` },
          { label: '在任', value: names.join('、') || '空缺' },
          { label: '撤销日', value: closedOn },
        ],
      },
    }
  },
  carryOut: async (ctx, tx, { id, closedOn }) => {
    const post = found(await findPost(tx, id))
    await savePost(tx, id, post.version, { closed_on: closedOn })
    await keepAdministrators(tx)
    for (const { personId } of await listOpenHolders(tx, id, ctx.today)) await dropSessions(tx, personId)
    return { entries: [{ action: 'post.close', record: 'posts', recordId: id, after: { closedOn } }] }
  },
}

const stopping: ApprovalKind<AskDisable> = {
  schema: AskDisable,
  asks: ['sysadmin'],
  prepare: async (ctx, tx, { id, isDisabled }) => {
    const person = await administrator(ctx, tx, id)
    if ((person.disabledAt !== null) === isDisabled) throw new Problem(approvalProblems['approval-stale'])
    if (!isDisabled) await refuseErased(tx, id)
    return {
      concerns: [id],
      basis: { person: { login: person.login, disabledAt: person.disabledAt } },
      shown: { title: `${isDisabled ? '停用' : '启用'}${person.name}的账号`, changes: accountWords(person) },
    }
  },
  carryOut: async (ctx, tx, { id, isDisabled }) => {
    const { version } = found(await people.findPerson(tx, id))
    await people.savePerson(tx, id, version, stopValues(isDisabled, ctx.now))
    if (isDisabled) await dropSessions(tx, id)
    await keepAdministrators(tx)
    const action = isDisabled ? 'people.disable' : 'people.enable'
    return { entries: [{ action, record: 'people', recordId: id, after: { isDisabled } }] }
  },
}

/**
 * Whoever approves is given the one-time password and hands it over; who asked never sees it. So neither of the two comes
 * into the account alone, and the owner is told at his next sign-in.
 */
const resetting: ApprovalKind<AskReset> = {
  schema: AskReset,
  asks: ['secadmin'],
  prepare: async (ctx, tx, { id, what }) => {
    const person = await administrator(ctx, tx, id)
    if (person.disabledAt !== null) throw new Problem(postProblems['person-disabled'])
    if (what === 'factor' && !(await asProgram(tx, async () => (await hasFactor(tx, id)) || (await isBound(tx, id)))))
      throw new Problem(accessProblems['no-factor'])
    const words =
      what === 'password'
        ? '重置密码：原密码作废，发一次性密码，由批准的人当面交给本人'
        : '清除动态码：下次登录时重新设'
    return {
      concerns: [id],
      basis: { person: { login: person.login, version: person.version } },
      shown: {
        title: `${what === 'password' ? '重置' : '清除'}${person.name}的${what === 'password' ? '密码' : '动态码'}`,
        changes: [...accountWords(person), { label: '办理', value: words }],
      },
    }
  },
  carryOut: async (ctx, tx, { id, what }, askedPost) => {
    const ended = await dropSessions(tx, id)
    await noteReset(ctx, tx, id, { what, askedPost })
    if (what === 'factor') {
      await forgetFactor(tx, id)
      await releaseSubject(tx, id)
      return { entries: [{ action: 'people.reset-factor', record: 'people', recordId: id, after: { ended } }] }
    }
    const password = oneTimePassword()
    const { version } = found(await people.findPerson(tx, id))
    await people.savePerson(tx, id, version, await oneTimeValues(ctx, tx, id, await hashPassword(password)))
    return { entries: [{ action: 'people.reset-password', record: 'people', recordId: id }], password }
  },
}

/** Steps that one asks and another approves: about administrators (ADR 0035), and what an office takes away (ADR 0057). */
export const ADMINISTRATOR_APPROVALS = {
  'post.end': ending,
  'post.close': closing,
  'people.disable': stopping,
  'people.reset': resetting,
} as const
