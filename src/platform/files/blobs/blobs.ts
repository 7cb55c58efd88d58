import type { Readable } from 'node:stream'

/** A key that a back end takes: it becomes part of a path and of a URL, so nothing but these characters. */
const KEY = /^[0-9A-Za-z_-]{8,128}$/u

/**
 * Bytes under opaque keys: where the files lie, and nothing else. Names, owners, digests and ciphers are the business of
 * the layers above. A key is 8 to 128 letters, digits, - and _; anything else is a RangeError.
 */
export interface Blobs {
  /**
   * Takes exactly `size` bytes; durable when it answers. What stood under the key is replaced as a whole: a reader sees the
   * old bytes or the new ones. A source that fails or has another length leaves everything as it was and throws.
   */
  put(key: string, source: Readable, size: number): Promise<void>
  /** Reads the bytes, or a range of them (both ends included). Throws an error with the code ENOENT when there are none. */
  get(key: string, range?: { start: number; end: number }): Promise<Readable>
  /** Bytes, or null when nothing is held under the key. */
  sizeOf(key: string): Promise<number | null>
  /** No error when it is gone already. */
  delete(key: string): Promise<void>
  /** What this store calls itself, drawn at random when first asked for: two processes see whether they share one. */
  name(): Promise<string>
  /** Every key with its size, in no order; what comes or goes meanwhile may be missing. */
  list(): AsyncIterable<{ key: string; size: number }>
}

/** @throws RangeError */
export const checkKey = (key: string): string => {
  if (!KEY.test(key)) throw new RangeError('not a key of a stored file')
  return key
}

/** The error of a `get` that finds nothing, the same for every back end. */
export const nothingHeld = (key: string): Error =>
  Object.assign(new Error(`nothing is held under ${key}`), { code: 'ENOENT' })

/** The error of a `put` whose source was not as long as it was said to be. */
export const wrongLength = (key: string, size: number, sent: number): Error =>
  new Error(`${key} was to have ${size} bytes and had ${sent}`)
