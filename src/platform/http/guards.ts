import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { nameProblems, Problem, problems } from '../problem.ts'
import { groupOf } from './address.ts'
import { openPlaces } from './pressure.ts'

/** What stands before every request, whoever sends it: headers, the origin, what may arrive and how much of it. */

export const guardProblems = nameProblems({
  overloaded: [503, '系统正忙', '现在办理的人太多，这次操作没有执行。等几秒再做一次。'],
  'wrong-type': [415, '内容的格式不对', '接口只收 JSON，上传文件用 multipart/form-data，改好后再发。'],
})

export type Limits = {
  /** Requests a minute of one signed-in person. */
  perPerson: number
  /** Requests a minute of one address; an office with one way out is one address. */
  perAddress: number
  /** The most requests that are worked on at once, fewer while the loop is late; whoever comes above is asked to come again. */
  atOnce: number
  /** How long a request without a file may take to arrive, in milliseconds. */
  arriveMs: number
}

const CONTENT = [
  "default-src 'self'",
  "script-src 'self'",
  // antd writes its styles into the page as it draws; scripts never stand in one.
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' blob: data:",
  "connect-src 'self'",
  "frame-ancestors 'none'",
  "frame-src 'none'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
].join('; ')

/** Headers of every answer. Source: OWASP ASVS 5.0, 3.4 and 14.3.2. */
export const headersOf = (isSecure: boolean): Record<string, string> => ({
  'content-security-policy': CONTENT,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(self), geolocation=(), microphone=(), payment=(), usb=()',
  ...(isSecure ? { 'strict-transport-security': 'max-age=31536000; includeSubDomains' } : {}),
})

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])
const isOwnOrigin = (origin: string, host: string): boolean => URL.canParse(origin) && new URL(origin).host === host

/** Whether a page of another site sent it. A program that is no browser sends neither header. */
const isForeign = ({ headers, host }: FastifyRequest): boolean => {
  const { origin, 'sec-fetch-site': site } = headers
  if (origin !== undefined) return !isOwnOrigin(origin, host)
  return site !== undefined && site !== 'same-origin' && site !== 'none'
}

/**
 * Whether a path is written as an address bar would: no `.` or `..` between slashes, no empty step, nothing encoded that need not
 * be. What stands before the endpoints judges by the path; one that is written otherwise would pass it by and still be served.
 */
export const isPlainPath = (url: string): boolean => {
  const path = url.split('?', 1)[0] as string
  return (
    path.startsWith('/') &&
    !path.includes('//') &&
    !/%(?:2[def]|3[0-9]|4[1-9a-f]|5[0-9acf]|6[1-9a-f]|7[0-9ae])/i.test(path) &&
    URL.canParse(path, 'http://host') &&
    new URL(path, 'http://host').pathname === path
  )
}

const isApi = ({ url }: FastifyRequest): boolean => url.startsWith('/api/')
/** Asked by machines. */
const isHealth = ({ url }: FastifyRequest): boolean => /^\/api\/(health|ready)(\?|$)/.test(url)
/** Held open: no work that waits for its end, but opened as often as anything else. */
const isStream = ({ url }: FastifyRequest): boolean => /^\/api\/notices\/stream(\?|$)/.test(url)
const isUpload = ({ url, method }: FastifyRequest): boolean => method === 'POST' && /^\/api\/files(\?|$)/.test(url)

/**
 * What may stand in a body: JSON, and the form of an upload at its one address. The reader of forms is known to the whole server
 * but counts no bytes, so a form sent anywhere else would be taken in whole, past the limit of bodies, the keys of writes and
 * the rule that a page of another site cannot send what an endpoint reads.
 */
const isReadable = (request: FastifyRequest): boolean => {
  const type = request.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase()
  // Without a type nothing is read but an empty body.
  return type === undefined || type === (isUpload(request) ? 'multipart/form-data' : 'application/json')
}

const MINUTE = 60_000

type Counted = Awaited<ReturnType<ReturnType<FastifyInstance['createRateLimit']>>>

const refuseExceeded = (counted: Counted, reply: FastifyReply): void => {
  if (counted.isAllowed || !counted.isExceeded) return
  reply.header('retry-after', counted.ttlInSeconds)
  throw new Problem(problems['too-many'])
}

/** Lets through what one address sends in a minute, and no more than can be worked on at once. */
const limitRequests = async (app: FastifyInstance, limits: Limits): Promise<void> => {
  await app.register(rateLimit, { global: false, cache: 20_000 })
  const ofAddress = app.createRateLimit({
    max: limits.perAddress,
    timeWindow: MINUTE,
    keyGenerator: ({ ip }) => groupOf(ip),
  })
  const places = openPlaces(limits.atOnce)
  app.addHook('onClose', async () => places.stop())
  app.addHook('onRequest', async (request, reply) => {
    if (!isApi(request) || isHealth(request)) return
    refuseExceeded(await ofAddress(request), reply)
    if (isStream(request)) return
    if (!places.take()) {
      reply.header('retry-after', 2)
      throw new Problem(guardProblems.overloaded)
    }
    reply.raw.once('close', () => places.giveBack())
    if (isUpload(request)) return
    // A request that trickles in holds a place; an upload has the server's own limit of time.
    const waiting = setTimeout(() => request.raw.destroy(), limits.arriveMs)
    request.raw.once('end', () => clearTimeout(waiting))
    request.raw.once('close', () => clearTimeout(waiting))
  })
}

/** Lets through what one signed-in person sends in a minute; stands after the sessions. */
export const limitPeople = (app: FastifyInstance, { perPerson }: Limits): void => {
  const ofPerson = app.createRateLimit({
    max: perPerson,
    timeWindow: MINUTE,
    keyGenerator: ({ session }) => `person ${session.get('personId')}`,
  })
  app.addHook('onRequest', async (request, reply) => {
    if (!isApi(request) || isHealth(request) || request.session.get('personId') === undefined) return
    refuseExceeded(await ofPerson(request), reply)
  })
}

/** Lays the guards that ask for nobody; they stand before the sessions, so that a flood reads none. */
export const guard = async (
  app: FastifyInstance,
  { isSecure, limits }: { isSecure: boolean; limits?: Limits },
): Promise<void> => {
  // A form of another page can send text without asking first; nothing takes such a thing.
  app.removeContentTypeParser('text/plain')
  const headers = headersOf(isSecure)
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(headers)
    reply.header('x-request-id', request.id)
    if (isApi(request)) reply.header('cache-control', 'no-store')
    if (!isPlainPath(request.url)) throw new Problem(problems['not-found'], { detail: '没有这个地址，核对后再试。' })
    if (!SAFE.has(request.method) && isForeign(request))
      throw new Problem(problems['not-yours'], { detail: '请求来自别的网站，未执行。从本系统页面重新操作。' })
    if (isApi(request) && !isReadable(request)) {
      // Not a byte of it is waited for.
      reply.header('connection', 'close')
      throw new Problem(guardProblems['wrong-type'])
    }
  })
  if (limits) await limitRequests(app, limits)
}
