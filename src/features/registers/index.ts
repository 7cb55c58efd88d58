import { householdsRoutes } from './households/index.ts'
import { type MeritReportFollower, meritReportsRoutes } from './merit-reports/index.ts'
import { plaquesRoutes } from './plaques/index.ts'

export { honoursFollow } from './follow.ts'
export * from './households/index.ts'
export type { MeritDelivery, MeritReportFollower } from './merit-reports/index.ts'
export { PLAQUE_COLUMNS } from './plaques/index.ts'

/** Endpoints of the room. */
export const registersRoutes = (meritReportFollowers: readonly MeritReportFollower[] = []) => ({
  households: householdsRoutes(),
  plaques: plaquesRoutes,
  meritReports: meritReportsRoutes(meritReportFollowers),
})
