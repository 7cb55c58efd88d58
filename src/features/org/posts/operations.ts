import type { Role } from '../../../platform/acting.ts'
import type { Context } from '../../../platform/context.ts'
import { asProgram, type Tx } from '../../../platform/db/transaction.ts'
import { Problem, type ProblemType, problems } from '../../../platform/problem.ts'
import { refuseSecrets } from '../../../platform/secrecy/guard.ts'
import { dropSessions } from '../access/sessions.ts'
import {
  refuseAdministratorAlone,
  refuseAlone,
  refuseAnyAlone,
  refuseGivingAlone,
  refuseOfficeAlone,
} from '../approvals/gate.ts'
import { checkKeeps, found, outOfDate, refuseFuture } from '../scope.ts'
import { unitProblems } from '../units/contract.ts'
import type { UnitKind, UnitSide } from '../units/rules.ts'
import { findUnit } from '../units/store.ts'
import { type AddPost, type Appoint, type PostDetail, type PostQuery, postProblems } from './contract.ts'
import { findPerson, isKept } from './people-store.ts'
import { ADMINISTRATORS, isApart, rolesOf, spansMeet } from './rules.ts'
import * as store from './store.ts'

const atField = (type: ProblemType, pointer: string): Problem =>
  new Problem(type, { errors: [{ pointer, detail: type.detail }] })

export const listPosts = (ctx: Context, query: PostQuery) =>
  ctx.read((tx) => store.listPosts(tx, ctx.acting, query, ctx.today))

export const listLeaders = (ctx: Context) => ctx.read((tx) => store.listLeaders(tx, ctx.acting, ctx.today))

const detailOf = async (ctx: Context, tx: Tx, id: number) =>
  found(await store.findPostDetail(tx, ctx.acting, id, ctx.today))

export const getPost = (ctx: Context, { id }: { id: number }) => ctx.read((tx) => detailOf(ctx, tx, id))

/** @throws Problem not-found, sysadmin-only, out-of-scope, post-closed */
export const keptPost = async (ctx: Context, tx: Tx, id: number) => {
  const post = found(await store.findPost(tx, id))
  checkKeeps(ctx.acting, post.region_path)
  if (!store.keepsPost(ctx.acting, post.role as Role, post.region_path))
    throw new Problem(postProblems['sysadmin-only'])
  if (post.closed_on !== null) throw new Problem(postProblems['post-closed'])
  return post
}

type NewPost = AddPost & { fromOn: string | null }

/** Whether a unit may have this post; says nothing of who may set it up. @throws Problem day-in-future, unit-closed, role-of-unit, post-name-taken */
export const checkNewPost = async (ctx: Context, tx: Tx, input: NewPost) => {
  refuseFuture(input.fromOn ?? ctx.today, ctx.today, '/fromOn')
  const unit = found(await findUnit(tx, input.unitId))
  if (unit.closed_on !== null) throw new Problem(unitProblems['unit-closed'])
  const offered = rolesOf({ kind: unit.kind as UnitKind, side: unit.side as UnitSide })
  if (!offered.includes(input.role)) throw atField(postProblems['role-of-unit'], '/role')
  if (await store.isPostNameTaken(tx, unit.id, input.name)) throw atField(postProblems['post-name-taken'], '/name')
  return unit
}

/** Inserts a checked post. */
export const writePost = async (ctx: Context, tx: Tx, input: NewPost, unit: { region_id: number }) => {
  const fromOn = input.fromOn ?? ctx.today
  const id = await store.insertPost(tx, { ...input, regionId: unit.region_id, fromOn })
  return { id, entry: { record: 'posts', recordId: id, after: { ...input, fromOn } } }
}

/**
 * Sets up a post: role × unit; its region is the unit's.
 * @throws Problem out-of-scope, sysadmin-only, needs-approval, and as `checkNewPost`
 */
export const addPost = (ctx: Context, input: AddPost) => {
  refuseSecrets({ '/name': input.name })
  return ctx.change('post.add', async (tx) => {
    checkKeeps(ctx.acting, found(await findUnit(tx, input.unitId)).region_path)
    const unit = await checkNewPost(ctx, tx, input)
    if (ADMINISTRATORS.includes(input.role) && ctx.acting.role !== 'sysadmin') {
      throw new Problem(postProblems['sysadmin-only'])
    }
    await refuseAlone(ctx, tx, input.role)
    const { id, entry } = await writePost(ctx, tx, input, unit)
    return { ...entry, answer: await detailOf(ctx, tx, id) }
  })
}

export const savePost = (ctx: Context, { id, version, name }: { id: number; version: number; name: string }) => {
  refuseSecrets({ '/name': name })
  return ctx.change('post.save', async (tx) => {
    const before = await keptPost(ctx, tx, id)
    if (await store.isPostNameTaken(tx, before.unit_id, name, id))
      throw atField(postProblems['post-name-taken'], '/name')
    if (!(await store.savePost(tx, id, version, { name })))
      throw await outOfDate(tx, { record: 'posts', id }, await detailOf(ctx, tx, id))
    return {
      record: 'posts',
      recordId: id,
      before: { name: before.name },
      after: { name },
      answer: await detailOf(ctx, tx, id),
    }
  })
}

/** Closes a post from a day on; whoever holds it can no longer act through it. The history stays. */
export const closePost = (
  ctx: Context,
  { id, version, closedOn }: { id: number; version: number; closedOn: string },
) => {
  refuseFuture(closedOn, ctx.today, '/closedOn')
  return ctx.change('post.close', async (tx) => {
    const { role } = await keptPost(ctx, tx, id)
    await refuseAdministratorAlone(tx, ADMINISTRATORS.includes(role as Role))
    // With a post that somebody holds a role ends.
    if ((await store.listOpenHolders(tx, id, ctx.today)).length > 0) await refuseAnyAlone(tx)
    if (!(await store.savePost(tx, id, version, { closed_on: closedOn })))
      throw await outOfDate(tx, { record: 'posts', id }, await detailOf(ctx, tx, id))
    await keepAdministrators(tx)
    return { record: 'posts', recordId: id, after: { closedOn }, answer: await detailOf(ctx, tx, id) }
  })
}

/** @throws Problem last-administrator */
export const keepAdministrators = async (tx: Tx): Promise<void> => {
  if (!(await store.hasEveryAdministrator(tx))) throw new Problem(postProblems['last-administrator'])
}

/** @throws Problem not-found, not-kept at `/personId` */
const checkOfficeKeeps = async (ctx: Context, tx: Tx, personId: number): Promise<void> => {
  if (await isKept(tx, ctx.acting, personId)) return
  found(await findPerson(tx, personId))
  throw atField(postProblems['not-kept'], '/personId')
}

/** Whether an office may ask for an appointment: its own sub-tree's post, and a person whom it keeps. @throws Problem secadmin-only, not-kept */
export const checkOfficeGives = async (ctx: Context, tx: Tx, { id, personId }: Appoint): Promise<void> => {
  checkGives(ctx, found(await store.findPost(tx, id)))
  await checkOfficeKeeps(ctx, tx, personId)
}

type AppointAlone = Omit<Appoint, 'replaces'> & { replaces?: undefined }

/** The security administrator gives every post; an office those of its own sub-tree below the city. @throws Problem secadmin-only */
export const checkGives = (
  { acting }: Context,
  post: { role: string; region_id: number; region_path: string },
): void => {
  const isGiven = store.grantsAt(acting, post.role as Role, post.region_id, post.region_path)
  if (acting.role !== 'secadmin' && !isGiven) throw new Problem(postProblems['secadmin-only'])
}

/**
 * Whether a person may hold a post over these days, beside what he holds already. `toOn` null: open.
 * @throws Problem already-holds, admins-apart, at `/personId`
 */
export const checkHolding = async (
  tx: Tx,
  post: { id: number; role: Role },
  personId: number,
  fromOn: string,
  toOn: string | null,
): Promise<void> => {
  const held = (await store.listHoldings(tx, personId)).filter((other) => spansMeet(other, { fromOn, toOn }))
  if (held.some(({ postId }) => postId === post.id)) throw atField(postProblems['already-holds'], '/personId')
  const roles = held.map(({ role }) => role as Role)
  if (!isApart(roles, post.role)) throw atField(postProblems['admins-apart'], '/personId')
}

/** A holding of the post that ends on the first day of the new one. */
type Ending = { id: number; personId: number; toOn: string | null }

/**
 * Whether a person may be given a post as asked; says nothing of who may give it, but that nobody gives it to himself.
 * @throws Problem not-yourself, days-reversed, post-closed, person-disabled, already-holds, admins-apart
 */
export const checkAppointment = async (ctx: Context, tx: Tx, input: Appoint | AppointAlone) => {
  const { id, personId, fromOn, toOn, replaces = [] } = input
  if (personId === ctx.acting.personId) throw new Problem(postProblems['not-yourself'])
  if (toOn !== null && toOn <= fromOn) throw atField(postProblems['days-reversed'], '/toOn')
  const post = found(await store.findPost(tx, id))
  if (post.closed_on !== null) throw new Problem(postProblems['post-closed'])
  const person = found(await findPerson(tx, personId))
  if (person.disabled_at !== null) throw atField(postProblems['person-disabled'], '/personId')
  await checkHolding(tx, { id, role: post.role as Role }, personId, fromOn, toOn)
  const endings: Ending[] = []
  for (const oldId of replaces) {
    const old = found(await store.findHolder(tx, oldId))
    if (old.post_id !== id) throw new Problem(problems['not-found'])
    if (old.person_id === ctx.acting.personId) throw new Problem(postProblems['not-yourself'])
    if (fromOn < old.from_on) throw atField(postProblems['days-reversed'], '/fromOn')
    if (old.to_on !== null && old.to_on <= fromOn) continue
    endings.push({ id: oldId, personId: old.person_id, toOn: old.to_on })
  }
  return { post, person, endings }
}

/** Writes a checked appointment with the endings it brings. @throws Problem last-administrator */
export const writeAppointment = async (tx: Tx, input: Appoint | AppointAlone, endings: readonly Ending[]) => {
  const { id, personId, fromOn, toOn } = input
  const ended = []
  for (const old of endings) {
    await store.endHolder(tx, old.id, fromOn)
    const after = { toOn: fromOn }
    ended.push({ action: 'post.end', record: 'post_holders', recordId: old.id, before: { toOn: old.toOn }, after })
  }
  const recordId = await store.insertHolder(tx, id, personId, fromOn, toOn)
  await keepAdministrators(tx)
  return { entry: { record: 'post_holders', recordId, after: { postId: id, personId, fromOn, toOn } }, ended }
}

/** Signs out whoever left a post on a day that has come: nothing that stood open on his screen can be sent any more. */
const signOutLeavers = (tx: Tx, post: PostDetail, today: string): Promise<void> =>
  asProgram(tx, async () => {
    const isHeld = (personId: number) => post.holders.some((holder) => holder.personId === personId)
    for (const { personId, toOn } of post.history)
      if (toOn === today && !isHeld(personId)) await dropSessions(tx, personId)
  })

/**
 * Gives a post to a person from a day on, with or without an end; never to oneself. Whoever is replaced from today on is signed out at once. Done by the security administrator, where
 * no second person is asked for; in the sample city by an office too, for the posts and people of its own sub-tree.
 * @throws Problem secadmin-only, needs-approval, not-kept, and as `checkAppointment`
 */
export const appoint = (ctx: Context, input: Appoint | AppointAlone) => {
  if (input.personId === ctx.acting.personId) throw new Problem(postProblems['not-yourself'])
  return ctx.change('post.appoint', async (tx) => {
    const given = found(await store.findPost(tx, input.id))
    checkGives(ctx, given)
    await refuseGivingAlone(ctx, tx, given.role as Role)
    if (ctx.acting.role === 'office') await checkOfficeKeeps(ctx, tx, input.personId)
    const { endings } = await checkAppointment(ctx, tx, input)
    const { entry, ended } = await writeAppointment(tx, input, endings)
    const answer = await detailOf(ctx, tx, input.id)
    await signOutLeavers(tx, answer, ctx.today)
    return { ...entry, more: ended, answer }
  })
}

/**
 * Whether a holding may end so; says nothing of who may end it, but that nobody ends his own.
 * @throws Problem not-found, not-yourself, days-reversed, holder-ended
 */
export const checkEnding = async (ctx: Context, tx: Tx, { id, toOn }: { id: number; toOn: string }) => {
  const before = found(await store.findHolder(tx, id))
  const post = found(await store.findPost(tx, before.post_id))
  if (before.person_id === ctx.acting.personId) throw new Problem(postProblems['not-yourself'])
  if (toOn < before.from_on) throw atField(postProblems['days-reversed'], '/toOn')
  if (before.to_on !== null && before.to_on <= ctx.today) throw new Problem(postProblems['holder-ended'])
  return { before, post }
}

/** Ends a holding: from `toOn` on the person no longer acts through the post, and is signed out when that is today. @throws Problem secadmin-only, administrator-needs-two, and as `checkEnding` */
export const endHolding = (ctx: Context, { id, toOn }: { id: number; toOn: string }) => {
  return ctx.change('post.end', async (tx) => {
    const { before, post } = await checkEnding(ctx, tx, { id, toOn })
    checkGives(ctx, post)
    await refuseOfficeAlone(ctx, tx)
    await refuseAdministratorAlone(tx, ADMINISTRATORS.includes(post.role as Role))
    await store.endHolder(tx, id, toOn)
    await keepAdministrators(tx)
    const answer = await detailOf(ctx, tx, before.post_id)
    await signOutLeavers(tx, answer, ctx.today)
    return { record: 'post_holders', recordId: id, before: { toOn: before.to_on }, after: { toOn }, answer }
  })
}
