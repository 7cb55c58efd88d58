import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Acting, Role } from '../../../platform/acting.ts'
import { type Context, type House, makeContext, systemChange } from '../../../platform/context.ts'
import { asProgram, systemStatement, systemTransaction } from '../../../platform/db/transaction.ts'
import { KEY_HEADER, requestKey } from '../../../platform/idempotency/keys.ts'
import { Problem, problems } from '../../../platform/problem.ts'
import { hashPassword, isWeakerHash, passwordFits } from '../../../platform/sessions/passwords.ts'
import { plainActivation } from '../posts/passwords.ts'
import { type Attempt, beginAttempt, failAttempt, passAttempt, takeBackAttempt } from './brakes.ts'
import { accessProblems, type HeldPost, type SessionState } from './contract.ts'
import { deviceOf } from './device.ts'
import { takeCode, wrongCode } from './factor.ts'
import { checkNewPassword } from './new-password.ts'
import { auditConfirmed, dropSessions, isFresh, makeRoom, markFresh } from './sessions.ts'
import * as store from './store.ts'
import { type Subject, tellOfAnother, UNIFIED_MINUTES, type Unified } from './unified.ts'

/** What access needs of the running program. */
export type AccessHouse = House & {
  /** Names of the permissions that a role holds (main/permissions.ts). */
  permissionsOf(role: Role): string[]
  /** The way through the identity provider, where one is set. */
  unified?: Unified | undefined
}

const toHeld = ({ id, name, role, unitId, unitName, unitSide, regionId, regionName }: HeldPost): HeldPost => ({
  id,
  name,
  role,
  unitId,
  unitName,
  unitSide,
  regionId,
  regionName,
})

/** Who the session belongs to, and through which post; `over` names the post it acted through, where that one has ended. */
const recall = async (house: AccessHouse, request: FastifyRequest) => {
  const personId = request.session.get('personId')
  const postId = request.session.get('postId')
  const recalled =
    personId === undefined
      ? undefined
      : await systemStatement(house.pool, (tx) =>
          store.recallPerson(tx, personId, house.clock.today(), house.clock.now().toISOString()),
        )
  if (!recalled) return { person: undefined, acting: null, posts: [], cityName: null, over: null }
  const { acting, cityName } = store.actingOf(recalled, postId)
  const isOver = acting === null && postId !== undefined && recalled.posts.length > 0
  const over = isOver ? await systemStatement(house.pool, (tx) => store.findPostName(tx, postId)) : null
  return { ...recalled, acting, cityName, over }
}

/** What everybody may know of the city: whether it is the sample, and its rule for passwords. */
const readCity = (house: AccessHouse) =>
  systemStatement(house.pool, async (tx) => {
    const mode = await store.readSetting<{ kind: string }>(tx, 'city-mode')
    const { profile, leastLength, rotationDays, history } = await store.readRules(tx)
    return {
      isSample: mode?.kind === 'sample',
      passwordRule: { profile, leastLength, rotationDays, history },
      hasUnified: house.unified !== undefined,
    }
  })

export const readSession = async (house: AccessHouse, request: FastifyRequest): Promise<SessionState> => {
  const { person, acting, posts, cityName, over } = await recall(house, request)
  return {
    person: person
      ? {
          id: person.id,
          name: person.name,
          hasFactor: person.has_factor,
          ...dutiesOf(person, request),
          resetNote: person.reset_note,
        }
      : null,
    awaits:
      !person && request.session.get('halfPersonId') !== undefined
        ? (request.session.get('halfAwaits') ?? 'code')
        : null,
    acting: acting ? toHeld(posts.find(({ id }) => id === acting.postId) as HeldPost) : null,
    posts: posts.map(toHeld),
    postOver: over,
    permissions: acting ? house.permissionsOf(acting.role) : [],
    cityName,
    ...(await readCity(house)),
    today: house.clock.today(),
  }
}

/**
 * What must be set before anything else is open. Whoever came through the identity provider did not use the password here,
 * and needs no second factor of ours where it asked for one (ADR 0032).
 */
const dutiesOf = (person: store.Recalled['person'], request: FastifyRequest) => {
  const unified = request.session.get('unified')
  return {
    mustChangePassword: person.must_change_password && unified === undefined,
    mustSetFactor: person.must_set_factor && unified?.hasFactor !== true,
  }
}

/** What a person may do before password and second factor are his own: see who he is, set them, sign out. */
const isAboutSession = ({ template, routeOptions }: FastifyRequest): boolean =>
  // The endpoint that was found, not the address as it was written: two of those may lead to one.
  /^\/api\/session(\/|$)/.test(template ?? routeOptions.url ?? '')

/** The choice of another post is open to whose post is over. */
const isChoosing = ({ template }: FastifyRequest): boolean => template === '/api/session/post'

/** The context of the acting post. @throws Problem signed-out, no-post, post-over, change-password-first, set-factor-first */
export const actingContext = async (house: AccessHouse, request: FastifyRequest): Promise<Context> => {
  const recalled = await recall(house, request)
  const { person, over } = recalled
  if (!person) throw new Problem(problems['signed-out'])
  if (over !== null && !isChoosing(request)) throw new Problem(accessProblems['post-over'], { detail: overWords(over) })
  const acting = over === null ? recalled.acting : store.actingOf(recalled, undefined).acting
  if (!acting) throw new Problem(accessProblems['no-post'])
  const { mustChangePassword, mustSetFactor } = dutiesOf(person, request)
  if (mustChangePassword && !isAboutSession(request)) throw new Problem(accessProblems['change-password-first'])
  if (mustSetFactor && !isAboutSession(request)) throw new Problem(accessProblems['set-factor-first'])
  return contextFor(house, request, acting)
}

const overWords = (name: string): string =>
  `${name}的任职已到期或岗位已撤销，这次操作没有执行。重新选一个在任岗位再办。`

const contextFor = (house: AccessHouse, request: FastifyRequest, acting: Acting): Context =>
  makeContext(house, acting, {
    address: request.ip,
    requestId: request.id,
    // A GET has no effect that a key could hold back: a key on it is passed over.
    key: request.method === 'GET' ? null : requestKey(request.headers[KEY_HEADER], acting, request),
  })

const origin = (request: FastifyRequest) => ({ address: request.ip, requestId: request.id })

/** A one-time password opens once, within its days; one of a person's own always. */
const isSpent = (person: store.PersonRow & store.OneTime, now: string): boolean =>
  person.must_change_password &&
  person.one_time_until !== null &&
  (person.one_time_used_at !== null || person.one_time_until < now)

/**
 * Signs in. Which of account and password was wrong is not told, by words, status or time.
 * @throws Problem wrong-sign-in, wait-to-sign-in
 */
export const signIn = async (
  house: AccessHouse,
  request: FastifyRequest,
  input: { login: string; password: string },
): Promise<SessionState> => {
  const person = await systemTransaction(house.pool, (tx) => store.findPersonByLogin(tx, input.login))
  const attempt = await beginAttempt(house, request, { login: input.login, personId: person?.id ?? null })
  const now = house.clock.now().toISOString()
  const fits = await passwordFits(person?.password_hash ?? null, input.password)
  if (!person || !fits || isSpent(person, now)) {
    await failAttempt(house, request, attempt)
    throw new Problem(accessProblems['wrong-sign-in'])
  }
  const hash = isWeakerHash(person.password_hash) ? await hashPassword(input.password) : null
  if (person.has_factor || person.needs_activation)
    return awaitCode(house, request, { personId: person.id, attempt, hash, person }, hash ?? person.password_hash)
  return open(house, request, { personId: person.id, attempt, hash, by: 'password' })
}

const cookieOf = ({ isSecure }: Unified) =>
  ({
    httpOnly: true,
    // The provider leads back from another site.
    sameSite: 'lax',
    secure: isSecure,
    // A name with __Host- asks for the whole site.
    path: isSecure ? '/' : '/api/session/oidc',
  }) as const

/** Begins a sign-in at the identity provider; answers where to go. @throws Problem no-unified, provider-away */
export const beginUnified = async (house: AccessHouse, reply: FastifyReply): Promise<{ url: string }> => {
  const { unified } = house
  if (!unified) throw new Problem(accessProblems['no-unified'])
  const { cookie, url } = await unified.begin(house.clock.now())
  reply.setCookie(unified.cookieName, cookie, { ...cookieOf(unified), maxAge: UNIFIED_MINUTES * 60 })
  return { url }
}

/**
 * Finishes a sign-in at the identity provider: the person is the one who is bound to its subject; the first time, the one whose
 * login its claim names, who is bound with it. Nobody is made. Somebody stopped is told no more than somebody unknown.
 * @throws Problem no-unified, wait-to-sign-in, unified-anew, unified-unknown, unified-another, provider-away
 */
export const finishUnified = async (
  house: AccessHouse,
  request: FastifyRequest,
  reply: FastifyReply,
  { query }: { query: string },
): Promise<SessionState> => {
  const { unified } = house
  if (!unified) throw new Problem(accessProblems['no-unified'])
  const now = house.clock.now()
  const cookie = request.cookies[unified.cookieName]
  reply.clearCookie(unified.cookieName, cookieOf(unified))
  const attempt = await beginAttempt(house, request, { login: null, personId: null })
  type Why = 'unified-anew' | 'unified-unknown' | 'unified-another'
  const refuse = async (slug: Why, cause?: unknown): Promise<never> => {
    await failAttempt(house, request, attempt, { by: 'oidc', why: slug })
    throw new Problem(accessProblems[slug], { cause })
  }
  const { login, hasFactor, provedAt, issuer, subject } = await unified
    .finish(now, query, cookie)
    .catch(async (error: unknown) => {
      if (error instanceof Problem && error.type === accessProblems['unified-anew'])
        return refuse('unified-anew', error)
      await systemTransaction(house.pool, (tx) => takeBackAttempt(tx, attempt))
      throw error
    })
  const { person, isAnother } = await systemTransaction(house.pool, async (tx) => {
    const bound = await store.findPersonBySubject(tx, { issuer, subject })
    const name = bound?.login ?? login
    const person = name === null ? undefined : await store.findPersonByLogin(tx, name)
    const isAnother = person !== undefined && !bound && (await store.isBound(tx, person.id))
    if (isAnother) await tellOfAnother(tx, person.id, now.toISOString())
    return { person, isAnother }
  })
  if (!person) return refuse('unified-unknown')
  if (isAnother) return refuse('unified-another')
  const opening = { personId: person.id, attempt, hash: null, unified: { hasFactor, issuer, subject } }
  if ((person.has_factor && !hasFactor) || (person.needs_activation && !person.has_factor))
    return awaitCode(house, request, { ...opening, person }, person.password_hash)
  const freshAt = provedAt === null ? null : new Date(Math.min(provedAt, now.getTime())).toISOString()
  return open(house, request, { ...opening, by: 'oidc', freshAt })
}

/** Tells one password of a person from the next, without holding either. */
const proofOf = (passwordHash: string): string => createHash('sha256').update(passwordHash).digest('base64url')

/** The password was right, or the identity provider's word: the session waits for the second part, and is nobody's until it comes. */
const awaitCode = async (
  house: AccessHouse,
  request: FastifyRequest,
  {
    personId,
    attempt,
    hash,
    unified,
    person,
  }: Pick<Opening, 'personId' | 'attempt' | 'hash' | 'unified'> & { person: Pick<store.PersonRow, 'has_factor'> },
  passwordHash: string,
): Promise<SessionState> => {
  await systemChange(house.pool, house.clock, 'session.ask-code', origin(request), async (tx) => {
    await takeBackAttempt(tx, attempt)
    if (hash !== null) await store.changeHash(tx, personId, hash)
    return { record: 'people', recordId: personId, answer: undefined }
  })
  await request.session.regenerate()
  request.session.set('halfPersonId', personId)
  if (!person.has_factor) request.session.set('halfAwaits', 'activation')
  request.session.set('halfProof', proofOf(passwordHash))
  if (unified) request.session.set('unified', unified)
  await request.session.save()
  return readSession(house, request)
}

type UnifiedSession = NonNullable<FastifyRequest['session']['unified']>

/**
 * What a session is opened with: `unified` tells that the identity provider
 * stood for the person, `freshAt` when he proved himself.
 */
type Opening = {
  personId: number
  attempt: Attempt
  hash: string | null
  by: string
  unified?: UnifiedSession | undefined
  freshAt?: string | null
}

/** Opens the session of a person who proved himself, under an id of its own, within the number that the rules allow. */
const open = async (
  house: AccessHouse,
  request: FastifyRequest,
  { personId, attempt, hash, by, unified, freshAt }: Opening,
): Promise<SessionState> => {
  const now = house.clock.now().toISOString()
  // The audit row first: a session that left no trace must not open.
  await systemChange(house.pool, house.clock, 'session.open', { personId, ...origin(request) }, async (tx) => {
    await passAttempt(tx, attempt, now)
    const noted = { hash, byPassword: unified === undefined, byCode: by === 'activation' }
    const isNoted = await store.noteSignIn(tx, personId, now, noted)
    // Of several that sent one one-time password at the same time only the first is in.
    if (!isNoted) throw new Problem(accessProblems['wrong-sign-in'])
    // Bound with the whole sign-in alone: whoever has not given the code that stands before the account binds nothing.
    if (unified?.subject && !(await store.bindSubject(tx, personId, unified as Subject)))
      throw new Problem(accessProblems['unified-another'])
    const ended = await makeRoom(tx, personId)
    return {
      record: 'people',
      recordId: personId,
      after: { by, ...(unified ? { way: 'oidc' } : {}), ...(ended > 0 ? { ended } : {}) },
      answer: undefined,
    }
  })
  await request.session.regenerate()
  // The post it begins with is chosen with it: when that one ends, no other steps in.
  const recalled = await systemStatement(house.pool, (tx) => store.recallPerson(tx, personId, house.clock.today(), now))
  const postId = recalled?.posts[0]?.id
  await fillSession(request, { personId, postId, freshAt: freshAt === undefined ? now : freshAt, unified })
  return readSession(house, request)
}

/** What a session holds from its first moment. */
const fillSession = async (
  request: FastifyRequest,
  {
    personId,
    postId,
    freshAt,
    unified,
  }: {
    personId: number
    postId?: number | undefined
    freshAt: string | null
    unified?: UnifiedSession | undefined
  },
): Promise<void> => {
  request.session.set('personId', personId)
  if (postId !== undefined) request.session.set('postId', postId)
  if (freshAt !== null) request.session.set('freshAt', freshAt)
  if (unified) request.session.set('unified', unified)
  request.session.set('address', request.ip)
  request.session.set('device', deviceOf(request.headers['user-agent']))
  await request.session.save()
}

/** Whose password was right in a session that waits for the second part. @throws Problem sign-in-anew */
const halfPerson = async (house: AccessHouse, request: FastifyRequest): Promise<store.PersonRow> => {
  const personId = request.session.get('halfPersonId')
  const person =
    personId === undefined ? undefined : await systemTransaction(house.pool, (tx) => store.findPerson(tx, personId))
  // What a password had opened half is over once it was changed.
  if (!person || request.session.get('halfProof') !== proofOf(person.password_hash))
    throw new Problem(accessProblems['sign-in-anew'])
  return person
}

/**
 * Second half of the first sign-in with a password that somebody else drew: the 启用码 that the security administrator gave.
 * @throws Problem sign-in-anew, wrong-activation, wait-to-sign-in
 */
export const signInByActivation = async (
  house: AccessHouse,
  request: FastifyRequest,
  { code }: { code: string },
): Promise<SessionState> => {
  const person = await halfPerson(house, request)
  // Whoever set a second factor in between comes in by that.
  if (person.has_factor || request.session.get('halfAwaits') !== 'activation')
    throw new Problem(accessProblems['sign-in-anew'])
  const attempt = await beginAttempt(house, request, { login: person.login, personId: person.id })
  const given = await systemTransaction(house.pool, (tx) => store.findActivation(tx, person.id))
  const isOpen = given?.until != null && given.until > house.clock.now().toISOString()
  if (!(await passwordFits(isOpen ? given.hash : null, plainActivation(code)))) {
    await failAttempt(house, request, attempt)
    const { detail } = accessProblems['wrong-activation']
    throw new Problem(accessProblems['wrong-activation'], { errors: [{ pointer: '/code', detail }] })
  }
  const unified = request.session.get('unified')
  return open(house, request, { personId: person.id, attempt, hash: null, by: 'activation', unified })
}

/**
 * Second half of a sign-in: the code of the authenticator, or a recovery code.
 * @throws Problem sign-in-anew, wrong-code, wait-to-sign-in
 */
export const signInByCode = async (
  house: AccessHouse,
  request: FastifyRequest,
  { code }: { code: string },
): Promise<SessionState> => {
  const person = await halfPerson(house, request)
  const attempt = await beginAttempt(house, request, { login: person.login, personId: person.id })
  const now = house.clock.now().toISOString()
  const by = await systemTransaction(house.pool, (tx) => takeCode(tx, house.closed, person.id, code, now))
  if (by === null) {
    await failAttempt(house, request, attempt)
    throw wrongCode()
  }
  const unified = request.session.get('unified')
  return open(house, request, { personId: person.id, attempt, hash: null, by, unified })
}

/**
 * Proves anew who sits there, before a sensitive step: the code where a second factor is set, else the password.
 * @throws Problem wrong-code, wrong-sign-in, wait-to-sign-in
 */
export const confirmSelf = async (
  house: AccessHouse,
  context: Context,
  request: FastifyRequest,
  input: { password?: string; code?: string },
): Promise<{ freshUntil: string }> => {
  const { personId } = context.acting
  const person = await systemTransaction(house.pool, (tx) => store.findPerson(tx, personId))
  if (!person) throw new Problem(problems['signed-out'])
  const attempt = await beginAttempt(house, request, { login: person.login, personId })
  const isRight = person.has_factor
    ? (await systemTransaction(house.pool, (tx) =>
        takeCode(tx, house.closed, personId, input.code ?? '', context.now),
      )) !== null
    : await passwordFits(person.password_hash, input.password ?? '')
  if (!isRight) {
    await failAttempt(house, request, attempt)
    if (person.has_factor) throw wrongCode()
    const detail = '密码不对，重新填写。'
    throw new Problem(accessProblems['wrong-password'], { detail, errors: [{ pointer: '/password', detail }] })
  }
  await systemTransaction(house.pool, (tx) => passAttempt(tx, attempt, context.now))
  await auditConfirmed(house, request, personId, person.has_factor ? 'code' : 'password')
  return { freshUntil: await markFresh(house, request) }
}

/** Refuses a sensitive step of a session whose password or code was given too long ago. @throws Problem confirm-first */
export const refuseStale = (house: House, request: FastifyRequest): void => {
  if (!isFresh(house, request)) throw new Problem(accessProblems['confirm-first'])
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
    awaits: null,
    acting: null,
    posts: [],
    postOver: null,
    permissions: [],
    cityName: null,
    ...(await readCity(house)),
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

/**
 * Changes the own password and ends the person's other sessions.
 * @throws Problem wrong-password, wait-to-sign-in, same-password, weak-password
 */
export const changePassword = async (
  house: AccessHouse,
  context: Context,
  request: FastifyRequest,
  input: { current: string; next: string },
): Promise<SessionState> => {
  const { personId } = context.acting
  const person = await systemTransaction(house.pool, (tx) => store.findPerson(tx, personId))
  if (!person) throw new Problem(problems['signed-out'])
  const attempt = await beginAttempt(house, request, { login: person.login, personId })
  if (!(await passwordFits(person.password_hash, input.current))) {
    await failAttempt(house, request, attempt)
    throw new Problem(accessProblems['wrong-password'], {
      detail: '原密码不对，重新填写原密码。',
      errors: [{ pointer: '/current', detail: '原密码不对，重新填写。' }],
    })
  }
  await systemTransaction(house.pool, (tx) => passAttempt(tx, attempt, context.now))
  if (input.current === input.next) throw new Problem(accessProblems['same-password'])
  const hash = await hashPassword(input.next)
  await context.change('people.change-password', (tx) =>
    asProgram(tx, async () => {
      await checkNewPassword(tx, input.next, { personId, login: person.login, name: person.name }, '/next')
      await store.changePasswordHash(tx, personId, hash, context.now)
      await dropSessions(tx, personId)
      return { record: 'people', recordId: personId, answer: undefined }
    }),
  )
  const { postId, unified, freshAt: proven = null } = request.session
  await request.session.regenerate()
  // The password alone is no fresh proof where a second factor is set: the proof stays as old as it was.
  await fillSession(request, { personId, postId, freshAt: person.has_factor ? proven : context.now, unified })
  return readSession(house, request)
}
