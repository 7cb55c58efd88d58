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

test('of a person only the family name is told', () => {
  expect(maskedName('王某某')).toBe('王**')
  expect(maskedName('')).toBe('')
})

test('what finds nothing says what to do: one character asks for a second', () => {
  expect(hintFor(readAsked('教'))).toContain('再写一个字')
  expect(hintFor(readAsked('没有的事'))).toContain('换个说法')
})
