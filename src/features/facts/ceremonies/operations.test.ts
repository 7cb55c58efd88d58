import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Caller, openTestHouse, type TestHouse } from '../../../main/testing.ts'

let house: TestHouse
let office: Caller
let station: Caller
let report: number
let photo: number
let home: number

beforeAll(async () => {
  house = await openTestHouse()
  office = await house.as('lancheng-office')
  station = await house.as('village-station')
  const bytes = await sharp({ create: { width: 40, height: 30, channels: 3, background: '#a33' } })
    .jpeg()
    .toBuffer()
  photo = (await station.upload('送达.jpg', bytes)).body.id
  const regionId = house.world.regions['lancheng-village']
  const head = { name: '李大某', categories: ['serving-family'], kin: 'parent' }
  home = (await office.post('/households', { regionId, head })).body.id
  const amounts = { 'third-merit': 2000 }
  await (await house.as('office')).post('/merit-bonuses', { fromOn: '2026-01-01', amounts, source: '市级文件' })
  const made = { soldierName: '李某某', grade: 'third-merit', awardYear: 2026, receivedOn: '2026-07-01' }
  report = (await office.post('/merit-reports', made)).body.id
  await step({ step: 'register', regionId })
  await step({ step: 'verify', householdId: home })
})
afterAll(() => house?.close())

const step = async (more: object, caller = office) => {
  const { version } = (await office.get(`/merit-reports/${report}`)).body
  const answer = await caller.post(`/merit-reports/${report}/steps`, { version, on: '2026-07-10', ...more })
  expect([more, answer.status, answer.body.detail]).toEqual([more, 200, undefined])
  return answer.body
}
const deliver = (more: object = {}) =>
  step(
    {
      step: 'deliver',
      level: 'county',
      civilWords: '县局局长',
      militaryWords: '人武部部长',
      fileIds: [photo],
      ...more,
    },
    station,
  )
const ceremonies = async (by = office) => (await by.get(`/merit-reports/${report}/ceremonies`)).body

test('a delivered report is one ceremony among the facts, with its day, family, picture and bonus, linked both ways', async () => {
  await deliver()
  const [{ id, code }, ...others] = await ceremonies()
  expect(others).toEqual([])
  const { body } = await station.get(`/facts/${id}`)
  expect(body).toMatchObject({
    kind: 'ceremony',
    state: 'recorded',
    startsOn: '2026-07-10',
    fields: { type: 'merit' },
    body: '县局局长、人武部部长',
    quantities: [
      { key: 'households', value: 1 },
      { key: 'money', value: 2000 },
    ],
    households: [{ id: home }],
    files: [{ id: photo }],
    enteredUnit: { id: house.world.units['village-station'] },
    meritReport: { id: report },
  })
  expect(JSON.stringify(body)).not.toContain('李某某')
  const { rows } = await house.pool.query("select action from audit_rows where action like 'fact.%' order by id")
  expect(rows).toEqual([{ action: 'fact.record' }])
  // Other steps of the report leave it alone, and a family of another county sees neither.
  await step({ step: 'feed-back' })
  expect(await ceremonies()).toMatchObject([{ code }])
  expect((await (await house.as('qinghe-office')).get(`/merit-reports/${report}/ceremonies`)).status).toBe(404)
})

test('a delivery taken back withdraws its ceremony, a checked one too; delivered again it is another', async () => {
  const [first] = await ceremonies()
  const checked = await office.post(`/facts/${first.id}/steps`, { step: 'check', version: first.version })
  expect(checked.body.state).toBe('checked')
  const back = await step({ step: 'undeliver', reason: '送错了人家', on: '2026-07-14' })
  expect(back).toMatchObject({ state: 'verified', deliveredOn: null, bonusYuan: null })
  expect(await ceremonies()).toMatchObject([{ id: first.id, state: 'withdrawn' }])
  // The day of the right delivery may lie before the one on which the mistake was found.
  await deliver({ on: '2026-07-12' })
  expect(await ceremonies()).toMatchObject([{ state: 'recorded', startsOn: '2026-07-12' }, { id: first.id }])
})
