import { expect, test } from 'vitest'
import { closeness, hintFor, marksIn, maskedName, readAsked } from './rules.ts'

const marks = (title: string, typed: string) => marksIn(title, readAsked(typed))

test.each([
  ['市教育局', '教育', [[1, 3]]],
  ['市教育局', 'jyj', [[1, 4]]],
  ['市教育局', 'jiaoyu', [[1, 3]]],
  ['市教育局', 'JIAOYU', [[1, 3]]],
  ['市教育局', 'jyju', [[1, 4]]],
  ['市教育局', 'ＪＹＪ', [[1, 4]]],
  ['驻军银行网点', 'yhwd', [[2, 6]]],
  ['RW-2026-027', 'rw-2026', [[0, 7]]],
  [
    '国防教育示范学校',
    '学校 国防',
    [
      [0, 2],
      [6, 8],
    ],
  ],
  ['国防教育示范学校', '国防 教育', [[0, 4]]],
  ['国防教育示范学校', '教 育', [[2, 4]]],
])('%s answers %s', (title, typed, found) => {
  expect(marks(title, typed)).toEqual(found)
})

test.each([
  ['市教育局', '交通'],
  ['市教育局', 'jtj'],
  ['市教育局', 'jj'],
  ['市教育局', ''],
  ['市教育局', 'yuj1'],
])('%s does not answer %s', (title, typed) => {
  expect(marks(title, typed)).toBeNull()
})

test('the whole name is closer than its beginning, that closer than its inside, characters closer than a spelling', () => {
  const close = (title: string, typed: string) => {
    const asked = readAsked(typed)
    return closeness(title, asked, marksIn(title, asked) ?? [[0, 0]])
  }
  const inOrder = [
    close('教育局', '教育局'),
    close('教育局党组', '教育局'),
    close('市教育局', '教育局'),
    close('教育局', 'jyj'),
    close('教育局党组', 'jyj'),
    close('市教育局', 'jyj'),
  ]
  expect(inOrder).toEqual([...inOrder].sort((a, b) => a - b))
  expect(new Set(inOrder).size).toBe(inOrder.length)
})

test('a spelling of whole syllables stands before one that is only begun or read otherwise', () => {
  const asked = readAsked('jiaoyu')
  const close = (title: string) => closeness(title, asked, marksIn(title, asked) ?? [[9, 9]])
  expect(marksIn('校园安全', asked)).toEqual([[0, 2]])
  expect(close('市教育局')).toBeLessThan(close('校园安全'))
})

test.each([
  ['RW-2026-001', { prefix: 'RW', year: 2026, number: '001' }],
  ['rw202612', { prefix: 'RW', year: 2026, number: '12' }],
  ['xq-2025', { prefix: 'XQ', year: 2025, number: '' }],
  ['rw 1234', { prefix: 'RW', year: null, number: '1234' }],
  ['2026-111', { prefix: null, year: 2026, number: '111' }],
  ['2026', { prefix: null, year: null, number: '2026' }],
  ['2026001', { prefix: null, year: 2026, number: '001' }],
  ['20261', { prefix: null, year: null, number: '20261' }],
  ['1234', { prefix: null, year: null, number: '1234' }],
])('%s is read as a number', (typed, code) => {
  expect(readAsked(typed).code).toEqual(code)
})

test.each(['jyj', '1', '教育', '12a', '2026年', '123456789'])('%s is no number', (typed) => {
  expect(readAsked(typed).code).toBeNull()
})

test('of a person only the family name is told', () => {
  expect(maskedName('王某某')).toBe('王**')
  expect(maskedName('')).toBe('')
})

test('what finds nothing says what to do: one character asks for a second', () => {
  expect(hintFor(readAsked('教'))).toContain('再写一个字')
  expect(hintFor(readAsked('jiao'))).toContain('再写一个字')
  expect(hintFor(readAsked('没有的事'))).toContain('换个说法')
})
