import { expect, test } from 'vitest'
import { placesOf } from './readings.ts'
import { marksIn, readAsked } from './rules.ts'

test.each([
  ['公交车免费乘坐', 'gjc', [0, 1, 2]],
  ['市教育局', 'jyj', [1, 2, 3]],
  ['市教育局', 'jiaoyu', [1, 2]],
  ['市教育局', 'jiaoyuj', [1, 2, 3]],
  ['市教育局', '教yu', [1, 2]],
  ['重庆路街道', 'cq', [0, 1]],
  ['重庆路街道', 'zq', [0, 1]],
  ['禾丰镇镇长', 'zhenzhang', [3, 4]],
  ['禾丰镇镇长', 'zz', [2, 3]],
  ['长乐街道', 'changle', [0, 1]],
  ['银行网点', 'yh', [0, 1]],
  ['RW码头', 'rwmt', [0, 1, 2, 3]],
  ['仇某', 'qiu', [0]],
  ['吕梁路', 'lvliang', [0, 1]],
])('%s is met by %s', (title, typed, places) => {
  expect(placesOf(title, typed)).toEqual(places)
})

test.each([
  ['公交车', 'gjj'],
  ['公交一车间', 'jyj'],
  ['停车场', 'tingju'],
  ['市教育局', 'jj'],
])('%s is not met by %s', (title, typed) => {
  expect(placesOf(title, typed)).toBeNull()
})

test('what a search shows is how the words are read', () => {
  expect(marksIn('公交一车间改造', readAsked('jyj'))).toBeNull()
  expect(marksIn('公交一车间和市教育局', readAsked('jyj'))).toEqual([[7, 10]])
})
