import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { type Frame, readArchive, writeArchive } from './archive.ts'
import { newBackupKey, readBackupKey } from './key.ts'

const folder = mkdtempSync(join(tmpdir(), 'tongxin-archive-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const key = newBackupKey()
/** Bytes that do not compress, so that the archive has several chunks. */
const piece = (seed: number) =>
  Buffer.concat(Array.from({ length: 16_000 }, (_, at) => createHash('sha256').update(`${seed} ${at}`).digest()))

const written = async (name: string, pieces: Buffer[]): Promise<string> => {
  const path = join(folder, name)
  const writer = await writeArchive(path, key)
  await writer.tell({ table: 'one' })
  for (const bytes of pieces) await writer.give(bytes)
  await writer.tell({ end: true })
  await writer.finish()
  return path
}

const read = async (path: string, withKey = key): Promise<Frame[]> => {
  const frames: Frame[] = []
  for await (const frame of readArchive(path, withKey)) frames.push(frame)
  return frames
}

test('what was given comes back byte by byte, and nothing of it stands in the file in clear', async () => {
  const pieces = [Buffer.from('驻澜某部候车亭'.repeat(1000)), ...[1, 2, 3, 4, 5, 6, 7, 8].map(piece)]
  const path = await written('whole', pieces)
  const frames = await read(path)
  const sums = (all: Frame[]) =>
    all.map((one) => ('bytes' in one ? createHash('sha256').update(one.bytes).digest('hex') : one))
  const given = [{ told: { table: 'one' } }, ...pieces.map((bytes) => ({ bytes })), { told: { end: true } }]
  expect(sums(frames)).toEqual(sums(given))
  expect(readFileSync(path).includes('候车亭')).toBe(false)
  expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([])
})

test('two archives of the same content share no chunk', async () => {
  const [one, other] = [readFileSync(await written('a', [piece(1)])), readFileSync(await written('b', [piece(1)]))]
  expect(one.subarray(-500).equals(other.subarray(-500))).toBe(false)
})

test('B05 an archive changed in any part, cut anywhere, with chunks exchanged, or of another key is refused', async () => {
  const path = await written('target', [piece(1), piece(2), piece(3), piece(4), piece(5)])
  const whole = readFileSync(path)
  const trial = join(folder, 'trial')
  const refused = async (bytes: Buffer, what: string) => {
    writeFileSync(trial, bytes)
    await expect(read(trial), what).rejects.toThrow(/换一份备份再做|密钥/)
  }
  const head = whole.indexOf('\n') + 1
  const places = [0, 5, 30, 60, head - 3, head, head + 2, head + 4, head + 1000]
  for (let at = 0; at < 60; at++) places.push(head + Math.floor(((at * 0.618_034) % 1) * (whole.length - head)))
  for (const place of [...places, whole.length - 1]) {
    const changed = Buffer.from(whole)
    changed.writeUInt8(changed.readUInt8(place) ^ 1, place)
    await refused(changed, `byte ${place}`)
  }
  const first = 4 + whole.readUInt32BE(head) + 16
  const second = 4 + whole.readUInt32BE(head + first) + 16
  for (const length of [0, 10, head, head + 3, head + first, head + first + second, whole.length - 1])
    await refused(whole.subarray(0, length), `cut at ${length}`)
  const [start, a, b, rest] = [0, head, head + first, head + first + second].map((from, index, all) =>
    whole.subarray(from, all[index + 1] ?? whole.length),
  ) as [Buffer, Buffer, Buffer, Buffer]
  await refused(Buffer.concat([start, b, a, rest]), 'exchanged')
  await refused(Buffer.concat([start, a, rest]), 'left out')
  await refused(Buffer.concat([whole, a]), 'added')
  await expect(read(path, newBackupKey())).rejects.toThrow(/号密钥，手里的是/)
})

test('a writing that fails leaves no file', async () => {
  const path = join(folder, 'given-up')
  const writer = await writeArchive(path, key)
  await writer.give(piece(1))
  await writer.giveUp()
  expect(readdirSync(folder).filter((name) => name.startsWith('given-up'))).toEqual([])
})

test('the key is made once for its owner alone, and never for a restore', () => {
  const path = join(folder, 'backup-key')
  expect(() => readBackupKey(path, { make: false })).toThrow(/BACKUP_KEY/)
  const made = readBackupKey(path, { make: true })
  expect(readBackupKey(path, { make: false }).id).toBe(made.id)
  writeFileSync(path, 'half')
  expect(() => readBackupKey(path, { make: true })).toThrow(/不完整/)
})
