import { sql } from 'kysely'
import type { Context } from '../context.ts'
import { asProgram, type Tx } from '../db/transaction.ts'
import { Problem, problems } from '../problem.ts'
import { holdBytesOf } from './held.ts'
import { bandsOf, MOST_DIFFERENT, MOST_DIFFERENT_TURNED, type PictureMarks } from './pipeline/alike.ts'

/** A stored file as the database describes it. */
export type NewFile = {
  /** Of the bytes as they are kept. */
  sha256: string
  original_sha256: string
  name: string
  kind: string
  mime: string
  width: number | null
  height: number | null
  pages: number | null
  brought_for: 'evidence' | 'reading' | 'register'
}

/** A picture that looks like the new one: the file to who may see it, to others the year and the kind of unit alone. */
export type LookAlike = { file: { id: number; name: string; createdAt: string } | null; year: number; unitKind: string }

/** So many are told; the rest says nothing more. */
const MOST_TOLD = 3

const ints = (values: readonly number[]) => sql<number[]>`${[...values]}::int[]`
const bigints = (values: readonly bigint[]) => sql<number[]>`${values.map(String)}::bigint[]`

/** What looks like it in the city: all by number, and of those what is told, other copies of the same file left out. */
const lookAlikes = async (
  ctx: Context,
  tx: Tx,
  sha256: string,
  marks: PictureMarks,
): Promise<{ ids: number[]; told: LookAlike[] }> => {
  const { rows } = await sql<{
    id: number
    year: number
    unitKind: string
    name: string | null
    createdAt: string | null
    isCopy: boolean
  }>`
    select a.file_id as id, a.year, a.unit_kind as "unitKind", f.name, f.created_at as "createdAt",
      f.sha256 is not distinct from ${sha256} as "isCopy"
    from look_alikes(${ctx.acting.cityId}, ${String(marks.whole)}::bigint, ${ints(marks.wholeProbes)},
      ${bigints(marks.parts)}, ${ints(marks.partProbes)}, ${bigints(marks.turned)}, ${ints(marks.turnedProbes)},
      ${ints([...new Set(marks.turned.flatMap(bandsOf))])}, ${MOST_DIFFERENT}, ${MOST_DIFFERENT_TURNED}) a
    left join files f on f.id = a.file_id
    order by a.differs, a.file_id desc`.execute(tx)
  const told = new Map<string, LookAlike>()
  for (const { id, year, unitKind, name, createdAt } of rows.filter(({ isCopy }) => !isCopy)) {
    const file = name === null || createdAt === null ? null : { id, name, createdAt }
    const key = file ? `file ${id}` : `${year} ${unitKind}`
    if (!told.has(key)) told.set(key, { file, year, unitKind })
  }
  // A file that one may open comes before what is told of others by year and kind alone.
  const all = [...told.values()].sort((one, other) => Number(one.file === null) - Number(other.file === null))
  return { ids: rows.map(({ id }) => id), told: all.slice(0, MOST_TOLD) }
}

const keepMarks = (ctx: Context, tx: Tx, fileId: number, marks: PictureMarks, alike: readonly number[]) =>
  tx
    .insertInto('picture_marks')
    .values({
      file_id: fileId,
      city_id: ctx.acting.cityId,
      whole: sql<number>`${String(marks.whole)}::bigint`,
      parts: bigints(marks.parts),
      whole_bands: ints(bandsOf(marks.whole)),
      part_bands: ints([...new Set([marks.whole, ...marks.parts].flatMap(bandsOf))]),
      alike: ints(alike),
    })
    .execute()

/**
 * Keeps a file: its bytes by `put`, which answers their size, and its row, while nobody lets the same bytes go. Tells an earlier upload of the same bytes that the post may see, and of a picture what
 * looks like it.
 */
export const keepFile = (ctx: Context, file: NewFile, put: () => Promise<number>, marks: PictureMarks | null = null) =>
  ctx.change('file.keep', async (tx) => {
    await holdBytesOf(tx, file.sha256)
    const size = await put()
    const earlier = await tx
      .selectFrom('files')
      .select(['id', 'name', 'created_at as createdAt'])
      .where('original_sha256', '=', file.original_sha256)
      .where('removed_at', 'is', null)
      .orderBy('id')
      .executeTakeFirst()
    const alike = marks ? await lookAlikes(ctx, tx, file.sha256, marks) : { ids: [], told: [] }
    const keep = () =>
      tx
        .insertInto('files')
        .values({
          ...file,
          size,
          city_id: ctx.acting.cityId,
          post_id: ctx.acting.postId,
          person_id: ctx.acting.personId,
          unit_id: ctx.acting.unitId,
          created_at: ctx.now,
        })
        .returning('id')
        .executeTakeFirstOrThrow()
    // Nobody reads the sheet of a register, whoever brings it included: only its import asks for it, above the policies.
    const { id } = file.brought_for === 'register' ? await asProgram(tx, keep) : await keep()
    if (marks) await keepMarks(ctx, tx, id, marks, alike.ids)
    const { name, kind, mime, pages, brought_for: broughtFor } = file
    return {
      record: 'files',
      recordId: id,
      after: { sha256: file.sha256, name, kind, size, broughtFor },
      answer: { id, name, kind, mime, size, pages, createdAt: ctx.now, earlier: earlier ?? null, alike: alike.told },
    }
  })

/** A file that the acting post may read. @throws Problem not-found */
export const findFile = async (ctx: Context, id: number) => {
  const file = await ctx.read((tx) =>
    tx
      .selectFrom('files')
      .select(['id', 'sha256', 'name', 'kind', 'mime', 'size'])
      .where('id', '=', id)
      .where('removed_at', 'is', null)
      .executeTakeFirst(),
  )
  if (!file) throw new Problem(problems['not-found'], { detail: '没有这份文件，或不在本岗位范围内。' })
  return file
}
