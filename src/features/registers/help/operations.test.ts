import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Answer, type Caller, openTestHouse, type TestHouse } from '../../../main/testing.ts'
import { CLOSED_COLUMNS } from '../../../main/wiring.ts'
import { sealMedicalHelp } from './closed.ts'

let house: TestHouse
let station: Caller
let village: Caller
let householdId: number
beforeAll(async () => {
  house = await openTestHouse()
  station = await house.as('station')
  village = await house.as('village-station')
  const regionId = house.world.regions['lancheng-village']
  householdId = done(await station.post('/households', { regionId, head: { name: '扁某', categories: [] } })).id
})
afterAll(() => house?.close())

const done = ({ status, body }: Answer) => {
  expect(status, JSON.stringify(body)).toBe(200)
  return body
}
/** The rows of every table in which a word stands in clear. */
const inClear = async (word: string): Promise<string[]> => {
  const { rows } = await house.pool.query<{ name: string }>(
    "select tablename as name from pg_tables where schemaname = 'public' order by 1",
  )
  const found: string[] = []
  for (const { name } of rows) {
    const { rowCount } = await house.pool.query(`select 1 from "${name}" t where t::text like $1 limit 1`, [
      `%${word}%`,
    ])
    if (rowCount) found.push(name)
  }
  return found
}
const open = async (kind: string, needs: string) =>
  done(await station.post('/help-cases', { householdId, source: 'found', kind, needs, cameOn: '2026-07-01' }))

test('Z07 what is written of medical help is sealed, masked for everybody, and shown for a reason that is kept', async () => {
  const medical = await open('medical', '透析费用负担重')
  const words = '化验单看过，情况属实'
  const opinion = { version: medical.version, step: 'village', on: '2026-07-02', agrees: true, words }
  const after = done(await village.post(`/help-cases/${medical.id}/steps`, opinion))
  expect(after).toMatchObject({ kind: 'medical', needs: null, isSealed: true })
  expect(
    after.steps.map(({ words: said, isSealed }: { words: string; isSealed: boolean }) => [said, isSealed]),
  ).toEqual([
    ['', false],
    ['', true],
  ])
  expect([await inClear('透析'), await inClear('化验单')]).toEqual([[], []])
  const leader = await house.as('lancheng-leader')
  expect(done(await leader.get(`/help-cases/${medical.id}`))).toMatchObject({ needs: null, mayReveal: false })
  const reveal = (caller: Caller, body: object = { reason: '办理帮扶' }) =>
    caller.post(`/help-cases/${medical.id}/reveal`, body)
  const before = await house.auditCount()
  expect((await reveal(leader)).status).toBe(403)
  expect((await reveal(station, { reason: '' })).status).toBe(422)
  expect(await house.auditCount()).toBe(before)
  expect(done(await reveal(station))).toEqual({ needs: '透析费用负担重', steps: [{ id: after.steps[1].id, words }] })
  const { rows } = await house.pool.query("select record_id, after from audit_rows where action = 'help.reveal-words'")
  expect(rows).toEqual([
    {
      record_id: String(medical.id),
      after: { reason: expect.objectContaining({ personal: expect.stringContaining('help_cases:') }) },
    },
  ])
  // What ails somebody stands with medical help alone.
  const asked = { householdId, source: 'found', kind: 'housing', needs: '户主患肺癌，房子漏雨', cameOn: '2026-07-01' }
  expect((await station.post('/help-cases', asked)).body).toMatchObject({
    type: '/problems/secrecy',
    errors: [{ pointer: '/needs', detail: expect.stringContaining('医疗') }],
  })
  const legal = await open('legal', '要写一份诉状')
  expect(legal).toMatchObject({ needs: '要写一份诉状', isSealed: false })
  expect((await station.post(`/help-cases/${legal.id}/reveal`, { reason: '看看' })).body.type).toBe(
    '/problems/help-not-sealed',
  )
})

test('a leader reads how far a case is, and nothing that was written of the family', async () => {
  const { id, version } = await open('living', '儿子没有工作')
  const opinion = { version, step: 'village', on: '2026-07-02', agrees: true, words: '家里确实难' }
  const seen = done(await village.post(`/help-cases/${id}/steps`, opinion))
  expect([seen.needs, seen.steps[1].words]).toEqual(['儿子没有工作', '家里确实难'])
  for (const post of ['lancheng-leader', 'leader'] as const) {
    const leader = await house.as(post)
    const shown = done(await leader.get(`/help-cases/${id}`))
    expect(shown).toMatchObject({ state: 'township', needs: null, steps: [{ words: '' }, { words: '', agrees: true }] })
    const everything = JSON.stringify([shown, done(await leader.get('/help-cases?size=200'))])
    for (const words of ['儿子', '确实', '扁某'])
      expect([post, words, everything.includes(words)]).toEqual([post, words, false])
  }
})

test('medical help of before is sealed by the job, once, and opens again', async () => {
  const old = await open('living', '要做白内障手术')
  const opinion = { version: old.version, step: 'village', on: '2026-07-02', agrees: true, words: '视力只剩一成' }
  done(await village.post(`/help-cases/${old.id}/steps`, opinion))
  await house.pool.query("update help_cases set kind = 'medical' where id = $1", [old.id])
  expect([await inClear('白内障'), await inClear('视力')]).toEqual([['help_cases'], ['help_steps']])
  expect(await sealMedicalHelp(house.house)).toBe(2)
  expect(await sealMedicalHelp(house.house)).toBe(0)
  expect([await inClear('白内障'), await inClear('视力')]).toEqual([[], []])
  expect(CLOSED_COLUMNS.map(({ table, column }) => `${table}.${column}`)).toEqual(
    expect.arrayContaining(['help_cases.needs', 'help_steps.words']),
  )
  const shown = done(await station.post(`/help-cases/${old.id}/reveal`, { reason: '办理帮扶' }))
  expect([shown.needs, shown.steps[0].words]).toEqual(['要做白内障手术', '视力只剩一成'])
})

test('each level says its own; of a level without a post the nearest above says it, marked 代录 and counted apart', async () => {
  const county = await house.as('lancheng-office')
  const { id } = await open('housing', '窗户要换')
  const say = async (caller: Caller, step: string) => {
    const { version } = done(await county.get(`/help-cases/${id}`))
    return caller.post(`/help-cases/${id}/steps`, { version, step, on: '2026-07-02', agrees: true, words: '情况属实' })
  }
  const before = await house.auditCount()
  for (const caller of [station, county]) {
    expect((await say(caller, 'village')).body.type).toBe('/problems/help-not-your-step')
    expect(done(await caller.get(`/help-cases/${id}`))).toMatchObject({ open: ['withdraw'], onBehalf: [] })
  }
  expect(await house.auditCount()).toBe(before)
  const counted = async () => done(await county.get('/help-account')).onBehalf
  expect(await counted()).toBe(0)
  const close = (on: string | null) =>
    house.pool.query('update posts set closed_on = $1 where id = $2', [on, house.world.posts['village-station']])
  await close('2026-07-01')
  expect((await say(county, 'village')).status).toBe(403)
  expect(done(await station.get(`/help-cases/${id}`))).toMatchObject({
    open: ['village', 'withdraw'],
    onBehalf: ['village'],
  })
  const said = done(await say(station, 'village'))
  await close(null)
  expect(said.steps.at(-1)).toMatchObject({ step: 'village', isOnBehalf: true })
  expect(await counted()).toBe(1)
  const listed = done(await county.get('/help-cases?behalf=true')).rows
  expect(listed.map((one: { id: number }) => one.id)).toEqual([id])
  expect((await say(county, 'township')).status).toBe(403)
  expect(done(await say(station, 'township')).steps.at(-1)).toMatchObject({ isOnBehalf: false })
  expect((await say(station, 'county')).status).toBe(403)
  expect(done(await say(county, 'county'))).toMatchObject({ state: 'giving' })
})
