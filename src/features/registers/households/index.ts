import { implement } from '@orpc/server'
import { acting } from '../../../platform/http/acting.ts'
import type { RequestContext } from '../../../platform/http/serve.ts'
import { households } from './contract.ts'
import { exportHouseholds } from './exporting.ts'
import { listHistory } from './history.ts'
import {
  addHousehold,
  addPerson,
  endHousehold,
  endPerson,
  findByNumber,
  getHousehold,
  listHouseholds,
  nameHead,
  resumeHousehold,
  resumePerson,
  revealAddress,
  revealPerson,
  saveHousehold,
  savePerson,
} from './operations.ts'

export { sealAddress, sealCertificate, sealPerson } from './closed.ts'
export { type HouseholdFollower, type HouseholdUse, type Merge, registersFollow } from './follow.ts'
export { addHousehold, endHousehold, getHousehold } from './operations.ts'
export { isMasked } from './reading.ts'
export { isMinor } from './rules.ts'
export { REGISTER_COLUMNS } from './store.ts'
export {
  CATEGORIES,
  CATEGORY_WORDS,
  type Category,
  FAMILY_CATEGORIES,
  GRADE_WORDS,
  GRADES,
  type Relation,
} from './words.ts'
export { drawIds, settleHouseholds } from './writes.ts'

/** Endpoints of the register. */
export const householdsRoutes = () => {
  const at = implement(households).$context<RequestContext>()
  return at.router({
    list: at.list.handler(acting(listHouseholds)),
    get: at.get.handler(acting(getHousehold)),
    history: at.history.handler(acting(listHistory)),
    add: at.add.handler(acting(addHousehold)),
    save: at.save.handler(acting(saveHousehold)),
    end: at.end.handler(acting(endHousehold)),
    resume: at.resume.handler(acting(resumeHousehold)),
    nameHead: at.nameHead.handler(acting(nameHead)),
    export: at.export.handler(acting(exportHouseholds)),
    revealAddress: at.revealAddress.handler(acting(revealAddress)),
    addPerson: at.addPerson.handler(acting(addPerson)),
    savePerson: at.savePerson.handler(acting(savePerson)),
    endPerson: at.endPerson.handler(acting(endPerson)),
    resumePerson: at.resumePerson.handler(acting(resumePerson)),
    reveal: at.reveal.handler(acting(revealPerson)),
    find: at.find.handler(acting(findByNumber)),
  })
}
