import { createHash } from 'node:crypto'
import { join } from 'node:path'
import multipart from '@fastify/multipart'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../context.ts'
import { downloadHeaders } from '../http/download.ts'
import { nameProblems, Problem, problems } from '../problem.ts'
import { scanFileName } from '../secrecy/index.ts'
import { diskBlobs } from './blobs/index.ts'
import * as store from './files.ts'
import {
  cleanPicture,
  EVIDENCE_KINDS,
  type FileKind,
  type FileRefusal,
  fileRefusals,
  type Identified,
  identify,
  isRefused,
  type Member,
  membersOf,
  type PictureMarks,
  previewPicture,
  READING_KINDS,
  READING_UPLOADS,
  type Received,
  readUpload,
  receive,
  safeName,
  thumbnail,
} from './pipeline/index.ts'
import { type Bytes, discard, type HeldBytes, holdBytes } from './sealed/index.ts'

const fileProblems = nameProblems({
  'no-file': [422, '没有收到文件', '没有收到文件，重新选择后上传。'],
  'file-refused': [422, '文件没有保存', '这份文件不能保存，按提示处理后重新上传。'],
  'file-too-large': [413, '文件过大', '文件超过上限，压缩或拆分后再传。'],
  'file-cut': [422, '文件没有传完整', '文件没有传完整，什么都没有存下。网络稳定时重新上传。'],
})

export type FileRoutes = {
  limitBytes: number
  /** Folder for files on their way in, and for thumbnails. */
  tmpDir: string
  /** The context of the acting post, which holds `files:write` where `isWrite`. @throws Problem */
  acting(request: FastifyRequest, reply: FastifyReply, isWrite: boolean): Promise<Context>
}

/** What a form parser says of a body that ends early or is no form. */
const isCut = (error: unknown): boolean =>
  error instanceof Error &&
  ((error as NodeJS.ErrnoException).code === 'ERR_STREAM_PREMATURE_CLOSE' ||
    /^(Unexpected end of (multipart data|form)|Part terminated early|Malformed|Multipart: Boundary)/.test(
      error.message,
    ))

/** @throws Problem file-cut where the sender broke off */
const whole = async <T>(taking: Promise<T>): Promise<T> => {
  try {
    return await taking
  } catch (error) {
    throw isCut(error) ? new Problem(fileProblems['file-cut'], { cause: error }) : error
  }
}

const megabytes = (bytes: number) => `${Math.round(bytes / 1024 / 1024)} MB`

const refuse = ({ refused }: FileRefusal, name: string, limitBytes: number): Problem => {
  const { title, detail } = fileRefusals[refused]
  const type = refused === 'too-large' ? fileProblems['file-too-large'] : fileProblems['file-refused']
  const limit = refused === 'too-large' ? `一份文件最大 ${megabytes(limitBytes)}。` : ''
  return new Problem(type, {
    detail: `“${name}”${title}。${limit}${detail}`,
    extra: { reason: refused },
  })
}

const secrecyProblem = (name: string, hits: { excerpt: string; reason: string }[]): Problem =>
  new Problem(problems.secrecy, {
    detail: `“${name}”疑似含涉密内容，文件没有保存，收到的内容已清除。`,
    errors: hits.slice(0, 5).map(({ excerpt, reason }) => ({ pointer: '/file', detail: `“${excerpt}”：${reason}` })),
  })

type Judged = Identified & {
  sha256: string
  bytes: HeldBytes
  /** The machine could not read all its words (a scan, an old Office file), so the rules could not check them. */
  isUnread?: boolean
  width?: number
  height?: number
  pages?: number
  marks?: PictureMarks | null
}

/** What an upload is for, where it is no evidence: a document to be read in, a register to be imported. */
type UploadUse = 'reading' | 'register'
/** What a register may come as. */
const REGISTER_KINDS: readonly FileKind[] = ['xlsx', 'text']

/** Judges a received file of a known kind: metadata removed from photos, secrecy rules over its text. Nothing is stored yet. */
const judge = async (
  received: Received,
  name: string,
  found: Identified,
  use?: UploadUse,
): Promise<Judged | FileRefusal> => {
  if (found.kind === 'picture') {
    const clean = await cleanPicture(received.bytes)
    if (isRefused(clean)) return clean
    return {
      ...found,
      mime: clean.mime,
      sha256: clean.sha256,
      bytes: clean.bytes,
      width: clean.width,
      height: clean.height,
      marks: clean.marks,
    }
  }
  // A register is numbers of persons from end to end: its cells are judged one by one as they are read in, and none of them is
  // kept in clear. The file goes after the run.
  if (use === 'register') return { ...found, sha256: received.sha256, bytes: received.bytes }
  const read = await readUpload(received.bytes, found.kind)
  if (isRefused(read)) return read
  if (read.hits.length > 0) throw secrecyProblem(name, read.hits)
  return {
    ...found,
    sha256: received.sha256,
    bytes: received.bytes,
    isUnread: !read.isComplete,
    ...(read.pages === undefined ? {} : { pages: read.pages }),
  }
}

const idOf = (request: FastifyRequest): number => {
  const id = Number((request.params as { id: string }).id)
  if (!Number.isSafeInteger(id) || id < 1 || id > 2_147_483_647) throw new Problem(problems['not-found'])
  return id
}

/** Upload and download of files: POST /api/files, GET /api/files/{id} with /thumbnail and /preview. */
export const serveFiles = async (app: FastifyInstance, routes: FileRoutes): Promise<void> => {
  const { limitBytes, tmpDir } = routes
  const takingOf = (ctx: Context) => ({ ...ctx.files.waiting(), limitBytes })
  await app.register(multipart, {
    preservePath: true,
    limits: { fileSize: limitBytes + 1, files: 1, fields: 4, parts: 6 },
  })
  const derived = diskBlobs(join(tmpDir, 'pictures'))

  /** Judges a received file and keeps it under its name. @throws Problem with the reason; nothing is kept then */
  const keep = async (ctx: Context, received: Received, name: string, found: Identified, use?: UploadUse) => {
    const judged = await judge(received, name, found, use)
    if (isRefused(judged)) throw refuse(judged, name, limitBytes)
    const row = {
      sha256: judged.sha256,
      original_sha256: received.sha256,
      name,
      kind: judged.kind,
      mime: judged.mime,
      width: judged.width ?? null,
      height: judged.height ?? null,
      pages: judged.pages ?? null,
      brought_for: use ?? ('evidence' as const),
    }
    const put = async () => {
      await ctx.files.put(judged.bytes, judged.sha256)
      return (await ctx.files.sizeOf(judged.sha256)) ?? judged.bytes.size
    }
    try {
      const kept = await store.keepFile(ctx, row, put, judged.marks)
      return { ...kept, isUnread: judged.isUnread ?? false }
    } finally {
      await discard(judged.bytes)
    }
  }

  const identified = async (received: Received, name: string, allowed: readonly FileKind[]): Promise<Identified> => {
    const found = await identify(received.bytes, name, allowed)
    if (isRefused(found)) throw refuse(found, name, limitBytes)
    return found
  }

  const keepMember = async (ctx: Context, member: Member) => {
    const { name } = member
    try {
      if ('refused' in member) throw refuse(member, name, limitBytes)
      const hits = scanFileName(name)
      if (hits.length > 0) throw secrecyProblem('文件名', hits)
      const { received } = member
      return { name, file: await keep(ctx, received, name, await identified(received, name, READING_KINDS), 'reading') }
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      return { name, refused: [error.detail, ...error.errors.map(({ detail }) => detail)].join('') }
    } finally {
      if ('received' in member) await discard(member.received.bytes)
    }
  }

  /** Keeps every document of a zip as a file of its own, judged as if it came alone; what is refused is named with its reason. */
  const keepInside = async (ctx: Context, received: Received, name: string) => {
    const members = await membersOf(received.bytes, takingOf(ctx))
    if (isRefused(members)) throw refuse(members, name, limitBytes)
    const inside = []
    for await (const member of members) inside.push(await keepMember(ctx, member))
    return { name, inside }
  }

  // A form around a file is a little longer than the file.
  const longestForm = limitBytes + 1024 * 1024
  app.post('/api/files', { bodyLimit: longestForm }, async (request, reply) => {
    const ctx = await routes.acting(request, reply, true)
    if (Number(request.headers['content-length'] ?? 0) > longestForm)
      throw refuse({ refused: 'too-large' }, '要传的文件', limitBytes)
    if (!request.isMultipart()) throw new Problem(fileProblems['no-file'])
    const part = await whole(request.file())
    if (!part) throw new Problem(fileProblems['no-file'])
    const named = safeName(part.filename ?? '')
    if (isRefused(named)) {
      part.file.resume()
      throw refuse(named, part.filename ?? '', limitBytes)
    }
    const { name } = named
    const nameHits = scanFileName(name)
    if (nameHits.length > 0) {
      part.file.resume()
      throw secrecyProblem('文件名', nameHits)
    }
    const received = await whole(receive(part.file, takingOf(ctx)))
    if (isRefused(received)) throw refuse(received, name, limitBytes)
    // What its key stands for: the same file under the same name.
    request.body = { name: part.filename, sha256: received.sha256 }
    const asked = (request.query as { for?: string }).for
    // Who may import a register: the offices. Others' files are judged as evidence.
    const use = asked === 'reading' || (asked === 'register' && ctx.acting.role === 'office') ? asked : undefined
    const kinds = use === 'reading' ? READING_UPLOADS : use === 'register' ? REGISTER_KINDS : EVIDENCE_KINDS
    try {
      const found = await identified(received, name, kinds)
      return found.kind === 'zip' ? await keepInside(ctx, received, name) : await keep(ctx, received, name, found, use)
    } finally {
      await discard(received.bytes)
    }
  })

  app.get('/api/files/:id', async (request, reply) => {
    const ctx = await routes.acting(request, reply, false)
    const file = await store.findFile(ctx, idOf(request))
    // Read through before the first byte goes out: what is damaged is told, not served in part.
    if (!(await ctx.files.isWhole(file.sha256))) throw new Problem(problems['file-damaged'])
    const bytes = await ctx.files.open(file.sha256)
    return reply.type(file.mime).headers(downloadHeaders(file.name)).send(bytes)
  })

  const draw = async (
    ctx: Context,
    file: { sha256: string; name: string },
    make: (file: Bytes) => Promise<Buffer | FileRefusal>,
  ): Promise<Buffer> => {
    const made = await make(await ctx.files.bytesOf(file.sha256))
    if (isRefused(made)) throw refuse(made, file.name, limitBytes)
    return made
  }

  const picture = (suffix: string, mime: string, make: (file: Bytes) => Promise<Buffer | FileRefusal>) =>
    app.get(`/api/files/:id/${suffix}`, async (request, reply) => {
      const ctx = await routes.acting(request, reply, false)
      const file = await store.findFile(ctx, idOf(request))
      if (file.kind !== 'picture') throw new Problem(problems['not-found'], { detail: '只有图片有预览图。' })
      const pictures = ctx.files.over(derived)
      const kept = createHash('sha256').update(`${file.sha256}.${suffix}`).digest('hex')
      const found = await pictures
        .bytesOf(kept)
        .then((one) => one.all())
        .catch(() => null)
      const bytes = found ?? (await draw(ctx, file, make))
      if (!found) await pictures.put(await holdBytes(bytes, ctx.files.waiting()), kept)
      return reply.type(mime).send(bytes)
    })
  picture('thumbnail', 'image/webp', thumbnail)
  picture('preview', 'image/jpeg', previewPicture)
}
