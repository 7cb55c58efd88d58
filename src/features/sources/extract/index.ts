import { readers, type Unread } from '../../../platform/apart/index.ts'
import {
  type ForeignFailure,
  type ForeignText,
  readTableBinary,
  readWordBinary,
} from '../../../platform/foreign/index.ts'
import type { DocumentAsk } from './here/index.ts'
import { tidyLines } from './html.ts'
import { type FileKind, kindOf } from './kind.ts'
import { type Extracted, type Refusal, refusals } from './refusal.ts'

export { ENCODINGS, type Encoding } from './decode.ts'
export type { Extracted, Refusal } from './refusal.ts'

const orEmpty = (extracted: Extracted): Extracted | Refusal =>
  extracted.text.trim() === '' ? refusals.empty : extracted

const fromForeign = (found: ForeignText | ForeignFailure, kind: 'doc' | 'table'): Extracted | Refusal => {
  if (!('failed' in found)) return orEmpty({ text: tidyLines(found.text), encoding: null, kind, aside: found.aside })
  if (found.failed === 'locked') return refusals.lockedOffice
  if (found.failed === 'too-slow') return refusals.slowOffice
  return kind === 'doc' ? refusals.brokenWord : refusals.brokenTable
}

const BROKEN: Partial<Record<FileKind, Refusal>> = {
  docx: refusals.brokenDocx,
  pdf: refusals.brokenPdf,
  ofd: refusals.brokenOfd,
  table: refusals.brokenTable,
}
const refusalOf = ({ unread }: Unread, kind: FileKind): Refusal => {
  if (unread === 'broken') return BROKEN[kind] ?? refusals.unknown
  return unread === 'too-slow' ? refusals.slow : refusals.huge
}

/**
 * The text of a document on its way in: .docx, .doc, .wps, .xls, .xlsx, .et, .ofd, .pdf with text, .txt and .html, told
 * apart by content. `encoding` overrides
 * what was detected for text and web pages (see `ENCODINGS`). Any bytes are answered; nothing throws. The reading happens
 * outside this process, within limits of time and memory.
 */
export const extractText = async (
  bytes: Buffer,
  fileName: string,
  options: { encoding?: string } = {},
): Promise<Extracted | Refusal> => {
  if (bytes.length === 0) return refusals.empty
  const kind = kindOf(bytes, fileName)
  const ask: DocumentAsk = { kind, encoding: options.encoding }
  const file = { size: bytes.length, read: async (at: number, length: number) => bytes.subarray(at, at + length) }
  const found = await readers.read<Extracted | Refusal | null>('document', file, ask)
  if (found && 'unread' in found) return refusalOf(found, kind)
  if (found) return found
  return kind === 'word-binary'
    ? fromForeign(await readWordBinary(bytes), 'doc')
    : fromForeign(await readTableBinary(bytes), 'table')
}
