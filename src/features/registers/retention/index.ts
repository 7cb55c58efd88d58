import { implement } from '@orpc/server'
import type { House } from '../../../platform/context.ts'
import { acting } from '../../../platform/http/acting.ts'
import type { RequestContext } from '../../../platform/http/serve.ts'
import type { NameFollower } from '../personal/index.ts'
import { retention } from './contract.ts'
import {
  clearRetention,
  holdRetention,
  listRetention,
  listRetentionNaming,
  readRetentionSettings,
  releaseRetention,
  saveRetentionSettings,
} from './operations.ts'

export { clearOldImports, listDueByItself, saveRetentionSettings } from './operations.ts'

/** Endpoints of 到期清单, and the higher rooms whose words name people. */
export const retentionRoutes = (house: Pick<House, 'files'>, followers: readonly NameFollower[]) => {
  const at = implement(retention).$context<RequestContext>()
  return at.router({
    list: at.list.handler(acting(listRetention)),
    naming: at.naming.handler(acting(listRetentionNaming(followers))),
    clear: at.clear.handler(acting(clearRetention(house, followers))),
    hold: at.hold.handler(acting(holdRetention)),
    release: at.release.handler(acting(releaseRetention)),
    settings: at.settings.handler(acting(readRetentionSettings)),
    saveSettings: at.saveSettings.handler(acting(saveRetentionSettings)),
  })
}
