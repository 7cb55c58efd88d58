import { implement } from '@orpc/server'
import type { RequestContext } from '../../platform/http/serve.ts'
import {
  type AccessHouse,
  actAs,
  changePassword,
  readSession,
  signIn,
  signOut,
} from './access/operations.ts'
import { org } from './contract.ts'

export { type AccessHouse, actingContext } from './access/operations.ts'

export const orgRoutes = (house: AccessHouse) => {
  const at = implement(org).$context<RequestContext>()
  return at.router({
    access: {
      state: at.access.state.handler(({ context }) => readSession(house, context.request)),
      signIn: at.access.signIn.handler(({ input, context }) => signIn(house, context.request, input)),
      signOut: at.access.signOut.handler(({ context }) => signOut(house, context.request)),
      actAs: at.access.actAs.handler(({ input, context }) => actAs(house, context.request, input)),
      changePassword: at.access.changePassword.handler(async ({ input, context }) =>
        changePassword(house, await context.acting(), context.request, input),
      ),
    },
  })
}
