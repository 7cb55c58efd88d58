import { erasedAt, personal } from '../../../platform/audit/personal.ts'
import type { Context } from '../../../platform/context.ts'
import { asProgram, type Tx } from '../../../platform/db/transaction.ts'
import { Problem } from '../../../platform/problem.ts'
import { refuseSecrets } from '../../../platform/secrecy/guard.ts'
import { hashPassword } from '../../../platform/sessions/passwords.ts'
import { hasFactor } from '../access/factor.ts'
import { noteReset } from '../access/reset-note.ts'
import { dropSessions } from '../access/sessions.ts'
import { refuseAdministratorAlone } from '../approvals/gate.ts'
import { needsApproval } from '../approvals/store.ts'
import { found, outOfDate } from '../scope.ts'
import { type AddPerson, peopleProblems, postProblems } from './contract.ts'
import { keepAdministrators } from './operations.ts'
import { activationCode, oneTimePassword, oneTimeUntil, plainActivation } from './passwords.ts'
import * as store from './people-store.ts'

const checkSysadmin = ({ acting }: Context): void => {
  if (acting.role !== 'sysadmin') throw new Problem(postProblems['sysadmin-only'])
}

const shownPerson = async (ctx: Context, tx: Tx, id: number) =>
  found(await store.findPersonShown(tx, ctx.acting, id, ctx.today))

export const listPeople = (ctx: Context, query: store.PeopleQuery) =>
  ctx.read((tx) => store.listPeople(tx, ctx.acting, query, ctx.today))

/** Makes an account with a one-time password that is shown once. @throws Problem sysadmin-only, login-taken */
export const addPerson = async (ctx: Context, { login, name }: AddPerson) => {
  checkSysadmin(ctx)
  refuseSecrets({ '/login': login, '/name': name })
  const password = oneTimePassword()
  const hash = await hashPassword(password)
  return ctx.change('people.add', async (tx) => {
    if (await store.isLoginTaken(tx, login)) {
      throw new Problem(peopleProblems['login-taken'], {
        errors: [{ pointer: '/login', detail: `账号 ${login} 已有人用，换一个。` }],
      })
    }
    const id = await store.insertPerson(tx, {
      login,
      name,
      passwordHash: hash,
      oneTimeUntil: oneTimeUntil(ctx.now),
      oneTimeBy: ctx.acting.personId,
      needsActivation: await needsApproval(tx),
    })
    const person = await shownPerson(ctx, tx, id)
    return { record: 'people', recordId: id, after: ownValues(id, { login, name }), answer: { person, password } }
  })
}

/** @throws Problem account-erased */
export const refuseErased = async (tx: Tx, id: number): Promise<void> => {
  if (await erasedAt(tx, `people:${id}`)) throw new Problem(peopleProblems['account-erased'])
}

/** Values of a person as an audit row takes them: under his own key. */
const ownValues = (id: number, values: Record<string, string>) =>
  Object.fromEntries(Object.entries(values).map(([field, value]) => [field, personal(`people:${id}`, value)]))

export const savePerson = (ctx: Context, { id, version, name }: { id: number; version: number; name: string }) => {
  checkSysadmin(ctx)
  refuseSecrets({ '/name': name })
  return ctx.change('people.save', async (tx) => {
    const before = found(await store.findPerson(tx, id))
    await refuseErased(tx, id)
    if (!(await store.savePerson(tx, id, version, { name })))
      throw await outOfDate(tx, { record: 'people', id }, await shownPerson(ctx, tx, id))
    return {
      record: 'people',
      recordId: id,
      before: ownValues(id, { name: before.name }),
      after: ownValues(id, { name }),
      answer: await shownPerson(ctx, tx, id),
    }
  })
}

/**
 * Neither gets into the other's account: business people are the system administrator's, administrators the security one's;
 * an office helps those whom it keeps.
 */
const checkMayReset = (
  { acting }: Context,
  { isAdministrator, isKept }: { isAdministrator: boolean; isKept: boolean },
): void => {
  if (acting.role === 'office') {
    if (!isKept) throw new Problem(postProblems['not-kept'])
    return
  }
  if (isAdministrator && acting.role !== 'secadmin') {
    throw new Problem(postProblems['secadmin-only'], { detail: '管理员的密码由安全管理员重置，找安全管理员办理。' })
  }
  if (!isAdministrator && acting.role !== 'sysadmin') {
    throw new Problem(postProblems['sysadmin-only'], { detail: '业务人员的密码由系统管理员重置，找系统管理员办理。' })
  }
}

/**
 * The values of an account whose password was drawn anew. Where the city asks for two people and no second factor of its
 * owner stands before it, the password opens nothing without a 启用码 (ADR 0057).
 */
export const oneTimeValues = async (ctx: Context, tx: Tx, id: number, hash: string) => ({
  password_hash: hash,
  must_change_password: true,
  one_time_until: oneTimeUntil(ctx.now),
  one_time_used_at: null,
  one_time_by: ctx.acting.personId,
  needs_activation: (await needsApproval(tx)) && !(await asProgram(tx, () => hasFactor(tx, id))),
  activation_hash: null,
  activation_until: null,
  activation_by: null,
})

/**
 * Gives a waiting account its 启用码: by the security administrator, once a post was given to the person, and never by whoever
 * drew the password. Run above the row policies. @throws Problem no-code-needed, no-post-yet, code-by-another
 */
export const drawActivation = async (ctx: Context, tx: Tx, id: number) => {
  if (id === ctx.acting.personId) throw new Problem(postProblems['not-yourself'])
  const waiting = found(await store.findWaiting(tx, id, ctx.today))
  if (!waiting.needsActivation || waiting.disabledAt !== null) throw new Problem(peopleProblems['no-code-needed'])
  if (waiting.oneTimeBy === ctx.acting.personId) throw new Problem(peopleProblems['code-by-another'])
  if (!waiting.holdsPost) throw new Problem(peopleProblems['no-post-yet'])
  const code = activationCode()
  const until = oneTimeUntil(ctx.now)
  await tx
    .updateTable('people')
    .set({
      activation_hash: await hashPassword(plainActivation(code)),
      activation_until: until,
      activation_by: ctx.acting.personId,
    })
    .where('id', '=', id)
    .execute()
  return { code, until, entry: { action: 'people.give-code', record: 'people', recordId: id, after: { until } } }
}

/** 发启用码: shown once, to the security administrator alone. @throws Problem as `drawActivation`, not-found */
export const giveActivation = (ctx: Context, { id }: { id: number }) =>
  ctx.change('people.give-code', async (tx) => {
    await shownPerson(ctx, tx, id)
    const { code, until, entry } = await asProgram(tx, () => drawActivation(ctx, tx, id))
    return { ...entry, answer: { person: await shownPerson(ctx, tx, id), code, until } }
  })

/**
 * A new one-time password; whoever is signed in with the old one is signed out.
 * @throws Problem not-yourself, not-found, secadmin-only, sysadmin-only, out-of-date
 */
export const resetPassword = async (ctx: Context, { id, version }: { id: number; version: number }) => {
  if (id === ctx.acting.personId) {
    throw new Problem(postProblems['not-yourself'], { detail: '自己的密码在“我的账号”里修改，不用重置。' })
  }
  const password = oneTimePassword()
  const hash = await hashPassword(password)
  return ctx.change('people.reset-password', async (tx) => {
    const before = await shownPerson(ctx, tx, id)
    checkMayReset(ctx, before)
    await refuseAdministratorAlone(tx, before.isAdministrator)
    if (!(await store.savePerson(tx, id, version, await oneTimeValues(ctx, tx, id, hash))))
      throw await outOfDate(tx, { record: 'people', id }, await shownPerson(ctx, tx, id))
    await asProgram(tx, () => dropSessions(tx, id))
    await noteReset(ctx, tx, id, { what: 'password' })
    const person = await shownPerson(ctx, tx, id)
    return { record: 'people', recordId: id, answer: { person, password } }
  })
}

/** The values of an account that is stopped, or opened again. */
export const stopValues = (isDisabled: boolean, now: string) => ({
  disabled_at: isDisabled ? now : null,
  ...(isDisabled ? {} : { last_used_at: now, closed_unused_at: null }),
})

/** Stops an account at once, or opens it again. @throws Problem sysadmin-only, not-kept, not-yourself */
export const disablePerson = (
  ctx: Context,
  { id, version, isDisabled }: { id: number; version: number; isDisabled: boolean },
) => {
  if (ctx.acting.role !== 'office') checkSysadmin(ctx)
  if (id === ctx.acting.personId) throw new Problem(postProblems['not-yourself'])
  return ctx.change(isDisabled ? 'people.disable' : 'people.enable', async (tx) => {
    const before = await shownPerson(ctx, tx, id)
    if (ctx.acting.role === 'office' && !before.isKept) throw new Problem(postProblems['not-kept'])
    await refuseAdministratorAlone(tx, before.isAdministrator)
    if (!isDisabled) await refuseErased(tx, id)
    if (isDisabled) await asProgram(tx, () => dropSessions(tx, id))
    if (!(await store.savePerson(tx, id, version, stopValues(isDisabled, ctx.now)))) {
      throw await outOfDate(tx, { record: 'people', id }, await shownPerson(ctx, tx, id))
    }
    await keepAdministrators(tx)
    return { record: 'people', recordId: id, after: { isDisabled }, answer: await shownPerson(ctx, tx, id) }
  })
}
