import { expect, test } from 'vitest'
import { memoryShelf, openVault } from './vault.ts'

const mine = { personId: 7, postId: 70 }
const others = { personId: 8, postId: 70 }

test('what is kept comes back, bytes included', async () => {
  const vault = await openVault(memoryShelf(), mine)
  const value = {
    words: '昨天看望王建国',
    files: [
      { name: '一.jpg', bytes: new Uint8Array([1, 2, 3]) },
      { name: '二.jpg', bytes: new Uint8Array(0) },
    ],
    last: new Uint8Array([9]),
  }
  await vault.keep('a', value)
  expect(await vault.read('a')).toEqual(value)
  expect(await vault.list('')).toEqual([{ id: 'a', value }])
  await vault.drop('a')
  expect(await vault.read('a')).toBeNull()
})

test('nothing of it stands in clear on the shelf', async () => {
  const shelf = memoryShelf()
  const vault = await openVault(shelf, mine)
  await vault.keep('a', { words: '户主王建国 石桥村', bytes: new TextEncoder().encode('picture of a house') })
  const rows = (await shelf.all()).filter(({ id }) => id.startsWith('row:'))
  const { data } = rows[0]!.row as { data: ArrayBuffer }
  const text = Buffer.from(data)
  expect(text.includes(Buffer.from('王建国'))).toBe(false)
  expect(text.includes(Buffer.from('picture of a house'))).toBe(false)
})

test('the key cannot be taken out, and is the same for both of two pages', async () => {
  const shelf = memoryShelf()
  const [first, second] = await Promise.all([openVault(shelf, mine), openVault(shelf, mine)])
  await first.keep('a', { words: '甲' })
  expect(await second.read('a')).toEqual({ words: '甲' })
  const key = (await shelf.get('key:7/70')) as CryptoKey
  expect(key.extractable).toBe(false)
  await expect(crypto.subtle.exportKey('raw', key)).rejects.toThrow()
})

test('another person on the same phone finds nothing, and the same person in another post neither', async () => {
  const shelf = memoryShelf()
  await (await openVault(shelf, mine)).keep('a', { words: '甲' })
  for (const who of [others, { personId: 7, postId: 71 }]) {
    const vault = await openVault(shelf, who)
    expect(await vault.list('')).toEqual([])
    expect(await vault.read('a')).toBeNull()
  }
  // What is theirs leaves mine as it was.
  await (await openVault(shelf, others)).keep('b', { words: '乙' })
  expect(await (await openVault(shelf, mine)).list('')).toEqual([{ id: 'a', value: { words: '甲' } }])
})

test('a row laid under another number, or changed, opens for nobody', async () => {
  const shelf = memoryShelf()
  const vault = await openVault(shelf, mine)
  await vault.keep('a', { words: '甲' })
  await shelf.put('row:b', await shelf.get('row:a'))
  expect(await vault.read('b')).toBeNull()
  const row = (await shelf.get('row:a')) as { data: ArrayBuffer }
  new Uint8Array(row.data)[0]! ^= 1
  expect(await vault.read('a')).toBeNull()
})

test('after wiping nothing is left, keys included', async () => {
  const shelf = memoryShelf()
  await (await openVault(shelf, mine)).keep('a', { words: '甲' })
  await shelf.wipe()
  expect(await shelf.all()).toEqual([])
})
