import { expect, test } from 'vitest'
import { ROLES } from '../../../platform/acting.ts'
import { digestOf, expiryOf, hindranceOf, stateOf } from './rules.ts'

const ASKED = '2026-07-14T01:00:00.000Z'

test('Z05 a request can be approved for seven days, to the second', () => {
  expect(expiryOf(ASKED)).toBe('2026-07-21T01:00:00.000Z')
  const row = { state: 'open', expiresAt: expiryOf(ASKED) }
  expect(stateOf(row, '2026-07-21T00:59:59.999Z')).toBe('open')
  expect(stateOf(row, '2026-07-21T01:00:00.000Z')).toBe('expired')
  expect(stateOf({ ...row, state: 'refused' }, '2027-01-01T00:00:00.000Z')).toBe('refused')
})

test('Z05 who decides: every role, for either asker', () => {
  const freeFor = (askedRole: string, kind = 'post.appoint') =>
    ROLES.filter(
      (role) =>
        !hindranceOf(
          { kind, askedPersonId: 1, askedRole, askedPath: '1.', concerns: [3] },
          { personId: 2, role, regionPath: '1.' },
        ),
    )
  expect(freeFor('sysadmin')).toEqual(['secadmin'])
  expect(freeFor('secadmin')).toEqual(['sysadmin', 'secadmin'])
  expect(freeFor('office')).toEqual(['secadmin'])
  expect(freeFor('office', 'export')).toEqual(['secadmin'])
  expect(freeFor('secadmin', 'people.reset')).toEqual(['sysadmin', 'secadmin', 'auditor'])
  const row = { kind: 'post.appoint', askedPersonId: 1, askedRole: 'secadmin', askedPath: '1.', concerns: [3] }
  expect(hindranceOf(row, { personId: 1, role: 'secadmin', regionPath: '1.' })).toBe('own-request')
  expect(hindranceOf(row, { personId: 3, role: 'secadmin', regionPath: '1.' })).toBe('concerns-you')
})

test('Z05 a reopening is decided by the other people of the office, the leaders of the place and the offices above: every role and place', () => {
  const row = { kind: 'period.reopen', askedPersonId: 1, askedRole: 'office', askedPath: '1.2.', concerns: [] }
  const freeIn = (regionPath: string) => ROLES.filter((role) => !hindranceOf(row, { personId: 2, role, regionPath }))
  expect(freeIn('1.2.')).toEqual(['office', 'leader'])
  expect(freeIn('1.')).toEqual(['office'])
  // Another county, one whose number begins alike, and what lies below.
  for (const path of ['1.3.', '1.22.', '1.2.5.']) expect(freeIn(path)).toEqual([])
  const self = { personId: 1, regionPath: '1.2.' }
  expect(ROLES.map((role) => hindranceOf(row, { ...self, role }))).toEqual(ROLES.map(() => 'own-request'))
  expect(hindranceOf(row, { personId: 2, role: 'secadmin', regionPath: '1.' })).toBe('place-decides')
})

test('Z05 the digest is over every part of a request, in whatever order its keys come', () => {
  const row = {
    kind: 'post.add',
    content: { a: 1, b: 2 },
    basis: { v: 1 },
    shown: { title: '设岗' },
    concerns: [3],
    askedPersonId: 1,
    askedPostId: 2,
    askedAt: ASKED,
  }
  const one = digestOf(row)
  expect(digestOf({ ...row, content: { b: 2, a: 1 } })).toBe(one)
  const others = [
    { kind: 'x' },
    { content: { a: 1, b: 3 } },
    { basis: { v: 2 } },
    { shown: { title: '设' } },
    { concerns: [] },
    { askedPersonId: 4 },
    { askedPostId: 4 },
    { askedAt: expiryOf(ASKED) },
  ]
  expect(new Set([one, ...others.map((other) => digestOf({ ...row, ...other }))]).size).toBe(others.length + 1)
})
