import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { ClosedError, ClosedKeysError, makeClosed, maskPhone, newClosedKeys, readClosedKeys } from './index.ts'

const folder = mkdtempSync(join(tmpdir(), 'tongxin-closed-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const place = { table: 'liaisons', column: 'mobile', row: 7 }
const PHONE = '10012345678'

describe('a closed value', () => {
  const keys = newClosedKeys()
  const closed = makeClosed(keys)

  test('opens at its own place and nowhere else', () => {
    const sealed = closed.seal(PHONE, place)
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

  test('C01 does not open once a bit of it was changed', () => {
    const { keyId, bytes } = closed.seal(PHONE, place)
    for (const at of [0, 12, 28, bytes.length - 1]) {
      const bent = Buffer.from(bytes)
      bent[at] = (bent[at] as number) ^ 1
      expect(() => closed.open({ keyId, bytes: bent }, place), `byte ${at}`).toThrow(ClosedError)
    }
  })

  test('C04 opens with the key it names after a newer one took over, and not without it', () => {
    const sealed = closed.seal(PHONE, place)
    const newer = newClosedKeys().keys.k1 as Buffer
    const turned = makeClosed({ ...keys, current: 'k2', keys: { ...keys.keys, k2: newer } })
    expect(turned.open(sealed, place)).toBe(PHONE)
    expect(turned.seal(PHONE, place).keyId).toBe('k2')
    const without = makeClosed({ ...keys, current: 'k2', keys: { k2: newer } })
    expect(() => without.open(sealed, place)).toThrow(ClosedError)
  })

  test('is found by a digest that only this machine can make', () => {
    expect(closed.digest('phone', PHONE).equals(closed.digest('phone', PHONE))).toBe(true)
    expect(closed.digest('id', PHONE).equals(closed.digest('phone', PHONE))).toBe(false)
    expect(makeClosed(newClosedKeys()).digest('phone', PHONE).equals(closed.digest('phone', PHONE))).toBe(false)
  })
})

test('a mobile number shows its first three and last four figures', () => {
  expect(maskPhone(PHONE)).toBe('100****5678')
  expect(maskPhone('12345')).toBe('****45')
})

describe('the key file', () => {
  test('is made once, for its owner alone, and read back', () => {
    const path = join(folder, 'closed-keys.json')
    const made = readClosedKeys(path, { hasSealed: false })
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(readClosedKeys(path, { hasSealed: true })).toEqual(made)
    expect(readFileSync(path, 'utf8')).toContain('k1')
  })

  test('is not replaced where sealed values are waiting for it, nor used when others may read it or it is broken', () => {
    expect(() => readClosedKeys(join(folder, 'gone.json'), { hasSealed: true })).toThrow(/密钥文件.*不见了/)
    const open = join(folder, 'open.json')
    readClosedKeys(open, { hasSealed: false })
    chmodSync(open, 0o644)
    expect(() => readClosedKeys(open, { hasSealed: false })).toThrow(/只有本人可读/)
    const broken = join(folder, 'broken.json')
    for (const text of ['', '{}', '{"current":"k1","keys":{"k1":"YQ=="},"digest":"YQ=="}']) {
      writeFileSync(broken, text, { mode: 0o600 })
      expect(() => readClosedKeys(broken, { hasSealed: false })).toThrow(ClosedKeysError)
    }
  })
})
