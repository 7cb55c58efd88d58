import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Answer, type Caller, openTestHouse, type TestHouse } from '../../../main/testing.ts'
import { madeUpResident, shortened } from './fixture.ts'

let house: TestHouse
let office: Caller
let station: Caller
let leader: Caller
beforeAll(async () => {
  house = await openTestHouse()
  office = await house.as('office')
  station = await house.as('station')
  leader = await house.as('leader')
})
afterAll(() => house?.close())

const WHY = { reason: '上门核对' }
const done = ({ status, body }: Answer) => {
  expect(status, JSON.stringify(body)).toBe(200)
  return body
}
let count = 0
/** Registers a household; every one has a resident number of its own. */
const family = async (caller: Caller, more: object = {}, head: object = {}) =>
  done(
    await caller.post('/households', {
      regionId: house.world.regions['lancheng-village'],
      ...more,
      head: {
        name: '王建国',
        resident: madeUpResident('1956-03-12', ++count),
        categories: ['discharged-soldier'],
        joinedYear: 1974,
        leftYear: 1978,
        ...head,
      },
    }),
  )
const person = (body: { persons: { id: number }[] }, at = 0) =>
  body.persons[at] as never as Record<string, unknown> & { id: number; version: number }
/** What is sent to correct a person: his fields as they were answered, closed ones left out. */
const asSent = (one: Record<string, unknown>) => {
  const keys = ['name', 'relation', 'gender', 'birthYear', 'birthMonth', 'categories', 'kin', 'joinedYear', 'leftYear']
  return Object.fromEntries([...keys, 'discharge', 'care', 'benefitCode', 'informedOn'].map((key) => [key, one[key]]))
}

test('a household is registered with its head; closed values are masked, working ones derived from the number', async () => {
  const resident = madeUpResident('1951-11-02', 801)
  const made = await family(
    station,
    { address: '东门路 12 号 3 单元' },
    {
      name: '李秀英',
      resident: shortened(resident),
      phone: '100 1234 5678',
      bank: '101010101010',
      categories: ['martyr-family'],
      kin: 'parent',
      joinedYear: null,
      leftYear: null,
      honours: [{ grade: 'third-merit', year: 1972 }],
      certificates: [{ kind: 'martyr', number: '某字第000123号' }],
    },
  )
  expect(made).toMatchObject({
    headName: '李秀英',
    categories: ['martyr-family'],
    personCount: 1,
    place: ['澜城区', '东门街道', '东门社区'],
    address: '已登记',
  })
  expect(person(made)).toMatchObject({
    resident: `9${'*'.repeat(16)}${resident.slice(-1)}`,
    phone: '100****5678',
    bank: '****1010',
    birthYear: 1951,
    birthMonth: 11,
    gender: 'male',
    honours: [{ grade: 'third-merit', year: 1972 }],
    certificates: [{ kind: 'martyr', number: expect.stringMatching(/^某\*+号$/) }],
  })
  const { rows } = await house.pool.query(
    'select resident_sealed, resident_digest from household_persons where id = $1',
    [person(made).id],
  )
  expect(rows[0].resident_sealed.includes(resident)).toBe(false)
  expect(rows[0].resident_digest).toHaveLength(32)
})

test('P02 a closed value is told for a reason alone, each time with its row, to offices and stations of the place', async () => {
  const resident = madeUpResident('1949-10-01', 31)
  const { id, persons } = await family(station, { address: '东门路 7 号' }, { resident, phone: '10012340001' })
  const path = `/household-persons/${persons[0].id}/reveal`
  expect((await station.post(path, { what: 'resident' })).status).toBe(422)
  expect((await station.post(path, { what: 'resident', reason: `号码是${resident}` })).status).toBe(422)
  expect(done(await station.post(path, { what: 'resident', ...WHY }))).toEqual({ value: resident })
  expect(done(await office.post(path, { what: 'phone', ...WHY }))).toEqual({ value: '10012340001' })
  expect(done(await office.post(`/households/${id}/reveal`, WHY))).toEqual({ value: '东门路 7 号' })
  expect((await office.post(path, { what: 'bank', ...WHY })).body.type).toBe('/problems/nothing-closed')
  const rows = await house.audited("action like 'household.reveal-%' and record_id in ($1, $2)", [
    String(persons[0].id),
    String(id),
  ])
  expect(rows.map(({ action, after }) => ({ action, after }))).toEqual([
    { action: 'household.reveal-resident', after: WHY },
    { action: 'household.reveal-phone', after: WHY },
    { action: 'household.reveal-address', after: WHY },
  ])
  expect((await (await house.as('qinghe-office')).post(path, { what: 'phone', ...WHY })).status).toBe(404)
  expect((await leader.post(path, { what: 'phone', ...WHY })).status).toBe(403)
})

test('a name stands as on the papers: a phone, a mark or a formula in it is told and not kept; an exact address is kept closed', async () => {
  const regionId = house.world.regions['lancheng-village']
  for (const name of ['13800138000', '赵13800138000', '<b>赵</b>', '=cmd|calc', '赵_某']) {
    const { status, body } = await station.post('/households', { regionId, head: { name } })
    expect({ status, body }).toMatchObject({ status: 422, body: { errors: [{ pointer: '/head/name' }] } })
    expect(body.errors[0].detail).toMatch(/照证件/)
  }
  const kept = await family(station, { address: '幸福路3号2栋501室' }, { name: '迪丽·买买提' })
  expect(done(await station.get(`/households/${kept.id}`)).headName).toBe('迪丽·买买提')
})

test('P02 Z03 a leader sees that there is a household and never whose; no name is confirmed to him', async () => {
  const { id } = await family(station, {}, { name: '诸葛长青', phone: '10012340002', benefitCode: 'A1' })
  const seen = done(await leader.get(`/households/${id}`))
  expect(seen).toMatchObject({ headName: '诸**', mayEdit: false, mayReveal: false, address: null })
  expect(person(seen)).toMatchObject({ name: '诸**', resident: null, phone: null, birthYear: null, benefitCode: null })
  expect(JSON.stringify(seen)).not.toContain('长青')
  const found = async (caller: Caller, q: string) =>
    done(await caller.get(`/households?q=${encodeURIComponent(q)}`)).total
  expect([await found(office, '长青'), await found(office, '诸葛长')]).toEqual([1, 1])
  for (const q of ['诸葛', '长青', '诸葛长青', '没有的人'])
    expect((await leader.get(`/households?q=${encodeURIComponent(q)}`)).status, q).toBe(403)
  for (const q of ['诸葛长青', '长青', 'zhugechangqing', 'zgcq']) {
    const group = async (caller: Caller) =>
      done(await caller.get(`/find?q=${encodeURIComponent(q)}`)).groups.some(
        (one: { kind: string }) => one.kind === 'household',
      )
    expect([await group(office), await group(leader)], q).toEqual([true, false])
  }
  for (const post of ['education', 'troop-lan', 'sysadmin', 'auditor'] as const)
    expect((await (await house.as(post)).get('/households')).status, post).toBe(403)
  expect((await leader.post('/households', {})).status).toBe(403)
  expect((await office.get('/households?q=13800138000')).status).toBe(422)
})

test('the list goes place by place, by key, with its total; filters hold and no other county is in it', async () => {
  const qinghe = await house.as('qinghe-office')
  for (let index = 0; index < 5; index++)
    await family(qinghe, { regionId: house.world.regions['qinghe-village'] }, { categories: ['demobilised'] })
  const pages: number[] = []
  let after: string | null = ''
  let total = 0
  while (after !== null) {
    const page = done(await qinghe.get(`/households?size=2${after ? `&after=${after}` : ''}`))
    pages.push(...page.rows.map((row: { id: number }) => row.id))
    total = page.total
    after = page.next
  }
  expect([pages.length, new Set(pages).size, total]).toEqual([5, 5, 5])
  const ofCategory = done(await office.get('/households?category=demobilised'))
  expect(ofCategory.total).toBe(5)
  expect(new Set(ofCategory.rows.map((row: { regionName: string }) => row.regionName))).toEqual(new Set(['青山村']))
  expect(done(await station.get(`/households?regionId=${house.world.regions.qinghe}`)).total).toBe(0)
  expect((await station.get(`/households/${pages[0]}`)).status).toBe(404)
})

test('nobody registers outside the own place, above a township, or the same number twice', async () => {
  const { regions } = house.world
  const head = { name: '王某某', resident: madeUpResident('1960-01-01', 7) }
  const refused = async (caller: Caller, regionId: number) => {
    const before = await house.auditCount()
    const answer = await caller.post('/households', { regionId, head })
    expect(await house.auditCount()).toBe(before)
    return answer.body.type
  }
  expect(await refused(station, regions['qinghe-village'])).toBe('/problems/out-of-register')
  expect(await refused(office, regions.lancheng)).toBe('/problems/place-too-high')
  await family(station, {}, head)
  expect(await refused(office, regions['qinghe-village'])).toBe('/problems/already-registered')
  // The office of another county cannot be told.
  const elsewhere = await (await house.as('qinghe-office')).post('/households', {
    regionId: regions['qinghe-village'],
    head,
  })
  expect(elsewhere.status).toBe(200)
  for (const [field, value, pointer] of [
    ['resident', '990000196001010070', '/head/resident'],
    ['phone', '12345', '/head/phone'],
    ['bank', 'abc', '/head/bank'],
    ['name', madeUpResident('1960-01-01', 9), '/head/name'],
    ['kin', 'uncle', '/head/kin'],
  ]) {
    const { status, body } = await office.post('/households', {
      regionId: regions['lancheng-village'],
      head: { ...head, [field as string]: value },
    })
    expect([status, body.errors?.[0]?.pointer], field).toEqual([422, pointer])
  }
})

test('whoever is registered as dead is not registered anew with his number, and may be taken up again', async () => {
  const resident = madeUpResident('1958-03-09', 640)
  const home = await family(station, {}, { name: '丁某某', resident })
  const end = { version: person(home).version, state: 'deceased', on: '2026-07-01', ...WHY }
  const ended = done(await station.post(`/household-persons/${person(home).id}/end`, end))
  const regionId = house.world.regions['lancheng-village']
  const before = await house.auditCount()
  const refused = await station.post('/households', { regionId, head: { name: '丁某某', resident } })
  expect(refused).toMatchObject({
    status: 409,
    body: { type: '/problems/registered-dead', errors: [{ pointer: '/head/resident' }] },
  })
  expect(refused.body.detail).toContain('登记为 2026-07-01 去世')
  expect(await house.auditCount()).toBe(before)
  // Whose place does not hold him is told nothing.
  const far = await house.as('qinghe-office')
  const head = { name: '丁某某', resident }
  expect((await far.post('/households', { regionId: house.world.regions['qinghe-village'], head })).status).toBe(200)
  const { version } = ended.persons[0]
  expect((await station.post(`/household-persons/${ended.persons[0].id}/resume`, { version, ...WHY })).status).toBe(200)
})

test('D08 of several who register one number at the same moment one does, however they register it', async () => {
  const regionId = house.world.regions['lancheng-village']
  const callers = [office, station, await house.as('lancheng-office')]
  const home = await family(station)
  const stands = async (digest: string) =>
    (
      await house.pool.query('select id from household_persons where resident_digest = $1 and state = $2', [
        Buffer.from(digest, 'hex'),
        'present',
      ])
    ).rows.length
  for (let round = 0; round < 4; round++) {
    const resident = madeUpResident('1961-01-01', 500 + round)
    const head = { name: '钱某某', resident }
    const answers = await Promise.all([
      ...callers.map((caller) => caller.post('/households', { regionId, head })),
      office.post('/household-persons', { ...head, householdId: home.id, relation: 'other' }),
    ])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409])
    expect(answers.filter(({ status }) => status === 409).map(({ body }) => body.type)).toEqual(
      Array(3).fill('/problems/already-registered'),
    )
    expect(await stands(house.house.closed.digest('resident', resident).toString('hex'))).toBe(1)
  }
})

test('whoever moved away and was registered anew is not resumed beside himself', async () => {
  const resident = madeUpResident('1962-02-02', 620)
  const first = await family(station, {}, { name: '冯某某', resident })
  const wife = { householdId: first.id, name: '冯妻', relation: 'spouse' }
  done(await station.post('/household-persons', wife))
  const gone = { version: person(first).version, state: 'moved', on: '2026-07-01', ...WHY }
  for (const on of ['1901-01-01', '1962-01-31'])
    expect((await station.post(`/household-persons/${person(first).id}/end`, { ...gone, on })).body).toMatchObject({
      ...{ type: '/problems/before-birth', errors: [{ pointer: '/on' }] },
    })
  const ended = done(await station.post(`/household-persons/${person(first).id}/end`, gone))
  const again = await family(station, {}, { name: '冯某某', resident })
  const one = ended.persons.find(({ id }: { id: number }) => id === person(first).id)
  const resume = () => station.post(`/household-persons/${one.id}/resume`, { version: one.version, ...WHY })
  expect((await resume()).body.type).toBe('/problems/already-registered')
  done(
    await station.post(`/households/${again.id}/end`, {
      version: again.version,
      state: 'moved',
      on: '2026-07-14',
      ...WHY,
    }),
  )
})

test('P02 P04 a correction keeps what stood before in the history, with its reason, and a stale one shows both', async () => {
  const made = await family(station, {}, { name: '赵大山', phone: '10012340003' })
  const one = person(made)
  const sent = { ...asSent(one), reason: '本人来电更正', version: one.version }
  const saved = done(
    await station.put(`/household-persons/${one.id}`, { ...sent, name: '赵太山', phone: '10012340004' }),
  )
  expect([saved.headName, person(saved).phone]).toEqual(['赵太山', '100****0004'])
  const stale = await office.put(`/household-persons/${one.id}`, { ...sent, name: '赵三' })
  expect(stale).toMatchObject({
    status: 409,
    body: {
      type: '/problems/out-of-date',
      latest: { headName: '赵太山' },
      storedBy: { postName: '东门街道服务站专干' },
    },
  })
  const { rows } = done(await station.get(`/households/${made.id}/history`))
  expect(rows[0]).toMatchObject({ what: '更正', of: '赵太山', reason: '本人来电更正', postName: '东门街道服务站专干' })
  expect(rows[0].changes).toEqual([
    { label: '名称', before: '赵大山', after: '赵太山' },
    { label: '电话', before: '100****0003', after: '100****0004' },
  ])
  const kept = await house.pool.query("select before, after from audit_rows where record = 'household_persons'")
  expect(JSON.stringify(kept.rows)).not.toMatch(/赵|1001234000/)
})

test('persons come and go; the household tells those present, and ends and comes back as a whole', async () => {
  const made = await family(station, {}, { name: '孙满仓' })
  const wife = {
    householdId: made.id,
    name: '周桂花',
    relation: 'spouse',
    categories: ['serving-family'],
    kin: 'parent',
  }
  let now = done(await station.post('/household-persons', wife))
  expect(now).toMatchObject({ personCount: 2, categories: ['discharged-soldier', 'serving-family'] })
  const head = person(now)
  now = done(
    await station.post(`/household-persons/${head.id}/end`, {
      version: head.version,
      state: 'deceased',
      on: '2026-07-01',
      ...WHY,
    }),
  )
  expect(now).toMatchObject({ headName: '孙满仓', personCount: 1, categories: ['serving-family'] })
  const again = now.persons.find(({ id }: { id: number }) => id === head.id)
  expect(again).toMatchObject({ state: 'deceased', endedOn: '2026-07-01' })
  expect(
    (await station.put(`/household-persons/${head.id}`, { ...asSent(again), ...WHY, version: again.version })).body
      .type,
  ).toBe('/problems/not-present')
  now = done(await station.post(`/household-persons/${head.id}/resume`, { version: again.version, ...WHY }))
  expect(now.personCount).toBe(2)
  const future = { version: now.version, state: 'moved', on: '2026-08-01', ...WHY }
  expect((await station.post(`/households/${made.id}/end`, future)).status).toBe(422)
  now = done(await station.post(`/households/${made.id}/end`, { ...future, on: '2026-07-14' }))
  expect(now.state).toBe('moved')
  expect((await station.post('/household-persons', wife)).body.type).toBe('/problems/not-present')
  now = done(await station.post(`/households/${made.id}/resume`, { version: now.version, ...WHY }))
  expect([now.state, now.endedOn]).toEqual(['present', null])
  const derived = await house.pool.query(
    `select h.id from households h where person_count <> (select count(*) from household_persons p
       where p.household_id = h.id and p.state = 'present')`,
  )
  expect(derived.rows).toEqual([])
})

test('a household is found by a number in the body of the question, inside the own place', async () => {
  const resident = madeUpResident('1944-04-04', 55)
  const { id } = await family(station, {}, { resident, phone: '10012340055' })
  const ask = async (caller: Caller, what: string, number: string) =>
    done(await caller.post('/household-persons/find', { what, number })).map((row: { id: number }) => row.id)
  expect(await ask(station, 'resident', shortened(resident))).toEqual([id])
  expect(await ask(office, 'phone', '100-1234-0055')).toEqual([id])
  expect(await ask(await house.as('qinghe-office'), 'resident', resident)).toEqual([])
  expect((await station.post('/household-persons/find', { what: 'resident', number: '123' })).status).toBe(422)
})

test('P05 V04 the list leaves as Excel with its mark, without a closed value, and what looks like a formula is text', async () => {
  const { id } = await family(station, {}, { name: '王某', phone: '10012340066' })
  // As an older version took it in.
  await house.pool.query("update households set head_name = '=1+2王' where id = $1", [id])
  await house.pool.query("update household_persons set name = '=1+2王' where household_id = $1", [id])
  const file = await office.download('/households-sheet', { state: 'present', q: '+2', reason: '核对名单' })
  expect(file.status).toBe(200)
  const { default: Excel } = await import('exceljs')
  const book = new Excel.Workbook()
  await book.xlsx.load(file.bytes as never)
  const values: unknown[] = []
  book.worksheets[0]?.eachRow((row) => row.eachCell((cell) => values.push(cell.value)))
  expect(values).toContain('=1+2王')
  expect(JSON.stringify(values)).not.toContain('0066')
  const rows = await house.audited("action = 'household.export'")
  expect(rows[0]?.after).toMatchObject({ rows: 1, reason: '核对名单', filter: { isNamed: true } })
})

test('whose head died waits for a new one, named once; of two present heads nobody hears; of whom nobody is left asks to be ended', async () => {
  const made = await family(office, {}, { name: '申老大' })
  const id = made.id
  const wife = { householdId: id, name: '申妻', relation: 'spouse', birthYear: 1958 }
  const two = done(await office.post('/household-persons', wife))
  expect(two.lacksHead).toBe(false)
  const second = await office.post('/household-persons', { ...wife, name: '申又', relation: 'head' })
  expect(second).toMatchObject({ status: 409, body: { type: '/problems/head-stands' } })
  const end = (one: { id: number; version: number }, on: string) =>
    office.post(`/household-persons/${one.id}/end`, { version: one.version, state: 'deceased', on, ...WHY })
  const left = done(await end(person(two), '2026-07-10'))
  expect(left).toMatchObject({ headName: '申老大', personCount: 1, lacksHead: true })
  const listed = async (lacks: string) =>
    done(await office.get(`/households?lacks=${lacks}`)).rows.map((row: { id: number }) => row.id)
  expect(await listed('head')).toContain(id)
  const named = { personId: person(left).id, version: left.version, ...WHY }
  expect((await office.post(`/households/${id}/head`, { ...named, personId: person(made).id })).body.type).toBe(
    '/problems/not-present',
  )
  const other = await family(office)
  expect((await office.post(`/households/${other.id}/head`, named)).status).toBe(404)
  expect((await office.post(`/households/${id}/head`, { ...named, version: left.version + 1 })).status).toBe(409)
  const headed = done(await office.post(`/households/${id}/head`, named))
  expect(headed).toMatchObject({ headName: '申妻', lacksHead: false, persons: [{ relation: 'head' }, {}] })
  expect(await listed('head')).not.toContain(id)
  expect((await office.post(`/households/${id}/head`, { ...named, version: headed.version })).body.type).toBe(
    '/problems/head-stands',
  )
  const dead = person(headed, 1)
  const risen = await office.post(`/household-persons/${dead.id}/resume`, { version: dead.version, ...WHY })
  expect(risen.body.type).toBe('/problems/head-stands')
  const history = done(await office.get(`/households/${id}/history`)).rows
  expect(history[0]).toMatchObject({ what: '定新户主', of: '申妻' })
  const empty = done(await end(person(headed), '2026-07-11'))
  expect(empty).toMatchObject({ personCount: 0, lacksHead: false })
  expect(await listed('people')).toContain(id)
  done(await office.post(`/households/${id}/end`, { version: empty.version, state: 'ended', on: '2026-07-12', ...WHY }))
  expect(await listed('people')).not.toContain(id)
})

test('the same name and birth in a village is told before it is registered again, and goes in as another person when that is said', async () => {
  const regionId = house.world.regions['lancheng-village']
  const head = { name: '葛同名', birthYear: 1950, birthMonth: 1 }
  const first = done(await office.post('/households', { regionId, head }))
  const again = (more: object, with_: object = {}) =>
    office.post('/households', { regionId, head: { ...head, ...more }, ...with_ })
  for (const more of [{}, { birthMonth: null }, { resident: madeUpResident('1950-01-09', 77) }])
    expect(await again(more)).toMatchObject({
      status: 409,
      body: {
        type: '/problems/alike-registered',
        alike: [{ householdId: first.id, headName: '葛同名' }],
        errors: [{ pointer: '/isAnother' }],
      },
    })
  // Three at once, who do not see each other's: one goes in.
  const three = await Promise.all([1, 2, 3].map(() => again({ birthYear: 1951 })))
  expect(three.map(({ status }) => status).sort()).toEqual([200, 409, 409])
  expect((await again({}, { isAnother: true })).status).toBe(200)
  const brother = { householdId: (await family(office)).id, relation: 'sibling', ...head }
  expect((await office.post('/household-persons', brother)).body.type).toBe('/problems/alike-registered')
  done(await office.post('/household-persons', { ...brother, isAnother: true }))
})
