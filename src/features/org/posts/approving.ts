import type { Role } from '../../../platform/acting.ts'
import type { Context } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import { Problem } from '../../../platform/problem.ts'
import { refuseSecrets } from '../../../platform/secrecy/guard.ts'
import { dropSessions } from '../access/sessions.ts'
import { approvalProblems } from '../approvals/contract.ts'
import { givenByTwo, takesTwo } from '../approvals/gate.ts'
import type { ApprovalKind } from '../approvals/operations.ts'
import { checkKeeps, found } from '../scope.ts'
import { findUnit } from '../units/store.ts'
import { AddPost, Appoint, postProblems } from './contract.ts'
import { checkAppointment, checkNewPost, checkOfficeGives, writeAppointment, writePost } from './operations.ts'
import { drawActivation } from './people.ts'
import { findPerson, findWaiting } from './people-store.ts'
import { ADMINISTRATORS, ROLE_LABELS } from './rules.ts'
import { listOpenHolders } from './store.ts'

const checkTakesTwo = async (ctx: Context, tx: Tx, role: Role, takes: typeof takesTwo): Promise<void> => {
  if (!(await takes(ctx, tx, role))) throw new Problem(approvalProblems['approval-not-needed'])
}

const appointing: ApprovalKind<Appoint> = {
  schema: Appoint,
  asks: ['sysadmin', 'secadmin', 'office'],
  prepare: async (ctx, tx, input, isAsked) => {
    if (ctx.acting.role === 'office') await checkOfficeGives(ctx, tx, input)
    const { post, person, endings } = await checkAppointment(ctx, tx, input)
    if (isAsked) await checkTakesTwo(ctx, tx, post.role as Role, givenByTwo)
    const leaving: string[] = []
    for (const { personId } of endings) leaving.push(found(await findPerson(tx, personId)).name)
    return {
      concerns: [input.personId, ...endings.map(({ personId }) => personId)],
      basis: {
        post: { id: post.id, version: post.version },
        person: { login: person.login, name: person.name },
        holders: await listOpenHolders(tx, post.id, ctx.today),
      },
      shown: {
        title: `${person.name}任${post.name}`,
        changes: [
          { label: '岗位', value: `${post.name}（${ROLE_LABELS[post.role as Role]}）` },
          { label: '人员', value: `${person.name}（${person.login}）` },
          { label: '任职日', value: input.fromOn },
          ...(input.toOn ? [{ label: '卸任日', value: input.toOn }] : []),
          ...(leaving.length > 0 ? [{ label: '同日卸任', value: leaving.join('、') }] : []),
        ],
      },
    }
  },
  carryOut: async (ctx, tx, input) => {
    const { endings } = await checkAppointment(ctx, tx, input)
    const { entry, ended } = await writeAppointment(tx, input, endings)
    // Whoever leaves today is signed out: nothing that stands open on his screen is sent any more.
    if (input.fromOn <= ctx.today) for (const { personId } of endings) await dropSessions(tx, personId)
    const entries = [{ action: 'post.appoint', ...entry }, ...ended]
    const waiting = await findWaiting(tx, input.personId, ctx.today)
    // Whoever was given the account's password by another is let in by the same approval.
    if (ctx.acting.role !== 'secadmin' || !waiting?.needsActivation || waiting.oneTimeBy === ctx.acting.personId)
      return { entries }
    const { code, entry: given } = await drawActivation(ctx, tx, input.personId)
    return { entries: [...entries, given], activation: code }
  },
}

const adding: ApprovalKind<AddPost> = {
  schema: AddPost,
  asks: ['sysadmin', 'office'],
  prepare: async (ctx, tx, input, isAsked) => {
    refuseSecrets({ '/name': input.name })
    if (ctx.acting.role === 'office') {
      checkKeeps(ctx.acting, found(await findUnit(tx, input.unitId)).region_path)
      if (ADMINISTRATORS.includes(input.role)) throw new Problem(postProblems['sysadmin-only'])
    }
    if (isAsked) await checkTakesTwo(ctx, tx, input.role, takesTwo)
    const unit = await checkNewPost(ctx, tx, input)
    return {
      concerns: [],
      basis: { unit: { id: unit.id, version: unit.version } },
      shown: {
        title: `设${input.name}`,
        changes: [
          { label: '单位', value: unit.name },
          { label: '角色', value: ROLE_LABELS[input.role] },
          { label: '岗位名称', value: input.name },
          ...(input.fromOn ? [{ label: '设立日', value: input.fromOn }] : []),
        ],
      },
    }
  },
  carryOut: async (ctx, tx, input) => {
    const { entry } = await writePost(ctx, tx, input, await checkNewPost(ctx, tx, input))
    return { entries: [{ action: 'post.add', ...entry }] }
  },
}

/** Posts set up and given by two people: one asks, another approves. */
export const POST_APPROVALS = { 'post.appoint': appointing, 'post.add': adding } as const
