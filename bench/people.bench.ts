import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Comparing, get, openComparing } from './comparing.ts'
import {
  createFact,
  createHousehold,
  factsNamed,
  homesAfter,
  homesNamed,
  placeAt,
  plaquesByCounty,
} from './people-raw.ts'

/**
 * The register and the facts at bench size beside the bare driver (O01): one, list, next page, search by name, create, the account of
 * plaques. The import stands in registers.bench.ts. Nothing here fails by time.
 */
const ROLES = { 'city office': 'sby', 'county office': 'lcq-sby', 'village station': 'cj1', leader: 'ld' } as const
type Role = keyof typeof ROLES
const EVERY = Object.keys(ROLES) as Role[]
const KEEPERS: Role[] = ['city office', 'county office', 'village station']
/** Two characters of made-up names and of sentences, as they stand in the filled city. */
const SAID = { names: ['秀英', '建国'], facts: ['走访', '敬老'] }

let comparing: Comparing<Role>
beforeAll(async () => {
  comparing = await openComparing(ROLES)
})
afterAll(() => comparing?.close())

type Page = { rows: { id: number }[]; total: number }
const pageFor = async (role: Role, path: string) => (await comparing.ask(role, get(path))) as Page

test('one family, and one fact', async () => {
  for (const [what, path] of [
    ['one family', '/households'],
    ['one fact', '/facts'],
  ] as const)
    for (const role of EVERY) {
      const { rows } = await pageFor(role, `${path}?size=1`)
      await comparing.againstOwnStatements(what, 4, role, get(`${path}/${rows[0]?.id}`))
    }
})

test('lists of 50 with their totals', async () => {
  expect((await pageFor('city office', '/households')).total).toBeGreaterThan(100_000)
  for (const [what, path] of [
    ['50 families with total', '/households'],
    ['50 facts with total', '/facts'],
  ] as const)
    for (const role of EVERY) await comparing.againstOwnStatements(what, 2.5, role, get(path))
})

test('the next page of families at row 100,000, by its key', async () => {
  const key = await placeAt(comparing.bench.raw, 100_000)
  const path = `/households?after=${key.regionId}.${key.id}`
  expect((await pageFor('city office', path)).rows).toHaveLength(50)
  await comparing.againstRaw('next page at row 100,000', 3, 'city office', get(path), () =>
    homesAfter(comparing.bench.raw, key),
  )
})

test('families and facts by two characters', async () => {
  for (const said of SAID.names)
    for (const role of KEEPERS)
      await comparing.againstRaw(`families ${said}`, 3, role, get(`/households?q=${encodeURIComponent(said)}`), () =>
        homesNamed(comparing.bench.raw, said),
      )
  for (const said of SAID.facts)
    for (const role of EVERY)
      await comparing.againstRaw(`facts ${said}`, 3, role, get(`/facts?q=${encodeURIComponent(said)}`), () =>
        factsNamed(comparing.bench.raw, said),
      )
})

test('the account of plaques against its sums by county', async () => {
  for (const role of EVERY)
    await comparing.againstRaw('应挂尽挂', 3, role, get('/plaque-account'), () => plaquesByCounty(comparing.bench.raw))
})

test('a family registered, and a fact recorded, each with its audit row', async () => {
  const { raw } = comparing.bench
  const { rows } = await raw.query<{ region: number; like: number }>(
    `select h.region_id as region, h.id as like from households h join regions r on r.id = h.region_id
      where h.state = 'present' and r.level = 5 and h.person_count = 1 order by h.id desc limit 1`,
  )
  const { region, like } = rows[0] as { region: number; like: number }
  let made = Date.now() % 100_000
  const characters = [...'甲乙丙丁戊己庚辛壬癸']
  const nameOf = (number: number) => `测${[...String(number)].map((digit) => characters[Number(digit)]).join('')}`
  await comparing.againstRaw(
    'register a family',
    8,
    'city office',
    () => {
      made += 1
      const head = { name: nameOf(made), categories: ['discharged-soldier'], joinedYear: 1980, leftYear: 1984 }
      return { method: 'POST', path: '/households', body: { regionId: region, head } }
    },
    () => createHousehold(raw, like, '测乙'),
  )
  const [fact] = (
    await raw.query<{ id: number; region: number }>(
      `select id, region_id as region from facts where kind = 'visit' and state = 'recorded' and direction = 'to-families'
        and (select count(*) from fact_quantities q where q.fact_id = facts.id) > 0 order by id desc limit 1`,
    )
  ).rows
  const day = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10)
  await comparing.againstRaw(
    'record a fact',
    8,
    'city office',
    {
      ...{ method: 'POST', path: '/facts' },
      body: {
        ...{
          kind: 'visit',
          direction: 'to-families',
          regionId: fact?.region,
          startsOn: day,
          title: '测速用的一次走访',
        },
        quantities: [{ key: 'money', value: 500 }],
      },
    },
    () => createFact(raw, fact?.id as number, '测速用的一次走访'),
  )
})
