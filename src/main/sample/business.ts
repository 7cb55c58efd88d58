import type { House } from '../../platform/context.ts'
import { CITY_TASKS } from './city-tasks.ts'
import { COUNTY_TASKS } from './county-tasks.ts'
import { layLeadingGroups } from './leading-groups.ts'
import { storiesOf } from './lives.ts'
import { LOCALITY_ASKS } from './locality-asks.ts'
import { MILITARY_ASKS } from './military-asks.ts'
import type { SampleWorld } from './organisation.ts'
import { handOutPlan } from './plan.ts'
import { openStage, play } from './stage.ts'
import { statementStories } from './statements.ts'

/**
 * Plays the year of the sample city up to the day of the first start: a plan read in and handed out, tasks and needs in
 * every state, all through the operations of the screens.
 */
export const layBusiness = async (house: House, world: SampleWorld): Promise<void> => {
  const stage = await openStage(house, world)
  await layLeadingGroups(stage)
  const planned = await handOutPlan(stage)
  const lives = [...planned, ...MILITARY_ASKS, ...LOCALITY_ASKS, ...CITY_TASKS, ...COUNTY_TASKS]
  await play(stage, [...storiesOf(stage, lives), ...statementStories(stage)])
}
