import { implement } from '@orpc/server'
import { acting } from '../../../platform/http/acting.ts'
import type { RequestContext } from '../../../platform/http/serve.ts'
import { help } from './contract.ts'
import type { HelpFollower } from './follow.ts'
import { getHelp, listHelp, openHelp, readHelpAccount, revealHelp, stepHelp } from './operations.ts'

export { openWords, sealMedicalHelp } from './closed.ts'
export type { HelpEvent, HelpFollower } from './follow.ts'
export { openHelp, stepHelp } from './operations.ts'
export type { HelpKind, HelpStep } from './rules.ts'
export { HELP_COLUMNS } from './store.ts'

/** Endpoints of 帮扶; `followers` hear of every step. */
export const helpRoutes = (followers: readonly HelpFollower[] = []) => {
  const at = implement(help).$context<RequestContext>()
  return at.router({
    account: at.account.handler(acting(readHelpAccount)),
    list: at.list.handler(acting(listHelp)),
    get: at.get.handler(acting(getHelp)),
    open: at.open.handler(acting(openHelp(followers))),
    step: at.step.handler(acting(stepHelp(followers))),
    reveal: at.reveal.handler(acting(revealHelp)),
  })
}
