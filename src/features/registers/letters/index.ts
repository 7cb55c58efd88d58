import { implement } from '@orpc/server'
import { acting } from '../../../platform/http/acting.ts'
import type { RequestContext } from '../../../platform/http/serve.ts'
import { letters } from './contract.ts'
import {
  closeLetterRound,
  letterSheet,
  listLetterItems,
  listLetterRounds,
  openLetterRound,
  readLetterAccount,
  returnLetter,
  sendLetters,
  stopLetter,
} from './operations.ts'

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
  sheet: at.sheet.handler(acting(letterSheet)),
})
