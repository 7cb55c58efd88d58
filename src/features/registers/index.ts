import type { House } from '../../platform/context.ts'
import { allowancesRoutes } from './allowances/batches/index.ts'
import { conscriptsRoutes } from './allowances/conscripts/index.ts'
import { duplicatesRoutes } from './duplicates/index.ts'
import { type HelpFollower, helpRoutes } from './help/index.ts'
import type { HouseholdFollower } from './households/follow.ts'
import { householdsRoutes } from './households/index.ts'
import { importsRoutes } from './imports/index.ts'
import { lettersRoutes } from './letters/index.ts'
import { type MeritReportFollower, meritReportsRoutes } from './merit-reports/index.ts'
import { type NameFollower, personalRoutes } from './personal/index.ts'
import { plaquesRoutes } from './plaques/index.ts'
import { retentionRoutes } from './retention/index.ts'

export { addConscriptTable } from './allowances/conscripts/index.ts'
export { findCitySettings, isCityOffice, writeCitySettings } from './city-settings.ts'
export { honoursFollow } from './follow.ts'
export { HELP_COLUMNS, type HelpEvent, type HelpFollower, openHelp, sealMedicalHelp, stepHelp } from './help/index.ts'
export { HELP_KIND_WORDS, HELP_STATE_WORDS, HELP_STEP_WORDS } from './help/words.ts'
export * from './households/index.ts'
export { GRADE_WORDS } from './households/words.ts'
export { importJob } from './imports/index.ts'
export { closeLetterRound, openLetterRound, returnLetter, sendLetters, stopLetter } from './letters/index.ts'
export {
  addBonusTable,
  type LateBefore,
  type MeritDelivery,
  type MeritReportFollower,
  overdueBefore,
  receiveMeritReport,
  saveMeritDays,
  takeMeritStep,
} from './merit-reports/index.ts'
export { clearCaseAgain, clearPersonAgain, clearReportAgain } from './personal/again.ts'
export { type NameFollower, SOMEBODY } from './personal/index.ts'
export { askedPlace, isInside, type Place, placesBelow, rankedPlaces } from './places.ts'
export {
  freezePlaques,
  PLAQUE_COLUMNS,
  reckonPlace,
  reckonPlaques,
  sealCodes,
  takePlaqueStep,
} from './plaques/index.ts'
export { clearOldImports, listDueByItself, saveRetentionSettings } from './retention/index.ts'

/** Endpoints of the room; the higher rooms that hear of merges, imports taken back, and merit reports delivered. */
export const registersRoutes = (
  house: Pick<House, 'files'>,
  followers: readonly HouseholdFollower[],
  meritReportFollowers: readonly MeritReportFollower[] = [],
  helpFollowers: readonly HelpFollower[] = [],
  nameFollowers: readonly NameFollower[] = [],
) => ({
  households: householdsRoutes(),
  duplicates: duplicatesRoutes(followers),
  imports: importsRoutes(house, followers),
  plaques: plaquesRoutes,
  meritReports: meritReportsRoutes(meritReportFollowers),
  letters: lettersRoutes,
  allowances: allowancesRoutes,
  conscripts: conscriptsRoutes,
  personal: personalRoutes(nameFollowers),
  help: helpRoutes(helpFollowers),
  retention: retentionRoutes(house, nameFollowers),
})
