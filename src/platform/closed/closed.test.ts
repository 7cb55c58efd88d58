import { createCipheriv, createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import {
  ClosedError,
  currentKey,
  findKey,
  makeClosed,
  maskPhone,
  nameOf,
  newKeyring,
  PROFILES,
  providerOf,
  withNewKey,
  withoutKey,
} from './index.ts'
import { addProvider, hmacSm3, sm4Ctr } from './providers.ts'

const place = { table: 'liaisons', column: 'mobile', row: 7 }
const PHONE = '10012345678'
const hex = (text: string) => Buffer.from(text, 'hex')
const upTo = (length: number) => Buffer.from(Array.from({ length }, (_, at) => at + 1))

describe('published vectors', () => {
  const key = hex('0123456789abcdeffedcba9876543210')

  test('C03 SM4 gives the two examples of GB/T 32907', () => {
    const block = createCipheriv('sm4-ecb', key, null).setAutoPadding(false)
    expect(block.update(key).toString('hex')).toBe('681edf34d206965e86b3e94f536e4246')
    // A million times over: chained blocks of nothing are the encryption of the block before.
    const again = createCipheriv('sm4-cbc', key, key).setAutoPadding(false)
    expect(again.update(Buffer.alloc(16_000_000)).subarray(-16).toString('hex')).toBe(
      '595298c7c6fd271f0402f804c33d3f66',
    )
  })

  test('C03 SM4 in counter mode gives the example of the IETF draft on SM4', () => {
    const clear = hex('a'.repeat(16) + 'b'.repeat(16) + 'c'.repeat(16) + 'd'.repeat(16))
    const more = hex('e'.repeat(16) + 'f'.repeat(16) + 'a'.repeat(16) + 'b'.repeat(16))
    const sealed =
      'ac3236cb970cc20791364c395a1342d1a3cbc1878c6f30cd074cce385cdd70c7f234bc0e24c11980fd1286310ce37b926e02fcd0faa0baf38b2933851d824514'
    const counter = hex('000102030405060708090a0b0c0d0e0f')
    expect(sm4Ctr(key, counter, Buffer.concat([clear, more])).toString('hex')).toBe(sealed)
    expect(sm4Ctr(key, counter, hex(sealed)).equals(Buffer.concat([clear, more]))).toBe(true)
  })

  test('C03 SM3 gives the two examples of GB/T 32905', () => {
    const sm3 = (text: string) => createHash('sm3').update(text).digest('hex')
    expect(sm3('abc')).toBe('66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0')
    expect(sm3('abcd'.repeat(16))).toBe('debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732')
  })

  test.each([
    [
      upTo(32),
      'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq'.repeat(2),
      'ca05e144ed05d1857840d1f318a4a866',
    ],
    [upTo(37), Buffer.alloc(50, 0xcd), '220bf579ded555393f0159f66c998778'],
    [Buffer.alloc(32, 11), 'Hi There', 'c0ba18c68b90c88bc07de794bfc7d2c8'],
    [Buffer.from('Jefe'), 'what do ya want for nothing?', '2e87f1d16862e6d964b50a5200bf2b10'],
  ])('C03 HMAC-SM3 gives the published example %#', (by, text, start) => {
    expect(hmacSm3(by).update(text).digest('hex').slice(0, 32)).toBe(start)
  })
})

describe.each(['aes', 'sm'] as const)('a closed value under the profile %s', (profile) => {
  const keyring = newKeyring(profile)
  const closed = makeClosed(keyring)

  test('names its algorithm and key, opens at its own place and nowhere else', () => {
    const sealed = closed.seal(PHONE, place)
    expect(sealed.keyId).toBe(`${PROFILES[profile]}:k1`)
    expect(closed.open(sealed, place)).toBe(PHONE)
    for (const other of [
      { ...place, row: 8 },
      { ...place, column: 'phone' },
      { ...place, table: 'people' },
    ])
      expect(() => closed.open(sealed, other)).toThrow(ClosedError)
  })

  test('is never the same twice and never holds the words', () => {
    const [one, two] = [closed.seal(PHONE, place), closed.seal(PHONE, place)]
    expect(one.bytes.equals(two.bytes)).toBe(false)
    expect(one.bytes.includes(PHONE)).toBe(false)
  })

  test('C01 does not open once a bit of it was changed, or an end of it was cut', () => {
    const { keyId, bytes } = closed.seal(PHONE, place)
    for (let at = 0; at < bytes.length; at++) {
      const bent = Buffer.from(bytes)
      bent[at] = (bent[at] as number) ^ 1
      expect(() => closed.open({ keyId, bytes: bent }, place), `byte ${at}`).toThrow(ClosedError)
    }
    for (const length of [0, 11, 20, bytes.length - 1])
      expect(() => closed.open({ keyId, bytes: bytes.subarray(0, length) }, place)).toThrow(ClosedError)
  })

  test('is found by a digest that only this machine can make', () => {
    expect(closed.digest('phone', PHONE).equals(closed.digest('phone', PHONE))).toBe(true)
    expect(closed.digest('id', PHONE).equals(closed.digest('phone', PHONE))).toBe(false)
    expect(makeClosed(newKeyring(profile)).digest('phone', PHONE).equals(closed.digest('phone', PHONE))).toBe(false)
  })
})

test('C03 after the profile is switched old values open and are found, new ones are sealed by the other algorithm', () => {
  const keyring = newKeyring('aes')
  const closed = makeClosed(keyring)
  const [old, oldDigest] = [closed.seal(PHONE, place), closed.digest('phone', PHONE)]
  const now = '2026-07-14T00:00:00.000Z'
  keyring.change((keys) => withNewKey(withNewKey(keys, 'fields', PROFILES.sm, now), 'digests', PROFILES.sm, now))
  expect(closed.open(old, place)).toBe(PHONE)
  const anew = closed.seal(PHONE, place)
  expect(anew.keyId).toBe('sm4-ctr-hmac-sm3:k2')
  expect(closed.open(anew, place)).toBe(PHONE)
  const digests = closed.digests('phone', PHONE)
  expect(digests.some((one) => one.equals(oldDigest))).toBe(true)
  expect(digests.some((one) => one.equals(closed.digest('phone', PHONE)))).toBe(true)
  // The same bytes under the name of the other algorithm are no value.
  expect(() => closed.open({ ...anew, keyId: old.keyId }, place)).toThrow(ClosedError)
})

test('C04 a destroyed key takes with it what it sealed; the key in force cannot be destroyed', () => {
  const keyring = newKeyring()
  const closed = makeClosed(keyring)
  const old = closed.seal(PHONE, place)
  const now = '2026-07-14T00:00:00.000Z'
  expect(() => withoutKey(keyring.keys(), 'k1', now)).toThrow(RangeError)
  keyring.change((keys) => withNewKey(keys, 'fields', PROFILES.aes, now))
  keyring.change((keys) => withoutKey(keys, 'k1', now))
  expect(() => closed.open(old, place)).toThrow(ClosedError)
  expect(keyring.keys().destroyed).toMatchObject([{ id: 'k1', use: 'fields', at: now }])
  // Its name is never given again.
  keyring.change((keys) => withNewKey(keys, 'fields', PROFILES.aes, now))
  expect(nameOf(currentKey(keyring, 'fields'))).toBe('aes-256-gcm:k3')
})

test('a key of one use opens nothing of another', () => {
  const keyring = newKeyring()
  const closed = makeClosed(keyring)
  const { bytes } = closed.seal(PHONE, place)
  const files = nameOf(currentKey(keyring, 'files'))
  expect(findKey(keyring, files)).toBeDefined()
  expect(() => closed.open({ keyId: files, bytes }, place)).toThrow(ClosedError)
})

describe('a module put in', () => {
  const sound = { ...providerOf('aes-256-gcm'), name: 'module-of-a-maker' }

  test('seals under its own name once it passed the trial', () => {
    expect(addProvider(sound)).toBe(true)
    const keyring = newKeyring()
    keyring.change((keys) => withNewKey(keys, 'fields', sound.name, '2026-07-14T00:00:00.000Z'))
    const closed = makeClosed(keyring)
    const sealed = closed.seal(PHONE, place)
    expect(sealed.keyId).toBe('module-of-a-maker:k2')
    expect(closed.open(sealed, place)).toBe(PHONE)
  })

  test.each([
    ['nothing', null],
    ['one that lacks a function', { ...sound, name: 'lacks-one', open: undefined }],
    ['one that takes the name of another', { ...sound, name: 'aes-256-gcm' }],
    [
      'one that does not encrypt',
      { ...sound, name: 'in-clear', seal: (_k: Buffer, _n: Buffer, b: Buffer) => Buffer.concat([Buffer.alloc(16), b]) },
    ],
    [
      'one that does not authenticate',
      {
        ...sound,
        name: 'believes-all',
        open: () => Buffer.from('a value that is tried'),
      },
    ],
  ])('is refused: %s', (_what, one) => {
    expect(addProvider(one)).toBe(false)
  })
})

test('a mobile number shows its first three and last four figures', () => {
  expect(maskPhone(PHONE)).toBe('100****5678')
  expect(maskPhone('12345')).toBe('****45')
})
