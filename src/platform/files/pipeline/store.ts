import { createHash, randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import {
  ClosedError,
  currentKey,
  type DataKey,
  findKey,
  type Keyring,
  keysFor,
  NONCE_BYTES,
  nameOf,
  providerOf,
} from '../../closed/index.ts'
import { Problem, problems } from '../../problem.ts'
import type { Blobs } from '../blobs/index.ts'
import {
  type Bytes,
  chunksFor,
  clearSize,
  discard,
  type FileKey,
  type HeldBytes,
  holdStream,
  openStream,
  sealedSize,
  type Waiting,
} from '../sealed/index.ts'

/** A file as it lies: sealed. For backups, which carry it as it is. */
export type SealedFile = { size: number; open(): Promise<Readable> }

/**
 * Files by the SHA-256 of their bytes. Names and owners are kept elsewhere; where the bytes lie is the back end's, which sees
 * them sealed, each under a key of its own, and under a name that only the keys of this machine can make.
 */
export interface FileStore {
  /** Where files wait on their way in, sealed by the algorithm in force. */
  waiting(): Waiting
  /**
   * Stores a file that waits; durable when it answers. Safe to repeat: a file that is held already, whole, is kept and the
   * new copy removed.
   */
  put(bytes: HeldBytes, sha256: string): Promise<void>
  /** Reads a file, or a range of it (both ends included). @throws Problem file-damaged; in the stream where damage lies further on */
  open(sha256: string, range?: { start: number; end: number }): Promise<Readable>
  /** The bytes for libraries that read in any place. @throws Problem file-damaged */
  bytesOf(sha256: string): Promise<Bytes>
  has(sha256: string): Promise<boolean>
  /** Whether every byte is as it was stored; reads all of it. */
  isWhole(sha256: string): Promise<boolean>
  /** Bytes, or null when the file is not held. */
  sizeOf(sha256: string): Promise<number | null>
  /** No error when it is gone already. */
  remove(sha256: string): Promise<void>
  /** The file as it lies, or null when it is not held. */
  sealed(sha256: string): Promise<SealedFile | null>
  /** Takes a file in as it lay elsewhere under the same keys. */
  putSealed(sha256: string, source: AsyncIterable<Buffer>, size: number): Promise<void>
  /** Seals every file anew that is not under the keys in force, one after the other; once done it costs nothing. Answers how many. */
  turn(): Promise<number>
  /** Seals what lies there in clear from before files were sealed; once. Answers how many. */
  takeOver(): Promise<number>
  /** Names of keys that files still bear. */
  keyNames(): Promise<Set<string>>
  /** The same keys over another back end, for pictures made of the files. */
  over(blobs: Blobs): FileStore
}

const FORMAT = 'tongxin-file-1'
/** The head of a file: a line of JSON, filled up with blanks. */
const HEAD = 512
type Head = { format: string; cipher: string; key: string; name: string; wrapped: string }

const checked = (sha256: string): string => {
  if (!/^[0-9a-f]{64}$/u.test(sha256)) throw new RangeError('not a sha256')
  return sha256
}

const nameBy = ({ provider, material }: DataKey, sha256: string): string =>
  providerOf(provider)
    .digest(material, Buffer.from(`file\n${checked(sha256)}`))
    .toString('hex')

/** What the wrapped key of a file is bound to: where the file lies, and what its head says. */
const boundTo = (name: string, head: Omit<Head, 'wrapped'>): Buffer =>
  Buffer.from(JSON.stringify([FORMAT, name, head.cipher, head.key, head.name]))

const writeHead = (keyring: Keyring, file: FileKey, sha256: string): { name: string; head: Buffer } => {
  const [key, naming] = [currentKey(keyring, 'files'), currentKey(keyring, 'names')]
  const name = nameBy(naming, sha256)
  const nonce = randomBytes(NONCE_BYTES)
  const says = { format: FORMAT, cipher: file.provider, key: nameOf(key), name: nameOf(naming) }
  const sealed = providerOf(key.provider).seal(key.material, nonce, file.material, boundTo(name, says))
  const about: Head = { ...says, wrapped: Buffer.concat([nonce, sealed]).toString('base64') }
  return { name, head: Buffer.from(`${JSON.stringify(about).padEnd(HEAD - 1)}\n`) }
}

const readHead = (bytes: Buffer): Head | null => {
  try {
    const head = JSON.parse(bytes.toString('latin1')) as Head
    return bytes.length === HEAD && head.format === FORMAT ? head : null
  } catch {
    return null
  }
}

/** @throws ClosedError */
const fileKey = (keyring: Keyring, head: Head, name: string): FileKey => {
  const key = findKey(keyring, head.key)
  if (key?.use !== 'files') throw new ClosedError(`key ${head.key} is not held`)
  const wrapped = Buffer.from(head.wrapped, 'base64')
  const [nonce, sealed] = [wrapped.subarray(0, NONCE_BYTES), wrapped.subarray(NONCE_BYTES)]
  const material = providerOf(key.provider).open(key.material, nonce, sealed, boundTo(name, head))
  return { provider: head.cipher, material }
}

const damaged = (cause: unknown): Problem => new Problem(problems['file-damaged'], { cause })
const isGone = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT'

/** What cannot be opened is told as damaged, wherever in the stream it turns up. */
async function* telling(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* source
  } catch (error) {
    throw error instanceof ClosedError || isGone(error) ? damaged(error) : error
  }
}

/** Marks a back end that holds nothing in clear any more. */
const ALL_SEALED = 'all-files-are-sealed'
const isFileName = (key: string): boolean => /^[0-9a-f]{64}$/u.test(key)

/**
 * Makes a store on a back end.
 * @param tmpDir folder of this machine for files on their way in; made when missing
 */
export const makeFileStore = (blobs: Blobs, tmpDir: string, keyring: Keyring): FileStore => {
  /** The name under which the file lies: by the key in force, or by an older one until it is turned. */
  const nameOfHeld = async (sha256: string): Promise<string | null> => {
    for (const key of keysFor(keyring, 'names')) {
      const name = nameBy(key, sha256)
      if ((await blobs.sizeOf(name)) !== null) return name
    }
    return null
  }

  const headAt = async (name: string): Promise<Head | null> =>
    readHead(await buffer(await blobs.get(name, { start: 0, end: HEAD - 1 })))

  type Opened = { name: string; key: FileKey; size: number }

  /** @throws Problem file-damaged */
  const lookAt = async (sha256: string): Promise<Opened> => {
    try {
      const name = await nameOfHeld(sha256)
      const head = name && (await headAt(name))
      if (!name || !head) throw new ClosedError(name ? 'its head cannot be read' : 'it is not held')
      const key = fileKey(keyring, head, name)
      return { name, key, size: clearSize(((await blobs.sizeOf(name)) ?? 0) - HEAD, key) }
    } catch (error) {
      throw error instanceof ClosedError || isGone(error) ? damaged(error) : error
    }
  }

  const streamOf = async ({ name, key, size }: Opened, range: { start: number; end: number }): Promise<Readable> => {
    const { start, end } = chunksFor(size, key, range)
    const source = await blobs.get(name, { start: start + HEAD, end: end + HEAD })
    const clear = Readable.from(telling(openStream(source, key, size, range)), { objectMode: false })
    clear.once('close', () => source.destroy())
    return clear
  }

  const wholeOf = (opened: Opened) => ({ start: 0, end: Math.max(0, opened.size - 1) })

  const isWhole = async (sha256: string): Promise<boolean> => {
    try {
      const opened = await lookAt(sha256)
      const hash = createHash('sha256')
      for await (const bytes of await streamOf(opened, wholeOf(opened))) hash.update(bytes as Buffer)
      return hash.digest('hex') === sha256
    } catch (error) {
      if (error instanceof Problem) return false
      throw error
    }
  }

  const remove = async (sha256: string): Promise<void> => {
    for (const key of keysFor(keyring, 'names')) await blobs.delete(nameBy(key, sha256))
  }

  const putHeld = async (bytes: HeldBytes, sha256: string): Promise<void> => {
    const { name, head } = writeHead(keyring, bytes.key, sha256)
    const parts = async function* () {
      yield head
      yield* createReadStream(bytes.tmpPath) as AsyncIterable<Buffer>
    }
    const size = HEAD + sealedSize(bytes.size, bytes.key)
    await blobs.put(name, Readable.from(parts(), { objectMode: false }), size)
  }

  const waiting = (): Waiting => ({ tmpDir, provider: currentKey(keyring, 'files').provider })

  /** Seals a file anew under the keys in force, with a key of its own again. */
  const turnOne = async (name: string, head: Head): Promise<boolean> => {
    const [key, naming] = [currentKey(keyring, 'files'), currentKey(keyring, 'names')]
    const isInForce = nameOf(key) === head.key && nameOf(naming) === head.name && key.provider === head.cipher
    if (isInForce) return false
    const own = fileKey(keyring, head, name)
    const opened = { name, key: own, size: clearSize(((await blobs.sizeOf(name)) ?? 0) - HEAD, own) }
    const hash = createHash('sha256')
    const heard = async function* () {
      for await (const bytes of await streamOf(opened, wholeOf(opened))) {
        hash.update(bytes as Buffer)
        yield bytes as Buffer
      }
    }
    const held = await holdStream(heard(), waiting())
    try {
      const sha256 = hash.digest('hex')
      await putHeld(held, sha256)
      if (nameBy(naming, sha256) !== name) await blobs.delete(name)
    } finally {
      await discard(held)
    }
    return true
  }

  const store: FileStore = {
    waiting,
    isWhole,
    remove,
    has: async (sha256) => (await nameOfHeld(sha256)) !== null,
    sizeOf: async (sha256) => ((await nameOfHeld(sha256)) === null ? null : (await lookAt(sha256)).size),
    open: async (sha256, range) => {
      const opened = await lookAt(sha256)
      return streamOf(opened, range ?? wholeOf(opened))
    },
    bytesOf: async (sha256) => {
      const opened = await lookAt(sha256)
      const part = async (range: { start: number; end: number }) => buffer(await streamOf(opened, range))
      return {
        size: opened.size,
        all: () => part(wholeOf(opened)),
        read: async (at, length) =>
          length <= 0 || at >= opened.size
            ? Buffer.alloc(0)
            : part({ start: at, end: Math.min(opened.size, at + length) - 1 }),
      }
    },
    put: async (bytes, sha256) => {
      // One that is held but damaged is healed by the new copy.
      if (!(await store.has(sha256)) || !(await isWhole(sha256))) await putHeld(bytes, sha256)
      await discard(bytes)
    },
    sealed: async (sha256) => {
      const name = await nameOfHeld(sha256)
      const size = name && (await blobs.sizeOf(name))
      return name && size ? { size, open: () => blobs.get(name) } : null
    },
    putSealed: async (sha256, source, size) => {
      const held = await holdStream(source, waiting())
      try {
        const head = readHead(await held.read(0, HEAD))
        const naming = head && findKey(keyring, head.name)
        if (!naming || held.size !== size) throw damaged(new Error('not a sealed file of these keys'))
        const all = async function* () {
          for (let at = 0; at < size; at += 1024 * 1024) yield await held.read(at, 1024 * 1024)
        }
        await blobs.put(nameBy(naming, sha256), Readable.from(all(), { objectMode: false }), size)
      } finally {
        await discard(held)
      }
    },
    turn: async () => {
      const marker = `all-sealed-by-${currentKey(keyring, 'files').id}-${currentKey(keyring, 'names').id}`
      const isFirst = keysFor(keyring, 'files').length + keysFor(keyring, 'names').length === 2
      if (isFirst || (await blobs.sizeOf(marker)) !== null) return 0
      let count = 0
      for await (const { key } of blobs.list()) {
        if (!isFileName(key)) continue
        try {
          const head = await headAt(key)
          if (head && (await turnOne(key, head))) count += 1
        } catch (error) {
          // A damaged or vanished file stays as it is and holds up no other.
          if (!(error instanceof ClosedError || error instanceof Problem || isGone(error))) throw error
        }
      }
      await blobs.put(marker, Readable.from([Buffer.from('1')]), 1)
      return count
    },
    takeOver: async () => {
      if ((await blobs.sizeOf(ALL_SEALED)) !== null) return 0
      let count = 0
      for await (const { key } of blobs.list()) {
        if (!isFileName(key) || (await headAt(key)) !== null) continue
        const held = await holdStream((await blobs.get(key)) as AsyncIterable<Buffer>, waiting())
        const sha256 = createHash('sha256')
          .update(await held.all())
          .digest('hex')
        // One whose content is not what its name says was damaged before; it stays for a look, and is served to nobody.
        if (sha256 === key) {
          await putHeld(held, sha256)
          await blobs.delete(key)
          count += 1
        }
        await discard(held)
      }
      await blobs.put(ALL_SEALED, Readable.from([Buffer.from('1')]), 1)
      return count
    },
    keyNames: async () => {
      const names = new Set<string>()
      for await (const { key } of blobs.list()) {
        if (!isFileName(key)) continue
        const head = await headAt(key).catch(() => null)
        if (head) for (const name of [head.key, head.name]) names.add(name)
      }
      return names
    },
    over: (other) => makeFileStore(other, tmpDir, keyring),
  }
  return store
}
