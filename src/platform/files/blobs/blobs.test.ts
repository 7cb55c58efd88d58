import { randomBytes } from 'node:crypto'
import { chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Blobs, diskBlobs, diskPath, readS3Key, s3Blobs } from './index.ts'
import { openS3Double, type S3Double } from './s3.fixture.ts'

let dir = ''
let double: S3Double
beforeAll(async () => {
  double = await openS3Double()
  dir = await mkdtemp(join(tmpdir(), 'blobs-'))
})
afterAll(async () => {
  await double.close()
  await rm(dir, { recursive: true, force: true })
})

const put = (blobs: Blobs, key: string, bytes: Buffer, size = bytes.length) =>
  blobs.put(key, Readable.from([bytes.subarray(0, 3), bytes.subarray(3)]), size)

const read = async (blobs: Blobs, key: string, range?: { start: number; end: number }) =>
  buffer(await blobs.get(key, range))

describe.each([
  ['on the disk', () => diskBlobs(join(dir, 'disk'))],
  ['in object storage', () => s3Blobs(double.options)],
])('files %s', (_name, open) => {
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

  it('bear one name, whoever asks, which is no file', async () => {
    const name = await open().name()
    expect(name).toMatch(/^[0-9a-f-]{36}$/)
    expect(await open().name()).toBe(name)
    for await (const { key } of open().list()) expect(key).not.toContain('store')
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

describe('object storage', () => {
  it('lists every key over many pages', async () => {
    const blobs = s3Blobs(double.options)
    double.objects.clear()
    for (let no = 0; no < 7; no += 1) await put(blobs, `page-key-${no}`, Buffer.from('x'.repeat(no + 1)))
    const listed = []
    for await (const one of blobs.list()) listed.push(one)
    expect(listed.map(({ size }) => size).sort()).toEqual([1, 2, 3, 4, 5, 6, 7])
  })

  it('is asked again while it is busy, and told of in words where it stays so', async () => {
    const blobs = s3Blobs(double.options)
    await put(blobs, 'busy-key-1', Buffer.from('bytes'))
    double.busy(2)
    expect(await blobs.sizeOf('busy-key-1')).toBe(5)
    double.busy(3)
    await expect(blobs.sizeOf('busy-key-1')).rejects.toThrow(/对象存储没有答复.*503/)
    double.busy(0)
  })

  it('refuses a wrong secret, and the refusal names no key', async () => {
    const blobs = s3Blobs({ ...double.options, secret: 'another secret' })
    const error = await blobs.get('busy-key-1').catch((refused: Error) => refused)
    expect(error).toMatchObject({ name: 'StorageError' })
    expect(String((error as Error).message)).toMatch(/403 SignatureDoesNotMatch.*S3_KEY/)
    expect(String((error as Error).message)).not.toContain('another secret')
  })

  it('D14 does not take for stored what arrived otherwise than it was sent', async () => {
    double.spoil()
    await expect(put(s3Blobs(double.options), 'spoilt-key', Buffer.from('as it was sent'))).rejects.toThrow('不符')
  })

  it('that is away is told in words', async () => {
    const away = s3Blobs({ ...double.options, url: 'http://127.0.0.1:9/tongxin-files' })
    await expect(away.sizeOf('busy-key-1')).rejects.toThrow('连接不上对象存储')
    await expect(put(away, 'busy-key-1', Buffer.from('x'))).rejects.toThrow('连接不上对象存储')
  })

  it('takes its key from a file that only its owner may read', async () => {
    const path = join(dir, 's3-key')
    await writeFile(path, 'ID\nsecret\n', { mode: 0o600 })
    expect(readS3Key(path)).toEqual({ id: 'ID', secret: 'secret' })
    await chmod(path, 0o644)
    expect(() => readS3Key(path)).toThrow('chmod 600')
  })
})
