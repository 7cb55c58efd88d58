// @vitest-environment jsdom
import { expect, test } from 'vitest'
import { KEY_HEADER, makeKeyedFetch, makeWriteKeys } from './keys.ts'

const write = (body: string) => new Request('http://localhost/api/matters', { method: 'POST', body })

/** A line that answers with `statuses` in turn; 0 is a line that breaks. */
const lineOf = (...statuses: number[]) => {
  const keys: (string | null)[] = []
  const bodies: string[] = []
  const send = async (request: Request) => {
    keys.push(request.headers.get(KEY_HEADER))
    bodies.push(await request.text())
    const status = statuses.shift() ?? 200
    if (status === 0) throw new TypeError('Failed to fetch')
    return new Response(null, { status })
  }
  return { keys, bodies, ask: makeKeyedFetch(send, { againAfterMs: 0 }) }
}

test('each write has a key of its own, a read has none', async () => {
  const { keys, ask } = lineOf()
  await ask(write('{"a":1}'))
  await ask(write('{"a":1}'))
  await ask(write('{"a":2}'))
  await ask(new Request('http://localhost/api/matters'))
  expect(new Set(keys.slice(0, 3)).size).toBe(3)
  expect(keys[0]).toMatch(/^[0-9a-f]{32}$/)
  expect(keys[3]).toBeNull()
})

test('a write whose line broke is sent once more under the same key, with the same body', async () => {
  const { keys, bodies, ask } = lineOf(0, 200)
  expect((await ask(write('{"a":1}'))).status).toBe(200)
  expect(keys[1]).toBe(keys[0])
  expect(bodies).toEqual(['{"a":1}', '{"a":1}'])
})

test('one that got no answer keeps its key for the next try, also after a server without its database', async () => {
  const { keys, ask } = lineOf(0, 0, 503, 200, 200)
  await expect(ask(write('{"a":1}'))).rejects.toThrow('Failed to fetch')
  await ask(write('{"a":1}'))
  await ask(write('{"a":1}'))
  await ask(write('{"a":1}'))
  expect(new Set(keys.slice(0, 4)).size).toBe(1)
  expect(keys[4]).not.toBe(keys[0])
})

test('two presses while the first is under way are one write', async () => {
  const { keys, ask } = lineOf()
  await Promise.all([ask(write('{"a":1}')), ask(write('{"a":1}'))])
  expect(keys[0]).toBe(keys[1])
})

test('a refusal is an answer: the same words are a new write after it', async () => {
  const { keys, ask } = lineOf(409)
  await ask(write('{"a":1}'))
  await ask(write('{"a":1}'))
  expect(keys[0]).not.toBe(keys[1])
})

test('a key without an answer is forgotten after ten minutes', () => {
  let now = 0
  const keys = makeWriteKeys(() => now)
  const first = keys.of('a')
  now = 599_000
  expect(keys.of('a')).toBe(first)
  now += 601_000
  expect(keys.of('a')).not.toBe(first)
})
