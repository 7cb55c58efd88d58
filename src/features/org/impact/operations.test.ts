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

test('P07 closed data, medical help, papers and minors are refused until their assessment is recorded, each by its own', async () => {
  const plain = (await station.post('/households', family({}))).body
  const phone = () => station.post('/households', family({ phone: '10000000009' }))
  const county = await house.as('lancheng-office')
  const png = await sharp({ create: { width: 40, height: 40, channels: 3, background: '#fff' } })
    .png()
    .toBuffer()
  const paper = (await office.upload('文书.png', png)).body.id
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
      () =>
        office.post(`/plaques/${plain.id}/steps`, {
          ...{ version: 1, step: 'withdraw', on: '2026-07-14', reason: '依文书取消', fileIds: [paper] },
        }),
    ],
    ['minors', '未满十四周岁', () => station.post('/households', family({ ...MINOR, ...CONSENT }))],
  ]
  for (const [, words, send] of cases) await expectGate(send, words)
  expect((await station.get('/impact-gates')).body.map(({ isOpen }: { isOpen: boolean }) => isOpen)).toEqual([
    ...[false, false, false, false],
  ])
  expect((await office.post('/impact-assessments', ASSESSED)).status).toBe(200)
  expect((await phone()).status).toBe(200)
  for (const [needed, words, send] of cases.filter(([needed]) => needed !== 'closed-persons')) {
    await expectGate(send, words)
    expect((await office.post('/impact-assessments', { ...ASSESSED, functions: [needed] })).status).toBe(200)
    expect((await send()).status, needed).toBe(200)
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
