import { householdsRoutes } from './households/index.ts'
import { lettersRoutes } from './letters/index.ts'
import { type MeritReportFollower, meritReportsRoutes } from './merit-reports/index.ts'
import { plaquesRoutes } from './plaques/index.ts'

export { honoursFollow } from './follow.ts'
export * from './households/index.ts'
export { openLetterRound, returnLetter, sendLetters } from './letters/index.ts'
export {
  addBonusTable,
  type MeritDelivery,
  type MeritReportFollower,
  receiveMeritReport,
  takeMeritStep,
} from './merit-reports/index.ts'
export {
  freezePlaques,
  PLAQUE_COLUMNS,
  reckonPlace,
  sealCodes,
  takePlaqueStep,
} from './plaques/index.ts'

/** Endpoints of the room. */
export const registersRoutes = (meritReportFollowers: readonly MeritReportFollower[] = []) => ({
  households: householdsRoutes(),
  plaques: plaquesRoutes,
  meritReports: meritReportsRoutes(meritReportFollowers),
  letters: lettersRoutes,
})
