import { createHash } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import type { Context } from '../../platform/context.ts'
import { Problem } from '../../platform/problem.ts'
import { type Encoding, sourceProblems } from './contract.ts'
import { storableText } from './rules.ts'
import * as store from './store.ts'

/** An original as it came, and its text. */
export type Original = {
  file: { id: number; name: string; sha256: string } | null
  /** Of the file as it arrived, or of the pasted text; two readings of one original share it. */
  sha256: string
  text: string
  /** Headers, notes and hidden sheets: read by the secrecy rules, no part of the text. */
  aside: string
  encoding: string | null
}

/** The uploaded file's row. @throws Problem file-gone when there is none for this post */
export const findOriginalFile = async (ctx: Context, fileId: number) => {
  const file = await ctx.read((tx) => store.findFile(tx, fileId))
  if (!file || !(await ctx.files.has(file.sha256))) {
    throw new Problem(sourceProblems['file-gone'], {
      errors: [{ pointer: '/fileId', detail: sourceProblems['file-gone'].detail }],
    })
  }
  return file
}

/**
 * Reads the text out of an uploaded file.
 * @throws Problem empty-file, broken-docx, broken-pdf, broken-office, picture-only-pdf, unknown-kind, undecodable
 */
export const readOriginalFile = async (
  ctx: Context,
  file: Awaited<ReturnType<typeof findOriginalFile>>,
  encoding?: Encoding,
): Promise<Original> => {
  // The readers of docx and pdf are large; they are loaded with the first document and not with the program.
  const { extractText } = await import('./extract/index.ts')
  const bytes = await buffer(await ctx.files.open(file.sha256))
  const extracted = await extractText(bytes, file.name, { encoding })
  if ('refused' in extracted) {
    throw new Problem(sourceProblems[extracted.refused], {
      detail: extracted.detail,
      errors: [{ pointer: '/fileId', detail: extracted.detail }],
    })
  }
  return {
    file: { id: file.id, name: file.name, sha256: file.sha256 },
    sha256: file.original_sha256,
    text: storableText(extracted.text),
    aside: extracted.aside ?? '',
    encoding: extracted.encoding,
  }
}

export const pastedOriginal = (text: string): Original => ({
  file: null,
  sha256: createHash('sha256').update(text).digest('hex'),
  text: storableText(text),
  aside: '',
  encoding: null,
})
