import { expect, test } from 'vitest'
import { commonPath, fillingOf } from './rules.ts'
import { differences, STANDING_KINDS, type Standing, type StandingKind } from './standing.ts'

test.each([
  ['1.2.3.4.', '1.2.3.5.', '1.2.3.'],
  ['1.2.3.4.', '1.2.3.4.', '1.2.3.4.'],
  ['1.2.3.4.', '1.2.33.4.', '1.2.'],
  ['1.2.', '1.2.3.', '1.2.'],
])('the first place that holds both %s and %s is %s', (one, other, common) => {
  expect(commonPath(one, other)).toBe(common)
  expect(commonPath(other, one)).toBe(common)
})

const nothing = {
  gender: null,
  birthYear: null,
  birthMonth: null,
  kin: null,
  joinedYear: null,
  leftYear: null,
  discharge: null,
  care: null,
  benefitCode: null,
  informedOn: null,
  resident: null,
  phone: null,
  bank: null,
  categories: [],
}
const sealed = { sealed: Buffer.from('x'), keyId: 'k' }

test('the one who stays takes what he lacks, and nothing that he has is written over', () => {
  const kept = { ...nothing, birthYear: 1956, phone: sealed, categories: ['demobilised' as const] }
  const merged = {
    ...nothing,
    birthYear: 1957,
    birthMonth: 4,
    care: 'normal' as const,
    phone: sealed,
    resident: sealed,
    categories: ['demobilised' as const, 'disabled-soldier' as const],
  }
  // The month of another year says nothing.
  expect(fillingOf(kept, merged)).toEqual({ open: ['care'], closed: ['resident'], categories: ['disabled-soldier'] })
  expect(fillingOf({ ...kept, birthYear: 1957 }, merged).open).toEqual(['birthMonth', 'care'])
})

test('a year of service that contradicts one that stands is left where it is', () => {
  expect(fillingOf({ ...nothing, joinedYear: 1990 }, { ...nothing, leftYear: 1989 }).open).toEqual([])
  expect(fillingOf({ ...nothing, joinedYear: 1990 }, { ...nothing, leftYear: 1993 }).open).toEqual(['leftYear'])
  expect(fillingOf({ ...nothing, leftYear: 1990 }, { ...nothing, joinedYear: 1991 }).open).toEqual([])
})

test('what stands otherwise than then is told once: changed, added or gone', () => {
  const at = (kind: StandingKind, id: number, mark = '1'): Standing => ({ kind, id, mark })
  const then = [at('person', 1), at('help', 2), at('plaque', 3, 'false')]
  expect(differences(then, then)).toEqual([])
  for (const kind of STANDING_KINDS) expect(differences(then, [...then, at(kind, 9)])).toEqual([at(kind, 9)])
  expect(differences(then, [at('person', 1), at('help', 2), at('plaque', 3, 'true')])).toEqual([
    at('plaque', 3, 'true'),
  ])
  expect(differences(then, [at('person', 1), at('plaque', 3, 'false')])).toEqual([at('help', 2)])
})
