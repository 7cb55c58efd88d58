import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import { Readable, Transform, type TransformCallback } from 'node:stream'
import { createGunzip, createGzip } from 'node:zlib'
import { BackupError } from './errors.ts'
import type { BackupKey } from './key.ts'

/**
 * One file: a line of JSON in clear (format, key, salt), then frames, compressed, in chunks of AES-256-GCM. Each archive
 * has a key of its own, derived from the kept one and the salt; the nonce of a chunk is its number and whether it is the
 * last, so that chunks can be neither exchanged nor left out, and the first line is bound to all of them.
 */
const FORMAT = 'tongxin-backup-2'
const CHUNK = 1024 * 1024
const TAG = 16

/** A frame: a line about what comes, or a piece of it. */
export type Frame = { told: Record<string, unknown> } | { bytes: Buffer }

type Head = { format: string; key: string; salt: string }

const keyOf = ({ bytes }: BackupKey, salt: Buffer): Buffer =>
  Buffer.from(hkdfSync('sha256', bytes, salt, 'tongxin backup', 32))

const nonceOf = (no: number, isLast: boolean): Buffer => {
  const nonce = Buffer.alloc(12)
  nonce.writeUInt32BE(no, 4)
  nonce.writeUInt8(isLast ? 1 : 0, 11)
  return nonce
}

/** Cuts a stream into chunks, each sealed. */
class Sealer extends Transform {
  readonly #key: Buffer
  readonly #head: Buffer
  #held: Buffer[] = []
  #size = 0
  #no = 0
  constructor(key: Buffer, head: Buffer) {
    super()
    this.#key = key
    this.#head = head
  }
  #sealed(chunk: Buffer, isLast: boolean): Buffer {
    // The nonce holds the number at bytes 4 to 7 and the end at 11: a number never comes twice under one key.
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonceOf(this.#no++, isLast))
    cipher.setAAD(this.#head)
    const text = Buffer.concat([cipher.update(chunk), cipher.final()])
    const length = Buffer.alloc(4)
    length.writeUInt32BE(text.length)
    return Buffer.concat([length, text, cipher.getAuthTag()])
  }
  override _transform(bytes: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#held.push(bytes)
    this.#size += bytes.length
    // One chunk is always kept back: only the end knows which is the last.
    if (this.#size > CHUNK) {
      const all = Buffer.concat(this.#held)
      let at = 0
      for (; all.length - at > CHUNK; at += CHUNK) this.push(this.#sealed(all.subarray(at, at + CHUNK), false))
      this.#held = [all.subarray(at)]
      this.#size = all.length - at
    }
    done()
  }
  override _flush(done: TransformCallback): void {
    this.push(this.#sealed(Buffer.concat(this.#held), true))
    done()
  }
}

export type ArchiveWriter = {
  tell(about: Record<string, unknown>): Promise<void>
  give(bytes: Buffer): Promise<void>
  /** Ends it; the file bears its name only now, whole and on the disk. Answers its size in bytes. */
  finish(): Promise<number>
  /** Leaves nothing behind. */
  giveUp(): Promise<void>
}

export const writeArchive = async (path: string, key: BackupKey): Promise<ArchiveWriter> => {
  const part = `${path}.part`
  const file = await open(part, 'w', 0o600)
  const salt = randomBytes(32)
  const head = Buffer.from(`${JSON.stringify({ format: FORMAT, key: key.id, salt: salt.toString('base64') })}\n`)
  const zip = createGzip({ level: 1 })
  const sealer = new Sealer(keyOf(key, salt), head)
  zip.on('error', (error) => sealer.destroy(error))
  let failure: unknown
  const written = (async () => {
    await file.writeFile(head)
    for await (const bytes of zip.pipe(sealer)) await file.writeFile(bytes as Buffer)
  })().catch((error: unknown) => {
    failure = error
    zip.destroy()
  })
  const frame = async (kind: number, bytes: Buffer): Promise<void> => {
    const lead = Buffer.alloc(5)
    lead.writeUInt8(kind)
    lead.writeUInt32BE(bytes.length, 1)
    if (failure) throw failure
    zip.write(lead)
    if (!zip.write(bytes)) await Promise.race([once(zip, 'drain'), written])
    if (failure) throw failure
  }
  return {
    tell: (about) => frame(0, Buffer.from(JSON.stringify(about))),
    give: (bytes) => frame(1, bytes),
    finish: async () => {
      zip.end()
      await written
      if (failure) throw failure
      await file.sync()
      const { size } = await file.stat()
      await file.close()
      await rename(part, path)
      return size
    },
    giveUp: async () => {
      zip.destroy()
      sealer.destroy()
      await written
      await file.close().catch(() => undefined)
      await rm(part, { force: true })
    },
  }
}

const DAMAGED = '备份文件不完整或被改过，没有恢复任何内容。换一份备份再做。'

/** Bytes of the file in the order they lie; fewer than asked for is a cut file. */
const readExactly = async (file: FileHandle, length: number, at: number): Promise<Buffer> => {
  const bytes = Buffer.alloc(length)
  const { bytesRead } = await file.read(bytes, 0, length, at)
  if (bytesRead < length) throw new BackupError(DAMAGED)
  return bytes
}

const readHead = async (file: FileHandle): Promise<{ head: Head; line: Buffer }> => {
  const start = Buffer.alloc(1024)
  const { bytesRead } = await file.read(start, 0, start.length, 0)
  const end = start.subarray(0, bytesRead).indexOf('\n')
  try {
    const line = start.subarray(0, end + 1)
    const head = JSON.parse(line.toString('utf8')) as Head
    if (end > 0 && head.format === FORMAT) return { head, line }
  } catch {
    // Not of ours: said below.
  }
  throw new BackupError(
    '这个文件不是同心的备份，或由旧版做成，或开头已损坏。换一份备份再做；旧版的备份用旧版程序恢复后再升级。',
  )
}

async function* opened(file: FileHandle, key: BackupKey): AsyncGenerator<Buffer> {
  const { head, line } = await readHead(file)
  if (head.key !== key.id) {
    throw new BackupError(
      `备份用的是 ${head.key} 号密钥，手里的是 ${key.id} 号，打不开。用 BACKUP_KEY 指明备份时的密钥文件。`,
    )
  }
  const own = keyOf(key, Buffer.from(String(head.salt), 'base64'))
  const { size } = await file.stat()
  let at = line.length
  for (let no = 0; at < size; no++) {
    const length = (await readExactly(file, 4, at)).readUInt32BE()
    if (length > CHUNK) throw new BackupError(DAMAGED)
    const sealed = await readExactly(file, length + TAG, at + 4)
    at += 4 + length + TAG
    const decipher = createDecipheriv('aes-256-gcm', own, nonceOf(no, at === size))
    decipher.setAAD(line)
    decipher.setAuthTag(sealed.subarray(length))
    try {
      yield Buffer.concat([decipher.update(sealed.subarray(0, length)), decipher.final()])
    } catch {
      throw new BackupError(DAMAGED)
    }
  }
  if (at === line.length) throw new BackupError(DAMAGED)
}

/**
 * The frames of an archive. Each byte is checked before it is handed out; that nothing is missing at the end is known only
 * once all were read.
 * @throws BackupError when it is cut, altered, of another key or none of ours
 */
export async function* readArchive(path: string, key: BackupKey): AsyncGenerator<Frame> {
  const file = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    throw new BackupError(`读不出备份文件 ${path}（${error.code}），核对路径和权限。`)
  })
  const source = Readable.from(opened(file, key))
  const unzip = createGunzip()
  source.on('error', (error) => unzip.destroy(error))
  try {
    let held: Buffer[] = []
    let size = 0
    for await (const bytes of source.pipe(unzip)) {
      held.push(bytes as Buffer)
      size += (bytes as Buffer).length
      if (size < wantedOf(held)) continue
      let all = Buffer.concat(held)
      while (all.length >= 5 && all.length >= 5 + all.readUInt32BE(1)) {
        const body = all.subarray(5, 5 + all.readUInt32BE(1))
        yield all.readUInt8() === 0 ? { told: JSON.parse(body.toString('utf8')) } : { bytes: body }
        all = all.subarray(5 + body.length)
      }
      held = [all]
      size = all.length
    }
    if (size > 0) throw new BackupError(DAMAGED)
  } catch (error) {
    throw error instanceof BackupError || !isZipError(error) ? error : new BackupError(DAMAGED)
  } finally {
    source.destroy()
    unzip.destroy()
    await file.close()
  }
}

/** How many bytes the frame that is being read needs in all; five until its length is known. */
const wantedOf = (held: readonly Buffer[]): number => {
  const first = held[0]
  return first && first.length >= 5 ? 5 + first.readUInt32BE(1) : 5
}

const isZipError = (error: unknown): boolean =>
  error instanceof SyntaxError || String((error as { code?: unknown }).code).startsWith('Z_')

export const sha256Of = () => createHash('sha256')
