import { createHash } from 'node:crypto'
import { from as copyFrom } from 'pg-copy-streams'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { importJob } from '../src/features/registers/index.ts'
import { openTestHouse, type TestHouse } from '../src/main/testing.ts'
import { makeQueue } from '../src/platform/jobs/queue.ts'
import { withCheckDigit } from '../src/platform/secrecy/resident-id.ts'

/** 导入底册 at bench size: how long reading, checking and taking in take, beside copying the same rows into a bare table. It prints and judges no time. */
const ROWS = Number(process.env.BENCH_REGISTER_ROWS ?? 200_000)

let house: TestHouse
beforeAll(async () => {
  house = await openTestHouse('2026-07-14', { uploadLimitBytes: 200 * 1024 * 1024 })
}, 120_000)
afterAll(() => house?.close())

const HEADER =
  '乡镇,村,户号,户主姓名,与户主关系,姓名,身份证号,联系电话,对象类别,入伍年份,退役年份,优抚状态,银行账号,详细住址'
const SURNAMES = [...'王李张刘陈杨黄赵周吴徐孙马朱胡郭何高林罗']
const GIVEN = [...'建国卫东志强永胜长根水生文斌金宝大春小军立新满仓']
const pad = (value: number, places: number) => String(value).padStart(places, '0')

const nameOf = (row: number): string =>
  `${SURNAMES[row % SURNAMES.length]}${GIVEN[Math.floor(row / 20) % GIVEN.length]}${GIVEN[Math.floor(row / 480) % GIVEN.length]}`

const lineOf = (row: number): string => {
  const name = nameOf(row)
  // Two and two live together.
  const head = `${nameOf(row - (row % 2))}`
  const born = `${1940 + (row % 50)}${pad(1 + (row % 12), 2)}${pad(1 + (row % 28), 2)}`
  const resident = withCheckDigit(`990${pad(Math.floor(row / 1_000), 3)}${born}${pad(row % 1_000, 3)}`)
  return [
    ...[
      '东门街道',
      '东门社区',
      Math.floor(row / 2),
      head,
      row % 2 === 0 ? '户主' : '配偶',
      name,
      resident,
      `100${pad(row, 8)}`,
    ],
    ...['退役士兵', 1962 + (row % 50), 1965 + (row % 50), '正常', `9900${pad(row, 11)}`, `村前路 ${row % 300} 号`],
  ].join(',')
}

test('a register of bench size is read, checked and taken in', async () => {
  const office = await house.as('lancheng-office')
  const lines = Array.from({ length: ROWS }, (_, row) => lineOf(row))
  const bytes = Buffer.from(`${HEADER}\n${lines.join('\n')}\n`)
  const parts: Record<string, number> = {}
  const timed = async <Answer>(what: string, work: () => Promise<Answer>): Promise<Answer> => {
    const since = performance.now()
    const answer = await work()
    parts[what] = (performance.now() - since) / 1000
    return answer
  }
  const client = await house.pool.connect()
  await client.query('create table bare_rows (line text not null)')
  await timed('raw COPY', async () => {
    const stream = client.query(copyFrom('copy bare_rows (line) from stdin'))
    await new Promise<void>((resolve, reject) => {
      stream.on('finish', resolve)
      stream.on('error', reject)
      stream.end(`${lines.join('\n')}\n`)
    })
  })
  client.release()
  const queue = makeQueue(house.pool, {
    kinds: [importJob(house.house, [])],
    now: () => new Date(),
    onError: (_kind, error) => {
      throw error
    },
  })
  const file = await timed('upload', () => office.upload('底册.csv', bytes, 'register'))
  expect(file.status, JSON.stringify(file.body)).toBe(200)
  const started = await office.post('/household-imports', { fileId: file.body.id })
  await timed('read and check', queue.work)
  const checked = (await office.get(`/household-imports/${started.body.id}`)).body
  expect(checked.counts, checked.fault).toMatchObject({ read: ROWS, wrong: 0 })
  await office.post(`/household-imports/${checked.id}/take-in`, { version: checked.version })
  await timed('take in', queue.work)
  const taken = (await office.get(`/household-imports/${checked.id}`)).body
  expect(taken).toMatchObject({ state: 'taken', counts: { fresh: checked.counts.fresh } })
  const whole = (parts['read and check'] ?? 0) + (parts['take in'] ?? 0)
  const said = Object.entries(parts).map(([what, seconds]) => `${what} ${seconds.toFixed(1)} s`)
  process.stdout.write(
    `\n${ROWS} rows (${createHash('sha256').update(bytes).digest('hex').slice(0, 8)}): ${said.join(', ')}; import ${whole.toFixed(1)} s = ${(whole / (parts['raw COPY'] ?? 1)).toFixed(1)} × raw COPY; rss ${Math.round(process.memoryUsage().rss / 1048576)} MiB\n`,
  )
}, 900_000)
