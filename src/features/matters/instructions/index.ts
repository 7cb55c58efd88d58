import { implement } from '@orpc/server'
import { acting } from '../../../platform/http/acting.ts'
import type { RequestContext } from '../../../platform/http/serve.ts'
import { instructions } from './contract.ts'
import {
  answerInstruction,
  listAddressees,
  listInstructions,
  readInstruction,
  turnInstruction,
  withdrawInstruction,
  writeInstruction,
} from './operations.ts'

export { answerInstruction, writeInstruction } from './operations.ts'

export const instructionsRoutes = () => {
  const at = implement(instructions).$context<RequestContext>()
  return at.router({
    list: at.list.handler(acting(listInstructions)),
    addressees: at.addressees.handler(acting(listAddressees)),
    write: at.write.handler(acting(writeInstruction)),
    read: at.read.handler(acting(readInstruction)),
    answer: at.answer.handler(acting(answerInstruction)),
    turn: at.turn.handler(acting(turnInstruction)),
    withdraw: at.withdraw.handler(acting(withdrawInstruction)),
  })
}
