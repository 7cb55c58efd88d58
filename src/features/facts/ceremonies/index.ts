import { implement } from '@orpc/server'
import { acting } from '../../../platform/http/acting.ts'
import type { RequestContext } from '../../../platform/http/serve.ts'
import { ceremonies } from './contract.ts'
import { listCeremonies } from './operations.ts'

export { ceremoniesFollow } from './follow.ts'

const at = implement(ceremonies).$context<RequestContext>()
export const ceremoniesRoutes = at.router({ ofReport: at.ofReport.handler(acting(listCeremonies)) })
