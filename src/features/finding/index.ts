import { implement } from '@orpc/server'
import { acting } from '../../platform/http/acting.ts'
import type { RequestContext } from '../../platform/http/serve.ts'
import { finding } from './contract.ts'
import { find } from './operations.ts'

export const findingRoutes = () => {
  const at = implement(finding).$context<RequestContext>()
  return at.router({ find: at.find.handler(acting(find)) })
}
