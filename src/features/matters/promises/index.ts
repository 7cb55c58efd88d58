import { implement } from '@orpc/server'
import { acting } from '../../../platform/http/acting.ts'
import type { RequestContext } from '../../../platform/http/serve.ts'
import { promises } from './contract.ts'
import { listPromised } from './operations.ts'

export { promisesFollow } from './follow.ts'

const at = implement(promises).$context<RequestContext>()
export const promisesRoutes = at.router({ ofFact: at.ofFact.handler(acting(listPromised)) })
