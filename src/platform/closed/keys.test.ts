import {
  chmodSync,
  copyFileSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import {
  ClosedError,
  ClosedKeysError,
  currentKey,
  type KeyFiles,
  makeClosed,
  nameOf,
  openKeyring,
  PROFILES,
  turnRootKey,
  withNewKey,
} from './index.ts'

const folder = mkdtempSync(join(tmpdir(), 'tongxin-keys-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const place = { table: 'liaisons', column: 'mobile', row: 7 }
const PHONE = '10012345678'
const filesIn = (name: string): KeyFiles => ({ root: join(folder, `${name}-root`), ring: join(folder, `${name}-ring`) })
const fresh = { hasSealed: false }
const used = { hasSealed: true }

test('C04 both files are made once, for their owner alone; the ring holds no key in clear', () => {
  const files = filesIn('made')
  const made = openKeyring(files, fresh)
  for (const path of [files.root, files.ring]) expect(statSync(path).mode & 0o777).toBe(0o600)
  const written = readFileSync(files.ring, 'utf8')
  for (const { id, material } of made.keys().held) {
    expect(written).toContain(`"${id}"`)
    expect(written).not.toContain(material.toString('base64'))
  }
  expect(openKeyring(files, used).keys()).toEqual(made.keys())
})

test('lost, broken, strange or open files are refused in a sentence that says what to do', () => {
  expect(() => openKeyring(filesIn('gone'), used)).toThrow(/密钥文件.*不见了.*CLOSED_KEYS/)
  const rootless = filesIn('rootless')
  openKeyring(rootless, fresh)
  rmSync(rootless.root)
  expect(() => openKeyring(rootless, fresh)).toThrow(/不见了.*ROOT_KEY/)

  const open = filesIn('open')
  openKeyring(open, fresh)
  chmodSync(open.ring, 0o644)
  expect(() => openKeyring(open, fresh)).toThrow(/只有本人可读/)

  const other = filesIn('other')
  openKeyring(other, fresh)
  copyFileSync(filesIn('made').root, other.root)
  expect(() => openKeyring(other, used)).toThrow(/由另一把根密钥/)

  const bent = filesIn('bent')
  openKeyring(bent, fresh)
  const ring = JSON.parse(readFileSync(bent.ring, 'utf8'))
  // A wrapped key in the place of another does not open there.
  ;[ring.keys[0].wrapped, ring.keys[1].wrapped] = [ring.keys[1].wrapped, ring.keys[0].wrapped]
  for (const text of ['', '{}', JSON.stringify(ring)]) {
    writeFileSync(bent.ring, text, { mode: 0o600 })
    expect(() => openKeyring(bent, used), text.slice(0, 5)).toThrow(ClosedKeysError)
  }
})

test('a file of before the root key is taken over: its keys are wrapped, its values open', () => {
  const files = filesIn('former')
  const [k1, k2, digest] = [1, 2, 3].map((fill) => Buffer.alloc(32, fill)) as [Buffer, Buffer, Buffer]
  const former = {
    current: 'k2',
    keys: { k2: k2.toString('base64'), k1: k1.toString('base64') },
    digest: digest.toString('base64'),
  }
  writeFileSync(files.ring, JSON.stringify(former), { mode: 0o600 })
  const keyring = openKeyring(files, used)
  expect(nameOf(currentKey(keyring, 'fields'))).toBe('aes-256-gcm:k2')
  expect(currentKey(keyring, 'digests').material.equals(digest)).toBe(true)
  expect(readFileSync(files.ring, 'utf8')).not.toContain(former.digest)
  // Sealed by the program of before: the name of the key alone.
  const { seal } = makeClosed({ ...keyring, keys: () => ({ held: keyring.keys().held, destroyed: [] }) })
  expect(makeClosed(keyring).open(seal(PHONE, place), place)).toBe(PHONE)
})

test('a value sealed before ciphertexts named their algorithm opens', async () => {
  const { createCipheriv } = await import('node:crypto')
  const keyring = openKeyring(filesIn('made'), used)
  const key = keyring.keys().held.find(({ id }) => id === 'k1')?.material as Buffer
  const nonce = Buffer.alloc(12, 9)
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  cipher.setAAD(Buffer.from(JSON.stringify(['k1', 'liaisons', 'mobile', '7'])))
  const text = Buffer.concat([cipher.update(PHONE, 'utf8'), cipher.final()])
  const bytes = Buffer.concat([nonce, cipher.getAuthTag(), text])
  expect(makeClosed(keyring).open({ keyId: 'k1', bytes }, place)).toBe(PHONE)
  expect(() => makeClosed(keyring).open({ keyId: 'k1', bytes }, { ...place, row: 8 })).toThrow(ClosedError)
})

test('C03 C04 a switched profile gives every use a new key once, and the root key turns without touching a value', () => {
  const files = filesIn('turned')
  const before = makeClosed(openKeyring(files, fresh)).seal(PHONE, place)
  const switched = openKeyring(files, { ...used, provider: PROFILES.sm })
  expect(nameOf(currentKey(switched, 'fields'))).toBe('sm4-ctr-hmac-sm3:k2')
  const count = switched.keys().held.length
  expect(openKeyring(files, { ...used, provider: PROFILES.sm }).keys().held).toHaveLength(count)

  const formerRoot = readFileSync(files.root, 'utf8')
  turnRootKey(files, PROFILES.sm)
  expect(JSON.parse(readFileSync(files.root, 'utf8')).provider).toBe('sm4-ctr-hmac-sm3')
  const keyring = openKeyring(files, { ...used, provider: PROFILES.sm })
  expect(makeClosed(keyring).open(before, place)).toBe(PHONE)
  // The running program holds what it holds, and follows.
  switched.refresh()
  expect(switched.keys()).toEqual(keyring.keys())
  writeFileSync(files.root, formerRoot)
  expect(() => openKeyring(files, used)).toThrow(/由另一把根密钥/)
})

test('C04 a turn of the root key cut between its two files is ended at the next start', () => {
  const files = filesIn('cut')
  const made = openKeyring(files, fresh).keys()
  const oldRing = readFileSync(files.ring)
  turnRootKey(files, PROFILES.aes)
  renameSync(files.ring, `${files.ring}.next`)
  writeFileSync(files.ring, oldRing, { mode: 0o600 })
  expect(openKeyring(files, used).keys()).toEqual(made)
})

test('C04 a key made by another process is taken up by a running one', () => {
  const files = filesIn('two')
  const [one, other] = [openKeyring(files, fresh), openKeyring(files, fresh)]
  other.change((keys) => withNewKey(keys, 'fields', PROFILES.aes, '2026-07-14T00:00:00.000Z'))
  const sealed = makeClosed(other).seal(PHONE, place)
  expect(sealed.keyId).toBe('aes-256-gcm:k2')
  expect(makeClosed(one).open(sealed, place)).toBe(PHONE)
})
