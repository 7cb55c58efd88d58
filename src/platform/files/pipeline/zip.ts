import { Readable } from 'node:stream'
import { promisify } from 'node:util'
import { createInflateRaw, inflateRaw } from 'node:zlib'
import type { Bytes } from '../sealed/index.ts'
import { decodeText } from './decode.ts'
import type { FileRefusal } from './refusals.ts'

const inflate = promisify(inflateRaw)

/** One file inside a zip, as its directory lists it. */
export interface ZipEntry {
  name: string
  isEncrypted: boolean
  method: number
  packedSize: number
  size: number
  headerAt: number
}

/** What a zip may hold before it counts as made to break the reader. */
export const ZIP_LIMITS = {
  entries: 5_000,
  /** Bytes of all files unpacked. */
  total: 300 * 1024 * 1024,
  /** Unpacked ÷ packed, for files that unpack to more than `ratioFrom` bytes. XML of real documents stays below 100. */
  ratio: 200,
  ratioFrom: 10 * 1024 * 1024,
}

const END_SIGNATURE = 0x06054b50
const ENTRY_SIGNATURE = 0x02014b50
const HEADER_SIGNATURE = 0x04034b50

const findDirectory = async (file: Bytes): Promise<Buffer | null> => {
  const { size } = file
  const tailLength = Math.min(size, 65_557)
  const tail = await file.read(size - tailLength, tailLength)
  for (let at = tail.length - 22; at >= 0; at--) {
    if (tail.readUInt32LE(at) !== END_SIGNATURE) continue
    const length = tail.readUInt32LE(at + 12)
    const start = tail.readUInt32LE(at + 16)
    // A directory of this size (or the 64-bit form, 0xffffffff) belongs to no office document.
    if (length > 4 * 1024 * 1024 || start + length > size) return null
    return file.read(start, length)
  }
  return null
}

/** Packed bytes that are read at once while a zip is proved. */
const PROVED_AT_ONCE = 1024 * 1024

const UTF8_NAME = 0x800

/**
 * The name of an entry: UTF-8 where the archive says so (bit 11); otherwise UTF-8 if it is that, else GB18030, in which
 * Chinese Windows programs write names without saying it.
 */
export const entryName = (bytes: Uint8Array, flags: number): string => {
  if ((flags & UTF8_NAME) !== 0) return new TextDecoder().decode(bytes)
  return decodeText(bytes)?.text ?? new TextDecoder('gb18030').decode(bytes)
}

const entriesOf = (directory: Buffer): ZipEntry[] | null => {
  const entries: ZipEntry[] = []
  let at = 0
  while (at + 46 <= directory.length && directory.readUInt32LE(at) === ENTRY_SIGNATURE) {
    // More than any list may hold: the rest of it is not looked at.
    if (entries.length > ZIP_LIMITS.entries) return entries
    const nameLength = directory.readUInt16LE(at + 28)
    const nameEnd = at + 46 + nameLength
    if (nameEnd > directory.length) return null
    entries.push({
      name: entryName(directory.subarray(at + 46, nameEnd), directory.readUInt16LE(at + 8)),
      isEncrypted: (directory.readUInt16LE(at + 8) & 1) === 1,
      method: directory.readUInt16LE(at + 10),
      packedSize: directory.readUInt32LE(at + 20),
      size: directory.readUInt32LE(at + 24),
      headerAt: directory.readUInt32LE(at + 42),
    })
    at = nameEnd + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32)
  }
  return at === directory.length ? entries : null
}

/** Lists a zip without unpacking it; refused when the list itself is broken or promises too much. */
export const listZip = async (file: Bytes): Promise<{ entries: ZipEntry[] } | FileRefusal> => {
  const directory = await findDirectory(file)
  const entries = directory && entriesOf(directory)
  if (!entries) return { refused: 'broken' }
  const total = entries.reduce((sum, entry) => sum + entry.size, 0)
  const isBomb =
    entries.length > ZIP_LIMITS.entries ||
    total > ZIP_LIMITS.total ||
    entries.some((entry) => entry.size > ZIP_LIMITS.ratioFrom && entry.size > entry.packedSize * ZIP_LIMITS.ratio)
  return isBomb ? { refused: 'unpacks-too-large' } : { entries }
}

/** Unpacks one file of a zip; the unpacking stops at the listed size, so a list that lies is found out. */
export const readZipEntry = async (file: Bytes, entry: ZipEntry): Promise<Buffer | FileRefusal> => {
  try {
    const header = await file.read(entry.headerAt, 30)
    if (header.length < 30 || header.readUInt32LE(0) !== HEADER_SIGNATURE) return { refused: 'broken' }
    const start = entry.headerAt + 30 + header.readUInt16LE(26) + header.readUInt16LE(28)
    if (start + entry.packedSize > file.size) return { refused: 'broken' }
    const packed = await file.read(start, entry.packedSize)
    if (entry.method === 0) return packed
    if (entry.method !== 8) return { refused: 'broken' }
    return await inflate(packed, { maxOutputLength: Math.max(1, entry.size) })
  } catch (error) {
    const isLonger = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE'
    return { refused: isLonger ? 'unpacks-too-large' : 'broken' }
  }
}

/** Unpacks one file of a zip and keeps nothing of it: whether it is whole, and no longer than its list says. */
const proveEntry = async (file: Bytes, entry: ZipEntry): Promise<FileRefusal | null> => {
  const header = await file.read(entry.headerAt, 30)
  if (header.length < 30 || header.readUInt32LE(0) !== HEADER_SIGNATURE) return { refused: 'broken' }
  const start = entry.headerAt + 30 + header.readUInt16LE(26) + header.readUInt16LE(28)
  if (start + entry.packedSize > file.size) return { refused: 'broken' }
  if (entry.method === 0) return null
  if (entry.method !== 8) return { refused: 'broken' }
  const packed = async function* () {
    for (let at = 0; at < entry.packedSize; at += PROVED_AT_ONCE)
      yield await file.read(start + at, Math.min(PROVED_AT_ONCE, entry.packedSize - at))
  }
  let size = 0
  const inflating = createInflateRaw()
  const source = Readable.from(packed(), { objectMode: false })
  source.on('error', (error) => inflating.destroy(error))
  try {
    for await (const chunk of source.pipe(inflating)) {
      size += (chunk as Buffer).length
      if (size > Math.max(1, entry.size)) return { refused: 'unpacks-too-large' }
    }
    return null
  } catch {
    return { refused: 'broken' }
  } finally {
    source.destroy()
  }
}

/** Unpacks every file of a zip once, within the limits, to prove that its list tells the truth; holds none of them. */
export const proveZip = async (file: Bytes, entries: ZipEntry[]): Promise<FileRefusal | null> => {
  for (const entry of entries) {
    if (entry.name.endsWith('/')) continue
    const fault = await proveEntry(file, entry)
    if (fault) return fault
  }
  return null
}
