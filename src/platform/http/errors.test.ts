import { readFileSync } from 'node:fs'
import { ORPCError } from '@orpc/server'
import type { FastifyInstance } from 'fastify'
import type pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemClock } from '../context.ts'
import { Problem, problems } from '../problem.ts'
import { buildApp } from './app.ts'

/** What must never leave: words of the machine that each error below carries. */
const SECRET = 'secret_inside_the_machine'
const withCode = (code: string) =>
  Object.assign(new Error(`${SECRET} select * from people`), { code, detail: SECRET, table: SECRET, routine: SECRET })
const caught = (work: () => unknown): unknown => {
  try {
    return work()
  } catch (error) {
    return error
  }
}
const SQLSTATES = [
  ...[
    '08000',
    '08003',
    '08006',
    '22001',
    '22003',
    '22007',
    '22008',
    '22012',
    '22021',
    '22P02',
    '22P05',
    '23502',
    '23503',
    '23505',
    '23514',
  ],
  ...[
    '25006',
    '25P02',
    '26000',
    '28000',
    '28P01',
    '3D000',
    '40001',
    '40P01',
    '42501',
    '42601',
    '42703',
    '42804',
    '42883',
    '42P01',
    '42P07',
  ],
  ...['53100', '53200', '53300', '54000', '55P03', '57014', '57P01', '57P03', '58030', 'XX000', 'XX001', 'XX002'],
]
const SYSTEM = ['ENOENT', 'EACCES', 'ENOSPC', 'EROFS', 'EMFILE', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT']
const ERRORS: [string, unknown][] = [
  ...[...SQLSTATES, ...SYSTEM].map((code): [string, unknown] => [code, withCode(code)]),
  ['a path', caught(() => readFileSync(`/nowhere/${SECRET}`))],
  ['a parse', caught(() => JSON.parse(`{"${SECRET}`))],
  ['an undefined', caught(() => (undefined as unknown as { [SECRET]: { a: 1 } })[SECRET].a)],
  ['a range', caught(() => new Array(-1))],
  ['a pattern', caught(() => new RegExp(`${SECRET}(`))],
  ['a thrown text', SECRET],
  ['a thrown null', null],
  ['a thrown number', 7],
  ['an aggregate', new AggregateError([new Error(SECRET)], SECRET)],
  ['an error of errors', new Error(SECRET, { cause: withCode('42601') })],
  ['an error of the framework', new ORPCError('INTERNAL_SERVER_ERROR', { message: SECRET, data: { SECRET } })],
  ['an unknown one of the framework', new ORPCError('TEAPOT', { status: 418, message: SECRET })],
  ['a problem with a cause', new Problem(problems['audit-unwritable'], { cause: withCode('42601') })],
]

let app: FastifyInstance
beforeAll(async () => {
  app = await buildApp({
    pool: { query: async () => ({ rows: [] }) } as unknown as pg.Pool,
    sessionSecret: 'tests only, tests only, tests only, tests only',
    clock: systemClock,
    trustProxy: false,
    isSecure: false,
    logLevel: 'silent',
  })
  for (const [index, [, error]] of ERRORS.entries())
    app.get(`/api/fails/${index}`, async () => {
      throw error
    })
})
afterAll(() => app?.close())

test('V06 an error of any kind is told by a sentence and the number of the request, with nothing of the inside', async () => {
  expect(ERRORS.length).toBeGreaterThanOrEqual(50)
  for (const [index, [name]] of ERRORS.entries()) {
    const answer = await app.inject({ url: `/api/fails/${index}` })
    const text = JSON.stringify([answer.body, answer.headers])
    for (const inside of [
      SECRET,
      'node_modules',
      '.ts:',
      'select ',
      '    at ',
      'postgres',
      'fastify',
      process.version,
      '/nowhere',
    ])
      expect(text.toLowerCase(), `${name}: ${inside}`).not.toContain(inside.toLowerCase())
    expect(answer.statusCode, name).toBeGreaterThanOrEqual(400)
    expect(answer.headers['content-type'], name).toContain('application/problem+json')
    expect(answer.json(), name).toMatchObject({
      type: expect.stringMatching(/^\/problems\/[a-z-]+$/),
      title: expect.stringMatching(/\p{Script=Han}/u),
      detail: expect.stringMatching(/\p{Script=Han}/u),
      status: answer.statusCode,
      requestId: answer.headers['x-request-id'],
    })
  }
})

test('D14 data that the database finds damaged is told with the command that restores it, and with nothing of it', async () => {
  for (const code of ['XX001', 'XX002']) {
    const index = ERRORS.findIndex(([name]) => name === code)
    const answer = await app.inject({ url: `/api/fails/${index}` })
    expect(answer.json()).toMatchObject({
      type: '/problems/data-damaged',
      status: 503,
      detail: expect.stringContaining('npm run restore'),
    })
  }
})
