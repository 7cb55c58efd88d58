import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp, { type SharpOptions } from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { clearAway, newDataDir, openCaller, type Program, startProgram } from '../journeys/program.ts'
import { figure, report } from '../prove/figures.ts'

/**
 * Resident memory of the server process over the sample city: after the start that lays it, after a warm start, and in mixed use by
 * many roles (lists, figures, Ctrl+K, sentences and documents read, sheets and papers written, photos). What it starts as processes of
 * their own is not counted; they end a minute after their last work. It prints, and judges nothing.
 */
const SECONDS = figure('BENCH_MEMORY_SECONDS', 300)
const LOGINS = ['sby', 'ld', 'jyj', 'czj', 'lcq-sby', 'lcq-jyj', 'fwz', 'cj1', 'xt', 'aq', 'sj']
const AT_ONCE = 4

const settings = { SAMPLE: '1', TODAY: '2026-07-14', NODE_ENV: 'test' }
const folders: string[] = []
let folder: string
let program: Program
beforeAll(() => {
  folder = newDataDir()
  folders.push(folder)
})
afterAll(() => clearAway(folders))

const mebibytes = (field: 'VmRSS' | 'VmHWM'): number => {
  const status = readFileSync(`/proc/${program.process.pid}/status`, 'utf8')
  return Math.round(Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1]) / 1024)
}
const load = () => readFileSync('/proc/loadavg', 'utf8').split(' ')[0]
const told: Record<string, unknown> = {}

test('after the start that lays the sample city, and after a warm one', async () => {
  program = await startProgram(folder, settings)
  Object.assign(told, { load: load(), firstStart: mebibytes('VmRSS'), firstStartMost: mebibytes('VmHWM') })
  await program.end('SIGTERM')
  program = await startProgram(folder, settings)
  Object.assign(told, { warmStart: mebibytes('VmRSS') })
  report(JSON.stringify(told))
})

type Call = ReturnType<typeof openCaller>
const PATHS = [
  ...[
    '/today',
    '/matters',
    '/overview',
    '/measures',
    '/dual-list',
    '/ledger/board',
    '/facts?size=50',
    '/facts/calendar',
  ],
  ...[
    '/facts/gallery',
    '/households?size=50',
    '/plaque-account',
    '/plaques',
    '/contact-plan',
    '/contact-plan/households',
  ],
  ...[
    '/benchmark',
    '/coverage',
    '/documents',
    '/units',
    '/people',
    '/audit',
    '/facts/checking',
    '/household-duplicates',
  ],
  ...['国防', '走访', 'jyj', '王', '联席会议', '优待证'].map((words) => `/find?q=${encodeURIComponent(words)}`),
]
const SHEETS = ['/matters/exchange/export', '/fact-sheets/export', '/measures/sheet', '/household-imports/template']

const document = (at: number): string =>
  Array.from(
    { length: 120 },
    (_, line) =>
      `（${line + 1}）抓好第${at}-${line}项工作。市教育局牵头，市财政局配合，${1 + (line % 12)}月底前完成${10 + line}户走访。`,
  ).join('\n')

test(`in mixed use for ${SECONDS} seconds`, async () => {
  const accounts = JSON.parse(readFileSync(join(folder, 'sample-sign-ins.json'), 'utf8')) as Record<string, string>[]
  const callers: Call[] = []
  for (const login of LOGINS) {
    const call = openCaller(program.address)
    const password = accounts.find((one) => one.login === login)?.password
    expect((await call('POST', '/session', { login, password })).status, login).toBe(200)
    callers.push(call)
  }
  const office = callers[0] as Call
  const noise = {
    create: { width: 2000, height: 1500, channels: 3, noise: { type: 'gaussian', mean: 120, sigma: 40 } },
  }
  const upload = async (at: number) => {
    const picture = await sharp(noise as SharpOptions)
      .jpeg({ quality: 60 + (at % 30) })
      .toBuffer()
    const form = new FormData()
    form.append('file', new Blob([new Uint8Array(picture)], { type: 'image/jpeg' }), `${at}.jpg`)
    const headers = { cookie: office.cookie() }
    const answer = await fetch(`${program.address}/api/files`, { method: 'POST', headers, body: form })
    expect(answer.status).toBe(200)
    await answer.arrayBuffer()
  }
  const fetchOnly = async (call: Call, path: string) => {
    const answer = await fetch(`${program.address}/api${path}`, { headers: { cookie: call.cookie() } })
    await answer.arrayBuffer()
    return answer.status
  }
  const until = performance.now() + SECONDS * 1_000
  const held: number[] = []
  let asked = 0
  let answered = 0
  const client = async () => {
    while (performance.now() < until) {
      const at = asked++
      const call = callers[at % callers.length] as Call
      if (at % 61 === 60) await office('POST', '/documents', { title: `要点${at}`, text: document(at) })
      else if (at % 23 === 22)
        await office('POST', '/facts/readings', { text: '7月8日市教育局召开联席会议，参加人数32人' })
      else if (at % 37 === 36) await upload(at)
      // A person may export fifty times a day; the refusals that follow cost little.
      else if (at % 29 === 28) await fetchOnly(call, SHEETS[at % SHEETS.length] as string)
      else if ((await fetchOnly(call, PATHS[at % PATHS.length] as string)) === 200) answered++
      held.push(mebibytes('VmRSS'))
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, client))
  expect(answered).toBeGreaterThan(asked / 4)
  const tenths = Array.from({ length: 10 }, (_, at) =>
    Math.max(...held.slice(Math.floor((at * held.length) / 10), Math.ceil(((at + 1) * held.length) / 10))),
  )
  report(JSON.stringify({ load: load(), asked, most: Math.max(...held), tenths }))
})
