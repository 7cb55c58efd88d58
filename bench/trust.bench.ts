import { readFileSync } from 'node:fs'
import { afterAll, expect, test } from 'vitest'
import { startProgram } from '../journeys/program.ts'
import { figure, report } from '../prove/figures.ts'
import { type Asked, type Bench, openBench, TENTH } from './house.ts'
import { asLines, measure } from './pairs.ts'

/** What guarding costs, how the program grows, and how it carries a city's people at once. Nothing here fails by time. */
const ROUNDS = figure('BENCH_ROUNDS', 40)
const PEOPLE = figure('BENCH_PEOPLE', 200)
const SECONDS = figure('BENCH_SECONDS', 120)
const ROLES = { 'city office': 'sby', 'county office': 'lcq-sby', 'member unit': 'jyj', leader: 'ld' } as const

const get = (path: string): Asked => ({ method: 'GET', path })
const json: Record<string, unknown> = {}
afterAll(() => report(JSON.stringify(json)))

type Page = { rows: { id: number; version: number; openSteps: string[] }[]; next: string | null }

test('what row level security costs against the same condition written by hand', async () => {
  const bench = await openBench()
  try {
    for (const [role, login] of Object.entries(ROLES)) {
      const ask = await bench.as(login)
      const { rows } = (await ask(get('/matters?size=1'))) as Page
      for (const [what, path] of [
        ['one matter', `/matters/${rows[0]?.id}`],
        ['list of 50 with total', '/matters'],
        ['总览', '/overview'],
      ] as const) {
        const statements = await bench.statementsOf(login, get(path))
        const pair = {
          ...{ name: `row policies, ${what}, ${role}`, budget: 1.25 },
          ours: () => bench.underPolicies(() => bench.run(statements)),
          bare: () => bench.run(statements),
        }
        const measured = await measure(pair, ROUNDS)
        json[pair.name] = Number(measured.ratio.toFixed(3))
        report(asLines([measured]).at(-1) as string)
      }
    }
  } finally {
    await bench.close()
  }
})

test('growth from a tenth to the whole', async () => {
  const [small, whole] = [await openBench(TENTH), await openBench()]
  try {
    for (const [role, login] of Object.entries(ROLES)) {
      const asks = { small: await small.as(login), whole: await whole.as(login) }
      const first = async (ask: (asked: Asked) => Promise<unknown>) =>
        ((await ask(get('/matters?size=1'))) as Page).rows[0]?.id
      const ids = { small: await first(asks.small), whole: await first(asks.whole) }
      for (const [what, path] of [
        ['one matter', (of: 'small' | 'whole') => `/matters/${ids[of]}`],
        ['list of 50 with total', () => '/matters'],
        ['今日', () => '/today'],
        ['总览', () => '/overview'],
      ] as const) {
        const pair = {
          ...{ name: `growth × 10, ${what}, ${role}`, budget: 1.3 },
          ours: () => asks.whole(get(path('whole'))),
          bare: () => asks.small(get(path('small'))),
        }
        const measured = await measure(pair, ROUNDS)
        json[pair.name] = Number(measured.ratio.toFixed(3))
        report(asLines([measured]).at(-1) as string)
      }
    }
  } finally {
    await small.close()
    await whole.close()
  }
})

/** Resident memory of a process in MiB (Linux only). */
const memoryOf = (pid: number | undefined): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024

const wait = (ms: number) => new Promise((done) => setTimeout(done, ms))
const at = (sorted: number[], share: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] as number

/** Gives the posts of the roles more holders, with the password of the first, so that so many people can sign in. */
const addPeople = async (bench: Bench, many: number): Promise<string[]> => {
  const logins = Object.values(ROLES)
  const added: string[] = []
  for (let index = 0; index < many; index += 1) {
    const like = logins[index % logins.length] as string
    const login = `bench.${index}`
    await bench.raw.query(
      `with made as (
         insert into people (login, name, password_hash, must_change_password)
         select $1, name, password_hash, false from people where login = $2
         on conflict (login) do nothing returning id)
       insert into post_holders (post_id, person_id, from_on)
       select h.post_id, made.id, current_date - 1 from made, people p join post_holders h on h.person_id = p.id
       where p.login = $2 and h.to_on is null limit 1`,
      [login, like],
    )
    added.push(login)
  }
  return added
}

test(`${PEOPLE} people signed in, reading and writing for ${SECONDS} seconds`, async () => {
  const bench = await openBench(null)
  try {
    const logins = await addPeople(bench, PEOPLE)
    const { address, process } = bench.program
    const passwords = Object.values(ROLES).map((login) => bench.passwordOf(login))
    const times = { read: [] as number[], write: [] as number[] }
    const faults: string[] = []
    let toldToWait = 0
    const send = async (
      kind: 'read' | 'write' | null,
      cookie: string,
      { method, path, body }: Asked,
    ): Promise<unknown> => {
      const start = performance.now()
      const headers = {
        cookie,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(method === 'GET' ? {} : { 'idempotency-key': crypto.randomUUID() }),
      }
      const ask = () =>
        fetch(`${address}/api${path}`, {
          method,
          headers,
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        })
      let answer = await ask()
      // Told that all places are taken: asks again when it was told to, at most twice, as the screens do.
      for (let again = 0; answer.status === 503 && again < 2; again += 1) {
        toldToWait += 1
        await answer.arrayBuffer()
        await wait(Number(answer.headers.get('retry-after') ?? 2) * 1_000)
        answer = await ask()
      }
      const said: unknown = await answer.json()
      if (kind) times[kind].push(performance.now() - start)
      if (answer.status !== 200) faults.push(`${answer.status} ${method} ${path} ${JSON.stringify(said).slice(0, 120)}`)
      return said
    }
    const cookies: string[] = []
    for (const [index, login] of logins.entries()) {
      const answer = await fetch(`${address}/api/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ login, password: passwords[index % passwords.length] }),
      })
      expect(answer.status, `${login} ${await answer.clone().text()}`).toBe(200)
      cookies.push(answer.headers.getSetCookie().at(-1)?.split(';')[0] ?? '')
    }
    const begun = performance.now()
    const isOver = () => performance.now() - begun > SECONDS * 1000
    const memory: [number, number][] = []
    const watching = setInterval(() => memory.push([(performance.now() - begun) / 1000, memoryOf(process.pid)]), 1_000)
    // Thinks six to fourteen seconds between two things he does; of eight one writes.
    const mulberry = (seed: number): number => {
      const mixed = Math.imul(seed ^ (seed >>> 15), 1 | (seed + 0x6d2b79f5))
      return (mixed ^ (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ (mixed >>> 14)) >>> 0
    }
    const live = async (cookie: string, seed: number): Promise<void> => {
      let turn = seed
      await wait((seed % 100) * 100)
      while (!isOver()) {
        turn = mulberry(turn)
        const reads = [
          '/today',
          '/matters',
          '/overview',
          `/find?q=${encodeURIComponent('就业')}`,
          '/matters?open=true&light=over',
          '/dual-list?show=open',
          '/matters?sort=changed',
        ]
        if (turn % 8 === 7) {
          const { rows } = (await send('read', cookie, get(`/matters?size=20&open=true`))) as Page
          // A leader sees matters to which he may write no remark.
          const open = rows.filter(({ openSteps }) => openSteps.includes('comment'))
          const matter = open[turn % Math.max(1, open.length)]
          if (matter)
            await send('write', cookie, {
              method: 'POST',
              path: `/matters/${matter.id}/steps`,
              body: { step: 'comment', version: matter.version, text: '已联系，本周办。' },
            })
        } else await send('read', cookie, get(reads[turn % reads.length] as string))
        await wait(6_000 + (turn % 8_000))
      }
    }
    await Promise.all(cookies.map((cookie, index) => live(cookie, index * 7_919 + 1)))
    clearInterval(watching)
    // Two may write on one matter at once: the second is told that it moved on, which is no fault.
    const stale = faults.filter((fault) => fault.startsWith('409'))
    const bad = faults.filter((fault) => !fault.startsWith('409'))
    const line = (kind: 'read' | 'write') => {
      const sorted = times[kind].sort((a, b) => a - b)
      return {
        count: sorted.length,
        p50: Math.round(at(sorted, 0.5)),
        p99: Math.round(at(sorted, 0.99)),
        slowest: Math.round(at(sorted, 1)),
      }
    }
    const quarter = (from: number) => {
      const part = memory
        .filter(([second]) => second >= SECONDS * from && second < SECONDS * (from + 0.25))
        .map(([, size]) => size)
      return Math.round(part.reduce((sum, size) => sum + size, 0) / Math.max(1, part.length))
    }
    const seen = {
      people: PEOPLE,
      seconds: SECONDS,
      read: line('read'),
      write: line('write'),
      stale: stale.length,
      toldToWait,
      errors: bad.length,
      memoryMiB: [0, 0.25, 0.5, 0.75].map(quarter),
    }
    json.people = seen
    report(JSON.stringify(seen))
    for (const fault of bad.slice(0, 5)) report(fault)
    expect(bad).toEqual([])
  } finally {
    await bench.close()
  }
})

test('a warm start', async () => {
  const bench = await openBench()
  await bench.close()
  const folder = bench.dataDir
  const times: number[] = []
  for (let round = 0; round < 5; round += 1) {
    const start = performance.now()
    const program = await startProgram(folder, { SAMPLE: '1', NODE_ENV: 'production' })
    times.push((performance.now() - start) / 1000)
    await program.end('SIGTERM')
  }
  const sorted = times.sort((a, b) => a - b)
  json['warm start, seconds'] = sorted.map((seconds) => Number(seconds.toFixed(2)))
  report(
    `warm start at bench size: median ${at(sorted, 0.5).toFixed(2)} s, slowest ${at(sorted, 1).toFixed(2)} s (aim 3)`,
  )
})
