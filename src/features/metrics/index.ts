import { implement } from '@orpc/server'
import { acting } from '../../platform/http/acting.ts'
import type { RequestContext } from '../../platform/http/serve.ts'
import { metrics } from './contract.ts'
import { exportMissing, readCoverageOf, readMissing } from './coverage.ts'
import { readOverview } from './operations.ts'

export const metricsRoutes = () => {
  const at = implement(metrics).$context<RequestContext>()
  return at.router({
    overview: at.overview.handler(acting(readOverview)),
    coverage: at.coverage.handler(acting(readCoverageOf)),
    missing: at.missing.handler(acting(readMissing)),
    missingSheet: at.missingSheet.handler(acting(exportMissing)),
  })
}
