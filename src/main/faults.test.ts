import { AsyncLocalStorage } from 'node:async_hooks'
import { createHash, randomUUID } from 'node:crypto'
import type pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { recountTallies } from '../features/matters/store/counts.ts'
import { type Answer, openTestHouse, type PostKey, type TestHouse } from './testing.ts'

/**
 * Faults from a seed: the database refuses connections, ends in the middle of a request, loses the answer to a commit, has no
 * room, and the clock jumps. People do what people do: they press the button again, under the same key. Whatever happened, each step
 * must have happened once. A seed that fails is named, and gives the same run again.
 */

const SEEDS = process.env.SWEEP === 'whole' ? 1_000 : 8
/** Of a hundred statements so many fail. */
const FAULTY = 1.5

type Fault = 'refused' | 'ended' | 'lost' | 'full'
const failure = (code: string) => Object.assign(new Error('a fault of the test'), { code })

type Run = { draw: () => number; trace: string[] }
const asked = new AsyncLocalStorage<Run>()

const drawnFrom = (seed: number) => () => {
  seed = (seed + 0x6d2b79f5) >>> 0
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
}

/** Puts faults under the pool; only statements of a request that bears a run are touched. */
const breakInto = (pool: pg.Pool): void => {
  const connect = pool.connect.bind(pool) as () => Promise<pg.PoolClient>
  const drawn = ({ draw, trace }: Run, kinds: Fault[], what: string): Fault | null => {
    const fault = draw() * 100 < FAULTY ? (kinds[Math.floor(draw() * kinds.length)] as Fault) : null
    trace.push(fault ? `${what}!${fault}` : what)
    return fault
  }
  const broken = async (called?: unknown): Promise<pg.PoolClient> => {
    const run = asked.getStore()
    if (!run || typeof called === 'function') return (connect as (called?: unknown) => Promise<pg.PoolClient>)(called)
    if (drawn(run, ['refused'], 'connect')) throw failure('ECONNREFUSED')
    const client = await connect()
    const query = client.query.bind(client) as (...all: unknown[]) => Promise<unknown>
    const release = client.release.bind(client)
    let isDead = false
    Object.assign(client, {
      query: async (...all: unknown[]) => {
        if (isDead) throw failure('57P01')
        const text = typeof all[0] === 'string' ? all[0] : ((all[0] as { text?: string })?.text ?? '')
        if (text === 'rollback') return query(...all)
        const fault = drawn(run, ['ended', 'lost', 'full'], text.split(/\W/, 1)[0] ?? '')
        if (fault === 'full') throw failure('53100')
        if (fault === 'lost') await query(...all)
        if (fault) {
          isDead = true
          throw failure('57P01')
        }
        return query(...all)
      },
      release: (error?: Error | boolean) => {
        Object.assign(client, { query, release })
        release(isDead ? true : error)
      },
    })
    return client
  }
  Object.assign(pool, { connect: broken })
}

let house: TestHouse
let cookies: Map<PostKey, string>
/** How far the clock stands from the right time; a session that began later than now ends, so the sign-ins stand at the least. */
const LEAST_MINUTES = -20
let minutes = LEAST_MINUTES

beforeAll(async () => {
  house = await openTestHouse()
  const { clock } = house.house
  const now = clock.now.bind(clock)
  Object.assign(clock, { now: () => new Date(now().getTime() + minutes * 60_000) })
  const posts: PostKey[] = ['office', 'transport', 'troop-lan']
  cookies = new Map(await Promise.all(posts.map(async (key) => [key, (await house.as(key)).cookie] as const)))
  breakInto(house.pool)
})
afterAll(() => house?.close())

const send = async (
  by: PostKey,
  method: 'GET' | 'POST',
  path: string,
  body?: unknown,
  key?: string,
): Promise<Answer> => {
  const answer = await house.app.inject({
    method,
    url: `/api${path}`,
    headers: { cookie: cookies.get(by) as string, ...(key ? { 'idempotency-key': key } : {}) },
    ...(body === undefined ? {} : { payload: body as object }),
  })
  return { status: answer.statusCode, body: answer.json(), headers: answer.headers }
}

/** Does it again until it is done, as whoever reads that it was not. */
const untilDone = async (
  run: Run,
  by: PostKey,
  method: 'GET' | 'POST',
  path: string,
  body?: unknown,
): Promise<Answer> => {
  const key = method === 'POST' ? randomUUID() : undefined
  for (let tries = 0; tries < 40; tries += 1) {
    minutes = Math.floor(run.draw() * 40) + LEAST_MINUTES
    const answer = await send(by, method, path, body, key)
    run.trace.push(String(answer.status))
    if (answer.status === 200) return answer
    // Whatever broke, it is told as a lack of the machine, in words, and never as an error of ours.
    if (![503, 507].includes(answer.status))
      throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
  }
  throw new Error(`${path} never came through`)
}

/** One need from its raising to its end, with faults of the seed; what was traced. */
const live = async (seed: number): Promise<{ id: number; trace: string[] }> => {
  const run: Run = { draw: drawnFrom(seed), trace: [] }
  return asked.run(run, async () => {
    const need = { direction: 'military-asks', category: 'facilities', title: `营区门前加设路灯${seed}`, body: '' }
    const { id } = (await untilDone(run, 'troop-lan', 'POST', '/matters', need)).body as { id: number }
    const step = async (by: PostKey, name: string, more: object = {}) => {
      const { version } = (await untilDone(run, by, 'GET', `/matters/${id}`)).body
      await untilDone(run, by, 'POST', `/matters/${id}/steps`, { step: name, version, ...more })
    }
    await step('office', 'accept')
    await step('office', 'assign', { lead: { unitId: house.world.units.transport }, dueOn: '2026-07-31' })
    await step('transport', 'sign')
    await step('transport', 'report', { text: '已装好。' })
    await step('troop-lan', 'confirm')
    return { id, trace: run.trace }
  })
}

const hash = (trace: string[]): string => createHash('sha256').update(trace.join('\n')).digest('hex')
const STEPS = ['raise', 'accept', 'assign', 'sign', 'report', 'confirm']

test(`D10 ${SEEDS} seeds of faults: each step of each matter happened once, with its audit row, whatever failed under it`, async () => {
  let faults = 0
  const kinds = new Set<string>()
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const { id, trace } = await live(seed).catch((error: Error) => {
      throw new Error(`seed ${seed}: ${error.message}`)
    })
    const failed = trace.filter((line) => line.includes('!'))
    faults += failed.length
    for (const line of failed) kinds.add(line.split('!')[1] as string)
    const { rows } = await house.pool.query<{ step: string }>(
      'select step from matter_entries where matter_id = $1 order by id',
      [id],
    )
    expect(
      rows.map(({ step }) => step),
      `seed ${seed}`,
    ).toEqual(STEPS)
    const audited = await house.pool.query<{ action: string }>(
      "select action from audit_rows where record = 'matters' and record_id = $1",
      [String(id)],
    )
    expect(audited.rows, `seed ${seed}`).toHaveLength(STEPS.length)
    const titles = await house.pool.query('select matter_id from matter_texts where title = $1', [
      `营区门前加设路灯${seed}`,
    ])
    expect(titles.rows, `seed ${seed}`).toHaveLength(1)
  }
  // Faults took part, of every kind that a statement can meet; a refused connection comes up over more seeds.
  expect(faults).toBeGreaterThan(SEEDS / 2)
  for (const kind of ['ended', 'lost', 'full', ...(SEEDS >= 1_000 ? ['refused'] : [])])
    expect(kinds, kind).toContain(kind)
  expect(await recountTallies(house.pool)).toEqual([])
})

test('D10 the same seed gives the same run, another seed another', async () => {
  const again = async (seed: number) => hash((await live(seed)).trace)
  const first = await again(7_001)
  expect(await again(7_001)).toBe(first)
  expect(await again(7_002)).not.toBe(first)
})

test('D12 V06 while nothing of the database answers, sessions included, every request is told so in words and with its number', async () => {
  const { pool } = house
  const kept = { query: pool.query, connect: pool.connect }
  const away = async () => {
    throw failure('ECONNREFUSED')
  }
  Object.assign(pool, { query: away, connect: away })
  try {
    const cookie = cookies.get('office') as string
    for (const [method, path, headers, payload] of [
      ['GET', '/matters', { cookie }, undefined],
      ['GET', '/session', { cookie }, undefined],
      ['POST', '/session', {}, { login: 'office', password: 'anything at all' }],
      ['POST', '/session', { cookie }, { login: 'office', password: 'anything at all' }],
      ['POST', '/matters/1/steps', { cookie }, { step: 'accept', version: 1 }],
      ['GET', '/nothing-here', { cookie }, undefined],
    ] as const) {
      const answer = await house.app.inject({ method, url: `/api${path}`, headers, ...(payload ? { payload } : {}) })
      const said = `${method} ${path}: ${answer.body}`
      expect([503, 404], said).toContain(answer.statusCode)
      expect(answer.json(), said).toMatchObject({
        status: answer.statusCode,
        title: expect.stringMatching(/\p{Script=Han}/u),
        detail: expect.stringMatching(/\p{Script=Han}/u),
        requestId: expect.any(String),
      })
      if (path !== '/nothing-here') expect(answer.json().type, said).toBe('/problems/database-away')
    }
    // A page is no answer of ours to give without a build; what stands there must not be an error of ours.
    const page = await house.app.inject({ url: '/matters', headers: { cookie, accept: 'text/html' } })
    expect(page.statusCode, page.body).not.toBe(500)
  } finally {
    Object.assign(pool, kept)
  }
  expect((await send('office', 'GET', '/session')).status).toBe(200)
})
