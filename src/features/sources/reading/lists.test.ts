import { expect, test } from 'vitest'
import { readDocument, sameDuties, sameUnits } from './index.ts'
import { scanOf } from './scan.ts'
import type { UnitWord } from './types.ts'
import { indexUnits } from './units.ts'

const list = (name: string): UnitWord[] => [
  { id: 1, name: '市双拥办', words: ['双拥办'], sort: 0, kind: 'office' },
  { id: 2, name, words: ['教育部门'], sort: 1, kind: 'member' },
]

test('a list that says the same is the list handed in before; one that says another thing is not', () => {
  const first = sameUnits(list('市教育局'))
  expect(sameUnits(list('市教育局'))).toBe(first)
  const renamed = list('市教育体育局')
  expect(sameUnits(renamed)).toBe(renamed)
  for (const changed of [
    [{ ...first[0]!, sort: 9 }, first[1]!],
    [{ ...first[0]!, id: 9 }, first[1]!],
    [{ ...first[0]!, kind: 'member' }, first[1]!],
    [first[0]!, { ...first[1]!, words: ['教育部门', '教体局'] }],
    [first[0]!, { ...first[1]!, words: ['教体局'] }],
    first.slice(0, 1),
  ])
    expect(sameUnits(changed)).toBe(changed)
  expect(sameUnits(list('市教育局'))).toBe(first)
  const duty = { unitId: 2, phrase: '军人子女教育优待', words: ['子女教育'], source: '分工' }
  expect(sameDuties([{ ...duty, weight: 0.5 }])).not.toEqual(sameDuties([duty]))
  expect(sameDuties([{ ...duty }])).toBe(sameDuties([{ ...duty }]))
})

test('a list that was renamed is read by its new names', () => {
  const lead = (name: string) =>
    readDocument('一、教育优待\n市教育局牵头制定办法。', { units: sameUnits(list(name)) }).proposals[0]?.lead?.unitId
  expect(lead('市教育局')).toBe(2)
  expect(lead('市民政局')).toBeUndefined()
})

test('of a name or a set that runs on behind a stretch only what stands within it is read', () => {
  const units = indexUnits(list('市教育局'))
  const text = '请市教育局和各县(市、区)报送'
  const words = (end: number) => units.within(scanOf(text), 0, end).map(({ word }) => word)
  expect(words(text.length)).toEqual(['市教育局', '各县(市、区)'])
  expect(words(text.indexOf('局'))).toEqual([])
  expect(words(text.indexOf('('))).toEqual(['市教育局', '各县'])
})
