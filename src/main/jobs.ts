import { closeDuePeriods, keepOlderClosings } from '../features/facts/periods/index.ts'
import { compactTallies, urgeAnswers } from '../features/matters/index.ts'
import { compactFactTallies, compactRegisterTallies } from '../features/metrics/measures/index.ts'
import type { BackupPlan } from '../features/org/background/index.ts'
import { closeUnusedAccounts, forgetFormerNumbers, lookAtChain, lookAtReadings } from '../features/org/index.ts'
import { clearOldImports, listDueByItself, sealMedicalHelp } from '../features/registers/index.ts'
import { turnColumns } from '../platform/closed/turning.ts'
import type { House } from '../platform/context.ts'
import { sweepRemoved } from '../platform/files/held.ts'
import { forgetOldKeys } from '../platform/idempotency/claims.ts'
import type { Job } from '../platform/jobs/index.ts'
import { askDailyBackup } from './backups.ts'
import { turnPersons } from './keys.ts'
import { CLOSED_COLUMNS, periodFollowers } from './wiring.ts'

/** What the program looks at each minute: closed values and exports, and every few minutes its own audit. */
export const watchesOf = (house: House): Job[] => [
  { name: 'look-at-readings', run: () => lookAtReadings(house) },
  { name: 'look-at-chain', run: () => lookAtChain(house) },
]

/** What the program does by itself, in this order. */
export const jobsOf = (house: House, plan: BackupPlan): Job[] => [
  { name: 'urge-answers', run: () => urgeAnswers(house) },
  { name: 'close-due-periods', run: () => closeDuePeriods(house, periodFollowers) },
  { name: 'keep-older-closings', run: () => keepOlderClosings(house, periodFollowers) },
  { name: 'list-what-fell-due', run: () => listDueByItself(house, house.clock.today()) },
  { name: 'clear-old-imports', run: () => clearOldImports(house, house.clock.today()) },
  { name: 'forget-former-numbers', run: () => forgetFormerNumbers(house, house.clock.today()) },
  { name: 'seal-medical-help', run: () => sealMedicalHelp(house) },
  { name: 'turn-keys', run: () => turnColumns(house, CLOSED_COLUMNS) },
  { name: 'turn-keys-of-persons', run: () => turnPersons(house.pool, house.closed.keyring) },
  { name: 'turn-keys-of-files', run: () => house.files.turn() },
  { name: 'sweep-removed-files', run: () => sweepRemoved(house) },
  { name: 'close-unused-accounts', run: () => closeUnusedAccounts(house) },
  { name: 'compact-tallies', run: () => compactTallies(house.pool) },
  { name: 'compact-fact-tallies', run: () => compactFactTallies(house.pool) },
  { name: 'compact-register-tallies', run: () => compactRegisterTallies(house.pool) },
  { name: 'ask-daily-backup', run: () => askDailyBackup({ ...house, plan }) },
  { name: 'forget-request-keys', run: () => forgetOldKeys(house.pool, house.clock.now()) },
]
