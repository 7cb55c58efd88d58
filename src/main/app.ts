import type { FastifyInstance, FastifyRequest } from 'fastify'
import { ceremoniesRoutes } from '../features/facts/ceremonies/index.ts'
import { checkingFactsRoutes } from '../features/facts/checking/index.ts'
import { contactRoutes } from '../features/facts/contact/index.ts'
import { educationPlanRoutes } from '../features/facts/education/index.ts'
import { factExchangeRoutes } from '../features/facts/exchange/index.ts'
import { factsRoutes } from '../features/facts/index.ts'
import { offlineRoutes } from '../features/facts/offline/index.ts'
import { factPeriodsRoutes, PERIOD_APPROVALS } from '../features/facts/periods/index.ts'
import { readingRoutes } from '../features/facts/reading/index.ts'
import { findingRoutes } from '../features/finding/index.ts'
import { batchesRoutes } from '../features/matters/batches/index.ts'
import { exchangeRoutes } from '../features/matters/exchange/index.ts'
import { handoverRoutes } from '../features/matters/handover/index.ts'
import { mattersRoutes } from '../features/matters/index.ts'
import { instructionsRoutes } from '../features/matters/instructions/index.ts'
import { intakeRoutes } from '../features/matters/intake/index.ts'
import { revisionRoutes } from '../features/matters/intake/revision/index.ts'
import { listsRoutes } from '../features/matters/lists/index.ts'
import { noticesRoutes } from '../features/matters/notices/index.ts'
import { promisesRoutes } from '../features/matters/promises/index.ts'
import { statementsRoutes } from '../features/matters/statements/index.ts'
import { benchmarkRoutes } from '../features/metrics/benchmark/index.ts'
import { checkingRoutes } from '../features/metrics/checking/index.ts'
import { metricsRoutes } from '../features/metrics/index.ts'
import { measuresRoutes } from '../features/metrics/measures/index.ts'
import type { BackupPlan } from '../features/org/background/index.ts'
import {
  actingContext,
  type FirstSecret,
  makeUnified,
  orgRoutes,
  refuseStale,
  type UnifiedSettings,
} from '../features/org/index.ts'
import { registersRoutes } from '../features/registers/index.ts'
import { sourcesRoutes } from '../features/sources/index.ts'
import { statedRoutes } from '../features/sources/stated/index.ts'
import type { Role } from '../platform/acting.ts'
import { makeRefusals, type Refusals } from '../platform/audit/refusals.ts'
import type { Context, House } from '../platform/context.ts'
import { filePaths } from '../platform/files/openapi.ts'
import { serveFiles } from '../platform/files/routes.ts'
import { type AppOptions, buildApp } from '../platform/http/app.ts'
import { recordRefusals } from '../platform/http/refusals.ts'
import { serveRouter } from '../platform/http/serve.ts'
import { serveScreens } from '../platform/http/static.ts'
import { noticeStreamPaths, serveNoticeStream } from '../platform/notices/stream.ts'
import { type Health, makeHealth } from '../platform/operating/health.ts'
import type { Metrics } from '../platform/operating/metrics.ts'
import { serveHealth, tellRequests } from '../platform/operating/serve.ts'
import { Problem, problems } from '../platform/problem.ts'
import { contract } from './contract.ts'
import { mayUse, PERMISSIONS, type Permission } from './permissions.ts'
import { VISIBILITY } from './visibility/index.ts'
import {
  factFollowers,
  helpFollowers,
  householdFollowers,
  meritReportFollowers,
  nameFollowers,
  periodFollowers,
  regionFollowers,
  revisionFollowers,
} from './wiring.ts'

const permissionsOf = (role: Role): string[] =>
  (Object.keys(PERMISSIONS) as Permission[]).filter((permission) => mayUse(role, permission))

export type MakeAppOptions = Omit<AppOptions, 'pool' | 'clock'> & {
  /** Size limit of one uploaded file. */
  uploadLimitBytes: number
  /** Folder for files on their way in. */
  tmpDir: string
  /** Folder of the built screens; absent where only the endpoints are wanted. */
  clientDir?: string
  /** Signs of life of the notice stream, and how many streams a session may hold; the usual ones if left out. */
  stream?: { heartbeatMs?: number; perSession?: number }
  /** When and where backups are made by themselves; none if left out. */
  backups?: BackupPlan
  /** Told once a real city is set up, with the secrets of its administrators where they are new. */
  onCitySetUp?: (secrets: readonly FirstSecret[]) => void
  /** Whether /api/openapi.json is open to who is not signed in; not if left out. */
  isDocumentOpen?: boolean
  /** The identity provider, where one is set. */
  unified?: UnifiedSettings | undefined
  /** State of the process for /ready, one of its own if left out; and its counts. */
  health?: Health
  metrics?: Metrics
  /** Writes refusals down; one of its own if left out. */
  refusals?: Refusals
}

/** Refusals of a minute are written together at its end. */
const SETTLE_MS = 10_000

/** Where nothing was said about backups: none by itself. */
const NO_BACKUPS: BackupPlan = { dir: null, at: '02:30', keep: 14, copy: null }

/** The whole program behind HTTP, without the screens: every room's endpoints under one gate. */
export const makeApp = async (house: House, options: MakeAppOptions): Promise<FastifyInstance> => {
  const app = await buildApp({ ...options, pool: house.pool, clock: house.clock })
  tellRequests(app, options.metrics)
  const refusals =
    options.refusals ??
    makeRefusals({ pool: house.pool, now: house.clock.now }, (error) =>
      app.log.error({ err: error }, 'a refusal was not recorded'),
    )
  recordRefusals(app, refusals, Object.keys(VISIBILITY))
  const settling = setInterval(() => void refusals.settle(), SETTLE_MS)
  settling.unref()
  app.addHook('onClose', async () => {
    clearInterval(settling)
    await refusals.settle(true)
  })
  const health = options.health ?? makeHealth({ pool: house.pool, seals: house.seals, dataDir: options.tmpDir })
  const unified = options.unified
    ? makeUnified(options.unified, { secret: options.sessionSecret, isSecure: options.isSecure })
    : undefined
  const accessHouse = { ...house, permissionsOf, unified }
  const contextOf = (request: FastifyRequest): (() => Promise<Context>) => {
    let context: Promise<Context> | undefined
    return () => {
      context ??= actingContext(accessHouse, request).then((made) => {
        request.actingPost = made.acting.postId
        return made
      })
      return context
    }
  }
  await serveFiles(app, {
    limitBytes: options.uploadLimitBytes,
    tmpDir: options.tmpDir,
    acting: async (request, _reply, isWrite) => {
      const context = await contextOf(request)()
      if (isWrite && !mayUse(context.acting.role, 'files:write')) throw new Problem(problems['not-yours'])
      return context
    },
  })
  serveNoticeStream(app, {
    pool: house.pool,
    acting: async (request) => {
      const context = await actingContext(accessHouse, request)
      if (!mayUse(context.acting.role, 'notices:read')) throw new Problem(problems['not-yours'])
      return context
    },
    ...options.stream,
  })
  const router = {
    org: orgRoutes(accessHouse, {
      regionFollowers,
      approvals: PERIOD_APPROVALS,
      onCitySetUp: options.onCitySetUp,
      backups: options.backups ?? NO_BACKUPS,
      health,
    }),
    registers: registersRoutes(house, householdFollowers, meritReportFollowers, helpFollowers, nameFollowers),
    sources: sourcesRoutes(revisionFollowers),
    stated: statedRoutes,
    facts: factsRoutes(factFollowers),
    reading: readingRoutes,
    offline: offlineRoutes(factFollowers),
    ceremonies: ceremoniesRoutes,
    contact: contactRoutes,
    educationPlans: educationPlanRoutes,
    factExchange: factExchangeRoutes(factFollowers),
    factChecking: checkingFactsRoutes(factFollowers),
    factPeriods: factPeriodsRoutes(periodFollowers),
    intake: intakeRoutes,
    revision: revisionRoutes,
    matters: mattersRoutes(),
    promises: promisesRoutes,
    notices: noticesRoutes(),
    instructions: instructionsRoutes(),
    lists: listsRoutes(),
    batches: batchesRoutes,
    exchange: exchangeRoutes,
    statements: statementsRoutes,
    handover: handoverRoutes,
    metrics: metricsRoutes(),
    benchmark: benchmarkRoutes,
    measures: measuresRoutes,
    checking: checkingRoutes,
    finding: findingRoutes(),
  }
  serveRouter(app, router, contract, {
    contextOf: (request, reply) => ({ request, reply, acting: contextOf(request) }),
    isDocumentOpen: options.isDocumentOpen ?? false,
    morePaths: { ...filePaths, ...noticeStreamPaths },
    mayUse: (role, permission) => mayUse(role, permission as Permission),
    refuseStale: (request) => refuseStale(house, request),
  })
  app.get('/api/health', async () => ({ status: 'ok' }))
  serveHealth(app, health)
  await serveScreens(app, options.clientDir)
  return app
}
