import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { maskName, maskNumber } from '../../../platform/masks.ts'
import { isResidentId, readResidentId } from '../../../platform/secrecy/resident-id.ts'
import { madeUpResident, shortened } from './fixture.ts'
import {
  isMinor,
  isSpoiltNumber,
  judgePerson,
  mayChange,
  mayResume,
  type PersonFacts,
  readBank,
  readCertificateNumber,
  readPhone,
} from './rules.ts'
import { HOUSEHOLD_STATES, PERSON_STATES } from './words.ts'

const day = fc
  .date({ min: new Date('1920-01-01T00:00:00Z'), max: new Date('2020-12-31T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10))

describe('a resident number', () => {
  test('D15 is read with its day and gender, whatever blanks and small letters it is written with', () => {
    fc.assert(
      fc.property(day, fc.integer({ min: 0, max: 999 }), (born, place) => {
        const number = madeUpResident(born, place)
        const read = readResidentId(` ${number.slice(0, 6)} ${number.slice(6).toLowerCase()}`)
        expect(read).toEqual({
          number,
          year: Number(born.slice(0, 4)),
          month: Number(born.slice(5, 7)),
          gender: place % 2 === 1 ? 'male' : 'female',
        })
      }),
    )
  })

  test('D15 of fifteen places is the one of eighteen that follows from it', () => {
    fc.assert(
      fc.property(
        day.filter((born) => born < '2000'),
        fc.integer({ min: 0, max: 999 }),
        (born, place) => {
          const number = madeUpResident(born, place)
          expect(readResidentId(shortened(number))?.number).toBe(number)
        },
      ),
    )
  })

  test('D15 with any one figure changed, or any two neighbours, is refused', () => {
    fc.assert(
      fc.property(day, fc.integer({ min: 0, max: 16 }), fc.integer({ min: 1, max: 9 }), (born, at, by) => {
        const number = madeUpResident(born, 123)
        const bent = `${number.slice(0, at)}${(Number(number[at]) + by) % 10}${number.slice(at + 1)}`
        expect(isResidentId(bent)).toBe(false)
        const swapped = `${number.slice(0, at)}${number[at + 1]}${number[at]}${number.slice(at + 2)}`
        if (swapped !== number && at < 16) expect(isResidentId(swapped)).toBe(false)
      }),
    )
  })
})

test.each([
  ['6.22E+18', true],
  ['6.22848001234567e17', true],
  ['990000197503120000', true],
  ['6228480012345670000', true],
  ['99000019750312123X', false],
  ['990000197503121234', false],
])('a number that a spreadsheet spoilt is told by how it looks: %s', (written, isSpoilt) => {
  expect(isSpoiltNumber(written)).toBe(isSpoilt)
})

test('phones, accounts and numbers of certificates are read as offices write them, and refused where they cannot be', () => {
  expect(readPhone('138 0013-8000')).toBe('13800138000')
  expect(readPhone('+86 13800138000')).toBe('13800138000')
  expect(readPhone('(0791)5550001')).toBe('07915550001')
  for (const wrong of ['1380013800', '5550001', '一二三', '138001380001']) expect(readPhone(wrong), wrong).toBeNull()
  expect(readBank('6212 2600 0000 0000 009')).toBeNull()
  expect(readBank('101010101010')).toBe('101010101010')
  for (const wrong of ['12345', 'ABC123456789', '6.22E+18']) expect(readBank(wrong), wrong).toBeNull()
  expect(readCertificateNumber('某字第（2019）00012号')).toBe('某字第(2019)00012号')
  for (const wrong of ['无', '没有', '12', '1'.repeat(31)]) expect(readCertificateNumber(wrong), wrong).toBeNull()
})

test('Z03 a mask tells one character, and the same for every length of name', () => {
  expect([maskName('王建国'), maskName('王勇'), maskName('欧阳建国')]).toEqual(['王**', '王**', '欧**'])
  expect(maskNumber('990000197503121234')).toBe('9****************4')
  expect(maskNumber('12')).toBe('**')
})

const facts = (more: Partial<PersonFacts> = {}): PersonFacts => ({
  name: '王某某',
  relation: 'head',
  gender: null,
  birthYear: 1975,
  birthMonth: 3,
  categories: ['discharged-soldier'],
  kin: null,
  joinedYear: 1993,
  leftYear: 1996,
  ...more,
})

test.each([
  ['a plain one', facts(), []],
  ['left before joining', facts({ leftYear: 1992 }), ['leftYear']],
  ['joined as a child', facts({ joinedYear: 1984, leftYear: null }), ['joinedYear']],
  ['joined at ten', facts({ joinedYear: 1985, leftYear: null }), []],
  ['joined next year', facts({ joinedYear: 2027, leftYear: null }), ['joinedYear']],
  ['left this year', facts({ leftYear: 2026 }), []],
  ['left next year', facts({ leftYear: 2027 }), ['leftYear']],
  ['honoured this year', facts({ honours: [{ year: 2026 }] }), []],
  ['honoured next year', facts({ honours: [{ year: 1993 }, { year: 2027 }] }), ['honours']],
  ['honoured before birth', facts({ honours: [{ year: 1950 }] }), ['honours']],
  ['honoured at ten', facts({ honours: [{ year: 1985 }] }), []],
  ['born next year', facts({ birthYear: 2027, joinedYear: null, leftYear: null }), ['birthYear']],
  ['of the fallen, without saying what to him', facts({ categories: ['martyr-family'] }), ['kin']],
  ['of the fallen', facts({ categories: ['martyr-family'], kin: 'sibling' }), []],
  ['a brother of a serving soldier', facts({ categories: ['serving-family'], kin: 'sibling' }), ['kin']],
])('a person is judged: %s', (_what, person, fields) => {
  expect(judgePerson(person, null, '2026-07-14').map(({ field }) => field)).toEqual(fields)
})

test('what was written must be what the resident number says', () => {
  const resident = readResidentId(madeUpResident('1975-03-12', 1))
  expect(judgePerson(facts({ gender: 'male' }), resident, '2026-07-14')).toEqual([])
  expect(judgePerson(facts({ gender: 'female' }), resident, '2026-07-14')[0]?.field).toBe('gender')
  expect(judgePerson(facts({ birthYear: 1974 }), resident, '2026-07-14')[0]?.field).toBe('birthYear')
  expect(judgePerson(facts({ birthMonth: 4 }), resident, '2026-07-14')[0]?.field).toBe('birthMonth')
  expect(judgePerson(facts({ birthYear: null, birthMonth: null }), resident, '2026-07-14')).toEqual([])
})

test('P07 under fourteen is a minor up to the month of the birthday', () => {
  expect(isMinor(2012, 8, '2026-07-14')).toBe(true)
  expect(isMinor(2012, 7, '2026-07-14')).toBe(false)
  expect(isMinor(2013, null, '2026-07-14')).toBe(true)
  expect(isMinor(null, null, '2026-07-14')).toBe(false)
})

test('only what is present is changed, and only what ended by itself comes back by itself', () => {
  expect([...PERSON_STATES, ...HOUSEHOLD_STATES].filter(mayChange)).toEqual(['present', 'present'])
  expect([...PERSON_STATES, ...HOUSEHOLD_STATES].filter(mayResume)).toEqual(['deceased', 'moved', 'moved', 'ended'])
})
