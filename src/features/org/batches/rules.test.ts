import { expect, test } from 'vitest'
import { takeBackBarrier, takeBackUntil } from './rules.ts'

const batch = { unitId: 1, madeOn: '2026-07-14', isTakenBack: false, changed: 0 }

test.each([
  ['on the day', {}, 1, '2026-07-14', null],
  ['on the thirtieth day', {}, 1, '2026-08-13', null],
  ['on the day after', {}, 1, '2026-08-14', 'too-old'],
  ['by another unit', {}, 2, '2026-07-14', 'not-your-batch'],
  ['a second time', { isTakenBack: true }, 1, '2026-07-14', 'taken-back'],
  ['with one matter changed since', { changed: 1 }, 1, '2026-07-14', 'changed-since'],
] as const)('taken back %s', (_when, more, unitId, today, refused) => {
  expect(takeBackBarrier({ ...batch, ...more }, unitId, today)).toBe(refused)
})

test('the last day is the thirtieth', () => {
  expect(takeBackUntil('2026-07-14')).toBe('2026-08-13')
})
