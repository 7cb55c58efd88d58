import { implement } from '@orpc/server'
import { acting } from '../../../platform/http/acting.ts'
import type { RequestContext } from '../../../platform/http/serve.ts'
import { checking } from './contract.ts'
import { checkFigureText, printChecked } from './operations.ts'

const at = implement(checking).$context<RequestContext>()

export const checkingRoutes = at.router({
  check: at.check.handler(acting(checkFigureText)),
  paper: at.paper.handler(acting(printChecked)),
})
