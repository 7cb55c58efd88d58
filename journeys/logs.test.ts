import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, inject, test } from 'vitest'
import { secretsIn } from './logs.ts'

// The last of all (vitest.journeys.config.ts): by now the log holds what every journey did.
// Lines that are no JSON are told to whoever starts it: the sign-ins of the sample among them.
const lines = () =>
  readFileSync(inject('log'), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('{'))

test('A06 what is looked for is found where it stands', () => {
  const id = '11010519491231002X'
  const found = [
    'a number',
    `say ${id} here`,
    '{"phone":"10012345678"}',
    'cookie: tongxin=abcdefghijklmnopqrstuvwxyz',
    'the-word',
  ]
  expect(secretsIn(found.join('\n'), ['the-word'])).toEqual(found.slice(1))
  // Times, numbers of requests, digests and figures that are no number of a person.
  expect(secretsIn('{"time":1789000000000}\n110105194912310021\nf10012345678a\n0.10012345678\ntongxin=')).toEqual([])
})

test('A06 the log of all journeys at its finest level holds no password, no cookie of a session, no number of a person', () => {
  const accounts = JSON.parse(readFileSync(join(inject('dataDir'), 'sample-sign-ins.json'), 'utf8')) as {
    password: string
  }[]
  const log = lines()
  expect(accounts.length).toBeGreaterThan(5)
  // Every request is a line there, so an empty log would be one that was not written.
  expect(log.length).toBeGreaterThan(500)
  const passwords = accounts.map(({ password }) => password)
  expect(secretsIn(log.join('\n'), passwords)).toEqual([])
})
