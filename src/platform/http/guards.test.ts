import { once } from 'node:events'
import { get } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import type { FastifyInstance } from 'fastify'
import type pg from 'pg'
import { afterEach, describe, expect, test } from 'vitest'
import { systemClock } from '../context.ts'
import { type AppOptions, buildApp } from './app.ts'

const open: FastifyInstance[] = []
afterEach(async () => {
  for (const app of open.splice(0)) await app.close()
})

// No session is ever opened here.
const pool = { query: async () => ({ rows: [] }) } as unknown as pg.Pool
const plenty = { perPerson: 1_000, perAddress: 1_000, atOnce: 1_000, arriveMs: 30_000 }

const appWith = async (limits: Partial<AppOptions['limits']>, more: Partial<AppOptions> = {}) => {
  const app = await buildApp({
    pool,
    sessionSecret: 'tests only, tests only, tests only, tests only',
    clock: systemClock,
    trustProxy: 1,
    isSecure: false,
    logLevel: 'silent',
    limits: { ...plenty, ...limits },
    ...more,
  })
  open.push(app)
  const held: (() => void)[] = []
  app.get('/api/quick', async () => ({ ok: true }))
  app.post('/api/quick', async ({ body }) => ({ body }))
  app.get('/api/health', async () => ({ ok: true }))
  app.get('/api/slow', () => new Promise((done) => held.push(() => done({ ok: true }))))
  return { app, held }
}
const ask = (app: FastifyInstance, url: string, address = '10.0.0.1') =>
  app.inject({ url, headers: { 'x-forwarded-for': address } })

describe('limits', () => {
  test('B08 an address that sends too much waits, with a sentence and a time; another one goes on', async () => {
    const { app } = await appWith({ perAddress: 3 })
    const statuses = []
    for (let sent = 0; sent < 5; sent++) statuses.push((await ask(app, '/api/quick')).statusCode)
    expect(statuses).toEqual([200, 200, 200, 429, 429])
    const refused = await ask(app, '/api/quick')
    expect(refused.json()).toMatchObject({ type: '/problems/too-many', detail: expect.stringContaining('稍等') })
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
    expect((await ask(app, '/api/quick', '10.0.0.2')).statusCode).toBe(200)
    expect((await ask(app, '/api/health')).statusCode).toBe(200)
  })

  test('B08 the addresses of one machine of IPv6 are one, those of IPv4 each their own', async () => {
    const { app } = await appWith({ perAddress: 2 })
    const statuses = []
    for (const address of ['2001:db8:1:2::1', '2001:db8:1:2:ffff::9', '2001:db8:1:2:3:4:5:6', '2001:db8:1:3::1'])
      statuses.push((await ask(app, '/api/quick', address)).statusCode)
    expect(statuses).toEqual([200, 200, 429, 200])
  })

  test('B08 streams are opened as often as an address may ask, and hold no place of those who work', async () => {
    const { app, held } = await appWith({ perAddress: 3, atOnce: 1 })
    app.get('/api/notices/stream', async () => ({ ok: true }))
    const statuses = []
    for (let opened = 0; opened < 4; opened++) statuses.push((await ask(app, '/api/notices/stream')).statusCode)
    expect(statuses).toEqual([200, 200, 200, 429])
    const slow = ask(app, '/api/slow', '10.0.0.7')
    while (held.length < 1) await new Promise((next) => setImmediate(next))
    expect((await ask(app, '/api/notices/stream', '10.0.0.8')).statusCode).toBe(200)
    for (const release of held) release()
    await slow
  })

  test('B08 above what can be worked on at once requests are told to come again, and places come free', async () => {
    const { app, held } = await appWith({ atOnce: 2 })
    const slow = [ask(app, '/api/slow'), ask(app, '/api/slow')]
    while (held.length < 2) await new Promise((next) => setImmediate(next))
    const refused = await ask(app, '/api/quick')
    expect([refused.statusCode, refused.headers['retry-after']]).toEqual([503, '2'])
    expect(refused.json()).toMatchObject({ type: '/problems/overloaded' })
    expect((await ask(app, '/api/health')).statusCode).toBe(200)
    for (const release of held) release()
    expect((await Promise.all(slow)).map(({ statusCode }) => statusCode)).toEqual([200, 200])
    expect((await ask(app, '/api/quick')).statusCode).toBe(200)
  })

  test('B08 a request that trickles in is cut off and gives its place back', async () => {
    const { app } = await appWith({ atOnce: 1, arriveMs: 50 })
    await app.listen({ port: 0, host: '127.0.0.1' })
    const { port } = app.server.address() as { port: number }
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => undefined)
    socket.write(
      'POST /api/quick HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 90\r\n\r\n{',
    )
    await once(socket, 'close')
    expect((await fetch(`http://127.0.0.1:${port}/api/quick`)).status).toBe(200)
  })

  test('V05 V03 a form is taken at the address of uploads alone; elsewhere none of it is waited for', async () => {
    const { app } = await appWith({})
    await app.listen({ port: 0, host: '127.0.0.1' })
    const { port } = app.server.address() as { port: number }
    for (const type of [
      'multipart/form-data; boundary=x',
      'Multipart/Form-Data;boundary=x',
      'application/octet-stream',
    ]) {
      const socket = connect(port, '127.0.0.1')
      socket.on('error', () => undefined)
      // A form that never ends.
      socket.write(
        `POST /api/quick HTTP/1.1\r\nhost: localhost\r\ncontent-type: ${type}\r\ntransfer-encoding: chunked\r\n\r\n3\r\n--x\r\n`,
      )
      let said = ''
      socket.setEncoding('utf8').on('data', (more) => {
        said += more
      })
      await once(socket, 'close')
      expect(said.split('\r\n')[0], type).toBe('HTTP/1.1 415 Unsupported Media Type')
      expect(said).toContain('/problems/wrong-type')
    }
    const json = { method: 'POST' as const, url: '/api/files', headers: { 'content-type': 'application/json' } }
    expect((await app.inject({ ...json, payload: '{}' })).statusCode).toBe(415)
  })

  test('V05 a body above the limit is refused before it is read to its end', async () => {
    const { app } = await appWith({})
    const body = JSON.stringify({ text: 'x'.repeat(2 * 1024 * 1024) })
    const answer = await app.inject({
      method: 'POST',
      url: '/api/quick',
      headers: { 'content-type': 'application/json' },
      body,
    })
    expect([answer.statusCode, answer.json().type]).toEqual([413, '/problems/too-large'])
  })
})

describe('what another site sends', () => {
  const send = (app: FastifyInstance, headers: Record<string, string>, payload = '{}') =>
    app.inject({
      method: 'POST',
      url: '/api/quick',
      headers: { 'content-type': 'application/json', ...headers },
      payload,
    })

  test('V03 is refused by its origin, also one that is hidden or only looks alike', async () => {
    const { app } = await appWith({})
    for (const headers of [
      { origin: 'https://elsewhere.example' },
      { origin: 'null' },
      { origin: 'http://localhost.elsewhere.example', host: 'localhost' },
      { origin: 'http://localhost:81', host: 'localhost:80' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
    ] as Record<string, string>[])
      expect((await send(app, headers)).statusCode, JSON.stringify(headers)).toBe(403)
    for (const headers of [
      {},
      { origin: 'http://localhost', host: 'localhost' },
      { 'sec-fetch-site': 'same-origin' },
    ] as Record<string, string>[])
      expect((await send(app, headers)).statusCode, JSON.stringify(headers)).toBe(200)
  })

  test('V03 is refused where a form of a page could send it', async () => {
    const { app } = await appWith({})
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/xml']) {
      const answer = await send(app, { 'content-type': type }, 'title=a')
      expect([answer.statusCode, answer.json().type], type).toEqual([415, '/problems/wrong-type'])
    }
  })
})

test('B08 I03 of the addresses that a sender claims the one that the proxy added counts', async () => {
  const { app } = await appWith({ perAddress: 2 })
  const from = (claimed: string) => ask(app, '/api/quick', `${claimed}, 203.0.113.9`)
  const statuses = []
  for (const claimed of ['10.0.0.1', '10.0.0.2', '10.0.0.3']) statuses.push((await from(claimed)).statusCode)
  expect(statuses).toEqual([200, 200, 429])
})

/** A path sent as it stands: clients put theirs in order first. */
const askRaw = (port: number, path: string): Promise<number> =>
  new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, path }, (answer) => {
      answer.resume()
      answer.once('end', () => resolve(answer.statusCode as number))
    }).once('error', reject)
  })

test.each([
  '/api/quick/../quick',
  '/api/./quick',
  '/api/none/%2e%2e/quick',
  '/api/none/%2E./quick',
  '/%61pi/quick',
  '/api/qui%63k',
  '//api/quick',
  '/api//quick',
  '/api%2fquick',
  '/api\\quick',
  'http://elsewhere.example/api/quick',
])('Z01 B08 a path written as %s leads nowhere', async (path) => {
  const { app } = await appWith({})
  app.get('/*', async () => ({ ok: 'everything else' }))
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  expect([await askRaw(port, '/api/quick?a=../b%2fc'), await askRaw(port, '/%E5%8F%8C')]).toEqual([200, 200])
  expect([400, 404]).toContain(await askRaw(port, path))
})

test('V03 every answer bears the headers, HSTS where it is served over TLS, and answers of endpoints are never kept', async () => {
  for (const isSecure of [false, true]) {
    const { app } = await appWith({}, { isSecure })
    for (const url of ['/api/quick', '/nowhere', '/api/nowhere']) {
      const { headers } = await ask(app, url)
      const policy = String(headers['content-security-policy'])
      expect(policy).toContain("script-src 'self';")
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).not.toMatch(/script-src[^;]*unsafe/)
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'same-origin',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
      })
      expect(headers['strict-transport-security'] !== undefined).toBe(isSecure)
      expect(headers['x-powered-by'] ?? headers.server).toBeUndefined()
    }
    expect((await ask(app, '/api/quick')).headers['cache-control']).toBe('no-store')
  }
})

describe('what no handler sees', () => {
  /** Sends bytes as they are and reads whatever comes until the line is closed. */
  const sendRaw = async (port: number, bytes: string) => {
    const socket = connect(port, '127.0.0.1')
    let text = ''
    socket.setEncoding('utf8')
    socket.on('data', (part) => {
      text += part
    })
    socket.on('error', () => undefined)
    socket.write(bytes)
    await once(socket, 'close')
    const [head = '', body = ''] = text.split('\r\n\r\n')
    const lines = head.split('\r\n').slice(1)
    return {
      status: Number(head.split(' ')[1]),
      headers: Object.fromEntries(
        lines.map((line) => [line.split(': ', 1)[0]?.toLowerCase(), line.slice(line.indexOf(': ') + 2)]),
      ),
      body: JSON.parse(body),
    }
  }

  test('V03 V06 an address or a head that cannot be read is answered in words, with an id and the headers of every answer', async () => {
    const { app } = await appWith({}, { isSecure: true })
    await app.listen({ port: 0, host: '127.0.0.1' })
    const { port } = app.server.address() as AddressInfo
    const usual = (await app.inject({ url: '/api/quick' })).headers
    const said = ['host: localhost', 'connection: close', '', ''].join('\r\n')
    for (const [bytes, status] of [
      [`GET /api/%ff HTTP/1.1\r\n${said}`, 400],
      [`GET /%zz HTTP/1.1\r\n${said}`, 400],
      [`GET /api/quick HTTP/1.1\r\nno colon here\r\n${said}`, 400],
      [`WHATEVER\r\n\r\n`, 400],
      [`GET /api/quick?${'x'.repeat(20_000)} HTTP/1.1\r\n${said}`, 431],
    ] as const) {
      const answer = await sendRaw(port, bytes)
      const label = bytes.slice(0, 40)
      expect(answer.status, label).toBe(status)
      expect(answer.headers['content-type'], label).toContain('application/problem+json')
      for (const name of [
        'content-security-policy',
        'x-content-type-options',
        'strict-transport-security',
        'cache-control',
      ])
        expect(answer.headers[name], `${label} ${name}`).toBe(usual[name])
      expect(answer.headers['x-request-id'], label).toMatch(/^[0-9a-f-]{36}$/)
      expect(answer.body, label).toMatchObject({ status, requestId: answer.headers['x-request-id'] })
      // Nothing in English, and nothing of the framework's or of what was sent.
      expect(answer.body.title + answer.body.detail, label).toMatch(/^[^a-zA-Z]*(Cookie)?[^a-zA-Z]*$/)
      expect(JSON.stringify(answer.body), label).not.toMatch(/FST_|HPE_|%ff|%zz/)
    }
  })
})
