import { connect, getCiphers } from 'node:tls'
import type { FastifyInstance } from 'fastify'
import type pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemClock } from '../context.ts'
import { buildApp } from './app.ts'
import { TEST_TLS } from './tls.fixture.ts'

let app: FastifyInstance
let port: number
beforeAll(async () => {
  app = await buildApp({
    pool: { query: async () => ({ rows: [] }) } as unknown as pg.Pool,
    clock: systemClock,
    sessionSecret: 'tests only, tests only, tests only, tests only',
    trustProxy: false,
    isSecure: true,
    tls: { key: Buffer.from(TEST_TLS.key), cert: Buffer.from(TEST_TLS.cert) },
    logLevel: 'silent',
  })
  app.get('/api/health', async () => ({ status: 'ok' }))
  await app.listen({ port: 0, host: '127.0.0.1' })
  port = (app.server.address() as { port: number }).port
})
afterAll(() => app?.close())

/** The version that a client with these limits agrees on, or the code of what refused it. */
const agreed = (limits: object): Promise<string> =>
  new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port, ca: TEST_TLS.cert, servername: 'localhost', ...limits }, () => {
      resolve(`${socket.getProtocol()} ${socket.getCipher().name}`)
      socket.destroy()
    })
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(`refused ${error.code}`))
  })

test('C05 older versions of TLS are refused, 1.2 and 1.3 are spoken', async () => {
  // Without this the client itself would refuse the old ones.
  const old = { ciphers: 'ALL:@SECLEVEL=0' }
  for (const version of ['TLSv1', 'TLSv1.1'] as const)
    expect(await agreed({ ...old, minVersion: version, maxVersion: version }), version).toMatch(/^refused/)
  expect(await agreed({ minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' })).toMatch(/^TLSv1\.2 ECDHE-/)
  expect(await agreed({ minVersion: 'TLSv1.3', maxVersion: 'TLSv1.3' })).toMatch(/^TLSv1\.3 TLS_/)
})

test('C05 ciphers without authentication or whose keys outlast the session are refused', async () => {
  for (const ciphers of ['AES128-SHA', 'AES256-GCM-SHA384', 'ECDHE-ECDSA-AES128-SHA', 'DES-CBC3-SHA', 'NULL', 'aNULL'])
    expect(
      await agreed({ ciphers: `${ciphers}:@SECLEVEL=0`, maxVersion: 'TLSv1.2' }).catch(String),
      ciphers,
    ).not.toMatch(/^TLSv1/)
})

test('C05 plain HTTP gets no answer where TLS is spoken', async () => {
  await expect(fetch(`http://127.0.0.1:${port}/api/health`)).rejects.toThrow()
})

test('C05 of every cipher that a client may offer alone only those with forward secrecy and authentication are spoken', async () => {
  const spoken = []
  for (const cipher of getCiphers().filter((name) => !name.startsWith('tls_'))) {
    const answer = await agreed({ ciphers: `${cipher.toUpperCase()}:@SECLEVEL=0`, maxVersion: 'TLSv1.2' }).catch(String)
    if (answer.startsWith('TLSv1')) spoken.push(answer.split(' ')[1] as string)
  }
  expect(spoken.length).toBeGreaterThan(0)
  for (const cipher of spoken) expect(cipher).toMatch(/^ECDHE-ECDSA-(AES(128|256)-GCM-SHA\d+|CHACHA20-POLY1305)$/)
})
