import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ENDPOINTS } from '../src/main/endpoints.fixture.ts'
import { report } from './figures.ts'

/**
 * The tests of the rooms through HTTP, once, with every write sent again and noted (src/main/testing.ts, `TEST_TWICE`,
 * `TEST_WRITES`).
 */
const folder = mkdtempSync(join(tmpdir(), 'tongxin-writes-'))
let results: { numPassedTests: number; numFailedTests: number; success: boolean }
type Write = { method: string; path: string; rows: number }
let writes: Write[]

beforeAll(() => {
  const own = ['audit', 'backups', 'files', 'canary', 'processing'].map((name) => `src/main/${name}.test.ts`)
  const run = ['vitest', 'run', 'src/features', ...own, '--exclude', '**/ui/**', '--reporter=json']
  let out: string
  try {
    out = execFileSync('npx', run, {
      cwd: join(import.meta.dirname, '..'),
      env: { ...process.env, TEST_TWICE: '1', TEST_WRITES: folder },
      encoding: 'utf8',
      maxBuffer: 256 * 1024 * 1024,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
  } catch (error) {
    // Red tests are told by the first test below, with their names.
    out = (error as { stdout: string }).stdout
  }
  results = JSON.parse(out.slice(out.indexOf('{')))
  writes = readdirSync(folder)
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').trim().split('\n'))
    .map((line) => {
      const [method, path, rows] = line.split(' ') as [string, string, string]
      return { method, path: (path.split('?')[0] as string).replace(/^\/api/, ''), rows: Number(rows) }
    })
}, 3_600_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('D06 D07 every write that the tests of the rooms make is done once under its key, and refused at a past version', () => {
  const { numPassedTests, numFailedTests, success } = results
  const red = (
    results as unknown as { testResults: { assertionResults: { status: string; fullName: string }[] }[] }
  ).testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status === 'failed')
  expect({ red: red.map(({ fullName }) => fullName), numFailedTests, success }).toEqual({
    red: [],
    numFailedTests: 0,
    success: true,
  })
  expect(numPassedTests).toBeGreaterThan(500)
})

/** Sent as a POST for its size or for what stands in it, and changes nothing: it looks, reckons, or answers what it was given. */
const ONLY_READS = [
  'org.sessions.beginUnified',
  'org.changes.preview',
  'org.directory.find',
  'org.invitations.look',
  'org.imports.check',
  'org.counts.places',
  'registers.households.find',
  'registers.allowances.check',
  'reading.read',
  'factExchange.check',
  'lists.checkBulk',
  'checking.check',
  'exchange.check',
  'exchange.annotated',
]
/** Done where there is nothing to do, too: a sign-out of nobody, notices read already, a record that had arrived. */
const MAY_FIND_IT_DONE = ['org.access.signOut', 'notices.read', 'offline.arrive']

test('A01 every endpoint that changes something was done at least once by those tests, and left its audit row each time', () => {
  const seen = new Map<string, { done: number; silent: number }>()
  for (const { name, method, path } of ENDPOINTS) {
    if (method === 'GET') continue
    const pattern = new RegExp(`^${path.replace(/\{[^}]+\}/g, '[^/]+')}$`)
    const done = writes.filter((one) => one.method === method && pattern.test(one.path))
    seen.set(name, { done: done.length, silent: done.filter(({ rows }) => rows === 0).length })
  }
  const changing = [...seen].filter(([name]) => !ONLY_READS.includes(name))
  expect({
    neverDone: changing.filter(([, { done }]) => done === 0).map(([name]) => name),
    silent: changing
      .filter(([name, { done, silent }]) => (MAY_FIND_IT_DONE.includes(name) ? silent === done : silent > 0))
      .map(([name]) => name),
  }).toEqual({ neverDone: [], silent: [] })
  report(`${writes.length} writes of ${changing.length} endpoints, each with its audit row`)
})
