import { afterAll, beforeAll, expect, test } from 'vitest'
import { matterFixture } from '../features/matters/fixture.ts'
import type { Step } from '../features/matters/sides.ts'
import { recountTallies } from '../features/matters/store/counts.ts'
import { type Caller, openTestHouse, type PostKey, type TestHouse } from './testing.ts'

/**
 * Fifty clients at once on one ledger, in the way of a history checker: what was acknowledged is written down, and afterwards the
 * ledger must hold exactly that: every entry, once, in the order of the versions, and every count equal to a recount.
 */

const CLIENTS = 50
const TURNS = 4
const MATTERS = 12

let house: TestHouse
const { needIn } = matterFixture(() => house)

beforeAll(async () => {
  house = await openTestHouse()
})
afterAll(() => house?.close())

/** Numbers between 0 and 1 that a seed gives, the same each time. */
const drawnFrom = (seed: number) => () => {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
  return seed / 2 ** 32
}

/** What a client tries by the state it finds; whoever may not is refused, which is part of the matter. */
const TRIES: Record<string, [PostKey, Step, object][]> = {
  assigned: [['transport', 'sign', {}]],
  running: [
    ['transport', 'progress', { text: '已开工。' }],
    ['transport', 'report', { text: '已建成。' }],
  ],
  reported: [
    ['troop-lan', 'return', { reason: '雨棚漏水。' }],
    ['troop-lan', 'confirm', {}],
  ],
  closed: [['troop-lan', 'reopen', { reason: '又漏水。' }]],
}
const POSTS: PostKey[] = ['office', 'office-second', 'transport', 'troop-lan']

test('D08 fifty clients on twelve matters: no acknowledged step is lost or doubled, versions go up by one, and every count is that of a recount', async () => {
  const ids: number[] = []
  for (let count = 0; count < MATTERS; count += 1) ids.push(await needIn(count % 2 === 0 ? 'running' : 'assigned'))
  const callers = Object.fromEntries(
    await Promise.all(POSTS.map(async (key): Promise<[PostKey, Caller]> => [key, await house.as(key)])),
  ) as Record<PostKey, Caller>
  const started = new Map<number, number>()
  for (const id of ids) started.set(id, (await callers.office.get(`/matters/${id}`)).body.version)
  const history: { id: number; step: string; from: number; to: number }[] = []
  let stale = 0
  const client = async (seed: number) => {
    const draw = drawnFrom(seed)
    const pick = <T>(all: readonly T[]): T => all[Math.floor(draw() * all.length)] as T
    for (let turn = 0; turn < TURNS; turn += 1) {
      const id = pick(ids)
      const seen = await callers.office.get(`/matters/${id}`)
      expect(seen.status).toBe(200)
      const isComment = draw() < 0.4
      const [by, step, more] = isComment
        ? ([pick(POSTS), 'comment', { text: `第${seed}号第${turn}次` }] as [PostKey, Step, object])
        : pick(TRIES[seen.body.state] as [PostKey, Step, object][])
      const { version } = seen.body
      const answer = await callers[by].post(`/matters/${id}/steps`, { step, version, ...more })
      if (answer.status === 200) history.push({ id, step, from: version, to: answer.body.version })
      else {
        expect([409, 422], `${by} ${step} ${JSON.stringify(answer.body)}`).toContain(answer.status)
        stale += 1
      }
    }
  }
  await Promise.all(Array.from({ length: CLIENTS }, (_, index) => client(index + 1)))
  expect(history.length).toBeGreaterThan(MATTERS)
  expect(stale).toBeGreaterThan(0)
  for (const id of ids) {
    const acknowledged = history.filter((one) => one.id === id).sort((a, b) => a.from - b.from)
    // Each stands on the version that the one before it left: nobody wrote over what he had not seen.
    let version = started.get(id) as number
    for (const { from, to } of acknowledged) {
      expect([from, to]).toEqual([version, version + 1])
      version = to
    }
    const after = await callers.office.get(`/matters/${id}`)
    expect(after.body.version).toBe(version)
    const { rows } = await house.pool.query<{ step: string }>(
      'select step from matter_entries where matter_id = $1 order by id',
      [id],
    )
    const last = rows.slice(rows.length - acknowledged.length).map(({ step }) => step)
    expect(last).toEqual(acknowledged.map(({ step }) => step))
  }
  expect(await recountTallies(house.pool)).toEqual([])
  const audited = await house.pool.query<{ count: number }>(
    "select count(*)::int as count from audit_rows where record = 'matters' and record_id = any($1)",
    [ids.map(String)],
  )
  const entries = await house.pool.query<{ count: number }>(
    'select count(*)::int as count from matter_entries where matter_id = any($1)',
    [ids],
  )
  expect(audited.rows[0]?.count).toBe(entries.rows[0]?.count)
})

test('D08 numbers drawn by fifty at once are each drawn once and without a gap', async () => {
  const troop = await house.as('troop-lan')
  const need = { direction: 'military-asks', category: 'facilities', title: '营区门前加设路灯', body: '' }
  const answers = await Promise.all(Array.from({ length: CLIENTS }, () => troop.post('/matters', need)))
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200))
  const { rows } = await house.pool.query<{ number: number }>(
    "select split_part(code, '-', 3)::int as number from matters where code is not null and parent_id is null and kind = 'need' order by 1",
  )
  expect(rows.map(({ number }) => number)).toEqual(rows.map((_, index) => index + 1))
})

test('D08 of several exports at once exactly as many go out as the day allows', async () => {
  const secadmin = await house.as('secadmin')
  const { version, needsSecondFactor: _off, ...rules } = (await secadmin.get('/security/rules')).body
  await house.pool.query('update export_counts set taken = 0')
  expect((await secadmin.put('/security/rules', { ...rules, mostExports: 3, version })).status).toBe(200)
  const auditor = await house.as('auditor')
  const answers = await Promise.all(Array.from({ length: 8 }, () => auditor.download('/processing/sheet')))
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(3)
  expect(answers.filter(({ status }) => status === 429)).toHaveLength(5)
})
