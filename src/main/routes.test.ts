import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import * as z from 'zod'
import { ROLES } from '../platform/acting.ts'
import { ENDPOINTS, type Endpoint, hostile, POST_OF } from './endpoints.fixture.ts'
import { mayUse, PERMISSIONS } from './permissions.ts'
import {
  call,
  callerOf,
  expectProblem,
  idsOf,
  nameOf,
  openRoutes,
  queriesOf,
  type RoutesMade,
  WRITING,
  withIds,
} from './routes.fixture.ts'
import { goodBodies, SENSITIVE } from './routes-bodies.fixture.ts'
import { sealEveryRow } from './sealing.fixture.ts'
import type { Answer, Caller, TestHouse } from './testing.ts'

const GUARDED = ENDPOINTS.filter(({ permission }) => permission !== 'public')

// Every endpoint many times: on a busy machine that takes its time.
vi.setConfig({ testTimeout: 240_000 })
let house: TestHouse
let made: RoutesMade
let GOOD: Record<string, () => Record<string, unknown>>
beforeAll(async () => {
  ;({ house, made } = await openRoutes())
  GOOD = goodBodies(made)
})
afterAll(() => house?.close())

type Trace = {
  endpoint: string
  record_id: string
  address: string
  request_id: string
  post_id: number
  times: number
}
/** What refusals of one kind a person left in the audit since a row, by endpoint; each stands once. */
const refusedSince = async (since: number, action: string, personId: number): Promise<Trace[]> =>
  (
    await house.pool.query<Trace>(
      `select after ->> 'endpoint' as endpoint, record_id, address, request_id, post_id, (after ->> 'count')::int as times
       from audit_rows where id > $1 and action = $2 and person_id = $3 order by id`,
      [since, action, personId],
    )
  ).rows
const lastRow = async (): Promise<number> =>
  (await house.pool.query('select coalesce(max(id), 0) as id from audit_rows')).rows[0].id

describe('every endpoint', () => {
  test('names a permission that is known, a path of its own and a Chinese summary', () => {
    expect(ENDPOINTS.length).toBeGreaterThan(50)
    expect(ENDPOINTS.filter(({ permission }) => !(permission in PERMISSIONS)).map(({ name }) => name)).toEqual([])
    const addresses = ENDPOINTS.map(({ method, path }) => `${method} ${path.replace(/\{\w+\}/g, '{}')}`)
    expect(addresses.filter((address, index) => addresses.indexOf(address) !== index)).toEqual([])
    expect(ENDPOINTS.filter(({ summary }) => !/\p{Script=Han}/u.test(summary)).map(({ name }) => name)).toEqual([])
    expect(ENDPOINTS.filter(({ permission }) => permission === 'public').map(({ name }) => name)).toEqual([
      'org.access.state',
      'org.access.signIn',
      'org.access.signOut',
      'org.sessions.code',
      'org.sessions.activation',
      'org.sessions.beginUnified',
      'org.sessions.finishUnified',
      'org.invitations.look',
      'org.invitations.join',
    ])
  })

  test('Z01 is closed to who is not signed in', async () => {
    for (const endpoint of GUARDED) {
      const answer = await call(house.nobody, { ...endpoint, path: withIds(endpoint.path, 1) }, {})
      expectProblem(answer, endpoint.name, [401], '/problems/signed-out')
    }
    for (const path of ['/files/1', '/files/1/thumbnail', '/files/1/preview'])
      expectProblem(await house.nobody.get(path), path, [401], '/problems/signed-out')
  })

  test('Z01 A01 is closed to every role without its permission, before anything else is looked at, and each refusal leaves one row', async () => {
    const before = await house.auditCount()
    for (const role of ROLES) {
      const caller = await house.as(POST_OF[role])
      const signIns = await house.auditCount()
      const since = await lastRow()
      const closed = GUARDED.filter(({ permission }) => !mayUse(role, permission))
      const asked: unknown[] = []
      for (const endpoint of closed) {
        const answer = await call(caller, { ...endpoint, path: withIds(endpoint.path, 1) }, {})
        expectProblem(answer, `${role} ${endpoint.name}`, [403], '/problems/not-yours')
        asked.push(answer.headers['x-request-id'])
      }
      expect(await house.auditCount()).toBe(signIns)
      const post = POST_OF[role]
      expect(await refusedSince(since, 'refused.permission', house.world.people[post])).toEqual(
        closed.map((endpoint, index) => ({
          endpoint: nameOf(endpoint),
          record_id: endpoint.path.includes('{') ? '1' : '0',
          address: '127.0.0.1',
          request_id: asked[index],
          post_id: house.world.posts[post],
          times: 1,
        })),
      )
    }
    expect(await house.auditCount()).toBeLessThanOrEqual(before + ROLES.length)
  })

  test('that reads answers in its own shape, with nothing beside it, for every role that may', async () => {
    const idFor = idsOf(house, made)
    const queries = await queriesOf(house)
    await sealEveryRow(house.house.seals, house.pool, house.house.clock.now())
    const answered = new Map<string, number>()
    for (const role of ROLES) {
      const caller = await house.as(POST_OF[role])
      for (const endpoint of ENDPOINTS.filter(
        ({ method, permission }) => method === 'GET' && mayUse(role, permission),
      )) {
        const id = idFor(endpoint)
        const path = withIds(endpoint.path, id) + (queries[endpoint.name] ?? '')
        const { status, body, headers } = await call(caller, { ...endpoint, path })
        if (status === 404) continue
        expect(status, `${role} ${endpoint.name} ${JSON.stringify(body)}`).toBe(200)
        if (endpoint.output instanceof z.ZodFile)
          expect(headers['content-disposition'], endpoint.name).toMatch(/^attachment; .*filename\*=UTF-8''%/)
        else expect(endpoint.output.parse(body), endpoint.name).toEqual(body)
        answered.set(endpoint.name, (answered.get(endpoint.name) ?? 0) + 1)
      }
    }
    const silent = ENDPOINTS.filter(({ method, name }) => method === 'GET' && !answered.has(name))
    expect(silent.map(({ name }) => name)).toEqual([])
  })
})

const callerFor = (endpoint: Endpoint): Promise<Caller> => callerOf(house, endpoint)

describe('what another site sends', () => {
  test('V03 changes nothing by any endpoint, whoever is signed in', async () => {
    const before = await house.auditCount()
    for (const endpoint of WRITING) {
      const { cookie } = await callerFor(endpoint)
      const signIns = await house.auditCount()
      for (const headers of [
        { origin: 'https://elsewhere.example' },
        { 'sec-fetch-site': 'cross-site' },
        { 'content-type': 'text/plain' },
        { 'content-type': 'multipart/form-data; boundary=x' },
        { 'content-type': 'application/x-www-form-urlencoded' },
      ] as Record<string, string>[]) {
        const url = `/api${withIds(endpoint.path, made.matter)}`
        const payload = JSON.stringify((GOOD[endpoint.name] as () => object)())
        const request = {
          method: endpoint.method,
          url,
          headers: { cookie, 'content-type': 'application/json', ...headers },
        }
        const { statusCode } = await house.app.inject({ ...request, payload })
        expect([403, 415], `${endpoint.name} ${JSON.stringify(headers)}: ${statusCode}`).toContain(statusCode)
      }
      expect(await house.auditCount()).toBe(signIns)
    }
    expect(before).toBeGreaterThan(0)
  })
})

test('I08 A01 every sensitive step is refused for a session that was confirmed too long ago, before anything is looked at, and leaves its row', async () => {
  const marked = ENDPOINTS.filter(({ isSensitive }) => isSensitive)
  expect(marked.map(({ name }) => name).sort()).toEqual(SENSITIVE)
  for (const endpoint of marked) await callerFor(endpoint)
  const kept = await house.pool.query<{ id: string; data: object }>('select id, data from sessions')
  await house.pool.query("update sessions set data = data - 'freshAt'")
  const before = await house.auditCount()
  for (const endpoint of marked) {
    const path = withIds(endpoint.path, 1)
    const answer = await call(await callerFor(endpoint), { ...endpoint, path }, GOOD[endpoint.name]?.())
    expectProblem(answer, endpoint.name, [403], '/problems/confirm-first')
  }
  expect(await house.auditCount()).toBe(before)
  const { rows: left } = await house.pool.query(
    "select array_agg(distinct after ->> 'endpoint') as endpoints from audit_rows where action = 'refused.proof'",
  )
  expect(left[0].endpoints.sort()).toEqual(marked.map(nameOf).sort())
  for (const { id, data } of kept.rows)
    await house.pool.query('update sessions set data = $2 where id = $1', [id, JSON.stringify(data)])
})

describe('what is not there', () => {
  test('A01 is not found under any id, with a sentence and not with an error of ours, and leaves its row', async () => {
    expect(WRITING.filter(({ name }) => !(name in GOOD)).map(({ name }) => name)).toEqual([])
    // What was refused a moment ago begins anew.
    for (const _twice of [1, 2]) await house.refusals.settle(true)
    const since = await lastRow()
    const named = ENDPOINTS.filter(({ path }) => /\{(?!year)/.test(path))
    for (const endpoint of named) {
      const caller = await callerFor(endpoint)
      const ask = (id: string | number) =>
        call(caller, { ...endpoint, path: withIds(endpoint.path, id) }, GOOD[endpoint.name]?.())
      expectProblem(await ask(999_999_999), endpoint.name, [404])
      for (const id of ['0', '-1', 'abc', '99999999999', '1.5', '1e99', '%E5%B8%82', '%00', '..%2F1'])
        expectProblem(await ask(id), `${endpoint.name} ${id}`, [404, 422])
    }
    expectProblem(await (await house.as('office')).get('/nowhere'), 'nowhere', [404])
    expectProblem(await (await house.as('office')).post('/matters/1', {}), 'wrong method', [404, 405])
    for (const id of ['999999999', '0', '99999999999', 'abc'])
      expectProblem(await (await house.as('office')).get(`/files/${id}`), `file ${id}`, [404])
    const { rows } = await house.pool.query(
      `select distinct after ->> 'endpoint' as endpoint from audit_rows
       where id > $1 and action = 'refused.record' and record_id = '999999999'`,
      [since],
    )
    expect(rows.map(({ endpoint }) => endpoint).sort()).toEqual([...named.map(nameOf), 'GET /api/files/:id'].sort())
  })
})

describe('what is not valid', () => {
  const statuses = [200, 401, 403, 404, 409, 415, 422]
  const check = (answer: Answer, what: string) => {
    expect(statuses, `${what}: ${answer.status} ${JSON.stringify(answer.body)}`).toContain(answer.status)
    if (answer.status !== 200) expectProblem(answer, what, statuses)
  }
  /** Ids that are there, where nothing is lost by it. */
  const pathOf = ({ name, path }: Endpoint): string => {
    if (name.startsWith('matters.'))
      return path.replace('{id}', String(made.matter)).replace('{nodeId}', String(made.node))
    if (name.startsWith('intake.') || name.startsWith('sources.'))
      return (name.startsWith('sources.') ? path.replace('{id}', '{documentId}') : path)
        .replace('{documentId}', String(made.document))
        .replace('{id}', String(made.proposal))
    return withIds(path.replace('{year}', '2031'), 999_999_999)
  }

  test('V02 is refused field by field with a Chinese sentence, never with an error of ours', async () => {
    for (const endpoint of WRITING) {
      const caller = await callerFor(endpoint)
      const path = pathOf(endpoint)
      const good = (GOOD[endpoint.name] as () => Record<string, unknown>)()
      const names = Object.keys(good)
      if (names.length > 0)
        await fc.assert(
          fc.asyncProperty(fc.constantFrom(...names), hostile, async (field, value) => {
            const answer = await call(caller, { ...endpoint, path }, { ...good, [field]: value })
            check(answer, `${endpoint.name} ${field}=${JSON.stringify(value)?.slice(0, 80)}`)
          }),
          { numRuns: 8, seed: 20_260_714 },
        )
      for (const body of [null, [], '文字', 7, { unknown: 1 }, {}])
        check(await call(caller, { ...endpoint, path }, body), `${endpoint.name} ${JSON.stringify(body)}`)
    }
  })

  test('V02 half a character is refused at its field by every endpoint that takes text', async () => {
    let asked = 0
    for (const endpoint of WRITING) {
      const good = (GOOD[endpoint.name] as () => Record<string, unknown>)()
      const field = Object.keys(good).find((name) => typeof good[name] === 'string')
      if (field === undefined) continue
      const body = { ...good, [field]: `${good[field]}\ud800` }
      const answer = await call(await callerFor(endpoint), { ...endpoint, path: pathOf(endpoint) }, body)
      expectProblem(answer, endpoint.name, [422], '/problems/not-valid')
      expect(answer.body.errors, endpoint.name).toMatchObject([
        { pointer: `/${field}`, detail: expect.stringContaining('残缺的字') },
      ])
      asked += 1
    }
    expect(asked).toBeGreaterThan(WRITING.length / 2)
  })

  test('V02 is refused in the address as well', async () => {
    const reading = ENDPOINTS.filter(({ method, input }) => method === 'GET' && input)
    for (const endpoint of reading) {
      const caller = await callerFor(endpoint)
      const names = Object.keys((endpoint.input as z.ZodObject).shape).filter((name) => !endpoint.path.includes(name))
      if (names.length === 0) continue
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...names), hostile, async (field, value) => {
          const text = typeof value === 'string' ? value : String(JSON.stringify(value))
          const query = `${field}=${encodeURIComponent(Buffer.from(text).toString())}`
          check(await caller.get(`${pathOf(endpoint)}?${query}`), `${endpoint.name} ${query.slice(0, 80)}`)
        }),
        { numRuns: 25, seed: 20_260_714 },
      )
    }
  })

  test('names the field with a pointer', async () => {
    const office = await house.as('office')
    const task = { category: 'family', title: '', body: '', leadUnitId: house.world.units.education }
    const answer = await office.post('/matters/tasks', { ...task, dueOn: '明天' })
    expectProblem(answer, 'task', [422], '/problems/not-valid')
    expect(answer.body.errors.map(({ pointer }: { pointer: string }) => pointer).sort()).toEqual(['/dueOn', '/title'])
  })

  test('is refused where the body is no JSON, or too large', async () => {
    const { cookie } = await house.as('office')
    const send = async (payload: string, type = 'application/json') => {
      const response = await house.app.inject({
        method: 'POST',
        url: '/api/matters/tasks',
        headers: { cookie, 'content-type': type },
        payload,
      })
      const body = response.body ? JSON.parse(response.body) : null
      return { status: response.statusCode, body, headers: response.headers }
    }
    for (const payload of ['{', '{"a":}', '\u0000', '[1,2', '{"__proto__":{"isAdmin":true}}', ''])
      expectProblem(await send(payload), payload, [422])
    expectProblem(await send('title=1', 'application/x-www-form-urlencoded'), 'form', [415, 422])
    expectProblem(await send('<a/>', 'text/xml'), 'xml', [415, 422])
    expectProblem(await send(`{"title":"${'长'.repeat(1_000_000)}"}`), 'large', [413])
  })
})

test('the OpenAPI document is for who is signed in, 3.1, and has every endpoint with its summary', async () => {
  expectProblem(await house.nobody.get('/openapi.json'), 'the document', [401], '/problems/signed-out')
  const { status, body } = await (await house.as('station')).get('/openapi.json')
  expect(status).toBe(200)
  expect(body.openapi).toMatch(/^3\.1\.\d+$/)
  expect(body.info).toMatchObject({ title: expect.stringMatching(/\p{Script=Han}/u), version: expect.any(String) })
  expect(body.servers).toEqual([{ url: '/api' }])
  const described = Object.entries(
    body.paths as Record<string, Record<string, { summary?: string; responses?: object }>>,
  )
  const found = described.flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { summary }]) => `${method.toUpperCase()} ${path} ${summary}`),
  )
  const files = [
    'POST /files 上传一份附件',
    'GET /files/{id} 下载附件原件',
    'GET /files/{id}/thumbnail 图片缩略图',
    'GET /files/{id}/preview 图片预览',
    'GET /notices/stream 消息提示（服务器推送）',
  ]
  const contracted = ENDPOINTS.map(({ method, path, summary }) => `${method} ${path} ${summary}`)
  expect(found.sort()).toEqual([...contracted, ...files].sort())
  for (const [path, methods] of described)
    for (const operation of Object.values(methods))
      expect(Object.keys(operation.responses ?? {}), path).toContain('200')
  const references = [...JSON.stringify(body).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(
    ([, name]) => name,
  )
  expect(references.filter((name) => !(String(name) in (body.components?.schemas ?? {})))).toEqual([])
})
