import { randomUUID } from 'node:crypto'
import type { Dirent } from 'node:fs'
import { mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type Blobs, checkKey, nothingHeld, wrongLength } from './blobs.ts'

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

/** The file with the store's name; a dot keeps it apart from every key. */
const NAME = '.store'

const isCode = (error: unknown, code: string): boolean => (error as NodeJS.ErrnoException).code === code

/** Where the disk holds a key: ab/cd/<key>. For tests that look at or damage the bytes; the program asks the back end. */
export const diskPath = (dir: string, key: string): string => {
  checkKey(key)
  return join(dir, key.slice(0, 2), key.slice(2, 4), key)
}

/** Files in a folder of this machine. After `put` answered, they survive a killed process and a power cut. */
export const diskBlobs = (dir: string): Blobs => {
  const sizeOf = async (key: string): Promise<number | null> => {
    try {
      return (await stat(diskPath(dir, key))).size
    } catch (error) {
      if (isCode(error, 'ENOENT')) return null
      throw error
    }
  }

  const within = async (folder: string): Promise<Dirent[]> => {
    try {
      return await readdir(folder, { withFileTypes: true })
    } catch (error) {
      if (isCode(error, 'ENOENT')) return []
      throw error
    }
  }

  return {
    sizeOf,
    put: async (key, source, size) => {
      const path = diskPath(dir, key)
      const folder = dirname(path)
      const made = await mkdir(folder, { recursive: true, mode: 0o700 })
      const part = `${path}.${randomUUID()}.part`
      const file = await open(part, 'wx', 0o600)
      try {
        let sent = 0
        for await (const chunk of source) {
          const bytes = chunk as Buffer
          sent += bytes.length
          await file.writeFile(bytes)
        }
        if (sent !== size) throw wrongLength(key, size, sent)
        await file.sync()
        await file.close()
        await rename(part, path)
      } catch (error) {
        await file.close()
        await rm(part, { force: true })
        throw error
      }
      await syncFolder(folder)
      if (made) {
        await syncFolder(dirname(folder))
        await syncFolder(dir)
      }
    },
    get: async (key, range) => {
      try {
        return (await open(diskPath(dir, key), 'r')).createReadStream(range ?? {})
      } catch (error) {
        throw isCode(error, 'ENOENT') ? nothingHeld(key) : error
      }
    },
    delete: async (key) => rm(diskPath(dir, key), { force: true }),
    name: async () => {
      const path = join(dir, NAME)
      await mkdir(dir, { recursive: true, mode: 0o700 })
      await writeFile(path, randomUUID(), { flag: 'wx', mode: 0o600 }).catch((error: unknown) => {
        if (!isCode(error, 'EEXIST')) throw error
      })
      return readFile(path, 'utf8')
    },
    async *list() {
      for (const first of await within(dir)) {
        if (!first.isDirectory()) continue
        for (const second of await within(join(dir, first.name))) {
          for (const { name } of await within(join(dir, first.name, second.name))) {
            const size = name.includes('.') ? null : await sizeOf(name)
            if (size !== null) yield { key: name, size }
          }
        }
      }
    },
  }
}
