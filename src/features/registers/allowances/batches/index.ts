import { implement } from '@orpc/server'
import { acting } from '../../../../platform/http/acting.ts'
import type { RequestContext } from '../../../../platform/http/serve.ts'
import { allowances } from './contract.ts'
import { addAllowance, listAllowances, withdrawAllowance } from './operations.ts'
import { allowanceTemplate, checkAllowances, takeAllowancesIn } from './sheets.ts'

export { addAllowance } from './operations.ts'

const at = implement(allowances).$context<RequestContext>()
export const allowancesRoutes = at.router({
  list: at.list.handler(acting(listAllowances)),
  add: at.add.handler(acting(addAllowance)),
  template: at.template.handler(acting(allowanceTemplate)),
  check: at.check.handler(acting(checkAllowances)),
  takeIn: at.takeIn.handler(acting(takeAllowancesIn)),
  withdraw: at.withdraw.handler(acting(withdrawAllowance)),
})
