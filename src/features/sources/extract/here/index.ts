import { eachPart } from '../archive.ts'
import { declaredEncoding, decodeText } from '../decode.ts'
import { docxText } from '../docx.ts'
import { htmlToText } from '../html.ts'
import type { FileKind } from '../kind.ts'
import { ofdText } from '../ofd.ts'
import { pdfText } from '../pdf.ts'
import { type Extracted, type Refusal, refusals } from '../refusal.ts'

/** What a table may unpack to, all its parts together. */
const MOST_UNPACKED = 256 * 1024 * 1024

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

const fromOfd = (bytes: Buffer): Extracted | Refusal => {
  const result = ofdText(bytes)
  if ('failed' in result) return refusals.brokenOfd
  return result.text.trim() === '' ? refusals.pictureOfd : { text: result.text, encoding: null, kind: 'ofd' }
}

/** Whether a table that came as a zip unpacks to no more than its reader may hold. */
const measured = (bytes: Buffer): Refusal | null => {
  const found = bytes[0] === 0x50 ? eachPart(bytes, MOST_UNPACKED, () => undefined) : 'fine'
  if (found === 'fine') return null
  return found === 'too-large' ? refusals.huge : refusals.brokenTable
}

export type DocumentAsk = { kind: FileKind; encoding?: string | undefined }

/**
 * Reads a document of a known kind; the job of a reader, see `extractText`. Null where it is for the readers of old documents
 * and nothing stands against giving it to them.
 */
export const readDocumentHere = async (
  bytes: Buffer,
  { kind, encoding }: DocumentAsk,
): Promise<Extracted | Refusal | null> => {
  if (kind === 'docx') return fromDocx(bytes)
  if (kind === 'pdf') return fromPdf(bytes)
  if (kind === 'ofd') return fromOfd(bytes)
  if (kind === 'word-binary') return null
  if (kind === 'table') return measured(bytes)
  if (kind === 'rtf') return refusals.rtf
  if (kind === 'unknown') return refusals.unknown

  const decoded = decodeText(bytes, encoding, kind === 'html' ? declaredEncoding(bytes) : null)
  if (!decoded) return bytes.includes(0) && !encoding ? refusals.unknown : refusals.undecodable
  const plain = decoded.text.replace(/^\ufeff/, '')
  const text = kind === 'html' ? htmlToText(plain) : plain
  return orEmpty({ text, encoding: decoded.encoding, kind: kind === 'html' ? 'html' : 'txt' })
}
