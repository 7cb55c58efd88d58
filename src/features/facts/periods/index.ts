import { implement } from '@orpc/server'
import { acting } from '../../../platform/http/acting.ts'
import type { RequestContext } from '../../../platform/http/serve.ts'
import { periods } from './contract.ts'
import type { PeriodFollower } from './follow.ts'
import { askReopening, closePeriod, dropPeriod, getPeriod, listPeriods } from './operations.ts'

export type { ClosedPeriod, PeriodFollower } from './follow.ts'
export { amountsOf } from './older.ts'
export { closeDuePeriods, closePeriod, keepOlderClosings, PERIOD_APPROVALS } from './operations.ts'

const at = implement(periods).$context<RequestContext>()

/** Endpoints of 闭账; `followers` hear of each closing in the same transaction. */
export const factPeriodsRoutes = (followers: readonly PeriodFollower[]) =>
  at.router({
    list: at.list.handler(acting(listPeriods)),
    get: at.get.handler(acting(getPeriod)),
    close: at.close.handler(acting(closePeriod(followers))),
    drop: at.drop.handler(acting(dropPeriod)),
    reopen: at.reopen.handler(acting(askReopening)),
  })
