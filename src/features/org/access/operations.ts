import type { FastifyRequest } from 'fastify'
import type { Acting, Role } from '../../../platform/acting.ts'
import { type Context, type House, makeContext, systemChange } from '../../../platform/context.ts'
import { systemStatement, systemTransaction } from '../../../platform/db/transaction.ts'
import { KEY_HEADER, requestKey } from '../../../platform/idempotency/keys.ts'
import { Problem, problems } from '../../../platform/problem.ts'
import { hashPassword, passwordFits } from '../../../platform/sessions/passwords.ts'
import { accessProblems, type HeldPost, type SessionState } from './contract.ts'
import * as store from './store.ts'

/** What access needs of the running program. */
export type AccessHouse = House & {
  /** Names of the permissions that a role holds (main/permissions.ts). */
  permissionsOf(role: Role): string[]
}

const toHeld = ({ id, name, role, unitId, unitName, regionId, regionName }: HeldPost): HeldPost => ({
  id,
  name,
  role,
  unitId,
  unitName,
  regionId,
  regionName,
})

/** Who the session belongs to, and through which post. */
const recall = async (house: AccessHouse, request: FastifyRequest) => {
  const personId = request.session.get('personId')
  const recalled =
    personId === undefined
      ? undefined
      : await systemStatement(house.pool, (tx) => store.recallPerson(tx, personId, house.clock.today()))
  if (!recalled) return { person: undefined, acting: null, posts: [], cityName: null }
  return { ...recalled, ...store.actingOf(recalled, request.session.get('postId')) }
}

const isSampleCity = (house: AccessHouse): Promise<boolean> =>
  systemStatement(
    house.pool,
    async (tx) => (await store.readSetting<{ kind: string }>(tx, 'city-mode'))?.kind === 'sample',
  )

export const readSession = async (house: AccessHouse, request: FastifyRequest): Promise<SessionState> => {
  const { person, acting, posts, cityName } = await recall(house, request)
  return {
    person: person ? { id: person.id, name: person.name, mustChangePassword: person.must_change_password } : null,
    acting: acting ? toHeld(posts.find(({ id }) => id === acting.postId) as HeldPost) : null,
    posts: posts.map(toHeld),
    permissions: acting ? house.permissionsOf(acting.role) : [],
    cityName,
    isSample: await isSampleCity(house),
    today: house.clock.today(),
  }
}

/** What a person may do before the one-time password is changed: see who he is, change it, sign out. */
const isAboutSession = (request: FastifyRequest): boolean => /^\/api\/session(\/|\?|$)/.test(request.url)

/** The context of the acting post. @throws Problem signed-out, no-post, change-password-first */
export const actingContext = async (house: AccessHouse, request: FastifyRequest): Promise<Context> => {
  const { person, acting } = await recall(house, request)
  if (!person) throw new Problem(problems['signed-out'])
  if (!acting) throw new Problem(accessProblems['no-post'])
  if (person.must_change_password && !isAboutSession(request))
    throw new Problem(accessProblems['change-password-first'])
  return contextFor(house, request, acting)
}

const contextFor = (house: AccessHouse, request: FastifyRequest, acting: Acting): Context =>
  makeContext(house, acting, {
    address: request.ip,
    requestId: request.id,
    key: requestKey(request.headers[KEY_HEADER], acting, request),
  })

const origin = (request: FastifyRequest) => ({ address: request.ip, requestId: request.id })

/** @throws Problem wrong-sign-in, without telling which of the two was wrong */
export const signIn = async (
  house: AccessHouse,
  request: FastifyRequest,
  input: { login: string; password: string },
): Promise<SessionState> => {
  const person = await systemTransaction(house.pool, (tx) => store.findPersonByLogin(tx, input.login))
  const fits = await passwordFits(person?.password_hash ?? null, input.password)
  if (!person || !fits) {
    await systemChange(house.pool, house.clock, 'session.refuse', origin(request), async () => ({
      record: 'people',
      recordId: person?.id ?? '未知账号',
      answer: undefined,
    }))
    throw new Problem(accessProblems['wrong-sign-in'])
  }
  // The audit row first: a session that left no trace must not open.
  await systemChange(
    house.pool,
    house.clock,
    'session.open',
    { personId: person.id, ...origin(request) },
    async () => ({
      record: 'people',
      recordId: person.id,
      answer: undefined,
    }),
  )
  await request.session.regenerate()
  request.session.set('personId', person.id)
  await request.session.save()
  return readSession(house, request)
}

export const signOut = async (house: AccessHouse, request: FastifyRequest): Promise<SessionState> => {
  const personId = request.session.get('personId')
  if (personId !== undefined) {
    await systemChange(house.pool, house.clock, 'session.close', { personId, ...origin(request) }, async () => ({
      record: 'people',
      recordId: personId,
      answer: undefined,
    }))
  }
  await request.session.destroy()
  return {
    person: null,
    acting: null,
    posts: [],
    permissions: [],
    cityName: null,
    isSample: await isSampleCity(house),
    today: house.clock.today(),
  }
}

/** @throws Problem not-your-post */
export const actAs = async (
  house: AccessHouse,
  request: FastifyRequest,
  input: { postId: number },
): Promise<SessionState> => {
  const { person, posts } = await recall(house, request)
  const post = posts.find(({ id }) => id === input.postId)
  if (!person || !post) throw new Problem(accessProblems['not-your-post'])
  const actor = { personId: person.id, postId: post.id, ...origin(request) }
  await systemChange(house.pool, house.clock, 'session.act-as', actor, async () => ({
    record: 'posts',
    recordId: post.id,
    answer: undefined,
  }))
  request.session.set('postId', input.postId)
  await request.session.save()
  return readSession(house, request)
}

/** Changes the own password and ends the person's other sessions. @throws Problem wrong-sign-in, same-password */
export const changePassword = async (
  house: AccessHouse,
  context: Context,
  request: FastifyRequest,
  input: { current: string; next: string },
): Promise<SessionState> => {
  const { personId } = context.acting
  const person = await systemTransaction(house.pool, (tx) => store.findPerson(tx, personId))
  if (!(await passwordFits(person?.password_hash ?? null, input.current))) {
    throw new Problem(accessProblems['wrong-sign-in'], {
      detail: '原密码不对，重新填写原密码。',
      errors: [{ pointer: '/current', detail: '原密码不对，重新填写。' }],
    })
  }
  if (input.current === input.next) throw new Problem(accessProblems['same-password'])
  const hash = await hashPassword(input.next)
  await context.change('people.change-password', async (tx) => {
    await store.changePasswordHash(tx, personId, hash)
    return { record: 'people', recordId: personId, answer: undefined }
  })
  const postId = request.session.get('postId')
  await house.pool.query('delete from sessions where person_id = $1', [personId])
  await request.session.regenerate()
  request.session.set('personId', personId)
  if (postId !== undefined) request.session.set('postId', postId)
  await request.session.save()
  return readSession(house, request)
}
