import fc from 'fast-check'
import { expect, test } from 'vitest'
import { markOf, marksWithin, pairsBetween, scanOf } from './scan.ts'

test('every place where a word begins carries its mark, in any text', () => {
  const words = ['纳入', '第一责任人', '驻', ...pairsBetween('12', '年月')]
  const mark = markOf(words)
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.constantFrom(...words), fc.string({ unit: 'binary' }))), (pieces) => {
      const text = pieces.join('')
      const { marks } = scanOf(text)
      const places = words.flatMap((word) => [...text.matchAll(new RegExp(word, 'g'))].map(({ index }) => index))
      expect(places.filter((at) => (marksWithin(marks, at, at + 1) & mark) === 0)).toEqual([])
    }),
  )
})

test('a stretch without any of the words carries no mark of theirs', () => {
  const mark = markOf(['慰问'])
  const { marks } = scanOf('走访之后再慰问军属')
  expect(marksWithin(marks, 0, 5) & mark).toBe(0)
  expect(marksWithin(marks, 0, 6) & mark).toBe(mark)
})
