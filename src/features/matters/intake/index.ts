import { implement } from '@orpc/server'
import { acting } from '../../../platform/http/acting.ts'
import type { RequestContext } from '../../../platform/http/serve.ts'
import { intake } from './contract.ts'
import {
  addProposal,
  editProposal,
  handOut,
  listProposals,
  markProposal,
  mergeProposal,
  splitProposal,
} from './operations.ts'

export { editProposal, handOut, listProposals, markProposal } from './operations.ts'

const at = implement(intake).$context<RequestContext>()

export const intakeRoutes = at.router({
  list: at.list.handler(acting(listProposals)),
  add: at.add.handler(acting(addProposal)),
  edit: at.edit.handler(acting(editProposal)),
  mark: at.mark.handler(acting(markProposal)),
  split: at.split.handler(acting(splitProposal)),
  merge: at.merge.handler(acting(mergeProposal)),
  handOut: at.handOut.handler(acting(handOut)),
})
