import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'
import { discard, type HeldBytes, holdStream, type Waiting } from '../sealed/index.ts'
import type { FileRefusal } from './refusals.ts'

/** A file taken in, not yet judged: it lies sealed under a random name until it is stored or discarded. */
export interface Received {
  bytes: HeldBytes
  /** Lower-case hexadecimal SHA-256 of the bytes. */
  sha256: string
}

/** How much is taken of one file, and where it waits. */
export type Taking = Waiting & { limitBytes: number }

/**
 * Writes an upload down, sealed, while counting and hashing it; never holds it in memory. Over the limit the stream is
 * destroyed. After a refusal or an error of the stream (thrown on) nothing is left.
 */
export const receive = async (stream: Readable, taking: Taking): Promise<Received | FileRefusal> => {
  const hash = createHash('sha256')
  let size = 0
  let isTooLarge = false
  const counted = async function* (): AsyncGenerator<Buffer> {
    for await (const chunk of stream) {
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : (chunk as Buffer)
      size += bytes.length
      if (size > taking.limitBytes) {
        isTooLarge = true
        return
      }
      hash.update(bytes)
      yield bytes
    }
  }
  const bytes = await holdStream(counted(), taking)
  // Multipart parsers cut a stream at their own limit and only say so afterwards.
  if (isTooLarge || (stream as { truncated?: boolean }).truncated) {
    await discard(bytes)
    if (!stream.destroyed) stream.destroy()
    return { refused: 'too-large' }
  }
  if (size === 0) {
    await discard(bytes)
    return { refused: 'empty-file' }
  }
  return { bytes, sha256: hash.digest('hex') }
}
