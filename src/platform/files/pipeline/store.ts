import type { ReadStream } from 'node:fs'
import { constants, copyFile, mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** Files by the SHA-256 of their bytes, laid out as ab/cd/<sha256>. Names and owners are kept elsewhere. */
export interface FileStore {
  /**
   * Moves a received file in; durable when it answers. Safe to repeat: a file that is held already is kept and the new
   * copy removed.
   */
  put(tmpPath: string, sha256: string): Promise<void>
  /** Reads a file, or a range of it (both ends included). Throws ENOENT when it is not held. */
  open(sha256: string, range?: { start: number; end: number }): Promise<ReadStream>
  has(sha256: string): Promise<boolean>
  /** Bytes, or null when the file is not held. */
  sizeOf(sha256: string): Promise<number | null>
  /** Where the bytes lie, for libraries that read files themselves; never to be shown. */
  pathOf(sha256: string): string
  /** No error when it is gone already. */
  remove(sha256: string): Promise<void>
}

const syncPath = async (path: string): Promise<void> => {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

// Windows cannot open a folder for syncing; its file system orders the rename itself.
const syncFolder = async (path: string): Promise<void> => {
  if (process.platform !== 'win32') await syncPath(path)
}

const isCode = (error: unknown, code: string): boolean => (error as NodeJS.ErrnoException).code === code

/** Makes a store in a folder. After `put` answered, the file survives a killed process and a power cut. */
export const makeFileStore = (dir: string): FileStore => {
  const pathOf = (sha256: string): string => {
    if (!/^[0-9a-f]{64}$/u.test(sha256)) throw new RangeError('not a sha256')
    return join(dir, sha256.slice(0, 2), sha256.slice(2, 4), sha256)
  }

  const sizeOf = async (sha256: string): Promise<number | null> => {
    try {
      return (await stat(pathOf(sha256))).size
    } catch (error) {
      if (isCode(error, 'ENOENT')) return null
      throw error
    }
  }

  const moveIn = async (tmpPath: string, path: string): Promise<void> => {
    try {
      await rename(tmpPath, path)
    } catch (error) {
      if (!isCode(error, 'EXDEV')) throw error
      const beside = `${path}.part`
      await copyFile(tmpPath, beside, constants.COPYFILE_FICLONE)
      await syncPath(beside)
      await rename(beside, path)
      await rm(tmpPath, { force: true })
    }
  }

  return {
    pathOf,
    sizeOf,
    has: async (sha256) => (await sizeOf(sha256)) !== null,
    put: async (tmpPath, sha256) => {
      const path = pathOf(sha256)
      const incoming = (await stat(tmpPath)).size
      // Another size under the same digest can only be a write cut off by the machine: it is replaced.
      if ((await sizeOf(sha256)) === incoming) {
        await rm(tmpPath, { force: true })
        return
      }
      const folder = dirname(path)
      const made = await mkdir(folder, { recursive: true, mode: 0o700 })
      await syncPath(tmpPath)
      await moveIn(tmpPath, path)
      await syncFolder(folder)
      if (made) {
        await syncFolder(dirname(folder))
        await syncFolder(dir)
      }
    },
    open: async (sha256, range) => (await open(pathOf(sha256), 'r')).createReadStream(range ?? {}),
    remove: (sha256) => rm(pathOf(sha256), { force: true }),
  }
}
