import type { Context } from '../context.ts'
import { Problem, problems } from '../problem.ts'

/** A stored file as the database describes it. */
export type NewFile = {
  sha256: string
  original_sha256: string
  name: string
  kind: string
  mime: string
  size: number
  width: number | null
  height: number | null
  pages: number | null
}

/** Keeps the row of a stored file, and tells an earlier upload of the same bytes that the post may see. */
export const keepFile = (ctx: Context, file: NewFile) =>
  ctx.change('file.keep', async (tx) => {
    const earlier = await tx
      .selectFrom('files')
      .select(['id', 'name', 'created_at as createdAt'])
      .where('original_sha256', '=', file.original_sha256)
      .where('removed_at', 'is', null)
      .orderBy('id')
      .executeTakeFirst()
    const { id } = await tx
      .insertInto('files')
      .values({
        ...file,
        city_id: ctx.acting.cityId,
        post_id: ctx.acting.postId,
        person_id: ctx.acting.personId,
        unit_id: ctx.acting.unitId,
        created_at: ctx.now,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    const { name, kind, mime, size, pages } = file
    return {
      record: 'files',
      recordId: id,
      after: { sha256: file.sha256, name, kind, size },
      answer: { id, name, kind, mime, size, pages, createdAt: ctx.now, earlier: earlier ?? null },
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
