import { ceremoniesFollow } from '../features/facts/ceremonies/index.ts'
import { type FactFollower, factsFollow, factsFollowFamilies, factsNaming } from '../features/facts/index.ts'
import type { PeriodFollower } from '../features/facts/periods/index.ts'
import { casesFollow } from '../features/matters/cases/index.ts'
import { mattersFollow, mattersNaming } from '../features/matters/index.ts'
import { revisionFollower } from '../features/matters/intake/revision/index.ts'
import { promisesFollow } from '../features/matters/promises/index.ts'
import { measuresFollow } from '../features/metrics/measures/index.ts'
import { ORG_COLUMNS, type RegionFollower } from '../features/org/index.ts'
import {
  HELP_COLUMNS,
  type HelpFollower,
  type HouseholdFollower,
  honoursFollow,
  type MeritReportFollower,
  type NameFollower,
  PLAQUE_COLUMNS,
  REGISTER_COLUMNS,
  registersFollow,
} from '../features/registers/index.ts'
import { documentsFollow, type RevisionFollower } from '../features/sources/index.ts'
import type { ClosedColumn } from '../platform/closed/index.ts'

/**
 * Who hears of what, all on one screen: named events of a lower room and the higher rooms that act on them, in the same
 * transaction.
 */

/** 区划变更: a place ends, and what is filed under it goes to its heir. */
export const regionFollowers: readonly RegionFollower[] = [
  mattersFollow,
  documentsFollow,
  registersFollow,
  honoursFollow,
  factsFollow,
]

/** 来文新版: a document took the place of an older version, or gave it up. */
export const revisionFollowers: readonly RevisionFollower[] = [revisionFollower]

/** 实绩: a fact was recorded, corrected, checked, returned, replaced, withdrawn or restored. */
export const factFollowers: readonly FactFollower[] = [promisesFollow]

/** 闭账: a period of facts closes, and its figures are kept. */
export const periodFollowers: readonly PeriodFollower[] = [measuresFollow]

/** 喜报: a report was delivered to the family, which is a ceremony, or a delivery was taken back. */
export const meritReportFollowers: readonly MeritReportFollower[] = [ceremoniesFollow(factFollowers)]

/** 帮扶: a case was opened, went a step on, or ended. */
export const helpFollowers: readonly HelpFollower[] = [casesFollow]

/** 底册: two registrations were put together as one, or parted again; an import is about to be taken back. */
export const householdFollowers: readonly HouseholdFollower[] = [factsFollowFamilies]

/** 删除个人信息: words of these rooms may name the person, and the name gives way where the office chose so. */
export const nameFollowers: readonly NameFollower[] = [mattersNaming, factsNaming]

/** Every closed value of the database, opened and sealed anew where keys are turned. */
export const CLOSED_COLUMNS: readonly ClosedColumn[] = [
  ...ORG_COLUMNS,
  ...REGISTER_COLUMNS,
  ...HELP_COLUMNS,
  ...PLAQUE_COLUMNS,
]
