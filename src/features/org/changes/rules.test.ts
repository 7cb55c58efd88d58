import { expect, test } from 'vitest'
import {
  closeFault,
  codeFits,
  commonPath,
  freeUnitName,
  mergeFault,
  moveFault,
  openFault,
  ownCode,
  type PlaceFacts,
  renameFault,
  sentenceOf,
  splitFault,
} from './rules.ts'

const place = (id: number, level: number, more: Partial<PlaceFacts> = {}): PlaceFacts => ({
  id,
  name: `地${id}`,
  level,
  parentId: 2,
  path: `1.2.${id}.`,
  fromOn: '2020-01-01',
  toOn: null,
  lastChangeOn: null,
  ...more,
})
const closed = { toOn: '2025-01-01' }
const DAY = '2026-07-01'

test('a place is opened under a city, county or township that stands, not before that place was there', () => {
  for (const level of [2, 3, 4]) expect(openFault(DAY, place(1, level))).toBeNull()
  for (const level of [1, 5]) expect(openFault(DAY, place(1, level))).toBe('wrong-level')
  expect(openFault(DAY, place(1, 3, closed))).toBe('region-closed')
  expect(openFault('2019-12-31', place(1, 3))).toBe('day-too-early')
  expect(openFault('2020-01-01', place(1, 3))).toBeNull()
})

test('places of one level and one city are merged into one of them that stays, or into a new one', () => {
  const [a, b] = [place(3, 4), place(4, 4)]
  expect(mergeFault(DAY, [a], b, [], true)).toBeNull()
  expect(mergeFault(DAY, [a, b], null, [], true)).toBeNull()
  expect(mergeFault(DAY, [a], null, [], true)).toBe('merge-needs-two')
  expect(mergeFault(DAY, [a, b], b, [], true)).toBe('merge-into-itself')
  expect(mergeFault(DAY, [a, a], b, [], true)).toBe('picked-twice')
  expect(mergeFault(DAY, [place(3, 3)], b, [], true)).toBe('wrong-level')
  expect(mergeFault(DAY, [place(3, 2), place(4, 2)], null, [], true)).toBe('wrong-level')
  expect(mergeFault(DAY, [a], b, [], false)).toBe('other-city')
  expect(mergeFault(DAY, [place(3, 4, closed)], b, [], true)).toBe('region-closed')
  expect(mergeFault(DAY, [a], place(4, 4, closed), [], true)).toBe('region-closed')
})

test('a change counts from no day before the last change, and what ends has stood for a day', () => {
  const late = place(3, 4, { lastChangeOn: DAY })
  expect(mergeFault('2026-06-30', [late], place(4, 4), [], true)).toBe('day-too-early')
  expect(mergeFault(DAY, [late], place(4, 4), [], true)).toBeNull()
  expect(mergeFault('2020-01-01', [place(3, 4)], place(4, 4), [], true)).toBe('day-too-early')
  expect(mergeFault('2026-06-30', [place(3, 4)], place(4, 4), [place(9, 5, { lastChangeOn: DAY })], true)).toBe(
    'day-too-early',
  )
  expect(mergeFault('2026-06-30', [place(3, 4)], place(4, 4, { fromOn: DAY }), [], true)).toBe('day-too-early')
})

test('a split takes children and units that are there, each once', () => {
  const held = { children: [place(7, 5), place(8, 5)], units: [70] }
  const source = place(3, 4)
  expect(splitFault(DAY, source, { children: [7], units: [70] }, held)).toBeNull()
  expect(splitFault(DAY, source, { children: [7, 7], units: [] }, held)).toBe('picked-twice')
  expect(splitFault(DAY, source, { children: [9], units: [] }, held)).toBe('not-below')
  expect(splitFault(DAY, source, { children: [], units: [71] }, held)).toBe('not-below')
  expect(splitFault(DAY, place(3, 2), { children: [], units: [] }, held)).toBe('wrong-level')
  expect(splitFault(DAY, place(3, 4, closed), { children: [], units: [] }, held)).toBe('region-closed')
})

test('a rename brings another name; a move another place above, one level up; a close finds nothing left', () => {
  const named = { ...place(3, 4), name: '东门街道', shortName: '东门', lastNamedOn: null }
  expect(renameFault(DAY, named, { name: '迎春街道', shortName: '迎春' })).toBeNull()
  expect(renameFault(DAY, named, { name: '东门街道', shortName: '东门' })).toBe('name-unchanged')
  const twice = { ...named, lastNamedOn: DAY, lastChangeOn: DAY }
  expect(renameFault(DAY, twice, { name: '迎春街道', shortName: '迎春' })).toBe('day-too-early')
  expect(renameFault('2026-07-02', twice, { name: '迎春街道', shortName: '迎春' })).toBeNull()
  expect(renameFault(DAY, { ...named, level: 1 }, { name: '别省', shortName: '别' })).toBe('wrong-level')
  expect(moveFault(DAY, [place(3, 4)], place(9, 3), true)).toBeNull()
  expect(moveFault(DAY, [place(3, 4, { parentId: 9 })], place(9, 3), true)).toBe('already-there')
  expect(moveFault(DAY, [place(3, 3)], place(9, 2), true)).toBe('wrong-level')
  expect(moveFault(DAY, [place(3, 4)], place(9, 4), true)).toBe('wrong-level')
  expect(moveFault(DAY, [place(3, 4)], place(9, 3), false)).toBe('other-city')
  expect(closeFault(DAY, place(3, 4), { children: 0, units: 0 })).toBeNull()
  expect(closeFault(DAY, place(3, 4), { children: 1, units: 0 })).toBe('still-in-use')
  expect(closeFault(DAY, place(3, 4), { children: 0, units: 1 })).toBe('still-in-use')
})

test('the place that registers a change is the deepest above all it touches', () => {
  expect(commonPath(['1.2.3.', '1.2.3.'])).toBe('1.2.3.')
  expect(commonPath(['1.2.3.', '1.2.30.'])).toBe('1.2.')
  expect(commonPath(['1.2.', '1.2.3.'])).toBe('1.2.')
  expect(commonPath(['1.', '2.'])).toBe('')
})

test('a code of our own begins as the one above, carries a letter, and is taken once', () => {
  expect(ownCode('360700000000', 3, () => false)).toBe('3607F1000000')
  expect(ownCode('360702000000', 4, () => false)).toBe('360702F01000')
  expect(ownCode('360702F01000', 5, () => false)).toBe('360702F01F01')
  const taken = new Set(Array.from({ length: 99 }, (_, at) => `360702F${String(at + 1).padStart(2, '0')}000`))
  expect(ownCode('360702000000', 4, (code) => taken.has(code))).toBe('360702G01000')
  expect(codeFits('360702105000', '360702000000', 4)).toBe(true)
  expect(codeFits('360703105000', '360702000000', 4)).toBe(false)
  expect(codeFits('360702105001', '360702000000', 4)).toBe(false)
  expect(codeFits('360702000000', '360702000000', 4)).toBe(false)
})

test('a unit whose name is taken where it arrives says where it came from', () => {
  const taken = new Set(['服务站', '服务站（原禾丰镇）'])
  expect(freeUnitName('便民中心', '禾丰镇', (name) => taken.has(name))).toBe('便民中心')
  expect(freeUnitName('服务站', '青禾镇', (name) => taken.has(name))).toBe('服务站（原青禾镇）')
  expect(freeUnitName('服务站', '禾丰镇', (name) => taken.has(name))).toBe('服务站（原禾丰镇）2')
})

test('every kind of change is told in one sentence', () => {
  const part = (
    kind: 'subject' | 'source' | 'result' | 'from' | 'to',
    name: string,
    nameAfter: string | null = null,
  ) => ({
    part: kind,
    name,
    nameAfter,
  })
  expect(sentenceOf({ kind: 'open', parts: [part('result', '甲')] })).toBe('设立甲')
  expect(sentenceOf({ kind: 'merge', parts: [part('source', '甲'), part('source', '乙'), part('result', '丙')] })).toBe(
    '撤销甲、乙，并入丙',
  )
  expect(sentenceOf({ kind: 'split', parts: [part('subject', '甲'), part('result', '乙')] })).toBe('从甲析出，设立乙')
  expect(sentenceOf({ kind: 'rename', parts: [part('subject', '甲', '乙')] })).toBe('甲更名为乙')
  expect(sentenceOf({ kind: 'move', parts: [part('subject', '甲'), part('from', '乙'), part('to', '丙')] })).toBe(
    '甲由乙划归丙',
  )
  expect(sentenceOf({ kind: 'close', parts: [part('subject', '甲')] })).toBe('撤销甲')
})
