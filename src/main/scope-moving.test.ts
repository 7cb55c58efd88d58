import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Caller, openTestHouse, type RegionKey, type TestHouse } from './testing.ts'

/** A township is handed back and forth between two counties while both read and write (Z02). */

const MOVES = 8
const MATTERS = 4
const HOUSEHOLDS = 5

let house: TestHouse
const moving = { matters: new Set<number>(), households: new Set<number>(), facts: new Set<number>() }
type Kind = keyof typeof moving
const KINDS = Object.keys(moving) as Kind[]

beforeAll(async () => {
  house = await openTestHouse()
  const { pool, world } = house
  const town = world.regions['qinghe-town']
  const [station, office] = [await house.as('qinghe-station'), await house.as('qinghe-office')]
  for (let at = 0; at < MATTERS; at += 1) {
    const need = { direction: 'locality-asks', category: 'other', title: `站前道路平整之${at}`, body: '雨天积水。' }
    moving.matters.add((await station.post('/matters', need)).body.id)
  }
  // As a township with an office of its own would file them.
  await pool.query(
    'update matters set region_id = r.id, region_path = r.path from regions r where r.id = $1 and matters.id = any($2)',
    [town, [...moving.matters]],
  )
  for (let at = 0; at < HOUSEHOLDS; at += 1) {
    const family = {
      regionId: world.regions['qinghe-village'],
      head: { name: '王某某', categories: ['discharged-soldier'] },
    }
    moving.households.add((await office.post('/households', family)).body.id)
    const fact = { kind: 'meeting', regionId: town, startsOn: '2026-06-01' }
    moving.facts.add((await station.post('/facts', fact)).body.id)
  }
  for (const kind of KINDS) expect([...moving[kind]].every(Number.isInteger), kind).toBe(true)
}, 120_000)
afterAll(() => house?.close())

/** How many of what moves a county reads: in its list, in its total less what stays, and record by record. */
const seenBy = async (caller: Caller, kind: Kind): Promise<{ listed: number; total: number; rows: number }> => {
  const { status, body } = await caller.get(`/${kind}?size=100`)
  if (status !== 200) throw new Error(`${kind}: ${status} ${JSON.stringify(body)}`)
  const ids = (body.rows as { id: number }[]).map(({ id }) => id)
  return { listed: ids.filter((id) => moving[kind].has(id)).length, total: body.total, rows: ids.length }
}
const opened = async (caller: Caller, kind: Kind): Promise<number> => {
  let open = 0
  for (const id of moving[kind]) if ((await caller.get(`/${kind}/${id}`)).status === 200) open += 1
  return open
}

test('Z02 while a township is moved under load, a county sees all of it or nothing, and the right one at once afterwards', async () => {
  const office = await house.as('office')
  const counties = {
    qinghe: await house.as('qinghe-office'),
    lancheng: await house.as('lancheng-office'),
  } satisfies Partial<Record<RegionKey, Caller>>
  const keys = Object.keys(counties) as (keyof typeof counties)[]
  const town = house.world.regions['qinghe-town']
  const odd: string[] = []
  let [isOver, answers] = [false, 0]

  // Reads and writes go on the whole time; an answer with a part of the township is one too many.
  const reading = keys.flatMap((key) =>
    KINDS.map(async (kind) => {
      while (!isOver) {
        const { listed, total, rows } = await seenBy(counties[key], kind)
        answers += 1
        if (listed !== 0 && listed !== moving[kind].size) odd.push(`${key} lists ${listed} ${kind}`)
        if (total !== rows) odd.push(`${key} lists ${rows} ${kind} and counts ${total}`)
      }
    }),
  )
  const writing = keys.map(async (key, index) => {
    const regionId = house.world.regions[key]
    // As many as one page holds with the others.
    for (let written = 0; written < 40 && !isOver; written += 1) {
      const { status, body } = await counties[key].post('/facts', { kind: 'meeting', regionId, startsOn: '2026-06-02' })
      if (status !== 200) odd.push(`${key} writes ${index}: ${status} ${JSON.stringify(body)}`)
      await new Promise((done) => setTimeout(done, 400))
    }
  })

  const after: unknown[] = []
  for (let at = 0; at < MOVES; at += 1) {
    const to = keys[(at + 1) % 2] as (typeof keys)[number]
    const from = keys[at % 2] as (typeof keys)[number]
    const { version } = (await office.get(`/regions/${town}`)).body
    const decree = { effectiveOn: `2026-07-0${at + 1}`, docNumber: `澜政发〔2026〕${at + 1}号`, reason: '优化布局' }
    const body = { kind: 'move', ...decree, regions: [{ id: town, version }], toId: house.world.regions[to] }
    const done = await office.post('/region-changes', body)
    expect(done.status, JSON.stringify(done.body)).toBe(200)
    for (const kind of KINDS) {
      const [there, gone] = [await seenBy(counties[to], kind), await seenBy(counties[from], kind)]
      after.push([
        kind,
        there.listed,
        gone.listed,
        await opened(counties[to], kind),
        await opened(counties[from], kind),
      ])
    }
  }
  isOver = true
  await Promise.all([...reading, ...writing])
  expect(odd).toEqual([])
  expect(after).toEqual(
    Array.from({ length: MOVES }, () => KINDS.map((kind) => [kind, moving[kind].size, 0, moving[kind].size, 0])).flat(),
  )
  expect(answers).toBeGreaterThan(MOVES * keys.length * KINDS.length)
}, 240_000)
