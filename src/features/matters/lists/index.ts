import { implement } from '@orpc/server'
import { acting } from '../../../platform/http/acting.ts'
import type { RequestContext } from '../../../platform/http/serve.ts'
import { checkBulk, takeBulk } from './bulk.ts'
import { lists } from './contract.ts'
import { readBoard, readCalendar, readParts, similarMatters } from './operations.ts'
import { changeView, dropView, listViews, placeView, restoreView, saveView } from './views.ts'

export const listsRoutes = () => {
  const at = implement(lists).$context<RequestContext>()
  return at.router({
    views: at.views.handler(acting(listViews)),
    saveView: at.saveView.handler(acting(saveView)),
    changeView: at.changeView.handler(acting(changeView)),
    placeView: at.placeView.handler(acting(placeView)),
    dropView: at.dropView.handler(acting(dropView)),
    restoreView: at.restoreView.handler(acting(restoreView)),
    board: at.board.handler(acting(readBoard)),
    calendar: at.calendar.handler(acting(readCalendar)),
    parts: at.parts.handler(acting(readParts)),
    checkBulk: at.checkBulk.handler(acting(checkBulk)),
    takeBulk: at.takeBulk.handler(acting(takeBulk)),
    similar: at.similar.handler(acting(similarMatters)),
  })
}
