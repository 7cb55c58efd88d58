import { expect, test } from 'vitest'
import { indexRegions, matchPlace } from './places.ts'

const regions = indexRegions([
  { id: 1, name: '云岭省', parentId: null },
  { id: 2, name: '澜川市', parentId: 1, words: ['澜川'] },
  { id: 3, name: '锦江市', parentId: 1 },
  { id: 4, name: '青石县', parentId: 2 },
  { id: 5, name: '白河县', parentId: 2 },
  { id: 6, name: '南城区', parentId: 3 },
  { id: 7, name: '城关镇', parentId: 4 },
  { id: 8, name: '城关镇', parentId: 5 },
  { id: 9, name: '城关街道', parentId: 6 },
  { id: 10, name: '青石镇', parentId: 4 },
  { id: 11, name: '瑶山苗族自治县', parentId: 3, words: ['瑶山'] },
])
const match = (place: string, home: number | null = null) => matchPlace(regions, place, home)

test.each([
  ['云岭省', 1],
  ['澜川市', 2],
  ['澜川', 2],
  ['云岭省澜川市青石县', 4],
  ['澜川市白河县', 5],
  ['青石县城关镇', 7],
  ['白河县城关镇', 8],
  ['澜川市青石县城关镇', 7],
  ['青石城关', 7],
  ['瑶山', 11],
  ['南城区', 6],
])('%s is one region alone', (place, id) => {
  expect(match(place)).toEqual({ regionId: id, candidates: [id] })
})

test('equal names stay open without a home, and the nearest to home is meant', () => {
  expect(match('城关镇')).toEqual({ regionId: null, candidates: [7, 8] })
  expect(match('城关镇', 5)).toEqual({ regionId: 8, candidates: [8, 7] })
  expect(match('城关镇', 8)).toEqual({ regionId: 8, candidates: [8, 7] })
  expect(match('城关镇', 2).regionId).toBeNull()
  expect(match('澜川市城关镇', 4)).toEqual({ regionId: 7, candidates: [7, 8] })
})

test('full names go before short ones: 青石 alone may be the county or its town', () => {
  expect(match('青石镇').regionId).toBe(10)
  expect(match('青石').candidates).toEqual([4, 10])
  expect(match('城关街道').regionId).toBe(9)
})

test('unknown names before it are passed over, unknown places and nonsense match nothing', () => {
  expect(match('远方省白河县').regionId).toBe(5)
  expect(match('远方省')).toEqual({ regionId: null, candidates: [] })
  expect(match('')).toEqual({ regionId: null, candidates: [] })
  expect(match('白河县青石县')).toEqual({ regionId: 4, candidates: [4] })
  expect(match('城'.repeat(10_000)).candidates).toEqual([])
})
