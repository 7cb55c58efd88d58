import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Blobs, diskBlobs, diskPath } from './index.ts'

let dir = ''
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'blobs-'))
})
afterAll(() => rm(dir, { recursive: true, force: true }))

const put = (blobs: Blobs, key: string, bytes: Buffer, size = bytes.length) =>
  blobs.put(key, Readable.from([bytes.subarray(0, 3), bytes.subarray(3)]), size)

const read = async (blobs: Blobs, key: string, range?: { start: number; end: number }) =>
  buffer(await blobs.get(key, range))

describe.each([['on the disk', () => diskBlobs(join(dir, 'disk'))]])('files %s', (_name, open) => {
  it('hold what they were given, whole and in parts, and forget what is deleted', async () => {
    const blobs = open()
    const bytes = randomBytes(200_000)
    await put(blobs, 'a'.repeat(64), bytes)
    expect(await blobs.sizeOf('a'.repeat(64))).toBe(bytes.length)
    expect((await read(blobs, 'a'.repeat(64))).equals(bytes)).toBe(true)
    expect((await read(blobs, 'a'.repeat(64), { start: 5, end: 104 })).equals(bytes.subarray(5, 105))).toBe(true)
    await blobs.delete('a'.repeat(64))
    await blobs.delete('a'.repeat(64))
    expect(await blobs.sizeOf('a'.repeat(64))).toBeNull()
    await expect(blobs.get('a'.repeat(64))).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it('take the place of what stood under the key, and list every key once', async () => {
    const blobs = open()
    await put(blobs, 'key-one-1', Buffer.from('first bytes'))
    await Promise.all(['x', 'y', 'z'].map((one) => put(blobs, 'key-one-1', Buffer.from(one.repeat(9)))))
    await put(blobs, 'key_two_2', Buffer.from('second'))
    expect((await read(blobs, 'key-one-1')).toString()).toMatch(/^(x{9}|y{9}|z{9})$/)
    const listed = []
    for await (const one of blobs.list()) listed.push(one)
    expect(listed.sort((a, b) => (a.key < b.key ? -1 : 1))).toEqual([
      { key: 'key-one-1', size: 9 },
      { key: 'key_two_2', size: 6 },
    ])
  })

  it('keep what stood there when a source breaks off or is not as long as it was said to be', async () => {
    const blobs = open()
    await put(blobs, 'key-three', Buffer.from('as it was'))
    await expect(put(blobs, 'key-three', Buffer.from('too short'), 12)).rejects.toThrow()
    const broken = new Readable({
      read() {
        this.destroy(new Error('the line broke'))
      },
    })
    await expect(blobs.put('key-three', broken, 5)).rejects.toThrow('the line broke')
    expect((await read(blobs, 'key-three')).toString()).toBe('as it was')
  })

  it('V05 never make a path or an address from anything but a key', async () => {
    const blobs = open()
    for (const key of ['../../etc/passwd', 'a/b/c/d/e/f', '..%2f..%2fetc', 'short', 'x'.repeat(129)]) {
      await expect(blobs.get(key)).rejects.toThrow(RangeError)
      await expect(put(blobs, key, Buffer.from('x'))).rejects.toThrow(RangeError)
      await expect(blobs.delete(key)).rejects.toThrow(RangeError)
    }
  })
})

it('a write that was cut off by the machine is no stored file', async () => {
  const blobs = diskBlobs(join(dir, 'cut'))
  await put(blobs, 'whole-key', Buffer.from('whole'))
  await writeFile(`${diskPath(join(dir, 'cut'), 'whole-key')}.1234.part`, 'wh')
  const listed = []
  for await (const { key } of blobs.list()) listed.push(key)
  expect(listed).toEqual(['whole-key'])
  expect(await readdir(join(dir, 'cut'))).toEqual(['wh'])
})
