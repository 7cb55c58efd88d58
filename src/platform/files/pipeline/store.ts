import { randomUUID } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Blobs } from '../blobs/index.ts'

/** Files by the SHA-256 of their bytes. Names and owners are kept elsewhere; where the bytes lie is the back end's. */
export interface FileStore {
  /**
   * Moves a received file in; durable when it answers. Safe to repeat: a file that is held already is kept and the new
   * copy removed.
   */
  put(tmpPath: string, sha256: string): Promise<void>
  /** Reads a file, or a range of it (both ends included). Throws ENOENT when it is not held. */
  open(sha256: string, range?: { start: number; end: number }): Promise<Readable>
  has(sha256: string): Promise<boolean>
  /** Bytes, or null when the file is not held. */
  sizeOf(sha256: string): Promise<number | null>
  /** Hands `work` a copy on this machine, for libraries that read files themselves; it is gone afterwards. */
  withCopy<T>(sha256: string, work: (path: string) => Promise<T>): Promise<T>
  /** No error when it is gone already. */
  remove(sha256: string): Promise<void>
}

const checked = (sha256: string): string => {
  if (!/^[0-9a-f]{64}$/u.test(sha256)) throw new RangeError('not a sha256')
  return sha256
}

/**
 * Makes a store on a back end.
 * @param tmpDir folder of this machine for copies that are looked at; made when missing
 */
export const makeFileStore = (blobs: Blobs, tmpDir: string): FileStore => {
  const sizeOf = async (sha256: string) => blobs.sizeOf(checked(sha256))
  const open = async (sha256: string, range?: { start: number; end: number }) => blobs.get(checked(sha256), range)
  return {
    sizeOf,
    open,
    has: async (sha256) => (await sizeOf(sha256)) !== null,
    put: async (tmpPath, sha256) => {
      const { size } = await stat(tmpPath)
      // Another size under the same digest can only be a write cut off by the machine: it is replaced.
      if ((await sizeOf(sha256)) !== size) await blobs.put(sha256, createReadStream(tmpPath), size)
      await rm(tmpPath, { force: true })
    },
    withCopy: async (sha256, work) => {
      const source = await open(sha256)
      const path = join(tmpDir, `${randomUUID()}.copy`)
      try {
        await mkdir(tmpDir, { recursive: true, mode: 0o700 })
        await pipeline(source, createWriteStream(path, { flags: 'wx', mode: 0o600 }))
        return await work(path)
      } finally {
        source.destroy()
        await rm(path, { force: true })
      }
    },
    remove: async (sha256) => blobs.delete(checked(sha256)),
  }
}
