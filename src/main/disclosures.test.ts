import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as z from 'zod'
import { setAccess } from '../features/matters/fixture.ts'
import { madeUpResident } from '../features/registers/households/fixture.ts'
import { isDisclosure } from '../platform/audit/disclosures.ts'
import { projectRoot } from '../platform/root.ts'
import { ENDPOINTS } from './endpoints.fixture.ts'
import { callerOf, openRoutes, type RoutesMade } from './routes.fixture.ts'
import { goodBodies } from './routes-bodies.fixture.ts'
import { sealEveryRow } from './sealing.fixture.ts'
import type { Caller, TestHouse } from './testing.ts'

/** Made files in which nothing stands that the program holds. */
const NOTHING_OUT: Record<string, string> = {
  'exchange.template': 'a blank sheet',
  'factExchange.template': 'a blank sheet',
  'org.imports.template': 'a blank sheet',
  'registers.imports.template': 'a blank sheet',
  'registers.allowances.template': 'a blank sheet',
  'exchange.annotated': 'the sheet that was just brought, with its faults',
  'org.imports.annotated': 'the sheet that was just brought, with its faults',
}
const isFile = ({ output }: { output: unknown }) => output instanceof z.ZodFile
/** What lets data out: every made file, and every look at a closed value (`…/reveal`). */
const LETS_OUT = ENDPOINTS.filter(
  (endpoint) => (isFile(endpoint) && !(endpoint.name in NOTHING_OUT)) || endpoint.path.endsWith('/reveal'),
)

/** How each is asked for, in the small city of the sweeps; the same endpoint more than once where its body decides the action. */
type Asked = { id?: number | string; query?: string; bodies?: object[] }
let asked: Record<string, Asked>
let house: TestHouse
let made: RoutesMade
let GOOD: ReturnType<typeof goodBodies>

beforeAll(async () => {
  ;({ house, made } = await openRoutes())
  GOOD = goodBodies(made)
  const office = await house.as('office')
  const done = async (path: string, body: object) => {
    const answer = await office.post(path, body)
    expect(answer.status, JSON.stringify(answer.body)).toBe(200)
    return answer.body
  }
  const closed = { resident: madeUpResident('1951-02-03', 1), phone: '10000000009', bank: '990012345678' }
  const head = {
    name: '罗某',
    ...closed,
    categories: [],
    certificates: [{ kind: 'veteran-card', number: 'YL-1234567' }],
  }
  const regionId = house.world.regions['lancheng-village']
  const household = await done('/households', { regionId, address: '某路七号', head })
  const person = household.persons[0].id
  const medical = { householdId: household.id, source: 'found', kind: 'medical', needs: '透析。', cameOn: '2026-07-01' }
  const help = (await done('/help-cases', medical)).id
  const picture = await sharp({ create: { width: 40, height: 30, channels: 3, background: '#a33' } })
    .png()
    .toBuffer()
  const paperOf = async (name: string) => (await office.upload(name, picture)).body.id
  const [slip, order] = [await paperOf('签字单.png'), await paperOf('喜报.png')]
  const counted = { step: 'count', on: '2026-07-10', count: 1, signer: 'head', fileIds: [slip], version: 1 }
  await done(`/plaques/${household.id}/steps`, counted)
  const merit = { soldierName: '罗某', grade: 'third-merit', awardYear: 2026, receivedOn: '2026-07-01' }
  const report = (await done('/merit-reports', { ...merit, fileIds: [order] })).id
  const unitId = house.world.units.finance
  const mobile = '10000000017'
  const liaison = (await done('/directory', { unitId, name: '某联络员', mobile, fromOn: '2026-07-01' })).id
  await house.pool.query('update sign_in_rules set most_exports = 1000')
  await sealEveryRow(house.house.seals, house.pool, house.house.clock.now())
  const day = '2026-07-14'
  asked = {
    'benchmark.sheet': {},
    'checking.paper': {},
    'metrics.missingSheet': {},
    'educationPlans.sheet': {},
    'exchange.export': {},
    'factExchange.export': {},
    'handover.paper': { id: house.world.posts.education },
    'measures.sheet': {},
    'org.alerts.pack': { id: made.alert },
    'org.audit.export': { query: `?from=${day}&to=${day}` },
    'org.directory.reveal': { id: liaison },
    'org.groups.export': { id: house.world.units.group },
    'org.personal.copyLiaison': { id: liaison },
    'org.personal.copyPerson': { id: house.world.people.finance },
    'org.processing.export': {},
    'registers.help.reveal': { id: help },
    'registers.households.export': {},
    'registers.households.reveal': {
      id: person,
      bodies: ['resident', 'phone', 'bank', 'certificate'].map((what) => ({ what, reason: '核对' })),
    },
    'registers.households.revealAddress': { id: household.id },
    'registers.imports.wrongRows': { id: made.import },
    'registers.letters.sheet': { id: made.letterRound },
    'registers.meritReports.paper': { id: report, bodies: [{ fileId: order, reason: '核对' }] },
    'registers.meritReports.sheet': {},
    'registers.personal.copy': { id: person },
    'registers.plaques.excel': { id: made.plaqueStatement },
    'registers.plaques.paper': { id: household.id, bodies: [{ fileId: slip, reason: '核对' }] },
    'registers.plaques.sheet': {},
    'registers.plaques.word': { id: made.plaqueStatement },
    'statements.excel': { id: made.statement },
    'statements.word': { id: made.statement },
  }
})
afterAll(() => house?.close())

const rowsOf = async (requestId: unknown): Promise<string[]> =>
  (await house.pool.query('select action from audit_rows where request_id = $1', [requestId])).rows.map(
    ({ action }) => action,
  )
const taken = async (): Promise<number> =>
  (await house.pool.query('select coalesce(sum(taken), 0)::int as taken from export_counts')).rows[0].taken

test('A01 P05 P06 every answer that lets data out leaves its own audit row and counts, whatever key it bears', async () => {
  expect(LETS_OUT.map(({ name }) => name).sort()).toEqual(Object.keys(asked).sort())
  expect(Object.keys(NOTHING_OUT).filter((name) => !ENDPOINTS.some((one) => one.name === name && isFile(one)))).toEqual(
    [],
  )
  const seen = new Set<string>()
  for (const endpoint of LETS_OUT) {
    const { name, method } = endpoint
    const { id = '', query = '', bodies = [GOOD[name]?.()] } = asked[name] as Asked
    const caller = await callerOf(house, endpoint)
    const send = method === 'GET' ? caller.get : caller.post
    const path = endpoint.path.replace(/\{\w+\}/, String(id)) + query
    for (const [index, body] of bodies.entries()) {
      const before = await taken()
      const actions: string[] = []
      const AGAIN = 2
      for (let time = 0; time < AGAIN; time += 1) {
        const answer = await send(path, method === 'GET' ? undefined : body, `one-key-of-${name}-${index}`)
        expect(answer.status, `${name} ${JSON.stringify(answer.body)}`).toBe(200)
        expect(answer.headers['idempotency-replayed'], name).toBeUndefined()
        actions.push(...(await rowsOf(answer.headers['x-request-id'])))
      }
      expect(actions, name).toHaveLength(AGAIN)
      expect(
        actions.filter((action) => !isDisclosure(action)),
        name,
      ).toEqual([])
      expect((await taken()) - before, name).toBe(isFile(endpoint) ? AGAIN : 0)
      for (const action of actions) seen.add(action)
    }
  }
  // Every action by which the sources say that data leaves was seen: none of them is reached by an endpoint left out above.
  const named = readdirSync(join(projectRoot, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !/\.(test|fixture)\.ts$/.test(path))
    .flatMap((path) => [
      ...readFileSync(join(projectRoot, 'src', path), 'utf8').matchAll(
        /\b(?:change|auditExport)\([^'"`]{0,80}'([a-z]+\.[a-z-]+)'/g,
      ),
    ])
    .map(([, action]) => action as string)
    .filter(isDisclosure)
  expect(named.length).toBeGreaterThan(20)
  expect(named.filter((action) => !seen.has(action))).toEqual([])
})

/** The field of an endpoint's input that names a file, where it has one. */
const namesFile = ({ input }: { input: z.ZodType | undefined }): boolean =>
  input !== undefined &&
  /"fileIds?":/.test(JSON.stringify(z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' })))

test('C04 Z03 the sheet of a register’s import goes into its import and nowhere else: beside no record, and to nobody', async () => {
  const office = await house.as('office')
  const marked = Buffer.from('机密★5年 某部队调整编制')
  expect(await office.upload('名单.csv', marked)).toMatchObject({ status: 422, body: { type: '/problems/secrecy' } })
  const sheet = (await office.upload('名单.csv', marked, 'register')).body.id
  const bring = async (caller: Caller): Promise<number> =>
    (await caller.upload('说明.csv', Buffer.from('序号,说明\n1,一份说明'))).body.id
  // Needs are raised by troops.
  const troop = await house.as('troop-lan')
  const evidence = new Map([
    [office, await bring(office)],
    [troop, await bring(troop)],
  ])
  expect([sheet, ...evidence.values()]).toEqual([expect.any(Number), expect.any(Number), expect.any(Number)])
  // Others than offices import no register: theirs is judged as evidence.
  const station = await house.as('station')
  expect((await station.upload('名单.csv', marked, 'register')).status).toBe(422)

  const { city } = house.world.regions
  const need = { direction: 'military-asks', category: 'facilities', title: '候车亭', body: '没有雨棚。' }
  await setAccess(house, house.world.units['troop-cen'], false)
  const entered = await office.post('/matters', { ...need, onBehalfOfUnitId: house.world.units['troop-cen'] })
  const versionOf = async (path: string) => (await office.get(path)).body.version
  const matter = `/matters/${made.matter}`
  const plaque = `/plaques/${made.household}`
  const merit = `/merit-reports/${made.meritReport}`
  const fact = { kind: 'meeting', regionId: city, startsOn: '2026-06-01' }
  const draft = (await office.post('/facts', { ...fact, isDraft: true })).body
  const ownDraft = (await troop.post('/matters', { ...need, isDraft: true })).body
  const slip = (fileId: number) => ({ signedOn: '2026-07-14', signer: '某岗', fileIds: [fileId] })
  const noted = (good: string, fileIds: number[]) => ({ ...GOOD[good]?.(), fileIds })
  type Taking = (fileId: number) => Promise<[method: 'post' | 'put' | 'get', path: string, body?: object]>
  const takings: Record<string, Taking> = {
    'org.impact.record': async (fileId) => [
      'post',
      '/impact-assessments',
      { ...GOOD['org.impact.record']?.(), fileId },
    ],
    'org.imports.check': async (fileId) => ['post', '/org-imports/check', { kind: 'posts', fileId }],
    'org.imports.annotated': async (fileId) => ['get', `/org-imports/annotated?kind=posts&fileId=${fileId}`],
    'org.imports.takeIn': async (fileId) => ['post', '/org-imports', { ...GOOD['org.imports.takeIn']?.(), fileId }],
    'registers.allowances.check': async (fileId) => ['post', '/allowance-batches/check', { fileId }],
    'registers.allowances.takeIn': async (fileId) => [
      'post',
      '/allowance-batches/take-in',
      { fileId, digest: '0'.repeat(64) },
    ],
    'registers.plaques.step': async (fileId) => [
      'post',
      `${plaque}/steps`,
      { version: await versionOf(plaque), on: '2026-07-10', step: 'hang', fileIds: [fileId] },
    ],
    'registers.meritReports.receive': async (fileId) => [
      'post',
      '/merit-reports',
      { ...noted('registers.meritReports.receive', [fileId]), isAnother: true },
    ],
    'registers.meritReports.step': async (fileId) => [
      'post',
      `${merit}/steps`,
      { ...noted('registers.meritReports.step', [fileId]), version: await versionOf(merit) },
    ],
    'sources.read': async (fileId) => ['post', '/documents', { fileId }],
    'facts.record': async (fileId) => ['post', '/facts', { ...fact, isDraft: true, files: [{ fileId }] }],
    'facts.correct': async (fileId) => [
      'put',
      `/facts/${draft.id}`,
      { ...fact, version: await versionOf(`/facts/${draft.id}`), files: [{ fileId }] },
    ],
    'offline.arrive': async (fileId) => [
      'post',
      '/facts/arrivals',
      { ...fact, key: `a record that waited ${fileId}`, files: [{ fileId }] },
    ],
    'factExchange.check': async (fileId) => [
      'post',
      '/fact-sheets/check',
      { ...GOOD['factExchange.check']?.(), fileId },
    ],
    'factExchange.takeIn': async (fileId) => [
      'post',
      '/fact-sheets/take-in',
      { ...GOOD['factExchange.takeIn']?.(), fileId },
    ],
    'matters.raise': async (fileId) => ['post', '/matters', { ...need, isDraft: true, fileIds: [fileId] }],
    'matters.raiseTask': async (fileId) => [
      'post',
      '/matters/tasks',
      {
        ...{
          category: 'family',
          title: '某事',
          body: '',
          leadUnitId: house.world.units.education,
          dueOn: '2026-08-31',
        },
        fileIds: [fileId],
      },
    ],
    'matters.step': async (fileId) => [
      'post',
      `${matter}/steps`,
      { step: 'comment', version: await versionOf(matter), text: '留言。', fileIds: [fileId] },
    ],
    'matters.saveDraft': async (fileId) => [
      'put',
      `/matters/${ownDraft.id}/draft`,
      { ...need, version: (await troop.get(`/matters/${ownDraft.id}`)).body.version, fileIds: [fileId] },
    ],
    'matters.signSlip': async (fileId) => [
      'post',
      `/matters/${entered.body.id}/slips/${entered.body.slips[0].id}`,
      { version: entered.body.version, slip: slip(fileId) },
    ],
    'registers.plaques.paper': async (fileId) => [
      'post',
      `/plaques/${made.household}/paper`,
      { fileId, reason: '核对' },
    ],
    'registers.meritReports.paper': async (fileId) => [
      'post',
      `/merit-reports/${made.meritReport}/paper`,
      { fileId, reason: '核对' },
    ],
    'exchange.check': async (fileId) => ['post', '/matters/exchange/check', { fileId, year: 2026 }],
    'exchange.annotated': async (fileId) => ['post', '/matters/exchange/annotated', { fileId, year: 2026 }],
    'exchange.takeIn': async (fileId) => [
      'post',
      '/matters/exchange/take-in',
      { fileId, year: 2026, digest: '0'.repeat(64) },
    ],
    'statements.sign': async (fileId) => ['post', `/statements/${made.statement}/signatures`, { slip: slip(fileId) }],
  }
  const where = ENDPOINTS.filter(namesFile).map(({ name }) => name)
  expect(where.filter((name) => name !== 'registers.imports.start').sort()).toEqual(Object.keys(takings).sort())
  for (const [name, taking] of Object.entries(takings)) {
    const caller = ['matters.raise', 'matters.saveDraft'].includes(name) ? troop : office
    const told = async (fileId: number) => {
      const [method, path, body] = await taking(fileId)
      const { status, body: answer } = await caller[method](path, body)
      return { status, type: answer?.type, errors: answer?.errors }
    }
    const nowhere = await told(999_999_999)
    expect([404, 409, 422], `${name} ${JSON.stringify(nowhere)}`).toContain(nowhere.status)
    expect(await told(sheet), name).toEqual(nowhere)
    // It was refused for the file: with another one the answer is another.
    expect(await told(evidence.get(caller) as number), name).not.toEqual(nowhere)
  }
  for (const post of ['office', 'lancheng-office', 'sysadmin', 'auditor'] as const)
    for (const form of ['', '/thumbnail', '/preview'])
      expect((await (await house.as(post)).get(`/files/${sheet}${form}`)).status, `${post} ${form}`).toBe(404)
  // Nor is it offered as an earlier upload of the same bytes.
  expect((await office.upload('名单二.csv', marked, 'register')).body.earlier).toBeNull()
  expect((await (await house.as('lancheng-office')).post('/household-imports', { fileId: sheet })).status).toBe(422)
  expect((await office.post('/household-imports', { fileId: sheet })).status).toBe(200)
})
