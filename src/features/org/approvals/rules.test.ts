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
    ROLES.filter((role) => !hindranceOf({ kind, askedPersonId: 1, askedRole, concerns: [3] }, { personId: 2, role }))
  expect(freeFor('sysadmin')).toEqual(['secadmin'])
  expect(freeFor('secadmin')).toEqual(['sysadmin', 'secadmin'])
  expect(freeFor('office')).toEqual(['secadmin'])
  expect(freeFor('office', 'export')).toEqual(['secadmin'])
  expect(freeFor('secadmin', 'people.reset')).toEqual(['sysadmin', 'secadmin', 'auditor'])
  const row = { kind: 'post.appoint', askedPersonId: 1, askedRole: 'secadmin', concerns: [3] }
  expect(hindranceOf(row, { personId: 1, role: 'secadmin' })).toBe('own-request')
  expect(hindranceOf(row, { personId: 3, role: 'secadmin' })).toBe('concerns-you')
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
