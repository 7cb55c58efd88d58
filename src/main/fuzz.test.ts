import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import * as z from 'zod'
import { ROLES, type Role } from '../platform/acting.ts'
import { changesOf } from './audit.fixture.ts'
import { ENDPOINTS, type Endpoint, hostile, POST_OF } from './endpoints.fixture.ts'
import { mayUse } from './permissions.ts'
import { openTestHouse, type TestHouse } from './testing.ts'

/** Every endpoint is fed from its own schema: mostly what fits, here and there what nobody expects. Ten times as much in `npm run prove`. */
const CASES = process.env.SWEEP === 'whole' ? 10_000 : 1_000
const SEED = Number(process.env.FUZZ_SEED ?? 20_261_122)

vi.setConfig({ testTimeout: 1_800_000 })
let house: TestHouse
const { changes, make } = changesOf(() => house)
beforeAll(async () => {
  house = await openTestHouse()
  // Something to find under the ids that are drawn.
  for (const change of changes) change.keep?.((await make(change)).body)
})
afterAll(() => house?.close())

type Schema = {
  type?: string | string[]
  enum?: unknown[]
  const?: unknown
  anyOf?: Schema[]
  oneOf?: Schema[]
  items?: Schema
  properties?: Record<string, Schema>
  required?: string[]
  format?: string
  pattern?: string
  minimum?: number
  maximum?: number
  maxLength?: number
  maxItems?: number
}

const words = fc.oneof(
  fc.constantFrom('某事', '市教育局', '入学窗口', '2026', 'a', '0', '候车亭雨棚', 'jiaoyu', 'RW2026-0001'),
  fc.string({ unit: 'grapheme', maxLength: 30 }),
)
const days = fc.constantFrom('2026-07-14', '2026-08-31', '1949-10-01', '2099-12-31', '2024-02-29')

const fitting = (schema: Schema): fc.Arbitrary<unknown> => {
  const { type, anyOf, oneOf, items, properties, required = [] } = schema
  if (schema.const !== undefined) return fc.constant(schema.const)
  if (schema.enum) return fc.constantFrom(...schema.enum)
  const ways = anyOf ?? oneOf
  if (ways && ways.length > 0) return fc.oneof(...ways.map(valuesFor))
  if (properties)
    return fc.record(Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, valuesFor(one)])), {
      requiredKeys: required,
    })
  if (Array.isArray(type)) return fc.oneof(...type.map((one) => valuesFor({ ...schema, type: one })))
  if (type === 'array')
    return fc.array(items ? valuesFor(items) : words, { maxLength: Math.min(schema.maxItems ?? 4, 4) })
  // Ids that are there, and some that are not.
  if (type === 'integer' || type === 'number')
    return fc.oneof({ weight: 3, arbitrary: fc.integer({ min: 1, max: 30 }) }, fc.integer())
  if (type === 'boolean') return fc.boolean()
  if (type === 'null') return fc.constant(null)
  if (type === 'string') return schema.format === 'date' ? days : words
  return fc.oneof(words, fc.integer(), fc.boolean(), fc.constant(null))
}

/** What fits, and one time in eight what does not. */
const valuesFor = (schema: Schema): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 7, arbitrary: fitting(schema) }, { weight: 1, arbitrary: hostile })

const inputOf = ({ input }: Endpoint): fc.Arbitrary<unknown> =>
  input
    ? valuesFor(z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' }) as Schema)
    : fc.oneof(fc.constant(undefined), hostile)

const INSIDE =
  /node_modules|\.(ts|mjs|js):\d|\bat \w+ \(|select .+ from|insert into|syntax error|pg_|ECONN|postgres:\/\/|Error:|undefined is not|violates/i
/** What no answer that is given holds, whatever words people kept: traces, addresses of the database, hashes, columns of secrets. */
const LEAKED =
  /node_modules|\bat [\w.<>]+ \(.+:\d+:\d+\)|postgres:\/\/|\$argon2|"\w+_(sealed|digest|hash)"|"(password|activation)Hash"|tongxin_app/
const ALLOWED = [200, 401, 403, 404, 409, 413, 415, 422]

const seen = new Map<number, number>()
/** Sends one request and holds its answer to what every answer must be. */
const expectSound = async (
  request: ReturnType<typeof requestOf>,
  input: unknown,
  from: { cookie?: string; remoteAddress?: string },
  allowed: readonly number[] = ALLOWED,
): Promise<void> => {
  const { cookie, ...more } = from
  const answer = await house.app.inject({ ...request, ...more, ...(cookie ? { headers: { cookie } } : {}) })
  seen.set(answer.statusCode, (seen.get(answer.statusCode) ?? 0) + 1)
  const what = `${request.method} ${request.url.slice(0, 200)} ${textOf(input).slice(0, 400)}: ${answer.statusCode}`
  expect(allowed, `${what} ${answer.body.slice(0, 300)}`).toContain(answer.statusCode)
  if (answer.statusCode === 200) {
    // An answer that is given may tell back what was kept; nothing of the inside, and nothing that is kept as a digest or sealed.
    expect(answer.rawPayload.toString('latin1'), what).not.toMatch(LEAKED)
    return
  }
  // What was sent may be told back in a message; nothing else may look like the inside.
  expect(answer.body.slice(0, 5_000), what).not.toMatch(INSIDE)
  expect(String(answer.headers['content-type']), what).toContain('application/problem+json')
}

const textOf = (value: unknown): string => {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
  return Buffer.from(text).toString()
}

/** Sends an input the way its endpoint takes it: what the path names in the path, the rest in the query or the body. */
const requestOf = ({ method, path }: Endpoint, input: unknown) => {
  const given = typeof input === 'object' && input !== null && !Array.isArray(input) ? { ...(input as object) } : null
  const fields = given as Record<string, unknown> | null
  const url = path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = fields?.[name] ?? 1
    if (fields) delete fields[name]
    return encodeURIComponent(textOf(value).slice(0, 80) || '1')
  })
  if (method !== 'GET')
    return { method, url: `/api${url}`, ...(input === undefined ? {} : { payload: (fields ?? input) as object }) }
  const query = Object.entries(fields ?? {}).map(
    ([name, value]) => `${name}=${encodeURIComponent(textOf(value).slice(0, 2_000))}`,
  )
  return { method, url: `/api${url}${query.length > 0 ? `?${query.join('&')}` : ''}` }
}

// First: what comes after ends sessions and shuts people out.
test('V02 an endpoint refuses a field that its schema does not name, wherever it is sent', async () => {
  const endpoints = ENDPOINTS.filter(({ name }) => !/^org\.access\.signOut/.test(name))
  expect(endpoints.length).toBeGreaterThan(100)
  for (const endpoint of endpoints) {
    const role = ROLES.find((one: Role) => mayUse(one, endpoint.permission)) as Role
    const { cookie } = await house.as(POST_OF[role])
    const answer = await house.app.inject({ ...requestOf(endpoint, { isAdministrator: 'true' }), headers: { cookie } })
    expect(answer.json(), endpoint.name).toMatchObject({
      type: '/problems/not-valid',
      errors: [{ pointer: '/isAdministrator' }],
    })
  }
})

test(`V01 V02 V06 nothing that is sent from the schemas themselves ends in an error of ours, hangs, or brings out anything of the inside: ${CASES} cases`, async () => {
  // Sign-in and sign-out end the sessions of the others; setting a city up takes all of it away.
  const endpoints = ENDPOINTS.filter(
    ({ name, permission }) => permission !== 'public' && !/^org\.(setup\.create|access\.)/.test(name),
  )
  const perEndpoint = Math.ceil(CASES / endpoints.length)
  seen.clear()
  let sent = 0
  for (const endpoint of endpoints) {
    const roles = ROLES.filter((role: Role) => mayUse(role, endpoint.permission))
    const callers = await Promise.all(roles.map((role) => house.as(POST_OF[role])))
    await fc.assert(
      fc.asyncProperty(inputOf(endpoint), fc.nat(), async (input, which) => {
        const { cookie } = callers[which % callers.length] as (typeof callers)[number]
        sent += 1
        // Whoever gives a wrong password over and over is told to wait, here too.
        const allowed = endpoint.path === '/session/confirm' ? [...ALLOWED, 429] : ALLOWED
        await expectSound(requestOf(endpoint, input), input, { cookie }, allowed)
      }),
      { numRuns: perEndpoint, seed: SEED, endOnFailure: true },
    )
  }
  expect(sent).toBeGreaterThanOrEqual(CASES)
  // Many must come through: a feed that is always refused would test the door alone.
  expect(seen.get(200) ?? 0).toBeGreaterThan(CASES / 10)
})

test('V01 V02 V06 nor does what is sent to signing in, joining and setting a city up', async () => {
  const endpoints = ENDPOINTS.filter(
    ({ name, permission }) => permission === 'public' || /^org\.(setup\.create|access\.)/.test(name),
  )
  expect(endpoints.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['org.access.signIn', 'org.sessions.code', 'org.invitations.join', 'org.setup.create']),
  )
  const { cookie } = await house.as('sysadmin')
  seen.clear()
  let at = 0
  for (const endpoint of endpoints) {
    const isOfNobody = endpoint.permission === 'public'
    await fc.assert(
      fc.asyncProperty(inputOf(endpoint), async (input) => {
        at += 1
        // Each from an address of its own: the brakes stay on and hold none of them up.
        const remoteAddress = `2001:db8:${at.toString(16)}::1`
        await expectSound(requestOf(endpoint, input), input, isOfNobody ? { remoteAddress } : { cookie }, [
          ...ALLOWED,
          429,
        ])
      }),
      { numRuns: Math.ceil(CASES / 40), seed: SEED, endOnFailure: true },
    )
  }
  // Nobody came in, and the city stands.
  expect(seen.get(429) ?? 0).toBeLessThan(at / 4)
  const { rows } = await house.pool.query('select count(*)::int as count from units')
  expect(rows[0].count).toBeGreaterThan(10)
})
