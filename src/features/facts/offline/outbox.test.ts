import { expect, test } from 'vitest'
import type { EntryReading } from '../reading/contract.ts'
import { type Line, openOutbox } from './outbox.ts'
import { memoryShelf } from './vault.ts'

const mine = { personId: 7, postId: 70 }
const NOW = new Date('2026-07-14T02:00:00Z')
const form = (body = '昨天看望老兵，送米油各一份。'): EntryReading['draft'] => ({
  kind: 'visit',
  direction: 'to-families',
  startsOn: '2026-07-13',
  endsOn: null,
  regionId: 5,
  place: '',
  units: [],
  householdIds: [],
  quantities: [],
  fields: {},
  promise: null,
  promiseOn: null,
  body,
})
const photo = (name: string) => ({ name, bytes: new Uint8Array([1, 2, 3]) })

/** A line that hears everything and breaks where it is told to. */
const aLine = (breaks: { upload?: number; arrive?: number } = {}, refused: string | null = null) => {
  const heard = { uploads: [] as string[], records: [] as { key: string; files?: unknown }[] }
  const line: Line = {
    upload: async (_, key) => {
      heard.uploads.push(key)
      if (heard.uploads.length === breaks.upload) throw new TypeError('Failed to fetch')
      return { id: 100 + heard.uploads.length }
    },
    arrive: async (record) => {
      heard.records.push(record)
      if (heard.records.length === breaks.arrive) throw new TypeError('Failed to fetch')
      return refused ? { refused } : { code: 'SJ-2026-0007' }
    },
  }
  return { heard, line }
}

test('a record waits, is sent with its photos, and keeps nothing of them then', async () => {
  const outbox = await openOutbox(memoryShelf(), mine)
  const { key } = await outbox.keep(form(), [photo('一.jpg')], NOW)
  expect(await outbox.unsent()).toBe(1)
  const { heard, line } = aLine()
  expect(await outbox.send(line)).toBe(1)
  expect(heard).toEqual({
    uploads: [`${key}-photo-0`],
    records: [expect.objectContaining({ key, channel: 'phone', files: [{ fileId: 101, caption: '' }] })],
  })
  expect(await outbox.send(line)).toBe(0)
  expect(heard.records).toHaveLength(1)
  expect(await outbox.unsent()).toBe(0)
})

test('a line that breaks leaves it waiting, under the same key, and sends only the rest again', async () => {
  const outbox = await openOutbox(memoryShelf(), mine)
  const { key } = await outbox.keep(form(), [photo('一.jpg'), photo('二.jpg')], NOW)
  const first = aLine({ upload: 2 })
  await expect(outbox.send(first.line)).rejects.toThrow('Failed to fetch')
  const second = aLine({ arrive: 1 })
  await expect(outbox.send(second.line)).rejects.toThrow('Failed to fetch')
  // The first photo was taken in before; only the second is sent again.
  expect(second.heard.uploads).toEqual([`${key}-photo-1`])
  const third = aLine()
  expect(await outbox.send(third.line)).toBe(1)
  expect(third.heard.uploads).toEqual([])
  expect([second.heard.records[0]?.key, third.heard.records[0]?.key]).toEqual([key, key])
})

test('one that is refused comes back with the reason and can be put right', async () => {
  const outbox = await openOutbox(memoryShelf(), mine)
  const { key } = await outbox.keep(form('第一条'), [], NOW)
  await outbox.keep(form('第二条'), [], new Date(NOW.getTime() + 1000))
  const { line } = aLine({}, '还没有发生的不记，到那天以后再记。')
  await outbox.send(line)
  const [, first] = await outbox.list()
  expect(first).toMatchObject({ key, state: 'returned', reason: '还没有发生的不记，到那天以后再记。' })
  expect(await outbox.unsent()).toBe(2)
  // Read to be put right it stays where it lies; it goes when the new one is kept.
  expect((await outbox.read(key))?.form?.body).toBe('第一条')
  expect(await outbox.unsent()).toBe(2)
  await outbox.keep(form('第一条，改好'), [], new Date(NOW.getTime() + 2000), { insteadOf: key })
  expect((await outbox.list()).map(({ words }) => words)).toEqual(['第一条，改好', '第二条'])
})

test('families are held for the day they were picked for, and no longer', async () => {
  const shelf = memoryShelf()
  const outbox = await openOutbox(shelf, mine)
  const families = [{ id: 1, name: '王建国', place: '石桥村', kinds: '烈士遗属' }]
  await outbox.pickDay('2026-07-14', families)
  expect(await outbox.familiesOf('2026-07-14')).toEqual(families)
  expect(await outbox.familiesOf('2026-07-15')).toEqual([])
  expect(await outbox.familiesOf('2026-07-14')).toEqual([])
  expect((await shelf.all()).filter(({ id }) => id.startsWith('row:'))).toEqual([])
})

test('another person finds neither records nor families', async () => {
  const shelf = memoryShelf()
  const outbox = await openOutbox(shelf, mine)
  await outbox.keep(form(), [], NOW)
  await outbox.pickDay('2026-07-14', [{ id: 1, name: '王建国', place: '石桥村', kinds: '' }])
  const other = await openOutbox(shelf, { personId: 8, postId: 70 })
  expect([await other.list(), await other.familiesOf('2026-07-14'), await other.unsent()]).toEqual([[], [], 0])
  const { heard, line } = aLine()
  await other.send(line)
  expect(heard.records).toEqual([])
  expect(await outbox.unsent()).toBe(1)
})
