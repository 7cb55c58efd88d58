import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import * as z from 'zod'
import { importJob } from '../features/registers/index.ts'
import { ROLES, type Role } from '../platform/acting.ts'
import { makeQueue } from '../platform/jobs/queue.ts'
import { ENDPOINTS, type Endpoint, hostile, POST_OF } from './endpoints.fixture.ts'
import { mayUse, PERMISSIONS } from './permissions.ts'
import { sealEveryRow } from './sealing.fixture.ts'
import { type Answer, type Caller, openTestHouse, type TestHouse } from './testing.ts'

const GUARDED = ENDPOINTS.filter(({ permission }) => permission !== 'public')

// Every endpoint many times: on a busy machine that takes its time.
vi.setConfig({ testTimeout: 240_000 })
let house: TestHouse
let made: {
  alert: number
  matter: number
  document: number
  node: number
  proposal: number
  statement: number
  liaison: number
  household: number
  plaqueStatement: number
  meritReport: number
  fact: number
  letterRound: number
  help: number
  import: number
  period: number
}
beforeAll(async () => {
  house = await openTestHouse('2026-07-14', { refusedKinds: 1_000 })
  const office = await house.as('office')
  const task = { category: 'family', title: '入学窗口设齐', leadUnitId: house.world.units.education }
  const { station } = house.world.units
  const first = { ...task, body: '', dueOn: '2026-08-31', helperUnitIds: [station] }
  let matter = (await office.post('/matters/tasks', first)).body
  // handed out anew without its helper, so that there is something that left a post
  for (const step of [
    { step: 'recall', reason: '换配合单位' },
    { step: 'assign', lead: { unitId: task.leadUnitId }, dueOn: '2026-08-31' },
  ])
    matter = (await office.post(`/matters/${matter.id}/steps`, { ...step, version: matter.version })).body
  const { body } = await office.post(`/matters/${matter.id}/nodes`, { version: matter.version, title: '选址' })
  const text = '一、办好实事\n（一）做好入学。市教育局设入学窗口，9月30日前设齐。\n'
  // an older version first, so that there is something to compare
  const former = (
    await office.post('/documents', { text: text.replace('9月', '8月'), title: '年度安排（征求意见稿）' })
  ).body
  const document = (await office.post('/documents', { text, title: '年度安排', revisesId: former.id })).body
  const desk = (await office.get(`/documents/${document.id}/proposals`)).body
  made = {
    matter: matter.id,
    document: document.id,
    node: body.nodes[0].id,
    proposal: desk.proposals[0].id,
    statement: 0,
    alert: 0,
    liaison: 0,
    household: 0,
    plaqueStatement: 0,
    meritReport: 0,
    fact: 0,
    import: 0,
    letterRound: 0,
    help: 0,
    period: 0,
  }
  const entry = { unitId: house.world.units.education, name: '某联络员', fromOn: '2026-07-01' }
  made.liaison = (await office.post('/directory', entry)).body.id
  const family = {
    regionId: house.world.regions['lancheng-village'],
    head: { name: '王某某', categories: ['discharged-soldier'] },
  }
  made.household = (await office.post('/households', family)).body.id
  const merit = { soldierName: '王某某', grade: 'third-merit', awardYear: 2026, receivedOn: '2026-07-01' }
  made.meritReport = (await office.post('/merit-reports', merit)).body.id
  const aid = { householdId: made.household, source: 'found', kind: 'living', needs: '冬衣。', cameOn: '2026-07-01' }
  made.help = (await office.post('/help-cases', aid)).body.id
  const letters = { name: '八一慰问信', feast: 'army-day', categories: ['discharged-soldier'], openedOn: '2026-07-01' }
  made.letterRound = (await office.post('/letter-rounds', letters)).body.id
  made.plaqueStatement = (await office.post('/plaque-statements', { regionId: house.world.regions.lancheng })).body.id
  const visit = { kind: 'meeting', regionId: house.world.regions.city, startsOn: '2026-06-01' }
  made.fact = (await office.post('/facts', visit)).body.id
  const closed = { kind: 'month', day: '2026-05-01', closesOn: '2026-07-14' }
  made.period = (await office.post('/fact-periods', closed)).body.id
  const rows = Buffer.from('乡镇,村,姓名\n东门街道,没有的村,王某某')
  const sheet = (await office.upload('底册.csv', rows, 'register')).body.id
  made.import = (await office.post('/household-imports', { fileId: sheet })).body.id
  const kinds = [importJob(house.house, [])]
  const queue = makeQueue(house.pool, {
    kinds,
    now: () => new Date(),
    onError: (_kind, error) => expect(error).toBeNull(),
  })
  while (await queue.work());
  const need = { direction: 'military-asks', category: 'facilities', title: '候车亭', body: '没有雨棚。' }
  await (await house.as('troop-lan')).post('/matters', need)
  const frozen = { unitId: house.world.units['troop-lan'], untilOn: '2026-07-14', afterId: null }
  made.statement = (await office.post('/statements', frozen)).body.id
  const seen = { from: '2026-07-14T01:00:00Z', until: '2026-07-14T01:00:00Z' }
  const facts = { ...seen, over: [], postIds: [], addresses: [], kinds: [], records: [] }
  const alert = await house.pool.query(
    `insert into alerts (kind, about_person_id, raised_at, seen_at, facts) values ('reading', $1, now(), now(), $2) returning id`,
    [house.world.people.finance, JSON.stringify(facts)],
  )
  made.alert = alert.rows[0].id
})
afterAll(() => house?.close())

const call = (caller: Caller, { method, path }: Pick<Endpoint, 'method' | 'path'>, body?: unknown): Promise<Answer> => {
  if (method === 'GET') return caller.get(path)
  if (method === 'DELETE') return caller.delete(path)
  return method === 'PUT' ? caller.put(path, body) : caller.post(path, body)
}

type Trace = {
  endpoint: string
  record_id: string
  address: string
  request_id: string
  post_id: number
  times: number
}
/** What refusals of one kind a person left in the audit since a row, by endpoint; each stands once. */
const refusedSince = async (since: number, action: string, personId: number): Promise<Trace[]> =>
  (
    await house.pool.query<Trace>(
      `select after ->> 'endpoint' as endpoint, record_id, address, request_id, post_id, (after ->> 'count')::int as times
       from audit_rows where id > $1 and action = $2 and person_id = $3 order by id`,
      [since, action, personId],
    )
  ).rows
const lastRow = async (): Promise<number> =>
  (await house.pool.query('select coalesce(max(id), 0) as id from audit_rows')).rows[0].id
const nameOf = ({ method, path }: Endpoint): string => `${method} /api${path}`

const withIds = (path: string, id: string | number): string => path.replace(/\{\w+\}/g, String(id))

const expectProblem = (answer: Answer, what: string, status: number[], type?: string) => {
  expect(status, `${what}: ${answer.status} ${JSON.stringify(answer.body)}`).toContain(answer.status)
  expect(String(answer.headers['content-type']), what).toContain('application/problem+json')
  expect(answer.body, what).toMatchObject({
    status: answer.status,
    type: expect.stringMatching(/^\/problems\/[a-z-]+$/),
  })
  expect(answer.body.title, what).toMatch(/\p{Script=Han}/u)
  expect(answer.body.detail, what).toMatch(/\p{Script=Han}/u)
  if (type) expect(answer.body.type, what).toBe(type)
  for (const { pointer, detail } of (answer.body.errors ?? []) as { pointer: string; detail: string }[]) {
    expect(pointer, what).toMatch(/^\//)
    expect(detail, what).toMatch(/\p{Script=Han}/u)
  }
}

describe('every endpoint', () => {
  test('names a permission that is known, a path of its own and a Chinese summary', () => {
    expect(ENDPOINTS.length).toBeGreaterThan(50)
    expect(ENDPOINTS.filter(({ permission }) => !(permission in PERMISSIONS)).map(({ name }) => name)).toEqual([])
    const addresses = ENDPOINTS.map(({ method, path }) => `${method} ${path.replace(/\{\w+\}/g, '{}')}`)
    expect(addresses.filter((address, index) => addresses.indexOf(address) !== index)).toEqual([])
    expect(ENDPOINTS.filter(({ summary }) => !/\p{Script=Han}/u.test(summary)).map(({ name }) => name)).toEqual([])
    expect(ENDPOINTS.filter(({ permission }) => permission === 'public').map(({ name }) => name)).toEqual([
      'org.access.state',
      'org.access.signIn',
      'org.access.signOut',
      'org.sessions.code',
      'org.sessions.activation',
      'org.sessions.beginUnified',
      'org.sessions.finishUnified',
      'org.invitations.look',
      'org.invitations.join',
    ])
  })

  test('Z01 is closed to who is not signed in', async () => {
    for (const endpoint of GUARDED) {
      const answer = await call(house.nobody, { ...endpoint, path: withIds(endpoint.path, 1) }, {})
      expectProblem(answer, endpoint.name, [401], '/problems/signed-out')
    }
    for (const path of ['/files/1', '/files/1/thumbnail', '/files/1/preview'])
      expectProblem(await house.nobody.get(path), path, [401], '/problems/signed-out')
  })

  test('Z01 A01 is closed to every role without its permission, before anything else is looked at, and each refusal leaves one row', async () => {
    const before = await house.auditCount()
    for (const role of ROLES) {
      const caller = await house.as(POST_OF[role])
      const signIns = await house.auditCount()
      const since = await lastRow()
      const closed = GUARDED.filter(({ permission }) => !mayUse(role, permission))
      const asked: unknown[] = []
      for (const endpoint of closed) {
        const answer = await call(caller, { ...endpoint, path: withIds(endpoint.path, 1) }, {})
        expectProblem(answer, `${role} ${endpoint.name}`, [403], '/problems/not-yours')
        asked.push(answer.headers['x-request-id'])
      }
      expect(await house.auditCount()).toBe(signIns)
      const post = POST_OF[role]
      expect(await refusedSince(since, 'refused.permission', house.world.people[post])).toEqual(
        closed.map((endpoint, index) => ({
          endpoint: nameOf(endpoint),
          record_id: endpoint.path.includes('{') ? '1' : '0',
          address: '127.0.0.1',
          request_id: asked[index],
          post_id: house.world.posts[post],
          times: 1,
        })),
      )
    }
    expect(await house.auditCount()).toBeLessThanOrEqual(before + ROLES.length)
  })

  test('that reads answers in its own shape, with nothing beside it, for every role that may', async () => {
    const ids: [RegExp, () => string | number][] = [
      [/^\/alerts/, () => made.alert],
      [/^\/audit\/rows/, () => 1],
      [/^\/regions/, () => house.world.regions.lancheng],
      [/^\/groups/, () => house.world.units.group],
      [/^\/military/, () => house.world.units['troop-lan']],
      [/^\/units/, () => house.world.units.education],
      [/^\/handovers/, () => house.world.posts.education],
      [/^\/posts/, () => house.world.posts.education],
      [/^\/directory/, () => made.liaison],
      [/^\/household-persons/, () => made.household],
      [/^\/households/, () => made.household],
      [/^\/household-imports/, () => made.import],
      [/^\/plaques/, () => made.household],
      [/^\/merit-reports/, () => made.meritReport],
      [/^\/letter-rounds/, () => made.letterRound],
      [/^\/help-cases/, () => made.help],
      [/^\/plaque-statements/, () => made.plaqueStatement],
      [/^\/fact-periods/, () => made.period],
      [/^\/matters/, () => made.matter],
      [/^\/facts/, () => made.fact],
      [/^\/measures/, () => 'visits'],
      [/^\/documents/, () => made.document],
      [/^\/statements/, () => made.statement],
    ]
    const blank = (await (await house.as('office')).download('/org-imports/template?kind=posts')).bytes
    const sheet = (await (await house.as('office')).upload('岗位.xlsx', blank)).body.id
    const sysadmin = await house.as('sysadmin')
    const [province] = (await sysadmin.get('/setup/provinces')).body.slice(-1)
    const [city] = (await sysadmin.get(`/setup/cities?province=${province.code}`)).body
    const queries: Record<string, string> = {
      'org.audit.export': '?from=2026-07-14&to=2026-07-14',
      'org.calendar.days': '?from=2026-07-01&to=2026-07-31',
      'facts.calendar': '?from=2026-07-01&to=2026-07-31',
      'lists.calendar': '?from=2026-07-01&to=2026-08-11',
      'org.imports.template': '?kind=posts',
      'org.imports.annotated': `?kind=posts&fileId=${sheet}`,
      'org.setup.cities': `?province=${province.code}`,
      'org.setup.counties': `?city=${city.code}`,
      'org.setup.preview': `?code=${city.code}`,
    }
    await sealEveryRow(house.house.seals, house.pool, house.house.clock.now())
    const answered = new Map<string, number>()
    for (const role of ROLES) {
      const caller = await house.as(POST_OF[role])
      for (const endpoint of ENDPOINTS.filter(
        ({ method, permission }) => method === 'GET' && mayUse(role, permission),
      )) {
        const id = ids.find(([start]) => start.test(endpoint.path))?.[1]() ?? 1
        const path = withIds(endpoint.path, id) + (queries[endpoint.name] ?? '')
        const { status, body, headers } = await call(caller, { ...endpoint, path })
        if (status === 404) continue
        expect(status, `${role} ${endpoint.name} ${JSON.stringify(body)}`).toBe(200)
        if (endpoint.output instanceof z.ZodFile)
          expect(headers['content-disposition'], endpoint.name).toMatch(/^attachment; .*filename\*=UTF-8''%/)
        else expect(endpoint.output.parse(body), endpoint.name).toEqual(body)
        answered.set(endpoint.name, (answered.get(endpoint.name) ?? 0) + 1)
      }
    }
    const silent = ENDPOINTS.filter(({ method, name }) => method === 'GET' && !answered.has(name))
    expect(silent.map(({ name }) => name)).toEqual([])
  })
})

const LIST = {
  docNumber: '某发〔2026〕1号',
  docOn: '2026-07-01',
  fromOn: '2026-07-01',
  members: [{ role: 'head', title: '镇长', personName: null, postId: null, unitId: null }],
}
const DECREE = { effectiveOn: '2026-07-01', docNumber: '某政发〔2026〕1号', reason: '某项调整' }

/** A body with which each endpoint would do its work; where an id stands in the path, on a record that is not there. */
const PERSON = {
  name: '王某某',
  relation: 'child',
  gender: 'male',
  birthYear: 1970,
  birthMonth: 3,
  categories: ['discharged-soldier'],
  kin: null,
  joinedYear: 1990,
  leftYear: 1993,
  discharge: 'self-employed',
  care: 'normal',
  benefitCode: 'A1',
  informedOn: '2026-07-01',
  phone: '10000000009',
  honours: [{ grade: 'third-merit', year: 1992 }],
  certificates: [{ kind: 'discharge', number: 'ABC-123456' }],
}
const GOOD: Record<string, () => Record<string, unknown>> = {
  'org.access.signIn': () => ({ login: 'nobody', password: 'wrong' }),
  'org.access.actAs': () => ({ postId: 999_999_999 }),
  'org.access.changePassword': () => ({ current: 'wrong', next: 'another long password' }),
  'org.sessions.code': () => ({ code: '000000' }),
  'org.sessions.activation': () => ({ code: '0000-0000' }),
  'org.sessions.beginUnified': () => ({}),
  'org.sessions.finishUnified': () => ({ query: 'code=c&state=s' }),
  'org.sessions.confirmSelf': () => ({ password: 'wrong' }),
  'org.sessions.end': () => ({}),
  'org.sessions.endOthers': () => ({}),
  'org.sessions.endOfPerson': () => ({}),
  'org.security.save': () => ({
    profile: 'length',
    leastLength: 10,
    rotationDays: 90,
    history: 5,
    idleMinutes: 60,
    longestHours: 12,
    mostSessions: 5,
    unusedDays: 90,
    mostExports: 50,
    version: 7,
  }),
  'org.factor.begin': () => ({}),
  'org.factor.finish': () => ({ code: '000000' }),
  'org.factor.renewCodes': () => ({}),
  'org.factor.remove': () => ({}),
  'org.factor.reset': () => ({}),
  'org.audit.verify': () => ({}),
  'org.background.cancel': () => ({}),
  'org.background.again': () => ({}),
  'org.background.backUp': () => ({}),
  'org.regions.save': () => ({ version: 1, name: '某地', shortName: '某地' }),
  'org.regions.place': () => ({ version: 1, place: 1 }),
  'org.regions.addZone': () => ({ parentId: 999_999_999, name: '某区', shortName: '某区', fromOn: '2026-08-01' }),
  'org.regions.attach': () => ({ fromOn: '2026-07-01', townships: [{ id: 999_999_999, version: 1 }] }),
  'org.changes.preview': () => ({ kind: 'close', ...DECREE, id: 999_999_999, version: 1 }),
  'org.changes.add': () => ({ kind: 'close', ...DECREE, id: 999_999_999, version: 1 }),
  'org.units.add': () => ({ name: '某局', shortName: '某局', kind: 'member', side: 'civil', regionId: 999_999_999 }),
  'org.units.save': () => ({ version: 1, name: '某局', shortName: '某局', aliases: [], kind: 'member', side: 'civil' }),
  'org.units.place': () => ({ version: 1, place: 1 }),
  'org.units.close': () => ({ version: 1, closedOn: '2026-07-01' }),
  'org.units.addDuty': () => ({ phrase: '某项职责', words: [], source: '某规定' }),
  'org.units.saveDuty': () => ({ version: 1, phrase: '某项职责', words: [], source: '某规定' }),
  'org.units.verifyDuty': () => ({ version: 1, isVerified: true }),
  'org.units.dropDuty': () => ({ version: 1 }),
  'org.military.setSuperior': () => ({ superiorId: null, fromOn: '2026-07-01', basedOn: 0 }),
  'org.military.setBody': () => ({ regionId: 999_999_999, unitId: 999_999_999, fromOn: '2026-07-01', basedOn: 0 }),
  'org.posts.add': () => ({ unitId: 999_999_999, name: '某岗', role: 'liaison' }),
  'org.posts.save': () => ({ version: 1, name: '某岗' }),
  'org.posts.close': () => ({ version: 1, closedOn: '2026-07-01' }),
  'org.posts.appoint': () => ({ personId: 999_999_999, fromOn: '2026-08-01', toOn: null }),
  'org.posts.end': () => ({ toOn: '2026-07-01' }),
  'org.approvals.askAppointment': () => ({ id: 999_999_999, personId: 999_999_999, fromOn: '2026-08-01', toOn: null }),
  'org.approvals.askPost': () => ({ unitId: 999_999_999, name: '某岗', role: 'office' }),
  'org.approvals.askEnd': () => ({ id: 999_999_999, toOn: '2026-08-01' }),
  'org.approvals.askClose': () => ({ id: 999_999_999, closedOn: '2026-07-14' }),
  'org.approvals.askDisable': () => ({ id: 999_999_999, isDisabled: true }),
  'org.approvals.askReset': () => ({ id: 999_999_999, what: 'password' }),
  'org.approvals.askExport': () => ({ reason: '会议要用' }),
  'org.sessions.readReset': () => ({}),
  'org.approvals.approve': () => ({ digest: '0'.repeat(64) }),
  'org.approvals.refuse': () => ({ reason: '不合适' }),
  'org.approvals.withdraw': () => ({}),
  'org.invitations.add': () => ({ days: 7, guests: [{ postId: 999_999_999, personName: '某人' }] }),
  'org.invitations.renew': () => ({ version: 1, days: 7 }),
  'org.invitations.revoke': () => ({ version: 1 }),
  'org.invitations.look': () => ({ code: 'wrong' }),
  'org.invitations.join': () => ({ as: 'new', code: 'wrong', login: 'somebody', password: 'another long password' }),
  'org.imports.check': () => ({ kind: 'posts', fileId: 999_999_999 }),
  'org.imports.takeIn': () => ({ kind: 'posts', fileId: 999_999_999, digest: '0', days: 7 }),
  'org.alerts.close': () => ({ version: 1, conclusion: '已核实' }),
  'org.alerts.saveRules': () => ({ revealsHour: 10, revealsDay: 30, exportsHour: 10, exportsDay: 30, version: 7 }),
  'org.batches.takeBack': () => ({ reason: '导错了表' }),
  'org.people.add': () => ({ login: 'X', name: '某人' }),
  'org.people.save': () => ({ version: 1, name: '某人' }),
  'org.people.reset': () => ({ version: 1 }),
  'org.people.activate': () => ({}),
  'org.people.disable': () => ({ version: 1, isDisabled: true }),
  'org.calendar.save': () => ({ daysOff: [], workdays: [], source: '某通知', version: null }),
  'org.counts.save': () => ({ level: 4, value: 309, source: '某通知', onDay: '2026-07-01', version: 7 }),
  'org.counts.places': () => ({ regionIds: [999_999_999], isCounted: false }),
  'org.groups.found': () => ({ regionId: 999_999_999, name: '某镇双拥工作领导小组' }),
  'org.groups.adjust': () => ({ basedOn: 0, ...LIST }),
  'org.groups.correct': () => ({ version: 1, ...LIST }),
  'registers.allowances.add': () => ({
    regionId: 999_999_999,
    batch: '二季度',
    category: '定期抚恤金',
    month: '2026-06',
    heads: 41,
    yuan: 128_000,
    source: '发放表',
  }),
  'registers.allowances.withdraw': () => ({ version: 1, reason: '抄错' }),
  'registers.help.open': () => ({
    householdId: 999_999_999,
    source: 'found',
    kind: 'living',
    needs: '冬衣。',
    cameOn: '2026-07-01',
  }),
  'registers.help.step': () => ({ version: 1, step: 'village', on: '2026-07-10', agrees: true, words: '同意。' }),
  'contact.saveReasons': () => ({ reasons: [], version: 0 }),
  'contact.mark': () => ({ kind: 'hardship', on: '2026-07-01' }),
  'contact.endMark': () => ({ version: 1 }),
  'registers.households.add': () => ({ regionId: 999_999_999, head: { name: '王某某' }, address: '某路1号' }),
  'registers.households.save': () => ({ version: 1, regionId: 999_999_999, address: '某路1号', reason: '核对' }),
  'registers.households.end': () => ({ version: 1, state: 'moved', on: '2026-07-01', reason: '迁出' }),
  'registers.households.resume': () => ({ version: 1, reason: '登记有误' }),
  'registers.households.export': () => ({ state: 'present', q: '王某', category: 'demobilised', reason: '核对名单' }),
  'registers.households.revealAddress': () => ({ reason: '上门走访' }),
  'registers.households.addPerson': () => ({ householdId: 999_999_999, ...PERSON }),
  'registers.households.savePerson': () => ({ version: 1, reason: '核对', ...PERSON }),
  'registers.households.endPerson': () => ({ version: 1, state: 'moved', on: '2026-07-01', reason: '迁出' }),
  'registers.households.resumePerson': () => ({ version: 1, reason: '登记有误' }),
  'registers.households.reveal': () => ({ what: 'phone', reason: '通知开会' }),
  'registers.personal.copy': () => ({ reason: '本人申请查阅' }),
  'registers.personal.erase': () => ({ version: 1, reason: '本人申请删除' }),
  'registers.households.find': () => ({ what: 'phone', number: '10000000009' }),
  'registers.retention.clear': () => ({ items: [{ id: 999_999_999, version: 1 }], reason: '已满年限' }),
  'registers.retention.hold': () => ({ version: 1, reason: '还有待遇未结', until: null }),
  'registers.retention.release': () => ({ version: 1 }),
  'registers.retention.saveSettings': () => ({
    personYears: null,
    helpYears: null,
    importDays: 30,
    keptFileDays: null,
    source: '',
    version: 7,
  }),
  'registers.letters.open': () => ({
    name: '八一慰问信',
    feast: 'army-day',
    categories: ['discharged-soldier'],
    openedOn: '2026-07-01',
  }),
  'registers.letters.send': () => ({ regionId: 999_999_999, on: '2026-07-10' }),
  'registers.letters.returned': () => ({ householdId: 999_999_999, on: '2026-07-10', reason: '查无此人' }),
  'registers.letters.close': () => ({ version: 1 }),
  'registers.letters.sheet': () => ({ state: 'sent' }),
  'registers.meritReports.receive': () => ({
    soldierName: '王某某',
    grade: 'third-merit',
    awardYear: 2026,
    receivedOn: '2026-07-01',
  }),
  'registers.meritReports.step': () => ({ version: 1, step: 'return', on: '2026-07-14', reason: '查无此人' }),
  'registers.meritReports.sheet': () => ({ year: 2026 }),
  'registers.meritReports.addBonus': () => ({ fromOn: '2026-01-01', amounts: { 'third-merit': 2000 }, source: '某文' }),
  'registers.meritReports.withdrawBonus': () => ({ version: 1, reason: '有新标准' }),
  'registers.meritReports.saveDays': () => ({ register: 2, deliver: null, feedBack: null, version: 0 }),
  'registers.plaques.step': () => ({ version: 1, step: 'count', on: '2026-07-14', count: 1, signer: 'head' }),
  'registers.plaques.undo': () => ({ version: 1, reason: '记错了户' }),
  'registers.plaques.sheet': () => ({ list: 'owed' }),
  'registers.plaques.saveSettings': () => ({
    parentsHome: true,
    civilian: false,
    militia: false,
    afterDeath: false,
    unknownPapers: 'held',
    source: '某市文件',
    version: 0,
  }),
  'registers.plaques.freeze': () => ({ regionId: 999_999_999 }),
  'registers.duplicates.merge': () => ({
    keepId: 999_999_999,
    keepVersion: 1,
    mergeId: 999_999_998,
    mergeVersion: 1,
    reason: '同一人',
  }),
  'registers.duplicates.distinguish': () => ({ oneId: 999_999_999, otherId: 999_999_998, reason: '两个人' }),
  'registers.duplicates.takeBack': () => ({ reason: '合错了' }),
  'registers.imports.start': () => ({ fileId: 999_999_999 }),
  'registers.imports.takeIn': () => ({ version: 1, leaveOutWrong: false }),
  'registers.imports.cancel': () => ({ version: 1 }),
  'registers.imports.takeBack': () => ({ version: 1, reason: '导错了' }),
  'org.directory.find': () => ({ mobile: '10000000009' }),
  'org.directory.add': () => ({ unitId: 999_999_999, name: '某人', mobile: '10000000009', fromOn: '2026-07-01' }),
  'org.directory.save': () => ({ version: 1, name: '某人', mobile: '10000000009' }),
  'org.directory.end': () => ({ version: 1, toOn: '2026-07-01' }),
  'org.directory.reveal': () => ({ reason: '通知开会' }),
  'org.impact.record': () => ({
    functions: ['scans'],
    what: '文书影像。',
    necessity: '办理需要。',
    risks: '泄露。',
    measures: '加密。',
    assessedBy: '双拥办',
    assessedOn: '2026-07-01',
  }),
  'org.impact.remove': () => ({}),
  'org.personal.copyLiaison': () => ({ reason: '本人要副本' }),
  'org.personal.eraseLiaison': () => ({ version: 1, reason: '本人申请' }),
  'org.personal.copyPerson': () => ({ reason: '本人要副本' }),
  'org.personal.erasePerson': () => ({ version: 1, reason: '本人申请' }),
  'org.setup.create': () => ({ code: '3301', confirmName: '别的城市' }),
  'sources.read': () => ({ text: '' }),
  'sources.reread': () => ({ version: 1, encoding: 'utf-8' }),
  'sources.revise': () => ({ version: 1, revisesId: null }),
  'sources.save': () => ({ version: 1, title: '标题', issuer: null, docNumber: null, issuedOn: null, year: 2026 }),
  'stated.keep': () => ({ figures: [{ startAt: 0, endAt: 1, metric: '服务站', place: '澜川市', period: null }] }),
  'stated.save': () => ({ version: 1, metric: '服务站', place: '澜川市', period: null }),
  'stated.withdraw': () => ({ version: 1 }),
  'benchmark.sheet': () => ({ places: [], metrics: [] }),
  'checking.check': () => ({ text: '全市销号事项3件。', from: null, to: null }),
  'checking.paper': () => ({ title: '讲话稿', text: '全市销号事项3件。', from: null, to: null }),
  'intake.add': () => ({ title: '任务', leadUnitId: null, helperUnitIds: [], dueOn: null, startAt: 0, endAt: 3 }),
  'intake.edit': () => ({ version: 1, title: '任务', leadUnitId: null, helperUnitIds: [], dueOn: null }),
  'intake.mark': () => ({ version: 1, as: 'dropped' }),
  'intake.split': () => ({ version: 1, at: 3 }),
  'intake.merge': () => ({ version: 1 }),
  'intake.handOut': () => ({ proposals: [{ id: 1, version: 1 }] }),
  'revision.decide': () => ({ choice: 'keep', matterVersion: 1, version: 0 }),
  'revision.clear': () => ({ version: 1 }),
  'revision.carryOut': () => ({ decisions: [{ matterId: 999_999_999, version: 1 }] }),
  'revision.follow': () => ({}),
  'matters.saveAnswerWaits': () => ({ version: 0, remindAfter: [3, 7], superiorAfter: 10, closeAfter: 10 }),
  'exchange.check': () => ({ fileId: 999_999_999, year: 2026 }),
  'exchange.annotated': () => ({ fileId: 999_999_999, year: 2026 }),
  'exchange.takeIn': () => ({ fileId: 999_999_999, year: 2026, digest: '0'.repeat(64) }),
  'batches.takeBack': () => ({ reason: '' }),
  'handover.write': () => ({ holderId: 1, version: null, text: '未了事项见台账。' }),
  'handover.receive': () => ({ holderId: 1 }),
  'matters.raise': () => ({ direction: 'military-asks', category: 'family', title: '某事', body: '' }),
  'matters.raiseTask': () => ({ category: 'family', title: '某事', body: '', leadUnitId: 999_999_999 }),
  'matters.step': () => ({ step: 'comment', version: 1, text: '留言。' }),
  'matters.saveDraft': () => ({ version: 1, direction: 'military-asks', category: 'family', title: '某事', body: '' }),
  'matters.signSlip': () => ({ version: 1, slip: { signedOn: '2026-07-01', signer: '某岗', fileIds: [] } }),
  'statements.freeze': () => ({ unitId: 999_999_999, untilOn: '2026-07-01', afterId: null }),
  'statements.sign': () => ({ slip: { signedOn: '2026-07-01', signer: '某岗', fileIds: [] } }),
  'matters.addNode': () => ({ version: 1, title: '节点', dueOn: null, doneOn: null, explanation: null }),
  'matters.saveNode': () => ({ version: 1, title: '节点', dueOn: null, doneOn: null, explanation: null }),
  'matters.dropNode': () => ({ version: 1 }),
  'instructions.write': () => ({ matterId: made.matter, postIds: [999_999_999], text: '抓紧办理。', dueOn: null }),
  'instructions.read': () => ({}),
  'instructions.answer': () => ({ text: '已办。' }),
  'instructions.turn': () => ({ title: '某事' }),
  'instructions.withdraw': () => ({ version: 1, reason: '' }),
  'notices.read': () => ({ topic: 'matter:1', until: '2026-07-14T01:00:00.000Z' }),
  'reading.read': () => ({ text: '昨天走访驻澜某部，送慰问金5万元' }),
  'offline.arrive': () => ({
    key: 'a record that waited',
    kind: 'meeting',
    regionId: 999_999_999,
    startsOn: '2026-07-01',
  }),
  'facts.record': () => ({ kind: 'meeting', regionId: 999_999_999, startsOn: '2026-07-01' }),
  'facts.correct': () => ({ version: 1, kind: 'meeting', regionId: 999_999_999, startsOn: '2026-07-01' }),
  'facts.step': () => ({ version: 1, step: 'withdraw', reason: '记重了。' }),
  'factExchange.check': () => ({ fileId: 999_999_999, kind: 'visit', year: 2026 }),
  'factExchange.takeIn': () => ({ fileId: 999_999_999, kind: 'visit', year: 2026, digest: '0'.repeat(64) }),
  'factExchange.takeBack': () => ({ reason: '' }),
  'factChecking.check': () => ({ facts: [{ id: 999_999_999, version: 1 }] }),
  'factPeriods.close': () => ({ kind: 'month', day: '2026-06-01', closesOn: '2026-07-14' }),
  'factPeriods.drop': () => ({ version: 1 }),
  'factPeriods.reopen': () => ({ reason: '补录漏记的批次。' }),
  'lists.checkBulk': () => ({ step: 'supervise', ids: [1] }),
  'lists.takeBulk': () => ({ step: 'supervise', rows: [{ id: 999_999_999, version: 1 }], reason: '久拖未办。' }),
  'lists.saveView': () => ({ name: '重点', search: {} }),
  'lists.changeView': () => ({ version: 1, name: '重点', search: {} }),
  'lists.placeView': () => ({ place: 1 }),
  'lists.dropView': () => ({ version: 1 }),
  'lists.restoreView': () => ({}),
}

const callerFor = (endpoint: Endpoint): Promise<Caller> => {
  const role = ROLES.find((one) => mayUse(one, endpoint.permission)) as Role
  return house.as(
    POST_OF[
      endpoint.permission === 'people:write' ? (endpoint.name.includes('.people.') ? 'sysadmin' : 'secadmin') : role
    ],
  )
}
const WRITING = ENDPOINTS.filter(({ method, name }) => method !== 'GET' && name !== 'org.access.signOut')

describe('what another site sends', () => {
  test('V03 changes nothing by any endpoint, whoever is signed in', async () => {
    const before = await house.auditCount()
    for (const endpoint of WRITING) {
      const { cookie } = await callerFor(endpoint)
      const signIns = await house.auditCount()
      for (const headers of [
        { origin: 'https://elsewhere.example' },
        { 'sec-fetch-site': 'cross-site' },
        { 'content-type': 'text/plain' },
      ] as Record<string, string>[]) {
        const url = `/api${withIds(endpoint.path, made.matter)}`
        const payload = JSON.stringify((GOOD[endpoint.name] as () => object)())
        const request = {
          method: endpoint.method,
          url,
          headers: { cookie, 'content-type': 'application/json', ...headers },
        }
        const { statusCode } = await house.app.inject({ ...request, payload })
        expect([403, 415], `${endpoint.name} ${JSON.stringify(headers)}: ${statusCode}`).toContain(statusCode)
      }
      expect(await house.auditCount()).toBe(signIns)
    }
    expect(before).toBeGreaterThan(0)
  })
})

/** The reviewed list: steps for which whoever sits there proves himself anew. */
const SENSITIVE = [
  'exchange.export',
  'factExchange.export',
  'factPeriods.reopen',
  'org.alerts.pack',
  'org.approvals.approve',
  'org.approvals.askAppointment',
  'org.approvals.askClose',
  'org.approvals.askDisable',
  'org.approvals.askEnd',
  'org.approvals.askExport',
  'org.approvals.askPost',
  'org.approvals.askReset',
  'org.audit.export',
  'org.directory.reveal',
  'org.factor.begin',
  'org.factor.finish',
  'org.factor.remove',
  'org.factor.renewCodes',
  'org.factor.reset',
  'org.invitations.add',
  'org.invitations.renew',
  'org.people.activate',
  'org.people.add',
  'org.people.disable',
  'org.people.reset',
  'org.personal.copyLiaison',
  'org.personal.copyPerson',
  'org.personal.eraseLiaison',
  'org.personal.erasePerson',
  'org.posts.add',
  'org.posts.appoint',
  'org.posts.close',
  'org.posts.end',
  'org.security.save',
  'org.sessions.endOfPerson',
  'org.setup.create',
  'registers.households.export',
  'registers.households.reveal',
  'registers.households.revealAddress',
  'registers.letters.sheet',
  'registers.meritReports.sheet',
  'registers.personal.copy',
  'registers.personal.erase',
  'registers.plaques.sheet',
  'registers.retention.clear',
]

test('I08 A01 every sensitive step is refused for a session that was confirmed too long ago, before anything is looked at, and leaves its row', async () => {
  const marked = ENDPOINTS.filter(({ isSensitive }) => isSensitive)
  expect(marked.map(({ name }) => name).sort()).toEqual(SENSITIVE)
  for (const endpoint of marked) await callerFor(endpoint)
  const kept = await house.pool.query<{ id: string; data: object }>('select id, data from sessions')
  await house.pool.query("update sessions set data = data - 'freshAt'")
  const before = await house.auditCount()
  for (const endpoint of marked) {
    const path = withIds(endpoint.path, 1)
    const answer = await call(await callerFor(endpoint), { ...endpoint, path }, GOOD[endpoint.name]?.())
    expectProblem(answer, endpoint.name, [403], '/problems/confirm-first')
  }
  expect(await house.auditCount()).toBe(before)
  const { rows: left } = await house.pool.query(
    "select array_agg(distinct after ->> 'endpoint') as endpoints from audit_rows where action = 'refused.proof'",
  )
  expect(left[0].endpoints.sort()).toEqual(marked.map(nameOf).sort())
  for (const { id, data } of kept.rows)
    await house.pool.query('update sessions set data = $2 where id = $1', [id, JSON.stringify(data)])
})

describe('what is not there', () => {
  test('A01 is not found under any id, with a sentence and not with an error of ours, and leaves its row', async () => {
    expect(WRITING.filter(({ name }) => !(name in GOOD)).map(({ name }) => name)).toEqual([])
    // What was refused a moment ago begins anew.
    for (const _twice of [1, 2]) await house.refusals.settle(true)
    const since = await lastRow()
    const named = ENDPOINTS.filter(({ path }) => /\{(?!year)/.test(path))
    for (const endpoint of named) {
      const caller = await callerFor(endpoint)
      const ask = (id: string | number) =>
        call(caller, { ...endpoint, path: withIds(endpoint.path, id) }, GOOD[endpoint.name]?.())
      expectProblem(await ask(999_999_999), endpoint.name, [404])
      for (const id of ['0', '-1', 'abc', '99999999999', '1.5', '1e99', '%E5%B8%82', '%00', '..%2F1'])
        expectProblem(await ask(id), `${endpoint.name} ${id}`, [404, 422])
    }
    expectProblem(await (await house.as('office')).get('/nowhere'), 'nowhere', [404])
    expectProblem(await (await house.as('office')).post('/matters/1', {}), 'wrong method', [404, 405])
    for (const id of ['999999999', '0', '99999999999', 'abc'])
      expectProblem(await (await house.as('office')).get(`/files/${id}`), `file ${id}`, [404])
    const { rows } = await house.pool.query(
      `select distinct after ->> 'endpoint' as endpoint from audit_rows
       where id > $1 and action = 'refused.record' and record_id = '999999999'`,
      [since],
    )
    expect(rows.map(({ endpoint }) => endpoint).sort()).toEqual([...named.map(nameOf), 'GET /api/files/:id'].sort())
  })
})

describe('what is not valid', () => {
  const statuses = [200, 401, 403, 404, 409, 415, 422]
  const check = (answer: Answer, what: string) => {
    expect(statuses, `${what}: ${answer.status} ${JSON.stringify(answer.body)}`).toContain(answer.status)
    if (answer.status !== 200) expectProblem(answer, what, statuses)
  }
  /** Ids that are there, where nothing is lost by it. */
  const pathOf = ({ name, path }: Endpoint): string => {
    if (name.startsWith('matters.'))
      return path.replace('{id}', String(made.matter)).replace('{nodeId}', String(made.node))
    if (name.startsWith('intake.') || name.startsWith('sources.'))
      return (name.startsWith('sources.') ? path.replace('{id}', '{documentId}') : path)
        .replace('{documentId}', String(made.document))
        .replace('{id}', String(made.proposal))
    return withIds(path.replace('{year}', '2031'), 999_999_999)
  }

  test('V02 is refused field by field with a Chinese sentence, never with an error of ours', async () => {
    for (const endpoint of WRITING) {
      const caller = await callerFor(endpoint)
      const path = pathOf(endpoint)
      const good = (GOOD[endpoint.name] as () => Record<string, unknown>)()
      const names = Object.keys(good)
      if (names.length > 0)
        await fc.assert(
          fc.asyncProperty(fc.constantFrom(...names), hostile, async (field, value) => {
            const answer = await call(caller, { ...endpoint, path }, { ...good, [field]: value })
            check(answer, `${endpoint.name} ${field}=${JSON.stringify(value)?.slice(0, 80)}`)
          }),
          { numRuns: 8, seed: 20_260_714 },
        )
      for (const body of [null, [], '文字', 7, { unknown: 1 }, {}])
        check(await call(caller, { ...endpoint, path }, body), `${endpoint.name} ${JSON.stringify(body)}`)
    }
  })

  test('V02 is refused in the address as well', async () => {
    const reading = ENDPOINTS.filter(({ method, input }) => method === 'GET' && input)
    for (const endpoint of reading) {
      const caller = await callerFor(endpoint)
      const names = Object.keys((endpoint.input as z.ZodObject).shape).filter((name) => !endpoint.path.includes(name))
      if (names.length === 0) continue
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...names), hostile, async (field, value) => {
          const text = typeof value === 'string' ? value : String(JSON.stringify(value))
          const query = `${field}=${encodeURIComponent(Buffer.from(text).toString())}`
          check(await caller.get(`${pathOf(endpoint)}?${query}`), `${endpoint.name} ${query.slice(0, 80)}`)
        }),
        { numRuns: 25, seed: 20_260_714 },
      )
    }
  })

  test('names the field with a pointer', async () => {
    const office = await house.as('office')
    const task = { category: 'family', title: '', body: '', leadUnitId: house.world.units.education }
    const answer = await office.post('/matters/tasks', { ...task, dueOn: '明天' })
    expectProblem(answer, 'task', [422], '/problems/not-valid')
    expect(answer.body.errors.map(({ pointer }: { pointer: string }) => pointer).sort()).toEqual(['/dueOn', '/title'])
  })

  test('is refused where the body is no JSON, or too large', async () => {
    const { cookie } = await house.as('office')
    const send = async (payload: string, type = 'application/json') => {
      const response = await house.app.inject({
        method: 'POST',
        url: '/api/matters/tasks',
        headers: { cookie, 'content-type': type },
        payload,
      })
      const body = response.body ? JSON.parse(response.body) : null
      return { status: response.statusCode, body, headers: response.headers }
    }
    for (const payload of ['{', '{"a":}', '\u0000', '[1,2', '{"__proto__":{"isAdmin":true}}', ''])
      expectProblem(await send(payload), payload, [422])
    expectProblem(await send('title=1', 'application/x-www-form-urlencoded'), 'form', [415, 422])
    expectProblem(await send('<a/>', 'text/xml'), 'xml', [415, 422])
    expectProblem(await send(`{"title":"${'长'.repeat(1_000_000)}"}`), 'large', [413])
  })
})

test('the OpenAPI document is for who is signed in, 3.1, and has every endpoint with its summary', async () => {
  expectProblem(await house.nobody.get('/openapi.json'), 'the document', [401], '/problems/signed-out')
  const { status, body } = await (await house.as('station')).get('/openapi.json')
  expect(status).toBe(200)
  expect(body.openapi).toMatch(/^3\.1\.\d+$/)
  expect(body.info).toMatchObject({ title: expect.stringMatching(/\p{Script=Han}/u), version: expect.any(String) })
  expect(body.servers).toEqual([{ url: '/api' }])
  const described = Object.entries(
    body.paths as Record<string, Record<string, { summary?: string; responses?: object }>>,
  )
  const found = described.flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { summary }]) => `${method.toUpperCase()} ${path} ${summary}`),
  )
  const files = [
    'POST /files 上传一份附件',
    'GET /files/{id} 下载附件原件',
    'GET /files/{id}/thumbnail 图片缩略图',
    'GET /files/{id}/preview 图片预览',
    'GET /notices/stream 消息提示（服务器推送）',
  ]
  const contracted = ENDPOINTS.map(({ method, path, summary }) => `${method} ${path} ${summary}`)
  expect(found.sort()).toEqual([...contracted, ...files].sort())
  for (const [path, methods] of described)
    for (const operation of Object.values(methods))
      expect(Object.keys(operation.responses ?? {}), path).toContain('200')
  const references = [...JSON.stringify(body).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(
    ([, name]) => name,
  )
  expect(references.filter((name) => !(String(name) in (body.components?.schemas ?? {})))).toEqual([])
})
