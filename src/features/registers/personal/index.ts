import { implement } from '@orpc/server'
import { acting } from '../../../platform/http/acting.ts'
import type { RequestContext } from '../../../platform/http/serve.ts'
import { personal } from './contract.ts'
import { copyRegistered, eraseRegistered, personalOfRegistered } from './operations.ts'

/** Endpoints of 本人信息. */
export const personalRoutes = () => {
  const at = implement(personal).$context<RequestContext>()
  return at.router({
    of: at.of.handler(acting(personalOfRegistered)),
    copy: at.copy.handler(acting(copyRegistered)),
    erase: at.erase.handler(acting(eraseRegistered)),
  })
}
