import { implement } from '@orpc/server'
import { acting } from '../../../platform/http/acting.ts'
import type { RequestContext } from '../../../platform/http/serve.ts'
import { notices } from './contract.ts'
import { countNotices, leftMatter, listNotices, readNotices } from './operations.ts'

export const noticesRoutes = () => {
  const at = implement(notices).$context<RequestContext>()
  return at.router({
    list: at.list.handler(acting(listNotices)),
    count: at.count.handler(acting(countNotices)),
    left: at.left.handler(acting(leftMatter)),
    read: at.read.handler(acting(readNotices)),
  })
}
