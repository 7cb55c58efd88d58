import type { Context, House } from '../../../platform/context.ts'
import { asProgram, type Tx } from '../../../platform/db/transaction.ts'
import { auditExport, download, exportMark } from '../../../platform/http/download.ts'
import { enqueue } from '../../../platform/jobs/queue.ts'
import { Problem, problems } from '../../../platform/problem.ts'
import { refuseSecrets } from '../../../platform/secrecy/guard.ts'
import { type SheetTemplate, writeSheet } from '../../../platform/sheets/index.ts'
import { found, requireImpact, takeBackUntil } from '../../org/index.ts'
import type { HouseholdFollower } from '../households/follow.ts'
import { readRetention } from '../retention/settings.ts'
import { type ClearKept, importProblems, type RegisterImport, type TakeIn } from './contract.ts'
import { forgetFile, forgetWrong, goesOn, readKept, readWrong, type WrongRow, wrongFaults } from './keeping.ts'
import { SHEET_LINES } from './staging.ts'
import * as store from './store.ts'
import { REGISTER_TEMPLATE, type RegisterColumn, WRONG_HEADER } from './template.ts'
import { changedSince, IMPORT_JOB, type ImportInput, importBarrier } from './work.ts'

const refuse = (slug: keyof typeof importProblems): Problem => new Problem(importProblems[slug])

/** How an import stands, with the work behind it: a try that was given up for good shows as what can be done next. */
const standing = (one: store.StoredImport, job: store.JobStanding | undefined) => {
  const isDead = job?.state === 'dead' || job?.state === 'cancelled'
  if (!isDead) return { state: one.state, fault: one.fault }
  if (one.state === 'reading') return { state: 'failed' as const, fault: job?.fault ?? one.fault }
  if (one.state === 'taking') return { state: 'checked' as const, fault: job?.fault ?? one.fault }
  if (one.state === 'taking-back') return { state: 'taken' as const, fault: job?.fault ?? one.fault }
  return { state: one.state, fault: one.fault }
}

type Followers = readonly HouseholdFollower[]

/** The file, or the wrong rows, that can still be fetched, until a day of its own. */
const heldOf = (
  one: store.StoredImport,
  state: RegisterImport['state'],
  { importDays, today }: { importDays: number; today: string },
): Pick<RegisterImport, 'hasFile' | 'wrongRows' | 'goesOn'> => {
  const isTaken = state === 'taken' || state === 'taking-back' || state === 'taken-back'
  const on = goesOn(one, importDays)
  const isHeld = isTaken
    ? on > today && (one.wrong_state === 'making' ? one.heldFileId !== null : one.wrongSha256 !== null)
    : state === 'checked' && one.heldFileId !== null && one.rows_wrong > 0
  return {
    // After the run only a file that was kept on purpose counts.
    hasFile: one.heldFileId !== null && (!isTaken || one.keeps_file),
    wrongRows: isHeld ? (one.wrong_state === 'kept' ? one.wrong_rows_kept : one.rows_wrong) : 0,
    goesOn: isHeld || state === 'checked' ? on : null,
  }
}

const toImport = async (
  ctx: Context,
  tx: Tx,
  followers: Followers,
  one: store.StoredImport,
  jobs: readonly store.JobStanding[],
): Promise<RegisterImport> => {
  const job = jobs.find(({ id }) => id === one.job_id)
  const { state, fault } = standing(one, job)
  const changed = state === 'taken' ? await asProgram(tx, () => changedSince(tx, followers, one.id)) : null
  const isUnderWay = ['reading', 'taking', 'taking-back'].includes(state)
  const { importDays } = await readRetention(tx, ctx.acting.cityId)
  return {
    id: one.id,
    fileName: one.file_name,
    state,
    share: isUnderWay ? (job?.share ?? 0) : 1,
    note: isUnderWay ? (job?.note ?? null) : null,
    counts: {
      read: one.rows_read,
      fresh: one.rows_new,
      known: one.rows_known,
      differ: one.rows_differ,
      wrong: one.rows_wrong,
      passed: one.rows_passed,
      households: one.households_new,
    },
    notes: one.notes,
    fault,
    ...heldOf(one, state, { importDays, today: ctx.today }),
    madeAt: one.made_at,
    postName: one.postName,
    takenAt: one.taken_at,
    takenBackAt: one.taken_back_at,
    until: one.taken_on === null ? null : takeBackUntil(one.taken_on),
    barrier:
      state === 'taken' || state === 'taken-back'
        ? importBarrier(one, changed?.count ?? 0, ctx.acting.unitId, ctx.today)
        : null,
    changed: changed?.words ?? [],
    version: one.version,
  }
}

const shown = async (ctx: Context, tx: Tx, followers: Followers, id: number): Promise<RegisterImport> => {
  const one = found(await store.findImport(tx, id))
  const jobs = await asProgram(tx, () => store.readJobs(tx, one.job_id === null ? [] : [one.job_id]))
  return toImport(ctx, tx, followers, one, jobs)
}

/** The blank sheet. */
export const importTemplate = async (ctx: Context): Promise<File> => {
  const bytes = await writeSheet(REGISTER_TEMPLATE, [], { isBlank: true })
  return download(`${REGISTER_TEMPLATE.title} ${ctx.today}`, 'xlsx', bytes)
}

/** The latest imports of the acting unit. */
export const listImports = (followers: Followers) => (ctx: Context) =>
  ctx.read(async (tx) => {
    const rows = await store.listImports(tx, ctx.acting.unitId, 20)
    const jobs = await asProgram(tx, () =>
      store.readJobs(
        tx,
        rows.flatMap(({ job_id }) => (job_id === null ? [] : [job_id])),
      ),
    )
    const answer: RegisterImport[] = []
    for (const one of rows) answer.push(await toImport(ctx, tx, followers, one, jobs))
    return answer
  })

const MOST_SHOWN = 200

/** One import with the first of its faults. @throws Problem not-found */
export const getImport =
  (followers: Followers) =>
  (ctx: Context, { id }: { id: number }) =>
    ctx.read(async (tx) => {
      const one = await shown(ctx, tx, followers, id)
      const faults = await asProgram(tx, () => store.listFaults(tx, id, MOST_SHOWN))
      return { ...one, faults: faults.map(({ line, ...fault }) => ({ ...fault, line: line % SHEET_LINES })) }
    })

const lay = async (ctx: Context, tx: Tx, importId: number, step: ImportInput['step']): Promise<void> => {
  const { personId, postId } = ctx.acting
  await asProgram(tx, async () => {
    const job = (await enqueue(tx, {
      ...IMPORT_JOB,
      input: { importId, step },
      now: ctx.now,
      personId,
      postId,
    })) as number
    await tx.updateTable('register_imports').set({ job_id: job }).where('id', '=', importId).execute()
  })
}

/** Begins the dry run: nothing of the register changes by it. @throws Problem import-file-gone, import-file-unfit */
export const startImport =
  (followers: Followers) =>
  (ctx: Context, { fileId }: { fileId: number }): Promise<RegisterImport> =>
    ctx.change('register.check-import', async (tx) => {
      await requireImpact(ctx, tx, 'closed-persons')
      const file = await store.findUpload(tx, fileId, ctx.acting.postId)
      if (!file) throw refuse('import-file-gone')
      if (file.kind !== 'xlsx' && file.kind !== 'text') throw refuse('import-file-unfit')
      const { cityId, regionPath, unitId, postId, personId } = ctx.acting
      const id = await store.insertImport(tx, {
        ...{ cityId, regionPath, unitId, postId, personId },
        fileId,
        fileName: file.name,
        sha256: file.sha256,
        at: ctx.now,
      })
      await lay(ctx, tx, id, 'check')
      return {
        record: 'register_imports',
        recordId: id,
        after: { fileId, sha256: file.sha256 },
        answer: await shown(ctx, tx, followers, id),
      }
    })

/** Locked, at the version that was seen, and the unit's own. @throws Problem not-found, import-not-yours, out-of-date */
const locked = async (
  ctx: Context,
  tx: Tx,
  followers: Followers,
  id: number,
  version: number,
): Promise<RegisterImport> => {
  if (!(await store.lockImport(tx, id))) throw new Problem(problems['not-found'])
  const one = await shown(ctx, tx, followers, id)
  if (one.version !== version) throw new Problem(problems['out-of-date'], { extra: { latest: one } })
  return one
}

/** Takes a checked file in. @throws Problem import-not-open, import-rows-wrong, import-nothing-new, out-of-date */
export const takeIn =
  (followers: Followers) =>
  (ctx: Context, { id, version, leaveOutWrong, keepFile }: TakeIn): Promise<RegisterImport> =>
    ctx.change('register.take-import', async (tx) => {
      const before = await locked(ctx, tx, followers, id, version)
      if (before.state !== 'checked') throw refuse('import-not-open')
      if (before.counts.wrong > 0 && !leaveOutWrong) throw refuse('import-rows-wrong')
      if (before.counts.fresh === 0) throw refuse('import-nothing-new')
      await store.setImport(tx, id, ['checked', 'taking'], {
        state: 'taking',
        leaves_out_wrong: leaveOutWrong,
        keeps_file: keepFile,
        fault: null,
      })
      await lay(ctx, tx, id, 'take')
      return {
        record: 'register_imports',
        recordId: id,
        after: { counts: before.counts, leavesOutWrong: leaveOutWrong },
        answer: await shown(ctx, tx, followers, id),
      }
    })

/** Gives an import up before it is taken in: staging and file go. @throws Problem import-not-open, out-of-date */
export const cancelImport =
  (house: Pick<House, 'files'>, followers: Followers) =>
  (ctx: Context, { id, version }: { id: number; version: number }): Promise<RegisterImport> =>
    ctx.change('register.cancel-import', async (tx) => {
      const before = await locked(ctx, tx, followers, id, version)
      if (!['reading', 'checked', 'failed'].includes(before.state)) throw refuse('import-not-open')
      const stored = found(await store.findImport(tx, id))
      await store.setImport(tx, id, ['reading', 'checked', 'failed', 'taking'], { state: 'cancelled' })
      await asProgram(tx, async () => {
        if (stored.job_id !== null) await store.askToCancel(tx, stored.job_id, ctx.now)
        await store.clearStaging(tx, id)
        await forgetFile(tx, house.files, { fileId: stored.file_id, at: ctx.now })
      })
      return {
        record: 'register_imports',
        recordId: id,
        before: { state: before.state },
        after: { state: 'cancelled' },
        answer: await shown(ctx, tx, followers, id),
      }
    })

const BARRIERS = {
  'not-your-batch': 'import-not-yours',
  'taken-back': 'import-taken-back',
  'too-old': 'import-too-old',
  'changed-since': 'import-changed-since',
} as const

/** 整批撤回 within thirty days. @throws Problem import-not-open, import-too-old, import-changed-since (naming what changed), secrecy */
export const takeImportBack =
  (followers: Followers) =>
  (ctx: Context, { id, version, reason }: { id: number; version: number; reason: string }): Promise<RegisterImport> => {
    refuseSecrets({ '/reason': reason })
    return ctx.change('register.ask-import-back', async (tx) => {
      const before = await locked(ctx, tx, followers, id, version)
      if (before.state !== 'taken' && before.state !== 'taken-back') throw refuse('import-not-open')
      if (before.barrier) {
        const type = importProblems[BARRIERS[before.barrier]]
        throw before.barrier === 'changed-since'
          ? new Problem(type, {
              detail: `${type.detail}${before.changed.join('、')}。`,
              extra: { changed: before.changed },
            })
          : new Problem(type)
      }
      await store.setImport(tx, id, ['taken', 'taking-back'], {
        state: 'taking-back',
        taken_back_post_id: ctx.acting.postId,
        taken_back_reason: reason,
        fault: null,
      })
      await lay(ctx, tx, id, 'take-back')
      return {
        record: 'register_imports',
        recordId: id,
        after: { reason },
        answer: await shown(ctx, tx, followers, id),
      }
    })
  }

/** 清除 of what was kept after the run: the file, or the wrong rows once they are corrected. @throws Problem import-kept-gone, out-of-date */
export const clearKept =
  (house: Pick<House, 'files'>, followers: Followers) =>
  (ctx: Context, { id, version, what }: ClearKept): Promise<RegisterImport> =>
    ctx.change('register.clear-kept', async (tx) => {
      const before = await locked(ctx, tx, followers, id, version)
      if (before.state !== 'taken') throw refuse('import-not-open')
      if (what === 'file' ? !before.hasFile : before.wrongRows === 0) throw refuse('import-kept-gone')
      const stored = found(await store.findImport(tx, id))
      await store.setImport(tx, id, ['taken'], what === 'file' ? { keeps_file: false } : {})
      await asProgram(tx, () =>
        what === 'wrong-rows'
          ? forgetWrong(tx, house.files, id, ctx.now)
          : // What is still to be made of it goes with it.
            stored.wrong_state === 'making'
            ? Promise.resolve()
            : forgetFile(tx, house.files, { fileId: stored.file_id, at: ctx.now }),
      )
      return {
        record: 'register_imports',
        recordId: id,
        after: { what },
        answer: await shown(ctx, tx, followers, id),
      }
    })

const WRONG: SheetTemplate<RegisterColumn | 'fault'> = {
  ...REGISTER_TEMPLATE,
  title: '有错的行',
  columns: [
    { key: 'fault', header: WRONG_HEADER, width: 48, kind: 'text' },
    ...REGISTER_TEMPLATE.columns.map((column) => ({ ...column, kind: 'text' as const })),
  ],
}

/**
 * 有错的行 as the office sent them, each with what is wrong: to be corrected and sent again, before the others are taken in and for some
 * days after. The values pass through the memory alone. @throws Problem import-not-open, import-file-gone, import-kept-gone, export-quota
 */
export const wrongRows =
  (house: Pick<House, 'files'>, followers: Followers) =>
  async (ctx: Context, { id }: { id: number }): Promise<File> => {
    const { now, one, faults } = await ctx.read(async (tx) => ({
      now: await shown(ctx, tx, followers, id),
      one: found(await store.findImport(tx, id)),
      faults: await asProgram(tx, () => wrongFaults(tx, id)),
    }))
    const isBefore = now.state === 'checked'
    if (!isBefore && one.wrong_state === null) throw refuse('import-not-open')
    if (isBefore && one.heldFileId === null) throw refuse('import-file-gone')
    if (!isBefore && now.wrongRows === 0) throw refuse('import-kept-gone')
    const rows: WrongRow[] =
      one.wrongSha256 === null
        ? await readWrong(await house.files.open(one.file_sha256), faults)
        : await readKept(await house.files.open(one.wrongSha256))
    const bytes = await writeSheet(WRONG, rows, { mark: exportMark(ctx), title: null })
    await auditExport(ctx, 'household.export', {
      record: 'register_imports',
      recordId: id,
      kind: 'xlsx',
      rows: rows.length,
    })
    return download(`有错的行 ${ctx.today}`, 'xlsx', bytes)
  }
