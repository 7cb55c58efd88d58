import { createHash, randomUUID } from 'node:crypto'
import { mkdir, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import type { FileRefusal } from './refusals.ts'

/** A file taken in, not yet judged: it lies under a random name until it is stored or discarded. */
export interface Received {
  tmpPath: string
  /** Lower-case hexadecimal SHA-256 of the bytes. */
  sha256: string
  /** Bytes. */
  size: number
}

/** Removes a received file, e.g. after a refusal. No error when it is gone already. */
export const discard = (tmpPath: string): Promise<void> => rm(tmpPath, { force: true })

/**
 * Writes an upload to `tmpDir` (made when missing) while counting and hashing it; never holds it in memory. Over the limit
 * the stream is destroyed. After a refusal or an error of the stream (thrown on) nothing is left in `tmpDir`.
 */
export const receive = async (
  stream: Readable,
  { limitBytes, tmpDir }: { limitBytes: number; tmpDir: string },
): Promise<Received | FileRefusal> => {
  await mkdir(tmpDir, { recursive: true, mode: 0o700 })
  const tmpPath = join(tmpDir, `${randomUUID()}.part`)
  const file = await open(tmpPath, 'wx', 0o600)
  const hash = createHash('sha256')
  let size = 0
  let isTooLarge = false
  let isWhole = false
  try {
    for await (const chunk of stream) {
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : (chunk as Buffer)
      size += bytes.length
      if (size > limitBytes) {
        isTooLarge = true
        break
      }
      hash.update(bytes)
      await file.writeFile(bytes)
    }
    // Multipart parsers cut a stream at their own limit and only say so afterwards.
    if ((stream as { truncated?: boolean }).truncated) isTooLarge = true
    isWhole = !isTooLarge && size > 0
  } finally {
    await file.close()
    if (!isWhole) await discard(tmpPath)
  }
  if (isTooLarge) {
    if (!stream.destroyed) stream.destroy()
    return { refused: 'too-large' }
  }
  if (size === 0) return { refused: 'empty-file' }
  return { tmpPath, sha256: hash.digest('hex'), size }
}
