import { implement } from '@orpc/server'
import { acting } from '../../../platform/http/acting.ts'
import type { RequestContext } from '../../../platform/http/serve.ts'
import { plaques } from './contract.ts'
import {
  answerOnDay,
  getPlaque,
  listPlaques,
  openPlaquePaper,
  readAccount,
  readPlaqueSettings,
  savePlaqueSettings,
  takePlaqueStep,
  undoPlaqueStep,
} from './operations.ts'
import { plaqueSheet, plaqueStatementExcel, plaqueStatementWord } from './paper.ts'
import { freezePlaques, getPlaqueStatement, listPlaqueStatementLines, listPlaqueStatements } from './statements.ts'

export { reckonPlace } from './alike.ts'
export { PLAQUE_COLUMNS, sealCodes } from './code.ts'
export { takePlaqueStep } from './operations.ts'
export { reckonPlaques } from './reckon.ts'
export { freezePlaques } from './statements.ts'

const at = implement(plaques).$context<RequestContext>()

/** Endpoints of 光荣牌. */
export const plaquesRoutes = at.router({
  account: at.account.handler(acting(readAccount)),
  list: at.list.handler(acting(listPlaques)),
  get: at.get.handler(acting(getPlaque)),
  onDay: at.onDay.handler(acting(answerOnDay)),
  step: at.step.handler(acting(takePlaqueStep)),
  undo: at.undo.handler(acting(undoPlaqueStep)),
  paper: at.paper.handler(acting(openPlaquePaper)),
  sheet: at.sheet.handler(acting(plaqueSheet)),
  settings: at.settings.handler(acting(readPlaqueSettings)),
  saveSettings: at.saveSettings.handler(acting(savePlaqueSettings)),
  statements: at.statements.handler(acting(listPlaqueStatements)),
  statement: at.statement.handler(acting(getPlaqueStatement)),
  statementLines: at.statementLines.handler(acting(listPlaqueStatementLines)),
  freeze: at.freeze.handler(acting(freezePlaques)),
  word: at.word.handler(acting(plaqueStatementWord)),
  excel: at.excel.handler(acting(plaqueStatementExcel)),
})
