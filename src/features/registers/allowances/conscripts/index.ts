import { implement } from '@orpc/server'
import { acting } from '../../../../platform/http/acting.ts'
import type { RequestContext } from '../../../../platform/http/serve.ts'
import { conscripts } from './contract.ts'
import { addConscriptTable, listConscriptTables, verifyConscriptTable, withdrawConscriptTable } from './operations.ts'

export { addConscriptTable } from './operations.ts'

const at = implement(conscripts).$context<RequestContext>()
export const conscriptsRoutes = at.router({
  list: at.list.handler(acting(listConscriptTables)),
  add: at.add.handler(acting(addConscriptTable)),
  verify: at.verify.handler(acting(verifyConscriptTable)),
  withdraw: at.withdraw.handler(acting(withdrawConscriptTable)),
})
