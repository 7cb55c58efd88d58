import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { ROLES } from '../platform/acting.ts'
import { ENDPOINTS, type Endpoint } from './endpoints.fixture.ts'
import { mayUse } from './permissions.ts'
import { call, WRITING } from './routes.fixture.ts'
import { goodBodies } from './routes-bodies.fixture.ts'
import { everyPost, laySample, type ScopeWorld } from './scope.fixture.ts'
import { POSTS } from './scope-cases.fixture.ts'
import { type DatabaseSweep, sweepOf } from './scope-database.fixture.ts'
import {
  ANYBODYS,
  ASKED_SO,
  idFieldsOf,
  LISTS,
  OTHERWISE,
  SILENT,
  TELLS,
  tableOf,
  VARIANTS,
  withField,
} from './scope-endpoints.fixture.ts'
import { roleOf, unitOf } from './scope-judges.fixture.ts'
import { layMarks, wordsIn } from './scope-marks.fixture.ts'
import { layRows } from './scope-rows.fixture.ts'
import { type Caller, openTestHouse, type PostKey, type TestHouse } from './testing.ts'

/** Every endpoint of the contract over the tried city: what it shows, and what it makes of ids of others. */
let house: TestHouse
let world: ScopeWorld
let sweep: DatabaseSweep
let marks: Awaited<ReturnType<typeof layMarks>>
vi.setConfig({ testTimeout: 600_000, hookTimeout: 300_000 })
beforeAll(async () => {
  house = await openTestHouse('2026-07-14', { refusedKinds: 10_000 })
  world = await laySample(house)
  await layRows(house, world)
  for (const [key] of POSTS) await as(key)
  sweep = await sweepOf(house, world)
  marks = await layMarks(house, sweep)
})
afterAll(() => house?.close())

const as = (key: string): Promise<Caller> => house.as(key as PostKey)
const NOWHERE = 999_999_998
/** What stands in the other fields where the post sees nothing to put there. */
const ELSEWHERE = 999_999_997
type Stranger = { real: number; isSeen: boolean }

/** The number by which an endpoint names a row: of a note at a handover its post. */
const idOf = (table: string, row: Record<string, unknown>): number =>
  Number(row[table === 'handover_notes' ? 'post_id' : table === 'sessions' ? 'no' : 'id'])

/** Of a table a row that the post does not see; else, for what changes something, one that it may not change. */
const strangerOf = (key: string, table: string, isChange: boolean): Stranger | undefined => {
  const person = world.posts[key]
  const rows = sweep.rows(key, table).filter(({ row }) => table !== 'sessions' || row.person_id !== person)
  const unseen = rows.find(({ sees }) => !sees)
  if (unseen) return { real: idOf(table, unseen.row), isSeen: false }
  const kept = isChange ? rows.find(({ writes }) => !writes) : undefined
  return kept && { real: idOf(table, kept.row), isSeen: true }
}
/** One that it may change, or sees. */
const ownOf = (key: string, table: string): Record<string, unknown> | undefined => {
  const rows = sweep.rows(key, table)
  return (rows.find(({ writes, sees }) => writes && sees) ?? rows.find(({ sees }) => sees))?.row
}

/** Path and body with an id in one field, and in all the others what the post may use. */
const requestOf = (key: string, endpoint: Endpoint, field: string, id: number, good: Record<string, unknown>) => {
  let { path } = endpoint
  const given = { ...good, ...ASKED_SO[`${endpoint.name} ${field}`] }
  let body: Record<string, unknown> = Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined),
  )
  let query = ''
  for (const other of idFieldsOf(endpoint)) {
    const table = tableOf(endpoint, other) as string
    const own = other === field ? undefined : ownOf(key, table)
    const value = other === field ? id : own ? idOf(table, own) : ELSEWHERE
    if (path.includes(`{${other}}`)) {
      path = path.replace(`{${other}}`, String(value))
      if (own && 'version' in body && typeof own.version === 'number') body = { ...body, version: own.version }
    } else if (endpoint.method === 'GET') {
      const [first] = VARIANTS[endpoint.name]?.(world) ?? []
      if (other === field) query = `${first?.query ? `${first.query}&` : '?'}${field}=${value}`
    } else if (other === field || (other.split(/[.[]/)[0] as string) in body) body = withField(body, other, value)
  }
  return { method: endpoint.method, path: `${path.replace('{year}', '2031').replace('{key}', 'visits')}${query}`, body }
}

/** What was told, but for the number asked for, that of the request, and the moment a file was made. */
const plain = (told: string, id: number): string =>
  told
    .replaceAll(new RegExp(`"id":${id}\\b`, 'g'), '"id":#')
    .replace(/"requestId":"[^"]*"/g, '')
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '')

/** Everything that is kept, but for who came, what was refused, and how many files each took out. */
const kept = async (): Promise<Record<string, string>> => {
  const besides = [
    'audit_rows',
    'audit_seals',
    'audit_sealer',
    'sessions',
    'request_keys',
    'processes',
    'export_counts',
    'sign_in_brakes',
  ]
  const found: Record<string, string> = {}
  for (const table of Object.keys(sweep.tables).filter((one) => !besides.includes(one)))
    found[table] = (
      await house.pool.query(
        `select md5(string_agg((to_jsonb(t) - 'last_used_at' - 'last_signed_in_at')::text, '' order by t::text)) as all from ${table} t`,
      )
    ).rows[0].all
  return found
}

test('Z02 knows of every id in path, query and body what it names', () => {
  const unknown = ENDPOINTS.flatMap((endpoint) =>
    idFieldsOf(endpoint).flatMap((field) => {
      const table = tableOf(endpoint, field)
      return table && table in sweep.tables ? [] : [`${endpoint.name} ${field}`]
    }),
  )
  expect(unknown).toEqual([])
})

test('Z02 answers an id of another unit as one that is nowhere, for every endpoint and role, and writes nothing', async () => {
  const good = goodBodies({ matter: NOWHERE })
  const before = await kept()
  const found: string[] = []
  const tried = new Set<string>()
  const otherwise = new Set<string>()
  for (const endpoint of ENDPOINTS)
    for (const field of idFieldsOf(endpoint)) {
      const table = tableOf(endpoint, field) as string
      const what = `${endpoint.name} ${field}`
      if (what in ANYBODYS) {
        otherwise.add(what)
        continue
      }
      const isPath = endpoint.path.includes(`{${field}}`)
      // Of two in one path the second lies under one that the post sees, and is told as the first allows.
      const isFirst = /\{(\w+)\}/.exec(endpoint.path)?.[1] === field
      for (const role of ROLES.filter((one) => mayUse(one, endpoint.permission))) {
        const keys = POSTS.flatMap(([key]) => (roleOf(key) === role ? [key] : [])).reverse()
        const isChange = isPath && endpoint.method !== 'GET'
        const of = keys.map((key) => ({ key, stranger: strangerOf(key, table, isChange) }))
        const one = of.find(({ stranger }) => stranger && !stranger.isSeen) ?? of.find(({ stranger }) => stranger)
        if (!one?.stranger) continue
        const { key, stranger } = one
        tried.add(what)
        const ask = async (id: number) => {
          const { path, method, body } = requestOf(key, endpoint, field, id, good[endpoint.name]?.() ?? {})
          const caller = await as(key)
          if (method === 'GET') {
            const { status, bytes } = await caller.download(path)
            return { status, told: plain(wordsIn(bytes), id) }
          }
          const { status, body: told } = await call(caller, { method, path }, body)
          return { status, told: plain(JSON.stringify(told), id) }
        }
        const [real, nowhere] = [await ask(stranger.real), await ask(NOWHERE)]
        const isSame = real.status === nowhere.status && real.told === nowhere.told
        const isRefused = stranger.isSeen ? [403, 404, 409, 422].includes(real.status) : isSame
        const isMissing = !isFirst || stranger.isSeen || real.status === 404
        const isHarmless = endpoint.method === 'GET' || endpoint.name in VARIANTS || real.status >= 400
        if (isRefused && isMissing && isHarmless) continue
        if (what in OTHERWISE) otherwise.add(what)
        else
          found.push(
            `${what} by ${key} of ${table} ${stranger.real}: ${real.status} ${real.told.slice(0, 200)} and not ${nowhere.status} ${nowhere.told.slice(0, 100)}`,
          )
      }
    }
  expect(found).toEqual([])
  expect(await kept()).toEqual(before)
  expect([...otherwise].sort()).toEqual([...Object.keys(OTHERWISE), ...Object.keys(ANYBODYS)].sort())
  // Every id in a path of an endpoint that changes something was tried by somebody.
  const open = WRITING.flatMap((endpoint) =>
    idFieldsOf(endpoint).flatMap((field) =>
      endpoint.path.includes(`{${field}}`) &&
      !tried.has(`${endpoint.name} ${field}`) &&
      !(`${endpoint.name} ${field}` in ANYBODYS)
        ? [`${endpoint.name} ${field}`]
        : [],
    ),
  )
  expect(open).toEqual([])
})

test('Z02 lists, counts and exports by no single troop unit outside the office and that unit itself', async () => {
  const troops = ['troop-lan', 'troop-cen'].map((key) => world.units[key] as number)
  const asked = ENDPOINTS.filter(({ method, path }) => method === 'GET' && !/^\/(posts|statement)/.test(path)).flatMap(
    (endpoint) =>
      idFieldsOf(endpoint).flatMap((field) =>
        tableOf(endpoint, field) === 'units' && !endpoint.path.includes(`{${field}}`) ? [{ endpoint, field }] : [],
      ),
  )
  expect(new Set(asked.map(({ endpoint }) => endpoint.path.split('/')[1]))).toEqual(
    new Set(['facts', 'fact-sheets', 'matters', 'ledger']),
  )
  const found: string[] = []
  let told = 0
  for (const key of ['leader', 'education', 'troop-lan', 'office']) {
    const caller = await as(key)
    const own = world.units[unitOf(key)]
    for (const { endpoint, field } of asked.filter(({ endpoint: { permission } }) => mayUse(roleOf(key), permission))) {
      const [{ query = '' } = {}] = VARIANTS[endpoint.name]?.(world) ?? []
      const ask = async (id: number) => {
        const { status, bytes } = await caller.download(`${endpoint.path}${query || '?'}&${field}=${id}`)
        return `${status} ${plain(wordsIn(bytes), id)}`
      }
      const nowhere = await ask(NOWHERE)
      for (const id of troops.filter((one) => one !== own)) {
        const isTold = (await ask(id)) !== nowhere
        if (isTold && key === 'office') told += 1
        else if (isTold) found.push(`${endpoint.name} ${field} by ${key} of ${id}`)
      }
    }
    if (key === 'office') continue
    const { body } = await caller.get('/ledger/board?by=lead')
    for (const { key: column } of body.columns as { key: string }[])
      if (troops.includes(Number(column)) && Number(column) !== own) found.push(`board of ${key}: ${column}`)
    const column = await caller.get(`/ledger/board?by=lead&column=${troops.find((one) => one !== own)}`)
    if (column.body.columns.some(({ rows: all }: { rows: unknown[] }) => all.length > 0)) found.push(`column of ${key}`)
  }
  expect(found).toEqual([])
  // The office itself is told, by each of them that has anything.
  expect(told).toBeGreaterThan(asked.length)
})

/** Four levels, both sides, every role. */
const WATCHING = POSTS.filter(([key]) =>
  [
    ...['office', 'leader', 'education', 'troop-lan', 'sysadmin', 'secadmin', 'auditor'],
    ...['lancheng-office', 'lancheng-leader', 'lancheng-education', 'lancheng-troop', 'qinghe-office'],
    ...['station', 'village-station', 'song-troop'],
  ].includes(key),
)

test('Z02 shows by every endpoint that reads, exports, counts or searches no word of a row outside', async () => {
  const good = goodBodies({ matter: NOWHERE })
  const reading = ENDPOINTS.filter(({ method, name }) => method === 'GET' || name in VARIANTS)
  const carried = new Map<string, number>(reading.map(({ name }) => [name, 0]))
  const sight = Object.fromEntries(
    WATCHING.map(([key]) => [
      key,
      new Set(
        Object.keys(sweep.tables).flatMap((table) => [...sweep.seen(key, table)].map((row) => `${table} ${row}`)),
      ),
    ]),
  )
  await everyPost(
    WATCHING,
    async (key, differs, turn) => {
      const caller = await as(key)
      for (const endpoint of reading.filter(({ permission }) => mayUse(roleOf(key), permission))) {
        const { name } = endpoint
        const inPath = idFieldsOf(endpoint).filter((field) => endpoint.path.includes(`{${field}}`))
        const of = (field: string) => {
          const table = tableOf(endpoint, field) as string
          const seen = sweep.rows(key, table).filter(({ sees }) => sees)
          return [0, 1].flatMap((at) => {
            const one = seen[(turn * 3 + at * Math.ceil(seen.length / 2)) % Math.max(1, seen.length)]
            return one ? [idOf(table, one.row)] : []
          })
        }
        const paths = inPath.reduce(
          (all, field) => all.flatMap((path) => of(field).map((id) => path.replace(`{${field}}`, String(id)))),
          [endpoint.path],
        )
        for (const path of new Set(paths))
          for (const variant of variantsOf(endpoint, key)) {
            const { query = '', body } = variant
            const asked = `${path.replace('{key}', 'visits')}${query}`
            const { status, bytes } = await caller.download(
              asked,
              endpoint.method === 'GET' ? undefined : { ...good[name]?.(), ...body },
            )
            if (status !== 200) {
              differs(
                `${asked} is answered with ${status} ${bytes.toString('utf8').slice(0, 200)}`,
                [403, 404, 409, 422].includes(status),
                true,
              )
              continue
            }
            const shown = marks.of(wordsIn(bytes))
            carried.set(name, (carried.get(name) ?? 0) + shown.length)
            const outside = shown.filter(
              ({ table, key: row }) => !sight[key]?.has(`${table} ${row}`) && !TELLS[name]?.tables.includes(table),
            )
            differs(`${name} ${asked}`, outside.map(({ table, key: row }) => `${table} ${row}`).slice(0, 5), [])
          }
      }
    },
    3,
  )
  const silent = [...carried].flatMap(([name, count]) => (count === 0 ? [name] : []))
  expect(silent.sort()).toEqual(
    Object.values(SILENT)
      .flatMap((names) => names.split(/\s+/))
      .sort(),
  )
})

/** An endpoint asked plainly and as widely as it may be, by a word, and for a place outside. */
const variantsOf = (endpoint: Endpoint, key: string): { query?: string; body?: object }[] => {
  const fields = Object.keys((endpoint.input as { shape?: object } | undefined)?.shape ?? {})
  if (endpoint.name in VARIANTS) return (VARIANTS[endpoint.name] as (typeof VARIANTS)[string])(world)
  const away = world.places[POSTS.find(([one]) => one === key)?.[2].startsWith('lancheng') ? 'qinghe' : 'lancheng']
  const size = fields.includes('size') ? `size=${endpoint.name === 'instructions.list' ? 50 : 100}` : ''
  return [
    { query: size ? `?${size}` : '' },
    ...(fields.includes('regionId') ? [{ query: `?regionId=${away}&${size}` }] : []),
    ...(fields.includes('q') ? [{ query: `?q=${encodeURIComponent('某某')}&${size}` }] : []),
  ]
}

test('Z02 lists of every room the rows that the oracle gives each post, with their number', () =>
  everyPost(
    POSTS,
    async (key, differs) => {
      const caller = await as(key)
      for (const [name, { table, query = '', which = () => true }] of Object.entries(LISTS)) {
        const endpoint = ENDPOINTS.find((one) => one.name === name) as Endpoint
        if (!mayUse(roleOf(key), endpoint.permission)) continue
        const { status, body } = await caller.get(`${endpoint.path}${query}`)
        differs(`${name} answers`, status, 200)
        const rows = (Array.isArray(body) ? body : (body.rows ?? body.batches)) as Record<string, number>[]
        const wanted = sweep
          .rows(key, table)
          .filter(({ sees, row }) => sees && which(row, world.units[unitOf(key)] as number))
        const ids = (all: unknown[]) => all.map(Number).sort((one, other) => one - other)
        differs(`${name} ${status}`, ids(rows.map(({ id }) => id)), ids(wanted.map(({ row }) => row.id)))
        if ('total' in body) differs(`${name} in all`, body.total, wanted.length)
      }
    },
    3,
  ))
