import { implement } from '@orpc/server'
import { acting } from '../../platform/http/acting.ts'
import type { RequestContext } from '../../platform/http/serve.ts'
import { sources } from './contract.ts'
import {
  getDocument,
  listDocuments,
  listRevisable,
  readIn,
  rereadDocument,
  reviseDocument,
  saveDocument,
} from './operations.ts'
import type { RevisionFollower } from './revising.ts'

export { documentsFollow } from './follow.ts'
export { getDocument, readIn, reviseDocument } from './operations.ts'
export { passingText } from './passing.ts'
export {
  deleteProposal,
  insertProposals,
  listProposals,
  lockProposals,
  markHanded,
  markStanding,
  type NewProposal,
  noteStanding,
  type ProposalRow,
  unitNames,
  unmarkStanding,
  writeProposal,
} from './proposals.ts'
export { dayInWords } from './reading/deadlines.ts'
export type { RevisionFollower } from './revising.ts'
export { differenceOf, follow, type Run } from './revision/difference.ts'
export { type Match, matchVersions, wordsOf } from './revision/match.ts'
export { type Piece, pieceAt, piecesOf } from './revision/pieces.ts'
export { type GuessedUnit, MOST_HELPERS, unitWords } from './rules.ts'
export {
  clausePath,
  findDocument,
  listClauses,
  listReadableUnits,
  lockDocument,
  publishDocument,
} from './store.ts'

const at = implement(sources).$context<RequestContext>()

/** @param followers who hears in the same transaction that a document took the place of another, or gave it up */
export const sourcesRoutes = (followers: readonly RevisionFollower[]) =>
  at.router({
    list: at.list.handler(acting(listDocuments)),
    get: at.get.handler(acting(getDocument)),
    read: at.read.handler(acting((ctx, input) => readIn(ctx, input, followers))),
    revisable: at.revisable.handler(acting(listRevisable)),
    revise: at.revise.handler(acting((ctx, input) => reviseDocument(ctx, input, followers))),
    reread: at.reread.handler(acting(rereadDocument)),
    save: at.save.handler(acting(saveDocument)),
  })
