import { randomBytes, randomUUID } from 'node:crypto'
import cookie from '@fastify/cookie'
import session from '@fastify/session'
import Fastify, { type FastifyInstance, LogController } from 'fastify'
import type pg from 'pg'
import { Problem, problems } from '../problem.ts'
import { SessionStore } from '../sessions/store.ts'
import { sendError } from './serve.ts'

declare module 'fastify' {
  interface Session {
    personId?: number
    postId?: number
  }
}

export type AppOptions = {
  pool: pg.Pool
  sessionSecret: string
  sessionHours: number
  trustProxy: boolean | string | string[]
  /** Whether browsers reach us over TLS, directly or through a proxy: the session cookie is then marked secure. */
  isSecure: boolean
  tls?: { cert: Buffer; key: Buffer }
  logLevel: string
  /** Where the lines of the log go; standard output if left out. */
  logTo?: { write(line: string): void }
}

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])

const isOwnOrigin = (origin: string, host: string): boolean => URL.canParse(origin) && new URL(origin).host === host

/** The HTTP server without routes: sessions, request ids, security headers, problem answers. */
export const buildApp = async (options: AppOptions): Promise<FastifyInstance> => {
  const app = Fastify({
    logger: { level: options.logLevel, ...(options.logTo ? { stream: options.logTo } : {}) },
    genReqId: () => randomUUID(),
    trustProxy: options.trustProxy,
    bodyLimit: 2 * 1024 * 1024,
    logController: new LogController({ disableRequestLogging: true }),
    ...(options.tls ? { https: options.tls } : {}),
  }) as unknown as FastifyInstance

  await app.register(cookie)
  await app.register(session, {
    secret: options.sessionSecret,
    cookieName: 'tongxin',
    saveUninitialized: false,
    rolling: true,
    cookie: {
      httpOnly: true,
      sameSite: 'strict',
      secure: options.isSecure,
      maxAge: options.sessionHours * 3_600_000,
      path: '/',
    },
    store: new SessionStore(options.pool, options.sessionHours * 3_600_000),
  })

  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id)
    reply.header('x-content-type-options', 'nosniff')
    reply.header('x-frame-options', 'DENY')
    reply.header('referrer-policy', 'same-origin')
    reply.header(
      'content-security-policy',
      "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' blob: data:; frame-ancestors 'none'; object-src 'none'; base-uri 'none'; form-action 'self'",
    )
    // A page of another site can neither read our answers nor make this one write for it.
    const { origin } = request.headers
    if (!SAFE.has(request.method) && origin && !isOwnOrigin(origin, request.host)) {
      throw new Problem(problems['not-yours'], { detail: '请求来自别的网站，未执行。从本系统页面重新操作。' })
    }
  })
  app.addHook('onSend', async (_request, reply, payload) => {
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
