import * as z from 'zod'
import { endpoint } from '../../../platform/http/contract.ts'
import { CHECKS } from '../../../platform/operating/alarms.ts'

/** 运行状况: what was looked at, each with its state and a sentence, and the processes at work on the database. */
export const OperatingState = z.object({
  at: z.string(),
  /** `doubted`: a real city on a database that may lose what was saved, or is reached in clear. */
  standing: z.enum(['real', 'doubted', 'sample', 'empty']),
  checks: z.array(
    z.object({
      name: z.enum([...CHECKS]),
      state: z.enum(['ok', 'alarm', 'failed']),
      told: z.string(),
    }),
  ),
  processes: z.array(
    z.object({ id: z.string(), host: z.string(), pid: z.number(), version: z.string(), startedAt: z.string() }),
  ),
})
export type OperatingState = z.output<typeof OperatingState>

export const operating = {
  state: endpoint('system:watch')
    .route({ method: 'GET', path: '/operating-state', summary: '运行状况' })
    .output(OperatingState),
}
