import { implement } from '@orpc/server'
import { acting } from '../../../platform/http/acting.ts'
import type { RequestContext } from '../../../platform/http/serve.ts'
import type { FactFollower } from '../follow.ts'
import { checking } from './contract.ts'
import { checkMany, countChecking, listChecking } from './operations.ts'

export { checkMany, listChecking } from './operations.ts'

export const checkingFactsRoutes = (followers: readonly FactFollower[]) => {
  const at = implement(checking).$context<RequestContext>()
  return at.router({
    list: at.list.handler(acting(listChecking)),
    count: at.count.handler(acting(countChecking)),
    check: at.check.handler(acting(checkMany(followers))),
  })
}
