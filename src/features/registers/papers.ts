import { sql } from 'kysely'
import type { Context } from '../../platform/context.ts'
import { asProgram, type Tx } from '../../platform/db/transaction.ts'
import { auditExport } from '../../platform/http/download.ts'
import { Problem, problems } from '../../platform/problem.ts'
import { refuseSecrets } from '../../platform/secrecy/guard.ts'
import { found, requireImpact } from '../org/index.ts'
import { isMasked } from './households/reading.ts'
import type { OpenPaper } from './papers-contract.ts'
import type { HeldFile } from './places.ts'

/** Steps of plaques and of merit reports hold files. */
type Table = 'plaque_step_files' | 'merit_report_files'

/**
 * Holds the files of a step. Papers of a person are closed: the files of some steps (`arePapers`), and whatever is no picture.
 */
export const holdFiles = async (
  tx: Tx,
  table: Table,
  { stepId, fileIds, arePapers }: { stepId: number; fileIds: readonly number[]; arePapers: boolean },
): Promise<void> => {
  if (fileIds.length > 0)
    await sql`insert into ${sql.table(table)} (step_id, file_id, is_paper)
      select ${stepId}::int, f.id, ${arePapers}::boolean or f.kind <> 'picture' from files f
      where f.id = any(${[...fileIds]}::int[])`.execute(tx)
}

/** Which of these files are pictures. */
export const picturesOf = async (tx: Tx, fileIds: readonly number[]): Promise<number[]> =>
  fileIds.length === 0
    ? []
    : (
        await tx
          .selectFrom('files')
          .select('id')
          .where('id', 'in', [...fileIds])
          .where('kind', '=', 'picture')
          .orderBy('id')
          .execute()
      ).map(({ id }) => id)

type Stored = HeldFile & { stepId: number; isPaper: boolean; sha256: string }

/** The files of steps that the acting post was given to read, closed ones too: their row policies let nobody see those. */
const heldBy = async (tx: Tx, table: Table, stepIds: readonly number[]): Promise<Stored[]> =>
  stepIds.length === 0
    ? []
    : asProgram(
        tx,
        async () =>
          (
            await sql<Stored>`select h.step_id as "stepId", h.is_paper as "isPaper", f.id, f.name, f.mime, f.sha256
              from ${sql.table(table)} h join files f on f.id = h.file_id
              where h.step_id = any(${[...stepIds]}::int[]) and f.removed_at is null order by f.id`.execute(tx)
          ).rows,
      )

/** What a step shows of its files: pictures, and closed papers by name; whoever reads names masked is told how many there are. */
export type ShownFiles = { files: HeldFile[]; papers: HeldFile[]; hidden: number }

export const withFiles = async <Step extends { id: number }>(
  ctx: Pick<Context, 'acting'>,
  tx: Tx,
  table: Table,
  steps: readonly Step[],
): Promise<(Step & ShownFiles)[]> => {
  const held = await heldBy(
    tx,
    table,
    steps.map(({ id }) => id),
  )
  return steps.map((step) => {
    const own = held.filter(({ stepId }) => stepId === step.id)
    const of = (isPaper: boolean) =>
      own.filter((one) => one.isPaper === isPaper).map(({ id, name, mime }) => ({ id, name, mime }))
    return isMasked(ctx)
      ? { ...step, files: [], papers: [], hidden: own.length }
      : { ...step, files: of(false), papers: of(true), hidden: 0 }
  })
}

/**
 * A closed paper of these steps in clear, for a reason that is kept with who asked; it counts as what lets data out.
 * @throws Problem not-found, impact-missing, export-quota, file-damaged, secrecy
 */
export const openPaper = async (
  ctx: Context,
  { id, fileId, reason }: OpenPaper,
  of: { table: Table; record: string; action: string; steps(tx: Tx): Promise<readonly { id: number }[]> },
): Promise<File> => {
  refuseSecrets({ '/reason': reason })
  const paper = await ctx.read(async (tx) => {
    const steps = await of.steps(tx)
    const held = await heldBy(
      tx,
      of.table,
      steps.map((step) => step.id),
    )
    const one = found(held.find((file) => file.id === fileId && file.isPaper))
    await requireImpact(ctx, tx, 'scans')
    return one
  })
  if (!(await ctx.files.isWhole(paper.sha256))) throw new Problem(problems['file-damaged'])
  const bytes = await (await ctx.files.bytesOf(paper.sha256)).all()
  await auditExport(ctx, of.action, {
    record: of.record,
    recordId: id,
    kind: 'original',
    rows: 1,
    filter: { fileId },
    reason,
  })
  return new File([new Uint8Array(bytes)], paper.name, { type: paper.mime })
}
