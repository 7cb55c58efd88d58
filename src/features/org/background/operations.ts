import { sql } from 'kysely'
import type * as z from 'zod'
import type { Context } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import { enqueue } from '../../../platform/jobs/queue.ts'
import { nameProblems, Problem, problems } from '../../../platform/problem.ts'
import type { BackgroundJob, BackupState } from './contract.ts'

/** The job that makes a backup; its work stands in main/backups.ts. */
export const BACKUP_JOB = { kind: 'backup', mostAttempts: 3 } as const

/** When, where and how many: the settings BACKUP_*. `dir` null: none by itself. */
export type BackupPlan = { dir: string | null; at: string; keep: number; copy: string | null }

const backgroundProblems = nameProblems({
  'job-ended': [409, '作业已经结束', '这项作业已经结束，刷新后再看。'],
  'job-open': [409, '作业还在办', '这项作业还没有结束，不用重做；要停下来就取消它。'],
  'backup-unplanned': [
    409,
    '没有设备份目录',
    '先用 BACKUP_DIR 设好备份目录再启动，然后备份。也可以用 npm run backup 命令备份。',
  ],
  'backup-open': [409, '正在备份', '已有一次备份在办，等它办完。'],
})

type Shown = z.output<typeof BackgroundJob>

/** No backup for longer than this is told as late: a day and some time for the backup itself. */
const LATE_MS = 26 * 3_600_000

const jobs = (tx: Tx) =>
  tx
    .selectFrom('queued_jobs as j')
    .leftJoin('people as p', 'p.id', 'j.person_id')
    .select([
      'j.id',
      'j.kind',
      'j.state',
      'j.attempts',
      'j.most_attempts as mostAttempts',
      'j.share',
      'j.note',
      'j.fault',
      'p.name as askedBy',
      'j.made_at as madeAt',
      'j.run_at as runAt',
      'j.started_at as startedAt',
      'j.ended_at as endedAt',
      'j.result',
    ])
    .select(sql<boolean>`j.cancel_asked_at is not null and j.ended_at is null`.as('isEnding'))

type Row = Awaited<ReturnType<ReturnType<typeof jobs>['execute']>>[number]

const toShown = ({ result, ...row }: Row): Shown => ({
  ...row,
  state: row.state as Shown['state'],
  backup: row.kind === BACKUP_JOB.kind && row.state === 'done' ? (result as Shown['backup']) : null,
})

const shownJob = async (tx: Tx, id: number): Promise<Shown> => {
  const row = await jobs(tx).where('j.id', '=', id).executeTakeFirst()
  if (!row) throw new Problem(problems['not-found'], { detail: '没有这项作业，刷新后再看。' })
  return toShown(row)
}

const backupState = async (ctx: Context, tx: Tx, plan: BackupPlan): Promise<z.output<typeof BackupState>> => {
  const last = await tx
    .selectFrom('queued_jobs')
    .select('ended_at')
    .where('kind', '=', BACKUP_JOB.kind)
    .where('state', '=', 'done')
    .orderBy('id', 'desc')
    .executeTakeFirst()
  const lastAt = last?.ended_at ?? null
  const isLate = plan.dir !== null && (lastAt === null || Date.parse(ctx.now) - Date.parse(lastAt) > LATE_MS)
  return {
    isPlanned: plan.dir !== null,
    at: plan.at,
    keep: plan.keep,
    hasSecondPlace: plan.copy !== null,
    lastAt,
    isLate,
  }
}

/** Newest first, with how backups stand. */
export const listJobs =
  (plan: BackupPlan) =>
  (ctx: Context, { after, size }: { after?: number; size: number }) =>
    ctx.read(async (tx) => {
      const rows = await jobs(tx)
        .$if(after !== undefined, (query) => query.where('j.id', '<', after as number))
        .orderBy('j.id', 'desc')
        .limit(size + 1)
        .execute()
      const { total } = await tx
        .selectFrom('queued_jobs')
        .select((on) => on.fn.countAll<number>().as('total'))
        .executeTakeFirstOrThrow()
      const shown = rows.slice(0, size)
      return {
        rows: shown.map(toShown),
        total,
        next: rows.length > size ? String(shown.at(-1)?.id) : null,
        backups: await backupState(ctx, tx, plan),
      }
    })

/** 取消: one that waits ends at once, one under way at its next step. @throws Problem not-found, job-ended */
export const cancelJob = (ctx: Context, { id }: { id: number }) =>
  ctx.change('job.cancel', async (tx) => {
    const before = await shownJob(tx, id)
    if (before.endedAt) throw new Problem(backgroundProblems['job-ended'])
    await tx
      .updateTable('queued_jobs')
      .set({ cancel_asked_at: ctx.now })
      .set((on) => ({
        state: sql<string>`case when ${on.ref('state')} = 'waiting' then 'cancelled' else ${on.ref('state')} end`,
        ended_at: sql<string | null>`case when ${on.ref('state')} = 'waiting' then ${ctx.now}::timestamptz end`,
      }))
      .where('id', '=', id)
      .where('ended_at', 'is', null)
      .execute()
    return { record: 'queued_jobs', recordId: id, after: { kind: before.kind }, answer: await shownJob(tx, id) }
  })

/** 重做: one that failed for good or was cancelled waits anew, with all its tries. @throws Problem not-found, job-open */
export const redoJob = (ctx: Context, { id }: { id: number }) =>
  ctx.change('job.again', async (tx) => {
    const before = await shownJob(tx, id)
    const { numUpdatedRows } = await tx
      .updateTable('queued_jobs')
      .set({
        state: 'waiting',
        attempts: 0,
        run_at: ctx.now,
        ended_at: null,
        cancel_asked_at: null,
        fault: null,
        share: 0,
      })
      .where('id', '=', id)
      .where('state', 'in', ['dead', 'cancelled'])
      .executeTakeFirst()
    if (Number(numUpdatedRows) !== 1)
      throw new Problem(before.endedAt ? backgroundProblems['job-ended'] : backgroundProblems['job-open'])
    return { record: 'queued_jobs', recordId: id, after: { kind: before.kind }, answer: await shownJob(tx, id) }
  })

/** 立即备份. @throws Problem backup-unplanned, backup-open */
export const askBackup = (plan: BackupPlan) => (ctx: Context) => {
  if (plan.dir === null) throw new Problem(backgroundProblems['backup-unplanned'])
  return ctx.change('job.ask-backup', async (tx) => {
    const open = await tx
      .selectFrom('queued_jobs')
      .select('id')
      .where('kind', '=', BACKUP_JOB.kind)
      .where('state', 'in', ['waiting', 'running'])
      .executeTakeFirst()
    if (open) throw new Problem(backgroundProblems['backup-open'])
    const { personId, postId } = ctx.acting
    const id = (await enqueue(tx, { ...BACKUP_JOB, now: ctx.now, personId, postId })) as number
    return { record: 'queued_jobs', recordId: id, after: BACKUP_JOB, answer: await shownJob(tx, id) }
  })
}
