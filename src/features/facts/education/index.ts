import { implement } from '@orpc/server'
import { acting } from '../../../platform/http/acting.ts'
import type { RequestContext } from '../../../platform/http/serve.ts'
import { educationPlans } from './contract.ts'
import { exportEducationPlan, readEducationPlan, saveEducationPlan } from './operations.ts'

export { saveEducationPlan } from './operations.ts'

const at = implement(educationPlans).$context<RequestContext>()

/** Endpoints of 国防教育年度计划. */
export const educationPlanRoutes = at.router({
  read: at.read.handler(acting(readEducationPlan)),
  save: at.save.handler(acting(saveEducationPlan)),
  sheet: at.sheet.handler(acting(exportEducationPlan)),
})
