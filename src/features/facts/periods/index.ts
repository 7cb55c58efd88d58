import { implement } from '@orpc/server'
import { acting } from '../../../platform/http/acting.ts'
import type { RequestContext } from '../../../platform/http/serve.ts'
import { periods } from './contract.ts'
import { askReopening, closePeriod, dropPeriod, getPeriod, listPeriods } from './operations.ts'

export { closeDuePeriods, closePeriod, PERIOD_APPROVALS } from './operations.ts'

const at = implement(periods).$context<RequestContext>()

export const factPeriodsRoutes = at.router({
  list: at.list.handler(acting(listPeriods)),
  get: at.get.handler(acting(getPeriod)),
  close: at.close.handler(acting(closePeriod)),
  drop: at.drop.handler(acting(dropPeriod)),
  reopen: at.reopen.handler(acting(askReopening)),
})
