import { implement } from '@orpc/server'
import { acting } from '../../../platform/http/acting.ts'
import type { RequestContext } from '../../../platform/http/serve.ts'
import { retention } from './contract.ts'
import {
  clearRetention,
  holdRetention,
  listRetention,
  readRetentionSettings,
  releaseRetention,
  saveRetentionSettings,
} from './operations.ts'

export { clearOldImports, listDueByItself, saveRetentionSettings } from './operations.ts'

const at = implement(retention).$context<RequestContext>()

/** Endpoints of 到期清单. */
export const retentionRoutes = at.router({
  list: at.list.handler(acting(listRetention)),
  clear: at.clear.handler(acting(clearRetention)),
  hold: at.hold.handler(acting(holdRetention)),
  release: at.release.handler(acting(releaseRetention)),
  settings: at.settings.handler(acting(readRetentionSettings)),
  saveSettings: at.saveSettings.handler(acting(saveRetentionSettings)),
})
