import {
  type ForeignFailure,
  type ForeignText,
  readTableBinary,
  readWordBinary,
} from '../../../platform/foreign/index.ts'
import { declaredEncoding, decodeText } from './decode.ts'
import { docxText } from './docx.ts'
import { htmlToText, tidyLines } from './html.ts'
import { kindOf } from './kind.ts'
import { ofdText } from './ofd.ts'
import { pdfText } from './pdf.ts'
import { type Extracted, type Refusal, refusals } from './refusal.ts'

export { ENCODINGS, type Encoding } from './decode.ts'
export type { Extracted, Refusal } from './refusal.ts'

const orEmpty = (extracted: Extracted): Extracted | Refusal =>
  extracted.text.trim() === '' ? refusals.empty : extracted

const fromDocx = async (bytes: Buffer): Promise<Extracted | Refusal> => {
  const result = await docxText(bytes)
  if ('failed' in result) return result.failed === 'too-large' ? refusals.hugeDocx : refusals.brokenDocx
  return orEmpty({ text: result.text, encoding: null, kind: 'docx' })
}

const fromPdf = async (bytes: Buffer): Promise<Extracted | Refusal> => {
  const result = await pdfText(bytes)
  if ('text' in result) return { text: result.text, encoding: null, kind: 'pdf' }
  if (result.failed === 'picture-only') return refusals.pictureOnly
  return result.failed === 'locked' ? refusals.lockedPdf : refusals.brokenPdf
}

const fromForeign = (found: ForeignText | ForeignFailure, kind: 'doc' | 'table'): Extracted | Refusal => {
  if (!('failed' in found)) return orEmpty({ text: tidyLines(found.text), encoding: null, kind, aside: found.aside })
  if (found.failed === 'locked') return refusals.lockedOffice
  if (found.failed === 'too-slow') return refusals.slowOffice
  return kind === 'doc' ? refusals.brokenWord : refusals.brokenTable
}

const fromOfd = (bytes: Buffer): Extracted | Refusal => {
  const result = ofdText(bytes)
  if ('failed' in result) return refusals.brokenOfd
  return result.text.trim() === '' ? refusals.pictureOfd : { text: result.text, encoding: null, kind: 'ofd' }
}

/**
 * The text of a document on its way in: .docx, .doc, .wps, .xls, .xlsx, .et, .ofd, .pdf with text, .txt and .html, told
 * apart by content. `encoding` overrides
 * what was detected for text and web pages (see `ENCODINGS`). Any bytes are answered; nothing throws.
 */
export const extractText = async (
  bytes: Buffer,
  fileName: string,
  options: { encoding?: string } = {},
): Promise<Extracted | Refusal> => {
  if (bytes.length === 0) return refusals.empty
  const kind = kindOf(bytes, fileName)
  if (kind === 'docx') return fromDocx(bytes)
  if (kind === 'pdf') return fromPdf(bytes)
  if (kind === 'word-binary') return fromForeign(await readWordBinary(bytes), 'doc')
  if (kind === 'table') return fromForeign(await readTableBinary(bytes), 'table')
  if (kind === 'ofd') return fromOfd(bytes)
  if (kind === 'rtf') return refusals.rtf
  if (kind === 'unknown') return refusals.unknown

  const decoded = decodeText(bytes, options.encoding, kind === 'html' ? declaredEncoding(bytes) : null)
  if (!decoded) return bytes.includes(0) && !options.encoding ? refusals.unknown : refusals.undecodable
  const plain = decoded.text.replace(/^\ufeff/, '')
  const text = kind === 'html' ? htmlToText(plain) : plain
  return orEmpty({ text, encoding: decoded.encoding, kind: kind === 'html' ? 'html' : 'txt' })
}
