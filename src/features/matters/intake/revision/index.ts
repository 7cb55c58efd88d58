import { implement } from '@orpc/server'
import { acting } from '../../../../platform/http/acting.ts'
import type { RequestContext } from '../../../../platform/http/serve.ts'
import { revision } from './contract.ts'
import { carryOut, clearDecision, decide, followVersion, getRevision, listWaiting } from './operations.ts'

export { carryOut, decide, getRevision, revisionFollower } from './operations.ts'

const at = implement(revision).$context<RequestContext>()

export const revisionRoutes = at.router({
  waiting: at.waiting.handler(acting((ctx) => listWaiting(ctx))),
  get: at.get.handler(acting(getRevision)),
  decide: at.decide.handler(acting(decide)),
  clear: at.clear.handler(acting(clearDecision)),
  carryOut: at.carryOut.handler(acting(carryOut)),
  follow: at.follow.handler(acting(followVersion)),
})
