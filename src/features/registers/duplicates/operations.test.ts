import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Answer, type Caller, openTestHouse, type TestHouse } from '../../../main/testing.ts'
import { madeUpResident } from '../households/fixture.ts'
import { MERGED_COLUMNS } from './carrying.ts'

let house: TestHouse
let city: Caller
let county: Caller
let other: Caller
let station: Caller
beforeAll(async () => {
  house = await openTestHouse()
  city = await house.as('office')
  county = await house.as('lancheng-office')
  other = await house.as('qinghe-office')
  station = await house.as('station')
})
afterAll(() => house?.close())

const WHY = { reason: '同一人登记了两次' }
const done = ({ status, body }: Answer) => {
  expect(status, JSON.stringify(body)).toBe(200)
  return body
}
const family = async (
  caller: Caller,
  village: 'lancheng-village' | 'qinghe-village' | 'lancheng-town',
  head: object,
  home: object = {},
) => done(await caller.post('/households', { regionId: house.world.regions[village], head, isAnother: true, ...home }))
const pairs = async (caller: Caller, query = '') => done(await caller.get(`/household-duplicates${query}`))
const idsOf = ({ rows }: { rows: { one: { id: number }; other: { id: number } }[] }) =>
  rows.map(({ one, other: two }) => [one.id, two.id])

test('a pair over two counties is seen by the city alone; neither county learns of it', async () => {
  const resident = madeUpResident('1950-05-05', 1)
  const [one] = (await family(county, 'lancheng-village', { name: '钱多多', resident })).persons
  const [two] = (await family(other, 'qinghe-village', { name: '钱多', resident })).persons
  expect(idsOf(await pairs(county))).toEqual([])
  expect(idsOf(await pairs(other))).toEqual([])
  const seen = await pairs(city, '?own=true')
  expect(idsOf(seen)).toEqual([[one.id, two.id]])
  expect(seen.rows[0]).toMatchObject({
    kind: 'number',
    placeName: '澜川市',
    isOwn: true,
    one: { place: ['澜城区', '东门街道', '东门社区'] },
  })
  expect(JSON.stringify(seen)).not.toContain(resident)
  const both = { keepId: one.id, keepVersion: one.version, mergeId: two.id, mergeVersion: two.version, ...WHY }
  expect((await county.post('/household-duplicates/merge', both)).status).toBe(404)
})

test('a pair over two places stands with the first that keeps both, and with nobody above; who keeps nothing is passed over', async () => {
  const resident = madeUpResident('1951-06-06', 3)
  const village = await house.as('village-station')
  const [one] = (await family(station, 'lancheng-town', { name: '钱跨村', resident })).persons
  const [two] = (await family(village, 'lancheng-village', { name: '钱跨', resident })).persons
  const within = { name: '钱同村', birthYear: 1958 }
  const [three] = (await family(station, 'lancheng-village', within)).persons
  const [four] = (await family(station, 'lancheng-village', within)).persons
  const [across, inside] = [
    [one.id, two.id],
    [three.id, four.id],
  ]
  const seen = async (caller: Caller, query = '') =>
    idsOf(await pairs(caller, `?size=100${query}`)).filter(([id]) => id === one.id || id === three.id)
  expect(await seen(village)).toEqual([inside])
  expect(await seen(station)).toEqual([across, inside])
  // The village keeps its own pair; the township the one over its places.
  expect(await seen(station, '&own=true')).toEqual([across])
  expect(await seen(county)).toEqual([inside])
  expect(await seen(city)).toEqual([inside])
  const close = (on: string | null) =>
    house.pool.query('update posts set closed_on = $1 where id = $2', [on, house.world.posts.station])
  await close('2026-07-01')
  expect(await seen(county, '&own=true')).toEqual([across])
  expect(await seen(city)).toEqual([inside])
  await close(null)
  done(await village.post('/household-duplicates/distinct', { oneId: three.id, otherId: four.id, reason: '两个人' }))
  expect(await seen(station)).toEqual([across])
})

test('of one name, birth and village two come up where a number is lacking; told apart once, no more', async () => {
  const alike = { name: '吴小满', birthYear: 1962, birthMonth: 9 }
  const [one] = (await family(station, 'lancheng-village', alike)).persons
  const [two] = (await family(station, 'lancheng-village', { ...alike, birthMonth: null })).persons
  await family(station, 'lancheng-village', { ...alike, birthYear: 1963 })
  await family(county, 'lancheng-town', alike)
  const seen = await pairs(station, '?kind=name')
  expect(idsOf(seen)).toEqual([[one.id, two.id]])
  const said = { oneId: two.id, otherId: one.id, reason: '堂兄弟，两个人' }
  expect((await other.post('/household-duplicates/distinct', said)).status).toBe(404)
  done(await station.post('/household-duplicates/distinct', said))
  expect(idsOf(await pairs(station, '?kind=name'))).toEqual([])
})

test('a merge fills what is lacking, keeps both histories, takes the emptied household along, and is taken back as it was', async () => {
  const resident = madeUpResident('1948-08-01', 3)
  const kept = await family(station, 'lancheng-village', {
    name: '郑守业',
    birthYear: 1948,
    birthMonth: 8,
    categories: ['demobilised'],
    honours: [{ grade: 'third-merit', year: 1969 }],
  })
  const merged = await family(station, 'lancheng-village', {
    name: '郑守业',
    resident,
    phone: '10012340077',
    categories: ['demobilised', 'disabled-soldier'],
    honours: [
      { grade: 'third-merit', year: 1969 },
      { grade: 'second-merit', year: 1970 },
    ],
    certificates: [{ kind: 'disabled', number: 'ABC-12345' }],
  })
  const [one] = kept.persons
  const [two] = merged.persons
  const both = { keepId: one.id, keepVersion: one.version, mergeId: two.id, mergeVersion: two.version, ...WHY }
  expect((await station.post('/household-duplicates/merge', { ...both, mergeId: one.id })).body.type).toBe(
    '/problems/same-person-twice',
  )
  expect((await station.post('/household-duplicates/merge', { ...both, mergeVersion: 9 })).status).toBe(409)
  const now = done(await station.post('/household-duplicates/merge', both))
  expect(now.persons[0]).toMatchObject({
    id: one.id,
    resident: `9${'*'.repeat(16)}${resident.slice(-1)}`,
    phone: '100****0077',
    gender: 'male',
    categories: ['demobilised', 'disabled-soldier'],
    honours: [
      { grade: 'third-merit', year: 1969 },
      { grade: 'second-merit', year: 1970 },
    ],
    certificates: [{ kind: 'disabled', number: 'A*******5' }],
  })
  const gone = done(await station.get(`/households/${merged.id}`))
  expect(gone).toMatchObject({ state: 'merged', mergedIntoId: kept.id, personCount: 0 })
  expect(gone.persons[0]).toMatchObject({ state: 'merged', mergedIntoId: one.id, phone: '100****0077' })
  expect(
    done(await station.post(`/household-persons/${one.id}/reveal`, { what: 'resident', reason: '核对' })).value,
  ).toBe(resident)
  const history = done(await station.get(`/households/${merged.id}/history`)).rows
  // 并入 names the person, not the number of a row.
  const merge = history.find((row: { what: string }) => row.what === '合并重复')
  expect(JSON.stringify(merge)).not.toContain(`"${one.id}"`)
  expect(JSON.stringify(merge)).toContain(one.name)
  expect(history.map((row: { what: string }) => row.what)).toEqual(['合并重复', '登记', '登记一户'])

  const [latest] = done(await station.get('/household-merges'))
  expect(latest).toMatchObject({ keptName: '郑守业', isHouseholdMerged: true, until: '2026-08-13', barrier: null })
  const back = () => station.post(`/household-merges/${latest.id}/take-back`, { reason: '弄错了' })
  const stands = done(await back())
  expect(stands).toMatchObject({ id: merged.id, state: 'present', personCount: 1 })
  const before = done(await station.get(`/households/${kept.id}`))
  expect(before.persons[0]).toMatchObject({
    resident: null,
    phone: null,
    gender: null,
    categories: ['demobilised'],
    honours: [{ year: 1969 }],
    certificates: [],
  })
  expect(stands.persons[0].certificates).toHaveLength(1)
  expect((await back()).body.type).toBe('/problems/merge-taken-back')
})

test('who bears two different numbers is not one person, and a merge after which something changed stays', async () => {
  const [one] = (await family(station, 'lancheng-village', { name: '冯一', resident: madeUpResident('1970-01-01', 5) }))
    .persons
  const [two] = (await family(station, 'lancheng-village', { name: '冯一', resident: madeUpResident('1970-01-01', 7) }))
    .persons
  const both = { keepId: one.id, keepVersion: one.version, mergeId: two.id, mergeVersion: two.version, ...WHY }
  const before = await house.auditCount()
  expect((await station.post('/household-duplicates/merge', both)).body.type).toBe('/problems/numbers-differ')
  expect(await house.auditCount()).toBe(before)
  // Nor who bears a number of another year or gender than the one who would get it.
  for (const odd of [{ birthYear: 1966, birthMonth: 7 }, { gender: 'female' }]) {
    const [other] = (await family(station, 'lancheng-village', { name: '冯一', ...odd })).persons
    const asked = { keepId: other.id, keepVersion: other.version, mergeId: one.id, mergeVersion: one.version, ...WHY }
    const { status, body } = await station.post('/household-duplicates/merge', asked)
    expect([status, body.type]).toEqual([422, '/problems/merge-contradicts'])
    expect(body.detail).toContain('与身份证号不一致')
  }
  const [three] = (await family(station, 'lancheng-village', { name: '冯一', birthYear: 1970 })).persons
  const now = done(
    await station.post('/household-duplicates/merge', { ...both, mergeId: three.id, mergeVersion: three.version }),
  )
  const [latest] = done(await station.get('/household-merges'))
  const { version } = now.persons[0]
  done(await station.post(`/household-persons/${one.id}/end`, { version, state: 'moved', on: '2026-07-14', ...WHY }))
  const answer = await station.post(`/household-merges/${latest.id}/take-back`, { reason: '弄错了' })
  expect(answer.body.type).toBe('/problems/merge-changed-since')
})

test('whatever was done since about either household is listed in full, and the merge is not taken back; without it it is, address and all', async () => {
  const head = { name: '卫同', birthYear: 1952, categories: ['demobilised'] }
  const count = (id: number, version: number, on: string, seen: number) =>
    station.post(`/plaques/${id}/steps`, { version, step: 'count', on, count: seen, signer: 'village' })
  const pair = async () => {
    const one = await family(station, 'lancheng-village', head)
    const two = await family(station, 'lancheng-village', head, { address: '东河路5号2栋' })
    done(await count(two.id, 1, '2026-07-12', 1))
    const [kept, merged] = [one.persons[0], two.persons[0]]
    const both = {
      keepId: kept.id,
      keepVersion: kept.version,
      mergeId: merged.id,
      mergeVersion: merged.version,
      ...WHY,
    }
    const now = done(await station.post('/household-duplicates/merge', both))
    const [latest] = done(await station.get('/household-merges'))
    return { one, two, now, latest, back: () => station.post(`/household-merges/${latest.id}/take-back`, WHY) }
  }
  const { one, two, now, latest, back } = await pair()
  expect(now.address).toBe('已登记')
  const shown = await station.post(`/households/${one.id}/reveal`, { reason: '核对' })
  expect(shown.body.value).toBe('东河路5号2栋')
  expect(latest).toMatchObject({ barrier: null, changed: [] })
  expect(done(await back())).toMatchObject({ id: two.id, address: '已登记' })
  expect(done(await station.get(`/households/${one.id}`)).address).toBeNull()

  const used = await pair()
  const home = used.one.id
  done(await count(home, done(await station.get(`/plaques/${home}`)).version, '2026-07-14', 0))
  const asked = { householdId: home, source: 'asked', kind: 'living', needs: '要添冬衣', cameOn: '2026-07-02' }
  const help = done(await station.post('/help-cases', asked))
  const visit = { kind: 'visit', direction: 'to-families', regionId: used.one.regionId, startsOn: '2026-07-10' }
  const fact = done(await station.post('/facts', { ...visit, title: '看望', householdIds: [home] }))
  done(await station.post(`/households/${home}/contact-marks`, { kind: 'hardship', on: '2026-07-08' }))
  const changed = [
    { words: '联系事由', href: `/registers?open=${home}` },
    { words: `实绩 ${fact.code}`, href: `/facts?open=${fact.id}` },
    { words: `帮扶 ${help.code}`, href: `/registers/help?open=${help.id}` },
    { words: '光荣牌：入户清点', href: `/registers/plaques?open=${home}` },
  ]
  const [listed] = done(await station.get('/household-merges'))
  expect(listed).toMatchObject({ barrier: 'changed-since', changed })
  const before = await house.auditCount()
  const refused = await used.back()
  expect([refused.status, refused.body.changed]).toEqual([409, changed])
  for (const { words } of changed) expect(refused.body.detail).toContain(words)
  expect(await house.auditCount()).toBe(before)
})

test('what was done for a household that goes with its person goes over, and comes back when the merge is taken back', async () => {
  const office = await house.as('office')
  const one = await family(station, 'lancheng-village', { name: '褚同', birthYear: 1951, categories: ['demobilised'] })
  const two = await family(station, 'lancheng-village', { name: '褚同', birthYear: 1951, categories: ['demobilised'] })
  const lost = { version: 1, step: 'not-found', on: '2026-07-10', reason: '三次上门无人', signer: 'village' }
  done(await station.post(`/plaques/${two.id}/steps`, lost))
  const round = { name: '八一慰问信', feast: 'army-day', categories: ['demobilised'], openedOn: '2026-07-01' }
  const { id: roundId } = done(await office.post('/letter-rounds', round))
  // The one that stays has no letter of its own in this round.
  await house.pool.query('delete from letter_items where round_id = $1 and household_id = $2', [roundId, one.id])
  const report = { soldierName: '褚兵', honoured: 'soldier', grade: 'third-merit', awardYear: 2025, cameBy: 'post' }
  const { id: reportId } = done(await office.post('/merit-reports', { ...report, receivedOn: '2026-07-01' }))
  await house.pool.query('update merit_reports set household_id = $1 where id = $2', [two.id, reportId])
  const asked = { householdId: two.id, source: 'asked', kind: 'medical', needs: '要做理疗', cameOn: '2026-07-02' }
  const { id: helpId } = done(await station.post('/help-cases', asked))
  done(await station.post(`/households/${two.id}/contact-marks`, { kind: 'hardship', on: '2026-07-03' }))
  // The same mark stands on the other household too, and this one stays.
  for (const { id } of [one, two])
    done(await station.post(`/households/${id}/contact-marks`, { kind: 'sacrifice', on: '2026-05-01' }))
  const where = async () =>
    (
      await house.pool.query(
        `select (select array_agg(household_id) from plaque_steps where household_id = any($1)) as steps,
           (select array_agg(household_id) from letter_items where round_id = $2 and household_id = any($1)) as letters,
           (select household_id from merit_reports where id = $3) as report,
           (select household_id from help_cases where id = $4) as help,
           (select array_agg(household_id) from contact_marks where kind = 'hardship' and household_id = any($1)) as marks,
           (select array_agg(household_id order by 1) from contact_marks where kind = 'sacrifice' and household_id = any($1)) as both`,
        [[one.id, two.id], roundId, reportId, helpId],
      )
    ).rows[0]
  const twice = [one.id, two.id].sort((a, b) => a - b)
  const all = (id: number) => ({ steps: [id], letters: [id], report: id, help: id, marks: [id], both: twice })
  expect(await where()).toEqual(all(two.id))
  const [kept, merged] = [one.persons[0], two.persons[0]]
  const both = { keepId: kept.id, keepVersion: kept.version, mergeId: merged.id, mergeVersion: merged.version, ...WHY }
  done(await station.post('/household-duplicates/merge', both))
  expect(await where()).toEqual(all(one.id))
  const plaque = () => station.get(`/plaques/${one.id}`)
  expect(done(await plaque())).toMatchObject({ place: 'not-found', isSound: true })
  const [latest] = done(await station.get('/household-merges'))
  done(await station.post(`/household-merges/${latest.id}/take-back`, { reason: '弄错了' }))
  expect(await where()).toEqual(all(two.id))
  expect(done(await plaque())).toMatchObject({ place: 'waiting', isSound: true })
  expect(done(await station.get(`/plaques/${two.id}`))).toMatchObject({ place: 'not-found', isSound: true })
})

test('every column that names a household or a person says what a merge does with it', async () => {
  const { rows } = await house.pool.query(
    `select c.conrelid::regclass::text || '.' || a.attname as name from pg_constraint c
       join pg_attribute a on a.attrelid = c.conrelid and a.attnum = any(c.conkey)
     where c.contype = 'f' and c.confrelid in ('households'::regclass, 'household_persons'::regclass)`,
  )
  expect(rows.length).toBeGreaterThan(15)
  // The place stands beside the household in some references.
  const names = [...new Set<string>(rows.map(({ name }) => name))]
    .filter((name) => !name.endsWith('.region_path'))
    .sort()
  expect(Object.keys(MERGED_COLUMNS).sort()).toEqual(names)
  // What is carried or follows is tried above and in the tests of its room; the rest says why it stays.
  for (const [name, how] of Object.entries(MERGED_COLUMNS)) expect(how.length, name).toBeGreaterThan(6)
})

test('a merge of numbers that do not open any more is refused in words, and nothing is merged', async () => {
  const [one] = (await family(station, 'lancheng-village', { name: '邹某', resident: madeUpResident('1951-02-03', 8) }))
    .persons
  const [two] = (await family(station, 'lancheng-village', { name: '邹某某' })).persons
  // Bytes of another row: they are bound to it, and open in no other.
  await house.pool.query(
    `update household_persons p set resident_sealed = o.resident_sealed, resident_key = o.resident_key,
       resident_digest = o.resident_digest from household_persons o where o.id = $1 and p.id = $2`,
    [one.id, two.id],
  )
  const both = { keepId: one.id, keepVersion: one.version, mergeId: two.id, mergeVersion: two.version, ...WHY }
  const before = await house.auditCount()
  const { status, body } = await station.post('/household-duplicates/merge', both)
  expect([status, body.type]).toEqual([422, '/problems/closed-unreadable'])
  expect(await house.auditCount()).toBe(before)
})
