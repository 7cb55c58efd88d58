import { implement } from '@orpc/server'
import { acting } from '../../../platform/http/acting.ts'
import type { RequestContext } from '../../../platform/http/serve.ts'
import { stated } from './contract.ts'
import { keepFigures, listFigures, listMetricNames, readFigures, saveFigure, withdrawFigure } from './operations.ts'

export { keepFigures, readFigures, toStated } from './operations.ts'
export { agreesWith, checkText, isOwnPlace, metricKeyOf, metricName, type TextFault } from './rules.ts'
export { listStated } from './store.ts'

const at = implement(stated).$context<RequestContext>()

export const statedRoutes = at.router({
  names: at.names.handler(acting((ctx) => listMetricNames(ctx))),
  reading: at.reading.handler(acting(readFigures)),
  list: at.list.handler(acting(listFigures)),
  keep: at.keep.handler(acting(keepFigures)),
  save: at.save.handler(acting(saveFigure)),
  withdraw: at.withdraw.handler(acting(withdrawFigure)),
})
