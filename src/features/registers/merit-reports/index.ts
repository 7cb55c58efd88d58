import { implement } from '@orpc/server'
import { acting } from '../../../platform/http/acting.ts'
import type { RequestContext } from '../../../platform/http/serve.ts'
import { meritReports } from './contract.ts'
import type { MeritReportFollower } from './follow.ts'
import {
  addBonusTable,
  getMeritReport,
  listBonusTables,
  listMeritReports,
  openMeritPaper,
  readMeritAccount,
  readMeritDays,
  receiveMeritReport,
  saveMeritDays,
  takeMeritStep,
  verifyBonusTable,
  withdrawBonusTable,
} from './operations.ts'
import { meritSheet } from './paper.ts'

export type { MeritDelivery, MeritReportFollower } from './follow.ts'
export { addBonusTable, overdueBefore, receiveMeritReport, saveMeritDays, takeMeritStep } from './operations.ts'
export type { LateBefore } from './rules.ts'

/** Endpoints of 喜报; `followers` hear of each delivery. */
export const meritReportsRoutes = (followers: readonly MeritReportFollower[] = []) => {
  const at = implement(meritReports).$context<RequestContext>()
  return at.router({
    account: at.account.handler(acting(readMeritAccount)),
    list: at.list.handler(acting(listMeritReports)),
    get: at.get.handler(acting(getMeritReport)),
    receive: at.receive.handler(acting(receiveMeritReport)),
    step: at.step.handler(
      acting((ctx, input: Parameters<typeof takeMeritStep>[1]) => takeMeritStep(ctx, input, followers)),
    ),
    paper: at.paper.handler(acting(openMeritPaper)),
    sheet: at.sheet.handler(acting(meritSheet)),
    bonuses: at.bonuses.handler(acting(listBonusTables)),
    addBonus: at.addBonus.handler(acting(addBonusTable)),
    verifyBonus: at.verifyBonus.handler(acting(verifyBonusTable)),
    withdrawBonus: at.withdrawBonus.handler(acting(withdrawBonusTable)),
    days: at.days.handler(acting(readMeritDays)),
    saveDays: at.saveDays.handler(acting(saveMeritDays)),
  })
}
