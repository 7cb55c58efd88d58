import { implement } from '@orpc/server'
import { acting } from '../../../platform/http/acting.ts'
import type { RequestContext } from '../../../platform/http/serve.ts'
import type { FactFollower } from '../follow.ts'
import { offline } from './contract.ts'
import { takeArrival } from './operations.ts'

const at = implement(offline).$context<RequestContext>()

/** Records that waited on a phone without network. */
export const offlineRoutes = (followers: readonly FactFollower[]) =>
  at.router({ arrive: at.arrive.handler(acting(takeArrival(followers))) })
