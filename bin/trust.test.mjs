import { expect, test } from 'vitest'
import { faults, idsOf, namedTests, render, unshown } from './trust.mjs'
import { ROWS } from './trust-rows.mjs'

const shown = { file: 'src/a.test.ts', ids: ['A02'], words: 'is found' }

test('there are seventy rows, and each is tested or says why not', () => {
  expect(ROWS).toHaveLength(70)
  expect(faults(namedTests())).toEqual([])
})

test('ids are read from the start of a name alone', () => {
  expect(idsOf('D01 D04 keeps every write')).toEqual(['D01', 'D04'])
  expect(idsOf('keeps D01')).toEqual([])
})

test('an unknown id and a row with nothing to say are told', () => {
  expect(faults([{ ...shown, ids: ['X99'] }])).toContain('X99 in src/a.test.ts is no row')
  expect(faults([])).toContain('A02 has no test and does not say what is missing')
})

test('a row whose test is named but failed, was skipped or is gone is not shown', () => {
  const ran = (state, name = 'A02 is found') => [{ name, state }]
  const other = { ...shown, words: 'is found by … and …' }
  expect(unshown([shown], ran('passed'))).toEqual([])
  expect(unshown([shown], ran('failed'))).toEqual(['A02'])
  expect(unshown([shown], ran('skipped'))).toEqual(['A02'])
  expect(unshown([shown], [...ran('passed'), ...ran('failed')])).toEqual(['A02'])
  expect(unshown([shown], [])).toEqual(['A02'])
  // Another test of the same row does not stand for one that is gone, or failed; it does for one that is skipped here.
  expect(unshown([shown, other], ran('passed'))).toEqual(['A02'])
  const both = (state) => [...ran('passed'), ...ran(state, 'A02 is found by 5 kills (all) and more')]
  expect([unshown([shown, other], both('passed')), unshown([shown, other], both('failed'))]).toEqual([[], ['A02']])
  expect(unshown([shown, other], both('skipped'))).toEqual([])
  expect(unshown([shown], [{ name: 'at once', groups: ['A02 is found'], state: 'passed' }])).toEqual([])
  expect(unshown([{ ...shown, file: 'prove/a.test.ts' }], [])).toEqual([])
})

test('the page names each row once, with its tests or what it waits for', () => {
  const page = render([shown])
  expect(page.split('\n').filter((line) => /^\| [A-Z]\d\d \|/.test(line))).toHaveLength(70)
  expect(page).toContain('| tested | is found (`src/a.test.ts`) |')
  expect(page).toMatch(/\| C06 \|.*\| waits \| Waits for: the assessment room/)
  expect(page).toMatch(/\| O01 \|.*\| otherwise \| Instead: /)
})
