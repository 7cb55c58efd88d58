import { implement } from '@orpc/server'
import { acting } from '../../../platform/http/acting.ts'
import type { RequestContext } from '../../../platform/http/serve.ts'
import { personal } from './contract.ts'
import type { NameFollower } from './naming.ts'
import { copyRegistered, eraseRegistered, personalOfRegistered } from './operations.ts'

export { type NameFollower, SOMEBODY } from './naming.ts'

/** Endpoints of 本人信息, and the higher rooms whose words name people. */
export const personalRoutes = (followers: readonly NameFollower[]) => {
  const at = implement(personal).$context<RequestContext>()
  return at.router({
    of: at.of.handler(acting(personalOfRegistered(followers))),
    copy: at.copy.handler(acting(copyRegistered)),
    erase: at.erase.handler(acting(eraseRegistered(followers))),
  })
}
