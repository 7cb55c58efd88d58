import { implement } from '@orpc/server'
import { acting } from '../../platform/http/acting.ts'
import type { RequestContext } from '../../platform/http/serve.ts'
import { sources } from './contract.ts'
import { getDocument, listDocuments, readIn, rereadDocument, saveDocument } from './operations.ts'

export { documentsFollow } from './follow.ts'
export { getDocument, readIn } from './operations.ts'
export {
  deleteProposal,
  insertProposals,
  listProposals,
  lockProposals,
  markHanded,
  type NewProposal,
  type ProposalRow,
  unitNames,
  writeProposal,
} from './proposals.ts'
export { dayInWords } from './reading/deadlines.ts'
export { type GuessedUnit, MOST_HELPERS } from './rules.ts'
export { clausePath, findDocument, listClauses, lockDocument, publishDocument } from './store.ts'

const at = implement(sources).$context<RequestContext>()

export const sourcesRoutes = at.router({
  list: at.list.handler(acting(listDocuments)),
  get: at.get.handler(acting(getDocument)),
  read: at.read.handler(acting(readIn)),
  reread: at.reread.handler(acting(rereadDocument)),
  save: at.save.handler(acting(saveDocument)),
})
