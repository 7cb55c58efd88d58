import { expect, test } from 'vitest'
import { keptUntil, openFunctions, refuseRemoval } from './rules.ts'

test('P07 an assessment is kept three years to the day, and longer where it is the last of a function', () => {
  expect(keptUntil('2026-07-14')).toBe('2029-07-14')
  expect(keptUntil('2024-02-29')).toBe('2027-03-01')
  const first = { id: 1, functions: ['scans', 'minors'] as const, assessedOn: '2026-07-14' }
  const second = { id: 2, functions: ['scans'] as const, assessedOn: '2027-01-01' }
  const third = { id: 3, functions: ['minors'] as const, assessedOn: '2028-01-01' }
  expect(refuseRemoval(first, [first, second, third], '2029-07-13')).toBe('impact-kept')
  expect(refuseRemoval(first, [first, second, third], '2029-07-14')).toBeNull()
  expect(refuseRemoval(first, [first, second], '2029-07-14')).toBe('impact-needed')
})

test('P07 an assessment opens what it names, from its day on', () => {
  const one = { id: 1, functions: ['scans'] as const, assessedOn: '2026-07-14' }
  expect(openFunctions([one], '2026-07-13')).toEqual([])
  expect(openFunctions([one], '2026-07-14')).toEqual(['scans'])
})
