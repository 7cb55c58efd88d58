import * as z from 'zod'
import { endpoint, Id, pageOf } from '../../../platform/http/contract.ts'

export const JobState = z.enum(['waiting', 'running', 'done', 'dead', 'cancelled'])
export type JobState = z.output<typeof JobState>

/** 后台作业: what is worked on behind the scenes. */
export const BackgroundJob = z.object({
  id: z.number(),
  kind: z.string(),
  state: JobState,
  attempts: z.number(),
  mostAttempts: z.number(),
  /** How far it is, 0 to 1, and what it is at. */
  share: z.number(),
  note: z.string().nullable(),
  /** Somebody asked to cancel it; it ends at the next step. */
  isEnding: z.boolean(),
  /** Why the last try failed. */
  fault: z.string().nullable(),
  /** Who asked; null: the program by itself. */
  askedBy: z.string().nullable(),
  madeAt: z.string(),
  /** When it is tried again; of a job that waits. */
  runAt: z.string(),
  startedAt: z.string().nullable(),
  endedAt: z.string().nullable(),
  /** Of a backup that was made. */
  backup: z
    .object({
      name: z.string(),
      size: z.number(),
      rows: z.number(),
      files: z.number(),
      /** Files that were damaged or gone, and are not in it. */
      missing: z.number(),
      isCopied: z.boolean(),
    })
    .nullable(),
})

/** How backups are made by themselves, and how old the newest is. */
export const BackupState = z.object({
  isPlanned: z.boolean(),
  at: z.string(),
  keep: z.number(),
  hasSecondPlace: z.boolean(),
  /** When the newest backup was finished and read through. */
  lastAt: z.string().nullable(),
  /** Planned, and no backup for 26 hours. */
  isLate: z.boolean(),
})

export const background = {
  list: endpoint('jobs:keep')
    .route({ method: 'GET', path: '/background-jobs', summary: '后台作业' })
    .input(
      z.object({
        after: z.coerce.number().int().positive().optional(),
        size: z.coerce.number().int().min(1).max(100).default(30),
      }),
    )
    .output(pageOf(BackgroundJob).extend({ backups: BackupState })),
  cancel: endpoint('jobs:keep')
    .route({ method: 'POST', path: '/background-jobs/{id}/cancel', summary: '取消作业' })
    .input(z.object({ id: Id }))
    .output(BackgroundJob),
  again: endpoint('jobs:keep')
    .route({ method: 'POST', path: '/background-jobs/{id}/again', summary: '重做作业' })
    .input(z.object({ id: Id }))
    .output(BackgroundJob),
  backUp: endpoint('jobs:keep')
    .route({ method: 'POST', path: '/background-jobs/backups', summary: '立即备份' })
    .output(BackgroundJob),
}
