import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { setUpCounty, signInOffice } from '../journeys/killing.ts'
import { begin, reaches, registerOf, takeIn } from '../journeys/killing-import.ts'
import { askDatabase, clearAway, newDataDir, type openCaller, type Program, startProgram } from '../journeys/program.ts'

/**
 * 导入底册 at bench size into the built program on its own database, which waits for the disk: how long reading, checking and taking in
 * take, beside copying the finished rows into bare tables of the same columns and keys; what the server process holds meanwhile; and how
 * long a search over so many people takes. It prints, and judges no time.
 */
const ROWS = Number(process.env.BENCH_REGISTER_ROWS ?? 200_000)
const FIND_ROUNDS = 200

const folders: string[] = []
let folder: string
let program: Program
let call: ReturnType<typeof openCaller>
beforeAll(async () => {
  folder = newDataDir()
  folders.push(folder)
  await setUpCounty(folder)
  program = await startProgram(folder, {
    UPLOAD_LIMIT_MB: '200',
    REQUESTS_PER_PERSON: '1000000',
    REQUESTS_PER_ADDRESS: '1000000',
  })
  call = (await signInOffice(program)).call
})
const json: Record<string, unknown> = { rows: ROWS }
afterAll(() => {
  say(JSON.stringify(json))
  clearAway(folders)
})

const say = (words: string) => process.stdout.write(`\n${words}\n`)
const seconds = (since: number) => (performance.now() - since) / 1000
const memory = (field: 'VmRSS' | 'VmHWM'): number => {
  const status = readFileSync(`/proc/${program.process.pid}/status`, 'utf8')
  return Math.round(Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1]) / 1024)
}

/** How long each part of a job lasted, by the note that it told of itself, and the most memory that the server held in it. */
const watched = async <Answer>(work: Promise<Answer>): Promise<{ answer: Answer; parts: string; most: number }> => {
  const parts = new Map<string, { took: number; most: number }>()
  let [isOver, most] = [false, 0]
  const watching = (async () => {
    let since = performance.now()
    while (!isOver) {
      const [job] = await askDatabase<{ note: string | null }>(
        folder,
        "select note from queued_jobs where kind = 'register.import' order by id desc limit 1",
      )
      const note = job?.note?.replace(/[\d,]+ /, '') ?? '（等候）'
      const held = memory('VmRSS')
      const so = parts.get(note)
      parts.set(note, { took: (so?.took ?? 0) + seconds(since), most: Math.max(so?.most ?? 0, held) })
      since = performance.now()
      most = Math.max(most, held)
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
  })()
  const answer = await work.finally(() => {
    isOver = true
  })
  await watching
  const told = [...parts].map(([note, part]) => `${note} ${part.took.toFixed(1)} s, ${part.most} MiB`)
  return { answer, parts: told.join('; '), most }
}

/** The rows that the import made, copied by COPY alone into tables of the same columns, keys and indexes, in one transaction. */
const rawCopy = async (): Promise<number> => {
  for (const table of ['households', 'household_persons'])
    await askDatabase(folder, `create table bare_${table} (like ${table} including indexes including generated)`)
  const files = ['households', 'household_persons'].map((table) => [table, `${folder}/postgres/bare-${table}`] as const)
  const columns = async (table: string) => {
    const [row] = await askDatabase<{ names: string }>(
      folder,
      `select string_agg(quote_ident(attname), ', ' order by attnum) as names from pg_attribute
       where attrelid = '${table}'::regclass and attnum > 0 and attgenerated = '' and not attisdropped`,
    )
    return row?.names
  }
  const copies: string[] = []
  for (const [table, path] of files) {
    const names = await columns(table)
    await askDatabase(folder, `copy (select ${names} from ${table}) to '${path}' (format binary)`)
    copies.push(`copy bare_${table} (${names}) from '${path}' (format binary)`)
  }
  const since = performance.now()
  await askDatabase(folder, `begin; ${copies.join('; ')}; commit`)
  return seconds(since)
}

test('a register of bench size is read, checked and taken in', async () => {
  const text = await registerOf(folder, ROWS)
  const [before, load] = [memory('VmRSS'), readFileSync('/proc/loadavg', 'utf8').split(' ')[0]]
  let since = performance.now()
  const started = await begin(program, call, text)
  const upload = seconds(since)
  since = performance.now()
  const read = await watched(reaches(call, started.id, 'checked'))
  const check = seconds(since)
  expect(read.answer.counts).toMatchObject({ read: ROWS + 1, fresh: ROWS, wrong: 1 })
  since = performance.now()
  await takeIn(call, read.answer)
  const taken = await watched(reaches(call, started.id, 'taken'))
  const take = seconds(since)
  expect(taken.answer.counts.fresh).toBe(ROWS)
  const raw = await rawCopy()
  const whole = check + take
  const rounded = (value: number) => Number(value.toFixed(1))
  json.seconds = Object.fromEntries(
    Object.entries({ upload, check, take, whole, rawCopy: raw }).map(([name, value]) => [name, rounded(value)]),
  )
  json.ratio = rounded(whole / raw)
  json.serverMiB = { before, reading: read.most, taking: taken.most }
  say(
    `${ROWS} rows (load ${load} at the start): upload ${upload.toFixed(1)} s; read and check ${check.toFixed(1)} s (${read.parts}); take in ${take.toFixed(1)} s (${taken.parts}); import ${whole.toFixed(1)} s = ${(whole / raw).toFixed(1)} × raw COPY of the finished rows (${raw.toFixed(1)} s); server ${before} MiB before, at most ${read.most} MiB while reading, ${taken.most} MiB while taking in`,
  )
})

test('people among so many are found by characters, spelling and first letters', async () => {
  const asked = ['甲乙', '丙丁戊', '丑寅', 'jyb', 'jiayi', 'bdw', '甲yi', '没有的人', 'zzzz', '东门']
  const took: Record<string, number[]> = {}
  // The copying took longer than the server keeps a silent connection: whether one was closed is found out by asking.
  await call('GET', '/find?q=甲').catch(() => undefined)
  for (let round = 0; round < FIND_ROUNDS; round++) {
    const q = asked[round % asked.length] as string
    const since = performance.now()
    const { status } = await call('GET', `/find?q=${encodeURIComponent(q)}`)
    expect(status).toBe(200)
    took[q] = [...(took[q] ?? []), seconds(since) * 1000]
  }
  const at = (values: number[], share: number) =>
    values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0
  const all = Object.values(took).flat()
  json.findMs = { p50: Math.round(at(all, 0.5)), p95: Math.round(at(all, 0.95)) }
  say(
    `find over ${ROWS} people: p50 ${at(all, 0.5).toFixed(0)} ms, p95 ${at(all, 0.95).toFixed(0)} ms; ${Object.entries(
      took,
    )
      .map(([q, values]) => `${q} ${at(values, 0.95).toFixed(0)}`)
      .join(', ')}`,
  )
})
