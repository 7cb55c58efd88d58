import { afterAll, beforeAll, expect, test } from 'vitest'
import { figure, report } from '../prove/figures.ts'
import { type Asked, type Bench, openBench } from './house.ts'
import { asLines, type Measured, measure } from './pairs.ts'

const ROUNDS = figure('BENCH_ROUNDS', 40)
let bench: Bench
const measured: Measured[] = []

beforeAll(async () => {
  bench = await openBench()
})
afterAll(async () => {
  for (const line of ['', ...asLines(measured), '']) report(line)
  await bench?.close()
})

/** Ours through HTTP against the very statements it runs, replayed on a bare connection of the driver. */
const againstOwnStatements = async (name: string, budget: number, login: string, asked: Asked): Promise<void> => {
  const ask = await bench.as(login)
  const statements = await bench.statementsOf(login, asked)
  expect(statements.length).toBeGreaterThan(0)
  const pair = {
    ...{ name, budget },
    ours: () => ask(asked),
    bare: async () => {
      for (const { text, values } of statements) await bench.raw.query(text, values)
    },
  }
  measured.push(await measure(pair, ROUNDS))
}

type Page = { rows: { id: number; code: string }[]; total: number; next: string | null }

test('one matter', async () => {
  const ask = await bench.as('sby')
  const { rows } = (await ask({ method: 'GET', path: '/matters?size=1' })) as Page
  await againstOwnStatements('one matter', 4, 'sby', { method: 'GET', path: `/matters/${rows[0]?.id}` })
})

test('list of 50 with its total', async () => {
  const ask = await bench.as('sby')
  const { rows, total } = (await ask({ method: 'GET', path: '/matters' })) as Page
  expect(rows).toHaveLength(50)
  expect(total).toBeGreaterThan(199_000)
  await againstOwnStatements('list of 50 with total, city office', 2.5, 'sby', { method: 'GET', path: '/matters' })
  await againstOwnStatements('list of 50 with total, member unit', 2.5, 'jyj', { method: 'GET', path: '/matters' })
})
