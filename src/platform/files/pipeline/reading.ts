import { readers } from '../../apart/index.ts'
import { readTableBinary, readWordBinary } from '../../foreign/index.ts'
import type { Bytes } from '../sealed/index.ts'
import type { UploadAsk, UploadRead } from './here.ts'
import type { FileKind } from './identify.ts'
import type { FileRefusal } from './refusals.ts'
import { refusalOfUnread } from './unread.ts'

const hasStream = (content: Buffer, name: string) => content.includes(Buffer.from(name, 'utf16le'))

/** The words of an old Office or WPS document where a reader knows the format, else null. */
const oldWords = async (content: Buffer): Promise<string | null> => {
  const read = hasStream(content, 'WordDocument')
    ? await readWordBinary(content)
    : hasStream(content, 'Workbook') || hasStream(content, 'Book\0')
      ? await readTableBinary(content)
      : null
  return !read || 'failed' in read ? null : `${read.text}\n${read.aside}`
}

/** Kinds without a word that a machine could read. */
const WORDLESS: readonly FileKind[] = ['picture', 'zip', 'archive', 'video', 'audio']

/**
 * Reads an identified upload outside this process, within limits of time and memory, and holds its text against the secrecy
 * rules there.
 */
export const readUpload = async (file: Bytes, kind: FileKind): Promise<UploadRead | FileRefusal> => {
  if (WORDLESS.includes(kind)) return { text: '', isComplete: false, hits: [] }
  const ask: UploadAsk = { kind, read: kind === 'ole' ? await oldWords(await file.all()) : null }
  const found = await readers.read<UploadRead | FileRefusal>('upload', file, ask)
  return 'unread' in found ? refusalOfUnread(found) : found
}
