import { inflateRawSync } from 'node:zlib'
import mammoth from 'mammoth'
import { htmlToText } from './html.ts'

const MOST_ENTRIES = 5_000
/** Text and styles of the longest work plans unpack to a few MiB. */
const MOST_UNPACKED = 48 * 1024 * 1024
const END_MARK = 0x06054b50
const ENTRY_MARK = 0x02014b50
const LOCAL_MARK = 0x04034b50

export type DocxResult = { text: string } | { failed: 'broken' | 'too-large' }

type Checked = 'fine' | 'broken' | 'too-large'

/**
 * Unpacks every XML part once with a limit before anything else reads it: sizes written in an archive may lie, so they are
 * measured. Pictures are never unpacked.
 */
const checkArchive = (bytes: Buffer): Checked => {
  let end = -1
  for (let at = bytes.length - 22; at >= Math.max(0, bytes.length - 65_557); at--) {
    if (bytes.readUInt32LE(at) === END_MARK) {
      end = at
      break
    }
  }
  if (end === -1) return 'broken'
  const entries = bytes.readUInt16LE(end + 10)
  let at = bytes.readUInt32LE(end + 16)
  if (entries === 0) return 'broken'
  if (entries > MOST_ENTRIES) return 'too-large'

  let budget = MOST_UNPACKED
  let hasDocument = false
  for (let index = 0; index < entries; index++) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== ENTRY_MARK) return 'broken'
    const method = bytes.readUInt16LE(at + 10)
    const packed = bytes.readUInt32LE(at + 20)
    const nameLength = bytes.readUInt16LE(at + 28)
    const local = bytes.readUInt32LE(at + 42)
    const name = bytes.toString('utf8', at + 46, at + 46 + nameLength)
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)
    if (!/\.(?:xml|rels)$/i.test(name)) continue
    if (name === 'word/document.xml') hasDocument = true
    if (local + 30 > bytes.length || bytes.readUInt32LE(local) !== LOCAL_MARK) return 'broken'
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28)
    const data = bytes.subarray(start, start + packed)
    if (data.length < packed) return 'broken'
    if (method === 0) budget -= packed
    else if (method === 8) {
      const size = unpackedSize(data, budget)
      if (size === null) return 'broken'
      budget -= size
    } else return 'broken'
    if (budget <= 0) return 'too-large'
  }
  return hasDocument ? 'fine' : 'broken'
}

/** Measured size; one more than the limit when it is passed, null for damaged data. */
const unpackedSize = (data: Buffer, limit: number): number | null => {
  try {
    return inflateRawSync(data, { maxOutputLength: limit }).length
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : ''
    return code === 'ERR_BUFFER_TOO_LARGE' ? limit + 1 : null
  }
}

/** Paragraphs and table rows of a .docx; tracked deletions, comments, headers and pictures stay out. */
export const docxText = async (bytes: Buffer): Promise<DocxResult> => {
  try {
    const checked = checkArchive(bytes)
    if (checked !== 'fine') return { failed: checked }
    const noPicture = mammoth.images.imgElement(async () => ({ src: '' }))
    const { value } = await mammoth.convertToHtml(
      { buffer: bytes },
      { convertImage: noPicture, includeDefaultStyleMap: true },
    )
    return { text: htmlToText(value) }
  } catch {
    return { failed: 'broken' }
  }
}
