import { implement } from '@orpc/server'
import type { House } from '../../../platform/context.ts'
import { acting } from '../../../platform/http/acting.ts'
import type { RequestContext } from '../../../platform/http/serve.ts'
import type { HouseholdFollower } from '../households/follow.ts'
import { imports } from './contract.ts'
import {
  cancelImport,
  clearKept,
  getImport,
  importTemplate,
  listImports,
  startImport,
  takeImportBack,
  takeIn,
  wrongRows,
} from './operations.ts'

export { startImport, takeIn } from './operations.ts'
export { REGISTER_TEMPLATE, type RegisterColumn } from './template.ts'
export { importJob } from './work.ts'

/** Endpoints of 导入底册. */
export const importsRoutes = (house: Pick<House, 'files'>, followers: readonly HouseholdFollower[]) => {
  const at = implement(imports).$context<RequestContext>()
  return at.router({
    template: at.template.handler(acting(importTemplate)),
    list: at.list.handler(acting(listImports(followers))),
    get: at.get.handler(acting(getImport(followers))),
    start: at.start.handler(acting(startImport(followers))),
    wrongRows: at.wrongRows.handler(acting(wrongRows(house, followers))),
    takeIn: at.takeIn.handler(acting(takeIn(followers))),
    cancel: at.cancel.handler(acting(cancelImport(house, followers))),
    clearKept: at.clearKept.handler(acting(clearKept(house, followers))),
    takeBack: at.takeBack.handler(acting(takeImportBack(followers))),
  })
}
