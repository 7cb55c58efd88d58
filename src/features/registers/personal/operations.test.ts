import mammoth from 'mammoth'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sealEveryRow } from '../../../main/sealing.fixture.ts'
import { type Answer, type Caller, openTestHouse, type TestHouse } from '../../../main/testing.ts'
import { verifyChain } from '../../../platform/audit/export.ts'
import { kindsOfTable } from '../../org/index.ts'
import { madeUpResident } from '../households/fixture.ts'
import { COLUMN_WORDS, RECORD_COLUMNS } from './words.ts'

let house: TestHouse
let office: Caller
let station: Caller
beforeAll(async () => {
  house = await openTestHouse()
  office = await house.as('office')
  station = await house.as('station')
})
afterAll(() => house?.close())

const done = ({ status, body }: Answer) => {
  expect(status, JSON.stringify(body)).toBe(200)
  return body
}
let count = 0
const family = async (head: object = {}) =>
  done(
    await station.post('/households', {
      regionId: house.world.regions['lancheng-village'],
      address: '东门路 77 号',
      head: {
        name: '屈原野',
        resident: madeUpResident('1956-03-12', 300 + ++count),
        phone: '10012345670',
        categories: ['discharged-soldier'],
        joinedYear: 1974,
        leftYear: 1978,
        honours: [{ grade: 'third-merit', year: 1976 }],
        certificates: [{ kind: 'veteran-card', number: `YD-77-${count}` }],
        ...head,
      },
    }),
  )
const path = (id: number, what = '') => `/household-persons/${id}/personal${what}`
const values = (record: { held: { items: { label: string; value: string }[] }[] }) =>
  Object.fromEntries(record.held.flatMap(({ items }) => items.map(({ label, value }) => [label, value])))
const dumped = async () => {
  const { rows: tables } = await house.pool.query(
    "select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'",
  )
  const found: string[] = []
  for (const { name } of tables) {
    const { rows } = await house.pool.query(`select to_jsonb(t)::text as line from ${name} t`)
    found.push(...rows.map(({ line }) => `${name} ${line}`))
  }
  return found
}

test('P04 one page holds everything about a person: every column in words, what was done for the family, who touched it', async () => {
  for (const table of Object.keys(COLUMN_WORDS) as (keyof typeof COLUMN_WORDS)[]) {
    const columns = kindsOfTable(table).flatMap((one) => one.columns)
    if (table !== 'households') expect(Object.keys(COLUMN_WORDS[table]).toSorted(), table).toEqual(columns.toSorted())
  }
  const made = await family()
  const { id } = made.persons[0]
  const visit = { kind: 'visit', direction: 'to-families', regionId: made.regionId, startsOn: '2026-07-10' }
  const fact = done(await station.post('/facts', { ...visit, title: '看望屈老', householdIds: [made.id] }))
  done(
    await station.post(`/plaques/${made.id}/steps`, {
      step: 'not-found',
      on: '2026-07-11',
      reason: '三次上门无人',
      signer: 'village',
      fileIds: [],
      version: 1,
    }),
  )
  const asked = { householdId: made.id, source: 'asked', kind: 'housing', needs: '屋顶漏雨要修', cameOn: '2026-07-09' }
  const help = done(await station.post('/help-cases', asked))
  const seen = { step: 'village', on: '2026-07-10', agrees: true, words: '看过，确实漏雨', version: help.version }
  done(await (await house.as('village-station')).post(`/help-cases/${help.id}/steps`, seen))
  const ill = { ...asked, kind: 'medical', needs: '腿疾要换药' }
  const closed = done(await station.post('/help-cases', ill))
  done(await station.post(`/households/${made.id}/contact-marks`, { kind: 'hardship', on: '2026-07-08' }))
  const record = done(await office.get(path(id)))
  expect(values(record)).toMatchObject({
    姓名: '屈原野',
    电话: '100****5670',
    出生年: '1956',
    对象类别: '退役士兵',
    立功受奖: '三等功',
    证件: '退役军人优待证',
    详细住址: '已登记',
    退役年份: '1978',
  })
  expect(JSON.stringify(record)).not.toContain('10012345670')
  const records = Object.fromEntries(
    record.records.map((one: { label: string; lines: string[] }) => [one.label, one.lines]),
  )
  expect(records).toMatchObject({
    实绩: [`2026-07-10 ${fact.code} 看望屈老`],
    光荣牌办理: [expect.stringMatching(/^2026-07-11 /)],
    帮扶: [`2026-07-09 ${closed.code} （封存） 待村级意见`, `2026-07-09 ${help.code} 屋顶漏雨要修 待乡镇意见`],
    帮扶的经过: [`2026-07-10 ${help.code} 村级意见 看过，确实漏雨`],
    联系事由: ['2026-07-08 困难家庭'],
  })
  const sent = { ...made.persons[0], version: made.persons[0].version, reason: '照户口簿核对', name: '屈原也' }
  const fields = [
    'relation',
    'gender',
    'birthYear',
    'birthMonth',
    'categories',
    'kin',
    'joinedYear',
    'leftYear',
    'discharge',
  ]
  const kept = Object.fromEntries([...fields, 'care', 'benefitCode', 'informedOn'].map((key) => [key, sent[key]]))
  const { version, reason, name } = sent
  const beside = { honours: [{ grade: 'third-merit', year: 1976 }], certificates: [{ kind: 'veteran-card' }] }
  done(await office.put(`/household-persons/${id}`, { ...kept, ...beside, version, reason, name }))
  const later = done(await office.get(path(id)))
  expect(later.history.rows[0]).toMatchObject({ what: expect.stringContaining('更正（姓名'), reason: '照户口簿核对' })
  expect(JSON.stringify(later.history)).not.toContain('屈原')

  const copy = await office.download(path(id, '/copy'), { reason: '本人申请查阅' })
  expect(copy.status).toBe(200)
  const { value: text } = await mammoth.extractRawText({ buffer: copy.bytes })
  for (const piece of [
    '10012345670',
    '东门路 77 号',
    `YD-77-${count}`,
    '看望屈老',
    '腿疾要换药',
    '姓名：屈原野',
    '姓名：屈原也',
    '照户口簿核对',
  ])
    expect(text, piece).toContain(piece)
  const rows = await house.audited("action = 'personal.copy'")
  expect(rows).toMatchObject([{ after: { reason: '本人申请查阅' } }])
})

test('every column elsewhere that points at a person or household belongs to a kind of record that the page lists', async () => {
  const { rows } = await house.pool.query(
    `select c.conrelid::regclass::text || '.' || a.attname as name from pg_constraint c
       join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
     where c.contype = 'f' and c.confrelid in ('households'::regclass, 'household_persons'::regclass)
       and c.conrelid not in ('households'::regclass, 'household_persons'::regclass, 'person_honours'::regclass, 'person_certificates'::regclass)`,
  )
  expect(rows.length).toBeGreaterThan(8)
  expect(rows.map(({ name }) => name).filter((name) => !(name in RECORD_COLUMNS))).toEqual([])
})

test('P03 erased nothing of the person is left in any table, what must stay says why, and the audit still verifies', async () => {
  const resident = madeUpResident('1949-10-02', 411)
  const made = await family({ name: '蔺相和', resident, phone: '10077776666' })
  const { id, version } = made.persons[0]
  const asked = { householdId: made.id, source: 'found', kind: 'medical', cameOn: '2026-06-20' }
  const help = done(await station.post('/help-cases', { ...asked, needs: '蔺相和要去省城看病' }))
  const opinion = { step: 'village', on: '2026-06-21', agrees: true, words: '蔺相和家情况属实' }
  done(
    await (await house.as('village-station')).post(`/help-cases/${help.id}/steps`, {
      ...opinion,
      version: help.version,
    }),
  )
  const education = await house.as('education')
  const need = { direction: 'locality-asks', category: 'other' }
  const named = done(await education.post('/matters', { ...need, title: '蔺相和家门前路灯', body: '蔺相和来电反映。' }))
  const namesake = done(await education.post('/matters', { ...need, title: '给蔺相和颁奖', body: '另一位同名的人。' }))
  const erase = (by: Caller, at: number) =>
    by.post(path(id, '/erase'), { version: at, reason: '家属申请删除', unname: [`matters:${named.id}`, 'units:1'] })
  expect((await erase(office, version)).body.type).toBe('/problems/still-registered')
  const ended = done(
    await office.post(`/household-persons/${id}/end`, { version, state: 'deceased', on: '2026-07-01', reason: '病故' }),
  )
  const now = ended.persons[0].version
  expect((await erase(station, now)).status).toBe(403)
  expect((await erase(office, now - 1)).body.type).toBe('/problems/out-of-date')
  expect((await dumped()).filter((line) => line.includes('蔺相和')).length).toBeGreaterThan(0)
  const offered = done(await office.get(path(id))).namedIn
  expect(offered.map(({ key }: { key: string }) => key)).toEqual([`matters:${namesake.id}`, `matters:${named.id}`])
  expect(done(await station.get(path(id))).namedIn).toEqual([])
  const answer = done(await erase(office, now))
  expect(done(await education.get(`/matters/${named.id}`))).toMatchObject({
    title: '某某家门前路灯',
    body: '某某来电反映。',
  })
  expect(done(await education.get(`/matters/${namesake.id}`)).title).toBe('给蔺相和颁奖')
  const titles = async (matter: number) =>
    (await house.audited("record = 'matters' and record_id = $1 and action like 'matter.%'", [String(matter)])).map(
      ({ after }) => (after as { title?: string }).title,
    )
  expect(await titles(named.id)).toEqual(['已清除'])
  expect(await titles(namesake.id)).toEqual(['给蔺相和颁奖'])
  // What was not chosen stays, and is no part of what follows.
  await house.pool.query("update matter_texts set title = '给某人颁奖' where matter_id = $1", [namesake.id])
  expect(answer.erasure).toMatchObject({ erasedAt: expect.any(String), refusal: null })
  expect(answer.erasure.stays.map(({ what }: { what: string }) => what)).toContain('留痕里的办理经过')
  expect(values(answer)).toMatchObject({
    姓名: '已清除',
    电话: '没有',
    身份证号: '没有',
    详细住址: '没有',
    对象类别: '没有',
  })
  expect(done(await office.get(`/help-cases/${help.id}`))).toMatchObject({ needs: '已清除', kind: 'medical' })
  const lines = await dumped()
  for (const word of ['蔺相和', resident, '10077776666', '东门路 77 号'])
    expect(
      lines.filter((line) => line.includes(word) && !line.startsWith('request_keys')),
      word,
    ).toEqual([])
  expect((await office.get(`/find?q=${encodeURIComponent('蔺相和')}`)).body.groups).toEqual([])
  expect(done(await office.post('/household-persons/find', { what: 'phone', number: '10077776666' }))).toEqual([])
  expect((await erase(office, answer.version)).body.type).toBe('/problems/registered-erased')
  const copy = await office.download(path(id, '/copy'), { reason: '核对' })
  expect((await mammoth.extractRawText({ buffer: copy.bytes })).value).not.toContain('蔺相和')
  const { rows } = await house.pool.query('select wrapped, destroyed_at from personal_keys where subject = any($1)', [
    [`household_persons:${id}`, `households:${made.id}`],
  ])
  expect(rows).toHaveLength(2)
  for (const { wrapped, destroyed_at } of rows) expect([wrapped, typeof destroyed_at]).toEqual([null, 'string'])
  await sealEveryRow(house.house.seals, house.pool, house.house.clock.now())
  expect(await verifyChain(house.pool, house.house.seals)).toMatchObject({ isSound: true })
})

test('P03 who is erased leaves his family what is theirs: the ground of their plaque, the address, their help; with the last of them it goes', async () => {
  const resident = madeUpResident('1950-03-04', 633)
  const certificates = [{ kind: 'bereaved-card', number: 'YS-633' }]
  const made = await family({ name: '廉伯言', resident, categories: ['discharged-soldier'], certificates })
  const kin = { relation: 'spouse', name: '廉季芳', kin: 'child', categories: ['martyr-family'] }
  const grown = done(await station.post('/household-persons', { householdId: made.id, ...kin }))
  const step = async (more: object) =>
    done(await station.post(`/plaques/${made.id}/steps`, { on: '2026-06-01', reason: '', fileIds: [], ...more }))
  await step({
    step: 'count',
    count: 1,
    signer: 'head',
    version: done(await station.get(`/plaques/${made.id}`)).version,
  })
  const ended = done(
    await office.post(`/household-persons/${made.persons[0].id}/end`, {
      ...{ version: made.persons[0].version, state: 'deceased', on: '2026-07-01', reason: '病故' },
    }),
  )
  const heir = grown.persons.find(({ relation }: { relation: string }) => relation === 'spouse')
  done(
    await office.post(`/households/${made.id}/head`, { version: ended.version, personId: heir.id, reason: '丈夫去世' }),
  )
  const asked = { householdId: made.id, source: 'asked', kind: 'living', cameOn: '2026-07-09' }
  const hers = done(await station.post('/help-cases', { ...asked, needs: '给老伴装一部电话' }))
  const his = done(await station.post('/help-cases', { ...asked, kind: 'housing', needs: '廉伯言的旧屋要修' }))
  const card = async () => {
    const { claim, clause, place } = done(await office.get(`/plaques/${made.id}`))
    return { claim, clause, place }
  }
  const erase = async (id: number) => {
    const { version } = done(await office.get(path(id)))
    return done(await office.post(path(id, '/erase'), { version, reason: '家属申请删除', unname: [] }))
  }
  const needsOf = async (id: number) => done(await office.get(`/help-cases/${id}`)).needs

  const before = await card()
  expect(before).toMatchObject({ claim: 'owed', place: 'hung' })
  const { stays, clears } = done(await office.get(path(made.persons[0].id))).erasure
  expect(stays.map(({ what }: { what: string }) => what).join()).toContain('光荣牌的依据')
  expect(clears.join()).not.toContain('住址')
  expect(values(await erase(made.persons[0].id))).toMatchObject({
    ...{ 姓名: '已清除', 对象类别: '没有', 留给本户光荣牌的依据: '退役军人家庭', 详细住址: '已登记' },
  })
  expect(await card()).toEqual(before)
  expect([await needsOf(hers.id), await needsOf(his.id)]).toEqual(['给老伴装一部电话', '已清除'])
  const home = await house.pool.query('select wrapped is null as gone from personal_keys where subject = $1', [
    `households:${made.id}`,
  ])
  expect(home.rows).toEqual([{ gone: false }])
  expect((await dumped()).filter((line) => line.includes('廉伯言') && !line.startsWith('request_keys'))).toEqual([])

  // Her own ground is gone: his alone keeps the plaque, as after any death.
  const now = done(await office.get(path(heir.id)))
  const gone = { version: now.version, state: 'moved', on: '2026-07-10', reason: '迁往外市' }
  await office.post(`/household-persons/${heir.id}/end`, gone)
  expect(done(await office.get(path(heir.id))).erasure.clears.join()).toContain('住址')
  expect(values(await erase(heir.id))).toMatchObject({ 详细住址: '没有', 留给本户光荣牌的依据: '没有' })
  expect(await needsOf(hers.id)).toBe('已清除')
})
