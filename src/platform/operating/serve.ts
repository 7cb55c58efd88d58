import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Health } from './health.ts'
import type { Metrics } from './metrics.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The template of the endpoint that answered, where the web server's own router knows only a common one. */
    template?: string
    /** The post that asked, once it is known. */
    actingPost?: number
  }
}

/** Template of the path of a request, which bears no value. */
export const templateOf = (request: FastifyRequest): string =>
  request.template ?? (request.routeOptions.url === '/*' ? '/*' : (request.routeOptions.url ?? '-'))

/**
 * One line of the log and one count for each request: method, template of the path, status, milliseconds, post, number. Never an
 * address as it was asked, a value or a name: these may be personal data.
 */
export const tellRequests = (app: FastifyInstance, metrics?: Metrics): void => {
  app.addHook('onResponse', async (request, reply) => {
    const route = templateOf(request)
    const ms = Math.round(reply.elapsedTime * 10) / 10
    const status = reply.statusCode
    metrics?.request(request.method, route, status, reply.elapsedTime / 1000)
    request.log.info({ method: request.method, route, status, ms, post: request.actingPost ?? null }, 'request')
  })
}

const isLoopback = (address: string): boolean => /^(::1|(::ffff:)?127\.)/.test(address)

/**
 * GET /health: the process lives. GET /ready: it can work; 503 when the database is away, the schema is another one, the disk is
 * full, or it is being stopped. States alone: who may see the figures has a page for them.
 */
export const serveHealth = (app: FastifyInstance, health: Health): void => {
  app.get('/health', async (_request, reply) => reply.header('cache-control', 'no-store').send({ status: 'ok' }))
  app.get('/ready', async (request, reply) => {
    reply.header('cache-control', 'no-store')
    if (health.isStopping()) return reply.status(503).send({ status: 'stopping', checks: {} })
    const checks = await health.look()
    const isReady = checks.every(({ state }) => state !== 'failed')
    return reply.status(isReady ? 200 : 503).send({
      status: isReady ? 'ready' : 'not-ready',
      // What is amiss is for who watches on the machine itself; a proxy asks for the status alone. Source: OWASP ASVS 5.0, 13.4.5.
      checks: isLoopback(request.ip) ? Object.fromEntries(checks.map(({ name, state }) => [name, state])) : {},
    })
  })
  // Whoever keeps a line open is asked to come anew, by way of the proxy, which knows who is ready.
  app.addHook('onSend', async (_request, reply) => {
    if (health.isStopping()) reply.header('connection', 'close')
  })
}
