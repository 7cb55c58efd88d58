import type { Readable } from 'node:stream'

/** Where the bytes of files are kept, by their SHA-256 (hex). */
export type FileStore = {
  /** Moves a received file to its place; idempotent, durable when it returns. */
  put(tmpPath: string, sha256: string): Promise<void>
  open(sha256: string): Promise<Readable>
  /** Path of the bytes, for libraries that read files themselves. */
  pathOf(sha256: string): string
  has(sha256: string): Promise<boolean>
  remove(sha256: string): Promise<void>
}
