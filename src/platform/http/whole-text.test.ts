import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { brokenTextIn } from './whole-text.ts'

test('half a surrogate pair is found wherever it stands; whole characters never are', () => {
  const broken = ['\ud800x', 'x\udfff', '字\ud83d', '\ude00\ud83d']
  for (const half of broken) {
    expect([...brokenTextIn({ title: half })]).toEqual(['/title'])
    expect([...brokenTextIn({ a: [{ b: '好' }, { b: half }], c: { [half]: 1 } })]).toEqual(['/a/1/b', '/c'])
  }
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect([...brokenTextIn({ text, list: [text, '😀𠮷'] })]).toEqual([])
    }),
  )
  expect([...brokenTextIn({ file: new File(['x'], 'x.txt'), none: null, number: 5, is: true })]).toEqual([])
})
