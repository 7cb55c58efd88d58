import { implement } from '@orpc/server'
import { acting } from '../../../platform/http/acting.ts'
import type { RequestContext } from '../../../platform/http/serve.ts'
import { statements } from './contract.ts'
import { draftStatement, freezeStatement, getStatement, listStatements, signStatement } from './operations.ts'
import { statementExcel, statementWord } from './paper.ts'

export { freezeStatement, signStatement } from './operations.ts'

const at = implement(statements).$context<RequestContext>()

/** Endpoints of 对账. */
export const statementsRoutes = at.router({
  list: at.list.handler(acting(listStatements)),
  draft: at.draft.handler(acting(draftStatement)),
  get: at.get.handler(acting(getStatement)),
  freeze: at.freeze.handler(acting(freezeStatement)),
  word: at.word.handler(acting(statementWord)),
  excel: at.excel.handler(acting(statementExcel)),
  sign: at.sign.handler(acting(signStatement)),
})
