import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { Problem, problems } from '../problem.ts'
import { sendError } from './serve.ts'

/**
 * Serves the built screens. Hashed files are kept by browsers for a year and sent as brotli where they were compressed
 * at build time; every address that is no file gets the page itself, so that a link can be opened anew.
 */
export const serveScreens = async (app: FastifyInstance, clientDir?: string): Promise<void> => {
  const hasScreens = clientDir !== undefined && existsSync(join(clientDir, 'index.html'))
  if (hasScreens) {
    await app.register(fastifyStatic, {
      root: clientDir,
      preCompressed: true,
      wildcard: true,
      index: ['index.html'],
      cacheControl: false,
      setHeaders: (response, path) => {
        response.setHeader(
          'cache-control',
          path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
        )
      },
    })
  }
  app.setNotFoundHandler((request, reply) => {
    const wantsPage = request.method === 'GET' && String(request.headers.accept ?? '').includes('text/html')
    if (hasScreens && wantsPage && !request.url.startsWith('/api/')) return reply.sendFile('index.html')
    return sendError(new Problem(problems['not-found'], { detail: '没有这个地址，核对后再试。' }), request, reply)
  })
}
