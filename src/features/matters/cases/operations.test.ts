import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestHouse, type PostKey, type TestHouse } from '../../../main/testing.ts'
import { HELP_MOVES, HELP_STEPS, type HelpState } from '../../registers/help/rules.ts'
import { type MatterState, MOVES, STEP_NEEDS } from '../rules.ts'

let house: TestHouse
let home: number
beforeAll(async () => {
  house = await openTestHouse()
  const head = { name: '王某某', categories: ['martyr-family'], kin: 'parent' }
  const regionId = house.world.regions['lancheng-village']
  home = (await (await house.as('office')).post('/households', { regionId, head })).body.id
  for (const post of ['village-station', 'station', 'lancheng-office', 'qinghe-office', 'qinghe-station'] as const)
    await house.as(post)
})
afterAll(() => house?.close())

const open = async (by: PostKey = 'village-station', more: object = {}) => {
  const given = { householdId: home, source: 'found', kind: 'housing', needs: '屋顶漏雨，要修。', cameOn: '2026-07-01' }
  const { status, body } = await (await house.as(by)).post('/help-cases', { ...given, dueOn: '2026-08-31', ...more })
  expect([status, body.detail]).toEqual([200, undefined])
  return body as { id: number; code: string }
}
const step = async (by: PostKey, id: number, name: string, more: object = {}) => {
  const { version } = (await house.pool.query('select version from help_cases where id = $1', [id])).rows[0]
  const words = { words: '同意修缮。', agrees: true, on: '2026-07-10' }
  return (await house.as(by)).post(`/help-cases/${id}/steps`, { step: name, version, ...words, ...more })
}
const through = async (id: number, steps: readonly [PostKey, string, object?][]) => {
  for (const [by, name, more] of steps) {
    const { status, body } = await step(by, id, name, more)
    expect([by, name, status, body.detail]).toEqual([by, name, 200, undefined])
  }
}
/** The opinions that bring a case to where something is given. */
const AGREED: readonly [PostKey, string][] = [
  ['village-station', 'village'],
  ['station', 'township'],
  ['lancheng-office', 'county'],
]
const matterOf = async (code: string, by: PostKey = 'lancheng-office') =>
  (await (await house.as(by)).get(`/matters?q=${encodeURIComponent(code)}&size=20`)).body.rows[0]

test('an open case is a matter of its kind, with its day, its number, and nobody’s name', async () => {
  const { id, code } = await open()
  const matter = await matterOf(code)
  expect(matter).toMatchObject({
    kind: 'case',
    code: expect.stringMatching(/^GA-2026-\d{3}$/),
    title: `住房帮扶 ${code}`,
    state: 'raised',
    dueOn: '2026-08-31',
    asker: { id: house.world.units['village-station'] },
  })
  const detail = await (await house.as('lancheng-office')).get(`/matters/${matter.id}`)
  expect(detail.body.help).toEqual({ id, code })
  for (const words of ['王某某', '屋顶']) expect(JSON.stringify(detail.body)).not.toContain(words)
  // Another county sees neither the matter nor the family's case.
  expect((await (await house.as('qinghe-office')).get(`/matters/${matter.id}`)).status).toBe(404)
  expect((await (await house.as('qinghe-office')).get(`/help-cases/${id}`)).status).toBe(404)
  // A unit that is handed the case reads that there is one, and not whose.
  await through(id, AGREED)
  const seen = await (await house.as('lancheng-office')).get(`/matters/${matter.id}`)
  const lead = { lead: { unitId: house.world.units['lancheng-education'] }, dueOn: '2026-08-31' }
  await (await house.as('lancheng-office')).post(`/matters/${matter.id}/steps`, {
    step: 'assign',
    version: seen.body.version,
    ...lead,
  })
  const led = await (await house.as('lancheng-education')).get(`/matters/${matter.id}`)
  expect(led.body).toMatchObject({ title: `住房帮扶 ${code}`, help: { id: null } })
})

test('opinions go up in turn, help is given and followed up, and the matter ends with it whoever said so', async () => {
  const { id, code } = await open()
  expect((await step('village-station', id, 'township')).status).toBe(409)
  await through(id, [['village-station', 'village', { agrees: false, words: '先等等。' }]])
  expect((await step('village-station', id, 'township')).status).toBe(403)
  await through(id, [
    ['station', 'township'],
    ['lancheng-office', 'county'],
    ['station', 'give', { words: '已修好。', yuan: 3000 }],
    ['village-station', 'again', { words: '还有一处。' }],
    ['station', 'give', { words: '补修了。' }],
  ])
  const before = await matterOf(code)
  expect(before).toMatchObject({ state: 'accepted' })
  // The township is no party of the matter that the village raised.
  await through(id, [['station', 'serve', { words: '不漏了。' }]])
  const after = (await (await house.as('lancheng-office')).get(`/matters/${before.id}`)).body
  expect(after).toMatchObject({ state: 'closed', closedOn: '2026-07-14', lead: { id: house.world.units.station } })
  const { body } = await (await house.as('lancheng-leader')).get(`/help-cases/${id}`)
  expect(body).toMatchObject({ state: 'done', headName: '王**', open: [] })
  expect(
    body.steps.map((one: { step: string; agrees: boolean | null; yuan: number | null }) => [
      one.step,
      one.agrees,
      one.yuan,
    ]),
  ).toEqual([
    ['open', null, null],
    ['village', false, null],
    ['township', true, null],
    ['county', true, null],
    ['give', null, 3000],
    ['again', null, null],
    ['give', null, null],
    ['serve', null, null],
  ])
})

test('what the county refuses is declined in the ledger, what is withdrawn is withdrawn there', async () => {
  const refused = await open()
  await through(refused.id, [
    ['village-station', 'village'],
    ['station', 'township'],
    ['lancheng-office', 'county', { agrees: false, words: '已有别的渠道。' }],
  ])
  expect(await matterOf(refused.code)).toMatchObject({ state: 'declined' })
  const withdrawn = await open()
  await through(withdrawn.id, [['village-station', 'withdraw', { words: '自己解决了。' }]])
  const { rows } = await house.pool.query(
    'select state from matters where id = (select matter_id from matter_cases where help_id = $1)',
    [withdrawn.id],
  )
  expect(rows).toEqual([{ state: 'withdrawn' }])
})

test('a case ends, goes back or opens again with its help alone', async () => {
  const { id, code } = await open()
  const office = await house.as('lancheng-office')
  const village = await house.as('village-station')
  const now = async () => (await office.get(`/matters/${(await matterOf(code)).id}`)).body
  const take = async (by: typeof office, name: string, more: object = {}) => {
    const { id: matterId, version } = await now()
    return by.post(`/matters/${matterId}/steps`, { step: name, version, reason: '不合适', ...more })
  }
  expect((await now()).openSteps).not.toContain('return')
  for (const [by, name] of [
    [office, 'accept'],
    [office, 'return'],
    [village, 'withdraw'],
  ] as const) {
    const before = await house.auditCount()
    expect((await take(by, name)).body, name).toMatchObject({ type: '/problems/step-of-help', status: 409 })
    expect(await house.auditCount()).toBe(before)
  }
  // Once the county agreed the office may hand it to who does the work; whether that served is said at the help.
  await through(id, AGREED)
  const lead = { lead: { unitId: house.world.units['lancheng-education'] }, dueOn: '2026-08-31' }
  expect((await take(office, 'assign', lead)).status).toBe(200)
  const member = await house.as('lancheng-education')
  expect((await take(member, 'sign')).status).toBe(200)
  expect((await take(member, 'report', { text: '已修。' })).status).toBe(200)
  expect((await take(village, 'confirm')).body.type).toBe('/problems/step-of-help')
  await through(id, [
    ['station', 'give'],
    ['village-station', 'again'],
  ])
  expect(await now()).toMatchObject({ state: 'running' })
  await through(id, [
    ['station', 'give'],
    ['village-station', 'serve'],
  ])
  expect(await now()).toMatchObject({ state: 'closed' })
  expect((await take(village, 'reopen')).body.type).toBe('/problems/step-of-help')
})

/** Where the matter of a case may stand while its help stands there. */
const TOGETHER: Record<HelpState, readonly MatterState[]> = {
  village: ['raised'],
  township: ['raised'],
  county: ['raised'],
  giving: ['accepted', 'assigned', 'running', 'reported'],
  given: ['accepted', 'assigned', 'running', 'reported'],
  done: ['closed'],
  refused: ['declined'],
  withdrawn: ['withdrawn'],
}

/** A case that goes well, at the help and at its matter. */
const WELL = [
  ['help', 'village-station', 'village'],
  ['help', 'station', 'township'],
  ['help', 'lancheng-office', 'county'],
  ['matter', 'lancheng-office', 'assign'],
  ['matter', 'lancheng-education', 'sign'],
  ['help', 'station', 'give'],
  ['matter', 'lancheng-education', 'report'],
] as const

test('whatever steps are taken at the help and at its matter, by whomever, the two never contradict', async () => {
  const lead = { unitId: house.world.units['lancheng-education'] }
  const taken = new Set<string>()
  const one = fc.record({
    by: fc.constantFrom('village-station', 'station', 'lancheng-office', 'lancheng-education'),
    at: fc.constantFrom('help', 'matter'),
    pick: fc.nat(99),
    agrees: fc.boolean(),
    isForced: fc.boolean(),
  })
  const property = fc.asyncProperty(
    fc.constantFrom('village-station', 'lancheng-office'),
    fc.nat(WELL.length),
    fc.array(one, { minLength: 4, maxLength: 10 }),
    async (opener, begun, steps) => {
      const { id, code } = await open(opener)
      const { id: matterId } = await matterOf(code)
      const standing = async () => {
        const { rows } = await house.pool.query(
          'select c.state as help, m.state as matter, m.version from help_cases c, matters m where c.id = $1 and m.id = $2',
          [id, matterId],
        )
        return rows[0] as { help: HelpState; matter: MatterState; version: number }
      }
      const take = async (at: 'help' | 'matter', by: PostKey, name: string, agrees = true) => {
        const input = { step: name, reason: '不合适', text: '办了。', lead, dueOn: '2026-08-31' }
        const { version } = await standing()
        const answer =
          at === 'help'
            ? await step(by, id, name, { agrees })
            : await (await house.as(by)).post(`/matters/${matterId}/steps`, { ...input, version })
        const { help, matter } = await standing()
        expect([at, name, help, matter, TOGETHER[help].includes(matter)]).toEqual([at, name, help, matter, true])
        return answer.status
      }
      for (const [at, by, name] of WELL.slice(0, begun)) expect([name, await take(at, by, name)]).toEqual([name, 200])
      for (const { by, at, pick, agrees, isForced } of steps) {
        const { help, matter } = await standing()
        // Mostly a step that leads somewhere from its state, so that cases come far; else any.
        const open = at === 'help' ? HELP_MOVES[help] : MOVES[matter]
        const all = at === 'help' ? HELP_STEPS : Object.keys(STEP_NEEDS)
        const names = isForced ? all : Object.entries(open).flatMap(([name, move]) => (move.to ? [name] : []))
        const name = names[pick % Math.max(1, names.length)]
        if (name && (await take(at, by, name, agrees)) === 200) taken.add(`${at} ${name}`)
      }
    },
  )
  await fc.assert(property, { numRuns: 10, seed: 20260714 })
  // Both sides moved by chance as well.
  for (const side of ['help', 'matter'])
    expect(
      [...taken].some((name) => name.startsWith(side)),
      side,
    ).toBe(true)
}, 60_000)

test('the account of a place adds up, and a refusal leaves nothing', async () => {
  const { body } = await (await house.as('office')).get('/help-account')
  const sum = Object.values(body.states as Record<string, number>).reduce((all, one) => all + one, 0)
  expect(body.all).toBe(sum)
  expect(body.places.reduce((all: number, one: { all: number }) => all + one.all, 0)).toBe(sum)
  expect((await (await house.as('office')).get('/help-cases?size=200')).body.total).toBe(sum)
  const station = await house.as('village-station')
  const before = await house.auditCount()
  const wrong = { householdId: home, source: 'asked', kind: 'legal', needs: '', cameOn: '2026-07-01' }
  expect((await station.post('/help-cases', wrong)).body.errors[0]).toMatchObject({ pointer: '/needs' })
  const secret = { ...wrong, needs: '身份证号 11010519491231002X' }
  expect((await station.post('/help-cases', secret)).body.type).toBe('/problems/secrecy')
  const early = { ...wrong, needs: '咨询。', dueOn: '2026-06-30' }
  expect((await station.post('/help-cases', early)).body.type).toBe('/problems/help-day-order')
  expect((await (await house.as('qinghe-station')).post('/help-cases', { ...wrong, needs: '咨询。' })).status).toBe(404)
  expect(await house.auditCount()).toBe(before)
})
