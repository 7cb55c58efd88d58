import { inflateRawSync } from 'node:zlib'

const MOST_ENTRIES = 5_000
const END_MARK = 0x06054b50
const ENTRY_MARK = 0x02014b50
const LOCAL_MARK = 0x04034b50

/** One more than the limit when it is passed, null for damaged data. */
const unpack = (data: Buffer, limit: number): Buffer | 'too-large' | null => {
  try {
    return inflateRawSync(data, { maxOutputLength: limit })
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : ''
    return code === 'ERR_BUFFER_TOO_LARGE' ? 'too-large' : null
  }
}

/**
 * Unpacks every XML part of an archive once, with a limit of bytes over all of them, and hands it to `take`: sizes
 * written in an archive may lie, so they are measured. Pictures are never unpacked.
 */
export const eachPart = (
  bytes: Buffer,
  mostBytes: number,
  take: (name: string, data: Buffer) => void,
): 'fine' | 'broken' | 'too-large' => {
  let end = -1
  for (let at = bytes.length - 22; at >= Math.max(0, bytes.length - 65_557); at--) {
    if (bytes.readUInt32LE(at) === END_MARK) {
      end = at
      break
    }
  }
  if (end === -1) return 'broken'
  const entries = bytes.readUInt16LE(end + 10)
  let at = bytes.readUInt32LE(end + 16)
  if (entries === 0) return 'broken'
  if (entries > MOST_ENTRIES) return 'too-large'

  let budget = mostBytes
  for (let index = 0; index < entries; index++) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== ENTRY_MARK) return 'broken'
    const method = bytes.readUInt16LE(at + 10)
    const packed = bytes.readUInt32LE(at + 20)
    const nameLength = bytes.readUInt16LE(at + 28)
    const local = bytes.readUInt32LE(at + 42)
    const name = bytes.toString('utf8', at + 46, at + 46 + nameLength)
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)
    if (!/\.(?:xml|rels)$/i.test(name)) continue
    if (local + 30 > bytes.length || bytes.readUInt32LE(local) !== LOCAL_MARK) return 'broken'
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28)
    const data = bytes.subarray(start, start + packed)
    if (data.length < packed || (method !== 0 && method !== 8)) return 'broken'
    const whole = method === 0 ? data : unpack(data, budget)
    if (whole === 'too-large' || (whole && whole.length >= budget)) return 'too-large'
    if (whole === null) return 'broken'
    budget -= whole.length
    take(name, whole)
  }
  return 'fine'
}
