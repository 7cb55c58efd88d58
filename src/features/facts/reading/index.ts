import { implement } from '@orpc/server'
import { acting } from '../../../platform/http/acting.ts'
import type { RequestContext } from '../../../platform/http/serve.ts'
import { reading } from './contract.ts'
import { readSentence } from './operations.ts'

const at = implement(reading).$context<RequestContext>()

/** 记一笔: what one sentence tells, as it is typed. */
export const readingRoutes = at.router({ read: at.read.handler(acting(readSentence)) })
