import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import mammoth from 'mammoth'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestHouse, type TestHouse } from '../../../main/testing.ts'
import { makeHealth } from '../../../platform/operating/health.ts'
import { lookAtReadings } from './watch.ts'

let house: TestHouse
let liaison: number
let minutes = 0
beforeAll(async () => {
  house = await openTestHouse()
  const entry = { unitId: house.world.units.education, name: '某联络员', mobile: '10000000021', fromOn: '2026-07-01' }
  liaison = (await (await house.as('office')).post('/directory', entry)).body.id
})
afterAll(() => house?.close())

/** The program by a clock that a test moves on. */
const watched = () => {
  const start = Date.parse('2026-07-14T01:00:00Z')
  const now = () => new Date(start + minutes * 60_000)
  return { ...house.house, clock: { now, today: () => '2026-07-14' } }
}
const alertsOf = async (post: 'secadmin' | 'auditor') => (await (await house.as(post)).get('/alerts')).body.rows
const reveal = async (times: number) => {
  const finance = await house.as('finance')
  for (let one = 0; one < times; one++)
    expect((await finance.post(`/directory/${liaison}/reveal`, { reason: '通知开联席会' })).status).toBe(200)
  // Written by the clock of the house, which stands at nine; told by the clock that the test moves.
  await house.pool.query('alter table audit_rows disable trigger audit_rows_stay')
  await house.pool.query(
    "update audit_rows set at = $1 where action = 'people.reveal-phone' and at >= '2026-07-14T01:00:00Z' and at < '2026-07-14T02:00:00Z'",
    [watched().clock.now().toISOString()],
  )
}

test('P06 one look too many at closed values is told to the security administrator at the next look of the program', async () => {
  minutes = 120
  await reveal(10)
  await lookAtReadings(watched())
  expect(await alertsOf('secadmin')).toEqual([])
  await reveal(1)
  minutes = 121
  await lookAtReadings(watched())
  const [alert, ...others] = await alertsOf('secadmin')
  expect(others).toEqual([])
  expect(alert).toMatchObject({
    kind: 'reading',
    title: '市财政局联络员甲：一小时内看封存内容 11 次（告警线 10）',
    isOwn: false,
    closedAt: null,
  })
  expect(alert.facts).toEqual(
    expect.arrayContaining([
      { label: '岗位', value: '市财政局联络员' },
      { label: '内容', value: '看联络员手机号 11 次' },
      { label: '来自', value: '127.0.0.1' },
    ]),
  )
  expect((await (await house.as('secadmin')).get('/alerts/count')).body).toEqual({ open: 1 })
  const { rows } = await house.pool.query(
    "select person_id, record_id, after from audit_rows where action = 'alert.raise'",
  )
  expect(rows).toEqual([
    {
      person_id: null,
      record_id: String(alert.id),
      after: {
        kind: 'reading',
        about: house.world.people.finance,
        over: [{ what: 'reveals', window: 'hour', count: 11, limit: 10 }],
      },
    },
  ])
  // Found again, it stays the one alert.
  minutes = 122
  await lookAtReadings(watched())
  expect(await alertsOf('secadmin')).toHaveLength(1)
})

test('P06 the notice pack tells who, what, how often, when and from where, every item of article 57, and bears its mark', async () => {
  const secadmin = await house.as('secadmin')
  const [alert] = await alertsOf('secadmin')
  const { status, bytes } = await secadmin.download(`/alerts/${alert.id}/pack`)
  expect(status).toBe(200)
  const { value } = await mammoth.extractRawText({ buffer: bytes })
  for (const words of [
    '市财政局联络员甲',
    '看联络员手机号 11 次',
    '127.0.0.1',
    '二、涉及的个人信息种类',
    '联络员手机号',
    '三、原因',
    '四、可能造成的危害',
    '五、已采取的补救措施',
    '六、个人可以采取的减轻危害的措施',
    '七、联系方式',
    '第五十七条',
  ])
    expect(value).toContain(words)
  expect(value).not.toContain('10000000021')
  const path = join(house.folder, 'pack.docx')
  writeFileSync(path, bytes)
  expect(execFileSync(process.execPath, ['bin/read-mark.mjs', path], { encoding: 'utf8' })).toContain('安全管理员甲')
})

test('P06 an alert is closed once, with a conclusion, and what was seen before counts no more', async () => {
  const secadmin = await house.as('secadmin')
  const [{ id, version }] = await alertsOf('secadmin')
  const conclusion = { version, conclusion: '联席会通知，已核实' }
  await house.as('sysadmin')
  const before = await house.auditCount()
  expect((await secadmin.post(`/alerts/${id}/conclusion`, { version, conclusion: ' ' })).status).toBe(422)
  expect((await (await house.as('sysadmin')).post(`/alerts/${id}/conclusion`, conclusion)).status).toBe(403)
  expect(await house.auditCount()).toBe(before)
  await house.pool.query('update alerts set about_person_id = $1', [house.world.people.secadmin])
  expect((await secadmin.post(`/alerts/${id}/conclusion`, conclusion)).body.type).toBe('/problems/own-alert')
  await house.pool.query('update alerts set about_person_id = $1', [house.world.people.finance])
  const { status, body } = await secadmin.post(`/alerts/${id}/conclusion`, conclusion)
  expect([status, body.closedBy, body.conclusion]).toEqual([200, '安全管理员甲（安全管理员）', '联席会通知，已核实'])
  expect((await secadmin.post(`/alerts/${id}/conclusion`, conclusion)).body.type).toBe('/problems/alert-closed')
  await expect(house.pool.query("update alerts set conclusion = '别的'")).rejects.toMatchObject({ code: '42501' })
  // Closed by the clock of the house, at nine; the looks were told later.
  await house.pool.query('alter table alerts disable trigger alerts_stay')
  await house.pool.query('update alerts set closed_at = $1', [watched().clock.now().toISOString()])
  await house.pool.query('alter table alerts enable trigger alerts_stay')
  minutes = 123
  await lookAtReadings(watched())
  expect((await secadmin.get('/alerts/count')).body).toEqual({ open: 0 })
  await reveal(10)
  await lookAtReadings(watched())
  expect((await secadmin.get('/alerts/count')).body).toEqual({ open: 0 })
})

test('P06 the limits are set by the security administrator; until then they are nobody’s decision', async () => {
  const secadmin = await house.as('secadmin')
  const { body } = await secadmin.get('/alert-rules')
  expect(body).toMatchObject({ revealsHour: 10, revealsDay: 30, exportsHour: 10, exportsDay: 30, isSet: false })
  const { isSet: _isSet, ...rules } = body
  expect((await (await house.as('auditor')).put('/alert-rules', rules)).status).toBe(403)
  expect((await secadmin.put('/alert-rules', { ...rules, revealsHour: 0 })).status).toBe(422)
  const saved = await secadmin.put('/alert-rules', { ...rules, exportsHour: 2 })
  expect(saved.body).toMatchObject({ exportsHour: 2, isSet: true })
  expect((await secadmin.put('/alert-rules', rules)).status).toBe(409)
})

test('O04 a chain that nobody looked at for an hour, keys beside the database and lost refusals are told in words', async () => {
  minutes = 600
  const looked = makeHealth({
    pool: house.pool,
    seals: house.house.seals,
    dataDir: house.folder,
    beside: ['AUDIT_ANCHORS', 'ROOT_KEY'],
    unwritten: () => 3,
    now: () => watched().clock.now().getTime(),
  })
  await house.pool.query("update audit_watch set checked_at = '2026-07-14T01:00:00Z'")
  await house.pool.query(`insert into settings (key, value) values ('city-mode', '{"kind": "real"}')
    on conflict (key) do update set value = excluded.value`)
  const told = Object.fromEntries((await looked.look()).map(({ name, state, told: words }) => [name, [state, words]]))
  expect(told.chain).toEqual(['alarm', expect.stringContaining('没有自动查验')])
  expect(told.apart).toEqual(['alarm', expect.stringContaining('用 AUDIT_ANCHORS、ROOT_KEY 把它们移到别的盘')])
  expect(told.refusals).toEqual(['alarm', expect.stringContaining('有 3 次被拒的操作还没有留痕')])
})

test('P06 closed values of households are counted with the same limit, and told as what they are', async () => {
  const { 'lancheng-office': personId } = house.world.people
  const office = await house.as('lancheng-office')
  const regionId = house.world.regions['lancheng-village']
  const family = { regionId, address: '东门路 7 号', head: { name: '王某某', categories: ['discharged-soldier'] } }
  const { id } = (await office.post('/households', family)).body
  for (let one = 0; one < 11; one++)
    expect((await office.post(`/households/${id}/reveal`, { reason: '入户走访' })).status).toBe(200)
  // Read at nine, by the clock of the house.
  minutes = 1
  await lookAtReadings(watched())
  const mine = (await alertsOf('secadmin')).filter(({ title }: { title: string }) => title.startsWith('澜城区'))
  expect(mine).toMatchObject([{ kind: 'reading', title: expect.stringContaining('看封存内容 11 次（告警线 10）') }])
  expect(mine[0].facts).toContainEqual({ label: '内容', value: expect.stringMatching(/详细住址.* 11 次/) })
  const { rows } = await house.pool.query("select about_person_id as about from alerts where kind = 'reading'")
  expect(rows.map(({ about }) => about)).toContain(personId)
})
