import { createHash, randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Keyring, newKeyring, PROFILES, withNewKey, withoutKey } from '../../closed/index.ts'
import { type Blobs, diskBlobs, diskPath } from '../blobs/index.ts'
import { holdBytes } from '../sealed/index.ts'
import { type FileStore, makeFileStore } from './index.ts'

const NOW = '2026-07-14T00:00:00.000Z'
const CHUNK = 64 * 1024
const sha256Of = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')
const damaged = { type: { slug: 'file-damaged' } }

let dir = ''
let keyring: Keyring
let blobs: Blobs
let store: FileStore
const open = (profile: 'aes' | 'sm' = 'aes') => {
  keyring = newKeyring(profile)
  blobs = diskBlobs(join(dir, 'files'))
  store = makeFileStore(blobs, join(dir, 'tmp'), keyring)
}
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'store-'))
  open()
})
afterEach(() => rm(dir, { recursive: true, force: true }))

const put = async (bytes: Buffer): Promise<string> => {
  const sha256 = sha256Of(bytes)
  await store.put(await holdBytes(bytes, store.waiting()), sha256)
  return sha256
}
const get = async (sha256: string, range?: { start: number; end: number }) => buffer(await store.open(sha256, range))

/** Where the one file of a test lies. */
const lying = async (): Promise<string> => {
  for await (const { key } of blobs.list()) if (/^[0-9a-f]{64}$/.test(key)) return diskPath(join(dir, 'files'), key)
  throw new Error('nothing lies there')
}

describe.each(['aes', 'sm'] as const)('a stored file under the profile %s', (profile) => {
  it.each([0, 1, 100, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 200_000])(
    'of %d bytes comes back whole and in parts',
    async (size) => {
      open(profile)
      const bytes = randomBytes(size)
      const sha256 = await put(bytes)
      expect(await store.sizeOf(sha256)).toBe(size)
      expect((await get(sha256)).equals(bytes)).toBe(true)
      expect(await store.isWhole(sha256)).toBe(true)
      const file = await store.bytesOf(sha256)
      for (const [at, length] of [
        [0, 10],
        [CHUNK - 5, 10],
        [CHUNK, CHUNK],
        [size - 3, 99],
        [size, 5],
      ] as const)
        expect((await file.read(Math.max(0, at), length)).equals(bytes.subarray(Math.max(0, at), at + length))).toBe(
          true,
        )
      if (size > 2)
        expect((await get(sha256, { start: 1, end: size - 2 })).equals(bytes.subarray(1, size - 1))).toBe(true)
    },
  )

  it('D14 with one byte flipped, in each of 50 places, is told as damaged and given to nobody', async () => {
    open(profile)
    const bytes = randomBytes(2 * CHUNK + 100)
    const sha256 = await put(bytes)
    const path = await lying()
    const sealed = await readFile(path)
    for (let at = 0; at < 50; at++) {
      // The head is filled up with blanks, which say nothing.
      const from = at < 5 ? at * 30 : 512 + Math.floor(((sealed.length - 513) * (at - 5)) / 44)
      const bent = Buffer.from(sealed)
      bent.writeUInt8(bent.readUInt8(from) ^ 1, from)
      await writeFile(path, bent)
      expect(await store.isWhole(sha256), `byte ${from}`).toBe(false)
      await expect(get(sha256), `byte ${from}`).rejects.toMatchObject(damaged)
    }
    for (const length of [0, 100, 512, 600, 512 + CHUNK + (profile === 'aes' ? 16 : 32), sealed.length - 1]) {
      await writeFile(path, sealed.subarray(0, length))
      expect(await store.isWhole(sha256), `cut at ${length}`).toBe(false)
    }
    // A new upload of the same file heals it.
    await put(bytes)
    expect((await get(sha256)).equals(bytes)).toBe(true)
  })
})

it('C01 what lies on the disk tells neither words nor name nor digest, waiting or stored', async () => {
  const bytes = Buffer.from('澜川市双拥办联络员手机号 10012345678 '.repeat(3000))
  const held = await holdBytes(bytes, store.waiting())
  expect((await readFile(held.tmpPath)).includes('10012345678')).toBe(false)
  const sha256 = sha256Of(bytes)
  await store.put(held, sha256)
  expect(existsSync(held.tmpPath)).toBe(false)
  const path = await lying()
  expect(path).not.toContain(sha256)
  const sealed = await readFile(path)
  for (const clear of ['10012345678', '澜川市', sha256]) expect(sealed.includes(clear), clear).toBe(false)
  // Each file has a key of its own: the same bytes never lie alike.
  await store.remove(sha256)
  await put(bytes)
  expect((await readFile(await lying())).subarray(512).equals(sealed.subarray(512))).toBe(false)
})

it('a file in the place of another is not taken for it', async () => {
  const one = await put(Buffer.from('甲的证明'))
  const first = await lying()
  const moved = await readFile(first)
  const other = await put(Buffer.from('乙的证明'))
  for await (const { key } of blobs.list()) {
    const path = diskPath(join(dir, 'files'), key)
    if (path !== first) await writeFile(path, moved)
  }
  expect((await get(one)).toString()).toBe('甲的证明')
  await expect(get(other)).rejects.toMatchObject(damaged)
})

it('takes the same file many times at once', async () => {
  const bytes = Buffer.from('同一份')
  await Promise.all(['a', 'b', 'c'].map(() => put(bytes)))
  expect((await get(sha256Of(bytes))).toString()).toBe('同一份')
  expect(await readdir(join(dir, 'tmp'))).toEqual([])
})

it('V05 forgets a removed file and never makes a path from anything but a digest', async () => {
  const sha256 = await put(Buffer.from('x'))
  await store.remove(sha256)
  await store.remove(sha256)
  expect(await store.has(sha256)).toBe(false)
  await expect(store.open(sha256)).rejects.toMatchObject(damaged)
  await expect(store.open('../../etc/passwd')).rejects.toThrow(RangeError)
  await expect(store.open('A'.repeat(64))).rejects.toThrow(RangeError)
})

it('C03 C04 files are sealed anew when keys turn or the profile is switched, readable throughout; a destroyed key ends it', async () => {
  const bytes = randomBytes(100_000)
  const sha256 = await put(bytes)
  const copy = await readFile(await lying())
  expect(await store.turn()).toBe(0)
  keyring.change((keys) => withNewKey(withNewKey(keys, 'files', PROFILES.sm, NOW), 'names', PROFILES.sm, NOW))
  expect((await get(sha256)).equals(bytes)).toBe(true)
  expect(await store.turn()).toBe(1)
  expect(await store.turn()).toBe(0)
  expect([...(await store.keyNames())].sort()).toEqual(['sm4-ctr-hmac-sm3:f2', 'sm4-ctr-hmac-sm3:n2'])
  expect((await get(sha256)).equals(bytes)).toBe(true)
  keyring.change((keys) => withoutKey(keys, 'f1', NOW))
  expect((await get(sha256)).equals(bytes)).toBe(true)
  // A copy from a backup made before: its key is destroyed.
  await store.putSealed(sha256, Readable.from([copy]), copy.length)
  await store.remove(sha256)
  await store.putSealed(sha256, Readable.from([copy]), copy.length)
  expect(await store.isWhole(sha256)).toBe(false)
})

it('files from before they were sealed are taken over once; one that was damaged before stays for a look', async () => {
  const bytes = Buffer.from('旧附件 '.repeat(20_000))
  const [whole, bent] = [sha256Of(bytes), sha256Of(Buffer.from('另一份'))]
  await blobs.put(whole, Readable.from([bytes]), bytes.length)
  await blobs.put(bent, Readable.from([Buffer.from('改过的')]), 9)
  expect(await store.takeOver()).toBe(1)
  expect(await blobs.sizeOf(whole)).toBeNull()
  expect((await get(whole)).equals(bytes)).toBe(true)
  expect(await store.has(bent)).toBe(false)
  expect(await blobs.sizeOf(bent)).toBe(9)
  expect(await store.takeOver()).toBe(0)
})
