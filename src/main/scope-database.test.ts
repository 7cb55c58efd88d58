import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { Acting, Role } from '../platform/acting.ts'
import { scopeWritten, wordsWritten } from '../platform/db/sight.ts'
import { actingTransaction, rawQuery, type Tx } from '../platform/db/transaction.ts'
import { everyPost, laySample, type Made, type MadeDocument, type MadeFile, type ScopeWorld } from './scope.fixture.ts'
import { PLACES, type Place, POSTS } from './scope-cases.fixture.ts'
import { keepsDocument, readsDocument, readsFile, readsWords, seesMatter, upwards } from './scope-oracle.ts'
import { openTestHouse, type TestHouse } from './testing.ts'
import { VISIBILITY } from './visibility/index.ts'

/** The same oracle asked in the database itself, as the role of the program with the settings of each post. */
let house: TestHouse
let world: ScopeWorld
vi.setConfig({ testTimeout: 240_000, hookTimeout: 300_000 })
beforeAll(async () => {
  house = await openTestHouse()
  world = await laySample(house)
  // What everybody was answered who sent a write under a key.
  await house.pool.query(
    `insert into queued_jobs (kind, most_attempts, run_at, made_at) values ('backup', 3, now(), now())`,
  )
  await house.pool.query(
    `insert into approvals (kind, content, basis, shown, digest, concerns, asked_person_id, asked_post_id, asked_at, expires_at)
     select 'post.add', '{}', '{}', '{}', repeat('0', 64), '{}', h.person_id, p.id, now(), now() + interval '7 days'
     from posts p join post_holders h on h.post_id = p.id where p.id = any($1::int[])`,
    [[house.world.posts.sysadmin, house.world.posts.office]],
  )
  await layFacts()
  await house.pool.query("insert into alerts (kind, raised_at, seen_at, facts) values ('chain', now(), now(), '{}')")
  await house.pool.query(
    `insert into request_keys select sha256(convert_to(id::text, 'UTF8')), id, sha256('sent'), 'sealed', now() from people`,
  )
})
afterAll(() => house?.close())

/** A fact by each unit, one that names troops, and a draft. */
const layFacts = async (): Promise<void> => {
  const { places, units } = world
  const fact = {
    kind: 'visit',
    direction: 'to-troops',
    startsOn: '2026-06-01',
    quantities: [{ key: 'money', value: 5 }],
  }
  const named = { units: [{ unitId: units['troop-lan'], part: 'object' }] }
  for (const [by, more] of [
    ['office', { regionId: places.city, ...named }],
    ['lancheng-office', { regionId: places['lancheng-town'] }],
    ['station', { regionId: places['lancheng-village'], isDraft: true }],
    ['village-station', { regionId: places['lancheng-village'] }],
    ['education', { regionId: places.qinghe, ...named }],
    ['troop-cen', { regionId: places.city, direction: 'service' }],
  ] as const) {
    const { status, body } = await (await house.as(by)).post('/facts', { ...fact, ...more })
    expect([by, status, body.code]).toEqual([by, 200, expect.anything()])
  }
  const arrival = { ...fact, key: 'a record that waited', regionId: places['lancheng-village'] }
  expect((await (await house.as('village-station')).post('/facts/arrivals', arrival)).status).toBe(200)
  await house.pool.query(
    "insert into picture_marks select id, city_id, id, '{}', '{}', '{}' from files where removed_at is null",
  )
  const period = { kind: 'month', day: '2026-06-30', closesOn: '2026-07-14' }
  expect((await (await house.as('office')).post('/fact-periods', period)).status).toBe(200)
}

// One at a time: two that change the same rows would wait for each other.
const everyPostAlone = (ask: Parameters<typeof everyPost>[1]) => everyPost(POSTS, ask, 1)

const actingOf = async (key: string): Promise<Acting> => {
  const { rows } = await house.pool.query(
    `select h.person_id as "personId", p.id as "postId", p.role, p.unit_id as "unitId", p.region_id as "regionId",
            r.path as "regionPath"
     from posts p join post_holders h on h.post_id = p.id join regions r on r.id = p.region_id where p.id = $1`,
    [world.posts[key]],
  )
  return { ...rows[0], personName: key, postName: key, unitName: key, cityId: world.places.city }
}

/** Works as a post in a transaction that is taken back. */
const tried = async (acting: Acting, work: (tx: Tx) => Promise<void>): Promise<void> => {
  const back = new Error('taken back')
  await actingTransaction(house.pool, acting, 'write', async (tx) => {
    await work(tx)
    throw back
  }).catch((error: unknown) => {
    if (error !== back) throw error
  })
}

const rowsOf = async <Row>(tx: Tx, text: string): Promise<Row[]> =>
  (await tx.executeQuery(rawQuery(text))).rows as Row[]

/** The SQLSTATE with which a statement is refused, or how many rows it wrote. */
const outcome = async (tx: Tx, statement: string): Promise<string | number> => {
  await rowsOf(tx, 'savepoint attempt')
  try {
    const { numAffectedRows } = await tx.executeQuery(rawQuery(statement))
    return Number(numAffectedRows)
  } catch (error) {
    await rowsOf(tx, 'rollback to savepoint attempt')
    return String((error as { code?: string }).code)
  }
}

type Line = {
  key: string
  unit?: number
  superior?: number | null
  matter?: number | null
  document?: number | null
  file?: number
  direction?: string | null
  state?: string
  units?: number[]
  code?: string | null
  fact?: Line
  post?: number
  posts?: number[]
  leader?: number
  region?: number
  instruction?: Line
  record?: string
  action?: string
}
type Judge = (post: string, line: Line) => boolean
const matterOf = (line: Line) => world.matters.find(({ id }) => id === line.matter) as Made
const documentOf = (line: Line) => world.documents.find(({ id }) => id === line.document) as MadeDocument
const everybody: Judge = () => true
const nobody: Judge = () => false
const withMatter: Judge = (post, line) => seesMatter(post, matterOf(line))
const withWords: Judge = (post, line) => readsWords(post, matterOf(line))
const roleOf = (post: string): Role => POSTS.find(([key]) => key === post)?.[3] as Role

/** Liaisons of the city: whoever does business there; those of troops only offices and the unit itself. */
const readsLiaison: Judge = (post, { unit }) => {
  const of = POSTS.find(([key]) => key === post) as (typeof POSTS)[number]
  if (['sysadmin', 'secadmin', 'auditor'].includes(of[3])) return false
  const isTroop = TROOPS.some((key) => world.units[key] === unit)
  return of[3] === 'office' || !isTroop || (world.units[of[1]] === unit && of[3] !== 'leader')
}
/** What is said at a handover: the post itself and the offices of its place and above. */
const readsHandover: Judge = (post, { post: of }) => {
  const [, , place, role] = POSTS.find(([key]) => key === post) as (typeof POSTS)[number]
  const [target, , at, itsRole] = POSTS.find(([key]) => world.posts[key] === of) as (typeof POSTS)[number]
  if (['sysadmin', 'secadmin', 'auditor'].includes(role) || itsRole === 'auditor') return false
  let above: string | null = at
  while (above !== null && above !== place) above = PLACES[above as keyof typeof PLACES]
  return target === post || (role === 'office' && above === place)
}
/** Offices, stations and leaders read the households of their place and below. */
const readsHousehold: Judge = (post, { region }) => {
  const place = Object.keys(PLACES).find((one) => world.places[one as Place] === region) as Place
  return ['office', 'station', 'leader'].includes(roleOf(post)) && upwards(place).includes(placeOfPost(post))
}
const ofHousehold = `(select h.region_id from household_persons p join households h on h.id = p.household_id
  where p.id = household_person_id) as region`
/** Whoever works in a place below the one of the row. */
const readsFromBelow: Judge = (post, { region }) => {
  const place = Object.keys(PLACES).find((one) => world.places[one as Place] === region) as Place
  return ['office', 'station', 'leader'].includes(roleOf(post)) && upwards(placeOfPost(post)).includes(place)
}
const ofCard = '(select h.region_id from households h where h.id = household_id) as region'
const TROOPS = ['troop-lan', 'troop-cen', 'lancheng-troop', 'song-troop']

/** Who wrote it, whom it is addressed to, the office of its place and above; beside what it is written on. */
const seesInstruction: Judge = (post, line) => {
  const id = world.posts[post] as number
  const place = POSTS.find(([key]) => key === post)?.[2] as string
  const isOfficeAbove =
    roleOf(post) === 'office' && ['city', 'province'].includes(place) && line.region === world.places.city
  return (
    (line.leader === id || line.posts?.includes(id) === true || isOfficeAbove) &&
    (!line.matter || withWords(post, line)) &&
    (!line.document || readsDocument(post, documentOf(line)))
  )
}
const ofOwnUnit: Judge = (post, { unit }) =>
  !['sysadmin', 'secadmin', 'auditor'].includes(roleOf(post)) &&
  world.units[POSTS.find(([key]) => key === post)?.[1] as string] === unit

/** Who stands above a troop unit: offices of its place and above, and the two units themselves. */
const knowsSuperior: Judge = (post, { unit, superior }) => {
  if (roleOf(post) === 'sysadmin') return true
  const [, own, place] = POSTS.find(([key]) => key === post) as (typeof POSTS)[number]
  const of = POSTS.find(([, key]) => world.units[key] === unit)?.[2] as Place
  if (roleOf(post) === 'office') return upwards(of).includes(place)
  return roleOf(post) === 'troop' && [unit, superior].includes(world.units[own])
}
const placeOfPost = (key: string) => POSTS.find(([one]) => one === key)?.[2] as Place
const keyOfPost = (id: number | undefined) => POSTS.find(([key]) => world.posts[key] === id)?.[0]
const ORGANISATION = [
  'regions',
  'region_changes',
  'units',
  'duties',
  'posts',
  'post_holders',
  'people',
  'invitations',
  'group_papers',
  'liaisons',
  'own_counts',
  'military_superiors',
  'military_bodies',
]

/** What posts of the places below changed in the organisation, for whoever keeps a place. */
const isOfDelegate = (key: string, { post, record, action }: Line): boolean => {
  const by = keyOfPost(post)
  if (by === undefined || !['office', 'sysadmin', 'secadmin'].includes(roleOf(key))) return false
  const isBelow = placeOfPost(by) !== placeOfPost(key) && upwards(placeOfPost(by)).includes(placeOfPost(key))
  return isBelow && ORGANISATION.includes(record ?? '') && !action?.startsWith('session.')
}

/** System and security administrators, and the offices of the post's place and above. */
const isInvitedFor = (key: string, { post }: Line): boolean => {
  if (['sysadmin', 'secadmin'].includes(roleOf(key))) return true
  const to = keyOfPost(post)
  return roleOf(key) === 'office' && to !== undefined && upwards(placeOfPost(to)).includes(placeOfPost(key))
}

/** Offices, stations and leaders see of their place and below what was recorded; units what they wrote or are named in. */
const seesFact: Judge = (post, { unit, units, region, code }) => {
  const [, key, own, role] = POSTS.find(([one]) => one === post) as (typeof POSTS)[number]
  const mine = world.units[key] as number
  const forUnit = ['office', 'liaison', 'station', 'troop'].includes(role)
  const place = Object.keys(PLACES).find((one) => world.places[one as Place] === region) as Place
  const ofPlace = ['office', 'station', 'leader'].includes(role) && upwards(place).includes(own)
  return (forUnit && unit === mine) || (code !== null && (ofPlace || (forUnit && units?.includes(mine) === true)))
}
const FACT = 'entered_unit_id as unit, units, region_id as region, code'
const OF_FACT = `(select to_json(f) from (select ${FACT} from facts where id = fact_id) f) as fact`
const withFact: Judge = (post, { fact }) => seesFact(post, fact as Line)

/** Of every table: how a row is named, what it belongs to, and who sees it. A table that is missing here fails. */
const TABLES: Record<string, { key: string; columns?: string; sees: Judge }> = {
  regions: { key: 'id', sees: everybody },
  region_moves: { key: 'id', sees: everybody },
  unit_moves: { key: 'id', sees: everybody },
  region_changes: { key: 'id', sees: everybody },
  region_change_parts: { key: "change_id || '/' || part || '/' || region_id", sees: everybody },
  region_former_names: { key: 'id', sees: everybody },
  units: { key: 'id', sees: everybody },
  duties: { key: 'id', sees: everybody },
  posts: { key: 'id', sees: everybody },
  post_holders: { key: 'id', sees: everybody },
  people: { key: 'id', sees: everybody },
  own_counts: { key: 'level', sees: everybody },
  military_bodies: { key: 'id', sees: everybody },
  military_superiors: {
    key: 'id',
    columns: 'unit_id as unit, superior_id as superior',
    sees: (post, line) => knowsSuperior(post, line),
  },
  group_papers: { key: 'id', sees: everybody },
  group_members: { key: 'id', sees: everybody },
  liaisons: { key: 'id', columns: 'unit_id as unit', sees: (post, line) => readsLiaison(post, line) },
  households: { key: 'id', columns: 'region_id as region', sees: readsHousehold },
  household_persons: {
    key: 'id',
    columns: '(select h.region_id from households h where h.id = household_id) as region',
    sees: readsHousehold,
  },
  person_honours: { key: 'id', columns: ofHousehold, sees: readsHousehold },
  person_certificates: { key: 'id', columns: ofHousehold, sees: readsHousehold },
  impact_assessments: { key: 'id', sees: everybody },
  // None stands in this city; features/registers/duplicates tries who sees one.
  person_merges: { key: 'id', sees: nobody },
  // features/registers/imports tries who sees an import.
  register_imports: { key: 'id', sees: nobody },
  register_import_rows: { key: 'line', sees: nobody },
  register_import_faults: { key: 'line', sees: nobody },
  person_distinctions: { key: 'low_id', sees: nobody },
  register_numbers: { key: 'prefix', sees: (key) => ['office', 'station'].includes(roleOf(key)) },
  letter_rounds: {
    key: 'id',
    columns: 'region_id as region',
    sees: (post, line) => readsHousehold(post, line) || readsFromBelow(post, line),
  },
  letter_items: { key: 'household_id', columns: ofCard, sees: readsHousehold },
  merit_reports: { key: 'id', columns: 'region_id as region', sees: readsHousehold },
  merit_report_steps: {
    key: 'id',
    columns: '(select m.region_id from merit_reports m where m.id = report_id) as region',
    sees: readsHousehold,
  },
  merit_report_files: { key: 'file_id', sees: nobody },
  merit_bonus_tables: { key: 'id', sees: (key) => ['office', 'station', 'leader'].includes(roleOf(key)) },
  plaque_cards: { key: 'household_id', columns: ofCard, sees: readsHousehold },
  plaque_steps: { key: 'id', columns: ofCard, sees: readsHousehold },
  plaque_step_files: {
    key: 'step_id',
    columns:
      '(select h.region_id from plaque_steps s join households h on h.id = s.household_id where s.id = step_id) as region',
    sees: readsHousehold,
  },
  plaque_statements: { key: 'id', columns: 'region_id as region', sees: readsHousehold },
  plaque_statement_lines: {
    key: 'household_id',
    columns: '(select s.region_id from plaque_statements s where s.id = statement_id) as region',
    sees: readsHousehold,
  },
  calendar_notices: { key: 'year', sees: everybody },
  settings: { key: 'key', sees: everybody },
  sessions: { key: 'id', sees: nobody },
  queued_jobs: { key: 'id', sees: (key) => roleOf(key) === 'sysadmin' },
  processes: { key: 'id', sees: nobody },
  request_keys: {
    key: "encode(id, 'hex')",
    columns: '(select min(h.post_id) from post_holders h where h.person_id = request_keys.person_id) as post',
    sees: (key, { post }) => keyOfPost(post) === key,
  },
  export_counts: {
    key: 'person_id',
    columns: '(select min(h.post_id) from post_holders h where h.person_id = export_counts.person_id) as post',
    sees: (key, { post }) => keyOfPost(post) === key,
  },
  personal_keys: { key: 'subject', sees: everybody },
  sign_in_rules: { key: 'single', sees: everybody },
  approvals: {
    key: 'id',
    columns: 'asked_post_id as post',
    sees: (key, { post }) => ['sysadmin', 'secadmin', 'auditor'].includes(roleOf(key)) || keyOfPost(post) === key,
  },
  former_passwords: { key: 'id', sees: nobody },
  second_factors: { key: 'id', sees: nobody },
  recovery_codes: { key: 'id', sees: nobody },
  sign_in_brakes: { key: 'key', sees: nobody },
  known_addresses: { key: 'address', sees: nobody },
  schema_migrations: { key: 'name', sees: nobody },
  schema_policies: { key: '*', sees: nobody },
  invitations: { key: 'id', columns: 'post_id as post', sees: (key, line) => isInvitedFor(key, line) },
  join_failures: { key: 'id', sees: nobody },
  audit_rows: {
    key: 'id',
    columns: 'post_id as post, record, action',
    sees: (key, line) => roleOf(key) === 'auditor' || isOfDelegate(key, line),
  },
  audit_seals: { key: 'no', sees: (key) => roleOf(key) === 'auditor' },
  audit_sealer: { key: 'row_id', sees: nobody },
  alerts: { key: 'id', sees: (key) => ['secadmin', 'auditor'].includes(roleOf(key)) },
  alert_rules: { key: 'single', sees: (key) => ['secadmin', 'auditor'].includes(roleOf(key)) },
  audit_watch: { key: 'single', sees: (key) => roleOf(key) === 'auditor' },
  files: {
    key: 'id',
    columns: 'id as file',
    sees: (post, { file }) =>
      readsFile(post, world.files.find(({ id }) => id === file) as MadeFile, world.matters, world.documents),
  },
  picture_marks: {
    key: 'file_id',
    columns: 'file_id as file',
    sees: (post, { file }) =>
      readsFile(post, world.files.find(({ id }) => id === file) as MadeFile, world.matters, world.documents),
  },
  documents: { key: 'id', columns: 'id as document', sees: (post, line) => readsDocument(post, documentOf(line)) },
  clauses: {
    key: 'id',
    columns: 'document_id as document',
    sees: (post, line) => readsDocument(post, documentOf(line)),
  },
  stated_figures: {
    key: 'id',
    columns: 'document_id as document',
    sees: (post, line) => readsDocument(post, documentOf(line)),
  },
  proposals: {
    key: 'id',
    columns: 'document_id as document, state',
    sees: (post, line) => keepsDocument(post, documentOf(line)),
  },
  matters: { key: 'id', columns: 'id as matter', sees: withMatter },
  matter_texts: { key: 'matter_id', columns: 'matter_id as matter', sees: withWords },
  matter_helpers: { key: "matter_id || '/' || unit_id", columns: 'matter_id as matter', sees: withWords },
  matter_entries: { key: 'id', columns: 'matter_id as matter', sees: withWords },
  matter_requests: { key: 'id', columns: 'matter_id as matter', sees: withWords },
  matter_nodes: { key: 'id', columns: 'matter_id as matter', sees: withWords },
  matter_files: { key: "entry_id || '/' || file_id", columns: 'matter_id as matter', sees: withWords },
  matter_sources: { key: 'matter_id', columns: 'matter_id as matter', sees: withWords },
  matter_former_sources: { key: 'id', columns: 'matter_id as matter', sees: withWords },
  // No total is told in this city; features/registers/allowances tries who sees one.
  allowance_batches: { key: 'id', sees: nobody },
  // No help is opened in this city; features/matters/cases tries who sees one.
  help_cases: { key: 'id', sees: nobody },
  help_steps: { key: 'id', sees: nobody },
  matter_cases: { key: 'matter_id', sees: nobody },
  // Nothing is promised in this city; features/matters/promises tries who sees one.
  matter_promises: { key: 'matter_id', sees: nobody },
  // None is decided in this city; features/matters/intake/revision tries who sees one.
  revision_decisions: { key: 'id', sees: nobody },
  matter_slips: {
    key: 'id',
    columns: 'matter_id as matter',
    sees: (post, line) => roleOf(post) === 'auditor' || withWords(post, line),
  },
  batches: { key: 'id', columns: 'unit_id as unit', sees: ofOwnUnit },
  batch_items: {
    key: "batch_id || '/' || matter_id",
    columns: '(select b.unit_id from batches b where b.id = batch_id) as unit',
    sees: ofOwnUnit,
  },
  batch_records: {
    key: "batch_id || '/' || record || '/' || record_id",
    columns: '(select b.unit_id from batches b where b.id = batch_id) as unit',
    sees: ofOwnUnit,
  },
  // None is frozen in this city; the tests of the room try who sees one.
  statements: { key: 'id', sees: nobody },
  statement_lines: { key: "statement_id || '/' || sort", sees: nobody },
  statement_signatures: { key: "statement_id || '/' || side", sees: nobody },
  statement_files: { key: "statement_id || '/' || file_id", sees: nobody },
  handover_notes: { key: 'holder_id', columns: 'post_id as post', sees: (post, line) => readsHandover(post, line) },
  handover_receipts: { key: 'holder_id', columns: 'post_id as post', sees: (post, line) => readsHandover(post, line) },
  matter_numbers: { key: 'prefix', sees: everybody },
  matter_tallies: {
    key: 'id',
    columns: 'region_id as region, direction',
    sees: (post, { region, direction }) => {
      const place = Object.keys(PLACES).find((one) => world.places[one as Place] === region) as Place
      const own = POSTS.find(([key]) => key === post)?.[2] as Place
      if (roleOf(post) === 'leader') return place === own && direction !== 'military-asks'
      return roleOf(post) === 'office' && upwards(place).includes(own)
    },
  },
  instructions: {
    key: 'id',
    columns:
      'matter_id as matter, document_id as document, post_ids as posts, leader_post_id as leader, region_id as region',
    sees: seesInstruction,
  },
  instruction_posts: {
    key: "instruction_id || '/' || post_id",
    columns: `(select to_json(i) from (select matter_id as matter, document_id as document, post_ids as posts,
      leader_post_id as leader, region_id as region from instructions where id = instruction_id) i) as instruction`,
    sees: (post, { instruction }) => seesInstruction(post, instruction as Line),
  },
  instruction_matters: {
    key: 'instruction_id',
    columns: `(select to_json(i) from (select n.matter_id as matter, document_id as document, post_ids as posts,
      leader_post_id as leader, region_id as region from instructions n where n.id = instruction_id) i) as instruction`,
    sees: (post, { instruction }) => seesInstruction(post, instruction as Line),
  },
  notices: {
    key: 'id',
    columns: 'matter_id as matter, document_id as document, post_id as post',
    sees: (post, line) =>
      world.posts[post] === line.post &&
      (line.matter === null || withWords(post, line)) &&
      (line.document === null || readsDocument(post, documentOf(line))),
  },
  facts: { key: 'id', columns: FACT, sees: (post, line) => seesFact(post, line) },
  // features/facts/contact tries who sees one.
  contact_marks: { key: 'id', sees: nobody },
  fact_merit_reports: { key: 'fact_id', columns: OF_FACT, sees: withFact },
  fact_units: { key: "fact_id || '/' || unit_id || part", columns: OF_FACT, sees: withFact },
  fact_quantities: { key: "fact_id || '/' || key", columns: OF_FACT, sees: withFact },
  fact_files: { key: "fact_id || '/' || file_id", columns: OF_FACT, sees: withFact },
  fact_entries: { key: 'id', columns: OF_FACT, sees: withFact },
  fact_tallies: {
    key: 'id',
    columns: 'region_id as region',
    sees: (post, { region }) => {
      const place = Object.keys(PLACES).find((one) => world.places[one as Place] === region) as Place
      const own = POSTS.find(([key]) => key === post)?.[2] as Place
      return ['office', 'station', 'leader'].includes(roleOf(post)) && upwards(place).includes(own)
    },
  },
  register_tallies: {
    key: 'id',
    columns: '(select r.id from regions r where r.path = region_path) as region',
    sees: readsHousehold,
  },
  // None is named in these; features/facts tries who sees one.
  fact_households: { key: "fact_id || '/' || household_id", sees: nobody },
  fact_periods: { key: 'id', sees: everybody },
  // Closed by the city here, so that only those who see all of it see what it counted.
  fact_period_figures: {
    key: "period_id || '/' || kind || key",
    sees: (post) => {
      const place = POSTS.find(([key]) => key === post)?.[2] as Place
      return ['office', 'station', 'leader'].includes(roleOf(post)) && upwards('city').includes(place)
    },
  },
  measure_closed_figures: {
    key: "period_id || '/' || key",
    sees: (post) => {
      const place = POSTS.find(([key]) => key === post)?.[2] as Place
      return ['office', 'station', 'leader'].includes(roleOf(post)) && upwards('city').includes(place)
    },
  },
  fact_numbers: { key: 'year', sees: everybody },
  fact_arrivals: {
    key: 'fact_id',
    columns: '(select min(h.post_id) from post_holders h where h.person_id = fact_arrivals.person_id) as post',
    sees: (key, { post }) => keyOfPost(post) === key,
  },
  // Who sees a shared view: features/matters/lists/operations.test.ts.
  ledger_views: { key: 'id', sees: nobody },
}

const keysOf = (table: string): string => {
  const { key, columns } = TABLES[table] as (typeof TABLES)[string]
  const named = key === '*' ? "'row'" : `(${key})::text`
  return `select ${named} as key${columns ? `, ${columns}` : ''} from ${table}`
}

test('the oracle knows every table', () => {
  expect(Object.keys(VISIBILITY).filter((table) => !(table in TABLES))).toEqual([])
})

test('Z02 sees of every table the rows that the oracle gives it', async () => {
  const all: Record<string, Line[]> = {}
  for (const table of Object.keys(TABLES)) all[table] = (await house.pool.query<Line>(keysOf(table))).rows
  for (const table of [
    'matters',
    'matter_entries',
    'matter_requests',
    'matter_nodes',
    'matter_files',
    'matter_sources',
    'notices',
    'instructions',
    'instruction_posts',
    'instruction_matters',
    'households',
    'household_persons',
    'person_honours',
    'person_certificates',
    'register_numbers',
    'letter_rounds',
    'letter_items',
    'merit_reports',
    'merit_report_steps',
    'merit_bonus_tables',
    'plaque_cards',
    'plaque_steps',
    'plaque_statements',
    'plaque_statement_lines',
    'register_tallies',
    'batches',
    'batch_items',
    'proposals',
    'stated_figures',
    'clauses',
    'files',
    'request_keys',
    'queued_jobs',
    'approvals',
    'alerts',
    'alert_rules',
    'facts',
    'fact_units',
    'fact_quantities',
    'fact_entries',
    'fact_arrivals',
    'picture_marks',
    'fact_periods',
    'fact_period_figures',
  ])
    expect(all[table]?.length, table).toBeGreaterThan(0)
  await everyPostAlone(async (key, differs) => {
    await tried(await actingOf(key), async (tx) => {
      for (const [table, { sees }] of Object.entries(TABLES)) {
        const got = (await rowsOf<Line>(tx, keysOf(table))).map((line) => line.key).sort()
        const wanted = (all[table] as Line[])
          .filter((line) => sees(key, line))
          .map((line) => line.key)
          .sort()
        const extra = got.filter((one) => !wanted.includes(one))
        const missing = wanted.filter((one) => !got.includes(one))
        differs(table, { extra, missing }, { extra: [], missing: [] })
      }
      differs('password hashes', await outcome(tx, 'select password_hash from people'), '42501')
    })
  })
})

test('shows the ledger the same rows and words by the conditions it writes out as by the policies alone', async () => {
  await everyPostAlone(async (key, differs) => {
    const acting = await actingOf(key)
    await tried(acting, async (tx) => {
      const ids = async (text: string) => (await rowsOf<{ id: number }>(tx, text)).map(({ id }) => id)
      const seen = await ids('select id from matters order by id')
      differs('rows', await ids(`select m.id from matters m where ${scopeWritten(acting)} order by m.id`), seen)
      differs(
        'open rows',
        await ids(
          `select m.id from matters m where not m.is_done and ${scopeWritten(acting, { isOpen: true })} order by m.id`,
        ),
        await ids('select id from matters where not is_done order by id'),
      )
      differs(
        'words',
        await ids(`select m.id from matters m where ${wordsWritten(acting)} order by m.id`),
        await ids('select matter_id as id from matter_texts order by matter_id'),
      )
      const asParty = await ids('select f as id from matters_as_party() f order by f')
      differs(
        'as a party',
        asParty.filter((id) => !seen.includes(id)),
        [],
      )
    })
  })
})

test('Z02 finds by words only matters whose words it reads', async () => {
  const lines = (await house.pool.query<Line>('select id::text as key, id as matter from matters')).rows
  const { rows } = await house.pool.query<{ title: string }>(
    'select distinct left(title, 6) as title from matter_texts',
  )
  await everyPostAlone(async (key, differs) => {
    await tried(await actingOf(key), async (tx) => {
      const found = async (text: string) =>
        [...new Set((await rowsOf<{ id: number }>(tx, text)).map(({ id }) => id))].sort()
      const readable = lines.filter((line) => withWords(key, line)).map((line) => Number(line.key))
      // Of an empty search every title is a find; a code is one for whoever sees the matter.
      const seen = lines.filter((line) => withMatter(key, line)).map((line) => Number(line.key))
      const empty = await found("select id from matters_named('')")
      differs(
        'by any word',
        empty.filter((id) => !seen.includes(id)),
        [],
      )
      for (const { title } of rows) {
        const said = `'${title.replaceAll("'", "''")}'`
        differs(
          title,
          (await found(`select id from matters_named(${said})`)).filter((id) => !readable.includes(id)),
          [],
        )
        differs(
          title,
          (await found(`select id from matters_found(array[${said}], '{}', '{}', 500)`)).filter(
            (id) => !readable.includes(id),
          ),
          [],
        )
        differs(
          title,
          (
            await found(`select id from matters_found('{}', array[left(initials(${said}), 2)], array['.'], 500)`)
          ).filter((id) => !readable.includes(id)),
          [],
        )
        differs(
          `${title}, by number`,
          (await found(`select id from matters_coded(null, null, '', 500)`)).filter((id) => !readable.includes(id)),
          [],
        )
        differs(
          title,
          (await found(`select id from matters_like(${said}, 0.01)`)).filter((id) => !readable.includes(id)),
          [],
        )
      }
    })
  })
})

test('Z02 changes and removes no row that it does not see', async () => {
  const touch: [string, string, Judge][] = [
    ['matters', 'update matters set category = category', withWords],
    ['matter_texts', 'update matter_texts set title = title', withWords],
    ['matter_requests', 'update matter_requests set reason = reason', withWords],
    ['matter_nodes', 'update matter_nodes set title = title', withWords],
    ['matter_nodes', 'delete from matter_nodes', withWords],
    ['matter_helpers', 'delete from matter_helpers', withWords],
    ['documents', 'update documents set title = title', (post, line) => keepsDocument(post, documentOf(line))],
    [
      'stated_figures',
      'update stated_figures set metric = metric',
      (post, line) => keepsDocument(post, documentOf(line)),
    ],
    ['proposals', 'update proposals set title = title', (post, line) => keepsDocument(post, documentOf(line))],
    [
      'proposals',
      "delete from proposals where state <> 'handed'",
      (post, line) => line.state !== 'handed' && keepsDocument(post, documentOf(line)),
    ],
  ]
  const all: Record<string, Line[]> = {}
  for (const [table] of touch) all[table] ??= (await house.pool.query<Line>(keysOf(table))).rows
  await everyPostAlone(async (key, differs) => {
    const acting = await actingOf(key)
    for (const [table, statement, judge] of touch)
      await tried(acting, async (tx) => {
        const may = (all[table] as Line[]).filter((line) => judge(key, line)).length
        differs(statement, await outcome(tx, statement), may)
      })
    await tried(acting, async (tx) => {
      for (const statement of [
        'delete from matters',
        'delete from matter_texts',
        'delete from matter_entries',
        'update matter_entries set text = text',
        'delete from matter_files',
        'update matter_files set file_id = file_id',
        'delete from matter_sources',
        'delete from documents',
        'delete from files',
        'delete from people',
        'delete from posts',
        'delete from units',
        'delete from regions',
        'update audit_rows set action = action',
        'delete from audit_rows',
        'truncate audit_rows',
        'update audit_seals set head = head',
        'delete from audit_seals',
        'truncate audit_seals',
        'update audit_sealer set row_id = 0',
        'delete from audit_sealer',
        'insert into sessions (id, data, started_at, last_used_at) values (1, null, now(), now())',
      ])
        differs(statement, await outcome(tx, statement), '42501')
    })
  })
})

test('puts nothing beside a matter or a document that it does not see, and takes none over', async () => {
  await everyPostAlone(async (key, differs) => {
    const acting = await actingOf(key)
    const unseen = world.matters.find((matter) => !readsWords(key, matter) && matter.hasFile) as Made
    const foreign = world.files.find((file) => !readsFile(key, file, world.matters, world.documents)) as MadeFile
    const document = world.documents.find((one) => !keepsDocument(key, one)) as MadeDocument | undefined
    const { postId: post, personId: person, unitId: unit } = acting
    const entry = (matter: number) =>
      `insert into matter_entries (matter_id, at, post_id, person_id, unit_id, step, to_state)
       values (${matter}, now(), ${post}, ${person}, ${unit}, 'comment', 'running')`
    await tried(acting, async (tx) => {
      const refused = async (what: string, statement: string) => differs(what, await outcome(tx, statement), '42501')
      if (unseen) {
        await refused('entry', entry(unseen.id))
        await refused('node', `insert into matter_nodes (matter_id, title, sort) values (${unseen.id}, '节点', 9)`)
        await refused(
          'request',
          `insert into matter_requests (matter_id, kind, unit_id, post_id, person_id, asked_at)
           values (${unseen.id}, 'time', ${unit}, ${post}, ${person}, now())`,
        )
        await refused(
          'file',
          `insert into matter_files (matter_id, file_id, entry_id)
           select ${unseen.id}, ${foreign.id}, ${await anyEntry(unseen.id)}`,
        )
        const taken = `update matters set posts = posts || ${post} where id = ${unseen.id}`
        differs('taken over', await outcome(tx, taken), readsWords(key, unseen) ? 1 : 0)
      }
      if (document)
        await refused(
          'clause',
          `insert into clauses (document_id, path, marker, level, kind, title, title_end_at, start_at, end_at, sort)
           values (${document.id}, '九', '九', 1, 'part', '标题', 0, 0, 1, 999)`,
        )
      const region = placeOutside(key)
      if (region)
        await refused(
          'document elsewhere',
          `insert into documents (city_id, region_id, region_path, title, kind, year, original_sha256, original_text,
             clean_text, reading, post_id)
           select ${world.places.city}, id, path, '标题', 'plan', 2026, repeat('0', 64), '', '', '{}', ${post}
           from regions where id = ${region}`,
        )
      if (region)
        await refused(
          'matter elsewhere',
          `insert into matters (city_id, code, year, kind, category, state, region_id, region_path, office_unit_id,
             asker_unit_id, post_id)
           select ${world.places.city}, 'RW-2026-999', 2026, 'task', 'other', 'raised', id, path, ${unit}, ${unit}, ${post}
           from regions where id = ${region}`,
        )
      if (roleOf(key) !== 'secadmin') {
        const by = await outcome(
          tx,
          `insert into post_holders (post_id, person_id, from_on) values (${world.posts.office}, ${person}, '2026-01-01')`,
        )
        // An administrator is stopped by what keeps the three apart before his policies are asked.
        const isAdministrator = ['sysadmin', 'auditor'].includes(roleOf(key))
        differs('own appointment', by, isAdministrator ? '23514' : '42501')
      }
      if (roleOf(key) !== 'sysadmin') {
        // The security administrator resets the passwords of the other administrators, an office keeps the people of its own
        // sub-tree below the city but for administrators, and of nobody else.
        const business =
          roleOf(key) === 'secadmin'
            ? `and id not in (select h.person_id from post_holders h join posts p on p.id = h.post_id
                where p.role in ('sysadmin', 'secadmin', 'auditor'))`
            : ''
        const others = `update people set name = name where id <> ${person} ${business}`
        const kept = POSTS.filter(
          ([other, , place, role]) =>
            roleOf(key) === 'office' &&
            other !== key &&
            !['sysadmin', 'secadmin', 'auditor'].includes(role) &&
            place !== 'city' &&
            upwards(place).includes(placeOfPost(key)),
        )
        differs('other people', await outcome(tx, others), kept.length)
      }
    })
  })
})

const anyEntry = async (matter: number): Promise<number> =>
  (await house.pool.query<{ id: number }>('select min(id) as id from matter_entries where matter_id = $1', [matter]))
    .rows[0]?.id as number

/** A place in which the post keeps nothing; a city's office has none in its own city but the province above. */
const placeOutside = (key: string): number | undefined => {
  const [, , place, role] = POSTS.find(([name]) => name === key) as (typeof POSTS)[number]
  if (role !== 'office' && role !== 'leader') return world.places.city
  if (place === 'city') return house.world.regions.province
  return place === 'song' ? world.places.qinghe : world.places.song
}
