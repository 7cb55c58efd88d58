import { afterAll, beforeAll, expect, test } from 'vitest'
import { figure, report } from '../prove/figures.ts'
import { type Asked, type Bench, openBench } from './house.ts'

/**
 * How the lists of a large city are read: over facts, households and persons no question that a person asks every day scans a large table from
 * end to end, as each of four posts; and how long Ctrl+K takes over people and words within facts. Times are printed and not judged.
 */
const ROUNDS = figure('BENCH_ROUNDS', 40)
const ROLES = {
  'city office': 'sby',
  'county office': 'lcq-sby',
  'village station': 'cj1',
  'member unit': 'jyj',
} as const
/** A table of so many rows is large. */
const LARGE = 50_000

const get = (path: string): Asked => ({ method: 'GET', path })
const query = (path: string, search: Record<string, string | number>): Asked =>
  get(`${path}?${new URLSearchParams(Object.entries(search).map(([key, value]) => [key, String(value)]))}`)

let bench: Bench
let large: string[]
const json: Record<string, unknown> = {}
beforeAll(async () => {
  bench = await openBench()
  const { rows } = await bench.raw.query(
    `select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace and reltuples >= ${LARGE} order by relname`,
  )
  large = rows.map(({ relname }) => relname)
})
afterAll(async () => {
  report(JSON.stringify(json))
  await bench?.close()
})

/**
 * Large tables that the statements of one question scanned from end to end, within functions too, each with the rows that it read; and
 * indexes of those that it read nearly whole, which costs as much (counts of a list are made so, a search never is).
 */
const scannedBy = async (login: string, asked: Asked): Promise<string[]> => {
  const statements = await bench.statementsOf(login, asked)
  await bench.raw.query('begin')
  await bench.raw.query('set local role tongxin_app')
  // What earlier transactions counted may not have been handed on yet.
  const [before, readBefore] = [await scans(), await indexesRead()]
  for (const { text, values } of statements) await bench.raw.query(text, values)
  const [after, readAfter] = [await scans(), await indexesRead()]
  await bench.raw.query('rollback')
  const scanned = [...after].flatMap(([table, { times, rows }]) => {
    const known = before.get(table)
    return times > (known?.times ?? 0) ? [`${table} (${rows - (known?.rows ?? 0)})`] : []
  })
  if (!asked.path.startsWith('/find')) return scanned
  const whole = [...readAfter].flatMap(([index, { read, rows }]) => {
    const entries = read - (readBefore.get(index)?.read ?? 0)
    return entries > rows / 2 ? [`${index} (${entries})`] : []
  })
  return [...scanned, ...whole]
}

/** How many entries of each index of the large tables this connection read. */
const indexesRead = async (): Promise<Map<string, { read: number; rows: number }>> => {
  const { rows } = await bench.raw.query(
    `select i.relname, pg_stat_get_xact_tuples_returned(i.oid)::int as read, t.reltuples::int as rows
     from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class t on t.oid = x.indrelid
     where t.relnamespace = 'public'::regnamespace and t.relname = any($1)`,
    [large],
  )
  return new Map(rows.map(({ relname, read, rows: of }) => [relname, { read, rows: of }]))
}

/** How often each large table was scanned from end to end by this connection, and how many rows that read. */
const scans = async (): Promise<Map<string, { times: number; rows: number }>> => {
  const { rows } = await bench.raw.query(
    'select relname, seq_scan, seq_tup_read from pg_stat_xact_user_tables where relname = any($1)',
    [large],
  )
  return new Map(
    rows.map(({ relname, seq_scan, seq_tup_read }) => [
      relname,
      { times: Number(seq_scan), rows: Number(seq_tup_read) },
    ]),
  )
}

/** Asks again where the server had closed a connection that was silent for long. */
const signedIn = async (login: string): Promise<(asked: Asked) => Promise<unknown>> => {
  const ask = await bench.as(login)
  return (asked) =>
    ask(asked).catch((error: Error) => (error.message === 'fetch failed' ? ask(asked) : Promise.reject(error)))
}

type Page = { rows: { id: number }[]; next: string | null }

/** A page half-way down a list: the key of a row there. */
const deepKey = async (sql: string): Promise<string> => (await bench.raw.query(sql)).rows[0]?.key

const questionsOf = async (login: string, ask: (asked: Asked) => Promise<unknown>): Promise<Record<string, Asked>> => {
  const one = async (path: string) =>
    ((await ask(get(`${path}?size=1`)).catch(() => ({ rows: [] }))) as Page).rows[0]?.id
  const fact = await one('/facts')
  const home = login === 'jyj' ? undefined : await one('/households')
  const { rows } = await bench.raw.query(
    `select (select id from regions where level = 3 and to_on is null order by id desc limit 1) as county,
       (select id from regions where level = 4 and to_on is null order by id desc limit 1) as town,
       (select entered_unit_id from facts order by id desc limit 1) as unit,
       (select household_id from fact_households order by fact_id desc limit 1) as family`,
  )
  const { county, town, unit, family } = rows[0]
  const facts = (search: Record<string, string | number>) => query('/facts', search)
  const factKey = await deepKey(
    `select to_char(starts_on, 'YYYY-MM-DD') || '.' || id as key from facts order by starts_on desc, id desc offset 30000 limit 1`,
  )
  const homeKey = await deepKey(
    `select region_id || '.' || id as key from households where state = 'present' order by region_path, id offset 100000 limit 1`,
  )
  return {
    'facts: list': get('/facts'),
    'facts: next page': facts({ after: factKey }),
    'facts: 走访台账': facts({ ledger: 'visits' }),
    'facts: 帮扶台账': facts({ ledger: 'help' }),
    'facts: kind and state': facts({ kind: 'publicity', state: 'recorded' }),
    'facts: kind, choice of its own field': facts({ kind: 'education', field: 'audience:schools' }),
    'facts: county': facts({ regionId: county }),
    'facts: township': facts({ regionId: town }),
    'facts: unit': facts({ unitId: unit }),
    'facts: family': facts({ householdId: family }),
    'facts: 迟录': facts({ mark: 'late' }),
    'facts: 近似': facts({ mark: 'approximate' }),
    'facts: 申请更正': facts({ mark: 'asked' }),
    'facts: one month': facts({ from: '2026-03-01', to: '2026-03-31' }),
    'facts: two characters': facts({ q: '路灯' }),
    'facts: a number': facts({ q: 'SJ-2026-01' }),
    'facts: calendar': query('/facts/calendar', { from: '2026-03-01', to: '2026-03-31' }),
    'facts: gallery': get('/facts/gallery'),
    ...(login === 'jyj' ? {} : { 'facts: 核对': get('/facts/checking'), 'facts: 联系计划': get('/contact-plan') }),
    ...(fact === undefined ? {} : { 'facts: one': get(`/facts/${fact}`) }),
    'find: 建国': query('/find', { q: '建国' }),
    'find: 路灯不亮': query('/find', { q: '路灯不亮' }),
    'find: wjg': query('/find', { q: 'wjg' }),
    'find: lixiuying': query('/find', { q: 'lixiuying' }),
    'find: 国防教育进校园': query('/find', { q: '国防教育进校园' }),
    ...(home === undefined
      ? {}
      : {
          'households: list': get('/households'),
          'households: next page': query('/households', { after: homeKey }),
          'households: category': query('/households', { category: 'martyr-family' }),
          'households: moved': query('/households', { state: 'moved' }),
          'households: two characters': query('/households', { q: '建国' }),
          'households: one': get(`/households/${home}`),
          'plaques: list': get('/plaques'),
          'plaques: account': get('/plaque-account'),
        }),
  }
}

test.for(Object.entries(ROLES))('no list reads a large table from end to end: %s', async ([role, login]) => {
  const found: Record<string, string[]> = {}
  const ask = await signedIn(login)
  for (const [name, asked] of Object.entries(await questionsOf(login, ask))) {
    const scanned = await scannedBy(login, asked)
    const took: number[] = []
    for (let round = 0; round < 5; round++) {
      const since = performance.now()
      await ask(asked)
      took.push(performance.now() - since)
    }
    const median = took.toSorted((a, b) => a - b)[2] as number
    json[`${name}, ${role}`] = Math.round(median)
    report(`${name}, ${role}: ${median.toFixed(0)} ms${scanned.length > 0 ? `, SCANS ${scanned.join(', ')}` : ''}`)
    if (scanned.length > 0) found[name] = scanned
  }
  expect(found).toEqual({})
})

/** Names, words within sentences, spelling and first letters, numbers, and what nothing answers. */
const TYPED = [
  ...['王建国', '李秀英', '建国', '志强', '张', '陈桂花'],
  ...['路灯不亮', '修水库', '量了血压', '申请表', '优待证', '上门看望', '国防教育进校园', '联席会议'],
  ...['wjg', 'lixiuying', 'gfjy', 'ludeng', 'SJ-2026-12', 'sj202603'],
  ...['没有这句话', 'zzzzq', '烈士家属 看望'],
]

test('Ctrl+K over all people and facts', async () => {
  const { rows } = await bench.raw.query(
    `select (select count(*)::int from household_persons) as persons, (select count(*)::int from facts) as facts`,
  )
  for (const [role, login] of Object.entries(ROLES)) {
    const ask = await signedIn(login)
    const took: [string, number][] = []
    const plain: number[] = []
    for (let round = 0; round < ROUNDS; round++)
      for (const q of TYPED) {
        const before = performance.now()
        // A request that asks for nothing but who is signed in: session, permission and one statement.
        await ask(get('/session'))
        const since = performance.now()
        plain.push(since - before)
        await ask(query('/find', { q }))
        took.push([q, performance.now() - since])
      }
    plain.sort((a, b) => a - b)
    const plainAt = (share: number) => plain[Math.floor(plain.length * share)] ?? 0
    const sorted = took.toSorted(([, a], [, b]) => a - b)
    const at = (share: number) =>
      Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]?.[1] ?? 0)
    const besidePlain = { p50: at(0.5) / plainAt(0.5), p95: at(0.95) / plainAt(0.95) }
    json[`find, ${role}`] = { p50: at(0.5), p95: at(0.95), most: at(1), besidePlain }
    report(
      `find over ${rows[0].persons} persons and ${rows[0].facts} facts, ${role}: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, slowest ${sorted
        .slice(-3)
        .map(([q, ms]) => `${q} ${Math.round(ms)}`)
        .join(
          ', ',
        )}; beside a plain request p50 ${besidePlain.p50.toFixed(1)}, p95 ${besidePlain.p95.toFixed(1)} times (${plainAt(0.5).toFixed(1)} and ${plainAt(0.95).toFixed(1)} ms)`,
    )
  }
})
