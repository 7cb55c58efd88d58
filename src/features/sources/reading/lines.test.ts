import { expect, test } from 'vitest'
import { firstLines, Lines, lastLines, linesOf } from './lines.ts'
import { Sentences } from './sentences.ts'

const TEXTS = ['', '\n', '一', '一\n', '\n一', '一\n\n二\n三', '\n'.repeat(600), '甲乙\n'.repeat(400)]

test.each(TEXTS)('the lines of %j stand where it breaks', (text) => {
  const whole: string[] = []
  const lines = linesOf(text)
  for (let index = 0; index < lines.count; index++) whole.push(text.slice(lines.start(index), lines.end(index)))
  expect(whole).toEqual(text.split('\n'))
  const words = (some: { start: number; end: number }[]) => some.map(({ start, end }) => text.slice(start, end))
  expect(words(firstLines(text, 3))).toEqual(whole.slice(0, 3))
  expect(words(lastLines(text, 3))).toEqual(whole.slice(-3))
})

test('lines are those of the text read last, whatever stood before', () => {
  const lines = new Lines().read('\n'.repeat(100_000))
  lines.release()
  expect(lines.read('一\n二').count).toBe(2)
  expect(lines.line(1)).toEqual({ start: 2, end: 3 })
})

test('of many sentences each is told from all others, and from its first printing', () => {
  const words = Array.from({ length: 9000 }, (_, at) => String.fromCharCode(0x4e00 + at))
  const text = [...words, ...words].join('')
  const sentences = new Sentences()
  for (const asked of [text, text.slice(words.length)]) {
    const { count } = sentences.of(asked)
    expect(count).toBe(0)
    // A number that many share tells nothing: the characters do.
    for (let at = 0; at < asked.length; at++) sentences.add(at, at + 1, (at % words.length) & 0xfff)
    for (let at = 0; at < asked.length; at++)
      expect(sentences.firstOrAdd(at)).toBe(at < words.length ? -1 : at - words.length)
    sentences.release()
  }
})

test('cells of a table are marked and keep their places', () => {
  const sentences = new Sentences().of('甲。乙|丙')
  sentences.add(0, 2, 1)
  sentences.add(2, 5, 2)
  sentences.markTable(1)
  expect([sentences.isTable(0), sentences.isTable(1)]).toEqual([false, true])
  expect([sentences.end(0), sentences.end(1), sentences.length(1)]).toEqual([2, 5, 3])
})
