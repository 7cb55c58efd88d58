import { NONCE_BYTES, providerOf } from '../../closed/index.ts'

/**
 * How the bytes of a file lie on a disk: in chunks of 64 KiB, each sealed under the file's own key. The nonce of a chunk is its
 * number and whether it is the last, so that chunks can be neither exchanged nor left out nor added, and a range is read without
 * the rest (the construction known as STREAM). A file's key seals this one file and no other.
 */
export const CHUNK = 64 * 1024

/** The key of one file, and the algorithm it is of. */
export type FileKey = { provider: string; material: Buffer }

export const newFileKey = (provider: string): FileKey => ({ provider, material: providerOf(provider).newKey() })

const NOTHING = Buffer.alloc(0)

const nonceOf = (no: number, isLast: boolean): Buffer => {
  const nonce = Buffer.alloc(NONCE_BYTES)
  nonce.writeUInt32BE(no, 4)
  nonce.writeUInt8(isLast ? 1 : 0, NONCE_BYTES - 1)
  return nonce
}

const sealChunk = ({ provider, material }: FileKey, no: number, isLast: boolean, bytes: Buffer): Buffer =>
  providerOf(provider).seal(material, nonceOf(no, isLast), bytes, NOTHING)

/** How many chunks a file of so many bytes has; an empty one has one. */
const chunksOf = (size: number): number => Math.max(1, Math.ceil(size / CHUNK))

/** Bytes on the disk of a file of `size` bytes. */
export const sealedSize = (size: number, { provider }: FileKey): number =>
  size + chunksOf(size) * providerOf(provider).tagBytes

/** Bytes of the file that takes so many on the disk. */
export const clearSize = (sealed: number, { provider }: FileKey): number => {
  const { tagBytes } = providerOf(provider)
  return Math.max(0, sealed - Math.max(1, Math.ceil(sealed / (CHUNK + tagBytes))) * tagBytes)
}

/** Cuts a stream into sealed chunks. One is always kept back: only the end knows which is the last. */
export async function* sealStream(source: AsyncIterable<Buffer>, key: FileKey): AsyncGenerator<Buffer> {
  let held: Buffer[] = []
  let size = 0
  let no = 0
  for await (const bytes of source) {
    held.push(bytes)
    size += bytes.length
    if (size <= CHUNK) continue
    const all = Buffer.concat(held)
    let at = 0
    for (; all.length - at > CHUNK; at += CHUNK) yield sealChunk(key, no++, false, all.subarray(at, at + CHUNK))
    held = [all.subarray(at)]
    size = all.length - at
  }
  yield sealChunk(key, no, true, Buffer.concat(held))
}

/** Where the chunks lie that hold a range of the file (both ends included): numbers, and bytes from the first chunk on. */
export const chunksFor = (size: number, key: FileKey, range: { start: number; end: number }) => {
  const whole = CHUNK + providerOf(key.provider).tagBytes
  const last = chunksOf(size) - 1
  const first = Math.min(Math.floor(range.start / CHUNK), last)
  const final = Math.min(Math.floor(range.end / CHUNK), last)
  return { first, start: first * whole, end: Math.min((final + 1) * whole, sealedSize(size, key)) - 1 }
}

/**
 * Opens a stream of sealed chunks, which begins with chunk `first`, and hands out the range.
 * @throws ClosedError at the first chunk that was changed, exchanged or cut
 */
export async function* openStream(
  source: AsyncIterable<Buffer>,
  key: FileKey,
  size: number,
  range: { start: number; end: number },
): AsyncGenerator<Buffer> {
  const provider = providerOf(key.provider)
  const whole = CHUNK + provider.tagBytes
  const { first, start, end } = chunksFor(size, key, range)
  const last = chunksOf(size) - 1
  let no = first
  let held: Buffer = NOTHING
  const opened = (sealed: Buffer): Buffer => {
    const text = provider.open(key.material, nonceOf(no, no === last), sealed, NOTHING)
    const from = no * CHUNK
    no += 1
    return text.subarray(Math.max(0, range.start - from), Math.max(0, Math.min(text.length, range.end + 1 - from)))
  }
  let taken = 0
  for await (const bytes of source) {
    taken += bytes.length
    held = held.length === 0 ? bytes : Buffer.concat([held, bytes])
    while (held.length >= whole) {
      yield opened(held.subarray(0, whole))
      held = held.subarray(whole)
    }
  }
  if (held.length > 0) yield opened(held)
  // A source that ends early left chunks out.
  if (taken < end - start + 1) yield opened(NOTHING)
}
