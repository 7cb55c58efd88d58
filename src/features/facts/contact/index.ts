import { implement } from '@orpc/server'
import { acting } from '../../../platform/http/acting.ts'
import type { RequestContext } from '../../../platform/http/serve.ts'
import { contact } from './contract.ts'
import { endMark, listContacts, listMarks, markHousehold, readPlan, readReasons, saveReasons } from './operations.ts'

export { markHousehold } from './operations.ts'

const at = implement(contact).$context<RequestContext>()
export const contactRoutes = at.router({
  plan: at.plan.handler(acting(readPlan)),
  list: at.list.handler(acting(listContacts)),
  reasons: at.reasons.handler(acting(readReasons)),
  saveReasons: at.saveReasons.handler(acting(saveReasons)),
  marks: at.marks.handler(acting(listMarks)),
  mark: at.mark.handler(acting(markHousehold)),
  endMark: at.endMark.handler(acting(endMark)),
})
