import { implement } from '@orpc/server'
import { acting } from '../../../platform/http/acting.ts'
import type { RequestContext } from '../../../platform/http/serve.ts'
import { exchange } from './contract.ts'
import { divisionOf, exportMatters } from './operations/exporting.ts'
import { annotatedSheet, blankSheet, checkSheet, takeInSheet } from './operations/importing.ts'

const at = implement(exchange).$context<RequestContext>()

export const exchangeRoutes = at.router({
  template: at.template.handler(acting(blankSheet)),
  check: at.check.handler(acting(checkSheet)),
  annotated: at.annotated.handler(acting(annotatedSheet)),
  takeIn: at.takeIn.handler(acting(takeInSheet)),
  export: at.export.handler(acting(exportMatters)),
  division: at.division.handler(acting(divisionOf)),
})
