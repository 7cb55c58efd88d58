import type { FastifyInstance } from 'fastify'
import { actingContext, orgRoutes } from '../features/org/index.ts'
import type { Role } from '../platform/acting.ts'
import type { Context, House } from '../platform/context.ts'
import { type AppOptions, buildApp } from '../platform/http/app.ts'
import { serveRouter } from '../platform/http/serve.ts'
import { contract } from './contract.ts'
import { mayUse, PERMISSIONS, type Permission } from './permissions.ts'

const permissionsOf = (role: Role): string[] =>
  (Object.keys(PERMISSIONS) as Permission[]).filter((permission) => mayUse(role, permission))

/** The whole program behind HTTP, without the screens: every room's endpoints under one gate. */
export const makeApp = async (house: House, options: Omit<AppOptions, 'pool'>): Promise<FastifyInstance> => {
  const app = await buildApp({ ...options, pool: house.pool })
  const accessHouse = { ...house, permissionsOf }
  const router = {
    org: orgRoutes(accessHouse),
  }
  serveRouter(app, router, contract, {
    contextOf: (request, reply) => {
      let context: Promise<Context> | undefined
      return {
        request,
        reply,
        acting: () => {
          context ??= actingContext(accessHouse, request)
          return context
        },
      }
    },
    mayUse: (role, permission) => mayUse(role, permission as Permission),
  })
  app.get('/api/health', async () => ({ status: 'ok' }))
  return app
}
