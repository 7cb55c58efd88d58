import { implement } from '@orpc/server'
import { acting } from '../../../platform/http/acting.ts'
import type { RequestContext } from '../../../platform/http/serve.ts'
import { measures } from './contract.ts'
import { exportMeasures, readMeasure, readMeasureRows, readMeasures } from './operations.ts'

export { measuresFollow } from './closed.ts'
export { readMeasures } from './operations.ts'
export { compactRegisterTallies } from './register-store.ts'
export { compactFactTallies } from './store.ts'

const at = implement(measures).$context<RequestContext>()

export const measuresRoutes = at.router({
  list: at.list.handler(acting(readMeasures)),
  get: at.get.handler(acting(readMeasure)),
  rows: at.rows.handler(acting(readMeasureRows)),
  sheet: at.sheet.handler(acting(exportMeasures)),
})
