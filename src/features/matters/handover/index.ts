import { implement } from '@orpc/server'
import { acting } from '../../../platform/http/acting.ts'
import type { RequestContext } from '../../../platform/http/serve.ts'
import { handover } from './contract.ts'
import { getHandover, handoverPaper, listHandovers, readMine, receiveHandover, writeNote } from './operations.ts'

export { receiveHandover, writeNote } from './operations.ts'

const at = implement(handover).$context<RequestContext>()

export const handoverRoutes = at.router({
  list: at.list.handler(acting(listHandovers)),
  mine: at.mine.handler(acting(readMine)),
  get: at.get.handler(acting(getHandover)),
  paper: at.paper.handler(acting(handoverPaper)),
  write: at.write.handler(acting(writeNote)),
  receive: at.receive.handler(acting(receiveHandover)),
})
