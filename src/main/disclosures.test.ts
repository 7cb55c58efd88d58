import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as z from 'zod'
import { madeUpResident } from '../features/registers/households/fixture.ts'
import { isDisclosure } from '../platform/audit/disclosures.ts'
import { projectRoot } from '../platform/root.ts'
import { ENDPOINTS } from './endpoints.fixture.ts'
import { callerOf, openRoutes, type RoutesMade } from './routes.fixture.ts'
import { goodBodies } from './routes-bodies.fixture.ts'
import { sealEveryRow } from './sealing.fixture.ts'
import type { TestHouse } from './testing.ts'

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
    'registers.meritReports.sheet': {},
    'registers.personal.copy': { id: person },
    'registers.plaques.excel': { id: made.plaqueStatement },
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
