import { implement } from '@orpc/server'
import { acting } from '../../../platform/http/acting.ts'
import type { RequestContext } from '../../../platform/http/serve.ts'
import { letters } from './contract.ts'
import {
  closeLetterRound,
  listLetterItems,
  listLetterRounds,
  openLetterRound,
  readLetterAccount,
  returnLetter,
  sendLetters,
  stopLetter,
} from './operations.ts'
import { letterSheet } from './paper.ts'
import { listLetterMarks, reopenLetterRound, undoLetterMark, withdrawLetterRound } from './taking-back.ts'

export { closeLetterRound, openLetterRound, returnLetter, sendLetters, stopLetter } from './operations.ts'

const at = implement(letters).$context<RequestContext>()

/** Endpoints of 慰问信. */
export const lettersRoutes = at.router({
  rounds: at.rounds.handler(acting(listLetterRounds)),
  account: at.account.handler(acting(readLetterAccount)),
  items: at.items.handler(acting(listLetterItems)),
  open: at.open.handler(acting(openLetterRound)),
  send: at.send.handler(acting(sendLetters)),
  returned: at.returned.handler(acting(returnLetter)),
  stop: at.stop.handler(acting(stopLetter)),
  close: at.close.handler(acting(closeLetterRound)),
  reopen: at.reopen.handler(acting(reopenLetterRound)),
  withdraw: at.withdraw.handler(acting(withdrawLetterRound)),
  marks: at.marks.handler(acting(listLetterMarks)),
  undo: at.undo.handler(acting(undoLetterMark)),
  sheet: at.sheet.handler(acting(letterSheet)),
})
