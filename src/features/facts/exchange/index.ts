import { implement } from '@orpc/server'
import { acting } from '../../../platform/http/acting.ts'
import type { RequestContext } from '../../../platform/http/serve.ts'
import type { FactFollower } from '../follow.ts'
import { factExchange } from './contract.ts'
import { blankFactSheet, checkFactSheet, listFactBatches, takeBackFacts, takeInFacts } from './operations.ts'
import { exportFacts } from './out.ts'

export const factExchangeRoutes = (followers: readonly FactFollower[]) => {
  const at = implement(factExchange).$context<RequestContext>()
  return at.router({
    template: at.template.handler(acting(blankFactSheet)),
    check: at.check.handler(acting(checkFactSheet)),
    takeIn: at.takeIn.handler(acting(takeInFacts(followers))),
    batches: at.batches.handler(acting(listFactBatches)),
    takeBack: at.takeBack.handler(acting(takeBackFacts(followers))),
    export: at.export.handler(acting(exportFacts)),
  })
}
