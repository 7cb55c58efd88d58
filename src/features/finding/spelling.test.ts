import fc from 'fast-check'
import { expect, test } from 'vitest'
import { firstLetters } from './spelling.ts'

test.each([
  ['jyj', 'jyj'],
  ['jiaoyu', 'jy'],
  ['jiaoyuju', 'jyj'],
  ['jyju', 'jyj'],
  ['jiaoy', 'jy'],
  ['shuangyong', 'sy'],
  ["xi'an", 'xa'],
  ['tuiyijunren', 'tyjr'],
  ['zhengfu ban', 'zfb'],
  ['LVYOU', 'ly'],
])('%s can stand for %s', (typed, letters) => {
  expect(firstLetters(typed)).toContain(letters)
})

test('what can be cut in several ways gives each, the shortest first', () => {
  const ways = firstLetters('xian')
  expect(ways[0]).toBe('x')
  expect(ways).toContain('xa')
})

test.each(['', '教育', 'RW-2026', 'u', 'vip', 'ijk', '12'])('%j is no spelling', (typed) => {
  expect(firstLetters(typed)).toEqual([])
})

test('first letters are themselves found whatever they are, and the ways stay few', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[abcdefghjklmnopqrstwxyz]{1,12}$/), (typed) => {
      const ways = firstLetters(typed)
      expect(ways.length).toBeGreaterThan(0)
      expect(ways.length).toBeLessThanOrEqual(6)
      for (const letters of ways) expect(letters[0]).toBe(typed[0])
    }),
  )
})
