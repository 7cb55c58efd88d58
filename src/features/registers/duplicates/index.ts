import { implement } from '@orpc/server'
import { acting } from '../../../platform/http/acting.ts'
import type { RequestContext } from '../../../platform/http/serve.ts'
import type { HouseholdFollower } from '../households/follow.ts'
import { duplicates } from './contract.ts'
import { distinguish, listDuplicates, listMerges, mergePersons, takeMergeBack } from './operations.ts'

/** Endpoints of 查重. */
export const duplicatesRoutes = (followers: readonly HouseholdFollower[]) => {
  const at = implement(duplicates).$context<RequestContext>()
  return at.router({
    list: at.list.handler(acting(listDuplicates)),
    merge: at.merge.handler(acting(mergePersons(followers))),
    distinguish: at.distinguish.handler(acting(distinguish)),
    merges: at.merges.handler(acting(listMerges)),
    takeBack: at.takeBack.handler(acting(takeMergeBack(followers))),
  })
}
