import { implement } from '@orpc/server'
import { acting } from '../../../platform/http/acting.ts'
import type { RequestContext } from '../../../platform/http/serve.ts'
import { batches } from './contract.ts'
import { listBatches, takeBackBatch } from './operations.ts'

export { findImport, insertBatch } from './store.ts'

const at = implement(batches).$context<RequestContext>()

export const batchesRoutes = at.router({
  list: at.list.handler(acting(listBatches)),
  takeBack: at.takeBack.handler(acting(takeBackBatch)),
})
