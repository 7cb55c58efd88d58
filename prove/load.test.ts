import { readFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newDataDir, type Program, startProgram } from '../journeys/program.ts'
import { figure, report } from './figures.ts'

/**
 * A program under more than it can carry, and one that works for half an hour (`PROVE_OVERLOAD_SECONDS`, `PROVE_SOAK_MINUTES`).
 * Both run on the sample city, and the people are simulated on the same machine, so that nothing here is a figure of speed.
 */

const OVERLOAD_SECONDS = figure('PROVE_OVERLOAD_SECONDS', 60)
const SOAK_MINUTES = figure('PROVE_SOAK_MINUTES', 30)
const LOGINS = ['sby', 'ld', 'jyj', 'czj', 'jtj', 'zl', 'lcq-sby', 'lcq-jyj', 'fwz']
const PATHS = ['/today', '/matters', '/overview', '/matters?open=true&light=over', '/dual-list?show=open', '/session']

let program: Program
let cookies: string[]
const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY })

beforeAll(async () => {
  const dataDir = newDataDir()
  program = await startProgram(dataDir, { SAMPLE: '1' })
  const accounts = JSON.parse(readFileSync(join(dataDir, 'sample-sign-ins.json'), 'utf8')) as {
    login: string
    password: string
  }[]
  cookies = []
  for (const login of LOGINS) {
    const answer = await fetch(`${program.address}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ login, password: accounts.find((one) => one.login === login)?.password }),
    })
    expect(answer.status, login).toBe(200)
    cookies.push(answer.headers.getSetCookie().at(-1)?.split(';')[0] ?? '')
  }
}, 240_000)
afterAll(async () => {
  agent.destroy()
  await program?.end('SIGTERM')
})

type Sent = { status: number; milliseconds: number }
let turn = 0

const send = (): Promise<Sent> =>
  new Promise((resolve) => {
    turn += 1
    const since = performance.now()
    const over = (status: number) => resolve({ status, milliseconds: performance.now() - since })
    const asked = request(
      `${program.address}/api${PATHS[turn % PATHS.length]}`,
      { agent, headers: { cookie: cookies[turn % cookies.length] as string } },
      (answer) => {
        answer.resume()
        answer.on('end', () => over(answer.statusCode ?? 0))
      },
    )
    asked.on('error', () => over(0))
    asked.end()
  })

const wait = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds))
/** Resident memory of the program in MiB. */
const memory = (): number => {
  const status = readFileSync(`/proc/${program.process.pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024
}

/** Answers a second with so many clients that each wait for their answer. */
const capacity = async (seconds: number, clients: number): Promise<number> => {
  const until = performance.now() + seconds * 1000
  let done = 0
  const client = async () => {
    while (performance.now() < until) if ((await send()).status === 200) done += 1
  }
  await Promise.all(Array.from({ length: clients }, client))
  return done / seconds
}

test(`B08 five times what it can carry for ${OVERLOAD_SECONDS} seconds: it goes on at four fifths of that, refuses the rest quickly, and recovers`, async () => {
  await capacity(3, 8)
  const carried = await capacity(10, 16)
  const rate = carried * 5
  const answers: Sent[] = []
  const sent: Promise<void>[] = []
  let highest = memory()
  const begun = performance.now()
  let due = 0
  while (performance.now() - begun < OVERLOAD_SECONDS * 1000) {
    due += rate / 50
    for (; due >= 1; due -= 1) sent.push(send().then((one) => void answers.push(one)))
    highest = Math.max(highest, memory())
    await wait(20)
  }
  const within = answers.length
  await Promise.all(sent)
  const good = answers.slice(0, within).filter(({ status }) => status === 200).length / OVERLOAD_SECONDS
  const refused = answers.filter(({ status }) => status === 429 || status === 503)
  const slowest = refused.map(({ milliseconds }) => milliseconds).sort((a, b) => a - b)
  const p99 = slowest[Math.floor(slowest.length * 0.99)] ?? 0
  const ended = performance.now()
  let healed = 0
  while (healed === 0) {
    const { status, milliseconds } = await send()
    if (status === 200 && milliseconds < 1000) healed = performance.now() - ended
    else await wait(100)
  }
  report(
    JSON.stringify({
      carried: Math.round(carried),
      asked: Math.round(rate),
      good: Math.round(good),
      share: Number((good / carried).toFixed(2)),
      refused: refused.length,
      refusedP99: Math.round(p99),
      lost: answers.filter(({ status }) => status === 0).length,
      memoryMiB: Math.round(highest),
      healedMs: Math.round(healed),
    }),
  )
  expect(answers.filter(({ status }) => ![200, 429, 503].includes(status))).toEqual([])
  expect(refused.length).toBeGreaterThan(0)
  expect(good / carried).toBeGreaterThanOrEqual(0.8)
  expect(p99).toBeLessThan(1000)
  expect(highest).toBeLessThan(500)
  expect(healed).toBeLessThan(10_000)
})

test(`O02 ten people for ${SOAK_MINUTES} minutes without a pause: memory at the end is no more than a fifth above that of the fifth minute`, async () => {
  const begun = performance.now()
  const minutes = () => (performance.now() - begun) / 60_000
  const settled = Math.min(5, SOAK_MINUTES / 3)
  const early: number[] = []
  const late: number[] = []
  const watching = setInterval(() => {
    const at = minutes()
    if (at >= settled * 0.8 && at < settled * 1.2) early.push(memory())
    if (at >= SOAK_MINUTES - settled * 0.4) late.push(memory())
  }, 1_000)
  let done = 0
  const failed: number[] = []
  const person = async () => {
    while (minutes() < SOAK_MINUTES) {
      const { status } = await send()
      if (status === 200) done += 1
      else failed.push(status)
    }
  }
  await Promise.all(Array.from({ length: 10 }, person))
  clearInterval(watching)
  const mean = (all: number[]) => all.reduce((sum, one) => sum + one, 0) / Math.max(1, all.length)
  report(
    JSON.stringify({
      minutes: SOAK_MINUTES,
      requests: done,
      earlyMiB: Math.round(mean(early)),
      lateMiB: Math.round(mean(late)),
    }),
  )
  expect(failed).toEqual([])
  expect(mean(late)).toBeLessThan(mean(early) * 1.2)
  expect(Math.max(...late)).toBeLessThan(350)
})
