import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { chunksFor, clearSize, type FileKey, newFileKey, openStream, sealStream } from './chunks.ts'

/** Bytes that can be read in any place, wherever they lie. */
export interface Bytes {
  /** How many. */
  readonly size: number
  /** At most `length` bytes from `at` on; fewer at the end. */
  read(at: number, length: number): Promise<Buffer>
  /** All of them. */
  all(): Promise<Buffer>
}

/** Where files on their way in are kept, and by which algorithm. */
export type Waiting = { tmpDir: string; provider: string }

/**
 * A file on its way in: it lies sealed under a random name, and its key is in memory alone, so that what a killed process leaves
 * behind opens for nobody.
 */
export interface HeldBytes extends Bytes {
  readonly tmpPath: string
  readonly key: FileKey
  readonly waiting: Waiting
}

const heldAt = (tmpPath: string, key: FileKey, sealed: number, waiting: Waiting): HeldBytes => {
  const size = clearSize(sealed, key)
  const part = async (range: { start: number; end: number }): Promise<Buffer> => {
    const { start, end } = chunksFor(size, key, range)
    return buffer(Readable.from(openStream(createReadStream(tmpPath, { start, end }), key, size, range)))
  }
  return {
    tmpPath,
    key,
    waiting,
    size,
    all: () => part({ start: 0, end: Math.max(0, size - 1) }),
    read: async (at, length) =>
      length <= 0 || at >= size ? Buffer.alloc(0) : part({ start: at, end: Math.min(size, at + length) - 1 }),
  }
}

/** Writes a stream down, sealed. After an error of the stream (thrown on) nothing is left. */
export const holdStream = async (source: AsyncIterable<Buffer>, waiting: Waiting): Promise<HeldBytes> => {
  await mkdir(waiting.tmpDir, { recursive: true, mode: 0o700 })
  const tmpPath = join(waiting.tmpDir, `${randomUUID()}.part`)
  const key = newFileKey(waiting.provider)
  const file = await open(tmpPath, 'wx', 0o600)
  let sealed = 0
  let isWhole = false
  try {
    for await (const chunk of sealStream(source, key)) {
      await file.writeFile(chunk)
      sealed += chunk.length
    }
    isWhole = true
  } finally {
    await file.close()
    if (!isWhole) await rm(tmpPath, { force: true })
  }
  return heldAt(tmpPath, key, sealed, waiting)
}

export const holdBytes = (bytes: Buffer, waiting: Waiting): Promise<HeldBytes> =>
  holdStream(Readable.from([bytes]), waiting)

/** Removes a file on its way in, e.g. after a refusal. No error when it is gone already. */
export const discard = ({ tmpPath }: HeldBytes): Promise<void> => rm(tmpPath, { force: true })
