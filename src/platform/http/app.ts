import { randomBytes, randomUUID } from 'node:crypto'
import cookie from '@fastify/cookie'
import session from '@fastify/session'
import Fastify, { type FastifyInstance, LogController } from 'fastify'
import type pg from 'pg'
import type { Clock } from '../context.ts'
import { SessionStore } from '../sessions/store.ts'
import { guard, headersOf, type Limits, limitPeople } from './guards.ts'
import { sendError } from './serve.ts'
import { answerUnheard } from './unheard.ts'

declare module 'fastify' {
  interface Session {
    personId?: number
    postId?: number
    /** Whose password was right, until the code is. */
    halfPersonId?: number
    /** What the half-open session waits for; nothing: the second factor. */
    halfAwaits?: 'activation'
    /** Of the password that opened it half. */
    halfProof?: string
    /** Signed in through the identity provider; `hasFactor` where it asked for a second factor itself. */
    unified?: { hasFactor: boolean; issuer?: string; subject?: string }
    /** When password or code was last given, ISO 8601. */
    freshAt?: string
    /** Where it was signed in from, as the person sees it in the list of his sessions. */
    address?: string
    device?: string
    /** Last use as the store read it. */
    usedAt?: string
  }
}

export type AppOptions = {
  pool: pg.Pool
  /** Sessions grow old by it. */
  clock: Clock
  sessionSecret: string
  trustProxy: boolean | 1 | string[]
  /** Whether browsers reach us over TLS, directly or through a proxy: the session cookie is then marked secure. */
  isSecure: boolean
  tls?: { cert: Buffer; key: Buffer }
  logLevel: string
  /** How much may come from one side; no limits if left out. */
  limits?: Limits
  /** Where the lines of the log go; standard output if left out. */
  logTo?: { write(line: string): void }
}

/** TLS 1.2 and newer, keys that are forgotten after each session, and ciphers that authenticate. Source: OWASP ASVS 5.0, 12.1. */
const TLS = {
  minVersion: 'TLSv1.2',
  ciphers: [
    'TLS_AES_256_GCM_SHA384',
    'TLS_CHACHA20_POLY1305_SHA256',
    'TLS_AES_128_GCM_SHA256',
    'ECDHE+AESGCM',
    'ECDHE+CHACHA20',
  ].join(':'),
  honorCipherOrder: true,
} as const

/** The HTTP server without routes: sessions, request ids, security headers, problem answers. */
export const buildApp = async (options: AppOptions): Promise<FastifyInstance> => {
  const app = Fastify({
    logger: {
      level: options.logLevel,
      // The reader of forms tells its options at the finest level, the head of the request with its cookie among them.
      redact: { paths: ['busboyOptions.headers'], remove: true },
      ...(options.logTo ? { stream: options.logTo } : {}),
    },
    genReqId: () => randomUUID(),
    // Of a chain of addresses one proxy vouches for the last alone; the others are what the sender wrote.
    trustProxy: options.trustProxy === 1 ? (_address, hop) => hop === 0 : options.trustProxy,
    bodyLimit: 2 * 1024 * 1024,
    // Ten minutes for a file over a slow line; what carries none is cut off sooner (guards.ts).
    requestTimeout: 600_000,
    connectionTimeout: 0,
    keepAliveTimeout: 65_000,
    ...answerUnheard(headersOf(options.isSecure)),
    logController: new LogController({ disableRequestLogging: true }),
    ...(options.tls ? { https: { ...options.tls, ...TLS } } : {}),
  }) as unknown as FastifyInstance

  await guard(app, options)
  await app.register(cookie)
  const sessions = new SessionStore(options.pool, options.clock)
  // The cookie has no age of its own: it ends with the browser, and on the server by the city's rules.
  await app.register(session, {
    secret: options.sessionSecret,
    cookieName: options.isSecure ? '__Host-tongxin' : 'tongxin',
    saveUninitialized: false,
    rolling: false,
    cookie: { httpOnly: true, sameSite: 'strict', secure: options.isSecure, path: '/' },
    store: sessions,
  })

  app.addHook('onRequest', async (request) => sessions.touch(request.session))
  if (options.limits) limitPeople(app, options.limits)
  app.addHook('onSend', async (request, reply, payload) => {
    // Who is to wait some minutes is told so in the head too.
    const minutes = request.refused?.problem.extra.minutes
    if (reply.statusCode === 429 && typeof minutes === 'number') reply.header('retry-after', Math.ceil(minutes * 60))
    const type = String(reply.getHeader('content-type') ?? '')
    if (reply.statusCode >= 400 && type.startsWith('application/json')) {
      reply.header('content-type', 'application/problem+json; charset=utf-8')
    }
    return payload
  })
  app.setErrorHandler((error, request, reply) => sendError(error, request, reply))
  return app
}

export const newSecret = (): string => randomBytes(48).toString('base64url')
