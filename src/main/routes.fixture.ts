import { expect } from 'vitest'
import { importJob } from '../features/registers/index.ts'
import { ROLES, type Role } from '../platform/acting.ts'
import { makeQueue } from '../platform/jobs/queue.ts'
import { ENDPOINTS, type Endpoint, POST_OF } from './endpoints.fixture.ts'
import { mayUse } from './permissions.ts'
import { type Answer, type Caller, openTestHouse, type TestHouse } from './testing.ts'

/** The small city with one record of each kind, for the sweeps of the endpoints. */
export type RoutesMade = {
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

export const openRoutes = async (): Promise<{ house: TestHouse; made: RoutesMade }> => {
  const house = await openTestHouse('2026-07-14', { refusedKinds: 1_000 })
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
  const made: RoutesMade = {
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
  return { house, made }
}

export const call = (
  caller: Caller,
  { method, path }: Pick<Endpoint, 'method' | 'path'>,
  body?: unknown,
): Promise<Answer> => {
  if (method === 'GET') return caller.get(path)
  if (method === 'DELETE') return caller.delete(path)
  return method === 'PUT' ? caller.put(path, body) : caller.post(path, body)
}

export const nameOf = ({ method, path }: Endpoint): string => `${method} /api${path}`

export const withIds = (path: string, id: string | number): string => path.replace(/\{\w+\}/g, String(id))

export const expectProblem = (answer: Answer, what: string, status: number[], type?: string) => {
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

/** Somebody who may use an endpoint. */
export const callerOf = (house: TestHouse, endpoint: Endpoint): Promise<Caller> => {
  const role = ROLES.find((one) => mayUse(one, endpoint.permission)) as Role
  return house.as(
    POST_OF[
      endpoint.permission === 'people:write' ? (endpoint.name.includes('.people.') ? 'sysadmin' : 'secadmin') : role
    ],
  )
}
export const WRITING = ENDPOINTS.filter(({ method, name }) => method !== 'GET' && name !== 'org.access.signOut')

/** The id of the record that stands behind the path of an endpoint. */
export const idsOf = (house: TestHouse, made: RoutesMade): ((endpoint: Pick<Endpoint, 'path'>) => string | number) => {
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
  return ({ path }) => ids.find(([start]) => start.test(path))?.[1]() ?? 1
}

/** What has to stand in the query of an endpoint that reads. */
export const queriesOf = async (house: TestHouse): Promise<Record<string, string>> => {
  const blank = (await (await house.as('office')).download('/org-imports/template?kind=posts')).bytes
  const sheet = (await (await house.as('office')).upload('岗位.xlsx', blank)).body.id
  const sysadmin = await house.as('sysadmin')
  const [province] = (await sysadmin.get('/setup/provinces')).body.slice(-1)
  const [city] = (await sysadmin.get(`/setup/cities?province=${province.code}`)).body
  return {
    'org.audit.export': '?from=2026-07-14&to=2026-07-14',
    'org.calendar.days': '?from=2026-07-01&to=2026-07-31',
    'facts.calendar': '?from=2026-07-01&to=2026-07-31',
    'lists.calendar': '?from=2026-07-01&to=2026-08-11',
    'org.imports.template': '?kind=posts',
    'org.imports.annotated': `?kind=posts&fileId=${sheet}`,
    'registers.retention.naming': '?ids=1',
    'org.setup.cities': `?province=${province.code}`,
    'org.setup.counties': `?city=${city.code}`,
    'org.setup.preview': `?code=${city.code}`,
  }
}
