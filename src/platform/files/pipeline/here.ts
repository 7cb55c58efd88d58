import { type Hit, scan } from '../../secrecy/index.ts'
import type { FileKind } from './identify.ts'
import type { FileRefusal } from './refusals.ts'
import { isRefused } from './refusals.ts'
import { type FileText, textOf } from './text.ts'

export type UploadAsk = { kind: FileKind; read: string | null }
/** What is in an upload, and the places in it that must not be kept. */
export type UploadRead = FileText & { hits: Hit[] }

/** Reads an upload and holds it against the secrecy rules; the job of a reader, see `readUpload`. */
export const readUploadHere = async (bytes: Buffer, { kind, read }: UploadAsk): Promise<UploadRead | FileRefusal> => {
  const file = {
    size: bytes.length,
    all: async () => bytes,
    read: async (at: number, length: number) => bytes.subarray(at, at + length),
  }
  const found = await textOf(file, kind, read)
  return isRefused(found) ? found : { ...found, hits: scan(found.text) }
}
