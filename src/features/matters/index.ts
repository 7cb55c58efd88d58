import { implement } from '@orpc/server'
import { acting } from '../../platform/http/acting.ts'
import type { RequestContext } from '../../platform/http/serve.ts'
import { matters } from './contract.ts'
import { readAnswerWaits, saveAnswerWaits } from './operations/answers.ts'
import { listBehalf, signSlip } from './operations/behalf.ts'
import { raiseTask } from './operations/handing.ts'
import { listReaders } from './operations/naming.ts'
import { addNode, dropNode, saveNode } from './operations/nodes.ts'
import { unitsBelow } from './operations/parts.ts'
import { raiseNeed, saveDraft } from './operations/raising.ts'
import { dualList, getMatter, listMatters } from './operations/reading.ts'
import { takeMatterStep } from './operations/steps.ts'
import { readToday } from './operations/today.ts'

export { mattersFollow } from './follow.ts'
export { mattersNaming } from './names.ts'
export { urgeAnswers } from './operations/answers.ts'
export { signSlip } from './operations/behalf.ts'
export { createHandedTasks, type HandedMatter, type HandedTask, raiseTask } from './operations/handing.ts'
export { addNode, dropNode, saveNode } from './operations/nodes.ts'
export { raiseNeed, saveDraft } from './operations/raising.ts'
export { dualList, firstMatters, getMatter, listMatters } from './operations/reading.ts'
export { keepMatter, moveReference, type RevisedMatter, reviseMatter, withdrawMatter } from './operations/revising.ts'
export { actorOf, toRows } from './operations/shared.ts'
export { takeMatterStep } from './operations/steps.ts'
export { readToday } from './operations/today.ts'
export { compactTallies, recountTallies } from './store/counts.ts'
export { type Tally, type TallyMark, tallyMatters } from './store/tally.ts'

export const mattersRoutes = () => {
  const at = implement(matters).$context<RequestContext>()
  return at.router({
    list: at.list.handler(acting(listMatters)),
    get: at.get.handler(acting(getMatter)),
    today: at.today.handler(acting(readToday)),
    dual: at.dual.handler(acting(dualList)),
    raise: at.raise.handler(acting(raiseNeed)),
    raiseTask: at.raiseTask.handler(acting(raiseTask)),
    unitsBelow: at.unitsBelow.handler(acting(unitsBelow)),
    answerWaits: at.answerWaits.handler(acting(readAnswerWaits)),
    saveAnswerWaits: at.saveAnswerWaits.handler(acting(saveAnswerWaits)),
    step: at.step.handler(acting(takeMatterStep)),
    saveDraft: at.saveDraft.handler(acting(saveDraft)),
    signSlip: at.signSlip.handler(acting(signSlip)),
    behalfLines: at.behalfLines.handler(acting(listBehalf)),
    readers: at.readers.handler(acting(listReaders)),
    addNode: at.addNode.handler(acting(addNode)),
    saveNode: at.saveNode.handler(acting(saveNode)),
    dropNode: at.dropNode.handler(acting(dropNode)),
  })
}
