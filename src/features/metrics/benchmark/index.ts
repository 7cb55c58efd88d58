import { implement } from '@orpc/server'
import { acting } from '../../../platform/http/acting.ts'
import type { RequestContext } from '../../../platform/http/serve.ts'
import { benchmark } from './contract.ts'
import { exportBenchmark, readBenchmark } from './operations.ts'

const at = implement(benchmark).$context<RequestContext>()

export const benchmarkRoutes = at.router({
  read: at.read.handler(acting((ctx) => readBenchmark(ctx))),
  sheet: at.sheet.handler(acting(exportBenchmark)),
})
