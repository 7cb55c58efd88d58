import { implement } from '@orpc/server'
import { acting } from '../../platform/http/acting.ts'
import type { RequestContext } from '../../platform/http/serve.ts'
import { facts } from './contract.ts'
import type { FactFollower } from './follow.ts'
import { getFact, listFacts, listPictures, readCalendar } from './operations/reading.ts'
import { correctFact, recordFact } from './operations/recording.ts'
import { stepFact } from './operations/steps.ts'

export { type FactEvent, type FactFollower, factsFollow, factsFollowFamilies } from './follow.ts'
export { kindOf, quantitiesOf } from './kinds/all.ts'
export { factsNaming } from './names.ts'
export { correctFact, createFacts, type GivenFact, recordFact } from './operations/recording.ts'
export { stepFact } from './operations/steps.ts'
export { daysOf } from './rules.ts'
export type { StoredFact } from './store/rows.ts'
export { type Veil, veilOf } from './veil.ts'

/** Endpoints of the room; `followers` hear of every step in the same transaction. */
export const factsRoutes = (followers: readonly FactFollower[]) => {
  const at = implement(facts).$context<RequestContext>()
  return at.router({
    list: at.list.handler(acting(listFacts)),
    get: at.get.handler(acting(getFact)),
    calendar: at.calendar.handler(acting(readCalendar)),
    gallery: at.gallery.handler(acting(listPictures)),
    record: at.record.handler(acting(recordFact(followers))),
    correct: at.correct.handler(acting(correctFact(followers))),
    step: at.step.handler(acting(stepFact(followers))),
  })
}
