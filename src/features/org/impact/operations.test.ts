import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Caller, openTestHouse, type TestHouse } from '../../../main/testing.ts'
import { withCheckDigit } from '../../../platform/secrecy/resident-id.ts'

let house: TestHouse
let office: Caller
let station: Caller
beforeAll(async () => {
  house = await openTestHouse()
  office = await house.as('office')
  station = await house.as('station')
  // As a city that has only just been set up.
  await house.pool.query('delete from impact_assessments')
})
afterAll(() => house?.close())

const ASSESSED = {
  functions: ['closed-persons'],
  what: '登记优抚对象。',
  necessity: '法定职责。',
  risks: '号码外泄。',
  measures: '加密、遮盖、留痕。',
  assessedBy: '市双拥办',
  assessedOn: '2026-07-14',
}
const family = (head: object, more: object = {}) => ({
  regionId: house.world.regions['lancheng-village'],
  head: { name: '王某某', categories: ['discharged-soldier'], ...head },
  isAnother: true,
  ...more,
})
const MINOR = { birthYear: 2016, birthMonth: 5, categories: [] }
const CONSENT = { guardianBasis: 'consent', guardian: 'mother', guardianOn: '2026-07-01' }

/** Refused with the sentence that says who must record what, and nothing was written. */
const expectGate = async (send: () => ReturnType<Caller['post']>, words: string) => {
  const before = await house.auditCount()
  const { status, body } = await send()
  expect([status, body.type]).toEqual([409, '/problems/impact-missing'])
  expect(body.detail).toContain(words)
  expect(body.detail).toContain('由市双拥办在“数据登记 › 影响评估”记录')
  expect(await house.auditCount()).toBe(before)
}

test('P07 closed data, medical help, papers, minors and pictures are refused until their assessment is recorded, each by its own', async () => {
  const plain = (await station.post('/households', family({}))).body
  const phone = () => station.post('/households', family({ phone: '10000000009' }))
  const county = await house.as('lancheng-office')
  const png = await sharp({ create: { width: 40, height: 40, channels: 3, background: '#fff' } })
    .png()
    .toBuffer()
  const paper = (await office.upload('文书.png', png)).body.id
  // A paper of one record is closed and opens for no other.
  const order = (await office.upload('通令.png', png)).body.id
  const soldier = { soldierName: '李某某', grade: 'third-merit', awardYear: 2026, receivedOn: '2026-07-01' }
  const report = (await county.post('/merit-reports', soldier)).body
  const stepMerit = async (caller: Caller, more: object) => {
    const { version } = (await office.get(`/merit-reports/${report.id}`)).body
    return caller.post(`/merit-reports/${report.id}/steps`, { version, on: '2026-07-10', ...more })
  }
  for (const more of [
    { step: 'register', regionId: house.world.regions['lancheng-village'] },
    { step: 'verify', householdId: plain.id, isSure: true, reason: '核对过' },
  ])
    expect((await stepMerit(county, more)).status).toBe(200)
  const photo = (await station.upload('门前.png', png)).body.id
  const hang = { step: 'hang', on: '2026-07-14' }
  const cases: [string, string, () => ReturnType<Caller['post']>][] = [
    ['closed-persons', '身份证号', phone],
    ['closed-persons', '住址', () => station.post('/households', family({}, { address: '某路1号' }))],
    [
      'closed-persons',
      '封存信息',
      () => station.post('/households', family({ resident: withCheckDigit('99000019700305007') })),
    ],
    ['closed-persons', '封存信息', () => county.post('/household-imports', { fileId: 999_999 })],
    [
      'medical-help',
      '健康信息',
      () =>
        station.post('/help-cases', {
          ...{ householdId: plain.id, source: 'found', kind: 'medical', needs: '帮助就医。', cameOn: '2026-07-10' },
        }),
    ],
    [
      'scans',
      '文书影像',
      async () =>
        office.post(`/plaques/${plain.id}/steps`, {
          ...{ step: 'withdraw', on: '2026-07-14', reason: '依文书取消', fileIds: [paper] },
          version: (await office.get(`/plaques/${plain.id}`)).body.version,
        }),
    ],
    ['scans', '文书影像', async () => office.post('/merit-reports', { ...soldier, isAnother: true, fileIds: [order] })],
    [
      'photos',
      '办理照片',
      async () => {
        const { version } = (await station.get(`/plaques/${plain.id}`)).body
        return station.post(`/plaques/${plain.id}/steps`, { version, ...hang, fileIds: [photo] })
      },
    ],
    [
      'photos',
      '办理照片',
      () =>
        stepMerit(station, {
          ...{ step: 'deliver', level: 'county', fileIds: [photo] },
          ...{ civilWords: '区双拥办主任', militaryWords: '部队政治工作干事' },
        }),
    ],
    ['minors', '未满十四周岁', () => station.post('/households', family({ ...MINOR, ...CONSENT }))],
  ]
  for (const [, words, send] of cases) await expectGate(send, words)
  expect((await station.get('/impact-gates')).body.map(({ isOpen }: { isOpen: boolean }) => isOpen)).toEqual([
    ...[false, false, false, false, false],
  ])
  expect((await office.post('/impact-assessments', ASSESSED)).status).toBe(200)
  expect((await phone()).status).toBe(200)
  for (const needed of ['medical-help', 'photos', 'scans', 'minors']) {
    const own = cases.filter(([one]) => one === needed)
    for (const [, words, send] of own) await expectGate(send, words)
    expect((await office.post('/impact-assessments', { ...ASSESSED, functions: [needed] })).status).toBe(200)
    for (const [, words, send] of own) {
      const { status, body } = await send()
      expect([status, body.errors ?? body.detail], words).toEqual([200, undefined])
    }
  }
})

test('P07 a person under fourteen is registered with the consent of a guardian, or the duty by which it is done', async () => {
  const without = await station.post('/households', family(MINOR))
  expect([without.status, without.body.errors[0].pointer]).toEqual([422, '/head/guardianBasis'])
  const nobody = await station.post('/households', family({ ...MINOR, ...CONSENT, guardian: null }))
  expect([nobody.status, nobody.body.errors[0].pointer]).toEqual([422, '/head/guardian'])
  const given = await station.post('/households', family({ ...MINOR, ...CONSENT }))
  expect(given.body.persons[0]).toMatchObject({ isMinor: true, ...CONSENT })
  const duty = { guardianBasis: 'duty', guardianOn: '2026-07-01' }
  expect((await station.post('/households', family({ ...MINOR, ...duty }))).status).toBe(200)
})

test('P07 only the office of the city records an assessment, and none goes before its three years', async () => {
  const county = await house.as('lancheng-office')
  expect((await county.post('/impact-assessments', ASSESSED)).body.type).toBe('/problems/impact-not-city')
  const [one] = (await (await house.as('secadmin')).get('/impact-assessments')).body.rows
  const kept = await office.delete(`/impact-assessments/${one.id}`)
  expect([kept.status, kept.body.type]).toEqual([409, '/problems/impact-kept'])
  expect((await office.get('/impact-assessments')).body.rows).toContainEqual(one)
  const old = await office.post('/impact-assessments', { ...ASSESSED, assessedOn: '2023-07-14' })
  expect(old.body).toMatchObject({ keptUntil: '2026-07-14', mayRemove: true })
  expect((await office.delete(`/impact-assessments/${old.body.id}`)).status).toBe(200)
  const early = await office.post('/impact-assessments', { ...ASSESSED, assessedOn: '2023-07-15' })
  expect((await office.delete(`/impact-assessments/${early.body.id}`)).body.type).toBe('/problems/impact-kept')
})

test('P07 what was entered earlier is looked at, found, compared and merged only once it is assessed', async () => {
  const village = await house.as('village-station')
  const recorded = (await office.get('/impact-assessments')).body.rows.length
  expect(recorded).toBeGreaterThan(0)
  const resident = withCheckDigit('99000019600305007')
  const made = async (head: object) => (await station.post('/households', family(head, { address: '某路1号' }))).body
  const old = await made({ name: '钱某某', resident, phone: '10000000008' })
  const child = (await made({ ...MINOR, ...CONSENT, phone: '10000000006' })).persons[0]
  // A pair over two counties, which the city alone sees.
  const elsewhere = { regionId: house.world.regions['qinghe-village'], head: { name: '钱某', resident } }
  const again = (await (await house.as('qinghe-office')).post('/households', elsewhere)).body.persons[0]
  const help = { householdId: old.id, source: 'found', kind: 'medical', needs: '帮助就医。', cameOn: '2026-07-10' }
  const sick = (await station.post('/help-cases', help)).body
  const kept = (await house.pool.query('delete from impact_assessments returning *')).rows
  expect(kept.length).toBe(recorded)
  const [person] = old.persons
  const why = { reason: '上门走访' }
  const opinion = { version: sick.version, step: 'village', on: '2026-07-11', agrees: true, words: '看过病历' }
  const merge = { keepId: person.id, keepVersion: person.version, mergeId: again.id, mergeVersion: again.version }
  const gates: [string, () => ReturnType<Caller['post']>][] = [
    ['封存信息', () => station.post(`/household-persons/${person.id}/reveal`, { what: 'phone', ...why })],
    ['未满十四周岁', () => station.post(`/household-persons/${child.id}/reveal`, { what: 'phone', ...why })],
    ['封存信息', () => station.post(`/households/${old.id}/reveal`, why)],
    ['封存信息', () => station.post('/household-persons/find', { what: 'resident', number: resident })],
    ['封存信息', () => office.get('/household-duplicates?kind=number')],
    ['封存信息', () => office.post('/household-duplicates/merge', { ...merge, ...why })],
    ['健康信息', () => station.post(`/help-cases/${sick.id}/reveal`, why)],
    ['健康信息', () => village.post(`/help-cases/${sick.id}/steps`, opinion)],
  ]
  for (const [words, send] of gates) await expectGate(send, words)
  const kinds = async () =>
    new Set((await office.get('/household-duplicates')).body.rows.map(({ kind }: { kind: string }) => kind))
  expect([...(await kinds())]).toEqual(['name'])
  // Masked it stays to be read, and a step without health data goes on.
  expect((await station.get(`/households/${old.id}`)).body.persons[0].phone).toBe('100****0008')
  // The right of the person himself waits for nothing.
  expect((await office.post(`/household-persons/${person.id}/personal/copy`, why)).status).toBe(200)
  const all = { ...ASSESSED, functions: ['closed-persons', 'medical-help', 'minors'] }
  expect((await office.post('/impact-assessments', all)).status).toBe(200)
  expect([...(await kinds())].sort()).toEqual(['name', 'number'])
  for (const [words, send] of gates) expect((await send()).status, words).toBe(200)
})
