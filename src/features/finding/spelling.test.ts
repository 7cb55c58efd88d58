import fc from 'fast-check'
import { expect, test } from 'vitest'
import { spellings } from './spelling.ts'

const firstLetters = (typed: string) => spellings(typed).map(({ letters }) => letters)

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
  ['教yu', '教y'],
  ['教yj', '教yj'],
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

test.each([
  ['jiaoyu', '国防教育进校园', true],
  ['jiaoyu', '军营公交站点', false],
  ['jiaoyu', '教官驻校', false],
  ['jyj', '市教育局', true],
  ['jyj', '基本医疗', false],
  ['教yu', '教育局', true],
  ['教yu', '校园', false],
  ['wenlv', '市文旅局', true],
  ['xian', '县人武部', true],
])('the pattern of %s met by %s: %s', (typed, title, isMet) => {
  expect(spellings(typed).some(({ pattern }) => new RegExp(pattern, 'u').test(title))).toBe(isMet)
})
