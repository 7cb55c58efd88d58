import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { jobsOf } from '../../../main/jobs.ts'
import { type Answer, type Caller, openTestHouse, type TestHouse } from '../../../main/testing.ts'
import { makeQueue } from '../../../platform/jobs/queue.ts'
import { madeUpResident } from '../households/fixture.ts'
import { importJob } from '../imports/index.ts'

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
const SETTINGS = { personYears: 5, helpYears: 2, meritYears: null, importDays: 30, keptFileDays: 90, source: '' }
const setYears = async (change: object = {}) => {
  const { version } = done(await office.get('/retention-settings'))
  return done(await office.put('/retention-settings', { ...SETTINGS, ...change, version }))
}
/** Moves the clock to a day, and does what the program does by itself in the night before it. */
const night = async (day: string): Promise<void> => {
  // Sessions live on: only the day of the office moves.
  Object.assign(house.house.clock, { today: () => day })
  const plan = { dir: null, at: '02:30', keep: 14, copy: null }
  for (const { name, run } of jobsOf(house.house, plan))
    if (name === 'list-what-fell-due' || name === 'clear-old-imports') await run()
}
const list = async (state = 'due', caller = office) => done(await caller.get(`/retention?state=${state}`)).rows
/** Somebody who died on a day, with a family of his own. */
const dead = async (name: string, on: string, more: object = {}) => {
  const regionId = house.world.regions['lancheng-village']
  const head = { name, birthYear: 1940, categories: ['discharged-soldier'], ...more }
  const made = done(await station.post('/households', { regionId, address: `${name}巷 9 号`, head }))
  const { id, version } = made.persons[0]
  const ended = { version, state: 'deceased', on, reason: '登记' }
  return { ...done(await office.post(`/household-persons/${id}/end`, ended)).persons[0], householdId: made.id }
}
/** Every row of every table as text. */
const dumped = async (): Promise<string[]> => {
  const { rows } = await house.pool.query<{ name: string }>(
    "select tablename as name from pg_tables where schemaname = 'public' and tablename <> 'request_keys' order by 1",
  )
  const lines: string[] = []
  for (const { name } of rows)
    lines.push(
      ...(await house.pool.query(`select t::text as line from "${name}" t`)).rows.map(({ line }) => `${name} ${line}`),
    )
  return lines
}

test('P03 whoever fell due is listed in the night, cleared once the office confirmed it, and stands in no store', async () => {
  const resident = madeUpResident('1940-03-05', 31)
  const gone = await dead('廉颇久', '2021-07-16', { resident, phone: '10066665555' })
  await dead('后来者', '2021-07-17')
  await night('2026-07-15')
  expect(await list(), 'nobody is due where no years are set').toEqual([])
  await setYears()
  expect(await list(), 'the day before').toEqual([])
  await night('2026-07-16')
  const [item] = await list()
  expect(await list()).toMatchObject([{ what: '廉颇久', dueOn: '2026-07-16', why: '2021-07-16 已去世，满 5 年' }])
  const clear = (caller: Caller) =>
    caller.post('/retention/clear', { items: [{ id: item.id, version: item.version }], reason: '保存期满' })
  const others = await house.as('qinghe-office')
  const before = await house.auditCount()
  expect((await clear(station)).status).toBe(403)
  expect((await clear(others)).status).toBe(404)
  expect(await house.auditCount()).toBe(before)
  expect((await dumped()).filter((line) => line.includes('廉颇久')).length).toBeGreaterThan(1)
  expect(done(await clear(office))).toEqual({ cleared: 1 })
  const lines = await dumped()
  for (const word of ['廉颇久', resident, '10066665555'])
    expect(
      lines.filter((line) => line.includes(word)),
      word,
    ).toEqual([])
  const keys = await house.pool.query('select wrapped from personal_keys where subject = any($1)', [
    [`household_persons:${gone.id}`, `households:${gone.householdId}`],
  ])
  expect(keys.rows).toEqual([{ wrapped: null }, { wrapped: null }])
  expect(await list('cleared')).toMatchObject([{ what: '已清除', state: 'cleared', decidedBy: '市双拥办综合岗' }])
  const audit = await house.pool.query(
    "select action, record_id from audit_rows where action in ('retention.clear', 'household.erase-person') order by action",
  )
  expect(audit.rows).toEqual([
    { action: 'household.erase-person', record_id: String(gone.id) },
    { action: 'retention.clear', record_id: String(item.id) },
  ])
  await night('2026-07-16')
  expect(await list(), 'what was cleared does not come back').toEqual([])
})

test('what is held stays with its reason until its day, and whoever is on the register again leaves the list', async () => {
  await night('2026-07-17')
  const [item] = await list()
  const hold = (until: string | null) =>
    office.post(`/retention/${item.id}/hold`, { version: item.version, reason: '抚恤金还没有结清', until })
  expect((await hold('2026-07-17')).body.type).toBe('/problems/retention-past')
  const held = done(await hold('2026-07-20'))
  expect(held).toMatchObject({ state: 'held', holdReason: '抚恤金还没有结清', holdUntil: '2026-07-20' })
  const clear = { items: [{ id: item.id, version: held.version }], reason: '保存期满' }
  expect((await office.post('/retention/clear', clear)).body.type).toBe('/problems/retention-held')
  await night('2026-07-19')
  expect([await list(), (await list('held')).length]).toEqual([[], 1])
  await night('2026-07-20')
  const [back] = await list()
  expect(back).toMatchObject({ id: item.id, state: 'due', holdReason: null })
  const again = done(await office.post(`/retention/${item.id}/hold`, { version: back.version, reason: '诉求在办' }))
  const released = done(await office.post(`/retention/${item.id}/release`, { version: again.version }))
  expect(released.state).toBe('due')
  const { person, version } = (
    await house.pool.query('select id as person, version from household_persons where id = $1', [
      item.householdPersonId,
    ])
  ).rows[0]
  done(await office.post(`/household-persons/${person}/resume`, { version, reason: '登记有误' }))
  expect(await list(), 'until the night').toMatchObject([{ id: item.id, why: '已恢复在册，当晚移出清单' }])
  const late = { items: [{ id: item.id, version: released.version }], reason: '保存期满' }
  expect((await office.post('/retention/clear', late)).body.type).toBe('/problems/retention-not-due')
  await night('2026-07-21')
  expect(await list()).toEqual([])
})

test('words of ended help are cleared after their years; that there was help stays', async () => {
  const regionId = house.world.regions['lancheng-village']
  const family = done(await station.post('/households', { regionId, head: { name: '某甲', categories: [] } }))
  const asked = { householdId: family.id, source: 'asked', kind: 'living', needs: '屋里要装扶手', cameOn: '2026-07-01' }
  const opened = done(await station.post('/help-cases', asked))
  const withdrawn = { version: opened.version, step: 'withdraw', on: '2026-07-21', words: '子女已经装好' }
  done(await station.post(`/help-cases/${opened.id}/steps`, withdrawn))
  await night('2028-07-20')
  expect(await list()).toEqual([])
  await night('2028-07-21')
  const [item] = await list()
  expect(item).toMatchObject({ kind: 'help', what: `帮扶 ${opened.code}`, helpId: opened.id })
  done(await office.post('/retention/clear', { items: [{ id: item.id, version: item.version }], reason: '保存期满' }))
  const left = (await dumped()).filter((line) => /屋里要装扶手|子女已经装好/.test(line))
  expect(left).toEqual([])
  expect(done(await office.get(`/help-cases/${opened.id}`))).toMatchObject({ needs: '已清除', state: 'withdrawn' })
})

test('P03 the soldier of a report answered years ago goes with his paper, his key, and his name in the words of a matter', async () => {
  await night('2026-07-14')
  const county = await house.as('lancheng-office')
  const png = await sharp({ create: { width: 40, height: 40, channels: 3, background: '#fff' } })
    .png()
    .toBuffer()
  const paper = done(await county.upload('喜报.png', png))
  const soldier = { soldierName: '乐羊子', grade: 'third-merit', awardYear: 2026, receivedOn: '2026-07-01' }
  const report = done(await county.post('/merit-reports', { ...soldier, fileIds: [paper.id] }))
  const back = { version: report.version, step: 'return', on: '2026-07-02', reason: '乐羊子已迁往外市' }
  done(await county.post(`/merit-reports/${report.id}/steps`, back))
  const need = { direction: 'locality-asks', category: 'other', title: '乐羊子家的路灯', body: '乐羊子来电反映。' }
  const matter = done(await (await house.as('education')).post('/matters', need))
  await setYears({ meritYears: 3 })
  await night('2029-07-01')
  expect(await list('due', county)).toEqual([])
  await night('2029-07-02')
  const [item] = await list('due', county)
  expect(item).toMatchObject({ kind: 'merit', meritReportId: report.id, why: '2026-07-02 喜报已退回，满 3 年' })
  const named = done(await office.get(`/retention/naming?ids=${item.id}`)).rows
  expect(named).toMatchObject([
    { itemId: item.id, name: '乐羊子', title: '乐羊子家的路灯', key: `matters:${matter.id}` },
  ])
  const clear = (unname: string[]) =>
    office.post('/retention/clear', { items: [{ id: item.id, version: item.version, unname }], reason: '保存期满' })
  const held = async (id: number) =>
    (await house.pool.query('select removed_at is null as held from files where id = $1', [id])).rows[0].held
  expect(await held(paper.id)).toBe(true)
  done(await clear([named[0].key]))
  expect((await dumped()).filter((line) => line.includes('乐羊子'))).toEqual([])
  expect(await held(paper.id)).toBe(false)
  expect(done(await office.get(`/matters/${matter.id}`)).title).toBe('某某家的路灯')
  expect(done(await county.get(`/merit-reports/${report.id}`))).toMatchObject({
    ...{ soldierName: '已清除', grade: 'third-merit', state: 'returned' },
    steps: [
      { step: 'receive', files: [] },
      { step: 'return', reason: '已清除' },
    ],
  })
  expect((await list('cleared', county)).at(-1)).toMatchObject({ what: `喜报 ${report.code}` })
  expect((await clear([])).body.type).toBe('/problems/out-of-date')
})

test('P03 staging and file of an import that nobody took in go by themselves after their days, and so do wrong rows left by others', async () => {
  await night('2026-07-14')
  const county = await house.as('lancheng-office')
  const queue = makeQueue(house.pool, {
    kinds: [importJob(house.house, [])],
    now: () => new Date(),
    onError: (_kind, error) => expect(error).toBeNull(),
  })
  const sent = async (...lines: string[]) => {
    const sheet = Buffer.from(['乡镇,村,姓名,出生年月', ...lines].join('\n'))
    const file = done(await county.upload('底册.csv', sheet, 'register'))
    const { id } = done(await county.post('/household-imports', { fileId: file.id }))
    while (await queue.work());
    return done(await county.get(`/household-imports/${id}`))
  }
  const { id } = await sent('东门街道,东门社区,毛遂之,1960-05')
  const other = await sent('东门街道,东门社区,冯谖之,1961-05', '东门街道,没有的村,侯嬴之,1962-05')
  done(await county.post(`/household-imports/${other.id}/take-in`, { version: other.version, leaveOutWrong: true }))
  while (await queue.work());
  const held = async () => ({
    rows: (await dumped()).filter((line) => line.includes('毛遂之')).length,
    files: (
      await house.pool.query(
        `select f.removed_at is null as held from register_imports i join files f on f.id in (i.file_id, i.wrong_file_id)
         where i.id = any($1) order by i.id, f.id = i.wrong_file_id`,
        [[id, other.id]],
      )
    ).rows.map((row) => row.held),
    state: done(await county.get(`/household-imports/${id}`)).state,
    wrongRows: done(await county.get(`/household-imports/${other.id}`)).wrongRows,
  })
  const kept = { rows: 1, files: [true, false, true], state: 'checked', wrongRows: 1 }
  expect(await held()).toEqual(kept)
  await night('2026-08-12')
  expect(await held()).toEqual(kept)
  // Nobody fetches them on the day on which they go, though the night's work be late.
  Object.assign(house.house.clock, { today: () => '2026-08-13' })
  expect((await county.get(`/household-imports/${other.id}/wrong-rows`)).body.type).toBe('/problems/import-kept-gone')
  await night('2026-08-13')
  expect(await held()).toEqual({ rows: 0, files: [false, false, false], state: 'cancelled', wrongRows: 0 })
  const { rows } = await house.pool.query(
    "select record_id from audit_rows where action = 'retention.clear-import' order by id",
  )
  expect(rows).toEqual([{ record_id: String(id) }, { record_id: String(other.id) }])
})
